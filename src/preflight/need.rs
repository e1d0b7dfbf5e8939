//! The reasons why a request needs a preflight.

use crate::header::UnsafeNames;
use crate::method::is_cors_safelisted_method;

/// The entries that a CORS-preflight cache has for one request.
///
/// [`PreflightCache::matches`](super::PreflightCache::matches) returns an implementation. A host with a cache of its
/// own implements the trait. The unit type `()` and `None` have no entry.
///
/// An entry *covers* a method or a header name if it was stored for this name, or for `*` where `*` stands for any
/// name. A method or a header name that is covered needs no preflight.
///
/// ```
/// use fetch_cors::preflight::CacheMatches;
/// assert!(!().method_match(b"PUT") && !().header_name_match(b"x-token"));
/// ```
pub trait CacheMatches {
    /// Returns whether there is a method cache entry match: an entry that covers `method`. Methods are compared to the
    /// byte.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-cache-match-method>
    fn method_match(&self, method: &[u8]) -> bool;

    /// Returns whether there is a header-name cache entry match: an entry that covers `name`. `name` may be in any case.
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
    /// The reason why the method needs a preflight. `None` if the method needs no preflight, or if the cache covers it.
    pub method: Option<MethodNeed>,
    /// The unsafe header names that the cache does not cover, in lower case and sorted.
    pub header_names: Vec<String>,
}

/// The reason why a method needs a preflight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MethodNeed {
    /// The method is not a CORS-safelisted method.
    NotSafelisted,
    /// The use-CORS-preflight flag is set, because script listens to the upload or sends a stream.
    UseCorsPreflight,
}

/// Returns the reasons why a request needs a preflight, or `None` if it needs none.
///
/// Call this only for a request for which main fetch has chosen HTTP fetch with
/// [*makeCORSPreflight*](crate::tainting::FetchType::HttpFetch): this function does not look at the request's mode or
/// origin.
///
/// - `method` is the request's method.
/// - `use_cors_preflight` is the request's use-CORS-preflight flag.
/// - `unsafe_names` are its CORS-unsafe request-header names, which
///   [`cors_unsafe_request_header_names`](crate::header::cors_unsafe_request_header_names) returns.
/// - `cache` has the cache entries for the request. Pass `&()` to ignore the cache.
///
/// Takes time linear in the names, plus the time to sort those that the cache does not cover. Allocates only if the
/// request needs a preflight.
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
    // concept-http-fetch 4.1: finds the method and the header names that need a preflight and that no cache entry covers.
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
