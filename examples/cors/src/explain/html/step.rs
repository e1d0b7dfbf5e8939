//! The list of steps: what happened, in order. A screen reader reads it in place of the diagram.

use std::fmt::{self, Write};

use fetch_cors::error::SpecStep;
use fetch_cors::explain::{TraceEntry, TraceKind};

use super::headers::{self, Element};
use crate::explain::report::Explained;
use crate::look::{Code, Escaped, short};

/// Writes the trace as an ordered list.
pub(super) fn write_all(page: &mut String, fetch: &Explained) -> fmt::Result {
    if fetch.trace.is_empty() {
        return Ok(());
    }
    writeln!(page, "<h3>Step by step</h3>\n<ol class=\"steps\">")?;
    fetch.trace.iter().try_for_each(|entry| write_one(page, fetch, entry))?;
    writeln!(page, "</ol>")
}

fn write_one(page: &mut String, fetch: &Explained, entry: &TraceEntry) -> fmt::Result {
    write!(page, "<li>{}", Code(&short(&entry.to_string())))?;
    if let Some(step) = entry.step() {
        write!(page, " {}", Link(step))?;
    }
    match &entry.kind {
        TraceKind::Sent(sent) => {
            headers::write_of_request(page, &sent.headers, Element::List, fetch.shows_secrets)?;
        }
        TraceKind::Received { headers: Some(list), .. } => {
            headers::write_of_response(page, list, Element::List, fetch.shows_secrets)?;
        }
        TraceKind::Refused => {
            if let Some(finding) = fetch.explanation.findings.first() {
                write!(page, " <strong>{}</strong>", Code(&short(&finding.to_string())))?;
            }
        }
        _ => {}
    }
    writeln!(page, "</li>")
}

/// A step of the standard, printed as a link to its algorithm.
pub(super) struct Link(pub(super) SpecStep);

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (url, step) = (self.0.url(), self.0.to_string());
        write!(f, "<a class=\"step\" href=\"{}\">{}</a>", Escaped(&url), Escaped(&step))
    }
}
