//! The fuzz target `safelist`. Its body is in `fuzz/src/safelist.rs`.
#![no_main]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "what the macro expands to writes a file"
)]

libfuzzer_sys::fuzz_target!(|input: fetch_cors_fuzz::safelist::Input| {
    fetch_cors_fuzz::safelist::run(&input);
});
