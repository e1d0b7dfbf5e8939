//! The comparison of what happened with what must happen.

use std::error::Error;
use std::fmt::Write as _;
use std::iter::successors;

use fetch_cors::NetworkError;
use fetch_cors::error::ErrorKind;
use fetch_cors::header::list::get;

use crate::case::{Message, Page, Part, Sight, Wire};
use crate::server::Arrived;
use crate::{Failure, Seen};

/// The messages that the servers received, and the result of the fetch.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) arrived: Vec<Arrived>,
    pub(crate) result: Result<Seen, Failure>,
}

/// Checks a fetch, and returns what is wrong with it as an error.
pub(crate) fn check(wire: &Wire, page: &Page, outcome: &Outcome) -> Result<(), String> {
    let checked = match wire {
        Wire::Exactly(messages) => check_wire(messages, &outcome.arrived),
        Wire::Anything => Ok(()),
    };
    checked.and_then(|()| check_page(page, &outcome.result)).map_err(|why| with_result(why, &outcome.result))
}

/// Adds the error of the client to a message, because this error often explains what is wrong.
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
        return Err(format!(
            "the servers expected: {}\nthe servers received: {}",
            list(expected),
            list(arrived)
        ));
    }
    expected.iter().zip(arrived).try_for_each(|(message, arrived)| {
        message.parts.iter().try_for_each(|part| check_part(part, arrived))
    })
}

fn check_part(part: &Part, arrived: &Arrived) -> Result<(), String> {
    let what = match part {
        Part::Header(name, value) => match arrived.header(name) {
            Some(arrived) if arrived == *value => return Ok(()),
            Some(arrived) => {
                format!("has the header {name} with the value {}; expected {}", text(&arrived), text(value))
            }
            None => format!("has no header {name}; expected the value {}", text(value)),
        },
        Part::NoHeader(name) => match arrived.header(name) {
            None => return Ok(()),
            Some(arrived) => {
                format!(
                    "has the header {name} with the value {}, but must not have this header",
                    text(&arrived)
                )
            }
        },
        Part::NoOtherHeader(names) => {
            let added = arrived.headers.iter().map(|(name, _)| name.as_str());
            let added: Vec<_> =
                added.filter(|name| !names.contains(name) && !every_browser_adds(name)).collect();
            if added.is_empty() {
                return Ok(());
            }
            format!("has headers that the engine did not set: {}", added.join(", "))
        }
        Part::Cookie(name) if arrived.has_cookie(name) => return Ok(()),
        Part::Cookie(name) => format!("does not have the cookie {name}, but must have it"),
        Part::NoCookie(name) if !arrived.has_cookie(name) => return Ok(()),
        Part::NoCookie(name) => format!("has the cookie {name}, but must not have it"),
        Part::Body(body) if arrived.body == *body => return Ok(()),
        Part::Body(body) => difference("has a body", &arrived.body, body),
    };
    Err(format!("{arrived} {what}"))
}

/// Checks whether browsers, HTTP libraries or proxies may add a header of this name without a preflight.
fn every_browser_adds(name: &str) -> bool {
    // These are the headers that HTTP itself needs, the headers that step 8 of HTTP-network-or-cache fetch adds, and client
    // hints. HTTP libraries add some of them to each message. Proxies add `forwarded`, `via` and `x-forwarded-for`.
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
        (Page::Sees(_), Err(_)) => Err("the page must see a response, but the fetch failed".to_owned()),
        (Page::Fails | Page::FailsAs(_), Ok(seen)) => {
            Err(format!("the fetch must fail, but the page sees a response with status {}", seen.status))
        }
        (Page::FailsAs(kind) | Page::FailsAsOrSees(kind), Err(error)) => check_cause(*kind, &**error),
        (Page::DoesNotTakeForWhole(part), Ok(seen)) if seen.body.as_deref() == Some(part) => {
            Err("the body broke off, but the page sees the part that arrived as if it were the whole body"
                .to_owned())
        }
        (Page::DoesNotTakeForWhole(_), _) => Ok(()),
    }
}

