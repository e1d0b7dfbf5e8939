use std::fmt;

use url::Url;

use crate::redacted::RedactedUrl;

/// A request's referrer: the URL that the request comes from, as far as a server may know it.
///
/// When a fetch begins and at each redirect, main fetch replaces it by what is sent to the server:
/// [`DetermineReferrer`](crate::referrer::DetermineReferrer) decides how much of the URL that is.
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
#[expect(clippy::exhaustive_enums, reason = "the standard defines exactly these three values")]
pub enum Referrer {
    /// No referrer is sent.
    NoReferrer,
    /// The referrer is the URL of the client, which [`Client::with_document_url`](super::Client::with_document_url) or
    /// [`Client::with_worker_url`](super::Client::with_worker_url) has set. This is the default.
    #[default]
    Client,
    /// The referrer is this URL. The referrer policy decides how much of it is sent.
    Url(Url),
}

impl Referrer {
    /// Returns what script reads as `request.referrer`: an empty string if there is no referrer, `about:client` for
    /// [`Client`](Self::Client), or the URL.
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
            // referrer 1: the empty string stands for no referrer.
            Self::NoReferrer => "",
            // referrer 2: `about:client` stands for the referrer of the client.
            Self::Client => "about:client",
            // referrer 3: returns the serialised URL.
            Self::Url(url) => url.as_str(),
        }
    }
}

/// Prints a URL without user name, password, query and fragment.
impl fmt::Debug for Referrer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoReferrer => f.write_str("NoReferrer"),
            Self::Client => f.write_str("Client"),
            Self::Url(url) => f.debug_tuple("Url").field(&RedactedUrl(url)).finish(),
        }
    }
}
