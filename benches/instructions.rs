//! A bench that counts the instructions of one run of each measurement with callgrind. It needs valgrind and
//! `gungraun-runner`.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    reason = "a bench uses a part of what is measured, may panic, and prints"
)]

mod inputs;
mod measure;
mod operations;

use gungraun::{Callgrind, LibraryBenchmarkConfig, library_benchmark, library_benchmark_group, main};

use measure::Run;
use operations::{growth_measurements, measurements, ready};

fn ready_operation(index: usize) -> Box<dyn Run> {
    ready(&measurements()[index])
}

fn ready_growth(index: usize) -> Box<dyn Run> {
    ready(&growth_measurements()[index])
}

#[library_benchmark]
#[benches::all(iter = 0..measurements().len(), setup = ready_operation)]
fn operation(run: Box<dyn Run>) {
    one_run(run);
}

#[library_benchmark]
#[benches::all(iter = 0..growth_measurements().len(), setup = ready_growth)]
fn growth(run: Box<dyn Run>) {
    one_run(run);
}

/// Runs a measurement once. Does not drop its inputs, because dropping a million keys under callgrind takes a long time.
#[inline(always)]
fn one_run(mut run: Box<dyn Run>) {
    run.run();
    std::mem::forget(run);
}

library_benchmark_group!(name = instructions, benchmarks = [operation, growth]);
main!(
    config = LibraryBenchmarkConfig::default().tool(Callgrind::with_args(["--cache-sim=no"])),
    library_benchmark_groups = instructions
);
