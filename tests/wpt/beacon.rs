//! `beacon`: `navigator.sendBeacon()`. Payloads and their quota are the host's.

use fetch_cors::error::Phase;
use fetch_cors::request::{Body, ReferrerPolicy, ResourceBuilder, Source};
use fetch_cors::response::ResponseType::{Basic, Cors};

use crate::places::{HERE, THERE};
use crate::row::{Message, Row, fetch, message, opaque, preflight, response};
use crate::scenario::{APP, Answer, answer, page};

pub fn rows() -> Vec<Row> {
    [cors(), cors_of_the_older_form(), errors(), preflight_failure(), redirects(), content_types(), origin()]
        .concat()
}

/// What a beacon's data says of itself, of nothing, bytes, a string, a form, parameters and a blob.
const SAFE: [Option<&str>; 6] = [
    None,
    Some("text/plain;charset=UTF-8"),
    Some("multipart/form-data; boundary=a"),
    Some("application/x-www-form-urlencoded;charset=UTF-8"),
    Some("application/x-www-form-urlencoded"),
    Some("text/plain"),
];

fn beacon(url: &str, content_type: Option<&str>) -> ResourceBuilder {
    page().beacon(url, Some(data(content_type)))
}

fn data(content_type: Option<&str>) -> Source {
    content_type.map_or(Body::source(), |own| Body::source().with_type(own))
}

/// A server that knows nothing of CORS.
fn silent(status: u16, headers: &[(&str, &str)]) -> Answer {
    answer(status, headers)
}

/// One that allows the page's origin, with credentials, and content types.
fn allowing(status: u16, headers: &[(&str, &str)]) -> Answer {
    let allowed = [
        ("access-control-allow-origin", APP),
        ("access-control-allow-credentials", "true"),
        ("access-control-allow-headers", "content-type"),
    ];
    answer(status, &[&allowed, headers].concat())
}

/// With cookies and data.
fn post(url: &str) -> Message {
    message("POST", url).credentials(true).body(true)
}

fn cors() -> Vec<Row> {
    const FILE: &str = "beacon/beacon-cors.https.window.js";
    const TYPE: &str = "application/octet-stream";
    let to = "https://api.example/b";
    let moved = [("location", to)];
    let octets = || beacon(THERE, Some(TYPE));
    let asks = |url| preflight(url, "POST", "content-type").with("origin", APP);
    let mut rows: Vec<Row> = SAFE[..4]
        .iter()
        .map(|content_type| {
            fetch(FILE, format!("{content_type:?} is redirected without CORS"), beacon(THERE, *content_type))
                .sends(post(THERE), silent(307, &moved))
                .sends(post(to), silent(200, &[]))
                .gives(opaque())
        })
        .collect();
    let without_credentials = answer(
        200,
        &[("access-control-allow-origin", APP), ("access-control-allow-headers", "content-type")],
    );
    rows.extend([
        fetch(FILE, "other types need CORS of a redirect", octets())
            .sends(asks(THERE), silent(307, &moved))
            .fails(Phase::Preflight, "missing-allow-origin", "CORS check 2"),
        fetch(FILE, "and of the server", octets()).sends(asks(THERE), silent(400, &[])).fails(
            Phase::Preflight,
            "missing-allow-origin",
            "CORS check 2",
        ),
        fetch(FILE, "with credentials", octets()).sends(asks(THERE), without_credentials).fails(
            Phase::Preflight,
            "missing-allow-credentials",
            "CORS check 8",
        ),
        fetch(FILE, "allowed with credentials", octets())
            .sends(asks(THERE), allowing(200, &[]))
            .sends(post(THERE).with("content-type", TYPE), allowing(200, &[]))
            .gives(response(Cors, 200)),
        fetch(FILE, "redirected, and allowed twice", octets())
            .sends(asks(THERE), allowing(200, &[]))
            .sends(post(THERE).with("content-type", TYPE), allowing(307, &moved))
            .sends(asks(to), allowing(200, &[]))
            .sends(post(to).with("content-type", TYPE), allowing(200, &[]))
            .gives(response(Cors, 200)),
    ]);
    rows
}

fn cors_of_the_older_form() -> Vec<Row> {
    const FILE: &str = "beacon/beacon-cors.sub.window.js";
    let mut rows = Vec::new();
    for content_type in SAFE {
        for (says, answer) in [("allows CORS", allowing(200, &[])), ("does not", silent(200, &[]))] {
            let says = format!("{content_type:?} arrives where the server {says}");
            rows.push(
                fetch(FILE, says, beacon(THERE, content_type)).sends(post(THERE), answer).gives(opaque()),
            );
        }
    }
    rows.push(
        fetch(FILE, "text/html has to be allowed", beacon(THERE, Some("text/html")))
            .sends(preflight(THERE, "POST", "content-type"), allowing(200, &[]))
            .sends(post(THERE), allowing(200, &[]))
            .gives(response(Cors, 200)),
    );
    rows
}

fn errors() -> Vec<Row> {
    const FILE: &str = "beacon/beacon-error.sub.window.js";
    vec![
        fetch(FILE, "no URL", beacon("http://invalid:url", None)).throws("InvalidUrl"),
        fetch(FILE, "not HTTP", beacon("nothttp://invalid.url", None)).throws("BeaconNeedsHttp"),
    ]
}

fn preflight_failure() -> Vec<Row> {
    const FILE: &str = "beacon/beacon-preflight-failure.sub.window.js";
    vec![
        fetch(FILE, "a type of its own has a preflight", beacon(THERE, Some("x/y")))
            .sends(preflight(THERE, "POST", "content-type"), silent(400, &[]))
            .fails(Phase::Preflight, "missing-allow-origin", "CORS check 2"),
    ]
}

fn redirects() -> Vec<Row> {
    const FILE: &str = "beacon/beacon-redirect.window.js";
    let row = |status, content_type| {
        fetch(FILE, format!("{status} keeps {content_type:?}"), beacon(HERE, content_type))
            .sends(post(HERE), silent(status, &[("location", "/b")]))
            .sends(post("https://app.example/b"), silent(200, &[]))
            .gives(response(Basic, 200))
    };
    [307, 308].into_iter().flat_map(|status| SAFE.map(|content_type| row(status, content_type))).collect()
}

fn content_types() -> Vec<Row> {
    const FILE: &str = "beacon/headers/header-content-type-and-body.html";
    SAFE.map(|content_type| {
        let sent = match content_type {
            Some(content_type) => post(HERE).with("content-type", content_type),
            None => post(HERE).without("content-type"),
        };
        fetch(FILE, format!("{content_type:?}"), beacon(HERE, content_type))
            .sends(sent, silent(200, &[]))
            .gives(response(Basic, 200))
    })
    .into()
}

/// A page whose referrer policy is *same-origin*.
fn origin() -> Vec<Row> {
    const FILE: &str = "beacon/headers/header-origin-same-origin.html";
    let page = page().with_referrer_policy(ReferrerPolicy::SameOrigin);
    let mut rows = Vec::new();
    for content_type in [None, Some("text/plain;charset=UTF-8")] {
        for (url, origin, seen) in [(HERE, APP, response(Basic, 200)), (THERE, "null", opaque())] {
            rows.push(
                fetch(
                    FILE,
                    format!("to {url}, {content_type:?}"),
                    page.beacon(url, Some(data(content_type))),
                )
                .sends(post(url).with("origin", origin), silent(200, &[]))
                .gives(seen),
            );
        }
    }
    rows
}
