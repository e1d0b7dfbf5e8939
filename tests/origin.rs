//! Origins: parsed, of URLs, compared, hashed.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::{Ipv4Addr, Ipv6Addr};

use fetch_cors::Origin;
use fetch_cors::origin::InvalidOrigin;
use url::{Host, Url};

fn url(s: &str) -> Url {
    Url::parse(s).unwrap()
}

fn hash(origin: &Origin) -> u64 {
    let mut hasher = DefaultHasher::new();
    origin.hash(&mut hasher);
    hasher.finish()
}

/// The parts of an origin.
type Parts<'a> = (Option<&'a str>, Option<&'a str>, Option<u16>);

fn parts(origin: &Origin) -> Parts<'_> {
    (origin.scheme(), origin.host(), origin.port())
}

#[test]
fn parsing_what_is_an_origin() {
    let rows: [(&str, &str, Parts<'_>); 25] = [
        ("https://a.example", "https://a.example", (Some("https"), Some("a.example"), None)),
        ("http://a.example", "http://a.example", (Some("http"), Some("a.example"), None)),
        ("ws://a.example", "ws://a.example", (Some("ws"), Some("a.example"), None)),
        ("wss://a.example", "wss://a.example", (Some("wss"), Some("a.example"), None)),
        ("ftp://a.example", "ftp://a.example", (Some("ftp"), Some("a.example"), None)),
        ("http://localhost", "http://localhost", (Some("http"), Some("localhost"), None)),
        // Ports.
        ("https://a.example:8443", "https://a.example:8443", (Some("https"), Some("a.example"), Some(8443))),
        ("https://a.example:443", "https://a.example", (Some("https"), Some("a.example"), None)),
        ("http://a.example:80", "http://a.example", (Some("http"), Some("a.example"), None)),
        ("ws://a.example:80", "ws://a.example", (Some("ws"), Some("a.example"), None)),
        ("wss://a.example:443", "wss://a.example", (Some("wss"), Some("a.example"), None)),
        ("ftp://a.example:21", "ftp://a.example", (Some("ftp"), Some("a.example"), None)),
        ("https://a.example:80", "https://a.example:80", (Some("https"), Some("a.example"), Some(80))),
        ("http://a.example:443", "http://a.example:443", (Some("http"), Some("a.example"), Some(443))),
        ("http://a.example:0", "http://a.example:0", (Some("http"), Some("a.example"), Some(0))),
        ("http://a.example:65535", "http://a.example:65535", (Some("http"), Some("a.example"), Some(65535))),
        // Case.
        ("HTTPS://A.EXAMPLE", "https://a.example", (Some("https"), Some("a.example"), None)),
        ("Https://A.example:443", "https://a.example", (Some("https"), Some("a.example"), None)),
        // Addresses and other hosts.
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080", (Some("http"), Some("127.0.0.1"), Some(8080))),
        ("http://[::1]", "http://[::1]", (Some("http"), Some("[::1]"), None)),
        (
            "https://[2001:db8::1]:8443",
            "https://[2001:db8::1]:8443",
            (Some("https"), Some("[2001:db8::1]"), Some(8443)),
        ),
        (
            "https://xn--bcher-kva.example",
            "https://xn--bcher-kva.example",
            (Some("https"), Some("xn--bcher-kva.example"), None),
        ),
        ("https://a.example.", "https://a.example.", (Some("https"), Some("a.example."), None)),
        ("https://*", "https://*", (Some("https"), Some("*"), None)),
        ("https://a_b.example", "https://a_b.example", (Some("https"), Some("a_b.example"), None)),
    ];
    for (input, serialized, expected) in rows {
        let origin = Origin::parse(input).unwrap();
        assert_eq!(origin.as_str(), serialized, "{input}");
        assert_eq!(origin.as_bytes(), serialized.as_bytes(), "{input}");
        assert_eq!(origin.to_string(), serialized, "{input}");
        assert_eq!(parts(&origin), expected, "{input}");
        assert!(!origin.is_opaque(), "{input}");
        assert_eq!(Origin::parse(serialized), Ok(origin), "{input}");
    }
}

/// Which refusal a row expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    Url,
    Opaque,
    NotOnly,
    /// Whichever.
    Any,
}

