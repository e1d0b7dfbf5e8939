use std::collections::BTreeMap;
use std::fmt;

use url::Url;

use super::body::{BodyKind, Source};
use super::client::Client;
use super::construct::{has_no_body, script_method};
use super::error::RequestError;
use super::into_url::IntoUrl;
use super::modes::{CredentialsMode, Mode};
use super::request::Request;
use super::xhr_body::{XhrBody, XhrDocument};
use crate::header::{Guard, HeaderList, bytes};
use crate::origin::includes_credentials;
use crate::redacted::{RedactedHeaders, RedactedName, RedactedUrl};

impl Client {
    /// Begins the request that an `XMLHttpRequest` makes by `open(method, url)` and `send()`. Its mode is *cors*, and its
    /// credentials mode is *same-origin*.
    ///
    /// `DELETE`, `GET`, `HEAD`, `OPTIONS`, `POST` and `PUT` may be in any case: they are normalised to upper case. Every
    /// other method stays as it is, so `patch` and `PATCH` are two methods. Script may not use `CONNECT`, `TRACE` and
    /// `TRACK`.
    ///
    /// The unsafe-request flag is set, because script chooses the method and the headers: a cross-origin request needs a
    /// preflight if one of them is not safelisted.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let xhr = page.xml_http_request("post", "https://api.example/").header("x-a", "1").header("X-A", "2");
    /// let request = xhr.build()?;
    /// assert_eq!(request.headers().iter().collect::<Vec<_>>(), [(&b"x-a"[..], &b"1, 2"[..])]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn xml_http_request(&self, method: impl AsRef<[u8]>, url: impl IntoUrl) -> XhrBuilder {
        XhrBuilder {
            client: self.clone(),
            method: method.as_ref().to_vec(),
            url: url.into_url(self),
            headers: Vec::new(),
            body: None,
            with_credentials: false,
            upload_listener: false,
        }
    }
}

/// A builder for the request of an `XMLHttpRequest`. [`Client::xml_http_request`] begins it.
///
/// Each method sets what a page can set on the object. [`build`](Self::build) checks everything, and does what a browser
/// does:
///
/// - It leaves out headers that script may not set, without an error.
/// - It joins the values of headers with the same name.
/// - It drops the body of a `GET` or `HEAD` request.
/// - If the URL has a user name or a password, it sets the use-URL-credentials flag. The host may then authenticate with
///   them.
///
/// ```
/// use fetch_cors::{Client, Origin, request::{Body, CredentialsMode}};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page
///     .xml_http_request("POST", "https://api.example/items")
///     .header("x-token", "1")
///     .body(Body::source().with_type("text/plain;charset=UTF-8"))
///     .with_credentials(true)
///     .build()?;
/// assert_eq!(request.credentials_mode(), CredentialsMode::Include);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The body cannot be a stream, and the mode is always *cors*:
///
/// ```compile_fail,E0308
/// # use fetch_cors::{Client, Origin, request::Body};
/// # let page = Client::new(Origin::parse("https://app.example").unwrap());
/// page.xml_http_request("POST", "https://api.example/").body(Body::stream());
/// ```
///
/// ```compile_fail,E0599
/// # use fetch_cors::{Client, Origin, request::Mode};
/// # let page = Client::new(Origin::parse("https://app.example").unwrap());
/// page.xml_http_request("PUT", "https://api.example/").mode(Mode::NoCors);
/// ```
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct XhrBuilder {
    client: Client,
    method: Vec<u8>,
    url: Result<Url, RequestError>,
    headers: Vec<(Vec<u8>, Vec<u8>)>,
    body: Option<XhrBody>,
    with_credentials: bool,
    upload_listener: bool,
}

