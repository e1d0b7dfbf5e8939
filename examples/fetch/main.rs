//! The tour: fetches of a page over real sockets, with every outcome that the CORS protocol can have.
//!
//! ```text
//! cargo run --example fetch
//! ```
//!
//! The program starts three servers on 127.0.0.1, and fetches from them as a page does. For each fetch, it prints the
//! messages and what the page sees. If anything differs from what the tour expects, the program ends with an error.
//!
//! The engine itself does no input and output. This example does all of it: [`client`] has the loop that does what the
//! engine asks for, [`transport`] sends the messages, and [`local`] serves the URLs that need no network. [`tour`] makes the
//! fetches, which [`stops`] describes, and [`servers`] answers them. To see how a host uses the engine, begin with
//! [`client`].
//!
//! The HTTP client of the tour is small, so that it builds fast: it supports only HTTP/1.1 without TLS. To fetch any URL,
//! with TLS, HTTP/2, cookies and compressed bodies, use `cors fetch` in the package `examples/cors`. It shares some of these
//! files.

#![expect(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "an example does the input and output that the engine does not"
)]

mod call;
#[allow(dead_code, reason = "`cors fetch` includes this file, and uses more of it")]
mod client;
mod local;
#[allow(dead_code, reason = "`cors fetch` includes this file, and uses more of it")]
mod page;
mod report;
mod servers;
mod shown;
mod stops;
mod tour;
mod transport;

use std::process::ExitCode;

fn main() -> ExitCode {
    tour::run().unwrap_or_else(|failure| {
        eprintln!("fetch: {}", client::causes(&*failure));
        ExitCode::FAILURE
    })
}
