//! Removing from an explanation what the source does not say. A story needs some values that the source lacks, such as the
//! value of a header, so they were made up.

use fetch_cors::error::{PreflightError, Reason};
use fetch_cors::explain::{
    Cause, Change, Explanation, PreflightReason, SurpriseKind, TraceEntry, TraceKind, explain_preflight,
};
use fetch_cors::header::cors_unsafe_request_header_names;
use fetch_cors::preflight::PreflightedRequest;
use fetch_cors::request_origin::RequestOrigin;
use fetch_cors::{Request, Response};
use http::header::{ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS};

use crate::explain::facts::Described;
use crate::explain::request::Inferred;

/// Removes the statuses of the responses from a trace. It is called if the source does not show them.
pub(crate) fn forget_statuses(trace: &mut [TraceEntry]) {
    for entry in trace {
        if matches!(entry.kind, TraceKind::Received { .. }) {
            entry.kind = TraceKind::NotKnown;
        }
    }
}

/// Removes what an explanation says about the values of headers that are not recorded. An exception is `Content-Type`: if
/// the preflight asks for it, its value is certainly not one that a form has.
pub(crate) fn forget_made_up(explanation: &mut Explanation, inferred: &Inferred) {
    let is_made_up = |name: &String| name != "content-type" && inferred.without_values.contains(name);
    for finding in &mut explanation.findings {
        if let Cause::Refused(Reason::Preflight(PreflightError::HeaderNotAllowed { name })) = &finding.cause
            && is_made_up(name)
        {
            finding.hints.retain(|hint| !ABOUT_VALUES.contains(&hint.code()));
        }
    }
    for surprise in &mut explanation.surprises {
        let SurpriseKind::Preflight { reasons, .. } = &mut surprise.kind else { continue };
        for reason in reasons {
            if let PreflightReason::Header { name, hint } = reason
                && is_made_up(name)
            {
                hint.take_if(|hint| ABOUT_VALUES.contains(&hint.code()));
            }
        }
    }
}

/// The codes of the hints that are about the value of a request header.
const ABOUT_VALUES: &[&str] = &["unsafe-byte", "value-too-long", "not-a-simple-range"];

/// Explains a preflight by its response alone, for a request that needs no preflight as far as the source shows.
pub(crate) fn explain_preflight_alone(request: &Request, response: &Response<()>) -> Explanation {
    let names = cors_unsafe_request_header_names(request.headers());
    let origin = RequestOrigin::from_serialized(request.origin().as_bytes());
    let method = request.method().as_str().as_bytes();
    let preflighted = PreflightedRequest::new(origin, request.credentials_mode(), method, &names);
    explain_preflight(&preflighted, response.status(), response.headers())
}

/// Marks the lists that a preflight needs as not recorded, for a response that the source only describes in words. The server
/// may already list other methods and headers.
pub(crate) fn forget_lists(explanation: &mut Explanation) {
    let lists = [ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_HEADERS];
    for fix in explanation.plans.iter_mut().flat_map(|plan| &mut plan.fixes) {
        fix.is_unseen |= matches!(&fix.change, Change::SetHeader { name, .. } if lists.contains(name));
    }
}

/// Removes the findings that the source does not confirm, for a response that it only describes in words.
pub(crate) fn keep_confirmed(explanation: &mut Explanation, described: &Described) {
    explanation.findings.retain(|finding| described.codes.contains(&finding.code()));
    for finding in &mut explanation.findings {
        if !described.has_status {
            finding.status = None;
        }
    }
}
