//! Main fetch: <https://fetch.spec.whatwg.org/#concept-main-fetch>.

use http::StatusCode;

use super::fetch_params::{FetchParams, IncomingResponse};
use super::{ServiceWorkerResponse, Step};
use crate::check::range::is_unrequested_range;
use crate::check::{block_due_to_mime_type, block_due_to_nosniff, should_be_blocked_due_to_a_bad_port};
use crate::error::{Blocker, Circumstances, NetworkError, Phase, Reason};
use crate::filter::FilteredResponse;
use crate::header::has_cors_unsafe_request_header;
use crate::preflight::{CacheKey, PreflightCache};
use crate::request::{ReferrerPolicy, Request};
use crate::response::has_null_body;
use crate::tainting::{FetchType, Tainting};
use crate::timestamp::Timestamp;

impl FetchParams {
    /// Ends the fetch because the host blocks the request.
    pub(super) fn block<B>(self, by: Blocker, cache: &mut PreflightCache) -> Step<B> {
        // concept-main-fetch 1: the request is among the fetch params.
        // concept-main-fetch 2, 3, 4: the host says whether the request is local only, and reports violations of
        // its Content Security Policy.
        self.end_with_network_error(Phase::Request, Reason::Blocked(by), None, cache)
    }

    /// Changes the scheme of the current URL from `http` to `https`.
    pub(super) fn upgrade_to_https(&mut self) {
        // concept-main-fetch 5, 6: the host says whether to upgrade.
        let url = self.request.url_list.current_mut();
        if url.scheme() == "http" {
            // Both schemes are special, so this does not fail.
            let _ = url.set_scheme("https");
        }
    }

