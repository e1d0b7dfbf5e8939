//! Tests of the HTML page of `cors explain`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "a test fails by panicking, in its helpers too"
)]

#[allow(dead_code, reason = "the tests of the crate use the rest")]
#[path = "../../../../tests/explain/case.rs"]
mod case;
mod hostile;
mod page;
mod pages;
mod situations;
