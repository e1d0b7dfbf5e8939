use crate::filter::FilteredResponse;
use crate::response::Response;

/// The response of a service worker, for [`Hop::respond_from_service_worker`](super::Hop::respond_from_service_worker).
///
/// ```
/// use fetch_cors::fetch::ServiceWorkerResponse;
/// let made = ServiceWorkerResponse::constructed(http::Response::new("made by script"));
/// assert!(matches!(made, ServiceWorkerResponse::Constructed(_)));
/// ```
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "the standard has these three")]
pub enum ServiceWorkerResponse<B> {
    /// An error: `Response.error()`, a rejected promise, or a service worker that failed.
    Error,
    /// A response that script made. Its type is *default*, and it has no URL. A response with a URL was fetched, so it is
    /// refused here: pass the [`FilteredResponse`] that its fetch ended with.
    Constructed(Response<B>),
    /// A response that the service worker fetched, with the filter that its fetch applied.
    Fetched(FilteredResponse<B>),
}

impl<B> ServiceWorkerResponse<B> {
    /// Creates the variant for a response that script made.
    #[must_use]
    pub fn constructed(response: impl Into<Response<B>>) -> Self {
        Self::Constructed(response.into())
    }
}
