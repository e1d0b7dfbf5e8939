//! `cors fetch`: fetches a URL as a page would.
//!
//! ```sh
//! cors fetch --origin https://app.example -X PUT -H 'x-token: 1' --credentials include -d '{}' https://api.example/items
//! ```
//!
//! The command prints the messages that went over the wire, and what the page sees. If the page sees nothing, the command
//! prints why, and what to change. The options have the names that they have in curl. An option of curl for something that a
//! page cannot do is refused, and the error says why.
//!
//! # How it differs from curl
//!
//! - Redirects are followed, unless `--redirect` says otherwise. Each redirect is checked by the rules of CORS.
//! - `-H` sets a header as script does. A header that script may not set, such as `Cookie`, is left out, with a message.
//! - `-d` sends its text like a string in script, as `text/plain;charset=UTF-8`.
//! - `-u` is a password that the browser has stored, and `-b` is a list of cookies that it has stored. Both are sent only if
//!   the credentials mode includes credentials, and never with a preflight.
//! - The page is a top-level page, and its URL is its origin with a slash. `Referer` and the cookies with `SameSite` depend
//!   on this. `-e` sets the referrer as script does.
//! - The program cannot ask for a password. The page sees a 401 response, and a 407 is a network error.
//! - A URL without a scheme gets `http` if its host is this machine, and `https` otherwise.
//! - The exit code says whether the page gets a response.
//!
//! # Exit codes
//!
//! | code | meaning |
//! |---|---|
//! | 0 | The page gets a response, whatever its status. |
//! | 1 | The standard refuses the fetch: a page would see a `TypeError`. |
//! | 2 | The fetch cannot begin, because an option is wrong or `fetch()` would throw before it sends anything; or the output cannot be written. |
//! | 3 | The network or this program failed: there is no response, or the body is not complete. |
//!
//! # Secrets
//!
//! In the report and in JSON, these are shown as `…`: the values of `Cookie`, `Set-Cookie`, `Authorization` and
//! `Proxy-Authorization`; the values of other headers whose names contain a word such as `token`, `secret`, `password`,
//! `session`, `x-auth` or `-key`; and the queries, fragments, user names and passwords of URLs. `--show-secrets` shows all
//! of them. The body, and the head with `-i`, are printed exactly as the page sees them. Other users of the machine can see
//! the command line in the list of processes.
//!
//! # The JSON object
//!
//! `outcome` is `response`, `refused` or `network failure`. `wire` lists the messages. Each has the headers that the engine
//! sets (`headers`), all headers that were sent (`sent_headers`), the `response`, the `connection` and `times_ms`.
//! `explanation` says why the fetch ended so, with plans. `trace` lists the decisions in order. Later versions may add
//! members, but do not change or remove any.

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
