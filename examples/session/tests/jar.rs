//! Tests of the cookie jar: which cookies it stores, and with which messages it sends them.
#![allow(clippy::unwrap_used, reason = "tests")]

use fetch_cors::cookies::SameSiteMode::{self, LaxOrLess, StrictOrLess, UnsetOrLess};
use fetch_cors::url::Url;
use fetch_cors_session::Jar;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};

#[test]
fn sends_the_cookies_of_all_headers_to_the_same_host_only() {
    let jar = jar("https://a.example/", &[b"one=1", b"two=2"]);
    assert_eq!(cookie(&jar, "https://a.example/").unwrap(), b"one=1; two=2");
    assert_eq!(cookie(&jar, "https://a.example:8443/x").unwrap(), b"one=1; two=2");
    assert_eq!(cookie(&jar, "https://b.example/"), None);
    assert_eq!(cookie(&jar, "https://sub.a.example/"), None);
    assert_eq!(cookie(&Jar::new(), "https://a.example/"), None);
}

#[test]
fn keeps_bytes_that_are_no_text() {
    let all: Vec<u8> = (0x80..=0xFF).collect();
    let header = [b"raw=", &all[..], b"; Path=/"].concat();
    let jar = jar("https://a.example/", &[&header, "word=voil\u{e0}".as_bytes(), b"\xA0=\x85"]);
    let expected = [b"raw=", &all[..], "; word=voil\u{e0}; ".as_bytes(), b"\xA0=\x85"].concat();
    assert_eq!(cookie(&jar, "https://a.example/").unwrap(), expected);
}

#[test]
fn sends_an_empty_value_and_quotes_as_they_came() {
    let jar = jar("https://a.example/", &[b"empty=", b"quoted=\"a b\"", b"pairs=a=b", b"percent=%41"]);
    assert_eq!(
        cookie(&jar, "https://a.example/").unwrap(),
        br#"empty=; quoted="a b"; pairs=a=b; percent=%41"#
    );
}

#[test]
fn respects_the_path_and_sends_longer_paths_first() {
    let jar = jar("https://a.example/x/y", &[b"root=1; Path=/", b"default=2", b"deep=3; Path=/x/y"]);
    assert_eq!(cookie(&jar, "https://a.example/").unwrap(), b"root=1");
    assert_eq!(cookie(&jar, "https://a.example/x").unwrap(), b"default=2; root=1");
    assert_eq!(cookie(&jar, "https://a.example/x/y/z").unwrap(), b"deep=3; default=2; root=1");
    assert_eq!(cookie(&jar, "https://a.example/xy").unwrap(), b"root=1");
}

#[test]
fn respects_the_domain() {
    let jar = jar("https://www.a.example/", &[b"up=1; Domain=a.example", b"foreign=2; Domain=b.example"]);
    assert_eq!(cookie(&jar, "https://other.a.example/").unwrap(), b"up=1");
    assert_eq!(cookie(&jar, "https://a.example/").unwrap(), b"up=1");
    assert_eq!(cookie(&jar, "https://nota.example/"), None);
    assert_eq!(cookie(&jar, "https://b.example/"), None);
}

#[test]
fn refuses_a_public_suffix_unless_it_is_the_host() {
    let below =
        jar("https://a.co.uk/", &[b"all=1; Domain=co.uk", b"all=1; Domain=uk", b"own=2; Domain=a.co.uk"]);
    assert_eq!(cookie(&below, "https://b.co.uk/"), None);
    assert_eq!(cookie(&below, "https://www.a.co.uk/").unwrap(), b"own=2");

    let suffix = jar("https://github.io/", &[b"own=1; Domain=github.io"]);
    assert_eq!(cookie(&suffix, "https://github.io/").unwrap(), b"own=1");
    assert_eq!(cookie(&suffix, "https://a.github.io/"), None);
}

#[test]
fn refuses_a_domain_that_is_no_ascii() {
    let jar = jar("https://xn--bcher-kva.example/", &["a=1; Domain=b\u{fc}cher.example".as_bytes()]);
    assert_eq!(cookie(&jar, "https://xn--bcher-kva.example/"), None);
}

