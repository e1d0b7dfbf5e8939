//! The bodies of the fuzz targets. Each takes an input, and panics if a property does not hold.
//!
//! They compile on a stable toolchain. The tests of the package `fetch-cors-cli` include this file and replay the seeds, so
//! the bodies keep compiling and passing.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "a body fails by panicking"
)]

pub mod command;
pub mod console;
pub mod curl;
pub mod har;

/// A body of a fuzz target. It returns whether the input reached the code that the target is about.
pub type Body = fn(&[u8]) -> bool;

/// The bodies of all targets, by name.
pub const TARGETS: &[(&str, Body)] =
    &[("command", command::run), ("console", console::run), ("curl", curl::run), ("har", har::run)];
