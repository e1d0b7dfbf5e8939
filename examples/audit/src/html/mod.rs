//! A report as one page that needs nothing else: no script, no network, no other file.

mod escape;
mod finding;
mod matrix;

use std::fmt::Write;

use fetch_cors::lab::{Report, Severity};

use self::escape::{Code, Escaped};
use crate::text::{count, options_for_methods};

/// Writes a report as a page.
pub(crate) fn write(report: &Report) -> String {
    let mut page = String::new();
    // Writing to a string does not fail.
    _ = write_page(&mut page, report);
    page
}

const STYLE: &str = include_str!("style.css");

fn write_page(page: &mut String, report: &Report) -> std::fmt::Result {
    let server = Escaped(&report.server);
    writeln!(page, "<!doctype html>")?;
    writeln!(page, "<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(page, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    // The browser enforces that the page needs nothing else.
    let policy = "default-src 'none'; style-src 'unsafe-inline'";
    writeln!(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")?;
    writeln!(page, "<title>The CORS policy of {server}</title>")?;
    writeln!(page, "<style>\n{STYLE}</style>\n</head>\n<body>")?;
    writeln!(page, "<header>\n<h1>The CORS policy of <span class=\"server\">{server}</span></h1>")?;
    write_summary(page, report)?;
    writeln!(page, "</header>\n<main>")?;
    matrix::write(page, report)?;
    finding::write_all(page, report)?;
    write_not_checked(page, report)?;
    writeln!(page, "</main>\n</body>\n</html>")
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
