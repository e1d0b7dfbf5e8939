//! Explanations of fetches.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    unreachable_pub,
    reason = "a test may panic, and reads its data"
)]

mod case;
mod cases;
mod exchanges;
mod property;
mod reasons;
mod trace;
mod variants;
