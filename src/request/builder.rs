use std::collections::BTreeMap;

use url::Url;

use super::body::Body;
use super::client::Client;
use super::construct::{RequestInit, RequestInput, has_no_body, script_method};
use super::error::RequestError;
use super::modes::{
    CacheMode, CredentialsMode, Destination, Mode, RedirectMode, ReferrerPolicy, ServiceWorkersMode,
};
use super::request::Request;
use crate::header::{Guard, HeaderList, bytes};
use crate::method::normalize;
use crate::origin::{Origin, includes_credentials, is_http};

/// Builds a [`Request`]. The methods of [`Client`] begin one for each thing that pages do.
///
/// Nothing is checked before [`build`](Self::build). It returns the first mistake, in the order in which a
/// page would meet them.
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
    /// What script may set. As in the rest of the builder, what is `None` stays as a new request has it.
    init: RequestInit,
    origin: Option<Origin>,
    service_workers_mode: Option<ServiceWorkersMode>,
    destination: Option<Destination>,
    unsafe_request: Option<bool>,
    use_cors_preflight: bool,
    use_url_credentials: bool,
    user_activation: bool,
    user_initiated: bool,
}

/// The feature whose checks a request has to pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Checks {
    Fetch,
    XmlHttpRequest,
    Beacon,
    /// The host makes the request itself. Only what cannot be a request is refused.
    Host,
}

impl RequestBuilder {
    pub(super) fn new(client: &Client, url: &str, checks: Checks) -> Self {
        Self {
            client: client.clone(),
            checks,
            url: url.to_owned(),
            // A host that passes a stream sends it before it reads the response: that is `duplex: "half"`.
            init: RequestInit { duplex: true, ..RequestInit::default() },
            origin: None,
            service_workers_mode: None,
            destination: None,
            unsafe_request: None,
            use_cors_preflight: false,
            use_url_credentials: false,
            user_activation: false,
            user_initiated: false,
        }
    }

    /// Sets the method. HTTP's common methods may be in lower case.
    pub fn method(mut self, method: impl AsRef<[u8]>) -> Self {
        self.init.method = Some(method.as_ref().to_vec());
        self
    }

    /// Adds a header. White space around the value is removed.
    pub fn header(mut self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Self {
        let headers = self.init.headers.get_or_insert_default();
        headers.push((name.as_ref().to_vec(), value.as_ref().to_vec()));
        self
    }

    /// Adds headers.
    pub fn headers<N: AsRef<[u8]>, V: AsRef<[u8]>>(self, headers: impl IntoIterator<Item = (N, V)>) -> Self {
        headers.into_iter().fold(self, |builder, (name, value)| builder.header(name, value))
    }

    /// Sets the body.
    pub fn body(mut self, body: Body) -> Self {
        self.init.body = Some(body);
        self
    }

    /// Sets the mode.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.init.mode = Some(mode);
        self
    }

    /// Sets the credentials mode.
    pub fn credentials(mut self, mode: CredentialsMode) -> Self {
        self.init.credentials = Some(mode);
        self
    }

    /// Sets the redirect mode.
    pub fn redirect(mut self, mode: RedirectMode) -> Self {
        self.init.redirect = Some(mode);
        self
    }

    /// Sets the cache mode, for the host's HTTP cache.
    pub fn cache(mut self, mode: CacheMode) -> Self {
        self.init.cache = Some(mode);
        self
    }

    /// Sets the service-workers mode.
    pub fn service_workers(mut self, mode: ServiceWorkersMode) -> Self {
        self.service_workers_mode = Some(mode);
        self
    }

    /// Sets the destination.
    pub fn destination(mut self, destination: Destination) -> Self {
        self.destination = Some(destination);
        self
    }

    /// Sets the referrer policy. *Empty* stands for the client's.
    pub fn referrer_policy(mut self, policy: ReferrerPolicy) -> Self {
        self.init.referrer_policy = Some(policy);
        self
    }

    /// Sets the request's origin, if it is not the client's.
    pub fn origin(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
        self
    }

    /// Sets the unsafe-request flag: script chose the method and the headers, so they may need a preflight.
    pub fn unsafe_request(mut self, set: bool) -> Self {
        self.unsafe_request = Some(set);
        self
    }

    /// Sets the use-CORS-preflight flag: there is a preflight, whatever the method and the headers are.
    pub fn use_cors_preflight(mut self, set: bool) -> Self {
        self.use_cors_preflight = set;
        self
    }

    /// Sets the use-URL-credentials flag, for the host's authentication.
    pub fn use_url_credentials(mut self, set: bool) -> Self {
        self.use_url_credentials = set;
        self
    }

    /// Sets whether the request may outlive its client, for the host's fetch group.
    pub fn keepalive(mut self, keepalive: bool) -> Self {
        self.init.keepalive = Some(keepalive);
        self
    }

