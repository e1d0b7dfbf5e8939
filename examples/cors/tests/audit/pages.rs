//! Writing some pages for the test in a browser.

use std::path::Path;
use std::{env, fs};

use crate::peer::{self, Server, audit_route};

#[test]
#[ignore = "it writes to the folder that the variable CORS_PAGES names"]
fn write_pages() {
    let folder = env::var_os("CORS_PAGES").unwrap();
    for (name, policy) in [("audit_exact", peer::exact as peer::Policy), ("audit_suffix", peer::suffix)] {
        let more = ["--format", "html", "--route", "GET /<img src=x onerror=alert(1)>"];
        let page = audit_route(&Server::start(policy), &more).out;
        fs::write(Path::new(&folder).join(format!("{name}.html")), page).unwrap();
    }
}
