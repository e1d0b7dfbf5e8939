//! Methods: safelisted, forbidden, normalized.

use fetch_cors::method::{InvalidMethod, is_cors_safelisted_method, is_forbidden_method, normalize};

#[test]
fn safelisted() {
    let rows = [
        ("GET", true),
        ("HEAD", true),
        ("POST", true),
        ("get", false),
        ("Get", false),
        ("head", false),
        ("post", false),
        ("POSt", false),
        ("OPTIONS", false),
        ("PUT", false),
        ("DELETE", false),
        ("PATCH", false),
        ("CONNECT", false),
        ("TRACE", false),
        ("GETS", false),
        ("GE", false),
        ("CHICKEN", false),
        ("*", false),
        ("", false),
        (" GET", false),
        ("GET\n", false),
        ("G\u{c9}T", false),
    ];
    for (method, expected) in rows {
        assert_eq!(is_cors_safelisted_method(method.as_bytes()), expected, "{method}");
    }
}

#[test]
fn forbidden() {
    let rows: [(&[u8], bool); 30] = [
        (b"CONNECT", true),
        (b"connect", true),
        (b"Connect", true),
        (b"CoNnEcT", true),
        (b"TRACE", true),
        (b"trace", true),
        (b"tRACE", true),
        (b"TRACK", true),
        (b"track", true),
        (b"Track", true),
        (b"", false),
        (b"C0NNECT", false),
        (b"CONNECTS", false),
        (b"CONNEC", false),
        (b"TRAC", false),
        (b"trac", false),
        (b"TRACZ", false),
        (b"tracz", false),
        (b"TRACES", false),
        (b" TRACE", false),
        (b"TRACE ", false),
        (b"TRACE\0", false),
        (b"\"TRACE\"", false),
        (b"TRACE,TRACK", false),
        (b"T\xd2ACE", false),
        // The Kelvin sign is no K, in bytes.
        (b"TRAC\xe2\x84\xaa", false),
        (b"GET", false),
        (b"POST", false),
        (b"OPTIONS", false),
        (b"PATCH", false),
    ];
    for (method, expected) in rows {
        assert_eq!(is_forbidden_method(method), expected, "{:?}", String::from_utf8_lossy(method));
    }
}

/// Every way to write a word in upper and lower case.
fn shapes(word: &str) -> Vec<String> {
    (0..1u32 << word.len())
        .map(|mask| {
            let shape = |(i, c): (usize, char)| if mask >> i & 1 == 1 { c.to_ascii_lowercase() } else { c };
            word.char_indices().map(shape).collect()
        })
        .collect()
}

#[test]
fn six_methods_go_to_upper_case() {
    for method in ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"] {
        for shape in shapes(method) {
            assert_eq!(normalize(shape.as_bytes()).unwrap().as_str(), method, "{shape}");
        }
    }
}

#[test]
fn others_stay_as_they_are() {
    for method in ["PATCH", "CONNECT", "TRACE", "TRACK", "QUERY", "CHICKEN"] {
        for shape in shapes(method) {
            assert_eq!(normalize(shape.as_bytes()).unwrap().as_str(), shape);
        }
    }
    for method in ["Egg", "eGg", "gets", "ge", "posts", "pos", "delet", "x-get", "*", "!#$%&'*+-.^_`|~", "0"]
    {
        assert_eq!(normalize(method.as_bytes()).unwrap().as_str(), method);
    }
    let long = "a".repeat(100_000);
    assert_eq!(normalize(long.as_bytes()).unwrap().as_str(), long);
}

#[test]
fn no_method_at_all() {
    let rows: [&[u8]; 18] = [
        b"",
        b" ",
        b" GET",
        b"GET ",
        b"GET\n",
        b"\tget",
        b"GET\r\nHost: x",
        b"GET /",
        b"get post",
        b"GET,POST",
        b"\"GET\"",
        b"a\0",
        b"a\x7f",
        b"\xe4",
        "m\u{e9}thode".as_bytes(),
        b"a:b",
        b"{a}",
        b"a\\",
    ];
    for method in rows {
        match normalize(method) {
            Err(InvalidMethod { method: given, .. }) => assert_eq!(given, method),
            Ok(normalized) => assert_eq!(normalized.as_str(), "an error", "for {method:?}"),
        }
    }
    let error = normalize(b"a b").unwrap_err();
    assert_eq!(error.to_string(), "the method \"a …\" is not a valid HTTP token");
}

#[test]
fn every_byte() {
    for byte in 0..=u8::MAX {
        let is_tchar = byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        for method in [vec![byte], vec![b'x', byte], vec![byte, b'x'], [&[b'x'; 40], &[byte][..]].concat()] {
            let got = normalize(&method).ok().map(|m| m.as_str().as_bytes().to_vec());
            assert_eq!(got, is_tchar.then_some(method), "{byte:#04x}");
        }
    }
}

/// What holds for every input.
#[cfg(feature = "proptest")]
mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn normalizing_is_idempotent(method in "(GET|get|Put|pAtCh|[!-~]{1,8})") {
            if let Ok(once) = normalize(method.as_bytes()) {
                prop_assert_eq!(normalize(once.as_str().as_bytes()), Ok(once.clone()));
                prop_assert!(once.as_str().eq_ignore_ascii_case(&method));
            }
        }
    }
}
