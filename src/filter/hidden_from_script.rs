use std::fmt;

use crate::error::CorpViolation;
use crate::redacted::Redacted;
use crate::request::UrlList;
use crate::request_origin::RedirectTaint;
use crate::response::Response;

/// What script must not see of a [`FilteredResponse`](super::FilteredResponse): the internal response, and what the fetch
/// noted for the host.
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
    /// The response that the host received. Its body is `None` once a body that script may not see was dropped.
    pub(super) internal: Response<Option<B>>,
    /// `None` for a response that was made and not fetched, until main fetch gives it the request's.
    pub(crate) url_list: Option<UrlList>,
    pub(crate) flags: ResponseFlags,
    pub(crate) redirect_taint: RedirectTaint,
    pub(crate) timing_allow_passed: bool,
    pub(crate) navigation_timing_allow_values: Vec<Vec<String>>,
    pub(crate) corp_violations: Vec<CorpViolation>,
    pub(crate) authorization_by_wildcard: bool,
    pub(crate) exempt_from_cors: bool,
}

/// The flags that HTTP-network-or-cache fetch sets on a response.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ResponseFlags {
    pub(crate) request_includes_credentials: bool,
    pub(crate) range_requested: bool,
}

/// The flags of a response that was not fetched.
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

    /// Returns the internal response: the one that the host received. Its body is `None` if
    /// [`map_body`](super::FilteredResponse::map_body) has dropped it.
    #[must_use]
    pub fn internal_response(&self) -> &Response<Option<B>> {
        &self.internal
    }

    /// Returns the internal response, as [`internal_response`](Self::internal_response) does.
    #[must_use]
    pub fn into_internal_response(self) -> Response<Option<B>> {
        self.internal
    }

    /// Returns the body of the internal response: what the host passed, even for a response that has no body by the
    /// standard, to `HEAD` for example. To drop it is the host's.
    #[must_use]
    pub fn body(&self) -> Option<&B> {
        self.internal.body().as_ref()
    }

    /// Returns the body of the internal response, as [`body`](Self::body) does.
    #[must_use]
    pub fn into_body(self) -> Option<B> {
        self.internal.into_body()
    }

    /// Returns the URL list of the internal response, even of an opaque response. The last URL is the base URL of a script
    /// or a style sheet, and policies look at it. `None` for a response that was made and not fetched, until a fetch ends
    /// with it.
    #[must_use]
    pub fn url_list(&self) -> Option<&UrlList> {
        self.url_list.as_ref()
    }

    /// Returns how far redirects led away from the request's origin.
    ///
    /// <https://fetch.spec.whatwg.org/#response-redirect-taint>
    #[must_use]
    pub fn redirect_taint(&self) -> RedirectTaint {
        self.redirect_taint
    }

    /// Returns whether script may see how long the fetch took.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-response-timing-allow-passed>
    #[must_use]
    pub fn timing_allow_passed(&self) -> bool {
        self.timing_allow_passed
    }

    /// Returns, for a navigation, the values of `Timing-Allow-Origin` of each redirect. The host needs them for the
    /// [navigation TAO check](crate::check::navigation_tao_check) of the origin where the navigation ends.
    ///
    /// <https://fetch.spec.whatwg.org/#response-navigation-timing-allow-values-list>
    #[must_use]
    pub fn navigation_timing_allow_values(&self) -> &[Vec<String>] {
        &self.navigation_timing_allow_values
    }

    /// Returns what the host has to report for the client's embedder policy, redirects included.
    #[must_use]
    pub fn corp_violations(&self) -> &[CorpViolation] {
        &self.corp_violations
    }

    /// Returns whether only `*` covered `Authorization`, for a client with
    /// [a switch that allows this](crate::request::Switches::authorization_under_wildcard). A host may want to warn
    /// developers.
    #[must_use]
    pub fn authorization_by_wildcard(&self) -> bool {
        self.authorization_by_wildcard
    }

    /// Returns whether the client's [`CorsPolicy`](crate::request::CorsPolicy) exempted the request from CORS, at any hop. By the
    /// standard, script could not have read the response, or the server would have been asked first.
    #[must_use]
    pub fn is_exempt_from_cors(&self) -> bool {
        self.exempt_from_cors
    }

    /// Returns whether the response was fetched with credentials.
    ///
    /// <https://fetch.spec.whatwg.org/#response-request-includes-credentials>
    #[must_use]
    pub fn request_includes_credentials(&self) -> bool {
        self.flags.request_includes_credentials
    }

    /// Returns whether the response was fetched with a range.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-response-range-requested-flag>
    #[must_use]
    pub fn range_requested(&self) -> bool {
        self.flags.range_requested
    }

    /// Replaces the body of the internal response.
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

/// Prints that there is something, and nothing of it.
impl<B> fmt::Debug for HiddenFromScript<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HiddenFromScript").field(&Redacted).finish()
    }
}
