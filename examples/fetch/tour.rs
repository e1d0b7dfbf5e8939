//! The tour: every outcome of a fetch, shown and checked.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

use crate::call::call;
use crate::client::{Browser, Failure, Outcome};
use crate::page::Seen;
use crate::report;
use crate::servers::{Arrived, Servers};
use crate::shown::Shown;
use crate::stops::{self, Ends, Stop};
use crate::transport::Transport;

/// How long a server on the same machine may take.
const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(10);

/// The tour has no secrets, so it shows all that goes over the wire.
const ALL: Shown = Shown { secrets: true };

/// Makes every stop with one browser, whose preflight cache lasts from the first to the last.
pub(crate) fn run() -> Result<ExitCode, Failure> {
    let servers = Servers::start()?;
    let mut browser = Browser::new(Transport::new(TIMEOUT));
    print(&servers.fill_in("The page is of {page}; two other origins are {api} and {other}.\n\n"));
    let (mut stops, mut surprises) = (0, 0);
    for stop in stops::all() {
        stops += 1;
        let (text, surprise) = make(stop, &servers, &mut browser)?;
        surprises += usize::from(surprise);
        print(&format!("{stops}. {text}\n"));
    }
    print(&format!("{stops} fetches, {surprises} of them not as expected\n"));
    Ok(if surprises == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Makes a stop: what there is to show, and whether it is not what it should be.
fn make(stop: &Stop, servers: &Servers, browser: &mut Browser<Transport>) -> Result<(String, bool), Failure> {
    for answer in stop.answers {
        servers.teach(answer)?;
    }
    let (origin, arguments) = stop.origin_and_arguments(servers);
    let outcome = browser.fetch(call(&origin, &arguments)?);
    let mut surprises = Vec::new();
    check_arrived(stop, servers, &mut surprises);
    check_end(stop, servers, &outcome, &mut surprises);
    let mut text = format!("{}\n  $ {}\n{}", stop.title, command(&origin, &arguments), in_words(&outcome));
    for surprise in &surprises {
        let _ = writeln!(text, "  ! NOT AS EXPECTED: {surprise}");
    }
    Ok((text, !surprises.is_empty()))
}

/// Returns the command that makes the same fetch.
fn command(origin: &str, arguments: &[String]) -> String {
    let quoted = arguments.iter().map(|word| {
        let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || "-./:_".contains(c));
        if plain { word.clone() } else { format!("'{word}'") }
    });
    format!("cors fetch --origin {origin} {}", quoted.collect::<Vec<_>>().join(" "))
}

/// Returns what went over the wire, what the page sees, and why.
fn in_words(outcome: &Outcome) -> String {
    let report::End { seen, why } = report::end(outcome, ALL);
    let body = outcome.result.as_ref().map(report::body).unwrap_or_default();
    format!("{}{seen}{body}{why}", report::wire(outcome, ALL))
}

/// Prints to a reader who may have stopped listening, which `println!` would panic at.
fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Whether the servers received what they should: the engine's word is not taken for it.
fn check_arrived(stop: &Stop, servers: &Servers, surprises: &mut Vec<String>) {
    let arrived = servers.take_arrived();
    if arrived.len() != stop.arrives.len() {
        surprises.push(format!("{} messages arrived, not {}", arrived.len(), stop.arrives.len()));
    }
    for (arrived, expected) in arrived.iter().zip(stop.arrives) {
        let Some((to, headers)) = expected.split_first() else { continue };
        let to = servers.fill_in(to);
        if arrived.to != to {
            surprises.push(format!("{} arrived, not {to}", arrived.to));
        }
        if header_of(arrived, "content-length").map_or(0, length) != arrived.body.len() {
            surprises.push(format!("{to} arrived with a body of {} bytes", arrived.body.len()));
        }
        check_headers(headers, servers, |name| header_of(arrived, name), surprises);
    }
}

fn length(text: String) -> usize {
    text.parse().unwrap_or_default()
}

fn header_of(arrived: &Arrived, name: &str) -> Option<String> {
    arrived.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// Whether there is each `name: value` and no `!name`.
fn check_headers(
    expected: &[&str],
    servers: &Servers,
    value_of: impl Fn(&str) -> Option<String>,
    surprises: &mut Vec<String>,
) {
    for expected in expected {
        let (name, expected) = match expected.split_once(": ") {
            Some((name, value)) => (name, Some(servers.fill_in(value))),
            None => (expected.trim_start_matches('!'), None),
        };
        let value = value_of(name);
        if value != expected {
            surprises.push(format!("header {name} is {value:?}, not {expected:?}"));
        }
    }
}

fn check_end(stop: &Stop, servers: &Servers, outcome: &Outcome, surprises: &mut Vec<String>) {
    match (&stop.ends, &outcome.result) {
        (Ends::Response { response_type, status, headers, body, timing_allowed }, Ok(seen)) => {
            if (seen.response_type, seen.status) != (*response_type, *status) {
                surprises.push(format!("not a response of type {response_type} and status {status}"));
            }
            if seen.text().as_deref() != *body {
                surprises.push(format!("the body is not {body:?}"));
            }
            if seen.timing_allowed != *timing_allowed {
                surprises.push(format!("timing_allowed is {}", seen.timing_allowed));
            }
            check_headers(headers, servers, |name| seen_header(seen, name), surprises);
        }
        (Ends::Refused { step, why }, Err(error)) => {
            if error.step().to_string() != *step {
                surprises.push(format!("refused by {}, not by {step}", error.step()));
            }
            if !why(error.reason()) {
                surprises.push(format!("refused for another reason: {:?}", error.reason()));
            }
        }
        (Ends::Response { .. }, Err(_)) => surprises.push("refused".to_owned()),
        (Ends::Refused { .. }, Ok(_)) => surprises.push("not refused".to_owned()),
    }
}

fn seen_header(seen: &Seen, name: &str) -> Option<String> {
    let value = seen.headers.iter().find(|(n, _)| *n == name.as_bytes()).map(|(_, value)| value);
    value.map(|value| String::from_utf8_lossy(value).into_owned())
}
