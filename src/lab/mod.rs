//! The policy lab: a test of the CORS policy of a server, as browsers see it. Feature `lab`, without any dependency.
//!
//! A [`PolicyLab`] answers the question of somebody who owns a server: which origins can read what? It is told where the
//! server is, whom it trusts and which routes it has. It tries pages of trusted origins, which have to succeed, pages of many
//! [other origins](probes), which must not, and whatever else a policy can get wrong. The [`Report`] has the findings, grouped by
//! cause, each with its severity, what went over the wire and what to change.
//!
//! ```
//! use fetch_cors::lab::PolicyLab;
//! use http::{HeaderValue, Method, Request, Response, header};
//!
//! /// Your server. This one is right.
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
//! A server over sockets is tested in the same way, with a function that sends the request.
//!
//! # The parts
//!
//! The parts of which the lab is made are there for tests of your own: a [`Browser`] plays the [`Call`] of a page against a server
//! that is a function, and returns what went over the wire and what the page saw. An [`Answer`] is an answer of such a server
//! with defects, and a [`Scenario`] is a sequence of calls. The feature `proptest` generates all of these, in the module
//! `strategy`.

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
