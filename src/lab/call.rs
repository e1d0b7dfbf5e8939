use std::fmt;

use http::Method;

use super::text::{Text, Value};
use crate::header::HeaderList;
use crate::origin::Origin;
use crate::redacted::RedactedText;
use crate::request::{Body, BodyKind, Client, CredentialsMode, Mode, RedirectMode, Request, RequestError};

/// A call of `fetch()` that a page makes.
///
/// ```
/// use fetch_cors::{Origin, lab::Call};
/// let mut call = Call::new(Origin::parse("https://app.example")?, "https://api.example/");
/// call.method = http::Method::PUT;
/// call.headers.append(b"x-token", b"1")?;
/// assert_eq!(format!("{call:?}"), "https://app.example fetches PUT https://api.example/\n  x-token: 1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call {
    /// The origin of the page.
    pub page: Origin,
    /// The method, in the form in which script gives it.
    pub method: Method,
    /// The URL, in the form in which script gives it.
    pub url: String,
    /// The headers that script sets.
    pub headers: HeaderList,
    /// The kind of body, if there is one.
    pub body: BodyKind,
    /// The mode of the request.
    pub mode: Mode,
    /// The credentials mode of the request.
    pub credentials: CredentialsMode,
    /// The redirect mode of the request.
    pub redirect: RedirectMode,
}

impl Call {
    /// Creates the call `fetch(url)`, without any options. Set the fields for other calls.
    #[must_use]
    pub fn new(page: Origin, url: impl Into<String>) -> Self {
        Self {
            page,
            method: Method::GET,
            url: url.into(),
            headers: HeaderList::new(),
            body: BodyKind::None,
            mode: Mode::Cors,
            credentials: CredentialsMode::SameOrigin,
            redirect: RedirectMode::Follow,
        }
    }

    /// Creates the request of this call. `client` should have the origin of the page.
    ///
    /// # Errors
    ///
    /// Returns a [`RequestError`] if `fetch()` throws for this call. Calls that the module `strategy` generates do not
    /// throw.
    ///
    /// ```
    /// use fetch_cors::{Client, strategy::{Params, calls}};
    /// proptest::proptest!(|(call in calls(&Params::new()))| {
    ///     assert!(call.request(&Client::new(call.page.clone())).is_ok());
    /// });
    /// ```
    pub fn request(&self, client: &Client) -> Result<Request, RequestError> {
        let request = client
            .fetch(&self.url)
            .method(self.method.as_str())
            .headers(self.headers.iter())
            .mode(self.mode)
            .credentials(self.credentials)
            .redirect(self.redirect);
        match self.body {
            BodyKind::None => request,
            BodyKind::Source => request.body(Body::source()),
            BodyKind::Stream => request.body(Body::stream()),
        }
        .build()
    }
}

/// Prints the call on one line, and each header on a line of its own. Defaults of `fetch(url)` are left out.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { page, method, url, headers, body, mode, credentials, redirect } = self;
        write!(f, "{page} fetches {method} {}", RedactedText(url))?;
        if *mode != Mode::Cors {
            write!(f, ", mode {mode}")?;
        }
        if *credentials != CredentialsMode::SameOrigin {
            write!(f, ", credentials {credentials}")?;
        }
        if *redirect != RedirectMode::Follow {
            write!(f, ", redirect {redirect}")?;
        }
        match body {
            BodyKind::None => {}
            BodyKind::Source => f.write_str(", with a body")?,
            BodyKind::Stream => f.write_str(", with a stream")?,
        }
        headers
            .iter()
            .try_for_each(|(name, value)| write!(f, "\n  {}: {}", Text(name), Value { name, value }))
    }
}
