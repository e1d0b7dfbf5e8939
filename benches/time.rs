//! A bench that measures the time of each operation and of its floor.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a bench uses a part of what is measured, may panic, and prints"
)]

mod inputs;
mod measure;
mod operations;

use std::cell::RefCell;

use divan::Bencher;

use operations::{Measurement, measurements, ready};

fn main() {
    divan::main();
}

/// Measures operations with many runs per sample.
#[divan::bench(args = names(false), max_time = 1)]
fn operation(bencher: Bencher<'_, '_>, name: &str) {
    let mut run = ready(&named(name));
    bencher.bench_local(|| run.run());
}

/// Measures operations with one run per sample, because each run needs new inputs.
#[divan::bench(args = names(true), sample_size = 1, sample_count = 1_000, max_time = 1)]
fn one_by_one(bencher: Bencher<'_, '_>, name: &str) {
    let run = RefCell::new(ready(&named(name)));
    bencher.with_inputs(|| run.borrow_mut().make_ready()).bench_local_values(|()| run.borrow_mut().run());
}

fn names(one_by_one: bool) -> Vec<String> {
    let wanted = |measurement: &Measurement| measurement.one_by_one == one_by_one;
    measurements().into_iter().filter(wanted).map(|measurement| measurement.name).collect()
}

fn named(name: &str) -> Measurement {
    measurements().into_iter().find(|measurement| measurement.name == name).unwrap()
}
