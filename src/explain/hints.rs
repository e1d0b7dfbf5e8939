//! The functions that find hints at the cause of a reason.

use url::Url;

use super::hint::Hint;
use super::near_miss::{NearMiss, near_miss_of};
use super::redirect_change::{redirect_change, redirect_target};
use super::replay::Turn;
use super::scene::Scene;
use crate::error::{
    Blocker, CorsCheckError, PreflightError, Reason, RedirectError, ServiceWorkerError, TaintingError,
};
use crate::header::ReadHeaders;
use crate::header::bytes::trim_value;
use crate::header::extract::{Extracted, extract_tokens};
use crate::header::names::ALLOW_METHODS;
use crate::header::safelist::{MAX_SAFELISTED_VALUE, is_cors_safelisted_request_header};
use crate::request::{BodyKind, CredentialsMode, Mode};
use crate::response::{Response, ResponseHeaders};

/// Returns the hints for a reason, causes before near misses. `target` is the URL at which the fetch ended.
pub(super) fn hints(reason: &Reason, scene: Scene<'_>, target: &Url) -> Vec<Hint> {
    let mut hints = Vec::new();
    match reason {
        Reason::CorsCheck(error) => {
            actual_causes(error, scene, target, &mut hints);
            hints.extend(near_miss_of(error, scene.request().byte_serialized_origin()).map(Hint::NearMiss));
        }
        Reason::Preflight(PreflightError::CorsCheck(error)) => {
            redirect_causes(scene, target, &mut hints);
            origin_causes(error, scene, &mut hints);
            hints.extend(near_miss_of(error, scene.request().byte_serialized_origin()).map(Hint::NearMiss));
        }
        Reason::Preflight(error) => preflight_causes(error, scene, target, &mut hints),
        Reason::MimeType(_) => {
            let status = scene.response().map(Response::status);
            hints.extend(status.and_then(|status| status_hint(status, scene)));
        }
        Reason::Tainting(TaintingError::SchemeNotHttp { scheme }) | Reason::Scheme { scheme } => {
            hints.extend(scheme_hint(scheme, scene));
        }
        Reason::LocalFailure { scheme } => hints.extend((scheme == "file").then_some(Hint::FileUrl)),
        Reason::Redirect(RedirectError::TooManyRedirects) => {
            hints.extend(scene.redirect_loop().map(|hop| Hint::RedirectLoop { hop }));
        }
        Reason::ServiceWorker(ServiceWorkerError::Opaque) => hints.push(Hint::WorkerUsedNoCors),
        Reason::Blocked(Blocker::MixedContent) | Reason::NetworkFailure => {
            redirect_causes(scene, target, &mut hints);
        }
        _ => {}
    }
    hints
}

/// Adds the causes of a failed CORS check on the response to an actual request.
fn actual_causes(error: &CorsCheckError, scene: Scene<'_>, target: &Url, hints: &mut Vec<Hint>) {
    redirect_causes(scene, target, hints);
    if *error == CorsCheckError::MissingAllowOrigin {
        let status = scene.response().map(Response::status);
        hints.extend(status.and_then(|status| status_hint(status, scene)));
    }
    if scene.answer().is_some_and(|answer| answer.from_cache) {
        hints.push(Hint::FromCache);
    } else if scene.looks_cached() && is_about_origin(error) {
        hints.push(Hint::LooksCached);
    }
    if scene.turn().is_some_and(|turn| turn.lacks_preflight(scene.turns)) {
        hints.push(Hint::PreflightRemembered);
    }
    origin_causes(error, scene, hints);
}

/// Adds hints about the redirect that led here, and about the redirect that the response here is.
fn redirect_causes(scene: Scene<'_>, target: &Url, hints: &mut Vec<Hint>) {
    // A preflight has no cookies, so a server redirects it to the login page whether the user is logged in or not.
    let is_preflight = scene.turn().is_some_and(Turn::is_preflight);
    let login = scene.login_redirect().filter(|hop| !is_preflight || *hop != scene.hop());
    if let Some(hop) = login {
        hints.push(Hint::RedirectedToLogin { hop });
        let asked = scene.turns.iter().rfind(|turn| turn.hop() == hop && !turn.is_preflight());
        if asked.is_some_and(|turn| !turn.include_credentials) {
            hints.push(Hint::NoCredentialsSent { hop });
        }
    }
    let next = redirect_target(scene, target);
    if let Some(next) = &next {
        hints.extend(redirect_change(target, next));
        if target.scheme() == "https" && next.scheme() == "http" {
            hints.push(Hint::InsecureRedirect { hop: scene.hop() });
        }
    }
    if let Some(hop) = scene.insecure_redirect(target) {
        hints.push(Hint::InsecureRedirect { hop });
    } else if login.is_none()
        && let Some(hop) = scene.redirect_from_another_server()
        && scene.nulled_at() != Some(hop)
    {
        hints.push(Hint::Redirected { hop });
    }
}

