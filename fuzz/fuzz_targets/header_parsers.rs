//! The fuzz target `header_parsers`. Its body is in `fuzz/src/header_parsers.rs`.
#![no_main]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "what the macro expands to writes a file"
)]

libfuzzer_sys::fuzz_target!(|input: fetch_cors_fuzz::header_parsers::Input| {
    fetch_cors_fuzz::header_parsers::run(&input);
});
