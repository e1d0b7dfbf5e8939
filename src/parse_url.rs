//! Parsing a URL beside a base.

use std::borrow::Cow;

use url::{ParseError, Url};

/// Parses `input` beside `base`, as the URL Standard does.
///
/// Beside a special URL that is not `file:`, any number of slashes and backslashes from two on begin an
/// authority; the `url` crate knows two. The rest is the crate's.
pub(crate) fn parse_url(input: &str, base: Option<&Url>) -> Result<Url, ParseError> {
    let special = base.is_some_and(|base| matches!(base.scheme(), "http" | "https" | "ws" | "wss" | "ftp"));
    let input = if special { two_slashes(input) } else { Cow::Borrowed(input) };
    Url::options().base_url(base).parse(&input)
}

fn two_slashes(input: &str) -> Cow<'_, str> {
    // Control bytes and spaces in front are no part of it, nor are tabs and newlines anywhere.
    let dropped = |c: char| matches!(c, '\t' | '\n' | '\r');
    let part = input.trim_start_matches(|c: char| c <= ' ');
    let authority = part.trim_start_matches(|c: char| matches!(c, '/' | '\\') || dropped(c));
    let before = part.strip_suffix(authority).unwrap_or_default();
    let slashes = before.chars().filter(|c| !dropped(*c)).count();
    if slashes > 2 { Cow::Owned(["//", authority].concat()) } else { Cow::Borrowed(input) }
}
