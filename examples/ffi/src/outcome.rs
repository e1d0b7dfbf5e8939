use fetch_cors::error::ErrorKind;
use fetch_cors::{FilteredResponse, NetworkError};
use serde_json::{Value, json};

use crate::members::to_text;
use crate::shown::without_fragment;

/// Converts the outcome of a fetch to JSON. `fetch_cors.h` describes the members.
pub(crate) fn to_json(outcome: Result<&FilteredResponse<()>, &NetworkError>) -> Value {
    match outcome {
        Ok(response) => json!({
            "type": response.response_type().as_str(),
            "status": response.status(),
            "status_text": to_text(response.status_text()),
            "url": response.url().map(without_fragment),
            "redirected": response.redirected(),
            "headers": response.headers().map(|(name, value)| [to_text(name), to_text(value)]).collect::<Vec<_>>(),
            "body_is_visible": response.body().is_some(),
        }),
        Err(error) => json!({
            "error": {
                "kind": kind(error.kind()),
                "code": error.reason().code(),
                "phase": error.phase().as_str(),
                "step": error.step().to_string(),
                "standard": error.step().url(),
                "message": error.to_string(),
                "status": error.status(),
            },
        }),
    }
}

fn kind(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Refused => "refused",
        ErrorKind::Unsendable => "unsendable",
        ErrorKind::NoResponse => "no-response",
        ErrorKind::HostMistake => "host-mistake",
        _ => "other",
    }
}
