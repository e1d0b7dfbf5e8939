use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use fetch_cors::authentication::{AfterResponse, Attempt};
use fetch_cors::cookies::SameSiteMode;
use fetch_cors::run::{Transition, run_async_with_local, run_with_local};
use fetch_cors::url::{Position, Url};
use fetch_cors::{Exchange, LocalFetch, PreflightCache, Request, Response, Step, Timestamp};
use http::header::{CONTENT_LENGTH, COOKIE};
use http::{HeaderValue, Method};

use crate::{Failure, Fetched, Head, Jar, same_site_mode};

/// A preflight cache, a cookie jar and a clock, which fetches share. Fetches may run at the same time.
///
/// Clones of a session share one preflight cache and one cookie jar. Keep a clone to look at the cookies or to remove them
/// while fetches use the session. See the [crate documentation](crate) for an example.
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
    /// Creates a session without cookies and with an empty preflight cache.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "a host has a clock")]
    pub fn new() -> Self {
        let shared = Shared { cache: Mutex::default(), jar: Jar::new(), start: Instant::now() };
        Self { shared: Arc::new(shared) }
    }

    /// Returns the cookie jar.
    #[must_use]
    pub fn jar(&self) -> &Jar {
        &self.shared.jar
    }

    /// Fetches `request` for a blocking host.
    ///
    /// The session calls `send` once for each message. `send` sends the message, and returns the URL that the response came
    /// from and the response:
    ///
    /// - The message that `send` gets has its cookies already, if it includes credentials. If the method is `POST` or `PUT`
    ///   and there is no body, the message has the header `Content-Length: 0`. If [`Exchange::send_body`] returns true,
    ///   `send` adds the body.
    /// - The URL must come from the HTTP library. If the library does not report it, `send` returns `None`, and the fetch
    ///   ends with a network error.
    /// - The response is an [`http::Response`] or a [`Response`] of the engine.
    ///
    /// If the message includes credentials, the session stores the cookies of the response. It does not store them if the
    /// response came from another URL than the message was sent to, because the engine refuses such a response.
    ///
    /// By default, most requests neither send nor store cookies with `SameSite=Strict` or `SameSite=Lax`. To allow them,
    /// state whether the request's client has a cross-site ancestor:
    /// [`Client::with_cross_site_ancestor`](fetch_cors::Client::with_cross_site_ancestor).
    ///
    /// # Errors
    ///
    /// Returns a [`NetworkError`](fetch_cors::NetworkError) if the engine refuses the fetch or there is no response. The
    /// fetch of a local URL, such as `about:blank` or `data:`, ends with such an error. So does a response with status 407,
    /// because the session cannot ask a user for the password of the proxy.
    pub fn run<B, R: Into<Response<B>>>(
        &self,
        request: Request,
        mut send: impl FnMut(&Exchange, Head) -> Result<(Option<Url>, R), Failure>,
    ) -> Fetched<B> {
        let send = |exchange: &Exchange| {
            let (url, response) = send(exchange, self.message(exchange)?)?;
            self.receive(
                exchange.url(),
                exchange.first_attempt(),
                same_site_mode(exchange),
                url,
                response.into(),
            )
        };
        run_with_local(request, |transition| self.lend(transition), || self.now(), send, refuse)
    }

    /// Fetches `request` for an asynchronous host. This is [`run`](Self::run) with a `send` that returns a future.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`run`](Self::run).
    pub async fn run_async<B, R, F>(
        &self,
        request: Request,
        mut send: impl FnMut(&Exchange, Head) -> F,
    ) -> Fetched<B>
    where
        R: Into<Response<B>>,
        F: Future<Output = Result<(Option<Url>, R), Failure>>,
    {
        let send = |exchange: &Exchange| {
            let sent = self.message(exchange).map(|head| send(exchange, head));
            let (sent_to, attempt, mode) =
                (exchange.url().clone(), exchange.first_attempt(), same_site_mode(exchange));
            async move {
                let (url, response) = sent?.await?;
                self.receive(&sent_to, attempt, mode, url, response.into())
            }
        };
        let local = |fetch: &LocalFetch| std::future::ready(refuse(fetch));
        run_async_with_local(request, |transition| self.lend(transition), || self.now(), send, local).await
    }

    /// Runs one transition with the preflight cache. The lock is held for this transition only.
    fn lend<B>(&self, transition: Transition<B>) -> Step<B> {
        transition.lend(&mut self.shared.cache.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the time since the session was created.
    fn now(&self) -> Timestamp {
        Timestamp::new(self.shared.start.elapsed())
    }

    /// Returns the message of an exchange with its cookies, but without its body.
    fn message(&self, exchange: &Exchange) -> Result<Head, Failure> {
        let mut message = exchange.to_http()?;
        let headers = message.headers_mut();
        // concept-http-network-or-cache-fetch 8.7: without a body, `POST` and `PUT` send a length of 0. Many HTTP libraries
        // leave that header out.
        if !exchange.send_body() && matches!(*exchange.method(), Method::POST | Method::PUT) {
            headers.try_insert(CONTENT_LENGTH, HeaderValue::from_static("0"))?;
        }
        if exchange.include_credentials()
            && let Some(cookie) = self.jar().cookie(exchange.url(), same_site_mode(exchange))
        {
            headers.try_append(COOKIE, cookie)?;
        }
        Ok(message)
    }

    /// Stores the cookies of a response, and returns the response for the engine.
    ///
    /// `sent_to` is the URL of the message, `mode` is its same-site mode, and `url` is the URL that the response came from.
    /// `attempt` is the first attempt to send the message. There is no other attempt, because the session has no passwords
    /// and cannot open a new connection.
    fn receive<B>(
        &self,
        sent_to: &Url,
        attempt: Attempt,
        mode: SameSiteMode,
        url: Option<Url>,
        response: Response<B>,
    ) -> Result<Response<B>, Failure> {
        if let AfterResponse::PromptForProxy(_) = attempt.after(response.status()) {
            return Err("the proxy asks for a password, but there is no user to enter one".into());
        }
        let Some(url) = url else { return Ok(response) };
        // The engine refuses a response that came from another URL, so its cookies are not stored.
        if attempt.include_credentials && sent_part(&url) == sent_part(sent_to) {
            self.jar().store(&url, mode, response.headers());
        }
        Ok(response.with_url(url))
    }
}

/// Returns the parts of a URL that are sent: all parts except the user name, the password and the fragment.
fn sent_part(url: &Url) -> (&str, &str) {
    (url.scheme(), &url[Position::BeforeHost..Position::AfterQuery])
}

/// Creates the same session as [`Session::new`].
impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}

fn refuse<B>(fetch: &LocalFetch) -> Result<Response<B>, Failure> {
    Err(format!("this client cannot fetch {}: URLs", fetch.url().scheme()).into())
}
