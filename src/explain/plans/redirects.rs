//! The plans that avoid or change a redirect.

use url::Url;

use super::{Planner, prove};
use crate::error::{Blocker, Reason, RedirectError};
use crate::explain::change::Change;
use crate::explain::fix::Fix;
use crate::explain::hint::Hint;
use crate::explain::plan::Plan;
use crate::explain::redirect_change::{redirect_change, redirect_target};
use crate::explain::replay::Turn;
use crate::explain::scene::is_login;
use crate::explain::story::{Answer, Event, Story};
use crate::fetch_metadata::is_potentially_trustworthy_url;
use crate::header::HeaderList;
use crate::origin::{Origin, as_sent, without_credentials};
use crate::request::{CredentialsMode, UrlList};
use crate::response::Response;

impl Planner<'_> {
    /// Returns the plans in which the page requests the URL to which the redirects lead, or a redirect is made secure.
    pub(super) fn by_direct_request(&self) -> Vec<Plan> {
        let (Some(target), first) = (self.final_url(), self.story().request.url_list().first()) else {
            return Vec::new();
        };
        let is_insecure = self.is_insecure(&target);
        let mut target = as_sent(&target);
        if is_insecure {
            // The URL parser allows a change between two special schemes, so this does not fail.
            let _ = target.set_scheme("https");
        }
        let is_http = matches!(target.scheme(), "http" | "https");
        let ends_early = matches!(self.error.reason(), Reason::Blocked(_) | Reason::NetworkFailure);
        // The host sent the first request, which is insecure, too. So the insecure redirect is not the reason of the
        // refusal.
        let is_let_through = is_insecure && !ends_early && self.is_insecure(first);
        if is_same(&target, first) || !is_http || is_let_through || is_login(first, &target) {
            return Vec::new();
        }
        if let Some(hop) = self.rewritten_at() {
            let request = Change::RequestUrl { url: target };
            return [request, Change::KeepMethod { hop }]
                .map(|change| Plan::unproved(vec![Fix::required(change)]))
                .into();
        }
        let by_redirect = (is_insecure && ends_early).then(|| self.by_secure_redirect(&target)).flatten();
        let directly = self.try_direct_request(&target);
        // A URL of another origin with a query may be signed. Each redirect then makes a new one.
        let is_signed = target.query().is_some() && !Origin::of(&target).same_origin(&Origin::of(first));
        let with_url = is_signed.then(|| {
            let hop = self.scene.turns.last().map_or(0, Turn::hop);
            Plan::unproved(vec![Fix::required(Change::AnswerWithUrl { hop })])
        });
        by_redirect.into_iter().chain(directly).chain(with_url).collect()
    }

    /// Returns the URL to which the redirects lead, if requesting it directly could help.
    fn final_url(&self) -> Option<Url> {
        let is_of_use = match self.error.reason() {
            Reason::CorsCheck(_)
            | Reason::Preflight(_)
            | Reason::RedirectModeError
            | Reason::Blocked(Blocker::MixedContent)
            | Reason::Redirect(
                RedirectError::StreamBody
                | RedirectError::CrossOriginWithCredentials
                | RedirectError::TaintedWithCredentials,
            ) => true,
            Reason::NetworkFailure => self.hints().any(|hint| matches!(hint, Hint::InsecureRedirect { .. })),
            _ => false,
        };
        let url = self.error.url();
        let target = redirect_target(self.scene, url);
        let is_redirected = target.is_some() || self.scene.hop() > 0;
        let is_mixed = matches!(self.error.reason(), Reason::Blocked(Blocker::MixedContent));
        (is_of_use && (is_redirected || is_mixed) && !self.is_miswritten())
            .then(|| target.unwrap_or_else(|| url.clone()))
    }

    /// Returns whether a browser would block a URL as mixed content.
    fn is_insecure(&self, url: &Url) -> bool {
        let request = &self.story().request;
        let is_trustworthy = is_potentially_trustworthy_url(url.scheme(), url.path(), &Origin::of(url));
        let is_secure =
            request.origin().scheme() == Some("https") || request.url_list().first().scheme() == "https";
        !is_trustworthy && is_secure
    }

    /// Returns the hop whose redirect changed the method to `GET`.
    fn rewritten_at(&self) -> Option<usize> {
        let method = self.story().request.method();
        let after = self.scene.turns.iter().find(|turn| turn.request.method() != method)?;
        after.hop().checked_sub(1)
    }

    /// Tries a request to the final URL.
    fn try_direct_request(&self, target: &Url) -> Option<Plan> {
        let request = &self.story().request;
        let first = request.url_list().first();
        let mut fixes = vec![Fix::required(Change::RequestUrl { url: target.clone() })];
        let mut story = self.story_from(target);
        // A redirect to another origin removes `Authorization`, too.
        let is_same_server = target.host() == first.host() || redirect_change(first, target).is_some();
        if request.headers.contains(b"authorization") && !is_same_server {
            let drop = Change::DropRequestHeader { name: "authorization".to_owned() };
            let with_password = prove(Vec::new(), &story);
            story.request.headers.delete(b"authorization");
            let is_needless = with_password.is_some() && with_password == prove(Vec::new(), &story);
            fixes.push(if is_needless { Fix::safeguard(drop) } else { Fix::required(drop) });
        }
        self.try_with(fixes, &story)
    }

    /// Returns the story of a request to this URL, with the answers from that URL on.
    fn story_from(&self, target: &Url) -> Story {
        let first = self.scene.turns.iter().find(|turn| is_same(turn.url(), target));
        let events = match first.and_then(|turn| turn.event) {
            Some(first) => self.story().events.get(first..).unwrap_or_default().to_vec(),
            None => Vec::new(),
        };
        let mut story = Story { is_hypothesis: true, error: None, events, ..self.story().clone() };
        story.request.url_list = UrlList::new(target.clone());
        story
    }

    /// Returns the plan in which the page's own server does not redirect to another server.
    pub(super) fn by_staying_at_home(&self) -> Option<Plan> {
        let hop = self.hints().find_map(|hint| match hint {
            Hint::Redirected { hop } if self.scene.is_home(*hop) => Some(*hop),
            _ => None,
        })?;
        Some(Plan::unproved(vec![Fix::required(Change::AnswerItself { hop })]))
    }

    /// Returns the plan in which the server redirects to `https:`.
    fn by_secure_redirect(&self, target: &Url) -> Option<Plan> {
        let hop = self.hints().find_map(|hint| match hint {
            Hint::InsecureRedirect { hop } => Some(*hop),
            _ => None,
        })?;
        let mut story = self.story_until(hop, |headers| {
            headers.set_valid(b"location", target.as_str().as_bytes());
        })?;
        story.is_hypothesis = true;
        let fix = Fix::required(Change::RedirectTo { hop, url: target.clone() });
        self.try_with(vec![fix], &story)
    }

    /// Returns the story up to the actual response of a hop, with changed headers in that response.
    fn story_until(&self, hop: usize, change: impl FnOnce(&mut HeaderList)) -> Option<Story> {
        let is_it = |turn: &&Turn| turn.hop() == hop && !turn.is_preflight();
        let turn = self.scene.turns.iter().find(is_it)?;
        let (event, response) = (turn.event?, turn.response(self.story())?);
        let mut headers = HeaderList::clone(&response.headers().to_list());
        change(&mut headers);
        let mut story = Story { error: None, ..self.story().clone() };
        story.events.truncate(event + 1);
        let answer = story.events.last_mut()?.answer_mut()?;
        *answer = Answer::new(Response::new(response.status(), ()).with_headers(headers));
        Some(story)
    }

    /// Returns the plans for a fetch that was redirected to a login page. No plan asks the server of the login page for a
    /// change.
    pub(super) fn instead_of_the_login(&self, hop: usize) -> Vec<Plan> {
        let status = 401;
        let target = redirect_target(self.scene, self.error.url());
        let page = without_credentials(&target.unwrap_or_else(|| self.error.url().clone())).into_owned();
        let answer = Fix::required(Change::AnswerWithStatus { hop, status });
        let proved = self.story_until(hop, |headers| headers.delete(b"location")).and_then(|mut story| {
            if let Some(answer) = story.events.last_mut().and_then(Event::answer_mut)
                && let Some(response) = answer.response()
            {
                let headers = response.headers().clone();
                *answer = Answer::new(Response::new(status, ()).with_headers(headers));
            }
            prove(vec![answer], &story)
        });
        let is_opaque = self.story().request.origin().is_opaque();
        let without_login = self.hints().any(|hint| matches!(hint, Hint::NoCredentialsSent { .. }));
        let log_in = (without_login && !is_opaque).then(|| {
            let mode = CredentialsMode::Include;
            Plan::unproved(vec![Fix::required(Change::SetCredentials { mode })])
        });
        let navigate = Plan::unproved(vec![Fix::required(Change::Navigate { url: page })]);
        proved.into_iter().chain(log_in).chain([navigate]).collect()
    }
}

/// Returns whether two URLs are the same without what is not sent, such as the fragment.
fn is_same(a: &Url, b: &Url) -> bool {
    as_sent(a) == as_sent(b)
}
