//! The bodies of the fuzz targets. Each takes an input and panics where a property does not hold.
//!
//! They compile on a stable toolchain: the tests of the package beside this one include this file and replay the
//! seeds, so that the targets cannot rot.

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

/// A body: whether the input came to the heart of what the target is about.
pub type Body = fn(&[u8]) -> bool;

/// Every target by name.
pub const TARGETS: &[(&str, Body)] =
    &[("command", command::run), ("console", console::run), ("curl", curl::run), ("har", har::run)];
