use std::collections::BTreeSet;
use std::sync::Arc;

use http::Response;
use http::header::ORIGIN;

use super::access::Access;
use super::attempt::Attempt;
use super::browser::Browser;
use super::checks::check_properties;
use super::collected::Collected;
use super::failures::add_failures;
use super::fetched::Fetched;
use super::finding::{FindingKind, Witness};
use super::not_checked::{NotChecked, add_not_checked};
use super::pages::try_pages;
use super::report::Report;
use super::route::Route;
use super::server::Server;
use super::strangers::try_strangers;
use super::subject::Subject;
use super::wire::{Ask, Wire};
use crate::fetch::Exchange;
use crate::request::RequestError;

/// Tests a server, and returns everything that was found.
pub(super) async fn examine<S: Server>(subject: &Subject, server: S) -> Report {
    let mut exam = Exam {
        subject,
        wire: Wire::new(server, subject),
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

/// A test of a server that is still running.
pub(super) struct Exam<'l, S> {
    pub(super) subject: &'l Subject,
    pub(super) wire: Wire<S>,
    pub(super) collected: Collected,
    pub(super) accesses: Vec<Access>,
    /// The statuses of all responses to actual requests of trusted pages.
    pub(super) statuses: BTreeSet<u16>,
    /// The redirects to URLs that are not routes: the route that redirects, and the URL that it redirects to.
    pub(super) redirects: BTreeSet<(String, String)>,
    /// The declared readable headers that occurred in a response, in lower case.
    pub(super) seen_headers: BTreeSet<String>,
    pub(super) not_checked: Vec<NotChecked>,
}

impl<S: Server> Exam<'_, S> {
    /// Makes the call of a page.
    pub(super) async fn fetch(&mut self, attempt: &Attempt<'_>) -> Result<Fetched, RequestError> {
        self.fetch_changed(attempt, |_| {}).await
    }

    /// Makes the call of a page, and changes each request before it is sent.
    pub(super) async fn fetch_changed(
        &mut self,
        attempt: &Attempt<'_>,
        mut change: impl FnMut(&mut Ask),
    ) -> Result<Fetched, RequestError> {
        let call = attempt.call(&self.subject.server);
        let body = attempt.route.body.as_ref().map(|(_, body)| body);
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

    fn into_report(mut self) -> Report {
        add_failures(&mut self);
        add_not_checked(&mut self);
        let Self { subject, wire, collected, accesses, mut not_checked, .. } = self;
        let mut found = collected.into_sorted();
        found.iter_mut().for_each(|finding| finding.parents = subject.trust.parents().to_vec());
        // The values of the session are hidden only now, because the checks above need what the server really sent.
        found.iter_mut().for_each(|finding| wire.secrets.hide_in_finding(finding));
        not_checked.retain(|one| !wire.secrets.are_in(one.subject.as_bytes()));
        let is_allowed = |kind: FindingKind| subject.allowed.contains(&kind);
        let (allowed, findings): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|finding| is_allowed(finding.kind));
        let mut allowed_in_vain = subject.allowed.clone();
        allowed_in_vain.retain(|kind| !allowed.iter().any(|finding| finding.kind == *kind));
        let server = subject.server.as_str().to_owned();
        let requests = wire.requests;
        Report { server, findings, allowed, allowed_in_vain, accesses, not_checked, requests }
    }

    /// Returns a witness for a request that was sent without a call of a page.
    pub(super) fn witness(&self, ask: &Ask, status: Option<u16>) -> Witness {
        let route = self.subject.route_at(&ask.url);
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
}
