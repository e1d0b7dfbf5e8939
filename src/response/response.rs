use std::fmt;

use http::{Extensions, StatusCode, Version};
use url::Url;

use super::headers::ResponseHeaders;
use crate::header::ToHeaderMapError;
use crate::redacted::{Redacted, RedactedUrl};

/// A response as the host received it, with a body of the host's type `B`.
///
/// A host whose HTTP library uses the `http` crate can pass an `http::Response` to
/// [`respond`](crate::Exchange::respond), which converts it. The conversion moves all parts and loses none. But an
/// `http::Response` has neither a URL nor a status text. A host that knows them creates this type and adds them:
///
/// - [`with_url`](Self::with_url) sets the URL that the response came from. The engine compares it with the URL of the
///   message, and refuses the response if they differ. Without this URL, the engine cannot detect an HTTP client that
///   follows redirects by itself.
/// - [`with_status_text`](Self::with_status_text) sets the status text, which script can read.
///
/// <https://fetch.spec.whatwg.org/#concept-response>
///
/// ```
/// use fetch_cors::response::Response;
/// let received = http::Response::builder().status(404).body("not found")?;
/// let response = Response::from(received)
///     .with_status_text("No such item")
///     .with_url("https://api.example/".parse()?);
/// assert_eq!((response.status(), response.status_text()), (404, &b"No such item"[..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # From header lines
///
/// A host that does not use the `http` crate passes a [`HeaderList`](crate::header::HeaderList). The values are then exact
/// to the byte, and the names keep their case, except that a repeated name takes the case of the first one.
///
/// Remove tabs and spaces around each value first, with
/// [`trim_tab_or_space`](crate::header::bytes::trim_tab_or_space): HTTP allows them, but they do not belong to the value.
/// [`try_from_pairs`](crate::header::HeaderList::try_from_pairs) then returns an error only for a line that no server may
/// send: its name is not a token, or its value has a NUL, CR or LF. Pass this error to
/// [`Exchange::fail`](crate::Exchange::fail). Do not leave the line out: it could be a header that protects the response,
/// such as `Cross-Origin-Resource-Policy`.
///
/// ```
/// use fetch_cors::header::bytes::trim_tab_or_space;
/// use fetch_cors::header::{HeaderList, InvalidHeader};
/// use fetch_cors::response::Response;
///
/// fn response(status: u16, lines: &[(Vec<u8>, Vec<u8>)], body: Vec<u8>) -> Result<Response<Vec<u8>>, InvalidHeader> {
///     let trimmed = lines.iter().map(|(name, value)| (name, trim_tab_or_space(value)));
///     Ok(Response::new(status, body).with_headers(HeaderList::try_from_pairs(trimmed)?))
/// }
///
/// let lines = [(b"X-Total".to_vec(), b" 3\x01 ".to_vec()), (b"x-total".to_vec(), b"4".to_vec())];
/// let received = response(200, &lines, b"hello".to_vec())?;
/// assert!(received.headers().iter().eq([(&b"X-Total"[..], &b"3\x01"[..]), (b"X-Total", b"4")]));
/// assert!(response(200, &[(b"X-Total".to_vec(), b"3\0".to_vec())], Vec::new()).is_err());
/// # Ok::<(), InvalidHeader>(())
/// ```
#[derive(Clone)]
pub struct Response<B> {
    status: u16,
    status_text: Vec<u8>,
    headers: ResponseHeaders,
    // Boxed, because a response is moved often.
    url: Option<Box<Url>>,
    version: Version,
    extensions: Extensions,
    body: B,
}

impl<B> Response<B> {
    /// Creates a response without headers, status text and URL.
    ///
    /// A status of the standard is a number from 0 to 999. No value is refused here. A status below 100 or above 999 has
    /// no special meaning: it is not an ok status, not a redirect status, and not a null body status.
    #[must_use]
    pub fn new(status: u16, body: B) -> Self {
        Self {
            status,
            status_text: Vec::new(),
            headers: ResponseHeaders::default(),
            url: None,
            version: Version::default(),
            extensions: Extensions::new(),
            body,
        }
    }

    /// Sets the status text, such as `Not Found`. The standard calls it the status message. In HTTP/1, it follows the
    /// status in the first line of the response. HTTP/2 and HTTP/3 have none.
    #[must_use]
    pub fn with_status_text(self, status_text: impl Into<Vec<u8>>) -> Self {
        Self { status_text: status_text.into(), ..self }
    }

    /// Sets the headers, which can be an `http::HeaderMap` or a [`HeaderList`](crate::header::HeaderList). Headers that were
    /// set before are dropped.
    #[must_use]
    pub fn with_headers(self, headers: impl Into<ResponseHeaders>) -> Self {
        Self { headers: headers.into(), ..self }
    }

