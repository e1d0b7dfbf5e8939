use std::fmt;

use crate::redacted::RedactedText;
use crate::request::Destination;

/// A violation report, for the host to queue.
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
    /// `blockedURL`: the URL that was asked for first, without user name, password and fragment.
    pub blocked_url: String,
    /// `destination`: the request's.
    pub destination: Destination,
    /// `disposition`: whether the response was blocked, or would have been.
    pub disposition: Disposition,
}

impl CorpViolation {
    /// Creates a report. `blocked_url` is what
    /// [`serialize_response_url_for_reporting`](crate::check::corp::serialize_response_url_for_reporting) returns.
    #[must_use]
    pub const fn new(blocked_url: String, destination: Destination, disposition: Disposition) -> Self {
        // queue-a-cross-origin-embedder-policy-corp-violation-report 1: the host knows the endpoints.
        // queue-a-cross-origin-embedder-policy-corp-violation-report 2, 3, 4, 5: the report is data, which the host
        // queues.
        Self { blocked_url, destination, disposition }
    }

    /// `type`: what is violated.
    pub const TYPE: &'static str = "corp";
}

/// Prints of the URL what is no secret. The report has its query too.
impl fmt::Debug for CorpViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CorpViolation")
            .field("blocked_url", &RedactedText(&self.blocked_url))
            .field("destination", &self.destination)
            .field("disposition", &self.disposition)
            .finish()
    }
}

/// Whether a violation had a consequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the standard has these two")]
pub enum Disposition {
    /// The response was blocked; report to the policy's reporting endpoint.
    Enforce,
    /// It would have been; report to the policy's report-only reporting endpoint.
    Reporting,
}

impl Disposition {
    /// The standard's string for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enforce => "enforce",
            Self::Reporting => "reporting",
        }
    }
}
