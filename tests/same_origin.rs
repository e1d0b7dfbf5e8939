//! Same origin of URLs, beside their parts compared one by one.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use fetch_cors::Origin;
use fetch_cors::request_origin::is_redirect_tainted;
use proptest::prelude::*;
use proptest::sample::select;
use url::{Host, Url};

const SCHEMES: [&str; 11] =
    ["https", "https", "http", "http", "wss", "ws", "ftp", "file", "custom", "httpsx", "data"];
const USERS: [&str; 9] = ["", "", "", "@", ":@", "user@", "user:pw@", "a.example@", "%40:%2F@"];
const HOSTS: [&str; 9] = [
    "a.example",
    "a.example",
    "A.example",
    "a.example.",
    "b.example",
    "[::1]",
    "127.0.0.1",
    "2130706433",
    "",
];
const PORTS: [&str; 8] = ["", "", ":443", ":80", ":21", ":8080", ":808", ":"];
const TAILS: [&str; 8] = ["", "/", "/x@y", "?@a.example/", "#@/", "\\x", "//a.example/", "/:80/"];
const WRAPPERS: [&str; 8] = ["", "", "", "", "", "", "blob:", "blob:blob:"];

/// A change that the `url` crate makes, if it can.
#[derive(Clone, Copy, Debug)]
enum Change {
    Nothing,
    Scheme(&'static str),
    Port(Option<u16>),
    Host(&'static str),
    User(&'static str),
    Password(Option<&'static str>),
    Path(&'static str),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => Just(Change::Nothing),
        2 => select(&SCHEMES[..]).prop_map(Change::Scheme),
        2 => select(&[None, Some(443), Some(80), Some(8080)][..]).prop_map(Change::Port),
        1 => select(&["a.example", "[::1]", ""][..]).prop_map(Change::Host),
        1 => select(&["", "user", "a.example", "@"][..]).prop_map(Change::User),
        1 => select(&[None, Some(""), Some("pw")][..]).prop_map(Change::Password),
        1 => select(&["", "/", "x", "//a.example"][..]).prop_map(Change::Path),
    ]
}

fn a_url() -> impl Strategy<Value = Url> {
    let authority = (select(&USERS[..]), select(&HOSTS[..]), select(&PORTS[..]));
    let slashes = select(&["://", "://", "://", "://", ":", ":/"][..]);
    let around = (select(&WRAPPERS[..]), select(&SCHEMES[..]), slashes, select(&TAILS[..]));
    let text = (around, authority).prop_map(|((wrapper, scheme, slashes, tail), (user, host, port))| {
        format!("{wrapper}{scheme}{slashes}{user}{host}{port}{tail}")
    });
    let url = text.prop_filter_map("no URL", |text| Url::parse(&text).ok());
    (url, change(), change()).prop_map(|(mut url, first, second)| {
        for change in [first, second] {
            // One that the crate refuses leaves the URL as it was.
            let _ = match change {
                Change::Nothing => Ok(()),
                Change::Scheme(scheme) => url.set_scheme(scheme),
                Change::Port(port) => url.set_port(port),
                Change::Host(host) => url.set_host(Some(host)).map_err(|_| ()),
                Change::User(user) => url.set_username(user),
                Change::Password(password) => url.set_password(password),
                Change::Path(path) => {
                    url.set_path(path);
                    Ok(())
                }
            };
        }
        url
    })
}

/// Scheme, host and port, as the URL Standard has a URL's origin; `None` if it is opaque.
fn tuple(url: &Url) -> Option<(String, Host<String>, u16)> {
    match url.scheme() {
        "http" | "https" | "ws" | "wss" | "ftp" => {
            let host = url.host().unwrap().to_owned();
            Some((url.scheme().to_owned(), host, url.port_or_known_default().unwrap()))
        }
        "blob" => {
            let inner = Url::parse(url.path()).ok()?;
            if matches!(inner.scheme(), "http" | "https") { tuple(&inner) } else { None }
        }
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn as_the_parts_say(a in a_url(), b in a_url()) {
        let (of_a, of_b) = (tuple(&a), tuple(&b));
        let expected = of_a.is_some() && of_a == of_b;
        prop_assert_eq!(Origin::of(&a).same_origin(&Origin::of(&b)), expected, "{} and {}", a, b);
        prop_assert_eq!(Origin::of(&b).same_origin(&Origin::of(&a)), expected, "{} and {}", b, a);
        prop_assert_eq!(Origin::of(&a).same_origin(&Origin::of(&a)), of_a.is_some(), "{}", a);
    }

    /// A host may give an origin to a scheme of its own; its URLs' origins stay opaque.
    #[test]
    fn as_a_tuple_says(scheme in select(&SCHEMES[..]), host in select(&HOSTS[..]), url in a_url()) {
        for port in [None, Some(443), Some(80)] {
            let Ok(host) = Host::parse(host) else { continue };
            let Ok(origin) = Origin::tuple(scheme, &host.to_string(), port) else { continue };
            let of_url = tuple(&url);
            let expected = of_url.is_some_and(|(of_scheme, of_host, of_port)| {
                let port = port.or(match scheme {
                    "http" | "ws" => Some(80),
                    "https" | "wss" => Some(443),
                    "ftp" => Some(21),
                    _ => None,
                });
                of_scheme == scheme && of_host == host && Some(of_port) == port
            });
            prop_assert_eq!(origin.same_origin(&Origin::of(&url)), expected, "{} and {}", origin, url);
        }
    }

    /// Tainted by each URL that is neither of the request's origin nor of the next one's.
    #[test]
    fn redirects_taint_as_the_parts_say(home in a_url(), urls in proptest::collection::vec(a_url(), 0..4)) {
        let (origin, of_home) = (Origin::of(&home), tuple(&home));
        let expected = urls.windows(2).any(|pair| {
            let (last, next) = (tuple(&pair[0]), tuple(&pair[1]));
            last.is_none() || last != next && last != of_home
        });
        let url_origins: Vec<Origin> = urls.iter().map(Origin::of).collect();
        prop_assert_eq!(is_redirect_tainted(&origin, &url_origins), expected, "{} over {:?}", origin, urls);
    }
}
