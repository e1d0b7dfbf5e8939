//! Which headers need a preflight.

use fetch_cors::error::Phase;
use fetch_cors::request::{Body, XhrBuilder};
use fetch_cors::response::ResponseType;

use super::REMOTE;
use crate::row::{Row, fetch, message, preflight, response};
use crate::scenario::{page, shared, shared_with};

pub fn rows() -> Vec<Row> {
    [values(), simple_requests(), client_hints(), request_headers()].concat()
}

/// Values of headers that may be safelisted, and whether they need a preflight.
fn values() -> Vec<Row> {
    let digits = "0".repeat(60);
    let endless = format!("bytes=1{digits}-2{digits}");
    let mut rows = Vec::new();
    for (name, values) in [
        (
            "content-type",
            &[
                ("text /plain", true),
                ("text\t/\tplain", true),
                ("text/plain;", false),
                ("text/plain;garbage", false),
                ("text/plain;garbage\u{1}\u{2}", true),
                ("text/plain,", true),
                (",text/plain", true),
                ("text/plain,text/plain", true),
                ("text/plain,x/x", true),
                ("text/plain\u{b}", true),
                ("text/plain\u{c}", true),
                ("application/www-form-urlencoded", true),
                ("application/x-www-form-urlencoded;\u{7f}", true),
                ("multipart/form-data", false),
                ("multipart/form-data;\"", true),
            ][..],
        ),
        (
            "range",
            &[
                ("100-200", true),
                ("MB=100-200", true),
                ("bytes=100-200", false),
                ("bytes =100-200", true),
                ("bytes\t=100-200", true),
                ("bytes=  100-200", true),
                ("bytes=\t\t100-200", true),
                ("bytes= \t100-200", true),
                ("bytes=100 -200", true),
                ("bytes=100\t-200", true),
                ("bytes=100- 200", true),
                ("bytes=100-\t200", true),
                ("bytes=100-200hello", true),
                ("bytes=abc-def", true),
                ("bytes=100-200,300-400", true),
                ("bytes=-200", true),
                ("bytes=200-", false),
                ("bytes=200-100", true),
                (endless.as_str(), true),
                ("bytes 100-200", true),
                ("bytes = 100-200", true),
                (",bytes=100-200", true),
                ("bytes=,100-200", true),
                ("BYTES=100-200", true),
                ("Bytes=100-200", true),
                ("bytes=+0-100", true),
                ("bytes=0-+100", true),
                ("bytes=+5-", true),
                ("bytes=0--1", true),
                ("bytes\u{c}=100-200", true),
                ("bytes=\u{c}100-200", true),
                ("bytes=100\u{c}-200", true),
                ("bytes=100-\u{c}200", true),
                ("bytes=100-200\u{c}", true),
            ],
        ),
    ] {
        for &(value, needs_preflight) in values {
            rows.push(value_row(name, value, needs_preflight));
        }
    }
    rows
}

fn value_row(name: &str, value: &str, needs_preflight: bool) -> Row {
    const FILE: &str = "cors/cors-safelisted-request-header.any.js";
    let body = Body::source().with_type("text/plain;charset=UTF-8");
    let request = page().fetch(REMOTE).method("POST").header(name, value).body(body);
    let row = fetch(FILE, format!("{name}: {value:?}"), request);
    match needs_preflight {
        true => row.sends(preflight(REMOTE, "POST", name), allowing_x_print()).fails(
            Phase::Preflight,
            "header-not-allowed",
            "CORS-preflight fetch 7.7",
        ),
        false => row
            .sends(message("POST", REMOTE).with(name, value).body(true), shared())
            .gives(response(ResponseType::Cors, 200)),
    }
}

/// What the server of these tests answers to a preflight: it allows a header that is not asked for.
fn allowing_x_print() -> crate::scenario::Answer {
    shared_with(&[
        ("access-control-allow-methods", "GET, HEAD, POST"),
        ("access-control-allow-headers", "x-print"),
    ])
}

/// `XMLHttpRequest` with a body, which GET and HEAD do not send.
fn xhr(method: &str, headers: &[(&str, &str)]) -> XhrBuilder {
    let body = Body::source().with_type("text/plain;charset=UTF-8");
    page().xml_http_request(method, REMOTE).headers(headers.iter().copied()).body(body)
}

fn simple_requests() -> Vec<Row> {
    const FILE: &str = "cors/simple-requests.htm";
    let mut cases: Vec<(&str, &[(&str, &str)])> = Vec::new();
    let sets: [&[(&str, &str)]; 7] = [
        &[("Accept", "test")],
        &[("accept-language", "test")],
        &[("CONTENT-language", "test")],
        &[("Content-Type", "application/x-www-form-urlencoded")],
        &[("content-type", "multipart/form-data")],
        &[("content-type", "text/plain")],
        &[
            ("accept", "test"),
            ("accept-language", "test"),
            ("content-language", "test"),
            ("content-type", "text/plain; a=b"),
        ],
    ];
    for headers in sets {
        cases.extend(["GET", "HEAD", "POST"].map(|method| (method, headers)));
    }
    cases.extend::<[(&str, &[(&str, &str)]); 3]>([
        ("Get", &[("content-type", "text/plain; a=b")]),
        ("post", &[("content-type", "text/plain")]),
        (
            "POST",
            &[
                ("Accept", "text/x"),
                ("accept-language", "nn-NO,nn,en"),
                ("content-type", "text/plain; a=b"),
                ("content-Language", "nn-NO"),
            ],
        ),
    ]);
    cases
        .into_iter()
        .map(|(method, headers)| {
            let upper = method.to_uppercase();
            let mut sent = message(&upper, REMOTE).body(upper == "POST");
            for (name, value) in headers {
                sent = sent.with(name, value);
            }
            fetch(FILE, format!("{method} {headers:?} needs no preflight"), xhr(method, headers))
                .sends(sent, shared_with(&[("content-type", "text/plain")]))
                .gives(
                    response(ResponseType::Cors, 200)
                        .body(upper != "HEAD")
                        .shows("content-type", "text/plain"),
                )
        })
        .collect()
}

