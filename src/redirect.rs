//! HTTP-redirect fetch: whether a redirect may be followed, to which URL it leads, and how it changes the request.
//!
//! Begin with [`RedirectedRequest`]: set the facts about the request that was redirected, and call
//! [`redirect`](RedirectedRequest::redirect). It returns the next URL, and what changes in the request.

use std::borrow::Cow;
use std::fmt;

use url::Url;

use crate::error::RedirectError;
use crate::header::ReadHeaders;
use crate::header::extract::{ExtractFailure, Extracted, extract_single};
use crate::header::names::LOCATION;
use crate::origin::{Origin, includes_credentials, is_http};
use crate::parse_url::parse_url;
use crate::redacted::RedactedUrl;
use crate::referrer_policy::parse_referrer_policy;
use crate::request::{BodyKind, Mode, ReferrerPolicy, ResponseTainting};

/// The maximum number of redirects that one fetch follows.
pub const MAX_REDIRECTS: u8 = 20;

/// Returns whether a status is a redirect status: 301, 302, 303, 307 or 308.
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

/// The facts about a request that are needed to decide about its redirect.
///
/// A host that parses URLs with the `url` crate calls [`redirect`](Self::redirect). A host with a URL parser of its own
/// calls [`location_value`], parses the value with the response's URL as the base URL, and calls
/// [`changes`](Self::changes).
///
/// ```
/// use fetch_cors::{Origin, redirect::RedirectedRequest, request::Mode};
/// let origin = Origin::parse("https://app.example")?;
/// let url = "https://api.example/a#top".parse()?;
/// let url_origin = Origin::of(&url);
/// let request = RedirectedRequest::new(&origin, &url_origin, Mode::Cors);
/// let redirect = request.redirect(302, &[("Location", "/b")], Some(&url), url.fragment())?.unwrap();
/// assert_eq!(redirect.location.as_str(), "https://api.example/b#top");
/// assert!(!redirect.changes.drop_authorization);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RedirectedRequest<'a> {
    /// The request's origin.
    pub origin: &'a Origin,
    /// The origin of the request's current URL, which was redirected.
    pub current_url_origin: &'a Origin,
    /// The request's mode.
    pub mode: Mode,
    /// The response tainting that the request had when it was redirected.
    pub response_tainting: ResponseTainting,
    /// The request's method.
    pub method: &'a [u8],
    /// The kind of the request's body.
    pub body: BodyKind,
    /// The number of redirects that were followed before this one.
    pub redirect_count: u8,
}

/// A redirect to follow, which [`RedirectedRequest::redirect`] returns.
///
/// ```
/// use fetch_cors::{Origin, redirect::RedirectedRequest, request::Mode};
/// let origin = Origin::parse("https://app.example")?;
/// let request = RedirectedRequest::new(&origin, &origin, Mode::Cors);
/// let redirect = request.redirect(302, &[("Location", "https://other.example/")], None, None)?.unwrap();
/// assert_eq!(redirect.location_origin.as_str(), "https://other.example");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Redirection {
    /// The URL to fetch next. Append it to the request's URL list. It has the fragment of the `Location` header, or else
    /// the fragment of the request's current URL.
    pub location: Url,
    /// The origin of the location URL.
    pub location_origin: Origin,
    /// The other changes to the request.
    pub changes: RedirectChanges,
}

/// Prints the fields. Leaves out the parts of the location URL that may be a secret.
impl fmt::Debug for Redirection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redirection")
            .field("location", &RedactedUrl(&self.location))
            .field("location_origin", &self.location_origin)
            .field("changes", &self.changes)
            .finish()
    }
}

