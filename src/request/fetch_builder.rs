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
    /// Begins the request of `fetch(url)`. This is the usual way to make a request. If the URL or anything else is invalid,
    /// [`build`](FetchBuilder::build) returns the error.
    ///
    /// Without further calls, the request is a `GET` in mode *cors* with credentials mode *same-origin* and redirect mode
    /// *follow*. The methods of [`FetchBuilder`] change this. The unsafe-request flag is always set, because script chooses
    /// the method and the headers: a cross-origin request needs a preflight if one of them is not safelisted.
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
            // The host sends the whole stream before it reads the response, which is what `duplex: "half"` says.
            init: RequestInit { duplex: true, ..RequestInit::default() },
        }
    }

    /// Begins the request of `fetch()` with the method, the URI and the headers of `request`.
    ///
    /// The URI may be relative to the client's base URL. The body of `request` is ignored. If it has one, call
    /// [`FetchBuilder::body`] with [`Body::source`], so that the engine knows about it.
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

/// A builder for the request of `fetch()`, which is the usual one. [`Client::fetch`] begins it.
///
/// Each method sets one member of the second argument of `fetch()`. [`build`](Self::build) checks everything, and returns an
/// error where `fetch()` would throw. A header that script may not set is left out without an error, as in a page.
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
/// The unsafe-request flag makes the engine check whether the method and the headers need a preflight. It is always on, and
/// no method turns it off:
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
    /// Sets the method, which is `GET` by default.
    ///
    /// `DELETE`, `GET`, `HEAD`, `OPTIONS`, `POST` and `PUT` may be in any case: they are normalised to upper case. Every
    /// other method stays as it is, so `patch` and `PATCH` are two methods. Script may not use `CONNECT`, `TRACE` and
    /// `TRACK`.
    ///
    /// A cross-origin request needs a preflight if its method is not `GET`, `HEAD` or `POST`.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let method = |given: &str| page.fetch("https://api.example/").method(given).build().map(|built| built.method().clone());
    /// assert_eq!(method("put")?, "PUT");
    /// assert_eq!(method("patch")?, "patch"); // most servers know `PATCH` only
    /// assert!(method("trace").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn method(mut self, method: impl AsRef<[u8]>) -> Self {
        self.init.method = Some(method.as_ref().to_vec());
        self
    }

    /// Adds a header to the request. White space around the value is removed.
    ///
    /// If the name or the value is invalid, [`build`](Self::build) returns an error. A name can be added several times. The
    /// request then has several headers of that name, in the case in which the name was added first.
    ///
    /// A header that script may not set, such as `Cookie`, is left out. In mode *no-cors*, only a safelisted header is kept.
    /// In mode *cors*, a header that is not safelisted makes a preflight necessary if the URL is cross-origin.
    pub fn header(mut self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Self {
        let headers = self.init.headers.get_or_insert_default();
        headers.push((name.as_ref().to_vec(), value.as_ref().to_vec()));
        self
    }

    /// Adds several headers, each as [`header`](Self::header) does.
    pub fn headers<N: AsRef<[u8]>, V: AsRef<[u8]>>(self, headers: impl IntoIterator<Item = (N, V)>) -> Self {
        headers.into_iter().fold(self, |builder, (name, value)| builder.header(name, value))
    }

    /// Sets the body: a [`Source`](super::Source) or a [`Stream`](super::Stream). By default, there is none.
    ///
    /// The builder needs only the kind and the content type of the body, and the host keeps the bytes. A `GET` or `HEAD`
    /// request cannot have a body.
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.init.body = Some(body.into());
        self
    }

    /// Sets the mode, which decides what the page can do with a cross-origin URL. The default is *cors*.
    ///
    /// - *cors*: the page can read the response if the server shares it through the CORS protocol.
    /// - *no-cors*: the CORS protocol is not used, and the page cannot read the response. The method must be `GET`, `HEAD`
    ///   or `POST`.
    /// - *same-origin*: a cross-origin URL is a network error.
    ///
    /// Script cannot choose another mode: [`build`](Self::build) then fails.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.init.mode = Some(mode);
        self
    }

    /// Sets the credentials mode, which decides where cookies and other credentials are sent. The default is *same-origin*.
    ///
    /// - *omit*: they are never sent.
    /// - *same-origin*: they are sent only to the page's own origin.
    /// - *include*: they are always sent. In mode *cors*, the page can then read a cross-origin response only if the server
    ///   sends `Access-Control-Allow-Credentials: true` and names the page's origin instead of `*`.
    pub fn credentials(mut self, mode: CredentialsMode) -> Self {
        self.init.credentials = Some(mode);
        self
    }

    /// Sets the redirect mode, which decides what happens at a redirect. The default is *follow*.
    ///
    /// - *follow*: the redirect is followed.
    /// - *error*: the redirect is a network error.
    /// - *manual*: the page sees that there was a redirect, but not its status, headers or location.
    ///
    /// In mode *no-cors*, a cross-origin request must have *follow*. With another redirect mode, it is a network error.
    pub fn redirect(mut self, mode: RedirectMode) -> Self {
        self.init.redirect = Some(mode);
        self
    }

    /// Sets the cache mode, which says how the host's HTTP cache is used. The default is *default*.
    ///
    /// The engine has no HTTP cache, and passes this mode on to the host. *only-if-cached* needs mode *same-origin*.
    pub fn cache(mut self, mode: CacheMode) -> Self {
        self.init.cache = Some(mode);
        self
    }

    /// Sets the referrer, which is `about:client` by default. That stands for the referrer of the client.
    ///
    /// An empty string means that the request has no referrer. A URL of the page's own origin is the referrer itself, and
    /// may be relative to the client's base URL. A URL of another origin counts as `about:client`.
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

    /// Sets the referrer policy, which decides how much of the referrer the server receives. The default is the client's
    /// policy, which [`ReferrerPolicy::Empty`] stands for.
    pub fn referrer_policy(mut self, policy: ReferrerPolicy) -> Self {
        self.init.referrer_policy = Some(policy);
        self
    }

    /// Sets whether the request may continue after its page is closed. The default is `false`.
    ///
    /// The host keeps such a request alive. [`Exchange::check_keepalive`](crate::Exchange::check_keepalive) limits its body.
    /// A stream cannot be sent with *keepalive*.
    pub fn keepalive(mut self, keepalive: bool) -> Self {
        self.init.keepalive = Some(keepalive);
        self
    }

    /// Sets the member `window` to null: the host then never asks the user for a password because of this request. By
    /// default, [the client](Client::with_traversable) decides.
    pub fn without_window(mut self) -> Self {
        self.init.window = true;
        self
    }

    /// Builds the request, with the checks of [`Request::construct`].
    ///
    /// Takes time linear in the length of what was given.
    ///
    /// # Errors
    ///
    /// Returns a [`RequestError`] if `fetch()` would throw an exception. If there are several mistakes, it returns the first
    /// one, in the order of the standard's steps.
    pub fn build(self) -> Result<Request, RequestError> {
        construct_from_url(&self.client, self.url, &self.init)
    }
}

/// Prints the URL without user name, password, query and fragment, and no header value that may be a secret.
impl fmt::Debug for FetchBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FetchBuilder")
            .field("client", &self.client)
            .field("url", &self.url.as_ref().map(RedactedUrl))
            .field("init", &self.init)
            .finish()
    }
}
