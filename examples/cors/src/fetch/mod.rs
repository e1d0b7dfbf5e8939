//! `cors fetch`: fetches a URL as a page does.
//!
//! ```sh
//! cors fetch --origin https://app.example -X PUT -H 'x-token: 1' --credentials include -d '{}' https://api.example/items
//! ```
//!
//! It prints what went over the wire, what the page sees, and, if the page sees nothing, why and what to change. The options are
//! those of curl where a page has a counterpart, and the others are refused with the reason.
//!
//! # How it differs from curl
//!
//! - Redirects are followed, unless `--redirect` says otherwise. Each is checked by the rules of CORS.
//! - `-H` is what script sets. A header that script may not set, such as `Cookie`, is left out, and the program says so.
//! - `-d` sends text as a string of script: `text/plain;charset=UTF-8`.
//! - `-u` is a password that the browser knows, and `-b` are cookies that it has. Both are sent only where the credentials mode
//!   includes credentials, and never with a preflight.
//! - The page is a top-level one, whose URL is its origin with a slash. This decides about `Referer` and about cookies with
//!   `SameSite`. `-e` is the referrer that script sets.
//! - Nobody is asked for a password: the page sees a 401, and a 407 is a network error.
//! - A URL without a scheme is `http:` on this machine, and `https:` elsewhere.
//! - The exit code says whether the page has a response.
//!
//! # Exit codes
//!
//! | code | meaning |
//! |---|---|
//! | 0 | There is a response, whatever its status. |
//! | 1 | The standard refuses: a page would see a `TypeError`. |
//! | 2 | There is no such fetch: a bad option, or what makes `fetch()` throw before anything is sent; or the output cannot be written. |
//! | 3 | Nothing came, or not all of the body. |
//!
//! # Secrets
//!
//! In the report and in JSON, the values of `Cookie`, `Set-Cookie`, `Authorization`, `Proxy-Authorization` and of headers whose
//! names contain `token`, `secret`, `password`, `session`, `x-auth` or `api-key` are shown as `…`, and so are queries, fragments, user names and
//! passwords of URLs. `--show-secrets` shows them. What the page sees of the body, and of the head with `-i`, is printed as it is.
//! Other users of the machine can see the command line in the list of processes.
//!
//! # The JSON object
//!
//! `outcome` is `response`, `refused` or `network failure`. `wire` has each message: what the engine says (`headers`), everything
//! that was sent (`sent_headers`), the `response`, the `connection` and `times_ms`. `explanation` says why, with plans. `trace` has
//! the decisions in order. Members are only added.

mod args;
#[path = "../../../fetch/client.rs"]
mod client;
#[cfg(test)]
mod conformance;
mod credentials;
mod data;
mod details;
mod exit_code;
mod init;
mod json;
#[path = "../../../fetch/local.rs"]
mod local;
mod network;
mod output;
#[path = "../../../fetch/page.rs"]
mod page;
mod refused;
#[path = "../../../fetch/report.rs"]
mod report;
mod run;
#[path = "../../../fetch/shown.rs"]
mod shown;
mod target;
#[cfg(test)]
mod under_test;
mod usage;
mod verbose;

pub(crate) use args::Args;
pub(crate) use json::explained;
pub(crate) use run::run;
pub(crate) use shown::Shown;
