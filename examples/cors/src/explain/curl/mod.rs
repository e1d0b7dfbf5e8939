//! What curl prints: `curl -v`, `curl -i`, `--trace-ascii`, with the command lines that were pasted along with it.
//!
//! The heads that `curl -v` prints are told by their marks, `>` and `<`. Lines without a mark are then the body, and are passed
//! over. `curl -i` prints heads without a mark, so that a head is only looked for where one can stand: at the start, or
//! right behind another head. It does not print the request, which comes from the command line or from [`About`].

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

/// What the user said of the request, for an output that does not say it.
#[derive(Clone, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "the command makes it")]
pub struct About {
    /// The URL.
    pub url: Option<Url>,
    /// The method.
    pub method: Option<Method>,
}

/// Reads what curl printed.
///
/// # Errors
///
/// Fails if the text has no response and no failure of a request, or if it does not say what was requested.
pub fn read(text: &str, about: &About) -> Result<Recording, ReadError> {
    let mut reader = Reader::new(about);
    for line in Lines::new(text) {
        reader.read(line);
    }
    reader.finish()
}

/// Returns whether a text looks like what curl prints.
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
