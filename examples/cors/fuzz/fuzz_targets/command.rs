//! Runs the body of this name, `fuzz/src/command.rs`.
#![no_main]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "what the macro expands to writes a file"
)]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    fetch_cors_cli_fuzz::command::run(data);
});
