//! The constructor `new Request(input, init)`, with the steps that matter to CORS.

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

/// The first argument of `new Request(input, init)`, for [`Request::construct`].
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
#[expect(clippy::exhaustive_enums, reason = "in the standard, the input is a string or a request")]
pub enum RequestInput<'a> {
    /// A string, which is parsed against the client's base URL.
    Url(&'a str),
    /// A URL that the host has already parsed from the string.
    ParsedUrl(&'a Url),
    /// Another request, which is copied. The host checks whether its body is still usable.
    ///
    /// The new request has the origin of its client, with one exception. If the second argument is empty, it keeps the other
    /// request's origin if the host has set that origin, or if the other request is being fetched. A service worker sees
    /// such a request: [`Hop::request`](crate::Hop::request).
    Request(&'a Request),
}

/// Prints a URL without user name, password, query and fragment.
impl fmt::Debug for RequestInput<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(text) => f.debug_tuple("Url").field(&RedactedText(text)).finish(),
            Self::ParsedUrl(url) => f.debug_tuple("ParsedUrl").field(&RedactedUrl(url)).finish(),
            Self::Request(request) => f.debug_tuple("Request").field(request).finish(),
        }
    }
}

/// The second argument of `new Request(input, init)`, for [`Request::construct`].
///
/// A member that script leaves out is `None`, or `false` in the last three fields. The default is the empty argument.
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
    /// The member `method`, before it is normalised.
    pub method: Option<Vec<u8>>,
    /// The member `headers`, as pairs of a name and a value.
    pub headers: Option<Vec<(Vec<u8>, Vec<u8>)>>,
    /// The member `body`, as its kind and its content type.
    pub body: Option<Body>,
    /// The member `referrer`: a URL, which may be relative to the client's base URL, `about:client` for the client's
    /// referrer, or an empty string for no referrer.
    pub referrer: Option<String>,
    /// The member `referrerPolicy`, where the empty policy stands for the client's.
    pub referrer_policy: Option<ReferrerPolicy>,
    /// The member `mode`, which is *cors* by default.
    pub mode: Option<Mode>,
    /// The member `credentials`, which is *same-origin* by default.
    pub credentials: Option<CredentialsMode>,
    /// The member `cache`, which is *default* by default.
    pub cache: Option<CacheMode>,
    /// The member `redirect`, which is *follow* by default.
    pub redirect: Option<RedirectMode>,
    /// The member `keepalive`, which is `false` by default.
    pub keepalive: Option<bool>,
    /// Whether there is a member `duplex`. Its value can only be `half`.
    pub duplex: bool,
    /// Whether there is a member `window`. Its value can only be null, and the user is then never asked for a password.
    pub window: bool,
    /// Whether there is any other member: `integrity`, `signal`, `priority`, or a `body` that is null. The host handles
    /// these members, but an argument that has one of them is not empty.
    pub others: bool,
}

/// Prints no header value that may be a secret, and the referrer without user name, password, query and fragment.
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
    /// Creates a request as `new Request(input, init)` does. `fetch(input, init)` begins with the same steps.
    ///
    /// A host that runs script calls this with the arguments of script. Without script, [`Client::fetch`] does the same and
    /// is shorter. Script changes the headers afterwards through [`script_headers`](Self::script_headers).
    ///
    /// Takes time linear in the length of the arguments.
    ///
    /// <https://fetch.spec.whatwg.org/#dom-request>
    ///
    /// # Errors
    ///
    /// Returns a [`RequestError`] if the constructor would throw a `TypeError`. If there are several mistakes, it returns
    /// the first one, in the order of the standard's steps.
    ///
    /// ```
    /// use fetch_cors::request::{CredentialsMode, RequestInit, RequestInput};
    /// use fetch_cors::{Client, Origin, Request};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let mut init = RequestInit::default();
    /// init.credentials = Some(CredentialsMode::Include);
    /// let request = Request::construct(&page, RequestInput::Url("https://api.example/"), &init)?;
    /// assert_eq!(request.credentials_mode(), CredentialsMode::Include);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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

