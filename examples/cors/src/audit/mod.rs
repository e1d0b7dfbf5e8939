//! `cors audit`: tests the CORS policy of a live server.
//!
//! ```sh
//! cargo run --manifest-path examples/cors/Cargo.toml -- audit https://api.example \
//!     --trusts https://app.example --route 'GET /items' --route 'PUT /items'
//! ```
//!
//! It runs the policy lab ([`fetch_cors::lab`]) over sockets. It sends what pages of the trusted origins and of many other origins
//! would send, judges each answer as a browser does, and reports who can read and write what.
//!
//! # What it sends
//!
//! - **It talks only to the server that its user names.** The lab follows no redirects, and the network refuses every request
//!   to another server.
//! - It sends real requests. A route with `PUT` is really put to, so test a server whose data may change.
//! - It sends at most 10 requests a second, or what `--rate` says. On loopback addresses there is no limit unless it is given.
//! - It says first how many requests it may send. More than 500 need `--yes`.
//! - It gives up if the first 3 requests, or any 20 in a row, get no response.
//! - There is no option to accept invalid certificates. Whoever is between would get the session, and would answer in place of
//!   the server.
//!
//! # Exit codes
//!
//! | code | meaning |
//! |---|---|
//! | 0 | There is no finding of the severity of `--fail-on` (`low`, if it is not given) or worse. |
//! | 1 | There is one. |
//! | 2 | The options are wrong, the server gave no response at all, or the report could not be written. |
//!
//! # Secrets
//!
//! The values of `--session` and `--session-file` are in no output. Where the server repeats one, or a part of one such as the
//! value of a cookie, the report shows `[from the session]`. Values of less than four bytes are not looked for, and neither are
//! values that the server encodes. The queries of routes are not shown.
//!
//! # Formats
//!
//! - `text`: for people, on a terminal.
//! - `html`: one page that needs nothing else, with a table of who can do what.
//! - `json`: everything, for programs. See [below](#the-json-report).
//! - `sarif`: SARIF 2.1.0, for code scanning. GitHub accepts only relative locations, so the location of a result is the path
//!   of the route, relative to the server in `originalUriBaseIds`.
//!
//! # The JSON report
//!
//! Members are only added, and never change their meaning. Origins are written as [`fetch_cors::lab::printable`] returns them.
//!
//! ```text
//! {
//!   "server": "https://api.example",
//!   "requests": 212,                          how many were sent
//!   "worst": "critical",                      or null if there is no finding
//!   "findings": [{                            the most severe first
//!     "code": "suffix-match",                 a stable name, which --allow takes
//!     "severity": "critical",                 critical, high, medium, low or info
//!     "cause": "The server trusts …",
//!     "exploiter": "whoever registers …",     or null if it is not about other origins
//!     "origins": ["https://evilapp.example"],
//!     "places": [{ "method": "GET", "path": "/items" }],
//!     "witnesses": [{                         every request by which it showed, the worst first
//!       "origin": "https://evilapp.example",  or null if the request had none
//!       "method": "GET", "path": "/items", "with_credentials": true,
//!       "reads": true, "writes": false,
//!       "status": 200                         or null if there was no answer
//!     }],
//!     "messages": ["→ GET …"],                what went over the wire for the first witness
//!     "remedy": "Compare …",                  what to change
//!     "plan": ["…"]                           the changes that let the refused request through, if one was refused
//!   }],
//!   "allowed": [],                            findings that --allow accepts, in the same form
//!   "allowed_in_vain": ["parent-domain"],     codes of --allow that were not found
//!   "not_checked": [{ "subject": "…", "reason": "…" }],
//!   "accesses": [{                            who can do what: trusted origins first
//!     "origin": "https://app.example",
//!     "class": null,                          or the mistake that the origin is a probe for
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
