//! The loop: functions that run a fetch from its request to its end.
//!
//! Begin with [`run`] in blocking code, or with [`run_async`] in async code on any executor. A host passes the request and
//! three functions:
//!
//! - `with_cache` gives the loop the host's preflight cache for a moment. It gets a [`Transition`], which is one change from
//!   a step of the fetch to the next. It calls [`Transition::lend`] with the cache, and returns the result. The loop calls
//!   `with_cache` once for each transition, and never while a message is on its way, so no lock is held across an `await`.
//! - `now` returns the current time.
//! - `send` sends one message and returns the response, or the host's own error if there is no response. [`Exchange`] lists
//!   what `send` has to get right.
//!
//! `send` has to pass the URL that each response came from, with [`Response::with_url`]. A response without its URL ends in
//! a network error with [`HostError::ResponseWithoutUrl`], because without the URL the engine cannot detect an HTTP client
//! that follows redirects. ([`Exchange::respond`], which a host calls in a loop of its own, accepts a response without a
//! URL.)
//!
//! [`NetworkError::kind`] says which of four kinds an error is: the fetch was refused, the message cannot be sent, there
//! was no response, or the host made a mistake. If `send` or the function for local URLs returns an error, this error
//! becomes the source of the network error. There are three exceptions: a [`HostError`], a [`KeepaliveError`] and a
//! [`BlobRangeError`] become the reason of the network error instead.
//!
//! [`HostError`]: crate::error::HostError
//! [`HostError::ResponseWithoutUrl`]: crate::error::HostError::ResponseWithoutUrl
//! [`KeepaliveError`]: crate::error::KeepaliveError
//! [`BlobRangeError`]: crate::error::BlobRangeError
//!
//! # What the loop does not do
//!
//! The host cannot act between the steps. A host that has service workers, applies Content Security Policy or
//! HSTS, or wants to look at redirects, handles each [`Step`] itself, and begins with [`Hop::new`]. The documentation of
//! [`Step`] shows that loop.
//!
//! Without help, the loop serves one local URL: `about:blank`, which is an empty document. All others (`blob:`, `data:`,
//! `file:`) end in a network error. A host that serves them calls [`run_with_local`] or [`run_async_with_local`].

mod transition;

use std::error::Error;
use std::future::ready;

use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

pub use transition::Transition;

use crate::error::NetworkError;
use crate::fetch::{Exchange, Hop, LocalFetch, LocalUrl, Step};
use crate::filter::FilteredResponse;
use crate::request::Request;
use crate::response::Response;
use crate::timestamp::Timestamp;

/// Fetches `request` and returns the response as script may see it.
///
/// This is the loop for blocking code. It calls `send` for every message of the fetch: for the preflight, if there is one,
/// and for the actual request, again after each redirect. The [module documentation](self) explains the arguments.
///
/// `B` is the host's type of bodies. Its default is the empty body of `about:blank`. If your type has no default, call
/// [`run_with_local`].
///
/// # Errors
///
/// Returns a [`NetworkError`] if the fetch is refused, if there is no response, or if the host made a mistake.
///
/// <https://fetch.spec.whatwg.org/#concept-fetch>
///
/// ```
/// use std::time::Instant;
/// use fetch_cors::{Client, Exchange, Origin, PreflightCache, Response, Timestamp, run};
///
/// /// The host's HTTP client. This one answers that every origin may read the response.
/// fn send(exchange: &Exchange) -> Result<Response<String>, Box<dyn std::error::Error + Send + Sync>> {
///     let message = exchange.to_http()?;
///     let answer = http::Response::builder().header("access-control-allow-origin", "*").body("hello".to_owned())?;
///     // A real client says where the response came from.
///     Ok(Response::from(answer).with_url(message.uri().to_string().parse()?))
/// }
///
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let (mut cache, start) = (PreflightCache::new(), Instant::now());
/// let request = page.fetch("https://api.example/items").build()?;
/// let response =
///     run(request, |transition| transition.lend(&mut cache), || Timestamp::new(start.elapsed()), send)?;
/// assert_eq!(response.body().unwrap(), "hello");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn run<B, E>(
    request: Request,
    with_cache: impl FnMut(Transition<B>) -> Step<B>,
    now: impl FnMut() -> Timestamp,
    send: impl FnMut(&Exchange) -> Result<Response<B>, E>,
) -> Result<FilteredResponse<B>, NetworkError>
where
    B: Default,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    run_with_local(request, with_cache, now, send, serve_about_blank)
}

