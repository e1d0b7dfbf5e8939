//! Compares what happened with what has to happen.

use std::error::Error;
use std::fmt::Write as _;
use std::iter::successors;

use fetch_cors::NetworkError;
use fetch_cors::error::ErrorKind;
use fetch_cors::header::list::get;

use crate::case::{Message, Page, Part, Sight, Wire};
use crate::server::Arrived;
use crate::{Failure, Seen};

/// What happened in a fetch.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) arrived: Vec<Arrived>,
    pub(crate) result: Result<Seen, Failure>,
}

/// Returns what is wrong, if something is.
pub(crate) fn check(wire: &Wire, page: &Page, outcome: &Outcome) -> Result<(), String> {
    let checked = match wire {
        Wire::Exactly(messages) => check_wire(messages, &outcome.arrived),
        Wire::Anything => Ok(()),
    };
    checked.and_then(|()| check_page(page, &outcome.result)).map_err(|why| with_result(why, &outcome.result))
}

/// Adds the client's error, which often explains the rest.
fn with_result(why: String, result: &Result<Seen, Failure>) -> String {
    match result {
        Ok(_) => why,
        Err(error) => format!("{why}\nthe client's error: {}", explain(&**error)),
    }
}

fn check_wire(expected: &[Message], arrived: &[Arrived]) -> Result<(), String> {
    let fits = |(message, arrived): (&Message, &Arrived)| {
        message.server == arrived.server && message.method == arrived.method && message.path == arrived.path
    };
    if expected.len() != arrived.len() || !expected.iter().zip(arrived).all(fits) {
        let expected = expected.iter().map(first_line).collect();
        let arrived = arrived.iter().map(ToString::to_string).collect();
        return Err(format!("has to arrive: {}\narrived:       {}", list(expected), list(arrived)));
    }
    expected.iter().zip(arrived).try_for_each(|(message, arrived)| {
        message.parts.iter().try_for_each(|part| check_part(part, arrived))
    })
}

fn check_part(part: &Part, arrived: &Arrived) -> Result<(), String> {
    let what = match part {
        Part::Header(name, value) => match arrived.header(name) {
            Some(arrived) if arrived == *value => return Ok(()),
            Some(arrived) => format!("has {name}: {}, not {}", text(&arrived), text(value)),
            None => format!("has no {name}, which has to be {}", text(value)),
        },
        Part::NoHeader(name) => match arrived.header(name) {
            None => return Ok(()),
            Some(arrived) => format!("has {name}: {}, and must not have it", text(&arrived)),
        },
        Part::NoOtherHeader(names) => {
            let added = arrived.headers.iter().map(|(name, _)| name.as_str());
            let added: Vec<_> =
                added.filter(|name| !names.contains(name) && !every_browser_adds(name)).collect();
            if added.is_empty() {
                return Ok(());
            }
            format!("has headers that nobody asked for: {}", added.join(", "))
        }
        Part::Cookie(name) if arrived.has_cookie(name) => return Ok(()),
        Part::Cookie(name) => format!("lacks the cookie {name}"),
        Part::NoCookie(name) if !arrived.has_cookie(name) => return Ok(()),
        Part::NoCookie(name) => format!("has the cookie {name}, and must not have it"),
        Part::Body(body) if arrived.body == *body => return Ok(()),
        Part::Body(body) => difference("has a body", &arrived.body, body),
    };
    Err(format!("{arrived} {what}"))
}

/// Checks whether browsers, HTTP libraries or proxies add a header of this name without asking anybody.
fn every_browser_adds(name: &str) -> bool {
    // Beside what HTTP needs, these are what step 8 of HTTP-network-or-cache fetch adds, and client hints. HTTP libraries
    // add some of them to each message, and proxies add `forwarded`, `via` and `x-forwarded-for`.
    const NAMES: &[&str] = &[
        "accept-charset",
        "accept-encoding",
        "accept-language",
        "alt-used",
        "cache-control",
        "connection",
        "content-length",
        "cookie",
        "date",
        "dnt",
        "expect",
        "forwarded",
        "host",
        "http2-settings",
        "if-modified-since",
        "if-none-match",
        "keep-alive",
        "pragma",
        "priority",
        "referer",
        "save-data",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "upgrade-insecure-requests",
        "user-agent",
        "via",
        "x-forwarded-for",
    ];
    let is_hint = name.starts_with("sec-") && !name.starts_with("sec-fetch-");
    NAMES.contains(&name) || is_hint || name.starts_with("proxy-")
}

