//! The machine: main fetch and all below it, as a chain of things for the host to do.
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
//!            └── block, and fail wherever there is an exchange ────────────────────▶ Done(Err)
//! ```
//!
//! Every transition takes its state by value and returns a [`Step`], so that a host can neither answer
//! an exchange twice, nor forget the preflight, nor go on after the end:
//!
//! ```compile_fail,E0382
//! # use fetch_cors::{PreflightCache, Step, Timestamp, fetch::Exchange};
//! fn twice(exchange: Exchange, cache: &mut PreflightCache) {
//!     let _: Step<()> = exchange.respond(http::Response::new(()), cache, Timestamp::ZERO);
//!     let _: Step<()> = exchange.fail(cache); // error: use of moved value
//! }
//! ```
//!
//! A step that is dropped without being looked at is a mistake, and a warning that says so:
//!
//! ```compile_fail
//! #![deny(unused_must_use)]
//! # use fetch_cors::{PreflightCache, Timestamp, fetch::Exchange};
//! fn ignores(exchange: Exchange, cache: &mut PreflightCache) {
//!     exchange.respond(http::Response::new(()), cache, Timestamp::ZERO); // error: unused `Step`
//! }
//! ```
//!
//! And the steps are all that there are, so that the compiler sees to it that a host does each:
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
mod state;

pub use exchange::{Exchange, Purpose, ToHttpError};
pub use hop::Hop;
pub use local::{LocalFetch, LocalUrl};
pub use service_worker::ServiceWorkerResponse;

use crate::error::NetworkError;
use crate::filter::FilteredResponse;
use crate::preflight::PreflightCache;
use crate::request::Request;
use crate::timestamp::Timestamp;

/// Fetches `request`: the first thing for the host to do.
///
/// The same as [`Hop::new(request)`](Hop::new)`.`[`run`](Hop::run)`(cache, now)`; a host that blocks or
/// upgrades requests, or has service workers, begins with the hop.
///
/// A host that keeps cache and clock in one struct reads the clock into a variable first, as the cache is
/// borrowed for the call.
///
/// <https://fetch.spec.whatwg.org/#concept-fetch>
///
/// ```
/// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
/// # fn send(_: http::Request<()>) -> Option<http::Response<&'static str>> {
/// #     http::Response::builder().header("access-control-allow-origin", "*").body("hello").ok()
/// # }
/// # let (mut cache, now) = (PreflightCache::new(), || Timestamp::ZERO);
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let mut step = fetch(page.fetch("https://api.example/").build()?, &mut cache, now());
/// let response = loop {
///     step = match step {
///         Step::Send(exchange) => match send(exchange.to_http()?) {
///             Some(response) => exchange.respond(response, &mut cache, now()),
///             None => exchange.fail(&mut cache),
///         },
///         Step::Redirect(hop) => hop.run(&mut cache, now()),
///         Step::Local(local) => local.fail(&mut cache), // this client has no blobs and no files
///         Step::Done(result) => break result?,
///     }
/// };
/// assert_eq!(response.body(), Some(&"hello"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fetch<B>(request: Request, cache: &mut PreflightCache, now: Timestamp) -> Step<B> {
    Hop::new(request).run(cache, now)
}

/// What the host does next. Exhaustive on purpose: these are all the things there are.
///
/// Owned, so it can be parked wherever the host likes. Dropping it cancels the fetch and leaves the
/// cache as it was.
///
/// ```
/// fn is_send<T: Send>() {}
/// is_send::<fetch_cors::Step<Vec<u8>>>();
/// ```
#[derive(Debug)]
#[must_use = "a fetch goes on only if its step is done"]
#[expect(clippy::exhaustive_enums, reason = "a host must do each")]
pub enum Step<B> {
    /// Put a message on the wire; answer with [`Exchange::respond`] or [`Exchange::fail`].
    Send(Exchange),
    /// A URL that the host serves itself: `about:blank`, `blob:`, `data:`, `file:`; answer with
    /// [`LocalFetch::respond`] or [`LocalFetch::fail`].
    Local(LocalFetch),
    /// A redirect that may be followed: look at it, upgrade it, block it, or [`run`](Hop::run) it.
    Redirect(Hop),
    /// Over: the response as script may see it, or why there is none.
    Done(Result<FilteredResponse<B>, NetworkError>),
}

impl<B> Step<B> {
    /// The request as it is now; `None` once it is over.
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
