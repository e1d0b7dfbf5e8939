use url::Url;

use super::LocalUrl;
use super::fetch_params::FetchParams;
use crate::origin::{Origin, is_http};
use crate::request::{CorsPolicy, ResponseTainting};
use crate::tainting::FetchType;

/// The exceptions from the standard that the client's policy makes for the current URL. Without a policy, there are none.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Exceptions {
    /// Whether the scheme counts as HTTP(S).
    pub(super) counts_as_http: bool,
    /// Whether the scheme is trustworthy by the policy, although it is not by the standard.
    pub(super) is_trustworthy: bool,
    /// The response tainting that the standard gives the request, if the policy exempts the URL from CORS.
    pub(super) exempt_from: Option<ResponseTainting>,
}

impl FetchParams {
    /// Returns whether the current URL is an HTTP(S) URL, or counts as one.
    pub(super) fn is_http_url(&self) -> bool {
        self.exceptions.counts_as_http || is_http(self.request.current_url().scheme())
    }

    /// Asks the client's policy about the scheme of the current URL. This happens when a hop begins.
    pub(super) fn ask_about_scheme(&mut self) {
        self.exceptions = Exceptions::default();
        let Some(policy) = self.request.client.cors_policy() else { return };
        if let Some(origin) = origin_if_http(policy, self.request.url_list.current()) {
            self.exceptions.counts_as_http = true;
            self.request.url_list.set_current_origin(origin);
        }
        if !self.current_url_is_trustworthy() {
            // is-origin-trustworthy 7: the host knows which other schemes use secure connections.
            self.exceptions.is_trustworthy = policy.is_trustworthy(self.request.current_url().scheme());
        }
    }

    /// Returns the response tainting that the standard gives the request, if the client's policy exempts the current URL
    /// from CORS. Main fetch then takes case 12b, as for a URL of the request's own origin.
    ///
    /// Case 12b requires response tainting *basic*. An exemption has a similar condition: no URL is exempt after a redirect
    /// from a URL that was neither of the request's origin nor exempt.
    pub(super) fn exempt_from<E>(&self, by_the_standard: &Result<FetchType, E>) -> Option<ResponseTainting> {
        let tainting = match by_the_standard {
            Ok(fetch_type) => fetch_type.response_tainting(),
            Err(_) => ResponseTainting::Cors,
        };
        let policy = self.request.client.cors_policy()?;
        if tainting == ResponseTainting::Basic || self.was_tainted {
            return None;
        }
        let (origin, url) = (&self.request.origin, self.request.current_url());
        let url_origin = self.request.url_list.current_origin();
        let may_read = match self.is_http_url() {
            true => policy.may_read(origin, url_origin, url),
            false => policy.may_read_local(origin, url_origin, url),
        };
        may_read.then_some(tainting)
    }

    /// Gives the request the response tainting of the standard again, when a redirect leads away from an exempt URL.
    pub(super) fn leave_exempt_url(&mut self) {
        if let Some(tainting) = self.exceptions.exempt_from {
            self.request.response_tainting = tainting;
        }
    }
}

/// Returns the origin of a URL whose scheme counts as HTTP(S) by a policy but not by the standard, or `None` for every other
/// URL. The origin is a tuple origin if the URL has a host, and an opaque origin otherwise.
pub(super) fn origin_if_http(policy: &dyn CorsPolicy, url: &Url) -> Option<Origin> {
    let scheme = url.scheme();
    // Scheme fetch has its own rules for `about:`, `blob:`, `data:` and `file:`, so the policy is not asked about these.
    let is_asked = !is_http(scheme) && scheme != "about" && LocalUrl::of(url).is_none();
    (is_asked && policy.counts_as_http(scheme)).then(|| {
        let host = url.has_authority().then(|| url.host_str().unwrap_or_default());
        host.and_then(|host| Origin::tuple(scheme, host, url.port()).ok()).unwrap_or_else(|| Origin::of(url))
    })
}
