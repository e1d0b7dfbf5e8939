use http::{HeaderMap, Method, Response, StatusCode};
use url::Url;

use super::{Exchange, Hop, Step};
use crate::check::range::is_unrequested_range;
use crate::check::tao::timing_allow_values;
use crate::check::{CorpCheck, TaoCheck, block_due_to_mime_type, block_due_to_nosniff};
use crate::error::{CorpError, CorpViolation, NetworkError, Phase, Place, Reason, RedirectError};
use crate::filter::{FilteredResponse, Finish, ParkedRedirect, Provenance};
use crate::header::names::{is_cors_non_wildcard_request_header_name, is_request_body_header_name};
use crate::preflight::{CacheKey, PreflightCache};
use crate::redirect::{RedirectedRequest, Redirection, is_redirect_status};
use crate::request::{BodyKind, Mode, RedirectMode, Request, ResponseTainting, ServiceWorkersMode, UrlList};
use crate::response::{ResponseType, has_null_body};

/// A fetch under way: what its steps hand on to each other.
#[derive(Debug)]
pub(super) struct Fetch {
    pub(super) request: Request,
    /// Whether any run of main fetch so far took the branch with a preflight. Each of them clears cache
    /// entries if what is inside it ends in a network error.
    pub(super) took_preflight_branch: bool,
    /// What the client's embedder policy wants to have reported so far.
    pub(super) corp_violations: Vec<CorpViolation>,
    /// Whether a preflight let `Authorization` through under `*` only.
    pub(super) authorization_by_wildcard: bool,
}

/// A response on its way through HTTP fetch.
pub(super) enum Received<B> {
    /// From the network: its URL is the request's.
    Network(Response<B>, Provenance),
    /// From a URL that the host serves itself: its URL is the request's.
    Local(Response<B>, Provenance),
    /// Made by a service worker: it has no URL.
    Constructed(Response<B>),
    /// Fetched by a service worker, and filtered already.
    Filtered(FilteredResponse<B>),
}

impl<B> Received<B> {
    /// The internal response.
    fn internal(&self) -> &Response<B> {
        match self {
            Self::Network(response, _) | Self::Local(response, _) | Self::Constructed(response) => response,
            Self::Filtered(filtered) => filtered.internal_response(),
        }
    }

    fn provenance(&self) -> Provenance {
        match self {
            Self::Network(_, provenance) | Self::Local(_, provenance) => *provenance,
            Self::Constructed(_) => Provenance::default(),
            Self::Filtered(filtered) => filtered.provenance(),
        }
    }

    fn phase(&self) -> Phase {
        match self {
            Self::Network(..) if is_redirect_status(self.status().as_u16()) => Phase::Redirect,
            Self::Network(..) => Phase::Actual,
            Self::Local(..) => Phase::Local,
            Self::Constructed(_) | Self::Filtered(_) => Phase::ServiceWorker,
        }
    }

    fn status(&self) -> StatusCode {
        self.internal().status()
    }

    /// Whether it is an opaque filtered response already.
    fn is_opaque(&self) -> bool {
        matches!(self, Self::Filtered(response) if response.response_type() == ResponseType::Opaque)
    }
}

impl Fetch {
    pub(super) fn new(request: Request) -> Self {
        Self {
            request,
            took_preflight_branch: false,
            corp_violations: Vec::new(),
            authorization_by_wildcard: false,
        }
    }

    /// HTTP fetch, from where there is a response.
    pub(super) fn receive<B>(mut self, received: Received<B>, cache: &mut PreflightCache) -> Step<B> {
        if let Err(error) = self.check_resource_policy(&received) {
            return self.refuse(received.phase(), error.into(), Some(received.status()), cache);
        }
        // concept-http-fetch 6: is it a redirect?
        if !is_redirect_status(received.status().as_u16()) {
            // concept-http-fetch 7: no.
            return self.finish(received);
        }
        // concept-http-fetch 6.1: a navigation keeps whom its redirects allow to see how long they took.
        if self.request.destination.is_navigation() {
            let values = timing_allow_values(received.internal().headers());
            self.request.navigation_timing_allow_values.push(values);
        }
        // concept-http-fetch 6.2: what becomes of the connection is the host's.
        // concept-http-fetch 6.3: what the request wants of redirects.
        match self.request.redirect_mode {
            // concept-http-fetch 6.3a, 6.3a.1: none.
            RedirectMode::Error => {
                self.refuse(Phase::Redirect, Reason::RedirectModeError, Some(received.status()), cache)
            }
            // concept-http-fetch 6.3b, 6.3b.1: to have the next hop when it asks for it.
            RedirectMode::Manual if self.request.mode == Mode::Navigate => self.park_navigation(received),
            // concept-http-fetch 6.3b.2: to know that there was one, and no more.
            RedirectMode::Manual => {
                let provenance = received.provenance();
                self.finish(Received::Filtered(match received {
                    Received::Network(response, _)
                    | Received::Local(response, _)
                    | Received::Constructed(response) => {
                        FilteredResponse::opaque_redirect(response, None).with_provenance(provenance)
                    }
                    Received::Filtered(filtered) => filtered.into_opaque_redirect(),
                }))
            }
            // concept-http-fetch 6.3c, 6.3c.2: to have it followed.
            RedirectMode::Follow => match self.redirection(received.internal(), self.response_url(&received))
            {
                Ok(None) => self.finish(received),
                Ok(Some(redirection)) => Step::Redirect(self.follow(redirection)),
                Err(error) => self.refuse(Phase::Redirect, error.into(), Some(received.status()), cache),
            },
        }
    }

