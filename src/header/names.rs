//! The sets of header names that the standard defines. Names are compared without regard to case.
//!
//! Each function checks whether a name belongs to one set. These functions do not decide whether a request needs a
//! preflight, because that also depends on the values of its headers: see [`safelist`](super::safelist).

use http::{HeaderName, header};

use super::list::split_header_value;
use crate::method::is_forbidden_method;

// The names of the response headers that the engine reads. They have the type of the `http` crate, so that a lookup in its
// map does not parse a name. With parsing, the CORS check of 20 headers takes 669 instructions instead of 279.
pub(crate) static ALLOW_ORIGIN: HeaderName = header::ACCESS_CONTROL_ALLOW_ORIGIN;
pub(crate) static ALLOW_CREDENTIALS: HeaderName = header::ACCESS_CONTROL_ALLOW_CREDENTIALS;
pub(crate) static ALLOW_METHODS: HeaderName = header::ACCESS_CONTROL_ALLOW_METHODS;
pub(crate) static ALLOW_HEADERS: HeaderName = header::ACCESS_CONTROL_ALLOW_HEADERS;
pub(crate) static CONTENT_TYPE: HeaderName = header::CONTENT_TYPE;
pub(crate) static EXPOSE_HEADERS: HeaderName = header::ACCESS_CONTROL_EXPOSE_HEADERS;
pub(crate) static MAX_AGE: HeaderName = header::ACCESS_CONTROL_MAX_AGE;
pub(crate) static LOCATION: HeaderName = header::LOCATION;
pub(crate) static REFERRER_POLICY: HeaderName = header::REFERRER_POLICY;
pub(crate) static CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");
pub(crate) static TIMING_ALLOW_ORIGIN: HeaderName = HeaderName::from_static("timing-allow-origin");
pub(crate) static X_CONTENT_TYPE_OPTIONS: HeaderName = header::X_CONTENT_TYPE_OPTIONS;

/// Returns whether `name` is a CORS non-wildcard request-header name: `Authorization`. By the standard,
/// `Access-Control-Allow-Headers: *` does not cover this name.
///
/// <https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name>
///
/// ```
/// assert!(fetch_cors::header::names::is_cors_non_wildcard_request_header_name(b"AUTHORIZATION"));
/// ```
#[must_use]
pub fn is_cors_non_wildcard_request_header_name(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"authorization")
}

/// Returns whether `name` is a privileged no-CORS request-header name: `Range`.
///
/// Script cannot set such a header on a `no-cors` request. When script changes the headers of such a request, the header is
/// removed.
///
/// <https://fetch.spec.whatwg.org/#privileged-no-cors-request-header-name>
///
/// ```
/// assert!(fetch_cors::header::names::is_privileged_no_cors_request_header_name(b"range"));
/// ```
#[must_use]
pub fn is_privileged_no_cors_request_header_name(name: &[u8]) -> bool {
    PRIVILEGED_NO_CORS.iter().any(|privileged| name.eq_ignore_ascii_case(privileged))
}

/// Every privileged no-CORS request-header name, in lower case.
pub(super) const PRIVILEGED_NO_CORS: [&[u8]; 1] = [b"range"];

/// Returns whether `name` is a no-CORS-safelisted request-header name: a name that script may set on a `no-cors` request, if
/// the value is safe.
///
/// <https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header-name>
///
/// ```
/// use fetch_cors::header::names::is_no_cors_safelisted_request_header_name as safelisted;
/// assert!(safelisted(b"Accept") && !safelisted(b"range"));
/// ```
#[must_use]
pub fn is_no_cors_safelisted_request_header_name(name: &[u8]) -> bool {
    is_one_of(name, &[b"accept", b"accept-language", b"content-language", b"content-type"])
}

