//! CORS-preflight fetch, which asks the server for permission: <https://fetch.spec.whatwg.org/#cors-preflight-fetch-0>.

use http::Method;

use super::fetch_params::FetchParams;
use super::http_network_or_cache_fetch::HttpRequest;
use super::{Purpose, Step};
use crate::error::PreflightError;
use crate::header::{UnsafeNames, cors_unsafe_request_header_names};
use crate::preflight::{
    CacheKey, PreflightCache, PreflightNeed, PreflightedRequest, preflight_request_headers,
};
use crate::request::{CacheMode, CredentialsMode, Mode, ResponseTainting};
use crate::response::Response;
use crate::timestamp::Timestamp;

impl HttpRequest {
    /// Creates the preflight for a request with this method and these unsafe header names. `need` says why it is needed.
    pub(super) fn preflight(method: &[u8], unsafe_names: &UnsafeNames<'_>, need: PreflightNeed) -> Self {
        // cors-preflight-fetch-0 1: the preflight has the URL list, the origin, the destination, the referrer and the
        // referrer policy of the request in the fetch params. The fields below can differ from the request's.
        Self {
            purpose: Purpose::Preflight(need),
            method: Method::OPTIONS,
            // Steps 2 to 5: `Accept` and `Access-Control-Request-*`.
            headers: preflight_request_headers(method, unsafe_names),
            mode: Mode::Cors,
            credentials_mode: CredentialsMode::SameOrigin,
            cache_mode: CacheMode::Default,
            keepalive: false,
            response_tainting: ResponseTainting::Cors,
        }
    }
}

impl FetchParams {
    /// Runs CORS-preflight fetch until the host has to send the preflight.
    pub(super) fn cors_preflight_fetch<B>(self, preflight: HttpRequest) -> Step<B> {
        // cors-preflight-fetch-0 6: runs HTTP-network-or-cache fetch, not HTTP fetch, so no service worker sees the
        // preflight.
        Step::Send(self.http_network_or_cache_fetch(preflight))
    }

    /// Continues CORS-preflight fetch with the response to the preflight.
    pub(super) fn end_cors_preflight_fetch<B, C>(
        mut self,
        response: &Response<C>,
        cache: &mut PreflightCache,
        now: Timestamp,
    ) -> Step<B> {
        let result = self.evaluate_preflight_response(response, cache, now);
        self.http_fetch_after_preflight(result, response.status(), cache)
    }

    /// Evaluates the response to the preflight, and stores the grant in the cache.
    ///
    /// # Errors
    ///
    /// Returns a [`PreflightError`] if the server does not allow the request.
    fn evaluate_preflight_response<C>(
        &mut self,
        response: &Response<C>,
        cache: &mut PreflightCache,
        now: Timestamp,
    ) -> Result<(), PreflightError> {
        let request = &self.request;
        let unsafe_names = cors_unsafe_request_header_names(&request.headers);
        let preflighted = PreflightedRequest::of(request, &unsafe_names);
        // Steps 7 to 7.9, and 8: what the response grants.
        let grant = preflighted.evaluate(response.status(), response.headers())?;
        // Steps 7.10 to 7.15: the cache entries.
        cache.store(&CacheKey::of(request), &grant, now);
        self.authorization_by_wildcard |= grant.authorization_by_wildcard();
        // cors-preflight-fetch-0 7.16: the server allows the request.
        Ok(())
    }
}
