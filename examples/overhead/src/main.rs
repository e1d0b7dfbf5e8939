//! A program that measures how much the engine adds to the cost of a fetch. It compares `reqwest` and `hyper` alone with the
//! same clients with the engine. All fetches go over loopback, and each pair of fetches runs one after the other.
//!
//! ```text
//! cargo run --release --manifest-path examples/overhead/Cargo.toml
//! ```
//!
//! The program prints two kinds of tables: the time of a fetch, and the number of instructions of a fetch, which `valgrind`
//! counts. A time is the median of all pairs, with the quartiles of the ratios. With `--pairs N`, the program times N pairs
//! and does not count instructions. It needs Linux, two processors, and `taskset`.
//!
//! The server is a separate process, so that only the client is measured. Both clients of a pair send the same message and
//! read the same response. The difference between them is therefore the work of the engine and the conversions for it. Both
//! begin with the same URL, either as text or already parsed. The engine and `reqwest` parse the text by the URL Standard.
//! `hyper` has a simpler parser.
//!
//! The processor of the server has a larger effect than the engine. If the server runs on another processor, most of the
//! time of a fetch is needed to wake that processor. If it runs on the same processor, a fetch takes a third of the time,
//! and the same work of the engine is a larger part of it. The program measures both.
#![expect(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    reason = "a measurement needs a clock, processes and a report"
)]

mod fetches;
mod instructions;
mod processor;
mod server;
mod time;

use std::error::Error;

use fetches::{CLIENTS, Clients, KINDS};

type Failure = Box<dyn Error + Send + Sync>;

/// The number of pairs of fetches that are timed by default.
const PAIRS: usize = 20_000;

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        [] => report_times(PAIRS).and_then(|()| report_instructions()),
        ["--pairs", pairs] => report_times(pairs.parse()?),
        ["serve"] => server::serve(),
        ["fetch", origin, client, kind, fetches] => fetch(origin, client, kind, fetches.parse()?),
        _ => Err("usage: fetch-cors-overhead [--pairs N]".into()),
    }
}

/// Prints the times of this number of pairs, first with the server on another processor, then on the same processor.
fn report_times(pairs: usize) -> Result<(), Failure> {
    let server = server::Server::start()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let clients = Clients::new(&server.origin)?;
    println!(
        "{pairs} pairs of fetches over loopback: medians in µs, and the median of the pairs' ratios [the quartiles of the ratios]"
    );
    processor::pin(std::process::id(), 0)?;
    for (processor, which) in [(1, "another processor"), (0, "the same processor")] {
        processor::pin(server.id(), processor)?;
        println!("\nthe server on {which}\n");
        print_heading();
        for kind in KINDS {
            for [alone, around] in CLIENTS {
                let pairs = runtime.block_on(time::pairs(&clients, [alone, around], kind, pairs))?;
                println!("| {kind} | {alone} | {pairs} |");
            }
        }
    }
    Ok(())
}

/// Prints the number of instructions of a fetch.
fn report_instructions() -> Result<(), Failure> {
    let server = server::Server::start()?;
    println!("\ninstructions of a fetch in the client's process\n");
    print_heading();
    for kind in KINDS {
        for clients in CLIENTS {
            let counts = instructions::of_a_fetch(&server.origin, clients, kind)?;
            println!("| {kind} | {} | {counts} |", clients[0]);
        }
    }
    Ok(())
}

fn print_heading() {
    println!("| fetch | client | alone | with the engine | ratio |");
    println!("|---|---|---|---|---|");
}

/// Makes this number of fetches and nothing else. Valgrind counts the instructions of this process.
fn fetch(origin: &str, client: &str, kind: &str, fetches: usize) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let clients = Clients::new(origin)?;
    runtime.block_on(async {
        for _ in 0..fetches {
            clients.fetch(client, kind).await?;
        }
        Ok(())
    })
}
