//! The bodies of the fuzz targets over their seeds, and over bytes from a generator that starts at the same place each
//! time.

#![allow(clippy::disallowed_methods, reason = "reads seeds")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]

#[path = "../fuzz/src/lib.rs"]
mod bodies;
#[path = "support/replay.rs"]
mod replay;

use bodies::TARGETS;

// The driver of the engine looks for it here.
use bodies::twin;
use replay::{check_files, replay};

fn run(name: &str) {
    let (_, body) = TARGETS.iter().find(|(other, _)| *other == name).expect("a target");
    replay(env!("CARGO_MANIFEST_DIR"), name, *body);
}

#[test]
fn header_parsers() {
    run("header_parsers");
}

#[test]
fn safelist() {
    run("safelist");
}

#[test]
fn preflight_grant() {
    run("preflight_grant");
}

#[test]
fn preflight_cache() {
    run("preflight_cache");
}

#[test]
fn explanation() {
    run("explanation");
}

#[test]
fn whole_fetch() {
    run("whole_fetch");
}

#[test]
fn every_target_has_its_file() {
    check_files(env!("CARGO_MANIFEST_DIR"), &TARGETS);
}
