use fetch_cors::explain::{Explanation, Finding, Fix, Gap, Hint, Need, Plan, Surprise};
use serde_json::{Value, json};

/// Converts an explanation to JSON. Its texts come from the engine and contain no secrets.
pub(crate) fn to_json(explanation: &Explanation) -> Value {
    json!({
        "outcome": explanation.outcome.as_str(),
        "codes": explanation.codes(),
        "findings": explanation.findings.iter().map(finding).collect::<Vec<_>>(),
        "plans": explanation.plans.iter().map(plan).collect::<Vec<_>>(),
        "no_safe_server_plan": explanation.no_safe_server_plan,
        "surprises": explanation.surprises.iter().map(surprise).collect::<Vec<_>>(),
        "gaps": explanation.gaps.iter().map(gap).collect::<Vec<_>>(),
    })
}

fn finding(finding: &Finding) -> Value {
    json!({
        "code": finding.code(),
        "phase": finding.phase().as_str(),
        "text": finding.to_string(),
        "status": finding.status,
        "side": finding.side.as_str(),
        "step": finding.step().map(|step| step.to_string()),
        "standard": finding.step().map(|step| step.url()),
        "hints": finding.hints.iter().map(hint).collect::<Vec<_>>(),
    })
}

fn hint(hint: &Hint) -> Value {
    json!({ "code": hint.code(), "text": hint.to_string() })
}

fn plan(plan: &Plan) -> Value {
    json!({ "proved": plan.is_proved, "fixes": plan.fixes.iter().map(fix).collect::<Vec<_>>() })
}

fn fix(fix: &Fix) -> Value {
    json!({
        "code": fix.change.code(),
        "text": fix.to_string(),
        "side": fix.change.side().as_str(),
        "required": fix.need == Need::Required,
    })
}

fn surprise(surprise: &Surprise) -> Value {
    json!({
        "code": surprise.code(),
        "text": surprise.to_string(),
        "fixes": surprise.fixes.iter().map(fix).collect::<Vec<_>>(),
    })
}

fn gap(gap: &Gap) -> Value {
    json!({ "code": gap.code(), "text": gap.to_string() })
}
