//! Preflights: how long they are remembered, and which statuses they and what follows them may have.

use fetch_cors::Origin;
use fetch_cors::error::Phase;
use fetch_cors::request::{NetworkPartitionKey, XhrBuilder};
use fetch_cors::response::ResponseType;

use super::REMOTE;
use crate::row::{Message, Row, fetch, message, preflight, response};
use crate::scenario::{APP, Answer, LastTwoLabels, answer, page, redirect, shared, shared_with};

pub fn rows() -> Vec<Row> {
    [cache(), partitions(), failure(), status(), status_async(), status_after_preflight(), redirects()]
        .concat()
}

fn xhr(method: &str, headers: &[(&str, &str)]) -> XhrBuilder {
    page().xml_http_request(method, REMOTE).headers(headers.iter().copied())
}

fn cors(status: u16) -> crate::row::Response {
    response(ResponseType::Cors, status)
}

fn cache() -> Vec<Row> {
    const FILE: &str = "cors/preflight-cache.htm";
    let get = || xhr("GET", &[("x-print", "1")]);
    let asks = || preflight(REMOTE, "GET", "x-print");
    let sent = || message("GET", REMOTE).with("x-print", "1");
    let allow = || shared_with(&[("access-control-allow-headers", "x-print")]);
    let allow_for =
        |age| shared_with(&[("access-control-allow-headers", "x-print"), ("access-control-max-age", age)]);
    let mut rows = vec![
        fetch(FILE, "the first request asks", get())
            .sends(asks(), allow())
            .sends(sent(), shared())
            .gives(cors(200)),
        fetch(FILE, "the second does not", get())
            .sends(asks(), allow())
            .sends(sent(), shared())
            .gives(cors(200))
            .then(get())
            .sends(sent(), shared())
            .gives(cors(200)),
        fetch(FILE, "for a second: then, soon after, and later", get())
            .sends(asks(), allow_for("1"))
            .sends(sent(), shared())
            .gives(cors(200))
            .then(get())
            .sends(sent(), shared())
            .gives(cors(200))
            .then(get())
            .after(2)
            .sends(asks(), allow_for("1"))
            .sends(sent(), shared())
            .gives(cors(200)),
    ];
    rows.push(
        fetch(FILE, "a blank age is as good as none", get())
            .sends(asks(), allow_for(""))
            .sends(sent(), shared())
            .gives(cors(200))
            .then(get())
            .sends(sent(), shared())
            .gives(cors(200)),
    );
    rows.push(
        fetch(FILE, "an age of 0 is not remembered", get())
            .sends(asks(), allow_for("0"))
            .sends(sent(), shared())
            .gives(cors(200))
            .then(get())
            .sends(asks(), allow_for("0"))
            .sends(sent(), shared())
            .gives(cors(200)),
    );
    // The test would have -1 remembered for no time; by the text it is no number, so 5 seconds hold.
    rows.push(
        fetch(FILE, "an age of -1 is none", get())
            .sends(asks(), allow_for("-1"))
            .sends(sent(), shared())
            .gives(cors(200))
            .then(get())
            .after(4)
            .sends(sent(), shared())
            .gives(cors(200))
            .then(get())
            .after(1)
            .sends(asks(), allow_for("-1"))
            .sends(sent(), shared())
            .gives(cors(200)),
    );
    rows
}

/// A frame of one origin in pages of two sites: what was allowed in one has to be asked again in the other.
fn partitions() -> Vec<Row> {
    let framed = |top_level| {
        let top_level = Origin::parse(top_level).unwrap();
        let key = NetworkPartitionKey::determine(&top_level, None, &LastTwoLabels);
        page().with_partition_key(key).fetch(REMOTE).header("x-print", "1")
    };
    let asks = || preflight(REMOTE, "GET", "x-print");
    let allow = || shared_with(&[("access-control-allow-headers", "x-print")]);
    vec![
        fetch("cors/preflight-cache-partitioning.sub.window.js", "two sites", framed(APP))
            .sends(asks(), allow())
            .sends(message("GET", REMOTE), shared())
            .gives(cors(200))
            .then(framed("https://other.test"))
            .sends(asks(), allow())
            .sends(message("GET", REMOTE), shared())
            .gives(cors(200)),
    ]
}

