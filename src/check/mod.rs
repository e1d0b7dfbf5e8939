//! Checks of a response: may it be used?

pub mod cors;

pub use cors::cors_check;
