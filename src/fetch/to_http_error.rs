use std::fmt;

use url::Url;

use crate::header::ToHeaderMapError;
use crate::redacted::RedactedUrl;

/// The reason why the `http` crate cannot represent a message.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ToHttpError {
    /// The URL is not a valid `http::Uri`. Most likely it is too long.
    #[error("the http crate cannot hold the URL {}", RedactedUrl(url))]
    Url {
        /// The URL.
        url: Box<Url>,
    },
    /// The headers do not fit into an `http::HeaderMap`.
    #[error(transparent)]
    Headers(#[from] ToHeaderMapError),
}

/// Prints of the URL and the headers what is no secret.
impl fmt::Debug for ToHttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ToHttpError({self})")
    }
}
