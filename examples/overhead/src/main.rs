//! Measures what the engine costs around `reqwest` and `hyper`: each client fetches over loopback, alone and with the engine
//! around it, one after the other in the same run.
//!
//! ```text
//! cargo run --release --manifest-path examples/overhead/Cargo.toml
//! ```
//!
//! It prints the time of a fetch, as the median of pairs with its spread, and the instructions of a fetch, which `valgrind`
//! counts. `--pairs N` times so many pairs and counts nothing. It runs on Linux with two processors, and needs `taskset`.
//!
//! The server is a process of its own, so that only the client is counted. Both members of a pair send the same message and
//! read the same response, so the difference is what the engine decides, and the conversions around it. Both begin with
//! the same URL: as text, which the engine and `reqwest` parse as the URL Standard says and `hyper` parses more simply, or
//! as what their parsers return.
//!
//! Where the server runs matters more than the engine does. On another processor, most of the time of a fetch is that of
//! waking it up. On the same processor, a fetch takes a third of that time, and the same work of the engine is a larger part
//! of it. So both are measured.
#![expect(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    reason = "a measurement has a clock, processes and a report"
)]

mod fetches;
mod instructions;
mod processor;
mod server;
mod time;

use std::error::Error;

use fetches::{CLIENTS, Clients, KINDS};

type Failure = Box<dyn Error + Send + Sync>;

/// How many pairs of fetches are timed.
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

/// Prints the times of so many pairs, with the server on another processor and on the same.
fn report_times(pairs: usize) -> Result<(), Failure> {
    let server = server::Server::start()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let clients = Clients::new(&server.origin)?;
    println!(
        "{pairs} pairs of fetches over loopback: medians in µs, and the median of the pairs' ratios [its quartiles]"
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

/// Prints the instructions of a fetch.
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

/// Makes so many fetches and nothing else. The instructions of this process are counted.
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