#[test]
fn sends_secure_cookies_over_https_and_to_the_own_machine() {
    let jar = jar("https://a.example/", &[b"secure=1; Secure"]);
    assert_eq!(cookie(&jar, "https://a.example/").unwrap(), b"secure=1");
    assert_eq!(cookie(&jar, "http://a.example/"), None);
    for local in ["http://127.0.0.1:8080/", "http://[::1]/", "http://localhost/"] {
        let jar = self::jar(local, &[b"secure=1; Secure"]);
        assert_eq!(cookie(&jar, local).unwrap(), b"secure=1", "{local}");
    }
}

#[test]
fn accepts_secure_cookies_from_secure_urls_only() {
    for (from, accepted) in [
        ("https://a.example/", true),
        ("http://a.example/", false),
        ("http://a.example:443/", false),
        ("http://127.0.0.1:8080/", true),
        ("http://127.255.255.255/", true),
        ("http://128.0.0.1/", false),
        ("http://[::1]/", true),
        ("http://[::2]/", false),
        ("http://localhost/", true),
        ("http://localhost.example/", false),
        // Browsers accept a secure cookie from this host too.
        ("http://app.localhost/", false),
    ] {
        for attribute in [&b"a=1; Secure"[..], b"a=1; secure=no; Path=/"] {
            let jar = jar(from, &[attribute]);
            let to = from.replace("http:", "https:");
            assert_eq!(cookie(&jar, &to).is_some(), accepted, "{from}");
        }
        let without = jar(from, &[b"a=1"]);
        assert_eq!(cookie(&without, from).unwrap(), b"a=1", "{from}");
    }
}

#[test]
fn protects_secure_cookies_from_urls_that_are_not_secure() {
    // A secure cookie in the jar, a URL, the cookie without `Secure` that it sets, and whether this cookie is accepted.
    for (secure, from, plain, accepted) in [
        ("a=1", "http://x.a.example/", "a=2", false),
        // The new cookie has another name. Names are case-sensitive.
        ("a=1", "http://x.a.example/", "b=2", true),
        ("a=1", "http://x.a.example/", "A=2", true),
        // The path of the new cookie is compared with the path of the secure cookie.
        ("a=1; Path=/p", "http://x.a.example/", "a=2; Path=/p", false),
        ("a=1; Path=/p", "http://x.a.example/", "a=2; Path=/p/q", false),
        ("a=1; Path=/p/", "http://x.a.example/", "a=2; Path=/p/q", false),
        ("a=1; Path=/p", "http://x.a.example/", "a=2; Path=/pq", true),
        ("a=1; Path=/p", "http://x.a.example/", "a=2; Path=/", true),
        ("a=1; Path=/p/", "http://x.a.example/", "a=2; Path=/p", true),
        // The domain of the new cookie is compared with the domain of the secure cookie.
        ("a=1; Domain=a.example", "http://x.a.example/", "a=2", false),
        ("a=1; Domain=a.example", "http://a.example/", "a=2", false),
        ("a=1", "http://x.a.example/", "a=2; Domain=a.example", false),
        ("a=1", "http://y.a.example/", "a=2", true),
        ("a=1", "http://ax.a.example/", "a=2", true),
        // A new cookie that has already expired would remove the secure cookie.
        ("a=1", "http://x.a.example/", "a=; Max-Age=0", false),
        // A secure URL may replace the secure cookie.
        ("a=1", "https://x.a.example/", "a=2", true),
    ] {
        let jar = jar("https://x.a.example/", &[format!("{secure}; Secure").as_bytes()]);
        let before = cookies_everywhere(&jar);
        jar.store(&url(from), StrictOrLess, &headers(&[plain.as_bytes()]));
        assert_eq!(cookies_everywhere(&jar) != before, accepted, "{secure}, {from} sets {plain}");
    }
}

