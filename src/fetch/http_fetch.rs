//! HTTP fetch, with a response of a service worker or of the network: <https://fetch.spec.whatwg.org/#concept-http-fetch>.

use super::fetch_params::{FetchParams, IncomingResponse};
use super::http_network_or_cache_fetch::HttpRequest;
use super::{ServiceWorkerResponse, Step};
use crate::check::corp::serialize_response_url_for_reporting;
use crate::check::service_worker::Answer;
use crate::check::tao::timing_allow_values;
use crate::check::{CorpCheck, TaoCheck, check_service_worker_answer, cors_check};
use crate::error::{CorpError, CorpViolation, Phase, PreflightError, Reason, ServiceWorkerError};
use crate::filter::{ManualRedirect, ResponseFlags};
use crate::header::cors_unsafe_request_header_names;
use crate::preflight::{CacheKey, PreflightCache, preflight_need};
use crate::redirect::is_redirect_status;
use crate::request::{Mode, RedirectMode, ResponseTainting, ServiceWorkersMode, UrlList};
use crate::response::{Response, ResponseHeaders};
use crate::timestamp::Timestamp;

impl FetchParams {
    /// Runs HTTP fetch until there is something for the host to do.
    pub(super) fn http_fetch<B>(
        self,
        make_cors_preflight: bool,
        service_worker: Option<ServiceWorkerResponse<B>>,
        cache: &mut PreflightCache,
        now: Timestamp,
    ) -> Step<B> {
        // concept-http-fetch 1, 2: there is no response yet.
        // concept-http-fetch 3, 3.1, 3.2, 3.3, 3.4: the host has asked the service worker, if
        // `Hop::service_worker_may_respond` returned true.
        match service_worker {
            Some(response) => self.http_fetch_after_service_worker(response, cache),
            None => self.ask_network(make_cors_preflight, cache, now),
        }
    }

    fn http_fetch_after_service_worker<B>(
        self,
        response: ServiceWorkerResponse<B>,
        cache: &mut PreflightCache,
    ) -> Step<B> {
        let refuse = |params: Self, error: ServiceWorkerError, cache| {
            params.end_with_network_error(Phase::ServiceWorker, error.into(), None, cache)
        };
        // concept-http-fetch 3.5, 3.5.1, 3.5.4, 3.5.5: uses the response of the service worker. The host cancels the
        // request's body.
        let (answer, urls) = match &response {
            ServiceWorkerResponse::Error => (Answer::Error, 0),
            ServiceWorkerResponse::Constructed(_) => (Answer::Default, 0),
            ServiceWorkerResponse::Fetched(response) => (
                Answer::Filtered(response.response_type()),
                response.visible_url_list().map_or(0, UrlList::len),
            ),
        };
        // Step 3.5.7: whether such a request may have such a response.
        let (mode, redirect_mode) = (self.request.mode, self.request.redirect_mode);
        if let Err(error) = check_service_worker_answer(mode, redirect_mode, answer, urls) {
            return refuse(self, error, cache);
        }
        match response {
            ServiceWorkerResponse::Constructed(response) => {
                self.http_fetch_response(IncomingResponse::Constructed(response), cache)
            }
            ServiceWorkerResponse::Fetched(response) => {
                let response = IncomingResponse::Filtered(response, Phase::ServiceWorker);
                self.http_fetch_response(response, cache)
            }
            // `check_service_worker_answer` has refused an error already.
            ServiceWorkerResponse::Error => refuse(self, ServiceWorkerError::Error, cache),
        }
    }

    fn ask_network<B>(
        self,
        make_cors_preflight: bool,
        cache: &mut PreflightCache,
        now: Timestamp,
    ) -> Step<B> {
        // concept-http-fetch 4: no service worker has responded.
        if make_cors_preflight {
            let request = &self.request;
            let unsafe_names = cors_unsafe_request_header_names(&request.headers);
            let switches = request.client.switches();
            let cached = cache.matches(&CacheKey::of(request), request.credentials_mode, switches, now);
            // Step 4.1: whether the request needs a preflight.
            let need =
                preflight_need(request.method_bytes(), request.use_cors_preflight, &unsafe_names, &cached);
            if let Some(need) = need {
                // concept-http-fetch 4.1.1: asks the server with a preflight whether it allows the request.
                let preflight = HttpRequest::preflight(request.method_bytes(), &unsafe_names, need);
                return self.cors_preflight_fetch(preflight);
            }
        }
        self.send_actual_request()
    }

    /// Continues HTTP fetch with the result of CORS-preflight fetch.
    pub(super) fn http_fetch_after_preflight<B>(
        self,
        result: Result<(), PreflightError>,
        status: u16,
        cache: &mut PreflightCache,
    ) -> Step<B> {
        match result {
            Ok(()) => self.send_actual_request(),
            // concept-http-fetch 4.1.2: the server does not allow the request.
            Err(error) => self.end_with_network_error(Phase::Preflight, error.into(), Some(status), cache),
        }
    }

    fn send_actual_request<B>(mut self) -> Step<B> {
        // concept-http-fetch 4.2: no service worker sees a redirect that comes from the network.
        if self.request.redirect_mode == RedirectMode::Follow {
            self.request.service_workers_mode = ServiceWorkersMode::None;
        }
        // concept-http-fetch 4.3: the host sends the message, or responds from its HTTP cache. The message has all headers
        // of the request. What the preflight granted does not change them.
        let http_request = HttpRequest::actual(&self.request);
        Step::Send(self.http_network_or_cache_fetch(http_request))
    }

