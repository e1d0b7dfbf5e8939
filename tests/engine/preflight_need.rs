//! Whether a preflight is needed, and the reasons: methods, the flag and header names, beside what a
//! cache has for them.

use fetch_cors::header::{UnsafeNames, cors_unsafe_request_header_names};
use fetch_cors::preflight::MethodNeed::{self, NotSafelisted, UseCorsPreflight};
use fetch_cors::preflight::{CacheMatches, preflight_need};

/// A cache that has these methods and header names, a name in any case.
#[derive(Clone, Copy, Debug)]
struct Has(&'static [&'static str], &'static [&'static str]);

impl CacheMatches for Has {
    fn method_match(&self, method: &[u8]) -> bool {
        self.0.iter().any(|known| known.as_bytes() == method)
    }

    fn header_name_match(&self, name: &[u8]) -> bool {
        self.1.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(name))
    }
}

const NOTHING: Has = Has(&[], &[]);

/// The reasons: the method's, and header names.
fn need(
    method: &str,
    flag: bool,
    headers: &[(&str, &str)],
    cache: &impl CacheMatches,
) -> Option<(Option<MethodNeed>, Vec<String>)> {
    let names = cors_unsafe_request_header_names(headers);
    let need = preflight_need(method.as_bytes(), flag, &names, cache);
    need.map(|need| (need.method, need.header_names))
}

#[test]
fn methods_and_flag() {
    // Method, whether it is CORS-safelisted.
    let methods = [
        ("GET", true),
        ("HEAD", true),
        ("POST", true),
        ("PUT", false),
        ("DELETE", false),
        ("OPTIONS", false),
        ("PATCH", false),
        ("patch", false),
        ("get", false),
        ("Post", false),
        ("*", false),
        ("CHICKEN", false),
    ];
    for (method, safelisted) in methods {
        for flag in [false, true] {
            for in_cache in [false, true] {
                let cache = if in_cache {
                    let all = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "patch"];
                    let more = ["get", "Post", "*", "CHICKEN"];
                    Has(Vec::leak([all.as_slice(), more.as_slice()].concat()), &[])
                } else {
                    NOTHING
                };
                let expected = match (in_cache, safelisted, flag) {
                    (true, _, _) | (false, true, false) => None,
                    (false, false, _) => Some((Some(NotSafelisted), Vec::new())),
                    (false, true, true) => Some((Some(UseCorsPreflight), Vec::new())),
                };
                assert_eq!(
                    need(method, flag, &[("Accept", "*/*")], &cache),
                    expected,
                    "{method}, flag {flag}, in the cache {in_cache}"
                );
            }
        }
    }
}

