//! The outcome of an entry: what came back, and how the fetch ended.

use super::dialect::Dialect;
use super::entry::Entry;
use std::borrow::Cow;

use crate::explain::console;
use crate::explain::recording::{Answer, Ended, Said};
use crate::fetch::Shown;

/// The maximum length of the name of a failure, in characters.
const LONGEST_NAME: usize = 200;

/// The beginnings of the names of those errors of Chromium that mean that the network returned no response.
const NETWORK_ERRORS: &[&str] = &[
    "ADDRESS_",
    "BAD_SSL_",
    "CERT_",
    "CONNECTION_",
    "DNS_",
    "ECH_",
    "EMPTY_RESPONSE",
    "HTTP2_",
    "INTERNET_DISCONNECTED",
    "INVALID_HTTP_RESPONSE",
    "NAME_",
    "NETWORK_",
    "NO_SSL_",
    "PROXY_",
    "QUIC_",
    "RESPONSE_HEADERS_",
    "SOCKET_",
    "SOCKS_",
    "SPDY_",
    "SSL_",
    "TIMED_OUT",
    "TUNNEL_",
];

/// The English words of those errors of Safari that mean that the network returned no response.
const NETWORK_WORDS: &[&str] = &[
    "specified hostname could not",
    "SSL error has occurred",
    "connect to the server",
    "appears to be offline",
    "certificate for this server",
    "connection was lost",
    "request timed out",
];

/// Returns what came back for an entry.
pub(super) fn answer(entry: &mut Entry, dialect: Option<Dialect>) -> Answer {
    let sees_the_network_only = dialect.is_some_and(Dialect::sees_the_network_only);
    if let Some(status) = status(entry) {
        return match entry.response.headers.take() {
            // Browsers write an empty list if they do not know the headers.
            Some(headers) if sees_the_network_only || !headers.is_empty() => {
                Answer::Response { status, headers }
            }
            _ => Answer::Status(status),
        };
    }
    let Some(failure) = failure(entry) else { return Answer::NotRecorded };
    if sees_the_network_only || is_network_failure(&failure) {
        return Answer::Nothing(failure);
    }
    Answer::NotRecorded
}

/// Returns how the fetch ended for the page. Pages never see the response to a preflight, so it is never delivered.
pub(super) fn ended(entry: &Entry, answer: &Answer, is_preflight: bool, dialect: Option<Dialect>) -> Ended {
    if dialect.is_some_and(Dialect::sees_the_network_only) {
        return Ended::NotRecorded;
    }
    if let Some(failure) = failure(entry) {
        return Ended::Failed(failure);
    }
    let is_redirect = matches!(answer, Answer::Response { status: 301 | 302 | 303 | 307 | 308, headers }
        if headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("location")));
    let response = &entry.response;
    // Chromium writes the version of HTTP only for a response that the page may see. It writes the status for others too.
    let has_arrived = match dialect {
        Some(Dialect::Chromium) => {
            response.http_version.as_deref().is_some_and(|version| !version.is_empty())
        }
        _ => entry.fetch_type.is_some() || response.content_size.is_some_and(|size| size > 0),
    };
    let tells_failures = dialect.is_some_and(Dialect::tells_failures);
    let has_answer = matches!(answer, Answer::Response { .. } | Answer::Status(_));
    if tells_failures && has_arrived && has_answer && !is_preflight && !is_redirect {
        Ended::Delivered
    } else {
        Ended::NotRecorded
    }
}

/// Returns the facts that the name of the failure states.
pub(super) fn said(entry: &Entry, is_preflight: bool) -> Vec<Said> {
    let Some(failure) = failure(entry) else { return Vec::new() };
    let Some(name) = failure.strip_prefix("net::ERR_") else { return said_by_webkit(&failure) };
    let mut said = match name {
        "BLOCKED_BY_ORB" => vec![Said::OpaqueResponseBlocked],
        "BLOCKED_BY_CSP" => vec![Said::ContentSecurityPolicy],
        "INVALID_REDIRECT" if is_preflight => vec![Said::PreflightRedirected],
        "TOO_MANY_REDIRECTS" | "UNSAFE_REDIRECT" | "INVALID_REDIRECT" => vec![Said::RedirectRefused],
        "UNKNOWN_URL_SCHEME" | "DISALLOWED_URL_SCHEME" => vec![Said::SchemeNotSupported],
        "BLOCKED_BY_PRIVATE_NETWORK_ACCESS_CHECKS" | "BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS" => {
            vec![Said::LocalNetwork]
        }
        _ if name.starts_with("BLOCKED_BY_RESPONSE.") => vec![Said::ResourcePolicy],
        _ if is_network_failure(&failure) => vec![Said::NoResponse],
        _ => Vec::new(),
    };
    if is_preflight && !said.is_empty() {
        said.insert(0, Said::AboutPreflight);
    }
    said
}

/// Returns the facts of an error of Safari, which has the words of its console.
fn said_by_webkit(text: &str) -> Vec<Said> {
    if is_network_failure(text) { vec![Said::NoResponse] } else { console::said(text) }
}

fn status(entry: &Entry) -> Option<u16> {
    let status = u16::try_from(entry.response.status?).ok()?;
    (100..=999).contains(&status).then_some(status)
}

/// Returns the name of the failure, without the queries of the URLs in it.
fn failure(entry: &Entry) -> Option<String> {
    let response = &entry.response;
    let incomplete = response.charles.as_ref().filter(|status| !status.eq_ignore_ascii_case("complete"));
    let text = response.error.as_ref().or(incomplete)?;
    // The errors of a proxy are texts that may have URLs and paths in them.
    let shown = |word| match str::contains(word, ['?', '#', '@']) {
        true => Shown { secrets: false }.text(word),
        false => Cow::from(word),
    };
    let words: Vec<Cow<'_, str>> = text.split_whitespace().map(shown).collect();
    let mut name = words.join(" ");
    let end = name.char_indices().nth(LONGEST_NAME).map_or(name.len(), |(end, _)| end);
    name.truncate(end);
    Some(name)
}

fn is_network_failure(failure: &str) -> bool {
    let Some(name) = failure.strip_prefix("net::ERR_") else {
        // These are the names of Playwright with Firefox. There, CORS errors are `NS_ERROR_DOM_BAD_URI`, which is no network
        // failure.
        return failure.starts_with("NS_ERROR_NET_")
            || NETWORK_WORDS.iter().any(|words| failure.contains(words))
            || matches!(
                failure,
                "NS_ERROR_UNKNOWN_HOST" | "NS_ERROR_CONNECTION_REFUSED" | "NS_ERROR_OFFLINE"
            );
    };
    NETWORK_ERRORS.iter().any(|start| name.starts_with(start))
}
