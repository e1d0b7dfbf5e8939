//! The headers of a message that are relevant for CORS.

use std::fmt::{self, Write};

use fetch_cors::header::HeaderList;

use crate::explain::shown;
use crate::look::{Escaped, short_to};

/// The maximum number of headers of a message that are shown.
const MAX_HEADERS: usize = 12;

/// The maximum number of characters of a name and of a value that are shown.
const MAX_CHARS: usize = 200;

/// The request headers that are not shown, because every message has them and they do not matter for CORS.
const PLAIN: [&str; 7] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "priority",
    "referer",
    "upgrade-insecure-requests",
    "user-agent",
];

/// The response headers that are shown in addition to those that begin with `access-control-`.
const TELLING: [&str; 7] = [
    "content-type",
    "cross-origin-resource-policy",
    "location",
    "timing-allow-origin",
    "vary",
    "www-authenticate",
    "x-content-type-options",
];

/// Writes the relevant headers of a request, or nothing if there are none.
pub(super) fn write_of_request(
    page: &mut String,
    list: &HeaderList,
    element: Element,
    shows_secrets: bool,
) -> fmt::Result {
    let is_telling = |name: &str| !PLAIN.contains(&name) && !name.starts_with("sec-fetch-");
    write(page, list, is_telling, element, shows_secrets)
}

/// Writes the relevant headers of a response, or nothing if there are none.
pub(super) fn write_of_response(
    page: &mut String,
    list: &HeaderList,
    element: Element,
    shows_secrets: bool,
) -> fmt::Result {
    let is_telling = |name: &str| name.starts_with("access-control-") || TELLING.contains(&name);
    write(page, list, is_telling, element, shows_secrets)
}

/// The HTML elements for the headers. A diagram needs plain lines, because a screen reader treats it as one picture.
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
