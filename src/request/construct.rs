//! `new Request(input, init)`, as far as CORS goes.

use url::Url;

use super::builder::Body;
use super::modes::{
    CacheMode, CredentialsMode, Destination, Mode, RedirectMode, ReferrerPolicy, ResponseTainting,
    ServiceWorkersMode,
};
use super::{BodyKind, Client, Request, RequestError, UrlList};
use crate::header::guard::GuardError;
use crate::header::{Guard, HeaderList};
use crate::method::{is_cors_safelisted_method, is_forbidden_method, normalize};
use crate::origin::includes_credentials;
use crate::parse_url::parse_url;

/// The first argument of `new Request(input, init)`.
///
/// ```
/// use fetch_cors::request::{RequestInit, RequestInput};
/// use fetch_cors::{Client, Origin, Request};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let base = "https://app.example/a/b".parse()?;
/// let input = RequestInput::Url { url: "../c", base: Some(&base) };
/// let constructed = Request::construct(&page, input, &RequestInit::default())?;
/// assert_eq!(constructed.request.current_url().as_str(), "https://app.example/c");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "the standard has these two")]
pub enum RequestInput<'a> {
    /// A string.
    Url {
        /// The string.
        url: &'a str,
        /// The API base URL.
        base: Option<&'a Url>,
    },
    /// Another request. Whether its body is still usable is the host's to know. Its origin goes with it if
    /// it was given one, or if it is being fetched, as [`Hop::request`](crate::Hop::request) is, which a
    /// service worker sees; otherwise the new request has that of its own client.
    Request(&'a Request),
}

/// The second argument of `new Request(input, init)`: members that are left out are `None`.
///
/// ```
/// use fetch_cors::request::{Mode, RequestInit, RequestInput};
/// use fetch_cors::{Client, Origin, Request};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let mut init = RequestInit::default();
/// init.mode = Some(Mode::NoCors);
/// init.headers = Some(vec![(b"accept".to_vec(), b"a/b".to_vec()), (b"x-a".to_vec(), b"1".to_vec())]);
/// let input = RequestInput::Url { url: "https://api.example/", base: None };
/// let constructed = Request::construct(&page, input, &init)?;
/// assert_eq!(constructed.request.headers().len(), 1); // script may not set x-a there
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestInit {
    /// `method`.
    pub method: Option<Vec<u8>>,
    /// `headers`, as pairs.
    pub headers: Option<Vec<(Vec<u8>, Vec<u8>)>>,
    /// `body`, extracted.
    pub body: Option<Body>,
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
    /// Whether there is any other member: `referrer`, `integrity`, `signal`, `priority`, `window`, or a
    /// `body` that is null. They are the host's to look at, but an init that has one is not empty.
    pub others: bool,
}

/// What `new Request(input, init)` makes.
///
/// ```
/// use fetch_cors::header::Guard;
/// use fetch_cors::request::{RequestInit, RequestInput};
/// use fetch_cors::{Client, Origin, Request};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let input = RequestInput::Url { url: "https://api.example/", base: None };
/// let constructed = Request::construct(&page, input, &RequestInit::default())?;
/// assert_eq!(constructed.guard, Guard::Request);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Constructed {
    /// The request.
    pub request: Request,
    /// The guard of its `headers`, for what script does with them until the request is fetched.
    pub guard: Guard,
}

