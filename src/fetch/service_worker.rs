use http::Response;

use crate::filter::FilteredResponse;

/// What a service worker answered.
///
/// ```
/// use fetch_cors::fetch::ServiceWorkerResponse;
/// let made = ServiceWorkerResponse::constructed(http::Response::new("made by script"));
/// assert!(matches!(made, ServiceWorkerResponse::Constructed(_)));
/// ```
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "made, fetched, or an error: there is no fourth")]
pub enum ServiceWorkerResponse<B> {
    /// An error: `Response.error()`, a rejected promise, a worker that failed.
    Error,
    /// A response that script made, of type *default*, without a URL.
    Constructed(Response<B>),
    /// A response that was fetched, filtered as it was then.
    Fetched(FilteredResponse<B>),
}

impl<B> ServiceWorkerResponse<B> {
    /// A response that script made.
    #[must_use]
    pub const fn constructed(response: Response<B>) -> Self {
        Self::Constructed(response)
    }
}
