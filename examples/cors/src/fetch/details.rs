//! The details that only the JSON report has: connections, all headers, times and the trace.

use std::time::Duration;

use fetch_cors::explain::{TraceEntry, trace};
use http::HeaderMap;
use serde_json::{Map, Value, json};

use crate::fetch::client::Outcome;
use crate::fetch::json;
use crate::fetch::shown::Shown;
use crate::fetch::verbose::version;
use crate::transport::{Connection, Tls, Traffic};

/// Returns the outcome and all details as one JSON object.
pub(crate) fn outcome(outcome: &Outcome, log: &[Traffic], shown: Shown) -> Value {
    let mut value = json::outcome(outcome, shown);
    if let Some(messages) = value.get_mut("wire").and_then(Value::as_array_mut) {
        for (message, traffic) in messages.iter_mut().filter_map(Value::as_object_mut).zip(log) {
            add(message, traffic, shown);
        }
    }
    if let Some(object) = value.as_object_mut() {
        let trace = trace(&outcome.story);
        object.insert("trace".to_owned(), trace.iter().map(entry).collect());
    }
    value
}

fn add(message: &mut Map<String, Value>, traffic: &Traffic, shown: Shown) {
    let sent = traffic.sent.as_ref();
    let received = traffic.received.as_ref();
    message.insert("connection".to_owned(), json!(traffic.connection.as_ref().map(connection)));
    message.insert("http_version".to_owned(), json!(sent.map(|sent| version(sent.version))));
    message.insert("sent_headers".to_owned(), json!(sent.map(|sent| pairs(&sent.headers, shown))));
    let status_text = received.map(|received| String::from_utf8_lossy(&received.status_text).into_owned());
    message.insert("status_text".to_owned(), json!(status_text));
    message.insert("times_ms".to_owned(), times(traffic));
}

fn pairs(headers: &HeaderMap, shown: Shown) -> Vec<Value> {
    json::pairs(headers.iter().map(|(name, value)| (name.as_str().as_bytes(), value.as_bytes())), shown)
}

fn connection(connection: &Connection) -> Value {
    let Connection { address, tls } = connection;
    let tls = tls.as_ref().map(|Tls { version, alpn }| json!({ "version": version, "alpn": alpn }));
    json!({ "address": address.to_string(), "tls": tls })
}

fn times(traffic: &Traffic) -> Value {
    let times = &traffic.times;
    let milliseconds = |time: Option<Duration>| time.map(|time| time.as_secs_f64() * 1000.0);
    json!({
        "name": milliseconds(times.name),
        "connect": milliseconds(times.connect),
        "tls": milliseconds(times.tls),
        "first_byte": milliseconds(times.first_byte),
        "total": milliseconds(times.total),
    })
}

fn entry(entry: &TraceEntry) -> Value {
    json!({
        "hop": entry.hop,
        "code": entry.code(),
        "text": entry.to_string(),
        "step": entry.step().map(|step| step.to_string()),
    })
}
