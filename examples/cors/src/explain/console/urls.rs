//! The URLs in an entry, with the role of each.

use std::ops::Range;

use fetch_cors::url::Url;

/// A URL in an entry.
#[derive(Debug)]
pub(super) struct Found<'t> {
    pub(super) url: Url,
    pub(super) role: Role,
    /// The word directly before the URL.
    pub(super) word: &'t str,
    /// The range of bytes where the URL stands.
    pub(super) place: Range<usize>,
}

/// The role of a URL in an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The URL that was fetched.
    Target,
    /// The origin of the page.
    Origin,
    /// The URL of the page.
    Document,
    /// The URL that was fetched before a redirect.
    RedirectedFrom,
}

/// The maximum number of URLs of an entry that are read.
const MOST: usize = 8;
/// The maximum length of a URL, in bytes.
const LONGEST: usize = 64 << 10;

/// Finds the first URLs in a text.
pub(super) fn find(text: &str) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while found.len() < MOST
        && let Some((start, end)) = next(text, at)
    {
        at = end;
        if end - start > LONGEST {
            continue;
        }
        let whole = text.get(start..end).unwrap_or_default();
        let (method, address) = without_method(whole);
        let before = text.get(..start).unwrap_or_default().trim_end_matches(is_quote).trim_end();
        let Ok(mut url) = Url::parse(address) else { continue };
        url.set_fragment(None);
        let role = role(before);
        let word = if method.is_empty() { last_word(before) } else { method };
        found.push(Found { url, role, word, place: start..end });
    }
    found
}

/// Returns the offsets of the start and the end of the next URL after `at`.
fn next(text: &str, at: usize) -> Option<(usize, usize)> {
    let colon = at + text.get(at..)?.find("://")?;
    let is_of_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let scheme = text.get(at..colon)?.rsplit(|c| !is_of_scheme(c)).next()?;
    let after = text.get(colon + 3..)?;
    // Browsers show URLs in ASCII. A URL may contain an apostrophe.
    let is_apostrophe =
        |at: usize| after.get(at + 1..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    let ends = |&(at, c): &(usize, char)| match c {
        '\'' => !is_apostrophe(at),
        _ => c.is_whitespace() || !c.is_ascii() || is_quote(c) || matches!(c, '<' | '>' | '|'),
    };
    let length = after.char_indices().find(ends).map_or(after.len(), |(at, _)| at);
    let url = after.get(..length)?;
    let url = url.trim_end_matches(['.', ',', ';', ':', ')', ']']);
    Some((colon - scheme.len(), colon + 3 + url.len()))
}

fn is_quote(c: char) -> bool {
    "'\"`‘’‚“”„«»‹›「」".contains(c)
}

/// Splits a method from the URL after it. A line that was copied from Firefox has no space between them:
/// `XHROPTIONShttps://…`.
fn without_method(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(0);
    let (method, url) = text.split_at_checked(end).unwrap_or_default();
    if url.starts_with("http") { (method, url) } else { ("", text) }
}

fn role(before: &str) -> Role {
    let start = (0..4).find_map(|more| before.get((before.len() + more).saturating_sub(24)..));
    let lower = start.unwrap_or_default().to_ascii_lowercase();
    if lower.ends_with("origin") {
        Role::Origin
    } else if lower.ends_with("page at") || lower.ends_with("page on") {
        Role::Document
    } else if lower.ends_with("redirected from") {
        Role::RedirectedFrom
    } else {
        Role::Target
    }
}

fn last_word(before: &str) -> &str {
    let start = (0..4).find_map(|more| before.get((before.len() + more).saturating_sub(24)..));
    start.unwrap_or_default().rsplit(char::is_whitespace).next().unwrap_or_default()
}