fn check_sight(sight: &Sight, seen: &Seen) -> Result<(), String> {
    let url = seen.url.as_ref().map(ToString::to_string);
    let (is_right, what) = match sight {
        Sight::Type(expected) => {
            (seen.response_type == *expected, format!("the type {}; expected {expected}", seen.response_type))
        }
        Sight::Status(expected) => {
            (seen.status == *expected, format!("the status {}; expected {expected}", seen.status))
        }
        Sight::Url(expected) => (
            url == *expected,
            format!("{}; expected {}", url_text(url.as_ref()), url_text(expected.as_ref())),
        ),
        Sight::Redirected(expected) => (
            seen.redirected == *expected,
            format!("the value {} of `redirected`; expected {expected}", seen.redirected),
        ),
        Sight::Header(name, expected) => match get(&seen.headers, name.as_bytes()) {
            Some(value) => (
                value == expected.as_slice(),
                format!("the header {name} with the value {}; expected {}", text(&value), text(expected)),
            ),
            None => (false, format!("no header {name}; expected the value {}", text(expected))),
        },
        Sight::NoHeader(name) => {
            (!seen.headers.contains(name.as_bytes()), format!("the header {name}, which must be hidden"))
        }
        Sight::Body(expected) => match &seen.body {
            Some(body) => (body == expected, difference("a body", body, expected)),
            None => (false, "no body, but must see one".to_owned()),
        },
        Sight::NoBody => {
            (seen.body.as_ref().is_none_or(Vec::is_empty), "a body, but must see none".to_owned())
        }
    };
    if is_right { Ok(()) } else { Err(format!("the page sees {what}")) }
}

/// Checks that an error is a network error of the expected kind, and that it has a source if its kind needs one.
fn check_cause(expected: ErrorKind, error: &(dyn Error + 'static)) -> Result<(), String> {
    let Some(error) =
        successors(Some(error), |&error| error.source()).find_map(|e| e.downcast_ref::<NetworkError>())
    else {
        return Err(
            "the error must be the NetworkError of the engine, or have it among its sources".to_owned()
        );
    };
    if error.kind() != expected {
        return Err(format!("the NetworkError has the kind {:?}; expected {expected:?}", error.kind()));
    }
    // A network error of the kind `Refused` has no source, because it contains its reason.
    if expected != ErrorKind::Refused && error.source().is_none() {
        return Err("the NetworkError has no source; expected the cause of the failure".to_owned());
    }
    Ok(())
}

fn first_line(message: &Message) -> String {
    format!("{} {}{}", message.method, message.server.name(), message.path)
}

/// Lists the first lines of messages. Equal lines that follow each other are listed once, with their number.
fn list(messages: Vec<String>) -> String {
    if messages.is_empty() {
        return "no messages".to_owned();
    }
    let listed = messages.chunk_by(|one, next| one == next).map(|same| match same {
        [only] => only.clone(),
        _ => format!("{} times {}", same.len(), same.first().map_or("", String::as_str)),
    });
    listed.collect::<Vec<_>>().join(", ")
}

/// Describes how two bodies differ, without printing a long body.
fn difference(what: &str, actual: &[u8], expected: &[u8]) -> String {
    const FEW: usize = 40;
    if actual.len() <= FEW && expected.len() <= FEW {
        return format!("{what} {}; expected {}", text(actual), text(expected));
    }
    let same = actual.iter().zip(expected).take_while(|(a, e)| a == e).count();
    format!(
        "{what} of {} bytes; expected {} bytes; the first {same} bytes are the same",
        actual.len(),
        expected.len()
    )
}

fn url_text(url: Option<&String>) -> String {
    url.map_or_else(|| "no URL".to_owned(), |url| format!("the URL {url}"))
}

fn text(bytes: &[u8]) -> String {
    format!("\"{}\"", bytes.escape_ascii())
}

/// Returns the messages of an error and of its sources.
fn explain(error: &(dyn Error + 'static)) -> String {
    let mut words = error.to_string();
    for source in successors(error.source(), |&source| source.source()) {
        let _ = write!(words, ": {source}");
    }
    words
}
