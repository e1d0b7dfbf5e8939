//! The report for programs, as JSON. `schema/explain.json` describes its form.

use fetch_cors::explain::{SentMessage, TraceEntry, TraceKind};
use fetch_cors::header::HeaderList;
use serde_json::{Value, json};

use crate::explain::report::{Explained, Missing, Report, Snippet};
use crate::explain::shown;
use crate::explanation::with;
use crate::fetch::Shown;

/// Returns a report as JSON.
pub(crate) fn write(report: &Report) -> String {
    let value = json!({
        "source": report.source,
        "notes": report.notes,
        "fetches": report.fetches.iter().map(explained).collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

fn explained(explained: &Explained) -> Value {
    let request = explained.story.request();
    json!({
        "title": explained.title,
        "place": explained.place,
        "method": request.method().as_str(),
        "url": shown::url(request.current_url(), explained.shows_secrets),
        "origin": request.origin().as_str(),
        "mode": request.mode().as_str(),
        "credentials": request.credentials_mode().as_str(),
        "explanation": crate::fetch::explained(&explained.explanation, Shown { secrets: explained.shows_secrets }),
        "trace": explained.trace.iter().map(|entry| trace(entry, explained.shows_secrets)).collect::<Vec<_>>(),
        "concluded": explained.concluded,
        "contradiction": explained.contradiction,
        "caveat": explained.caveat,
        "missing": explained.missing.iter().map(missing).collect::<Vec<_>>(),
        "snippets": explained.snippets.iter().map(|plan| snippets(plan)).collect::<Vec<_>>(),
    })
}

fn trace(entry: &TraceEntry, shows_secrets: bool) -> Value {
    let step = entry.step();
    let what = json!({
        "code": entry.code(),
        "hop": entry.hop,
        "text": entry.to_string(),
        "step": step.map(|step| step.to_string()),
        "standard": step.map(|step| step.url()),
    });
    with(what, details(&entry.kind, shows_secrets))
}

fn details(kind: &TraceKind, shows_secrets: bool) -> Value {
    match kind {
        TraceKind::Sent(SentMessage {
            is_preflight,
            method,
            url,
            headers,
            include_credentials,
            is_recorded,
            ..
        }) => json!({
            "preflight": is_preflight,
            "method": method.as_str(),
            "url": shown::url(url, shows_secrets),
            "headers": pairs(headers, shows_secrets),
            "credentials": include_credentials,
            "recorded": is_recorded,
        }),
        TraceKind::Received { status, headers } => json!({
            "status": status,
            "headers": headers.as_ref().map(|headers| pairs(headers, shows_secrets)),
        }),
        TraceKind::Redirected { to } => json!({ "to": shown::url(to, shows_secrets) }),
        TraceKind::Delivered { response_type } => json!({ "type": response_type.as_str() }),
        _ => json!({}),
    }
}

/// Returns the lines of a header list as pairs. A name may occur more than once.
fn pairs(headers: &HeaderList, shows_secrets: bool) -> Vec<Value> {
    let pair = |(name, value): (&[u8], &[u8])| {
        let (name, value) = (String::from_utf8_lossy(name), String::from_utf8_lossy(value));
        json!([name, shown::header(&name, &value, shows_secrets)])
    };
    headers.iter().map(pair).collect()
}

fn missing(missing: &Missing) -> Value {
    json!({ "what": missing.what, "curl": missing.curl })
}

fn snippets(plan: &[Snippet]) -> Vec<Value> {
    let snippet =
        |snippet: &Snippet| json!({ "target": snippet.target, "title": snippet.title, "text": snippet.text });
    plan.iter().map(snippet).collect()
}
