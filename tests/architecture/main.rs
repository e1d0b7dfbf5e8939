//! The architecture: its rules, and the pictures of it, which are drawn from the tables that the tests hold against the code.
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

mod canvas;
mod colors;
mod edges;
mod journeys;
mod layers;
mod layers_picture;
mod machine_picture;
mod methods;
mod page;
mod pictures;
mod refused_picture;
mod table;
mod walk;
mod walks;
