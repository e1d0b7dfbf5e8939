//! A server with a careful policy, of which each test changes one thing.

use fetch_cors::lab::{PolicyLab, WithRoute};
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_METHOD, COOKIE, ETAG, IF_NONE_MATCH, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};

pub(crate) const TRUSTED: &str = "https://app.site.example";
pub(crate) const OTHER_TRUSTED: &str = "https://admin.site.example";

/// What a [`Server`] does with a response before it is sent.
pub(crate) type Spoil = fn(&Request<Vec<u8>>, &mut Response<()>);

pub(crate) struct Server {
    pub(crate) trusts: fn(&[u8]) -> bool,
    pub(crate) spoil: Spoil,
}

impl Server {
    /// Compares the whole origin, and does everything right.
    pub(crate) fn careful() -> Self {
        Self { trusts: is_trusted, spoil: |_, _| {} }
    }

    pub(crate) fn trusting(trusts: fn(&[u8]) -> bool) -> Self {
        Self { trusts, ..Self::careful() }
    }

    pub(crate) fn spoiled(spoil: Spoil) -> Self {
        Self { spoil, ..Self::careful() }
    }

    pub(crate) fn answer(&self, request: &Request<Vec<u8>>) -> Response<()> {
        let mut response = Response::new(());
        let origin = request.headers().get(ORIGIN);
        let is_preflight = request.method() == Method::OPTIONS
            && origin.is_some()
            && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        let headers = response.headers_mut();
        set(headers, VARY, "accept-encoding, Origin");
        if let Some(origin) = origin.filter(|origin| (self.trusts)(origin.as_bytes())) {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            set(headers, ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
            if is_preflight {
                set(headers, ACCESS_CONTROL_ALLOW_METHODS, "PUT, DELETE, OPTIONS");
                set(headers, ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, x-token");
                set(headers, ACCESS_CONTROL_MAX_AGE, "600");
            } else {
                set(headers, ACCESS_CONTROL_EXPOSE_HEADERS, "x-total, etag");
            }
        }
        *response.status_mut() =
            if is_preflight { StatusCode::NO_CONTENT } else { application(request, headers) };
        (self.spoil)(request, &mut response);
        response
    }
}

/// What lies behind the policy.
fn application(request: &Request<Vec<u8>>, headers: &mut HeaderMap) -> StatusCode {
    match request.uri().path() {
        "/items" if request.method() == Method::OPTIONS => {
            set(headers, http::header::ALLOW, "GET, PUT, POST, OPTIONS");
            StatusCode::NO_CONTENT
        }
        "/items" => {
            set(headers, ETAG, "\"7\"");
            set(headers, HeaderName::from_static("x-total"), "7");
            match request.headers().get(IF_NONE_MATCH) {
                Some(tag) if tag == "\"7\"" => StatusCode::NOT_MODIFIED,
                _ => StatusCode::OK,
            }
        }
        "/me" if request.headers().contains_key(COOKIE) => StatusCode::OK,
        "/me" => StatusCode::UNAUTHORIZED,
        "/boom" => StatusCode::SERVICE_UNAVAILABLE,
        "/old" => {
            set(headers, http::header::LOCATION, "/items");
            StatusCode::FOUND
        }
        _ => StatusCode::NOT_FOUND,
    }
}

pub(crate) fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

pub(crate) fn is_trusted(origin: &[u8]) -> bool {
    origin == TRUSTED.as_bytes() || origin == OTHER_TRUSTED.as_bytes()
}

/// A lab for everything that [`Server`] has.
pub(crate) fn lab() -> PolicyLab<WithRoute> {
    small_lab()
        .route("/me", [Method::GET])
        .route("/old", [Method::GET])
        .route("/missing", [Method::GET])
        .failing_route("/boom", [Method::GET])
        .request_headers(["authorization", "x-token", "content-type"])
        .readable_headers(["x-total"])
        .session(|request| set(request.headers_mut(), COOKIE, "session=s3cr3t-of-the-session"))
}

/// A lab with one route.
pub(crate) fn small_lab() -> PolicyLab<WithRoute> {
    PolicyLab::new("https://api.site.example")
        .unwrap()
        .trusts([TRUSTED, OTHER_TRUSTED])
        .unwrap()
        .route("/items", [Method::GET, Method::PUT, Method::POST, Method::OPTIONS])
        .json("{}")
}
