use std::fmt;

use url::Url;

use super::body::Body;
use super::client::Client;
use super::construct::{RequestInit, construct_from_url};
use super::error::RequestError;
use super::into_url::IntoUrl;
use super::modes::{CacheMode, CredentialsMode, Mode, RedirectMode, ReferrerPolicy};
use super::request::Request;
use crate::redacted::RedactedUrl;

impl Client {
    /// Begins the request of `fetch(url)`: mode *cors*, credentials mode *same-origin*, unsafe-request flag
    /// set.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::{Body, RequestError}};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let get_with_body = page.fetch("https://api.example/").body(Body::source()).build();
    /// assert!(matches!(get_with_body, Err(RequestError::BodyNotAllowed { .. })));
    /// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
    /// ```
    pub fn fetch(&self, url: impl IntoUrl) -> FetchBuilder {
        FetchBuilder {
            client: self.clone(),
            url: url.into_url(self),
            // A host that passes a stream sends it before it reads the response: that is `duplex: "half"`.
            init: RequestInit { duplex: true, ..RequestInit::default() },
        }
    }

    /// Begins the request of `fetch()` with the method, the URI and the headers of `request`. The URI may be
    /// relative to the client's base URL. Whether there is a body is for [`body`](FetchBuilder::body) to say.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let put = http::Request::put("https://api.example/items/1").header("x-token", "1").body(())?;
    /// let request = page.fetch_http(&put).build()?;
    /// assert_eq!((request.method(), request.headers().len()), (&http::Method::PUT, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fetch_http<B>(&self, request: &http::Request<B>) -> FetchBuilder {
        self.fetch(request.uri()).method(request.method().as_str()).headers(request.headers())
    }
}

/// Builds a request of `fetch()`. [`Client::fetch`] begins it, and the methods set what the second argument of
/// `fetch()` sets.
///
/// Headers that script may not set are left out, as in a page. What makes `fetch()` throw makes
/// [`build`](Self::build) fail. Nothing is checked before that.
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
///
/// `fetch()` has no way to unset the unsafe-request flag, which would leave out the preflight:
///
/// ```compile_fail,E0599
/// # use fetch_cors::{Client, Origin};
/// # let page = Client::new(Origin::parse("https://app.example").unwrap());
/// page.fetch("https://api.example/").method("PUT").unsafe_request(false);
/// ```
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct FetchBuilder {
    client: Client,
    url: Result<Url, RequestError>,
    init: RequestInit,
}

impl FetchBuilder {
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

    /// Sets the body: a [`Source`](super::Source) or a [`Stream`](super::Stream).
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.init.body = Some(body.into());
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

    /// Sets the referrer: a URL of the page's own origin, `about:client` for the client's, or an empty string for none. A URL of
    /// another origin stands for the client's.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::Referrer};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let request = page.fetch("https://api.example/").referrer("").build()?;
    /// assert_eq!(request.referrer(), &Referrer::NoReferrer);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn referrer(mut self, referrer: impl Into<String>) -> Self {
        self.init.referrer = Some(referrer.into());
        self
    }

    /// Sets the referrer policy. *Empty* stands for the client's.
    pub fn referrer_policy(mut self, policy: ReferrerPolicy) -> Self {
        self.init.referrer_policy = Some(policy);
        self
    }

    /// Sets whether the request may outlive its client, for the host's fetch group.
    pub fn keepalive(mut self, keepalive: bool) -> Self {
        self.init.keepalive = Some(keepalive);
        self
    }

    /// Sets `window` to null: nobody is asked for a password.
    pub fn without_window(mut self) -> Self {
        self.init.window = true;
        self
    }

    /// Builds the request, as [`Request::construct`] does. Takes time linear in what was given.
    ///
    /// # Errors
    ///
    /// Returns the first reason for which `fetch()` throws, in the order of the standard.
    pub fn build(self) -> Result<Request, RequestError> {
        construct_from_url(&self.client, self.url, &self.init)
    }
}

/// Prints of URL and headers what is no secret.
impl fmt::Debug for FetchBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FetchBuilder")
            .field("client", &self.client)
            .field("url", &self.url.as_ref().map(RedactedUrl))
            .field("init", &self.init)
            .finish()
    }
}
