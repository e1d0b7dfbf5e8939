//! Sites: schemes, registrable domains, hosts without one.

use fetch_cors::Origin;
use fetch_cors::site::{Site, Sites, same_site, schemelessly_same_site};

/// `com` and `co.uk` are public suffixes, whatever else there is; nothing below other names is.
#[derive(Debug)]
struct Small;

impl Sites for Small {
    fn registrable_domain<'d>(&self, domain: &'d str) -> Option<&'d str> {
        let rest = domain.strip_suffix(".co.uk").or_else(|| domain.strip_suffix(".com"))?;
        domain.get(rest.rfind('.').map_or(0, |dot| dot + 1)..)
    }
}

/// Says that every host, even one it should never be asked about, is in one domain.
#[derive(Debug)]
struct OneForAll;

impl Sites for OneForAll {
    fn registrable_domain<'d>(&self, _: &'d str) -> Option<&'d str> {
        Some("example.com")
    }
}

fn origin(s: &str) -> Origin {
    Origin::parse(s).unwrap()
}

/// Checks a pair in both directions, and that sites are equal just where origins are same site.
fn check(a: &str, b: &str, sites: &dyn Sites, schemeless: bool, schemeful: bool) {
    let (a, b) = (origin(a), origin(b));
    for (a, b) in [(&a, &b), (&b, &a)] {
        assert_eq!(schemelessly_same_site(a, b, sites), schemeless, "{a} and {b}, schemelessly");
        assert_eq!(same_site(a, b, sites), schemeful, "{a} and {b}");
        assert_eq!(Site::obtain(a, sites) == Site::obtain(b, sites), schemeful, "the sites of {a} and {b}");
    }
}

#[test]
fn pairs_of_tuple_origins() {
    // Schemelessly same site, same site.
    let rows = [
        ("https://a.com", "https://a.com", true, true),
        ("https://a.com", "https://a.com:8443", true, true),
        ("https://a.com:1", "https://a.com:2", true, true),
        ("https://a.com", "https://www.a.com", true, true),
        ("https://x.a.com", "https://y.z.a.com:8443", true, true),
        ("https://a.com", "http://a.com", true, false),
        ("https://x.a.com", "http://y.a.com", true, false),
        ("https://a.com", "wss://a.com", true, false),
        ("https://a.com", "https://b.com", false, false),
        ("https://a.com", "https://ba.com", false, false),
        ("https://a.b.com", "https://ab.com", false, false),
        ("https://a.co.uk", "https://b.co.uk", false, false),
        ("https://x.a.co.uk", "https://y.a.co.uk", true, true),
        ("https://a.com", "https://a.co.uk", false, false),
        // Hosts without a registrable domain: the same, or not.
        ("https://com", "https://com", true, true),
        ("https://com", "https://com:8443", true, true),
        ("https://com", "http://com", true, false),
        ("https://com", "https://a.com", false, false),
        ("https://co.uk", "https://co.uk:1", true, true),
        ("https://co.uk", "https://com", false, false),
        ("http://localhost", "http://localhost:8080", true, true),
        ("http://localhost", "https://localhost", true, false),
        ("http://localhost", "http://a.localhost", false, false),
        ("http://x.a.test", "http://y.a.test", false, false),
    ];
    for (a, b, schemeless, schemeful) in rows {
        check(a, b, &Small, schemeless, schemeful);
    }
}

#[test]
fn addresses_have_no_registrable_domain() {
    let rows = [
        ("http://127.0.0.1", "http://127.0.0.1:8080", true, true),
        ("http://127.0.0.1", "https://127.0.0.1", true, false),
        ("http://127.0.0.1", "http://127.0.0.2", false, false),
        ("http://1.0.0.1", "http://2.0.0.1", false, false),
        ("http://[::1]", "http://[::1]:8080", true, true),
        ("http://[::1]", "https://[::1]", true, false),
        ("http://[::1]", "http://[::2]", false, false),
        ("http://127.0.0.1", "http://[::ffff:127.0.0.1]", false, false),
        ("http://127.0.0.1", "http://a.com", false, false),
        ("http://[::1]", "http://a.com", false, false),
    ];
    for (a, b, schemeless, schemeful) in rows {
        check(a, b, &OneForAll, schemeless, schemeful);
        check(a, b, &Small, schemeless, schemeful);
    }
}

/// A domain can end in a digit: only an address has nothing but numbers.
#[test]
fn domains_that_end_in_a_digit() {
    let rows = [("https://a.site.x1", "https://b.site.x1"), ("https://10.0.0.1.x1", "https://10.0.0.1a1")];
    for (a, b) in rows {
        check(a, b, &OneForAll, true, true);
    }
}

