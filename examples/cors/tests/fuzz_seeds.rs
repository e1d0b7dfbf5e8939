//! Tests that run the bodies of the fuzz targets over their seeds, and over pseudo-random bytes that are the same each time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]

#[path = "../fuzz/src/lib.rs"]
mod bodies;
#[path = "../../../tests/support/replay.rs"]
mod replay;

use bodies::TARGETS;
use replay::{check_files, replay};

fn run(name: &str) {
    let (_, body) = TARGETS.iter().find(|(other, _)| *other == name).expect("a target");
    replay(env!("CARGO_MANIFEST_DIR"), name, *body);
}

#[test]
fn command() {
    run("command");
}

#[test]
fn console() {
    run("console");
}

#[test]
fn curl() {
    run("curl");
}

#[test]
fn har() {
    run("har");
}

#[test]
fn every_target_has_its_file() {
    check_files(env!("CARGO_MANIFEST_DIR"), TARGETS);
}
