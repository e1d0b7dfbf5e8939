//! Tests of the readers for texts: the output of curl, and the console of a browser.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, in its helpers too"
)]

mod console;
mod curl;
mod shown;
mod source;
