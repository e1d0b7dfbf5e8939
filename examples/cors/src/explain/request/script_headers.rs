//! The headers that script set, among all headers that were sent.

use fetch_cors::header::Guard;
use fetch_cors::header::safelist::is_cors_safelisted_request_header;

use super::Told;
use super::credentials::is_http_authentication;
use crate::explain::group::is_preflight;
use crate::explain::recording::{Header, Message, Said, header};

/// The headers that browsers add themselves, although script could set them too.
const ADDED_BY_BROWSERS: &[&str] = &[
    "accept",
    "accept-language",
    "alt-used",
    "cache-control",
    "device-memory",
    "downlink",
    "dpr",
    "ect",
    "http2-settings",
    "if-modified-since",
    "if-none-match",
    "last-event-id",
    "pragma",
    "priority",
    "purpose",
    "rtt",
    "save-data",
    "service-worker",
    "upgrade-insecure-requests",
    "user-agent",
    "viewport-width",
    "width",
    "x-client-data",
    "x-devtools-emulate-network-conditions-client-id",
];

/// The maximum number of names of a preflight that are read. No server accepts so many headers.
const MOST_NAMES: usize = 1000;

/// Returns the headers that script set, and the names of the headers among them whose values are not recorded.
pub(super) fn script_headers(
    first: &Message,
    asked: Option<&[Header]>,
    told: &Told,
) -> (Vec<Header>, Vec<String>) {
    let names = asked.map(asked_for);
    let is_actual = !is_preflight(first);
    let sent = first.headers.as_deref().filter(|_| is_actual).unwrap_or_default();
    let by_script = |(name, value): &&Header| match &names {
        // The preflight names every header of script that is not safelisted.
        Some(names) => {
            let name = name.to_ascii_lowercase();
            may_be_set(&name, value)
                && (names.contains(&name) || name == "content-type" && is_safe(&name, value))
        }
        None => is_by_script(name, value),
    };
    let mut headers = told.headers.clone();
    headers.extend(sent.iter().filter(by_script).cloned());
    let mut unknown = names.unwrap_or_default();
    unknown.extend(first.said.iter().filter_map(|said| match said {
        Said::HeaderNotAllowed(Some(name)) => Some(name.to_ascii_lowercase()),
        _ => None,
    }));
    unknown.retain(|name| may_be_set(name, "1") && header(&headers, name).is_none());
    let made_up = |name: &String| (name.clone(), unsafe_value(name).to_owned());
    headers.extend(unknown.iter().map(made_up));
    (headers, unknown)
}

/// Returns the names of the headers that script set and that are not safelisted.
pub(crate) fn set_by_script(sent: &[Header]) -> Vec<String> {
    let needs_permission = |(name, value): &&Header| is_by_script(name, value) && !is_safe(name, value);
    sent.iter().filter(needs_permission).map(|(name, _)| name.to_ascii_lowercase()).collect()
}

/// Returns the header names for which a preflight asks, in lower case, sorted and without repetitions.
pub(crate) fn asked_for(asked: &[Header]) -> Vec<String> {
    let names = header(asked, "access-control-request-headers").unwrap_or_default().split(',');
    let names = names.map(|name| name.trim().to_ascii_lowercase()).filter(|name| !name.is_empty());
    let mut names: Vec<String> = names.take(MOST_NAMES).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Returns whether a header was set by script and not by the browser.
fn is_by_script(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    may_be_set(&name, value)
        && !ADDED_BY_BROWSERS.contains(&name.as_str())
        && !name.starts_with("sec-")
        && !is_http_authentication(&name, value)
        && !is_of_web_view(&name, value)
}

/// Returns whether a header is the `X-Requested-With` that the web view of an app adds, with the name of the app. Scripts
/// set it to `XMLHttpRequest`.
fn is_of_web_view(name: &str, value: &str) -> bool {
    name == "x-requested-with" && value.contains('.')
}

fn is_safe(name: &str, value: &str) -> bool {
    is_cors_safelisted_request_header(name.as_bytes(), value.as_bytes())
}

/// Returns whether script is allowed to set a header.
fn may_be_set(name: &str, value: &str) -> bool {
    matches!(Guard::Request.validate(name.as_bytes(), value.as_bytes()), Ok(true))
}

/// Returns a made-up value for a header whose value is not recorded. It is a value that makes a preflight necessary.
fn unsafe_value(name: &str) -> &'static str {
    match name {
        "content-type" => "application/json",
        "range" => "bytes=0-1,4-5",
        // No safelisted value of these headers has a quotation mark.
        "accept" | "accept-language" | "content-language" => "\"",
        _ => "1",
    }
}
