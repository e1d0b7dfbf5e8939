//! The surprises about credentials that were not sent.

use http::Method;

use super::surprise;
use crate::explain::change::Change;
use crate::explain::fix::Fix;
use crate::explain::plans::prove;
use crate::explain::replay::Turn;
use crate::explain::story::Story;
use crate::explain::surprise::{NoCredentials, Surprise, SurpriseKind};
use crate::header::ReadHeaders;
use crate::request::{CredentialsMode, Mode};
use crate::response::Response;
use crate::site::same_site;

/// Finds that a server expected credentials which were not sent.
pub(super) fn credentials_not_sent(turn: &Turn, story: &Story) -> Option<Surprise> {
    if turn.is_preflight() {
        return None;
    }
    let answer = turn.answer(story)?;
    let response = answer.response()?;
    let is_expected = expects_credentials(turn, response);
    let why = match (turn.include_credentials, answer.had_credentials) {
        (true, Some(false)) if is_expected || turn.is_cross_origin() => NoCredentials::NoneApplied,
        (false, _) if is_expected => NoCredentials::of(turn.request.credentials_mode()),
        _ => return None,
    };
    let mut found = surprise(SurpriseKind::CredentialsNotSent { why }, turn, Some(response.status()));
    if matches!(why, NoCredentials::AnotherOrigin | NoCredentials::Omitted) {
        found.fixes = fixes(turn, story);
    }
    Some(found)
}

/// Returns whether a response shows that its server expected cookies, or sets a cookie that the browser does not keep. A
/// server that got `Authorization`, or that asks for a token, expected no cookies.
fn expects_credentials(turn: &Turn, response: &Response<()>) -> bool {
    let has = |name: &[u8], accepts: fn(&[u8]) -> bool| {
        response.headers().fields().any(|(other, value)| other.eq_ignore_ascii_case(name) && accepts(value))
    };
    let has_token = turn.request.headers.contains(b"authorization")
        || has(b"www-authenticate", |value| value.to_ascii_lowercase().starts_with(b"bearer"));
    let is_denied = matches!(response.status(), 401 | 407);
    let allows = has(b"access-control-allow-credentials", |value| value == b"true");
    let sets_cookie = has(b"set-cookie", |_| true);
    let is_write = !matches!(*turn.request.method(), Method::GET | Method::HEAD);
    is_denied && !has_token || sets_cookie && (allows || is_write)
}

/// Returns the changes that are needed so that the credentials are sent and the fetch is allowed. Returns no changes if
/// they are not safe.
fn fixes(turn: &Turn, story: &Story) -> Vec<Fix> {
    let mode = match turn.is_cross_origin() {
        true => CredentialsMode::Include,
        false => CredentialsMode::SameOrigin,
    };
    let mut other = Story { is_hypothesis: true, error: None, ..story.clone() };
    other.request.credentials_mode = mode;
    let fix = Fix::required(Change::SetCredentials { mode });
    prove(vec![fix], &other).map(|plan| plan.fixes).unwrap_or_default()
}

/// Finds that a request to another site includes credentials.
pub(super) fn cookies_across_sites(turns: &[Turn]) -> Option<Surprise> {
    let turn = turns.last().filter(|turn| turn.include_credentials && turn.is_cross_origin())?;
    let request = &turn.request;
    let is_script = request.credentials_mode() == CredentialsMode::Include && request.mode() == Mode::Cors;
    let other_site =
        !same_site(request.origin(), request.url_list.current_origin(), request.client().sites());
    (is_script && other_site).then(|| surprise(SurpriseKind::CookiesAcrossSites, turn, None))
}
