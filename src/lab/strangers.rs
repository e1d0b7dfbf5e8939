//! The calls that pages of untrusted origins make, and what the server allows them.

use std::collections::BTreeSet;

use http::Method;
use http::header::ORIGIN;

use super::access::{Access, Allowed};
use super::attempt::Attempt;
use super::cause::causes;
use super::examine::Exam;
use super::finding::{FindingKind, Witness};
use super::message::Message;
use super::pages::{allowed_by, is_for_everybody};
use super::probe::Probe;
use super::probes::{probes, stranger};
use super::property::Property;
use super::route::Route;
use super::server::Server;
use super::severity::Severity;
use super::subject::Subject;
use crate::check::cors_check;
use crate::header::UnsafeNames;
use crate::origin::Origin;
use crate::preflight::PreflightedRequest;
use crate::request::CredentialsMode;
use crate::request_origin::RequestOrigin;

/// Tries each method on each route as a page of each probe's origin, with and without credentials.
pub(super) async fn try_strangers<S: Server>(exam: &mut Exam<'_, S>) {
    let mut trusted = exam.subject.trust.pages();
    if trusted.is_empty() {
        trusted.push(Origin::new_opaque());
    }
    let mut seen = BTreeSet::new();
    for trusted in trusted {
        let mut near = probes(&trusted);
        near.retain(|probe| is_stranger(exam, probe));
        // A probe may be near several trusted origins. It is tried for each of them to find the cause, but reported only
        // once.
        let is_new: Vec<bool> = near.iter().map(|probe| seen.insert(probe.sent().to_vec())).collect();
        for route in &exam.subject.routes {
            for method in &route.methods {
                let mut trials = Vec::new();
                for (probe, is_new) in near.iter().zip(&is_new) {
                    trials.extend(try_stranger(exam, probe, *is_new, route, method).await);
                }
                judge(exam, &trusted, route, method, &trials);
            }
        }
    }
}

fn is_stranger<S>(exam: &Exam<'_, S>, probe: &Probe) -> bool {
    let trust = &exam.subject.trust;
    probe.origin().is_none_or(|origin| !trust.has(origin) && *origin != exam.subject.server)
}

/// A probe, and what a page of its origin could do without and with credentials.
struct Trial<'p> {
    probe: &'p Probe,
    is_new: bool,
    without_credentials: Try,
    with_credentials: Try,
}

impl Trial<'_> {
    fn tried(&self, with_credentials: bool) -> &Try {
        if with_credentials { &self.with_credentials } else { &self.without_credentials }
    }
}

/// The permissions of a page in one credentials mode, and the messages that show them.
#[derive(Default)]
struct Try {
    allowed: Allowed,
    messages: Vec<Message>,
}

impl Try {
    fn add(&mut self, allowed: Allowed, messages: Vec<Message>) {
        if self.messages.is_empty() || (allowed.is_any() && !self.allowed.is_any()) {
            self.messages = messages;
        }
        self.allowed = self.allowed.or(allowed);
    }

    /// Returns whether the server shares its responses with every origin, by the value `*`.
    fn is_wildcard(&self) -> bool {
        self.messages.iter().filter_map(|message| message.answer.as_ref()).all(is_for_everybody)
    }
}

/// Tries what a page of a probe's origin could do. Returns `None` if the probe is not tried with this method.
async fn try_stranger<'p, S: Server>(
    exam: &mut Exam<'_, S>,
    probe: &'p Probe,
    is_new: bool,
    route: &Route,
    method: &Method,
) -> Option<Trial<'p>> {
    let Some(page) = probe.origin() else { return try_raw(exam, probe, is_new, route, method).await };
    let mut tries = [Try::default(), Try::default()];
    for (credentials, tried) in [CredentialsMode::Omit, CredentialsMode::Include].into_iter().zip(&mut tries)
    {
        for (headers, sends_content_type) in forms(exam.subject, route, method) {
            let attempt =
                Attempt { credentials, headers, sends_content_type, ..Attempt::new(page, route, method) };
            // If `fetch()` throws, no page can make this call.
            if let Ok(fetched) = exam.fetch(&attempt).await {
                tried.add(allowed_by(&fetched), fetched.messages);
            }
        }
    }
    let [without_credentials, with_credentials] = tries;
    let access = Access {
        origin: probe.sent().to_vec(),
        class: Some(probe.class()),
        method: method.clone(),
        path: route.shown_path(),
        without_credentials: without_credentials.allowed,
        with_credentials: with_credentials.allowed,
    };
    exam.accesses.extend(Some(access).filter(|_| is_new));
    Some(Trial { probe, is_new, without_credentials, with_credentials })
}

