//! The headers that script set, among all that were sent.

use fetch_cors::header::Guard;
use fetch_cors::header::safelist::is_cors_safelisted_request_header;

use super::Told;
use super::credentials::is_http_authentication;
use crate::explain::group::is_preflight;
use crate::explain::recording::{Header, Message, Said, header};

/// Headers that browsers add themselves, and that a page could set too.
const ADDED_BY_BROWSERS: &[&str] = &[
    "accept",
    "accept-language",
    "cache-control",
    "device-memory",
    "downlink",
    "dpr",
    "ect",
    "if-modified-since",
    "if-none-match",
    "pragma",
    "priority",
    "purpose",
    "rtt",
    "save-data",
    "upgrade-insecure-requests",
    "user-agent",
    "viewport-width",
    "width",
    "x-client-data",
    "x-devtools-emulate-network-conditions-client-id",
];

/// Finds the headers that script set, and the names of those whose values are not recorded.
pub(super) fn script_headers(
    first: &Message,
    asked: Option<&[Header]>,
    told: &Told,
) -> (Vec<Header>, Vec<String>) {
    let names = asked.map(asked_for);
    let is_actual = !is_preflight(first);
    let sent = first.headers.as_deref().filter(|_| is_actual).unwrap_or_default();
    let by_script = |(name, value): &&Header| {
        let name = name.to_ascii_lowercase();
        let is_safelisted = is_cors_safelisted_request_header(name.as_bytes(), value.as_bytes());
        may_be_set(&name, value)
            && match &names {
                // The preflight asked for each header of script that is not safelisted.
                Some(names) => names.contains(&name) || (is_safelisted && name == "content-type"),
                None => {
                    !ADDED_BY_BROWSERS.contains(&name.as_str())
                        && !name.starts_with("sec-")
                        && !is_http_authentication(&name, value)
                }
            }
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

/// Returns the names for which a preflight asks.
fn asked_for(asked: &[Header]) -> Vec<String> {
    let names = header(asked, "access-control-request-headers").unwrap_or_default().split(',');
    names.map(|name| name.trim().to_ascii_lowercase()).collect()
}

/// Returns whether script may set a header.
fn may_be_set(name: &str, value: &str) -> bool {
    matches!(Guard::Request.validate(name.as_bytes(), value.as_bytes()), Ok(true))
}

/// Returns a value that makes a preflight necessary, for a header whose value is not recorded.
fn unsafe_value(name: &str) -> &'static str {
    match name {
        "content-type" => "application/json",
        "range" => "bytes=0-1,4-5",
        // No safelisted value has a quotation mark.
        "accept" | "accept-language" | "content-language" => "\"",
        _ => "1",
    }
}
