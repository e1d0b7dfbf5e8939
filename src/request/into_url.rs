use http::Uri;
use url::{ParseError, Url};

use super::client::Client;
use super::error::RequestError;
use crate::parse_url::parse_url;

/// A value from which a request can take its URL: text, a [`Url`], or an `http::Uri`.
///
/// - Text is parsed against the client's [base URL](Client::base_url), as in a page.
/// - A [`Url`] is taken as it is.
/// - An `http::Uri` with a scheme is absolute. One that begins with a slash is a path of the server of the base URL. Any
///   other one, such as `*` or an authority alone, is not a URL.
///
/// The builders report a URL that is not valid when `build` is called.
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

    /// A trait that other crates cannot name, so that they cannot implement `IntoUrl`.
    pub trait Sealed {
        /// Returns the URL, or the reason why the value is not a URL.
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
            // The path of a URI can begin with two slashes, which the URL parser would read as the beginning of a host. With
            // `/.` in front of the path, it does not, and removes the dot.
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

/// Parses a string against the client's base URL.
pub(super) fn parse(url: &str, client: &Client) -> Result<Url, RequestError> {
    parse_url(url, client.base_url()).map_err(|error| RequestError::invalid_url(url, error))
}
