use http::Method;
use url::Url;

use super::body::BodyKind;
use super::client::Client;
use super::error::RequestError;
use super::modes::{
    CacheMode, CredentialsMode, Destination, Mode, RedirectMode, ReferrerPolicy, ResponseTainting,
    ServiceWorkersMode,
};
use super::partition_key::NetworkPartitionKey;
use super::prompts::TraversableForUserPrompts;
use super::referrer::Referrer;
use super::url_list::UrlList;
use crate::header::{Guard, HeaderList, Headers};
use crate::origin::Origin;
use crate::request_origin::{RedirectTaint, RequestOrigin, byte_serialize_request_origin, redirect_taint};

/// A request of the Fetch Standard, with the items that CORS and the rules around it use.
///
/// A builder creates it. The methods of [`Client`] begin the builders: the usual one is [`Client::fetch`], and the
/// [module page](crate::request) lists them all. Pass the request to [`run`](fn@crate::run), or to
/// [`fetch`](fn@crate::fetch).
///
/// A host with policies of its own passes the request to [`Hop::new`](crate::Hop::new) instead.
///
/// A fetch changes its request, for example at a redirect. [`Hop::request`](crate::Hop::request) and
/// [`Exchange::request`](crate::Exchange::request) return the changed request.
///
/// <https://fetch.spec.whatwg.org/#concept-request>
///
/// ```
/// use fetch_cors::{Client, Origin, request::{CredentialsMode, Mode}};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("https://api.example/items").method("PUT").header("x-token", "1").build()?;
/// assert_eq!((request.mode(), request.credentials_mode()), (Mode::Cors, CredentialsMode::SameOrigin));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
// concept-request-clone 1, 4: the derived clone copies every field. Of the body, a request holds only the kind.
#[derive(Clone, Debug)]
pub struct Request {
    pub(crate) client: Client,
    pub(crate) origin: Origin,
    /// Whether the standard's value is *client*: the origin is the client's, and changes with the client.
    pub(crate) origin_is_client: bool,
    pub(crate) partition_key: Option<NetworkPartitionKey>,
    pub(crate) method: Method,
    pub(crate) url_list: UrlList,
    pub(crate) headers: HeaderList,
    /// The guard of the `Headers` object through which script sees the header list.
    pub(crate) guard: Guard,
    pub(crate) body: BodyKind,
    pub(crate) mode: Mode,
    pub(crate) credentials_mode: CredentialsMode,
    pub(crate) redirect_mode: RedirectMode,
    pub(crate) cache_mode: CacheMode,
    pub(crate) service_workers_mode: ServiceWorkersMode,
    pub(crate) destination: Destination,
    pub(crate) referrer: Referrer,
    pub(crate) referrer_policy: ReferrerPolicy,
    pub(crate) traversable_for_user_prompts: TraversableForUserPrompts,
    pub(crate) unsafe_request: bool,
    pub(crate) use_cors_preflight: bool,
    pub(crate) use_url_credentials: bool,
    pub(crate) keepalive: bool,
    pub(crate) user_activation: bool,
    pub(crate) user_initiated: bool,
    pub(crate) top_level_navigation_initiator: Option<Origin>,
    pub(crate) frame_has_cross_site_ancestor: Option<bool>,
    pub(crate) redirect_count: u8,
    pub(crate) response_tainting: ResponseTainting,
    pub(crate) timing_allow_failed: bool,
    pub(crate) navigation_timing_allow_values: Vec<Vec<String>>,
}

impl Request {
    /// Creates a request for this client and this URL. Everything else has the standard's default.
    pub(super) fn new(client: &Client, url: Url) -> Self {
        Self {
            client: client.clone(),
            origin: client.origin().clone(),
            origin_is_client: true,
            partition_key: client.partition_key().cloned(),
            method: Method::GET,
            url_list: UrlList::new(url),
            headers: HeaderList::new(),
            guard: Guard::Immutable,
            body: BodyKind::None,
            mode: Mode::NoCors,
            credentials_mode: CredentialsMode::SameOrigin,
            redirect_mode: RedirectMode::Follow,
            cache_mode: CacheMode::Default,
            service_workers_mode: ServiceWorkersMode::All,
            destination: Destination::Empty,
            referrer: Referrer::Client,
            referrer_policy: ReferrerPolicy::Empty,
            traversable_for_user_prompts: TraversableForUserPrompts::Client,
            unsafe_request: false,
            use_cors_preflight: false,
            use_url_credentials: false,
            keepalive: false,
            user_activation: false,
            user_initiated: false,
            top_level_navigation_initiator: None,
            frame_has_cross_site_ancestor: None,
            redirect_count: 0,
            response_tainting: ResponseTainting::Basic,
            timing_allow_failed: false,
            navigation_timing_allow_values: Vec::new(),
        }
    }

