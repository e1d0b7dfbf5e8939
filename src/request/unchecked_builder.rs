use super::body::Body;
use super::client::Client;
use super::error::RequestError;
use super::into_url::IntoUrl;
use super::modes::{
    CacheMode, CredentialsMode, Destination, Mode, RedirectMode, ReferrerPolicy, ServiceWorkersMode,
};
use super::prompts::TraversableForUserPrompts;
use super::referrer::Referrer;
use super::request::Request;
use crate::header::{Guard, Headers};
use crate::method::normalize;
use crate::origin::{Origin, is_http};

impl Client {
    /// Begins a request of the host itself, such as a report. Use it for features that have no method of their own here.
    ///
    /// The request has the standard's defaults: it is a `GET` in mode *no-cors* with credentials mode *same-origin* and
    /// redirect mode *follow*, and no flag is set.
    ///
    /// No rule for script applies. For what script chose, call [`fetch`](Self::fetch) or
    /// [`xml_http_request`](Self::xml_http_request), which apply the rules, or make the checks of the feature yourself.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::{Destination, Mode}};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let report = page.unchecked_request("https://log.example/").method("POST").mode(Mode::Cors);
    /// let report = report.destination(Destination::Report).header("Content-Type", "application/reports+json");
    /// assert!(!report.build()?.unsafe_request()); // without the flag, there is no preflight
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn unchecked_request(&self, url: impl IntoUrl) -> UncheckedBuilder {
        UncheckedBuilder { request: url.into_url(self).map(|url| Request::new(self, url)), body: None }
    }

    /// Begins a request of the host itself with the method, the URI and the headers of `request`.
    ///
    /// Everything else is as in [`unchecked_request`](Self::unchecked_request). The URI may be relative to the client's base
    /// URL. The body of `request` is ignored. If it has one, call [`UncheckedBuilder::body`] with [`Body::source`], so that
    /// the engine knows about it.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::Mode};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let ping = http::Request::post("https://log.example/").header("ping-to", "/a").body(())?;
    /// let request = page.unchecked_http(&ping).keepalive(true).build()?;
    /// assert_eq!((request.mode(), request.headers().len()), (Mode::NoCors, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn unchecked_http<B>(&self, request: &http::Request<B>) -> UncheckedBuilder {
        self.unchecked_request(request.uri()).method(request.method().as_str()).headers(request.headers())
    }

    /// Begins the request of a top-level navigation by `GET`.
    ///
    /// Its mode is *navigate*, its credentials mode is *include*, and the use-URL-credentials flag is set. Its redirect mode
    /// is *manual*: the fetch ends at each redirect, and the host follows it with
    /// [`next_manual_redirect`](crate::FilteredResponse::next_manual_redirect).
    ///
    /// - For a form, set the method and the body.
    /// - For a frame, set the [`destination`](UncheckedBuilder::destination).
    /// - If the user began the navigation, for example in the address bar, call
    ///   [`user_initiated`](UncheckedBuilder::user_initiated). Otherwise, the page of this client began it.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::{Destination, RedirectMode}};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let request = page.navigation("https://other.example/").build()?;
    /// assert_eq!(request.redirect_mode(), RedirectMode::Manual);
    /// assert_eq!(request.destination(), Destination::Document);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn navigation(&self, url: impl IntoUrl) -> UncheckedBuilder {
        self.unchecked_request(url)
            .destination(Destination::Document)
            .mode(Mode::Navigate)
            .credentials(CredentialsMode::Include)
            .redirect(RedirectMode::Manual)
            .use_url_credentials(true)
    }
}

/// A builder for requests that the host makes itself. It checks only whether the URL, the method and the headers are valid.
///
/// [`Client::unchecked_request`], [`Client::unchecked_http`] and [`Client::navigation`] begin it. Each method sets one item
/// of the request. It also accepts values that script may not choose.
///
/// **The request can be one that no page could send**, such as a cross-origin `PUT` without a preflight. For requests of
/// script, use the builders of [`Client::fetch`] and [`Client::xml_http_request`].
///
/// ```
/// use fetch_cors::{Client, Origin, request::{Mode, ServiceWorkersMode}};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page
///     .unchecked_request("https://api.example/items")
///     .method("TRACE")
///     .header("Cookie", "a=1")
///     .mode(Mode::NoCors)
///     .service_workers(ServiceWorkersMode::None)
///     .build()?;
/// assert_eq!(request.headers().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct UncheckedBuilder {
    /// The request so far, or the first mistake.
    request: Result<Request, RequestError>,
    body: Option<Body>,
}

