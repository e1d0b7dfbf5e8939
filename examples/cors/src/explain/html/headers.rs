//! The headers of a message that tell something about CORS.

use std::fmt::{self, Write};

use fetch_cors::header::HeaderList;

use crate::explain::shown;
use crate::look::{Escaped, short_to};

/// How many headers of a message are shown.
const MAX_HEADERS: usize = 12;

/// How many characters of a name and of a value are shown.
const MAX_CHARS: usize = 200;

/// Request headers that every message has, and CORS is not about them.
const PLAIN: [&str; 7] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "priority",
    "referer",
    "upgrade-insecure-requests",
    "user-agent",
];

/// Response headers that decide what a page may see, besides those that begin with `access-control-`.
const TELLING: [&str; 7] = [
    "content-type",
    "cross-origin-resource-policy",
    "location",
    "timing-allow-origin",
    "vary",
    "www-authenticate",
    "x-content-type-options",
];

/// Writes the headers of a request as a list, or nothing if none is telling.
pub(super) fn write_of_request(
    page: &mut String,
    list: &HeaderList,
    element: Element,
    shows_secrets: bool,
) -> fmt::Result {
    let is_telling = |name: &str| !PLAIN.contains(&name) && !name.starts_with("sec-fetch-");
    write(page, list, is_telling, element, shows_secrets)
}

/// Writes the headers of a response in the same way.
pub(super) fn write_of_response(
    page: &mut String,
    list: &HeaderList,
    element: Element,
    shows_secrets: bool,
) -> fmt::Result {
    let is_telling = |name: &str| name.starts_with("access-control-") || TELLING.contains(&name);
    write(page, list, is_telling, element, shows_secrets)
}

/// The elements that hold the headers. In a diagram, which is one picture to a screen reader, a list has no meaning.
#[derive(Clone, Copy)]
pub(super) enum Element {
    List,
    Lines,
}

fn write(
    page: &mut String,
    list: &HeaderList,
    is_telling: impl Fn(&str) -> bool,
    element: Element,
    shows_secrets: bool,
) -> fmt::Result {
    let (outer, inner) = match element {
        Element::List => ("ul", "li"),
        Element::Lines => ("div", "div"),
    };
    let fields =
        list.iter().map(|(name, value)| (String::from_utf8_lossy(name), String::from_utf8_lossy(value)));
    let telling: Vec<_> = fields.filter(|(name, _)| is_telling(&name.to_ascii_lowercase())).collect();
    if telling.is_empty() {
        return Ok(());
    }
    write!(page, "<{outer} class=\"headers\">")?;
    for (name, value) in telling.iter().take(MAX_HEADERS) {
        let value = shown::header(name, value, shows_secrets);
        let (name, value) = (short_to(MAX_CHARS, name), short_to(MAX_CHARS, &value));
        write!(page, "<{inner}><code>{}: {}</code></{inner}>", Escaped(&name), Escaped(&value))?;
    }
    if let Some(more) = telling.len().checked_sub(MAX_HEADERS).filter(|more| *more > 0) {
        write!(page, "<{inner}>and {more} more</{inner}>")?;
    }
    write!(page, "</{outer}>")
}
