//! The policy lab, or *lab* for short: a test of the CORS policy of a server, as browsers apply it. It needs the
//! feature `lab`, which adds no dependency.
//!
//! The *CORS policy of a server* is what the server allows to pages of other origins, with its CORS headers.
//!
//! Begin with [`PolicyLab`]. It answers the question: which origins can read which data of the server? You give it the
//! origin of the server, the origins that you trust, and the routes to test. The lab then sends what pages of trusted
//! origins would send, which must succeed, and what pages of many [other origins](probes) would send, which must fail.
//! It also checks preflights, `Vary` and other headers.
//!
//! The result is a [`Report`]. Its findings are grouped by cause. Each has a severity, the messages that show it, and what
//! to change.
//!
//! ```
//! use fetch_cors::lab::PolicyLab;
//! use http::{HeaderValue, Method, Request, Response, header};
//!
//! /// Your server. This one makes no mistake.
//! fn my_app(request: Request<Vec<u8>>) -> Response<&'static str> {
//!     let mut response = Response::new("{}");
//!     let headers = response.headers_mut();
//!     headers.append(header::VARY, HeaderValue::from_static("origin"));
//!     if let Some(origin) = request.headers().get("origin").filter(|origin| *origin == "https://app.example") {
//!         headers.append(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
//!         headers.append(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("PUT"));
//!     }
//!     response
//! }
//!
//! PolicyLab::new("https://api.example")?
//!     .trusts(["https://app.example"])?
//!     .route("/items", [Method::GET, Method::PUT])
//!     .run(my_app)
//!     .assert_clean();
//! # Ok::<(), fetch_cors::lab::InvalidLab>(())
//! ```
//!
//! To test a server over sockets, pass a function that sends the request and returns the response. For an async server, use
//! [`PolicyLab::run_async`].
//!
//! # Parts for other tests
//!
//! The lab is made of parts that you can use in tests of your own. A [`Browser`] makes the [`Call`] of a page. Its
//! server is a function. The browser returns the messages that were sent and what the page saw. An [`Answer`] describes
//! a response of such a server, right or wrong. A [`Scenario`] is a sequence of calls. With the feature `proptest`, the
//! module `strategy` generates all of these at random.

mod access;
mod allow_everything;
mod answer;
mod attempt;
mod browser;
mod call;
mod cause;
mod checks;
mod collected;
mod examine;
mod failures;
mod fetched;
mod finding;
mod invalid_lab;
pub(crate) mod location;
mod message;
mod not_checked;
mod pages;
mod policy_lab;
mod probe;
mod probes;
mod property;
mod ready;
mod reply;
mod report;
mod route;
mod scenario;
mod secrets;
mod server;
mod severity;
mod strangers;
mod subject;
mod text;
mod trust;
mod wire;

pub use access::{Access, Allowed};
pub use answer::{Answer, Change};
pub use browser::{Browser, policy, policy_async};
pub use call::Call;
pub use fetched::Fetched;
pub use finding::{Finding, FindingKind, Witness};
pub use invalid_lab::InvalidLab;
pub use location::Location;
pub use message::Message;
pub use not_checked::NotChecked;
pub use policy_lab::{NoRoute, PolicyLab, WithRoute};
pub use probe::{Probe, ProbeClass};
pub use probes::probes;
pub use property::Property;
pub use reply::Reply;
pub use report::Report;
pub use scenario::{Scenario, Scene};
pub use severity::Severity;
pub use text::printable;
