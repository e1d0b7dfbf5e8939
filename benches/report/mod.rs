//! The parts of the report.

pub mod children;
pub mod memory;
pub mod tables;
