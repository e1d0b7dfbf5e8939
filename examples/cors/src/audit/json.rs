//! The report for programs, as JSON. The documentation of the module `audit` describes its form.

use fetch_cors::lab::{Access, Allowed, Finding, FindingKind, NotChecked, Report, Witness};
use serde_json::{Value, json};

use crate::audit::text::{options_for_methods, remedy, shown};

/// Returns a report as JSON.
pub(crate) fn write(report: &Report) -> String {
    let value = json!({
        "server": report.server,
        "requests": report.requests,
        "worst": report.worst().map(|severity| severity.as_str()),
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
        "allowed": report.allowed.iter().map(finding).collect::<Vec<_>>(),
        "allowed_in_vain": report.allowed_in_vain.iter().map(|kind| kind.code()).collect::<Vec<_>>(),
        "not_checked": report.not_checked.iter().map(not_checked).collect::<Vec<_>>(),
        "accesses": report.accesses.iter().map(access).collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

/// Returns who could use a finding for an attack, or `None` if the finding is not about other origins.
pub(crate) fn exploiter(kind: FindingKind) -> Option<&'static str> {
    match kind {
        FindingKind::Stranger(class) => Some(class.exploiter()),
        FindingKind::Property(_) => None,
    }
}

fn finding(finding: &Finding) -> Value {
    let (remedy, plan) = remedy(finding);
    let places = finding.places();
    let places = places.iter().map(|(method, path)| json!({ "method": method.as_str(), "path": path }));
    json!({
        "code": finding.code(),
        "severity": finding.severity.as_str(),
        "cause": finding.cause,
        "exploiter": exploiter(finding.kind),
        "origins": finding.origins().into_iter().map(shown).collect::<Vec<_>>(),
        "places": places.collect::<Vec<_>>(),
        "witnesses": finding.witnesses.iter().map(witness).collect::<Vec<_>>(),
        "messages": finding.messages.iter().map(|message| format!("{message:?}")).collect::<Vec<_>>(),
        "remedy": remedy,
        "plan": plan,
    })
}

fn witness(witness: &Witness) -> Value {
    json!({
        "origin": witness.origin.as_deref().map(shown),
        "method": witness.method.as_str(),
        "path": witness.path,
        "with_credentials": witness.with_credentials,
        "reads": witness.reads,
        "writes": witness.writes,
        "status": witness.status,
    })
}

fn not_checked(not_checked: &NotChecked) -> Value {
    json!({ "subject": not_checked.subject, "reason": options_for_methods(&not_checked.reason) })
}

fn access(access: &Access) -> Value {
    json!({
        "origin": shown(&access.origin),
        "class": access.class.map(|class| class.as_str()),
        "method": access.method.as_str(),
        "path": access.path,
        "without_credentials": allowed(access.without_credentials),
        "with_credentials": allowed(access.with_credentials),
    })
}

fn allowed(allowed: Allowed) -> Value {
    json!({ "reads": allowed.reads, "writes": allowed.writes })
}
