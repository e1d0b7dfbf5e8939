use std::fmt;

use http::{Extensions, StatusCode, Version};
use url::Url;

use super::headers::ResponseHeaders;
use crate::header::ToHeaderMapError;
use crate::redacted::{Redacted, RedactedUrl};

/// A response as the host received it.
///
/// A host whose HTTP library uses the `http` crate passes an [`http::Response`] to
/// [`respond`](crate::Exchange::respond), which converts it. The conversion moves everything and loses nothing, but an
/// `http::Response` carries no URL and no status text. A host adds both with this type:
///
/// - With its URL, a response that came from another URL than that of the exchange is refused. Without it, the
///   engine cannot detect an HTTP client that follows redirects by itself.
/// - With its status text, script sees it.
///
/// The headers can be exact to the byte, see [`ResponseHeaders`].
///
/// <https://fetch.spec.whatwg.org/#concept-response>
///
/// ```
/// use fetch_cors::header::HeaderList;
/// use fetch_cors::response::Response;
/// let mut headers = HeaderList::new();
/// headers.append(b"X-Total", b"3\x01")?;
/// let response = Response::new(200, "hello")
///     .with_status_text("All is well")
///     .with_headers(headers)
///     .with_url("https://api.example/".parse()?);
/// assert_eq!((response.status(), response.status_text()), (200, &b"All is well"[..]));
///
/// let received = http::Response::builder().status(404).body("not found")?;
/// let response = Response::from(received).with_url("https://api.example/".parse()?);
/// assert_eq!(response.status(), 404);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Response<B> {
    status: u16,
    status_text: Vec<u8>,
    headers: ResponseHeaders,
    // Boxed, as a response is moved often.
    url: Option<Box<Url>>,
    version: Version,
    extensions: Extensions,
    body: B,
}

impl<B> Response<B> {
    /// Creates a response without headers, status text and URL.
    ///
    /// The standard has statuses from 0 to 999. Statuses below 100 are used as they are. A status above 999 is treated
    /// like one that means nothing: it is neither an ok status nor a redirect.
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

    /// Sets the status text, which the standard calls the status message: the words behind the status in the first line
    /// of an HTTP/1 response.
    #[must_use]
    pub fn with_status_text(self, status_text: impl Into<Vec<u8>>) -> Self {
        Self { status_text: status_text.into(), ..self }
    }

    /// Sets the headers: an [`http::HeaderMap`] or a [`HeaderList`](crate::header::HeaderList).
    #[must_use]
    pub fn with_headers(self, headers: impl Into<ResponseHeaders>) -> Self {
        Self { headers: headers.into(), ..self }
    }

    /// Sets the URL that the response came from, as the HTTP client tells it: `response.url()` of `reqwest`, `get_uri()` of
    /// `ureq`. The engine compares it with the URL of the message, and so detects a client that follows redirects, unless the
    /// last redirect leads back to that URL.
    ///
    /// **Never pass the URL that was asked for**, unless the client cannot follow redirects: a check that compares it with
    /// itself finds nothing.
    #[must_use]
    pub fn with_url(self, url: Url) -> Self {
        Self { url: Some(Box::new(url)), ..self }
    }

    /// Returns the status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the status text; empty if there is none.
    #[must_use]
    pub fn status_text(&self) -> &[u8] {
        &self.status_text
    }

    /// Returns the headers.
    #[must_use]
    pub fn headers(&self) -> &ResponseHeaders {
        &self.headers
    }

    /// Returns the URL that the response came from, if the host has set it.
    #[must_use]
    pub fn url(&self) -> Option<&Url> {
        self.url.as_deref()
    }

    /// Returns the extensions of the `http::Response` that the response was made of.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// Returns the extensions, to change them.
    pub fn extensions_mut(&mut self) -> &mut Extensions {
        &mut self.extensions
    }

    /// Returns the HTTP version of the `http::Response` that the response was made of.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// Returns the headers and the body, moved out of the response.
    #[must_use]
    pub fn into_headers_and_body(self) -> (ResponseHeaders, B) {
        (self.headers, self.body)
    }

    /// Returns the body.
    #[must_use]
    pub fn body(&self) -> &B {
        &self.body
    }

    /// Returns the body, to change it.
    pub fn body_mut(&mut self) -> &mut B {
        &mut self.body
    }

    /// Returns the body alone.
    #[must_use]
    pub fn into_body(self) -> B {
        self.body
    }

    /// Replaces the body.
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

    /// Converts the response into one of the `http` crate, which has no place for the status text and the URL.
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

/// Moves everything that the response has.
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

/// Prints no body, and no URL's query or header's value that may hold a secret.
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
        /// The status.
        status: u16,
    },
    /// The headers do not fit into an `http::HeaderMap`.
    #[error(transparent)]
    Headers(#[from] ToHeaderMapError),
}