#[test]
fn parsing_what_is_none() {
    use Refusal::{Any, NotOnly, Opaque, Url};
    let rows = [
        ("", Url),
        ("a.example", Url),
        ("//a.example", Url),
        ("*", Url),
        ("NULL", Url),
        ("Null", Url),
        ("null ", Url),
        (" null", Url),
        ("null,null", Url),
        ("https://", Url),
        ("https://a.example:65536", Url),
        ("https://a.example:x", Url),
        ("https://a.example:-1", Url),
        ("https://[::1", Url),
        ("https://[::g]", Url),
        ("https://1.2.3.256", Url),
        ("https://a b.example", Url),
        ("https://a.example, https://b.example", Url),
        ("https://a.example,https://b.example", Any),
        // More than an origin.
        ("https://a.example/", NotOnly),
        ("https://a.example:443/", NotOnly),
        ("https://a.example/path", NotOnly),
        ("https://a.example\\", NotOnly),
        ("https://a.example?", NotOnly),
        ("https://a.example?q", NotOnly),
        ("https://a.example#", NotOnly),
        ("https://a.example#f", NotOnly),
        ("https://user@a.example", NotOnly),
        ("https://user:pw@a.example", NotOnly),
        ("https://@a.example", NotOnly),
        ("https://:@a.example", NotOnly),
        ("https:a.example", NotOnly),
        ("https:/a.example", NotOnly),
        ("https:///a.example", NotOnly),
        ("https:\\\\a.example", NotOnly),
        ("https://a.example ", NotOnly),
        ("https://a.example\t", NotOnly),
        ("https://a.example\n", NotOnly),
        ("https://a.ex\nample", NotOnly),
        ("https://\ta.example", NotOnly),
        // Opaque ones serialise to `null` alone.
        ("file:///etc", Opaque),
        ("file://", Opaque),
        ("data:,x", Opaque),
        ("about:blank", Opaque),
        ("javascript:0", Opaque),
        ("mailto:a@b.example", Opaque),
        ("custom://a.example", Opaque),
        ("chrome-extension://abc", Opaque),
        ("blob:null/1", Any),
        ("blob:https://a.example", Any),
        ("blob:https://a.example/1", Any),
    ];
    for (input, refusal) in rows {
        let got = match Origin::parse(input) {
            Err(InvalidOrigin::Url { input: given, .. }) if given == input => Some(Url),
            Err(InvalidOrigin::Opaque { input: given }) if given == input => Some(Opaque),
            Err(InvalidOrigin::NotOnlyAnOrigin { input: given }) if given == input => Some(NotOnly),
            Err(_) | Ok(_) => None,
        };
        let refused = if refusal == Any { got.is_some() } else { got == Some(refusal) };
        assert!(refused, "{input:?} should be {refusal:?}, was {got:?}");
    }
}

/// What a URL parser takes off before it looks: not part of an origin either.
#[test]
fn parsing_forgives_nothing_around_an_origin() {
    let inputs = [
        " https://a.example",
        "\thttps://a.example",
        "\nhttps://a.example",
        "\0https://a.example",
        "\x1fhttps://a.example",
        "ht\ttps://a.example",
        "https\n://a.example",
        "https://a.example\0",
        "https://a.example\x01",
        "https://a.example\x0b",
        "https://a.example\x0c",
        "https://a.example\x1f",
    ];
    let forgiven: Vec<&str> = inputs.into_iter().filter(|input| Origin::parse(input).is_ok()).collect();
    assert_eq!(forgiven, [""; 0]);
}

#[test]
fn null_is_a_new_opaque_origin_each_time() {
    let (a, b) = (Origin::parse("null").unwrap(), Origin::parse("null").unwrap());
    assert!(a.is_opaque() && b.is_opaque());
    assert_ne!(a, b);
    assert_eq!(a.as_str(), "null");
    assert_eq!(a.as_bytes(), b"null");
    assert_eq!(parts(&a), (None, None, None));
}