/// Method, flag, headers, what the cache has, and the reasons.
#[test]
fn reasons() {
    type Row<'a> =
        (&'a str, bool, &'a [(&'a str, &'a str)], Has, Option<(Option<MethodNeed>, &'a [&'a str])>);
    let token = &[("X-Token", "1")][..];
    let several = &[("X-B", "1"), ("x-a", "1"), ("Content-Type", "text/plain"), ("X-b", "2")][..];
    let json = &[("Content-Type", "application/json")][..];
    let authorization = &[("AUTHORIZATION", "Basic x"), ("X-A", "1")][..];
    let rows: [Row<'_>; 24] = [
        ("GET", false, &[], NOTHING, None),
        ("GET", false, token, NOTHING, Some((None, &["x-token"]))),
        ("GET", false, token, Has(&["GET"], &[]), Some((None, &["x-token"]))),
        ("GET", false, token, Has(&[], &["x-token"]), None),
        ("GET", false, token, Has(&[], &["X-TOKEN"]), None),
        ("GET", false, token, Has(&[], &["x-toke", "x-tokens"]), Some((None, &["x-token"]))),
        ("HEAD", false, token, Has(&[], &["x-token"]), None),
        ("POST", false, json, NOTHING, Some((None, &["content-type"]))),
        ("POST", false, json, Has(&[], &["content-type"]), None),
        ("GET", false, several, NOTHING, Some((None, &["x-a", "x-b"]))),
        ("GET", false, several, Has(&[], &["x-a"]), Some((None, &["x-b"]))),
        ("GET", false, several, Has(&[], &["x-b"]), Some((None, &["x-a"]))),
        ("GET", false, several, Has(&[], &["x-b", "x-a"]), None),
        ("GET", false, authorization, NOTHING, Some((None, &["authorization", "x-a"]))),
        ("GET", false, authorization, Has(&[], &["x-a"]), Some((None, &["authorization"]))),
        ("PUT", false, token, NOTHING, Some((Some(NotSafelisted), &["x-token"]))),
        ("PUT", false, token, Has(&["PUT"], &[]), Some((None, &["x-token"]))),
        ("PUT", false, token, Has(&[], &["x-token"]), Some((Some(NotSafelisted), &[]))),
        ("PUT", false, token, Has(&["PUT"], &["x-token"]), None),
        ("PUT", false, &[], Has(&["put", "GET"], &["put"]), Some((Some(NotSafelisted), &[]))),
        ("POST", true, token, NOTHING, Some((Some(UseCorsPreflight), &["x-token"]))),
        ("POST", true, token, Has(&["POST"], &[]), Some((None, &["x-token"]))),
        ("POST", true, token, Has(&[], &["x-token"]), Some((Some(UseCorsPreflight), &[]))),
        ("PUT", true, &[], NOTHING, Some((Some(NotSafelisted), &[]))),
    ];
    for (method, flag, headers, cache, expected) in rows {
        let expected =
            expected.map(|(method, names)| (method, names.iter().map(|n| n.to_string()).collect()));
        let row = format!("{method}, {flag}, {headers:?}, {cache:?}");
        assert_eq!(need(method, flag, headers, &cache), expected, "{row}");
        assert_eq!(need(method, flag, headers, &Some(cache)), expected, "{row}, a cache that has the key");
    }
}

#[test]
fn a_cache_that_has_nothing() {
    for (method, flag, headers) in [("PUT", false, 0), ("POST", true, 0), ("GET", false, 1)] {
        let headers = vec![("X-A", "1"); headers];
        let expected = need(method, flag, &headers, &NOTHING);
        assert!(expected.is_some());
        assert_eq!(need(method, flag, &headers, &()), expected);
        assert_eq!(need(method, flag, &headers, &None::<Has>), expected);
    }
    assert!(preflight_need(b"POST", false, &UnsafeNames::default(), &()).is_none());
}

/// Nine safelisted headers of 128 bytes are more than 1,024 in all: then each name there is needs
/// permission; eight are not.
#[test]
fn by_total_size() {
    let value = "a".repeat(128);
    let accepts = |n: usize| vec![("Accept", value.as_str()); n];
    assert_eq!(need("GET", false, &accepts(8), &NOTHING), None);
    let one_byte_more = [accepts(8), vec![("Accept-Language", "a")]].concat();
    let names = vec!["accept".to_owned(), "accept-language".to_owned()];
    assert_eq!(need("GET", false, &one_byte_more, &NOTHING), Some((None, names)));
    let in_cache = Has(&[], &["Accept"]);
    assert_eq!(
        need("GET", false, &one_byte_more, &in_cache),
        Some((None, vec!["accept-language".to_owned()]))
    );
    assert_eq!(need("GET", false, &accepts(9), &in_cache), None);
}

#[test]
fn many_names() {
    let names: Vec<String> = (0..100_000).map(|i| format!("X-{i:06}")).collect();
    let headers: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "1")).collect();
    let (method, listed) = need("GET", false, &headers, &NOTHING).unwrap();
    assert_eq!(method, None);
    assert!(listed.iter().eq(names.iter().map(|name| name.to_ascii_lowercase()).collect::<Vec<_>>().iter()));
}
