//! The report as one HTML page.

mod diagram;
mod fetch;
mod headers;
mod plan;
mod step;

use std::fmt::{self, Write};

use fetch_cors::explain::Outcome;

use crate::explain::report::{Explained, Report};
use crate::look::{self, Code, Escaped, short};

const STYLE: &str = include_str!("style.css");

/// The maximum number of fetches that a page explains. If there are more, the page shows their number.
const MAX_FETCHES: usize = 200;

/// The maximum number of notes that a page shows.
const MAX_NOTES: usize = 200;

/// The maximum length of all explanations together in bytes, so that a browser can show the page. The last explanation may
/// exceed it.
const MAX_BYTES: usize = 8_000_000;

/// Returns a report as an HTML page.
#[must_use]
pub fn write(report: &Report) -> String {
    let heading = "Explanations of fetches";
    let title = match report.fetches.as_slice() {
        [fetch] => format!("{}: {}", verdict(fetch.explanation.outcome).words, short(&fetch.title)),
        _ => heading.to_owned(),
    };
    look::page(&title, heading, STYLE, |page| {
        let mut articles = String::new();
        let mut explained = 0;
        for fetch in report.fetches.iter().take(MAX_FETCHES) {
            if articles.len() > MAX_BYTES {
                break;
            }
            explained += 1;
            fetch::write(&mut articles, fetch, explained)?;
        }
        write_summary(page, report, explained)?;
        writeln!(page, "</header>")?;
        write_contents(page, report, explained)?;
        writeln!(page, "<main>\n{articles}</main>")?;
        write_notes(page, report)
    })
}

fn write_summary(page: &mut String, report: &Report, explained: usize) -> fmt::Result {
    writeln!(page, "<p class=\"source\">From {}.</p>", Code(&short(&report.source)))?;
    writeln!(page, "<ul class=\"counts\">")?;
    for outcome in [Outcome::Refused, Outcome::NotKnown, Outcome::Allowed] {
        let number = report.fetches.iter().filter(|fetch| fetch.explanation.outcome == outcome).count();
        if number > 0 {
            let Verdict { class, sign, words } = verdict(outcome);
            let words = words.to_lowercase();
            writeln!(page, "<li class=\"verdict-badge {class}\">{sign} {number} {words}</li>")?;
        }
    }
    writeln!(page, "</ul>")?;
    match report.fetches.len() {
        0 => writeln!(page, "<p>There is no fetch to explain.</p>"),
        number if number > explained => writeln!(
            page,
            "<p>This page explains the first {explained} of {number} fetches. The other formats have all of them.</p>"
        ),
        _ => Ok(()),
    }
}

/// The outcome of a fetch as a colour, a sign and words, so that nobody has to see the colour.
struct Verdict {
    class: &'static str,
    sign: &'static str,
    words: &'static str,
}

fn verdict(outcome: Outcome) -> Verdict {
    let (class, sign, words) = match outcome {
        Outcome::Allowed => ("allowed", "✓", "Allowed"),
        Outcome::Refused => ("denied", "✕", "Refused"),
        _ => ("unknown", "?", "Not known"),
    };
    Verdict { class, sign, words }
}

/// Writes the table of contents, with links to all fetches, if there are several.
fn write_contents(page: &mut String, report: &Report, explained: usize) -> fmt::Result {
    if report.fetches.len() < 2 {
        return Ok(());
    }
    writeln!(
        page,
        "<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">Fetches</h2>\n<ol class=\"contents\">"
    )?;
    for (i, fetch) in report.fetches.iter().take(explained).enumerate() {
        let Verdict { class, sign, words } = verdict(fetch.explanation.outcome);
        write!(page, "<li><a href=\"#fetch-{}\">{}</a> ", i + 1, Escaped(&short(&fetch.title)))?;
        let place = Escaped(&short(&fetch.place)).to_string();
        write!(page, "<span class=\"place\">{place}</span> ")?;
        writeln!(page, "<span class=\"outcome {class}\">{sign} {}</span>{}</li>", words, codes(fetch))?;
    }
    writeln!(page, "</ol>\n</nav>")
}

/// Returns the codes of the first three findings, which hint at what the fetch is about.
fn codes(fetch: &Explained) -> String {
    fetch
        .explanation
        .findings
        .iter()
        .take(3)
        .map(|finding| format!(" <code>{}</code>", finding.code()))
        .collect()
}

fn write_notes(page: &mut String, report: &Report) -> fmt::Result {
    if report.notes.is_empty() {
        return Ok(());
    }
    writeln!(page, "<footer>\n<h2>Notes</h2>\n<ul>")?;
    for note in report.notes.iter().take(MAX_NOTES) {
        writeln!(page, "<li>{}</li>", Code(&short(note)))?;
    }
    if let Some(more) = report.notes.len().checked_sub(MAX_NOTES).filter(|more| *more > 0) {
        writeln!(page, "<li>and {more} more</li>")?;
    }
    writeln!(page, "</ul>\n</footer>")
}
