//! The suite for clients, over HTTP/1.1.

use std::time::Instant;

use fetch_cors_conformance::Suite;
use futures_executor::block_on;

use crate::c_process::CProcess;

/// The core of the suite is all of it: the client in C has cookies and streams, and no case is left out. If a new case cannot
/// be met, leave it out here by its name, with the reason: `Suite::without_case`.
#[test]
fn the_client_in_c_behaves_as_a_browser() {
    let mut client = CProcess::start();
    let start = Instant::now();
    let report = block_on(Suite::new().run(&mut client));
    report.assert_passed();
    let report = report.to_string();
    let summary = report.lines().last().unwrap();
    assert!(summary.ends_with(" passed, 0 failed, 0 not judged"), "{report}");
    client.end();
    println!("{summary}, in {:?}", start.elapsed());
}