/// A preflight that is answered with this status, and what is said of it.
fn refused(row: Row, asks: Message, status: u16) -> Row {
    let code = match status {
        301 | 302 | 303 | 307 | 308 => "preflight-redirected",
        _ => "preflight-not-ok",
    };
    let headers = [
        ("access-control-allow-origin", APP),
        ("access-control-allow-headers", "x-test, x-nonsimple, x-custom"),
        ("access-control-allow-methods", "GET, QUERY, HEAD, POST, PUT"),
        ("location", "https://api.example/elsewhere"),
    ];
    row.sends(asks, answer(status, &headers)).fails(Phase::Preflight, code, "CORS-preflight fetch 8")
}

fn failure() -> Vec<Row> {
    const FILE: &str = "cors/preflight-failure.htm";
    let get = |says: String| fetch(FILE, says, xhr("GET", &[("x-test", "test")]));
    let asks = || preflight(REMOTE, "GET", "x-test");
    let mut rows: Vec<Row> = [200, 299]
        .map(|status| {
            get(format!("{status} is ok"))
                .sends(
                    asks(),
                    answer(
                        status,
                        &[("access-control-allow-origin", APP), ("access-control-allow-headers", "x-test")],
                    ),
                )
                .sends(message("GET", REMOTE), answer(status, &[("access-control-allow-origin", APP)]))
                .gives(cors(status))
        })
        .into();
    let statuses = (300..=308).chain(400..=417).chain(500..=505).chain([680, 790]);
    rows.extend(statuses.map(|status| refused(get(format!("{status} is not")), asks(), status)));
    rows
}

fn status() -> Vec<Row> {
    const FILE: &str = "cors/status.htm";
    let custom = || xhr("GET", &[("X-Custom", "preflight")]);
    let asks = || preflight(REMOTE, "GET", "x-custom");
    let allowed = |status| {
        answer(status, &[("access-control-allow-origin", APP), ("access-control-allow-headers", "x-custom")])
    };
    vec![
        fetch(FILE, "not shared, 400", xhr("GET", &[]))
            .sends(message("GET", REMOTE), answer::<&str>(400, &[]))
            .fails(Phase::Actual, "missing-allow-origin", "CORS check 2"),
        fetch(FILE, "preflight 200, not shared", custom()).sends(asks(), answer::<&str>(200, &[])).fails(
            Phase::Preflight,
            "missing-allow-origin",
            "CORS check 2",
        ),
        fetch(FILE, "shared, 400", xhr("GET", &[]))
            .sends(message("GET", REMOTE), allowed(400))
            .gives(cors(400)),
        fetch(FILE, "preflight 200, then 400", custom())
            .sends(asks(), allowed(200))
            .sends(message("GET", REMOTE), allowed(400))
            .gives(cors(400)),
        refused(fetch(FILE, "preflight 400", custom()), asks(), 400),
    ]
}

/// The server of these tests echoes the origin, lists GET, QUERY, HEAD, POST and PUT, and shows the method that it saw.
fn shown(status: u16, method: &str) -> Answer {
    answer(
        status,
        &[
            ("access-control-allow-origin", APP),
            ("access-control-expose-headers", "X-Request-Method"),
            ("access-control-allow-methods", "GET, QUERY, HEAD, POST, PUT"),
            ("access-control-allow-headers", "x-nonsimple"),
            ("x-request-method", method),
        ],
    )
}

