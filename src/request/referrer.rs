use std::fmt;

use url::Url;

use crate::redacted::RedactedUrl;

/// A request's referrer: which URL a server may be told that the request comes from.
///
/// Main fetch replaces *client* by what
/// [*determine request's referrer*](crate::referrer::DetermineReferrer) returns.
///
/// <https://fetch.spec.whatwg.org/#concept-request-referrer>
///
/// ```
/// use fetch_cors::{Client, Origin, request::Referrer};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// assert_eq!(page.fetch("https://api.example/").build()?.referrer(), &Referrer::Client);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the standard has these three")]
pub enum Referrer {
    /// No referrer is sent.
    NoReferrer,
    /// The referrer is the client's: see [`Client::with_document_url`](super::Client::with_document_url) and
    /// [`Client::with_worker_url`](super::Client::with_worker_url).
    #[default]
    Client,
    /// The referrer is this URL, as far as the referrer policy allows.
    Url(Url),
}

impl Referrer {
    /// Returns what script reads as `request.referrer`: an empty string for no referrer, and `about:client` for the
    /// client's.
    ///
    /// <https://fetch.spec.whatwg.org/#dom-request-referrer>
    ///
    /// ```
    /// use fetch_cors::request::Referrer;
    /// assert_eq!(Referrer::Client.as_str(), "about:client");
    /// assert_eq!(Referrer::Url("https://app.example/".parse()?).as_str(), "https://app.example/");
    /// # Ok::<(), url::ParseError>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            // referrer 1: no referrer is the empty string.
            Self::NoReferrer => "",
            // referrer 2: the client's is `about:client`.
            Self::Client => "about:client",
            // referrer 3: a URL is serialised.
            Self::Url(url) => url.as_str(),
        }
    }
}

/// Prints of a URL what is no secret.
impl fmt::Debug for Referrer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoReferrer => f.write_str("NoReferrer"),
            Self::Client => f.write_str("Client"),
            Self::Url(url) => f.debug_tuple("Url").field(&RedactedUrl(url)).finish(),
        }
    }
}
