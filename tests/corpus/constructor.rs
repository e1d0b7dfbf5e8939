//! `new Request(url, init)` for the twin, as naive as the twin itself. Marks name steps of the constructor
//! (`new Request`) and of the `Headers` class.

use fetch_cors::header::Guard;
use url::Url;

use crate::api::Headers;
use crate::browser::Ways;
use crate::twin::headers::{self, HeaderList, contains, is_token};
use crate::twin::origin::includes_credentials;
use crate::twin::preflight::is_safelisted_method;
use crate::twin::{Body, Credentials, Mode, RedirectMode, ReferrerPolicy, RequestInput};

/// The members of the init that matter; None for one that is left out.
#[derive(Clone, Debug, Default)]
pub struct Init {
    pub mode: Option<Mode>,
    pub credentials: Option<Credentials>,
    pub method: Option<Vec<u8>>,
    pub headers: HeaderList,
    /// The type that the body has by itself.
    pub body: Option<Option<Vec<u8>>>,
    pub redirect: Option<RedirectMode>,
    pub referrer_policy: Option<ReferrerPolicy>,
}

/// None: it throws.
pub fn new_request(input: &str, init: &Init) -> Option<RequestInput> {
    // new Request 5.1 and 5.2; URLs here are absolute
    let url = Url::parse(input).ok()?;
    // new Request 5.3
    if includes_credentials(&url) {
        return None;
    }
    let mut request = RequestInput { url: url.to_string(), unsafe_request: true, ..RequestInput::default() };
    // new Request 15
    if let Some(policy) = init.referrer_policy {
        request.referrer_policy = policy;
    }
    // new Request 5.5, 16 and 18
    request.mode = init.mode.unwrap_or(Mode::Cors);
    // new Request 17
    if request.mode == Mode::Navigate {
        return None;
    }
    // new Request 19
    if let Some(credentials) = init.credentials {
        request.credentials = credentials;
    }
    // new Request 22
    if let Some(redirect) = init.redirect {
        request.redirect = redirect;
    }
    // new Request 25
    if let Some(method) = &init.method {
        // new Request 25.2
        if !is_token(method) || is_forbidden_method(method) {
            return None;
        }
        // new Request 25.3 and 25.4
        request.method = String::from_utf8(normalize_method(method)).unwrap();
    }
    // new Request 31
    let ways = Ways::standard();
    let mut headers = Headers::new(Guard::Request, &ways);
    // new Request 32
    if request.mode == Mode::NoCors {
        // new Request 32.1
        if !is_safelisted_method(&request.method) {
            return None;
        }
        // new Request 32.2
        headers.guard = Guard::RequestNoCors;
    }
    // new Request 33.5
    for (name, value) in &init.headers {
        headers.append(name, value)?;
    }
    if let Some(content_type) = &init.body {
        // new Request 35
        if request.method == "GET" || request.method == "HEAD" {
            return None;
        }
        // new Request 37.2
        request.body = Body::Source;
        // new Request 37.4
        if let Some(content_type) = content_type
            && !contains(&headers.list, b"Content-Type")
        {
            headers.append(b"Content-Type", content_type)?;
        }
    }
    request.headers = headers.list;
    Some(request)
}

/// normalize (of a header value)
pub fn normalize_value(value: &[u8]) -> Vec<u8> {
    let mut value = value.to_vec();
    let is_whitespace = |b: u8| [0x09, 0x0A, 0x0D, 0x20].contains(&b);
    while !value.is_empty() && is_whitespace(value[0]) {
        value.remove(0);
    }
    while !value.is_empty() && is_whitespace(value[value.len() - 1]) {
        value.pop();
    }
    value
}

/// forbidden method
pub fn is_forbidden_method(method: &[u8]) -> bool {
    [&b"connect"[..], b"trace", b"track"].contains(&headers::lower(method).as_slice())
}

/// normalize (of a method)
pub fn normalize_method(method: &[u8]) -> Vec<u8> {
    for known in [&b"DELETE"[..], b"GET", b"HEAD", b"OPTIONS", b"POST", b"PUT"] {
        if headers::same_name(known, method) {
            return known.to_vec();
        }
    }
    method.to_vec()
}

/// forbidden request-header
pub fn is_forbidden_request_header(name: &[u8], value: &[u8]) -> bool {
    let name = String::from_utf8(headers::lower(name)).unwrap();
    // forbidden request-header 1
    let forbidden = [
        "accept-charset",
        "accept-encoding",
        "access-control-request-headers",
        "access-control-request-method",
        "connection",
        "content-length",
        "cookie",
        "cookie2",
        "date",
        "dnt",
        "expect",
        "host",
        "keep-alive",
        "origin",
        "referer",
        "set-cookie",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "via",
    ];
    if forbidden.contains(&name.as_str()) {
        return true;
    }
    // forbidden request-header 2
    if name.starts_with("proxy-") || name.starts_with("sec-") {
        return true;
    }
    // forbidden request-header 3
    if ["x-http-method", "x-http-method-override", "x-method-override"].contains(&name.as_str()) {
        let one = vec![(name.clone().into_bytes(), value.to_vec())];
        let methods = headers::get_decode_and_split(&one, name.as_bytes()).unwrap();
        return methods.iter().any(|method| is_forbidden_method(method));
    }
    // forbidden request-header 4
    false
}
