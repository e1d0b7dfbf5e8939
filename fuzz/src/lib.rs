//! The bodies of the fuzz targets. Each body takes an input, and panics if a property does not hold.
//!
//! The bodies compile with a stable toolchain. The tests of the main crate include this file and replay the seeds,
//! so that the targets always compile and pass.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::exhaustive_enums,
    clippy::exhaustive_structs,
    reason = "a body fails by panicking"
)]

#[path = "../../tests/support/drive.rs"]
#[allow(
    dead_code,
    missing_docs,
    missing_debug_implementations,
    reason = "shared with tests, and used in part"
)]
mod drive;
pub mod explanation;
mod fetch_input;
pub mod header_parsers;
mod host;
pub mod preflight_cache;
pub mod preflight_grant;
pub mod safelist;
mod servers;
mod surroundings;
mod text;
#[path = "../../tests/twin/mod.rs"]
#[allow(missing_docs, missing_debug_implementations, reason = "shared with tests")]
pub mod twin;
pub mod whole_fetch;

use arbitrary::{Arbitrary, Unstructured};

/// A function that runs a target on an input. It returns true if the input reaches the most important case of the
/// target.
pub type Body = fn(&[u8]) -> bool;

/// All targets, by name.
pub const TARGETS: [(&str, Body); 6] = [
    ("header_parsers", |data| read(data).is_some_and(|input| header_parsers::run(&input))),
    ("safelist", |data| read(data).is_some_and(|input| safelist::run(&input))),
    ("preflight_grant", |data| read(data).is_some_and(|input| preflight_grant::run(&input))),
    ("preflight_cache", |data| read(data).is_some_and(|input| preflight_cache::run(&input))),
    ("explanation", |data| read(data).is_some_and(|input| explanation::run(&input))),
    ("whole_fetch", |data| read(data).is_some_and(|input| whole_fetch::run(&input))),
];

/// Parses an input in the same way as the bindings of libFuzzer.
fn read<'a, T: Arbitrary<'a>>(data: &'a [u8]) -> Option<T> {
    T::arbitrary_take_rest(Unstructured::new(data)).ok()
}
