use http::Method;
use http::header::CONTENT_TYPE;

use super::call::Call;
use super::finding::Witness;
use super::route::Route;
use crate::origin::Origin;
use crate::request::{BodyKind, CredentialsMode, RedirectMode};

/// A call that a page makes as part of a test.
pub(super) struct Attempt<'a> {
    pub(super) page: &'a Origin,
    pub(super) route: &'a Route,
    pub(super) method: &'a Method,
    pub(super) credentials: CredentialsMode,
    /// The names of the headers that script sets.
    pub(super) headers: &'a [String],
    /// Whether the page sets the `Content-Type` of the route's body. Without it, the body needs no preflight.
    pub(super) sends_content_type: bool,
    /// Whether the actual request is sent if the preflight allows it.
    pub(super) sends_actual: bool,
}

impl<'a> Attempt<'a> {
    /// Creates a call without credentials, in which script sets no headers.
    pub(super) fn new(page: &'a Origin, route: &'a Route, method: &'a Method) -> Self {
        let credentials = CredentialsMode::Omit;
        Self { page, route, method, credentials, headers: &[], sends_content_type: true, sends_actual: true }
    }

    /// Returns a witness for this call, whose last response had this status. It says that the page could do nothing.
    pub(super) fn witness(&self, status: Option<u16>) -> Witness {
        Witness {
            origin: Some(self.page.as_bytes().to_vec()),
            method: self.method.clone(),
            path: self.route.shown_path(),
            with_credentials: self.credentials == CredentialsMode::Include,
            reads: false,
            writes: false,
            status,
        }
    }

    /// Returns the call of `fetch()` that the page makes.
    pub(super) fn call(&self, server: &Origin) -> Call {
        let url = self.route.url(server).map_or_else(String::new, String::from);
        let mut call = Call::new(self.page.clone(), url);
        call.method = self.method.clone();
        call.credentials = self.credentials;
        // The CORS check comes before the redirect. The URL that a redirect leads to is tested as a route of its own.
        call.redirect = RedirectMode::Manual;
        for name in self.headers {
            call.headers.push(name.as_bytes(), example_value(name));
        }
        if let Some((content_type, _)) = &self.route.body
            && ![Method::GET, Method::HEAD].contains(self.method)
        {
            call.body = BodyKind::Source;
            if self.sends_content_type && !call.headers.contains(CONTENT_TYPE.as_str().as_bytes()) {
                call.headers.push(CONTENT_TYPE.as_str().as_bytes(), content_type.as_bytes());
            }
        }
        call
    }
}

/// Returns a value for a request header that a page sets. If the header is safelisted only with some values, the value is
/// one that needs a preflight.
fn example_value(name: &str) -> &'static [u8] {
    match name.to_ascii_lowercase().as_str() {
        "content-type" => b"application/json",
        "range" => b"bytes=0-0, 2-2",
        "accept" | "accept-language" | "content-language" => b"(",
        _ => b"1",
    }
}
