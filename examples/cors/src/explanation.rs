//! An explanation for scripts, with all that it has.

use fetch_cors::explain::{
    Change, Explanation, Finding, Fix, Gap, Hint, Need, On, Place, Plan, PreflightReason, Side, Surprise,
    SurpriseKind,
};
use serde_json::{Value, json};

pub(crate) fn explanation(explanation: &Explanation) -> Value {
    json!({
        "outcome": explanation.outcome.as_str(),
        "findings": explanation.findings.iter().map(finding).collect::<Vec<_>>(),
        "plans": explanation.plans.iter().map(plan).collect::<Vec<_>>(),
        "no_safe_server_plan": explanation.no_safe_server_plan,
        "surprises": explanation.surprises.iter().map(surprise).collect::<Vec<_>>(),
        "gaps": explanation.gaps.iter().map(gap).collect::<Vec<_>>(),
        "text": explanation.to_string(),
    })
}

fn finding(finding: &Finding) -> Value {
    json!({
        "code": finding.code(),
        "text": finding.to_string(),
        "phase": finding.phase().as_str(),
        "place": finding.place.as_ref().map(place),
        "status": finding.status,
        "side": side(finding.side),
        "expected": finding.expected,
        "came": finding.came,
        "step": finding.step().map(|step| step.to_string()),
        "standard": finding.step().map(|step| step.url()),
        "chromium": finding.chromium_name(),
        "mdn": finding.mdn_name(),
        "hints": finding.hints.iter().map(hint).collect::<Vec<_>>(),
    })
}

fn hint(hint: &Hint) -> Value {
    json!({ "code": hint.code(), "text": hint.to_string() })
}

fn place(place: &Place) -> Value {
    json!({
        "hop": place.hop,
        "phase": place.phase.as_str(),
        "method": place.method.as_ref().map(http::Method::as_str),
        "message": place.to_string(),
    })
}

fn side(side: Side) -> Value {
    match side {
        Side::Server { hop } => json!({ "side": side.as_str(), "hop": hop }),
        side => json!({ "side": side.as_str() }),
    }
}

fn plan(plan: &Plan) -> Value {
    json!({ "fixes": plan.fixes.iter().map(fix).collect::<Vec<_>>(), "proved": plan.is_proved })
}

fn fix(fix: &Fix) -> Value {
    let what = json!({
        "change": fix.change.code(),
        "side": side(fix.change.side()),
        "required": fix.need == Need::Required,
        "unseen": fix.is_unseen,
        "text": fix.to_string(),
    });
    with(what, details(&fix.change))
}

/// Adds the members of an object to another.
pub(crate) fn with(mut value: Value, more: Value) -> Value {
    if let (Some(object), Value::Object(more)) = (value.as_object_mut(), more) {
        object.extend(more);
    }
    value
}

/// What a tool needs to make the change.
fn details(change: &Change) -> Value {
    match change {
        Change::SetHeader { on, name, value } => {
            let message = match on {
                On::Preflight { .. } => "preflight",
                On::Redirect { .. } => "redirect",
                _ => "actual",
            };
            json!({ "on": message, "name": name.as_str(), "value": value })
        }
        Change::SetRequestHeader { name, value } => json!({ "name": name, "value": value }),
        Change::DropRequestHeader { name } => json!({ "name": name }),
        Change::SetMethod { method } => json!({ "method": method.as_str() }),
        Change::SetMode { mode } => json!({ "mode": mode.as_str() }),
        Change::SetCredentials { mode } => json!({ "credentials": mode.as_str() }),
        Change::SetRedirect { mode } => json!({ "redirect": mode.as_str() }),
        Change::SetCache { mode } => json!({ "cache": mode.as_str() }),
        Change::RequestUrl { url }
        | Change::RedirectTo { url, .. }
        | Change::Navigate { url }
        | Change::ReachServer { url } => json!({ "url": url.as_str() }),
        Change::AnswerWithStatus { status, .. } | Change::LookAtStatus { status, .. } => {
            json!({ "status": status })
        }
        Change::ServeScheme { scheme } | Change::ProvideResource { scheme } => json!({ "scheme": scheme }),
        Change::Allow { by } => json!({ "by": by.to_string() }),
        Change::MendCall { error } => json!({ "error": error.code() }),
        Change::MendServiceWorker { error } => json!({ "error": error.code() }),
        Change::MendHost { error } => json!({ "error": error.code() }),
        // The code says all, or the side has the hop.
        _ => json!({}),
    }
}

fn surprise(surprise: &Surprise) -> Value {
    let what = json!({
        "code": surprise.code(),
        "place": surprise.place.as_ref().map(place),
        "fixes": surprise.fixes.iter().map(fix).collect::<Vec<_>>(),
        "text": surprise.to_string(),
    });
    with(what, facts(&surprise.kind))
}

/// The facts of which a surprise consists.
fn facts(kind: &SurpriseKind) -> Value {
    match kind {
        SurpriseKind::HiddenHeaders { names, exposed_on_preflight, wildcard_ignored, is_invalid } => json!({
            "names": names,
            "exposed_on_preflight": exposed_on_preflight,
            "wildcard_ignored": wildcard_ignored,
            "invalid": is_invalid,
        }),
        SurpriseKind::OpaqueResponse { mode, by_script } => {
            json!({ "mode": mode.as_str(), "by_script": by_script })
        }
        SurpriseKind::DroppedHeaders { names } => json!({ "names": names }),
        SurpriseKind::Preflight { reasons, cache } => json!({
            "reasons": reasons.iter().map(reason).collect::<Vec<_>>(),
            "cache": cache.as_str(),
        }),
        SurpriseKind::CredentialsNotSent { why } => json!({ "why": why.as_str() }),
        SurpriseKind::RewrittenByRedirect { rewritten_to_get, authorization_dropped } => json!({
            "rewritten_to_get": rewritten_to_get,
            "authorization_dropped": authorization_dropped,
        }),
        SurpriseKind::MethodInLowerCase { method } => json!({ "method": method }),
        SurpriseKind::BrowsersDiffer { is_allowed_there } => json!({ "allowed_there": is_allowed_there }),
        // The code says all.
        _ => json!({}),
    }
}

fn reason(reason: &PreflightReason) -> Value {
    match reason {
        PreflightReason::Method { method } => json!({ "what": "method", "method": method }),
        PreflightReason::Header { name, hint: why } => {
            json!({ "what": "header", "name": name, "hint": why.as_ref().map(hint) })
        }
        PreflightReason::TotalTooLong { name } => json!({ "what": "total-too-long", "name": name }),
        _ => json!({ "what": "upload" }),
    }
}

fn gap(gap: &Gap) -> Value {
    json!({ "code": gap.code(), "place": place(&gap.place), "text": gap.to_string() })
}
