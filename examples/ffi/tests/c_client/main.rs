//! Tests that need a C compiler: of the header, of the client in C, and of this client with the conformance suite.
//!
//! If the environment variable `FETCH_CORS_UNDER` is set, the C programs run under the program that it names, with the
//! arguments that follow. `run.sh` sets it to valgrind.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may panic")]

mod c_process;
mod command_line;
mod compile;
mod conformance;
mod header;
mod hostile;
mod json;
mod layout;
mod ownership;