impl XhrBuilder {
    /// Adds a header, as `setRequestHeader(name, value)` does. White space around the value is removed.
    ///
    /// A header that script may not set, such as `Cookie`, is left out. A header that is not safelisted makes a preflight
    /// necessary if the URL is cross-origin.
    pub fn header(mut self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name.as_ref().to_vec(), value.as_ref().to_vec()));
        self
    }

    /// Adds several headers, each as [`header`](Self::header) does.
    pub fn headers<N: AsRef<[u8]>, V: AsRef<[u8]>>(self, headers: impl IntoIterator<Item = (N, V)>) -> Self {
        headers.into_iter().fold(self, |builder, (name, value)| builder.header(name, value))
    }

    /// Sets the body, which replaces an earlier body or document. By default, there is none.
    ///
    /// The builder needs only the kind and the content type of the body, and the host keeps the bytes. The bytes of a string
    /// and of a `URLSearchParams` are always UTF-8. If the page has set a `Content-Type` header with another `charset` for
    /// them, the request says `charset=UTF-8` instead.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::Body};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let xhr = page.xml_http_request("POST", "https://api.example/").header("Content-Type", "text/xml; charset=latin1");
    /// let request = xhr.body(Body::text()).build()?;
    /// assert_eq!(request.headers().get(b"content-type")?.as_deref(), Some(&b"text/xml;charset=UTF-8"[..]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn body(mut self, body: Source) -> Self {
        self.body = Some(XhrBody::Source(body));
        self
    }

    /// Sets a document as the body, which replaces an earlier body or document.
    ///
    /// The request has the content type of the document, unless the page has set a `Content-Type` header. A `charset` in
    /// that header becomes `UTF-8`, as for a string.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::XhrDocument};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let request = page.xml_http_request("POST", "https://api.example/").document(XhrDocument::Xml).build()?;
    /// let expected = b"application/xml;charset=UTF-8";
    /// assert_eq!(request.headers().get(b"content-type")?.as_deref(), Some(&expected[..]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn document(mut self, document: XhrDocument) -> Self {
        self.body = Some(XhrBody::Document(document));
        self
    }

    /// Sets `withCredentials`: whether cookies and other credentials are also sent to other origins. The default is `false`.
    ///
    /// With `true`, the page can read a cross-origin response only if the server sends
    /// `Access-Control-Allow-Credentials: true` and names the page's origin instead of `*`.
    pub fn with_credentials(mut self, with_credentials: bool) -> Self {
        self.with_credentials = with_credentials;
        self
    }

    /// Sets whether the page listens to the events of `upload`. The default is `false`.
    ///
    /// With `true`, the use-CORS-preflight flag is set: a cross-origin request then needs a preflight whatever its method
    /// and its headers are, unless the preflight cache has entries that allow it.
    pub fn upload_listener(mut self, upload_listener: bool) -> Self {
        self.upload_listener = upload_listener;
        self
    }

    /// Builds the request that `send()` makes.
    ///
    /// Takes time linear in the length of what was given, plus the time to sort the header names.
    ///
    /// # Errors
    ///
    /// Returns a [`RequestError`] if `open` or `setRequestHeader` would throw an exception. If there are several mistakes,
    /// it returns the first one. `open` checks the method before the URL. Returns [`RequestError::InvalidHeader`] also if
    /// the content type of the body is not a header value.
    pub fn build(self) -> Result<Request, RequestError> {
        // The checks of `open` come first, and then those of `setRequestHeader`.
        let method = script_method(&self.method)?;
        let url = self.url?;
        let mut headers = combine(&self.headers, Guard::Request)?;
        // dom-xmlhttprequest-send 1, 2: the host checks the state of the object.
        // dom-xmlhttprequest-send 3: drops the body of a `GET` or `HEAD` request.
        let body = self.body.filter(|_| !has_no_body(&method));
        // Step 4 sets the content type.
        if let Some(body) = &body {
            body.set_content_type(&mut headers)?;
        }
        // dom-xmlhttprequest-send 5, 6: creates the request.
        let mut request = Request::new(&self.client, url);
        request.method = method;
        request.headers = headers;
        request.guard = Guard::Request;
        request.unsafe_request = true;
        request.body = if body.is_some() { BodyKind::Source } else { BodyKind::None };
        request.mode = Mode::Cors;
        request.use_cors_preflight = self.upload_listener;
        if self.with_credentials {
            request.credentials_mode = CredentialsMode::Include;
        }
        request.use_url_credentials = includes_credentials(request.current_url());
        Ok(request)
    }
}

/// Prints the URL without user name, password, query and fragment, and no header value that may be a secret.
impl fmt::Debug for XhrBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("XhrBuilder")
            .field("client", &self.client)
            .field("method", &RedactedName(&self.method))
            .field("url", &self.url.as_ref().map(RedactedUrl))
            .field("headers", &RedactedHeaders(&self.headers))
            .field("body", &self.body)
            .field("with_credentials", &self.with_credentials)
            .field("upload_listener", &self.upload_listener)
            .finish()
    }
}

/// Combines the headers that the guard allows into a list. The values of one name are joined, and the names keep the order
/// in which they first occur.
fn combine(headers: &[(Vec<u8>, Vec<u8>)], guard: Guard) -> Result<HeaderList, RequestError> {
    let mut combined: Vec<(&[u8], Vec<u8>)> = Vec::new();
    let mut places: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    for (name, value) in headers {
        let value = bytes::normalize(value);
        if !guard.validate(name, value).map_err(RequestError::from_guard)? {
            continue;
        }
        let place = *places.entry(name.to_ascii_lowercase()).or_insert(combined.len());
        match combined.get_mut(place) {
            Some((_, joined)) => {
                joined.extend_from_slice(b", ");
                joined.extend_from_slice(value);
            }
            None => combined.push((name, value.to_vec())),
        }
    }
    let mut list = HeaderList::new();
    combined.iter().for_each(|(name, value)| list.push(name, value));
    Ok(list)
}
