use url::Url;

use super::fetch_params::FetchParams;
use super::{ServiceWorkerResponse, Step};
use crate::error::{Blocker, CorpViolation, HostError, NetworkError, Phase};
use crate::filter::FilteredResponse;
use crate::preflight::PreflightCache;
use crate::request::{Destination, Request, ServiceWorkersMode, TraversableForUserPrompts};
use crate::timestamp::Timestamp;

/// A run of main fetch that has not started. The host can block the request, upgrade its URL, let a service worker
/// respond, or run it.
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
    /// Creates the first hop of a request.
    ///
    /// A request without an `Accept` header gets one by its destination; for a prefetch, the host sets the header of a
    /// document itself. A request without a referrer policy gets that of its client.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-fetch>
    pub fn new(mut request: Request) -> Self {
        // concept-fetch: adds an `Accept` header that depends on the destination. The host adds `Accept-Language`.
        if !request.headers.contains(b"accept") {
            request.headers.push(b"Accept", default_accept(request.destination));
        }
        populate_from_client(&mut request);
        FetchParams::resolve_referrer_policy(&mut request);
        let mut params = FetchParams::new(request);
        params.begin_hop();
        Self(params)
    }

    /// Returns the URL that this hop is going to fetch: the request's current URL.
    #[must_use]
    pub fn url(&self) -> &Url {
        self.0.request.current_url()
    }

    /// Returns the request as it is now, which is the one that a service worker sees. Its referrer is the one that the server
    /// is told, and changes if [`upgrade_to_https`](Self::upgrade_to_https) changes the URL.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.0.request
    }

    /// Returns the violations of the client's embedder policy so far, so that a host that cancels the fetch can
    /// report them.
    #[must_use]
    pub fn corp_violations(&self) -> &[CorpViolation] {
        &self.0.corp_violations
    }

    /// Changes the scheme of the current URL from `http` to `https` because of HSTS or of an HTTPS record in DNS. Leaves every
    /// other scheme as it is.
    ///
    /// The referrer is that of the URL before the change (main fetch 9 and 10). So an HTTPS page whose referrer policy is
    /// *strict-origin-when-cross-origin* sends none.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, fetch::Hop, request::Referrer};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let page = page.with_document_url("https://app.example/a".parse()?);
    /// let hop = Hop::new(page.fetch("http://api.example/").build()?).upgrade_by_hsts();
    /// assert_eq!((hop.url().scheme(), hop.request().referrer()), ("https", &Referrer::NoReferrer));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn upgrade_by_hsts(mut self) -> Self {
        self.0.upgrade_by_hsts();
        self
    }

    /// Changes the scheme of the current URL from `http` to `https`. Leaves every other scheme as it is.
    ///
    /// Call this for `upgrade-insecure-requests` and for mixed content. For HSTS, call
    /// [`upgrade_by_hsts`](Self::upgrade_by_hsts).
    pub fn upgrade_to_https(mut self) -> Self {
        self.0.upgrade_to_https();
        self
    }

    /// Ends the fetch with a network error because the host blocks the request.
    pub fn block<B>(self, by: Blocker, cache: &mut PreflightCache) -> Step<B> {
        self.0.block(by, cache)
    }

    /// Returns whether a service worker may respond: the request gets as far as HTTP fetch, and its
    /// service-workers mode is *all*.
    ///
    /// The host then asks the service worker. It calls
    /// [`respond_from_service_worker`](Self::respond_from_service_worker) with the response, or
    /// [`run`](Self::run) if there is none.
    #[must_use]
    pub fn service_worker_may_respond(&self) -> bool {
        let request = &self.0.request;
        request.service_workers_mode == ServiceWorkersMode::All
            && self.0.is_http_url()
            && self.0.fetch_type().is_ok()
    }

    /// Runs the hop with the response of a service worker.
    ///
    /// If main fetch refuses the request, the fetch ends as it does without a service worker. If no service worker
    /// [may respond](Self::service_worker_may_respond) for another reason, it ends in a network error with
    /// [`HostError::ServiceWorkerMayNotRespond`], and the cache stays as it is.
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

    /// Runs the hop.
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
    /// Returns the next hop of a navigation whose redirect mode is *manual*, when the host wants to follow the
    /// redirect.
    ///
    /// The hop is returned only once, and a clone of the response does not return it. The result is `None` after that, and
    /// if the response is not a redirect or has no location.
    ///
    /// # Errors
    ///
    /// Returns a [`NetworkError`] if the redirect may not be followed.
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
            // No cache entry is cleared, as a navigation makes no preflight.
            Err(error) => {
                let status = Some(response.status());
                Some(Err(params.into_network_error(Phase::Redirect, error.into(), status)))
            }
        }
    }
}

/// Sets what a request has from its client, when a fetch begins.
fn populate_from_client(request: &mut Request) {
    // populate-request-from-client 1, 1.1, 1.2, 1.2.1, 1.2.2: the user can be asked if the client is a window with a
    // traversable navigable.
    if request.traversable_for_user_prompts == TraversableForUserPrompts::Client {
        request.traversable_for_user_prompts = match request.client.has_traversable() {
            true => TraversableForUserPrompts::TraversableNavigable,
            false => TraversableForUserPrompts::NoTraversable,
        };
    }
    // populate-request-from-client 2, 2.1, 2.2: the origin no longer changes with the client, even in a copy of the request.
    request.origin_is_client = false;
}

/// Returns the `Accept` header of a request of this destination.
fn default_accept(destination: Destination) -> &'static [u8] {
    match destination {
        Destination::Document | Destination::Frame | Destination::Iframe => {
            b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        }
        Destination::Image => b"image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
        Destination::Json => b"application/json,*/*;q=0.5",
        Destination::Style => b"text/css,*/*;q=0.1",
        Destination::Text => b"text/plain,*/*;q=0.5",
        _ => b"*/*",
    }
}
