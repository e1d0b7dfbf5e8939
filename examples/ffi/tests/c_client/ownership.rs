//! What a host does wrong is an error, and nothing leaks: `ownership.c` has the cases.

use std::path::PathBuf;

use crate::compile::{command, package, program, run};

fn ownership() -> PathBuf {
    program("ownership", &[package().join("tests/c_client/ownership.c")])
}

#[test]
fn mistakes_of_a_host_are_errors_and_leak_nothing() {
    run(&mut command(&ownership()));
}

/// Without this, a run under valgrind that looks for nothing would pass, too.
#[test]
fn a_leak_is_found_by_what_looks_for_leaks() {
    let status = command(&ownership()).arg("leak").status().unwrap();
    let is_looked_for = std::env::var_os("FETCH_CORS_UNDER").is_some();
    assert_eq!(status.success(), !is_looked_for, "{status}");
}
