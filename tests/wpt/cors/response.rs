//! What script sees of a response, and credentials.

use fetch_cors::error::Phase;
use fetch_cors::filter::cors_exposed_header_names;
use fetch_cors::request::CredentialsMode;
use fetch_cors::response::ResponseType;

use super::REMOTE;
use crate::row::{Row, fetch, message, response, rule};
use crate::scenario::{APP, Answer, answer, page, shared, shared_with};

pub fn rows() -> Vec<Row> {
    [exposed(), expose_headers(), not_modified(), cookies(), allow_credentials()].concat()
}

/// A response with all that is looked at.
fn with_many_headers() -> Answer {
    let mut headers: Vec<(&str, &[u8])> = vec![("access-control-allow-origin", b"*")];
    for names in [
        "X-Custom-Header, X-Custom-Header-Empty, X-Custom-Header-Comma, X-Custom-Header-Bytes",
        "X-Second-Expose",
        "Date",
    ] {
        headers.push(("access-control-expose-headers", names.as_bytes()));
    }
    headers.extend::<[(&str, &[u8]); 16]>([
        ("content-type", b"text/plain"),
        ("x-custom-header", b"test"),
        ("set-cookie", b"a=b"),
        ("set-cookie2", b"c=d"),
        ("x-custom-header-empty", b""),
        ("x-custom-header-comma", b"1"),
        ("x-custom-header-comma", b"2"),
        ("x-nonexposed", b"1"),
        ("x-second-expose", b"second"),
        ("cache-control", b"no-cache"),
        ("content-language", b"nn"),
        ("expires", b"Thu, 01 Dec 1994 16:00:00 GMT"),
        ("last-modified", b"Thu, 01 Dec 1994 10:00:00 GMT"),
        ("pragma", b"no-cache"),
        ("date", b"Wed, 22 Oct 2013 10:00:00 GMT"),
        ("server", b"a"),
    ]);
    headers.push(("x-powered-by", b"b"));
    headers.push(("x-custom-header-bytes", b"\xe2\x80\xa6"));
    answer(200, &headers)
}

fn exposed() -> Vec<Row> {
    const FILE: &str = "cors/response-headers.htm";
    let seen = response(ResponseType::Cors, 200)
        .shows("x-custom-header", "test")
        .shows("x-custom-header-empty", "")
        .shows("x-custom-header-comma", "1, 2")
        .shows("x-second-expose", "second")
        .shows("date", "Wed, 22 Oct 2013 10:00:00 GMT")
        .shows("x-custom-header-bytes", "\u{2026}")
        .shows("cache-control", "no-cache")
        .shows("content-language", "nn")
        .shows("content-type", "text/plain")
        .shows("expires", "Thu, 01 Dec 1994 16:00:00 GMT")
        .shows("last-modified", "Thu, 01 Dec 1994 10:00:00 GMT")
        .shows("pragma", "no-cache")
        .hides("server")
        .hides("x-powered-by")
        .hides("x-nonexposed")
        .hides("set-cookie")
        .hides("set-cookie2")
        .hides("x-non-existent-header");
    let mut rows = vec![
        fetch(
            FILE,
            "what is exposed, by three headers and by default",
            page().xml_http_request("GET", REMOTE),
        )
        .sends(message("GET", REMOTE), with_many_headers())
        .gives(seen),
    ];
    // Exposing them does not help.
    rows.push(
        fetch(FILE, "cookies are never seen", page().xml_http_request("GET", REMOTE))
            .sends(
                message("GET", REMOTE),
                shared_with(&[
                    ("access-control-expose-headers", "set-cookie, x-a"),
                    ("set-cookie", "a=b"),
                    ("x-a", "1"),
                ]),
            )
            .gives(response(ResponseType::Cors, 200).hides("set-cookie").shows("x-a", "1")),
    );
    rows
}

