//! The machine, which runs a fetch. It stops each time when the host has to do something, and returns a [`Step`] that says
//! what.
//!
//! The host does what the step asks for. It then calls a method of the value in the step, which returns the next step:
//!
//! - [`Step::Send`]: the host sends the message of an [`Exchange`], which is a preflight or the actual request.
//! - [`Step::Local`]: the host serves the URL of a [`LocalFetch`].
//! - [`Step::Redirect`]: the host decides about the target of a redirect, which is a [`Hop`].
//! - [`Step::Done`]: the fetch is over.
//!
//! # Where to begin
//!
//! - **A host with policies of its own** (Content Security Policy, mixed content, HSTS) or with service workers begins with
//!   [`Hop::new`]. The first URL of the fetch is then a hop too, so the host applies its policies to the first URL and to
//!   the target of each redirect. The documentation of [`Step`] shows the whole loop.
//! - A host that has no policy for the first URL, and wants to look only at the redirects, begins with [`fetch`]. This
//!   function runs the first hop at once.
//! - A host that has nothing to do between the steps calls [`run`](crate::run()).
//!
//! # The transitions
//!
//! The diagram shows every transition. The names on the lines are the methods that the host calls. Where a line divides
//! after such a name, the engine decides. The page [`architecture`](crate::architecture) has the same diagram as a picture.
//! In the terms of the standard, a hop is one run of *main fetch*, the algorithm with which every request begins.
//!
//! ```text
//! Request
//!    │ Hop::new
//!    ▼
//!   Hop ◀──────────────────────────────────────────────────────────────────────────────┐
//!    ├─ upgrade_to_https ─────────────────────────────────▶ Hop ───────────────────────┤
//!    │                                                                                 │
//!    ├─ upgrade_by_hsts ──────────────────────────────────▶ Hop ───────────────────────┤
//!    │                                                                                 │
//!    ├─ block ────────────────────────────────────────────▶ Done(Err)                  │
//!    │                                                                                 │
//!    ├─ respond_from_service_worker ─┬────────────────────▶ Done(Ok) or Done(Err)      │
//!    │                               └────────────────────▶ Redirect(Hop) ─────────────┤
//!    │                                                                                 │
//!    └─ run ─┬────────────────────────────────────────────▶ Done(Err)                  │
//!            │                                                                         │
//!            ├─▶ Local(LocalFetch) ─┬─ fail ──────────────▶ Done(Err)                  │
//!            │                      └─ respond ───────────▶ Done(Ok) or Done(Err)      │
//!            │                                                                         │
//!            ├─▶ Send(preflight) ─┬─ fail ────────────────▶ Done(Err)                  │
//!            │                    └─ respond ─┬───────────▶ Done(Err)                  │
//!            │            ┌───────────────────┘                                        │
//!            │            ▼                                                            │
//!            └─▶ Send(actual request) ─┬─ fail ───────────▶ Done(Err)                  │
//!                                      └─ respond ─┬──────▶ Done(Ok) or Done(Err)      │
//!                                                  └──────▶ Redirect(Hop) ─────────────┤
//!                                                                                      │
//! Done(Ok), a redirect of a navigation with redirect mode manual                       │
//!    └─ next_manual_redirect ─┬───────────────────────────▶ Hop ───────────────────────┘
//!                             └───────────────────────────▶ Err(NetworkError)
//! ```
//!
//! [`FilteredResponse::next_manual_redirect`](crate::FilteredResponse::next_manual_redirect) lets the host follow such a
//! redirect later.
//!
//! # Errors and the preflight cache
//!
//! A network error can clear entries of the [`PreflightCache`]. If the request needed a permission at any hop (main fetch,
//! step 12f), from a preflight or from the cache, the error clears the entries of this request for its current URL. This is
//! so even if the cache had the permission and no preflight was sent. Two kinds of errors clear nothing:
//!
//! - A mistake of the host, because it says nothing about the server.
//! - A refusal at the end of main fetch (steps 20 and 21), because it comes after that step.
//!
//! [`LocalFetch::respond`] can end only in an error of these two kinds, so it does not need the cache. [`Hop::block`],
//! [`Exchange::fail`] and [`LocalFetch::fail`] end the fetch earlier, so they need the cache.
//!
//! # In the source
//!
//!
//! Each algorithm of the standard has a private file of its name, with its steps in the standard's order. A step that is
//! also a public rule is in the module of that rule: [`tainting`](crate::tainting), [`redirect`](crate::redirect),
//! [`preflight`](crate::preflight), [`check`](crate::check) or [`filter`](crate::filter).
//!
//! # What the compiler checks
//!
//! The methods that continue or end a fetch take `self`: they use the hop, the exchange or the local fetch up. So a host
//! cannot answer an exchange twice, send the actual request without its preflight, or continue after the end:
//!
//! ```compile_fail,E0382
//! # use fetch_cors::{PreflightCache, Step, Timestamp, fetch::Exchange};
//! fn twice(exchange: Exchange, cache: &mut PreflightCache) {
//!     let _: Step<()> = exchange.respond(http::Response::new(()), cache, Timestamp::ZERO);
//!     let _: Step<()> = exchange.fail("no response", cache); // error: use of moved value
//! }
//! ```
//!
//! The compiler warns if a host ignores a step:
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

