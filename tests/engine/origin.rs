//! Origins: parsed, of URLs, compared, hashed.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::Ipv6Addr;

use fetch_cors::Origin;
use fetch_cors::origin::InvalidOrigin;
use url::{Host, Position, Url};

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

/// With a scheme that the URL Standard does not know, an origin is read as it is serialised.
#[test]
fn parsing_origins_of_other_schemes() {
    let rows: [(&str, Parts<'_>); 22] = [
        ("tauri://localhost", (Some("tauri"), Some("localhost"), None)),
        ("capacitor://localhost", (Some("capacitor"), Some("localhost"), None)),
        ("custom://a.example", (Some("custom"), Some("a.example"), None)),
        ("chrome-extension://abc", (Some("chrome-extension"), Some("abc"), None)),
        (
            "moz-extension://1b2c3d4e-0000-4000-8000-000000000000",
            (Some("moz-extension"), Some("1b2c3d4e-0000-4000-8000-000000000000"), None),
        ),
        ("a1+-.://x", (Some("a1+-."), Some("x"), None)),
        // Empty hosts.
        ("file://", (Some("file"), Some(""), None)),
        ("app://", (Some("app"), Some(""), None)),
        ("file://server", (Some("file"), Some("server"), None)),
        // Ports. No port is the default.
        ("tauri://localhost:1420", (Some("tauri"), Some("localhost"), Some(1420))),
        ("tauri://localhost:0", (Some("tauri"), Some("localhost"), Some(0))),
        ("tauri://localhost:80", (Some("tauri"), Some("localhost"), Some(80))),
        ("tauri://localhost:443", (Some("tauri"), Some("localhost"), Some(443))),
        ("tauri://localhost:65535", (Some("tauri"), Some("localhost"), Some(65535))),
        // Addresses.
        ("tauri://[::1]", (Some("tauri"), Some("[::1]"), None)),
        ("tauri://[2001:db8::1]:8443", (Some("tauri"), Some("[2001:db8::1]"), Some(8443))),
        ("tauri://127.0.0.1:8443", (Some("tauri"), Some("127.0.0.1"), Some(8443))),
        // Such a host keeps its case and its percent signs, and numbers in it are no addresses.
        ("tauri://Localhost", (Some("tauri"), Some("Localhost"), None)),
        ("tauri://l%C3%B6cal", (Some("tauri"), Some("l%C3%B6cal"), None)),
        ("tauri://50%", (Some("tauri"), Some("50%"), None)),
        ("tauri://1.2.3.256", (Some("tauri"), Some("1.2.3.256"), None)),
        ("tauri://!\"$&'()*+,-.;=_`{}~", (Some("tauri"), Some("!\"$&'()*+,-.;=_`{}~"), None)),
    ];
    for (serialized, expected) in rows {
        let origin = Origin::parse(serialized).unwrap();
        assert_eq!(origin.as_str(), serialized);
        assert_eq!(parts(&origin), expected, "{serialized}");
        assert!(!origin.is_opaque(), "{serialized}");
        assert_eq!(Origin::parse(serialized), Ok(origin), "{serialized}");
    }
    assert_ne!(Origin::parse("tauri://Localhost"), Origin::parse("tauri://localhost"));
    assert_ne!(Origin::parse("tauri://localhost:80"), Origin::parse("tauri://localhost"));
    assert_ne!(Origin::parse("tauri://localhost"), Origin::parse("capacitor://localhost"));
}

/// A page has a tuple origin of its own scheme if its host says so. The URLs of the scheme have not.
#[test]
fn urls_of_other_schemes_keep_opaque_origins() {
    for (page, s) in [
        ("tauri://localhost", "tauri://localhost/"),
        ("chrome-extension://abc", "chrome-extension://abc/x"),
        ("file://", "file:///etc"),
        ("app://", "app:///x"),
    ] {
        let page = Origin::parse(page).unwrap();
        assert!(Origin::of(&url(s)).is_opaque(), "{s}");
        assert!(!page.same_origin(&Origin::of(&url(s))), "{s}");
        assert_ne!(page, Origin::of(&url(s)), "{s}");
    }
}

/// Which refusal a row expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    Url,
    NoAuthority,
    NotOnly,
    NotSerialized,
    /// Whichever.
    Any,
}

