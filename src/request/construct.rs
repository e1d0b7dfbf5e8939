//! The constructor `new Request(input, init)`, with the steps that concern CORS.

use std::fmt;

use http::Method;
use url::Url;

use super::body::{Body, BodyKind};
use super::client::Client;
use super::error::RequestError;
use super::into_url::parse;
use super::modes::{CacheMode, CredentialsMode, Mode, RedirectMode, ReferrerPolicy};
use super::prompts::TraversableForUserPrompts;
use super::referrer::Referrer;
use super::request::Request;
use crate::header::Guard;
use crate::method::{is_cors_safelisted_method, is_forbidden_method, normalize};
use crate::origin::{Origin, includes_credentials};
use crate::parse_url::parse_url;
use crate::redacted::{RedactedHeaders, RedactedName, RedactedText, RedactedUrl};

/// The first argument of `new Request(input, init)`.
///
/// ```
/// use fetch_cors::request::{RequestInit, RequestInput};
/// use fetch_cors::{Client, Origin, Request};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let page = page.with_base_url("https://app.example/a/b".parse()?);
/// let first = Request::construct(&page, RequestInput::Url("../c"), &RequestInit::default())?;
/// let copy = Request::construct(&page, RequestInput::Request(&first), &RequestInit::default())?;
/// assert_eq!(copy.current_url().as_str(), "https://app.example/c");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
#[expect(clippy::exhaustive_enums, reason = "the standard has a string and a request")]
pub enum RequestInput<'a> {
    /// A string, which is parsed beside the client's base URL.
    Url(&'a str),
    /// A string that the host has already parsed beside its base URL.
    ParsedUrl(&'a Url),
    /// Another request. The host has to check that its body is still usable.
    ///
    /// The new request keeps the other request's origin if that one was set by the host, or if the other
    /// request is being fetched, as [`Hop::request`](crate::Hop::request) is, which a service worker sees.
    /// Otherwise it has the origin of its own client.
    Request(&'a Request),
}

/// Prints of a URL what is no secret.
impl fmt::Debug for RequestInput<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(text) => f.debug_tuple("Url").field(&RedactedText(text)).finish(),
            Self::ParsedUrl(url) => f.debug_tuple("ParsedUrl").field(&RedactedUrl(url)).finish(),
            Self::Request(request) => f.debug_tuple("Request").field(request).finish(),
        }
    }
}

/// The second argument of `new Request(input, init)`. A member that is left out is `None`.
///
/// ```
/// use fetch_cors::request::{Mode, RequestInit, RequestInput};
/// use fetch_cors::{Client, Origin, Request};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let mut init = RequestInit::default();
/// init.mode = Some(Mode::NoCors);
/// init.headers = Some(vec![(b"accept".to_vec(), b"a/b".to_vec()), (b"x-a".to_vec(), b"1".to_vec())]);
/// let request = Request::construct(&page, RequestInput::Url("https://api.example/"), &init)?;
/// assert_eq!(request.headers().len(), 1); // script may not set x-a there
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestInit {
    /// `method`.
    pub method: Option<Vec<u8>>,
    /// `headers`, as pairs.
    pub headers: Option<Vec<(Vec<u8>, Vec<u8>)>>,
    /// `body`, as a kind and a content type.
    pub body: Option<Body>,
    /// `referrer`: a URL, which is parsed beside the client's base URL, `about:client`, or an empty string for no referrer.
    pub referrer: Option<String>,
    /// `referrerPolicy`.
    pub referrer_policy: Option<ReferrerPolicy>,
    /// `mode`.
    pub mode: Option<Mode>,
    /// `credentials`.
    pub credentials: Option<CredentialsMode>,
    /// `cache`.
    pub cache: Option<CacheMode>,
    /// `redirect`.
    pub redirect: Option<RedirectMode>,
    /// `keepalive`.
    pub keepalive: Option<bool>,
    /// Whether there is a `duplex`, which can only be `half`.
    pub duplex: bool,
    /// Whether there is a `window`, which can only be null: nobody is asked for a password.
    pub window: bool,
    /// Whether there is any other member: `integrity`, `signal`, `priority`, or a `body` that is null. The host handles these,
    /// but an init that has one is not empty.
    pub others: bool,
}

