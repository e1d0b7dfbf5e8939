//! The parts that all subjects share: the API that they serve, and the pages that use it.

use fetch_cors::lab::{NoRoute, PolicyLab, WithRoute};
use http::header::COOKIE;
use http::{HeaderValue, Method, Request};

use crate::subject::{Failure, Origins};

/// The origin of the server.
pub const SERVER: &str = "https://api.example";

/// The origin of the pages that the owner of the server trusts.
pub const PAGE: &str = "https://app.site.example";

/// The cookie of a user who has signed in.
pub const SESSION: &str = "session=8d6f5c0a";

/// The origins of a finding about the trusted page.
pub(crate) const THE_PAGE: Origins = Origins::Exactly(&[PAGE]);

/// The origins of a finding that needs no origin.
pub(crate) const NO_ORIGIN: Origins = Origins::Exactly(&[]);

/// The origins that the lab tries if every page in a browser is allowed.
pub(crate) const EVERY_PAGE: Origins = Origins::Among(
    65,
    &[
        "https://evil.test",
        "null",
        "http://localhost:3000",
        "https://evil.github.io",
        "capacitor://localhost",
    ],
);

/// The values that are allowed if the server copies `Origin`: all of [`EVERY_PAGE`], and 13 values that no browser sends.
pub(crate) const EVERY_VALUE: Origins = Origins::Among(
    78,
    &[
        "https://evil.test",
        "null",
        "http://localhost:3000",
        "https://evil.github.io",
        "file://",
        "https://evil.test\u{fc}",
    ],
);

/// The values that are allowed if the server compares a suffix without a dot: hosts of other owners, subdomains, and values
/// that are no origins but end with the host.
pub(crate) const BY_SUFFIX: Origins = Origins::Exactly(&[
    "https://evilsite.example",
    "https://appxsite.example",
    "https://site.example",
    "https://evilapp.site.example",
    "https://pp.site.example",
    "https://x.site.example",
    "https://x.app.site.example",
    "https://xn--pp-6kc.site.example",
    "https://evil.test/https://app.site.example",
    "https://evil.test#https://app.site.example",
    "https://evil.test https://app.site.example",
    "https://evil.test, https://app.site.example",
    "https://\u{430}pp.site.example",
]);

/// Returns a lab for a server that trusts the pages of [`PAGE`].
///
/// # Errors
///
/// Returns the error of the lab if one of the constants above is not an origin.
pub fn lab() -> Result<PolicyLab<WithRoute>, Failure> {
    Ok(with_items(PolicyLab::new(SERVER)?.trusts([PAGE])?))
}

/// Adds the requests of the pages: they list items, save an item, and request a path that does not exist.
pub fn with_items(lab: PolicyLab<NoRoute>) -> PolicyLab<WithRoute> {
    lab.request_headers(["authorization", "x-token"])
        .readable_headers(["x-total"])
        .session(sign_in)
        .route("/items", [Method::GET, Method::PUT])
        .json("{}")
        .route("/missing", [Method::GET])
}

/// Adds the session of a user to a request.
pub fn sign_in(request: &mut Request<Vec<u8>>) {
    request.headers_mut().append(COOKIE, HeaderValue::from_static(SESSION));
}
