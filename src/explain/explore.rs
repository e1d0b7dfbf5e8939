//! The search for everything that the responses of a story lack: mends the story until the fetch is allowed.

use http::{HeaderName, header};

use super::change::Change;
use super::finding::Finding;
use super::findings::finding;
use super::fix::{Fix, On};
use super::mend::{Mended, mend_actual, mend_preflight};
use super::misspelt::add_misspelt_headers;
use super::replay::{End, Replay, Turn, replay};
use super::scene::Scene;
use super::story::{Answer, Event, Story};
use crate::error::{CorpError, NetworkError, Phase, Reason, RedirectError};
use crate::header::list::trimmed_values;
use crate::header::names::{CROSS_ORIGIN_RESOURCE_POLICY, LOCATION};
use crate::header::{HeaderList, cors_unsafe_request_header_names};
use crate::origin::without_credentials;
use crate::preflight::PreflightedRequest;
use crate::request::Destination;
use crate::response::{Response, ResponseHeaders};
use crate::site::same_site;

/// The maximum number of replays. A fetch has at most 42 messages, and each response is mended at most twice.
const MAX_REPLAYS: usize = 84;

/// The result of the search: what the responses lack, and the changes that supply it.
#[derive(Debug)]
pub(super) struct Explored {
    /// The findings about the responses of the story.
    pub(super) findings: Vec<Finding>,
    /// The changes that the servers would have to make, in order.
    pub(super) fixes: Vec<Fix>,
    /// Whether the fetch is allowed with these changes.
    pub(super) is_allowed: bool,
    /// Whether these changes are safe to advise.
    pub(super) is_safe: bool,
}

/// Mends the responses of a story one after the other, until the fetch is allowed or cannot be mended further. `first` is
/// the replay of the story as it is.
pub(super) fn explore(story: &Story, first: &Replay) -> Explored {
    let mut explored = Explored { findings: Vec::new(), fixes: Vec::new(), is_allowed: false, is_safe: true };
    // The error of the host belongs to the story as it is, not to a mended one.
    let mut story = Story { error: None, ..story.clone() };
    let mut again: Option<Replay> = None;
    for _ in 0..MAX_REPLAYS {
        let replayed = again.as_ref().unwrap_or(first);
        match &replayed.end {
            End::Response(_) => {
                explored.is_allowed = true;
                break;
            }
            // The response is not known. The plan assumes that it has no headers.
            End::Unknown => assume_a_response(&mut story, replayed),
            End::Refused(error) => {
                if !explored.mend(&mut story, replayed, error) {
                    break;
                }
            }
        }
        again = Some(replay(&story));
    }
    explored
}

/// Adds a response without headers where the story ends.
fn assume_a_response(story: &mut Story, replayed: &Replay) {
    let is_local = replayed.gaps.last().is_some_and(|gap| gap.place.phase == Phase::Local);
    let turn = replayed.turns.last();
    let event = match turn {
        _ if is_local => Event::Local(Answer::assumed(200)),
        Some(turn) if turn.is_preflight() => Event::Preflight(Answer::assumed(204)),
        _ => Event::Actual(Answer::assumed(200)),
    };
    match turn.and_then(|turn| turn.event).and_then(|event| story.events.get_mut(event)) {
        Some(unknown) if !is_local => *unknown = event,
        _ => story.events.insert(replayed.next.min(story.events.len()), event),
    }
}

