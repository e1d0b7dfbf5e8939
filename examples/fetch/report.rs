//! An outcome in words.

use std::fmt::Write;

use fetch_cors::NetworkError;
use fetch_cors::error::CorpViolation;
use fetch_cors::explain::{Explanation, Outcome as Ending};
use fetch_cors::fetch::Purpose;
use fetch_cors::preflight::{MethodNeed, PreflightNeed};

use crate::client::{Head, Message, Outcome};
use crate::page::Seen;

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

/// What went over the wire, and what the page sees.
pub(crate) fn outcome(outcome: &Outcome) -> String {
    let mut text = String::new();
    // Redirect loops say the same again and again.
    for same in outcome.wire.chunk_by(|a, b| a == b) {
        if let Some(message) = same.first() {
            text += &exchange(message, same.len());
        }
    }
    if outcome.wire.is_empty() {
        text += "  nothing went over the wire\n";
    }
    match &outcome.result {
        Ok(response) => text += &seen(response),
        Err(error) => text += &reports(error),
    }
    text += &explained(&outcome.explanation);
    text
}

fn exchange(message: &Message, times: usize) -> String {
    let mut text = format!("  > {} {}   [{}]", message.method, message.url, purpose(message));
    if times > 1 {
        text += &format!("   {times} times");
    }
    text.push('\n');
    let headers = message.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case(b"accept"));
    let (metadata, headers): (Vec<_>, Vec<_>) = headers.partition(|(name, _)| name.starts_with(SEC_FETCH));
    text += &lines(headers.into_iter());
    text += &sec_fetch(&metadata);
    match &message.answer {
        Ok(head) => text += &response(head),
        Err(failure) => text += &format!("  < nothing: {failure}\n"),
    }
    text
}

/// What the message says of who asks: one line for the headers that all messages have.
fn sec_fetch(headers: &[(&[u8], &[u8])]) -> String {
    let headers = headers.iter().map(|(name, value)| format!("{}: {}", cut(name), cut(value)));
    let line = headers.collect::<Vec<_>>().join(", ");
    if line.is_empty() { line } else { format!("      {line}\n") }
}

fn purpose(message: &Message) -> String {
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

fn response(head: &Head) -> String {
    format!("  < {}\n{}", head.status, lines(head.headers.iter().filter(|(name, _)| is_telling(name))))
}

fn is_telling(name: &[u8]) -> bool {
    name.starts_with(b"access-control-") || TELLING.iter().any(|telling| telling.as_bytes() == name)
}

fn lines<'a>(headers: impl Iterator<Item = (&'a [u8], &'a [u8])>) -> String {
    let (mut text, mut left_out) = (String::new(), 0_usize);
    for (number, (name, value)) in headers.enumerate() {
        if number < MAX_LINES {
            let _ = writeln!(text, "      {}: {}", cut(name), cut(value));
        } else {
            left_out += 1;
        }
    }
    if left_out > 0 {
        let _ = writeln!(text, "      and {left_out} more");
    }
    text
}

fn seen(seen: &Seen) -> String {
    let mut text = format!("  = a response of type {}, status {}", seen.response_type, seen.status);
    if seen.redirected {
        text += ", redirected";
    }
    text += if seen.timing_allowed { ", timing visible" } else { ", timing hidden" };
    text.push('\n');
    if !seen.url.is_empty() {
        text += &format!("      url: {}\n", cut(seen.url.as_bytes()));
    }
    if !seen.headers.is_empty() {
        text += &format!("    headers that the page can read:\n{}", lines(seen.headers.iter()));
    }
    if !seen.hidden.is_empty() {
        text += &format!("    hidden from the page: {}\n", cut(seen.hidden.join(", ").as_bytes()));
    }
    match (seen.text(), &seen.body_error) {
        (Some(body), _) if body.is_empty() => text += "    an empty body\n",
        (Some(body), _) => text += &format!("    body:\n{body}\n"),
        (None, Some(error)) => text += &format!("    {error}\n"),
        (None, None) => text += "    no body that the page can read\n",
    }
    text
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
fn reports(error: &NetworkError) -> String {
    let mut text = String::new();
    for report in error.corp_violations() {
        let (disposition, url) = (report.disposition.as_str(), cut(report.blocked_url.as_bytes()));
        let _ = writeln!(text, "    report: {}, {disposition}, {url}", CorpViolation::TYPE);
    }
    text
}

/// As text that is safe to show on a terminal.
fn escaped(text: &str) -> String {
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