#[test]
fn opaque_origins() {
    let (a, b) = (Origin::new_opaque(), Origin::new_opaque());
    let tuple = origin("https://a.com");
    let rows = [(&a, &a.clone(), true), (&a, &b, false), (&a, &tuple, false), (&tuple, &a, false)];
    for (one, other, expected) in rows {
        assert_eq!(schemelessly_same_site(one, other, &OneForAll), expected, "{one} and {other}");
        assert_eq!(same_site(one, other, &OneForAll), expected, "{one} and {other}");
        assert_eq!(
            Site::obtain(one, &OneForAll) == Site::obtain(other, &OneForAll),
            expected,
            "the sites of {one} and {other}"
        );
    }
}

#[test]
fn schemes_of_a_hosts_own() {
    let tuple = |scheme, host| Origin::tuple(scheme, host, None).unwrap();
    let (a, b) = (tuple("my-engine", "x.a.com"), tuple("my-engine", "y.a.com"));
    assert!(same_site(&a, &b, &Small));
    assert!(!same_site(&a, &origin("https://x.a.com"), &Small));
    assert!(schemelessly_same_site(&a, &origin("https://x.a.com"), &Small));
    assert!(!same_site(&a, &tuple("my-engine", "y.b.com"), &Small));
    // An empty host has no registrable domain, and is the same host as itself only.
    let (file, app) = (tuple("file", ""), tuple("app", ""));
    for sites in [&Small as &dyn Sites, &OneForAll] {
        assert!(same_site(&file, &file.clone(), sites));
        assert!(!same_site(&file, &app, sites));
        assert!(schemelessly_same_site(&file, &app, sites));
        assert!(!schemelessly_same_site(&file, &a, sites));
        assert!(!schemelessly_same_site(&a, &file, sites));
        assert_ne!(Site::obtain(&file, sites), Site::obtain(&a, sites));
        assert_ne!(Site::obtain(&file, sites), Site::obtain(&app, sites));
    }
}

#[cfg(feature = "psl")]
mod public_suffix_list {
    use fetch_cors::site::{PublicSuffixList, Sites};

    use super::check;

    #[test]
    fn registrable_domains() {
        let rows = [
            ("com", None),
            ("example.com", Some("example.com")),
            ("b.example.com", Some("example.com")),
            ("a.b.example.com", Some("example.com")),
            // A name at the top that no rule knows.
            ("example", None),
            ("example.example", Some("example.example")),
            ("a.b.example.example", Some("example.example")),
            ("localhost", None),
            ("a.localhost", Some("a.localhost")),
            // Two labels.
            ("uk", None),
            ("co.uk", None),
            ("example.co.uk", Some("example.co.uk")),
            ("www.example.co.uk", Some("example.co.uk")),
            ("uk.com", None),
            ("example.uk.com", Some("example.uk.com")),
            ("b.example.uk.com", Some("example.uk.com")),
            // The private part of the list counts.
            ("github.io", None),
            ("whatwg.github.io", Some("whatwg.github.io")),
            ("x.whatwg.github.io", Some("whatwg.github.io")),
            // Wildcards and their exceptions.
            ("mm", None),
            ("c.mm", None),
            ("b.c.mm", Some("b.c.mm")),
            ("a.b.c.mm", Some("b.c.mm")),
            ("ck", None),
            ("test.ck", None),
            ("b.test.ck", Some("b.test.ck")),
            ("www.ck", Some("www.ck")),
            ("www.www.ck", Some("www.ck")),
            ("jp", None),
            ("test.jp", Some("test.jp")),
            ("ac.jp", None),
            ("kyoto.jp", None),
            ("ide.kyoto.jp", None),
            ("b.ide.kyoto.jp", Some("b.ide.kyoto.jp")),
            ("c.kobe.jp", None),
            ("b.c.kobe.jp", Some("b.c.kobe.jp")),
            ("city.kobe.jp", Some("city.kobe.jp")),
            ("www.city.kobe.jp", Some("city.kobe.jp")),
            // Names beyond ASCII, as hosts have them.
            ("xn--fiqs8s", None),
            ("xn--85x722f.xn--fiqs8s", Some("xn--85x722f.xn--fiqs8s")),
            ("xn--55qx5d.cn", None),
            ("xn--85x722f.xn--55qx5d.cn", Some("xn--85x722f.xn--55qx5d.cn")),
            ("www.xn--85x722f.xn--55qx5d.cn", Some("xn--85x722f.xn--55qx5d.cn")),
            ("xn--85x722f.com.cn", Some("xn--85x722f.com.cn")),
        ];
        for (domain, expected) in rows {
            assert_eq!(PublicSuffixList.registrable_domain(domain), expected, "{domain}");
        }
    }

