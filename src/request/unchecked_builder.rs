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
    /// Begins a request with the standard's defaults: `GET`, mode *no-cors*, credentials mode *same-origin*,
    /// no flag set. Use it for features that have no method here.
    ///
    /// No rule for script applies: nothing that the host sets is left out or refused. Do not pass on what script
    /// chose without the checks of its feature; [`fetch`](Self::fetch) and
    /// [`xml_http_request`](Self::xml_http_request) have them.
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

    /// Begins a request with the standard's defaults and the method, the URI and the headers of `request`, as
    /// [`unchecked_request`](Self::unchecked_request) does. The URI may be relative to the client's base URL.
    /// Whether there is a body is for [`body`](UncheckedBuilder::body) to say.
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

    /// Begins the request of a top-level navigation by `GET`: mode *navigate*, and redirect mode *manual*, so
    /// that each redirect comes back to the host. For a form, set the method and the body. For a frame, set
    /// the [`destination`](UncheckedBuilder::destination). The page of this client began the navigation, unless
    /// [`user_initiated`](UncheckedBuilder::user_initiated) says that the user did.
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

/// Builds a request of the host's own, and checks nothing but that the URL is a URL, the method a method, and each
/// header a header. [`Client::unchecked_request`] and [`Client::navigation`] begin it.
///
/// A host can build a request that no page could send, such as a `PUT` to another origin without a preflight. For
/// requests of script, use the builders of [`Client::fetch`] and [`Client::xml_http_request`].
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
    /// Sets the method. HTTP's common methods may be in lower case.
    pub fn method(self, method: impl AsRef<[u8]>) -> Self {
        self.try_with(|request| {
            request.method = normalize(method.as_ref())?;
            Ok(())
        })
    }

    /// Adds a header. White space around the value is removed.
    pub fn header(self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Self {
        self.try_with(|request| {
            Headers::new(&mut request.headers, Guard::None)
                .append(name.as_ref(), value.as_ref())
                .map(drop)
                .map_err(RequestError::from_guard)
        })
    }

    /// Adds headers.
    pub fn headers<N: AsRef<[u8]>, V: AsRef<[u8]>>(self, headers: impl IntoIterator<Item = (N, V)>) -> Self {
        headers.into_iter().fold(self, |builder, (name, value)| builder.header(name, value))
    }

    /// Sets the body: a [`Source`](super::Source) or a [`Stream`](super::Stream).
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Sets the mode.
    pub fn mode(self, mode: Mode) -> Self {
        self.with(|request| request.mode = mode)
    }

    /// Sets the credentials mode.
    pub fn credentials(self, mode: CredentialsMode) -> Self {
        self.with(|request| request.credentials_mode = mode)
    }

    /// Sets the redirect mode.
    pub fn redirect(self, mode: RedirectMode) -> Self {
        self.with(|request| request.redirect_mode = mode)
    }

    /// Sets the cache mode, for the host's HTTP cache.
    pub fn cache(self, mode: CacheMode) -> Self {
        self.with(|request| request.cache_mode = mode)
    }

    /// Sets the service-workers mode.
    pub fn service_workers(self, mode: ServiceWorkersMode) -> Self {
        self.with(|request| request.service_workers_mode = mode)
    }

    /// Sets the destination.
    pub fn destination(self, destination: Destination) -> Self {
        self.with(|request| request.destination = destination)
    }

    /// Sets the referrer. The default is the client's.
    pub fn referrer(self, referrer: Referrer) -> Self {
        self.with(|request| request.referrer = referrer)
    }

    /// Sets where the user can be asked for a password. By default, the client decides.
    pub fn traversable_for_user_prompts(self, traversable: TraversableForUserPrompts) -> Self {
        self.with(|request| request.traversable_for_user_prompts = traversable)
    }

    /// Sets the referrer policy. *Empty* stands for the client's.
    pub fn referrer_policy(self, policy: ReferrerPolicy) -> Self {
        self.with(|request| request.referrer_policy = policy)
    }

    /// Sets the request's origin, if it is not the client's.
    pub fn origin(self, origin: Origin) -> Self {
        self.with(|request| {
            request.origin = origin;
            request.origin_is_client = false;
        })
    }

    /// Sets the unsafe-request flag: script chose the method and the headers, so they may need a preflight.
    pub fn unsafe_request(self, set: bool) -> Self {
        self.with(|request| request.unsafe_request = set)
    }

    /// Sets the use-CORS-preflight flag: there is a preflight, whatever the method and the headers are.
    pub fn use_cors_preflight(self, set: bool) -> Self {
        self.with(|request| request.use_cors_preflight = set)
    }

    /// Sets the use-URL-credentials flag, for the host's authentication.
    pub fn use_url_credentials(self, set: bool) -> Self {
        self.with(|request| request.use_url_credentials = set)
    }

    /// Sets whether the request may outlive its client, for the host's fetch group.
    pub fn keepalive(self, keepalive: bool) -> Self {
        self.with(|request| request.keepalive = keepalive)
    }

    /// Sets whether the user activated a navigation in the page, by a click on a link for example.
    /// `Sec-Fetch-User` tells the server.
    pub fn user_activation(self, activated: bool) -> Self {
        self.with(|request| request.user_activation = activated)
    }

    /// Sets whether the user began a navigation without a page, by the address bar or a bookmark. Then
    /// `Sec-Fetch-Site` is *none*.
    pub fn user_initiated(self, initiated: bool) -> Self {
        self.with(|request| request.user_initiated = initiated)
    }

    /// Sets the top-level navigation initiator origin: the origin of the page that began a top-level navigation. It decides
    /// about cookies with `SameSite`. The default is the request's origin, and none for a navigation that the
    /// [user began](Self::user_initiated).
    pub fn top_level_navigation_initiator(self, origin: Origin) -> Self {
        self.with(|request| request.top_level_navigation_initiator = Some(origin))
    }

    /// Sets whether the frame that is navigated has a cross-site ancestor: whether one of the documents around it is not same
    /// site with the URL. It decides about cookies with `SameSite` of a navigation whose destination is a frame, together
    /// with the ancestors of the client, which may be a page elsewhere.
    ///
    /// ```
    /// use fetch_cors::cookies::{NoSameSiteMode, SameSiteMode};
    /// use fetch_cors::request::Destination;
    /// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
    /// // A bank navigates a frame that stands in a page of somebody else.
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
    pub fn frame_has_cross_site_ancestor(self, has_one: bool) -> Self {
        self.with(|request| request.frame_has_cross_site_ancestor = Some(has_one))
    }

    /// Builds the request. Takes time linear in what was given.
    ///
    /// # Errors
    ///
    /// Returns the first mistake, in the order of the calls: the URL, a method or a header that is not one.
    pub fn build(self) -> Result<Request, RequestError> {
        let mut request = self.request?;
        if let Some(body) = self.body {
            request.body = body.kind();
            body.append_type_to(&mut Headers::new(&mut request.headers, Guard::None))?;
        }
        Ok(request)
    }

    /// Refuses a URL that is not HTTP(S), as `sendBeacon()` does.
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
