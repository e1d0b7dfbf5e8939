//! The names of network errors, such as `net::ERR_FAILED` in Chromium and `NS_ERROR_FAILURE` in Firefox.

use crate::explain::recording::Said;

/// Finds the name of a network error in a text, such as `net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin` or
/// `NS_ERROR_DOM_BAD_URI`.
pub(super) fn find(text: &str) -> Option<String> {
    let at = text.find("net::ERR_").or_else(|| text.find("NS_ERROR_"))?;
    let name = text.get(at..)?;
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, ':' | '_' | '.'));
    let name = name.get(..end.unwrap_or(name.len()))?.trim_end_matches(['.', ':']);
    Some(name.get(..name.len().min(100))?.to_owned())
}

/// Returns the fact that the name of an error states, and whether the network returned no response.
pub(super) fn said(name: &str) -> (Option<Said>, bool) {
    let name = name.trim_start_matches("net::").trim_start_matches("NS_").trim_start_matches("ERR_");
    let begins = |starts: &[&str]| starts.iter().any(|start| name.starts_with(start));
    if begins(&["BLOCKED_BY_ORB", "BLOCKED_BY_CORB"]) {
        (Some(Said::OpaqueResponseBlocked), false)
    } else if begins(&["BLOCKED_BY_RESPONSE", "ERROR_DOM_CORP_FAILED"]) {
        (Some(Said::ResourcePolicy), false)
    } else if begins(&["BLOCKED_BY_CSP"]) {
        (Some(Said::ContentSecurityPolicy), false)
    } else if begins(&["BLOCKED_BY_PRIVATE_NETWORK", "BLOCKED_BY_LOCAL_NETWORK"]) {
        (Some(Said::LocalNetwork), false)
    } else if begins(&["TOO_MANY_REDIRECTS", "UNSAFE_REDIRECT", "INVALID_REDIRECT"]) {
        (Some(Said::RedirectRefused), false)
    } else if begins(&["UNKNOWN_URL_SCHEME", "DISALLOWED_URL_SCHEME"]) {
        (Some(Said::SchemeNotSupported), false)
    } else if begins(UNREACHED) {
        (Some(Said::NoResponse), true)
    } else {
        (None, false)
    }
}

/// The beginnings of the names that mean that the network returned no response.
const UNREACHED: &[&str] = &[
    "NAME_",
    "CONNECTION_",
    "TIMED_OUT",
    "CERT_",
    "SSL_",
    "INTERNET_",
    "ADDRESS_",
    "EMPTY_RESPONSE",
    "HTTP2_",
    "QUIC_",
    "NETWORK_",
    "PROXY_",
    "TUNNEL_",
    "UNSAFE_PORT",
    "DNS_",
    "ERROR_UNKNOWN_HOST",
    "ERROR_CONNECTION_",
    "ERROR_NET_",
];
