//! The functions that find surprises in a replay, whether the fetch was refused or not.

mod credentials;
mod local_network;
mod preflight;
mod response;

use std::collections::BTreeSet;

use http::Method;

use self::credentials::{cookies_across_sites, credentials_not_sent};
use self::local_network::local_network;
pub(super) use self::preflight::about_preflight;
use self::response::about_response;
use super::change::Change;
use super::fix::{Fix, On};
use super::hint::Hint;
use super::hints::method_case;
use super::replay::{End, Replay, Turn, replay};
use super::scene::{Scene, is_login};
use super::story::Story;
use super::surprise::{Surprise, SurpriseKind};
use crate::filter::FilteredResponse;
use crate::header::bytes::normalize;
use crate::header::names::{ALLOW_ORIGIN, TIMING_ALLOW_ORIGIN};
use crate::header::{Guard, ReadHeaders};
use crate::redacted::RedactedName;
use crate::request::{Mode, Switches};
use crate::response::Response;

/// Returns the surprises of a replay.
pub(super) fn surprises(story: &Story, replayed: &Replay) -> Vec<Surprise> {
    let mut found = Vec::new();
    found.extend(dropped_headers(story));
    for (i, turn) in replayed.turns.iter().enumerate() {
        let turns = replayed.turns.get(..=i).unwrap_or_default();
        let scene = Scene { story, turns, is_at_turn: true };
        found.extend(about_preflight(turn, scene));
        found.extend(credentials_not_sent(turn, story));
    }
    found.extend(replayed.turns.windows(2).filter_map(rewritten_by_redirect));
    found.extend(local_network(&replayed.turns));
    if let End::Response(response) = &replayed.end {
        found.extend(about_response(response, story, &replayed.turns));
        found.extend(replayed.turns.windows(2).find_map(redirected_to_login));
        found.extend(method_in_lower_case(&replayed.turns));
        found.extend(cookies_across_sites(&replayed.turns));
        found.extend(timing_hidden(response, story, &replayed.turns));
    }
    found.extend(null_allowed(story, &replayed.turns));
    found.extend(browsers_differ(story, replayed));
    found
}

/// Creates a surprise about the message of a turn.
fn surprise(kind: SurpriseKind, turn: &Turn, status: Option<u16>) -> Surprise {
    Surprise { kind, place: Some(turn.place(status)), fixes: Vec::new() }
}

/// Finds the headers that script set and that the request does not have.
fn dropped_headers(story: &Story) -> Option<Surprise> {
    let guard = match story.request.mode() {
        Mode::NoCors => Guard::RequestNoCors,
        _ => Guard::Request,
    };
    let sent: BTreeSet<Vec<u8>> =
        story.request.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    let is_dropped = |name: &[u8], value: &[u8]| match guard.validate(name, normalize(value)) {
        Ok(true) => !sent.contains(&name.to_ascii_lowercase()),
        Ok(false) | Err(_) => true,
    };
    let dropped = story.script_headers.iter().filter(|(name, value)| is_dropped(name, value));
    let names: Vec<String> =
        dropped.map(|(name, _)| RedactedName(name).to_string().trim_matches('"').to_owned()).collect();
    if names.is_empty() {
        return None;
    }
    Some(Surprise { kind: SurpriseKind::DroppedHeaders { names }, place: None, fixes: Vec::new() })
}

/// Finds a redirect that changed the method or removed `Authorization`.
fn rewritten_by_redirect(turns: &[Turn]) -> Option<Surprise> {
    let [before, after] = turns else { return None };
    let rewritten_to_get = before.request.method() != after.request.method();
    let has_authorization = |turn: &Turn| turn.request.headers.contains(b"authorization");
    let authorization_dropped = has_authorization(before) && !has_authorization(after);
    let kind = SurpriseKind::RewrittenByRedirect { rewritten_to_get, authorization_dropped };
    if !rewritten_to_get && !authorization_dropped {
        return None;
    }
    let mut found = surprise(kind, after, None);
    if rewritten_to_get {
        found.fixes.push(Fix::required(Change::KeepMethod { hop: before.hop() }));
    }
    Some(found)
}

