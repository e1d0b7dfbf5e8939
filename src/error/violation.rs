use std::fmt;

use crate::redacted::RedactedText;
use crate::request::Destination;

/// The report of a violation of an embedder policy. The host sends it to the reporting endpoint.
///
/// <https://fetch.spec.whatwg.org/#queue-a-cross-origin-embedder-policy-corp-violation-report>
///
/// ```
/// use fetch_cors::error::Disposition;
/// assert_eq!(Disposition::Enforce.as_str(), "enforce");
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CorpViolation {
    /// The member `blockedURL`: the first URL of the request, without user name, password and fragment.
    pub blocked_url: String,
    /// The member `destination`: the destination of the request.
    pub destination: Destination,
    /// The member `disposition`: whether the response was blocked, or the violation was only reported.
    pub disposition: Disposition,
}

impl CorpViolation {
    /// Creates a report from its parts. For `blocked_url`, pass the result of
    /// [`serialize_response_url_for_reporting`](crate::check::corp::serialize_response_url_for_reporting).
    #[must_use]
    pub const fn new(blocked_url: String, destination: Destination, disposition: Disposition) -> Self {
        // queue-a-cross-origin-embedder-policy-corp-violation-report 1: the host knows the reporting endpoints.
        // queue-a-cross-origin-embedder-policy-corp-violation-report 2, 3, 4, 5: the report is returned as data, and the
        // host queues it.
        Self { blocked_url, destination, disposition }
    }

    /// The type of the report.
    pub const TYPE: &'static str = "corp";
}

/// Prints the URL without what may be a secret. The report itself also has the query.
impl fmt::Debug for CorpViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CorpViolation")
            .field("blocked_url", &RedactedText(&self.blocked_url))
            .field("destination", &self.destination)
            .field("disposition", &self.disposition)
            .finish()
    }
}

/// The consequence of a violation: the response was blocked, or the violation was only reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the standard defines exactly these two values")]
pub enum Disposition {
    /// The response was blocked. Send the report to the reporting endpoint of the policy.
    Enforce,
    /// The response was not blocked, because the policy that it violates is report-only. Send the report to the report-only
    /// reporting endpoint of the policy.
    Reporting,
}

impl Disposition {
    /// Returns the standard's string for this value.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enforce => "enforce",
            Self::Reporting => "reporting",
        }
    }
}