/// URLs and the origins they have; `null` for an opaque one.
const URLS: [(&str, &str); 46] = [
    ("https://a.example/", "https://a.example"),
    ("https://a.example/path?q#f", "https://a.example"),
    ("https://user:pw@a.example/", "https://a.example"),
    ("https://user@a.example:8443/", "https://a.example:8443"),
    ("HTTPS://A.Example/", "https://a.example"),
    ("http://a.example", "http://a.example"),
    ("http://a.example:80/", "http://a.example"),
    ("http://a.example:443/", "http://a.example:443"),
    ("http://a.example:/", "http://a.example"),
    ("http://a.example:0/", "http://a.example:0"),
    ("http://a.example:00080/", "http://a.example"),
    ("https://a.example:443/", "https://a.example"),
    ("https://a.example:80/", "https://a.example:80"),
    ("ws://a.example:80/", "ws://a.example"),
    ("ws://a.example:443/", "ws://a.example:443"),
    ("wss://a.example:443/", "wss://a.example"),
    ("wss://a.example:80/", "wss://a.example:80"),
    ("ftp://a.example:21/x", "ftp://a.example"),
    ("ftp://a.example:22/x", "ftp://a.example:22"),
    ("http://a.example./", "http://a.example."),
    // Addresses.
    ("http://127.0.0.1/", "http://127.0.0.1"),
    ("http://127.1/", "http://127.0.0.1"),
    ("http://0x7f.0.0.1/", "http://127.0.0.1"),
    ("http://2130706433/", "http://127.0.0.1"),
    ("http://127.0.0.1./", "http://127.0.0.1"),
    ("http://[::1]:8080/", "http://[::1]:8080"),
    ("http://[0:0:0:0:0:0:0:1]/", "http://[::1]"),
    ("http://[2001:DB8::A]/", "http://[2001:db8::a]"),
    ("http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]"),
    ("http://[1:0:0:2:0:0:0:3]/", "http://[1:0:0:2::3]"),
    // Names beyond ASCII.
    ("https://b\u{fc}cher.example/", "https://xn--bcher-kva.example"),
    ("https://B\u{dc}CHER.example/", "https://xn--bcher-kva.example"),
    ("https://fa\u{df}.example/", "https://xn--fa-hia.example"),
    ("https://\u{ff41}.example/", "https://a.example"),
    ("https://%61.example/", "https://a.example"),
    // Blobs have the origin of an HTTP(S) URL in their path, and otherwise none.
    ("blob:https://a.example/1", "https://a.example"),
    ("blob:http://a.example:8080/1", "http://a.example:8080"),
    ("blob:HTTPS://A.Example:443/1", "https://a.example"),
    ("blob:https://a.example/1#f", "https://a.example"),
    ("blob:ftp://a.example/1", "null"),
    ("blob:ws://a.example/1", "null"),
    ("blob:null/1", "null"),
    ("blob:", "null"),
    ("blob:blob:https://a.example/1", "null"),
    ("blob:file:///1", "null"),
    ("blob:data:,1", "null"),
];

/// URLs with an opaque origin, of schemes that have no other.
const OPAQUE_URLS: [&str; 12] = [
    "data:,x",
    "data:text/html,x",
    "file:///etc",
    "file://host/share",
    "about:blank",
    "about:srcdoc",
    "javascript:0",
    "mailto:a@b.example",
    "custom://a.example",
    "custom://a.example:80/",
    "custom:x",
    "chrome-extension://abc/x",
];

#[test]
fn the_origin_of_a_url() {
    for (s, expected) in URLS {
        let origin = Origin::of(&url(s));
        assert_eq!(origin.as_str(), expected, "{s}");
        assert_eq!(origin.is_opaque(), expected == "null", "{s}");
    }
    for s in OPAQUE_URLS {
        let origin = Origin::of(&url(s));
        assert!(origin.is_opaque(), "{s}");
        assert_eq!((origin.as_str(), parts(&origin)), ("null", (None, None, None)), "{s}");
        assert_ne!(origin, Origin::of(&url(s)), "{s} anew");
    }
}

