//! An outcome for scripts.

use fetch_cors::NetworkError;
use fetch_cors::error::CorpViolation;
use fetch_cors::fetch::Purpose;
use fetch_cors::header::HeaderList;
use fetch_cors::preflight::MethodNeed;
use serde_json::{Map, Value, json};

use crate::client::{Head, Message, Outcome};
use crate::explanation::explanation;
use crate::gave_nothing;
use crate::page::Seen;

/// One object and a line feed. Headers of messages are lists of pairs, since they may be repeated.
pub(crate) fn outcome(outcome: &Outcome) -> String {
    let mut value = match &outcome.result {
        Ok(response) => seen(response),
        Err(error) => refused(error),
    };
    if let Some(object) = value.as_object_mut() {
        object.insert("wire".to_owned(), outcome.wire.iter().map(message).collect());
        object.insert("notes".to_owned(), json!(outcome.notes));
        object.insert("explanation".to_owned(), explanation(&outcome.explanation));
    }
    format!("{value:#}\n")
}

fn seen(seen: &Seen) -> Value {
    // Script is never shown `set-cookie`, the one name that may come twice.
    let headers: Map<String, Value> =
        seen.headers.iter().map(|(name, value)| (text(name), Value::from(text(value)))).collect();
    json!({
        "outcome": "response",
        "type": seen.response_type.as_str(),
        "status": seen.status,
        "ok": seen.ok,
        "url": seen.url,
        "redirected": seen.redirected,
        "headers": headers,
        "hidden": seen.hidden,
        "body": seen.text(),
        "body_error": seen.body_error,
        "timing_allowed": seen.timing_allowed,
    })
}

fn refused(error: &NetworkError) -> Value {
    let reports: Vec<Value> = error.corp_violations().iter().map(report).collect();
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
            "url": error.url().as_str(),
            "status": error.status(),
        },
        "reports": reports,
    })
}

fn report(violation: &CorpViolation) -> Value {
    json!({
        "type": CorpViolation::TYPE,
        "blocked_url": violation.blocked_url,
        "destination": violation.destination.as_str(),
        "disposition": violation.disposition.as_str(),
    })
}

fn message(message: &Message) -> Value {
    let (purpose, why) = match &message.purpose {
        Purpose::Actual => ("actual", None),
        Purpose::Preflight(need) => {
            let method = need.method == Some(MethodNeed::NotSafelisted);
            ("preflight", Some(json!({ "method": method, "headers": need.header_names })))
        }
    };
    let (answer, failure) = match &message.answer {
        Ok(head) => (Some(response(head)), None),
        Err(failure) => (None, Some(failure)),
    };
    json!({
        "purpose": purpose,
        "why": why,
        "method": message.method.as_str(),
        "url": message.url.as_str(),
        "headers": pairs(&message.headers),
        "include_credentials": message.include_credentials,
        "response": answer,
        "failure": failure,
    })
}

fn response(head: &Head) -> Value {
    json!({ "status": head.status, "headers": pairs(&head.headers) })
}

fn pairs(headers: &HeaderList) -> Vec<Value> {
    headers.iter().map(|(name, value)| json!([text(name), text(value)])).collect()
}

/// Bytes as script sees them in a header: one character each.
fn text(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}
