use clap::ValueEnum;
use fetch_cors::lab::Report;

use crate::audit::{html, json, sarif, text};

/// The format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[non_exhaustive]
pub enum Format {
    /// Print text for people, on a terminal.
    Text,
    /// Print a JSON object for programs.
    Json,
    /// Print SARIF 2.1.0 for code scanning.
    Sarif,
    /// Print one HTML page for a browser.
    Html,
}

impl Format {
    /// Returns a report in this format, with a line break at the end.
    #[must_use]
    pub fn write(self, report: &Report) -> String {
        match self {
            Self::Text => text::write(report),
            Self::Json => json::write(report),
            Self::Sarif => sarif::write(report),
            Self::Html => html::write(report),
        }
    }
}
