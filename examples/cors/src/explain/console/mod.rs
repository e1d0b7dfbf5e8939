//! A reader for the text of the consoles of Chromium, Firefox and Safari.
//!
//! The sentences of a console are translated, and they change between versions, so the reader does not search for sentences.
//! It uses only what stays the same: the names of headers and errors, URLs, values in quotes, statuses, and a few words that
//! a browser does not translate.

mod entries;
mod facts;
mod fetches;
mod headers;
mod names;
mod net_errors;
mod quotes;
mod status;
mod urls;

use crate::explain::recording::{ReadError, Recording, Said};
use entries::Entries;
use facts::Facts;
use fetches::Fetches;

/// Reads the text of a console.
///
/// # Errors
///
/// Returns an error if the text has no error about CORS, or if no such error shows its URL.
pub fn read(text: &str) -> Result<Recording, ReadError> {
    let mut fetches = Fetches::default();
    for entry in Entries::new(text) {
        fetches.add(entry.line, Facts::new(&entry.text));
    }
    fetches.finish(source(text))
}

/// Returns whether a text looks like the text of a console with an error that may be about CORS.
#[must_use]
pub fn is_console(text: &str) -> bool {
    Entries::new(text).any(|entry| Facts::new(&entry.text).is_refusal())
}

/// Returns the facts that one error of a console states.
pub(crate) fn said(text: &str) -> Vec<Said> {
    let Facts { mut said, status, .. } = Facts::new(text);
    said.extend(status.map(Said::Status));
    said
}

fn source(text: &str) -> String {
    let engine = if text.contains("net::ERR_") || text.contains("Access to ") {
        " of Chromium"
    } else if text.contains("to access control") || text.contains("[Error]") {
        " of Safari"
    } else if text.contains("Cross-Origin Request") || text.contains("CORS ") {
        " of Firefox"
    } else {
        ""
    };
    format!("the text of a console{engine}")
}
