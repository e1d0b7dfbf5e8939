//! The fuzz target for the body in `fuzz/src/curl.rs`.
#![no_main]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "what the macro expands to writes a file"
)]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    fetch_cors_cli_fuzz::curl::run(data);
});
