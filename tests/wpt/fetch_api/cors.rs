//! `fetch/api/cors`.

use fetch_cors::error::Phase;
use fetch_cors::request::Mode;
use fetch_cors::response::ResponseType;

use crate::row::{Row, fetch, message, opaque, response};
use crate::scenario::{answer, page, shared_with};

pub fn rows() -> Vec<Row> {
    basic()
}

/// Origins that differ from the page's by subdomain, port or scheme.
const OTHERS: [&str; 5] = [
    "https://app.example:8443/",
    "http://app.example/",
    "https://api.example/",
    "https://api.example:8443/",
    "http://api.example/",
];

fn basic() -> Vec<Row> {
    const FILE: &str = "fetch/api/cors/cors-basic.any.js";
    let mut rows = Vec::new();
    for url in OTHERS {
        rows.push(
            fetch(FILE, "no-cors: status, text and body are hidden", page().fetch(url).mode(Mode::NoCors))
                .sends(message("GET", url), shared_with(&[("x-a", "1"), ("content-type", "text/plain")]))
                .gives(opaque().hides("x-a").hides("content-type")),
        );
        rows.push(
            fetch(FILE, "cors, and the server does not allow it", page().fetch(url))
                .sends(message("GET", url), answer::<&str>(200, &[]))
                .fails(Phase::Actual, "missing-allow-origin", "CORS check 2"),
        );
        rows.push(
            fetch(FILE, "cors, and the server allows it", page().fetch(url))
                .sends(message("GET", url), shared_with(&[]))
                .gives(response(ResponseType::Cors, 200).body(true)),
        );
    }
    rows
}
