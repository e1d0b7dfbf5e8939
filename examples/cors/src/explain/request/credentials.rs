//! The credentials mode of a recorded request.

use fetch_cors::Origin;
use fetch_cors::request::{CredentialsMode, Mode};

use super::{Told, sent};
use crate::explain::group::{Group, is_preflight};
use crate::explain::recording::{Message, Said};

/// Finds the credentials mode. Returns `None` if neither the user nor the source shows it.
pub(super) fn credentials_of(
    group: &Group,
    mode: Mode,
    told: &Told,
    concluded: &mut Vec<String>,
) -> Option<CredentialsMode> {
    if told.credentials.is_some() {
        return told.credentials;
    }
    let actual = group.messages.iter().filter(|message| !is_preflight(message));
    let asked =
        group.first_preflight().and_then(|preflight| sent(preflight, "access-control-request-headers"));
    let asks_for_authorization = asked
        .is_some_and(|names| names.split(',').any(|name| name.trim().eq_ignore_ascii_case("authorization")));
    let has_cookies = |message: &Message| {
        let logs_in = sent(message, "authorization")
            .is_some_and(|value| !asks_for_authorization && is_http_authentication("authorization", value));
        logs_in || sent(message, "cookie").is_some() || sent(message, "sec-fetch-storage-access").is_some()
    };
    let says_credentials =
        |said: &Said| matches!(said, Said::WildcardWithCredentials | Said::NoAllowCredentials(_));
    let first = group.first()?;
    let is_included = actual.clone().any(has_cookies)
        || group.messages.iter().flat_map(|message| &message.said).any(says_credentials);
    if mode != Mode::NoCors && is_included && is_cross_origin(first) {
        concluded.push("Credentials were included, as the recording shows.".to_owned());
        return Some(CredentialsMode::Include);
    }
    None
}

/// Returns whether a message went to another origin than that in its `Origin` header, or than that of its document.
fn is_cross_origin(message: &Message) -> bool {
    let target = Origin::of(&message.url);
    let origin =
        sent(message, "origin").or(message.origin.as_deref()).and_then(|origin| Origin::parse(origin).ok());
    let origin = origin.or_else(|| message.document.as_ref().map(Origin::of));
    origin.is_none_or(|origin| !origin.same_origin(&target))
}

/// Returns whether a header is an `Authorization` that a browser sends itself, as it sends cookies. Other kinds of
/// `Authorization` are set by script.
pub(super) fn is_http_authentication(name: &str, value: &str) -> bool {
    let scheme = value.trim_start().split(' ').next().unwrap_or_default().to_ascii_lowercase();
    name == "authorization" && matches!(scheme.as_str(), "basic" | "digest" | "negotiate" | "ntlm")
}