    /// Continues HTTP fetch with the response that HTTP-network-or-cache fetch returned.
    pub(super) fn http_fetch_after_network<B>(
        mut self,
        response: Response<B>,
        flags: ResponseFlags,
        cache: &mut PreflightCache,
    ) -> Step<B> {
        let response = IncomingResponse::Network(response, flags);
        let (request, headers) = (&self.request, response.headers());
        // concept-http-fetch 4.4: with response tainting *cors*, every response has to pass the CORS check, even if it
        // redirects.
        if request.response_tainting == ResponseTainting::Cors
            && let Err(error) =
                cors_check(headers, request.byte_serialized_origin(), request.credentials_mode)
        {
            let (phase, status) = (response.phase(), response.status());
            return self.end_with_network_error(phase, error.into(), Some(status), cache);
        }
        // concept-http-fetch 4.5: remembers whether the TAO check failed.
        self.request.timing_allow_failed = !self.passes_tao_check(headers);
        self.http_fetch_response(response, cache)
    }

    /// Continues HTTP fetch with a response from a service worker or from the network.
    fn http_fetch_response<B>(
        mut self,
        response: IncomingResponse<B>,
        cache: &mut PreflightCache,
    ) -> Step<B> {
        let (phase, status) = (response.phase(), response.status());
        // concept-http-fetch 5: a response that script may not read has to pass the resource policy check.
        if let Err(error) = self.check_resource_policy(&response) {
            return self.end_with_network_error(phase, error.into(), Some(status), cache);
        }
        // concept-http-fetch 6: the status says whether the response is a redirect.
        if is_redirect_status(status) {
            return self.http_fetch_redirect(response, cache);
        }
        // Step 7: a response that is not a redirect ends the fetch.
        self.end_with_response(response)
    }

    /// Continues HTTP fetch with a response that is a redirect.
    fn http_fetch_redirect<B>(
        mut self,
        response: IncomingResponse<B>,
        cache: &mut PreflightCache,
    ) -> Step<B> {
        // concept-http-fetch 6.1: for a navigation, stores the `Timing-Allow-Origin` values of the redirect.
        if self.request.destination.is_navigation() {
            let values = timing_allow_values(response.headers());
            self.request.navigation_timing_allow_values.push(values);
        }
        // concept-http-fetch 6.2: the host may reset the HTTP/2 stream, to stop sending the request's body.
        // concept-http-fetch 6.3: the redirect mode says what to do with the redirect.
        match self.request.redirect_mode {
            // concept-http-fetch 6.3a, 6.3a.1: ends the fetch, because the request does not allow redirects.
            RedirectMode::Error => {
                let status = Some(response.status());
                self.end_with_network_error(Phase::Redirect, Reason::RedirectModeError, status, cache)
            }
            // concept-http-fetch 6.3b, 6.3b.1: keeps what `FilteredResponse::next_manual_redirect` needs to follow the
            // redirect later.
            RedirectMode::Manual if self.request.mode == Mode::Navigate => {
                let response_url = self.url_list_of(&response).map(|list| list.current().clone());
                let request = self.request.clone();
                self.next_manual_redirect = Some(Box::new(ManualRedirect { request, response_url }));
                self.end_with_response(response)
            }
            // concept-http-fetch 6.3b.2: script sees only that there was a redirect, but not where it leads.
            RedirectMode::Manual => self.end_with_response(response.into_opaque_redirect()),
            // concept-http-fetch 6.3c, 6.3c.2: follows the redirect, if the response has a location.
            RedirectMode::Follow => self.http_redirect_fetch(response, cache),
        }
        // concept-http-fetch 7: each case above returns to main fetch.
    }

    /// Runs the TAO check on a response from the network.
    fn passes_tao_check(&self, headers: &ResponseHeaders) -> bool {
        let request = &self.request;
        let serialized = request.byte_serialized_origin();
        let check = TaoCheck {
            response_tainting: request.response_tainting,
            timing_allow_failed: request.timing_allow_failed,
            ..TaoCheck::new(&request.origin, serialized, request.url_list.current_origin(), request.mode)
        };
        check.passes(headers)
    }

    /// Runs the cross-origin resource policy check if the response or the response tainting is opaque.
    fn check_resource_policy<B>(&mut self, response: &IncomingResponse<B>) -> Result<(), CorpError> {
        let request = &self.request;
        if request.response_tainting != ResponseTainting::Opaque && !response.is_opaque() {
            return Ok(());
        }
        // A response without a URL was made by script of the client's own origin, so no policy forbids to use it.
        let Some(url_list) = self.url_list_of(response) else { return Ok(()) };
        let (url_origin, url_scheme) = (Some(url_list.current_origin()), url_list.current().scheme());
        let check = CorpCheck {
            embedder_policy: request.client.embedder_policy(),
            request_includes_credentials: response.flags().request_includes_credentials,
            ..CorpCheck::new(&request.origin, url_origin, url_scheme, request.client.sites())
        };
        let outcome = check.check(response.headers());
        let report = |disposition| {
            let blocked_url = serialize_response_url_for_reporting(url_list.first());
            CorpViolation::new(blocked_url, request.destination, disposition)
        };
        let violations: Vec<_> = outcome.violations.into_iter().map(report).collect();
        self.corp_violations.extend(violations);
        outcome.result
    }
}
