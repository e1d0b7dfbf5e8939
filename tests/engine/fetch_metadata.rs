//! The Fetch Metadata headers: tables for each, and what messages carry.

use std::sync::Arc;

use crate::scenario::{API, APP, Answer, LastTwoLabels, OTHER, Sent, World, answer, redirect, run, shared};
use fetch_cors::fetch_metadata::{FetchMetadata, is_potentially_trustworthy_url};
use fetch_cors::request::{CorsAttribute, Destination, Mode, RedirectMode};
use fetch_cors::{Client, Origin};
use url::Url;

/// A page of [`APP`] whose messages have the headers, as any page's do unless it is told otherwise.
fn page() -> Client {
    client(APP)
}

fn client(origin: &str) -> Client {
    Client::with_sites(Origin::parse(origin).unwrap(), Arc::new(LastTwoLabels))
}

fn metadata(origin: &Origin) -> FetchMetadata<'_> {
    FetchMetadata::new(origin, true, Mode::Cors, &LastTwoLabels)
}

fn all(mut metadata: FetchMetadata<'_>, urls: &[&str]) -> Vec<(&'static str, &'static str)> {
    metadata.potentially_trustworthy = urls.last().is_some_and(|url| trustworthy(url));
    let origins: Vec<Origin> = urls.iter().map(|url| Origin::of(&url.parse().unwrap())).collect();
    metadata.headers(&origins).collect()
}

fn one(metadata: FetchMetadata<'_>, urls: &[&str], name: &str) -> Option<&'static str> {
    let headers = all(metadata, urls);
    assert!(headers.iter().filter(|(n, _)| *n == name).count() <= 1);
    headers.into_iter().find(|(n, _)| *n == name).map(|(_, value)| value)
}

fn trustworthy(url: &str) -> bool {
    let url: Url = url.parse().unwrap();
    is_potentially_trustworthy_url(url.scheme(), url.path(), &Origin::of(&url))
}

/// What these parts say beside those of `metadata`.
fn with(
    metadata: FetchMetadata<'_>,
    destination: Destination,
    user_activation: bool,
    user_initiated: bool,
) -> FetchMetadata<'_> {
    let mut metadata = metadata;
    (metadata.destination, metadata.user_activation) = (destination, user_activation);
    metadata.user_initiated = user_initiated;
    metadata
}

const SITE: &str = "Sec-Fetch-Site";

/// One URL.
#[test]
fn site() {
    let rows = [
        ("https://app.example", "https://app.example/", "same-origin"),
        ("https://app.example", "https://user:pw@APP.example:443/a?b#c", "same-origin"),
        ("https://app.example", "https://app.example:8443/", "same-site"),
        ("https://app.example", "https://cdn.app.example/", "same-site"),
        ("https://a.app.example", "https://b.app.example/", "same-site"),
        ("https://a.app.example", "https://app.example/", "same-site"),
        ("http://app.example", "https://app.example/", "cross-site"),
        ("https://app.example", "https://api.example/", "cross-site"),
        ("https://app.example", "https://xapp.example/", "cross-site"),
        // What has no registrable domain is a site by itself.
        ("http://localhost", "http://localhost/", "same-origin"),
        ("http://localhost", "http://localhost:8080/", "same-site"),
        ("http://localhost", "https://localhost/", "cross-site"),
        ("http://127.0.0.1", "http://127.0.0.1:8080/", "same-site"),
        ("http://127.0.0.1", "http://127.1.0.1/", "cross-site"),
        ("http://[::1]", "http://[::1]:8080/", "same-site"),
    ];
    for (origin, url, expected) in rows {
        let origin = Origin::parse(origin).unwrap();
        assert_eq!(one(metadata(&origin), &[url], SITE), Some(expected), "{origin}, {url}");
    }
    let opaque = Origin::new_opaque();
    for url in ["https://app.example/", "data:,a", "about:blank"] {
        assert_eq!(one(metadata(&opaque), &[url], SITE), Some("cross-site"), "{url}");
    }
}