#[test]
fn parsing_what_is_none() {
    use Refusal::{Any, NoAuthority, NotOnly, NotSerialized, Url};
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
        // More than an origin, with another scheme.
        ("file:///etc", NotOnly),
        ("file:///", NotOnly),
        ("tauri://localhost/", NotOnly),
        ("tauri://localhost/x", NotOnly),
        ("tauri:///", NotOnly),
        ("tauri://localhost?", NotOnly),
        ("tauri://localhost#", NotOnly),
        ("tauri://user:pw@localhost", NotOnly),
        ("tauri://@localhost", NotOnly),
        ("tauri://localhost ", NotOnly),
        (" tauri://localhost", NotOnly),
        ("tauri://local\thost", NotOnly),
        ("tau\nri://localhost", NotOnly),
        // Not as they are serialised.
        ("TAURI://localhost", NotSerialized),
        ("FILE://", NotSerialized),
        ("tauri://l\u{f6}cal", NotSerialized),
        ("tauri://localhost:", NotSerialized),
        ("tauri://localhost:080", NotSerialized),
        ("tauri://localhost:00", NotSerialized),
        ("tauri://[::0]", NotSerialized),
        ("tauri://[::A]", NotSerialized),
        ("tauri://[::1.2.3.4]", NotSerialized),
        // No hosts, ports and schemes.
        ("tauri://:80", Url),
        ("tauri://:", Url),
        ("tauri://localhost:65536", Url),
        ("tauri://localhost:+80", Url),
        ("tauri://localhost:x", Url),
        ("tauri://a:1:2", Url),
        ("tauri://[::1", Url),
        ("tauri://[::1]x", Url),
        ("tauri://[::g]", Url),
        ("tauri://]", Url),
        ("tauri://local host", Url),
        ("tauri://a^b", Url),
        ("tauri://a|b", Url),
        ("tauri://a<b", Url),
        ("tauri://a>b", Url),
        ("://localhost", Url),
        ("1://localhost", Url),
        ("t_auri://localhost", Url),
        // URLs without a host.
        ("data:,x", NoAuthority),
        ("about:blank", NoAuthority),
        ("javascript:0", NoAuthority),
        ("mailto:a@b.example", NoAuthority),
        ("tauri:localhost", NoAuthority),
        ("tauri:/localhost", NoAuthority),
        ("tauri:", NoAuthority),
        ("blob:null/1", Any),
        ("blob:https://a.example", Any),
        ("blob:https://a.example/1", Any),
    ];
    for (input, refusal) in rows {
        let got = match Origin::parse(input) {
            Err(InvalidOrigin::Url { .. }) => Some(Url),
            Err(InvalidOrigin::NoAuthority) => Some(NoAuthority),
            Err(InvalidOrigin::NotOnlyAnOrigin) => Some(NotOnly),
            Err(InvalidOrigin::NotSerialized) => Some(NotSerialized),
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
    let rows = [
        ("https", "a.example", None, "https://a.example"),
        ("https", "a.example", Some(443), "https://a.example"),
        ("https", "a.example", Some(80), "https://a.example:80"),
        ("http", "a.example", Some(80), "http://a.example"),
        ("ws", "a.example", Some(80), "ws://a.example"),
        ("wss", "a.example", Some(443), "wss://a.example"),
        ("ftp", "a.example", Some(21), "ftp://a.example"),
        ("my-engine", "app", None, "my-engine://app"),
        ("my-engine", "app", Some(80), "my-engine://app:80"),
        ("a", "app", Some(0), "a://app:0"),
        ("a1+-.", "app", None, "a1+-.://app"),
        ("http", "127.0.0.1", Some(8080), "http://127.0.0.1:8080"),
        ("http", "[::1]", None, "http://[::1]"),
        ("http", "[2001:db8::a]", Some(81), "http://[2001:db8::a]:81"),
        ("http", "[1:0:0:2::3]", None, "http://[1:0:0:2::3]"),
        ("http", "[1:0:2:3:4:5:6:7]", None, "http://[1:0:2:3:4:5:6:7]"),
        ("my-engine", "", None, "my-engine://"),
        ("file", "", None, "file://"),
        ("file", "server", None, "file://server"),
        // The `url` crate refuses this host, the URL Standard does not.
        ("https", "xn--a.example", Some(8443), "https://xn--a.example:8443"),
    ];
    for (scheme, host, port, expected) in rows {
        let origin = Origin::tuple(scheme, host, port).unwrap();
        assert_eq!(origin.as_str(), expected);
        assert!(!origin.is_opaque(), "{expected}");
        assert_eq!((origin.scheme(), origin.host()), (Some(scheme), Some(host)), "{expected}");
        assert_eq!(origin, Origin::tuple(scheme, host, port).unwrap());
        assert_eq!(Origin::parse(expected), Ok(origin));
    }
    for scheme in ["", "1a", "+a", "a b", "a:", "a/", "HTTPS", "httpS", "\u{e4}", "a\0", "a_b"] {
        assert_eq!(Origin::tuple(scheme, "a", None), Err(InvalidOrigin::Scheme), "{scheme:?}");
    }
}

/// The URL Standard serialises every piece of an IPv6 address as hexadecimal.
#[test]
fn a_tuple_of_an_ipv6_address_is_the_one_of_its_url() {
    let addresses =
        ["::", "::1", "::ffff:127.0.0.1", "::ffff:0:0", "::1.2.3.4", "64:ff9b::1.2.3.4", "fe80::1", "1::8"];
    let tuples = addresses.map(|s| {
        let host = Host::<String>::Ipv6(s.parse::<Ipv6Addr>().unwrap()).to_string();
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

/// A refusal says how to make an origin.
#[test]
fn refusals_say_what() {
    let rows: [(&str, &[&str]); 7] = [
        ("a.example", &["relative URL", "scheme://host", "`null`"]),
        ("https://a.example:65536", &["invalid port", "scheme://host:port"]),
        ("data:,x", &["`Origin::of`", "`null`"]),
        ("blob:https://a.example/1", &["`Origin::of`"]),
        ("https://a.example/", &["without a slash", "`Origin::of`"]),
        ("tauri://localhost/x", &["`Origin::of`", "`Origin::tuple`"]),
        ("TAURI://localhost", &["lower case", "`Origin::tuple`"]),
    ];
    for (input, expected) in rows {
        let message = Origin::parse(input).unwrap_err().to_string();
        assert!(expected.iter().all(|part| message.contains(part)), "{input}: {message}");
    }
    let message = Origin::tuple("https", "A", None).unwrap_err().to_string();
    assert!(message.contains("`Url::host_str`"), "{message}");
}

/// A refusal prints nothing of the input, as a user name or a password may be in it.
#[test]
fn refusals_keep_secrets() {
    let inputs = [
        "https://us3r:s3cret@a.example",
        "https://us3r:s3cret@a.example:65536",
        "https:\\\\us3r:s3cret@a.example/",
        "https://a.example?s3cret",
        "tauri://us3r:s3cret@localhost",
        "TAURI://us3r:s3cret@localhost",
        "us3r:s3cret@a.example",
        "//us3r:s3cret@a.example",
        " https://us3r:s3cret@[::g]",
    ];
    let parsed = inputs.map(|input| Origin::parse(input).unwrap_err());
    let tuples =
        [Origin::tuple("https", "us3r:s3cret@a.example", None), Origin::tuple("us3r:s3cret", "a", None)];
    for error in parsed.into_iter().chain(tuples.map(Result::unwrap_err)) {
        let printed = format!("{error} {error:?}");
        assert!(!printed.contains("s3cret") && !printed.contains("us3r"), "{printed}");
    }
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
    // Neither a domain nor the host of another scheme.
    for host in [
        "b\u{fc}cher.example",
        "a/b",
        "user@a",
        "a:1",
        "a b",
        "a\r\nX: y",
        "a\x7f",
        "a#",
        "a?",
        "a<",
        "a>",
        "a^",
        "a|",
        "a\\",
        "[",
        "]",
        "[]",
        "[::1]/x]",
        "[a]",
        "[::0]",
        "[::A]",
        "[::1.2.3.4]",
        "[::1%1]",
        "::1",
    ] {
        for scheme in ["https", "file", "my-engine"] {
            assert_eq!(Origin::tuple(scheme, host, None), Err(InvalidOrigin::Host), "{scheme}, {host:?}");
        }
    }
    // No domain, but the host of another scheme.
    for host in
        ["A.example", "a%41", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4.", "7", "0x", "a.0x7f", "a.7."]
    {
        for scheme in ["http", "https", "ws", "wss", "ftp", "file"] {
            assert_eq!(Origin::tuple(scheme, host, None), Err(InvalidOrigin::Host), "{scheme}, {host:?}");
        }
        assert!(Origin::tuple("my-engine", host, Some(1)).is_ok(), "{host:?}");
    }
    for host in [
        "a",
        "a.example.",
        "xn--bcher-kva.example",
        "a_b",
        "a,b",
        "1.2.3.4",
        "0x.a",
        "a.7b",
        ".",
        "a..",
        "0xg",
    ] {
        for scheme in ["https", "file", "my-engine"] {
            assert!(Origin::tuple(scheme, host, Some(1)).is_ok(), "{scheme}, {host:?}");
        }
    }
    // An empty host.
    for scheme in ["http", "https", "ws", "wss", "ftp"] {
        assert_eq!(Origin::tuple(scheme, "", None), Err(InvalidOrigin::Host), "{scheme}");
    }
    for scheme in ["file", "my-engine"] {
        assert!(Origin::tuple(scheme, "", None).is_ok(), "{scheme}");
        assert_eq!(Origin::tuple(scheme, "", Some(1)), Err(InvalidOrigin::Host), "{scheme}");
    }
}

/// The URL parser serialises these hosts as they stand exactly if a tuple takes them. It is asked through a URL.
#[test]
fn a_tuple_takes_what_the_url_parser_leaves_as_it_is() {
    let digits = ["0", "1", "7", "08", "256", "0x", "0x1", "0xg", "a", "1a", "", "*"];
    let two = digits.iter().flat_map(|a| digits.iter().map(move |b| format!("{a}.{b}")));
    let three = digits.iter().flat_map(|a| digits.iter().map(move |b| format!("1.{a}.2.{b}")));
    let bytes = (0..=0x7f).map(|byte: u8| format!("a{}b", char::from(byte)));
    let hosts: Vec<String> =
        digits.iter().map(|digits| (*digits).to_owned()).chain(two).chain(three).chain(bytes).collect();
    for host in &hosts {
        for scheme in ["https", "ftp", "my-engine"] {
            let parsed = Url::parse(&format!("{scheme}://{host}"));
            let unchanged = parsed.is_ok_and(|url| {
                url.host_str().unwrap_or_default() == host && matches!(&url[Position::AfterHost..], "" | "/")
            });
            assert_eq!(Origin::tuple(scheme, host, None).is_ok(), unchanged, "{scheme}, {host:?}");
        }
    }
}

/// What holds for every input.
#[cfg(feature = "proptest")]
mod properties {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

        /// What a tuple prints is read back.
        #[test]
        fn parsing_reads_back_each_tuple(
            scheme in select(&["http", "https", "ws", "wss", "ftp", "file", "tauri", "a+b", "data", "blob", "null"][..]),
            host in prop_oneof![
                "[!-~]{0,8}",
                "[a-z0-9.x-]{0,8}",
                "\\[[0-9a-f:]{2,8}\\]",
                any::<Ipv6Addr>().prop_map(|address| Host::<String>::Ipv6(address).to_string()),
            ],
            port in any::<Option<u16>>(),
        ) {
            if let Ok(origin) = Origin::tuple(scheme, &host, port) {
                let again = Origin::parse(origin.as_str()).unwrap();
                prop_assert_eq!(parts(&again), parts(&origin));
                prop_assert_eq!(again, origin);
            }
        }

        /// What the origin of a URL prints is read back, and with its parts a tuple makes the same.
        #[test]
        fn parsing_reads_back_the_origin_of_each_url(
            start in select(&["http://", "HTTPS:", "ws://", "wss://u@", "ftp://u:p@", "file://", "tauri://", "blob:https://"][..]),
            host in prop_oneof!["[!-~]{0,8}", "[a-z0-9.x-]{0,8}", "\\PC{0,8}", "\\[[0-9a-fA-F:]{2,8}\\]"],
            rest in select(&["", "/", ":80", ":443/x", ":0000021?q", ":8080#f", "\\x"][..]),
        ) {
            if let Ok(url) = Url::parse(&format!("{start}{host}{rest}")) {
                let origin = Origin::of(&url);
                let again = Origin::parse(origin.as_str()).unwrap();
                prop_assert_eq!(again.as_str(), origin.as_str());
                prop_assert_eq!(again == origin, !origin.is_opaque());
                if let (Some(scheme), Some(host), port) = parts(&origin) {
                    prop_assert_eq!(Origin::tuple(scheme, host, port), Ok(origin.clone()));
                }
            }
        }
    }
}
