//! What needs a C compiler: the header, the client in C, and its run through the suite for clients.
//!
//! With the variable `FETCH_CORS_UNDER`, the programs in C run under the program that it names, with its arguments:
//! `run.sh` sets it to valgrind.
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
