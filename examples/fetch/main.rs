//! A page's `fetch()` on the command line: the engine of this crate over a real network.
//!
//! ```text
//! cargo run --example fetch
//! cargo run --example fetch -- --origin https://app.example -X PUT -H 'x-token: 1' \
//!     --credentials include --data '{}' https://api.example/items
//! ```
//!
//! The engine does no IO; all of it is here. [`client`] is the loop that does what the engine says,
//! [`transport`] the network below it, [`local`] what needs no network, [`tour`] a set of fetches from [`servers`] of its own that shows
//! every outcome there is.

#![expect(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    reason = "an example does the input and output that the engine does not"
)]

mod args;
mod client;
mod explanation;
mod head_filter;
mod json;
mod local;
mod page;
mod report;
mod servers;
mod stops;
mod tour;
mod transport;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use fetch_cors::NetworkError;
use fetch_cors::error::ErrorKind;

use crate::args::Args;
use crate::client::{Browser, Outcome};
use crate::transport::Failure;

const REFUSED: u8 = 1;
const BAD_ARGUMENTS: u8 = 2;
const NETWORK_FAILURE: u8 = 3;

fn main() -> ExitCode {
    let run = if std::env::args_os().len() <= 1 { tour::run() } else { fetch(&Args::parse()) };
    run.unwrap_or_else(|failure| {
        eprintln!("fetch: {}", client::causes(&*failure));
        ExitCode::from(NETWORK_FAILURE)
    })
}

fn fetch(args: &Args) -> Result<ExitCode, Failure> {
    let request = match args.request(&args.client()) {
        Ok(request) => request,
        Err(error) => {
            eprintln!("fetch: {error}");
            return Ok(ExitCode::from(BAD_ARGUMENTS));
        }
    };
    for name in args.ignored_headers() {
        eprintln!("fetch: the header {name} is left out, as in a page: script may not set it here");
    }
    let outcome = Browser::new(args.timeout)?.fetch(request, args.script_headers(), &args.body());
    for note in &outcome.notes {
        eprintln!("fetch: {}", report::cut(note.as_bytes()));
    }
    print(&if args.json { json::outcome(&outcome) } else { report::outcome(&outcome) });
    Ok(exit_code(&outcome))
}

fn exit_code(outcome: &Outcome) -> ExitCode {
    match &outcome.result {
        Ok(_) => ExitCode::SUCCESS,
        Err(error) if gave_nothing(error) => ExitCode::from(NETWORK_FAILURE),
        Err(_) => ExitCode::from(REFUSED),
    }
}

/// Returns whether the fetch was not refused: the network gave nothing, this client has nothing at such a URL, or it cannot
/// send such a message.
pub(crate) fn gave_nothing(error: &NetworkError) -> bool {
    matches!(error.kind(), ErrorKind::NoResponse | ErrorKind::Unsendable)
}

/// Prints to a reader who may have stopped listening, which `println!` would panic at.
fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}
