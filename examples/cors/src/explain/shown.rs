//! The parts of a message that may be shown. Values that may be secrets are left out, unless the user wants to see them.

use fetch_cors::url::Url;

use crate::fetch::Shown;

/// The headers whose values are shown, because they are about CORS, caches or the kind of a message, and contain no secret.
const OPEN: &[&str] = &[
    "accept",
    "age",
    "allow",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cross-origin-embedder-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "date",
    "expires",
    "host",
    "origin",
    "range",
    "referrer-policy",
    "retry-after",
    "server",
    "timing-allow-origin",
    "transfer-encoding",
    "vary",
    "via",
    "x-cache",
    "x-content-type-options",
];

/// Returns the value of a header as it may be shown, or `…` if the value may be a secret.
#[must_use]
pub fn header(name: &str, value: &str, shows_secrets: bool) -> String {
    let name = name.to_ascii_lowercase();
    let is_open = OPEN.contains(&name.as_str())
        || name.starts_with("access-control-")
        || name.starts_with("sec-fetch-");
    match name.as_str() {
        _ if shows_secrets || is_open => value.to_owned(),
        "location" | "referer" => Shown { secrets: false }.text(value).into_owned(),
        _ => "…".to_owned(),
    }
}

/// Returns a URL as it may be shown: without user name, password, query and fragment, unless `shows_secrets` is true.
#[must_use]
pub fn url(url: &Url, shows_secrets: bool) -> String {
    Shown { secrets: shows_secrets }.url(url)
}
