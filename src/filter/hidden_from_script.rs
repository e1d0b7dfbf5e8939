use std::fmt;

use crate::error::CorpViolation;
use crate::redacted::Redacted;
use crate::request::UrlList;
use crate::request_origin::RedirectTaint;
use crate::response::Response;

/// The part of a [`FilteredResponse`](super::FilteredResponse) that script must not see: the internal response, and facts
/// about the fetch.
///
/// The internal response is the response that the host received. The facts are the URL list, the redirect-taint, the flag
/// for detailed timing, the violations of the embedder policy, and whether credentials were sent. Each has a method.
///
/// <https://fetch.spec.whatwg.org/#concept-internal-response>
///
/// ```
/// use fetch_cors::{FilteredResponse, request::UrlList};
/// let urls = UrlList::new("https://cdn.example/a.png".parse()?);
/// let opaque = FilteredResponse::opaque(http::Response::new("pixels"), urls);
/// assert_eq!(opaque.status(), 0); // for script
/// let hidden = opaque.hidden_from_script();
/// assert_eq!(hidden.internal_response().status(), 200);
/// assert_eq!(hidden.url_list().unwrap().current().as_str(), "https://cdn.example/a.png");
/// # Ok::<(), url::ParseError>(())
/// ```
#[derive(Clone)]
pub struct HiddenFromScript<B> {
    /// The response that the host received. Its body is `None` if the filtered response has dropped a body that script
    /// may not see.
    pub(super) internal: Response<Option<B>>,
    /// The URL list, or `None` for a constructed response, until main fetch gives it the URL list of the request.
    pub(crate) url_list: Option<UrlList>,
    pub(crate) flags: ResponseFlags,
    pub(crate) redirect_taint: RedirectTaint,
    pub(crate) timing_allow_passed: bool,
    pub(crate) navigation_timing_allow_values: Vec<Vec<String>>,
    pub(crate) corp_violations: Vec<CorpViolation>,
    pub(crate) authorization_by_wildcard: bool,
    pub(crate) exempt_from_cors: bool,
}

/// The two flags that HTTP-network-or-cache fetch sets on a response.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ResponseFlags {
    pub(crate) request_includes_credentials: bool,
    pub(crate) range_requested: bool,
}

/// Returns the flags of a response that was not fetched.
impl Default for ResponseFlags {
    fn default() -> Self {
        Self { request_includes_credentials: true, range_requested: false }
    }
}

impl<B> HiddenFromScript<B> {
    pub(super) fn new(internal: Response<B>, url_list: Option<UrlList>) -> Self {
        Self {
            internal: internal.map(Some),
            url_list,
            flags: ResponseFlags::default(),
            redirect_taint: RedirectTaint::SameOrigin,
            timing_allow_passed: false,
            navigation_timing_allow_values: Vec::new(),
            corp_violations: Vec::new(),
            authorization_by_wildcard: false,
            exempt_from_cors: false,
        }
    }

    /// Returns the internal response, which is the response that the host received. Its body is `None` if
    /// [`map_body`](super::FilteredResponse::map_body) has dropped it.
    #[must_use]
    pub fn internal_response(&self) -> &Response<Option<B>> {
        &self.internal
    }

    /// Converts this into the internal response. See [`internal_response`](Self::internal_response).
    #[must_use]
    pub fn into_internal_response(self) -> Response<Option<B>> {
        self.internal
    }

    /// Returns the body of the internal response, which is the body that the host passed. Returns `None` if
    /// [`map_body`](super::FilteredResponse::map_body) has dropped it.
    ///
    /// By the standard, some responses have no body, for example the response to `HEAD`: see
    /// [`has_null_body`](crate::response::has_null_body). Even then, this method returns the body that the host passed.
    #[must_use]
    pub fn body(&self) -> Option<&B> {
        self.internal.body().as_ref()
    }

    /// Converts this into the body of the internal response. See [`body`](Self::body).
    #[must_use]
    pub fn into_body(self) -> Option<B> {
        self.internal.into_body()
    }

