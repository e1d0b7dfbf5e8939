//! The report as one HTML page.

mod finding;
mod matrix;

use std::fmt::Write;

use fetch_cors::lab::{Report, Severity};

use crate::audit::text::{count, options_for_methods};
use crate::look::{self, Code, Escaped};

/// Returns a report as an HTML page.
pub(crate) fn write(report: &Report) -> String {
    let title = format!("The CORS policy of {}", report.server);
    let heading = format!("The CORS policy of <span class=\"server\">{}</span>", Escaped(&report.server));
    look::page(&title, &heading, "", |page| {
        write_summary(page, report)?;
        writeln!(page, "</header>\n<main>")?;
        matrix::write(page, report)?;
        finding::write_all(page, report)?;
        write_not_checked(page, report)?;
        writeln!(page, "</main>")
    })
}

fn write_summary(page: &mut String, report: &Report) -> std::fmt::Result {
    let Report { findings, requests, .. } = report;
    let sent = count(*requests, "request");
    if findings.is_empty() {
        return writeln!(page, "<p class=\"verdict clean\">No findings, after {sent}.</p>");
    }
    writeln!(page, "<p class=\"verdict\">{}, after {sent}.</p>", count(findings.len(), "finding"))?;
    writeln!(page, "<ul class=\"counts\">")?;
    for severity in Severity::ALL.iter().rev() {
        let number = findings.iter().filter(|finding| finding.severity == *severity).count();
        if number > 0 {
            writeln!(page, "<li class=\"severity {severity}\">{number} {severity}</li>")?;
        }
    }
    writeln!(page, "</ul>")
}

fn write_not_checked(page: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(
        page,
        "<section aria-labelledby=\"not-checked\">\n<h2 id=\"not-checked\">What was not checked</h2>"
    )?;
    writeln!(page, "<dl class=\"not-checked\">")?;
    for not_checked in &report.not_checked {
        let reason = options_for_methods(&not_checked.reason);
        writeln!(page, "<dt>{}</dt><dd>{}</dd>", Escaped(&not_checked.subject), Code(&reason))?;
    }
    writeln!(page, "</dl>\n</section>")
}
