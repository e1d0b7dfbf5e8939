use url::Url;

use super::fetch_params::FetchParams;
use super::{ServiceWorkerResponse, Step};
use crate::error::{Blocker, CorpViolation, HostError, NetworkError, Phase};
use crate::filter::FilteredResponse;
use crate::preflight::PreflightCache;
use crate::request::{Destination, Request, ServiceWorkersMode, TraversableForUserPrompts};
use crate::timestamp::Timestamp;

/// A request at one URL, before anything is sent to it: at the first URL of the fetch, or at the target of a redirect.
///
/// A hop is one URL of the fetch, before the engine does anything with this URL. Until the host calls [`run`](Self::run), it
/// can do what the standard leaves to it, in this order:
///
/// 1. Upgrade the URL because of `upgrade-insecure-requests` or mixed content: [`upgrade_to_https`](Self::upgrade_to_https).
/// 2. Block the request because of Content Security Policy, mixed content or another policy: [`block`](Self::block).
/// 3. Upgrade the URL because of HSTS or DNS: [`upgrade_by_hsts`](Self::upgrade_by_hsts).
/// 4. Ask a service worker, if [`service_worker_may_respond`](Self::service_worker_may_respond) returns true. If the service
///    worker responds, call [`respond_from_service_worker`](Self::respond_from_service_worker).
/// 5. Continue the fetch: [`run`](Self::run).
///
/// Items 1 to 4 are optional. `block` and `respond_from_service_worker` use the hop up, so `run` cannot be called after
/// them.
///
/// A hop comes from [`Hop::new`], from [`Step::Redirect`], or from [`FilteredResponse::next_manual_redirect`]. To cancel the
/// fetch, drop the hop.
///
/// <https://fetch.spec.whatwg.org/#concept-main-fetch>
///
/// ```
/// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, error::Blocker, fetch::Hop};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let hop = Hop::new(page.fetch("http://ads.example/").build()?);
/// assert_eq!(hop.url().scheme(), "http");
/// let hop = hop.upgrade_to_https();
/// assert_eq!(hop.url().scheme(), "https");
/// let step = hop.block::<()>(Blocker::ContentSecurityPolicy, &mut PreflightCache::new());
/// assert!(matches!(step, Step::Done(Err(_))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[must_use = "the fetch does not continue until the host handles this"]
pub struct Hop(pub(super) FetchParams);

impl Hop {
    /// Creates the first hop of a request, and so begins a fetch.
    ///
    /// Nothing is fetched yet. The host first does for this hop what it does for the hop of a redirect: [`Hop`] lists it,
    /// and [`Step`] shows the loop. The function [`fetch`](fn@super::fetch) is for a host that has nothing to do here.
    ///
    /// If the request has no `Accept` header, it gets the `Accept` header for its destination. For a prefetch, the standard
    /// asks for the `Accept` header of a document, which the host sets when it builds the request. If the referrer policy of
    /// the request is the empty string, the request gets the policy of its client.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-fetch>
    pub fn new(mut request: Request) -> Self {
        // concept-fetch 4: fills in the fields that the request takes from its client.
        populate_from_client(&mut request);
        // concept-fetch 8: the state of the fetch. The callbacks of the standard are the steps that the host gets.
        let mut params = FetchParams::new(request);
        append_accept(&mut params.request);
        FetchParams::resolve_referrer_policy(&mut params.request);
        params.begin_hop();
        Self(params)
    }

    /// Returns the URL that this hop is going to fetch: the request's current URL.
    #[must_use]
    pub fn url(&self) -> &Url {
        self.0.request.current_url()
    }

