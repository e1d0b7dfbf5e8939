//! The tests of the whole command `cors explain`, from the recording to the report.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    unreachable_pub,
    reason = "a test fails by panicking, in its helpers too"
)]

#[allow(dead_code, reason = "the tests of the library use the rest")]
#[path = "../../../../tests/explain/case.rs"]
mod case;
mod chromium_tour;
mod command;
mod conclusions;
mod recorded_cases;
mod recorder;
mod said;
mod schema;