/// Equal origins hash alike, as the tests around this one say; others do not, or a set of them were a list.
#[test]
fn hashes_tell_origins_apart() {
    let parsed = ["https://a.example", "http://a.example", "https://a.example:8443", "https://b.example"];
    let mut origins: Vec<Origin> = parsed.into_iter().map(|s| Origin::parse(s).unwrap()).collect();
    origins.extend([Origin::new_opaque(), Origin::new_opaque()]);
    let hashes: HashSet<u64> = origins.iter().map(hash).collect();
    assert_eq!(hashes.len(), origins.len());
}

#[test]
#[expect(clippy::disallowed_methods, reason = "this is about what `Url::origin` gives")]
fn from_an_origin_of_the_url_crate() {
    for (s, expected) in URLS.into_iter().filter(|(s, _)| !s.starts_with("blob:")) {
        let origin = Origin::from(url(s).origin());
        assert_eq!(origin.as_str(), expected, "{s}");
        assert_eq!(origin, Origin::of(&url(s)), "{s}");
        assert_eq!(parts(&origin), parts(&Origin::of(&url(s))), "{s}");
        assert_eq!(hash(&origin), hash(&Origin::of(&url(s))), "{s}");
    }
    for s in OPAQUE_URLS {
        let (one, other) = (url(s).origin(), url(s).origin());
        let origin = Origin::from(one.clone());
        assert!(origin.is_opaque(), "{s}");
        assert_eq!(origin.as_str(), "null", "{s}");
        // The identity that the other crate gave stays.
        assert_eq!(origin, Origin::from(one.clone()), "{s}");
        assert_eq!(hash(&origin), hash(&Origin::from(one)), "{s}");
        assert_ne!(origin, Origin::from(other), "{s}");
        assert_ne!(origin, Origin::new_opaque(), "{s}");
    }
    let tuple = url::Origin::Tuple("my-engine".to_owned(), Host::Domain("app".to_owned()), 80);
    assert_eq!(Origin::from(tuple).as_str(), "my-engine://app:80");
    // What no URL gives: it must not look like the origin of one.
    for (scheme, host) in
        [("https", "a.example/x"), ("https", "x@a.example"), ("https://a.example/x", "b"), ("x", "")]
    {
        let tuple = url::Origin::Tuple(scheme.to_owned(), Host::Domain(host.to_owned()), 443);
        assert!(Origin::from(tuple).is_opaque(), "{scheme}, {host}");
    }
}

#[test]
fn tuples() {
    let domain = |host: &str| Host::Domain(host.to_owned());
    let v6 = |s: &str| Host::<String>::Ipv6(s.parse::<Ipv6Addr>().unwrap());
    let rows = [
        ("https", domain("a.example"), None, "https://a.example"),
        ("https", domain("a.example"), Some(443), "https://a.example"),
        ("https", domain("a.example"), Some(80), "https://a.example:80"),
        ("http", domain("a.example"), Some(80), "http://a.example"),
        ("ws", domain("a.example"), Some(80), "ws://a.example"),
        ("wss", domain("a.example"), Some(443), "wss://a.example"),
        ("ftp", domain("a.example"), Some(21), "ftp://a.example"),
        ("my-engine", domain("app"), None, "my-engine://app"),
        ("my-engine", domain("app"), Some(80), "my-engine://app:80"),
        ("a", domain("app"), Some(0), "a://app:0"),
        ("a1+-.", domain("app"), None, "a1+-.://app"),
        ("http", Host::Ipv4(Ipv4Addr::LOCALHOST), Some(8080), "http://127.0.0.1:8080"),
        ("http", v6("::1"), None, "http://[::1]"),
        ("http", v6("2001:DB8::A"), Some(81), "http://[2001:db8::a]:81"),
        ("http", v6("1:0:0:2:0:0:0:3"), None, "http://[1:0:0:2::3]"),
        ("http", v6("1:0:2:3:4:5:6:7"), None, "http://[1:0:2:3:4:5:6:7]"),
    ];
    for (scheme, host, port, expected) in rows {
        let origin = Origin::tuple(scheme, &host, port).unwrap();
        assert_eq!(origin.as_str(), expected);
        assert!(!origin.is_opaque(), "{expected}");
        assert_eq!(origin.scheme(), Some(scheme), "{expected}");
        assert_eq!(origin, Origin::tuple(scheme, &host, port).unwrap());
    }
    for scheme in ["", "1a", "+a", "a b", "a:", "a/", "HTTPS", "httpS", "\u{e4}", "a\0", "a_b"] {
        let got = Origin::tuple(scheme, &domain("a"), None);
        assert_eq!(got, Err(InvalidOrigin::Scheme { scheme: scheme.to_owned() }), "{scheme:?}");
    }
}

