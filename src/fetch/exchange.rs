use std::error::Error;

use http::Method;
use http::uri::Uri;
use url::{Position, Url};

use super::fetch_params::FetchParams;
use super::http_network_or_cache_fetch::HttpRequest;
use super::{Step, ToHttpError};
use crate::authentication::Attempt;
use crate::cookies::{NoSameSiteMode, SameSiteMode, SameSiteRequest};
use crate::error::{HostError, KeepaliveError, Phase, Reason};
use crate::header::{HeaderList, ToHeaderMapError};
use crate::keepalive::check_keepalive;
use crate::origin::{as_sent, includes_credentials};
use crate::preflight::{PreflightCache, PreflightNeed};
use crate::request::{
    BodyKind, CacheMode, CredentialsMode, Destination, Mode, ReferrerPolicy, Request, ResponseTainting,
    TraversableForUserPrompts,
};
use crate::response::Response;
use crate::timestamp::Timestamp;

/// The number of headers that can be added to the header map of [`Exchange::to_http`].
const ADDED_HEADERS: usize = 16;

/// A message for the host to send: a preflight or the actual request.
///
/// The host sends the message with its own HTTP client. It then calls [`respond`](Self::respond) with the response, or
/// [`fail`](Self::fail) if there is no response.
///
/// The method, the URL and the headers are complete, except for what the host's network layer adds: `Host`,
/// `Content-Length`, `User-Agent`, cookies, passwords, and the headers of its HTTP cache. The host also adds
/// `Accept-Language`, and `Sec-Purpose` for a prefetch.
///
/// The host changes nothing that the message has, and sends no part of the URL that [`to_url`](Self::to_url) removes.
///
/// # What the host has to get right
///
/// 1. **Redirects off.** The HTTP client must not follow redirects, because the engine has to check each of them. Pass the
///    URL that each response came from, with [`Response::with_url`]. The engine then detects an HTTP client that follows
///    redirects, unless the last redirect leads back to the URL of the message.
/// 2. **A status is not an error.** A 404 is a response like any other. Call [`fail`](Self::fail) only if there is no
///    response.
/// 3. **The body by [`send_body`](Self::send_body).** If it returns true and the host does not have the body, or the body is
///    a stream that was sent before, call [`fail`](Self::fail) with [`HostError::WrongBody`]. If it returns false, send no
///    body: a preflight has none, a redirect may have dropped it, or the request was built without one. To detect the last
///    of these, compare [`Request::body`] with the host's body before the fetch begins.
/// 4. **Cookies and passwords by [`include_credentials`](Self::include_credentials).** If it returns false, send no cookies
///    and no passwords, and do not store the cookies of the response. [`same_site_mode`](Self::same_site_mode) says which
///    cookies the attribute `SameSite` allows.
/// 5. **All lines of a header.** Headers may repeat, in the message and in the response.
///
/// # Rare cases
///
/// - *Statuses 1xx:* pass only the final response, and not an interim response (status 100 to 199). There is one exception:
///   pass the response with status 101 if a server accepts a WebSocket.
/// - *Status 304:* sometimes the host's HTTP cache asks the server whether a stored response is still good. If the server
///   answers 304 to this question, pass the stored response, and not the 304.
/// - *Statuses 401, 407 and 421:* a browser may send the message again. [`first_attempt`](Self::first_attempt) says when and
///   how. A host that never sends a message again, and has no user to ask for a password, creates its clients with
///   [`with_traversable(false)`](crate::Client::with_traversable). It passes every response on, and the engine turns a 407
///   into a network error. For a client without this setting, a host that does not send the message again passes a 401 and
///   a 421 on, and calls [`fail`](Self::fail) for a 407, because this response comes from the proxy and not from the server.
/// - *`Content-Length: 0`:* a `POST` or `PUT` without a body is sent with this header (HTTP-network-or-cache fetch, step
///   8.7). The engine does not put it into [`headers`](Self::headers). If the HTTP client does not add it, the host does.
///
/// <https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch>
///
/// ```
/// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("https://api.example/").build()?;
/// let step = fetch::<()>(request, &mut PreflightCache::new(), Timestamp::ZERO);
/// let Step::Send(exchange) = step else { unreachable!() };
/// assert_eq!(exchange.method(), http::Method::GET);
/// let headers: Vec<_> = exchange.headers().iter().collect();
/// let expected: [(&[u8], &[u8]); 5] = [
///     (b"Accept", b"*/*"),
///     (b"Origin", b"https://app.example"),
///     (b"Sec-Fetch-Dest", b"empty"),
///     (b"Sec-Fetch-Mode", b"cors"),
///     (b"Sec-Fetch-Site", b"cross-site"),
/// ];
/// assert_eq!(headers, expected);
/// assert!(!exchange.include_credentials());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[must_use = "the fetch does not continue until the host handles this"]
pub struct Exchange {
    pub(super) params: FetchParams,
    pub(super) message: HttpRequest,
    pub(super) include_credentials: bool,
}

