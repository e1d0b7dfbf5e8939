use std::collections::BTreeSet;
use std::sync::Arc;

use http::header::{CONTENT_TYPE, ORIGIN};
use http::{Method, Response};

use super::access::Access;
use super::browser::Browser;
use super::call::Call;
use super::checks::check_properties;
use super::collected::Collected;
use super::fetched::Fetched;
use super::finding::{FindingKind, Witness};
use super::not_checked::{NotChecked, OUT_OF_REACH};
use super::pages::try_pages;
use super::property::Property;
use super::reply::Reply;
use super::report::Report;
use super::route::Route;
use super::severity::Severity;
use super::strangers::try_strangers;
use super::subject::Subject;
use super::wire::{Ask, Wire};
use crate::fetch::{Exchange, Purpose};
use crate::origin::Origin;
use crate::request::{BodyKind, CredentialsMode, RedirectMode, RequestError};

/// Tests a server, and returns everything that was found.
pub(super) async fn examine<S, A>(subject: &Subject, server: S) -> Report
where
    S: AsyncFnMut(http::Request<Vec<u8>>) -> A,
    A: Reply,
{
    let mut exam = Exam {
        subject,
        wire: Wire::new(server, subject.session.clone()),
        collected: Collected::default(),
        accesses: Vec::new(),
        statuses: BTreeSet::new(),
        redirects: BTreeSet::new(),
        seen_headers: BTreeSet::new(),
        not_checked: Vec::new(),
    };
    try_pages(&mut exam).await;
    try_strangers(&mut exam).await;
    check_properties(&mut exam).await;
    exam.into_report()
}

/// A test of a server that is going on.
pub(super) struct Exam<'l, S> {
    pub(super) subject: &'l Subject,
    pub(super) wire: Wire<S>,
    pub(super) collected: Collected,
    pub(super) accesses: Vec<Access>,
    /// The statuses of all answers to actual requests of trusted pages.
    pub(super) statuses: BTreeSet<u16>,
    /// The routes that redirect to a URL that is no route, and that URL.
    pub(super) redirects: BTreeSet<(String, String)>,
    /// The readable headers that a response had.
    pub(super) seen_headers: BTreeSet<String>,
    pub(super) not_checked: Vec<NotChecked>,
}

/// A call of a page, as part of a test.
pub(super) struct Attempt<'a> {
    pub(super) page: &'a Origin,
    pub(super) route: &'a Route,
    pub(super) method: &'a Method,
    pub(super) credentials: CredentialsMode,
    /// The names of the headers that script sets.
    pub(super) headers: &'a [String],
    /// Whether the body of the route has its `Content-Type`. Without it, a body needs no permission.
    pub(super) sends_content_type: bool,
    /// Whether the actual request is sent if the preflight allows it.
    pub(super) sends_actual: bool,
}

impl<'a> Attempt<'a> {
    /// Creates a call without credentials and headers.
    pub(super) fn new(page: &'a Origin, route: &'a Route, method: &'a Method) -> Self {
        let credentials = CredentialsMode::Omit;
        Self { page, route, method, credentials, headers: &[], sends_content_type: true, sends_actual: true }
    }
}

