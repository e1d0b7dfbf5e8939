//! The tour: a page's `fetch()` over real sockets, with every outcome that the CORS protocol tells apart.
//!
//! ```text
//! cargo run --example fetch
//! ```
//!
//! It starts three servers on 127.0.0.1, fetches from them as a page, prints what went over the wire and what the page sees, and
//! fails if anything is not as expected.
//!
//! The engine does no input and output; all of it is here. [`client`] is the loop that does what the engine says, [`transport`]
//! the network below it, [`local`] serves the URLs that need no network, and [`tour`] makes the [`stops`] at the [`servers`].
//!
//! The tour builds little: its HTTP client speaks HTTP/1.1 without TLS. The command line for any URL, with TLS, HTTP/2, cookies
//! and compressed bodies, is `cors fetch` of the package `examples/cors`, which shares some of these files.

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
