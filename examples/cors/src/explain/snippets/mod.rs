//! Lines to paste: what a plan means for the servers and the page that it changes.
//!
//! Lines for servers name exact origins only. They have `*` only where the plan itself has it, and nothing in them
//! reflects what a request says. A plan has no lines for a server where it changes neither headers nor the answer to a
//! preflight, such as where a redirect has to lead elsewhere. A text with a quote, a backslash, `$` or the like is never
//! quoted for a server. Then only the target `headers` remains.

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

/// Returns the lines to paste for a plan: for each kind of server those of each server, then those for the page.
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
