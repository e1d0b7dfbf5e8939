//! Strategies for [`proptest`](https://docs.rs/proptest), for tests of your own code that uses this crate. They
//! generate pages, requests and responses of servers at random, near the limits of every rule.
//!
//! The module needs the feature `proptest`. Its functions use the types of `proptest` 1.
//!
//! Begin with [`scenarios`], which generates whole sequences of calls with the answers of the servers, and with
//! [`Params`], which chooses what a scenario is made of. The first example below is the usual test. If you want to test
//! the CORS policy of a server, use the [policy lab](crate::lab) instead: it tries all its cases in each run, and none
//! at random.
//!
//! # Test your client's loop
//!
//! Use the server of a [`Scene`](crate::lab::Scene) instead of your network. Then check that each fetch of your loop
//! ends in the same way as with a [`Browser`](crate::lab::Browser).
//!
//! ```
//! use fetch_cors::lab::{Browser, Scenario};
//! use fetch_cors::strategy::{Params, scenarios};
//! use fetch_cors::{Client, Exchange, NetworkError, PreflightCache, Request, Response, Step, Timestamp, fetch};
//! use proptest::prelude::*;
//! use proptest::test_runner::TestRunner;
//!
//! /// Your loop. In real code, `send` is your network, and `now` comes from your clock.
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
//!                     let came_from = exchange.url().clone(); // Your HTTP library says this.
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
//! To test a client that is not built on this crate, compare it with [`Fetched::messages`](crate::lab::Fetched::messages).
//! Each message says what the client must send, and what it receives.
//!
//! # Test an async server
//!
//! The test runner of `proptest` is blocking. Use it only to generate the values, and call the async functions of the
//! [`Browser`](crate::lab::Browser) on the executor of your test.
//!
//! ```
//! use fetch_cors::lab::{Browser, policy_async};
//! use fetch_cors::strategy::{Params, scenarios};
//! use proptest::strategy::{Strategy, ValueTree};
//! use proptest::test_runner::TestRunner;
//!
//! /// Your server.
//! async fn my_server(_request: http::Request<()>) -> http::Response<String> {
//!     http::Response::new("not for other origins".to_owned())
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
//!     // `block_on` is a function of your executor.
//!     let fetched = block_on(Browser::new().run_against_async(&scenario, policy_async(my_server)))?;
//!     assert!(fetched.iter().all(|fetched| !fetched.is_shared()));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # All strategies
//!
//! | strategy | generates |
//! |---|---|
//! | [`origins`], [`origins_near`] | origins of pages |
//! | [`urls_near`] | URLs that a page fetches |
//! | [`methods`], [`forbidden_methods`] | methods |
//! | [`request_headers`], [`raw_request_headers`] | headers that a page sets |
//! | [`calls`] | calls of `fetch()`, as [`Call`](crate::lab::Call) |
//! | [`preflight_answers`], [`actual_answers`], [`redirects`] | answers of a server, as [`Answer`](crate::lab::Answer) |
//! | [`scenarios`] | calls that share a preflight cache, with waits and answers, as [`Scenario`](crate::lab::Scenario) |
//!
//! If a test fails, proptest looks for a simpler case that also fails: it *shrinks* the values. The simplest case is a
//! page of `https://app.example` that sends `GET` to `https://api.example/`, and a server that grants everything. The
//! origins of [`origins_near`] and the credentials mode of a call do not shrink, because a failure with another value
//! would show another mistake of a server.

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
