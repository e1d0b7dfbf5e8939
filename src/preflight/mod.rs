//! The CORS-preflight: when a request needs it, its headers, what its response grants, and the cache.

pub mod cache;
pub mod grant;
pub mod need;
pub mod request;

pub use cache::{CacheKey, CacheLimits, PreflightCache};
pub use grant::{Grant, PreflightedRequest};
pub use need::{CacheMatches, MethodNeed, PreflightNeed, preflight_need};
pub use request::preflight_request_headers;
