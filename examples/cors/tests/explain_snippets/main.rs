//! Tests that the lines to paste work.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]

#[allow(dead_code, unreachable_pub, reason = "the tests of explanations use the rest")]
#[path = "../../../../tests/explain/case.rs"]
mod case;
mod hostile;
mod messages;
mod problems;
mod scenario;
mod servers;
mod tower_http;
