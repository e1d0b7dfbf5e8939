//! The tests of `cors audit`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]

mod command_line;
mod findings;
mod formats;
mod pages;
mod peer;
mod secrets;
