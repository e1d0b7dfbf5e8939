//! What a host does wrong is an error, and nothing leaks: `ownership.c` has the cases.

use crate::compile::{Linking, command, package, program, run};

#[test]
fn mistakes_of_a_host_are_errors_and_leak_nothing() {
    let ownership = program("ownership", &[package().join("tests/c_client/ownership.c")], Linking::Shared);
    run(&mut command(&ownership));

    // Without this, a run under valgrind that looks for nothing would pass, too.
    let leak = command(&ownership).arg("leak").output().unwrap();
    let is_looked_for = std::env::var_os("FETCH_CORS_UNDER").is_some();
    assert_eq!(leak.status.success(), !is_looked_for, "{leak:?}");
}