impl Request {
    /// `new Request(input, init)`, or `fetch(input, init)` as far as it makes a request.
    ///
    /// <https://fetch.spec.whatwg.org/#dom-request>
    ///
    /// # Errors
    ///
    /// [`RequestError`]: what script would see as a `TypeError`, the first in the order of the steps.
    pub fn construct(
        client: &Client,
        input: RequestInput<'_>,
        init: &RequestInit,
    ) -> Result<Constructed, RequestError> {
        // dom-request 1, 2, 3, 4, 7, 8, 9, 10, 11: signals, windows and prompts are the host's.
        let mut request = match input {
            RequestInput::Url { url, base } => from_url(client, url, base)?,
            RequestInput::Request(input) => from_request(client, input, init),
        };
        // dom-request 14: the referrer is the host's.
        // dom-request 15: the policy is not.
        request.referrer_policy = init.referrer_policy.unwrap_or(request.referrer_policy);
        // dom-request 16, 18: the mode; a string has the one that it fell back to.
        request.mode = match init.mode {
            // dom-request 17: script does not navigate by this.
            Some(mode @ (Mode::Navigate | Mode::Websocket | Mode::Webtransport)) => {
                return Err(RequestError::ModeNotForScript { mode });
            }
            mode => mode.unwrap_or(request.mode),
        };
        // dom-request 19, 20, 22, 24: what is taken as it is.
        request.credentials_mode = init.credentials.unwrap_or(request.credentials_mode);
        request.cache_mode = init.cache.unwrap_or(request.cache_mode);
        // dom-request 21: what is in the cache says something of other origins.
        if request.cache_mode == CacheMode::OnlyIfCached && request.mode != Mode::SameOrigin {
            return Err(RequestError::OnlyIfCachedNeedsSameOrigin { mode: request.mode });
        }
        request.redirect_mode = init.redirect.unwrap_or(request.redirect_mode);
        // dom-request 23, 26, 27: integrity, signal and priority are the host's.
        request.keepalive = init.keepalive.unwrap_or(request.keepalive);
        set_method(&mut request, init)?;
        // dom-request 28, 29, 30: objects are the host's.
        let guard = set_headers(&mut request, init)?;
        set_body(&mut request, init, guard)?;
        Ok(Constructed { request, guard })
    }
}

/// A new request of a string.
fn from_url(client: &Client, url: &str, base: Option<&Url>) -> Result<Request, RequestError> {
    // dom-request 5, 5.1, 5.2: it has to be a URL,
    let parsed =
        parse_url(url, base).map_err(|error| RequestError::InvalidUrl { url: url.to_owned(), error })?;
    // dom-request 5.3: without a password.
    if includes_credentials(&parsed) {
        return Err(RequestError::UrlIncludesCredentials { url: url.to_owned() });
    }
    // dom-request 5.4: a new request,
    let mut request = Request::new(client, parsed);
    // dom-request 5.5: with CORS, if nothing else is said.
    request.mode = Mode::Cors;
    request.unsafe_request = true;
    Ok(request)
}

