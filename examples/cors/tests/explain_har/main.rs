//! Tests of the reader for the HAR files of browsers and proxies.
//!
//! The list of fetches in [`fetches`] is written in the form of each program by [`written`], and read again. [`expected`]
//! says what each program does not record.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]

mod bounds;
mod broken;
mod dialects;
mod expected;
mod fetches;
mod made;
mod written;

use fetch_cors_cli::explain::har;
use fetch_cors_cli::explain::recording::{ReadError, Recording};

/// Reads a whole file, and keeps all messages.
fn read(bytes: &[u8]) -> Result<Recording, ReadError> {
    let mut input = bytes;
    har::read(&mut input, &mut |_| true)
}
