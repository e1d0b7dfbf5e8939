//! The entries of a console. They may be wrapped over several lines, and stand between the lines of stack traces.

use super::names;

/// An entry of a console: one message of the browser, joined to one line.
#[derive(Debug)]
pub(super) struct Entry {
    /// The number of its first line, counted from 1.
    pub(super) line: usize,
    pub(super) text: String,
}

/// An iterator over the entries that may be about a refused fetch.
#[derive(Debug)]
pub(super) struct Entries<'t> {
    lines: std::iter::Enumerate<std::str::Lines<'t>>,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    entry: Entry,
    /// Whether the entry has both a URL and a word about CORS. Another line with both then begins another entry.
    is_whole: bool,
}

impl<'t> Entries<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { lines: text.lines().enumerate(), open: None }
    }

    fn close(&mut self) -> Option<Entry> {
        self.open.take().map(|open| open.entry)
    }
}

impl Iterator for Entries<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        for (number, line) in self.lines.by_ref() {
            let line = line.trim();
            let lower = line.to_ascii_lowercase();
            let has_url = lower.contains("://");
            let starts = STARTS.iter().any(|start| lower.contains(start));
            let is_chromium = lower.contains(CHROMIUM);
            // An entry of Chromium has two URLs: the origin stands before `CORS`. If it is wrapped, both lines may have a
            // URL.
            let is_named = names::find(&lower).is_some();
            let is_whole = has_url && (is_named || is_about_cors(&lower) || starts && !is_chromium);
            let may_begin = self.open.as_ref().is_none_or(|open| open.is_whole);
            let begins = starts
                || is_chromium
                || lower.starts_with("xhr") && has_url
                || may_begin && (is_whole || is_named);
            let ends = line.is_empty() || is_of_stack(&lower);
            let before = if begins || ends { self.open.take().map(|open| open.entry) } else { None };
            if begins {
                let entry = Entry { line: number + 1, text: line.to_owned() };
                self.open = Some(Open { entry, is_whole });
            } else if let Some(open) = self.open.as_mut().filter(|_| !ends) {
                open.entry.text.push(' ');
                open.entry.text.push_str(line);
                open.is_whole |= is_whole;
            }
            if before.is_some() {
                return before;
            }
        }
        self.close()
    }
}

/// The words by which an entry of Chromium about CORS is recognized, in lower case.
const CHROMIUM: &str = "access to ";

/// The words by which the first line of an entry is recognized, in lower case.
const STARTS: &[&str] = &[
    "cross-origin request blocked",
    "net::err_",
    "ns_error_",
    "cannot load ",
    "failed to load resource",
    "mixed content",
    "mixed active content",
    "insecure content",
    "refused to ",
    "content security policy",
    "content-security-policy",
    "cross-origin-resource-policy",
    "cross-origin-embedder-policy",
    "cross-origin read blocking",
    "opaqueresponseblocking",
    "not allowed by access-control-",
    "preflight response is not",
    "in access-control-allow-origin",
    "access-control-allow-origin cannot",
    "flag is true, but",
    "cross-origin redirection",
    "origin cors redirection",
    "redirection url",
    "[error]",
    "[warning]",
];

fn is_about_cors(lower: &str) -> bool {
    lower.contains("cors") || lower.contains("access-control-") || lower.contains("cross-origin")
}

/// Returns whether a line belongs to a stack trace, or is a message of the page itself. Examples are `at load (app.js:1:2)`,
/// `load @ app.js:1` and `load https://app.example/app.js:1:2`.
fn is_of_stack(lower: &str) -> bool {
    let place = lower.rsplit_once(':').map(|(before, number)| (before.rsplit_once(':'), number));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let ends_with_place =
        matches!(place, Some((Some((_, line)), column)) if is_number(line) && is_number(column));
    let is_of_page =
        ["at ", "uncaught ", "typeerror", "unhandled "].iter().any(|start| lower.starts_with(start));
    is_of_page || lower.contains(" @ ") || lower.contains("\t@\t") || ends_with_place
}
