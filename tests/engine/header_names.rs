//! The sets of header names.

use fetch_cors::header::names::{
    is_cors_non_wildcard_request_header_name, is_cors_safelisted_response_header_name,
    is_forbidden_request_header, is_forbidden_response_header_name,
    is_no_cors_safelisted_request_header_name, is_privileged_no_cors_request_header_name,
    is_request_body_header_name,
};

/// The forbidden request-header names, in odd case.
const FORBIDDEN: [&str; 21] = [
    "aCCEPT-cHARSET",
    "Accept-ENCODING",
    "access-control-request-HEADERS",
    "ACCESS-CONTROL-request-method",
    "Connection",
    "CONTENT-length",
    "cOOkie",
    "Cookie2",
    "DATE",
    "dnt",
    "eXpect",
    "HOST",
    "keep-Alive",
    "oRiGiN",
    "ReFeReR",
    "Set-Cookie",
    "tE",
    "TRAILER",
    "Transfer-Encoding",
    "uPGRADE",
    "VIA",
];

/// A name as it is, in lower case and in upper case.
fn in_cases(name: &str) -> [String; 3] {
    [name.to_owned(), name.to_ascii_lowercase(), name.to_ascii_uppercase()]
}

#[test]
fn forbidden_by_name() {
    for name in FORBIDDEN {
        for name in in_cases(name) {
            for value in ["", "x", "GET"] {
                assert!(is_forbidden_request_header(name.as_bytes(), value.as_bytes()), "{name}: {value}");
            }
        }
    }
}

#[test]
fn a_name_beside_a_forbidden_one_is_not() {
    for name in FORBIDDEN {
        // `Cookie2` without its last byte is `Cookie`.
        let shorter = if name == "Cookie2" { "cooki2" } else { &name[..name.len() - 1] };
        let others = [
            format!("{name}x"),
            format!("x{name}"),
            format!("x-{name}"),
            format!("{name}-x"),
            format!("{name} "),
            shorter.to_owned(),
        ];
        for other in others {
            assert!(!is_forbidden_request_header(other.as_bytes(), b"TRACE"), "{other:?}");
        }
    }
}

#[test]
fn forbidden_by_prefix() {
    let rows = [
        ("proxy-", true),
        ("Proxy-Authorization", true),
        ("PROXY-X", true),
        ("pRoXy-a", true),
        ("proxy--", true),
        ("sec-", true),
        ("Sec-Fetch-Site", true),
        ("SEC-CH-UA", true),
        ("sEc-", true),
        ("proxy", false),
        ("PROXY", false),
        ("proxy_a", false),
        ("proxya", false),
        ("proxies-a", false),
        ("sec", false),
        ("Sec", false),
        ("sec_a", false),
        ("secret-", false),
        ("section", false),
        ("x-proxy-a", false),
        ("x-sec-a", false),
        ("-sec-", false),
        ("", false),
        ("-", false),
        ("p", false),
        ("s", false),
    ];
    for (name, expected) in rows {
        for value in ["", "TRACE"] {
            assert_eq!(is_forbidden_request_header(name.as_bytes(), value.as_bytes()), expected, "{name:?}");
        }
    }
}

