//! The parser for URLs that may be relative to a base URL.

use std::borrow::Cow;

use url::{ParseError, Url};

/// Parses `input` against `base`, as the URL Standard does.
///
/// If the scheme of the base is special and not `file`, two or more slashes or backslashes begin an authority. The `url`
/// crate expects exactly two, so this function removes the others first. The `url` crate does the rest.
///
/// <https://url.spec.whatwg.org/#concept-url-parser>
pub(crate) fn parse_url(input: &str, base: Option<&Url>) -> Result<Url, ParseError> {
    let special = base.is_some_and(|base| matches!(base.scheme(), "http" | "https" | "ws" | "wss" | "ftp"));
    let input = if special { two_slashes(input) } else { Cow::Borrowed(input) };
    Url::options().base_url(base).parse(&input)
}

/// Returns `input` with only two slashes at the start, if it starts with more than two slashes or backslashes.
fn two_slashes(input: &str) -> Cow<'_, str> {
    // The URL parser ignores control characters and spaces at the start, and tabs and newlines anywhere.
    let dropped = |c: char| matches!(c, '\t' | '\n' | '\r');
    let part = input.trim_start_matches(|c: char| c <= ' ');
    let authority = part.trim_start_matches(|c: char| matches!(c, '/' | '\\') || dropped(c));
    let before = part.strip_suffix(authority).unwrap_or_default();
    let slashes = before.chars().filter(|c| !dropped(*c)).count();
    if slashes > 2 { Cow::Owned(["//", authority].concat()) } else { Cow::Borrowed(input) }
}