/// The purpose of a message: it is a preflight or the actual request.
///
/// ```
/// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch, fetch::Purpose};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("https://api.example/").header("x-token", "1").build()?;
/// let step = fetch::<()>(request, &mut PreflightCache::new(), Timestamp::ZERO);
/// let Step::Send(exchange) = step else { unreachable!() };
/// let Purpose::Preflight(why) = exchange.purpose() else { unreachable!() };
/// assert_eq!(why.header_names, ["x-token"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a message is either a preflight or an actual request")]
pub enum Purpose {
    /// A preflight, which asks the server whether the actual request may be sent. The value says why it is needed.
    Preflight(PreflightNeed),
    /// The actual request.
    Actual,
}

impl Exchange {
    /// Returns the purpose of the message, and for a preflight the reasons why it is needed.
    #[must_use]
    pub fn purpose(&self) -> &Purpose {
        &self.message.purpose
    }

    /// Returns whether the message is a preflight.
    #[must_use]
    pub fn is_preflight(&self) -> bool {
        self.message.purpose != Purpose::Actual
    }

    /// Returns the method of the message, which is `OPTIONS` for a preflight.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.message.method
    }

    /// Returns the URL to send the message to, which is the request's current URL.
    ///
    /// The user name, the password and the fragment of the URL must not be sent. [`to_http`](Self::to_http) and
    /// [`to_url`](Self::to_url) remove them.
    #[must_use]
    pub fn url(&self) -> &Url {
        self.request().current_url()
    }

    /// Returns the headers of the message, as the engine has completed them.
    ///
    /// These are the headers of the request or of the preflight, together with `Referer`, `Origin`, `Sec-Fetch-*` and
    /// `Accept-Encoding` where the standard adds them. [`Exchange`] lists the headers that the host adds.
    #[must_use]
    pub fn headers(&self) -> &HeaderList {
        &self.message.headers
    }

    /// Returns whether the host sends its credentials (cookies, HTTP authentication, client certificates) with this
    /// message, and stores the cookies of the response.
    ///
    /// If it is true, send the credentials that the host has for the server; [`same_site_mode`](Self::same_site_mode) can
    /// still exclude some cookies. If it is false, send no credentials, and store no cookies. It is false for every
    /// preflight.
    #[must_use]
    pub fn include_credentials(&self) -> bool {
        self.include_credentials
    }

    /// Returns the same-site mode of the message. It decides which cookies the message may have, by their attribute
    /// `SameSite`.
    ///
    /// The mode depends on facts that the host states when it creates the client and builds the request:
    ///
    /// - Whether the client has a cross-site ancestor: see [`Client::with_cross_site_ancestor`].
    /// - For the navigation of a frame, whether the frame has a cross-site ancestor: see
    ///   [`UncheckedBuilder::frame_has_cross_site_ancestor`].
    /// - For a top-level navigation, who began it. The default is the page of the request's client. If the user began it,
    ///   the host calls [`UncheckedBuilder::user_initiated`]. If another page began it, the host calls
    ///   [`UncheckedBuilder::top_level_navigation_initiator`].
    ///
    /// [`Client::with_cross_site_ancestor`]: crate::Client::with_cross_site_ancestor
    /// [`UncheckedBuilder::frame_has_cross_site_ancestor`]: crate::request::UncheckedBuilder::frame_has_cross_site_ancestor
    /// [`UncheckedBuilder::user_initiated`]: crate::request::UncheckedBuilder::user_initiated
    /// [`UncheckedBuilder::top_level_navigation_initiator`]:
    /// crate::request::UncheckedBuilder::top_level_navigation_initiator
    ///
    /// # Errors
    ///
    /// Returns [`NoSameSiteMode::NoCredentials`] if [`include_credentials`](Self::include_credentials) returns false, and
    /// [`NoSameSiteMode::AncestorNotKnown`] if the mode depends on a cross-site ancestor and the host has not stated whether
    /// there is one.
    ///
    /// ```
    /// use fetch_cors::cookies::{CookieSameSite, SameSiteMode};
    /// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
    /// let page = Client::new(Origin::parse("https://app.example")?).with_cross_site_ancestor(false);
    /// let request = page.fetch("https://app.example/cart").build()?;
    /// let step = fetch::<()>(request, &mut PreflightCache::new(), Timestamp::ZERO);
    /// let Step::Send(exchange) = step else { unreachable!() };
    /// let mode = exchange.same_site_mode().unwrap();
    /// assert!(mode.may_send(CookieSameSite::Strict) && mode.may_store(CookieSameSite::Strict));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn same_site_mode(&self) -> Result<SameSiteMode, NoSameSiteMode> {
        if !self.include_credentials {
            return Err(NoSameSiteMode::NoCredentials);
        }
        let (request, client) = (self.request(), self.request().client());
        let (method, destination) = (self.message.method.as_str().as_bytes(), request.destination);
        // append-a-request-cookie-header 2: determines the same-site mode.
        let mut same_site = SameSiteRequest::new(&request.origin, method, destination, client.sites());
        same_site.top_level_navigation_initiator = request.top_level_navigation_initiator();
        same_site.has_cross_site_ancestor = request.has_cross_site_ancestor();
        same_site.determine(request.url_list.origins()).ok_or(NoSameSiteMode::AncestorNotKnown)
    }

    /// Returns whether the request's body must be sent with this message. If it returns false, send no body.
    ///
    /// It is false for a preflight, after a redirect that has dropped the body, and for a request that was built without a
    /// body. A host that has a body for such a request has made a mistake. It finds the mistake if it compares
    /// [`Request::body`] with its own body before the fetch begins:
    ///
    /// ```
    /// use fetch_cors::error::HostError;
    /// use fetch_cors::{Request, request::BodyKind};
    /// fn check_body(request: &Request, body: Option<&[u8]>) -> Result<(), HostError> {
    ///     if (request.body() != BodyKind::None) == body.is_some() { Ok(()) } else { Err(HostError::WrongBody) }
    /// }
    /// # let page = fetch_cors::Client::new(fetch_cors::Origin::parse("https://app.example")?);
    /// let post = page.fetch("https://api.example/").method("POST").build()?;
    /// assert_eq!(check_body(&post, Some(b"hello")), Err(HostError::WrongBody));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn send_body(&self) -> bool {
        !self.is_preflight() && self.request().body != BodyKind::None
    }

    /// Returns the first attempt to send this message, for a host that handles the statuses 401, 407 and 421 as browsers do.
    ///
    /// [`Attempt::authorization`] says which user name and password the message gets. Its argument is true if the host has
    /// an *authentication entry* for the request: a user name and a password for this server, stored from before. After
    /// each response, [`Attempt::after`] says whether to pass the response on or to send the message again as the next
    /// attempt. The exchange stays as it is, and can be answered at any time.
    ///
    /// Call this method once for each exchange. A host that takes the first attempt again after each response may never
    /// stop sending.
    ///
    /// ```
    /// use fetch_cors::authentication::{AfterResponse, Attempt, Authorization};
    /// use fetch_cors::{Client, Exchange, Origin, PreflightCache, Response, Step, Timestamp, fetch};
    ///
    /// /// The host's HTTP client. This server wants a password.
    /// fn send(_: &Exchange, attempt: &Attempt, password: Option<&str>) -> Response<()> {
    ///     let authorization = attempt.authorization(false); // This host stores no passwords.
    ///     let is_known = authorization == Authorization::Entered && password == Some("secret");
    ///     Response::new(if is_known { 200 } else { 401 }, ())
    /// }
    ///
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
    /// let Step::Send(exchange) = fetch::<()>(page.fetch("https://app.example/").build()?, &mut cache, now) else {
    ///     unreachable!()
    /// };
    /// let (mut attempt, mut password) = (exchange.first_attempt(), None);
    /// let step = loop {
    ///     let response = send(&exchange, &attempt, password);
    ///     attempt = match attempt.after(response.status()) {
    ///         AfterResponse::RetryWithUrlCredentials(next) | AfterResponse::RetryOverNewConnection(next) => next,
    ///         // A real host asks its user here. This one knows a single password.
    ///         AfterResponse::Prompt(next) if password.is_none() => {
    ///             password = Some("secret");
    ///             next
    ///         }
    ///         // This host knows no password of a proxy.
    ///         AfterResponse::PromptForProxy(_) => break exchange.fail("the proxy asks for a password", &mut cache),
    ///         _ => break exchange.respond(response, &mut cache, now),
    ///     };
    /// };
    /// let Step::Done(Ok(response)) = step else { unreachable!() };
    /// assert_eq!(response.status(), 200);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn first_attempt(&self) -> Attempt {
        let request = self.request();
        let prompts = request.traversable_for_user_prompts;
        Attempt {
            body: if self.send_body() { request.body } else { BodyKind::None },
            may_prompt: prompts == TraversableForUserPrompts::TraversableNavigable,
            use_url_credentials: request.use_url_credentials,
            url_includes_credentials: includes_credentials(self.url()),
            has_authorization: self.message.headers.contains(b"authorization"),
            ..Attempt::new(self.include_credentials, self.message.response_tainting)
        }
    }

    /// Returns whether the host may ask its user for a password after a response with status 401, and then send the message
    /// again. [`first_attempt`](Self::first_attempt) says what to do.
    ///
    /// This method checks all conditions of HTTP-network-or-cache fetch, step 15, except for the status 401.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch>
    #[must_use]
    pub fn may_prompt(&self) -> bool {
        self.first_attempt().may_authenticate()
    }

    /// Returns whether the client's [`CorsPolicy`](crate::request::CorsPolicy) exempts the URL of this message from CORS.
    #[must_use]
    pub fn is_exempt_from_cors(&self) -> bool {
        self.params.exceptions.exempt_from.is_some()
    }

    /// Returns the mode of the message, which is *cors* for a preflight.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.message.mode
    }

    /// Returns the credentials mode of the message, which is *same-origin* for a preflight. To know whether to send
    /// credentials, call [`include_credentials`](Self::include_credentials) instead.
    #[must_use]
    pub fn credentials_mode(&self) -> CredentialsMode {
        self.message.credentials_mode
    }

    /// Returns the cache mode of the message, for the host's HTTP cache. It is *default* for a preflight.
    #[must_use]
    pub fn cache_mode(&self) -> CacheMode {
        self.message.cache_mode
    }

    /// Returns whether the host may continue with this message after the page is closed. It is true if the request has the
    /// flag *keepalive* and the message is not a preflight.
    #[must_use]
    pub fn keepalive(&self) -> bool {
        self.message.keepalive
    }

    /// Checks whether the limit for bodies of requests with *keepalive* allows this message. Call it before you send a
    /// message for which [`keepalive`](Self::keepalive) returns true. For every other message, and for a message without a
    /// body, it returns `Ok`.
    ///
    /// `content_length` is the length of the body in bytes. `bytes_in_flight` is the sum of the lengths of the bodies of the
    /// client's other requests with *keepalive* that are not done. The host counts them.
    ///
    /// # Errors
    ///
    /// Returns [`KeepaliveError`] if the two are more than 64 KiB together. If so, do not send the message, and pass the
    /// error to [`fail`](Self::fail).
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch, request::Body};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let beacon = page.beacon("https://log.example/", Some(Body::source())).build()?;
    /// let step = fetch::<()>(beacon, &mut PreflightCache::new(), Timestamp::ZERO);
    /// let Step::Send(exchange) = step else { unreachable!() };
    /// assert!(exchange.check_keepalive(10_000, 50_000).is_ok());
    /// assert!(exchange.check_keepalive(10_000, 60_000).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check_keepalive(&self, content_length: u64, bytes_in_flight: u64) -> Result<(), KeepaliveError> {
        // concept-http-network-or-cache-fetch 8.10: only a message with a body and *keepalive* has the limit.
        if self.keepalive() && self.send_body() {
            check_keepalive(content_length, bytes_in_flight)?;
        }
        Ok(())
    }

    /// Returns the response tainting of the message, which is *cors* for a preflight.
    #[must_use]
    pub fn response_tainting(&self) -> ResponseTainting {
        self.message.response_tainting
    }

    /// Returns the destination of the message. A preflight has the destination of its actual request.
    #[must_use]
    pub fn destination(&self) -> Destination {
        self.request().destination
    }

    /// Returns the referrer policy of the message, for a host that makes the `Referer` header itself. A preflight has the
    /// referrer policy of its actual request.
    #[must_use]
    pub fn referrer_policy(&self) -> ReferrerPolicy {
        self.request().referrer_policy
    }

    /// Returns the request as the redirects so far have changed it. For a preflight, this is the actual request that the
    /// preflight asks about.
    ///
    /// To send the message, use the other methods of this type: its method, headers and modes can differ from the request's.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.params.request
    }

    /// Returns a copy of the URL without its user name, password and fragment, for an HTTP client that takes a [`Url`].
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let request = page.fetch("https://api.example/a?b#c").build()?;
    /// let step = fetch::<()>(request, &mut PreflightCache::new(), Timestamp::ZERO);
    /// let Step::Send(exchange) = step else { unreachable!() };
    /// assert_eq!(exchange.to_url().as_str(), "https://api.example/a?b");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_url(&self) -> Url {
        as_sent(self.url())
    }

    /// Converts the message into a request of the `http` crate, which the host passes to its HTTP client.
    ///
    /// The URI has no fragment, user name or password. The host adds the body, if [`send_body`](Self::send_body) returns
    /// true. The header map has room for 16 more headers. HTTP clients add headers, and some clients panic if the map is
    /// full. A host that does not use the `http` crate calls [`method`](Self::method), [`to_url`](Self::to_url) and
    /// [`headers`](Self::headers), which can represent every message.
    ///
    /// # Errors
    ///
    /// Returns a [`ToHttpError`] if the standard allows the URL and the headers, but the `http` crate cannot represent them.
    /// If the host cannot send the message in another way, pass the error to [`fail`](Self::fail).
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let request = page.fetch("https://api.example:8443/a?b#c").build()?;
    /// let step = fetch::<()>(request, &mut PreflightCache::new(), Timestamp::ZERO);
    /// let Step::Send(exchange) = step else { unreachable!() };
    /// assert_eq!(exchange.to_http()?.uri(), "https://api.example:8443/a?b");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_http(&self) -> Result<http::Request<()>, ToHttpError> {
        let url = self.url();
        let authority = &url[Position::BeforeHost..Position::AfterPort];
        let path = &url[Position::BeforePath..Position::AfterQuery];
        let uri = Uri::builder().scheme(url.scheme()).authority(authority).path_and_query(path).build();
        let mut request = http::Request::new(());
        *request.uri_mut() = uri.map_err(|_| ToHttpError::Url { url: Box::new(url.clone()) })?;
        *request.method_mut() = self.message.method.clone();
        *request.headers_mut() = self.message.headers.to_header_map_with_room(ADDED_HEADERS)?;
        Ok(request)
    }

    /// Continues the fetch with the response to this message: an `http::Response`, or a [`Response`] of this crate.
    ///
    /// Call this when the server has answered, whatever the status is. The host may still be receiving the body.
    ///
    /// - After a preflight, the next step is [`Step::Send`] with the actual request, if the server allows the request.
    /// - After the actual request, the next step is [`Step::Redirect`] if the response is a redirect that may be followed.
    ///   For every other response that passes the checks, it is [`Step::Done`] with the filtered response.
    /// - If a check fails, the next step is [`Step::Done`] with the error.
    ///
    /// `cache` stores what a preflight grants, from `now` on. Pass the current time.
    ///
    /// **Pass the URL that the response came from**, with [`Response::with_url`]. An `http::Response` has no URL. If the URL
    /// differs from [`url`](Self::url), the host's HTTP client has followed a redirect by itself. The fetch then ends in a
    /// network error with [`HostError::ForeignResponse`], and the cache stays as it is. An HTTP client whose last redirect
    /// leads back to the URL of the message is never detected.
    ///
    /// If the response has no URL, this method does not know whether a redirect was followed. It then assumes that the
    /// response came from [`url`](Self::url). If that is wrong, a page can read what another origin does not share.
    /// ([`run`](crate::run()) is stricter: it ends such a fetch with [`HostError::ResponseWithoutUrl`].)
    ///
    /// The two URLs may have different fragments, user names and passwords. Everything else must be equal, also the scheme.
    /// So an HTTP client that goes from `http:` to `https:` by itself is detected, too. A host that upgrades calls
    /// [`Hop::upgrade_to_https`](super::Hop::upgrade_to_https) or [`Hop::upgrade_by_hsts`](super::Hop::upgrade_by_hsts)
    /// instead.
    ///
    /// ```
    /// use fetch_cors::error::{HostError, Reason};
    /// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch, response::Response};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
    /// let Step::Send(get) = fetch::<()>(page.fetch("https://app.example/old").build()?, &mut cache, now) else {
    ///     unreachable!()
    /// };
    /// // The HTTP client was redirected to another origin, and returns the response that it got there.
    /// let response = Response::new(200, ()).with_url("https://secret.example/new".parse()?);
    /// let Step::Done(Err(error)) = get.respond(response, &mut cache, now) else { unreachable!() };
    /// assert!(matches!(error.reason(), Reason::Host(HostError::ForeignResponse { .. })));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Cost
    ///
    /// Takes time linear in the response's headers. For a preflight, see
    /// [`PreflightedRequest::evaluate`](crate::preflight::PreflightedRequest::evaluate).
    pub fn respond<B>(
        self,
        response: impl Into<Response<B>>,
        cache: &mut PreflightCache,
        now: Timestamp,
    ) -> Step<B> {
        self.end_http_network_or_cache_fetch(response.into(), cache, now)
    }

    /// Continues the fetch like [`respond`](Self::respond), or ends it with a network error if the response has no URL.
    pub(crate) fn respond_with_url<B>(
        self,
        response: Response<B>,
        cache: &mut PreflightCache,
        now: Timestamp,
    ) -> Step<B> {
        if response.url().is_none() {
            let (phase, status) = (self.phase(), Some(response.status()));
            return self.params.end_with_host_error(phase, HostError::ResponseWithoutUrl, status);
        }
        self.respond(response, cache, now)
    }

    /// Ends the fetch with a network error because there is no response. Call this if the message could not be sent, or if
    /// the network failed before a response arrived.
    ///
    /// `cause` is the error of the host's HTTP client, or an error of this crate. The result is [`Step::Done`] with a
    /// [`NetworkError`](crate::NetworkError). Its [`source()`](Error::source) is `cause`, with two exceptions below. The
    /// engine looks at `cause` and at its sources to find the reason:
    ///
    /// - A [`HostError`], such as [`HostError::WrongBody`]: the host made a mistake. The reason is [`Reason::Host`], and the
    ///   cache stays as it is. If `cause` itself is the [`HostError`], the network error has no source.
    /// - A [`KeepaliveError`] of [`check_keepalive`](Self::check_keepalive): the body may not be sent. The reason is
    ///   [`Reason::Keepalive`]. If `cause` itself is the [`KeepaliveError`], the network error has no source.
    /// - A [`ToHttpError`] or a [`ToHeaderMapError`]: the HTTP client cannot represent the message. The reason is
    ///   [`Reason::UnsendableMessage`].
    /// - Any other error: the reason is [`Reason::NetworkFailure`]. This includes an `anyhow::Error` without a context,
    ///   because the engine cannot see the error inside it. To keep the reason, pass the inner error itself.
    ///
    /// This method needs the cache because the error can clear entries of the request: [the module page](super) says when.
    ///
    /// ```
    /// use std::error::Error as _;
    /// use std::io;
    /// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
    /// let Step::Send(get) = fetch::<()>(page.fetch("https://api.example/").build()?, &mut cache, now) else {
    ///     unreachable!()
    /// };
    /// let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
    /// let Step::Done(Err(error)) = get.fail::<()>(refused, &mut cache) else { unreachable!() };
    /// assert!(error.source().is_some_and(|cause| cause.is::<io::Error>()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fail<B>(
        self,
        cause: impl Into<Box<dyn Error + Send + Sync>>,
        cache: &mut PreflightCache,
    ) -> Step<B> {
        let (phase, cause) = (self.phase(), cause.into());
        if let Some(mistake) = find_source::<HostError>(&*cause) {
            let error = self.params.into_network_error(phase, mistake.clone().into(), None);
            return Step::Done(Err(error.with_cause(cause)));
        }
        let is_unsendable = find_source::<ToHttpError>(&*cause).is_some()
            || find_source::<ToHeaderMapError>(&*cause).is_some();
        let reason = match find_source::<KeepaliveError>(&*cause) {
            Some(error) => Reason::Keepalive(*error),
            None if is_unsendable => Reason::UnsendableMessage,
            None => Reason::NetworkFailure,
        };
        self.params.end_with_failure(phase, reason, cause, cache)
    }

    /// Returns the phase of a network error that this message or its response causes.
    pub(super) fn phase(&self) -> Phase {
        if self.is_preflight() { Phase::Preflight } else { Phase::Actual }
    }
}

/// Returns the first error of type `E` among an error and its sources.
pub(super) fn find_source<'e, E: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e E> {
    std::iter::successors(Some(error), |&error| error.source()).find_map(|error| error.downcast_ref())
}