/// Prints the values of those headers that hold no secret, and the lengths of the others.
impl fmt::Debug for RequestInit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestInit")
            .field("method", &self.method.as_deref().map(RedactedName))
            .field("headers", &self.headers.as_ref().map(RedactedHeaders))
            .field("body", &self.body)
            .field("referrer", &self.referrer.as_deref().map(RedactedText))
            .field("referrer_policy", &self.referrer_policy)
            .field("mode", &self.mode)
            .field("credentials", &self.credentials)
            .field("cache", &self.cache)
            .field("redirect", &self.redirect)
            .field("keepalive", &self.keepalive)
            .field("duplex", &self.duplex)
            .field("window", &self.window)
            .field("others", &self.others)
            .finish()
    }
}

impl Request {
    /// Makes a request as `new Request(input, init)` does, and as `fetch(input, init)` does first. Script may
    /// then change its headers through [`script_headers`](Self::script_headers).
    ///
    /// <https://fetch.spec.whatwg.org/#dom-request>
    ///
    /// # Errors
    ///
    /// Returns the first reason for a `TypeError`, in the order of the steps.
    pub fn construct(
        client: &Client,
        input: RequestInput<'_>,
        init: &RequestInit,
    ) -> Result<Self, RequestError> {
        match input {
            RequestInput::Url(url) => construct_from_url(client, parse(url, client), init),
            RequestInput::ParsedUrl(url) => construct_from_url(client, Ok(url.clone()), init),
            RequestInput::Request(input) => initialize(from_request(client, input, init), init),
        }
    }
}

/// Makes a request as `new Request(input, init)` does, from the result of parsing a string.
pub(super) fn construct_from_url(
    client: &Client,
    url: Result<Url, RequestError>,
    init: &RequestInit,
) -> Result<Request, RequestError> {
    initialize(from_url(client, url, init)?, init)
}

/// Sets what `init` has.
fn initialize(mut request: Request, init: &RequestInit) -> Result<Request, RequestError> {
    set_referrer(&mut request, init)?;
    set_modes(&mut request, init)?;
    set_method(&mut request, init)?;
    set_headers(&mut request, init)?;
    set_body(&mut request, init)?;
    Ok(request)
}

/// Makes a request from the result of parsing a string.
fn from_url(
    client: &Client,
    url: Result<Url, RequestError>,
    init: &RequestInit,
) -> Result<Request, RequestError> {
    // dom-request 1, 2, 3, 4: the base URL is the client's, and the signal is the host's.
    // dom-request 5, 5.1, 5.2: the string is parsed; refuses it if it is not a URL.
    let url = url?;
    // dom-request 5.3: refuses a URL with a user name or a password.
    if includes_credentials(&url) {
        return Err(RequestError::UrlIncludesCredentials { url: RedactedUrl(&url).to_string() });
    }
    // dom-request 5.4: makes a new request.
    let mut request = Request::new(client, url);
    // dom-request 5.5: its mode is *cors*, unless the init has another.
    request.mode = Mode::Cors;
    request.traversable_for_user_prompts = prompts(init);
    request.unsafe_request = true;
    Ok(request)
}