/// A new request after another.
fn from_request(client: &Client, input: &Request, init: &RequestInit) -> Request {
    // dom-request 6, 6.1, 6.2, 6.3: the other one,
    // dom-request 12, 12a, 12b, 12c, 12d, 12e, 12f, 12g, 12h, 12i, 12j, 12k, 12l, 12m, 12n, 12o, 12p, 12q, 12r, 12s, 12t: as far as it is kept.
    let new = Request::new(client, input.current_url().clone());
    let mut request = Request {
        method: input.method.clone(),
        headers: input.headers.clone(),
        unsafe_request: true,
        origin: if input.origin_is_client { new.origin } else { input.origin.clone() },
        origin_is_client: input.origin_is_client,
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
    // dom-request 13: one that is changed is this client's own,
    if *init != RequestInit::default() {
        // dom-request 13.1: does not navigate,
        if request.mode == Mode::Navigate {
            request.mode = Mode::SameOrigin;
        }
        // dom-request 13.2, 13.3, 13.5: (these flags and the referrer are the host's)
        // dom-request 13.4: comes from here,
        request.origin = client.origin().clone();
        request.origin_is_client = true;
        // dom-request 13.6: under this client's policy,
        request.referrer_policy = ReferrerPolicy::Empty;
        // dom-request 13.7, 13.8: and begins where the other one had come to.
        request.url_list = UrlList::new(input.current_url().clone());
    }
    request
}

fn set_method(request: &mut Request, init: &RequestInit) -> Result<(), RequestError> {
    // dom-request 25, 25.1: if one is given.
    let Some(method) = &init.method else { return Ok(()) };
    // dom-request 25.3, 25.4: normalized.
    request.method = normalize(method)?;
    // dom-request 25.2: a token, and not a forbidden one.
    if is_forbidden_method(method) {
        return Err(RequestError::ForbiddenMethod { method: request.method.clone() });
    }
    Ok(())
}

fn set_headers(request: &mut Request, init: &RequestInit) -> Result<Guard, RequestError> {
    // dom-request 31: what script may set,
    let mut guard = Guard::Request;
    // dom-request 32: and without CORS, what a form may,
    if request.mode == Mode::NoCors {
        // dom-request 32.1: methods included.
        if !is_cors_safelisted_method(&request.method) {
            return Err(RequestError::MethodNeedsCors { method: request.method.clone() });
        }
        // dom-request 32.2: headers too.
        guard = Guard::RequestNoCors;
    }
    // dom-request 33: those of a changed request are looked at anew,
    if *init != RequestInit::default() {
        // dom-request 33.1, 33.2, 33.3: the ones given, or the ones there were,
        let before = std::mem::take(&mut request.headers);
        let filled = match &init.headers {
            // dom-request 33.5: as pairs,
            Some(headers) => guard.fill(&mut request.headers, headers.iter().map(|(n, v)| (n, v))),
            // dom-request 33.4: or as a list.
            None => guard.fill(&mut request.headers, before.iter()),
        };
        filled.map_err(not_immutable)?;
    }
    Ok(guard)
}

fn set_body(request: &mut Request, init: &RequestInit, guard: Guard) -> Result<(), RequestError> {
    // dom-request 34, 38, 40, 41, 41.1, 41.2: the one given, or the one there was, if it is usable.
    let had_one = request.body != BodyKind::None;
    // dom-request 35: not with a method that has none.
    if (init.body.is_some() || had_one) && has_no_body(&request.method) {
        return Err(RequestError::BodyNotAllowed { method: request.method.clone() });
    }
    // dom-request 36, 37, 37.2: given;
    if let Some(body) = &init.body {
        // dom-request 37.1: a stream ends with its page.
        if body.kind == BodyKind::Stream && request.keepalive {
            return Err(RequestError::StreamNeedsNoKeepalive);
        }
        request.body = body.kind;
        // dom-request 37.3, 37.4: which may say what it is.
        append_content_type(&mut request.headers, body, guard)?;
    }
    // dom-request 39: a stream,
    if request.body == BodyKind::Stream {
        // dom-request 39.1: is sent before the response is read, and script has to know it,
        if init.body.is_some() && !init.duplex {
            return Err(RequestError::StreamNeedsDuplex);
        }
        // dom-request 39.2: where a preflight can be made,
        if request.mode != Mode::SameOrigin && request.mode != Mode::Cors {
            return Err(RequestError::StreamNeedsCors);
        }
        // dom-request 39.3: and with one.
        request.use_cors_preflight = true;
    }
    // dom-request 42: that is its body.
    Ok(())
}

/// Appends the content type of a body, if the headers have none.
pub(super) fn append_content_type(
    headers: &mut HeaderList,
    body: &Body,
    guard: Guard,
) -> Result<(), RequestError> {
    if let Some(content_type) = &body.content_type
        && !headers.contains(b"content-type")
    {
        guard.append(headers, b"Content-Type", content_type).map_err(not_immutable)?;
    }
    Ok(())
}

/// Whether a method is one that has no body.
pub(super) fn has_no_body(method: &http::Method) -> bool {
    *method == http::Method::GET || *method == http::Method::HEAD
}

/// What a guard that is not the immutable one refuses is no header.
pub(super) fn not_immutable(error: GuardError) -> RequestError {
    match error {
        GuardError::Invalid(invalid) => invalid.into(),
        GuardError::Immutable => RequestError::Immutable,
    }
}

impl Request {
    /// A request as the standard has a new one: `GET`, mode *no-cors*, credentials mode *same-origin*.
    pub(super) fn new(client: &Client, url: Url) -> Self {
        Self {
            client: client.clone(),
            origin: client.origin().clone(),
            origin_is_client: true,
            partition_key: client.shared_partition_key(),
            method: http::Method::GET,
            url_list: UrlList::new(url),
            headers: HeaderList::new(),
            body: BodyKind::None,
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
            redirect_count: 0,
            response_tainting: ResponseTainting::Basic,
            timing_allow_failed: false,
            navigation_timing_allow_values: Vec::new(),
        }
    }
}
