//! The findings, each with the messages that show it and with what to change.

use std::fmt::Write;

use fetch_cors::lab::{Finding, Report};

use crate::audit::json::exploiter;
use crate::audit::text::{count, remedy, shown};
use crate::look::{Code, Escaped};

/// The number of values of a list that are shown before the others are folded.
const SHOWN: usize = 5;

/// Writes the sections with the findings, and with the accepted findings.
pub(super) fn write_all(page: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(page, "<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">Findings</h2>")?;
    if report.findings.is_empty() {
        writeln!(page, "<p>There are no findings.</p>")?;
    }
    report.findings.iter().try_for_each(|finding| write_one(page, finding))?;
    writeln!(page, "</section>")?;
    if report.allowed.is_empty() && report.allowed_in_vain.is_empty() {
        return Ok(());
    }
    writeln!(
        page,
        "<section aria-labelledby=\"allowed\">\n<h2 id=\"allowed\">Accepted with --allow</h2>\n<ul>"
    )?;
    for finding in &report.allowed {
        let severity = finding.severity;
        write!(
            page,
            "<li><span class=\"severity {severity}\">{severity}</span> <code>{}</code> ",
            finding.code()
        )?;
        writeln!(page, "{}</li>", Code(&finding.cause))?;
    }
    for kind in &report.allowed_in_vain {
        writeln!(
            page,
            "<li>There is no finding with the code <code>{}</code>. Remove this <code>--allow</code>.</li>",
            kind.code()
        )?;
    }
    writeln!(page, "</ul>\n</section>")
}

fn write_one(page: &mut String, finding: &Finding) -> std::fmt::Result {
    let (severity, code) = (finding.severity, finding.code());
    writeln!(page, "<article class=\"finding {severity}\">")?;
    writeln!(page, "<h3><span class=\"severity {severity}\">{severity}</span> <code>{code}</code></h3>")?;
    writeln!(page, "<p class=\"cause\">{}</p>\n<dl>", Code(&finding.cause))?;
    if let Some(exploiter) = exploiter(finding.kind) {
        writeln!(page, "<dt>Who could use it</dt><dd>{}.</dd>", Code(&capitalized(exploiter)))?;
    }
    let origins: Vec<String> = finding.origins().into_iter().map(shown).collect();
    write_list(page, "Origins", &origins)?;
    let places = finding.places();
    let places: Vec<String> = places.iter().map(|(method, path)| format!("{method} {path}")).collect();
    write_list(page, "Where", &places)?;
    write_remedy(page, finding)?;
    writeln!(page, "<dt>To accept this finding</dt><dd><code>--allow {code}</code></dd>\n</dl>")?;
    if finding.messages.is_empty() {
        return writeln!(page, "</article>");
    }
    writeln!(page, "<h4>Requests and responses</h4>")?;
    write!(page, "<pre role=\"region\" aria-label=\"Requests and responses of {code}\" tabindex=\"0\">")?;
    let messages: Vec<String> = finding.messages.iter().map(|message| format!("{message:?}")).collect();
    writeln!(page, "{}</pre>\n</article>", Escaped(&messages.join("\n\n")))
}

/// Writes a term with its values. Only the first values are shown until the reader unfolds the others.
fn write_list(page: &mut String, term: &str, values: &[String]) -> std::fmt::Result {
    if values.is_empty() {
        return Ok(());
    }
    let (first, others) = values.split_at(values.len().min(SHOWN));
    let list = |values: &[String]| {
        values.iter().map(|value| format!("<li><code>{}</code></li>", Escaped(value))).collect::<String>()
    };
    write!(page, "<dt>{term}</dt><dd><ul>{}</ul>", list(first))?;
    if !others.is_empty() {
        let more = count(others.len(), "other");
        write!(page, "<details><summary>and {more}</summary><ul>{}</ul></details>", list(others))?;
    }
    writeln!(page, "</dd>")
}

fn write_remedy(page: &mut String, finding: &Finding) -> std::fmt::Result {
    let (remedy, plan) = remedy(finding);
    write!(page, "<dt>What to change</dt><dd>{}", Code(&remedy))?;
    if !plan.is_empty() {
        let fixes: String = plan.iter().map(|fix| format!("<li>{}</li>", Code(fix))).collect();
        write!(page, "<ul class=\"plan\">{fixes}</ul>")?;
    }
    writeln!(page, "</dd>")
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
