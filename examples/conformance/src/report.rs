use std::collections::BTreeSet;
use std::fmt;

use crate::fault::Fault;

/// What came of a run: a verdict for each case.
///
/// Prints as a list with a line for each case, and what was expected where a case failed.
#[derive(Clone, Debug)]
#[must_use = "a report is of no use unless somebody looks at it"]
pub struct Report {
    /// Why the suite could not run at all.
    trouble: Option<String>,
    lines: Vec<Line>,
}

#[derive(Clone, Debug)]
struct Line {
    fault: Fault,
    case: String,
    verdict: Verdict,
}

/// What came of a case.
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    Passed,
    /// Holds what was expected and what happened.
    Failed(String),
    /// Holds the reason.
    NotJudged(String),
}

impl Report {
    pub(crate) fn new() -> Self {
        Self { trouble: None, lines: Vec::new() }
    }

    /// Creates the report of a suite that could not run.
    pub(crate) fn of_trouble(trouble: String) -> Self {
        Self { trouble: Some(trouble), lines: Vec::new() }
    }

    pub(crate) fn push(&mut self, fault: Fault, case: String, verdict: Verdict) {
        self.lines.push(Line { fault, case, verdict });
    }

    /// Returns the faults that were found.
    #[must_use]
    pub fn faults(&self) -> BTreeSet<Fault> {
        let failed = self.lines.iter().filter(|line| matches!(line.verdict, Verdict::Failed(_)));
        failed.map(|line| line.fault).collect()
    }

    /// Checks whether the suite ran, judged the client, and found no fault.
    #[must_use]
    pub fn is_passed(&self) -> bool {
        let judged = self.lines.iter().any(|line| matches!(line.verdict, Verdict::Passed));
        self.trouble.is_none() && judged && self.faults().is_empty()
    }

    /// Does nothing if the suite ran, judged the client, and found no fault.
    ///
    /// # Panics
    ///
    /// Panics with the report otherwise.
    #[track_caller]
    pub fn assert_passed(&self) {
        assert!(self.is_passed(), "the client does not behave as a browser\n{self}");
    }

    /// Checks whether a case that looked for this fault has passed, and none has failed.
    pub(crate) fn is_absent(&self, fault: Fault) -> bool {
        let mut passed = false;
        for line in self.lines.iter().filter(|line| line.fault == fault) {
            match line.verdict {
                Verdict::Passed => passed = true,
                Verdict::Failed(_) => return false,
                Verdict::NotJudged(_) => {}
            }
        }
        passed
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(trouble) = &self.trouble {
            return write!(f, "the suite could not run: {trouble}");
        }
        let (mut passed, mut failed, mut not_judged) = (0, 0, 0);
        for Line { fault, case, verdict } in &self.lines {
            match verdict {
                Verdict::Passed => {
                    passed += 1;
                    writeln!(f, "passed      {case}")?;
                }
                Verdict::Failed(why) => {
                    failed += 1;
                    writeln!(f, "FAILED      {case}")?;
                    writeln!(f, "            {fault:?}: the client {fault}")?;
                    why.lines().try_for_each(|line| writeln!(f, "            {line}"))?;
                }
                Verdict::NotJudged(why) => {
                    not_judged += 1;
                    writeln!(f, "not judged  {case}: {why}")?;
                }
            }
        }
        write!(f, "{passed} passed, {failed} failed, {not_judged} not judged")
    }
}
