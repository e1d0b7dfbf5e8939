//! Explanations for a host that uses the rules without the engine.

use super::change::Change;
use super::finding::{Cause, Finding};
use super::fix::{Fix, On};
use super::hint::Hint;
use super::mend::{Mended, mend_actual, mend_preflight};
use super::near_miss::{NearMiss, near_miss_of};
use super::place::Place;
use super::plan::Plan;
use super::side::Side;
use super::{Explanation, Outcome};
use crate::error::{Phase, PreflightError, Reason};
use crate::header::ReadHeaders;
use crate::preflight::PreflightedRequest;
use crate::request::{CredentialsMode, RequestError};
use crate::request_origin::RequestOrigin;

/// Explains what a response lacks for the [CORS check](crate::check::cors_check), for a host that uses this rule without the
/// engine.
///
/// Takes the status of the response, and the arguments of the rule. The rule returns its first error; the explanation has
/// all findings at once. It has no URLs.
///
/// ```
/// use fetch_cors::explain::explain_cors_check;
/// use fetch_cors::request::CredentialsMode;
/// use fetch_cors::request_origin::RequestOrigin;
/// let origin = RequestOrigin::from_serialized(b"https://app.example");
/// let headers = [("Access-Control-Allow-Origin", "*")];
/// let explanation = explain_cors_check(200, &headers, origin, CredentialsMode::Include);
/// assert_eq!(explanation.codes(), ["missing-allow-credentials", "wildcard-with-credentials"]);
/// ```
#[must_use]
pub fn explain_cors_check<H: ReadHeaders + ?Sized>(
    status: u16,
    headers: &H,
    origin: RequestOrigin<'_>,
    credentials_mode: CredentialsMode,
) -> Explanation {
    let on = On::Actual { hop: 0 };
    explanation(mend_actual(status, headers, origin, credentials_mode, on), Phase::Actual, origin, status)
}

/// Explains what the response to a preflight lacks, for a host that uses [`PreflightedRequest::evaluate`] without the
/// engine.
///
/// Takes the arguments of that rule. The rule returns its first error; the explanation has all findings at once. It has no
/// URLs.
///
/// ```
/// use fetch_cors::explain::explain_preflight;
/// use fetch_cors::header::cors_unsafe_request_header_names;
/// use fetch_cors::preflight::PreflightedRequest;
/// use fetch_cors::{request::CredentialsMode, request_origin::RequestOrigin};
/// let origin = RequestOrigin::from_serialized(b"https://app.example");
/// let list = [("X-A", "1"), ("X-B", "1")];
/// let names = cors_unsafe_request_header_names(&list);
/// let put = PreflightedRequest::new(origin, CredentialsMode::Omit, b"PUT", &names);
/// let explanation = explain_preflight(&put, 404, &[("Access-Control-Allow-Origin", "*")]);
/// let codes: Vec<_> = explanation.findings.iter().map(|finding| finding.code()).collect();
/// assert_eq!(codes, ["preflight-not-ok", "method-not-allowed", "header-not-allowed", "header-not-allowed"]);
/// ```
#[must_use]
pub fn explain_preflight<H: ReadHeaders + ?Sized>(
    request: &PreflightedRequest<'_>,
    status: u16,
    headers: &H,
) -> Explanation {
    let mended = mend_preflight(status, headers, request, On::Preflight { hop: 0 });
    explanation(mended, Phase::Preflight, request.origin, status)
}

/// Explains why a call such as `fetch()` throws.
///
/// ```
/// use fetch_cors::explain::{Side, explain_request_error};
/// use fetch_cors::{Client, Origin};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let error = page.fetch("https://user:password@app.example/").build().unwrap_err();
/// let explanation = explain_request_error(&error);
/// assert_eq!(explanation.codes(), ["url-includes-credentials"]);
/// assert_eq!(explanation.findings[0].side, Side::Page);
/// assert!(!explanation.to_string().contains("password@"));
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[must_use]
pub fn explain_request_error(error: &RequestError) -> Explanation {
    let change = match error {
        RequestError::UrlIncludesCredentials { .. } => Change::RemoveUrlCredentials,
        error => Change::MendCall { error: error.clone() },
    };
    let finding = Finding {
        cause: Cause::Thrown(error.clone()),
        place: None,
        status: None,
        side: Side::Page,
        expected: None,
        came: None,
        hints: Vec::new(),
    };
    Explanation {
        outcome: Outcome::Refused,
        findings: vec![finding],
        plans: vec![Plan::unproved(vec![Fix::required(change)])],
        no_safe_server_plan: false,
        surprises: Vec::new(),
        gaps: Vec::new(),
    }
}

/// Creates the explanation for a response that was mended.
fn explanation(mended: Mended, phase: Phase, origin: RequestOrigin<'_>, status: u16) -> Explanation {
    let is_refused = !mended.reasons.is_empty();
    let finding = |reason: Reason| Finding {
        hints: near_miss(&reason, origin).map(Hint::NearMiss).into_iter().collect(),
        cause: Cause::Refused(reason),
        place: Some(Place::of_rule(phase)),
        status: Some(status),
        side: Side::Server { hop: 0 },
        expected: None,
        came: None,
    };
    Explanation {
        outcome: if is_refused { Outcome::Refused } else { Outcome::Allowed },
        findings: mended.reasons.into_iter().map(finding).collect(),
        plans: match is_refused && mended.is_safe && mended.is_complete {
            true => vec![Plan { fixes: mended.fixes, is_proved: true }],
            false => Vec::new(),
        },
        no_safe_server_plan: !mended.is_safe,
        surprises: Vec::new(),
        gaps: Vec::new(),
    }
}

/// Returns in which way a value is nearly right.
fn near_miss(reason: &Reason, origin: RequestOrigin<'_>) -> Option<NearMiss> {
    match reason {
        Reason::CorsCheck(error) | Reason::Preflight(PreflightError::CorsCheck(error)) => {
            near_miss_of(error, origin)
        }
        _ => None,
    }
}
