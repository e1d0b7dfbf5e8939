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

/// A request of the Fetch Standard, with those of its items that CORS and its neighbours use.
///
/// A [`Client`] has a method for each thing that pages do. Each begins a builder, which makes the request.
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
// concept-request-clone 1, 4: the derived clone copies all, because a body here is only its kind.
#[derive(Clone, Debug)]
pub struct Request {
    pub(crate) client: Client,
    pub(crate) origin: Origin,
    /// Whether the origin is the standard's *client*: the origin of the client that will fetch it.
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
    /// Creates a request in which everything but the client and the URL has the standard's default.
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

    /// Returns the client.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Returns the request's origin.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Returns the network partition key, or `None` (null) if the client has none.
    #[must_use]
    pub fn partition_key(&self) -> Option<&NetworkPartitionKey> {
        self.partition_key.as_ref()
    }

    /// Returns the method. A redirect may have changed it to `GET`.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Returns the bytes of the method, as the rules take it.
    pub(crate) fn method_bytes(&self) -> &[u8] {
        self.method.as_str().as_bytes()
    }

    /// Returns the URLs so far: the first one, and those of the redirects that were followed.
    #[must_use]
    pub fn url_list(&self) -> &UrlList {
        &self.url_list
    }

    /// Returns the last URL of the URL list.
    #[must_use]
    pub fn current_url(&self) -> &Url {
        self.url_list.current()
    }

    /// Returns the header list.
    #[must_use]
    pub fn headers(&self) -> &HeaderList {
        &self.headers
    }

    /// Returns the guard of the headers: *request* for `fetch()` and `XMLHttpRequest`, *request-no-cors* for
    /// `fetch()` in mode *no-cors*, and *immutable* for every request that script does not make.
    #[must_use]
    pub fn guard(&self) -> Guard {
        self.guard
    }

    /// Returns the headers as script sees and changes them, `request.headers`. The [`guard`](Self::guard)
    /// applies.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::Mode};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let mut request = page.fetch("https://api.example/").mode(Mode::NoCors).build()?;
    /// assert!(!request.script_headers().set(b"content-type", b"application/json")?); // left out
    /// assert!(request.script_headers().set(b"content-type", b"text/plain")?);
    /// let mut image = page.image("https://api.example/", Default::default()).build()?;
    /// assert!(image.script_headers().set(b"accept", b"image/png").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// Nothing that script may have changes the list without the guard:
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

    /// Returns the header list for additions of the engine itself, such as the `Range` of a media element or the
    /// `Last-Event-ID` of an event source. No guard applies, so never lend it to script: use
    /// [`script_headers`](Self::script_headers) for that.
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

    /// Returns the kind of the body. A redirect may have removed the body.
    #[must_use]
    pub fn body(&self) -> BodyKind {
        self.body
    }

    /// Returns the mode.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Returns the credentials mode.
    #[must_use]
    pub fn credentials_mode(&self) -> CredentialsMode {
        self.credentials_mode
    }

    /// Returns the redirect mode.
    #[must_use]
    pub fn redirect_mode(&self) -> RedirectMode {
        self.redirect_mode
    }

    /// Returns the cache mode, for the host's HTTP cache.
    #[must_use]
    pub fn cache_mode(&self) -> CacheMode {
        self.cache_mode
    }

    /// Returns the service-workers mode. It becomes *none* when the network is used.
    #[must_use]
    pub fn service_workers_mode(&self) -> ServiceWorkersMode {
        self.service_workers_mode
    }

    /// Sets the service-workers mode. Use *none* for a request that a service worker fetches itself.
    #[must_use]
    pub fn with_service_workers_mode(mut self, mode: ServiceWorkersMode) -> Self {
        self.service_workers_mode = mode;
        self
    }

    /// Returns the destination.
    #[must_use]
    pub fn destination(&self) -> Destination {
        self.destination
    }

    /// Sets the origin of the current URL's blob URL entry: the origin of the environment that made the blob. It takes the
    /// place of the origin that the URL has by its text, so that a page with an opaque origin can fetch its own blobs.
    ///
    /// Call this if the current URL is in the host's blob URL store. Without it, the origin of a `blob:` URL is that of the URL
    /// in it, which for a page with an opaque origin is a new opaque origin: CORS then refuses the URL.
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

    /// Returns the referrer. At each hop, a fetch replaces it by the URL that the server is told, or by no referrer.
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

    /// Returns the traversable for user prompts. When a fetch begins, it replaces
    /// [`Client`](TraversableForUserPrompts::Client).
    #[must_use]
    pub fn traversable_for_user_prompts(&self) -> TraversableForUserPrompts {
        self.traversable_for_user_prompts
    }

    /// Returns the referrer policy. A redirect may have changed it.
    #[must_use]
    pub fn referrer_policy(&self) -> ReferrerPolicy {
        self.referrer_policy
    }

    /// Returns whether the unsafe-request flag is set.
    #[must_use]
    pub fn unsafe_request(&self) -> bool {
        self.unsafe_request
    }

    /// Returns whether the use-CORS-preflight flag is set.
    #[must_use]
    pub fn use_cors_preflight(&self) -> bool {
        self.use_cors_preflight
    }

    /// Returns whether the use-URL-credentials flag is set. The host needs it for its authentication.
    #[must_use]
    pub fn use_url_credentials(&self) -> bool {
        self.use_url_credentials
    }

    /// Returns whether the request may outlive its client. The host needs it for its fetch group.
    #[must_use]
    pub fn keepalive(&self) -> bool {
        self.keepalive
    }

    /// Returns whether the request is a navigation that the user activated in the page.
    #[must_use]
    pub fn user_activation(&self) -> bool {
        self.user_activation
    }

    /// Returns whether the request is a navigation that the user began without a page.
    #[must_use]
    pub fn user_initiated(&self) -> bool {
        self.user_initiated
    }

    /// Returns the top-level navigation initiator origin: the origin of the page that began a top-level navigation, which is the
    /// request's origin unless the host has named another page. It is `None` (null) for every other request, and for a
    /// navigation that the user began.
    ///
    /// <https://fetch.spec.whatwg.org/#request-top-level-navigation-initiator-origin>
    #[must_use]
    pub fn top_level_navigation_initiator(&self) -> Option<&Origin> {
        let is_of_page = self.destination == Destination::Document && !self.user_initiated;
        self.top_level_navigation_initiator.as_ref().or_else(|| is_of_page.then_some(&self.origin))
    }

    /// Returns whether the client has a cross-site ancestor, or for the navigation of a frame, whether the client or the frame
    /// has one. `None` if the host has not said what decides that.
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

    /// Returns whether the TAO check has failed for a response so far.
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

    /// Returns the response tainting so far.
    #[must_use]
    pub fn response_tainting(&self) -> ResponseTainting {
        self.response_tainting
    }

    /// Returns the redirect-taint so far.
    ///
    /// <https://fetch.spec.whatwg.org/#redirect-taint>
    #[must_use]
    pub fn redirect_taint(&self) -> RedirectTaint {
        redirect_taint(&self.origin, self.url_list.origins(), self.client.sites())
    }

    /// Returns the value that an `Origin` header of this request has.
    ///
    /// <https://fetch.spec.whatwg.org/#byte-serializing-a-request-origin>
    #[must_use]
    pub fn byte_serialized_origin(&self) -> RequestOrigin<'_> {
        byte_serialize_request_origin(&self.origin, self.url_list.origins())
    }
}