/// Creates a request as `new Request(input, init)` does, from the result of parsing a string.
pub(super) fn construct_from_url(
    client: &Client,
    url: Result<Url, RequestError>,
    init: &RequestInit,
) -> Result<Request, RequestError> {
    initialize(from_url(client, url, init)?, init)
}

/// Sets each item of the request for which `init` has a member.
fn initialize(mut request: Request, init: &RequestInit) -> Result<Request, RequestError> {
    set_referrer(&mut request, init)?;
    set_modes(&mut request, init)?;
    set_method(&mut request, init)?;
    set_headers(&mut request, init)?;
    set_body(&mut request, init)?;
    Ok(request)
}

/// Creates a request from the result of parsing a string, before the members of `init` are set.
fn from_url(
    client: &Client,
    url: Result<Url, RequestError>,
    init: &RequestInit,
) -> Result<Request, RequestError> {
    // dom-request 1, 2, 3, 4: the base URL comes from the client. The host keeps the signal.
    // dom-request 5, 5.1, 5.2: refuses a string that is not a URL.
    let url = url?;
    // dom-request 5.3: refuses a URL with a user name or a password.
    if includes_credentials(&url) {
        return Err(RequestError::UrlIncludesCredentials { url: RedactedUrl(&url).to_string() });
    }
    // dom-request 5.4: creates a request for the URL.
    let mut request = Request::new(client, url);
    // dom-request 5.5: the mode is *cors*, unless the init sets another mode.
    request.mode = Mode::Cors;
    request.traversable_for_user_prompts = prompts(init);
    request.unsafe_request = true;
    Ok(request)
}

