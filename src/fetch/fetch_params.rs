use super::exceptions::Exceptions;
use crate::error::{CorpViolation, Phase};
use crate::filter::{FilteredResponse, ManualRedirect, ResponseFlags};
use crate::redirect::is_redirect_status;
use crate::request::{Referrer, Request, UrlList};
use crate::response::{Response, ResponseHeaders, ResponseType};

/// The standard's fetch params: the state that the algorithms of one fetch share.
///
/// Each algorithm adds its steps as methods of this type, in the file of its name. Every fetch ends in `main_fetch.rs`, in
/// one of the methods whose names begin with `end_with`.
///
/// <https://fetch.spec.whatwg.org/#fetch-params>
#[derive(Debug)]
pub(super) struct FetchParams {
    pub(super) request: Request,
    /// The exceptions that the client's policy makes for the current URL.
    pub(super) exceptions: Exceptions,
    /// Whether the client's policy has exempted any URL so far from CORS.
    pub(super) was_exempt: bool,
    /// Whether any URL so far was neither of the request's origin nor exempt from CORS.
    pub(super) was_tainted: bool,
    /// The request's referrer when this hop began. Main fetch determines from it what is sent to the server.
    pub(super) referrer_source: Referrer,
    /// Whether any run of main fetch has taken case 12f. If so, a network error clears cache entries (12f.3).
    pub(super) took_preflight_branch: bool,
    /// The violations of the client's embedder policy so far, for the host to report.
    pub(super) corp_violations: Vec<CorpViolation>,
    /// Whether only `*` allowed `Authorization` in the response to a preflight.
    pub(super) authorization_by_wildcard: bool,
    /// The standard's *next manual redirect steps*: the data with which a host can follow the redirect of a navigation
    /// later.
    pub(super) next_manual_redirect: Option<Box<ManualRedirect>>,
}

impl FetchParams {
    pub(super) fn new(request: Request) -> Self {
        Self {
            request,
            exceptions: Exceptions::default(),
            was_exempt: false,
            was_tainted: false,
            referrer_source: Referrer::NoReferrer,
            took_preflight_branch: false,
            corp_violations: Vec::new(),
            authorization_by_wildcard: false,
            next_manual_redirect: None,
        }
    }

    /// Returns the URL list of a response, or `None` for a response that was made by script and not fetched.
    pub(super) fn url_list_of<'a, B>(&'a self, response: &'a IncomingResponse<B>) -> Option<&'a UrlList> {
        match response {
            IncomingResponse::Network(..) | IncomingResponse::Local(..) => Some(&self.request.url_list),
            IncomingResponse::Constructed(_) => None,
            IncomingResponse::Filtered(filtered, _) => filtered.hidden.url_list(),
        }
    }
}

/// A response on its way to the end of main fetch. The variant says where it came from.
pub(super) enum IncomingResponse<B> {
    /// A response from the network. It has the URL list of the request.
    Network(Response<B>, ResponseFlags),
    /// A response that the host made for a local URL. It has the URL list of the request.
    Local(Response<B>, ResponseFlags),
    /// A response that a service worker made. It has no URL.
    Constructed(Response<B>),
    /// A response that is filtered already: a service worker fetched it, or HTTP fetch made it an opaque-redirect
    /// filtered response. The second value is the phase of a network error for this response.
    Filtered(FilteredResponse<B>, Phase),
}

impl<B> IncomingResponse<B> {
    /// Returns the status of the internal response.
    pub(super) fn status(&self) -> u16 {
        match self {
            Self::Network(response, _) | Self::Local(response, _) | Self::Constructed(response) => {
                response.status()
            }
            Self::Filtered(filtered, _) => filtered.hidden.internal_response().status(),
        }
    }

    /// Returns the headers of the internal response.
    pub(super) fn headers(&self) -> &ResponseHeaders {
        match self {
            Self::Network(response, _) | Self::Local(response, _) | Self::Constructed(response) => {
                response.headers()
            }
            Self::Filtered(filtered, _) => filtered.hidden.internal_response().headers(),
        }
    }

    /// Returns the flags of the internal response.
    pub(super) fn flags(&self) -> ResponseFlags {
        match self {
            Self::Network(_, flags) | Self::Local(_, flags) => *flags,
            Self::Constructed(_) => ResponseFlags::default(),
            Self::Filtered(filtered, _) => filtered.hidden.flags,
        }
    }

    /// Returns whether the response is an opaque filtered response.
    pub(super) fn is_opaque(&self) -> bool {
        matches!(self, Self::Filtered(response, _) if response.response_type() == ResponseType::Opaque)
    }

    /// Turns the response into an opaque-redirect filtered response.
    pub(super) fn into_opaque_redirect(self) -> Self {
        let (flags, phase) = (self.flags(), self.phase());
        let response = match self {
            Self::Network(response, _) | Self::Local(response, _) | Self::Constructed(response) => {
                FilteredResponse::opaque_redirect(response, None).with_flags(flags)
            }
            Self::Filtered(filtered, _) => filtered.into_opaque_redirect(),
        };
        Self::Filtered(response, phase)
    }

    /// Returns the phase of a network error that this response causes.
    pub(super) fn phase(&self) -> Phase {
        match self {
            Self::Network(..) if is_redirect_status(self.status()) => Phase::Redirect,
            Self::Network(..) => Phase::Actual,
            Self::Local(..) => Phase::Local,
            Self::Constructed(_) => Phase::ServiceWorker,
            Self::Filtered(_, phase) => *phase,
        }
    }
}
