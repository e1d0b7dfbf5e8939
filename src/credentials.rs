//! Whether a message carries credentials.

use crate::request::{CredentialsMode, EmbedderPolicyValue, Mode, ResponseTainting};

/// Whether the embedder policy of a request's client allows credentials: with *credentialless*, requests
/// of mode *no-cors* have them only within the origin, and only while no redirect has led away from it.
///
/// `embedder_policy` is `None` for a request without a client.
///
/// <https://fetch.spec.whatwg.org/#cross-origin-embedder-policy-allows-credentials>
///
/// ```
/// use fetch_cors::credentials::cross_origin_embedder_policy_allows_credentials as allows;
/// use fetch_cors::request::{EmbedderPolicyValue, Mode};
/// let credentialless = Some(EmbedderPolicyValue::Credentialless);
/// assert!(allows(Mode::NoCors, credentialless, true, false));
/// assert!(!allows(Mode::NoCors, credentialless, false, false));
/// assert!(allows(Mode::Cors, credentialless, false, false));
/// ```
#[must_use]
pub fn cross_origin_embedder_policy_allows_credentials(
    mode: Mode,
    embedder_policy: Option<EmbedderPolicyValue>,
    same_origin: bool,
    redirect_tainted: bool,
) -> bool {
    // cross-origin-embedder-policy-allows-credentials 1: the caller has an origin to compare.
    // cross-origin-embedder-policy-allows-credentials 2: it is about requests that ask nobody.
    mode != Mode::NoCors
        // cross-origin-embedder-policy-allows-credentials 3, 4: by clients that want it so.
        || embedder_policy != Some(EmbedderPolicyValue::Credentialless)
        // cross-origin-embedder-policy-allows-credentials 5, 6: at home, and never away; the text has the
        // second part the wrong way round.
        || same_origin && !redirect_tainted
}

/// Whether a request is sent with credentials: cookies, authentication entries, client certificates; if
/// the client's embedder policy
/// [allows them](cross_origin_embedder_policy_allows_credentials) too.
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
