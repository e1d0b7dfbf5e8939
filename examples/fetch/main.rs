//! A page's `fetch()` on the command line: the engine of this crate over a real network.
//!
//! ```text
//! cargo run --example fetch
//! cargo run --example fetch -- --origin https://app.example -X PUT -H 'x-token: 1' http://127.0.0.1:8080/items
//! ```
//!
//! The engine does no IO; all of it is here. [`client`] is the loop that does what the engine says,
//! [`transport`] the network below it, [`local`] what needs no network, [`tour`] a set of fetches from [`servers`] of its own that shows
//! every outcome there is.
//!
//! It speaks HTTP/1.1 without TLS, so that little has to be built for it. `cors fetch`, in the package `examples/cors`, is the
//! same client with TLS, HTTP/2, cookies and compressed bodies. It has its own network, and shares the other files.

#![expect(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    reason = "an example does the input and output that the engine does not"
)]

mod args;
mod client;
mod explanation;
mod head_filter;
mod http1;
mod init;
mod json;
mod local;
mod page;
mod report;
mod servers;
mod shown;
mod stops;
mod tour;
mod transport;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use crate::args::Args;
use crate::client::{BAD_ARGUMENTS, Browser, Failure, NETWORK_FAILURE, Outcome};
use crate::shown::Shown;
use crate::transport::Transport;

/// The user asked this client to show what goes over the wire.
const ALL: Shown = Shown { secrets: true };

fn main() -> ExitCode {
    let run = if std::env::args_os().len() <= 1 { tour::run() } else { fetch(&Args::parse()) };
    run.unwrap_or_else(|failure| {
        eprintln!("fetch: {}", client::causes(&*failure));
        ExitCode::from(NETWORK_FAILURE)
    })
}

fn fetch(args: &Args) -> Result<ExitCode, Failure> {
    let call = match args.call() {
        Ok(call) => call,
        Err(error) => {
            eprintln!("fetch: {error}");
            return Ok(ExitCode::from(BAD_ARGUMENTS));
        }
    };
    for name in args.init.ignored_headers(&call.headers) {
        eprintln!("fetch: the header {name} is left out, as in a page: script may not set it here");
    }
    let outcome = Browser::new(Transport::new(args.timeout)?).fetch(call);
    for note in &outcome.notes {
        eprintln!("fetch: {}", report::escaped(note));
    }
    let text = if args.json { format!("{:#}\n", json::outcome(&outcome, ALL)) } else { in_words(&outcome) };
    print(&text);
    Ok(ExitCode::from(outcome.exit_code()))
}

/// Returns what went over the wire, what the page sees, and why.
fn in_words(outcome: &Outcome) -> String {
    let report::End { seen, why } = report::end(outcome, ALL);
    let body = outcome.result.as_ref().map(report::body).unwrap_or_default();
    format!("{}{seen}{body}{why}", report::wire(outcome, ALL))
}

/// Prints to a reader who may have stopped listening, which `println!` would panic at.
fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}