    /// Returns the client, which makes the request.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Returns the request's origin, which is the client's unless the host has set another one.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Returns the network partition key that the client had when the request was created, or `None` (null) if it had none.
    #[must_use]
    pub fn partition_key(&self) -> Option<&NetworkPartitionKey> {
        self.partition_key.as_ref()
    }

    /// Returns the method of the request. A redirect may have changed it to `GET`.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Returns the bytes of the method, which is the form that the rules take.
    pub(crate) fn method_bytes(&self) -> &[u8] {
        self.method.as_str().as_bytes()
    }

    /// Returns the URL list: the URL that was requested first, and the URL of each redirect that was followed.
    #[must_use]
    pub fn url_list(&self) -> &UrlList {
        &self.url_list
    }

    /// Returns the current URL, which is the last URL of the URL list.
    #[must_use]
    pub fn current_url(&self) -> &Url {
        self.url_list.current()
    }

    /// Returns the headers of the request. They do not include those that the engine adds to a message, such as `Origin`.
    #[must_use]
    pub fn headers(&self) -> &HeaderList {
        &self.headers
    }

    /// Returns the guard of the headers, which decides how script may change them.
    ///
    /// It is *request* for `fetch()` and `XMLHttpRequest`, *request-no-cors* for `fetch()` in mode *no-cors*, and
    /// *immutable* for every other request.
    #[must_use]
    pub fn guard(&self) -> Guard {
        self.guard
    }