/// The changes that a redirect makes to a request, apart from its URL list and its redirect count.
///
/// Besides these changes, append the location URL to the request's URL list, and increase the redirect count by one.
///
/// ```
/// use fetch_cors::redirect::{Location, RedirectedRequest};
/// use fetch_cors::{Origin, request::Mode};
/// let origin = Origin::parse("https://app.example")?;
/// let mut request = RedirectedRequest::new(&origin, &origin, Mode::Cors);
/// request.method = b"POST";
/// let location_origin = Origin::parse("https://other.example")?;
/// let location = Location::new("https", &location_origin, false);
/// let changes = request.changes(301, &[("Referrer-Policy", "origin")], &location)?;
/// assert!(changes.rewrite_to_get && changes.drop_authorization && changes.referrer_policy.is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RedirectChanges {
    /// Whether to set the method to `GET`, and to remove the body and the
    /// [request-body headers](crate::header::names::is_request_body_header_name).
    pub rewrite_to_get: bool,
    /// Whether to remove the
    /// [CORS non-wildcard request-headers](crate::header::names::is_cors_non_wildcard_request_header_name), which are
    /// `Authorization` alone.
    pub drop_authorization: bool,
    /// The new referrer policy of the request, or `None` if the policy stays.
    pub referrer_policy: Option<ReferrerPolicy>,
}

/// The facts about a location URL that are needed to decide about the redirect. The location URL is the URL to which
/// the redirect leads.
///
/// ```
/// use fetch_cors::{Origin, redirect::Location};
/// let origin = Origin::parse("https://other.example")?;
/// assert_eq!(Location::new("https", &origin, false).scheme, "https");
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Location<'a> {
    /// The scheme of the location URL, in lower case and without a colon.
    pub scheme: &'a str,
    /// The origin of the location URL.
    pub origin: &'a Origin,
    /// Whether the location URL includes credentials: a user name or a password that is not empty.
    pub includes_credentials: bool,
}

impl<'a> Location<'a> {
    /// Creates a `Location` from the parts of a URL.
    #[must_use]
    pub const fn new(scheme: &'a str, origin: &'a Origin, includes_credentials: bool) -> Self {
        Self { scheme, origin, includes_credentials }
    }
}

impl<'a> RedirectedRequest<'a> {
    /// Creates a `RedirectedRequest` with the standard's defaults: method `GET`, no body, response tainting *basic*, and
    /// no redirect so far. Set the fields that differ. The arguments are the fields of the same names.
    #[must_use]
    pub const fn new(origin: &'a Origin, current_url_origin: &'a Origin, mode: Mode) -> Self {
        Self {
            origin,
            current_url_origin,
            mode,
            response_tainting: ResponseTainting::Basic,
            method: b"GET",
            body: BodyKind::None,
            redirect_count: 0,
        }
    }

    /// Returns the URL to which a response redirects, and what the redirect changes.
    ///
    /// Returns `None` if the status is not a redirect status, or if there is no `Location` header. The fetch then ends
    /// with the response.
    ///
    /// - `status` and `headers` are those of the response.
    /// - `response_url` is the response's URL. It is the base URL of a relative `Location`. It is `None` for a response
    ///   that a service worker constructed.
    /// - `request_fragment` is the fragment of the request's current URL, without `#`.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-http-redirect-fetch>
    ///
    /// # Errors
    ///
    /// Returns a [`RedirectError`] if `Location` occurs more than once or does not parse, and in the cases of
    /// [`changes`](Self::changes).
    pub fn redirect<H: ReadHeaders + ?Sized>(
        &self,
        status: u16,
        headers: &H,
        response_url: Option<&Url>,
        request_fragment: Option<&str>,
    ) -> Result<Option<Redirection>, RedirectError> {
        self.redirect_with_origins(status, headers, response_url, request_fragment, |_| None)
    }

