use std::fmt;

use url::Url;

use crate::header::ToHeaderMapError;
use crate::redacted::RedactedUrl;

/// The reason why the `http` crate cannot represent a message.
///
/// [`Exchange::to_http`](super::Exchange::to_http) returns it. Pass it to [`Exchange::fail`](super::Exchange::fail), or send
/// the message with an HTTP client that does not use the `http` crate.
///
/// ```
/// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch, fetch::ToHttpError};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let long = format!("https://api.example/{}", "a".repeat(70_000));
/// let step = fetch::<()>(page.fetch(&long).build()?, &mut PreflightCache::new(), Timestamp::ZERO);
/// let Step::Send(exchange) = step else { unreachable!() };
/// assert!(matches!(exchange.to_http(), Err(ToHttpError::Url { .. })));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ToHttpError {
    /// The URL is not a valid `http::Uri`. Most likely it is too long.
    #[error("the http crate cannot hold the URL {}", RedactedUrl(url))]
    Url {
        /// The URL of the message.
        url: Box<Url>,
    },
    /// The headers do not fit into an `http::HeaderMap`.
    #[error(transparent)]
    Headers(#[from] ToHeaderMapError),
}

/// Prints the same text as `Display`, which shows no secret part of the URL and the headers.
impl fmt::Debug for ToHttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ToHttpError({self})")
    }
}
