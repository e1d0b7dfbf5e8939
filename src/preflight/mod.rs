//! The CORS-preflight: when a request needs one, its headers, what its response grants, and the cache of grants.
//!
//! Begin with [`preflight_need`]. A host with a fetch loop of its own uses the items in this order:
//!
//! 1. [`PreflightCache::matches`] returns the entries that the cache has for the request.
//! 2. [`preflight_need`] returns the reason why the request needs a preflight. If it returns `None`, send the request:
//!    steps 3 to 5 are not needed.
//! 3. [`preflight_request_headers`] returns the headers of the preflight.
//! 4. [`PreflightedRequest::evaluate`] checks the response to the preflight, and returns a [`Grant`].
//! 5. [`PreflightCache::store`] stores the grant.

pub mod cache;
pub mod grant;
pub mod need;
pub mod request;

pub use cache::{CacheKey, CacheLimits, PreflightCache};
pub use grant::{Grant, PreflightedRequest};
pub use need::{CacheMatches, MethodNeed, PreflightNeed, preflight_need};
pub use request::preflight_request_headers;
