//! Origins, sites, redirect-taint, and the serialised origin of a request.

use super::machine::Request;
use url::{Host, Url};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Tuple {
        scheme: String,
        host: String,
        port: Option<u16>,
        host_is_domain: bool,
    },
    /// A page's opaque origin, with its identity.
    Opaque(u64),
    /// The origin of a URL that has none: a fresh one at each look, so equal to nothing.
    Fresh,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taint {
    SameOrigin,
    SameSite,
    CrossSite,
}

pub fn is_http(url: &Url) -> bool {
    url.scheme() == "http" || url.scheme() == "https"
}

pub fn includes_credentials(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some_and(|p| !p.is_empty())
}

/// The origin of a URL (URL Standard). Blob URLs are taken to have no entry.
pub fn of_url(url: &Url) -> Origin {
    match url.scheme() {
        "blob" => match Url::parse(url.path()) {
            Ok(inner) if is_http(&inner) => of_url(&inner),
            _ => Origin::Fresh,
        },
        "ftp" | "http" | "https" | "ws" | "wss" => Origin::Tuple {
            scheme: url.scheme().to_string(),
            host: url.host_str().unwrap_or("").to_string(),
            port: url.port(),
            host_is_domain: matches!(url.host(), Some(Host::Domain(_))),
        },
        _ => Origin::Fresh,
    }
}

/// The origin of a URL of a request: the blob's, if it has an entry, and a tuple for a scheme that counts as HTTP(S).
pub fn url_origin(request: &Request, url: &Url) -> Origin {
    if url.scheme() == "blob" {
        if let Some(entry) = &request.blob_url_entry {
            return entry.clone();
        }
    }
    if counts_as_http(request, url) && !is_http(url) && url.has_authority() {
        return Origin::Tuple {
            scheme: url.scheme().to_string(),
            host: url.host_str().unwrap_or("").to_string(),
            port: url.port(),
            host_is_domain: matches!(url.host(), Some(Host::Domain(_))),
        };
    }
    of_url(url)
}

/// Whether a URL is an HTTP(S) URL, or counts as one.
pub fn counts_as_http(request: &Request, url: &Url) -> bool {
    if is_http(url) {
        return true;
    }
    if ["about", "blob", "data", "file"].contains(&url.scheme()) {
        return false;
    }
    match &request.environment.policy {
        Some(policy) => policy.counts_as_http.iter().any(|scheme| scheme == url.scheme()),
        None => false,
    }
}

/// Reads a serialised tuple origin, also one of a scheme the URL Standard gives no origin.
pub fn parse_tuple(text: &str) -> Origin {
    let url = Url::parse(text).expect("a serialised origin");
    match of_url(&url) {
        Origin::Fresh => Origin::Tuple {
            scheme: url.scheme().to_string(),
            host: url.host_str().unwrap_or("").to_string(),
            port: url.port(),
            host_is_domain: true,
        },
        tuple => tuple,
    }
}

pub fn serialize(origin: &Origin) -> String {
    match origin {
        Origin::Tuple { scheme, host, port: None, .. } => format!("{scheme}://{host}"),
        Origin::Tuple { scheme, host, port: Some(port), .. } => format!("{scheme}://{host}:{port}"),
        Origin::Opaque(_) | Origin::Fresh => "null".to_string(),
    }
}

pub fn same_origin(a: &Origin, b: &Origin) -> bool {
    match (a, b) {
        (Origin::Opaque(x), Origin::Opaque(y)) => x == y,
        (
            Origin::Tuple { scheme: s1, host: h1, port: p1, .. },
            Origin::Tuple { scheme: s2, host: h2, port: p2, .. },
        ) => s1 == s2 && h1 == h2 && p1 == p2,
        _ => false,
    }
}

/// A stand-in for the public suffix list: every top-level label is a suffix and there are no others.
pub fn last_two_labels(domain: &str) -> Option<String> {
    let labels: Vec<&str> = domain.trim_end_matches('.').split('.').collect();
    if labels.len() < 2 {
        return None;
    }
    Some(labels[labels.len() - 2..].join("."))
}

fn registrable_domain(origin: &Origin, list: fn(&str) -> Option<String>) -> Option<String> {
    match origin {
        Origin::Tuple { host, host_is_domain: true, .. } => list(host),
        _ => None,
    }
}

/// HTML: schemelessly same site.
pub fn schemelessly_same_site(a: &Origin, b: &Origin, list: fn(&str) -> Option<String>) -> bool {
    match (a, b) {
        (Origin::Opaque(x), Origin::Opaque(y)) => x == y,
        (Origin::Tuple { host: h1, .. }, Origin::Tuple { host: h2, .. }) => {
            let (r1, r2) = (registrable_domain(a, list), registrable_domain(b, list));
            if r1.is_none() { h1 == h2 } else { r1 == r2 }
        }
        _ => false,
    }
}

/// HTML: same site.
pub fn same_site(a: &Origin, b: &Origin, list: fn(&str) -> Option<String>) -> bool {
    if !schemelessly_same_site(a, b, list) {
        return false;
    }
    match (a, b) {
        (Origin::Tuple { scheme: s1, .. }, Origin::Tuple { scheme: s2, .. }) => s1 == s2,
        _ => true,
    }
}

pub fn redirect_taint(request: &Request) -> Taint {
    let list = request.registrable_domain;
    // redirect-taint 2 and 3
    let mut last: Option<&Url> = None;
    let mut taint = Taint::SameOrigin;
    // redirect-taint 4
    for url in &request.url_list {
        // redirect-taint 4.1
        let Some(previous) = last else {
            last = Some(url);
            continue;
        };
        let here = url_origin(request, url);
        let there = url_origin(request, previous);
        // redirect-taint 4.2
        if !same_site(&here, &there, list) && !same_site(&request.origin, &there, list) {
            return Taint::CrossSite;
        }
        // redirect-taint 4.3
        if !same_origin(&here, &there) && !same_origin(&request.origin, &there) {
            taint = Taint::SameSite;
        }
        // redirect-taint 4.4
        last = Some(url);
    }
    // redirect-taint 5
    taint
}

/// Byte-serialising a request origin.
pub fn serialize_request_origin(request: &Request) -> Vec<u8> {
    // Serializing a request origin 2
    if redirect_taint(request) != Taint::SameOrigin {
        return b"null".to_vec();
    }
    // Serializing a request origin 3
    serialize(&request.origin).into_bytes()
}
