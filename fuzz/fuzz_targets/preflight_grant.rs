//! The fuzz target `preflight_grant`. Its body is in `fuzz/src/preflight_grant.rs`.
#![no_main]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "what the macro expands to writes a file"
)]

libfuzzer_sys::fuzz_target!(|input: fetch_cors_fuzz::preflight_grant::Input| {
    fetch_cors_fuzz::preflight_grant::run(&input);
});
