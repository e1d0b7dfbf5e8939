//! A test suite that finds clients that do not behave as browsers.
//!
//! A *client* of this suite is a program that combines the engine of [`fetch_cors`] with an HTTP library. It is easy to get
//! this wrong without noticing. For example, the HTTP library follows redirects, returns an error for status 404, or uses
//! one cookie jar for all messages. This suite finds such clients. It starts three servers on 127.0.0.1, and lets the client
//! fetch from them. It then compares the messages that the servers received, and the response that the page sees, with what
//! the Fetch Standard requires. Each case of the suite looks for one [`Fault`], and the report says how to mend the client.
//!
//! Begin with [`run`], which runs all cases with your [`Client`] and returns a [`Report`].
//!
//! The servers support HTTP/1.1, and HTTP/2 with prior knowledge. They run on their own thread, so the client may use any
//! executor, or none.
//!
//! # How to use the suite
//!
//! Add this package to the development dependencies, by path or by git, and add an executor. Get `fetch-cors` from the same
//! source, because Rust treats the types of two copies as different types:
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
//! Implement [`Client`], and call [`run`] in a test. Disable the proxies of the HTTP library, because the client must
//! connect to the servers directly. Proxies often come from environment variables.
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
//!         // A real client sends the message with its HTTP library here.
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
//!     // With a client that works, call `report.assert_passed()` instead.
//!     assert!(report.faults().contains(&Fault::DoesNotFetch));
//! }
//! # the_client_behaves_as_a_browser();
//! ```
//!
//! If a client does not support a feature at all, such as cookies, leave out its cases with [`Suite::without`]. If the HTTP
//! library of a client cannot do what one case needs, leave out that case with [`Suite::without_case`].
//!
//! # What the suite cannot check
//!
//! - A client that passes the URL of the message to the engine instead of the URL that its HTTP library reports. The suite
//!   finds it only if the HTTP library follows redirects.
//! - Time. A client whose clock does not advance keeps the grants of preflights forever.
//! - What the HTTP library of the servers does not report: whether a fragment was sent, and the case of header names.
//! - Interim responses over HTTP/2. The servers do not send any.
//! - What needs servers of more than one site, or a proxy: cookies with `Partitioned`, cookies with `SameSite` after a
//!   redirect to another site, and passwords of proxies.
//! - The time at which bytes are sent and shown. A client may collect a whole stream before it sends the stream, or a whole
//!   body before the page sees its beginning.
//! - The header `Content-Length: 0` of a `POST` or a `PUT` without a body. Step 8.7 of HTTP-network-or-cache fetch requires
//!   it, but many HTTP libraries leave it out.
//! - A `PATCH` without a body that announces an empty body. Many HTTP libraries do this.
//! - HTTPS and client certificates.
//! - `Secure`, `Domain` and the expiry of cookies.
//! - Passwords: whether a client asks its user for one, and to which messages the client adds it.
//! - Whether messages with and without credentials share connections.
//! - The status text.
//! - Local URLs, such as `about:blank` and `data:`.
//! - Fetches that run at the same time, and fetches that are dropped.
//! - Whether the HTTP library sends a body of bytes again after it lost the connection.
//! - Whether a client sends a message again after status 421, as a browser does once.
//!
//! # Features
//!
//! - `scenarios` adds the module `scenarios`, which plays the scenarios of `fetch_cors::strategy` through a client.

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

/// The client under test, which does what `fetch()` does in a page.
///
/// As in a browser, a client must keep its preflight cache and its cookies from one fetch to the next.
pub trait Client {
    /// Fetches `request`, reads the whole body of the response, and returns what the page sees.
    ///
    /// `body` is the body of the request. The client must send it with each message for which
    /// [`Exchange::send_body`](fetch_cors::Exchange::send_body) returns true.
    ///
    /// A blocking client may block inside this function instead of awaiting anything.
    ///
    /// # Errors
    ///
    /// Returns the [`NetworkError`](fetch_cors::NetworkError) with which the fetch ended, or an error of the client if the
    /// client could not read the whole body.
    fn fetch(&mut self, request: Request, body: Body) -> impl Future<Output = Result<Seen, Failure>>;
}

/// The body of a request, which the suite passes to the client.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a client has to send each kind of body")]
pub enum Body {
    /// There is no body.
    None,
    /// Bytes, which can be sent again.
    Source(Vec<u8>),
    /// The chunks of a stream, which can be sent once.
    Stream(Vec<Vec<u8>>),
}

/// The error of a client whose fetch failed.
///
/// If the engine returned a [`NetworkError`](fetch_cors::NetworkError), return it unchanged, because the suite checks its
/// kind.
pub type Failure = Box<dyn Error + Send + Sync>;

/// Runs all cases of the suite with `client`, and returns the report.
///
/// ```no_run
/// # async fn test(client: &mut impl fetch_cors_conformance::Client) {
/// fetch_cors_conformance::run(client).await.assert_passed();
/// # }
/// ```
pub async fn run(client: &mut impl Client) -> Report {
    Suite::new().run(client).await
}
