//! A bench that prints the tables of `spec-notes/performance.md` in Markdown. It runs the other benches, and counts
//! allocations and live bytes.
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
mod report;

use std::alloc::System;
use std::process::Command;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

use report::{children, memory, tables};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    println!("{}, {}\n", compiler(), processor());
    let figures = tables::Figures {
        instructions: children::instructions(),
        nanoseconds: children::times(),
        allocations: tables::allocations(),
    };
    if figures.instructions.is_empty() {
        eprintln!(
            "no instructions are counted: install valgrind, and `cargo install gungraun-runner --version 0.20.0`"
        );
    }
    println!("## Operations\n");
    figures.print_operations();
    println!("\n## Whole fetches\n");
    figures.print_whole_fetches();
    println!("\n## Growth\n");
    figures.print_growth();
    println!("\n## Memory\n");
    memory::print();
}

fn compiler() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().unwrap();
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Returns the name of the processor, as Linux reports it.
fn processor() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    model.map_or_else(|| std::env::consts::ARCH.to_owned(), |(_, name)| name.to_owned())
}
