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

/// How many headers [`Exchange::to_http`] leaves room for.
const ADDED_HEADERS: usize = 16;

/// A message for the host to put on the wire.
///
/// The message is complete except for what only the network layer can add: `Host`, the body's length, cookies, the
/// layer's own `User-Agent`, and the headers of its cache.
///
/// # What the host has to get right
///
/// 1. **Redirects off.** The HTTP client must not follow redirects: the engine checks each of them. Pass the URL that each
///    response came from, by [`Response::with_url`]. The engine then detects a client that follows redirects, unless the last
///    redirect leads back to the URL of the message.
/// 2. **Statuses are no errors.** A 404 is a response like any other. Call [`fail`](Self::fail) only if there is none.
/// 3. **The body by [`send_body`](Self::send_body).** A preflight has none, and a redirect may have dropped it. If the host
///    does not have the body, or it is a stream that was sent before, call [`fail`](Self::fail) with
///    [`HostError::WrongBody`].
/// 4. **Cookies and passwords by [`include_credentials`](Self::include_credentials).** If it returns false, send none, and
///    store none that come back. For cookies, see [`same_site_mode`](Self::same_site_mode).
/// 5. **All lines of a header.** Headers may repeat, in the message and in the response.
///
/// The response is the final one: no interim response (status 1xx), and after the HTTP cache and revalidation. After the
/// statuses 401, 407 and 421, a browser may send the message again: [`first_attempt`](Self::first_attempt) says when and how. A
/// host that sends nothing again passes the response on.
///
/// A `POST` or `PUT` without a body has `Content-Length: 0` (step 8.7). Some HTTP clients leave it out; the host then adds it.
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

/// Whether a message is a preflight or the actual request.
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
#[expect(clippy::exhaustive_enums, reason = "a message is one or the other")]
pub enum Purpose {
    /// A preflight, which asks whether the actual request may be sent. Holds the reasons why it is needed.
    Preflight(PreflightNeed),
    /// The actual request.
    Actual,
}

impl Exchange {
    /// Returns the purpose of the message.
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

    /// Returns the URL to send the message to: the request's current URL. Its user name, password and fragment must not be
    /// sent; [`to_http`](Self::to_http) and [`to_url`](Self::to_url) remove them.
    #[must_use]
    pub fn url(&self) -> &Url {
        self.request().current_url()
    }

    /// Returns the headers of the message.
    ///
    /// These are the headers of the request or of the preflight, and `Referer`, `Origin`, `Sec-Fetch-*` and `Accept-Encoding`
    /// where the standard adds them.
    #[must_use]
    pub fn headers(&self) -> &HeaderList {
        &self.message.headers
    }

    /// Returns whether credentials (cookies, HTTP authentication, client certificates) must be sent with this
    /// message, and whether cookies that come back must be stored.
    #[must_use]
    pub fn include_credentials(&self) -> bool {
        self.include_credentials
    }

    /// Returns the same-site mode of the message: which cookies it may have, by their attribute `SameSite`.
    ///
    /// The host says what this depends on: [`Client::with_cross_site_ancestor`](crate::Client::with_cross_site_ancestor), and
    /// [`UncheckedBuilder::frame_has_cross_site_ancestor`](crate::request::UncheckedBuilder::frame_has_cross_site_ancestor) for
    /// the navigation of a frame. A top-level navigation is one of the page whose client makes the request, unless
    /// [`UncheckedBuilder::user_initiated`](crate::request::UncheckedBuilder::user_initiated) says that the user began it, or
    /// [`UncheckedBuilder::top_level_navigation_initiator`](crate::request::UncheckedBuilder::top_level_navigation_initiator)
    /// names another page.
    ///
    /// # Errors
    ///
    /// Returns [`NoSameSiteMode::NoCredentials`] if the message includes no credentials, as a preflight never does, and
    /// [`NoSameSiteMode::AncestorNotKnown`] if the host has not said what the mode depends on.
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

    /// Returns whether the request's body must be sent with this message. A redirect may have dropped the body.
    #[must_use]
    pub fn send_body(&self) -> bool {
        !self.is_preflight() && self.request().body != BodyKind::None
    }

    /// Returns the first attempt to send this message. It says which credentials the message gets, and what to do after a response
    /// with status 401, 407 or 421: [`Attempt::after`] returns the next attempt. The exchange stays as it is, and can be
    /// answered at any time.
    ///
    /// Call this once for each exchange. A host that begins again with the first attempt after each response never ends.
    ///
    /// ```
    /// use fetch_cors::authentication::{AfterResponse, Attempt, Authorization};
    /// use fetch_cors::{Client, Exchange, Origin, PreflightCache, Response, Step, Timestamp, fetch};
    ///
    /// /// The host's HTTP client. This server wants a password.
    /// fn send(_: &Exchange, attempt: &Attempt, password: Option<&str>) -> Response<()> {
    ///     let authorization = attempt.authorization(false); // This host keeps no authentication entries.
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

