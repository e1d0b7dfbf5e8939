//! `fetch/nosniff`: types that a response must have if it says that they are not to be guessed.

use fetch_cors::check::nosniff::{block_due_to_nosniff, determine_nosniff};
use fetch_cors::error::Phase;
use fetch_cors::request::{CorsAttribute, Destination};
use fetch_cors::response::ResponseType;

use crate::row::{Row, fetch, message, response, rule};
use crate::scenario::{Build, answer, page};

pub fn rows() -> Vec<Row> {
    [parsing(), types()].concat()
}

fn parsing() -> Vec<Row> {
    const FILE: &str = "fetch/nosniff/parsing-nosniff.window.js";
    const NAME: &str = "X-Content-Type-Options";
    let table: [(&[(&str, &str)], bool); 14] = [
        (&[(NAME, "NOSNIFF")], true),
        (&[("x-content-type-OPTIONS", "nosniff")], true),
        (&[(NAME, "nosniff,,@#$#%%&^&^*()()11!")], true),
        (&[(NAME, "@#$#%%&^&^*()()11!,nosniff")], false),
        (&[(NAME, "nosniff"), (NAME, "no")], true),
        (&[(NAME, "no"), (NAME, "nosniff")], false),
        (&[(NAME, ""), (NAME, "nosniff")], false),
        (&[(NAME, ",nosniff")], false),
        (&[(NAME, "nosniff\u{c}")], false),
        (&[(NAME, "nosniff\u{b}")], false),
        (&[(NAME, "nosniff\u{b},nosniff")], false),
        (&[(NAME, "'NosniFF'")], false),
        (&[(NAME, "\"nosniFF\"")], false),
        (&[("Content-Type-Options", "nosniff")], false),
    ];
    let mut rows = Vec::new();
    for (headers, nosniff) in table {
        rows.push(rule(FILE, format!("{headers:?}"), determine_nosniff(headers), nosniff));
        // The response is a script of an unknown type.
        let headers = [headers, &[("Content-Type", "x/x")]].concat();
        let blocked = block_due_to_nosniff(&headers, Destination::Script).is_err();
        rows.push(rule(FILE, format!("{headers:?} for a script"), blocked, nosniff));
    }
    rows
}

fn types() -> Vec<Row> {
    const URL: &str = "https://app.example/r";
    // Images are not looked at.
    const IMAGE: &str = "fetch/nosniff/image.html";
    let script = || page().classic_script(URL, CorsAttribute::NoCors);
    let style = || page().style(URL, CorsAttribute::NoCors);
    let image = || page().image(URL, CorsAttribute::NoCors);
    let mut rows = Vec::new();
    for kind in [None, Some(""), Some("x"), Some("x/x")] {
        for file in ["fetch/nosniff/script.html", "fetch/nosniff/importscripts.js"] {
            rows.push(blocked(file, script(), kind));
        }
        rows.push(blocked("fetch/nosniff/stylesheet.html", style(), kind));
        rows.push(used(IMAGE, image(), kind));
    }
    for kind in ["text/javascript", "text/ecmascript"] {
        rows.push(used("fetch/nosniff/importscripts.js", script(), Some(kind)));
    }
    for kind in ["text/javascript", "text/ecmascript", "text/ecmascript;blah"] {
        rows.push(used("fetch/nosniff/script.html", script(), Some(kind)));
    }
    for kind in ["text/css", "text/css;blah"] {
        rows.push(used("fetch/nosniff/stylesheet.html", style(), Some(kind)));
    }
    for kind in ["image/gif", "image/png", "image/png;blah"] {
        rows.push(used(IMAGE, image(), Some(kind)));
    }
    rows
}

fn asked(file: &'static str, request: impl Build, kind: Option<&str>) -> Row {
    let mut headers = vec![("x-content-type-options", "nosniff")];
    headers.extend(kind.map(|kind| ("content-type", kind)));
    fetch(file, format!("{kind:?}"), request)
        .sends(message("GET", "https://app.example/r"), answer(200, &headers))
}

fn blocked(file: &'static str, request: impl Build, kind: Option<&str>) -> Row {
    asked(file, request, kind).fails(Phase::Actual, "nosniff", "main fetch 20")
}

fn used(file: &'static str, request: impl Build, kind: Option<&str>) -> Row {
    asked(file, request, kind).gives(response(ResponseType::Basic, 200).body(true))
}
