//! The function that makes the finding for a reason.

use std::sync::Arc;

use http::{HeaderName, header};
use url::Url;

use super::finding::{Cause, Finding};
use super::hint::Hint;
use super::hints::hints;
use super::place::Place;
use super::scene::Scene;
use super::side::Side;
use crate::error::{
    AuthenticationError, Blocker, CorsCheckError, NetworkError, PreflightError, Reason, RedirectError,
};
use crate::header::list::trimmed_values;
use crate::header::names::{ALLOW_CREDENTIALS, ALLOW_ORIGIN, CROSS_ORIGIN_RESOURCE_POLICY, LOCATION};
use crate::redacted::RedactedText;
use crate::request::CredentialsMode;
use crate::response::{Response, ResponseHeaders};

/// Creates the finding for a reason. `error` is the network error of the replay, and `scene` is where it happened.
pub(super) fn finding(reason: Reason, scene: Scene<'_>, error: &NetworkError) -> Finding {
    let url = error.url();
    let hints = hints(&reason, scene, url);
    let place = match scene.turn() {
        Some(turn) => turn.place(error.status()),
        None => {
            Place { hop: scene.hop(), phase: error.phase(), method: None, url: Some(Arc::new(url.clone())) }
        }
    };
    let side = side(&reason, &hints, scene, &place);
    let (expected, came) = expectation(&reason, scene, url);
    Finding {
        cause: Cause::Refused(reason),
        place: Some(place),
        status: error.status(),
        side,
        expected,
        came,
        hints,
    }
}

/// Returns the side at which to fix the problem. The hints can show that this is not the server that sent the response.
fn side(reason: &Reason, hints: &[Hint], scene: Scene<'_>, place: &Place) -> Side {
    let server = Side::Server { hop: place.hop };
    for hint in hints {
        match hint {
            Hint::RedirectedToLogin { hop } | Hint::InsecureRedirect { hop } | Hint::RedirectLoop { hop } => {
                return Side::Server { hop: *hop };
            }
            Hint::Redirected { hop } if scene.is_home(*hop) => return Side::Server { hop: *hop },
            Hint::MethodCase { .. }
            | Hint::ResponseHeader
            | Hint::TracingHeader
            | Hint::CacheHeader
            | Hint::NoBody
            | Hint::ValueTooLong { .. }
            | Hint::NotASimpleRange
            | Hint::SchemeMissing
            | Hint::UnsafeByte => return Side::Page,
            Hint::OwnScheme | Hint::WebSocketRequest => return Side::Host,
            _ => {}
        }
    }
    match reason {
        Reason::Tainting(_)
        | Reason::Scheme { .. }
        | Reason::BlobMethod { .. }
        | Reason::BlobRange(_)
        | Reason::Keepalive(_)
        | Reason::RedirectModeError
        | Reason::RangeNotRequested { .. }
        | Reason::ServiceWorker(_)
        | Reason::Redirect(RedirectError::StreamBody)
        | Reason::Authentication(AuthenticationError::StreamBody)
        | Reason::LocalFailure { .. } => Side::Page,
        Reason::Blocked(
            Blocker::ContentSecurityPolicy | Blocker::MixedContent | Blocker::IntegrityPolicy,
        ) => Side::Page,
        Reason::Redirect(RedirectError::TooManyRedirects) => Side::Server { hop: 0 },
        Reason::Blocked(_)
        | Reason::NetworkFailure
        | Reason::UnsendableMessage
        | Reason::Authentication(_)
        | Reason::Host(_) => Side::Host,
        Reason::CorsCheck(_)
        | Reason::Preflight(_)
        | Reason::BadPort { .. }
        | Reason::ResourcePolicy(_)
        | Reason::MimeType(_)
        | Reason::Redirect(_) => server,
    }
}