    /// Returns the URL list of the internal response, even of an opaque response. The last URL is the base URL of a
    /// script or a style sheet, and the URL that policies check.
    ///
    /// The result is `None` only for a response without a URL list that was passed to one of the constructors of
    /// [`FilteredResponse`](super::FilteredResponse). The response of a fetch always has a URL list.
    #[must_use]
    pub fn url_list(&self) -> Option<&UrlList> {
        self.url_list.as_ref()
    }

    /// Returns the redirect-taint of the request. It says whether a server of another origin has redirected the request to
    /// yet another origin, and whether this led to another site, too.
    ///
    /// <https://fetch.spec.whatwg.org/#response-redirect-taint>
    #[must_use]
    pub fn redirect_taint(&self) -> RedirectTaint {
        self.redirect_taint
    }

    /// Returns the timing allow passed flag. It is true if every response from the network, also each redirect, passed the
    /// [TAO check](crate::check::TaoCheck), which reads `Timing-Allow-Origin`. Script may then see the detailed timing of
    /// the fetch.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-response-timing-allow-passed>
    #[must_use]
    pub fn timing_allow_passed(&self) -> bool {
        self.timing_allow_passed
    }

    /// Returns the values of `Timing-Allow-Origin` of each redirect of a navigation, the first redirect first. For any
    /// other request, the result is empty.
    ///
    /// The host passes them to [`navigation_tao_check`](crate::check::navigation_tao_check) once it knows the origin at
    /// which the navigation ends.
    ///
    /// <https://fetch.spec.whatwg.org/#response-navigation-timing-allow-values-list>
    #[must_use]
    pub fn navigation_timing_allow_values(&self) -> &[Vec<String>] {
        &self.navigation_timing_allow_values
    }

    /// Returns the violations of the client's embedder policy that the host has to report. They include the violations of
    /// the redirects.
    #[must_use]
    pub fn corp_violations(&self) -> &[CorpViolation] {
        &self.corp_violations
    }

    /// Returns whether a preflight allowed the header `Authorization` only with `*`, and not by its name. A host may want to
    /// warn developers. The result can be true only if the client's switch
    /// [`authorization_under_wildcard`](crate::request::Switches::authorization_under_wildcard) is on.
    #[must_use]
    pub fn authorization_by_wildcard(&self) -> bool {
        self.authorization_by_wildcard
    }

    /// Returns whether the client's [`CorsPolicy`](crate::request::CorsPolicy) exempted the request from CORS, at any
    /// hop. If so, script may see a response that the server has not shared with it.
    #[must_use]
    pub fn is_exempt_from_cors(&self) -> bool {
        self.exempt_from_cors
    }

    /// Returns whether the message that fetched the response included credentials. For a response that was not fetched,
    /// the result is true unless the host has set the flag.
    ///
    /// <https://fetch.spec.whatwg.org/#response-request-includes-credentials>
    #[must_use]
    pub fn request_includes_credentials(&self) -> bool {
        self.flags.request_includes_credentials
    }

    /// Returns whether the message that fetched the response had a `Range` header.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-response-range-requested-flag>
    #[must_use]
    pub fn range_requested(&self) -> bool {
        self.flags.range_requested
    }

    /// Replaces the body of the internal response with what `change` makes of it.
    pub(super) fn map_body<C>(self, change: impl FnOnce(Option<B>) -> Option<C>) -> HiddenFromScript<C> {
        HiddenFromScript {
            internal: self.internal.map(change),
            url_list: self.url_list,
            flags: self.flags,
            redirect_taint: self.redirect_taint,
            timing_allow_passed: self.timing_allow_passed,
            navigation_timing_allow_values: self.navigation_timing_allow_values,
            corp_violations: self.corp_violations,
            authorization_by_wildcard: self.authorization_by_wildcard,
            exempt_from_cors: self.exempt_from_cors,
        }
    }
}

/// Prints only the name of the type, and nothing that it holds.
impl<B> fmt::Debug for HiddenFromScript<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HiddenFromScript").field(&Redacted).finish()
    }
}
