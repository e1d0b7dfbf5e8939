//! The response that the words of a console describe, although nobody recorded it.

use fetch_cors::Response;
use fetch_cors::header::HeaderList;
use fetch_cors::request::CredentialsMode;

use crate::explain::recording::{Answer, Message, Said};

/// A response, as far as a console describes it.
#[derive(Clone, Debug)]
pub(crate) struct Described {
    /// Whether it is the response to a preflight.
    pub(crate) is_preflight: bool,
    /// The response, with only the headers that the console mentions.
    pub(crate) response: Response<()>,
    /// Whether the console shows the status.
    pub(crate) has_status: bool,
    /// The codes of the findings that the console confirms.
    pub(crate) codes: Vec<&'static str>,
}

/// Returns the response that the facts of a message describe, or `None` if they do not say why it was refused.
pub(crate) fn describe(message: &Message, origin: &str, credentials: CredentialsMode) -> Option<Described> {
    let said = &message.said;
    let is_preflight = said.iter().any(is_about_preflight);
    let status = said.iter().find_map(|said| match said {
        Said::Status(status) | Said::PreflightStatus(Some(status)) => Some(*status),
        _ => None,
    });
    let status = status.or(match message.answer {
        Answer::Status(status) if !is_preflight => Some(status),
        _ => None,
    });
    let mut headers = HeaderList::new();
    let mut codes = Vec::new();
    let mut names_origin = false;
    for fact in said {
        let Some(fact) = fact_of(fact, origin) else { continue };
        names_origin |= fact.lines.iter().any(|(name, _)| *name == ALLOW_ORIGIN) || fact.lacks_origin;
        for (name, value) in fact.lines {
            headers.append(name.as_bytes(), value.as_bytes()).ok()?;
        }
        codes.extend(fact.codes);
    }
    if codes.is_empty() {
        return None;
    }
    // Browsers check the origin first. If they complain about something else, the origin was allowed.
    if !names_origin {
        headers.append(ALLOW_ORIGIN.as_bytes(), origin.as_bytes()).ok()?;
        let says_credentials =
            codes.iter().any(|code| code.ends_with("credentials") || code.ends_with("not-true"));
        if credentials == CredentialsMode::Include && !says_credentials {
            headers.append(ALLOW_CREDENTIALS.as_bytes(), b"true").ok()?;
        }
    }
    let response = Response::new(status.unwrap_or(if is_preflight { 204 } else { 200 }), ());
    Some(Described {
        is_preflight,
        response: response.with_headers(headers),
        has_status: status.is_some(),
        codes,
    })
}

const ALLOW_ORIGIN: &str = "access-control-allow-origin";
const ALLOW_CREDENTIALS: &str = "access-control-allow-credentials";

/// Returns whether a fact is about a preflight.
pub(crate) fn is_about_preflight(said: &Said) -> bool {
    matches!(
        said,
        Said::AboutPreflight
            | Said::MethodNotAllowed(_)
            | Said::HeaderNotAllowed(_)
            | Said::AllowMethodsDoesNotParse
            | Said::AllowHeadersDoesNotParse
            | Said::PreflightStatus(_)
            | Said::PreflightRedirected
    )
}

/// Returns whether a fact is about CORS, which means that a request in mode *cors* was refused.
pub(crate) fn is_about_cors(said: &Said) -> bool {
    !matches!(
        said,
        Said::ResourcePolicy
            | Said::OpaqueResponseBlocked
            | Said::MixedContent
            | Said::ContentSecurityPolicy
            | Said::Status(_)
            | Said::LocalNetwork
            | Said::NoResponse
    )
}

/// A fact about a response: the header lines that it must have, and the codes of the findings to which they lead.
struct Fact {
    lines: Vec<(&'static str, String)>,
    lacks_origin: bool,
    codes: Vec<&'static str>,
}

fn fact_of(said: &Said, origin: &str) -> Option<Fact> {
    let fact = |lines: Vec<(&'static str, String)>, codes: &[&'static str]| {
        Some(Fact { lines, lacks_origin: false, codes: codes.to_vec() })
    };
    let allow_origin = |value: &str| vec![(ALLOW_ORIGIN, value.to_owned())];
    match said {
        Said::NoAllowOrigin => {
            Some(Fact { lines: Vec::new(), lacks_origin: true, codes: vec!["missing-allow-origin"] })
        }
        Said::AllowOriginIs(value) => fact(
            allow_origin(value),
            &["allow-origin-mismatch", "allow-origin-mismatch-tainted", "allow-origin-not-an-origin"],
        ),
        Said::SeveralAllowOrigins(Some(values)) => {
            fact(allow_origin(values), &["multiple-allow-origin", "allow-origin-list"])
        }
        Said::SeveralAllowOrigins(None) => {
            let line = || (ALLOW_ORIGIN, origin.to_owned());
            fact(vec![line(), line()], &["multiple-allow-origin"])
        }
        Said::AllowOriginIsNone(Some(value)) => {
            fact(allow_origin(value), &["allow-origin-not-an-origin", "allow-origin-mismatch"])
        }
        Said::WildcardWithCredentials => fact(allow_origin("*"), &["wildcard-with-credentials"]),
        Said::NoAllowCredentials(None) => fact(Vec::new(), &["missing-allow-credentials"]),
        Said::NoAllowCredentials(Some(value)) if value.is_empty() => {
            fact(Vec::new(), &["missing-allow-credentials"])
        }
        Said::NoAllowCredentials(Some(value)) => {
            fact(vec![(ALLOW_CREDENTIALS, value.clone())], &["allow-credentials-not-true"])
        }
        Said::PreflightStatus(Some(_)) => fact(Vec::new(), &["preflight-not-ok"]),
        Said::MethodNotAllowed(_) => fact(Vec::new(), &["method-not-allowed"]),
        Said::HeaderNotAllowed(_) => fact(Vec::new(), &["header-not-allowed"]),
        _ => None,
    }
}