/// The URL Standard serialises every piece of an IPv6 address as hexadecimal.
#[test]
fn a_tuple_of_an_ipv6_address_is_the_one_of_its_url() {
    let addresses =
        ["::", "::1", "::ffff:127.0.0.1", "::ffff:0:0", "::1.2.3.4", "64:ff9b::1.2.3.4", "fe80::1", "1::8"];
    let tuples = addresses.map(|s| {
        let host = Host::<String>::Ipv6(s.parse::<Ipv6Addr>().unwrap());
        Origin::tuple("http", &host, None).unwrap()
    });
    let of_urls = addresses.map(|s| Origin::of(&url(&format!("http://[{s}]/"))));
    assert_eq!(tuples.each_ref().map(Origin::as_str), of_urls.each_ref().map(Origin::as_str));
    assert_eq!(tuples, of_urls);
}

#[test]
fn same_origin_of_each_with_each() {
    let different = [
        "https://a.example",
        "http://a.example",
        "https://b.example",
        "https://a.example:8443",
        "https://a.example:80",
        "wss://a.example",
        "https://a.example.",
        "https://www.a.example",
        "http://127.0.0.1",
        "http://[::1]",
        "http://localhost",
    ];
    for (i, a) in different.iter().enumerate() {
        for (j, b) in different.iter().enumerate() {
            let (one, other) = (Origin::parse(a).unwrap(), Origin::parse(b).unwrap());
            assert_eq!(one.same_origin(&other), i == j, "{a} and {b}");
            assert_eq!(one == other, i == j, "{a} and {b}");
            assert_eq!(one.same_origin(&Origin::of(&url(b))), i == j, "{a} and the URL {b}");
            assert_eq!(same_origin_urls(&url(a), &url(b)), i == j, "the URLs {a} and {b}");
            if i == j {
                assert_eq!(hash(&one), hash(&other), "{a}");
            }
        }
    }
    let set: HashSet<Origin> =
        different.iter().chain(&different).map(|s| Origin::parse(s).unwrap()).collect();
    assert_eq!(set.len(), different.len());
}

#[test]
fn opaque_origins_are_the_same_as_their_clones_only() {
    let origins = [
        Origin::new_opaque(),
        Origin::new_opaque(),
        Origin::parse("null").unwrap(),
        Origin::of(&url("data:,x")),
        Origin::of(&url("data:,x")),
        Origin::from(url::Origin::new_opaque()),
        Origin::from(url::Origin::new_opaque()),
    ];
    for (i, a) in origins.iter().enumerate() {
        for (j, b) in origins.iter().enumerate() {
            assert_eq!(a.same_origin(&b.clone()), i == j, "{i} and {j}");
            assert_eq!(a == b, i == j, "{i} and {j}");
        }
        assert_eq!(hash(a), hash(&a.clone()), "{i}");
        assert!(!a.same_origin(&Origin::parse("https://a.example").unwrap()), "{i}");
        assert!(!Origin::parse("https://a.example").unwrap().same_origin(a), "{i}");
        for s in ["data:,x", "about:blank", "https://a.example/", "blob:null/1"] {
            assert!(!a.same_origin(&Origin::of(&url(s))), "{i} and {s}");
        }
    }
    let set: HashSet<Origin> = origins.iter().chain(&origins).cloned().collect();
    assert_eq!(set.len(), origins.len());
}

