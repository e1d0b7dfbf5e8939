use clap::ValueEnum;
use fetch_cors::lab::Report;

use crate::audit::{html, json, sarif, text};

/// The format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[non_exhaustive]
pub enum Format {
    /// For people, on a terminal.
    Text,
    /// For programs.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// One page for a browser.
    Html,
}

impl Format {
    /// Writes a report in this format, with a line break at the end.
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
