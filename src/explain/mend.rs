//! The functions that mend one response: they find everything that it lacks for a request, and add it.

use std::collections::BTreeSet;

use http::{HeaderName, header};

use super::change::Change;
use super::fix::{Fix, On};
use crate::check::cors_check;
use crate::error::{CorsCheckError, PreflightError, Reason};
use crate::header::bytes::is_token;
use crate::header::list::{listed, split_header_value, varies_by_origin};
use crate::header::names::{ALLOW_HEADERS, ALLOW_METHODS, ALLOW_ORIGIN};
use crate::header::{HeaderList, ReadHeaders};
use crate::preflight::PreflightedRequest;
use crate::request::CredentialsMode;
use crate::request_origin::RequestOrigin;

/// The maximum number of changes to one response. There are fewer kinds of errors. A host that uses the rules without the
/// engine can pass a method or an origin that no header can hold; the response to such a request is never complete.
const MAX_ROUNDS: usize = 8;

/// A response that was mended, and what it lacked.
#[derive(Debug)]
pub(super) struct Mended {
    pub(super) status: u16,
    pub(super) headers: HeaderList,
    /// All reasons why the response was refused. If one is the cause of another, the cause comes first.
    pub(super) reasons: Vec<Reason>,
    /// The changes that were made.
    pub(super) fixes: Vec<Fix>,
    /// Whether the changes are safe to advise: none of them allows the origin `null` by name.
    pub(super) is_safe: bool,
    /// Whether the mended response lacks nothing.
    pub(super) is_complete: bool,
}

impl Mended {
    fn new(status: u16, headers: HeaderList) -> Self {
        Self { status, headers, reasons: Vec::new(), fixes: Vec::new(), is_safe: true, is_complete: false }
    }

    /// Sets a header, and records the change as a required fix.
    fn set(&mut self, on: On, name: &HeaderName, value: String) {
        self.headers.set_valid(name.as_str().as_bytes(), value.as_bytes());
        self.fixes.push(Fix::required(Change::SetHeader { on, name: name.clone(), value }));
    }
}

/// Mends the response to an actual request, which may be a redirect.
pub(super) fn mend_actual<H: ReadHeaders + ?Sized>(
    status: u16,
    headers: &H,
    origin: RequestOrigin<'_>,
    credentials_mode: CredentialsMode,
    on: On,
) -> Mended {
    let mut mended = Mended::new(status, copy(headers));
    for _ in 0..MAX_ROUNDS {
        let Err(error) = cors_check(&mended.headers, origin, credentials_mode) else {
            mended.is_complete = true;
            break;
        };
        mend_cors_check(&mut mended, &error, origin, credentials_mode, on);
        mended.reasons.push(error.into());
    }
    add_vary(&mut mended, on);
    mended
}

/// Mends the response to a preflight.
pub(super) fn mend_preflight<H: ReadHeaders + ?Sized>(
    status: u16,
    headers: &H,
    request: &PreflightedRequest<'_>,
    on: On,
) -> Mended {
    let mut mended = Mended::new(status, copy(headers));
    for _ in 0..MAX_ROUNDS {
        let Err(error) = request.evaluate(mended.status, &mended.headers) else {
            mended.is_complete = true;
            break;
        };
        let errors = mend_preflight_error(&mut mended, error, request, on);
        mended.reasons.extend(errors.into_iter().map(Reason::from));
    }
    // The standard tests the CORS check and the status in one step. The status comes first here, because it is the cause.
    mended.reasons.sort_by_key(|reason| {
        !matches!(reason, Reason::Preflight(PreflightError::Redirected { .. } | PreflightError::NotOk { .. }))
    });
    mended.fixes.sort_by_key(|fix| !matches!(fix.change, Change::AnswerPreflight { .. }));
    mended
}

/// Copies headers into a list that can be changed.
fn copy<H: ReadHeaders + ?Sized>(headers: &H) -> HeaderList {
    let mut list = HeaderList::new();
    headers.fields().for_each(|(name, value)| list.push(name, value));
    list
}

/// Changes the headers so that the CORS check no longer fails with this error.
fn mend_cors_check(
    mended: &mut Mended,
    error: &CorsCheckError,
    origin: RequestOrigin<'_>,
    credentials_mode: CredentialsMode,
    on: On,
) {
    if matches!(
        error,
        CorsCheckError::MissingAllowCredentials | CorsCheckError::AllowCredentialsNotTrue { .. }
    ) {
        return mended.set(on, &header::ACCESS_CONTROL_ALLOW_CREDENTIALS, "true".to_owned());
    }
    let include = credentials_mode == CredentialsMode::Include;
    let value = if !include && (origin.as_bytes() == b"null" || was_public(&mended.headers)) {
        "*".to_owned()
    } else {
        // Every sandboxed frame on the web has the origin `null`, so a server that allows `null` allows strangers.
        mended.is_safe &= origin.as_bytes() != b"null";
        lossy(origin.as_bytes())
    };
    mended.set(on, &header::ACCESS_CONTROL_ALLOW_ORIGIN, value);
}

