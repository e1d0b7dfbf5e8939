//! A test that the client in C passes the conformance suite, over HTTP/1.1.

use std::time::Instant;

use fetch_cors_conformance::Suite;
use futures_executor::block_on;

use crate::c_process::CProcess;

/// The client in C supports cookies and streams, so the whole suite runs. If the client cannot pass a new case, use
/// `Suite::without_case` here, with the name of the case and the reason.
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
