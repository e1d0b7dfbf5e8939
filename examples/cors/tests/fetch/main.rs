//! The tests of `cors fetch`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]

mod bodies;
mod credentials;
mod encryption;
mod failures;
mod options;
mod output;
mod peer;
mod refused;
mod secrets;