impl Explored {
    /// Mends the response that was refused, and adds its findings and fixes. Returns whether the response could be mended.
    fn mend(&mut self, story: &mut Story, replayed: &Replay, error: &NetworkError) -> bool {
        let is_at_turn = matches!(error.phase(), Phase::Preflight | Phase::Actual | Phase::Redirect);
        let scene = Scene { story, turns: &replayed.turns, is_at_turn };
        let answer = scene.answer();
        let is_assumed = answer.is_some_and(|answer| answer.is_assumed);
        let mended = scene.turn().and_then(|turn| mend_response(turn, scene, error));
        let reasons = match &mended {
            // If the headers are not known, only the reason of the refusal is certain.
            Some(mended) if scene.response().is_some() => mended.reasons.clone(),
            _ => vec![error.reason().clone()],
        };
        if !is_assumed {
            let mut findings: Vec<Finding> =
                reasons.into_iter().map(|reason| finding(reason, scene, error)).collect();
            add_misspelt_headers(&mut findings, scene);
            self.findings.extend(findings);
        }
        let Some(mended) = mended else { return false };
        self.is_safe &= mended.is_safe;
        let is_unseen = answer.is_none_or(|answer| answer.is_assumed || answer.response().is_none());
        for fix in mended.fixes {
            let is_unseen = is_unseen && !matches!(fix.change, Change::AnswerPreflight { .. }) || is_assumed;
            // A later change of the same header replaces an earlier one.
            self.fixes.retain(|earlier| !is_same_header(&earlier.change, &fix.change));
            self.fixes.push(Fix { is_unseen, ..fix });
        }
        let Some(event) = scene.turn().and_then(|turn| turn.event) else { return false };
        let response = Response::new(mended.status, ()).with_headers(mended.headers);
        match story.events.get_mut(event).and_then(Event::answer_mut) {
            Some(answer) => *answer = Answer { is_assumed, ..Answer::new(response) },
            None => return false,
        }
        true
    }
}

/// Returns whether both changes set the same header of the same response.
fn is_same_header(a: &Change, b: &Change) -> bool {
    match (a, b) {
        (Change::SetHeader { on, name, .. }, Change::SetHeader { on: other_on, name: other_name, .. }) => {
            (on, name) == (other_on, other_name)
        }
        _ => false,
    }
}

/// Mends the response to the message of a turn. Returns `None` if no header of the response can change the outcome.
fn mend_response(turn: &Turn, scene: Scene<'_>, error: &NetworkError) -> Option<Mended> {
    let nothing = ResponseHeaders::default();
    let response = scene.response();
    let headers = response.map_or(&nothing, Response::headers);
    let status = error.status().or(response.map(Response::status)).unwrap_or(200);
    let on = On::new(error.phase(), turn.hop());
    let request = &turn.request;
    match error.reason() {
        Reason::Preflight(_) => {
            let names = cors_unsafe_request_header_names(&request.headers);
            Some(mend_preflight(status, headers, &PreflightedRequest::of(request, &names), on))
        }
        Reason::CorsCheck(_) => {
            let (origin, mode) = (request.byte_serialized_origin(), request.credentials_mode());
            Some(mend_actual(status, headers, origin, mode, on))
        }
        reason => {
            let (name, value) = header_for(reason, turn, headers)?;
            let mut list = HeaderList::clone(&headers.to_list());
            list.set_valid(name.as_str().as_bytes(), value.as_bytes());
            Some(Mended {
                status,
                headers: list,
                reasons: vec![reason.clone()],
                fixes: vec![Fix::required(Change::SetHeader { on, name, value })],
                is_safe: true,
                is_complete: true,
            })
        }
    }
}

/// Returns the one header that would have to change, and its new value, for a reason other than CORS.
fn header_for(reason: &Reason, turn: &Turn, headers: &ResponseHeaders) -> Option<(HeaderName, String)> {
    let request = &turn.request;
    match reason {
        Reason::ResourcePolicy(error) => {
            let sites = request.client().sites();
            let is_same_site = same_site(request.origin(), request.url_list.current_origin(), sites);
            let value = match error {
                CorpError::SameOrigin | CorpError::EmbedderPolicy { .. } if is_same_site => "same-site",
                _ => "cross-origin",
            };
            Some((CROSS_ORIGIN_RESOURCE_POLICY.clone(), value.to_owned()))
        }
        Reason::MimeType(_) => {
            let value = match request.destination() {
                Destination::Style => "text/css",
                Destination::Json => "application/json",
                _ => "text/javascript",
            };
            Some((header::CONTENT_TYPE, value.to_owned()))
        }
        Reason::Redirect(RedirectError::LocationRepeated { .. }) => {
            let value = trimmed_values(headers, &LOCATION).next()?;
            Some((LOCATION.clone(), String::from_utf8(value.to_vec()).ok()?))
        }
        Reason::Redirect(
            RedirectError::CrossOriginWithCredentials | RedirectError::TaintedWithCredentials,
        ) => {
            let value = trimmed_values(headers, &LOCATION).next()?;
            let url = turn.url().join(str::from_utf8(value).ok()?).ok()?;
            Some((LOCATION.clone(), without_credentials(&url).as_str().to_owned()))
        }
        _ => None,
    }
}