impl UncheckedBuilder {
    /// Sets the method, which is `GET` by default.
    ///
    /// `DELETE`, `GET`, `HEAD`, `OPTIONS`, `POST` and `PUT` may be in any case: they are normalised to upper case. Every
    /// other method stays as it is, so `patch` and `PATCH` are two methods. `CONNECT`, `TRACE` and `TRACK` are allowed here.
    pub fn method(self, method: impl AsRef<[u8]>) -> Self {
        self.try_with(|request| {
            request.method = normalize(method.as_ref())?;
            Ok(())
        })
    }

    /// Adds a header, whatever its name is. White space around the value is removed.
    pub fn header(self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Self {
        self.try_with(|request| {
            Headers::new(&mut request.headers, Guard::None)
                .append(name.as_ref(), value.as_ref())
                .map(drop)
                .map_err(RequestError::from_guard)
        })
    }

    /// Adds several headers, each as [`header`](Self::header) does.
    pub fn headers<N: AsRef<[u8]>, V: AsRef<[u8]>>(self, headers: impl IntoIterator<Item = (N, V)>) -> Self {
        headers.into_iter().fold(self, |builder, (name, value)| builder.header(name, value))
    }

    /// Sets the body: a [`Source`](super::Source) or a [`Stream`](super::Stream). By default, there is none.
    ///
    /// The builder needs only the kind and the content type of the body, and the host keeps the bytes.
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Sets the mode, which decides whether CORS applies. The default is *no-cors*, and *navigate* for a navigation.
    pub fn mode(self, mode: Mode) -> Self {
        self.with(|request| request.mode = mode)
    }

    /// Sets the credentials mode, which decides where cookies and other credentials are sent. The default is *same-origin*,
    /// and *include* for a navigation.
    pub fn credentials(self, mode: CredentialsMode) -> Self {
        self.with(|request| request.credentials_mode = mode)
    }

    /// Sets the redirect mode, which decides what happens at a redirect. The default is *follow*, and *manual* for a
    /// navigation.
    pub fn redirect(self, mode: RedirectMode) -> Self {
        self.with(|request| request.redirect_mode = mode)
    }

    /// Sets the cache mode, which says how the host's HTTP cache is used. The default is *default*.
    pub fn cache(self, mode: CacheMode) -> Self {
        self.with(|request| request.cache_mode = mode)
    }

    /// Sets the service-workers mode: whether a service worker may respond. The default is *all*.
    pub fn service_workers(self, mode: ServiceWorkersMode) -> Self {
        self.with(|request| request.service_workers_mode = mode)
    }

    /// Sets the destination: what the response is for. The default is the empty destination, and *document* for a
    /// navigation.
    pub fn destination(self, destination: Destination) -> Self {
        self.with(|request| request.destination = destination)
    }

    /// Sets the referrer, which is the referrer of the client by default.
    pub fn referrer(self, referrer: Referrer) -> Self {
        self.with(|request| request.referrer = referrer)
    }

    /// Sets whether the user can be asked for a password because of this request. By default,
    /// [the client](Client::with_traversable) decides.
    pub fn traversable_for_user_prompts(self, traversable: TraversableForUserPrompts) -> Self {
        self.with(|request| request.traversable_for_user_prompts = traversable)
    }

    /// Sets the referrer policy, which decides how much of the referrer the server receives. The default is the client's
    /// policy, which [`ReferrerPolicy::Empty`] stands for.
    pub fn referrer_policy(self, policy: ReferrerPolicy) -> Self {
        self.with(|request| request.referrer_policy = policy)
    }

    /// Sets the origin of the request. The default is the client's origin.
    pub fn origin(self, origin: Origin) -> Self {
        self.with(|request| {
            request.origin = origin;
            request.origin_is_client = false;
        })
    }

    /// Sets the unsafe-request flag, which says that script chose the method and the headers. It is unset by default.
    ///
    /// With the flag, a cross-origin request in mode *cors* needs a preflight if its method or one of its headers is not
    /// safelisted.
    pub fn unsafe_request(self, set: bool) -> Self {
        self.with(|request| request.unsafe_request = set)
    }

    /// Sets the use-CORS-preflight flag. With the flag, a cross-origin request in mode *cors* needs a preflight whatever its
    /// method and its headers are. The flag is unset by default.
    ///
    /// If the preflight cache has entries that allow the method and the headers, there is no preflight.
    pub fn use_cors_preflight(self, set: bool) -> Self {
        self.with(|request| request.use_cors_preflight = set)
    }

    /// Sets the use-URL-credentials flag, which says that the host may authenticate with the user name and the password of
    /// the URL. It is unset by default, and set for a navigation.
    pub fn use_url_credentials(self, set: bool) -> Self {
        self.with(|request| request.use_url_credentials = set)
    }

    /// Sets whether the request may continue after its page is closed. The default is `false`. The host keeps such a request
    /// alive.
    pub fn keepalive(self, keepalive: bool) -> Self {
        self.with(|request| request.keepalive = keepalive)
    }

    /// Sets whether the user activated a navigation in the page, for example by a click on a link. The default is `false`.
    ///
    /// With `true`, the message has the header `Sec-Fetch-User: ?1`, which tells the server about it. If the user and not a
    /// page started the navigation, call [`user_initiated`](Self::user_initiated) instead.
    pub fn user_activation(self, activated: bool) -> Self {
        self.with(|request| request.user_activation = activated)
    }

    /// Sets whether the user, and not a page, started the navigation: for example in the address bar or with a bookmark. The
    /// default is `false`. For a click on a link in the page, call [`user_activation`](Self::user_activation) instead.
    ///
    /// With `true`, the message has the header `Sec-Fetch-Site: none`, which tells the server about it.
    pub fn user_initiated(self, initiated: bool) -> Self {
        self.with(|request| request.user_initiated = initiated)
    }

    /// Sets the top-level navigation initiator origin: the origin of the page that began a top-level navigation.
    ///
    /// This origin decides, together with the attribute `SameSite`, which cookies are sent. The default is the request's
    /// origin, or no origin for a navigation that the [user started](Self::user_initiated).
    pub fn top_level_navigation_initiator(self, origin: Origin) -> Self {
        self.with(|request| request.top_level_navigation_initiator = Some(origin))
    }

    /// Sets whether the frame that is navigated has a cross-site ancestor: whether one of the documents around the frame is
    /// of another site than the URL. By default, this is not known.
    ///
    /// Call this only for the navigation of a frame. The client is the page that starts the navigation; the frame can be in
    /// another page. The cookies depend on both: on [the ancestors of the client](Client::with_cross_site_ancestor), and on
    /// the documents around the frame.
    ///
    /// ```
    /// use fetch_cors::cookies::{NoSameSiteMode, SameSiteMode};
    /// use fetch_cors::request::Destination;
    /// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
    /// // A page of the bank navigates a frame that is in a page of another site.
    /// let bank = Client::new(Origin::parse("https://bank.example")?).with_cross_site_ancestor(false);
    /// let mode = |has_one: Option<bool>| {
    ///     let frame = bank.navigation("https://bank.example/").destination(Destination::Iframe);
    ///     let frame = has_one.into_iter().fold(frame, |frame, has_one| frame.frame_has_cross_site_ancestor(has_one));
    ///     let step = fetch::<()>(frame.build().unwrap(), &mut PreflightCache::new(), Timestamp::ZERO);
    ///     let Step::Send(exchange) = step else { unreachable!() };
    ///     exchange.same_site_mode()
    /// };
    /// assert_eq!(mode(Some(true)), Ok(SameSiteMode::UnsetOrLess));
    /// assert_eq!(mode(None), Err(NoSameSiteMode::AncestorNotKnown));
    /// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
    /// ```
    pub fn frame_has_cross_site_ancestor(self, has_ancestor: bool) -> Self {
        self.with(|request| request.frame_has_cross_site_ancestor = Some(has_ancestor))
    }

    /// Builds the request as it was set.
    ///
    /// Takes time linear in the length of what was given.
    ///
    /// # Errors
    ///
    /// Returns the first mistake, in the order of the calls: an invalid URL, an invalid method, or an invalid header. The
    /// content type of the body is checked last.
    pub fn build(self) -> Result<Request, RequestError> {
        let mut request = self.request?;
        if let Some(body) = self.body {
            request.body = body.kind();
            body.append_type_to(&mut Headers::new(&mut request.headers, Guard::None))?;
        }
        Ok(request)
    }

    /// Refuses every URL that is not HTTP(S), as `sendBeacon()` does.
    pub(super) fn http_only(self) -> Self {
        self.try_with(|request| match request.current_url().scheme() {
            scheme if is_http(scheme) => Ok(()),
            scheme => Err(RequestError::BeaconNeedsHttp { scheme: scheme.to_owned() }),
        })
    }

    fn with(self, change: impl FnOnce(&mut Request)) -> Self {
        self.try_with(|request| {
            change(request);
            Ok(())
        })
    }

    fn try_with(mut self, change: impl FnOnce(&mut Request) -> Result<(), RequestError>) -> Self {
        if let Ok(request) = &mut self.request
            && let Err(error) = change(request)
        {
            self.request = Err(error);
        }
        self
    }
}
