//! The report of a fetch as text.

use std::fmt::Write;

use fetch_cors::NetworkError;
use fetch_cors::error::CorpViolation;
use fetch_cors::explain::{Explanation, Outcome as Ending, explain};
use fetch_cors::fetch::Purpose;
use fetch_cors::preflight::{MethodNeed, PreflightNeed};

use super::client::{Head, Message, Outcome};
use super::page::Seen;
use super::shown::Shown;

/// The response headers that the report shows, besides `Access-Control-*`, because they affect what the page gets.
const TELLING: &[&str] = &[
    "cross-origin-resource-policy",
    "location",
    "referrer-policy",
    "set-cookie",
    "timing-allow-origin",
    "vary",
];
const SEC_FETCH: &[u8] = b"Sec-Fetch-";
/// The number of characters after which a long value is cut.
const MAX_CHARS: usize = 200;
/// The number of lines after which a long list is cut.
const MAX_LINES: usize = 20;

/// Returns the messages that were sent, with their responses.
pub(crate) fn wire(outcome: &Outcome, shown: Shown) -> String {
    let mut text = String::new();
    // In a loop of redirects, the same messages repeat. They are shown once.
    for same in outcome.wire.chunk_by(|a, b| a == b) {
        if let Some(message) = same.first() {
            text += &exchange(message, same.len(), shown);
        }
    }
    if outcome.wire.is_empty() {
        text += "  no message was sent over the network\n";
    }
    text
}

/// The end of a report, as text.
pub(crate) struct End {
    /// What the page sees, without the body.
    pub(crate) seen: String,
    /// Why the fetch ended so. It is empty if there is nothing to explain.
    pub(crate) why: String,
}

/// Returns the end of the report: what the page sees, and why.
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
        text += &format!("   (sent {times} times)");
    }
    text.push('\n');
    let headers = message.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case(b"accept"));
    let (metadata, headers): (Vec<_>, Vec<_>) = headers.partition(|(name, _)| name.starts_with(SEC_FETCH));
    text += &lines(headers.into_iter(), shown);
    text += &sec_fetch(&metadata);
    match &message.answer {
        Ok(head) => text += &response(head, shown),
        Err(failure) => text += &format!("  < no response: {}\n", escaped(failure)),
    }
    text
}

/// Returns the `Sec-Fetch-*` headers in one line, because nearly every message has them.
fn sec_fetch(headers: &[(&[u8], &[u8])]) -> String {
    let headers = headers.iter().map(|(name, value)| format!("{}: {}", cut(name), cut(value)));
    let line = headers.collect::<Vec<_>>().join(", ");
    if line.is_empty() { line } else { format!("      {line}\n") }
}

/// Returns whether the message is a preflight or the actual request, and why a preflight is needed.
pub(crate) fn purpose(message: &Message) -> String {
    let credentials = if message.include_credentials { ", with credentials" } else { "" };
    match &message.purpose {
        Purpose::Actual => format!("the actual request{credentials}"),
        Purpose::Preflight(need) => format!("a preflight{credentials}, because of {}", reasons(need)),
    }
}

fn reasons(need: &PreflightNeed) -> String {
    let method = need.method.map(|method| match method {
        MethodNeed::NotSafelisted => "the method".to_owned(),
        // A stream or an upload listener needs a preflight, too, but this client supports neither.
        _ => "the body".to_owned(),
    });
    let names: Vec<&str> = need.header_names.iter().take(MAX_LINES).map(String::as_str).collect();
    let noun = if names.len() == 1 { "header" } else { "headers" };
    let headers = (!names.is_empty()).then(|| format!("the {noun} {}", cut(names.join(", ").as_bytes())));
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
    let mut text =
        format!("  = the page gets a response of type {}, status {}", seen.response_type, seen.status);
    if seen.redirected {
        text += ", redirected";
    }
    text +=
        if seen.timing_allowed { ", timing visible to the page" } else { ", timing hidden from the page" };
    text.push('\n');
    if !seen.url.is_empty() {
        text += &format!("      url: {}\n", cut(shown.text(&seen.url).as_bytes()));
    }
    if !seen.headers.is_empty() {
        text += &format!("    headers that the page can read:\n{}", lines(seen.headers.iter(), shown));
    }
    if !seen.hidden.is_empty() {
        text += &format!("    headers hidden from the page: {}\n", cut(seen.hidden.join(", ").as_bytes()));
    }
    text
}

/// Returns the body, or why there is none.
pub(crate) fn body(seen: &Seen) -> String {
    match (seen.text(), &seen.body_error) {
        (Some(body), _) if body.is_empty() => "    body: empty\n".to_owned(),
        (Some(body), _) => format!("    body:\n{body}\n"),
        (None, Some(error)) => format!("    {error}\n"),
        (None, None) => "    no body that the page can read\n".to_owned(),
    }
}

/// Returns the explanation, or an empty text if there is nothing to explain.
fn explained(explanation: &Explanation) -> String {
    let is_plain = explanation.outcome == Ending::Allowed && explanation.surprises.is_empty();
    let text = if is_plain { String::new() } else { explanation.to_string() };
    let line =
        |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("    {}\n", escaped(line)) };
    text.lines().map(line).collect()
}

/// Returns the reports that a browser sends to the reporting endpoints of the page.
fn reports(error: &NetworkError, shown: Shown) -> String {
    let mut text = String::new();
    for report in error.corp_violations() {
        let (disposition, url) = (report.disposition.as_str(), shown.text(&report.blocked_url));
        let url = cut(url.as_bytes());
        let _ = writeln!(
            text,
            "    report that a browser sends: type {}, disposition {disposition}, blocked URL {url}",
            CorpViolation::TYPE
        );
    }
    text
}

/// Escapes control characters, so that a terminal can show the text safely.
pub(crate) fn escaped(text: &str) -> String {
    let escape = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(escape).collect()
}

/// Escapes control characters, and cuts a long text.
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
        shown += &format!("… and {left_out} more characters");
    }
    shown
}
