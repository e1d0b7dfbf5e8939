//! Strategies for [`proptest`](https://docs.rs/proptest): pages, requests and servers' answers near the borders
//! of every rule, to test what you built around this crate. Feature `proptest`, which has the types of `proptest` 1
//! in its signatures.
//!
//! # Test your server's policy
//!
//! Let pages of origins that look like the one you trust fetch from your server, as a browser would, and see that
//! none of them can read the answer. [`origins_near`] knows the mistakes that people make: a suffix without a dot in
//! front, a prefix without an end, a dot that is any letter, the scheme, the port, `null`.
//!
//! ```
//! use fetch_cors::Origin;
//! use fetch_cors::strategy::{Browser, Params, calls, origins_near, policy};
//! use proptest::prelude::*;
//! use proptest::test_runner::TestRunner;
//!
//! /// Yours. This one is right.
//! fn my_server(request: http::Request<()>) -> http::Response<()> {
//!     let mut response = http::Response::new(());
//!     if let Some(origin) = request.headers().get("origin").filter(|origin| *origin == "https://app.example") {
//!         response.headers_mut().insert("access-control-allow-origin", origin.clone());
//!     }
//!     response
//! }
//!
//! let trusted = Origin::parse("https://app.example")?;
//! let strangers = Params::new().pages(origins_near(&trusted)).urls(Just("https://api.example/".to_owned()));
//! let result = TestRunner::default().run(&calls(&strangers), |call| {
//!     let fetched = Browser::new().fetch(&call, policy(my_server))?;
//!     prop_assert!(!fetched.is_shared(), "{fetched:?}");
//!     Ok(())
//! });
//! assert!(result.is_ok());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! In your tests you would write it with the `proptest!` macro. A failure is shrunk to the plainest call that still
//! gets through, and prints as what was asked and what went over the wire. `examples/policy.rs` finds two faults
//! in a server.
//!
//! # Test your client's loop
//!
//! Put a [`Scene`]'s server in the place of your network, and see that your loop comes to the same end as
//! [`Browser`], which calls [`run_with_local`](crate::run::run_with_local).
//!
//! ```
//! use fetch_cors::strategy::{Browser, Params, Scenario, scenarios};
//! use fetch_cors::{Client, Exchange, NetworkError, PreflightCache, Request, Response, Step, Timestamp, fetch};
//! use proptest::prelude::*;
//! use proptest::test_runner::TestRunner;
//!
//! /// Yours: here `send` would be your network, and you would read the clock.
//! fn my_loop(
//!     request: Request,
//!     cache: &mut PreflightCache,
//!     now: Timestamp,
//!     mut send: impl FnMut(&Exchange) -> Option<http::Response<()>>,
//! ) -> Result<u16, NetworkError> {
//!     let mut step = fetch(request, cache, now);
//!     loop {
//!         step = match step {
//!             Step::Send(exchange) => match send(&exchange) {
//!                 Some(response) => {
//!                     let came_from = exchange.url().clone(); // Your client tells it.
//!                     exchange.respond(Response::from(response).with_url(came_from), cache, now)
//!                 }
//!                 None => exchange.fail("the network gave no response", cache),
//!             },
//!             Step::Redirect(hop) => hop.run(cache, now),
//!             Step::Local(local) => local.fail("nothing is served locally", cache),
//!             Step::Done(result) => return result.map(|response| response.status()),
//!         }
//!     }
//! }
//!
//! let result = TestRunner::default().run(&scenarios(&Params::new()), |scenario| {
//!     let (mut cache, mut now) = (PreflightCache::new(), Timestamp::ZERO);
//!     for (scene, fetched) in scenario.scenes.iter().zip(Browser::new().run(&scenario)?) {
//!         now = now.after(scene.wait);
//!         let request = scene.call.request(&Client::new(scene.call.page.clone()))?;
//!         let status = my_loop(request, &mut cache, now, scene.server());
//!         prop_assert_eq!(status, fetched.outcome.map(|response| response.status()));
//!     }
//!     Ok(())
//! });
//! assert!(result.is_ok());
//! ```
//!
//! A client that is not built on this crate replays [`Fetched::messages`]: each says what has to go over the wire,
//! and what comes back.
//!
//! # What there is
//!
//! | strategy | of |
//! |---|---|
//! | [`origins`], [`origins_near`], [`probes`] | who asks |
//! | [`urls_near`] | what is asked |
//! | [`methods`], [`forbidden_methods`] | methods |
//! | [`request_headers`], [`raw_request_headers`] | headers that a page sets |
//! | [`calls`] | one `fetch()` of a page: a [`Call`] |
//! | [`preflight_answers`], [`actual_answers`], [`redirects`] | what a server says: an [`Answer`] |
//! | [`scenarios`] | calls that share a cache, with waits between and answers: a [`Scenario`] |
//!
//! All of it shrinks towards a page of `https://app.example` that gets `https://api.example/`, and a server that
//! grants what it is asked for.

mod answer;
mod answers;
mod browser;
mod call;
mod location;
mod method;
mod origin;
mod params;
mod request_header;
mod scenario;
mod target;
mod text;

pub use answer::{Answer, Change};
pub use answers::{actual_answers, preflight_answers, redirects};
pub use browser::{Browser, Fetched, Message, policy};
pub use call::{Call, calls};
pub use location::Location;
pub use method::{forbidden_methods, methods};
pub use origin::{origins, origins_near, probes};
pub use params::Params;
pub use request_header::{raw_request_headers, request_headers};
pub use scenario::{Scenario, Scene, scenarios};
pub use target::urls_near;
