//! The text of a browser's console: Chromium, Firefox and Safari.
//!
//! Consoles are translated and their sentences change, so that no sentence is looked for. What counts is what stays: the names
//! of headers and of errors, URLs, values in quotes, status codes, and a few words where a browser does not translate them.

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
/// Fails if the text has no error that is about CORS, or if none says its URL.
pub fn read(text: &str) -> Result<Recording, ReadError> {
    let mut fetches = Fetches::default();
    for entry in Entries::new(text) {
        fetches.add(entry.line, Facts::new(&entry.text));
    }
    fetches.finish(source(text))
}

/// Returns whether a text looks like that of a console, with an error that may be about CORS.
#[must_use]
pub fn is_console(text: &str) -> bool {
    Entries::new(text).any(|entry| Facts::new(&entry.text).is_refusal())
}

/// Returns what one error of a console says.
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
