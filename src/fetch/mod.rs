//! The machine: the algorithms from main fetch on. They run in steps, and each [`Step`] says what the host must do.
//!
//! [`fetch`] starts a fetch and returns the first step. The host does what the step says and gets the next one,
//! until a step is [`Step::Done`].
//!
//! ```text
//!            ┌────────────────────────────── Redirect(Hop) ◀──────────────┐
//!            ▼                                                            │
//!  Request ▶ Hop ── run ──▶ Send(Exchange: preflight) ── respond ──┐      │
//!            │  └────────────────────────────────────────────────┐ │      │
//!            │                                                    ▼ ▼      │
//!            │                                   Send(Exchange: actual) ── respond ──▶ Done
//!            ├── run ──▶ Local(LocalFetch) ── respond ─────────────────────────────▶ Done
//!            ├── respond_from_service_worker ──▶ Redirect or Done
//!            └── block ────────────────────────────────────────────────────────────▶ Done(Err)
//! ```
//!
//! Every transition can also end in `Done(Err)`: `run` where main fetch refuses the request, `respond` where a check
//! fails, and `fail`. The response to a navigation can give one more hop, by
//! [`next_manual_redirect`](crate::FilteredResponse::next_manual_redirect).
//!
//! A host holds a [`Hop`], an [`Exchange`] or a [`LocalFetch`]. Each algorithm of the standard has a private file of
//! its name beside these, with its steps in the standard's order. A step that is also a public rule is in the module of
//! that rule: [`tainting`](crate::tainting), [`redirect`](crate::redirect), [`preflight`](crate::preflight),
//! [`check`](crate::check) or [`filter`](crate::filter).
//!
//! Every transition takes its state by value and returns a [`Step`]. A host can therefore not answer an exchange
//! twice, forget the preflight, or go on after the end:
//!
//! ```compile_fail,E0382
//! # use fetch_cors::{PreflightCache, Step, Timestamp, fetch::Exchange};
//! fn twice(exchange: Exchange, cache: &mut PreflightCache) {
//!     let _: Step<()> = exchange.respond(http::Response::new(()), cache, Timestamp::ZERO);
//!     let _: Step<()> = exchange.fail("no response", cache); // error: use of moved value
//! }
//! ```
//!
//! The compiler warns about a step that is dropped without being looked at:
//!
//! ```compile_fail
//! #![deny(unused_must_use)]
//! # use fetch_cors::{PreflightCache, Timestamp, fetch::Exchange};
//! fn ignores(exchange: Exchange, cache: &mut PreflightCache) {
//!     exchange.respond(http::Response::new(()), cache, Timestamp::ZERO); // error: unused `Step`
//! }
//! ```
//!
//! The compiler also checks that a host handles every step:
//!
//! ```compile_fail,E0004
//! # use fetch_cors::Step;
//! fn leaves_one_out(step: Step<()>) {
//!     match step {
//!         Step::Send(_) => {}
//!         Step::Local(_) => {}
//!         Step::Done(_) => {}
//!     } // error: `Step::Redirect(_)` not covered
//! }
//! ```

mod exchange;
mod hop;
mod local;
mod service_worker;
mod to_http_error;

mod cors_preflight_fetch;
mod exceptions;
mod fetch_params;
mod http_fetch;
mod http_network_or_cache_fetch;
mod http_redirect_fetch;
mod main_fetch;
mod referrer;
mod scheme_fetch;

pub use exchange::{Exchange, Purpose};
pub use hop::Hop;
pub use local::{LocalFetch, LocalUrl};
pub use service_worker::ServiceWorkerResponse;
pub use to_http_error::ToHttpError;

use std::fmt;

use crate::error::NetworkError;
use crate::filter::FilteredResponse;
use crate::preflight::PreflightCache;
use crate::request::Request;
use crate::timestamp::Timestamp;

/// Starts to fetch `request` and returns the first step for the host.
///
/// This function is the same as [`Hop::new(request)`](Hop::new)`.`[`run`](Hop::run)`(cache, now)`. A host that blocks or upgrades
/// requests, or that has service workers, starts with the hop instead. [`run`](crate::run()) is the loop over all steps; the
/// long way to write it is at [`Step`].
///
/// The cache is borrowed for the call only. A host that keeps the cache and the clock in one struct reads the clock
/// into a variable first.
///
/// <https://fetch.spec.whatwg.org/#concept-fetch>
///
/// ```
/// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let mut cache = PreflightCache::new();
/// let step = fetch::<()>(page.fetch("https://api.example/").build()?, &mut cache, Timestamp::ZERO);
/// assert!(matches!(step, Step::Send(exchange) if exchange.method() == "GET"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fetch<B>(request: Request, cache: &mut PreflightCache, now: Timestamp) -> Step<B> {
    Hop::new(request).run(cache, now)
}

