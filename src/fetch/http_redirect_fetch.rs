//! HTTP-redirect fetch, which follows a redirect: <https://fetch.spec.whatwg.org/#concept-http-redirect-fetch>.

use http::Method;
use url::Url;

use super::exceptions::origin_if_http;
use super::fetch_params::{FetchParams, IncomingResponse};
use super::{Hop, Step};
use crate::error::{Phase, RedirectError};
use crate::header::names::{is_cors_non_wildcard_request_header_name, is_request_body_header_name};
use crate::preflight::PreflightCache;
use crate::redirect::{RedirectedRequest, Redirection};
use crate::request::{BodyKind, UrlList};
use crate::response::ResponseHeaders;

impl FetchParams {
    /// Runs HTTP-redirect fetch for a response that is a redirect. If the redirect may be followed, the result is the hop
    /// for which main fetch runs again.
    pub(super) fn http_redirect_fetch<B>(
        self,
        response: IncomingResponse<B>,
        cache: &mut PreflightCache,
    ) -> Step<B> {
        let response_url = self.url_list_of(&response).map(UrlList::current);
        match self.redirection(response.status(), response.headers(), response_url) {
            Ok(None) => self.end_with_response(response),
            Ok(Some(redirection)) => Step::Redirect(self.follow(redirection)),
            Err(error) => {
                let status = Some(response.status());
                self.end_with_network_error(Phase::Redirect, error.into(), status, cache)
            }
        }
    }

    /// Returns where the redirect leads and what it changes, or `None` if the response has no location.
    ///
    /// `RedirectedRequest` decides steps 1 to 7, 9 to 17, and 19.
    ///
    /// # Errors
    ///
    /// Returns a [`RedirectError`] if the redirect may not be followed.
    pub(super) fn redirection(
        &self,
        status: u16,
        headers: &ResponseHeaders,
        response_url: Option<&Url>,
    ) -> Result<Option<Redirection>, RedirectError> {
        let request = &self.request;
        let redirected = RedirectedRequest {
            response_tainting: request.response_tainting,
            method: request.method_bytes(),
            body: request.body,
            redirect_count: request.redirect_count,
            ..RedirectedRequest::new(&request.origin, request.url_list.current_origin(), request.mode)
        };
        let fragment = request.current_url().fragment();
        let policy = request.client.cors_policy();
        let origin_if_http = |url: &Url| origin_if_http(policy?, url);
        redirected.redirect_with_origins(status, headers, response_url, fragment, origin_if_http)
    }

    /// Applies the redirect to the request, and returns the next hop.
    pub(super) fn follow(mut self, redirection: Redirection) -> Hop {
        let Redirection { location, location_origin, changes } = redirection;
        let request = &mut self.request;
        // concept-http-redirect-fetch 8: counts the redirect.
        request.redirect_count = request.redirect_count.saturating_add(1);
        // Steps 12.1 and 12.2: the request becomes a `GET` without a body.
        if changes.rewrite_to_get {
            request.method = Method::GET;
            request.body = BodyKind::None;
            request.headers.delete_if(is_request_body_header_name);
        }
        // Step 13: `Authorization` does not go to another origin.
        if changes.drop_authorization {
            request.headers.delete_if(is_cors_non_wildcard_request_header_name);
        }
        // concept-http-redirect-fetch 18: the location becomes the current URL.
        request.url_list.push_with_origin(location, location_origin);
        // Step 19: the referrer policy.
        // set-requests-referrer-policy-on-redirect 1, 2: a policy in the response replaces the request's policy.
        if let Some(policy) = changes.referrer_policy {
            request.referrer_policy = policy;
        }
        // concept-http-redirect-fetch 20, 21, 21.1, 21.2, 22: main fetch runs again, when the host runs the hop. The
        // standard's *recursive* keeps the end of main fetch from running twice. Here, the end is `end_with_response`, which
        // runs once in any case.
        self.leave_exempt_url();
        self.begin_hop();
        Hop(self)
    }
}
