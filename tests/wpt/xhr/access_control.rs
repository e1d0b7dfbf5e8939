//! Requests without a preflight: shared or not, from pages with and without an origin.

use fetch_cors::Client;
use fetch_cors::error::Phase;
use fetch_cors::request::{Body, XhrBuilder};
use fetch_cors::response::ResponseType;

use super::{HOME, REMOTE};
use crate::row::{Row, fetch, message, preflight, response};
use crate::scenario::{APP, Answer, answer, page, sandbox, shared, shared_with};

pub fn rows() -> Vec<Row> {
    [shared_or_not(), null_origins(), without_preflight(), seen(), conditional()].concat()
}

fn get(url: &str) -> XhrBuilder {
    page().xml_http_request("GET", url)
}

fn cors() -> crate::row::Response {
    response(ResponseType::Cors, 200)
}

/// For this page, with credentials.
fn for_page() -> Answer {
    answer(200, &[("access-control-allow-origin", APP), ("access-control-allow-credentials", "true")])
}

fn shared_or_not() -> Vec<Row> {
    const DENIED: &str = "xhr/access-control-basic-denied.htm";
    const AGAIN: &str = "xhr/access-control-recursive-failed-request.htm";
    let refused = |row: Row| {
        row.sends(message("GET", REMOTE), answer::<&str>(200, &[])).fails(
            Phase::Actual,
            "missing-allow-origin",
            "CORS check 2",
        )
    };
    let mut rows = vec![
        fetch("xhr/access-control-basic-allow-star.any.js", "everybody", get(REMOTE))
            .sends(message("GET", REMOTE), shared())
            .gives(cors().body(true)),
        fetch(
            "xhr/access-control-basic-allow-access-control-origin-header.any.js",
            "the origin is sent, with its scheme",
            get(REMOTE),
        )
        .sends(message("GET", REMOTE).with("origin", APP), for_page())
        .gives(cors().body(true)),
        fetch(DENIED, "at home no header is needed", get(HOME))
            .sends(message("GET", HOME), answer::<&str>(200, &[]))
            .gives(response(ResponseType::Basic, 200)),
        refused(fetch(DENIED, "elsewhere it is", get(REMOTE))),
    ];
    for file in ["xhr/access-control-basic-allow.any.js", "xhr/access-control-basic-allow-async.any.js"] {
        rows.push(
            fetch(file, "this origin", get(REMOTE))
                .sends(message("GET", REMOTE), for_page())
                .gives(cors().body(true)),
        );
    }
    let mut again = refused(fetch(AGAIN, "refused, ten times in a row", get(REMOTE)));
    for _ in 1..10 {
        again = refused(again.then(get(REMOTE)));
    }
    rows.push(again);
    rows
}

/// Pages of an opaque origin: a `data:` URL, a sandboxed frame.
fn null_origins() -> Vec<Row> {
    let from = |client: Client, url: &str| client.xml_http_request("GET", url);
    let sent = |url| message("GET", url).with("origin", "null");
    let with = |allow: Option<&str>| {
        let mut headers = vec![("content-type", "text/plain"), ("access-control-allow-credentials", "true")];
        headers.extend(allow.map(|value| ("access-control-allow-origin", value)));
        answer(200, &headers)
    };
    const DENIED: &str = "xhr/access-control-sandboxed-iframe-denied.htm";
    const NO_WILDCARD: &str = "xhr/access-control-sandboxed-iframe-denied-without-wildcard.htm";
    vec![
        fetch(
            "xhr/access-control-basic-allow-access-control-origin-header-data-url.htm",
            "a page of a data: URL is the origin null",
            from(sandbox(), REMOTE),
        )
        .sends(sent(REMOTE), with(Some("null")))
        .gives(cors().body(true)),
        fetch(
            "xhr/access-control-sandboxed-iframe-allow.htm",
            "everybody, and so a sandbox",
            from(sandbox(), HOME),
        )
        .sends(sent(HOME), with(Some("*")))
        .gives(cors().body(true)),
        fetch(
            "xhr/access-control-sandboxed-iframe-allow-origin-null.htm",
            "null is a sandbox",
            from(sandbox(), HOME),
        )
        .sends(sent(HOME), with(Some("null")))
        .gives(cors().body(true)),
        fetch(DENIED, "the page around the sandbox is at home", from(page(), HOME))
            .sends(message("GET", HOME), with(None))
            .gives(response(ResponseType::Basic, 200)),
        fetch(DENIED, "the sandbox is not", from(sandbox(), HOME)).sends(sent(HOME), with(None)).fails(
            Phase::Actual,
            "missing-allow-origin",
            "CORS check 2",
        ),
        fetch(NO_WILDCARD, "the page around the sandbox is allowed", from(page(), REMOTE))
            .sends(message("GET", REMOTE).with("origin", APP), with(Some(APP)))
            .gives(cors().body(true)),
        fetch(NO_WILDCARD, "the sandbox is not", from(sandbox(), REMOTE))
            .sends(sent(REMOTE), with(Some(APP)))
            .fails(Phase::Actual, "allow-origin-mismatch", "CORS check 4"),
    ]
}