    /// Returns what [`redirect`](Self::redirect) returns. `origin_if_http` is for schemes that a host counts as HTTP(S).
    /// It returns the origin of a URL with such a scheme, and `None` for every other URL.
    pub(crate) fn redirect_with_origins<H: ReadHeaders + ?Sized>(
        &self,
        status: u16,
        headers: &H,
        response_url: Option<&Url>,
        request_fragment: Option<&str>,
        origin_if_http: impl FnOnce(&Url) -> Option<Origin>,
    ) -> Result<Option<Redirection>, RedirectError> {
        // concept-http-redirect-fetch 1, 2: the caller passes the parts of the request and of the internal response.
        // concept-http-redirect-fetch 3: gets the location URL.
        let location = match location_url(status, headers, response_url, request_fragment) {
            // concept-http-redirect-fetch 4: without a location, the fetch ends with the response.
            Extracted::Null => return Ok(None),
            // concept-http-redirect-fetch 5: a location that does not parse is a network error.
            Extracted::Failure(failure) => return Err(failure.into()),
            Extracted::Values(location) => location,
        };
        let (scheme, location_origin) = match origin_if_http(&location) {
            Some(origin) => ("https", origin),
            None => (location.scheme(), Origin::of(&location)),
        };
        let parts = Location::new(scheme, &location_origin, includes_credentials(&location));
        // Steps 6 to 19.
        let changes = self.changes(status, headers, &parts)?;
        Ok(Some(Redirection { location, location_origin, changes }))
    }

    /// Returns what a redirect to this location changes. It runs the steps of HTTP-redirect fetch that follow the parsing
    /// of the location.
    ///
    /// `status` and `headers` are those of the redirect response. This method reads only the header `Referrer-Policy`.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-http-redirect-fetch>
    ///
    /// # Errors
    ///
    /// Returns a [`RedirectError`] if the redirect must not be followed:
    ///
    /// - [`SchemeNotHttp`](RedirectError::SchemeNotHttp): the location is not an HTTP(S) URL.
    /// - [`TooManyRedirects`](RedirectError::TooManyRedirects): [`MAX_REDIRECTS`] redirects were followed already.
    /// - [`CrossOriginWithCredentials`](RedirectError::CrossOriginWithCredentials): the location includes credentials,
    ///   the mode is *cors*, and the location is not of the request's origin.
    /// - [`TaintedWithCredentials`](RedirectError::TaintedWithCredentials): the location includes credentials, and the
    ///   response tainting is *cors*.
    /// - [`StreamBody`](RedirectError::StreamBody): the body is a stream, which cannot be sent again, and the status is
    ///   not 303.
    pub fn changes<H: ReadHeaders + ?Sized>(
        &self,
        status: u16,
        headers: &H,
        location: &Location<'_>,
    ) -> Result<RedirectChanges, RedirectError> {
        // concept-http-redirect-fetch 6: the location has to be an HTTP(S) URL.
        if !is_http(location.scheme) {
            return Err(RedirectError::SchemeNotHttp { scheme: location.scheme.to_owned() });
        }
        // concept-http-redirect-fetch 7: at most 20 redirects are followed.
        if self.redirect_count >= MAX_REDIRECTS {
            return Err(RedirectError::TooManyRedirects);
        }
        if location.includes_credentials {
            // concept-http-redirect-fetch 9: a *cors* request must not be redirected to another origin with a user name
            // or a password in the URL.
            if self.mode == Mode::Cors && !self.origin.same_origin(location.origin) {
                return Err(RedirectError::CrossOriginWithCredentials);
            }
            // concept-http-redirect-fetch 10: with response tainting *cors*, no location may have a user name or a
            // password.
            if self.response_tainting == ResponseTainting::Cors {
                return Err(RedirectError::TaintedWithCredentials);
            }
        }
        // concept-http-redirect-fetch 11: a stream cannot be sent again. A 303 is allowed, because it removes the body.
        if status != 303 && self.body == BodyKind::Stream {
            return Err(RedirectError::StreamBody);
        }
        Ok(RedirectChanges {
            // concept-http-redirect-fetch 12, 12.1, 12.2: after 301 and 302, a `POST` becomes a `GET`. After 303, every
            // method but `HEAD` does.
            rewrite_to_get: match status {
                301 | 302 => self.method == b"POST",
                303 => !matches!(self.method, b"GET" | b"HEAD"),
                _ => false,
            },
            // concept-http-redirect-fetch 13: `Authorization` is removed if the origin changes.
            drop_authorization: !self.current_url_origin.same_origin(location.origin),
            // concept-http-redirect-fetch 14, 15, 16, 17: the host holds the body and measures the timing.
            // concept-http-redirect-fetch 19: the response may change the referrer policy.
            referrer_policy: parse_referrer_policy(headers),
        })
    }
}