impl<S, A> Exam<'_, S>
where
    S: AsyncFnMut(http::Request<Vec<u8>>) -> A,
    A: Reply,
{
    /// Makes a call of a page.
    pub(super) async fn fetch(&mut self, attempt: &Attempt<'_>) -> Result<Fetched, RequestError> {
        self.fetch_changed(attempt, |_| {}).await
    }

    /// Makes a call of a page, and changes each request before it is sent.
    pub(super) async fn fetch_changed(
        &mut self,
        attempt: &Attempt<'_>,
        mut change: impl FnMut(&mut Ask),
    ) -> Result<Fetched, RequestError> {
        let call = self.call(attempt);
        let body = attempt.route.body.as_ref().map_or(&[][..], |(_, body)| body);
        let (wire, sends_actual) = (&mut self.wire, attempt.sends_actual);
        let send = async |exchange: &Exchange| -> Option<Response<()>> {
            if exchange.is_preflight() || sends_actual {
                let mut ask = Ask::of(exchange, body);
                change(&mut ask);
                wire.send(ask).await
            } else {
                None
            }
        };
        Browser::with_sites(Arc::clone(&self.subject.sites)).fetch_async(&call, send).await
    }

    fn call(&self, attempt: &Attempt<'_>) -> Call {
        let url = attempt.route.url(&self.subject.server).map_or_else(String::new, String::from);
        let mut call = Call::new(attempt.page.clone(), url);
        call.method = attempt.method.clone();
        call.credentials = attempt.credentials;
        // The CORS check comes before the redirect, and where that leads is another route.
        call.redirect = RedirectMode::Manual;
        for name in attempt.headers {
            call.headers.push(name.as_bytes(), example_value(name));
        }
        if let Some((content_type, _)) = &attempt.route.body
            && ![Method::GET, Method::HEAD].contains(attempt.method)
        {
            call.body = BodyKind::Source;
            if attempt.sends_content_type && !call.headers.contains(CONTENT_TYPE.as_str().as_bytes()) {
                call.headers.push(CONTENT_TYPE.as_str().as_bytes(), content_type.as_bytes());
            }
        }
        call
    }

    fn into_report(mut self) -> Report {
        self.add_failures();
        self.add_not_checked();
        let Self { subject, wire, collected, accesses, not_checked, .. } = self;
        let is_allowed = |kind: FindingKind| subject.allowed.contains(&kind);
        let (allowed, findings): (Vec<_>, Vec<_>) =
            collected.into_sorted().into_iter().partition(|finding| is_allowed(finding.kind));
        let mut allowed_in_vain = subject.allowed.clone();
        allowed_in_vain.retain(|kind| !allowed.iter().any(|finding| finding.kind == *kind));
        let server = subject.server.as_str().to_owned();
        let requests = wire.requests;
        Report { server, findings, allowed, allowed_in_vain, accesses, not_checked, requests }
    }

    /// Adds findings for the requests to which the server gave no response, or an error of its own.
    fn add_failures(&mut self) {
        for (ask, error) in std::mem::take(&mut self.wire.unanswered) {
            let cause = format!("The server gave no response: {error}.");
            let (kind, witness) = (Property::NoResponse, self.witness(&ask, None));
            let severity = severity_of_failure(kind, &ask);
            let evidence = || (vec![ask.into_message(Purpose::Actual, None)], None);
            self.collected.add(FindingKind::Property(kind), severity, cause, witness, evidence);
        }
        for (ask, response) in std::mem::take(&mut self.wire.failed) {
            let route = self
                .subject
                .routes
                .iter()
                .find(|route| route.url(&self.subject.server).as_ref() == Some(&ask.url));
            if route.is_some_and(|route| route.is_failing) {
                continue;
            }
            let cause = "The server answers with an error of its own.".to_owned();
            let (kind, status) = (Property::ServerError, Some(response.status().as_u16()));
            let (severity, witness) = (severity_of_failure(kind, &ask), self.witness(&ask, status));
            let evidence = || (vec![ask.into_message(Purpose::Actual, Some(response))], None);
            self.collected.add(FindingKind::Property(kind), severity, cause, witness, evidence);
        }
    }

    /// Returns a witness for a request that was sent as it is.
    pub(super) fn witness(&self, ask: &Ask, status: Option<u16>) -> Witness {
        let server = &self.subject.server;
        let route = self.subject.routes.iter().find(|route| route.url(server).as_ref() == Some(&ask.url));
        Witness {
            origin: ask.get(&ORIGIN).map(<[u8]>::to_vec),
            method: ask.method.clone(),
            path: route.map_or_else(|| ask.url.path().to_owned(), Route::shown_path),
            with_credentials: ask.with_session,
            reads: false,
            writes: false,
            status,
        }
    }

    fn add_not_checked(&mut self) {
        let mut missing =
            |subject: &str, reason: &str| self.not_checked.push(NotChecked::new(subject, reason));
        let has = |statuses: std::ops::Range<u16>| self.statuses.range(statuses).next().is_some();
        let pages = self.subject.trust.pages();
        if pages.is_empty() {
            missing("trusted pages", "no origin is trusted; name one with `.trusts(…)`");
        } else {
            let statuses = [
                (
                    300..400,
                    "redirects and status 304",
                    "no route redirects, or has an `ETag` and answers 304 to it",
                ),
                (401..404, "statuses 401 and 403", "no route gave one; name a route that needs a session"),
                (404..405, "status 404", "no route gave one; name a path that does not exist"),
                (
                    500..600,
                    "statuses from 500 to 599",
                    "no route gave one; name one with `.failing_route(…)`",
                ),
            ];
            for (range, subject, reason) in statuses {
                if !has(range) {
                    missing(subject, reason);
                }
            }
        }
        if pages.len() == 1 {
            missing(
                "answers to two trusted origins",
                "only one is trusted, so a cache has nobody else to serve its answer to",
            );
        }
        if !self.subject.routes.iter().any(|route| route.has(&Method::OPTIONS)) {
            missing("whether OPTIONS reaches the application", "no route names this method");
        }
        if self.subject.request_headers.len() < 2 {
            let reason = "fewer than two are declared; name them with `.request_headers(…)`";
            missing("request headers in another order", reason);
        }
        for (route, target) in &self.redirects {
            missing(
                target,
                &format!("{route} redirects there; name it as a route if it is one of this server"),
            );
        }
        for name in &self.subject.readable_headers {
            if !self.seen_headers.contains(&name.to_ascii_lowercase()) {
                missing(
                    &format!("whether pages can read {name}"),
                    "no response that they could read had this header",
                );
            }
        }
        if self.subject.session.is_none() {
            missing("credentials", "no request had any; say what a session is with `.session(…)`");
        }
        let others = OUT_OF_REACH.iter().map(|(subject, reason)| NotChecked::new(*subject, *reason));
        self.not_checked.extend(others);
    }
}

/// Returns how severe it is that the server fails. It matters less for a value of `Origin` that no browser sends.
fn severity_of_failure(property: Property, ask: &Ask) -> Severity {
    let is_origin =
        |text: &str| text == "null" || Origin::parse(text).is_ok_and(|origin| origin.as_str() == text);
    let origin = ask.get(&ORIGIN).map(std::str::from_utf8);
    let is_sent_by_browsers = origin.is_none_or(|origin| origin.is_ok_and(is_origin));
    if is_sent_by_browsers { property.severity() } else { property.severity().lower() }
}

/// Returns a value for a request header that a page sets. It is one for which a header needs permission, if there is such a
/// value.
fn example_value(name: &str) -> &'static [u8] {
    match name.to_ascii_lowercase().as_str() {
        "content-type" => b"application/json",
        "range" => b"bytes=0-0, 2-2",
        "accept" | "accept-language" | "content-language" => b"(",
        _ => b"1",
    }
}
