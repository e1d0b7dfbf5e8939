//! The check whether a URL or an origin is potentially trustworthy: encrypted, local, or without a network.
//!
//! Use [`is_potentially_trustworthy_url`] for a URL, because some URLs with an opaque origin are trustworthy.

use std::net::Ipv4Addr;

use crate::origin::Origin;

/// Returns whether a URL is potentially trustworthy, from the URL's scheme, path and origin. `scheme` must be in lower case
/// and without a colon.
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
    // is-url-trustworthy 1: `about:blank` and `about:srcdoc` need no network.
    scheme == "about" && matches!(path, "blank" | "srcdoc")
        // is-url-trustworthy 2: a `data:` URL needs no network.
        || scheme == "data"
        // A `file:` URL is trustworthy by step 6 of the check of origins. Its origin is opaque in this crate, so the scheme
        // of the URL is checked.
        || scheme == "file"
        // is-url-trustworthy 3: for every other URL, the origin decides. A `blob:` URL has the origin of the page that
        // created it.
        || is_potentially_trustworthy_origin(origin)
}

/// Returns whether an origin is potentially trustworthy: encrypted, or of the local machine.
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
    // is-origin-trustworthy 1, 2: an opaque origin is not trustworthy.
    origin.as_tuple().is_some_and(|origin| {
        // is-origin-trustworthy 3: the scheme encrypts the connection.
        matches!(origin.scheme, "https" | "wss")
            // is-origin-trustworthy 4: the host is a loopback address.
            || origin.host == "[::1]"
            || origin.host.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
            // is-origin-trustworthy 5: the host is `localhost` or a name below it.
            || is_localhost(origin.host)
            // is-origin-trustworthy 6: the scheme is `file`.
            || origin.scheme == "file"
        // Step 7 is not here: a fetch asks the client's `CorsPolicy` which other schemes are trustworthy.
        // is-origin-trustworthy 9: every other origin is not trustworthy.
    })
}

fn is_localhost(host: &str) -> bool {
    let domain = host.strip_suffix('.').unwrap_or(host);
    domain == "localhost" || domain.ends_with(".localhost")
}
