//! The rules that decide whether a message includes credentials: cookies, HTTP authentication and client certificates.
//!
//! Begin with [`include_credentials`]. A message includes credentials only if both rules of this module return true.

use crate::request::{CredentialsMode, EmbedderPolicyValue, Mode, ResponseTainting};

/// Returns whether the embedder policy of a request's client allows credentials.
///
/// Only the policy *credentialless* forbids any, and only to *no-cors* requests. It allows them to the request's own
/// origin if no redirect has tainted the request.
///
/// - `mode` is the request's mode.
/// - `embedder_policy` is the value of the client's embedder policy, or `None` for a request without a client.
/// - `same_origin` says whether the request's origin is same origin with its current URL.
/// - `redirect_tainted` says whether the redirect-taint of the request is other than *same-origin*, as
///   [`is_redirect_tainted`](crate::request_origin::is_redirect_tainted) does.
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
    // cross-origin-embedder-policy-allows-credentials 1: the caller has compared the request's origin.
    // cross-origin-embedder-policy-allows-credentials 2: every mode other than *no-cors* allows credentials.
    mode != Mode::NoCors
        // cross-origin-embedder-policy-allows-credentials 3, 4: every policy other than *credentialless* allows
        // credentials.
        || embedder_policy != Some(EmbedderPolicyValue::Credentialless)
        // cross-origin-embedder-policy-allows-credentials 5, 6: same origin and not tainted. The standard says *tainted*
        // here, which is a mistake: see `spec-notes/decisions.md`.
        || same_origin && !redirect_tainted
}

/// Returns whether a request's credentials mode allows credentials.
///
/// `mode` is the credentials mode of the request, and `tainting` is its response tainting. The result is true for
/// *include*, and for *same-origin* with response tainting *basic*. The message then includes credentials if the client's
/// embedder policy [allows them](cross_origin_embedder_policy_allows_credentials) too.
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
    // concept-http-network-or-cache-fetch 8.3: the credentials mode decides, and for *same-origin* the response tainting.
    match mode {
        CredentialsMode::Include => true,
        CredentialsMode::SameOrigin => tainting == ResponseTainting::Basic,
        CredentialsMode::Omit => false,
    }
}
