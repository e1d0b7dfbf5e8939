//! The CORS-preflight request: its headers, and what it is sent with.

use std::sync::Arc;

use fetch_cors::header::cors_unsafe_request_header_names;
use fetch_cors::preflight::preflight_request_headers;
use fetch_cors::request::{CredentialsMode, FetchBuilder};
use fetch_cors::site::Sites;
use fetch_cors::{Client, Exchange, Origin, PreflightCache, Step, Timestamp, fetch};

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Method, the request's headers, and `Access-Control-Request-Headers`.
#[test]
fn headers() {
    type Row<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], Option<&'a str>);
    let long = "a".repeat(128);
    let by_total = [("Accept", long.as_str()); 9];
    let at_limit = [("Accept", long.as_str()); 8];
    let over_limit =
        [vec![("Accept", long.as_str()); 8], vec![("X-A", ""), ("Content-Language", "a")]].concat();
    let rows: [Row<'_>; 24] = [
        (
            "P1",
            "GET",
            &[
                ("Orange", "1"),
                ("Apple", "1"),
                ("Kiwifruit", "1"),
                ("Content-Type", "application/octet-stream"),
                ("Strawberry", "1"),
            ],
            Some("apple,content-type,kiwifruit,orange,strawberry"),
        ),
        (
            "P2: Save-Data is not safelisted in the standard",
            "GET",
            &[
                ("Accept", "everything"),
                ("Accept-Language", "everything"),
                ("Content-Language", "everything"),
                ("Save-Data", "on"),
            ],
            Some("save-data"),
        ),
        ("P3", "POST", &[("Content-Type", "text/plain")], None),
        ("P4", "GET", &[("X-Custom-Header", "1")], Some("x-custom-header")),
        ("P5", "POST", &[("Content-Type", "application/octet-stream")], Some("content-type")),
        ("P6: no filter here for forbidden names", "GET", &[("Referer", "x")], Some("referer")),
        (
            "P11: nor for what a cache adds",
            "GET",
            &[("If-Modified-Since", "x"), ("Cache-Control", "x"), ("foo", "x")],
            Some("cache-control,foo,if-modified-since"),
        ),
        ("nothing", "PUT", &[], None),
        ("lower-case method", "patch", &[], None),
        ("method with a dash", "M-SEARCH", &[], None),
        ("all safe", "DELETE", &[("Accept", "a/b"), ("Range", "bytes=0-")], None),
        ("one name, two spellings", "GET", &[("X-A", "1"), ("x-a", "2"), ("X-a", "3")], Some("x-a")),
        ("sorted as bytes", "GET", &[("b", ""), ("a-b", ""), ("a_b", ""), ("a", ""), ("a.b", "")], {
            Some("a,a-b,a.b,a_b,b")
        }),
        ("sorted in lower case", "GET", &[("B", ""), ("a", ""), ("C", ""), ("_", "")], Some("_,a,b,c")),
        ("a prefix first", "GET", &[("x-aa", ""), ("x-a", "")], Some("x-a,x-aa")),
        ("digits first", "GET", &[("a1", ""), ("1a", "")], Some("1a,a1")),
        ("star", "GET", &[("*", "")], Some("*")),
        ("authorization", "GET", &[("AUTHORIZATION", "")], Some("authorization")),
        ("empty value", "GET", &[("Range", "")], Some("range")),
        ("safe and not", "GET", &[("Content-Type", "text/plain"), ("content-type", "a/b")], {
            Some("content-type")
        }),
        ("unsafe by length", "GET", &[("Accept", concat!("0123456789abcdef", "\"")), ("X", "")], {
            Some("accept,x")
        }),
        ("1,024 bytes", "GET", &at_limit, None),
        ("more than 1,024 bytes", "GET", &by_total, Some("accept")),
        ("1,025 bytes", "GET", &over_limit, Some("accept,content-language,x-a")),
    ];
    for (row, method, headers, names) in rows {
        let unsafe_names = cors_unsafe_request_header_names(headers);
        let sent = preflight_request_headers(method.as_bytes(), &unsafe_names);
        let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (text(name), text(value))).collect();
        let mut expected = vec![("Accept", "*/*"), ("Access-Control-Request-Method", method)];
        expected.extend(names.map(|names| ("Access-Control-Request-Headers", names)));
        assert_eq!(sent, expected, "{row}");
    }
}