/// Fetches `request` like [`run`], and lets the host serve local URLs: `about:blank`, `blob:`, `data:` and `file:`.
///
/// `local` returns the response, or an error if the host has no resource for the URL. [`LocalUrl`] describes the
/// resource of each kind of URL, and [`LocalFetch`] shows how to make the response to a `data:` URL. `local` is called at
/// most once.
///
/// # Errors
///
/// Returns a [`NetworkError`] if the fetch is refused, if there is no response, or if the host made a mistake.
///
/// ```
/// use fetch_cors::fetch::LocalUrl;
/// use fetch_cors::run::run_with_local;
/// use fetch_cors::{Client, LocalFetch, Origin, PreflightCache, Response, Timestamp};
///
/// /// This host has one blob.
/// fn local(fetch: &LocalFetch) -> Result<Response<String>, &'static str> {
///     match (fetch.kind(), fetch.url().as_str()) {
///         (LocalUrl::Blob, "blob:https://app.example/1") => {
///             let response = fetch.blob_response(5, "text/plain").map_err(|_| "the range is not in the blob")?;
///             let bytes = response.range.start as usize..response.range.end as usize;
///             Ok(response.into_response("hello"[bytes].to_owned()))
///         }
///         _ => Err("this host has no such resource"),
///     }
/// }
///
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let mut cache = PreflightCache::new();
/// let request = page.fetch("blob:https://app.example/1").build()?;
/// let response = run_with_local(
///     request,
///     |transition| transition.lend(&mut cache),
///     || Timestamp::ZERO,
///     |_| Err("there is no network"),
///     local,
/// )?;
/// assert_eq!(response.body().unwrap(), "hello");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn run_with_local<B, E, L>(
    request: Request,
    mut with_cache: impl FnMut(Transition<B>) -> Step<B>,
    mut now: impl FnMut() -> Timestamp,
    mut send: impl FnMut(&Exchange) -> Result<Response<B>, E>,
    mut local: impl FnMut(&LocalFetch) -> Result<Response<B>, L>,
) -> Result<FilteredResponse<B>, NetworkError>
where
    E: Into<Box<dyn Error + Send + Sync>>,
    L: Into<Box<dyn Error + Send + Sync>>,
{
    let mut transition = Transition::run(Hop::new(request), now());
    loop {
        transition = match with_cache(transition) {
            Step::Send(exchange) => {
                let answer = send(&exchange);
                Transition::answer(exchange, answer, now())
            }
            Step::Redirect(hop) => Transition::run(hop, now()),
            Step::Local(fetch) => {
                let answer = local(&fetch);
                Transition::answer_locally(fetch, answer)
            }
            Step::Done(result) => return result,
        }
    }
}

/// Fetches `request` like [`run`], with a `send` that returns a future.
///
/// The future that `send` returns cannot borrow the exchange. `send` therefore converts the message first, and moves it
/// into the future.
///
/// The future of the fetch runs on any executor. To cancel the fetch, drop it. It is `Send` if the arguments, the futures of
/// `send` and the bodies are `Send`. If your type of bodies has no default, call [`run_async_with_local`].
///
/// # Errors
///
/// Returns a [`NetworkError`] if the fetch is refused, if there is no response, or if the host made a mistake.
///
/// ```
/// use std::sync::Mutex;
/// use std::time::Instant;
/// use fetch_cors::fetch::ToHttpError;
/// use fetch_cors::run::Transition;
/// use fetch_cors::{Client, Exchange, FilteredResponse, NetworkError, Origin, PreflightCache, Request, Response};
/// use fetch_cors::{Timestamp, run_async};
///
/// /// The host's HTTP client.
/// fn send(exchange: &Exchange) -> impl Future<Output = Result<Response<Vec<u8>>, ToHttpError>> + use<> {
///     let message = exchange.to_http();
///     async {
///         let url = message?.uri().to_string().parse().unwrap();
///         // A real client says where the response came from.
///         Ok(Response::new(200, b"hello".to_vec()).with_url(url))
///     }
/// }
///
/// /// The fetches of a session run at the same time, and share one cache.
/// struct Session {
///     cache: Mutex<PreflightCache>,
///     start: Instant,
/// }
///
/// impl Session {
///     async fn fetch(&self, request: Request) -> Result<FilteredResponse<Vec<u8>>, NetworkError> {
///         let with_cache = |transition: Transition<_>| transition.lend(&mut self.cache.lock().unwrap());
///         run_async(request, with_cache, || Timestamp::new(self.start.elapsed()), send).await
///     }
/// }
///
/// let session = Session { cache: Mutex::default(), start: Instant::now() };
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let fetched = session.fetch(page.fetch("https://app.example/items").build()?);
/// # let mut fetched = std::pin::pin!(fetched);
/// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
/// # let std::task::Poll::Ready(response) = fetched.as_mut().poll(&mut context) else { unreachable!() };
/// # assert_eq!(response?.body().unwrap(), b"hello");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub async fn run_async<B, E, F>(
    request: Request,
    with_cache: impl FnMut(Transition<B>) -> Step<B>,
    now: impl FnMut() -> Timestamp,
    send: impl FnMut(&Exchange) -> F,
) -> Result<FilteredResponse<B>, NetworkError>
where
    B: Default,
    E: Into<Box<dyn Error + Send + Sync>>,
    F: Future<Output = Result<Response<B>, E>>,
{
    run_async_with_local(request, with_cache, now, send, |fetch| ready(serve_about_blank(fetch))).await
}

