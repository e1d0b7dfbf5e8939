//! The origins that a lab tries.

use std::collections::BTreeSet;

use fetch_cors::Origin;
use fetch_cors::lab::{Probe, ProbeClass, probes};
use url::Url;

fn origin(serialized: &str) -> Origin {
    Origin::parse(serialized).unwrap()
}

/// Every row of the list of probes for one origin, with its class.
#[test]
fn each_known_mistake_has_its_probe() {
    use ProbeClass as C;
    let near = probes(&origin("https://app.site.example"));
    let near: BTreeSet<(C, String)> = near
        .iter()
        .map(|probe| (probe.class(), String::from_utf8_lossy(probe.sent()).into_owned()))
        .collect();
    let long = "a".repeat(8192);
    let expected = [
        (C::AnyOrigin, "https://evil.test"),
        (C::NullOrigin, "null"),
        (C::PrefixMatch, "https://app.site.example.evil.test"),
        (C::PrefixMatch, "https://app.site.exampleevil.test"),
        (C::SuffixMatch, "https://evilapp.site.example"),
        (C::SuffixMatch, "https://evilsite.example"),
        (C::UnescapedDot, "https://appxsite.example"),
        (C::UnescapedDot, "https://app.sitexexample"),
        (C::SubstringMatch, "https://pp.site.example"),
        (C::SubstringMatch, "https://app.site.exampl"),
        (C::ContainsMatch, "https://evil.test/https://app.site.example"),
        (C::ContainsMatch, "https://evil.test#https://app.site.example"),
        (C::HttpOrigin, "http://app.site.example"),
        (C::HttpOrigin, "http://x.app.site.example"),
        (C::HttpOrigin, "http://x.site.example"),
        (C::AnyPort, "https://app.site.example:8443"),
        (C::AnyPort, "https://app.site.example:444"),
        (C::AnyPort, "https://app.site.example:80"),
        (C::AnySubdomain, "https://x.site.example"),
        (C::AnySubdomain, "https://x.app.site.example"),
        (C::ParentDomain, "https://site.example"),
        (C::TrailingDot, "https://app.site.example."),
        (C::SloppyParsing, "https://APP.SITE.EXAMPLE"),
        (C::SloppyParsing, "https://app.site.example/"),
        (C::SloppyParsing, "https://app.site.example:443"),
        (C::Punctuation, "https://app.site.example_.evil.test"),
        (C::LookAlike, "https://xn--pp-6kc.site.example"),
        (C::DevelopmentOrigin, "http://localhost"),
        (C::DevelopmentOrigin, "http://localhost:3000"),
        (C::DevelopmentOrigin, "http://127.0.0.1"),
        (C::DevelopmentOrigin, "https://localhost.evil.test"),
        (C::SharedHosting, "https://evil.github.io"),
        (C::OtherTopLevelDomain, "https://app.site.test"),
        (C::OtherTopLevelDomain, "https://app.site.com"),
        (C::OtherTopLevelDomain, "https://app-site-example.test"),
        (C::CustomScheme, "capacitor://localhost"),
        (C::CustomScheme, "app://-"),
        (C::FileOrigin, "file://"),
        (C::OriginList, "https://app.site.example https://evil.test"),
        (C::OriginList, "https://app.site.example, https://evil.test"),
        (C::OddOrigin, "https://evil.testü"),
        (C::OddOrigin, &long),
    ];
    for (class, sent) in expected {
        assert!(near.contains(&(class, sent.to_owned())), "{class}: {sent}");
    }
    let classes: BTreeSet<C> = near.iter().map(|(class, _)| *class).collect();
    assert_eq!(classes, C::ALL.iter().copied().collect(), "each class has a probe");
    // The top-level domain belongs to nobody, and a port that is the default is only sent raw.
    let has = |sent: &str| near.iter().any(|(class, other)| *class != C::SloppyParsing && other == sent);
    assert!(!has("https://example") && !has("https://app.site.example:443"));
}

#[test]
fn probes_are_other_origins_and_each_is_there_once() {
    for (page, least) in [
        ("https://app.example", 40),
        ("http://app.example:8080", 40),
        ("https://localhost", 30),
        ("https://a.b.c.d.example.co.uk", 50),
        ("https://app.example.", 30),
        ("https://127.0.0.1:8443", 20),
        ("https://[2001:db8::1]", 15),
        ("https://xn--bcher-kva.example", 40),
        ("tauri://localhost", 11),
        ("null", 11),
    ] {
        let page = origin(page);
        let near = probes(&page);
        assert!(near.len() >= least, "{page}: {}", near.len());
        let is_opaque = |probe: &&Probe| probe.origin().is_some_and(Origin::is_opaque);
        assert_eq!(near.iter().filter(is_opaque).count(), 1, "{page}");
        let distinct: BTreeSet<&[u8]> = near.iter().map(Probe::sent).collect();
        assert_eq!(distinct.len(), near.len(), "{page}: {near:?}");
        for probe in near.iter().filter(|probe| !is_opaque(probe)) {
            assert_ne!(probe.sent(), page.as_bytes());
            let text = String::from_utf8_lossy(probe.sent());
            let is_of_page = Url::parse(&text).is_ok_and(|url| url.origin().ascii_serialization() == text);
            let is_custom = probe.class() == ProbeClass::CustomScheme;
            assert_eq!(probe.origin().is_some(), is_of_page || is_custom, "{probe:?}");
            assert!(probe.origin().is_some() || !probe.class().is_sent_by_browsers(), "{probe:?}");
        }
    }
}

#[test]
fn every_mark_that_a_host_may_have_is_probed() {
    let near = probes(&origin("https://app.example"));
    for mark in (b'!'..=b'~').filter(|mark| !mark.is_ascii_alphanumeric() && *mark != b'.').map(char::from) {
        let serialized = format!("https://app.example{mark}.evil.test");
        let exists =
            Url::parse(&serialized).is_ok_and(|url| url.origin().ascii_serialization() == serialized);
        assert_eq!(near.iter().any(|probe| probe.sent() == serialized.as_bytes()), exists, "{serialized}");
    }
}