/// Adds the hints why the origin of the request is `null`.
fn origin_causes(error: &CorsCheckError, scene: Scene<'_>, hints: &mut Vec<Hint>) {
    if !is_about_origin(error) {
        return;
    }
    hints.extend(scene.nulled_at().map(|hop| Hint::OriginNulledByRedirect { hop }));
    if scene.request().origin().is_opaque() {
        hints.push(Hint::OpaqueOrigin);
    }
}

/// Returns whether the error is about the origin and not about credentials.
fn is_about_origin(error: &CorsCheckError) -> bool {
    !matches!(error, CorsCheckError::MissingAllowCredentials | CorsCheckError::AllowCredentialsNotTrue { .. })
}

/// Returns the hint that the status of the response suggests.
fn status_hint(status: u16, scene: Scene<'_>) -> Option<Hint> {
    let is_preflight = scene.turn().is_some_and(Turn::is_preflight);
    let asks_for_password = scene.response().is_some_and(|response| {
        ReadHeaders::values(response.headers(), (&http::header::WWW_AUTHENTICATE).into()).next().is_some()
    });
    Some(match (status, is_preflight) {
        (304, _) => Hint::NotModified,
        (401 | 407 | 511, true) => Hint::PreflightAuthentication { status },
        (403, true) if asks_for_password => Hint::PreflightAuthentication { status },
        (400 | 403, true) => Hint::PreflightRejected { status },
        (401 | 403 | 407 | 511, false) => Hint::AccessDenied { status },
        (404 | 405 | 410 | 501, _) => Hint::NotRouted { status },
        (408 | 502..=504 | 520..=530, _) => Hint::GatewayError { status },
        (413 | 414 | 429 | 431, _) => Hint::LimitExceeded { status },
        (500, _) => Hint::ServerError { status },
        (400.., true) => Hint::PreflightRejected { status },
        (400.., false) => Hint::ErrorStatus { status },
        _ => return None,
    })
}

/// Adds the causes of a preflight that was refused, other than a failed CORS check.
fn preflight_causes(error: &PreflightError, scene: Scene<'_>, target: &Url, hints: &mut Vec<Hint>) {
    match error {
        PreflightError::Redirected { status, .. } => {
            if scene.login_redirect() == Some(scene.hop()) {
                hints.push(Hint::PreflightAuthentication { status: *status });
            }
            redirect_causes(scene, target, hints);
        }
        PreflightError::NotOk { status } => {
            redirect_causes(scene, target, hints);
            hints.extend(status_hint(*status, scene));
        }
        PreflightError::MethodNotAllowed { method } => {
            let headers = scene.response().map(Response::headers);
            let is_listed = headers.is_some_and(|headers| lists_in_another_case(headers, method));
            hints.extend(method_case(method).or(is_listed.then_some(Hint::NearMiss(NearMiss::Case))));
        }
        PreflightError::MethodWildcardIgnored { method } => hints.extend(method_case(method)),
        PreflightError::AuthorizationNotCoveredByWildcard => {
            let include = scene.request().credentials_mode() == CredentialsMode::Include;
            hints.extend((!include).then_some(Hint::BrowsersAllow));
        }
        PreflightError::HeaderNotAllowed { name }
        | PreflightError::HeaderWildcardIgnored { name }
        | PreflightError::HeaderUnsafeByTotalSize { name } => hints.extend(header_hint(name, scene)),
        _ => {}
    }
}

/// Returns a hint if a method is not in upper case and servers expect it in upper case. The six methods that `fetch()`
/// itself converts to upper case are not among these.
pub(super) fn method_case(method: &str) -> Option<Hint> {
    let upper = KNOWN_METHODS.into_iter().find(|known| known.eq_ignore_ascii_case(method))?;
    (upper != method).then(|| Hint::MethodCase { method: upper.to_owned() })
}

const KNOWN_METHODS: [&str; 12] = [
    "PATCH",
    "PROPFIND",
    "PROPPATCH",
    "MKCOL",
    "COPY",
    "MOVE",
    "LOCK",
    "UNLOCK",
    "REPORT",
    "SEARCH",
    "QUERY",
    "PURGE",
];

