use std::error::Error;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use fetch_cors::run::Transition;
use fetch_cors::url::Url;
use fetch_cors::{Exchange, PreflightCache, Response, Step, Timestamp};
use http::header::{CONTENT_LENGTH, COOKIE};
use http::{HeaderValue, Method, Request, StatusCode};

use crate::Jar;

/// An error of a client, before the engine makes a network error of it.
pub type Failure = Box<dyn Error + Send + Sync>;

/// What the fetches of a client share. Fetches may run at the same time, and share a session by reference or in an
/// [`Arc`](std::sync::Arc). See the [crate documentation](crate) for an example.
#[derive(Debug)]
pub struct Session {
    cache: Mutex<PreflightCache>,
    jar: Jar,
    start: Instant,
}

impl Session {
    /// Creates a session without cookies, whose preflight cache is empty.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "a client has a clock")]
    pub fn new() -> Self {
        Self { cache: Mutex::default(), jar: Jar::new(), start: Instant::now() }
    }

    /// Lends the preflight cache for one transition. No fetch holds the lock for longer.
    pub fn lend<B>(&self, transition: Transition<B>) -> Step<B> {
        transition.lend(&mut self.cache.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the time since the session was created.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::new(self.start.elapsed())
    }

    /// Returns the cookie jar.
    #[must_use]
    pub fn jar(&self) -> &Jar {
        &self.jar
    }

    /// Returns the message of an exchange, without its body.
    ///
    /// It has the cookies for its URL, if it includes credentials. If the method is `POST` or `PUT` and there is no body, it
    /// has `Content-Length: 0`, which HTTP libraries leave out.
    ///
    /// # Errors
    ///
    /// Returns an error if the `http` crate cannot represent the message.
    pub fn message(&self, exchange: &Exchange) -> Result<Request<()>, Failure> {
        let mut message = exchange.to_http()?;
        let headers = message.headers_mut();
        // concept-http-network-or-cache-fetch 8.7: the length of a body that is null.
        if !exchange.send_body() && matches!(*exchange.method(), Method::POST | Method::PUT) {
            headers.try_insert(CONTENT_LENGTH, HeaderValue::from_static("0"))?;
        }
        if exchange.include_credentials()
            && let Some(cookie) = self.jar.cookie(exchange.url())
        {
            headers.try_append(COOKIE, cookie)?;
        }
        Ok(message)
    }

    /// Returns a response for the engine. `url` is the URL that it came from, as the HTTP library says.
    ///
    /// Stores the cookies of the response, if credentials went with the message.
    ///
    /// # Errors
    ///
    /// Returns an error for status 407, because nobody can be asked for the password of a proxy.
    pub fn receive<B>(
        &self,
        response: http::Response<B>,
        url: Url,
        include_credentials: bool,
    ) -> Result<Response<B>, Failure> {
        // concept-http-network-or-cache-fetch 16.1: without a user to ask, the response is a network error.
        if response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            return Err("the proxy wants a password, and there is nobody to ask".into());
        }
        if include_credentials {
            self.jar.store(&url, response.headers());
        }
        Ok(Response::from(response).with_url(url))
    }
}

/// [`Session::new`].
impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}
