//! The fuzz target `whole_fetch`. Its body is in `fuzz/src/whole_fetch.rs`.
#![no_main]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "what the macro expands to writes a file"
)]

libfuzzer_sys::fuzz_target!(|input: fetch_cors_fuzz::whole_fetch::Input| {
    fetch_cors_fuzz::whole_fetch::run(&input);
});
