use http::Method;
use url::Url;

use super::exchange::Exchange;
use super::local::{LocalFetch, LocalUrl};
use super::state::{Fetch, Received};
use super::{ServiceWorkerResponse, Step};
use crate::check::service_worker::Answer;
use crate::check::{check_service_worker_answer, should_be_blocked_due_to_a_bad_port};
use crate::error::{Blocker, CorpViolation, Phase, Reason, ServiceWorkerError};
use crate::header::{cors_unsafe_request_header_names, has_cors_unsafe_request_header};
use crate::origin::is_http;
use crate::preflight::{CacheKey, PreflightCache, preflight_need, preflight_request_headers};
use crate::request::{Destination, ReferrerPolicy, Request, ServiceWorkersMode, UrlList};
use crate::tainting::{Tainting, Way};
use crate::timestamp::Timestamp;

/// One run of main fetch, before it looks at the URL: where a host blocks, upgrades, or lets a service
/// worker answer.
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
#[must_use = "a fetch goes on only if its hop is run"]
pub struct Hop(Fetch);

impl Hop {
    /// The first hop of a request. Gives it an `Accept` header by its destination if it has none; a host
    /// that prefetches sets that of a document.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-fetch>
    pub fn new(mut request: Request) -> Self {
        // concept-fetch: an `Accept` header by destination. `Accept-Language` is the host's.
        if !request.headers.contains(b"accept") {
            request.headers.push(b"Accept", default_accept(request.destination));
        }
        // concept-fetch: the origin is no longer *client*, whoever gets to see the request.
        request.origin_is_client = false;
        // concept-main-fetch 8: the client's referrer policy where the request has none. No redirect takes it
        // away, so this is done once, and before a service worker sees the request.
        if request.referrer_policy == ReferrerPolicy::Empty {
            request.referrer_policy = request.client.referrer_policy();
        }
        // concept-main-fetch 9: the referrer is the host's.
        Self(Fetch::new(request))
    }

    pub(super) fn redirected(fetch: Fetch) -> Self {
        Self(fetch)
    }

    /// The URL it will ask for.
    #[must_use]
    pub fn url(&self) -> &Url {
        self.0.request.current_url()
    }

    /// The request as it is now.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.0.request
    }

    /// What the client's embedder policy wants to have reported so far, for a host that may cancel.
    #[must_use]
    pub fn corp_violations(&self) -> &[CorpViolation] {
        &self.0.corp_violations
    }

    /// Asks for the same over HTTPS, if the URL's scheme is `http`: for HSTS,
    /// `upgrade-insecure-requests`, and mixed content.
    pub fn upgrade_to_https(mut self) -> Self {
        // concept-main-fetch 5, 6, 10: whether to is the host's to say.
        let url = self.0.request.url_list.current_mut();
        if url.scheme() == "http" {
            // Both schemes are special, so this does not fail.
            let _ = url.set_scheme("https");
        }
        self
    }

    /// Ends the fetch with a network error, because the host blocks it.
    pub fn block<B>(self, by: Blocker, cache: &mut PreflightCache) -> Step<B> {
        // concept-main-fetch 2, 3, 4: whether to is the host's to say.
        // concept-override-fetch 2, 3: so is an answer of its own, which can only be a refusal here.
        self.0.refuse(Phase::Request, Reason::Blocked(by), None, cache)
    }

    /// Whether a service worker may answer: the request gets as far as HTTP fetch, and its
    /// service-workers mode is *all*. Then [`respond_from_service_worker`](Self::respond_from_service_worker)
    /// with its answer, or [`run`](Self::run) if it has none.
    #[must_use]
    pub fn service_worker_may_respond(&self) -> bool {
        let request = &self.0.request;
        request.service_workers_mode == ServiceWorkersMode::All
            && is_http(request.current_url())
            && self.0.choose().is_ok()
    }

    /// Takes the answer of a service worker. Where none
    /// [may respond](Self::service_worker_may_respond), the answer is dropped and the hop is run.
    pub fn respond_from_service_worker<B>(
        mut self,
        response: ServiceWorkerResponse<B>,
        cache: &mut PreflightCache,
        now: Timestamp,
    ) -> Step<B> {
        if !self.service_worker_may_respond() {
            return self.run(cache, now);
        }
        // concept-http-fetch 3, 3.1, 3.2, 3.3, 3.4: asking it is the host's.
        // concept-http-fetch 3.5, 3.5.1, 3.5.4, 3.5.5: its answer is the response.
        match self.0.prepare() {
            Ok(_) => self.0.receive_from_service_worker(response, cache),
            Err(reason) => self.0.refuse(Phase::Request, reason, None, cache),
        }
    }

    /// Runs the hop.
    ///
    /// # Cost
    ///
    /// Linear in the request's headers, and in the bytes of the URLs so far.
    pub fn run<B>(mut self, cache: &mut PreflightCache, now: Timestamp) -> Step<B> {
        // concept-override-fetch 1, 4, 4a, 4b, 5: by the way that was chosen.
        match self.0.prepare() {
            Err(reason) => self.0.refuse(Phase::Request, reason, None, cache),
            Ok(Way::SchemeFetch(_)) => self.0.scheme_fetch(cache),
            Ok(Way::HttpFetch { make_cors_preflight }) => self.0.http_fetch(make_cors_preflight, cache, now),
        }
    }
}

