use http::Method;
use proptest::collection::vec;
use proptest::prop_oneof;
use proptest::sample::select;
use proptest::strategy::Strategy;

/// Methods that a page may use: those that are safelisted, those that are not, both in odd cases too, and odd
/// tokens. None that is forbidden.
///
/// `put` and its like are normalized when a request is made, `patch` is not.
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

/// The methods that script may not use, in upper and in other case.
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

/// A short token without vowels, so that it spells nothing.
fn token() -> impl Strategy<Value = Method> + Clone {
    vec(select(&b"XZxz.-0"[..]), 1..6).prop_filter_map("a method", |method| Method::from_bytes(&method).ok())
}
