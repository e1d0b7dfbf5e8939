use http::Uri;
use url::{ParseError, Url};

use super::client::Client;
use super::error::RequestError;
use crate::parse_url::parse_url;

/// The URL of a request, as a host has it.
///
/// Text is parsed beside the client's [base URL](Client::base_url), as in a page. A [`Url`] is not parsed again.
/// An [`http::Uri`] without a scheme is a path on the host of the base URL; one that is only an authority or `*`
/// is not a URL.
///
/// ```
/// use fetch_cors::{Client, Origin};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let page = page.with_base_url("https://app.example/a/b".parse()?);
/// let url = |request: fetch_cors::Request| request.current_url().to_string();
/// assert_eq!(url(page.fetch("c?d").build()?), "https://app.example/a/c?d");
/// assert_eq!(url(page.fetch(url::Url::parse("https://api.example")?).build()?), "https://api.example/");
/// assert_eq!(url(page.fetch(&http::Uri::from_static("/e")).build()?), "https://app.example/e");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait IntoUrl: sealed::Sealed {}

impl IntoUrl for &str {}
impl IntoUrl for &String {}
impl IntoUrl for String {}
impl IntoUrl for &Url {}
impl IntoUrl for Url {}
impl IntoUrl for &Uri {}
impl IntoUrl for Uri {}

pub(super) mod sealed {
    use url::Url;

    use crate::request::{Client, RequestError};

    /// Keeps other crates from implementing `IntoUrl`.
    pub trait Sealed {
        /// Returns the URL, or the reason why it is not one.
        fn into_url(self, client: &Client) -> Result<Url, RequestError>;
    }
}

impl sealed::Sealed for &str {
    fn into_url(self, client: &Client) -> Result<Url, RequestError> {
        parse(self, client)
    }
}

impl sealed::Sealed for &String {
    fn into_url(self, client: &Client) -> Result<Url, RequestError> {
        parse(self, client)
    }
}

impl sealed::Sealed for String {
    fn into_url(self, client: &Client) -> Result<Url, RequestError> {
        parse(&self, client)
    }
}

impl sealed::Sealed for &Url {
    fn into_url(self, _: &Client) -> Result<Url, RequestError> {
        Ok(self.clone())
    }
}

impl sealed::Sealed for Url {
    fn into_url(self, _: &Client) -> Result<Url, RequestError> {
        Ok(self)
    }
}

impl sealed::Sealed for &Uri {
    fn into_url(self, client: &Client) -> Result<Url, RequestError> {
        let text = self.to_string();
        match (self.scheme(), self.path()) {
            (Some(_), _) => parse(&text, client),
            // Two slashes in front of the path would begin a host, and the path of a URI can begin with two. After a
            // dot, which the URL parser removes, they cannot.
            (None, path) if path.starts_with('/') => parse(&format!("/.{text}"), client),
            (None, _) => Err(RequestError::invalid_url(&text, ParseError::RelativeUrlWithoutBase)),
        }
    }
}

impl sealed::Sealed for Uri {
    fn into_url(self, client: &Client) -> Result<Url, RequestError> {
        (&self).into_url(client)
    }
}

/// Parses a string beside the client's base URL.
pub(super) fn parse(url: &str, client: &Client) -> Result<Url, RequestError> {
    parse_url(url, client.base_url()).map_err(|error| RequestError::invalid_url(url, error))
}
