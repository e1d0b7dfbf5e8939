//! The lines to paste that put a plan into effect, for several kinds of servers and for the page.
//!
//! The lines for servers allow exact origins only. They have `*` only if the plan itself has it, and they never reflect the
//! origin of a request without comparing it. A plan that changes neither headers nor the response to a preflight has no
//! lines for servers, for example if a redirect must lead elsewhere. If a value has a quote, a backslash, `$` or a similar
//! character, there are no lines for the configuration of a server. Then only the target `headers` is left.

mod apache;
mod express;
mod headers;
mod hops;
mod nginx;
mod page;
mod policy;
mod quoting;
mod tower_http;

use fetch_cors::explain::{Plan, Story};

use self::policy::{Policy, policies};
use super::report::Snippet;

/// Returns the lines to paste for a plan. For each kind of server, there are lines for each server of the fetch. The lines
/// for the page come last.
#[must_use]
pub fn snippets(plan: &Plan, story: &Story) -> Vec<Snippet> {
    let policies = policies(plan, story);
    let mut snippets: Vec<Snippet> = headers::lines(plan, story).into_iter().collect();
    if policies.iter().all(Policy::is_plain) {
        for (target, title, write) in SERVERS {
            let texts = policies.iter().map(write);
            snippets.extend(texts.map(|text| Snippet { target, title, text }));
        }
    }
    snippets.extend(page::lines(plan, story));
    snippets
}

type Write = fn(&Policy) -> String;

const SERVERS: [(&str, &str, Write); 4] = [
    ("nginx", "nginx", nginx::lines),
    ("apache", "Apache", apache::lines),
    ("express", "Express", express::lines),
    ("tower-http", "tower-http", tower_http::lines),
];
