use http::Method;
use proptest::collection::vec;
use proptest::prop_oneof;
use proptest::sample::select;
use proptest::strategy::Strategy;

/// Generates methods that a page may use: safelisted methods and other methods, in upper, lower or mixed case, and some
/// unusual tokens. No method is forbidden.
///
/// When a request is created, `put` and similar methods are normalized to upper case. `patch` is not normalized.
///
/// ```
/// use fetch_cors::{method::is_forbidden_method, strategy::methods};
/// proptest::proptest!(|(method in methods())| assert!(!is_forbidden_method(method.as_str().as_bytes())));
/// ```
pub fn methods() -> impl Strategy<Value = Method> + Clone {
    prop_oneof![
        4 => of(&["GET"]),
        1 => of(&["get", "poSt"]),
        4 => of(&["POST", "HEAD"]),
        8 => of(&["PUT", "DELETE", "PATCH", "OPTIONS", "QUERY"]),
        2 => of(&["patch", "Patch", "put", "Delete"]),
        1 => of(&["*", "GETS", "GE", "PUT.", "TRACER", "!#$%&'*+-.^_`|~"]),
        1 => token(),
    ]
}

/// Generates the methods that script may not use, in upper case and in other case.
///
/// ```
/// use fetch_cors::{method::is_forbidden_method, strategy::forbidden_methods};
/// proptest::proptest!(|(method in forbidden_methods())| {
///     assert!(is_forbidden_method(method.as_str().as_bytes()));
/// });
/// ```
pub fn forbidden_methods() -> impl Strategy<Value = Method> + Clone {
    of(&["TRACE", "CONNECT", "TRACK", "trace", "Connect", "tracK"])
}

fn of(methods: &'static [&'static str]) -> impl Strategy<Value = Method> + Clone {
    select(methods).prop_filter_map("a method", |method| Method::from_bytes(method.as_bytes()).ok())
}

/// Generates short tokens without vowels, so that they are not words.
fn token() -> impl Strategy<Value = Method> + Clone {
    vec(select(&b"XZxz.-0"[..]), 1..6).prop_filter_map("a method", |method| Method::from_bytes(&method).ok())
}