    /// Returns the headers for script, as `request.headers` does. The [`guard`](Self::guard) decides about each change. A
    /// method such as `set` returns `Ok(false)` if the guard leaves the header out.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::Mode};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let mut request = page.fetch("https://api.example/").mode(Mode::NoCors).build()?;
    /// assert_eq!(request.script_headers().set(b"content-type", b"application/json")?, false); // left out
    /// assert_eq!(request.script_headers().set(b"content-type", b"text/plain")?, true);
    /// let mut image = page.image("https://api.example/", Default::default()).build()?;
    /// assert!(image.script_headers().set(b"accept", b"image/png").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// Only [`unguarded_headers`](Self::unguarded_headers) avoids the guard. There is no other way:
    ///
    /// ```compile_fail,E0599
    /// # fn script(mut request: fetch_cors::Request) {
    /// request.headers_mut().set(b"content-type", b"application/json"); // error: no such method
    /// # }
    /// ```
    ///
    /// ```compile_fail,E0596
    /// # fn script(mut request: fetch_cors::Request) {
    /// request.script_headers().list().set(b"cookie", b"a=b"); // error: cannot borrow as mutable
    /// # }
    /// ```
    ///
    /// ```compile_fail,E0616
    /// # fn script(mut request: fetch_cors::Request) {
    /// request.script_headers().guard = fetch_cors::header::Guard::None; // error: the field is private
    /// # }
    /// ```
    pub fn script_headers(&mut self) -> Headers<'_> {
        Headers::new(&mut self.headers, self.guard)
    }

    /// Returns the headers, so that the host can change them. For example, the host adds `Range` for a media element, and
    /// `Last-Event-ID` for an event source.
    ///
    /// **No guard applies.** For changes by script, use [`script_headers`](Self::script_headers).
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::CorsAttribute};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let mut video = page.video("https://cdn.example/a.mp4", CorsAttribute::NoCors).build()?;
    /// video.unguarded_headers().append(b"Range", b"bytes=0-")?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn unguarded_headers(&mut self) -> &mut HeaderList {
        &mut self.headers
    }

    /// Returns the kind of the body, or [`BodyKind::None`] if there is none. A redirect may have removed the body.
    #[must_use]
    pub fn body(&self) -> BodyKind {
        self.body
    }

    /// Returns the mode of the request.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Returns the credentials mode, which decides where cookies and other credentials are sent.
    #[must_use]
    pub fn credentials_mode(&self) -> CredentialsMode {
        self.credentials_mode
    }

    /// Returns the redirect mode, which decides what happens at a redirect.
    #[must_use]
    pub fn redirect_mode(&self) -> RedirectMode {
        self.redirect_mode
    }

    /// Returns the cache mode, which says how the host's HTTP cache is used.
    #[must_use]
    pub fn cache_mode(&self) -> CacheMode {
        self.cache_mode
    }

    /// Returns the service-workers mode, which says whether a service worker may respond.
    ///
    /// If the redirect mode is *follow*, a fetch sets it to *none* when it sends the actual request to the network. No
    /// service worker then sees the redirects that follow (HTTP fetch 4.2). With every other redirect mode, it stays as it
    /// is.
    ///
    /// <https://fetch.spec.whatwg.org/#request-service-workers-mode>
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
    /// use fetch_cors::request::{RedirectMode, ServiceWorkersMode};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let sent_mode = |redirect| {
    ///     let request = page.fetch("https://app.example/").redirect(redirect).build().unwrap();
    ///     let step = fetch::<()>(request, &mut PreflightCache::new(), Timestamp::ZERO);
    ///     let Step::Send(exchange) = step else { unreachable!() };
    ///     exchange.request().service_workers_mode()
    /// };
    /// assert_eq!(sent_mode(RedirectMode::Follow), ServiceWorkersMode::None);
    /// assert_eq!(sent_mode(RedirectMode::Error), ServiceWorkersMode::All);
    /// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
    /// ```
    #[must_use]
    pub fn service_workers_mode(&self) -> ServiceWorkersMode {
        self.service_workers_mode
    }

    /// Sets the service-workers mode. The default is *all*, and *none* for a `WebSocket` and a `WebTransport`.
    ///
    /// Set *none* for a request that a service worker makes. If not, the host would ask the same service worker to answer
    /// its own request.
    #[must_use]
    pub fn with_service_workers_mode(mut self, mode: ServiceWorkersMode) -> Self {
        self.service_workers_mode = mode;
        self
    }

    /// Returns the destination, which says what the response is for.
    #[must_use]
    pub fn destination(&self) -> Destination {
        self.destination
    }

    /// Sets the origin of the page or worker that created the `blob:` URL. In the standard, this origin is part of the URL's
    /// *blob URL entry*.
    ///
    /// Call this for a `blob:` URL that is in the host's blob URL store. This origin replaces the origin that the text of
    /// the URL gives. A page with an opaque origin needs this to fetch its own blobs: the text of such a URL gives a new
    /// opaque origin, so CORS would refuse the URL.
    ///
    /// <https://url.spec.whatwg.org/#concept-url-origin>
    ///
    /// # Errors
    ///
    /// Returns [`RequestError::NotABlobUrl`] if the current URL is not a `blob:` URL.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
    /// let sandboxed = Client::new(Origin::new_opaque());
    /// let own_blob = sandboxed.fetch("blob:null/550e8400").build()?;
    /// let own_blob = own_blob.with_blob_url_entry(sandboxed.origin().clone())?;
    /// let step = fetch::<()>(own_blob, &mut PreflightCache::new(), Timestamp::ZERO);
    /// assert!(matches!(step, Step::Local(_)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_blob_url_entry(mut self, origin: Origin) -> Result<Self, RequestError> {
        match self.current_url().scheme() {
            "blob" => {
                self.url_list.set_current_origin(origin);
                Ok(self)
            }
            scheme => Err(RequestError::NotABlobUrl { scheme: scheme.to_owned() }),
        }
    }

    /// Returns the referrer of the request. When a fetch begins, and at each redirect, the engine replaces the referrer by
    /// the value that the server receives: a URL, or [`Referrer::NoReferrer`] if nothing is sent.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, fetch::Hop, request::Referrer};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let page = page.with_document_url("https://app.example/a".parse()?);
    /// let hop = Hop::new(page.fetch("https://api.example/").build()?);
    /// assert_eq!(hop.request().referrer(), &Referrer::Url("https://app.example/".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn referrer(&self) -> &Referrer {
        &self.referrer
    }

    /// Returns the traversable for user prompts, which says whether the user can be asked for a password because of this
    /// request.
    ///
    /// When a fetch begins, the value [`TraversableForUserPrompts::Client`] becomes
    /// [`TraversableNavigable`](TraversableForUserPrompts::TraversableNavigable) or
    /// [`NoTraversable`](TraversableForUserPrompts::NoTraversable), as [`Client::with_traversable`] says.
    #[must_use]
    pub fn traversable_for_user_prompts(&self) -> TraversableForUserPrompts {
        self.traversable_for_user_prompts
    }

    /// Returns the referrer policy, or [`ReferrerPolicy::Empty`] if the client's policy applies. When a fetch begins, the
    /// client's policy replaces the empty one. A redirect may change the policy.
    #[must_use]
    pub fn referrer_policy(&self) -> ReferrerPolicy {
        self.referrer_policy
    }

    /// Returns whether the unsafe-request flag is set: script chose the method and the headers, so they may need a
    /// preflight.
    #[must_use]
    pub fn unsafe_request(&self) -> bool {
        self.unsafe_request
    }

    /// Returns whether the use-CORS-preflight flag is set. With the flag, a cross-origin request needs a preflight whatever
    /// its method and its headers are.
    #[must_use]
    pub fn use_cors_preflight(&self) -> bool {
        self.use_cors_preflight
    }

    /// Returns whether the use-URL-credentials flag is set. The host may then authenticate with the user name and the
    /// password of the URL.
    #[must_use]
    pub fn use_url_credentials(&self) -> bool {
        self.use_url_credentials
    }

    /// Returns whether the request may continue after its page is closed. The host keeps such a request alive.
    #[must_use]
    pub fn keepalive(&self) -> bool {
        self.keepalive
    }

    /// Returns whether the request is a navigation that the user activated in the page, for example by a click on a link.
    #[must_use]
    pub fn user_activation(&self) -> bool {
        self.user_activation
    }

    /// Returns whether the request is a navigation that the user began without a page, for example in the address bar.
    #[must_use]
    pub fn user_initiated(&self) -> bool {
        self.user_initiated
    }

    /// Returns the top-level navigation initiator origin: the origin of the page that began a top-level navigation.
    ///
    /// If the host has set it, this is what the host has set. Otherwise, it is the request's origin for a top-level
    /// navigation that a page began, and `None` (null) for every other request.
    ///
    /// <https://fetch.spec.whatwg.org/#request-top-level-navigation-initiator-origin>
    #[must_use]
    pub fn top_level_navigation_initiator(&self) -> Option<&Origin> {
        let is_of_page = self.destination == Destination::Document && !self.user_initiated;
        self.top_level_navigation_initiator.as_ref().or_else(|| is_of_page.then_some(&self.origin))
    }

    /// Returns whether the client has a cross-site ancestor. For the navigation of a frame, returns whether the client or
    /// the frame has one. Returns `None` if the host has not set what decides this.
    pub(crate) fn has_cross_site_ancestor(&self) -> Option<bool> {
        let of_client = self.client.cross_site_ancestor();
        let is_frame = self.destination.is_navigation() && self.destination != Destination::Document;
        if !is_frame || of_client == Some(true) {
            return of_client;
        }
        match self.frame_has_cross_site_ancestor {
            Some(false) => of_client,
            of_frame => of_frame,
        }
    }

    /// Returns whether the TAO check, which reads `Timing-Allow-Origin`, has failed for a response so far.
    ///
    /// <https://fetch.spec.whatwg.org/#timing-allow-failed>
    #[must_use]
    pub fn timing_allow_failed(&self) -> bool {
        self.timing_allow_failed
    }

    /// Returns the number of redirects that were followed.
    #[must_use]
    pub fn redirect_count(&self) -> u8 {
        self.redirect_count
    }

    /// Returns the response tainting so far, which decides how the response is filtered for the page.
    #[must_use]
    pub fn response_tainting(&self) -> ResponseTainting {
        self.response_tainting
    }

    /// Returns the redirect-taint so far. It says whether a server of another origin has redirected the request to yet
    /// another origin, and whether this led to another site, too. In both cases, the `Origin` header becomes `null`. The
    /// redirect-taint is not the [response tainting](Self::response_tainting).
    ///
    /// <https://fetch.spec.whatwg.org/#redirect-taint>
    #[must_use]
    pub fn redirect_taint(&self) -> RedirectTaint {
        redirect_taint(&self.origin, self.url_list.origins(), self.client.sites())
    }

    /// Returns the byte-serialised request origin, which the CORS protocol sends as the `Origin` header. It is `null` for an
    /// opaque origin, and after a server of another origin has redirected the request to yet another origin.
    ///
    /// <https://fetch.spec.whatwg.org/#byte-serializing-a-request-origin>
    #[must_use]
    pub fn byte_serialized_origin(&self) -> RequestOrigin<'_> {
        byte_serialize_request_origin(&self.origin, self.url_list.origins())
    }
}