    /// Returns the request as it is now. A host with service workers passes this request to the service worker.
    ///
    /// The referrer of this request is the value that the server receives. It can change if
    /// [`upgrade_to_https`](Self::upgrade_to_https) changes the URL.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.0.request
    }

    /// Returns the violations of the client's embedder policy by earlier hops of this fetch.
    ///
    /// A host that drops the hop, and so cancels the fetch, reports these violations itself. Otherwise they are part of the
    /// fetch's result.
    #[must_use]
    pub fn corp_violations(&self) -> &[CorpViolation] {
        &self.0.corp_violations
    }

    /// Changes the scheme of the current URL from `http` to `https` because of HSTS or of an HTTPS record in DNS. Leaves
    /// every other scheme as it is.
    ///
    /// Call this if the host's HSTS list or a DNS lookup demands HTTPS for the domain of [`url`](Self::url). The engine does
    /// not check this. A page from HTTPS rarely gets here with an `http` URL: the host checks mixed content first, and
    /// blocks or upgrades most such requests.
    ///
    /// The engine has already decided about the referrer, for the old `http` URL (main fetch 9 and 10). For a page from
    /// HTTPS, a request to an `http` URL is a downgrade. So with the referrer policy *strict-origin-when-cross-origin*, no
    /// referrer is sent.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, fetch::Hop, request::Referrer};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let page = page.with_document_url("https://app.example/a".parse()?);
    /// // A link to a page from HTTP is not mixed content.
    /// let hop = Hop::new(page.navigation("http://other.example/").build()?).upgrade_by_hsts();
    /// assert_eq!((hop.url().scheme(), hop.request().referrer()), ("https", &Referrer::NoReferrer));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn upgrade_by_hsts(mut self) -> Self {
        self.0.upgrade_by_hsts();
        self
    }

    /// Changes the scheme of the current URL from `http` to `https`. Leaves every other scheme as it is.
    ///
    /// Call this for `upgrade-insecure-requests` and for mixed content, and before [`run`](Self::run). The referrer is
    /// computed again, for the `https` URL. For HSTS, call [`upgrade_by_hsts`](Self::upgrade_by_hsts) instead.
    pub fn upgrade_to_https(mut self) -> Self {
        self.0.upgrade_to_https();
        self
    }

    /// Ends the fetch with a network error because the host blocks the request.
    ///
    /// Call this if Content Security Policy, mixed content or another policy of the host does not allow [`url`](Self::url)
    /// to be fetched. The result is [`Step::Done`] with an error whose reason is
    /// [`Reason::Blocked`](crate::error::Reason::Blocked). This method needs the cache because the error clears entries if
    /// an earlier hop needed a permission: see [the module page](super).
    pub fn block<B>(self, by: Blocker, cache: &mut PreflightCache) -> Step<B> {
        self.0.block(by, cache)
    }

    /// Returns whether a service worker may respond to the request.
    ///
    /// It is true if main fetch does not refuse the request, the URL is an HTTP(S) URL, and the service-workers mode of the
    /// request is *all*. With redirect mode *follow*, the mode becomes *none* when the actual request is sent, so that no
    /// service worker sees a redirect from the network.
    ///
    /// If it returns true, a host with service workers asks the service worker. The host then calls
    /// [`respond_from_service_worker`](Self::respond_from_service_worker) with the response, or [`run`](Self::run) if the
    /// service worker does not respond.
    #[must_use]
    pub fn service_worker_may_respond(&self) -> bool {
        let request = &self.0.request;
        request.service_workers_mode == ServiceWorkersMode::All
            && self.0.is_http_url()
            && self.0.fetch_type().is_ok()
    }

    /// Runs main fetch for this hop with the response of a service worker, so that nothing is sent to the network.
    ///
    /// Call this only if [`service_worker_may_respond`](Self::service_worker_may_respond) returns true. The next step is
    /// [`Step::Redirect`] if the response is a redirect that may be followed, and [`Step::Done`] otherwise. It is never
    /// [`Step::Send`]: no preflight and no actual request is made, and the response needs no CORS headers.
    ///
    /// If main fetch refuses the request, the fetch ends with the same error as [`run`](Self::run). If a service worker may
    /// not respond for another reason, the fetch ends in a network error with [`HostError::ServiceWorkerMayNotRespond`].
    ///
    /// Pass a response that script made as [`ServiceWorkerResponse::Constructed`], and a response that the service worker
    /// fetched as [`ServiceWorkerResponse::Fetched`]. A constructed response with a URL ends the fetch with
    /// [`HostError::ConstructedWithUrl`]. A fetched response whose URL is not the last URL of its own fetch ends it with
    /// [`HostError::ForeignResponse`]. For all three mistakes, the cache stays as it is.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-http-fetch>
    ///
    /// ```
    /// use fetch_cors::error::{HostError, Reason};
    /// use fetch_cors::fetch::{Hop, ServiceWorkerResponse};
    /// use fetch_cors::request::ServiceWorkersMode;
    /// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let request = page.fetch("https://app.example/").build()?;
    /// let hop = Hop::new(request.with_service_workers_mode(ServiceWorkersMode::None));
    /// let made = ServiceWorkerResponse::constructed(http::Response::new(()));
    /// let step = hop.respond_from_service_worker(made, &mut PreflightCache::new(), Timestamp::ZERO);
    /// let Step::Done(Err(error)) = step else { unreachable!() };
    /// assert_eq!(error.reason(), &Reason::Host(HostError::ServiceWorkerMayNotRespond));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn respond_from_service_worker<B>(
        self,
        response: ServiceWorkerResponse<B>,
        cache: &mut PreflightCache,
        now: Timestamp,
    ) -> Step<B> {
        let is_refused = self.0.fetch_type().is_err();
        if !is_refused && !self.service_worker_may_respond() {
            return self.0.end_with_host_error(
                Phase::ServiceWorker,
                HostError::ServiceWorkerMayNotRespond,
                None,
            );
        }
        if !is_refused && let Some((error, status)) = response.mistaken_url() {
            return self.0.end_with_host_error(Phase::ServiceWorker, error, Some(status));
        }
        self.0.main_fetch(Some(response), cache, now)
    }

    /// Runs main fetch for this hop, until there is something for the host to do.
    ///
    /// Call this after the host has applied its own policies. `now` is the current time, and `cache` is asked whether the
    /// request needs a preflight. The next step is one of these:
    ///
    /// - [`Step::Send`] with a preflight, if the request needs a permission and the cache does not have it.
    /// - [`Step::Send`] with the actual request, if no preflight is needed.
    /// - [`Step::Local`], if the host has to serve the URL.
    /// - [`Step::Done`] with an error, if main fetch refuses the request, for example because of its port, its scheme, or
    ///   its mode.
    ///
    /// # Cost
    ///
    /// Takes time linear in the request's headers and in the bytes of its URLs so far, plus the time to sort the names
    /// of its unsafe headers.
    pub fn run<B>(self, cache: &mut PreflightCache, now: Timestamp) -> Step<B> {
        self.0.main_fetch(None, cache, now)
    }
}

