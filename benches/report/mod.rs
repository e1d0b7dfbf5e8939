//! The parts of the report: runs of other benches, memory, and tables.

pub mod children;
pub mod memory;
pub mod tables;
