//! The outcome of a fetch as JSON, for programs.

use fetch_cors::NetworkError;
use fetch_cors::error::CorpViolation;
use fetch_cors::explain::{Explanation, explain};
use fetch_cors::fetch::Purpose;
use fetch_cors::preflight::MethodNeed;
use serde_json::{Map, Value, json};

use super::client::{Head, Message, Outcome};
use super::exit_code::gave_nothing;
use super::page::Seen;
use super::shown::Shown;
use crate::explanation::explanation;

/// Returns the outcome as one JSON object. The headers of messages are lists of pairs, because a header may be repeated.
pub(crate) fn outcome(outcome: &Outcome, shown: Shown) -> Value {
    let mut value = match &outcome.result {
        Ok(response) => seen(response, shown),
        Err(error) => refused(error, shown),
    };
    if let Some(object) = value.as_object_mut() {
        object.insert("wire".to_owned(), outcome.wire.iter().map(|sent| message(sent, shown)).collect());
        object.insert("notes".to_owned(), json!(outcome.notes));
        object.insert("explanation".to_owned(), explained(&explain(&outcome.story), shown));
    }
    value
}

/// Returns the explanation as JSON. Its URLs may contain secrets, so they are shown in part only.
pub(crate) fn explained(explained: &Explanation, shown: Shown) -> Value {
    let mut value = explanation(explained);
    hide_urls(&mut value, shown);
    value
}

fn hide_urls(value: &mut Value, shown: Shown) {
    match value {
        Value::Object(members) => {
            hide_header(members, shown);
            for (name, member) in members {
                match member {
                    Value::String(url) if name == "url" => *url = shown.text(url).into_owned(),
                    member => hide_urls(member, shown),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| hide_urls(value, shown)),
        _ => {}
    }
}

/// Hides the secrets in the value of a header that the explanation advises to set.
fn hide_header(members: &mut Map<String, Value>, shown: Shown) {
    let name = members.get("name").and_then(Value::as_str).map(str::to_owned);
    if let (Some(name), Some(Value::String(value))) = (name, members.get_mut("value")) {
        *value = String::from_utf8_lossy(&shown.header(name.as_bytes(), value.as_bytes())).into_owned();
    }
}

fn seen(seen: &Seen, shown: Shown) -> Value {
    // Each name occurs once, because script never sees `set-cookie`, the only header that is not joined.
    let header = |(name, value)| (text(name), Value::from(text(&shown.header(name, value))));
    let headers: Map<String, Value> = seen.headers.iter().map(header).collect();
    json!({
        "outcome": "response",
        "type": seen.response_type.as_str(),
        "status": seen.status,
        "status_text": text(&seen.status_text),
        "ok": seen.ok,
        "url": shown.text(&seen.url),
        "redirected": seen.redirected,
        "headers": headers,
        "hidden": seen.hidden,
        "body": seen.text(),
        "body_error": seen.body_error,
        "timing_allowed": seen.timing_allowed,
    })
}

fn refused(error: &NetworkError, shown: Shown) -> Value {
    let reports: Vec<Value> =
        error.corp_violations().iter().map(|violation| report(violation, shown)).collect();
    let step = error.step();
    let failed = gave_nothing(error);
    json!({
        "outcome": if failed { "network failure" } else { "refused" },
        "error": {
            "code": error.reason().code(),
            "reason": error.reason().to_string(),
            "phase": error.phase().as_str(),
            "algorithm": step.algorithm,
            "title": step.title,
            "step": step.step,
            "standard": step.url(),
            "url": shown.url(error.url()),
            "status": error.status(),
        },
        "reports": reports,
    })
}

fn report(violation: &CorpViolation, shown: Shown) -> Value {
    json!({
        "type": CorpViolation::TYPE,
        "blocked_url": shown.text(&violation.blocked_url),
        "destination": violation.destination.as_str(),
        "disposition": violation.disposition.as_str(),
    })
}

fn message(message: &Message, shown: Shown) -> Value {
    let (purpose, why) = match &message.purpose {
        Purpose::Actual => ("actual", None),
        Purpose::Preflight(need) => {
            let method = need.method == Some(MethodNeed::NotSafelisted);
            ("preflight", Some(json!({ "method": method, "headers": need.header_names })))
        }
    };
    let (answer, failure) = match &message.answer {
        Ok(head) => (Some(response(head, shown)), None),
        Err(failure) => (None, Some(failure)),
    };
    json!({
        "purpose": purpose,
        "why": why,
        "method": message.method.as_str(),
        "url": shown.url(&message.url),
        "headers": pairs(message.headers.iter(), shown),
        "include_credentials": message.include_credentials,
        "response": answer,
        "failure": failure,
    })
}

fn response(head: &Head, shown: Shown) -> Value {
    json!({ "status": head.status, "headers": pairs(head.headers.iter(), shown) })
}

pub(crate) fn pairs<'h>(headers: impl Iterator<Item = (&'h [u8], &'h [u8])>, shown: Shown) -> Vec<Value> {
    headers.map(|(name, value)| json!([text(name), text(&shown.header(name, value))])).collect()
}

/// Converts the bytes of a header to text as script sees it: one character for each byte.
fn text(bytes: &[u8]) -> String {
    // This text stands for a hidden value. It does not consist of bytes of a header.
    if bytes == "…".as_bytes() {
        return "…".to_owned();
    }
    bytes.iter().copied().map(char::from).collect()
}