#[test]
fn protects_no_other_cookies() {
    let plain = jar("http://a.example/", &[b"a=1"]);
    plain.store(&url("http://a.example/"), StrictOrLess, &headers(&[b"a=2"]));
    assert_eq!(cookie(&plain, "http://a.example/").unwrap(), b"a=2");

    let expired = jar("https://a.example/", &[b"a=1; Secure", b"a=; Secure; Max-Age=0"]);
    expired.store(&url("http://a.example/"), StrictOrLess, &headers(&[b"a=2"]));
    assert_eq!(cookie(&expired, "http://a.example/").unwrap(), b"a=2");
}

/// Returns the cookies that the jar sends to URLs with several hosts and paths.
fn cookies_everywhere(jar: &Jar) -> Vec<Option<Vec<u8>>> {
    let hosts = ["a.example", "x.a.example", "y.a.example", "ax.a.example"];
    let urls =
        hosts.iter().flat_map(|host| ["", "p", "p/q", "pq"].map(|path| format!("https://{host}/{path}")));
    urls.map(|url| cookie(jar, &url)).collect()
}

#[test]
fn enforces_the_prefixes_of_names() {
    for (from, set, accepted) in [
        ("https://a.example/", "__Secure-a=1; Secure", true),
        ("https://a.example/", "__Secure-a=1; Secure; Domain=a.example; Path=/p", true),
        ("https://a.example/", "__Secure-a=1", false),
        ("https://a.example/", "__SECURE-a=1", false),
        ("https://a.example/", "  __secure-a=1", false),
        ("https://a.example/", "__Secure-=1", false),
        ("https://a.example/", "__Secure=1", true),
        ("https://a.example/", "___Secure-a=1", true),
        ("http://a.example/", "__Secure-a=1; Secure", false),
        ("https://a.example/", "__Host-a=1; Secure; Path=/", true),
        ("https://a.example/", "__Host-a=1; Path=/", false),
        ("https://a.example/", "__hOST-a=1; Path=/", false),
        ("https://a.example/", "__Host-a=1; Secure", false),
        ("https://a.example/", "__Host-a=1; Secure; Path=/p", false),
        ("https://a.example/", "__Host-a=1; Secure; Path=p", false),
        ("https://a.example/", "__Host-a=1; Secure; Path=/; Domain=a.example", false),
        ("https://a.example/", "__Host-a=1; Secure; Path=/; Domain=", true),
        ("https://a.example/", "__Host=1", true),
        ("http://a.example/", "__Host-a=1; Secure; Path=/", false),
        ("http://127.0.0.1/", "__Host-a=1; Secure; Path=/", true),
    ] {
        let jar = jar(from, &[set.as_bytes()]);
        let to = from.replace("http:", "https:") + "p";
        assert_eq!(cookie(&jar, &to).is_some(), accepted, "{from} sets {set}");
    }
}

#[test]
fn forgets_all_cookies() {
    let jar = jar("https://a.example/", &[b"a=1", b"b=2; Secure; Max-Age=3600; Path=/p"]);
    jar.store(&url("https://b.example/"), StrictOrLess, &headers(&[b"c=3"]));
    jar.clear();
    assert_eq!(cookie(&jar, "https://a.example/p"), None);
    assert_eq!(cookie(&jar, "https://b.example/"), None);
    // After `clear`, no secure cookie protects the name any more.
    jar.store(&url("http://a.example/"), StrictOrLess, &headers(&[b"b=4"]));
    assert_eq!(cookie(&jar, "http://a.example/").unwrap(), b"b=4");
}

#[test]
fn drops_what_has_expired() {
    let jar =
        jar("https://a.example/", &[b"never=1; Max-Age=0", b"old=1; Expires=Thu, 01 Jan 1970 00:00:01 GMT"]);
    assert_eq!(cookie(&jar, "https://a.example/"), None);

    jar.store(&url("https://a.example/"), StrictOrLess, &headers(&[b"a=1", b"b=1; Max-Age=3600"]));
    assert_eq!(cookie(&jar, "https://a.example/").unwrap(), b"a=1; b=1");
    jar.store(&url("https://a.example/"), StrictOrLess, &headers(&[b"a=; Max-Age=0"]));
    assert_eq!(cookie(&jar, "https://a.example/").unwrap(), b"b=1");
}

