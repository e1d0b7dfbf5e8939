//! HTTP-redirect fetch: where a redirect leads, and what it makes of the request.

use std::borrow::Cow;

use url::Url;

use crate::error::RedirectError;
use crate::header::ReadHeaders;
use crate::header::extract::{ExtractFailure, Extracted, extract_single};
use crate::header::names::LOCATION;
use crate::origin::{Origin, includes_credentials, is_http, same_origin_urls};
use crate::parse_url::parse_url;
use crate::referrer_policy::parse_referrer_policy;
use crate::request::{BodyKind, Mode, ReferrerPolicy, ResponseTainting};

/// The maximum number of redirects that are followed.
pub const MAX_REDIRECTS: u8 = 20;

/// Returns whether a status is a redirect status.
///
/// <https://fetch.spec.whatwg.org/#redirect-status>
///
/// ```
/// assert!(fetch_cors::redirect::is_redirect_status(308) && !fetch_cors::redirect::is_redirect_status(304));
/// ```
#[must_use]
pub const fn is_redirect_status(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// The parts of a redirected request that HTTP-redirect fetch reads.
///
/// ```
/// use fetch_cors::{Origin, redirect::RedirectedRequest, request::Mode};
/// let origin = Origin::parse("https://app.example")?;
/// let url = "https://api.example/a#top".parse()?;
/// let request = RedirectedRequest::new(&origin, &url, Mode::Cors);
/// let redirect = request.redirect(302, &[("Location", "/b")], Some(&url))?.unwrap();
/// assert_eq!(redirect.location.as_str(), "https://api.example/b#top");
/// assert!(!redirect.drop_authorization);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RedirectedRequest<'a> {
    /// The request's origin.
    pub origin: &'a Origin,
    /// The request's current URL, which was redirected.
    pub current_url: &'a Url,
    /// The request's mode.
    pub mode: Mode,
    /// The request's response tainting.
    pub response_tainting: ResponseTainting,
    /// The request's method.
    pub method: &'a [u8],
    /// The request's body.
    pub body: BodyKind,
    /// How many redirects were followed before this one.
    pub redirect_count: u8,
}

/// The changes that a redirect makes to a request. Append `location` to its URL list, count one more redirect, and make
/// the changes of the other fields.
///
/// ```
/// use fetch_cors::{Origin, redirect::RedirectedRequest, request::Mode};
/// let origin = Origin::parse("https://app.example")?;
/// let url = "https://api.example/".parse()?;
/// let mut request = RedirectedRequest::new(&origin, &url, Mode::Cors);
/// request.method = b"POST";
/// let redirect = request.redirect(301, &[("Location", "https://other.example/")], Some(&url))?.unwrap();
/// assert!(redirect.rewrite_to_get && redirect.drop_authorization);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Redirection {
    /// The URL to fetch next, with a fragment if the response or the request had one.
    pub location: Url,
    /// Whether the method becomes `GET`, and the body is removed together with the
    /// [request-body headers](crate::header::names::is_request_body_header_name).
    pub rewrite_to_get: bool,
    /// Whether the [CORS non-wildcard headers](crate::header::names::is_cors_non_wildcard_request_header_name) are
    /// removed.
    pub drop_authorization: bool,
    /// The new referrer policy, if the response sets one.
    pub referrer_policy: Option<ReferrerPolicy>,
}

impl<'a> RedirectedRequest<'a> {
    /// Creates a `RedirectedRequest` with the standard's defaults: method `GET`, no body, response tainting *basic*, and
    /// no redirect so far. Set the fields that differ.
    #[must_use]
    pub const fn new(origin: &'a Origin, current_url: &'a Url, mode: Mode) -> Self {
        Self {
            origin,
            current_url,
            mode,
            response_tainting: ResponseTainting::Basic,
            method: b"GET",
            body: BodyKind::None,
            redirect_count: 0,
        }
    }

