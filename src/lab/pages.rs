//! The calls that trusted pages make, and what the server allows them.

use http::header::ACCESS_CONTROL_ALLOW_ORIGIN;
use http::{Method, Response};

use super::access::{Access, Allowed};
use super::attempt::Attempt;
use super::checks::{check_answers, repeats_a_line};
use super::collected::Collected;
use super::examine::Exam;
use super::fetched::Fetched;
use super::finding::{FindingKind, Witness};
use super::probes::stranger;
use super::property::Property;
use super::route::Route;
use super::server::Server;
use crate::error::{ErrorKind, Phase, PreflightError, Reason};
use crate::explain::{Cause, Cut, explain, explain_request_error};
use crate::filter::FilteredResponse;
use crate::header::Extracted;
use crate::origin::Origin;
use crate::redacted::RedactedUrl;
use crate::redirect::location_url;
use crate::request::{CredentialsMode, RequestError};
use crate::response::ResponseType;

/// Tries what trusted pages do: each method on each route, with and without credentials, with and without the declared
/// request headers.
pub(super) async fn try_pages<S: Server>(exam: &mut Exam<'_, S>) {
    for page in pages(exam) {
        for route in &exam.subject.routes {
            for method in &route.methods {
                // Pages that are not trusted may only read from a public server.
                if exam.subject.trust.has(&page) || [Method::GET, Method::HEAD].contains(method) {
                    try_page(exam, &page, route, method).await;
                }
            }
        }
    }
}

/// Returns the trusted origins. For a public server, also returns an origin that stands for all others.
pub(super) fn pages<S>(exam: &Exam<'_, S>) -> Vec<Origin> {
    let mut pages = exam.subject.trust.pages();
    if exam.subject.trust.is_public() {
        pages.extend(stranger());
    }
    pages
}

async fn try_page<S: Server>(exam: &mut Exam<'_, S>, page: &Origin, route: &Route, method: &Method) {
    let subject = exam.subject;
    let is_trusted = subject.trust.has(page);
    let headers = [&[][..], &subject.request_headers];
    let headers = if subject.request_headers.is_empty() { &headers[..1] } else { &headers[..] };
    let mut allowed = [Allowed::default(); 2];
    for (credentials, allowed) in
        [CredentialsMode::Omit, CredentialsMode::Include].into_iter().zip(&mut allowed)
    {
        let with_credentials = credentials == CredentialsMode::Include;
        let is_due = if with_credentials { is_trusted && subject.session.is_some() } else { true };
        let mut tried = Vec::new();
        for headers in headers {
            let attempt = Attempt { credentials, headers, ..Attempt::new(page, route, method) };
            let fetched = exam.fetch(&attempt).await;
            if let Ok(fetched) = &fetched {
                let what = allowed_by(fetched);
                *allowed = allowed.or(what);
                let actual = fetched.messages.iter().rfind(|message| !message.is_preflight());
                let answer = actual.and_then(|message| message.answer.as_ref());
                exam.statuses.extend(answer.map(|answer| answer.status().as_u16()));
                note_redirect(exam, route, method, answer);
            }
            tried.push(fetched);
        }
        if !is_due {
            continue;
        }
        let is_granted = tried.iter().flatten().any(|fetched| allowed_by(fetched).writes);
        let is_read = tried.iter().flatten().any(|fetched| allowed_by(fetched).reads);
        for fetched in tried {
            let attempt = Attempt { credentials, ..Attempt::new(page, route, method) };
            match fetched {
                Err(error) => add_thrown(&mut exam.collected, &error, attempt.witness(None)),
                Ok(fetched) => {
                    let witness = attempt.witness(last_status(&fetched));
                    let witness = Witness { writes: allowed_by(&fetched).writes, ..witness };
                    check_answers(exam, &fetched, &witness);
                    if !allowed_by(&fetched).reads && !is_trusted {
                        add_not_public(&mut exam.collected, &fetched, witness);
                    } else if !allowed_by(&fetched).reads {
                        add_refused(&mut exam.collected, &fetched, is_granted, is_read, witness);
                    }
                }
            }
        }
    }
    let [without_credentials, with_credentials] = allowed;
    exam.accesses.push(Access {
        origin: page.as_bytes().to_vec(),
        class: None,
        method: method.clone(),
        path: route.shown_path(),
        without_credentials,
        with_credentials,
    });
}

