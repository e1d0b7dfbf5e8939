//! Main fetch, with which every hop begins and every fetch ends: <https://fetch.spec.whatwg.org/#concept-main-fetch>.

use std::error::Error;

use super::fetch_params::{FetchParams, IncomingResponse};
use super::{ServiceWorkerResponse, Step};
use crate::check::range::is_unrequested_range;
use crate::check::{block_due_to_mime_type, block_due_to_nosniff, should_be_blocked_due_to_a_bad_port};
use crate::error::{Blocker, Circumstances, HostError, NetworkError, Phase, Reason};
use crate::filter::FilteredResponse;
use crate::header::has_cors_unsafe_request_header;
use crate::preflight::{CacheKey, PreflightCache};
use crate::request::{ReferrerPolicy, Request, ResponseTainting};
use crate::response::has_null_body;
use crate::tainting::{FetchType, Tainting};
use crate::timestamp::Timestamp;

/// The way in which main fetch fetches a request.
pub(super) struct Choice {
    pub(super) fetch_type: FetchType,
    /// The response tainting that the standard gives the request, if the client's policy exempts the current URL from CORS.
    pub(super) exempt_from: Option<ResponseTainting>,
}

impl FetchParams {
    /// Ends the fetch because the host blocks the request.
    pub(super) fn block<B>(self, by: Blocker, cache: &mut PreflightCache) -> Step<B> {
        // concept-main-fetch 1: the fetch params hold the request.
        // concept-main-fetch 2, 3, 4: the host checks the local-URLs-only flag, and reports violations of its Content
        // Security Policy. If step 3 or step 7 blocks the request, the host calls `Hop::block`.
        self.end_with_network_error(Phase::Request, Reason::Blocked(by), None, cache)
    }

    /// Prepares the request for its next hop, which is a run of main fetch.
    pub(super) fn begin_hop(&mut self) {
        self.ask_about_scheme();
        self.referrer_source = self.request.referrer.clone();
        self.determine_referrer();
    }

    /// Changes the scheme of the current URL from `http` to `https`, before the referrer is determined.
    pub(super) fn upgrade_to_https(&mut self) {
        // concept-main-fetch 5, 6: the host decides whether to upgrade.
        if self.change_http_to_https() {
            self.determine_referrer();
        }
    }

    /// Returns how the request is to be fetched, or the reason why main fetch refuses it before anything is sent.
    ///
    /// [`Tainting::choose`] decides step 12 of main fetch, unless the client's policy exempts the current URL from CORS.
    pub(super) fn fetch_type(&self) -> Result<Choice, Reason> {
        let request = &self.request;
        // concept-main-fetch 7: blocks a bad port. The host makes the other checks of this step, and calls `Hop::block`.
        let (url, url_origin) = (request.current_url(), request.url_list.current_origin());
        // If the scheme counts as HTTP(S) by the client's policy, this step and step 12 treat it as `https`.
        let scheme = if self.exceptions.counts_as_http { "https" } else { url.scheme() };
        if let Some(port) = url.port()
            && should_be_blocked_due_to_a_bad_port(scheme, Some(port))
        {
            return Err(Reason::BadPort { port });
        }
        let tainting = Tainting {
            response_tainting: request.response_tainting,
            redirect_mode: request.redirect_mode,
            method: request.method_bytes(),
            unsafe_request: request.unsafe_request,
            use_cors_preflight: request.use_cors_preflight,
            ..Tainting::new(&request.origin, url_origin, scheme, request.mode)
        };
        let fetch_type = tainting.choose(|| has_cors_unsafe_request_header(&request.headers));
        let exempt_from = self.exempt_from(&fetch_type);
        let fetch_type = match exempt_from {
            Some(_) => FetchType::SchemeFetch(ResponseTainting::Basic),
            None => fetch_type?,
        };
        Ok(Choice { fetch_type, exempt_from })
    }

