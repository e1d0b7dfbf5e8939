use std::collections::{HashMap, HashSet};

use super::finding::{Finding, FindingKind, Witness};
use super::message::Message;
use super::property::Property;
use super::severity::Severity;
use crate::explain::Explanation;

/// The findings so far, grouped so that each cause has one finding.
#[derive(Default)]
pub(super) struct Collected {
    findings: Vec<Finding>,
    /// The index of each finding. The key is its kind, and a text that distinguishes its cause from others of the same kind.
    places: HashMap<(FindingKind, String), usize>,
    seen: HashSet<(usize, Witness)>,
}

impl Collected {
    /// Adds a witness to the finding of its cause. Witnesses with the same kind and `key` have the same cause, and the
    /// finding keeps the words of the first one. `evidence` is called only if the witness is the most severe so far.
    pub(super) fn add(
        &mut self,
        (kind, key): (FindingKind, &str),
        severity: Severity,
        cause: String,
        witness: Witness,
        evidence: impl FnOnce() -> (Vec<Message>, Option<Explanation>),
    ) {
        let place = *self.places.entry((kind, key.to_owned())).or_insert(self.findings.len());
        if !self.seen.insert((place, witness.clone())) {
            return;
        }
        match self.findings.get_mut(place) {
            None => {
                let (messages, explanation) = evidence();
                let witnesses = vec![witness];
                let parents = Vec::new(); // added at the end of the test
                self.findings.push(Finding {
                    kind,
                    severity,
                    cause,
                    witnesses,
                    messages,
                    explanation,
                    parents,
                });
            }
            Some(finding) if severity > finding.severity => {
                finding.severity = severity;
                finding.witnesses.insert(0, witness);
                (finding.messages, finding.explanation) = evidence();
            }
            Some(finding) => finding.witnesses.push(witness),
        }
    }

    /// Adds a witness of a property that does not hold.
    pub(super) fn add_property(
        &mut self,
        (property, key): (Property, &str),
        cause: impl Into<String>,
        witness: Witness,
        messages: impl FnOnce() -> Vec<Message>,
    ) {
        let kind = (FindingKind::Property(property), key);
        self.add(kind, property.severity(), cause.into(), witness, || (messages(), None));
    }

    /// Removes the witnesses of `property` that have the origin, the method and the path of `witness`, because another
    /// finding explains them better.
    pub(super) fn remove(&mut self, property: Property, witness: &Witness) {
        for finding in
            self.findings.iter_mut().filter(|finding| finding.kind == FindingKind::Property(property))
        {
            let place = |one: &Witness| (one.origin.clone(), one.method.clone(), one.path.clone());
            finding.witnesses.retain(|one| place(one) != place(witness));
        }
    }

    /// Returns the findings that still have witnesses, the most severe first.
    pub(super) fn into_sorted(mut self) -> Vec<Finding> {
        self.findings.retain(|finding| !finding.witnesses.is_empty());
        self.findings.sort_by(|a, b| {
            b.severity.cmp(&a.severity).then(a.kind.cmp(&b.kind)).then_with(|| a.cause.cmp(&b.cause))
        });
        self.findings
    }
}