/// Client hints as headers that script sets were safelisted once, which the tentative tests still say; the text's
/// safelist does not have them, so they need a preflight.
fn client_hints() -> Vec<Row> {
    const HINTS: &[(&str, &str)] = &[
        ("save-data", "on"),
        ("device-memory", "2.0"),
        ("dpr", "3.0"),
        ("width", "1200"),
        ("viewport-width", "1300"),
        ("rtt", "1"),
        ("downlink", "1.0"),
        ("ect", "2g"),
    ];
    const NAMES: &str = "device-memory,downlink,dpr,ect,rtt,save-data,viewport-width,width";
    let mut rows: Vec<Row> = ["GET", "HEAD", "POST"]
        .iter()
        .map(|method| {
            fetch(
                "cors/simple-requests-ch.tentative.htm",
                format!("{method} with client hints"),
                xhr(method, HINTS),
            )
            .sends(preflight(REMOTE, method, NAMES), allowing_x_print())
            .fails(Phase::Preflight, "header-not-allowed", "CORS-preflight fetch 7.7")
        })
        .collect();
    let with_others = [
        &[
            ("x-print", "1"),
            ("content-type", "text/plain"),
            ("accept", "test"),
            ("accept-language", "nn"),
            ("content-language", "nn"),
        ],
        HINTS,
    ]
    .concat();
    rows.push(
        fetch(
            "cors/client-hint-request-headers-2.tentative.htm",
            "client hints are not allowed",
            xhr("GET", &with_others),
        )
        .sends(
            preflight(REMOTE, "GET", &format!("{NAMES},x-print")),
            shared_with(&[("access-control-allow-headers", "x-print,")]),
        )
        .fails(Phase::Preflight, "header-not-allowed", "CORS-preflight fetch 7.7"),
    );
    const EMPTY: &str = "cors/client-hint-request-headers.htm";
    rows.push(unspecified(EMPTY));
    for name in ["device-memory", "dpr", "width", "viewport-width"] {
        rows.push(
            fetch(EMPTY, format!("{name} without a value"), xhr("GET", &[(name, "")]))
                .sends(
                    preflight(REMOTE, "GET", name),
                    shared_with(&[("access-control-allow-headers", "x-print")]),
                )
                .fails(Phase::Preflight, "header-not-allowed", "CORS-preflight fetch 7.7"),
        );
    }
    rows
}

fn request_headers() -> Vec<Row> {
    const FILE: &str = "cors/request-headers.htm";
    let allow = |names| shared_with(&[("access-control-allow-headers", names)]);
    vec![
        fetch(FILE, "a header that is allowed", xhr("GET", &[("x-print", "1")]))
            .sends(preflight(REMOTE, "GET", "x-print"), allow("x-print"))
            .sends(message("GET", REMOTE).with("x-print", "1"), shared())
            .gives(response(ResponseType::Cors, 200)),
        fetch(
            FILE,
            "safelisted headers need not be allowed",
            xhr(
                "GET",
                &[
                    ("x-print", "1"),
                    ("content-type", "text/plain"),
                    ("accept", "test"),
                    ("accept-language", "nn"),
                    ("content-language", "nn"),
                ],
            ),
        )
        .sends(preflight(REMOTE, "GET", "x-print"), allow("x-print,"))
        .sends(
            message("GET", REMOTE)
                .with("x-print", "1")
                .with("content-type", "text/plain")
                .with("accept", "test")
                .with("accept-language", "nn")
                .with("content-language", "nn"),
            shared(),
        )
        .gives(response(ResponseType::Cors, 200)),
        unspecified(FILE),
        fetch(
            FILE,
            "empty elements, and names in any case",
            xhr("GET", &[("x-print", "1"), ("y-print", "2")]),
        )
        .sends(preflight(REMOTE, "GET", "x-print,y-print"), allow(",z-print,x-PriNT, ,,,Y-PRINT"))
        .sends(message("GET", REMOTE).with("x-print", "1").with("y-print", "2"), shared())
        .gives(response(ResponseType::Cors, 200)),
    ]
}

fn unspecified(file: &'static str) -> Row {
    fetch(file, "one of two headers is not allowed", xhr("GET", &[("x-print", "1"), ("y-print", "1")]))
        .sends(
            preflight(REMOTE, "GET", "x-print,y-print"),
            shared_with(&[("access-control-allow-headers", "x-print")]),
        )
        .fails(Phase::Preflight, "header-not-allowed", "CORS-preflight fetch 7.7")
}