fn check_page(page: &Page, result: &Result<Seen, Failure>) -> Result<(), String> {
    match (page, result) {
        (Page::Anything, _) | (Page::Fails, Err(_)) | (Page::FailsAsOrSees(_), Ok(_)) => Ok(()),
        (Page::Sees(sights), Ok(seen)) => sights.iter().try_for_each(|sight| check_sight(sight, seen)),
        (Page::Sees(_), Err(_)) => Err("the page has to see a response, and the fetch failed".to_owned()),
        (Page::Fails | Page::FailsAs(_), Ok(seen)) => {
            Err(format!("the fetch has to fail, and the page sees a response with status {}", seen.status))
        }
        (Page::FailsAs(kind) | Page::FailsAsOrSees(kind), Err(error)) => check_cause(*kind, &**error),
        (Page::DoesNotTakeForWhole(part), Ok(seen)) if seen.body.as_deref() == Some(part) => {
            Err("the page takes a part of the body for the whole".to_owned())
        }
        (Page::DoesNotTakeForWhole(_), _) => Ok(()),
    }
}

fn check_sight(sight: &Sight, seen: &Seen) -> Result<(), String> {
    let url = seen.url.as_ref().map(ToString::to_string);
    let (is_right, what) = match sight {
        Sight::Type(expected) => {
            (seen.response_type == *expected, format!("type {}, not {expected}", seen.response_type))
        }
        Sight::Status(expected) => {
            (seen.status == *expected, format!("status {}, not {expected}", seen.status))
        }
        Sight::Url(expected) => (url == *expected, format!("the URL {url:?}, not {expected:?}")),
        Sight::Redirected(expected) => {
            (seen.redirected == *expected, format!("redirected: {}, not {expected}", seen.redirected))
        }
        Sight::Header(name, expected) => match get(&seen.headers, name.as_bytes()) {
            Some(value) => (
                value == expected.as_slice(),
                format!("the header {name}: {}, not {}", text(&value), text(expected)),
            ),
            None => (false, format!("no header {name}, which has to be {}", text(expected))),
        },
        Sight::NoHeader(name) => {
            (!seen.headers.contains(name.as_bytes()), format!("the header {name}, which is hidden"))
        }
        Sight::Body(expected) => match &seen.body {
            Some(body) => (body == expected, difference("a body", body, expected)),
            None => (false, "no body".to_owned()),
        },
        Sight::NoBody => {
            (seen.body.as_ref().is_none_or(Vec::is_empty), "a body, and there is none".to_owned())
        }
    };
    if is_right { Ok(()) } else { Err(format!("the page sees {what}")) }
}

/// Checks the kind of a network error, and that it has a source if it needs one.
fn check_cause(expected: ErrorKind, error: &(dyn Error + 'static)) -> Result<(), String> {
    let Some(error) =
        successors(Some(error), |&error| error.source()).find_map(|e| e.downcast_ref::<NetworkError>())
    else {
        return Err("the error has to be the NetworkError of the engine".to_owned());
    };
    if error.kind() != expected {
        return Err(format!("the error is of kind {:?}, not {expected:?}", error.kind()));
    }
    // A refusal has no source: its reason is a part of the error.
    if expected != ErrorKind::Refused && error.source().is_none() {
        return Err("the error has no source".to_owned());
    }
    Ok(())
}

fn first_line(message: &Message) -> String {
    format!("{} {}{}", message.method, message.server.name(), message.path)
}

/// Lists messages. Those that follow each other and have the same first line are listed once.
fn list(messages: Vec<String>) -> String {
    if messages.is_empty() {
        return "nothing".to_owned();
    }
    let listed = messages.chunk_by(|one, next| one == next).map(|same| match same {
        [only] => only.clone(),
        _ => format!("{} times {}", same.len(), same.first().map_or("", String::as_str)),
    });
    listed.collect::<Vec<_>>().join(", ")
}

/// Says how two bodies differ, without printing a long one.
fn difference(what: &str, actual: &[u8], expected: &[u8]) -> String {
    const FEW: usize = 40;
    if actual.len() <= FEW && expected.len() <= FEW {
        return format!("{what} {}, not {}", text(actual), text(expected));
    }
    let same = actual.iter().zip(expected).take_while(|(a, e)| a == e).count();
    format!("{what} of {} bytes, not of {}, which differs from byte {same} on", actual.len(), expected.len())
}

fn text(bytes: &[u8]) -> String {
    format!("\"{}\"", bytes.escape_ascii())
}

/// Returns an error and its sources.
fn explain(error: &(dyn Error + 'static)) -> String {
    let mut words = error.to_string();
    for source in successors(error.source(), |&source| source.source()) {
        let _ = write!(words, ": {source}");
    }
    words
}