fn status_async() -> Vec<Row> {
    const FILE: &str = "cors/status-async.htm";
    let mut rows = Vec::new();
    for (method, status) in [
        ("GET", 200),
        ("GET", 201),
        ("GET", 202),
        ("GET", 203),
        ("GET", 204),
        ("GET", 205),
        ("GET", 206),
        ("GET", 209),
        ("GET", 299),
        ("POST", 200),
        ("HEAD", 200),
        ("PUT", 200),
        ("QUERY", 200),
        ("GET", 400),
        ("HEAD", 401),
        ("POST", 404),
        ("POST", 500),
    ] {
        let mut row = fetch(FILE, format!("{method} {status}"), xhr(method, &[]));
        if matches!(method, "PUT" | "QUERY") {
            row = row.sends(preflight(REMOTE, method, ""), shown(status, "OPTIONS"));
        }
        let has_body = method != "HEAD" && !matches!(status, 204 | 205);
        rows.push(
            row.sends(message(method, REMOTE), shown(status, method))
                .gives(cors(status).body(has_body).shows("x-request-method", method)),
        );
    }
    for (method, status) in [("PUT", 699), ("QUERY", 501)] {
        let row = fetch(FILE, format!("the preflight of {method} has {status}"), xhr(method, &[]));
        rows.push(refused(row, preflight(REMOTE, method, ""), status));
    }
    for (method, status) in [("GET", 400), ("HEAD", 401), ("POST", 404), ("PUT", 699), ("QUERY", 501)] {
        let request = xhr(method, &[("x-nonsimple", "true")]);
        let row = fetch(FILE, format!("the preflight of {method} with a header has {status}"), request);
        rows.push(refused(row, preflight(REMOTE, method, "x-nonsimple"), status));
    }
    rows
}

fn status_after_preflight() -> Vec<Row> {
    const FILE: &str = "cors/status-preflight.htm";
    [
        ("GET", 200),
        ("GET", 204),
        ("GET", 400),
        ("GET", 401),
        ("HEAD", 200),
        ("HEAD", 204),
        ("HEAD", 400),
        ("HEAD", 401),
        ("HEAD", 501),
        ("HEAD", 699),
        ("POST", 204),
        ("POST", 400),
        ("POST", 401),
        ("POST", 404),
        ("PUT", 699),
        ("QUERY", 501),
    ]
    .map(|(method, status)| {
        fetch(FILE, format!("{method} {status} after a preflight"), xhr(method, &[("x-nonsimple", "true")]))
            .sends(preflight(REMOTE, method, "x-nonsimple"), shown(200, "OPTIONS"))
            .sends(message(method, REMOTE), shown(status, method))
            .gives(cors(status))
    })
    .into()
}

fn redirects() -> Vec<Row> {
    const AFTER: &str = "cors/redirect-preflight.htm";
    const BEFORE: &str = "cors/redirect-preflight-2.htm";
    const NEXT: &str = "https://api.example/next";
    const HOME: &str = "https://app.example/r";
    let allow = |name| shared_with(&[("access-control-allow-headers", name)]);
    let mut rows: Vec<Row> = [301, 302, 303, 307, 308]
        .map(|status| {
            fetch(
                AFTER,
                format!("{status} after a preflight: the next URL is asked too"),
                xhr("GET", &[("x-test", "test")]),
            )
            .sends(preflight(REMOTE, "GET", "x-test"), allow("x-test"))
            .sends(message("GET", REMOTE).with("x-test", "test"), redirect(status, NEXT))
            .sends(preflight(NEXT, "GET", "x-test"), allow("x-test"))
            .sends(message("GET", NEXT).with("x-test", "test"), shared())
            .gives(cors(200).redirected(true))
        })
        .into();
    let from_home = || page().xml_http_request("GET", HOME).header("custom-header", "1");
    rows.push(
        fetch(BEFORE, "from home to a server that does not allow the header", from_home())
            .sends(message("GET", HOME).with("custom-header", "1"), redirect(302, REMOTE))
            .sends(preflight(REMOTE, "GET", "custom-header"), shared())
            .fails(Phase::Preflight, "header-not-allowed", "CORS-preflight fetch 7.7"),
    );
    rows.push(
        fetch(BEFORE, "from home to a server that does", from_home())
            .sends(message("GET", HOME).with("custom-header", "1"), redirect(302, REMOTE))
            .sends(preflight(REMOTE, "GET", "custom-header"), allow("custom-header"))
            .sends(message("GET", REMOTE).with("custom-header", "1"), shared())
            .gives(cors(200).redirected(true)),
    );
    rows
}