/// Fetches `request` like [`run_async`], and lets the host serve local URLs like [`run_with_local`], with a `local` that
/// returns a future.
///
/// The future that `local` returns must not borrow the [`LocalFetch`]. Copy what you need from it before the `async` block.
/// For a `data:` URL, `local` can make the whole response there, as [`LocalFetch`] shows.
///
/// # Errors
///
/// Returns a [`NetworkError`] if the fetch is refused, if there is no response, or if the host made a mistake.
///
/// ```
/// use fetch_cors::run::run_async_with_local;
/// use fetch_cors::{Client, LocalFetch, Origin, PreflightCache, Response, Timestamp};
///
/// # async fn read_blob(_: fetch_cors::url::Url, range: std::ops::Range<u64>) -> Result<String, &'static str> {
/// #     Ok("hello"[range.start as usize..range.end as usize].to_owned())
/// # }
/// /// Reads a blob of five bytes.
/// fn local(fetch: &LocalFetch) -> impl Future<Output = Result<Response<String>, &'static str>> + use<> {
///     let (url, response) = (fetch.url().clone(), fetch.blob_response(5, "text/plain"));
///     async {
///         let response = response.map_err(|_| "the range is not in the blob")?;
///         let bytes = read_blob(url, response.range.clone()).await?;
///         Ok(response.into_response(bytes))
///     }
/// }
///
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let mut cache = PreflightCache::new();
/// let fetched = run_async_with_local(
///     page.fetch("blob:https://app.example/1").build()?,
///     |transition| transition.lend(&mut cache),
///     || Timestamp::ZERO,
///     |_| async { Err("there is no network") },
///     local,
/// );
/// # let mut fetched = std::pin::pin!(fetched);
/// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
/// # let std::task::Poll::Ready(response) = fetched.as_mut().poll(&mut context) else { unreachable!() };
/// # assert_eq!(response?.body().unwrap(), "hello");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub async fn run_async_with_local<B, E, L, F, G>(
    request: Request,
    mut with_cache: impl FnMut(Transition<B>) -> Step<B>,
    mut now: impl FnMut() -> Timestamp,
    mut send: impl FnMut(&Exchange) -> F,
    mut local: impl FnMut(&LocalFetch) -> G,
) -> Result<FilteredResponse<B>, NetworkError>
where
    E: Into<Box<dyn Error + Send + Sync>>,
    L: Into<Box<dyn Error + Send + Sync>>,
    F: Future<Output = Result<Response<B>, E>>,
    G: Future<Output = Result<Response<B>, L>>,
{
    let mut transition = Transition::run(Hop::new(request), now());
    loop {
        transition = match with_cache(transition) {
            Step::Send(exchange) => {
                let answer = send(&exchange).await;
                Transition::answer(exchange, answer, now())
            }
            Step::Redirect(hop) => Transition::run(hop, now()),
            Step::Local(fetch) => {
                let answer = local(&fetch).await;
                Transition::answer_locally(fetch, answer)
            }
            Step::Done(result) => return result,
        }
    }
}

/// Returns the empty document of `about:blank`.
///
/// <https://fetch.spec.whatwg.org/#concept-scheme-fetch>
///
/// # Errors
///
/// Returns a message for every other URL.
fn serve_about_blank<B: Default>(fetch: &LocalFetch) -> Result<Response<B>, String> {
    if fetch.kind() != LocalUrl::AboutBlank {
        return Err(format!("this host serves no {}: URLs", fetch.url().scheme()));
    }
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("text/html;charset=utf-8"))]);
    Ok(Response::new(200, B::default()).with_status_text("OK").with_headers(headers))
}