#[test]
fn many_names() {
    let names: Vec<String> = (0..100_000).rev().map(|i| format!("X-{i:06}")).collect();
    let headers: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "1")).collect();
    let unsafe_names = cors_unsafe_request_header_names(&headers);
    let sent = preflight_request_headers(b"PUT", &unsafe_names);
    let (name, value) = sent.iter().last().unwrap();
    assert_eq!(text(name), "Access-Control-Request-Headers");
    assert_eq!(value.len(), 100_000 * "x-000000,".len() - 1);
    assert!(value.starts_with(b"x-000000,x-000001,") && value.ends_with(b",x-099999"));
}

/// Nobody's list: no domain is registrable.
#[derive(Debug)]
struct NoSites;

impl Sites for NoSites {
    fn registrable_domain<'d>(&self, _: &'d str) -> Option<&'d str> {
        None
    }
}

fn page(origin: &str) -> Client {
    Client::with_sites(Origin::parse(origin).unwrap(), Arc::new(NoSites)).with_fetch_metadata(false)
}

fn first(request: FetchBuilder) -> Exchange {
    let step = fetch::<()>(request.build().unwrap(), &mut PreflightCache::new(), Timestamp::ZERO);
    let Step::Send(exchange) = step else { panic!("nothing to send") };
    exchange
}

fn header<'a>(exchange: &'a Exchange, name: &str) -> Vec<&'a str> {
    let of_name = exchange.headers().iter().filter(|(n, _)| n.eq_ignore_ascii_case(name.as_bytes()));
    of_name.map(|(_, value)| text(value)).collect()
}

#[test]
fn message() {
    // Page, credentials mode, and the `Origin`.
    let rows = [
        ("https://app.example", CredentialsMode::Omit, "https://app.example"),
        ("https://app.example", CredentialsMode::SameOrigin, "https://app.example"),
        ("https://app.example", CredentialsMode::Include, "https://app.example"),
        ("http://localhost:8080", CredentialsMode::Include, "http://localhost:8080"),
        ("null", CredentialsMode::Include, "null"),
    ];
    for (origin, credentials, expected) in rows {
        let put = page(origin)
            .fetch("https://api.example/a?b#c")
            .method("PUT")
            .header("X-Token", "secret")
            .header("Accept", "text/plain")
            .body(fetch_cors::request::Body::source().with_type("text/plain"))
            .credentials(credentials);
        let preflight = first(put);
        let row = format!("{origin}, {credentials}");
        assert!(preflight.is_preflight(), "{row}");
        assert_eq!(preflight.method(), http::Method::OPTIONS, "{row}");
        assert_eq!(preflight.url().as_str(), "https://api.example/a?b#c", "{row}");
        assert_eq!(header(&preflight, "origin"), [expected], "{row}");
        assert_eq!(header(&preflight, "accept"), ["*/*"], "{row}");
        assert_eq!(header(&preflight, "access-control-request-method"), ["PUT"], "{row}");
        assert_eq!(header(&preflight, "access-control-request-headers"), ["x-token"], "{row}");
        assert_eq!(preflight.headers().len(), 4, "{row}: {:?}", preflight.headers());
        assert!(!preflight.include_credentials(), "{row}: P7");
        assert!(!preflight.send_body(), "{row}");
    }
}

/// P8: a request that redirects have tainted asks as `null`.
#[test]
fn tainted() {
    let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
    let get = page("https://app.example").fetch("https://a.test/").header("x-a", "1").build().unwrap();
    let mut step = fetch::<()>(get, &mut cache, now);
    let mut origins = Vec::new();
    for location in ["https://a.test/", "https://b.test/", "https://c.test/"] {
        loop {
            step = match step {
                Step::Send(exchange) => {
                    origins.push((exchange.is_preflight(), header(&exchange, "origin").join("|")));
                    let granted = http::Response::builder()
                        .header("access-control-allow-origin", "*")
                        .header("access-control-allow-headers", "x-a");
                    if exchange.is_preflight() {
                        exchange.respond(granted.body(()).unwrap(), &mut cache, now)
                    } else {
                        let moved = granted.status(307).header("location", location).body(()).unwrap();
                        exchange.respond(moved, &mut cache, now)
                    }
                }
                Step::Redirect(hop) => break step = hop.run(&mut cache, now),
                step => panic!("{step:?}"),
            };
        }
    }
    let home = "https://app.example".to_owned();
    let null = "null".to_owned();
    assert_eq!(
        origins,
        [
            (true, home.clone()),
            (false, home.clone()),
            // To the same URL again: the grant is in the cache, and nothing is tainted yet.
            (false, home),
            (true, null.clone()),
            (false, null),
        ]
    );
}