/// What each message of a request says that has come by these URLs, by the numbered steps of *set-site*.
fn restated(kinds: &[&str]) -> &'static str {
    let mut value = "same-origin";
    for kind in kinds {
        if *kind == "same-origin" {
            continue;
        }
        value = "cross-site";
        if *kind != "same-site" {
            break;
        }
        value = "same-site";
    }
    value
}

/// Every chain of up to three redirects, away, on, and back.
#[test]
fn site_over_redirects() {
    const KINDS: [(&str, &str); 5] = [
        ("same-origin", APP),
        ("same-site", "https://cdn.app.example"),
        ("same-site", "https://app.example:8443"),
        ("cross-site", OTHER),
        ("http", "http://app.example"),
    ];
    let home = Origin::parse(APP).unwrap();
    let mut chains: Vec<Vec<usize>> = vec![vec![]];
    let mut rows = 0;
    for _ in 0..4 {
        chains = chains
            .iter()
            .flat_map(|chain| (0..KINDS.len()).map(|kind| [&chain[..], &[kind]].concat()))
            .collect();
        for chain in &chains {
            let kinds: Vec<&str> = chain.iter().map(|kind| KINDS[*kind].0).collect();
            let urls: Vec<&str> = chain.iter().map(|kind| KINDS[*kind].1).collect();
            let expected = |sent: usize| (kinds[sent] != "http").then(|| restated(&kinds[..=sent]));
            assert_eq!(one(metadata(&home), &urls, SITE), expected(urls.len() - 1), "{kinds:?}");
            // And on each message.
            let answers: Vec<Answer> =
                urls[1..].iter().map(|next| redirect(302, next)).chain([shared()]).collect();
            let ran = run(page().image(urls[0], CorsAttribute::NoCors), &answers);
            assert_eq!(ran.sent.len(), urls.len());
            for (at, message) in ran.sent.iter().enumerate() {
                assert_eq!(message.header(SITE).as_deref(), expected(at), "{kinds:?}, message {at}");
            }
            rows += 1;
        }
    }
    assert_eq!(rows, 5 + 25 + 125 + 625);
}

#[test]
fn site_by_example() {
    let rows: [(&[&str], &str); 9] = [
        (&[APP, APP, APP], "same-origin"),
        (&[APP, "https://cdn.app.example", APP], "same-site"),
        (&["https://cdn.app.example", APP], "same-site"),
        (&[APP, OTHER, APP], "cross-site"),
        (&[OTHER, APP], "cross-site"),
        (&[OTHER, APP, APP, APP], "cross-site"),
        (&[OTHER, "https://cdn.app.example"], "cross-site"),
        (&["http://app.example", APP], "cross-site"),
        (&[APP, "http://app.example", APP], "cross-site"),
    ];
    let home = Origin::parse(APP).unwrap();
    for (urls, expected) in rows {
        assert_eq!(one(metadata(&home), urls, SITE), Some(expected), "{urls:?}");
    }
}

const NAVIGATIONS: [&str; 5] = ["document", "embed", "frame", "iframe", "object"];

#[test]
fn site_of_what_the_user_began() {
    let home = Origin::parse(APP).unwrap();
    for &destination in Destination::ALL {
        for urls in [&[APP][..], &[API], &[API, APP], &["https://cdn.app.example"]] {
            let began = with(metadata(&home), destination, false, true);
            let otherwise = one(with(metadata(&home), destination, false, false), urls, SITE);
            assert_ne!(otherwise, Some("none"));
            let expected = if NAVIGATIONS.contains(&destination.as_str()) { Some("none") } else { otherwise };
            assert_eq!(one(began, urls, SITE), expected, "{destination:?}, {urls:?}");
        }
    }
}

