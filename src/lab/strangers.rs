//! What pages can do that are not trusted.

use std::collections::BTreeSet;

use http::Method;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ORIGIN};

use super::access::{Access, Allowed};
use super::attempt::Attempt;
use super::cause::causes;
use super::examine::Exam;
use super::finding::{FindingKind, Witness};
use super::message::Message;
use super::pages::allowed_by;
use super::probe::{Probe, ProbeClass};
use super::probes::{STRANGER, probes};
use super::property::Property;
use super::route::Route;
use super::server::Server;
use super::severity::Severity;
use crate::check::cors_check;
use crate::header::UnsafeNames;
use crate::method::is_cors_safelisted_method;
use crate::origin::Origin;
use crate::preflight::PreflightedRequest;
use crate::request::CredentialsMode;
use crate::request_origin::RequestOrigin;

/// Tries each method on each route as a page of each probe, with and without credentials.
pub(super) async fn try_strangers<S: Server>(exam: &mut Exam<'_, S>) {
    let mut trusted = exam.subject.trust.pages();
    if trusted.is_empty() {
        trusted.push(Origin::new_opaque());
    }
    let mut seen = BTreeSet::new();
    for trusted in trusted {
        let mut near = probes(&trusted);
        near.retain(|probe| is_stranger(exam, probe));
        // A probe may be near several trusted origins. It is tried for each, which shows the cause, and reported once.
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

/// A probe and what it could do without and with credentials, with the messages of the better of the two.
struct Trial<'p> {
    probe: &'p Probe,
    is_new: bool,
    allowed: [Allowed; 2],
    messages: Vec<Message>,
}

impl Trial<'_> {
    /// Returns whether the server shares with everybody by name.
    fn is_wildcard(&self) -> bool {
        self.messages.iter().filter_map(|message| message.answer.as_ref()).all(|answer| {
            answer.headers().get(ACCESS_CONTROL_ALLOW_ORIGIN).is_some_and(|origin| origin.as_bytes() == b"*")
        })
    }
}

/// Returns `None` if the probe is for another method of the route.
async fn try_stranger<'p, S: Server>(
    exam: &mut Exam<'_, S>,
    probe: &'p Probe,
    is_new: bool,
    route: &Route,
    method: &Method,
) -> Option<Trial<'p>> {
    let Some(page) = probe.origin() else { return try_raw(exam, probe, is_new, route, method).await };
    let (mut allowed, mut messages) = ([Allowed::default(); 2], Vec::new());
    for (credentials, allowed) in
        [CredentialsMode::Omit, CredentialsMode::Include].into_iter().zip(&mut allowed)
    {
        for &sends_content_type in content_types(route, method) {
            let attempt = Attempt { credentials, sends_content_type, ..Attempt::new(page, route, method) };
            // If `fetch()` throws, so it does for trusted pages.
            let Ok(fetched) = exam.fetch(&attempt).await else { continue };
            let now = allowed_by(&fetched);
            if messages.is_empty() || now.is_any() {
                messages = fetched.messages;
            }
            *allowed = allowed.or(now);
        }
    }
    let [without_credentials, with_credentials] = allowed;
    let access = Access {
        origin: probe.sent().to_vec(),
        class: Some(probe.class()),
        method: method.clone(),
        path: route.shown_path(),
        without_credentials,
        with_credentials,
    };
    exam.accesses.extend(Some(access).filter(|_| is_new));
    Some(Trial { probe, is_new, allowed, messages })
}

/// Returns whether a stranger sends the `Content-Type` of the body. A method that needs a preflight by itself is allowed to
/// more pages without it; any other is tried in both ways.
fn content_types(route: &Route, method: &Method) -> &'static [bool] {
    let is_safelisted = is_cors_safelisted_method(method.as_str().as_bytes());
    match route.body {
        Some(_) if is_safelisted && method == Method::POST => &[true, false],
        _ => &[false],
    }
}

