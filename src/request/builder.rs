use std::collections::HashMap;

use http::Method;
use url::Url;

use super::client::Client;
use super::construct::{RequestInit, RequestInput, append_content_type, has_no_body, not_immutable};
use super::modes::{
    CacheMode, CredentialsMode, Destination, Mode, RedirectMode, ReferrerPolicy, ServiceWorkersMode,
};
use super::{BodyKind, Request};
use crate::header::{Guard, HeaderList, InvalidHeader};
use crate::method::{InvalidMethod, is_forbidden_method, normalize};
use crate::origin::{Origin, includes_credentials, is_http};

/// Makes a [`Request`]; the methods of [`Client`] begin one for each thing that pages do.
///
/// Nothing is checked before [`build`](Self::build), which names the first mistake in the order in
/// which a page would meet it.
///
/// ```
/// use fetch_cors::{Client, Origin, request::{Body, CredentialsMode, RedirectMode}};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page
///     .fetch("https://api.example/items")
///     .method("post")
///     .header("x-token", "1")
///     .body(Body::source().with_type("application/json"))
///     .credentials(CredentialsMode::Include)
///     .redirect(RedirectMode::Error)
///     .build()?;
/// assert_eq!(request.method(), http::Method::POST);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct RequestBuilder {
    client: Client,
    checks: Checks,
    url: String,
    method: Vec<u8>,
    headers: Vec<(Vec<u8>, Vec<u8>)>,
    body: Option<Body>,
    origin: Option<Origin>,
    mode: Mode,
    credentials_mode: CredentialsMode,
    redirect_mode: RedirectMode,
    cache_mode: CacheMode,
    service_workers_mode: ServiceWorkersMode,
    destination: Destination,
    referrer_policy: ReferrerPolicy,
    unsafe_request: bool,
    use_cors_preflight: bool,
    use_url_credentials: bool,
    keepalive: bool,
    user_activation: bool,
    user_initiated: bool,
}

/// Whose rules a request is checked by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Checks {
    Fetch,
    XmlHttpRequest,
    Beacon,
    /// The host's own: only what is no request at all is refused.
    None,
}

/// A body to send: whether it can be sent again, and the content type it has by itself. The bytes stay
/// with the host.
///
/// ```
/// use fetch_cors::{Client, Origin, request::Body};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let text = Body::source().with_type("text/plain;charset=UTF-8"); // what a string is
/// let request = page.fetch("https://api.example/").method("POST").body(text).build()?;
/// assert_eq!(request.headers().iter().next(), Some((&b"Content-Type"[..], &b"text/plain;charset=UTF-8"[..])));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    pub(super) kind: BodyKind,
    pub(super) content_type: Option<Vec<u8>>,
}

impl Body {
    /// A body that can be sent again after a redirect: a string, bytes, a blob, a form.
    #[must_use]
    pub const fn source() -> Self {
        Self { kind: BodyKind::Source, content_type: None }
    }

    /// A stream, which can be sent once. `fetch()` with one needs CORS and always has a preflight.
    #[must_use]
    pub const fn stream() -> Self {
        Self { kind: BodyKind::Stream, content_type: None }
    }

    /// With a content type, for requests that have no `Content-Type` header.
    #[must_use]
    pub fn with_type(self, content_type: impl AsRef<[u8]>) -> Self {
        Self { content_type: Some(content_type.as_ref().to_vec()), ..self }
    }
}

impl RequestBuilder {
    pub(super) fn new(client: &Client, url: &str, checks: Checks) -> Self {
        Self {
            client: client.clone(),
            checks,
            url: url.to_owned(),
            method: b"GET".to_vec(),
            headers: Vec::new(),
            body: None,
            origin: None,
            mode: Mode::NoCors,
            credentials_mode: CredentialsMode::SameOrigin,
            redirect_mode: RedirectMode::Follow,
            cache_mode: CacheMode::Default,
            service_workers_mode: ServiceWorkersMode::All,
            destination: Destination::Empty,
            referrer_policy: ReferrerPolicy::Empty,
            unsafe_request: false,
            use_cors_preflight: false,
            use_url_credentials: false,
            keepalive: false,
            user_activation: false,
            user_initiated: false,
        }
    }

    /// The method; those of HTTP's common ones that are in lower case go to upper case.
    pub fn method(mut self, method: impl AsRef<[u8]>) -> Self {
        self.method = method.as_ref().to_vec();
        self
    }

