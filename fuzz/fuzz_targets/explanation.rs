//! The fuzz target `explanation`. Its body is in `fuzz/src/explanation.rs`.
#![no_main]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "what the macro expands to writes a file"
)]

libfuzzer_sys::fuzz_target!(|input: fetch_cors_fuzz::explanation::Input| {
    fetch_cors_fuzz::explanation::run(&input);
});
