//! `cors audit`: tests the CORS policy of a live server.
//!
//! ```sh
//! cargo run --manifest-path examples/cors/Cargo.toml -- audit https://api.example \
//!     --trusts https://app.example --route 'GET /items' --route 'PUT /items'
//! ```
//!
//! The command runs the policy lab ([`fetch_cors::lab`]) over sockets. It sends what pages of the trusted origins and of
//! many other origins would send, judges each response as a browser does, and reports which origins can read and write what.
//!
//! # What it sends
//!
//! - **The command talks only to the server that the user names.** The lab follows no redirects, and the network refuses
//!   every request to another server.
//! - It sends real requests. If a route has `PUT`, it sends `PUT`, so test a server whose data may change.
//! - It sends at most 10 requests per second, or as many as `--rate` says. To a loopback address, it sends without a limit
//!   if there is no `--rate`.
//! - Before it sends anything, it prints how many requests it may send. More than 500 need `--yes`.
//! - It gives up if the first 3 requests, or any 20 in a row, get no response.
//! - It has no option to accept invalid certificates. Without a valid certificate, anyone between this machine and the
//!   server could read the session, and could answer in place of the server.
//!
//! # Exit codes
//!
//! | code | meaning |
//! |---|---|
//! | 0 | There is no finding with the severity of `--fail-on` (by default `low`) or a worse one. |
//! | 1 | There is at least one such finding. |
//! | 2 | The options are wrong, the server gave no response at all, or the report could not be written. |
//!
//! # Secrets
//!
//! No output shows the values of `--session` and `--session-file`. If the server repeats a value, or a part of one such as
//! the value of a cookie, the report shows `[from the session]` in its place. This does not work for values of less than
//! four bytes, and for values that the server encodes. The queries of routes are not shown.
//!
//! # Formats
//!
//! - `text`: text for people, on a terminal.
//! - `html`: one complete page for a browser, with a table of who can do what.
//! - `json`: all data for programs. See [below](#the-json-report).
//! - `sarif`: SARIF 2.1.0 for code scanning. GitHub accepts only relative locations, so the location of a result is the path
//!   of the route, relative to the server in `originalUriBaseIds`.
//!
//! # The JSON report
//!
//! Later versions may add members, but do not remove any and do not change their meaning. Origins are written as
//! [`fetch_cors::lab::printable`] returns them.
//!
//! ```text
//! {
//!   "server": "https://api.example",
//!   "requests": 212,                          the number of requests that were sent
//!   "worst": "critical",                      or null if there is no finding
//!   "findings": [{                            the most severe first
//!     "code": "suffix-match",                 a stable name, for --allow
//!     "severity": "critical",                 critical, high, medium, low or info
//!     "cause": "The server trusts …",
//!     "exploiter": "anybody who registers …", or null if the finding is not about other origins
//!     "origins": ["https://evilapp.example"],
//!     "places": [{ "method": "GET", "path": "/items" }],
//!     "witnesses": [{                         every request that shows the finding, the worst first
//!       "origin": "https://evilapp.example",  or null if the request had no Origin
//!       "method": "GET", "path": "/items", "with_credentials": true,
//!       "reads": true, "writes": false,
//!       "status": 200                         or null if there was no response
//!     }],
//!     "messages": ["→ GET …"],                what went over the wire for the first witness
//!     "remedy": "Compare …",                  what to change
//!     "plan": ["…"]                           if a request was refused: the changes that would allow it
//!   }],
//!   "allowed": [],                            findings that --allow accepts, in the same form
//!   "allowed_in_vain": ["parent-domain"],     the codes of --allow without a finding
//!   "not_checked": [{ "subject": "…", "reason": "…" }],
//!   "accesses": [{                            which origin can do what: trusted origins first
//!     "origin": "https://app.example",
//!     "class": null,                          or the mistake that the origin tests for
//!     "method": "GET", "path": "/items",
//!     "without_credentials": { "reads": true, "writes": false },
//!     "with_credentials": { "reads": false, "writes": false }
//!   }]
//! }
//! ```

mod args;
#[expect(clippy::module_inception, reason = "the audit of the audit command")]
mod audit;
mod format;
mod html;
mod json;
mod network;
mod pace;
mod run;
mod sarif;
mod session;
mod text;
mod usage;

pub(crate) use args::Args;
pub use format::Format;
pub(crate) use run::run;
