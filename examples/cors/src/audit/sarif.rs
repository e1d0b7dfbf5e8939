//! The report for code scanning, as SARIF 2.1.0.
//!
//! GitHub refuses an absolute location unless its scheme is `file`. Therefore a location is the path of a route, relative to
//! the server in `originalUriBaseIds`. The whole URL is in the text and in the properties of the result.

use fetch_cors::lab::{Finding, FindingKind, Report, Severity};
use fetch_cors::url::Url;
use http::Method;
use serde_json::{Value, json};

use crate::audit::json::exploiter;
use crate::audit::text::{count, options_for_methods, remedy, shown};

/// Returns a report as SARIF.
pub(crate) fn write(report: &Report) -> String {
    let kinds: Vec<FindingKind> = FindingKind::all().collect();
    let result = |finding: &Finding| {
        let index = kinds.iter().position(|kind| *kind == finding.kind);
        result(finding, index, &report.server)
    };
    let results = report.findings.iter().map(result);
    // A finding that the user accepts is not hidden, but marked as suppressed.
    let accepted = report.allowed.iter().map(|finding| {
        let mut result = result(finding);
        if let Some(members) = result.as_object_mut() {
            let suppression = json!({ "kind": "external", "justification": "accepted with --allow" });
            members.insert("suppressions".to_owned(), json!([suppression]));
        }
        result
    });
    let value = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "fetch-cors-audit",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": kinds.iter().map(|kind| rule(*kind, report)).collect::<Vec<_>>(),
            } },
            "originalUriBaseIds": { BASE: { "uri": format!("{}/", report.server) } },
            "columnKind": "unicodeCodePoints",
            "results": results.chain(accepted).collect::<Vec<_>>(),
        }],
    });
    format!("{value:#}\n")
}

/// The name of the server in `originalUriBaseIds`.
const BASE: &str = "SERVER";

fn rule(kind: FindingKind, report: &Report) -> Value {
    let severity = severity_of(kind, report);
    let description = match exploiter(kind) {
        Some(exploiter) => format!("{} Who could use it: {exploiter}.", kind.title()),
        None => kind.title().to_owned(),
    };
    json!({
        "id": kind.code(),
        "name": kind.code(),
        "shortDescription": { "text": kind.title() },
        "fullDescription": { "text": description },
        "help": { "text": options_for_methods(kind.remedy()) },
        "defaultConfiguration": { "level": level(severity) },
        "properties": {
            "tags": ["security", "cors"],
            "precision": "very-high",
            "security-severity": security_severity(severity),
        },
    })
}

/// Returns the severity of a rule: that of the worst finding of its kind, because code scanning shows the severity of the
/// rule and not of the result. Without a finding, it is the severity that such a finding usually has.
fn severity_of(kind: FindingKind, report: &Report) -> Severity {
    let findings = report.findings.iter().filter(|finding| finding.kind == kind);
    findings.map(|finding| finding.severity).max().unwrap_or(kind.severity())
}

fn result(finding: &Finding, rule_index: Option<usize>, server: &str) -> Value {
    let places = finding.places();
    let locations: Vec<Value> = places.iter().map(|(method, path)| location(method, path, server)).collect();
    let (first, others) = locations.split_at(locations.len().min(1));
    json!({
        "ruleId": finding.code(),
        "ruleIndex": rule_index,
        "level": level(finding.severity),
        "message": { "text": message(finding, server) },
        "locations": first,
        "relatedLocations": others,
        "partialFingerprints": { "fetchCorsFinding/v1": fingerprint(finding, server) },
        "properties": {
            "severity": finding.severity.as_str(),
            "security-severity": security_severity(finding.severity),
            "origins": finding.origins().into_iter().map(shown).collect::<Vec<_>>(),
            "urls": places.iter().map(|(_, path)| url(server, path)).collect::<Vec<_>>(),
        },
    })
}

fn message(finding: &Finding, server: &str) -> String {
    let mut text = finding.cause.clone();
    if let Some((method, path)) = finding.places().first() {
        text += &format!(" It was found on {method} {}", url(server, path));
        if let Some((origin, others)) = finding.origins().split_first() {
            text += &format!(" with the origin {}", shown(origin));
            if !others.is_empty() {
                text += &format!(" and {}", count(others.len(), "other"));
            }
        }
        text.push('.');
    }
    let (remedy, plan) = remedy(finding);
    text += &format!("\n\nWhat to change: {remedy}");
    for line in plan {
        text += &format!("\n- {line}");
    }
    text
}

fn location(method: &Method, path: &str, server: &str) -> Value {
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": encoded(server, path), "uriBaseId": BASE },
            "region": { "startLine": 1 },
        },
        "logicalLocations": [{ "fullyQualifiedName": format!("{method} {path}"), "kind": "resource" }],
        "message": { "text": format!("{method} {}", url(server, path)) },
    })
}

fn url(server: &str, path: &str) -> String {
    format!("{server}{}", encoded(server, path))
}

/// Returns the path of a route as it stands in a URL, without the `?…` that stands for its query.
fn encoded(server: &str, path: &str) -> String {
    let path = path.split('?').next().unwrap_or(path);
    let Ok(mut url) = Url::parse(server) else { return path.to_owned() };
    url.set_path(path);
    url.path().to_owned()
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// Returns the score that code scanning shows as this severity. 0 shows none.
const fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.0",
        Severity::Low => "2.0",
        Severity::Info => "0.0",
    }
}

/// Returns a fingerprint that stays the same in every run: the FNV-1a hash of the server, the code and the cause.
fn fingerprint(finding: &Finding, server: &str) -> String {
    let text = [server, finding.code(), &finding.cause].join("\n");
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}
