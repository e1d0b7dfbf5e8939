use url::Url;

use crate::redacted::RedactedUrl;

/// A mistake of the host. It has to be corrected in the program that embeds the engine, not in a page or a server.
///
/// ```
/// use fetch_cors::error::HostError;
/// let error = HostError::ServiceWorkerMayNotRespond;
/// assert_eq!(error.code(), "service-worker-may-not-respond");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HostError {
    /// The host passed a response that came from a URL other than the URL of the message. Most likely, its HTTP client
    /// follows redirects by itself. The engine then cannot check the redirects, and a page could read what another origin
    /// does not share.
    ///
    /// Both URLs are given without user name, password, query and fragment, so that the error prints no secret. If they look
    /// the same, the URLs differ in their queries.
    #[error(
        "the response came from {response_url} instead of {expected_url} (queries are not shown): \
         the HTTP client of the host must not follow redirects"
    )]
    ForeignResponse {
        /// The URL of the message.
        expected_url: String,
        /// The URL that the response came from.
        response_url: String,
    },
    /// The host passed the response of a service worker to a request to which no service worker may respond.
    #[error(
        "the host passed the response of a service worker, but no service worker may respond to this request"
    )]
    ServiceWorkerMayNotRespond,
    /// The host passed a response with a URL as one that the script of a service worker constructed. A response with a
    /// URL was fetched, so the host must pass the filtered response that this fetch returned.
    #[error("the host passed a fetched response as one that a service worker constructed")]
    ConstructedWithUrl,
    /// The host passed a response to [`run`](crate::run()) without the URL that it came from. Without that URL, the engine
    /// cannot detect an HTTP client that follows redirects by itself.
    #[error("the host passed a response without the URL that it came from")]
    ResponseWithoutUrl,
    /// The body that the host has does not fit the request. There are three cases: the message needs a body and the
    /// host has none, the host has a body and the request was built without one, or the body is a stream that was sent
    /// before.
    ///
    /// A `send` function returns this error, or passes it to [`Exchange::fail`](crate::Exchange::fail), instead of
    /// sending the message. To detect the second case, compare the body with [`Request::body`](crate::Request::body)
    /// before the fetch begins.
    #[error("the body does not fit the request, or it is a stream that was sent before")]
    WrongBody,
}

impl HostError {
    /// Returns a sentence that says what to change in the program that embeds the engine.
    ///
    /// ```
    /// use fetch_cors::error::HostError;
    /// assert!(HostError::ResponseWithoutUrl.remedy().contains("Response::with_url"));
    /// ```
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::ForeignResponse { .. } => {
                "Switch off redirects in the HTTP client, and pass each redirect to the engine as a response."
            }
            Self::ServiceWorkerMayNotRespond => {
                "Let a service worker respond only if `Hop::service_worker_may_respond` returns true."
            }
            Self::ConstructedWithUrl => {
                "If the service worker fetched the response, pass it as `ServiceWorkerResponse::Fetched`."
            }
            Self::ResponseWithoutUrl => {
                "Set the URL that the response came from, as the HTTP client reports it, with `Response::with_url`."
            }
            Self::WrongBody => {
                "Send the body that the request was built with. If the body can be sent only once, build the request with a stream."
            }
        }
    }

    /// Creates the error for a response from another URL, without what may be a secret.
    pub(crate) fn foreign_response(response_url: &Url, expected_url: &Url) -> Self {
        Self::ForeignResponse {
            expected_url: RedactedUrl(expected_url).to_string(),
            response_url: RedactedUrl(response_url).to_string(),
        }
    }
}