/// Makes a request from another request.
fn from_request(client: &Client, input: &Request, init: &RequestInit) -> Request {
    // dom-request 6, 6.1, 6.2, 6.3: the other request is the input.
    // dom-request 7: the origin is the client's.
    // dom-request 8, 9: the client decides who is asked. The engine knows no traversable of another request.
    // dom-request 10, 11: a `window` in the init can only be null, and nobody is asked then.
    let traversable_for_user_prompts = prompts(init);
    let new = Request::new(client, input.current_url().clone());
    // dom-request 12, 12a, 12b, 12c, 12d, 12e, 12f, 12g, 12h, 12i, 12j, 12k, 12l, 12m, 12n, 12o, 12p, 12q, 12r, 12s, 12t: copies these items of the input.
    let mut request = Request {
        method: input.method.clone(),
        headers: input.headers.clone(),
        unsafe_request: true,
        origin: if input.origin_is_client { new.origin } else { input.origin.clone() },
        origin_is_client: input.origin_is_client,
        traversable_for_user_prompts,
        referrer: input.referrer.clone(),
        referrer_policy: input.referrer_policy,
        mode: input.mode,
        credentials_mode: input.credentials_mode,
        cache_mode: input.cache_mode,
        redirect_mode: input.redirect_mode,
        keepalive: input.keepalive,
        url_list: input.url_list.clone(),
        body: input.body,
        ..new
    };
    // dom-request 13: if the init changes anything, the request no longer comes from where the input came from.
    if *init != RequestInit::default() {
        // dom-request 13.1: it is no navigation.
        if request.mode == Mode::Navigate {
            request.mode = Mode::SameOrigin;
        }
        // dom-request 13.2, 13.3: the flags of navigations are the host's.
        // dom-request 13.4: its origin is this client's.
        request.origin = client.origin().clone();
        request.origin_is_client = true;
        // dom-request 13.5: its referrer is the client's.
        request.referrer = Referrer::Client;
        // dom-request 13.6: its referrer policy is the client's.
        request.referrer_policy = ReferrerPolicy::Empty;
        // dom-request 13.7, 13.8: its URL list begins with the input's current URL.
        request.url_list = input.url_list.of_current();
    }
    request
}

/// Returns the traversable for user prompts of a request with this init.
fn prompts(init: &RequestInit) -> TraversableForUserPrompts {
    match init.window {
        true => TraversableForUserPrompts::NoTraversable,
        false => TraversableForUserPrompts::Client,
    }
}

/// Sets the referrer if the init has one.
fn set_referrer(request: &mut Request, init: &RequestInit) -> Result<(), RequestError> {
    // dom-request 14, 14.1: without a referrer in the init, the request keeps the one that it has.
    let Some(referrer) = &init.referrer else { return Ok(()) };
    // dom-request 14.2: the empty string is no referrer.
    request.referrer = if referrer.is_empty() {
        Referrer::NoReferrer
    } else {
        // dom-request 14.3, 14.3.1, 14.3.2: parses the referrer beside the client's base URL.
        let url = parse_url(referrer, request.client.base_url())
            .map_err(|error| RequestError::invalid_referrer(referrer, error))?;
        let is_about_client = url.scheme() == "about" && url.path() == "client";
        if is_about_client || !Origin::of(&url).same_origin(request.client.origin()) {
            // dom-request 14.3.3: `about:client` and a URL of another origin stand for the client's.
            Referrer::Client
        } else {
            // dom-request 14.3.4: a URL of the client's own origin is the referrer.
            Referrer::Url(url)
        }
    };
    Ok(())
}

/// Sets the members of the init that are taken as they are, and the modes.
fn set_modes(request: &mut Request, init: &RequestInit) -> Result<(), RequestError> {
    // dom-request 15: sets the referrer policy.
    request.referrer_policy = init.referrer_policy.unwrap_or(request.referrer_policy);
    // dom-request 16: without a mode in the init, the request keeps the mode that it has.
    if let Some(mode) = init.mode {
        // dom-request 17: refuses the modes that script cannot ask for.
        if matches!(mode, Mode::Navigate | Mode::Websocket | Mode::Webtransport) {
            return Err(RequestError::ModeNotForScript { mode });
        }
        // dom-request 18: sets the mode.
        request.mode = mode;
    }
    // dom-request 19: sets the credentials mode.
    request.credentials_mode = init.credentials.unwrap_or(request.credentials_mode);
    // dom-request 20: sets the cache mode.
    request.cache_mode = init.cache.unwrap_or(request.cache_mode);
    // dom-request 21: refuses *only-if-cached* unless the mode is *same-origin*.
    if request.cache_mode == CacheMode::OnlyIfCached && request.mode != Mode::SameOrigin {
        return Err(RequestError::OnlyIfCachedNeedsSameOrigin { mode: request.mode });
    }
    // dom-request 22: sets the redirect mode.
    request.redirect_mode = init.redirect.unwrap_or(request.redirect_mode);
    // dom-request 23: integrity metadata is the host's.
    // dom-request 24: sets keepalive.
    request.keepalive = init.keepalive.unwrap_or(request.keepalive);
    Ok(())
}

