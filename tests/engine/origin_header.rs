//! The `Origin` request header, for every combination of what it depends on, beside the same rule
//! written down once more.

use fetch_cors::Origin;
use fetch_cors::origin_header::OriginHeader;
use fetch_cors::request::{Mode, ReferrerPolicy, ResponseTainting};
use fetch_cors::request_origin::byte_serialize_request_origin;
use url::Url;

const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE", "patch", "get", "Head"];

/// Page, URL, whether the page is HTTPS and the URL is not, whether they are of one origin.
const PLACES: [(&str, &str, bool, bool); 13] = [
    ("https://app.example", "https://app.example/x", false, true),
    ("https://app.example", "https://app.example:443/", false, true),
    ("https://app.example", "https://app.example:8443/", false, false),
    ("https://app.example", "https://api.example/", false, false),
    ("https://app.example", "http://app.example/", true, false),
    ("https://app.example", "http://api.example/", true, false),
    ("https://app.example", "ftp://app.example/", true, false),
    ("http://app.example", "http://app.example/x", false, true),
    ("http://app.example", "http://api.example/", false, false),
    ("http://app.example", "https://app.example/", false, false),
    ("http://localhost:8080", "http://localhost/", false, false),
    ("null", "https://app.example/", false, false),
    ("null", "http://app.example/", false, false),
];

struct Row<'a> {
    mode: Mode,
    method: &'a str,
    policy: ReferrerPolicy,
    response_tainting: ResponseTainting,
    downgrade: bool,
    same_origin: bool,
    /// The request's origin, byte-serialised.
    serialized: &'a str,
}

/// The algorithm, from its step 3 on.
fn restated<'a>(row: &Row<'a>) -> Option<&'a str> {
    if row.response_tainting == ResponseTainting::Cors {
        return Some(row.serialized);
    }
    if row.mode == Mode::Websocket || row.mode == Mode::Webtransport {
        return Some(row.serialized);
    }
    if row.method == "GET" || row.method == "HEAD" {
        return None;
    }
    if row.mode == Mode::Cors {
        return Some(row.serialized);
    }
    let null = match row.policy.as_str() {
        "no-referrer" => true,
        "no-referrer-when-downgrade" | "strict-origin" | "strict-origin-when-cross-origin" => row.downgrade,
        "same-origin" => !row.same_origin,
        _ => false,
    };
    Some(if null { "null" } else { row.serialized })
}

#[test]
fn full_product() {
    let mut rows = 0;
    for (page, url, downgrade, same_origin) in PLACES {
        let origin = Origin::parse(page).unwrap();
        let url: Url = url.parse().unwrap();
        let url_origin = Origin::of(&url);
        // Led here by another origin, the request's origin is null, though it is still what it was.
        let led_by = [Origin::parse("https://a.test").unwrap(), url_origin.clone()];
        for (serialized, text) in [
            (byte_serialize_request_origin(&origin, [&url_origin]), page),
            (byte_serialize_request_origin(&origin, &led_by), "null"),
        ] {
            for &mode in Mode::ALL {
                for method in METHODS {
                    for &policy in ReferrerPolicy::ALL {
                        for &response_tainting in ResponseTainting::ALL {
                            let expected = restated(&Row {
                                mode,
                                method,
                                policy,
                                response_tainting,
                                downgrade,
                                same_origin,
                                serialized: text,
                            });
                            let mut header =
                                OriginHeader::new(&origin, serialized, &url_origin, url.scheme(), mode);
                            header.method = method.as_bytes();
                            header.response_tainting = response_tainting;
                            header.referrer_policy = policy;
                            assert_eq!(
                                header.value(),
                                expected.map(str::as_bytes),
                                "{page} to {url} ({text}): {mode}, {method}, {policy}, {response_tainting}"
                            );
                            rows += 1;
                        }
                    }
                }
            }
        }
    }
    assert_eq!(rows, PLACES.len() * 2 * 6 * METHODS.len() * 9 * 3);
}

/// The header of a `no-cors` `POST` to three places, by referrer policy.
#[test]
fn by_hand() {
    let page = "https://app.example";
    let urls = ["https://app.example/", "https://api.example/", "http://api.example/"];
    let rows = [
        ("", [page, page, page]),
        ("no-referrer", ["null", "null", "null"]),
        ("no-referrer-when-downgrade", [page, page, "null"]),
        ("same-origin", [page, "null", "null"]),
        ("origin", [page, page, page]),
        ("strict-origin", [page, page, "null"]),
        ("origin-when-cross-origin", [page, page, page]),
        ("strict-origin-when-cross-origin", [page, page, "null"]),
        ("unsafe-url", [page, page, page]),
    ];
    assert_eq!(rows.len(), ReferrerPolicy::ALL.len());
    let origin = Origin::parse(page).unwrap();
    for (policy, expected) in rows {
        for (url, expected) in urls.into_iter().zip(expected) {
            let url: Url = url.parse().unwrap();
            let url_origin = Origin::of(&url);
            let serialized = byte_serialize_request_origin(&origin, [&url_origin]);
            let mut header = OriginHeader::new(&origin, serialized, &url_origin, url.scheme(), Mode::NoCors);
            header.method = b"POST";
            header.response_tainting = ResponseTainting::Opaque;
            header.referrer_policy = policy.parse().unwrap();
            assert_eq!(header.value(), Some(expected.as_bytes()), "{policy:?} to {url}");
            (header.mode, header.response_tainting) = (Mode::Cors, ResponseTainting::Basic);
            assert_eq!(header.value(), Some(page.as_bytes()), "{policy:?} to {url}, cors");
        }
    }
}