    /// The URL Standard keeps the dot: that of `www.example.com.` is `example.com.`.
    #[test]
    fn registrable_domains_of_hosts_with_a_dot_behind() {
        let rows = [
            ("com.", None),
            ("example.com.", Some("example.com.")),
            ("www.example.com.", Some("example.com.")),
            ("co.uk.", None),
            ("example.co.uk.", Some("example.co.uk.")),
            ("www.example.co.uk.", Some("example.co.uk.")),
            ("github.io.", None),
            ("whatwg.github.io.", Some("whatwg.github.io.")),
            ("localhost.", None),
            ("b.c.mm.", Some("b.c.mm.")),
            ("www.ck.", Some("www.ck.")),
        ];
        let got = rows.map(|(domain, _)| (domain, PublicSuffixList.registrable_domain(domain)));
        assert_eq!(got, rows);
    }

    #[test]
    fn pairs_of_hosts_with_a_dot_behind() {
        let rows = [
            // With the dot it is another domain.
            ("https://example.com", "https://example.com.", false, false),
            ("https://a.example.com", "https://b.example.com.", false, false),
            ("https://a.co.uk", "https://a.co.uk.", false, false),
            ("https://com", "https://com.", false, false),
            ("https://localhost", "https://localhost.", false, false),
            ("https://a.example.com.", "https://b.example.com.", true, true),
            ("https://a.example.com.", "http://b.example.com.:8080", true, false),
            ("https://a.co.uk.", "https://b.co.uk.", false, false),
            ("https://x.a.co.uk.", "https://y.a.co.uk.", true, true),
            ("https://a.github.io.", "https://b.github.io.", false, false),
            ("https://com.", "https://com.:8443", true, true),
            ("https://a.com.", "http://b.com.", false, false),
        ];
        for (a, b, schemeless, schemeful) in rows {
            check(a, b, &PublicSuffixList, schemeless, schemeful);
        }
    }

    /// Each of these with each, and with more labels in front: together just where the list gives them one
    /// registrable domain.
    #[test]
    fn pairs_are_told_apart_as_by_looking_both_up() {
        let domains = [
            "com",
            "a.com",
            "ba.com",
            "x.a.com",
            "co.uk",
            "a.co.uk",
            "uk",
            "a.uk",
            "github.io",
            "a.github.io",
            "io",
            "ck",
            "www.ck",
            "a.ck",
            "localhost",
            "a.localhost",
            "ide.kyoto.jp",
            "kyoto.jp",
            "city.kobe.jp",
            "kobe.jp",
            "example",
            "a.example",
            "ba.example",
        ];
        let mut all: Vec<String> = Vec::new();
        for domain in domains {
            for front in ["", ".", "..", "a.", "b.", "x.a.", "ba.", "a..", "com."] {
                all.extend(["", ".", ".."].map(|behind| format!("{front}{domain}{behind}")));
            }
        }
        for a in &all {
            for b in all.iter().filter(|b| *b != a) {
                let (of_a, of_b) =
                    (PublicSuffixList.registrable_domain(a), PublicSuffixList.registrable_domain(b));
                let expected = of_a.is_some() && of_a == of_b;
                assert_eq!(PublicSuffixList.same_registrable_domain(a, b), expected, "{a} and {b}");
            }
        }
    }

    #[test]
    fn pairs() {
        let rows = [
            ("https://example.com", "https://www.example.com", true, true),
            ("https://a.co.uk", "https://b.co.uk", false, false),
            ("https://x.a.co.uk", "https://y.a.co.uk", true, true),
            ("https://a.github.io", "https://b.github.io", false, false),
            ("https://x.a.github.io", "https://a.github.io", true, true),
            ("https://github.io", "https://a.github.io", false, false),
            ("https://github.io", "https://github.io:8443", true, true),
            ("http://localhost:1", "http://localhost:2", true, true),
            ("http://a.localhost", "http://b.localhost", false, false),
            ("https://www.ck", "https://a.www.ck", true, true),
            ("https://a.ck", "https://b.ck", false, false),
            ("http://127.0.0.1:1", "http://127.0.0.1:2", true, true),
            ("http://10.0.0.1", "http://11.0.0.1", false, false),
            ("http://[::1]", "http://[::1]:8080", true, true),
            ("https://a.site.example", "http://b.site.example", true, false),
        ];
        for (a, b, schemeless, schemeful) in rows {
            check(a, b, &PublicSuffixList, schemeless, schemeful);
        }
    }
}
