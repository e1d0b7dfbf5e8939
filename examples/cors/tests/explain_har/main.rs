//! `cors explain` reads the HAR files of browsers and proxies.
//!
//! One list of fetches ([`fetches`]) is written as each program writes it ([`written`]) and read again. What each program loses is
//! said in [`expected`].

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

/// Reads a whole file and keeps everything.
fn read(bytes: &[u8]) -> Result<Recording, ReadError> {
    let mut input = bytes;
    har::read(&mut input, &mut |_| true)
}