/// The next thing that the host must do. The enum is exhaustive, so the compiler checks that a host handles every step.
///
/// A step owns its data, so the host can keep it anywhere. Dropping it cancels the fetch and leaves the cache as it
/// was.
///
/// # The loop with every step
///
/// A host that has nothing to do between the steps calls [`run`](crate::run()) instead. A host that applies Content Security
/// Policy or HSTS, has service workers, or wants to look at redirects, handles the steps:
///
/// ```
/// use std::error::Error;
/// use fetch_cors::error::Blocker;
/// use fetch_cors::{Client, Exchange, FilteredResponse, Hop, NetworkError, Origin, PreflightCache};
/// use fetch_cors::{Request, Response, Step, Timestamp};
///
/// /// The host's HTTP client. It returns an error if there is no response, and only then.
/// fn send(exchange: &Exchange) -> Result<Response<String>, Box<dyn Error + Send + Sync>> {
///     let message = exchange.to_http()?;
///     let answer = http::Response::builder().header("access-control-allow-origin", "*").body("hello".to_owned())?;
///     // A real client says where the response came from.
///     Ok(Response::from(answer).with_url(message.uri().to_string().parse()?))
/// }
///
/// /// The host's Content Security Policy.
/// fn is_allowed(hop: &Hop) -> bool {
///     hop.url().host_str() == Some("api.example")
/// }
///
/// /// Whether HSTS has the host of the hop.
/// fn needs_https(hop: &Hop) -> bool {
///     hop.url().host_str() == Some("api.example")
/// }
///
/// fn my_fetch(
///     request: Request,
///     cache: &mut PreflightCache,
///     now: impl Fn() -> Timestamp,
/// ) -> Result<FilteredResponse<String>, NetworkError> {
///     // A hop is a run of main fetch that has not started: the first one, and one for each redirect.
///     let mut step = Step::Redirect(Hop::new(request));
///     loop {
///         step = match step {
///             Step::Redirect(hop) if !is_allowed(&hop) => hop.block(Blocker::ContentSecurityPolicy, cache),
///             Step::Redirect(hop) if needs_https(&hop) => hop.upgrade_by_hsts().run(cache, now()),
///             Step::Redirect(hop) => hop.run(cache, now()),
///             Step::Send(exchange) => match send(&exchange) {
///                 Ok(response) => exchange.respond(response, cache, now()),
///                 Err(error) => exchange.fail(error, cache),
///             },
///             Step::Local(local) => local.fail("no blobs and no files here", cache),
///             Step::Done(result) => return result,
///         };
///     }
/// }
///
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("http://api.example/items").build()?;
/// let response = my_fetch(request, &mut PreflightCache::new(), || Timestamp::ZERO)?;
/// assert_eq!((response.body().unwrap().as_str(), response.url().unwrap().scheme()), ("hello", "https"));
/// # Ok::<(), Box<dyn Error>>(())
/// ```
///
/// An async host awaits its `send` there. The cache is borrowed inside a call only, so its lock is never held across an
/// `await`.
///
/// ```
/// fn is_send<T: Send>() {}
/// is_send::<fetch_cors::Step<Vec<u8>>>();
/// ```
#[must_use = "the fetch does not continue until the host handles this"]
#[expect(clippy::exhaustive_enums, reason = "a host must do each")]
pub enum Step<B> {
    /// Send a message, then call [`Exchange::respond`] or [`Exchange::fail`].
    Send(Exchange),
    /// Serve a URL yourself (`about:blank`, `blob:`, `data:` or `file:`), then call [`LocalFetch::respond`] or [`LocalFetch::fail`].
    Local(LocalFetch),
    /// Handle a redirect. Call [`run`](Hop::run) to follow it, or [`block`](Hop::block) to refuse it.
    Redirect(Hop),
    /// The fetch is over: the response as script may see it, or the reason why there is none.
    Done(Result<FilteredResponse<B>, NetworkError>),
}

impl<B> Step<B> {
    /// Returns the request as it is now, or `None` once the fetch is over.
    #[must_use]
    pub fn request(&self) -> Option<&Request> {
        match self {
            Self::Send(exchange) => Some(exchange.request()),
            Self::Local(local) => Some(local.request()),
            Self::Redirect(hop) => Some(hop.request()),
            Self::Done(_) => None,
        }
    }
}

impl<B> fmt::Debug for Step<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send(exchange) => f.debug_tuple("Send").field(exchange).finish(),
            Self::Local(local) => f.debug_tuple("Local").field(local).finish(),
            Self::Redirect(hop) => f.debug_tuple("Redirect").field(hop).finish(),
            Self::Done(result) => f.debug_tuple("Done").field(result).finish(),
        }
    }
}