fn without_preflight() -> Vec<Row> {
    const TEXT: &str = "text/plain;charset=UTF-8";
    const FORM: &str = "multipart/form-data; boundary=a";
    let headers = [
        ("accept", "*"),
        ("accept-language", "ru"),
        ("content-language", "ru"),
        ("content-type", "text/plain"),
    ];
    let mut sent = message("POST", REMOTE);
    for (name, value) in headers {
        sent = sent.with(name, value);
    }
    let post = |body| page().xml_http_request("POST", REMOTE).body(body);
    vec![
        fetch(
            "xhr/access-control-basic-cors-safelisted-request-headers.htm",
            "safelisted headers arrive",
            page().xml_http_request("POST", REMOTE).headers(headers),
        )
        .sends(sent, shared())
        .gives(cors()),
        fetch(
            "xhr/access-control-basic-post-success-no-content-type.htm",
            "text without a type of its own",
            post(Body::source().with_type(TEXT)),
        )
        .sends(message("POST", REMOTE).with("content-type", TEXT).body(true), for_page())
        .gives(cors()),
        fetch("xhr/cors-upload.any.js", "a form, no preflight", post(Body::source().with_type(FORM)))
            .sends(message("POST", REMOTE).with("content-type", FORM).body(true), for_page())
            .gives(cors()),
        fetch(
            "xhr/cors-upload.any.js",
            "a form, a preflight, and the form",
            post(Body::source().with_type(FORM)).header("Authorization", "Bearer a").with_credentials(true),
        )
        .sends(
            preflight(REMOTE, "POST", "authorization"),
            answer(
                200,
                &[
                    ("access-control-allow-origin", APP),
                    ("access-control-allow-credentials", "true"),
                    ("access-control-allow-headers", "Authorization"),
                ],
            ),
        )
        .sends(
            message("POST", REMOTE)
                .with("authorization", "Bearer a")
                .with("content-type", FORM)
                .credentials(true)
                .body(true),
            for_page(),
        )
        .gives(cors()),
    ]
}

/// What script sees of a response.
fn seen() -> Vec<Row> {
    const SAFE: &[(&str, &str)] = &[
        ("cache-control", "max-age=0"),
        ("content-language", "en"),
        ("content-type", "text/plain"),
        ("expires", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ("last-modified", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ("pragma", "no-cache"),
    ];
    let mut all = cors().hides("x-webkit");
    for (name, value) in SAFE {
        all = all.shows(name, value);
    }
    const NEXT: &str = "https://api.example/next";
    vec![
        fetch(
            "xhr/access-control-basic-cors-safelisted-response-headers.htm",
            "six of seven by default",
            get(REMOTE),
        )
        .sends(message("GET", REMOTE), shared_with(&[SAFE, &[("x-webkit", "1")]].concat()))
        .gives(all),
        fetch("xhr/access-control-response-with-exposed-headers.htm", "one of two, in any case", get(REMOTE))
            .sends(
                message("GET", REMOTE),
                shared_with(&[
                    ("x-foo", "BAR"),
                    ("x-test", "TEST"),
                    ("access-control-expose-headers", "x-Foo"),
                ]),
            )
            .gives(cors().shows("X-FOO", "BAR").shows("x-foo", "BAR").hides("x-test").body(true)),
        fetch(
            "xhr/access-control-expose-headers-on-redirect.html",
            "one of two, after a redirect from home",
            get(HOME),
        )
        .sends(message("GET", HOME), answer(302, &[("location", NEXT)]))
        .sends(
            message("GET", NEXT),
            shared_with(&[("foo", "bar"), ("x-hidden", "2"), ("access-control-expose-headers", "foo")]),
        )
        .gives(cors().shows("foo", "bar").hides("x-hidden")),
    ]
}

/// A 304 that a page asked for by itself is checked like any other response.
fn conditional() -> Vec<Row> {
    const FILE: &str = "xhr/send-conditional-cors.htm";
    let first = |says| fetch(FILE, says, get(REMOTE)).sends(message("GET", REMOTE), shared()).gives(cors());
    let then = |row: Row, headers: &[(&str, &str)]| {
        row.then(get(REMOTE).header("If-None-Match", "a"))
            .sends(
                preflight(REMOTE, "GET", "if-none-match"),
                shared_with(&[("access-control-allow-headers", "if-none-match")]),
            )
            .sends(message("GET", REMOTE).with("if-none-match", "a"), answer(304, headers))
    };
    vec![
        then(first("without a header"), &[]).fails(Phase::Actual, "missing-allow-origin", "CORS check 2"),
        then(first("with a header"), &[("access-control-allow-origin", "*")])
            .gives(response(ResponseType::Cors, 304).body(false)),
    ]
}
