use http::StatusCode;

use crate::error::{CorpViolation, Phase};
use crate::filter::{FilteredResponse, ManualRedirect, ResponseFlags};
use crate::redirect::is_redirect_status;
use crate::request::{Request, UrlList};
use crate::response::ResponseType;

/// The standard's fetch params: what the algorithms of one fetch hand on to each other.
///
/// Each algorithm adds its steps to this type in the file of its name.
///
/// <https://fetch.spec.whatwg.org/#fetch-params>
#[derive(Debug)]
pub(super) struct FetchParams {
    pub(super) request: Request,
    /// Whether any run of main fetch so far has called for a preflight (main fetch 12f). If the fetch then
    /// ends in a network error, each such run clears cache entries.
    pub(super) took_preflight_branch: bool,
    /// The violations of the client's embedder policy so far, for the host to report.
    pub(super) corp_violations: Vec<CorpViolation>,
    /// Whether a preflight let `Authorization` through under `*` only.
    pub(super) authorization_by_wildcard: bool,
    /// The controller's next manual redirect steps: what a navigation needs to follow its redirect later.
    pub(super) next_manual_redirect: Option<Box<ManualRedirect>>,
}

impl FetchParams {
    pub(super) fn new(request: Request) -> Self {
        Self {
            request,
            took_preflight_branch: false,
            corp_violations: Vec::new(),
            authorization_by_wildcard: false,
            next_manual_redirect: None,
        }
    }

    /// Returns the URL list of a response, or `None` for a response that was not fetched.
    pub(super) fn url_list_of<'a, B>(&'a self, response: &'a IncomingResponse<B>) -> Option<&'a UrlList> {
        match response {
            IncomingResponse::Network(..) | IncomingResponse::Local(..) => Some(&self.request.url_list),
            IncomingResponse::Constructed(_) => None,
            IncomingResponse::Filtered(filtered) => filtered.internal_url_list(),
        }
    }
}

/// A response on its way up through the algorithms, by where it came from. Main fetch has not filtered it yet.
pub(super) enum IncomingResponse<B> {
    /// A response from the network. Its URL list is the request's.
    Network(http::Response<B>, ResponseFlags),
    /// A response from a URL that the host serves itself. Its URL list is the request's.
    Local(http::Response<B>, ResponseFlags),
    /// A response that a service worker made. It has no URL.
    Constructed(http::Response<B>),
    /// A response that is filtered already: a service worker fetched it, or HTTP fetch made it an
    /// opaque-redirect filtered response.
    Filtered(FilteredResponse<B>),
}

impl<B> IncomingResponse<B> {
    /// Returns the internal response.
    pub(super) fn internal(&self) -> &http::Response<B> {
        match self {
            Self::Network(response, _) | Self::Local(response, _) | Self::Constructed(response) => response,
            Self::Filtered(filtered) => filtered.internal_response(),
        }
    }

    pub(super) fn status(&self) -> StatusCode {
        self.internal().status()
    }

    pub(super) fn flags(&self) -> ResponseFlags {
        match self {
            Self::Network(_, flags) | Self::Local(_, flags) => *flags,
            Self::Constructed(_) => ResponseFlags::default(),
            Self::Filtered(filtered) => filtered.flags(),
        }
    }

    /// Returns whether it is an opaque filtered response already.
    pub(super) fn is_opaque(&self) -> bool {
        matches!(self, Self::Filtered(response) if response.response_type() == ResponseType::Opaque)
    }

    /// Makes it an opaque-redirect filtered response.
    pub(super) fn into_opaque_redirect(self) -> Self {
        let flags = self.flags();
        Self::Filtered(match self {
            Self::Network(response, _) | Self::Local(response, _) | Self::Constructed(response) => {
                FilteredResponse::opaque_redirect(response, None).with_flags(flags)
            }
            Self::Filtered(filtered) => filtered.into_opaque_redirect(),
        })
    }

    /// Returns the phase that a refusal of this response belongs to.
    pub(super) fn phase(&self) -> Phase {
        match self {
            Self::Network(..) if is_redirect_status(self.status().as_u16()) => Phase::Redirect,
            Self::Network(..) => Phase::Actual,
            Self::Local(..) => Phase::Local,
            Self::Constructed(_) | Self::Filtered(_) => Phase::ServiceWorker,
        }
    }
}