/// Returns whether `Access-Control-Allow-Methods` lists the method in another case.
fn lists_in_another_case(headers: &ResponseHeaders, method: &str) -> bool {
    let Extracted::Values(allowed) = extract_tokens(headers, &ALLOW_METHODS) else { return false };
    allowed.iter().any(|listed| listed.eq_ignore_ascii_case(method.as_bytes()))
}

/// Returns the hint for a request header that needs permission. `name` is in lower case.
pub(super) fn header_hint(name: &str, scene: Scene<'_>) -> Option<Hint> {
    let request = scene.request();
    if name.starts_with("access-control-") || RESPONSE_HEADERS.contains(&name) {
        return Some(Hint::ResponseHeader);
    }
    if TRACING_HEADERS.contains(&name) || TRACING_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) {
        return Some(Hint::TracingHeader);
    }
    if CACHE_HEADERS.contains(&name) {
        return Some(Hint::CacheHeader);
    }
    if !SAFELISTED.contains(&name) {
        return None;
    }
    if name == "content-type" && request.body() == BodyKind::None {
        return Some(Hint::NoBody);
    }
    let named = || request.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name.as_bytes()));
    let longest = named().map(|(_, value)| value.len()).max().unwrap_or_default();
    let is_safe = named().all(|(name, value)| is_cors_safelisted_request_header(name, trim_value(value)));
    match name {
        // The value is safe by itself: only the total of all values is too long.
        _ if is_safe => None,
        "content-type" if !named().any(|(_, value)| has_form_type(value)) => Some(Hint::NotAFormType),
        _ if longest > MAX_SAFELISTED_VALUE => Some(Hint::ValueTooLong { length: longest }),
        "content-type" => Some(Hint::NotAFormType),
        "range" => Some(Hint::NotASimpleRange),
        "accept" | "accept-language" | "content-language" => Some(Hint::UnsafeByte),
        _ => None,
    }
}

/// Returns whether a content type, without its parameters, is one that an HTML form can send.
fn has_form_type(value: &[u8]) -> bool {
    let essence = value.split(|byte| *byte == b';').next().unwrap_or_default();
    is_cors_safelisted_request_header(b"content-type", trim_value(essence))
}

/// The headers that need permission only with some values.
pub(super) const SAFELISTED: [&str; 5] =
    ["accept", "accept-language", "content-language", "content-type", "range"];

/// The response headers that people set on requests by mistake.
const RESPONSE_HEADERS: [&str; 9] = [
    "expires",
    "vary",
    "x-frame-options",
    "x-content-type-options",
    "strict-transport-security",
    "content-security-policy",
    "cross-origin-resource-policy",
    "timing-allow-origin",
    "x-xss-protection",
];

const TRACING_HEADERS: [&str; 20] = [
    "request-context",
    "request-id",
    "x-correlation-id",
    "x-dtpc",
    "x-dtreferer",
    "x-honeycomb-trace",
    "x-request-id",
    "x-trace-id",
    "traceparent",
    "tracestate",
    "baggage",
    "sentry-trace",
    "newrelic",
    "b3",
    "uber-trace-id",
    "elastic-apm-traceparent",
    "x-amzn-trace-id",
    "x-cloud-trace-context",
    "x-request-start",
    "x-instana-t",
];

const TRACING_PREFIXES: [&str; 6] =
    ["ot-tracer-", "x-b3-", "x-datadog-", "x-newrelic-", "x-instana-", "x-dynatrace"];

const CACHE_HEADERS: [&str; 4] = ["cache-control", "if-modified-since", "if-none-match", "pragma"];

/// Returns the hint for a URL whose scheme cannot be fetched.
fn scheme_hint(scheme: &str, scene: Scene<'_>) -> Option<Hint> {
    let is_own = scene.story.request.origin().scheme() == Some(scheme);
    match scheme {
        "file" => Some(Hint::FileUrl),
        "ws" | "wss" if scene.request().mode() == Mode::Websocket => Some(Hint::WebSocketRequest),
        "ws" | "wss" => Some(Hint::WebSocketUrl),
        // `localhost:8080/a` is a URL of the scheme `localhost`.
        _ if scheme == "localhost" || scheme.contains('.') => Some(Hint::SchemeMissing),
        _ if is_own || HOST_SCHEMES.contains(&scheme) => Some(Hint::OwnScheme),
        _ => None,
    }
}

/// The schemes that apps, web views and extensions serve themselves.
const HOST_SCHEMES: [&str; 9] =
    ["app", "asset", "capacitor", "chrome-extension", "content", "ionic", "ipc", "moz-extension", "tauri"];