    /// Returns whether the host may prompt its user for a password when the status is 401, and then send the message
    /// again: all conditions of step 15 but the status. [`first_attempt`](Self::first_attempt) says what to do.
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

    /// Returns the credentials mode of the message, which is *same-origin* for a preflight. Whether credentials are sent is
    /// what [`include_credentials`](Self::include_credentials) returns.
    #[must_use]
    pub fn credentials_mode(&self) -> CredentialsMode {
        self.message.credentials_mode
    }

    /// Returns the cache mode of the message, for the host's HTTP cache. It is *default* for a preflight.
    #[must_use]
    pub fn cache_mode(&self) -> CacheMode {
        self.message.cache_mode
    }

    /// Returns whether the message may outlive the client of its request. A preflight may not.
    #[must_use]
    pub fn keepalive(&self) -> bool {
        self.message.keepalive
    }

    /// Checks whether the body of the message may be sent, if the message may outlive the client of its request. Every other
    /// message passes, and so does one without a body.
    ///
    /// `content_length` is the length of the body in bytes, and `bytes_in_flight` the sum of those of the client's other
    /// requests with *keepalive* that are not done. The host counts them.
    ///
    /// # Errors
    ///
    /// Returns [`KeepaliveError`] if these are more than 64 KiB together. Do not send the message then, and pass the error to
    /// [`fail`](Self::fail).
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

    /// Returns the destination of the message. A preflight has that of its actual request.
    #[must_use]
    pub fn destination(&self) -> Destination {
        self.request().destination
    }

    /// Returns the referrer policy of the message, for a host that makes the `Referer` header itself. A preflight has that of its
    /// actual request.
    #[must_use]
    pub fn referrer_policy(&self) -> ReferrerPolicy {
        self.request().referrer_policy
    }

    /// Returns the request as it is now. For a preflight, this is the actual request, which the preflight asks about.
    ///
    /// The message itself can differ from it. The other methods of this type return what the message has.
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

    /// Converts the message into a request of the `http` crate, to hand to an HTTP client.
    ///
    /// Its URI has no fragment, user name or password, and it has no body. Its header map has room for 16 more headers, because
    /// HTTP clients add some, and some of them panic if the map is full. A host that does not use the `http` crate
    /// calls [`method`](Self::method), [`url`](Self::url) and [`headers`](Self::headers), which can represent every message.
    ///
    /// # Errors
    ///
    /// Returns a [`ToHttpError`] if the URL or a header is one that the standard allows and the `http` crate cannot
    /// represent. Such a message cannot be sent; call [`fail`](Self::fail).
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

    /// Continues the fetch with the response to this message: an [`http::Response`], or a [`Response`] of this crate.
    ///
    /// **Only a response with its URL is checked.** A [`Response`] can carry the URL that it came from, and an
    /// `http::Response` cannot. If that URL is another one than [`url`](Self::url), the host's HTTP client has followed a
    /// redirect by itself. The fetch then ends in a network error with
    /// [`HostError::ForeignResponse`](crate::error::HostError::ForeignResponse), and the cache stays as it is. Without the
    /// URL, such a response is taken for that of the exchange, and a page can read what another origin does not share. A
    /// client whose last redirect leads back to the URL of the message is not detected.
    ///
    /// The fragment, the user name and the password of the URL do not matter. A client that goes from `http:` to `https:` by
    /// itself is detected too: a host that upgrades calls [`Hop::upgrade_to_https`](super::Hop::upgrade_to_https) or
    /// [`Hop::upgrade_by_hsts`](super::Hop::upgrade_by_hsts).
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

    /// Ends the fetch with a network error because the network returned no response. The error has `cause`, the error of
    /// the host's HTTP client, as its source.
    ///
    /// `cause` and its sources say why there is no response:
    ///
    /// - A [`HostError`], such as [`HostError::WrongBody`]: the host made a mistake. The reason is [`Reason::Host`], and the
    ///   cache stays as it is. If `cause` itself is the [`HostError`], the network error has no source.
    /// - A [`ToHttpError`] or a [`ToHeaderMapError`]: the message cannot be sent. The reason is
    ///   [`Reason::UnsendableMessage`].
    /// - A [`KeepaliveError`] of [`check_keepalive`](Self::check_keepalive): the body may not be sent. The reason is
    ///   [`Reason::Keepalive`]. If `cause` itself is the [`KeepaliveError`], the network error has no source.
    /// - Any other error: the reason is [`Reason::NetworkFailure`]. An `anyhow::Error` without a context hides the error that
    ///   it was made of, so the reason is this one for it.
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

    /// Returns the phase of a network error for the response to this message.
    pub(super) fn phase(&self) -> Phase {
        if self.is_preflight() { Phase::Preflight } else { Phase::Actual }
    }
}

/// Returns the first of an error and its sources that is an `E`.
pub(super) fn find_source<'e, E: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e E> {
    std::iter::successors(Some(error), |&error| error.source()).find_map(|error| error.downcast_ref())
}