fn same_origin_urls(a: &Url, b: &Url) -> bool {
    Origin::of(a).same_origin(&Origin::of(b))
}

#[test]
fn same_origin_as_a_url() {
    let rows = [
        ("https://a.example", "https://a.example/path?q#f", true),
        ("https://a.example", "https://A.EXAMPLE:443/", true),
        ("https://a.example", "https://user:pw@a.example/", true),
        ("https://a.example", "https://b.example@a.example/", true),
        ("https://a.example", "https://a.example@b.example/", false),
        ("https://a.example", "https://a.example:444/", false),
        ("https://a.example", "https://a.example.b.example/", false),
        ("https://a.example", "https://a.example./", false),
        ("https://a.example", "http://a.example:443/", false),
        ("https://a.example", "wss://a.example/", false),
        ("http://a.example:8080", "http://a.example:8080/", true),
        ("http://a.example:8080", "http://a.example/", false),
        ("http://a.example", "http://a.example:80/", true),
        ("http://127.0.0.1", "http://2130706433/", true),
        ("http://[::1]", "http://[0:0::1]/", true),
        ("https://a.example", "blob:https://a.example/1", true),
        ("https://a.example", "blob:https://b.example/1", false),
        ("ftp://a.example", "blob:ftp://a.example/1", false),
        ("https://a.example", "data:,https://a.example/", false),
        ("https://a.example", "about:blank", false),
        ("https://a.example", "file:///a.example", false),
        ("https://a.example", "custom://a.example/", false),
    ];
    for (origin, s, expected) in rows {
        assert_eq!(
            Origin::parse(origin).unwrap().same_origin(&Origin::of(&url(s))),
            expected,
            "{origin} and {s}"
        );
        assert_eq!(
            Origin::parse(origin).unwrap() == Origin::of(&url(s)),
            expected,
            "{origin} and that of {s}"
        );
        assert_eq!(same_origin_urls(&url(origin), &url(s)), expected, "{origin} and {s} as URLs");
        assert_eq!(same_origin_urls(&url(s), &url(origin)), expected, "{s} and {origin} as URLs");
    }
    for s in OPAQUE_URLS {
        assert!(!same_origin_urls(&url(s), &url(s)), "{s} with itself");
    }
    assert!(same_origin_urls(&url("blob:https://a.example/1"), &url("blob:https://a.example/2")));
    assert!(!same_origin_urls(&url("blob:null/1"), &url("blob:null/1")));
}

#[test]
fn refusals_say_what() {
    let message = |input| Origin::parse(input).unwrap_err().to_string();
    assert!(message("https://a.example/").contains("without a slash"), "{}", message("https://a.example/"));
    assert!(message("data:,x").contains("null"), "{}", message("data:,x"));
    assert!(message("a.example").contains("\"a.example\""), "{}", message("a.example"));
}

#[test]
fn an_origin_can_be_sent_and_shared() {
    fn is_send_and_sync<T: Send + Sync>(_: &T) -> bool {
        true
    }
    assert!(is_send_and_sync(&Origin::new_opaque()));
}

#[test]
fn a_tuple_takes_no_host_that_is_not_serialised() {
    for domain in [
        "",
        "A.example",
        "b\u{fc}cher.example",
        "a/b",
        "user@a",
        "a:1",
        "a b",
        "a\r\nX: y",
        "[",
        "a%41",
        "[]",
        "[::1]/x]",
        "[a]",
    ] {
        let refused = Origin::tuple("my-engine", &Host::Domain(domain), None);
        assert!(matches!(refused, Err(InvalidOrigin::Host { .. })), "{domain:?}");
    }
    for domain in ["a", "a.example.", "xn--bcher-kva.example", "a_b", "a,b", "1.2.3"] {
        assert!(Origin::tuple("my-engine", &Host::Domain(domain), Some(1)).is_ok(), "{domain:?}");
    }
}