/// Returns whether a header is a forbidden request-header, which script may not set.
///
/// Usually the name decides. If the header overrides the method, as `X-HTTP-Method-Override` does, the value decides.
///
/// <https://fetch.spec.whatwg.org/#forbidden-request-header>
///
/// ```
/// use fetch_cors::header::names::is_forbidden_request_header as forbidden;
/// assert!(forbidden(b"Cookie", b"") && forbidden(b"sec-anything", b"") && forbidden(b"Proxy-", b""));
/// assert!(forbidden(b"X-HTTP-Method-Override", b"GET, track"));
/// assert!(!forbidden(b"X-HTTP-Method-Override", b"PUT"));
/// ```
#[must_use]
pub fn is_forbidden_request_header(name: &[u8], value: &[u8]) -> bool {
    // forbidden-request-header 1: the name is in the list of forbidden names.
    if is_one_of(name, FORBIDDEN_REQUEST) {
        return true;
    }
    // forbidden-request-header 2: the name has a forbidden prefix.
    let starts_with =
        |prefix: &[u8]| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    if starts_with(b"proxy-") || starts_with(b"sec-") {
        return true;
    }
    // forbidden-request-header 3, 3.1, 3.2: the header overrides the method with a forbidden method.
    // forbidden-request-header 4: every other header is allowed.
    is_one_of(name, &[b"x-http-method", b"x-http-method-override", b"x-method-override"])
        && split_header_value(value).any(is_forbidden_method)
}

/// The names of forbidden request-headers, in lower case.
const FORBIDDEN_REQUEST: &[&[u8]] = &[
    b"accept-charset",
    b"accept-encoding",
    b"access-control-request-headers",
    b"access-control-request-method",
    b"connection",
    b"content-length",
    b"cookie",
    b"cookie2",
    b"date",
    b"dnt",
    b"expect",
    b"host",
    b"keep-alive",
    b"origin",
    b"referer",
    b"set-cookie",
    b"te",
    b"trailer",
    b"transfer-encoding",
    b"upgrade",
    b"via",
];

/// Returns whether `name` is a request-body-header name. A redirect that removes the body removes these headers, too.
///
/// <https://fetch.spec.whatwg.org/#request-body-header-name>
///
/// ```
/// assert!(fetch_cors::header::names::is_request_body_header_name(b"Content-Type"));
/// assert!(!fetch_cors::header::names::is_request_body_header_name(b"Content-Length"));
/// ```
#[must_use]
pub fn is_request_body_header_name(name: &[u8]) -> bool {
    is_one_of(name, &[b"content-encoding", b"content-language", b"content-location", b"content-type"])
}

/// Returns whether `name` is a forbidden response-header name. Script cannot read these headers of a response.
///
/// <https://fetch.spec.whatwg.org/#forbidden-response-header-name>
///
/// ```
/// assert!(fetch_cors::header::names::is_forbidden_response_header_name(b"Set-Cookie"));
/// ```
#[must_use]
pub fn is_forbidden_response_header_name(name: &[u8]) -> bool {
    is_one_of(name, &[b"set-cookie", b"set-cookie2"])
}

/// Returns whether `name` is one of the seven CORS-safelisted response-header names: `Cache-Control`,
/// `Content-Language`, `Content-Length`, `Content-Type`, `Expires`, `Last-Modified` and `Pragma`. A page may read these
/// headers even if the server does not expose them.
///
/// A page may also read the headers that the response names in `Access-Control-Expose-Headers`. The standard counts
/// these names as safelisted, too, but this function does not know them. [`FilteredResponse`](crate::FilteredResponse)
/// shows both kinds.
///
/// <https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name>
///
/// ```
/// use fetch_cors::header::names::is_cors_safelisted_response_header_name as safelisted;
/// assert!(safelisted(b"Content-Length") && !safelisted(b"X-Total"));
/// ```
#[must_use]
pub fn is_cors_safelisted_response_header_name(name: &[u8]) -> bool {
    is_one_of(
        name,
        &[
            b"cache-control",
            b"content-language",
            b"content-length",
            b"content-type",
            b"expires",
            b"last-modified",
            b"pragma",
        ],
    )
}

fn is_one_of(name: &[u8], names: &[&[u8]]) -> bool {
    names.iter().any(|other| name.eq_ignore_ascii_case(other))
}