/// Returns whether the response tries to allow every origin, in a form that browsers do not accept.
fn was_public(headers: &HeaderList) -> bool {
    let mut values = headers.values((&ALLOW_ORIGIN).into()).flat_map(split_header_value).peekable();
    values.peek().is_some() && values.all(|value| value == b"*" || value == b"\"*\"")
}

/// Adds `Vary: Origin` to a response that now names an origin, so that no cache sends it to a page of another origin.
fn add_vary(mended: &mut Mended, on: On) {
    let names_origin = mended.fixes.iter().any(|fix| {
        matches!(&fix.change, Change::SetHeader { name, value, .. }
            if *name == header::ACCESS_CONTROL_ALLOW_ORIGIN && value != "*")
    });
    if !names_origin || varies_by_origin(&mended.headers) {
        return;
    }
    let vary = listed(&mended.headers, &header::VARY);
    let mut names: Vec<String> = vary.filter(|name| !name.is_empty()).map(lossy).collect();
    names.push("Origin".to_owned());
    let value = names.join(", ");
    mended.headers.set_valid(b"vary", value.as_bytes());
    mended.fixes.push(Fix::safeguard(Change::SetHeader { on, name: header::VARY, value }));
}

/// Changes the response so that the preflight no longer fails with this error. Returns all errors of the same kind.
fn mend_preflight_error(
    mended: &mut Mended,
    error: PreflightError,
    request: &PreflightedRequest<'_>,
    on: On,
) -> Vec<PreflightError> {
    match &error {
        PreflightError::CorsCheck(error) => {
            mend_cors_check(mended, error, request.origin, request.credentials_mode, on);
        }
        PreflightError::Redirected { .. } | PreflightError::NotOk { .. } => {
            mended.status = 204;
            mended.headers.delete(b"location");
            mended.fixes.push(Fix::required(Change::AnswerPreflight { hop: on.hop() }));
        }
        PreflightError::AllowMethodsInvalid { .. }
        | PreflightError::MethodNotAllowed { .. }
        | PreflightError::MethodWildcardIgnored { .. } => {
            let mut methods = tokens(&mended.headers, &ALLOW_METHODS);
            let method = lossy(request.method);
            if !methods.contains(&method) {
                methods.push(method);
            }
            mended.set(on, &ALLOW_METHODS, methods.join(", "));
        }
        PreflightError::AllowHeadersInvalid { .. } => {
            let missing: Vec<String> = request.unsafe_names.iter().map(|name| lossy(&name)).collect();
            allow_headers(mended, missing.iter().map(String::as_str), request, on);
        }
        PreflightError::HeaderNotAllowed { .. }
        | PreflightError::HeaderWildcardIgnored { .. }
        | PreflightError::HeaderUnsafeByTotalSize { .. }
        | PreflightError::AuthorizationNotCoveredByWildcard => {
            let missing = request.refused_header_names(&mended.headers);
            allow_headers(mended, missing.iter().filter_map(PreflightError::header_name), request, on);
            return missing;
        }
    }
    vec![error]
}

/// Adds to `Access-Control-Allow-Headers` those of these names that it does not cover yet.
fn allow_headers<'a>(
    mended: &mut Mended,
    missing: impl Iterator<Item = &'a str> + Clone,
    request: &PreflightedRequest<'_>,
    on: On,
) {
    let mut names = tokens(&mended.headers, &ALLOW_HEADERS);
    let listed: BTreeSet<String> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
    // A request header can have the name `*`, too. Listing it allows every name that a wildcard covers.
    let is_wildcard = request.credentials_mode != CredentialsMode::Include
        && (listed.contains("*") || missing.clone().any(|name| name == "*"));
    let is_covered = |name: &str| is_wildcard && !matches!(name, "*" | "authorization");
    let to_list = missing.filter(|name| !listed.contains(*name) && !is_covered(name));
    names.extend(to_list.map(str::to_owned));
    mended.set(on, &ALLOW_HEADERS, names.join(", "));
}

/// Returns the tokens of a list header, also if the list is invalid because of a wrong separator.
fn tokens(headers: &HeaderList, name: &HeaderName) -> Vec<String> {
    let values = headers.values(name.into());
    let parts = values.flat_map(|value| value.split(|byte| b",; \t\"'".contains(byte)));
    parts.filter(|part| is_token(part)).map(lossy).collect()
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