#[test]
fn destinations() {
    let rows = [
        ("", "empty"),
        ("audio", "audio"),
        ("audioworklet", "audioworklet"),
        ("document", "document"),
        ("embed", "embed"),
        ("font", "font"),
        ("frame", "frame"),
        ("iframe", "iframe"),
        ("image", "image"),
        ("json", "json"),
        ("manifest", "manifest"),
        ("object", "object"),
        ("paintworklet", "paintworklet"),
        ("report", "report"),
        ("script", "script"),
        ("serviceworker", "serviceworker"),
        ("sharedworker", "sharedworker"),
        ("style", "style"),
        ("text", "text"),
        ("track", "track"),
        ("video", "video"),
        ("webidentity", "webidentity"),
        ("worker", "worker"),
        ("xslt", "xslt"),
    ];
    assert_eq!(rows.len(), Destination::ALL.len());
    let home = Origin::parse(APP).unwrap();
    for (destination, expected) in rows {
        let destination: Destination = destination.parse().unwrap();
        let metadata = with(metadata(&home), destination, false, false);
        assert_eq!(one(metadata, &[API], "Sec-Fetch-Dest"), Some(expected));
        let request = page().unchecked_request(APP).destination(destination);
        assert_eq!(run(request, &[shared()]).sent[0].header("sec-fetch-dest").as_deref(), Some(expected));
    }
}

#[test]
fn modes() {
    let rows = ["same-origin", "cors", "no-cors", "navigate", "websocket", "webtransport"];
    assert_eq!(rows.len(), Mode::ALL.len());
    let home = Origin::parse(APP).unwrap();
    for name in rows {
        let mode: Mode = name.parse().unwrap();
        assert_eq!(
            one(FetchMetadata::new(&home, true, mode, &LastTwoLabels), &[API], "Sec-Fetch-Mode"),
            Some(name),
            "{name}"
        );
        let ran = run(page().unchecked_request(APP).mode(mode), &[shared()]);
        assert_eq!(ran.sent[0].header("sec-fetch-mode").as_deref(), Some(name));
    }
}

#[test]
fn users() {
    let home = Origin::parse(APP).unwrap();
    for &destination in Destination::ALL {
        for user_activation in [false, true] {
            for user_initiated in [false, true] {
                let metadata = with(metadata(&home), destination, user_activation, user_initiated);
                let navigation = NAVIGATIONS.contains(&destination.as_str());
                assert_eq!(
                    one(metadata, &[API], "Sec-Fetch-User"),
                    (navigation && user_activation).then_some("?1"),
                    "{destination:?}, activation {user_activation}"
                );
            }
        }
    }
}

#[test]
fn trustworthy_urls() {
    let rows = [
        ("https://a.example/", true),
        ("https://a.example:8443/a?b#c", true),
        ("wss://a.example/", true),
        ("http://a.example/", false),
        ("http://a.example:443/", false),
        ("ws://a.example/", false),
        ("ftp://a.example/", false),
        // This machine, by name.
        ("http://localhost/", true),
        ("http://localhost:8080/", true),
        ("http://LOCALHOST/", true),
        ("http://localhost./", true),
        ("http://a.localhost/", true),
        ("http://a.b.localhost:81/", true),
        ("http://a.localhost./", true),
        ("ws://localhost/", true),
        ("ftp://localhost/", true),
        ("http://localhost../", false),
        ("http://xlocalhost/", false),
        ("http://localhost.example/", false),
        ("http://localhost.localdomain/", false),
        ("http://a.example/localhost", false),
        ("http://localhost@a.example/", false),
        // And by address.
        ("http://127.0.0.1/", true),
        ("http://127.0.0.1:8080/", true),
        ("http://127.1/", true),
        ("http://2130706433/", true),
        ("http://127.255.255.255/", true),
        ("http://127.0.0.0/", true),
        ("ws://127.9.9.9/", true),
        ("http://126.255.255.255/", false),
        ("http://128.0.0.0/", false),
        ("http://10.0.0.1/", false),
        ("http://192.168.0.1/", false),
        ("http://0.0.0.0/", false),
        ("http://127.0.0.1.example/", false),
        ("http://[::1]/", true),
        ("http://[0:0:0:0:0:0:0:1]:8080/", true),
        ("http://[::]/", false),
        ("http://[::2]/", false),
        ("http://[1::1]/", false),
        ("http://[fe80::1]/", false),
        ("http://[::ffff:127.0.0.1]/", false),
        // Without a network.
        ("data:,a", true),
        ("data:text/html,http://a.example/", true),
        ("file:///a", true),
        ("about:blank", true),
        ("about:srcdoc", true),
        ("about:config", false),
        ("about:blank/", false),
        ("about:", false),
        ("javascript:1", false),
        ("mailto:a@localhost", false),
        // A blob's page.
        ("blob:https://a.example/1", true),
        ("blob:http://localhost:8080/1", true),
        ("blob:http://127.0.0.1/1", true),
        ("blob:http://a.example/1", false),
        ("blob:null/1", false),
        ("blob:blob:https://a.example/1", false),
        ("blob:x", false),
        ("blob:", false),
    ];
    for (url, expected) in rows {
        assert_eq!(trustworthy(url), expected, "{url}");
    }
}

