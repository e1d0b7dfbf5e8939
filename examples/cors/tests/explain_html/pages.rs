//! Writes a few telling pages for the test in a browser.

use std::path::Path;
use std::{env, fs};

use fetch_cors_cli::explain::html;
use fetch_cors_cli::explain::report::{Explained, Report};

use crate::hostile::hostile;
use crate::situations::{CASES, SAMPLES, cases, report_of};

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
            "c13" => "two_fetches",
            "hidden-headers" => "hidden_headers",
            "answer-not-known" => "not_known",
            "allow-origin-mismatch-tainted" => "tainted_redirect",
            "preflight-remembered" => "remembered",
            "too-many-redirects" => "many_servers",
            _ => continue,
        };
        write(name, &report_of(&case));
    }
    let several = cases(CASES).chain(cases(SAMPLES)).step_by(12);
    let fetches: Vec<Explained> = several.flat_map(|case| report_of(&case).fetches).collect();
    let notes = vec!["`entry 7` is a WebSocket.".to_owned()];
    write("several", &Report { source: "some cases of the tests".to_owned(), notes, fetches });
    let fetches = vec![hostile()];
    write("hostile", &Report { source: "hostile text".to_owned(), notes: Vec::new(), fetches });
}