impl Fetch {
    /// Main fetch as far as the choice of the way, and what it sets on the request.
    fn prepare(&mut self) -> Result<Way, Reason> {
        // concept-main-fetch 1, 11: the request is given; tasks are the host's.
        let way = self.choose()?;
        self.request.response_tainting = way.response_tainting();
        self.took_preflight_branch |= way == Way::HttpFetch { make_cors_preflight: true };
        Ok(way)
    }

    fn choose(&self) -> Result<Way, Reason> {
        let request = &self.request;
        // concept-main-fetch 7: ports are ours to say; the rest of this step is the host's.
        if let Some(port) = request.current_url().port()
            && should_be_blocked_due_to_a_bad_port(request.current_url())
        {
            return Err(Reason::BadPort { port });
        }
        let tainting = Tainting {
            response_tainting: request.response_tainting,
            redirect_mode: request.redirect_mode,
            method: &request.method,
            unsafe_request: request.unsafe_request,
            use_cors_preflight: request.use_cors_preflight,
            ..Tainting::new(&request.origin, request.current_url(), request.mode)
        };
        Ok(tainting.choose(|| has_cors_unsafe_request_header(&request.headers))?)
    }

    /// Scheme fetch.
    fn scheme_fetch<B>(self, cache: &mut PreflightCache) -> Step<B> {
        let url = self.request.current_url();
        // concept-scheme-fetch 1, 2: a fetch is cancelled by dropping its step.
        // concept-scheme-fetch 3: by scheme.
        if let Some(kind) = LocalUrl::of(url) {
            // concept-scheme-fetch 3b.2: a blob answers to `GET` only; whether there is one, the host knows.
            if kind == LocalUrl::Blob && self.request.method != Method::GET {
                let reason = Reason::BlobMethod { method: self.request.method.to_string() };
                return self.refuse(Phase::Request, reason, None, cache);
            }
            return Step::Local(LocalFetch::new(self, kind));
        }
        // concept-scheme-fetch 3e: the network's.
        if is_http(url) {
            return self.send();
        }
        // concept-scheme-fetch 4: nobody's.
        let reason = Reason::Scheme { scheme: url.scheme().to_owned() };
        self.refuse(Phase::Request, reason, None, cache)
    }

    /// HTTP fetch, where no service worker has answered.
    fn http_fetch<B>(self, make_cors_preflight: bool, cache: &mut PreflightCache, now: Timestamp) -> Step<B> {
        // concept-http-fetch 1, 2, 4: no response yet.
        if !make_cors_preflight {
            return self.send();
        }
        let request = &self.request;
        let matches = cache.matches(&CacheKey::of(request), request.credentials_mode, now);
        let names = cors_unsafe_request_header_names(&request.headers);
        match preflight_need(&request.method, request.use_cors_preflight, &names, &matches) {
            None => self.send(),
            // concept-http-fetch 4.1.1: first ask whether it may be asked.
            Some(need) => {
                let headers = preflight_request_headers(&request.method, &names);
                Step::Send(Exchange::preflight(self, need, headers))
            }
        }
    }

    fn receive_from_service_worker<B>(
        self,
        response: ServiceWorkerResponse<B>,
        cache: &mut PreflightCache,
    ) -> Step<B> {
        let (answer, urls) = match &response {
            ServiceWorkerResponse::Error => (Answer::Error, 0),
            ServiceWorkerResponse::Constructed(_) => (Answer::Default, 0),
            ServiceWorkerResponse::Fetched(response) => {
                (Answer::Filtered(response.response_type()), response.url_list().map_or(0, UrlList::len))
            }
        };
        let (mode, redirect_mode) = (self.request.mode, self.request.redirect_mode);
        let refused = check_service_worker_answer(mode, redirect_mode, answer, urls);
        let received = match (refused, response) {
            (Err(error), _) => return self.refuse(Phase::ServiceWorker, error.into(), None, cache),
            (Ok(()), ServiceWorkerResponse::Constructed(response)) => Received::Constructed(response),
            (Ok(()), ServiceWorkerResponse::Fetched(response)) => Received::Filtered(response),
            // The check refuses every error.
            (Ok(()), ServiceWorkerResponse::Error) => {
                return self.refuse(Phase::ServiceWorker, ServiceWorkerError::Error.into(), None, cache);
            }
        };
        self.receive(received, cache)
    }
}

/// What a request of this destination accepts.
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
