//! Whether an origin or a URL is potentially trustworthy: encrypted, local, or without a network.

use std::net::Ipv4Addr;

use crate::origin::Origin;

/// Checks whether a URL is potentially trustworthy. Takes the URL's scheme, its path and its origin.
///
/// <https://w3c.github.io/webappsec-secure-contexts/#is-url-trustworthy>
///
/// ```
/// use fetch_cors::{Origin, trustworthy::is_potentially_trustworthy_url as trustworthy};
/// assert!(trustworthy("https", "/", &Origin::parse("https://a.example")?));
/// assert!(!trustworthy("http", "/", &Origin::parse("http://a.example")?));
/// assert!(trustworthy("http", "/", &Origin::parse("http://127.0.0.1")?));
/// assert!(trustworthy("about", "srcdoc", &Origin::new_opaque()));
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[must_use]
pub fn is_potentially_trustworthy_url(scheme: &str, path: &str, origin: &Origin) -> bool {
    // is-url-trustworthy 1: `about:blank` and `about:srcdoc` are of the page that shows them.
    scheme == "about" && matches!(path, "blank" | "srcdoc")
        // is-url-trustworthy 2: a `data:` URL needs no network.
        || scheme == "data"
        // The origin of a `file:` URL is opaque here, so step 6 of the check of origins is asked of the URL.
        || scheme == "file"
        // is-url-trustworthy 3: the origin decides, which a `blob:` URL has from the page that made it.
        || is_potentially_trustworthy_origin(origin)
}

/// Checks whether an origin is potentially trustworthy.
///
/// <https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy>
///
/// ```
/// use fetch_cors::{Origin, trustworthy::is_potentially_trustworthy_origin};
/// assert!(is_potentially_trustworthy_origin(&Origin::parse("http://app.localhost:3000")?));
/// assert!(!is_potentially_trustworthy_origin(&Origin::new_opaque()));
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[must_use]
pub fn is_potentially_trustworthy_origin(origin: &Origin) -> bool {
    // is-origin-trustworthy 1, 2: an opaque origin is not.
    origin.as_tuple().is_some_and(|origin| {
        // is-origin-trustworthy 3: the connection is encrypted.
        matches!(origin.scheme, "https" | "wss")
            // is-origin-trustworthy 4: the address is a loopback address.
            || origin.host == "[::1]"
            || origin.host.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
            // is-origin-trustworthy 5: the host is `localhost` or a name below it.
            || is_localhost(origin.host)
            // is-origin-trustworthy 6: the scheme is `file`.
            || origin.scheme == "file"
        // Step 7: a fetch asks the client's `CorsPolicy` about schemes that count as encrypted.
        // is-origin-trustworthy 9: every other origin is not.
    })
}

fn is_localhost(host: &str) -> bool {
    let domain = host.strip_suffix('.').unwrap_or(host);
    domain == "localhost" || domain.ends_with(".localhost")
}
