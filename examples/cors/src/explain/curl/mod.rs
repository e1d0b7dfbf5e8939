//! A reader for the output of `curl -v`, `curl -i` and `--trace-ascii`, with or without the command lines.
//!
//! `curl -v` marks the heads of messages with `>` and `<`. Lines without a mark are then the body, and are skipped.
//!
//! `curl -i` prints heads without a mark, so the reader looks for a head only where one can stand: at the start, or directly
//! after another head. `curl -i` does not print the request either, so the reader takes it from the command line or from
//! [`About`].

mod command;
mod connection;
mod failure;
mod head;
mod lines;
mod reader;
mod words;

use fetch_cors::url::Url;
use http::Method;

use crate::explain::recording::{ReadError, Recording};
use lines::{Lines, What};
use reader::Reader;

/// The facts about the request that the user gives, for an output that does not show them.
#[derive(Clone, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "the command makes it")]
pub struct About {
    /// The URL of the request.
    pub url: Option<Url>,
    /// The method of the request.
    pub method: Option<Method>,
}

/// Reads the output of curl.
///
/// # Errors
///
/// Returns an error if the text has neither a response nor an error of curl, or if it does not show which URL was requested.
pub fn read(text: &str, about: &About) -> Result<Recording, ReadError> {
    let mut reader = Reader::new(about);
    for line in Lines::new(text) {
        reader.read(line);
    }
    reader.finish()
}

/// Returns whether a text looks like the output of curl.
#[must_use]
pub fn is_curl(text: &str) -> bool {
    Lines::new(text).any(|line| match line.what {
        What::Command(_) => true,
        What::Sent(text) => head::request_line(&text).is_some(),
        What::Received(text) => head::status(&text).is_some(),
        What::Plain(text) => head::status(text).is_some() || failure::code(text).is_some(),
        What::Info(text) => connection::is_start(&text),
    })
}