/// Returns what was expected and what came, as text without secrets.
fn expectation(reason: &Reason, scene: Scene<'_>, url: &Url) -> (Option<String>, Option<String>) {
    let nothing = ResponseHeaders::default();
    let headers = scene.response().map_or(&nothing, Response::headers);
    let line = |name: &HeaderName| match shown(headers, name) {
        Some(value) => format!("{}: {value}", title_case(name)),
        None => format!("no {}", title_case(name)),
    };
    let request = scene.request();
    let credentials = request.credentials_mode() == CredentialsMode::Include;
    let check = |error: &CorsCheckError| match error {
        CorsCheckError::MissingAllowCredentials | CorsCheckError::AllowCredentialsNotTrue { .. } => {
            (Some("Access-Control-Allow-Credentials: true".to_owned()), Some(line(&ALLOW_CREDENTIALS)))
        }
        _ => {
            let origin = request.byte_serialized_origin();
            let expected = match origin.as_bytes() {
                b"null" if credentials => None,
                b"null" => Some("Access-Control-Allow-Origin: *".to_owned()),
                origin => Some(format!("Access-Control-Allow-Origin: {}", String::from_utf8_lossy(origin))),
            };
            (expected, Some(line(&ALLOW_ORIGIN)))
        }
    };
    let of_header = |expected: String, name: &HeaderName| (Some(expected), Some(line(name)));
    match reason {
        Reason::CorsCheck(error) | Reason::Preflight(PreflightError::CorsCheck(error)) => check(error),
        Reason::Preflight(error) => match error {
            PreflightError::Redirected { status, .. } | PreflightError::NotOk { status } => {
                (Some("a status from 200 to 299".to_owned()), Some(format!("status {status}")))
            }
            PreflightError::MethodNotAllowed { method }
            | PreflightError::MethodWildcardIgnored { method } => {
                let expected = format!("Access-Control-Allow-Methods with {method}");
                of_header(expected, &header::ACCESS_CONTROL_ALLOW_METHODS)
            }
            PreflightError::AllowMethodsInvalid { .. } => of_header(
                "Access-Control-Allow-Methods with methods and commas only".to_owned(),
                &header::ACCESS_CONTROL_ALLOW_METHODS,
            ),
            PreflightError::AllowHeadersInvalid { .. } => of_header(
                "Access-Control-Allow-Headers with header names and commas only".to_owned(),
                &header::ACCESS_CONTROL_ALLOW_HEADERS,
            ),
            _ => {
                let name = error.header_name().unwrap_or_default();
                let expected = format!("Access-Control-Allow-Headers with {name}");
                // The list that came is left out: it may be long, and each of many names would repeat it.
                (Some(expected), None)
            }
        },
        Reason::ResourcePolicy(_) => of_header(
            "a Cross-Origin-Resource-Policy that allows this page".to_owned(),
            &CROSS_ORIGIN_RESOURCE_POLICY,
        ),
        Reason::MimeType(_) => {
            of_header("a Content-Type that fits the request".to_owned(), &header::CONTENT_TYPE)
        }
        Reason::Redirect(_) => (Some("a redirect that may be followed".to_owned()), Some(line(&LOCATION))),
        Reason::BadPort { port } => (None, Some(format!("port {port}"))),
        Reason::Tainting(_) | Reason::Scheme { .. } => {
            (None, Some(format!("a URL with the scheme {}", url.scheme())))
        }
        Reason::Keepalive(error) => (
            Some("at most 65536 bytes with keepalive".to_owned()),
            Some(format!("{} bytes", error.content_length.saturating_add(error.bytes_in_flight))),
        ),
        Reason::NetworkFailure => (Some("a response".to_owned()), Some("none".to_owned())),
        Reason::Blocked(by) => (
            None,
            Some(match by {
                Blocker::Host(name) => name.to_string(),
                by => by.to_string(),
            }),
        ),
        _ => (None, None),
    }
}

/// Returns the values of a header, joined with commas and without what may be a secret.
fn shown(headers: &ResponseHeaders, name: &HeaderName) -> Option<String> {
    let values: Vec<String> = trimmed_values(headers, name)
        .map(|value| RedactedText(&String::from_utf8_lossy(value)).to_string())
        .collect();
    (!values.is_empty()).then(|| values.join(", "))
}

/// Writes the name of a header in title case, as people do: `Access-Control-Allow-Origin`.
pub(crate) fn title_case(name: &HeaderName) -> String {
    let words = name.as_str().split('-').map(|word| match word.split_at_checked(1) {
        Some((first, rest)) => format!("{}{rest}", first.to_ascii_uppercase()),
        None => String::new(),
    });
    words.collect::<Vec<_>>().join("-")
}
