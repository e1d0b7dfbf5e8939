//! Strategies for [`proptest`](https://docs.rs/proptest): pages, requests and answers of servers near the borders
//! of every rule, to test what you built around this crate. Feature `proptest`, which has the types of `proptest` 1
//! in its signatures.
//!
//! To test the CORS policy of a server, use the [policy lab](crate::lab), which is complete and needs no chance. The strategies here
//! are for what the lab cannot enumerate.
//!
//! # Test your client's loop
//!
//! Put a [`Scene`](crate::lab::Scene)'s server in the place of your network, and see that your loop comes to the same end as
//! [`Browser`](crate::lab::Browser).
//!
//! ```
//! use fetch_cors::lab::{Browser, Scenario};
//! use fetch_cors::strategy::{Params, scenarios};
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
//! A client that is not built on this crate replays [`Fetched::messages`](crate::lab::Fetched::messages): each says what has
//! to go over the wire, and what comes back.
//!
//! # Test an async server
//!
//! A runner of `proptest` is blocking. Generate the values with it, and pass the server to the async functions of the
//! [`Browser`](crate::lab::Browser), on the executor of your test.
//!
//! ```
//! use fetch_cors::lab::{Browser, policy_async};
//! use fetch_cors::strategy::{Params, scenarios};
//! use proptest::strategy::{Strategy, ValueTree};
//! use proptest::test_runner::TestRunner;
//!
//! /// Your server.
//! async fn my_server(_request: http::Request<()>) -> http::Response<String> {
//!     http::Response::new("for nobody else".to_owned())
//! }
//!
//! # fn block_on<T>(future: impl Future<Output = T>) -> T {
//! #     let mut context = std::task::Context::from_waker(std::task::Waker::noop());
//! #     let std::task::Poll::Ready(output) = std::pin::pin!(future).poll(&mut context) else { unreachable!() };
//! #     output
//! # }
//! let calls = scenarios(&Params::new().without_answers());
//! let mut runner = TestRunner::default();
//! for _ in 0..64 {
//!     let scenario = calls.new_tree(&mut runner).unwrap().current();
//!     // `block_on` is your executor's.
//!     let fetched = block_on(Browser::new().run_against_async(&scenario, policy_async(my_server)))?;
//!     assert!(fetched.iter().all(|fetched| !fetched.is_shared()));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What there is
//!
//! | strategy | generates |
//! |---|---|
//! | [`origins`], [`origins_near`] | origins of pages |
//! | [`urls_near`] | URLs that a page fetches |
//! | [`methods`], [`forbidden_methods`] | methods |
//! | [`request_headers`], [`raw_request_headers`] | headers that a page sets |
//! | [`calls`] | calls of `fetch()`: a [`Call`](crate::lab::Call) each |
//! | [`preflight_answers`], [`actual_answers`], [`redirects`] | answers of a server: an [`Answer`](crate::lab::Answer) each |
//! | [`scenarios`] | calls that share a cache, with waits between and answers: a [`Scenario`](crate::lab::Scenario) each |
//!
//! Values shrink towards a page of `https://app.example` that gets `https://api.example/`, and a server that grants what it is
//! asked for. The origins of [`origins_near`] and the credentials mode of a call are kept, because another value would be another
//! mistake of a server.

mod answers;
mod call;
mod location;
mod method;
mod origin;
mod params;
mod request_header;
mod scenario;
mod target;

pub use answers::{actual_answers, preflight_answers, redirects};
pub use call::calls;
pub use method::{forbidden_methods, methods};
pub use origin::{origins, origins_near};
pub use params::Params;
pub use request_header::{raw_request_headers, request_headers};
pub use scenario::scenarios;
pub use target::urls_near;
