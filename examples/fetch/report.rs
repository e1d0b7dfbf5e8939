//! An outcome in words.

use std::fmt::Write;

use fetch_cors::NetworkError;
use fetch_cors::error::CorpViolation;
use fetch_cors::explain::{Explanation, Outcome as Ending, explain};
use fetch_cors::fetch::Purpose;
use fetch_cors::preflight::{MethodNeed, PreflightNeed};

use super::client::{Head, Message, Outcome};
use super::page::Seen;
use super::shown::Shown;

/// The headers of a response that bear on what becomes of it, beside `Access-Control-*`.
const TELLING: &[&str] = &[
    "cross-origin-resource-policy",
    "location",
    "referrer-policy",
    "set-cookie",
    "timing-allow-origin",
    "vary",
];
const SEC_FETCH: &[u8] = b"Sec-Fetch-";
/// Where a long value, and a long list, is cut.
const MAX_CHARS: usize = 200;
const MAX_LINES: usize = 20;

/// What went over the wire.
pub(crate) fn wire(outcome: &Outcome, shown: Shown) -> String {
    let mut text = String::new();
    // Redirect loops say the same again and again.
    for same in outcome.wire.chunk_by(|a, b| a == b) {
        if let Some(message) = same.first() {
            text += &exchange(message, same.len(), shown);
        }
    }
    if outcome.wire.is_empty() {
        text += "  nothing went over the wire\n";
    }
    text
}

/// What came of a fetch, in words.
pub(crate) struct End {
    /// What the page sees, but for the body.
    pub(crate) seen: String,
    pub(crate) why: String,
}

pub(crate) fn end(outcome: &Outcome, shown: Shown) -> End {
    let seen = match &outcome.result {
        Ok(response) => seen(response, shown),
        Err(error) => reports(error, shown),
    };
    End { seen, why: explained(&explain(&outcome.story)) }
}

fn exchange(message: &Message, times: usize, shown: Shown) -> String {
    let url = shown.url(&message.url);
    let mut text = format!("  > {} {url}   [{}]", message.method, purpose(message));
    if times > 1 {
        text += &format!("   {times} times");
    }
    text.push('\n');
    let headers = message.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case(b"accept"));
    let (metadata, headers): (Vec<_>, Vec<_>) = headers.partition(|(name, _)| name.starts_with(SEC_FETCH));
    text += &lines(headers.into_iter(), shown);
    text += &sec_fetch(&metadata);
    match &message.answer {
        Ok(head) => text += &response(head, shown),
        Err(failure) => text += &format!("  < nothing: {}\n", escaped(failure)),
    }
    text
}

/// What the message says of who asks: one line for the headers that all messages have.
fn sec_fetch(headers: &[(&[u8], &[u8])]) -> String {
    let headers = headers.iter().map(|(name, value)| format!("{}: {}", cut(name), cut(value)));
    let line = headers.collect::<Vec<_>>().join(", ");
    if line.is_empty() { line } else { format!("      {line}\n") }
}

pub(crate) fn purpose(message: &Message) -> String {
    let credentials = if message.include_credentials { ", with credentials" } else { "" };
    match &message.purpose {
        Purpose::Actual => format!("the request{credentials}"),
        Purpose::Preflight(need) => format!("a preflight{credentials}, because of {}", reasons(need)),
    }
}

fn reasons(need: &PreflightNeed) -> String {
    let method = need.method.map(|method| match method {
        MethodNeed::NotSafelisted => "the method".to_owned(),
        // A stream, or an upload that is listened to: this client does neither.
        _ => "the body".to_owned(),
    });
    let names = need.header_names.iter().take(MAX_LINES).map(String::as_str).collect::<Vec<_>>().join(", ");
    let headers = (!names.is_empty()).then(|| format!("header {}", cut(names.as_bytes())));
    method.into_iter().chain(headers).collect::<Vec<_>>().join(" and ")
}

fn response(head: &Head, shown: Shown) -> String {
    let telling = head.headers.iter().filter(|(name, _)| is_telling(name));
    format!("  < {}\n{}", head.status, lines(telling, shown))
}

fn is_telling(name: &[u8]) -> bool {
    name.starts_with(b"access-control-") || TELLING.iter().any(|telling| telling.as_bytes() == name)
}

fn lines<'a>(headers: impl Iterator<Item = (&'a [u8], &'a [u8])>, shown: Shown) -> String {
    let (mut text, mut left_out) = (String::new(), 0_usize);
    for (number, (name, value)) in headers.enumerate() {
        if number < MAX_LINES {
            let _ = writeln!(text, "      {}: {}", cut(name), cut(&shown.header(name, value)));
        } else {
            left_out += 1;
        }
    }
    if left_out > 0 {
        let _ = writeln!(text, "      and {left_out} more");
    }
    text
}

fn seen(seen: &Seen, shown: Shown) -> String {
    let mut text = format!("  = a response of type {}, status {}", seen.response_type, seen.status);
    if seen.redirected {
        text += ", redirected";
    }
    text += if seen.timing_allowed { ", timing visible" } else { ", timing hidden" };
    text.push('\n');
    if !seen.url.is_empty() {
        text += &format!("      url: {}\n", cut(shown.text(&seen.url).as_bytes()));
    }
    if !seen.headers.is_empty() {
        text += &format!("    headers that the page can read:\n{}", lines(seen.headers.iter(), shown));
    }
    if !seen.hidden.is_empty() {
        text += &format!("    hidden from the page: {}\n", cut(seen.hidden.join(", ").as_bytes()));
    }
    text
}

pub(crate) fn body(seen: &Seen) -> String {
    match (seen.text(), &seen.body_error) {
        (Some(body), _) if body.is_empty() => "    an empty body\n".to_owned(),
        (Some(body), _) => format!("    body:\n{body}\n"),
        (None, Some(error)) => format!("    {error}\n"),
        (None, None) => "    no body that the page can read\n".to_owned(),
    }
}

/// The explanation, unless there is nothing to explain.
fn explained(explanation: &Explanation) -> String {
    let is_plain = explanation.outcome == Ending::Allowed && explanation.surprises.is_empty();
    let text = if is_plain { String::new() } else { explanation.to_string() };
    let line =
        |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("    {}\n", escaped(line)) };
    text.lines().map(line).collect()
}

/// What the host has to report.
fn reports(error: &NetworkError, shown: Shown) -> String {
    let mut text = String::new();
    for report in error.corp_violations() {
        let (disposition, url) = (report.disposition.as_str(), shown.text(&report.blocked_url));
        let url = cut(url.as_bytes());
        let _ = writeln!(text, "    report: {}, {disposition}, {url}", CorpViolation::TYPE);
    }
    text
}

/// As text that is safe to show on a terminal.
pub(crate) fn escaped(text: &str) -> String {
    let escape = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(escape).collect()
}

/// As text that is safe to show on a terminal, and not too long.
pub(crate) fn cut(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut shown = String::new();
    for c in text.chars().take(MAX_CHARS) {
        if c.is_control() {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    let left_out = text.chars().count().saturating_sub(MAX_CHARS);
    if left_out > 0 {
        shown += &format!("… and {left_out} characters more");
    }
    shown
}
