use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use fetch_cors::run::{Transition, run_async_with_local, run_with_local};
use fetch_cors::url::Url;
use fetch_cors::{Exchange, LocalFetch, PreflightCache, Request, Response, Step, Timestamp};
use http::header::{CONTENT_LENGTH, COOKIE};
use http::{HeaderValue, Method, StatusCode};

use crate::{Failure, Fetched, Head, Jar};

/// What the fetches of a client share. Fetches may run at the same time.
///
/// Clones share one preflight cache and one cookie jar, so a session can be shared between clients, and its cookies
/// can be looked at and removed while a client has it. See the [crate documentation](crate) for an example.
#[derive(Clone, Debug)]
pub struct Session {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    cache: Mutex<PreflightCache>,
    jar: Jar,
    start: Instant,
}

impl Session {
    /// Creates a session without cookies, whose preflight cache is empty.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "a client has a clock")]
    pub fn new() -> Self {
        let shared = Shared { cache: Mutex::default(), jar: Jar::new(), start: Instant::now() };
        Self { shared: Arc::new(shared) }
    }

    /// Returns the cookie jar.
    #[must_use]
    pub fn jar(&self) -> &Jar {
        &self.shared.jar
    }

    /// Fetches `request` for a blocking client. Local URLs, such as `about:blank` and `data:`, end in a network error.
    ///
    /// `send` puts one message on the wire. It gets the message from [`message`](Self::message), with its cookies, and adds the
    /// body if [`Exchange::send_body`] returns true. It returns the response and the URL that the response came from, as
    /// the HTTP library says; `None` if the library does not say it, which the engine refuses.
    ///
    /// # Errors
    ///
    /// Returns a [`NetworkError`](fetch_cors::NetworkError) if the fetch is refused or there is no response.
    pub fn run<B>(
        &self,
        request: Request,
        mut send: impl FnMut(&Exchange, Head) -> Result<(Option<Url>, http::Response<B>), Failure>,
    ) -> Fetched<B> {
        let send = |exchange: &Exchange| {
            let (url, response) = send(exchange, self.message(exchange)?)?;
            self.receive(url, response, exchange.include_credentials())
        };
        run_with_local(request, |transition| self.lend(transition), || self.now(), send, refuse)
    }

    /// Fetches `request` like [`run`](Self::run), with a `send` that returns a future.
    ///
    /// # Errors
    ///
    /// Returns a [`NetworkError`](fetch_cors::NetworkError) if the fetch is refused or there is no response.
    pub async fn run_async<B, F>(
        &self,
        request: Request,
        mut send: impl FnMut(&Exchange, Head) -> F,
    ) -> Fetched<B>
    where
        F: Future<Output = Result<(Option<Url>, http::Response<B>), Failure>>,
    {
        let send = |exchange: &Exchange| {
            let sent = self.message(exchange).map(|head| send(exchange, head));
            let include_credentials = exchange.include_credentials();
            async move {
                let (url, response) = sent?.await?;
                self.receive(url, response, include_credentials)
            }
        };
        let local = |fetch: &LocalFetch| std::future::ready(refuse(fetch));
        run_async_with_local(request, |transition| self.lend(transition), || self.now(), send, local).await
    }

    /// Lends the preflight cache for one transition. No fetch holds the lock for longer.
    pub fn lend<B>(&self, transition: Transition<B>) -> Step<B> {
        transition.lend(&mut self.shared.cache.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the time since the session was created.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::new(self.shared.start.elapsed())
    }

    /// Returns the message of an exchange, without its body.
    ///
    /// It has the cookies for its URL, if it includes credentials. If the method is `POST` or `PUT` and there is no body, it
    /// has `Content-Length: 0`, which HTTP libraries leave out.
    ///
    /// # Errors
    ///
    /// Returns an error if the `http` crate cannot represent the message.
    pub fn message(&self, exchange: &Exchange) -> Result<Head, Failure> {
        let mut message = exchange.to_http()?;
        let headers = message.headers_mut();
        // concept-http-network-or-cache-fetch 8.7: the length of a body that is null.
        if !exchange.send_body() && matches!(*exchange.method(), Method::POST | Method::PUT) {
            headers.try_insert(CONTENT_LENGTH, HeaderValue::from_static("0"))?;
        }
        if exchange.include_credentials()
            && let Some(cookie) = self.jar().cookie(exchange.url())
        {
            headers.try_append(COOKIE, cookie)?;
        }
        Ok(message)
    }

    /// Returns a response for the engine. `url` is the URL that it came from, as the HTTP library says. If the library
    /// does not say it, the engine refuses the response.
    ///
    /// Stores the cookies of the response, if credentials went with the message.
    ///
    /// # Errors
    ///
    /// Returns an error for status 407, because there is no user to ask for the password of a proxy.
    pub fn receive<B>(
        &self,
        url: Option<Url>,
        response: http::Response<B>,
        include_credentials: bool,
    ) -> Result<Response<B>, Failure> {
        // concept-http-network-or-cache-fetch 16.1: without a user to ask, the response is a network error.
        if response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            return Err("the proxy asks for a password, and there is no user to enter one".into());
        }
        let Some(url) = url else { return Ok(Response::from(response)) };
        if include_credentials {
            self.jar().store(&url, response.headers());
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

fn refuse<B>(fetch: &LocalFetch) -> Result<Response<B>, Failure> {
    Err(format!("this client serves no {}: URLs", fetch.url().scheme()).into())
}
