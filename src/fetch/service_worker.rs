use std::fmt;

use super::http_network_or_cache_fetch::foreign_response;
use crate::error::HostError;
use crate::filter::FilteredResponse;
use crate::request::UrlList;
use crate::response::Response;

/// The response of a service worker, for [`Hop::respond_from_service_worker`](super::Hop::respond_from_service_worker).
///
/// The variant says whether script made the response or a fetch of the service worker ended with it. The two are
/// checked and filtered in different ways.
///
/// ```
/// use fetch_cors::fetch::ServiceWorkerResponse;
/// let made = ServiceWorkerResponse::constructed(http::Response::new("made by script"));
/// assert!(matches!(made, ServiceWorkerResponse::Constructed(_)));
/// ```
#[derive(Clone)]
#[expect(clippy::exhaustive_enums, reason = "the standard defines exactly these three cases")]
pub enum ServiceWorkerResponse<B> {
    /// An error: `Response.error()`, a rejected promise, or a service worker that failed. The fetch ends in a network
    /// error.
    Error,
    /// A response that script made with `new Response()`. Its type is *default*, and it has no URL. A response with a URL
    /// was fetched, so it ends the fetch with [`HostError::ConstructedWithUrl`]: pass it as [`Fetched`](Self::Fetched)
    /// instead.
    Constructed(Response<B>),
    /// A response that the service worker fetched: the [`FilteredResponse`] that its fetch ended with.
    Fetched(FilteredResponse<B>),
}

impl<B> ServiceWorkerResponse<B> {
    /// Returns the error and the status of a response that the host passed as the wrong variant, or `None` if it is the
    /// right one.
    ///
    /// A response that was made must have no URL. If a response that was fetched has a URL, it must be the last URL of its
    /// fetch.
    pub(super) fn mistaken_url(&self) -> Option<(HostError, u16)> {
        let (url, expected, status) = match self {
            Self::Error => return None,
            Self::Constructed(response) => (response.url()?, None, response.status()),
            Self::Fetched(filtered) => {
                let hidden = filtered.hidden_from_script();
                let internal = hidden.internal_response();
                (internal.url()?, hidden.url_list().map(UrlList::current), internal.status())
            }
        };
        let error = match expected {
            Some(expected) => foreign_response(url, expected)?,
            None => HostError::ConstructedWithUrl,
        };
        Some((error, status))
    }

    /// Creates a [`Constructed`](Self::Constructed) from a response that script made.
    #[must_use]
    pub fn constructed(response: impl Into<Response<B>>) -> Self {
        Self::Constructed(response.into())
    }
}

impl<B> fmt::Debug for ServiceWorkerResponse<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error => f.write_str("Error"),
            Self::Constructed(response) => f.debug_tuple("Constructed").field(response).finish(),
            Self::Fetched(response) => f.debug_tuple("Fetched").field(response).finish(),
        }
    }
}