    /// Sets the request's referrer policy to the policy of its client, if the request has none. A redirect never removes the
    /// policy, so `Hop::new` calls this only once, before a service worker sees the request.
    pub(super) fn resolve_referrer_policy(request: &mut Request) {
        // concept-main-fetch 8: the empty string stands for the client's policy.
        if request.referrer_policy == ReferrerPolicy::Empty {
            request.referrer_policy = request.client.referrer_policy();
        }
    }

    /// Sets the referrer of the request, before a service worker sees the request.
    fn determine_referrer(&mut self) {
        // concept-main-fetch 9: replaces the referrer with what is sent to the server.
        self.request.referrer = self.referrer();
    }

    /// Changes the scheme of the current URL from `http` to `https`, after the referrer was determined.
    pub(super) fn upgrade_by_hsts(&mut self) {
        // concept-main-fetch 10: the host knows whether its HSTS list or DNS demands HTTPS.
        self.change_http_to_https();
    }

    /// Changes the scheme of the current URL from `http` to `https`, and returns whether it was `http`.
    fn change_http_to_https(&mut self) -> bool {
        let is_http = self.request.current_url().scheme() == "http";
        if is_http {
            self.request.url_list.change_current(|url| {
                // Both schemes are special, so this does not fail.
                let _ = url.set_scheme("https");
            });
        }
        is_http
    }

    /// Runs main fetch until there is something for the host to do. `service_worker` is the response of a service
    /// worker, if one responded.
    ///
    /// Some steps have run before, in these functions:
    ///
    /// - 3, 4, and the host's part of 7: `Hop::block`.
    /// - 5 and 6, and 9 again: `Hop::upgrade_to_https`.
    /// - 8: `Hop::new`.
    /// - 9: `begin_hop`.
    /// - 10: `Hop::upgrade_by_hsts`.
    pub(super) fn main_fetch<B>(
        mut self,
        service_worker: Option<ServiceWorkerResponse<B>>,
        cache: &mut PreflightCache,
        now: Timestamp,
    ) -> Step<B> {
        // concept-main-fetch 11: the host decides what runs in parallel.
        let Choice { fetch_type, exempt_from } = match self.fetch_type() {
            Ok(choice) => choice,
            Err(reason) => return self.end_with_network_error(Phase::Request, reason, None, cache),
        };
        self.exceptions.exempt_from = exempt_from;
        self.was_exempt |= exempt_from.is_some();
        self.request.response_tainting = fetch_type.response_tainting();
        self.was_tainted |= self.request.response_tainting != ResponseTainting::Basic;
        self.took_preflight_branch |= fetch_type == FetchType::HttpFetch { make_cors_preflight: true };
        // concept-override-fetch 1, 2, 3: a host that overrides the fetch calls `Hop::block`, or gives the page a response
        // of its own and drops the hop.
        // concept-override-fetch 4, 4a, 4b, 5: runs the algorithm that main fetch chose.
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
        status: Option<u16>,
        cache: &mut PreflightCache,
    ) -> Step<B> {
        self.clear_cache_entries(cache);
        Step::Done(Err(self.into_network_error(phase, reason, status)))
    }

    /// Clears the request's cache entries, for a fetch that ends with a network error.
    fn clear_cache_entries(&self, cache: &mut PreflightCache) {
        if self.took_preflight_branch {
            // concept-main-fetch 12f.3: clears the request's cache entries. A redirect runs main fetch within main fetch.
            // All these runs share the request, so it is enough to clear the entries once.
            // concept-main-fetch 12f.4: every outer run of main fetch returns the network error, too.
            cache.clear(&CacheKey::of(&self.request));
        }
    }

