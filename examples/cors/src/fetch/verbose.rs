//! The report of `--verbose`: every message that went over the wire, and the decisions between them.

use std::fmt::Write;
use std::time::Duration;

use fetch_cors::explain::{SentMessage, TraceKind, trace};
use http::{HeaderMap, Version};

use crate::fetch::client::{Message, Outcome};
use crate::fetch::report::{cut, escaped, purpose};
use crate::fetch::shown::Shown;
use crate::transport::{Connection, Received, Traffic};

/// Returns each message with all its headers, and each decision as a sentence.
pub(crate) fn wire(outcome: &Outcome, log: &[Traffic], shown: Shown) -> String {
    let mut text = String::new();
    let mut messages = outcome.wire.iter().zip(log);
    let mut last = None;
    for entry in trace(&outcome.story) {
        match &entry.kind {
            TraceKind::Sent(SentMessage { is_recorded: true, .. }) => {
                last = messages.next();
                text += &last.map(|(message, traffic)| sent(message, traffic, shown)).unwrap_or_default();
            }
            TraceKind::Received { .. } | TraceKind::NothingReceived => {
                text +=
                    &last.take().map(|(message, traffic)| came(message, traffic, shown)).unwrap_or_default();
            }
            _ => {
                let step = entry.step().map(|step| format!("   [{step}]")).unwrap_or_default();
                _ = writeln!(text, "* {}{step}", escaped(&entry.to_string()));
            }
        }
    }
    text + "\n"
}

fn sent(message: &Message, traffic: &Traffic, shown: Shown) -> String {
    let mut text = String::new();
    if let Some(connection) = &traffic.connection {
        _ = writeln!(text, "* {}", connected(connection));
    }
    _ = writeln!(text, "* {}", cut(format!("This is {}.", purpose(message)).as_bytes()));
    match &traffic.sent {
        Some(sent) => {
            let target = match sent.uri.path_and_query() {
                Some(target) if !shown.secrets && target.query().is_some() => format!("{}?…", target.path()),
                Some(target) => target.to_string(),
                None => "/".to_owned(),
            };
            let target = cut(target.as_bytes());
            _ = writeln!(text, "> {} {target} {}", sent.method, version(sent.version));
            text += &lines('>', &sent.headers, sent.version == Version::HTTP_11, shown);
        }
        None => _ = writeln!(text, "> not sent: {} {}", message.method, shown.url(&message.url)),
    }
    text
}

fn came(message: &Message, traffic: &Traffic, shown: Shown) -> String {
    let mut text = traffic.received.as_ref().map(|received| head(received, shown)).unwrap_or_default();
    if let Err(failure) = &message.answer {
        _ = writeln!(text, "< no response: {}", escaped(failure));
    }
    _ = writeln!(text, "* {}", times(traffic));
    text
}

fn head(received: &Received, shown: Shown) -> String {
    let Received { version: spoken, status, status_text, headers } = received;
    let first = format!("< {} {status} {}", version(*spoken), cut(status_text));
    format!("{}\n{}", first.trim_end(), lines('<', headers, false, shown))
}

/// Returns a line for each header. `in_title_case` writes the names with capitals, as they are sent over HTTP/1.1.
fn lines(mark: char, headers: &HeaderMap, in_title_case: bool, shown: Shown) -> String {
    let line = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        let value = shown.header(name.as_str().as_bytes(), value.as_bytes());
        let name = if in_title_case { title_case(name.as_str()) } else { name.to_string() };
        format!("{mark} {name}: {}\n", cut(&value))
    };
    headers.iter().map(line).collect()
}

fn title_case(name: &str) -> String {
    let mut is_first = true;
    let raise = |c: char| {
        let raised = if is_first { c.to_ascii_uppercase() } else { c };
        is_first = c == '-';
        raised
    };
    name.chars().map(raise).collect()
}

fn connected(connection: &Connection) -> String {
    let Connection { address, tls } = connection;
    match tls {
        None => format!("Connected to {address}, not encrypted."),
        Some(tls) => {
            let alpn = tls.alpn.as_deref().unwrap_or("none");
            format!("Connected to {address}, {}, ALPN: {}.", tls.version, cut(alpn.as_bytes()))
        }
    }
}

/// Returns the name of a version of HTTP, such as `HTTP/1.1`.
pub(crate) fn version(version: Version) -> &'static str {
    match version {
        Version::HTTP_10 => "HTTP/1.0",
        Version::HTTP_2 => "HTTP/2",
        _ => "HTTP/1.1",
    }
}

fn times(traffic: &Traffic) -> String {
    let times = &traffic.times;
    let parts = [
        ("name lookup", times.name),
        ("connection", times.connect),
        ("TLS", times.tls),
        ("first byte", times.first_byte),
        ("total", times.total),
    ];
    let parts = parts.into_iter().filter_map(|(name, time)| Some(format!("{name} {}", milliseconds(time?))));
    format!("Times: {}", parts.collect::<Vec<_>>().join(", "))
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}
