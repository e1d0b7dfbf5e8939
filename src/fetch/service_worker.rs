use http::Response;

use crate::filter::FilteredResponse;

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
    /// A response that script made. Its type is *default*, and it has no URL.
    Constructed(Response<B>),
    /// A response that the service worker fetched, with the filter that its fetch applied.
    Fetched(FilteredResponse<B>),
}

impl<B> ServiceWorkerResponse<B> {
    /// Creates the variant for a response that script made.
    #[must_use]
    pub const fn constructed(response: Response<B>) -> Self {
        Self::Constructed(response)
    }
}
