//! Writing some pages for the test in a browser.

use std::path::Path;
use std::{env, fs};

use fetch_cors::explain::{Answer, Event, Story};
use fetch_cors::{Client, Origin};
use fetch_cors_cli::explain::html;
use fetch_cors_cli::explain::report::{Explained, Report};

use crate::hostile::hostile;
use crate::situations::{CASES, SAMPLES, cases, explained, report_of};

#[test]
#[ignore = "it writes to the folder that the variable CORS_PAGES names"]
fn write_pages() {
    let folder = env::var_os("CORS_PAGES").unwrap();
    let write = |name: &str, report: &Report| {
        fs::write(Path::new(&folder).join(format!("{name}.html")), html::write(report)).unwrap();
    };
    for case in cases(CASES).chain(cases(SAMPLES)) {
        let name = match case.id() {
            "c01" => "refused_preflight",
            "hidden-headers" => "hidden_headers",
            "file-url" => "without_server",
            "answer-not-known" => "not_known",
            "allow-origin-mismatch-tainted" => "tainted_redirect",
            "preflight-remembered" => "remembered",
            _ => continue,
        };
        write(name, &report_of(&case));
    }
    let several = cases(CASES).chain(cases(SAMPLES)).step_by(12);
    let fetches: Vec<Explained> = several.flat_map(|case| report_of(&case).fetches).collect();
    let notes = vec!["`entry 7` is a WebSocket.".to_owned()];
    write("several", &Report { source: "some cases of the tests".to_owned(), notes, fetches });
    for (name, fetch) in [("hostile", hostile()), ("many_servers", through_many_servers())] {
        let source = "a test".to_owned();
        write(name, &Report { source, notes: Vec::new(), fetches: vec![fetch] });
    }
}

/// Returns a fetch that is redirected from one server to the next, until one does not allow it.
fn through_many_servers() -> Explained {
    let page = Client::new(Origin::parse("https://app.example").unwrap());
    let mut story = Story::new(page.fetch("https://a1.example/").build().unwrap());
    for i in 2..9 {
        let moved = http::Response::builder()
            .status(302)
            .header("access-control-allow-origin", "*")
            .header("location", format!("https://a{i}.example/"))
            .body(())
            .unwrap();
        story = story.with(Event::Actual(Answer::new(moved)));
    }
    explained(story.with(Event::Actual(Answer::new(http::Response::new(())))))
}