#[test]
fn replaces_a_cookie_of_the_same_name_and_path() {
    let jar = jar("https://a.example/", &[b"a=1", b"b=1", b"a=2"]);
    assert_eq!(cookie(&jar, "https://a.example/").unwrap(), b"a=2; b=1");
}

#[test]
fn stores_and_sends_as_the_same_site_mode_allows() {
    let cookies: [&[u8]; 5] = [
        b"strict=1; SameSite=Strict",
        b"lax=2; samesite=LAX",
        b"unset=3",
        b"odd=4; SameSite=odd",
        b"none=5; Secure; SameSite=None",
    ];
    let from = "https://a.example/";
    let jar = jar(from, &cookies);
    for (mode, sent) in [
        (StrictOrLess, "strict=1; lax=2; unset=3; odd=4; none=5"),
        (LaxOrLess, "lax=2; unset=3; odd=4; none=5"),
        (UnsetOrLess, "unset=3; odd=4; none=5"),
    ] {
        assert_eq!(cookie_in(&jar, from, mode).unwrap(), sent.as_bytes(), "{mode}");
    }
    for mode in [LaxOrLess, UnsetOrLess] {
        let jar = Jar::new();
        jar.store(&url(from), mode, &headers(&cookies));
        assert_eq!(cookie(&jar, from).unwrap(), b"unset=3; odd=4; none=5", "{mode}");
        // Such a message cannot replace or remove a cookie that the site itself has set.
        jar.store(&url(from), StrictOrLess, &headers(&[b"strict=6; SameSite=Strict"]));
        jar.store(&url(from), mode, &headers(&[b"strict=7; SameSite=Strict; Max-Age=0"]));
        assert_eq!(cookie(&jar, from).unwrap(), b"unset=3; odd=4; none=5; strict=6", "{mode}");
    }
}

#[test]
fn refuses_a_cookie_for_all_sites_that_is_not_secure() {
    for (from, line, is_stored) in [
        ("https://a.example/", "a=1; SameSite=None", false),
        ("http://localhost/", "a=1; SameSite=None", false),
        ("https://a.example/", "a=1; SameSite=None; Secure", true),
        ("http://localhost/", "a=1; SameSite=None; Secure", true),
        ("http://a.example/", "a=1; SameSite=None; Secure", false),
    ] {
        assert_eq!(cookie(&jar(from, &[line.as_bytes()]), from).is_some(), is_stored, "{from}: {line}");
    }
}

#[test]
fn ignores_what_is_no_cookie() {
    let odd: [&[u8]; 8] =
        [b"", b";", b"=", b"novalue", b"=value", b"\xFF", b"a=1; Domain=\xFF", b"a=1; Domain=.."];
    let jar = jar("https://a.example/", &odd);
    assert_eq!(cookie(&jar, "https://a.example/"), None);
    assert_eq!(cookie(&jar, "data:,hello"), None);
    jar.store(&url("data:,hello"), StrictOrLess, &headers(&[b"a=1"]));
    assert_eq!(cookie(&jar, "data:,hello"), None);
}

#[test]
fn prints_no_cookie() {
    let jar = jar("https://a.example/", &[b"id=secret"]);
    assert_eq!(format!("{jar:?}"), "Jar { .. }");
}

#[test]
fn threads_can_share_it() {
    const fn shared<T: Send + Sync>() {}
    shared::<Jar>();
}

fn jar(from: &str, cookies: &[&[u8]]) -> Jar {
    let jar = Jar::new();
    jar.store(&url(from), StrictOrLess, &headers(cookies));
    jar
}

fn cookie(jar: &Jar, to: &str) -> Option<Vec<u8>> {
    cookie_in(jar, to, StrictOrLess)
}

fn cookie_in(jar: &Jar, to: &str, mode: SameSiteMode) -> Option<Vec<u8>> {
    jar.cookie(&url(to), mode).map(|value| value.as_bytes().to_vec())
}

fn headers(cookies: &[&[u8]]) -> HeaderMap {
    cookies.iter().map(|cookie| (SET_COOKIE, HeaderValue::from_bytes(cookie).unwrap())).collect()
}

fn url(url: &str) -> Url {
    Url::parse(url).unwrap()
}
