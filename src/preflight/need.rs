//! The reasons why a request needs a preflight.

use crate::header::UnsafeNames;
use crate::method::is_cors_safelisted_method;

/// The entries that a CORS-preflight cache has for a request. `()` has no entry.
///
/// ```
/// use fetch_cors::preflight::CacheMatches;
/// assert!(!().method_match(b"PUT") && !().header_name_match(b"x-token"));
/// ```
pub trait CacheMatches {
    /// Checks whether there is a method cache entry match.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-cache-match-method>
    fn method_match(&self, method: &[u8]) -> bool;

    /// Checks whether there is a header-name cache entry match, for a name in any case.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-cache-match-header>
    fn header_name_match(&self, name: &[u8]) -> bool;
}

impl CacheMatches for () {
    fn method_match(&self, _: &[u8]) -> bool {
        false
    }

    fn header_name_match(&self, _: &[u8]) -> bool {
        false
    }
}

impl<C: CacheMatches> CacheMatches for Option<C> {
    fn method_match(&self, method: &[u8]) -> bool {
        self.as_ref().is_some_and(|cache| cache.method_match(method))
    }

    fn header_name_match(&self, name: &[u8]) -> bool {
        self.as_ref().is_some_and(|cache| cache.header_name_match(name))
    }
}

/// The reasons why a request needs a preflight.
///
/// ```
/// use fetch_cors::header::cors_unsafe_request_header_names;
/// use fetch_cors::preflight::{MethodNeed, preflight_need};
/// let names = [("X-Token", "1")];
/// let unsafe_names = cors_unsafe_request_header_names(&names);
/// let need = preflight_need(b"PUT", false, &unsafe_names, &()).unwrap();
/// assert_eq!(need.method, Some(MethodNeed::NotSafelisted));
/// assert_eq!(need.header_names, ["x-token"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PreflightNeed {
    /// The reason that the method gives, if the cache does not have the method.
    pub method: Option<MethodNeed>,
    /// The unsafe header names that the cache does not have, in lower case and sorted.
    pub header_names: Vec<String>,
}

/// The reason why a method needs a preflight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MethodNeed {
    /// The method is not CORS-safelisted.
    NotSafelisted,
    /// The use-CORS-preflight flag is set: script listens to the upload, or sends a stream.
    UseCorsPreflight,
}

/// Returns why a request that [may need a preflight](crate::tainting::FetchType::HttpFetch) needs one, given what the
/// cache has for it; `None` if the request needs none. Allocates only if it needs one.
///
/// <https://fetch.spec.whatwg.org/#concept-http-fetch>
///
/// ```
/// use fetch_cors::{header::UnsafeNames, preflight::preflight_need};
/// assert!(preflight_need(b"GET", false, &UnsafeNames::default(), &()).is_none());
/// ```
#[must_use]
pub fn preflight_need(
    method: &[u8],
    use_cors_preflight: bool,
    unsafe_names: &UnsafeNames<'_>,
    cache: &impl CacheMatches,
) -> Option<PreflightNeed> {
    // concept-http-fetch 4.1: the method or a header name needs a preflight, and the cache has no entry for it.
    let method = method_need(method, use_cors_preflight, cache);
    let uncovered = unsafe_names.as_written().filter(|name| !cache.header_name_match(name));
    let mut header_names: Vec<String> =
        uncovered.map(|name| String::from_utf8_lossy(name).to_ascii_lowercase()).collect();
    header_names.sort_unstable();
    (method.is_some() || !header_names.is_empty()).then_some(PreflightNeed { method, header_names })
}

fn method_need(method: &[u8], use_cors_preflight: bool, cache: &impl CacheMatches) -> Option<MethodNeed> {
    if !is_cors_safelisted_method(method) && !cache.method_match(method) {
        Some(MethodNeed::NotSafelisted)
    } else if use_cors_preflight && !cache.method_match(method) {
        Some(MethodNeed::UseCorsPreflight)
    } else {
        None
    }
}