fn set_method(request: &mut Request, init: &RequestInit) -> Result<(), RequestError> {
    // dom-request 25, 25.1: if the init has a method, checks and sets it.
    if let Some(method) = &init.method {
        request.method = script_method(method)?;
    }
    Ok(())
}

/// Normalizes a method that script may use. `XMLHttpRequest`'s `open` has the same checks.
pub(super) fn script_method(method: &[u8]) -> Result<Method, RequestError> {
    // dom-request 25.2: refuses what is not a token, and the forbidden methods.
    let normalized = normalize(method)?;
    if is_forbidden_method(method) {
        return Err(RequestError::ForbiddenMethod { method: normalized });
    }
    // dom-request 25.3, 25.4: the method is normalized.
    Ok(normalized)
}

fn set_headers(request: &mut Request, init: &RequestInit) -> Result<(), RequestError> {
    // dom-request 26, 27, 28, 29, 30: signals, priorities and script's objects are the host's.
    // dom-request 31: the guard is *request*.
    request.guard = Guard::Request;
    // dom-request 32: mode *no-cors* allows only what a form could send.
    if request.mode == Mode::NoCors {
        // dom-request 32.1: refuses a method that is not safelisted.
        if !is_cors_safelisted_method(request.method_bytes()) {
            return Err(RequestError::MethodNeedsCors { method: request.method.clone() });
        }
        // dom-request 32.2: the guard is *request-no-cors*.
        request.guard = Guard::RequestNoCors;
    }
    // dom-request 33: if the init changes anything, fills the headers again under the guard.
    if *init != RequestInit::default() {
        // dom-request 33.1, 33.2, 33.3: empties the header list.
        let copied = std::mem::take(&mut request.headers);
        let mut headers = request.script_headers();
        let filled = match &init.headers {
            // dom-request 33.4: appends the copied headers.
            None => headers.fill(copied.iter()),
            // dom-request 33.5: appends the headers of the init.
            Some(pairs) => headers.fill(pairs.iter().map(|(name, value)| (name, value))),
        };
        filled.map_err(RequestError::from_guard)?;
    }
    Ok(())
}

fn set_body(request: &mut Request, init: &RequestInit) -> Result<(), RequestError> {
    // dom-request 34: the request has the kind of the input's body.
    let has_input_body = request.body != BodyKind::None;
    // dom-request 35: refuses a body if the method is `GET` or `HEAD`.
    if (init.body.is_some() || has_input_body) && has_no_body(&request.method) {
        return Err(RequestError::BodyNotAllowed { method: request.method.clone() });
    }
    // dom-request 36, 37: a body of the init replaces the input's.
    if let Some(body) = &init.body {
        // dom-request 37.1: refuses a stream with keepalive.
        if body.kind() == BodyKind::Stream && request.keepalive {
            return Err(RequestError::StreamNeedsNoKeepalive);
        }
        // dom-request 37.2: sets the body.
        request.body = body.kind();
        // dom-request 37.3, 37.4: appends the body's content type, unless the headers have one.
        body.append_type_to(&mut request.script_headers())?;
    }
    // dom-request 38, 39: for a stream, checks what a stream needs.
    if request.body == BodyKind::Stream {
        // dom-request 39.1: refuses a stream of the init without `duplex`.
        if init.body.is_some() && !init.duplex {
            return Err(RequestError::StreamNeedsDuplex);
        }
        // dom-request 39.2: refuses a stream in other modes than *same-origin* and *cors*.
        if request.mode != Mode::SameOrigin && request.mode != Mode::Cors {
            return Err(RequestError::StreamNeedsCors);
        }
        // dom-request 39.3: sets the use-CORS-preflight flag.
        request.use_cors_preflight = true;
    }
    // dom-request 40, 41, 41.1, 41.2: whether the input's body is usable is the host's to check.
    // dom-request 42: the request has its body already.
    Ok(())
}

/// Returns whether requests of this method have no body.
pub(super) fn has_no_body(method: &Method) -> bool {
    *method == Method::GET || *method == Method::HEAD
}
