//! Problems that people had, each with what has to be said about it, and with variants that change nothing of that.

use std::fs;
use std::path::PathBuf;

use fetch_cors::explain::{Change, Explanation, Fix, Need, On, Side};
use serde_json::{Value, json};

use crate::case::Case;
use crate::variants::{VARIANTS, Variant};

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/explain/cases.jsonl")
}

pub fn all() -> Vec<Case> {
    let text = fs::read_to_string(path()).unwrap();
    text.lines().map(|line| Case(serde_json::from_str(line).unwrap())).collect()
}

/// What an explanation says, without its words.
fn spell(explanation: &Explanation) -> Value {
    let mut sides: Vec<String> =
        explanation.findings.iter().map(|finding| spell_side(finding.side)).collect();
    sides.dedup();
    let plan = |plan: &fetch_cors::explain::Plan| -> Value {
        let fixes: Vec<String> = plan.fixes.iter().map(spell_fix).collect();
        json!(if plan.is_proved { fixes } else { [vec!["not proved".to_owned()], fixes].concat() })
    };
    json!({
        "codes": explanation.codes(),
        "sides": sides,
        "plans": explanation.plans.iter().map(plan).collect::<Vec<_>>(),
    })
}

fn spell_side(side: Side) -> String {
    match side {
        Side::Server { hop } => format!("server {hop}"),
        side => side.as_str().to_owned(),
    }
}

pub fn spell_fix(fix: &Fix) -> String {
    let change = match &fix.change {
        Change::SetHeader { on, name, value } => format!("{}: {name}: {value}", spell_response(*on)),
        Change::AnswerPreflight { hop } => format!("preflight {hop}: 2xx"),
        Change::AnswerWithStatus { hop, status } => format!("redirect {hop}: {status}"),
        Change::RedirectTo { hop, url } => format!("redirect {hop}: to {url}"),
        Change::RequestUrl { url } => format!("request {url}"),
        Change::SetMethod { method } => format!("method {method}"),
        Change::DropRequestHeader { name } => format!("no request header {name}"),
        Change::SetRequestHeader { name, value } => format!("request header {name}: {value}"),
        Change::SetMode { mode } => format!("mode {mode}"),
        Change::SetCredentials { mode } => format!("credentials {mode}"),
        Change::SetRedirect { mode } => format!("redirect mode {mode}"),
        Change::SetCache { mode } => format!("cache mode {mode}"),
        Change::Navigate { url } => format!("navigate to {url}"),
        Change::LookAtStatus { status, .. } => format!("look at {status}"),
        change => change.code().to_owned(),
    };
    let unseen = if fix.is_unseen { " (if it is not there)" } else { "" };
    let safeguard = if fix.need == Need::Safeguard { " (safeguard)" } else { "" };
    format!("{change}{unseen}{safeguard}")
}

fn spell_response(on: On) -> String {
    let message = match on {
        On::Preflight { .. } => "preflight",
        On::Redirect { .. } => "redirect",
        _ => "actual",
    };
    format!("{message} {}", on.hop())
}

/// The explanations of each case, as data.
#[test]
fn each_is_explained() {
    let cases = all();
    assert_eq!(cases.len(), 53);
    for case in cases {
        let said: Vec<Value> = case.explain().iter().map(spell).collect();
        assert_eq!(Value::from(said), case.0["explanations"], "{} {}", case.id(), case.0["what"]);
    }
}

/// Writes what is said today into the data. Read the difference before you keep it.
#[test]
#[ignore = "writes the data"]
fn write_explanations() {
    let lines = all().into_iter().map(|mut case| {
        let said: Vec<Value> = case.explain().iter().map(spell).collect();
        case.0["explanations"] = said.into();
        format!("{}\n", case.0)
    });
    fs::write(path(), lines.collect::<String>()).unwrap();
}

/// Returns what must not change with a variant: the codes, the kinds of sides, and the kinds of changes of each plan.
fn kind(explanation: &Explanation) -> Value {
    let mut sides: Vec<&str> = explanation.findings.iter().map(|finding| finding.side.as_str()).collect();
    sides.dedup();
    let changes =
        |plan: &fetch_cors::explain::Plan| plan.fixes.iter().map(|fix| fix.change.code()).collect::<Vec<_>>();
    json!({
        "codes": explanation.codes(),
        "sides": sides,
        "plans": explanation.plans.iter().map(changes).collect::<Vec<_>>(),
    })
}

#[test]
fn variants_are_explained_alike() {
    let mut changed = 0;
    for case in all() {
        let kinds: Vec<Value> = case.explain().iter().map(kind).collect();
        for Variant { name, change } in VARIANTS {
            let Some(variant) = change(&case) else { continue };
            changed += usize::from(variant.0 != case.0);
            let others: Vec<Value> = variant.explain().iter().map(kind).collect();
            assert_eq!(
                others,
                kinds,
                "{} {}, {name}:\n{:#}",
                case.id(),
                case.0["what"],
                variant.0["fetches"]
            );
        }
    }
    // A variant that changes nothing proves nothing.
    assert!(VARIANTS.len() >= 20 && changed > 53 * 14, "{changed} of {} variants", 53 * VARIANTS.len());
}