    /// The TAO check, which stays failed.
    pub(super) fn check_timing_allow(&mut self, headers: &HeaderMap) {
        let request = &self.request;
        let check = TaoCheck {
            origin: &request.origin,
            serialized: request.byte_serialized_origin(),
            current_url: request.current_url(),
            mode: request.mode,
            response_tainting: request.response_tainting,
            timing_allow_failed: request.timing_allow_failed,
        };
        self.request.timing_allow_failed = !check.passes(headers);
    }

    /// The resource policy of a response that nobody has allowed otherwise.
    fn check_resource_policy<B>(&mut self, received: &Received<B>) -> Result<(), CorpError> {
        let request = &self.request;
        if request.response_tainting != ResponseTainting::Opaque && !received.is_opaque() {
            return Ok(());
        }
        let url_list = match received {
            Received::Network(..) | Received::Local(..) => Some(&request.url_list),
            Received::Constructed(_) => None,
            Received::Filtered(filtered) => filtered.internal_url_list(),
        };
        // concept-http-fetch 5: from the network or a service worker, redirects included.
        let check = CorpCheck {
            origin: &request.origin,
            embedder_policy: request.client.embedder_policy(),
            destination: request.destination,
            url: url_list.map(UrlList::current),
            initial_url: url_list.map(UrlList::first),
            request_includes_credentials: received.provenance().request_includes_credentials,
            for_navigation: false,
            sites: request.client.sites(),
        };
        let outcome = check.check(received.internal().headers());
        self.corp_violations.extend(outcome.violations);
        outcome.result
    }

    /// The end of main fetch, for a response.
    pub(super) fn finish<B>(self, received: Received<B>) -> Step<B> {
        // concept-main-fetch 13: inner runs hand the response on, so all this is done once.
        if let Err(reason) = self.check_at_the_end(&received) {
            // What preflights have granted is not concerned, and stays.
            let (phase, status) = (received.phase(), received.status());
            return Step::Done(Err(self.network_error(phase, reason, Some(status))));
        }
        let is_navigation = self.request.destination.is_navigation();
        let finish = Finish {
            redirect_taint: self.request.redirect_taint(),
            timing_allow_passed: !self.request.timing_allow_failed,
            null_body: has_null_body(&self.request.method, received.status().as_u16()),
            url_list: self.request.url_list,
            navigation_timing_allow_values: is_navigation
                .then_some(self.request.navigation_timing_allow_values),
            corp_violations: self.corp_violations,
            authorization_by_wildcard: self.authorization_by_wildcard,
        };
        let provenance = received.provenance();
        let response = match received {
            Received::Filtered(response) => response,
            // concept-main-fetch 14, 14.1: filtered, unless it is already.
            Received::Network(response, _)
            | Received::Local(response, _)
            | Received::Constructed(response) => {
                let (tainting, mode) = (self.request.response_tainting, self.request.credentials_mode);
                FilteredResponse::by_tainting(response, tainting, mode).with_provenance(provenance)
            }
        };
        // concept-main-fetch 15: the internal response stays inside.
        // concept-http-network-or-cache-fetch 12: a response from the network has the request's URLs.
        Step::Done(Ok(response.finish(finish)))
    }

    /// What main fetch looks at in any response at its end.
    fn check_at_the_end<B>(&self, received: &Received<B>) -> Result<(), Reason> {
        let (request, headers) = (&self.request, received.internal().headers());
        // concept-main-fetch 20: mixed content and Content Security Policy are the host's to look at.
        block_due_to_mime_type(headers, request.destination)?;
        block_due_to_nosniff(headers, request.destination)?;
        // What this request itself asked for had its headers. Another's range comes by a service worker only,
        // filtered already.
        let (status, part) = (received.status().as_u16(), received.provenance().range_requested);
        if is_unrequested_range(received.is_opaque(), status, part, &request.headers) {
            return Err(Reason::RangeNotRequested { status });
        }
        Ok(())
    }