    /// Returns what a redirect changes, or `None` if the response has no location and is a response like any other.
    /// `response_url` is the response's URL, or `None` for a response that a service worker made.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-http-redirect-fetch>
    ///
    /// # Errors
    ///
    /// Returns a [`RedirectError`] if the redirect may not be followed.
    pub fn redirect<H: ReadHeaders + ?Sized>(
        &self,
        status: u16,
        headers: &H,
        response_url: Option<&Url>,
    ) -> Result<Option<Redirection>, RedirectError> {
        // concept-http-redirect-fetch 1, 2: the request and the response are given.
        // concept-http-redirect-fetch 3: gets the location URL.
        let location = match location_url(status, headers, response_url, self.current_url.fragment()) {
            // concept-http-redirect-fetch 4: without a location, the response is returned.
            Extracted::Null => return Ok(None),
            // concept-http-redirect-fetch 5: a location that does not parse is a network error.
            Extracted::Failure(failure) => return Err(location_error(failure)),
            Extracted::Values(location) => location,
        };
        // concept-http-redirect-fetch 6: the location has to be an HTTP(S) URL.
        if !is_http(&location) {
            return Err(RedirectError::SchemeNotHttp { scheme: location.scheme().to_owned() });
        }
        // concept-http-redirect-fetch 7: at most 20 redirects are followed.
        if self.redirect_count >= MAX_REDIRECTS {
            return Err(RedirectError::TooManyRedirects);
        }
        if includes_credentials(&location) {
            // concept-http-redirect-fetch 9: a *cors* request may not be redirected to another origin with a password.
            if self.mode == Mode::Cors && !self.origin.same_origin_url(&location) {
                return Err(RedirectError::CrossOriginWithCredentials);
            }
            // concept-http-redirect-fetch 10: with response tainting *cors*, no URL may have a password.
            if self.response_tainting == ResponseTainting::Cors {
                return Err(RedirectError::TaintedWithCredentials);
            }
        }
        // concept-http-redirect-fetch 11: a stream cannot be sent again.
        if status != 303 && self.body == BodyKind::Stream {
            return Err(RedirectError::StreamBody);
        }
        Ok(Some(Redirection {
            // concept-http-redirect-fetch 12, 12.1, 12.2: the method becomes `GET` where it does so for forms.
            rewrite_to_get: match status {
                301 | 302 => self.method == b"POST",
                303 => !matches!(self.method, b"GET" | b"HEAD"),
                _ => false,
            },
            // concept-http-redirect-fetch 13: `Authorization` is removed if the origin changes.
            drop_authorization: !same_origin_urls(self.current_url, &location),
            // concept-http-redirect-fetch 14, 15, 16, 17: the host has the body and the timing.
            location,
            // concept-http-redirect-fetch 19: the response may set the referrer policy.
            referrer_policy: parse_referrer_policy(headers),
        }))
    }
}

/// Returns the location URL of a response: null if its status is not a redirect status or it has no `Location`, and
/// failure if the location does not parse.
///
/// Bytes that are not ASCII are percent-encoded, so that every byte is kept.
///
/// More than one `Location` is a failure. Chromium and Firefox follow several that are equal, and return a network error
/// for several that differ, whatever the status. A host that wants the same checks the response before it passes it on.
///
/// <https://fetch.spec.whatwg.org/#concept-response-location-url>
///
/// ```
/// use fetch_cors::{header::Extracted, redirect::location_url};
/// let base = "https://a.example/b".parse()?;
/// let to = |value| location_url(302, &[("Location", value)], Some(&base), Some("f"));
/// assert_eq!(to(""), Extracted::Values("https://a.example/b#f".parse()?));
/// assert_eq!(to("?ü#g"), Extracted::Values("https://a.example/b?%C3%BC#g".parse()?));
/// assert!(matches!(to("https://"), Extracted::Failure(_)));
/// # Ok::<(), url::ParseError>(())
/// ```
pub fn location_url<H: ReadHeaders + ?Sized>(
    status: u16,
    headers: &H,
    response_url: Option<&Url>,
    request_fragment: Option<&str>,
) -> Extracted<Url> {
    // concept-response-location-url 1: only a redirect status has a location.
    if !is_redirect_status(status) {
        return Extracted::Null;
    }
    // concept-response-location-url 2: extracts one `Location`.
    let value = match extract_single(headers, LOCATION) {
        Extracted::Null => return Extracted::Null,
        Extracted::Failure(failure) => return Extracted::Failure(failure),
        Extracted::Values(value) => value,
    };
    // concept-response-location-url 3: parses it against the response's URL.
    let Ok(mut location) = parse_url(&percent_encode_non_ascii(value), response_url) else {
        return Extracted::Failure(ExtractFailure::Invalid { value: value.to_vec() });
    };
    // concept-response-location-url 4: keeps the request's fragment if the location has none.
    if location.fragment().is_none() {
        location.set_fragment(request_fragment);
    }
    // concept-response-location-url 5: returns it.
    Extracted::Values(location)
}

fn percent_encode_non_ascii(value: &[u8]) -> Cow<'_, str> {
    const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    if let Ok(text) = std::str::from_utf8(value)
        && text.is_ascii()
    {
        return Cow::Borrowed(text);
    }
    let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().unwrap_or('0');
    let mut encoded = String::with_capacity(value.len() * 3);
    for &byte in value {
        if byte.is_ascii() {
            encoded.push(char::from(byte));
        } else {
            encoded.extend(['%', digit(byte >> 4), digit(byte & 0xf)]);
        }
    }
    Cow::Owned(encoded)
}

fn location_error(failure: ExtractFailure) -> RedirectError {
    match failure {
        ExtractFailure::Invalid { value } => RedirectError::LocationInvalid { value },
        ExtractFailure::Repeated { lines } => RedirectError::LocationRepeated { lines },
    }
}
