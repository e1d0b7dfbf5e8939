//! A suite that finds clients which do not behave as browsers.
//!
//! Whoever puts the engine of [`fetch_cors`] around an HTTP library can get many things wrong without noticing. The
//! library follows redirects, makes an error of a 404, or shares one cookie jar between all messages. This suite finds
//! such clients. It starts three servers on 127.0.0.1, and lets the client fetch from them. Then it compares the messages
//! that arrive, and what the page sees, with what the Fetch Standard says. Each case looks for one [`Fault`], and the
//! report says how to mend it.
//!
//! The servers speak HTTP/1.1, and HTTP/2 with prior knowledge. They run on a thread of their own, so the client may use
//! any executor, or none.
//!
//! # Use
//!
//! Depend on this package, by path or by git, and on any executor. Take `fetch-cors` from the same place, because the
//! types of two copies are different types:
//!
//! ```toml
//! [dependencies]
//! fetch-cors = { path = "../fetch-cors" }
//!
//! [dev-dependencies]
//! fetch-cors-conformance = { path = "../fetch-cors/examples/conformance" }
//! futures-executor = "0.3"
//! ```
//!
//! Implement [`Client`], and call [`run`] in a test. Switch off the proxies of the HTTP library, which often come from the
//! environment, because the client must reach the servers itself:
//!
//! ```
//! use fetch_cors::run::Transition;
//! use fetch_cors::{Exchange, PreflightCache, Request, Response, Timestamp};
//! use fetch_cors_conformance::{Body, Client, Failure, Fault, Seen, run};
//! use futures_executor::block_on;
//!
//! /// A client whose network is always down.
//! struct Offline(PreflightCache);
//!
//! impl Client for Offline {
//!     async fn fetch(&mut self, request: Request, _body: Body) -> Result<Seen, Failure> {
//!         let with_cache = |transition: Transition<Vec<u8>>| transition.lend(&mut self.0);
//!         // Here goes the HTTP library.
//!         let send = |_: &Exchange| -> Result<Response<Vec<u8>>, Failure> { Err("the network is down".into()) };
//!         let response = fetch_cors::run(request, with_cache, || Timestamp::ZERO, send)?;
//!         let seen = Seen::of(&response);
//!         Ok(seen.with_body(response.into_body()))
//!     }
//! }
//!
//! # /*
//! #[test]
//! # */
//! fn the_client_behaves_as_a_browser() {
//!     let report = block_on(run(&mut Offline(PreflightCache::new())));
//!     // For a client that works, this is `report.assert_passed()`.
//!     assert!(report.faults().contains(&Fault::DoesNotFetch));
//! }
//! # the_client_behaves_as_a_browser();
//! ```
//!
//! If a client lacks an ability altogether, such as cookies, leave its cases out with [`Suite::without`]. If its HTTP
//! library cannot do what one case asks for, leave out that case with [`Suite::without_case`].
//!
//! # What the suite cannot see
//!
//! - A client that reports the URL of the message without asking its HTTP library. The suite finds it only if the library
//!   follows redirects.
//! - Time: a clock that stands still, so that grants of preflights never end.
//! - What the servers' HTTP library does not tell: whether a fragment was sent, and the case of header names.
//! - Interim responses over HTTP/2, which the servers do not send.
//! - What needs servers of more than one site, or a proxy: `Partitioned` of cookies, cookies with `SameSite` after a redirect to
//!   another site, and passwords of proxies.
//! - When bytes are sent and shown: a client may collect a whole stream before it sends the stream, or a whole body before
//!   the page sees the beginning.
//! - The header `Content-Length: 0` of a `POST` or a `PUT` without a body, which step 8.7 of HTTP-network-or-cache fetch
//!   demands. Many HTTP libraries leave it out, and the answers of this suite do not depend on it.
//! - An empty body that a `PATCH` without a body announces. Many HTTP libraries announce one.
//! - HTTPS and client certificates.
//! - `Secure`, `Domain` and the expiry of cookies.
//! - Passwords: whether a client asks its user for one, and to which messages it adds one.
//! - Connections that messages with and without credentials share.
//! - The status text.
//! - Local URLs, such as `about:blank` and `data:`.
//! - Fetches that run at the same time, and fetches that are dropped.
//! - A body of bytes that the HTTP library sends again after it lost the connection.
//! - Whether a client sends a message again after the status 421, as a browser does once.
//!
//! # Features
//!
//! - `scenarios`: the module `scenarios`, which plays the scenarios of `fetch_cors::strategy` through a client.

mod case;
mod cases;
mod check;
mod fault;
mod play;
mod report;
#[cfg(feature = "scenarios")]
pub mod scenarios;
mod seen;
mod server;
mod suite;
mod world;

use std::error::Error;

use fetch_cors::Request;

pub use fault::Fault;
pub use report::Report;
pub use seen::Seen;
pub use suite::Suite;

/// The client under test: a page's `fetch()`.
///
/// A client keeps its preflight cache and its cookies from one fetch to the next, as a browser does.
///
/// A blocking client blocks inside this function, and has nothing to await.
pub trait Client {
    /// Fetches `request`, reads the body of the response, and returns what the page sees.
    ///
    /// `body` is the body of the request. The client sends it with those messages for which
    /// [`Exchange::send_body`](fetch_cors::Exchange::send_body) returns true.
    ///
    /// # Errors
    ///
    /// Returns the [`NetworkError`](fetch_cors::NetworkError) with which the fetch ended, or the client's own error if
    /// reading the body failed.
    fn fetch(&mut self, request: Request, body: Body) -> impl Future<Output = Result<Seen, Failure>>;
}

/// The body of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a client has to send each kind of body")]
pub enum Body {
    /// No body.
    None,
    /// Bytes, which can be sent again.
    Source(Vec<u8>),
    /// The chunks of a stream, which can be sent once.
    Stream(Vec<Vec<u8>>),
}

/// An error of a client.
///
/// A [`NetworkError`](fetch_cors::NetworkError) of the engine is passed as it is, so that the suite can ask for its kind.
pub type Failure = Box<dyn Error + Send + Sync>;

/// Runs every case with `client`.
///
/// ```no_run
/// # async fn test(client: &mut impl fetch_cors_conformance::Client) {
/// fetch_cors_conformance::run(client).await.assert_passed();
/// # }
/// ```
pub async fn run(client: &mut impl Client) -> Report {
    Suite::new().run(client).await
}