impl<B> FilteredResponse<B> {
    /// Returns the next hop of a navigation whose redirect mode is *manual*, for a host that wants to follow the redirect.
    ///
    /// Call this if the fetch of a navigation ended with a redirect. Continue with the hop as with the hop of a
    /// [`Step::Redirect`]: apply the policies of the host, and call [`Hop::run`].
    ///
    /// Returns `None` if the response is not such a redirect, or if it has no `Location` header. The hop is returned only
    /// once: a second call returns `None`, and also every call on a clone of the response.
    ///
    /// # Errors
    ///
    /// Returns a [`NetworkError`] if the redirect may not be followed, for example because its `Location` does not parse.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-http-redirect-fetch>
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
    /// let Step::<()>::Send(get) = fetch(page.navigation("https://a.example/").build()?, &mut cache, now) else {
    ///     unreachable!()
    /// };
    /// let moved = http::Response::builder().status(302).header("location", "/b").body(())?;
    /// let Step::Done(Ok(mut response)) = get.respond(moved, &mut cache, now) else { unreachable!() };
    /// assert_eq!(response.status(), 302);
    /// let hop = response.next_manual_redirect().expect("it has a location")?;
    /// assert_eq!(hop.url().as_str(), "https://a.example/b");
    /// assert!(response.next_manual_redirect().is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn next_manual_redirect(&mut self) -> Option<Result<Hop, NetworkError>> {
        let manual = self.next_manual_redirect.take()?;
        let params = FetchParams::new(manual.request);
        let response = self.hidden.internal_response();
        match params.redirection(response.status(), response.headers(), manual.response_url.as_ref()) {
            Ok(redirection) => Some(Ok(params.follow(redirection?))),
            // A navigation makes no preflight, so there is no cache entry to clear.
            Err(error) => {
                let status = Some(response.status());
                Some(Err(params.into_network_error(Phase::Redirect, error.into(), status)))
            }
        }
    }
}

/// Fills in the fields that a request takes from its client when a fetch begins.
fn populate_from_client(request: &mut Request) {
    // populate-request-from-client 1, 1.1, 1.2, 1.2.1, 1.2.2: the user can be asked for a password if the client is a
    // window with a traversable navigable.
    if request.traversable_for_user_prompts == TraversableForUserPrompts::Client {
        request.traversable_for_user_prompts = match request.client.has_traversable() {
            true => TraversableForUserPrompts::TraversableNavigable,
            false => TraversableForUserPrompts::NoTraversable,
        };
    }
    // populate-request-from-client 2, 2.1, 2.2: fixes the origin. From here on, a request made from this one keeps the
    // origin, even if it has another client.
    request.origin_is_client = false;
}

/// Appends the `Accept` header that the standard gives a request with this destination, unless the request has one.
fn append_accept(request: &mut Request) {
    // concept-fetch 12: a header that script or the host has set stays as it is.
    if request.headers.contains(b"accept") {
        return;
    }
    // concept-fetch 12.1, 12.3: the destination decides. Any type is accepted by default.
    let value: &[u8] = match request.destination {
        // concept-fetch 12.3a: a document.
        Destination::Document | Destination::Frame | Destination::Iframe => {
            b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        }
        // concept-fetch 12.3b: an image.
        Destination::Image => b"image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
        // concept-fetch 12.3c: a JSON module.
        Destination::Json => b"application/json,*/*;q=0.5",
        // concept-fetch 12.3d: a style sheet.
        Destination::Style => b"text/css,*/*;q=0.1",
        // concept-fetch 12.3e: a text module.
        Destination::Text => b"text/plain,*/*;q=0.5",
        _ => b"*/*",
    };
    // concept-fetch 12.4: appends the header.
    request.headers.push(b"Accept", value);
}