/// Begins to fetch `request`, runs the first hop, and returns the first step for the host.
///
/// The step is [`Step::Send`], [`Step::Local`], or [`Step::Done`] with the error if main fetch refuses the request.
///
/// **The host cannot act before the first URL is fetched.** This function calls [`Hop::new`], and then [`Hop::run`] at once.
/// The first URL is therefore never a [`Step::Redirect`]. A host with Content Security Policy, mixed content, HSTS or
/// service workers must not call this function: it calls [`Hop::new`], and applies its policies to that hop. [`Step`] shows
/// the loop.
///
/// The cache is borrowed for this call only, and `now` is the current time. If the cache and the clock are in one struct,
/// read the clock into a variable before the call, so that the two borrows do not overlap.
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
    let first_hop = Hop::new(request);
    // concept-fetch 17: runs main fetch.
    first_hop.run(cache, now)
}

/// The next task of the host in a fetch.
///
/// The enum is exhaustive, so the compiler checks that a host handles every step. A step owns its data, so the host can
/// keep it anywhere. To cancel the fetch, drop the step; the cache stays as it is.
///
/// # The loop with every step
///
/// A host that has nothing to do between the steps calls [`run`](crate::run()) instead. A host that applies Content Security
/// Policy or HSTS, has service workers, or wants to look at redirects, handles the steps in a loop. The loop begins with
/// [`Hop::new`], so that the first URL passes the host's policies like the target of a redirect:
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
/// /// The policy of the host that forbids the request. For a page from HTTPS, a real host also allows `http://localhost`,
/// /// and upgrades images with `upgrade_to_https`.
/// fn blocked_by(hop: &Hop) -> Option<Blocker> {
///     if hop.request().origin().as_str().starts_with("https:") && hop.url().scheme() == "http" {
///         return Some(Blocker::MixedContent);
///     }
///     (hop.url().host_str() != Some("api.example")).then_some(Blocker::ContentSecurityPolicy)
/// }
///
/// /// Whether the HSTS list of this host contains the domain of the URL.
/// fn needs_https(hop: &Hop) -> bool {
///     hop.url().host_str() == Some("api.example")
/// }
///
/// fn my_fetch(
///     request: Request,
///     cache: &mut PreflightCache,
///     now: impl Fn() -> Timestamp,
/// ) -> Result<FilteredResponse<String>, NetworkError> {
///     // Every URL of the fetch is a hop: the first URL, and the target of each redirect. The first URL is no redirect, but
///     // the host does the same for it, so the loop begins with this step.
///     let mut step = Step::Redirect(Hop::new(request));
///     loop {
///         step = match step {
///             Step::Redirect(hop) => match blocked_by(&hop) {
///                 Some(policy) => hop.block(policy, cache),
///                 None if needs_https(&hop) => hop.upgrade_by_hsts().run(cache, now()),
///                 None => hop.run(cache, now()),
///             },
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
/// let page = Client::new(Origin::parse("http://app.example")?);
/// let request = page.fetch("http://api.example/items").build()?;
/// let response = my_fetch(request, &mut PreflightCache::new(), || Timestamp::ZERO)?;
/// assert_eq!((response.body().unwrap().as_str(), response.url().unwrap().scheme()), ("hello", "https"));
/// # Ok::<(), Box<dyn Error>>(())
/// ```
///
/// An async host writes the same loop and awaits its `send`. Only the calls between two messages borrow the cache, so its
/// lock is never held across an `await`.
///
/// # A shared cache, and a record of the fetch
///
/// Fetches that share a cache keep it behind a lock, and lock it for each call. To be able to
/// [explain](crate::explain::explain) a refused fetch, the loop records what the host does in a
/// [`Story`](crate::explain::Story). `Event::UpgradedToHttps` stands for both kinds of upgrades:
///
/// ```
/// use std::sync::Mutex;
/// use fetch_cors::error::Blocker;
/// use fetch_cors::explain::{Answer, Event, Outcome, Story, explain};
/// use fetch_cors::{Client, Exchange, Hop, Origin, PreflightCache, Response, Step, Timestamp};
///
/// # fn send(exchange: &Exchange) -> Result<Response<String>, &'static str> {
/// #     Ok(Response::new(502, String::new()).with_url(exchange.to_url()))
/// # }
/// let page = Client::new(Origin::parse("http://app.example")?);
/// let request = page.fetch("http://api.example/items").build()?;
/// let (cache, now) = (Mutex::new(PreflightCache::new()), Timestamp::ZERO);
/// let mut story = Story::new(request.clone()).with_cache(cache.lock().unwrap().clone(), now);
/// let mut step = Step::Redirect(Hop::new(request));
/// let result = loop {
///     step = match step {
///         Step::Redirect(hop) if hop.url().host_str() != Some("api.example") => {
///             story.push(Event::Blocked(Blocker::ContentSecurityPolicy));
///             hop.block(Blocker::ContentSecurityPolicy, &mut cache.lock().unwrap())
///         }
///         Step::Redirect(hop) if hop.url().scheme() == "http" => {
///             story.push(Event::UpgradedToHttps);
///             hop.upgrade_by_hsts().run(&mut cache.lock().unwrap(), now)
///         }
///         Step::Redirect(hop) => hop.run(&mut cache.lock().unwrap(), now),
///         Step::Send(exchange) => {
///             let answer = send(&exchange);
///             story.push(Event::answered(exchange.is_preflight(), &answer));
///             match answer {
///                 Ok(response) => exchange.respond(response, &mut cache.lock().unwrap(), now),
///                 Err(error) => exchange.fail(error, &mut cache.lock().unwrap()),
///             }
///         }
///         Step::Local(local) => {
///             // If there is a response, record `Answer::new` with its status and headers.
///             story.push(Event::Local(Answer::nothing()));
///             local.fail("no blobs and no files here", &mut cache.lock().unwrap())
///         }
///         Step::Done(result) => break result,
///     };
/// };
/// let explanation = explain(&story.with_error(result.unwrap_err()));
/// assert_eq!(explanation.outcome, Outcome::Refused);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Threads
///
/// A step can move to another thread:
///
/// ```
/// fn is_send<T: Send>() {}
/// is_send::<fetch_cors::Step<Vec<u8>>>();
/// ```
#[must_use = "the fetch does not continue until the host handles this"]
#[expect(clippy::exhaustive_enums, reason = "a host must handle every step")]
pub enum Step<B> {
    /// Send the message. Then call [`Exchange::respond`] with the response, or [`Exchange::fail`] if there is none.
    Send(Exchange),
    /// Serve the local URL (`about:blank`, `blob:`, `data:` or `file:`). Then call [`LocalFetch::respond`] with the
    /// response, or [`LocalFetch::fail`] if you have no resource for the URL.
    Local(LocalFetch),
    /// Decide about a redirect that the standard allows. Call [`Hop::run`] to follow it, or [`Hop::block`] to refuse it.
    /// [`Hop`] lists what else a host can do first.
    ///
    /// The engine returns this step only for redirects. A host may put its first hop into it, as
    /// `Step::Redirect(Hop::new(request))`, so that one arm of its loop handles the first URL, too.
    Redirect(Hop),
    /// The fetch is over, with the response as script may see it, or with an error that says why there is none. Script must
    /// not learn the reason of the error.
    ///
    /// The host now applies its policies that look at the response: Content Security Policy, mixed content, and the
    /// integrity of the body. If one of them refuses the response, script gets a network error instead of the response. The
    /// preflight cache stays as it is, because the standard makes these checks after the step that clears it.
    Done(Result<FilteredResponse<B>, NetworkError>),
}

impl<B> Step<B> {
    /// Returns the request as the redirects so far have changed it, or `None` if the fetch is over.
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