/// Records the URL that a route redirects to, unless that URL is a route itself.
fn note_redirect<S>(exam: &mut Exam<'_, S>, route: &Route, method: &Method, answer: Option<&Response<()>>) {
    let Some(answer) = answer else { return };
    let base = route.url(&exam.subject.server);
    let target = location_url(answer.status().as_u16(), answer.headers(), base.as_ref(), None);
    let Extracted::Values(target) = target else { return };
    if exam.subject.route_at(&target).is_none() {
        let route = format!("{method} {}", route.shown_path());
        exam.redirects.insert((route, RedactedUrl(&target).to_string()));
    }
}

/// Returns what the page could do in this fetch.
pub(super) fn allowed_by(fetched: &Fetched) -> Allowed {
    // A page can follow a redirect that has passed the CORS check.
    let may_be_read = |response: &FilteredResponse<()>| {
        matches!(response.response_type(), ResponseType::Cors | ResponseType::OpaqueRedirect)
    };
    Allowed {
        reads: fetched.outcome.as_ref().is_ok_and(may_be_read),
        writes: fetched.messages.first().is_some_and(|message| message.is_preflight())
            && fetched.messages.len() > 1,
    }
}

/// Returns whether a response is shared with every origin, by the value `*`.
pub(super) fn is_for_everybody(answer: &Response<()>) -> bool {
    answer.headers().get(ACCESS_CONTROL_ALLOW_ORIGIN).is_some_and(|origin| origin == "*")
}

pub(super) fn last_status(fetched: &Fetched) -> Option<u16> {
    Some(fetched.messages.last()?.answer.as_ref()?.status().as_u16())
}

/// Adds the finding that `fetch()` throws for a call of a trusted page.
fn add_thrown(collected: &mut Collected, error: &RequestError, witness: Witness) {
    let kind = FindingKind::Property(Property::InvalidCall);
    let cause =
        format!("No page can send this request, because `fetch()` throws: {}.", Cut(&error.to_string()));
    let evidence = || (Vec::new(), Some(explain_request_error(error)));
    collected.add((kind, error.code()), Property::InvalidCall.severity(), cause, witness, evidence);
}

/// Adds the finding that a server is declared as public, but refuses an origin.
fn add_not_public(collected: &mut Collected, fetched: &Fetched, witness: Witness) {
    let cause = "The server is declared as public, but a page of an unknown origin cannot read the response.";
    collected.add_property((Property::NotPublic, ""), cause, witness, || fetched.messages.clone());
}

/// Adds the finding that a call of a trusted page is refused. `is_granted` says whether a preflight for the same method was
/// granted. `is_read` says whether the same call with other headers could read the response.
fn add_refused(
    collected: &mut Collected,
    fetched: &Fetched,
    is_granted: bool,
    is_read: bool,
    witness: Witness,
) {
    let Err(error) = &fetched.outcome else { return };
    if error.kind() == ErrorKind::NoResponse {
        return; // There is another finding for this.
    }
    let explanation = explain(&fetched.story);
    // If the status of a preflight is wrong, missing headers are only a consequence.
    let reason = explanation.findings.first().and_then(|finding| match &finding.cause {
        Cause::Refused(reason) => Some(reason.clone()),
        _ => None,
    });
    let reason = reason.unwrap_or_else(|| error.reason().clone());
    if fetched.messages.iter().filter_map(|message| message.answer.as_ref()).any(repeats_a_line) {
        return; // There is another finding for this.
    }
    let is_actual = error.phase() != Phase::Preflight;
    let (property, what) = match &reason {
        Reason::Preflight(PreflightError::NotOk { .. }) => {
            (Property::PreflightNotOk, "The preflight of a trusted page fails")
        }
        Reason::Preflight(PreflightError::Redirected { .. }) => {
            (Property::PreflightRedirected, "The preflight of a trusted page is redirected")
        }
        _ if is_actual && is_read => (
            Property::SimpleRequestRefused,
            "A trusted page can read the response with some request headers, but not with others",
        ),
        _ if is_actual && is_granted => (
            Property::ActualNotShared,
            "A trusted page cannot read the response, although the preflight allows the request",
        ),
        _ => (Property::TrustedRefused, "A request of a trusted page is refused"),
    };
    let kind = FindingKind::Property(property);
    let cause = format!("{what}: {}.", Cut(&reason.to_string()));
    let evidence = || (fetched.messages.clone(), Some(explanation));
    collected.add((kind, reason.code()), property.severity(), cause, witness, evidence);
}