/// Finds a redirect to a login page, which is not the response that script expects.
fn redirected_to_login(turns: &[Turn]) -> Option<Surprise> {
    let [before, after] = turns else { return None };
    let is_redirect = before.hop() < after.hop() && is_login(before.url(), after.url());
    is_redirect.then(|| surprise(SurpriseKind::RedirectedToLogin, after, None))
}

/// Finds a method in lower case that servers expect in upper case.
fn method_in_lower_case(turns: &[Turn]) -> Option<Surprise> {
    let turn = turns.first()?;
    let Some(Hint::MethodCase { method }) = method_case(turn.request.method().as_str()) else { return None };
    let mut found = surprise(SurpriseKind::MethodInLowerCase { method: method.clone() }, turn, None);
    let method = Method::from_bytes(method.as_bytes()).ok()?;
    found.fixes.push(Fix::required(Change::SetMethod { method }));
    Some(found)
}

/// Finds a response that allows the origin `null`, which every sandboxed frame has.
fn null_allowed(story: &Story, turns: &[Turn]) -> Option<Surprise> {
    let allows_null = |turn: &&Turn| {
        turn.response(story).is_some_and(|response| {
            ReadHeaders::values(response.headers(), (&ALLOW_ORIGIN).into()).any(|value| value == b"null")
        })
    };
    let turn = turns.iter().find(allows_null)?;
    Some(surprise(SurpriseKind::NullAllowed, turn, turn.response(story).map(Response::status)))
}

/// Finds the response that hides the timing from script, if a response of the fetch has `Timing-Allow-Origin`.
fn timing_hidden(response: &FilteredResponse<()>, story: &Story, turns: &[Turn]) -> Option<Surprise> {
    if response.hidden_from_script().timing_allow_passed() {
        return None;
    }
    let actual = || turns.iter().filter(|turn| !turn.is_preflight());
    let allows = |turn: &Turn| {
        turn.response(story).is_some_and(|response| {
            ReadHeaders::values(response.headers(), (&TIMING_ALLOW_ORIGIN).into()).next().is_some()
        })
    };
    if !actual().any(allows) {
        return None;
    }
    let failed_after = |turn: &Turn| {
        let next = actual().find(|next| next.hop() == turn.hop() + 1);
        next.is_none_or(|next| next.request.timing_allow_failed())
    };
    let turn = actual().find(|turn| failed_after(turn))?;
    let status = turn.response(story).map(Response::status);
    let mut found = surprise(SurpriseKind::TimingHidden, turn, status);
    let origin = turn.request.byte_serialized_origin();
    if origin.as_bytes() != b"null" {
        let value = String::from_utf8_lossy(origin.as_bytes()).into_owned();
        let on = On::new(found.place.as_ref()?.phase, turn.hop());
        let change = Change::SetHeader { on, name: TIMING_ALLOW_ORIGIN.clone(), value };
        found.fixes.push(Fix::required(change));
    }
    Some(found)
}

/// Finds that today's browsers allow what the standard refuses, or refuse what it allows.
fn browsers_differ(story: &Story, replayed: &Replay) -> Option<Surprise> {
    let is_allowed = match &replayed.end {
        End::Response(_) => true,
        End::Refused(_) => false,
        End::Unknown => return None,
    };
    if story.request.client().switches() != Switches::as_the_standard_says() {
        return None;
    }
    // Every known difference is about preflights.
    if !replayed.turns.iter().any(Turn::is_preflight) && story.cache.is_empty() {
        return None;
    }
    let mut there = Story { error: None, ..story.clone() };
    there.request.client = there.request.client.clone().with_switches(Switches::as_browsers_do_today());
    let is_allowed_there = match replay(&there) {
        Replay { end: End::Response(_), .. } => true,
        Replay { end: End::Refused(_), .. } => false,
        // Browsers go on where the standard stops.
        Replay { end: End::Unknown, turns, .. } if turns.len() > replayed.turns.len() => true,
        Replay { end: End::Unknown, .. } => return None,
    };
    let kind = SurpriseKind::BrowsersDiffer { is_allowed_there };
    (is_allowed != is_allowed_there).then_some(Surprise { kind, place: None, fixes: Vec::new() })
}