/// A URL whose origin is opaque is not trustworthy, whatever its host looks like.
#[test]
fn urls_of_opaque_origins_are_not_trustworthy() {
    let rows = [
        // Schemes that are not special have no tuple origin.
        "foo://localhost/",
        "foo://a.localhost/",
        "foo://[::1]/",
        "foo://127.0.0.1/",
        "foo://a.example/",
        // A blob has the origin of an HTTP(S) URL in it, or an opaque one.
        "blob:data:,a",
        "blob:about:blank",
        "blob:wss://a.example/1",
        "blob:ftp://localhost/1",
        "blob:foo://localhost/1",
    ];
    let trusted: Vec<&str> = rows.into_iter().filter(|url| trustworthy(url)).collect();
    assert!(trusted.is_empty(), "trusted: {trusted:?}");
}

#[test]
fn none_where_the_current_url_is_not_trustworthy() {
    let home = Origin::parse(APP).unwrap();
    let user = with(metadata(&home), Destination::Document, true, false);
    assert_eq!(all(user, &["http://a.example/"]), []);
    assert_eq!(all(user, &[APP, "http://a.example/"]), []);
    assert_eq!(all(user, &["http://a.example/", APP]).len(), 4);
    assert_eq!(all(user, &[]), []);
    let expected = [
        ("Sec-Fetch-Dest", "document"),
        ("Sec-Fetch-Mode", "cors"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-User", "?1"),
    ];
    assert_eq!(all(user, &[API]), expected);
}

// Through the machine.

fn fields(sent: &Sent) -> Vec<(&str, &str)> {
    sent.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

fn secs(sent: &Sent) -> Vec<(&str, &str)> {
    fields(sent).into_iter().filter(|(name, _)| name.to_ascii_lowercase().starts_with("sec-")).collect()
}

#[test]
fn actual_requests() {
    let ran = run(page().fetch(API), &[shared()]);
    assert_eq!(
        fields(&ran.sent[0]),
        [
            ("Accept", "*/*"),
            ("Origin", APP),
            ("Sec-Fetch-Dest", "empty"),
            ("Sec-Fetch-Mode", "cors"),
            ("Sec-Fetch-Site", "cross-site"),
        ]
    );
    // Behind what the page set, and before what a range adds; without `Origin` where there is none.
    let ran = run(page().fetch(APP).header("range", "bytes=0-9").header("x-a", "1"), &[shared()]);
    assert_eq!(
        fields(&ran.sent[0]),
        [
            ("range", "bytes=0-9"),
            ("x-a", "1"),
            ("Accept", "*/*"),
            ("Sec-Fetch-Dest", "empty"),
            ("Sec-Fetch-Mode", "cors"),
            ("Sec-Fetch-Site", "same-origin"),
            ("Accept-Encoding", "identity"),
        ]
    );
    let cdn = "https://cdn.app.example";
    let ran = run(page().image(cdn, CorsAttribute::NoCors), &[shared()]);
    assert_eq!(
        secs(&ran.sent[0]),
        [("Sec-Fetch-Dest", "image"), ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Site", "same-site")]
    );
}

#[test]
fn navigations() {
    let click = page().navigation(API).user_activation(true);
    assert_eq!(
        secs(&run(click.clone(), &[shared()]).sent[0]),
        [
            ("Sec-Fetch-Dest", "document"),
            ("Sec-Fetch-Mode", "navigate"),
            ("Sec-Fetch-Site", "cross-site"),
            ("Sec-Fetch-User", "?1"),
        ]
    );
    let typed = page().navigation(API).user_initiated(true);
    assert_eq!(
        secs(&run(typed, &[shared()]).sent[0]),
        [("Sec-Fetch-Dest", "document"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Site", "none")]
    );
    // The next hop is the same user's.
    let mut world = World::new();
    let mut first = world.run(click, &[redirect(302, OTHER)]);
    let hop = first.outcome.as_mut().unwrap().next_manual_redirect().unwrap().unwrap();
    let second = world.run_hop(hop, &[shared()]);
    assert_eq!(second.sent[0].header("sec-fetch-user").as_deref(), Some("?1"));
    // What is no navigation has no such user.
    let ran = run(
        page().unchecked_request(API).mode(Mode::Cors).user_activation(true).user_initiated(true),
        &[shared()],
    );
    assert_eq!(ran.sent[0].header("sec-fetch-user"), None);
    assert_eq!(ran.sent[0].header(SITE).as_deref(), Some("cross-site"));
}

#[test]
fn preflights() {
    let request = page().unchecked_request(API).mode(Mode::Cors).unsafe_request(true);
    let request = request.method("PUT").header("x-a", "1").destination(Destination::Script);
    let granted = answer(
        200,
        &[
            ("access-control-allow-origin", "*"),
            ("access-control-allow-methods", "PUT"),
            ("access-control-allow-headers", "x-a"),
        ],
    );
    let ran = run(request, &[granted, shared()]);
    assert_eq!(
        fields(&ran.sent[0]),
        [
            ("Accept", "*/*"),
            ("Access-Control-Request-Method", "PUT"),
            ("Access-Control-Request-Headers", "x-a"),
            ("Origin", APP),
            ("Sec-Fetch-Dest", "script"),
            ("Sec-Fetch-Mode", "cors"),
            ("Sec-Fetch-Site", "cross-site"),
        ]
    );
    assert_eq!(
        fields(&ran.sent[1]),
        [
            ("x-a", "1"),
            ("Accept", "*/*"),
            ("Origin", APP),
            ("Sec-Fetch-Dest", "script"),
            ("Sec-Fetch-Mode", "cors"),
            ("Sec-Fetch-Site", "cross-site"),
        ]
    );
    // A preflight has come by the same URLs as its request.
    let put =
        || answer(200, &[("access-control-allow-origin", "*"), ("access-control-allow-methods", "PUT")]);
    let (cdn, own) = ("https://cdn.app.example", page().fetch(APP).method("PUT"));
    let ran = run(own.clone(), &[redirect(307, cdn), put(), shared()]);
    let sites: Vec<_> = ran.sent.iter().map(|sent| (sent.preflight, sent.header(SITE).unwrap())).collect();
    let same_site = || "same-site".to_owned();
    assert_eq!(sites, [(false, "same-origin".to_owned()), (true, same_site()), (false, same_site())]);
    let ran = run(own, &[redirect(307, OTHER), put(), redirect(307, APP), put(), shared()]);
    let sites: Vec<_> = ran.sent.iter().skip(1).map(|sent| sent.header(SITE).unwrap()).collect();
    assert_eq!(sites, ["cross-site"; 4]);
}

/// A preflight is a request of its own, which nobody has activated.
#[test]
fn preflights_have_no_user() {
    let request = page()
        .unchecked_request(API)
        .destination(Destination::Document)
        .mode(Mode::Cors)
        .use_cors_preflight(true)
        .user_activation(true);
    let ran = run(request, &[shared(), shared()]);
    assert!(ran.sent[0].preflight && !ran.sent[1].preflight);
    assert_eq!(ran.sent[1].header("sec-fetch-user").as_deref(), Some("?1"));
    assert_eq!(ran.sent[0].header("sec-fetch-user"), None);
    assert_eq!(ran.sent[0].header("sec-fetch-dest").as_deref(), Some("document"));
}

#[test]
fn they_need_no_preflight_and_do_not_pile_up() {
    let ran = run(page().fetch(API), &[redirect(302, OTHER), redirect(302, API), shared()]);
    assert_eq!(ran.sent.len(), 3);
    for sent in &ran.sent {
        assert!(!sent.preflight);
        let names: Vec<_> = secs(sent).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site"]);
    }
}

#[test]
fn what_stands_there_already_is_replaced() {
    let request = page()
        .unchecked_request(API)
        .header("sec-fetch-site", "none")
        .header("x-a", "1")
        .header("SEC-FETCH-SITE", "none")
        .header("Sec-Fetch-Mode", "navigate");
    let ran = run(request, &[shared()]);
    assert_eq!(ran.sent[0].header(SITE).as_deref(), Some("cross-site"));
    assert_eq!(ran.sent[0].header("sec-fetch-mode").as_deref(), Some("no-cors"));
    assert_eq!(ran.sent[0].header("sec-fetch-dest").as_deref(), Some("empty"));
}

#[test]
fn none_over_plain_http() {
    let plain = "http://api.example";
    let ran = run(page().fetch(plain), &[shared()]);
    assert_eq!(secs(&ran.sent[0]), []);
    let ran = run(page().navigation(plain).user_activation(true).user_initiated(true), &[shared()]);
    assert_eq!(secs(&ran.sent[0]), []);
    // By message: from HTTPS to HTTP and back.
    let ran = run(page().fetch(API), &[redirect(302, plain), redirect(302, API), shared()]);
    let counts: Vec<_> = ran.sent.iter().map(|sent| secs(sent).len()).collect();
    assert_eq!(counts, [3, 0, 3]);
    // A preflight neither.
    let put = answer(200, &[("access-control-allow-origin", "*"), ("access-control-allow-methods", "PUT")]);
    let ran = run(page().fetch(plain).method("PUT"), &[put, shared()]);
    assert!(ran.sent.iter().all(|sent| secs(sent).is_empty()));
    // What is upgraded is not plain any more.
    let hop = fetch_cors::Hop::new(page().fetch(plain).build().unwrap()).upgrade_to_https();
    let ran = World::new().run_hop(hop, &[shared()]);
    assert_eq!(secs(&ran.sent[0]).len(), 3);
    // This machine is trusted.
    let ran = run(client("http://localhost:8080").fetch("http://localhost:8080/a"), &[shared()]);
    assert_eq!(ran.sent[0].header(SITE).as_deref(), Some("same-origin"));
    let ran = run(client("http://localhost:8080").fetch("http://127.0.0.1/"), &[shared()]);
    assert_eq!(ran.sent[0].header(SITE).as_deref(), Some("cross-site"));
}

#[test]
fn a_host_may_switch_them_off() {
    assert!(page().fetch_metadata());
    let quiet = page().with_fetch_metadata(false);
    assert!(!quiet.fetch_metadata());
    let put = answer(200, &[("access-control-allow-origin", "*"), ("access-control-allow-methods", "PUT")]);
    let ran = run(quiet.fetch(API).method("PUT"), &[put.clone(), redirect(307, OTHER), put, shared()]);
    assert_eq!(ran.sent.len(), 4);
    assert!(ran.sent.iter().all(|sent| secs(sent).is_empty()));
    let navigation = quiet.navigation(API).user_activation(true).redirect(RedirectMode::Follow);
    assert!(run(navigation, &[shared()]).sent.iter().all(|sent| secs(sent).is_empty()));
    // Then those that the host sets stay.
    let ran = run(quiet.unchecked_request(API).header("Sec-Fetch-Site", "cross-site"), &[shared()]);
    assert_eq!(secs(&ran.sent[0]), [("Sec-Fetch-Site", "cross-site")]);
    assert_eq!(secs(&run(quiet.with_fetch_metadata(true).fetch(API), &[shared()]).sent[0]).len(), 3);
}