    /// Adds a header. White space around the value goes.
    pub fn header(mut self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name.as_ref().to_vec(), value.as_ref().to_vec()));
        self
    }

    /// Adds headers.
    pub fn headers<N: AsRef<[u8]>, V: AsRef<[u8]>>(self, headers: impl IntoIterator<Item = (N, V)>) -> Self {
        headers.into_iter().fold(self, |builder, (name, value)| builder.header(name, value))
    }

    /// The body.
    pub fn body(mut self, body: Body) -> Self {
        self.body = Some(body);
        self
    }

    /// The mode.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// The credentials mode.
    pub fn credentials(mut self, mode: CredentialsMode) -> Self {
        self.credentials_mode = mode;
        self
    }

    /// The redirect mode.
    pub fn redirect(mut self, mode: RedirectMode) -> Self {
        self.redirect_mode = mode;
        self
    }

    /// The cache mode, for the host's HTTP cache.
    pub fn cache(mut self, mode: CacheMode) -> Self {
        self.cache_mode = mode;
        self
    }

    /// The service-workers mode.
    pub fn service_workers(mut self, mode: ServiceWorkersMode) -> Self {
        self.service_workers_mode = mode;
        self
    }

    /// The destination.
    pub fn destination(mut self, destination: Destination) -> Self {
        self.destination = destination;
        self
    }

    /// The referrer policy; *empty* takes the client's.
    pub fn referrer_policy(mut self, policy: ReferrerPolicy) -> Self {
        self.referrer_policy = policy;
        self
    }

    /// The request's origin, where it is not the client's.
    pub fn origin(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
        self
    }

    /// The unsafe-request flag: method and headers are script's, so they may need a preflight.
    pub fn unsafe_request(mut self, set: bool) -> Self {
        self.unsafe_request = set;
        self
    }

    /// The use-CORS-preflight flag: there is a preflight whatever method and headers are.
    pub fn use_cors_preflight(mut self, set: bool) -> Self {
        self.use_cors_preflight = set;
        self
    }

    /// The use-URL-credentials flag, for the host's authentication.
    pub fn use_url_credentials(mut self, set: bool) -> Self {
        self.use_url_credentials = set;
        self
    }

    /// Whether the request may outlive its client, for the host's fetch group.
    pub fn keepalive(mut self, keepalive: bool) -> Self {
        self.keepalive = keepalive;
        self
    }

    /// Whether the user activated a navigation in the page: a click on a link. `Sec-Fetch-User` says so.
    pub fn user_activation(mut self, activated: bool) -> Self {
        self.user_activation = activated;
        self
    }

    /// Whether the user began a navigation without a page, by the address bar or a bookmark. Then
    /// `Sec-Fetch-Site` says *none*.
    pub fn user_initiated(mut self, initiated: bool) -> Self {
        self.user_initiated = initiated;
        self
    }

    /// Makes the request.
    ///
    /// Takes time linear in what was given.
    ///
    /// # Errors
    ///
    /// [`RequestError`]: the first thing that is wrong, in the order in which a page would meet it.
    pub fn build(self) -> Result<Request, RequestError> {
        let mut request = match self.checks {
            Checks::Fetch => self.construct()?,
            Checks::XmlHttpRequest => self.open_and_send()?,
            Checks::Beacon | Checks::None => self.of_the_host()?,
        };
        if let Some(origin) = self.origin {
            request.origin = origin;
            request.origin_is_client = false;
        }
        request.mode = self.mode;
        request.credentials_mode = self.credentials_mode;
        request.redirect_mode = self.redirect_mode;
        request.cache_mode = self.cache_mode;
        request.service_workers_mode = self.service_workers_mode;
        request.destination = self.destination;
        request.referrer_policy = self.referrer_policy;
        request.unsafe_request = self.unsafe_request;
        request.use_cors_preflight |= self.use_cors_preflight;
        request.use_url_credentials |= self.use_url_credentials;
        request.keepalive = self.keepalive;
        request.user_activation = self.user_activation;
        request.user_initiated = self.user_initiated;
        Ok(request)
    }

    /// As `fetch()` does.
    fn construct(&self) -> Result<Request, RequestError> {
        let init = RequestInit {
            method: Some(self.method.clone()),
            headers: Some(self.headers.clone()),
            body: self.body.clone(),
            mode: Some(self.mode),
            cache: Some(self.cache_mode),
            keepalive: Some(self.keepalive),
            // Whoever asks for a stream here knows that it is sent before the response is read.
            duplex: true,
            ..RequestInit::default()
        };
        let input = RequestInput::Url { url: &self.url, base: None };
        Ok(Request::construct(&self.client, input, &init)?.request)
    }

    /// As `XMLHttpRequest` does: `open` looks at the method before the URL, `setRequestHeader` guards
    /// each header and then joins those of one name, and `send` drops a body that the method has not.
    fn open_and_send(&self) -> Result<Request, RequestError> {
        let method = normalize(&self.method)?;
        if is_forbidden_method(&self.method) {
            return Err(RequestError::ForbiddenMethod { method });
        }
        let mut request = Request::new(&self.client, self.parsed_url()?);
        request.use_url_credentials = includes_credentials(request.current_url());
        request.method = method;
        request.headers = self.combined_headers(Guard::Request)?;
        if let Some(body) = self.body.as_ref().filter(|_| !has_no_body(&request.method)) {
            request.body = body.kind;
            append_content_type(&mut request.headers, body, Guard::Request)?;
        }
        Ok(request)
    }

    /// As the host says, so long as it is a request.
    fn of_the_host(&self) -> Result<Request, RequestError> {
        let url = self.parsed_url()?;
        if self.checks == Checks::Beacon && !is_http(&url) {
            return Err(RequestError::BeaconNeedsHttp { scheme: url.scheme().to_owned() });
        }
        let mut request = Request::new(&self.client, url);
        request.method = normalize(&self.method)?;
        let headers = self.headers.iter().map(|(name, value)| (name, value));
        Guard::None.fill(&mut request.headers, headers).map_err(not_immutable)?;
        if let Some(body) = &self.body {
            request.body = body.kind;
            append_content_type(&mut request.headers, body, Guard::None)?;
        }
        Ok(request)
    }

    fn parsed_url(&self) -> Result<Url, RequestError> {
        Url::parse(&self.url).map_err(|error| RequestError::InvalidUrl { url: self.url.clone(), error })
    }

    /// The headers that the guard lets in, with those of one name joined, in the order in which the names
    /// first stand.
    fn combined_headers(&self, guard: Guard) -> Result<HeaderList, RequestError> {
        let mut combined: Vec<(&[u8], Vec<u8>)> = Vec::new();
        let mut places: HashMap<Vec<u8>, usize> = HashMap::new();
        for (name, value) in &self.headers {
            let value = crate::header::bytes::normalize(value);
            if !guard.validate(name, value).map_err(not_immutable)? {
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
        let mut headers = HeaderList::new();
        combined.iter().for_each(|(name, value)| headers.push(name, value));
        Ok(headers)
    }
}

/// Why there is no such request. What a page would see as a `TypeError`, or as the exceptions of
/// `XMLHttpRequest`'s `open` and `setRequestHeader`.
///
/// ```
/// use fetch_cors::{Client, Origin, request::RequestError};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let error = page.fetch("https://api.example/").method("trace").build().unwrap_err();
/// assert!(matches!(error, RequestError::ForbiddenMethod { .. }));
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// The URL does not parse. There is no base URL: it has to be absolute.
    #[error("{url:?} is not an absolute URL: {error}")]
    InvalidUrl {
        /// What was given.
        url: String,
        /// What the URL parser says.
        error: url::ParseError,
    },
    /// `fetch()` takes no URL with a user name or a password.
    #[error("{url:?} has a user name or a password")]
    UrlIncludesCredentials {
        /// What was given.
        url: String,
    },
    /// `sendBeacon()` takes HTTP(S) URLs only.
    #[error("a beacon cannot be sent to a URL of scheme {scheme:?}")]
    BeaconNeedsHttp {
        /// The URL's scheme.
        scheme: String,
    },
    /// A mode that script cannot ask for.
    #[error("script cannot make a request of mode {mode}")]
    ModeNotForScript {
        /// What was given.
        mode: Mode,
    },
    /// The method is not an HTTP token.
    #[error(transparent)]
    InvalidMethod(#[from] InvalidMethod),
    /// `CONNECT`, `TRACE` or `TRACK`.
    #[error("the method {method} is forbidden to script")]
    ForbiddenMethod {
        /// What was given.
        method: Method,
    },
    /// A `no-cors` request is `GET`, `HEAD` or `POST`.
    #[error("the method {method} cannot be used in mode no-cors")]
    MethodNeedsCors {
        /// What was given, normalized.
        method: Method,
    },
    /// A name or a value is no header's.
    #[error(transparent)]
    InvalidHeader(#[from] InvalidHeader),
    /// `GET` and `HEAD` have no body.
    #[error("a {method} request cannot have a body")]
    BodyNotAllowed {
        /// What was given, normalized.
        method: Method,
    },
    /// The headers are immutable, which those of a request that is being made are not.
    #[error("the headers are immutable")]
    Immutable,
    /// Cache mode *only-if-cached* needs mode *same-origin*.
    #[error("cache mode only-if-cached cannot be used in mode {mode}")]
    OnlyIfCachedNeedsSameOrigin {
        /// What was given.
        mode: Mode,
    },
    /// `fetch()` with a stream has to say `duplex: "half"`.
    #[error("a stream cannot be sent without duplex \"half\"")]
    StreamNeedsDuplex,
    /// A stream ends with its page.
    #[error("a stream cannot be sent with keepalive")]
    StreamNeedsNoKeepalive,
    /// A stream is sent in modes *cors* and *same-origin* only.
    #[error("a stream can be sent in modes cors and same-origin only")]
    StreamNeedsCors,
}