    /// Sets whether the user activated a navigation in the page, by a click on a link for example.
    /// `Sec-Fetch-User` tells the server.
    pub fn user_activation(mut self, activated: bool) -> Self {
        self.user_activation = activated;
        self
    }

    /// Sets whether the user began a navigation without a page, by the address bar or a bookmark. Then
    /// `Sec-Fetch-Site` is *none*.
    pub fn user_initiated(mut self, initiated: bool) -> Self {
        self.user_initiated = initiated;
        self
    }

    /// Builds the request.
    ///
    /// Takes time linear in what was given, plus the time to sort the header names of an `XMLHttpRequest`.
    ///
    /// # Errors
    ///
    /// [`RequestError`]: the first mistake, in the order in which a page would meet them.
    pub fn build(self) -> Result<Request, RequestError> {
        let mut request = match self.checks {
            Checks::Fetch => self.construct()?,
            Checks::XmlHttpRequest => self.open_and_send()?,
            Checks::Beacon | Checks::Host => self.host_request()?,
        };
        if let Some(origin) = self.origin {
            request.origin = origin;
            request.origin_is_client = false;
        }
        request.service_workers_mode = self.service_workers_mode.unwrap_or(request.service_workers_mode);
        request.destination = self.destination.unwrap_or(request.destination);
        request.unsafe_request = self.unsafe_request.unwrap_or(request.unsafe_request);
        request.use_cors_preflight |= self.use_cors_preflight;
        request.use_url_credentials |= self.use_url_credentials;
        request.user_activation = self.user_activation;
        request.user_initiated = self.user_initiated;
        Ok(request)
    }

    /// Makes a request as `fetch()` does.
    fn construct(&self) -> Result<Request, RequestError> {
        let input = RequestInput::Url { url: &self.url, base: None };
        Ok(Request::construct(&self.client, input, &self.init)?.request)
    }

    /// Makes a request as `XMLHttpRequest` does. `open` checks the method before the URL,
    /// `setRequestHeader` guards each header and joins those of one name, and `send` drops the body of a
    /// method that has none.
    fn open_and_send(&self) -> Result<Request, RequestError> {
        let method = self.init.method.as_deref().map(script_method).transpose()?;
        let mut request = self.new_request()?;
        request.use_url_credentials = includes_credentials(request.current_url());
        request.method = method.unwrap_or(request.method);
        request.headers = self.combined_headers(Guard::Request)?;
        if let Some(body) = self.init.body.as_ref().filter(|_| !has_no_body(&request.method)) {
            request.body = body.kind;
            body.append_type_to(&mut request.headers, Guard::Request)?;
        }
        Ok(request)
    }

    /// Makes a request as the host says, if it can be a request.
    fn host_request(&self) -> Result<Request, RequestError> {
        let mut request = self.new_request()?;
        let url = request.current_url();
        if self.checks == Checks::Beacon && !is_http(url.scheme()) {
            return Err(RequestError::BeaconNeedsHttp { scheme: url.scheme().to_owned() });
        }
        if let Some(method) = &self.init.method {
            request.method = normalize(method)?;
        }
        let headers = self.init.headers.iter().flatten().map(|(name, value)| (name, value));
        Guard::None.fill(&mut request.headers, headers).map_err(RequestError::from_guard)?;
        if let Some(body) = &self.init.body {
            request.body = body.kind;
            body.append_type_to(&mut request.headers, Guard::None)?;
        }
        Ok(request)
    }

    /// Creates a request for the URL, and sets the modes.
    fn new_request(&self) -> Result<Request, RequestError> {
        let url = Url::parse(&self.url)
            .map_err(|error| RequestError::InvalidUrl { url: self.url.clone(), error })?;
        let mut request = Request::new(&self.client, url);
        let init = &self.init;
        request.mode = init.mode.unwrap_or(request.mode);
        request.credentials_mode = init.credentials.unwrap_or(request.credentials_mode);
        request.redirect_mode = init.redirect.unwrap_or(request.redirect_mode);
        request.cache_mode = init.cache.unwrap_or(request.cache_mode);
        request.referrer_policy = init.referrer_policy.unwrap_or(request.referrer_policy);
        request.keepalive = init.keepalive.unwrap_or(request.keepalive);
        Ok(request)
    }

    /// Returns the headers that the guard allows. Headers of one name are joined, and the names keep the
    /// order in which they first occur.
    fn combined_headers(&self, guard: Guard) -> Result<HeaderList, RequestError> {
        let mut combined: Vec<(&[u8], Vec<u8>)> = Vec::new();
        let mut places: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
        for (name, value) in self.init.headers.iter().flatten() {
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
        let mut headers = HeaderList::new();
        combined.iter().for_each(|(name, value)| headers.push(name, value));
        Ok(headers)
    }
}
