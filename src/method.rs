//! Request methods: which are safelisted, which are forbidden, and how they are normalised.

use http::Method;

use crate::redacted::RedactedName;

/// Returns whether a method is CORS-safelisted: `GET`, `HEAD` or `POST`, in upper case.
///
/// <https://fetch.spec.whatwg.org/#cors-safelisted-method>
///
/// ```
/// use fetch_cors::method::is_cors_safelisted_method;
/// assert!(is_cors_safelisted_method(b"POST"));
/// assert!(!is_cors_safelisted_method(b"PUT") && !is_cors_safelisted_method(b"post"));
/// ```
#[must_use]
pub fn is_cors_safelisted_method(method: &[u8]) -> bool {
    matches!(method, b"GET" | b"HEAD" | b"POST")
}

/// Returns whether a method is forbidden, so that script cannot use it: `CONNECT`, `TRACE` or `TRACK`, in any case.
///
/// <https://fetch.spec.whatwg.org/#forbidden-method>
///
/// ```
/// assert!(fetch_cors::method::is_forbidden_method(b"Track"));
/// assert!(!fetch_cors::method::is_forbidden_method(b"TRAC"));
/// ```
#[must_use]
pub fn is_forbidden_method(method: &[u8]) -> bool {
    [&b"CONNECT"[..], b"TRACE", b"TRACK"].iter().any(|forbidden| method.eq_ignore_ascii_case(forbidden))
}

/// Normalizes a method that script gave. `DELETE`, `GET`, `HEAD`, `OPTIONS`, `POST` and `PUT` are converted to upper case.
/// Every other method keeps its case: `patch` stays `patch`.
///
/// <https://fetch.spec.whatwg.org/#concept-method-normalize>
///
/// # Errors
///
/// Returns [`InvalidMethod`] if `method` is not an HTTP token.
///
/// ```
/// use fetch_cors::method::normalize;
/// assert_eq!(normalize(b"gEt")?, http::Method::GET);
/// assert_eq!(normalize(b"patch")?.as_str(), "patch");
/// assert!(normalize(b"GET /").is_err());
/// # Ok::<(), fetch_cors::method::InvalidMethod>(())
/// ```
pub fn normalize(method: &[u8]) -> Result<Method, InvalidMethod> {
    let normalized = [Method::DELETE, Method::GET, Method::HEAD, Method::OPTIONS, Method::POST, Method::PUT]
        .into_iter()
        .find(|known| method.eq_ignore_ascii_case(known.as_str().as_bytes()));
    match normalized {
        Some(method) => Ok(method),
        None => Method::from_bytes(method).map_err(|_| InvalidMethod { method: method.to_vec() }),
    }
}

/// The error for bytes that are not a method, because they are empty or contain a byte that no token may contain.
///
/// A caller may have passed something else by mistake, such as a secret. So `Debug` and `Display` print the bytes only up to
/// the first byte that no method may contain.
///
/// ```
/// let error = fetch_cors::method::normalize(b"GET /").unwrap_err();
/// assert_eq!(error.to_string(), "the method \"GET …\" is not a valid HTTP token");
/// ```
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("the method {} is not a valid HTTP token", RedactedName(method))]
#[non_exhaustive]
pub struct InvalidMethod {
    /// The bytes that were given.
    pub method: Vec<u8>,
}

impl std::fmt::Debug for InvalidMethod {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "InvalidMethod({self})")
    }
}
