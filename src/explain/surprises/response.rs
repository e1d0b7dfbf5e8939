//! The surprises about the parts of a response that script cannot read.

use std::collections::BTreeSet;

use http::header;

use super::surprise;
use crate::error::Phase;
use crate::explain::change::Change;
use crate::explain::fix::{Fix, On};
use crate::explain::plans::{prove, with_mode_cors};
use crate::explain::replay::Turn;
use crate::explain::story::Story;
use crate::explain::surprise::{Surprise, SurpriseKind};
use crate::filter::FilteredResponse;
use crate::header::extract::{Extracted, extract_tokens};
use crate::header::names::{EXPOSE_HEADERS, is_forbidden_response_header_name};
use crate::header::{Guard, ReadHeaders};
use crate::request::{CorsAttribute, CredentialsMode, Destination, Mode};
use crate::response::ResponseType;

/// Finds the parts of a response that script cannot read.
pub(super) fn about_response(
    response: &FilteredResponse<()>,
    story: &Story,
    turns: &[Turn],
) -> Option<Surprise> {
    let turn = turns.last()?;
    let status = Some(response.hidden_from_script().internal_response().status());
    match response.response_type() {
        ResponseType::Opaque => {
            let mode = story.request.mode();
            let by_script = story.request.guard() == Guard::RequestNoCors;
            let mut found = surprise(SurpriseKind::OpaqueResponse { mode, by_script }, turn, status);
            found.fixes = fixes_for_opaque(story);
            Some(found)
        }
        ResponseType::OpaqueRedirect => Some(surprise(SurpriseKind::OpaqueRedirect, turn, status)),
        ResponseType::Cors => hidden_headers(response, story, turns),
        _ => None,
    }
}

/// Returns the changes that make an opaque response readable: another mode for script, or `crossorigin` for an element if
/// the response already allows that.
fn fixes_for_opaque(story: &Story) -> Vec<Fix> {
    let is_script = story.request.guard() == Guard::RequestNoCors;
    if !is_script && story.request.destination() == Destination::Empty {
        return Vec::new();
    }
    let mut story = with_mode_cors(story);
    if is_script {
        let mode = Fix::required(Change::SetMode { mode: Mode::Cors });
        return prove(vec![mode], &story).map(|plan| plan.fixes).unwrap_or_default();
    }
    story.request.credentials_mode = CredentialsMode::SameOrigin;
    let add = Fix::required(Change::AddCrossorigin { attribute: CorsAttribute::Anonymous });
    prove(vec![add], &story).filter(|plan| plan.fixes.len() == 1).map(|plan| plan.fixes).unwrap_or_default()
}

/// Finds the headers of a CORS filtered response that script cannot read.
fn hidden_headers(response: &FilteredResponse<()>, story: &Story, turns: &[Turn]) -> Option<Surprise> {
    let turn = turns.last()?;
    let internal = response.hidden_from_script().internal_response();
    let headers = internal.headers();
    let shown: BTreeSet<Vec<u8>> = response.headers().map(|(name, _)| name.to_ascii_lowercase()).collect();
    let names: BTreeSet<String> = headers
        .fields()
        .map(|(name, _)| name.to_ascii_lowercase())
        .filter(|name| !shown.contains(name) && !is_of_the_machinery(name))
        .map(|name| String::from_utf8_lossy(&name).into_owned())
        .collect();
    if names.is_empty() {
        return None;
    }
    let names: Vec<String> = names.into_iter().collect();
    let extracted = extract_tokens(headers, &EXPOSE_HEADERS);
    let is_invalid = matches!(extracted, Extracted::Failure(_));
    let exposed = match extracted {
        Extracted::Values(tokens) => {
            tokens.iter().map(|token| String::from_utf8_lossy(token).into_owned()).collect()
        }
        Extracted::Null | Extracted::Failure(_) => Vec::new(),
    };
    let include = turn.request.credentials_mode() == CredentialsMode::Include;
    let wildcard_ignored = include && exposed.iter().any(|name| name == "*");
    let exposed_on_preflight = turns.iter().filter(|turn| turn.is_preflight()).any(|turn| {
        turn.response(story).is_some_and(|response| {
            ReadHeaders::values(response.headers(), (&EXPOSE_HEADERS).into()).next().is_some()
        })
    });
    let listed = exposed.iter().filter(|name| *name != "*").chain(&names);
    let value = listed.map(String::as_str).collect::<Vec<_>>().join(", ");
    let on = On::new(Phase::Actual, turn.hop());
    let fix = Change::SetHeader { on, name: header::ACCESS_CONTROL_EXPOSE_HEADERS, value };
    let kind = SurpriseKind::HiddenHeaders { names, exposed_on_preflight, wildcard_ignored, is_invalid };
    Some(Surprise { fixes: vec![Fix::required(fix)], ..surprise(kind, turn, Some(internal.status())) })
}

/// Returns whether a header is for browsers and caches, so that script does not need it, or one that script can never read.
fn is_of_the_machinery(name: &[u8]) -> bool {
    const NAMES: [&[u8]; 17] = [
        b"age",
        b"alt-svc",
        b"connection",
        b"content-security-policy",
        b"date",
        b"keep-alive",
        b"nel",
        b"referrer-policy",
        b"report-to",
        b"server",
        b"strict-transport-security",
        b"timing-allow-origin",
        b"transfer-encoding",
        b"vary",
        b"via",
        b"x-content-type-options",
        b"x-frame-options",
    ];
    NAMES.contains(&name)
        || name.starts_with(b"access-control-")
        || name.starts_with(b"cross-origin-")
        || is_forbidden_response_header_name(name)
}
