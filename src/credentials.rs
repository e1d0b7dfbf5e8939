//! Whether a message carries credentials.

use crate::request::{CredentialsMode, ResponseTainting};

/// Whether a request is sent with credentials: cookies, authentication entries, client certificates.
///
/// <https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch>
///
/// ```
/// use fetch_cors::{credentials::include_credentials, request::{CredentialsMode, ResponseTainting}};
/// assert!(include_credentials(CredentialsMode::SameOrigin, ResponseTainting::Basic));
/// assert!(!include_credentials(CredentialsMode::SameOrigin, ResponseTainting::Cors));
/// assert!(include_credentials(CredentialsMode::Include, ResponseTainting::Cors));
/// ```
#[must_use]
pub fn include_credentials(mode: CredentialsMode, tainting: ResponseTainting) -> bool {
    // concept-http-network-or-cache-fetch 8.3: always, or at home.
    match mode {
        CredentialsMode::Include => true,
        CredentialsMode::SameOrigin => tainting == ResponseTainting::Basic,
        CredentialsMode::Omit => false,
    }
}
