//! A test that the measurement runs: every client fetches, alone and with the engine.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may panic, and starts the program"
)]

use std::process::Command;

#[test]
fn every_client_is_timed() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_fetch-cors-overhead")).args(["--pairs", "3"]).output().unwrap();
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{report}{}", String::from_utf8_lossy(&output.stderr));
    for kind in ["GET text", "GET parsed", "PUT text", "PUT parsed"] {
        for client in ["reqwest", "hyper"] {
            // There is one row with the server on another processor, and one with the server on the same processor.
            assert_eq!(report.matches(&format!("| {kind} | {client} | ")).count(), 2, "{report}");
        }
    }
}
