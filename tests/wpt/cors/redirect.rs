//! Redirects: what they do to the origin, and passwords in them.

use fetch_cors::error::Phase;
use fetch_cors::response::ResponseType;

use super::REMOTE;
use crate::row::{Row, fetch, message, response};
use crate::scenario::{APP, Answer, answer, page, redirect, shared};

pub fn rows() -> Vec<Row> {
    [origins(), user_info()].concat()
}

const LOCAL: &str = "https://app.example/r";
const REMOTE_2: &str = "https://other.example/r";

/// A server's URL and what it allows.
type Server = (&'static str, Allows);

/// What a server allows; `None` is no header.
type Allows = Option<&'static str>;

const ANY: Allows = Some("*");
const PAGE: Allows = Some(APP);
const NULL: Allows = Some("null");
const NO: Allows = None;

/// How it ends.
enum End {
    /// The second server sees this origin, and script its answer.
    Seen(&'static str),
    /// The first answer is refused: why.
    First(&'static str),
    /// The second, and the origin that its server saw.
    Second(&'static str, &'static str),
}

fn origins() -> Vec<Row> {
    use End::{First, Second, Seen};
    const MISSING: &str = "missing-allow-origin";
    const MISMATCH: &str = "allow-origin-mismatch";
    const TAINTED: &str = "allow-origin-mismatch-tainted";
    let table: Vec<(Server, Server, End)> = vec![
        // From home: nothing has to be allowed there, and nothing is tainted.
        ((LOCAL, ANY), (REMOTE, ANY), Seen(APP)),
        ((LOCAL, ANY), (REMOTE, PAGE), Seen(APP)),
        ((LOCAL, ANY), (REMOTE, NULL), Second(MISMATCH, APP)),
        ((LOCAL, ANY), (REMOTE, NO), Second(MISSING, APP)),
        ((LOCAL, PAGE), (REMOTE, ANY), Seen(APP)),
        ((LOCAL, PAGE), (REMOTE, PAGE), Seen(APP)),
        ((LOCAL, PAGE), (REMOTE, NULL), Second(MISMATCH, APP)),
        ((LOCAL, PAGE), (REMOTE, NO), Second(MISSING, APP)),
        ((LOCAL, NULL), (REMOTE, ANY), Seen(APP)),
        ((LOCAL, NO), (REMOTE, ANY), Seen(APP)),
        // Back home: tainted, and still with CORS.
        ((REMOTE, ANY), (LOCAL, ANY), Seen("null")),
        ((REMOTE, ANY), (LOCAL, PAGE), Second(TAINTED, "null")),
        ((REMOTE, ANY), (LOCAL, NULL), Seen("null")),
        ((REMOTE, ANY), (LOCAL, NO), Second(MISSING, "null")),
        ((REMOTE, PAGE), (LOCAL, ANY), Seen("null")),
        ((REMOTE, PAGE), (LOCAL, PAGE), Second(TAINTED, "null")),
        ((REMOTE, PAGE), (LOCAL, NULL), Seen("null")),
        ((REMOTE, PAGE), (LOCAL, NO), Second(MISSING, "null")),
        ((REMOTE, NULL), (LOCAL, ANY), First(MISMATCH)),
        ((REMOTE, NO), (LOCAL, ANY), First(MISSING)),
        // Within another origin.
        ((REMOTE, ANY), (REMOTE, ANY), Seen(APP)),
        ((REMOTE, ANY), (REMOTE, PAGE), Seen(APP)),
        ((REMOTE, ANY), (REMOTE, NULL), Second(MISMATCH, APP)),
        ((REMOTE, ANY), (REMOTE, NO), Second(MISSING, APP)),
        ((REMOTE, PAGE), (REMOTE, ANY), Seen(APP)),
        ((REMOTE, PAGE), (REMOTE, PAGE), Seen(APP)),
        ((REMOTE, PAGE), (REMOTE, NULL), Second(MISMATCH, APP)),
        ((REMOTE, PAGE), (REMOTE, NO), Second(MISSING, APP)),
        ((REMOTE, NULL), (REMOTE, ANY), First(MISMATCH)),
        ((REMOTE, NO), (REMOTE, ANY), First(MISSING)),
        // From one to a third.
        ((REMOTE, ANY), (REMOTE_2, ANY), Seen("null")),
        ((REMOTE, ANY), (REMOTE_2, PAGE), Second(TAINTED, "null")),
        ((REMOTE, ANY), (REMOTE_2, NULL), Seen("null")),
        ((REMOTE, ANY), (REMOTE_2, NO), Second(MISSING, "null")),
        ((REMOTE, PAGE), (REMOTE_2, ANY), Seen("null")),
        ((REMOTE, PAGE), (REMOTE_2, PAGE), Second(TAINTED, "null")),
        ((REMOTE, PAGE), (REMOTE_2, NULL), Seen("null")),
        ((REMOTE, PAGE), (REMOTE_2, NO), Second(MISSING, "null")),
        ((REMOTE, NULL), (REMOTE_2, ANY), First(MISMATCH)),
        ((REMOTE, NO), (REMOTE_2, ANY), First(MISSING)),
        // A server that allows itself.
        ((REMOTE, ANY), (REMOTE, Some("https://api.example")), Second(MISMATCH, APP)),
        ((REMOTE, ANY), (REMOTE_2, Some("https://api.example")), Second(TAINTED, "null")),
        ((REMOTE, Some("https://api.example")), (REMOTE, ANY), First(MISMATCH)),
    ];
    table.into_iter().map(|(first, second, end)| row(first, second, end)).collect()
}

fn row((url, allows): Server, (next, next_allows): Server, end: End) -> Row {
    let says = format!("{url}, {allows:?}, to {next}, {next_allows:?}");
    // The next URL is not the same one again, or the way would be a loop.
    let next = format!("{next}?last");
    let row = fetch("cors/redirect-origin.htm", says, page().xml_http_request("GET", url))
        .sends(message("GET", url), allowing(302, allows, Some(&next)));
    let then = |origin: &str| message("GET", &next).with("origin", origin);
    match end {
        End::Seen(origin) => row
            .sends(then(origin), allowing(200, next_allows, None))
            .gives(response(ResponseType::Cors, 200).at(&next).redirected(true)),
        End::First(code) => row.fails(Phase::Redirect, code, step(code)),
        End::Second(code, origin) => {
            row.sends(then(origin), allowing(200, next_allows, None)).fails(Phase::Actual, code, step(code))
        }
    }
}

fn step(code: &str) -> &'static str {
    if code == "missing-allow-origin" { "CORS check 2" } else { "CORS check 4" }
}

fn allowing(status: u16, origin: Allows, location: Option<&str>) -> Answer {
    let headers = [("access-control-allow-origin", origin), ("location", location)];
    let headers: Vec<_> = headers.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    answer(status, &headers)
}

fn user_info() -> Vec<Row> {
    const FILE: &str = "cors/redirect-userinfo.htm";
    let start = |user_info: &str| {
        let to = format!("https://{user_info}@api.example/next");
        fetch(FILE, format!("to {to}"), page().xml_http_request("GET", REMOTE))
            .sends(message("GET", REMOTE), redirect(302, &to))
    };
    let mut rows = Vec::new();
    for user_info in ["test:test", "user:", "user", ":pass"] {
        rows.push(start(user_info).fails(
            Phase::Redirect,
            "redirect-cross-origin-with-credentials",
            "HTTP-redirect fetch 9",
        ));
    }
    // The URL parser leaves nothing of these.
    for user_info in [":", ""] {
        rows.push(
            start(user_info)
                .sends(message("GET", "https://api.example/next"), shared())
                .gives(response(ResponseType::Cors, 200).redirected(true)),
        );
    }
    rows
}
