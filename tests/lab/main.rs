//! The policy lab: what it finds in servers that are wrong in one thing, and that it finds nothing in those that are right.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]
#![allow(
    clippy::disallowed_methods,
    reason = "the url crate judges what an origin is, and the servers here have few headers"
)]

mod failures;
mod holes;
mod probes;
mod properties;
mod report;
mod secrets;
mod server;