    /// Returns how the request is to be fetched, or why main fetch refuses it before anything is sent.
    pub(super) fn fetch_type(&self) -> Result<FetchType, Reason> {
        let request = &self.request;
        // concept-main-fetch 7: a bad port is blocked. The rest of this step is the host's.
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

    /// Gives the request its client's referrer policy if it has none of its own. No redirect takes it away again, so
    /// this is done once, before a service worker sees the request.
    pub(super) fn resolve_referrer_policy(request: &mut Request) {
        // concept-main-fetch 8: the empty string stands for the client's policy.
        if request.referrer_policy == ReferrerPolicy::Empty {
            request.referrer_policy = request.client.referrer_policy();
        }
        // concept-main-fetch 9: the host determines the referrer.
    }

    /// Runs main fetch until there is something for the host to do. `service_worker` is the response of a service
    /// worker, if the host has one.
    pub(super) fn main_fetch<B>(
        mut self,
        service_worker: Option<ServiceWorkerResponse<B>>,
        cache: &mut PreflightCache,
        now: Timestamp,
    ) -> Step<B> {
        // concept-main-fetch 10, 11: the host has upgraded the URL already if it had to; tasks are the host's too.
        let fetch_type = match self.fetch_type() {
            Ok(fetch_type) => fetch_type,
            Err(reason) => return self.end_with_network_error(Phase::Request, reason, None, cache),
        };
        self.request.response_tainting = fetch_type.response_tainting();
        self.took_preflight_branch |= fetch_type == FetchType::HttpFetch { make_cors_preflight: true };
        // concept-override-fetch 1, 2, 3: a host that answers by itself can only refuse, by `Hop::block`.
        // concept-override-fetch 4, 4a, 4b, 5: scheme fetch or HTTP fetch, as main fetch chose.
        match fetch_type {
            FetchType::SchemeFetch(_) => self.scheme_fetch(service_worker, cache, now),
            FetchType::HttpFetch { make_cors_preflight } => {
                self.http_fetch(make_cors_preflight, service_worker, cache, now)
            }
        }
    }

    /// Ends the fetch with a network error.
    pub(super) fn end_with_network_error<B>(
        self,
        phase: Phase,
        reason: Reason,
        status: Option<StatusCode>,
        cache: &mut PreflightCache,
    ) -> Step<B> {
        if self.took_preflight_branch {
            // concept-main-fetch 12f.3: the cache entries for the current URL are no longer to be trusted. Every
            // enclosing run of main fetch clears the same entries, as they share the request.
            // concept-main-fetch 12f.4: the network error goes up through all of them.
            cache.clear(&CacheKey::of(&self.request));
        }
        Step::Done(Err(self.into_network_error(phase, reason, status)))
    }

    /// Ends the fetch with a response.
    pub(super) fn end_with_response<B>(self, response: IncomingResponse<B>) -> Step<B> {
        // Steps 20 and 21 are looked at first, as they need the request, whose URL list step 16 gives away.
        if let Err(reason) = self.check_response(&response) {
            // This is after step 12, so the cache keeps what preflights granted.
            let (phase, status) = (response.phase(), response.status());
            return Step::Done(Err(self.into_network_error(phase, reason, Some(status))));
        }
        let request = &self.request;
        let (redirect_taint, is_navigation) = (request.redirect_taint(), request.destination.is_navigation());
        let null_body = has_null_body(&request.method, response.status().as_u16());
        let flags = response.flags();
        // concept-main-fetch 13: an inner run returns the response as it is, so only the outermost gets here.
        let mut response = match response {
            IncomingResponse::Filtered(response) => response,
            // concept-main-fetch 14, 14.1: it is not filtered yet.
            IncomingResponse::Network(response, _)
            | IncomingResponse::Local(response, _)
            | IncomingResponse::Constructed(response) => {
                let (tainting, mode) = (request.response_tainting, request.credentials_mode);
                FilteredResponse::by_tainting(response, tainting, mode).with_flags(flags)
            }
        };
        // concept-main-fetch 15: the filtered response holds the internal response.
        // concept-main-fetch 16: it gets the request's URL list where it has none.
        response.url_list.get_or_insert(self.request.url_list);
        // concept-main-fetch 17: it knows how far redirects led away from the request's origin.
        response.redirect_taint = redirect_taint;
        // concept-main-fetch 18: that of a navigation knows whom each redirect allowed to see its timing.
        if is_navigation {
            response.navigation_timing_allow_values = self.request.navigation_timing_allow_values;
        }
        // concept-main-fetch 19: the client may see its timing if all responses on the way allowed that.
        response.timing_allow_passed |= !self.request.timing_allow_failed;
        response.null_body |= null_body;
        response.corp_violations = self.corp_violations;
        response.authorization_by_wildcard = self.authorization_by_wildcard;
        response.next_manual_redirect = self.next_manual_redirect;
        Step::Done(Ok(response))
    }

    /// Checks a response at the end of main fetch.
    fn check_response<B>(&self, response: &IncomingResponse<B>) -> Result<(), Reason> {
        let (request, headers) = (&self.request, response.internal().headers());
        // concept-main-fetch 20: the host looks at mixed content and Content Security Policy.
        block_due_to_mime_type(headers, request.destination)?;
        block_due_to_nosniff(headers, request.destination)?;
        // A range that this request did not ask for comes from a service worker only, in a filtered response.
        let (status, range_requested) = (response.status().as_u16(), response.flags().range_requested);
        if is_unrequested_range(response.is_opaque(), status, range_requested, &request.headers) {
            return Err(Reason::RangeNotRequested { status });
        }
        Ok(())
    }

    pub(super) fn into_network_error(
        self,
        phase: Phase,
        reason: Reason,
        status: Option<StatusCode>,
    ) -> NetworkError {
        let request = &self.request;
        let circumstances = Circumstances {
            phase,
            url: request.current_url(),
            initial_url: request.url_list().first(),
            request_origin: request.origin.as_str(),
            status,
            tainted: request.byte_serialized_origin().is_tainted(),
        };
        NetworkError::new(reason, circumstances).with_corp_violations(self.corp_violations)
    }
}