#[test]
fn forbidden_by_value() {
    let rows: [(&[u8], bool); 62] = [
        (b"CONNECT", true),
        (b"TRACE", true),
        (b"TRACK", true),
        (b"trace", true),
        (b"tRaCk", true),
        (b"Connect", true),
        (b" trace ", true),
        (b"\ttrace\t", true),
        (b"GET,track", true),
        (b"GET, track", true),
        (b"GET ,\ttrack\t, PUT", true),
        (b"trace,GET", true),
        (b"connect,", true),
        (b",connect", true),
        (b",,connect,,", true),
        (b"GET,TRACE,PUT", true),
        (b"trace,trace", true),
        // Quotes count as part of the method, and hide commas.
        (b"\"a\",TRACE", true),
        (b"TRACE,\"", true),
        (b"TRACE,\"a", true),
        (b"\"\",TRACE", true),
        (b"\"\\\\\",TRACE", true),
        (b"\"\\\"\",TRACE", true),
        (b"a\"b\"c,TRACE", true),
        (b"a\\,TRACE", true),
        (b"\\,TRACE", true),
        (b"\"TRACE\"", false),
        (b"\"TRACE", false),
        (b"TRACE\"", false),
        (b"\"\"TRACE", false),
        (b"TRACE\"\"", false),
        (b"\"a,TRACE\"", false),
        (b"\"a,TRACE", false),
        (b"\"a\",\"TRACE\"", false),
        (b"a\",\"TRACE", false),
        (b"\"\\\",TRACE", false),
        (b"\"\\\",TRACE,\"", false),
        (b"\",TRACE,\\\"", false),
        (b"\\\",TRACE", false),
        (b"'TRACE'", false),
        // Not one of them.
        (b"", false),
        (b" ", false),
        (b",", false),
        (b"GET", false),
        (b"PUT, DELETE", false),
        (b"TRAC", false),
        (b"TRACZ", false),
        (b"TRACES", false),
        (b"TRACE TRACE", false),
        (b"TRACE;", false),
        (b"TRACE;a=b", false),
        (b"C0NNECT", false),
        (b"CONNECTED", false),
        (b"GET TRACE", false),
        (b"TR,ACE", false),
        (b"TRACE\\", false),
        // White space that is not taken off.
        (b"TRACE\x0b", false),
        (b"TRACE\x0c", false),
        (b"TRACE\r", false),
        (b"\nTRACE", false),
        (b"\xa0TRACE", false),
        (b"TRACE\0", false),
    ];
    for (value, expected) in rows {
        let shown = String::from_utf8_lossy(value);
        for name in ["X-HTTP-Method", "x-http-method-OVERRIDE", "X-METHOD-Override"] {
            for name in in_cases(name) {
                let got = is_forbidden_request_header(name.as_bytes(), value);
                assert_eq!(got, expected, "{name}: {shown:?}");
            }
        }
        for name in
            ["X-HTTP", "X-HTTP-Methods", "X-HTTP-Method-", "X-Method", "Method", "X-Http-Override", "X"]
        {
            assert!(!is_forbidden_request_header(name.as_bytes(), value), "{name}: {shown:?}");
        }
    }
}

#[test]
fn not_forbidden() {
    for name in [
        "Accept",
        "Accept-Language",
        "Authorization",
        "Cache-Control",
        "Content-Type",
        "If-None-Match",
        "Range",
        "Set-Cookie2",
        "User-Agent",
        "X-Requested-With",
        "Access-Control-Request-Private-Network",
        "Access-Control-Allow-Origin",
        "Purpose",
    ] {
        for name in in_cases(name) {
            assert!(!is_forbidden_request_header(name.as_bytes(), b"TRACE"), "{name}");
        }
    }
}

/// A set of names: what it is called, its test, what is in it.
type Set = (&'static str, fn(&[u8]) -> bool, &'static [&'static str]);

const SETS: [Set; 6] = [
    ("non-wildcard", is_cors_non_wildcard_request_header_name, &["Authorization"]),
    ("privileged", is_privileged_no_cors_request_header_name, &["Range"]),
    (
        "no-CORS-safelisted",
        is_no_cors_safelisted_request_header_name,
        &["Accept", "Accept-Language", "Content-Language", "Content-Type"],
    ),
    (
        "request-body",
        is_request_body_header_name,
        &["Content-Encoding", "Content-Language", "Content-Location", "Content-Type"],
    ),
    ("forbidden response", is_forbidden_response_header_name, &["Set-Cookie", "Set-Cookie2"]),
    (
        "safelisted response",
        is_cors_safelisted_response_header_name,
        &[
            "Cache-Control",
            "Content-Language",
            "Content-Length",
            "Content-Type",
            "Expires",
            "Last-Modified",
            "Pragma",
        ],
    ),
];

/// Names that are in some set or other, or in none.
const NAMES: [&str; 27] = [
    "Accept",
    "Accept-Encoding",
    "Accept-Language",
    "Authorization",
    "Cache-Control",
    "Content-Encoding",
    "Content-Language",
    "Content-Length",
    "Content-Location",
    "Content-Type",
    "Cookie",
    "DPR",
    "ETag",
    "Expires",
    "Foobar",
    "If-Range",
    "Last-Modified",
    "Link",
    "Pragma",
    "Proxy-Authorization",
    "Range",
    "Save-Data",
    "Set-Cookie",
    "Set-Cookie2",
    "Set-Cookie3",
    "X-Authorization",
    "*",
];

#[test]
fn sets_of_names() {
    for (set, is_in, members) in SETS {
        for name in NAMES {
            for shape in in_cases(name) {
                assert_eq!(is_in(shape.as_bytes()), members.contains(&name), "{shape} in {set}");
            }
        }
        for member in members {
            assert!(NAMES.contains(member), "{member} of {set} is looked for");
            for other in
                [format!("{member} "), format!(" {member}"), format!("{member}x"), format!("x{member}")]
            {
                assert!(!is_in(other.as_bytes()), "{other:?} in {set}");
            }
        }
        assert!(!is_in(b""), "the empty name in {set}");
    }
}
