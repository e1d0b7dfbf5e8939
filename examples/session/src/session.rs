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
    /// `send` puts one message on the wire. The message has its cookies already, if it includes credentials, and
    /// `Content-Length: 0` if the method is `POST` or `PUT` and there is no body. `send` adds the body if
    /// [`Exchange::send_body`] returns true. It returns the URL that the response came from, as the HTTP library says, and
    /// the response: an [`http::Response`] or a [`Response`] of the engine. The URL is `None` if the library does not say it,
    /// which the engine refuses.
    ///
    /// The cookies of the response are stored if the message includes credentials, unless the response came from another URL,
    /// which the engine refuses too. Cookies with `SameSite=Strict` or `SameSite=Lax` are stored and sent only if the request's
    /// client says whether it has a cross-site ancestor, by
    /// [`Client::with_cross_site_ancestor`](fetch_cors::Client::with_cross_site_ancestor). The status 407 is an error, because there is no user to ask for the password of a proxy.
    ///
    /// # Errors
    ///
    /// Returns a [`NetworkError`](fetch_cors::NetworkError) if the fetch is refused or there is no response.
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

    /// Fetches `request` like [`run`](Self::run), with a `send` that returns a future.
    ///
    /// # Errors
    ///
    /// Returns a [`NetworkError`](fetch_cors::NetworkError) if the fetch is refused or there is no response.
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

    /// Lends the preflight cache for one transition. No fetch holds the lock for longer.
    fn lend<B>(&self, transition: Transition<B>) -> Step<B> {
        transition.lend(&mut self.shared.cache.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the time since the session was created.
    fn now(&self) -> Timestamp {
        Timestamp::new(self.shared.start.elapsed())
    }

    /// Returns the message of an exchange, without its body.
    fn message(&self, exchange: &Exchange) -> Result<Head, Failure> {
        let mut message = exchange.to_http()?;
        let headers = message.headers_mut();
        // concept-http-network-or-cache-fetch 8.7: the length of a body that is null, which HTTP libraries leave out.
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

    /// Returns a response for the engine, which came from `url`, and stores its cookies. `sent_to` is the URL of the message,
    /// `mode` its same-site mode, and `attempt` the only attempt to send it: this client has no passwords and cannot choose its
    /// connections.
    fn receive<B>(
        &self,
        sent_to: &Url,
        attempt: Attempt,
        mode: SameSiteMode,
        url: Option<Url>,
        response: Response<B>,
    ) -> Result<Response<B>, Failure> {
        // There is nobody to ask for the password of a proxy.
        if let AfterResponse::PromptForProxy(_) = attempt.after(response.status()) {
            return Err("the proxy asks for a password, and there is no user to enter one".into());
        }
        let Some(url) = url else { return Ok(response) };
        // The engine refuses a response from another URL, so the cookies of such a response are not stored.
        if attempt.include_credentials && sent_part(&url) == sent_part(sent_to) {
            self.jar().store(&url, mode, response.headers());
        }
        Ok(response.with_url(url))
    }
}

/// Returns the parts of a URL that a client sends: all but the user name, the password and the fragment.
fn sent_part(url: &Url) -> (&str, &str) {
    (url.scheme(), &url[Position::BeforeHost..Position::AfterQuery])
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