    /// Ends the fetch with a response.
    pub(super) fn end_with_response<B>(self, response: IncomingResponse<B>) -> Step<B> {
        // Steps 20 and 21 run first, because they read the request, and step 16 moves its URL list into the response.
        if let Err(reason) = self.check_response(&response) {
            // Step 12 is over, so 12f.3 does not clear the cache.
            let (phase, status) = (response.phase(), response.status());
            return Step::Done(Err(self.into_network_error(phase, reason, Some(status))));
        }
        let request = &self.request;
        let (redirect_taint, is_navigation) = (request.redirect_taint(), request.destination.is_navigation());
        // Step 22: whether script sees no body.
        let null_body = has_null_body(request.method_bytes(), response.status());
        let flags = response.flags();
        // concept-main-fetch 13: the runs for the redirects have returned, so this is the outermost run.
        let mut response = match response {
            IncomingResponse::Filtered(response, _) => response,
            // concept-main-fetch 14, 14.1: filters a response that is not filtered yet.
            IncomingResponse::Network(response, _)
            | IncomingResponse::Local(response, _)
            | IncomingResponse::Constructed(response) => {
                let (tainting, mode) = (request.response_tainting, request.credentials_mode);
                FilteredResponse::by_tainting(response, tainting, mode).with_flags(flags)
            }
        };
        // concept-main-fetch 15: the filtered response holds the internal response.
        let internal = &mut response.hidden;
        // concept-main-fetch 16: a response without a URL list gets the request's.
        internal.url_list.get_or_insert(self.request.url_list);
        // concept-main-fetch 17: sets the redirect-taint.
        internal.redirect_taint = redirect_taint;
        // concept-main-fetch 18: for a navigation, hands over the `Timing-Allow-Origin` values of its redirects.
        if is_navigation {
            internal.navigation_timing_allow_values = self.request.navigation_timing_allow_values;
        }
        // concept-main-fetch 19: script may see the timing if no TAO check failed.
        internal.timing_allow_passed |= !self.request.timing_allow_failed;
        internal.corp_violations = self.corp_violations;
        internal.exempt_from_cors |= self.was_exempt;
        internal.authorization_by_wildcard |= self.authorization_by_wildcard;
        response.null_body |= null_body;
        response.next_manual_redirect = self.next_manual_redirect;
        Step::Done(Ok(response))
    }

    /// Checks a response at the end of main fetch.
    fn check_response<B>(&self, response: &IncomingResponse<B>) -> Result<(), Reason> {
        let (request, headers) = (&self.request, response.headers());
        // concept-main-fetch 20: checks the MIME type and nosniff. The host checks mixed content and Content Security
        // Policy.
        block_due_to_mime_type(headers, request.destination)?;
        block_due_to_nosniff(headers, request.destination)?;
        // Step 21. Only a service worker can respond with a range that this request did not ask for, and its response is
        // filtered already.
        let (status, range_requested) = (response.status(), response.flags().range_requested);
        if is_unrequested_range(response.is_opaque(), status, range_requested, &request.headers) {
            return Err(Reason::RangeNotRequested { status });
        }
        Ok(())
    }

    /// Ends the fetch with a network error because the host has no response. `cause` is the host's error.
    pub(super) fn end_with_failure<B>(
        self,
        phase: Phase,
        reason: Reason,
        cause: Box<dyn Error + Send + Sync>,
        cache: &mut PreflightCache,
    ) -> Step<B> {
        self.clear_cache_entries(cache);
        Step::Done(Err(self.into_network_error(phase, reason, None).with_cause(cause)))
    }

    /// Ends the fetch with a network error because the host made a mistake. The mistake says nothing about the server, so no
    /// cache entry is cleared.
    pub(super) fn end_with_host_error<B>(
        self,
        phase: Phase,
        error: HostError,
        status: Option<u16>,
    ) -> Step<B> {
        Step::Done(Err(self.into_network_error(phase, error.into(), status)))
    }

    /// Creates the network error with which the fetch ends.
    pub(super) fn into_network_error(
        self,
        phase: Phase,
        reason: Reason,
        status: Option<u16>,
    ) -> NetworkError {
        let request = &self.request;
        let circumstances = Circumstances {
            phase,
            url: request.current_url(),
            initial_url: request.url_list().first(),
            request_origin: request.origin.as_str(),
            status,
            tainted: request.byte_serialized_origin().is_tainted(),
            exempt_from_cors: self.was_exempt,
        };
        NetworkError::new(reason, circumstances).with_corp_violations(self.corp_violations)
    }
}
