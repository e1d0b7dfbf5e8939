//! The part of the page about one fetch: how it ended, where it failed, why, and what to change.

use std::fmt::{self, Write};

use fetch_cors::explain::Finding;

use super::step::{self, Link};
use super::{Verdict, diagram, plan, verdict};
use crate::explain::report::{Explained, Missing};
use crate::look::{Code, Escaped, short};

/// The maximum number of items of each list, such as findings, that are shown.
const MAX_SHOWN: usize = 20;

/// Writes the part of the page that is about one fetch.
pub(super) fn write(page: &mut String, fetch: &Explained, number: usize) -> fmt::Result {
    let Verdict { class, sign, words } = verdict(fetch.explanation.outcome);
    writeln!(page, "<article class=\"fetch {class}\" aria-labelledby=\"fetch-{number}\">")?;
    let title = short(&fetch.title);
    writeln!(page, "<h2 id=\"fetch-{number}\"><span class=\"server\">{}</span></h2>", Escaped(&title))?;
    write!(page, "<p><strong class=\"verdict-badge {class}\">{sign} {words}</strong> ")?;
    writeln!(page, "<span class=\"place\">{}</span></p>", Escaped(&short(&fetch.place)))?;
    for warning in fetch.contradiction.iter().chain(&fetch.caveat) {
        write!(page, "<p class=\"warning\"><strong>Note:</strong> ")?;
        writeln!(page, "{}</p>", Code(&short(warning)))?;
    }
    diagram::write(page, fetch)?;
    write_findings(page, &fetch.explanation.findings)?;
    plan::write_all(page, fetch)?;
    let surprises: Vec<String> = fetch.explanation.surprises.iter().map(ToString::to_string).collect();
    write_list(page, "Good to know", &surprises)?;
    let gaps: Vec<String> = fetch.explanation.gaps.iter().map(ToString::to_string).collect();
    write_list(page, "What is not known", &gaps)?;
    write_missing(page, &fetch.missing)?;
    write_list(page, "What was concluded from the recording", &fetch.concluded)?;
    step::write_all(page, fetch)?;
    writeln!(page, "</article>")
}

fn write_findings(page: &mut String, findings: &[Finding]) -> fmt::Result {
    if findings.is_empty() {
        return Ok(());
    }
    writeln!(page, "<h3>Why</h3>\n<ul class=\"why\">")?;
    for finding in findings.iter().take(MAX_SHOWN) {
        write!(page, "<li><p class=\"cause\">{}</p>", Code(&short(&finding.to_string())))?;
        for hint in &finding.hints {
            write!(page, "<p>{}</p>", Code(&short(&hint.to_string())))?;
        }
        write_difference(page, finding)?;
        write!(page, "<p class=\"aside\">Where to fix it: {}.", finding.side)?;
        if let Some(step) = finding.step() {
            write!(page, " Rule: {} (Fetch Standard).", Link(step))?;
        }
        writeln!(page, " Code: <code>{}</code>.</p></li>", finding.code())?;
    }
    write_more(page, findings.len())?;
    writeln!(page, "</ul>")
}

/// Writes what was received, and below it what was expected.
fn write_difference(page: &mut String, finding: &Finding) -> fmt::Result {
    if finding.came.is_none() && finding.expected.is_none() {
        return Ok(());
    }
    write!(page, "<dl>")?;
    for (term, value) in [("Received", &finding.came), ("Expected", &finding.expected)] {
        if let Some(value) = value {
            write!(page, "<dt>{term}</dt><dd><code>{}</code></dd>", Escaped(&short(value)))?;
        }
    }
    write!(page, "</dl>")
}

fn write_list(page: &mut String, heading: &str, texts: &[String]) -> fmt::Result {
    if texts.is_empty() {
        return Ok(());
    }
    writeln!(page, "<h3>{heading}</h3>\n<ul>")?;
    for text in texts.iter().take(MAX_SHOWN) {
        writeln!(page, "<li>{}</li>", Code(&short(text)))?;
    }
    write_more(page, texts.len())?;
    writeln!(page, "</ul>")
}

fn write_missing(page: &mut String, missing: &[Missing]) -> fmt::Result {
    if missing.is_empty() {
        return Ok(());
    }
    writeln!(page, "<h3>What is missing from the recording</h3>\n<ul>")?;
    for Missing { what, curl } in missing.iter().take(MAX_SHOWN) {
        write!(page, "<li>{}", Code(&short(what)))?;
        if let Some(curl) = curl {
            write!(
                page,
                "<pre role=\"group\" aria-label=\"A command that gets what is missing\">{}</pre>",
                Escaped(curl)
            )?;
        }
        writeln!(page, "</li>")?;
    }
    write_more(page, missing.len())?;
    writeln!(page, "</ul>")
}

fn write_more(page: &mut String, number: usize) -> fmt::Result {
    match number.checked_sub(MAX_SHOWN) {
        Some(more) if more > 0 => writeln!(page, "<li>and {more} more</li>"),
        _ => Ok(()),
    }
}