    /// Sets the URL that the response came from.
    ///
    /// The HTTP client knows this URL: `reqwest` returns it from `response.url()`, and `ureq` from `get_uri()`. The
    /// engine compares it with the URL of the message, without user name, password and fragment. If they differ, the HTTP
    /// client has followed a redirect by itself, and the engine refuses the response. The engine cannot detect this if
    /// the last redirect leads back to the URL of the message.
    ///
    /// **Do not pass the URL of the message** unless the HTTP client cannot follow redirects. The engine would compare
    /// the URL with itself and detect nothing.
    #[must_use]
    pub fn with_url(self, url: Url) -> Self {
        Self { url: Some(Box::new(url)), ..self }
    }

    /// Returns the status of the response.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the status text, which is empty if the host has not set one.
    #[must_use]
    pub fn status_text(&self) -> &[u8] {
        &self.status_text
    }

    /// Returns the headers of the response.
    #[must_use]
    pub fn headers(&self) -> &ResponseHeaders {
        &self.headers
    }

    /// Returns the URL that the response came from, or `None` if the host has not set it.
    #[must_use]
    pub fn url(&self) -> Option<&Url> {
        self.url.as_deref()
    }

    /// Returns the extensions of the `http::Response` that this response was converted from. They are empty for a
    /// response that [`new`](Self::new) created.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// Returns the extensions, so that they can be changed.
    pub fn extensions_mut(&mut self) -> &mut Extensions {
        &mut self.extensions
    }

    /// Returns the HTTP version of the `http::Response` that this response was converted from. For a response that
    /// [`new`](Self::new) created, it is the default of the `http` crate, HTTP/1.1.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// Returns the headers and the body, and drops the rest of the response.
    #[must_use]
    pub fn into_headers_and_body(self) -> (ResponseHeaders, B) {
        (self.headers, self.body)
    }

    /// Returns the body of the response.
    #[must_use]
    pub fn body(&self) -> &B {
        &self.body
    }

    /// Returns the body, so that it can be changed.
    pub fn body_mut(&mut self) -> &mut B {
        &mut self.body
    }

    /// Returns the body, and drops the rest of the response.
    #[must_use]
    pub fn into_body(self) -> B {
        self.body
    }

    /// Replaces the body with what `change` makes of it.
    #[must_use]
    pub fn map<C>(self, change: impl FnOnce(B) -> C) -> Response<C> {
        Response {
            status: self.status,
            status_text: self.status_text,
            headers: self.headers,
            url: self.url,
            version: self.version,
            extensions: self.extensions,
            body: change(self.body),
        }
    }

    /// Converts the response into one of the `http` crate. The status text and the URL are dropped, because an
    /// `http::Response` has no place for them.
    ///
    /// # Errors
    ///
    /// Returns an [`IntoHttpError`] for a status or a header that the `http` crate cannot represent.
    ///
    /// ```
    /// use fetch_cors::response::Response;
    /// assert_eq!(Response::new(404, ()).into_http()?.status(), 404);
    /// assert!(Response::new(0, ()).into_http().is_err());
    /// # Ok::<(), fetch_cors::response::IntoHttpError>(())
    /// ```
    pub fn into_http(self) -> Result<http::Response<B>, IntoHttpError> {
        let status =
            StatusCode::from_u16(self.status).map_err(|_| IntoHttpError::Status { status: self.status })?;
        let headers = self.headers.into_header_map()?;
        let mut response = http::Response::new(self.body);
        *response.status_mut() = status;
        *response.version_mut() = self.version;
        *response.headers_mut() = headers;
        *response.extensions_mut() = self.extensions;
        Ok(response)
    }
}

/// Moves all parts of the `http::Response`. The result has no status text and no URL.
impl<B> From<http::Response<B>> for Response<B> {
    fn from(response: http::Response<B>) -> Self {
        let (parts, body) = response.into_parts();
        Self {
            status: parts.status.as_u16(),
            status_text: Vec::new(),
            headers: parts.headers.into(),
            url: None,
            version: parts.version,
            extensions: parts.extensions,
            body,
        }
    }
}

/// Prints the status, the headers and the URL, but no part of them that may hold a secret. Prints no body.
impl<B> fmt::Debug for Response<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("url", &self.url().map(RedactedUrl))
            .field("body", &Redacted)
            .finish_non_exhaustive()
    }
}

/// The reason why the `http` crate cannot represent a response.
///
/// ```
/// use fetch_cors::response::{IntoHttpError, Response};
/// let error = Response::new(99, ()).into_http().unwrap_err();
/// assert_eq!(error, IntoHttpError::Status { status: 99 });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IntoHttpError {
    /// The status is less than 100 or greater than 999. An opaque response has status 0.
    #[error("the http crate cannot hold the status {status}")]
    Status {
        /// The status of the response.
        status: u16,
    },
    /// The headers do not fit into an `http::HeaderMap`.
    #[error(transparent)]
    Headers(#[from] ToHeaderMapError),
}
