//! The tour: makes each fetch, prints it, and checks its outcome.

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

/// The maximum time for a response. The servers are on the same machine.
const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(10);

/// The tour contains no secrets, so it shows every value.
const ALL: Shown = Shown { secrets: true };

/// The text before the first stop.
const INTRODUCTION: &str = "\
The page has the origin {page}. It fetches from its own server, and from two servers with other
origins: {api} and {other}.

$ is the command that makes the same fetch.
> is a message to a server, with its purpose in [ ].
< is the response of the server.
= is what the page gets. If there is something to explain, the explanation follows.

";

/// Makes every stop with the same browser, so that later stops use what the preflight cache has stored.
pub(crate) fn run() -> Result<ExitCode, Failure> {
    let servers = Servers::start()?;
    let mut browser = Browser::new(Transport::new(TIMEOUT));
    print(&servers.fill_in(INTRODUCTION));
    let (mut stops, mut surprises) = (0, 0);
    for stop in stops::all() {
        stops += 1;
        let (text, surprise) = make(stop, &servers, &mut browser)?;
        surprises += usize::from(surprise);
        print(&format!("{stops}. {text}\n"));
    }
    print(&match surprises {
        0 => format!("All {stops} fetches went as expected.\n"),
        _ => format!("{surprises} of {stops} fetches did not go as expected.\n"),
    });
    Ok(if surprises == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Makes a stop. Returns the text to print, and whether anything was not as expected.
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

/// Returns the command line of `cors fetch` that makes the same fetch.
fn command(origin: &str, arguments: &[String]) -> String {
    let quoted = arguments.iter().map(|word| {
        let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || "-./:_".contains(c));
        if plain { word.clone() } else { format!("'{word}'") }
    });
    format!("cors fetch --origin {origin} {}", quoted.collect::<Vec<_>>().join(" "))
}

/// Returns the messages, what the page sees, and why.
fn in_words(outcome: &Outcome) -> String {
    let report::End { seen, why } = report::end(outcome, ALL);
    let body = outcome.result.as_ref().map(report::body).unwrap_or_default();
    format!("{}{seen}{body}{why}", report::wire(outcome, ALL))
}

/// Prints a text. Unlike `println!`, it does not panic if the reader of the output has gone.
fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Checks that the servers received the expected messages. It does not rely on what the engine reports.
fn check_arrived(stop: &Stop, servers: &Servers, surprises: &mut Vec<String>) {
    let arrived = servers.take_arrived();
    if arrived.len() != stop.arrives.len() {
        surprises.push(format!("{} messages arrived instead of {}", arrived.len(), stop.arrives.len()));
    }
    for (arrived, expected) in arrived.iter().zip(stop.arrives) {
        let Some((to, headers)) = expected.split_first() else { continue };
        let to = servers.fill_in(to);
        if arrived.to != to {
            surprises.push(format!("{} arrived instead of {to}", arrived.to));
        }
        if header_of(arrived, "content-length").map_or(0, length) != arrived.body.len() {
            surprises.push(format!(
                "{to} arrived with a body of {} bytes, which is not its Content-Length",
                arrived.body.len()
            ));
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

/// Checks that there is a header for each `name: value`, and none for each `!name`.
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
            surprises.push(format!("the header {name} is {value:?} instead of {expected:?}"));
        }
    }
}

/// Checks that the fetch ended as expected.
fn check_end(stop: &Stop, servers: &Servers, outcome: &Outcome, surprises: &mut Vec<String>) {
    match (&stop.ends, &outcome.result) {
        (Ends::Response { response_type, status, headers, body, timing_allowed }, Ok(seen)) => {
            if (seen.response_type, seen.status) != (*response_type, *status) {
                surprises.push(format!("the response is not of type {response_type} with status {status}"));
            }
            if seen.text().as_deref() != *body {
                surprises.push(format!("the body is {:?} instead of {body:?}", seen.text()));
            }
            if seen.timing_allowed != *timing_allowed {
                surprises
                    .push(format!("timing_allowed is {} instead of {timing_allowed}", seen.timing_allowed));
            }
            check_headers(headers, servers, |name| seen_header(seen, name), surprises);
        }
        (Ends::Refused { step, why }, Err(error)) => {
            if error.step().to_string() != *step {
                surprises.push(format!("{} refused the fetch instead of {step}", error.step()));
            }
            if !why(error.reason()) {
                surprises.push(format!("the fetch was refused for another reason: {:?}", error.reason()));
            }
        }
        (Ends::Response { .. }, Err(_)) => surprises.push("the fetch was refused".to_owned()),
        (Ends::Refused { .. }, Ok(_)) => surprises.push("the fetch was not refused".to_owned()),
    }
}

fn seen_header(seen: &Seen, name: &str) -> Option<String> {
    let value = seen.headers.iter().find(|(n, _)| *n == name.as_bytes()).map(|(_, value)| value);
    value.map(|value| String::from_utf8_lossy(value).into_owned())
}