/// Creates a request from another request, before the members of `init` are set.
fn from_request(client: &Client, input: &Request, init: &RequestInit) -> Request {
    // dom-request 6, 6.1, 6.2, 6.3: begins with the other request. The host keeps its signal.
    // dom-request 7: the client has the origin with which step 14.3.3 compares the referrer.
    // dom-request 8, 9: by default, the client decides whether the user can be asked. The other request names no window that
    // could be kept.
    // dom-request 10, 11: a `window` in the init can only be null. The user is then never asked.
    let traversable_for_user_prompts = prompts(init);
    let new = Request::new(client, input.current_url().clone());
    // dom-request 12, 12a, 12b, 12c, 12d, 12e, 12f, 12g, 12h, 12i, 12j, 12k, 12l, 12m, 12n, 12o, 12p, 12q, 12r, 12s, 12t: copies these items of the other request.
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
    // dom-request 13: if the init is not empty, the request no longer counts as made by the page that made the other one.
    if *init != RequestInit::default() {
        // dom-request 13.1: script cannot make a navigation, so the mode becomes *same-origin*.
        if request.mode == Mode::Navigate {
            request.mode = Mode::SameOrigin;
        }
        // dom-request 13.2, 13.3: the host unsets the flags of navigations.
        // dom-request 13.4: the origin becomes this client's origin.
        request.origin = client.origin().clone();
        request.origin_is_client = true;
        // dom-request 13.5: the referrer becomes this client's referrer.
        request.referrer = Referrer::Client;
        // dom-request 13.6: the empty referrer policy stands for this client's policy.
        request.referrer_policy = ReferrerPolicy::Empty;
        // dom-request 13.7, 13.8: the URL list keeps only the current URL.
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

/// Sets the referrer, if the init has one.
fn set_referrer(request: &mut Request, init: &RequestInit) -> Result<(), RequestError> {
    // dom-request 14, 14.1: without a referrer in the init, the request keeps its referrer.
    let Some(referrer) = &init.referrer else { return Ok(()) };
    // dom-request 14.2: the empty string means that there is no referrer.
    request.referrer = if referrer.is_empty() {
        Referrer::NoReferrer
    } else {
        // dom-request 14.3, 14.3.1, 14.3.2: parses the referrer against the client's base URL. Refuses what is not a URL.
        let url = parse_url(referrer, request.client.base_url())
            .map_err(|error| RequestError::invalid_referrer(referrer, error))?;
        let is_about_client = url.scheme() == "about" && url.path() == "client";
        if is_about_client || !Origin::of(&url).same_origin(request.client.origin()) {
            // dom-request 14.3.3: `about:client` and a URL of another origin stand for the client's referrer.
            Referrer::Client
        } else {
            // dom-request 14.3.4: a URL of the client's own origin becomes the referrer.
            Referrer::Url(url)
        }
    };
    Ok(())
}

/// Sets the referrer policy, the modes and *keepalive*, as far as the init has them.
fn set_modes(request: &mut Request, init: &RequestInit) -> Result<(), RequestError> {
    // dom-request 15: sets the referrer policy.
    request.referrer_policy = init.referrer_policy.unwrap_or(request.referrer_policy);
    // dom-request 16: without a mode in the init, the request keeps its mode.
    if let Some(mode) = init.mode {
        // dom-request 17: refuses the modes that script cannot choose.
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
    // dom-request 23: the host keeps the integrity metadata.
    // dom-request 24: sets *keepalive*.
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

/// Checks a method that script has chosen, and normalises it. `open` of `XMLHttpRequest` makes the same checks.
pub(super) fn script_method(method: &[u8]) -> Result<Method, RequestError> {
    // dom-request 25.2: refuses what is not a method, and the forbidden methods.
    let normalized = normalize(method)?;
    if is_forbidden_method(method) {
        return Err(RequestError::ForbiddenMethod { method: normalized });
    }
    // dom-request 25.3, 25.4: returns the normalised method.
    Ok(normalized)
}

fn set_headers(request: &mut Request, init: &RequestInit) -> Result<(), RequestError> {
    // dom-request 26, 27, 28, 29, 30: the host handles the signal, the priority and the objects of script.
    // dom-request 31: the guard leaves out what script may not set.
    request.guard = Guard::Request;
    // dom-request 32: in mode *no-cors*, only safelisted methods and headers are allowed.
    if request.mode == Mode::NoCors {
        // dom-request 32.1: refuses a method that is not safelisted.
        if !is_cors_safelisted_method(request.method_bytes()) {
            return Err(RequestError::MethodNeedsCors { method: request.method.clone() });
        }
        // dom-request 32.2: the guard leaves out what is not safelisted.
        request.guard = Guard::RequestNoCors;
    }
    // dom-request 33: if the init is not empty, fills the headers again, so that the guard checks each of them.
    if *init != RequestInit::default() {
        // dom-request 33.1, 33.2, 33.3: empties the header list.
        let copied = std::mem::take(&mut request.headers);
        let mut headers = request.script_headers();
        let filled = match &init.headers {
            // dom-request 33.4: appends the headers that the request had.
            None => headers.fill(copied.iter()),
            // dom-request 33.5: appends the headers of the init.
            Some(pairs) => headers.fill(pairs.iter().map(|(name, value)| (name, value))),
        };
        filled.map_err(RequestError::from_guard)?;
    }
    Ok(())
}

fn set_body(request: &mut Request, init: &RequestInit) -> Result<(), RequestError> {
    // dom-request 34: the request already has the kind of the other request's body.
    let has_input_body = request.body != BodyKind::None;
    // dom-request 35: refuses a body if the method is `GET` or `HEAD`.
    if (init.body.is_some() || has_input_body) && has_no_body(&request.method) {
        return Err(RequestError::BodyNotAllowed { method: request.method.clone() });
    }
    // dom-request 36, 37: a body in the init replaces the other request's body.
    if let Some(body) = &init.body {
        // dom-request 37.1: refuses a stream with *keepalive*.
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
        // dom-request 39.1: refuses a stream in the init without `duplex`.
        if init.body.is_some() && !init.duplex {
            return Err(RequestError::StreamNeedsDuplex);
        }
        // dom-request 39.2: refuses a stream unless the mode is *same-origin* or *cors*.
        if request.mode != Mode::SameOrigin && request.mode != Mode::Cors {
            return Err(RequestError::StreamNeedsCors);
        }
        // dom-request 39.3: a stream needs a preflight, so sets the use-CORS-preflight flag.
        request.use_cors_preflight = true;
    }
    // dom-request 40, 41, 41.1, 41.2: the host checks whether the other request's body is usable.
    // dom-request 42: the kind of the body is set above.
    Ok(())
}

/// Returns whether requests with this method have no body.
pub(super) fn has_no_body(method: &Method) -> bool {
    *method == Method::GET || *method == Method::HEAD
}
