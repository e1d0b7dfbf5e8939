use http::Method;

use super::finding::{Finding, FindingKind, Witness};
use super::message::Message;
use super::property::Property;
use super::severity::Severity;
use crate::explain::Explanation;

/// The findings so far, one for each cause.
#[derive(Default)]
pub(super) struct Collected {
    findings: Vec<Finding>,
}

impl Collected {
    /// Adds a witness for a cause. `evidence` is called if the witness is the worst so far.
    pub(super) fn add(
        &mut self,
        kind: FindingKind,
        severity: Severity,
        cause: String,
        witness: Witness,
        evidence: impl FnOnce() -> (Vec<Message>, Option<Explanation>),
    ) {
        let known = self.findings.iter_mut().find(|finding| finding.kind == kind && finding.cause == cause);
        let Some(finding) = known else {
            let (messages, explanation) = evidence();
            self.findings.push(Finding {
                kind,
                severity,
                cause,
                witnesses: vec![witness],
                messages,
                explanation,
            });
            return;
        };
        if severity > finding.severity {
            finding.severity = severity;
            finding.witnesses.insert(0, witness);
            (finding.messages, finding.explanation) = evidence();
        } else if !finding.witnesses.contains(&witness) {
            finding.witnesses.push(witness);
        }
    }

    /// Adds a witness of a property that does not hold.
    pub(super) fn add_property(
        &mut self,
        property: Property,
        cause: impl Into<String>,
        witness: Witness,
        messages: impl FnOnce() -> Vec<Message>,
    ) {
        let kind = FindingKind::Property(property);
        self.add(kind, property.severity(), cause.into(), witness, || (messages(), None));
    }

    /// Removes what showed that a property does not hold on a method and path, because there is a better cause for it.
    pub(super) fn remove(&mut self, property: Property, method: &Method, path: &str) {
        for finding in
            self.findings.iter_mut().filter(|finding| finding.kind == FindingKind::Property(property))
        {
            finding.witnesses.retain(|witness| witness.method != *method || witness.path != path);
        }
        self.findings.retain(|finding| !finding.witnesses.is_empty());
    }

    /// Returns the findings, the most severe first.
    pub(super) fn into_sorted(mut self) -> Vec<Finding> {
        self.findings.sort_by(|a, b| {
            b.severity.cmp(&a.severity).then(a.kind.cmp(&b.kind)).then_with(|| a.cause.cmp(&b.cause))
        });
        self.findings
    }
}
