//! The machine as a table of transitions, which the tests hold against the code.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    unreachable_pub,
    reason = "a test may panic, and reads the source"
)]

#[path = "../scenario/mod.rs"]
mod scenario;

mod edges;
mod journeys;
mod methods;
mod walk;
mod walks;