fn expose_headers() -> Vec<Row> {
    const FILE: &str = "cors/access-control-expose-headers-parsing.window.js";
    let table: [(&[&str], bool); 15] = [
        (&["X-8"], true),
        (&["x-8,,@#$#%%&^&^*()()11!"], false),
        (&["x-8, no no"], false),
        (&["@#$#%%&^&^*()()11!,x-8"], false),
        (&["x-8", "no"], true),
        (&["x-8", "no no"], false),
        (&["no", "x-8"], true),
        (&["", "x-8"], true),
        (&[",x-8"], true),
        (&["x-8\u{c}"], false),
        (&["x-8\u{b}"], false),
        (&["x-8\u{b},x-8"], false),
        (&["'x-8'"], false),
        (&["'x-8',x-8"], true),
        (&["\"x-8\",x-8"], false),
    ];
    table
        .into_iter()
        .map(|(values, exposed)| {
            let mut headers = vec![("x-8", "1"), ("content-language", "en")];
            headers.extend(values.iter().map(|value| ("Access-Control-Expose-Headers", *value)));
            let names = cors_exposed_header_names(&headers, CredentialsMode::SameOrigin);
            rule(FILE, format!("{values:?}"), names.contains(b"x-8"), exposed)
        })
        .collect()
}

/// A 304 changes what a stored response exposes. The host's HTTP cache does that; the engine sees the outcome.
fn not_modified() -> Vec<Row> {
    const FILE: &str = "cors/304.htm";
    let get = || page().xml_http_request("GET", REMOTE);
    let stored = |expose: Option<&'static str>, n| {
        let mut headers = vec![("a", n), ("b", n), ("etag", "abcdef")];
        headers.extend(expose.map(|names| ("access-control-expose-headers", names)));
        shared_with(&headers)
    };
    let seen = || response(ResponseType::Cors, 200).body(true);
    vec![
        fetch(FILE, "the stored response exposes nothing", get())
            .sends(message("GET", REMOTE), stored(None, "1"))
            .gives(seen().hides("a").hides("b")),
        fetch(FILE, "a 304 exposed two names", get())
            .sends(message("GET", REMOTE), stored(Some("a, b"), "2"))
            .gives(seen().shows("a", "2").shows("b", "2")),
        fetch(FILE, "a later 304 exposed one", get())
            .sends(message("GET", REMOTE), stored(Some("a"), "3"))
            .gives(seen().shows("a", "3").hides("b")),
    ]
}

fn cookies() -> Vec<Row> {
    const FILE: &str = "cors/credentials-flag.htm";
    let get = || page().xml_http_request("GET", REMOTE);
    let with = || get().with_credentials(true);
    let sent = |credentials| message("GET", REMOTE).credentials(credentials);
    let allowed =
        || answer(200, &[("access-control-allow-origin", APP), ("access-control-allow-credentials", "true")]);
    let seen = || response(ResponseType::Cors, 200);
    vec![
        fetch(FILE, "none by default, twice", get())
            .sends(sent(false), allowed())
            .gives(seen())
            .then(get())
            .sends(sent(false), shared())
            .gives(seen()),
        fetch(FILE, "with, without, with", with())
            .sends(sent(true), allowed())
            .gives(seen())
            .then(get())
            .sends(sent(false), allowed())
            .gives(seen())
            .then(with())
            .sends(sent(true), allowed())
            .gives(seen()),
        // Without credentials, a host does not take a `Set-Cookie` either.
        fetch(FILE, "without, with, with", get())
            .sends(sent(false), allowed())
            .gives(seen())
            .then(with())
            .sends(sent(true), allowed())
            .gives(seen())
            .then(with())
            .sends(sent(true), allowed())
            .gives(seen()),
    ]
}

fn allow_credentials() -> Vec<Row> {
    ["TRUE", "True", "\"true\"", "false", "1", "0"]
        .map(|value| {
            let headers = [("access-control-allow-origin", APP), ("access-control-allow-credentials", value)];
            let get = page().xml_http_request("GET", REMOTE).with_credentials(true);
            fetch("cors/credentials-flag.htm", format!("{value} is not `true`"), get)
                .sends(message("GET", REMOTE).credentials(true), answer(200, &headers))
                .fails(Phase::Actual, "allow-credentials-not-true", "CORS check 8")
        })
        .into()
}
