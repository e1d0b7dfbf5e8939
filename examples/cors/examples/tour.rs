//! The tour of the example `fetch` for a browser. It runs the servers of the tour, and says what to fetch.
//!
//! For each stop, the program writes a line of JSON with the page to open, the call that the script of the page must make,
//! and the findings of the engine for the same fetch. It then waits for a line on its standard input, and writes the
//! requests that arrived at the servers. `browser/record.mjs` uses this program.

#![allow(dead_code, reason = "the example fetch uses the rest")]

#[path = "../../fetch/call.rs"]
mod call;
#[path = "../../fetch/client.rs"]
mod client;
#[path = "../../fetch/local.rs"]
mod local;
#[path = "../../fetch/page.rs"]
mod page;
#[path = "../../fetch/servers.rs"]
mod servers;
#[path = "../../fetch/shown.rs"]
mod shown;
#[path = "../../fetch/stops/mod.rs"]
mod stops;
#[path = "../../fetch/transport.rs"]
mod transport;

use std::io::{self, BufRead, Write};
use std::time::Duration;

use fetch_cors::explain::{Finding, explain};
use serde_json::{Map, Value, json};

use crate::client::{Browser, Failure};
use crate::servers::{Answer, Servers};
use crate::stops::Stop;
use crate::transport::Transport;

/// The contents of every page. Its script has the function `ask`, which makes a fetch.
const SCRIPT: &str =
    "<!doctype html><html lang=\"en\"><title>The tour</title><link rel=\"icon\" href=\"data:,\">
<script>
async function ask(url, init) {
  try {
    const response = await fetch(url, init);
    return { type: response.type, status: response.status, body: await response.text() };
  } catch (error) {
    return { error: String(error) };
  }
}
</script>";

/// The pages: a plain page, a page with the embedder policy `require-corp`, and a page with an opaque origin.
const PAGES: [(&str, &[&str]); 3] = [
    ("GET {page}/page", &["Content-Type: text/html"]),
    ("GET {page}/isolated", &["Content-Type: text/html", "Cross-Origin-Embedder-Policy: require-corp"]),
    ("GET {page}/sandboxed", &["Content-Type: text/html", "Content-Security-Policy: sandbox allow-scripts"]),
];

fn main() -> Result<(), Failure> {
    let servers = Servers::start()?;
    let mut browser = Browser::new(Transport::new(Duration::from_secs(10)));
    for (to, headers) in PAGES {
        servers.teach(&Answer { to, status: 200, headers, body: SCRIPT })?;
    }
    let mut lines = io::stdin().lock().lines();
    for stop in stops::all() {
        for answer in stop.answers {
            servers.teach(answer)?;
        }
        let codes = engine_codes(stop, &servers, &mut browser)?;
        servers.take_arrived();
        say(&call(stop, &servers, &codes))?;
        if lines.next().is_none() {
            break;
        }
        let arrived = servers.take_arrived();
        say(&json!(arrived.iter().map(|arrived| &arrived.to).collect::<Vec<_>>()))?;
    }
    Ok(())
}

fn say(value: &Value) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{value}")?;
    out.flush()
}

/// Returns the codes of the findings of the engine, which makes the fetch of the stop itself.
fn engine_codes(
    stop: &Stop,
    servers: &Servers,
    browser: &mut Browser<Transport>,
) -> Result<Vec<&'static str>, Failure> {
    let (origin, arguments) = stop.origin_and_arguments(servers);
    let outcome = browser.fetch(call::call(&origin, &arguments)?);
    Ok(explain(&outcome.story).findings.iter().map(Finding::code).collect())
}

/// Returns what a browser must do at a stop, as one JSON object.
fn call(stop: &Stop, servers: &Servers, codes: &[&str]) -> Value {
    let (mut page, mut url, mut headers) = ("/page", String::new(), Vec::new());
    let mut init = Map::new();
    let mut words = stop.fetch.iter().map(|word| servers.fill_in(word));
    while let Some(word) = words.next() {
        let Some(option) = word.strip_prefix('-') else {
            url = word;
            continue;
        };
        let value = words.next().unwrap_or_default();
        match option {
            "H" => headers.extend(value.split_once(": ").map(|(name, value)| json!([name, value]))),
            "-origin" => page = "/sandboxed",
            "-embedder-policy" => page = "/isolated",
            "X" => _ = init.insert("method".to_owned(), value.into()),
            "-data" => {
                init.insert("body".to_owned(), value.into());
                init.entry("method").or_insert("POST".into());
            }
            // The other options have the names that they have in `fetch()`.
            option => _ = init.insert(option.trim_start_matches('-').to_owned(), value.into()),
        }
    }
    init.insert("headers".to_owned(), headers.into());
    let arrives = stop.arrives.iter().filter_map(|arrives| arrives.first()).map(|to| servers.fill_in(to));
    json!({
        "title": stop.title,
        "page": servers.fill_in("{page}") + page,
        "url": url,
        "init": init,
        "codes": codes,
        "is_refused": matches!(stop.ends, stops::Ends::Refused { .. }),
        "arrives": arrives.collect::<Vec<_>>(),
    })
}