/// Sends a value of `Origin` that no browser sends, with the first method of the route, and judges the first answer.
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
    let page = &Origin::parse(STRANGER).ok()?;
    let attempt = Attempt { sends_content_type: false, ..Attempt::new(page, route, method) };
    let fetched = exam.fetch_changed(&attempt, |ask| ask.set(&ORIGIN, Some(probe.sent()))).await.ok()?;
    let mut message = fetched.messages.into_iter().next()?;
    message.headers.set(ORIGIN.as_str().as_bytes(), probe.sent()).ok()?;
    let origin = RequestOrigin::from_serialized(probe.sent());
    let allowed = [CredentialsMode::Omit, CredentialsMode::Include]
        .map(|credentials| Allowed { reads: accepts(&message, method, origin, credentials), writes: false });
    Some(Trial { probe, is_new, allowed, messages: vec![message] })
}

/// Returns whether an answer allows this value of `Origin` by name.
fn accepts(
    message: &Message,
    method: &Method,
    origin: RequestOrigin<'_>,
    credentials: CredentialsMode,
) -> bool {
    let Some(answer) = &message.answer else { return false };
    let (status, headers) = (answer.status().as_u16(), answer.headers());
    // The value `*` says nothing about how origins are compared.
    if headers.get(ACCESS_CONTROL_ALLOW_ORIGIN).is_some_and(|origin| origin.as_bytes() == b"*") {
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

/// Adds findings for the probes that a server lets in.
fn judge<S>(exam: &mut Exam<'_, S>, trusted: &Origin, route: &Route, method: &Method, trials: &[Trial<'_>]) {
    let is_public = exam.subject.trust.is_public();
    let counts = |trial: &&Trial<'_>| {
        let [without, with] = trial.allowed;
        with.is_any() || (without.is_any() && !is_public)
    };
    let let_in: Vec<&Trial<'_>> = trials.iter().filter(counts).collect();
    let probes: Vec<&Probe> = let_in.iter().map(|trial| trial.probe).collect();
    let is_public_by_name = |trial: &Trial<'_>| !trial.allowed[1].is_any() && trial.is_wildcard();
    let caused = let_in.iter().zip(causes(trusted, &probes));
    for (trial, (class, cause)) in caused.filter(|(trial, _)| trial.is_new) {
        for (with_credentials, allowed) in [(true, trial.allowed[1]), (false, trial.allowed[0])] {
            if !allowed.is_any() || (is_public && !with_credentials) {
                continue;
            }
            let status = trial.messages.last().and_then(|message| message.answer.as_ref());
            let witness = Witness {
                origin: Some(trial.probe.sent().to_vec()),
                method: method.clone(),
                path: route.shown_path(),
                with_credentials,
                reads: allowed.reads,
                writes: allowed.writes,
                status: status.map(|answer| answer.status().as_u16()),
            };
            let evidence = || (trial.messages.clone(), None);
            let (kind, cause) = match is_public_by_name(trial) {
                true => (
                    FindingKind::Property(Property::Public),
                    "Everybody can read, because the server allows `*`.".to_owned(),
                ),
                false => (FindingKind::Stranger(class), cause.clone()),
            };
            let severity = match kind {
                FindingKind::Stranger(_) => severity(class, &witness),
                FindingKind::Property(property) => property.severity(),
            };
            let key = cause.clone();
            exam.collected.add((kind, &key), severity, cause, witness, evidence);
        }
    }
}

/// Returns how severe it is that a page of this class can do what the witness says.
fn severity(class: ProbeClass, witness: &Witness) -> Severity {
    let severity = match witness.with_credentials {
        true => class.severity(),
        false => class.severity().lower().min(Severity::Medium),
    };
    // An error page holds less.
    let is_error_only = !witness.writes && witness.status.is_some_and(|status| status >= 400);
    if is_error_only { severity.lower() } else { severity }
}
