use url::Url;

use crate::redacted::RedactedUrl;

/// What a host did that it must not do. The mistake is in the program that embeds the engine, not in a page or a server.
///
/// ```
/// use fetch_cors::error::HostError;
/// let error = HostError::ServiceWorkerMayNotRespond;
/// assert_eq!(error.code(), "service-worker-may-not-respond");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HostError {
    /// The host passed the response of another URL than that of the message. Most likely its HTTP client follows
    /// redirects by itself. The engine then cannot check them, and a page could read what another origin does not share.
    ///
    /// Both URLs are without user name, password, query and fragment, so that no error prints a secret. If they are equal,
    /// the queries differ.
    #[error(
        "the response came from {response_url} instead of {expected_url} (queries not shown): \
         the host's HTTP client must not follow redirects"
    )]
    ForeignResponse {
        /// The URL of the message.
        expected_url: String,
        /// The URL that the response came from.
        response_url: String,
    },
    /// The host passed the response of a service worker where none may respond.
    #[error("no service worker may respond to this request")]
    ServiceWorkerMayNotRespond,
    /// The host passed a response with a URL as one that a service worker made. Such a response was fetched, and has to be
    /// passed as the filtered response that its fetch ended with.
    #[error("a response that a service worker made has no URL")]
    ConstructedWithUrl,
    /// The host passed a response to [`run`](crate::run()) without the URL that it came from. The engine then could not
    /// detect an HTTP client that follows redirects by itself.
    #[error("the host has not said which URL the response came from")]
    ResponseWithoutUrl,
    /// The host has no body for a message that needs one, or was given a body for a request that was built without one, or
    /// would have to send a stream again. `send` returns this error, or passes it to
    /// [`Exchange::fail`](crate::Exchange::fail), instead of sending the message.
    #[error("the body does not fit the request, or it is a stream that was sent before")]
    WrongBody,
}

impl HostError {
    /// Returns what to change in the program that embeds the engine, as a sentence.
    ///
    /// ```
    /// use fetch_cors::error::HostError;
    /// assert!(HostError::ResponseWithoutUrl.remedy().contains("Response::with_url"));
    /// ```
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::ForeignResponse { .. } => {
                "Switch off the redirects of the HTTP client, and pass each redirect as the response that it is."
            }
            Self::ServiceWorkerMayNotRespond => {
                "Ask a service worker only if `Hop::service_worker_may_respond` returns true."
            }
            Self::ConstructedWithUrl => {
                "Pass a response that the service worker fetched as `ServiceWorkerResponse::Fetched`."
            }
            Self::ResponseWithoutUrl => {
                "Pass the URL that the HTTP client says the response came from, with `Response::with_url`."
            }
            Self::WrongBody => {
                "Pass the body that the request was built with. Build the request with a stream if the body can be sent only once."
            }
        }
    }

    pub(crate) fn foreign_response(response_url: &Url, expected_url: &Url) -> Self {
        Self::ForeignResponse {
            expected_url: RedactedUrl(expected_url).to_string(),
            response_url: RedactedUrl(response_url).to_string(),
        }
    }
}