    /// The end of main fetch, for a network error.
    pub(super) fn refuse<B>(
        self,
        phase: Phase,
        reason: Reason,
        status: Option<StatusCode>,
        cache: &mut PreflightCache,
    ) -> Step<B> {
        if self.took_preflight_branch {
            // concept-main-fetch 12f.3: what the cache has for the URL that it came to is not to be
            // trusted any more. Every enclosing run says the same of the same URL.
            // concept-main-fetch 12f.4: and hands the error on.
            cache.clear(&CacheKey::of(&self.request));
        }
        Step::Done(Err(self.network_error(phase, reason, status)))
    }

    fn network_error(self, phase: Phase, reason: Reason, status: Option<StatusCode>) -> NetworkError {
        let request = &self.request;
        let place = Place {
            phase,
            url: request.current_url(),
            initial_url: request.url_list().first(),
            request_origin: request.origin.as_str(),
            status,
            tainted: request.byte_serialized_origin().is_tainted(),
        };
        NetworkError::new(reason, place).with_corp_violations(self.corp_violations)
    }

    /// A navigation's redirect: the response as it is, with the request parked beside it.
    fn park_navigation<B>(self, received: Received<B>) -> Step<B> {
        let response_url = self.response_url(&received).cloned();
        let parked = ParkedRedirect { request: self.request.clone(), response_url };
        match self.finish(received) {
            Step::Done(Ok(mut response)) => {
                response.park(parked);
                Step::Done(Ok(response))
            }
            step => step,
        }
    }

    /// The URL of a response.
    fn response_url<'a, B>(&'a self, received: &'a Received<B>) -> Option<&'a Url> {
        match received {
            Received::Network(..) | Received::Local(..) => Some(self.request.current_url()),
            Received::Constructed(_) => None,
            Received::Filtered(filtered) => filtered.internal_url_list().map(UrlList::current),
        }
    }

    /// HTTP-redirect fetch.
    fn redirection<B>(
        &self,
        response: &Response<B>,
        response_url: Option<&Url>,
    ) -> Result<Option<Redirection>, RedirectError> {
        let request = &self.request;
        let redirected = RedirectedRequest {
            response_tainting: request.response_tainting,
            method: &request.method,
            body: request.body,
            redirect_count: request.redirect_count,
            ..RedirectedRequest::new(&request.origin, request.current_url(), request.mode)
        };
        redirected.redirect(response.status().as_u16(), response.headers(), response_url)
    }

    /// What a redirect makes of the request.
    fn follow(mut self, redirection: Redirection) -> Hop {
        let request = &mut self.request;
        // concept-http-redirect-fetch 8: one more.
        request.redirect_count = request.redirect_count.saturating_add(1);
        if redirection.rewrite_to_get {
            request.method = Method::GET;
            request.body = BodyKind::None;
            request.headers.delete_if(is_request_body_header_name);
        }
        if redirection.drop_authorization {
            request.headers.delete_if(is_cors_non_wildcard_request_header_name);
        }
        // concept-http-redirect-fetch 18: this is where it is now.
        request.url_list.push(redirection.location);
        if let Some(policy) = redirection.referrer_policy {
            request.referrer_policy = policy;
        }
        // concept-http-redirect-fetch 20, 21, 21.1, 21.2, 22: main fetch again. What tells an inner run
        // from an outer one is left at the end only, which is reached once.
        Hop::redirected(self)
    }

    /// Puts the actual request on the wire.
    pub(super) fn send<B>(mut self) -> Step<B> {
        let request = &mut self.request;
        // concept-http-fetch 4.2: what the network redirects, no service worker gets to see.
        if request.redirect_mode == RedirectMode::Follow {
            request.service_workers_mode = ServiceWorkersMode::None;
        }
        // concept-http-fetch 4.3: to the network, or the host's HTTP cache.
        Step::Send(Exchange::actual(self))
    }

    pub(super) fn is_cors_tainted(&self) -> bool {
        self.request.response_tainting == ResponseTainting::Cors
    }
}

impl<B> FilteredResponse<B> {
    /// For the redirect response of a navigation: the next hop, when the host wants to follow it. It is
    /// given once; `None` if it was, or if the response leads nowhere.
    ///
    /// # Errors
    ///
    /// [`NetworkError`], if it may not be followed.
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
    /// let hop = response.next_manual_redirect().expect("it leads on")?;
    /// assert_eq!(hop.url().as_str(), "https://a.example/b");
    /// assert!(response.next_manual_redirect().is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn next_manual_redirect(&mut self) -> Option<Result<Hop, NetworkError>> {
        let ParkedRedirect { request, response_url } = self.take_parked()?;
        // No cache is cleared: navigations make no preflight.
        let fetch = Fetch::new(request);
        let response = self.internal_response();
        match fetch.redirection(response, response_url.as_ref()) {
            Ok(redirection) => Some(Ok(fetch.follow(redirection?))),
            Err(error) => {
                Some(Err(fetch.network_error(Phase::Redirect, error.into(), Some(response.status()))))
            }
        }
    }
}
