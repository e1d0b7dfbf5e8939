//! The common look of the HTML pages of all commands. A page is complete: it needs no script, no network and no other file.

mod escape;
mod short;

use std::fmt::{self, Write};

pub(crate) use escape::{Code, Escaped};
pub(crate) use short::{short, short_to};

const STYLE: &str = include_str!("style.css");

/// Writes a complete page. `heading` is HTML. `style` is the CSS that only this page needs.
pub(crate) fn page(
    title: &str,
    heading: &str,
    style: &str,
    body: impl FnOnce(&mut String) -> fmt::Result,
) -> String {
    let mut page = String::new();
    // Writing to a string never fails.
    _ = write_page(&mut page, title, heading, style, body);
    page
}

fn write_page(
    page: &mut String,
    title: &str,
    heading: &str,
    style: &str,
    body: impl FnOnce(&mut String) -> fmt::Result,
) -> fmt::Result {
    writeln!(page, "<!doctype html>")?;
    writeln!(page, "<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(page, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    // With this policy, the browser itself blocks scripts and requests.
    let policy = "default-src 'none'; style-src 'unsafe-inline'";
    writeln!(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")?;
    writeln!(page, "<title>{}</title>", Escaped(title))?;
    writeln!(page, "<style>\n{STYLE}{style}</style>\n</head>\n<body>")?;
    writeln!(page, "<header>\n<h1>{heading}</h1>")?;
    body(page)?;
    writeln!(page, "</body>\n</html>")
}
