//! A test that each mistake of a host is an error, and that nothing leaks. The mistakes are in `ownership.c`.

use crate::compile::{Linking, command, package, program, run};

#[test]
fn mistakes_of_a_host_are_errors_and_leak_nothing() {
    let ownership = program("ownership", &[package().join("tests/c_client/ownership.c")], Linking::Shared);
    run(&mut command(&ownership));

    // This checks that valgrind finds a deliberate leak.
    let leak = command(&ownership).arg("leak").output().unwrap();
    let is_looked_for = std::env::var_os("FETCH_CORS_UNDER").is_some();
    assert_eq!(leak.status.success(), !is_looked_for, "{leak:?}");
}
