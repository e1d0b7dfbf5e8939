use std::collections::BTreeSet;
use std::fmt;

use crate::fault::Fault;

/// The result of a run: a verdict for each case.
///
/// Its text has a line for each case. The failed cases come last, grouped by the fault that they found. For each of them,
/// the text says what was expected and what happened, and then what to do: the [remedy](Fault::remedy).
#[derive(Clone, Debug)]
#[must_use = "a report has no effect; call `assert_passed` to fail the test"]
pub struct Report {
    /// The reasons why the suite could not run as the caller asked.
    trouble: Vec<String>,
    lines: Vec<Line>,
}

#[derive(Clone, Debug)]
struct Line {
    fault: Fault,
    case: String,
    verdict: Verdict,
}

/// The verdict about a case.
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    Passed,
    /// The case failed, with what was expected and what happened.
    Failed(String),
    /// The case was not judged, for this reason.
    NotJudged(String),
}

impl Report {
    pub(crate) fn new() -> Self {
        Self { trouble: Vec::new(), lines: Vec::new() }
    }

    /// Creates the report of a suite that could not run.
    pub(crate) fn of_trouble(trouble: String) -> Self {
        Self { trouble: vec![trouble], lines: Vec::new() }
    }

    pub(crate) fn push_trouble(&mut self, trouble: String) {
        self.trouble.push(trouble);
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

    /// Checks whether the suite ran, at least one case passed, and no case failed.
    #[must_use]
    pub fn is_passed(&self) -> bool {
        let judged = self.lines.iter().any(|line| matches!(line.verdict, Verdict::Passed));
        self.trouble.is_empty() && judged && self.faults().is_empty()
    }

    /// Checks the same as [`is_passed`](Self::is_passed), and panics if the check fails. Call it at the end of a test.
    ///
    /// # Panics
    ///
    /// Panics with the text of the report if [`is_passed`](Self::is_passed) returns false.
    #[track_caller]
    pub fn assert_passed(&self) {
        let what = if self.trouble.is_empty() {
            "the client does not behave as a browser"
        } else {
            "the suite could not run as it should"
        };
        assert!(self.is_passed(), "{what}\n{self}");
    }

    /// Checks whether at least one case that looked for this fault has passed, and none has failed.
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
        let (mut passed, mut not_judged, mut failed) = (0, 0, 0);
        for Line { case, verdict, .. } in &self.lines {
            if let Verdict::Passed = verdict {
                passed += 1;
                writeln!(f, "passed      {case}")?;
            }
        }
        for Line { case, verdict, .. } in &self.lines {
            if let Verdict::NotJudged(why) = verdict {
                not_judged += 1;
                writeln!(f, "not judged  {case}: {why}")?;
            }
        }
        for fault in self.faults() {
            writeln!(f, "\n{fault:?}: the client {fault}.")?;
            for Line { case, verdict, .. } in self.lines.iter().filter(|line| line.fault == fault) {
                if let Verdict::Failed(why) = verdict {
                    failed += 1;
                    writeln!(f, "FAILED      {case}")?;
                    why.lines().try_for_each(|line| writeln!(f, "            {}", Shortened(line)))?;
                }
            }
            writeln!(f, "What to do: {}", fault.remedy())?;
        }
        if failed > 0 {
            writeln!(f, "\n{LEGEND}")?;
        }
        for trouble in &self.trouble {
            writeln!(f, "\nThe suite could not run as it should: {trouble}.")?;
        }
        write!(f, "{passed} passed, {failed} failed, {not_judged} not judged")
    }
}

const LEGEND: &str = "Unless the name of a case says otherwise, the page has the origin of the server `app`. The servers `api` \
                      and `other` have two other origins. The beginning of each path is left out, because it differs from \
                      case to case.";

/// A line of text that is printed without its middle if it is very long.
struct Shortened<'a>(&'a str);

impl fmt::Display for Shortened<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const START: usize = 300;
        const END: usize = 200;
        let length = self.0.chars().count();
        if length <= START + END {
            return f.write_str(self.0);
        }
        let start: String = self.0.chars().take(START).collect();
        let end: String = self.0.chars().skip(length - END).collect();
        write!(f, "{start} [{} characters left out] {end}", length - START - END)
    }
}

#[cfg(test)]
mod tests {
    use super::{Report, Verdict};
    use crate::fault::Fault;

    #[test]
    fn a_report_names_each_remedy_once_and_shortens_long_lines() {
        let mut report = Report::new();
        let why = format!("a{}z", "é".repeat(60_000));
        for case in ["one", "two"] {
            report.push(Fault::LosesBytes, case.to_owned(), Verdict::Failed(why.clone()));
        }
        let text = report.to_string();
        assert_eq!(text.matches(Fault::LosesBytes.remedy()).count(), 1, "{text}");
        assert_eq!(text.matches(" [59502 characters left out] ").count(), 2, "{text}");
        assert!(text.lines().all(|line| line.len() < 1200), "{text}");
        assert!(text.ends_with("0 passed, 2 failed, 0 not judged"), "{text}");
    }
}
