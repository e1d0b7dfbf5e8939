use std::fmt;

use super::access::Access;
use super::finding::{Finding, FindingKind};
use super::not_checked::NotChecked;
use super::severity::Severity;

/// The result of a run of a [`PolicyLab`](super::PolicyLab).
///
/// It holds the result as data, and prints it as text for people. Two runs against a server that answers in the same way
/// have the same report, because the `Date` header of responses is left out.
///
/// ```
/// use fetch_cors::lab::PolicyLab;
/// let report = PolicyLab::new("https://api.example")?
///     .trusts(["https://app.example"])?
///     .route("/", [http::Method::GET])
///     .run(|_| http::Response::new(()));
/// assert_eq!(report.findings[0].code(), "trusted-refused");
/// assert!(report.to_string().starts_with("The CORS policy of https://api.example: 1 finding, "));
/// # Ok::<(), fetch_cors::lab::InvalidLab>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Report {
    /// The origin of the server that was tested.
    pub server: String,
    /// The findings that were not [allowed](super::PolicyLab::allow), the most severe first.
    pub findings: Vec<Finding>,
    /// The findings that were [allowed](super::PolicyLab::allow), the most severe first.
    pub allowed: Vec<Finding>,
    /// The kinds that were allowed but were not found. You can remove them from the lab.
    pub allowed_in_vain: Vec<FindingKind>,
    /// The permissions of each origin for each method and route: first the trusted origins, then the probes.
    pub accesses: Vec<Access>,
    /// The subjects that were not checked, each with the reason.
    pub not_checked: Vec<NotChecked>,
    /// The number of requests that were sent.
    pub requests: usize,
}

impl Report {
    /// Returns the highest severity of the findings that were not allowed, or `None` if there are none.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }

    /// Checks that there is no finding, apart from those that were allowed.
    ///
    /// # Panics
    ///
    /// Panics with the report if there is a finding.
    ///
    /// ```should_panic
    /// use fetch_cors::lab::PolicyLab;
    /// let lab = PolicyLab::new("https://api.example").unwrap().route("/", [http::Method::GET]);
    /// lab.run(|_| http::Response::builder().header("access-control-allow-origin", "*").body(()).unwrap())
    ///     .assert_clean();
    /// ```
    #[track_caller]
    #[expect(clippy::panic, reason = "an assertion that fails panics")]
    pub fn assert_clean(&self) {
        if !self.findings.is_empty() {
            panic!("{self}");
        }
    }
}

/// Prints all findings, and then what was not checked.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { server, findings, requests, .. } = self;
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        write!(f, "The CORS policy of {server}: {} finding{}", findings.len(), plural(findings.len()))?;
        write!(f, ", {requests} request{} sent.", plural(*requests))?;
        findings.iter().try_for_each(|finding| write!(f, "\n\n{finding}"))?;
        if !self.allowed.is_empty() {
            f.write_str("\n\nAllowed findings:")?;
        }
        for finding in &self.allowed {
            write!(f, "\n- {} [{}] {}", finding.severity, finding.code(), finding.cause)?;
        }
        if !self.allowed_in_vain.is_empty() {
            f.write_str("\n\nAllowed, but not found, so no longer needed:")?;
        }
        self.allowed_in_vain.iter().try_for_each(|kind| write!(f, "\n- {}", kind.code()))?;
        f.write_str("\n\nNot checked:")?;
        self.not_checked.iter().try_for_each(|not_checked| write!(f, "\n- {not_checked}"))
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
