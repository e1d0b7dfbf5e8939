//! What the pages of all commands look like. A page needs nothing else: no script, no network, no other file.

mod escape;
mod short;

use std::fmt::{self, Write};

pub(crate) use escape::{Code, Escaped};
pub(crate) use short::{short, short_to};

const STYLE: &str = include_str!("style.css");

/// Writes a page. `heading` is markup; `style` is for what this page alone has.
pub(crate) fn page(
    title: &str,
    heading: &str,
    style: &str,
    body: impl FnOnce(&mut String) -> fmt::Result,
) -> String {
    let mut page = String::new();
    // Writing to a string does not fail.
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
    // The browser enforces that the page needs nothing else.
    let policy = "default-src 'none'; style-src 'unsafe-inline'";
    writeln!(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")?;
    writeln!(page, "<title>{}</title>", Escaped(title))?;
    writeln!(page, "<style>\n{STYLE}{style}</style>\n</head>\n<body>")?;
    writeln!(page, "<header>\n<h1>{heading}</h1>")?;
    body(page)?;
    writeln!(page, "</body>\n</html>")
}