/// Returns the value of a response's `Location` header, without tabs and spaces around it.
///
/// The result is null if the status is not a redirect status, or if there is no `Location`. It is a failure if `Location`
/// occurs more than once.
///
/// A host with a URL parser of its own uses the value in these steps:
///
/// 1. It parses the value with the response's URL as the base URL. For a parser that takes text,
///    [`percent_encode_non_ascii`] converts the value.
/// 2. If the parsed URL has no fragment, it sets the fragment of the request's current URL.
/// 3. It calls [`RedirectedRequest::changes`].
///
/// If the result is a failure, or if the value does not parse, the fetch ends in a network error. An [`ExtractFailure`]
/// converts into a [`RedirectError`].
///
/// Chromium and Firefox treat several equal `Location` headers as one. If the headers differ, these browsers return a
/// network error for every status. A host that wants this behaviour compares the headers before it passes a response to
/// the engine.
///
/// <https://fetch.spec.whatwg.org/#concept-response-location-url>
///
/// ```
/// use fetch_cors::{header::Extracted, redirect::location_value};
/// assert_eq!(location_value(302, &[("Location", " /b ")]), Extracted::Values(&b"/b"[..]));
/// assert_eq!(location_value(200, &[("Location", "/b")]), Extracted::Null);
/// assert!(matches!(location_value(302, &[("Location", "/b"), ("Location", "/b")]), Extracted::Failure(_)));
/// ```
pub fn location_value<H: ReadHeaders + ?Sized>(status: u16, headers: &H) -> Extracted<&[u8]> {
    // concept-response-location-url 1: only a redirect status has a location.
    if !is_redirect_status(status) {
        return Extracted::Null;
    }
    // concept-response-location-url 2: extracts `Location`, which may occur only once.
    extract_single(headers, &LOCATION)
}

/// Returns the location URL of a response, which is the URL to which the response redirects.
///
/// The result is null if the status is not a redirect status, or if there is no `Location`. It is a failure if `Location`
/// occurs more than once or does not parse.
///
/// The arguments are those of [`RedirectedRequest::redirect`]: `response_url` is the base URL of a relative `Location`,
/// and `request_fragment` is the fragment, without `#`, that the result has if `Location` has none.
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
    // Steps 1 and 2.
    let value = match location_value(status, headers) {
        Extracted::Null => return Extracted::Null,
        Extracted::Failure(failure) => return Extracted::Failure(failure),
        Extracted::Values(value) => value,
    };
    // concept-response-location-url 3: parses the location with the response's URL as the base URL.
    let Ok(mut location) = parse_url(&percent_encode_non_ascii(value), response_url) else {
        return Extracted::Failure(ExtractFailure::Invalid { value: value.to_vec() });
    };
    // concept-response-location-url 4: keeps the request's fragment if the location has none.
    if location.fragment().is_none() {
        location.set_fragment(request_fragment);
    }
    // concept-response-location-url 5: returns the location URL.
    Extracted::Values(location)
}

/// Converts the value of a `Location` into text, for a URL parser that takes text. Every byte that is not ASCII is
/// percent-encoded, so no byte is lost. Allocates only if there are such bytes.
///
/// ```
/// use fetch_cors::redirect::percent_encode_non_ascii;
/// assert_eq!(percent_encode_non_ascii(b"/b?\xfc#%41"), "/b?%FC#%41");
/// ```
#[must_use]
pub fn percent_encode_non_ascii(value: &[u8]) -> Cow<'_, str> {
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

impl From<ExtractFailure> for RedirectError {
    fn from(failure: ExtractFailure) -> Self {
        match failure {
            ExtractFailure::Invalid { value } => Self::LocationInvalid { value },
            ExtractFailure::Repeated { lines } => Self::LocationRepeated { lines },
        }
    }
}