/// Returns the two forms in which an untrusted page makes a call: without headers that need a preflight, and with all
/// headers that trusted pages send. A server may accept only one of them.
fn forms<'a>(subject: &'a Subject, route: &Route, method: &Method) -> Vec<(&'a [String], bool)> {
    let has_content_type = route.body.is_some() && ![Method::GET, Method::HEAD].contains(method);
    let mut forms = vec![(&[][..], false)];
    if has_content_type || !subject.request_headers.is_empty() {
        forms.push((subject.request_headers.as_slice(), true));
    }
    forms
}

/// Sends a value of `Origin` that no browser sends, with the first method of the route, and judges the first response.
async fn try_raw<'p, S: Server>(
    exam: &mut Exam<'_, S>,
    probe: &'p Probe,
    is_new: bool,
    route: &Route,
    method: &Method,
) -> Option<Trial<'p>> {
    if route.methods.first() != Some(method) {
        return None;
    }
    let page = &stranger()?;
    let attempt = Attempt { sends_content_type: false, ..Attempt::new(page, route, method) };
    let fetched = exam.fetch_changed(&attempt, |ask| ask.set(&ORIGIN, Some(probe.sent()))).await.ok()?;
    let mut message = fetched.messages.into_iter().next()?;
    message.headers.set(ORIGIN.as_str().as_bytes(), probe.sent()).ok()?;
    let origin = RequestOrigin::from_serialized(probe.sent());
    let [without_credentials, with_credentials] =
        [CredentialsMode::Omit, CredentialsMode::Include].map(|credentials| Try {
            allowed: Allowed { reads: accepts(&message, method, origin, credentials), writes: false },
            messages: vec![message.clone()],
        });
    Some(Trial { probe, is_new, without_credentials, with_credentials })
}

/// Returns whether a response allows this value of `Origin` by name.
fn accepts(
    message: &Message,
    method: &Method,
    origin: RequestOrigin<'_>,
    credentials: CredentialsMode,
) -> bool {
    let Some(answer) = &message.answer else { return false };
    let (status, headers) = (answer.status().as_u16(), answer.headers());
    // The value `*` says nothing about how origins are compared.
    if is_for_everybody(answer) {
        return false;
    }
    match message.is_preflight() {
        true => {
            let names = UnsafeNames::default();
            let request = PreflightedRequest::new(origin, credentials, method.as_str().as_bytes(), &names);
            request.evaluate(status, headers).is_ok()
        }
        false => cors_check(headers, origin, credentials).is_ok(),
    }
}

/// Adds findings for the probes that a server accepts.
///
/// A server may accept other probes with credentials than without, so each credentials mode has its own search for causes.
fn judge<S>(exam: &mut Exam<'_, S>, trusted: &Origin, route: &Route, method: &Method, trials: &[Trial<'_>]) {
    for with_credentials in [true, false] {
        let is_meant = !with_credentials && exam.subject.trust.is_public();
        let tries = trials.iter().map(|trial| (trial, trial.tried(with_credentials)));
        let (by_name, others): (Vec<_>, Vec<_>) = tries
            .filter(|(_, tried)| tried.allowed.is_any() && !is_meant)
            .partition(|(_, tried)| !with_credentials && tried.is_wildcard());
        let probes: Vec<&Probe> = others.iter().map(|(trial, _)| trial.probe).collect();
        let causes = causes(trusted, exam.subject.sites.as_ref(), &probes);
        let found = others
            .into_iter()
            .zip(causes.into_iter().map(Some))
            .chain(by_name.into_iter().map(|one| (one, None)));
        for ((trial, tried), cause) in found.filter(|((trial, _), _)| trial.is_new) {
            let status = tried.messages.last().and_then(|message| message.answer.as_ref());
            let witness = Witness {
                origin: Some(trial.probe.sent().to_vec()),
                method: method.clone(),
                path: route.shown_path(),
                with_credentials,
                reads: tried.allowed.reads,
                writes: tried.allowed.writes,
                status: status.map(|answer| answer.status().as_u16()),
            };
            let (kind, severity, cause) = match cause {
                Some(cause) => (FindingKind::Stranger(cause.class), cause.severity, cause.sentence),
                None => (
                    FindingKind::Property(Property::Public),
                    Severity::High, // lowered to medium below, because it is without credentials
                    "Every website can read the response to a request without credentials, because the server allows `*`."
                        .to_owned(),
                ),
            };
            let (key, severity) = (cause.clone(), lessened(severity, &witness));
            exam.collected.add((kind, &key), severity, cause, witness, || (tried.messages.clone(), None));
        }
    }
}

/// Returns the severity of what the witness shows. `severity` is the severity of the same with credentials.
fn lessened(severity: Severity, witness: &Witness) -> Severity {
    let severity = match witness.with_credentials {
        true => severity,
        false if severity > Severity::Medium => Severity::Medium,
        false => severity.lower(),
    };
    // An error page contains less than other responses.
    let is_error_only = !witness.writes && witness.status.is_some_and(|status| status >= 400);
    if is_error_only { severity.lower() } else { severity }
}
