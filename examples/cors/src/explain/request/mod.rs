//! The request that a page must have made for what a source recorded.

mod build;
mod credentials;
mod mode;
mod page;
mod script_headers;

use fetch_cors::origin::InvalidOrigin;
use fetch_cors::redirect::is_redirect_status;
use fetch_cors::request::{CredentialsMode, Mode, RedirectMode, RequestError};
use fetch_cors::url::Url;
use fetch_cors::{Client, Origin};
use http::Method;

use self::credentials::credentials_of;
use self::mode::{api_of, mode_of};
use self::page::{origin_of, page};
use self::script_headers::script_headers;
pub(crate) use self::script_headers::{asked_for, set_by_script};
use crate::explain::group::{Group, is_preflight};
use crate::explain::pairing::is_of_browser;
use crate::explain::recording::{Answer, Api, Ended, Header, Message, Said, header};

/// What the user says of the request, because the source does not.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Told {
    /// The origin of the page.
    pub origin: Option<Origin>,
    /// The mode.
    pub mode: Option<Mode>,
    /// The credentials mode.
    pub credentials: Option<CredentialsMode>,
    /// The method.
    pub method: Option<Method>,
    /// Headers that script set, besides those that the source shows.
    pub headers: Vec<Header>,
}

impl Told {
    /// Sets the credentials mode.
    #[must_use]
    pub fn with_credentials(self, credentials: Option<CredentialsMode>) -> Self {
        Self { credentials, ..self }
    }
}

/// A request as a source tells of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Inferred {
    /// The page.
    pub client: Client,
    /// What made the request.
    pub api: Api,
    /// The URL, without user name and password.
    pub url: Url,
    /// The method.
    pub method: Method,
    /// The headers that script set.
    pub headers: Vec<Header>,
    /// The type of the body, if it has one.
    pub body_type: Option<String>,
    /// The mode, if the source or the user says it.
    pub mode: Mode,
    /// The credentials mode, if the source or the user says it.
    pub credentials: Option<CredentialsMode>,
    /// Whether script listens to the upload or sends a stream, which makes a preflight necessary.
    pub is_upload: bool,
    /// The redirect mode.
    pub redirect: RedirectMode,
    /// The names of those headers whose values are not recorded.
    pub without_values: Vec<String>,
    /// What was concluded, and from what.
    pub concluded: Vec<String>,
}

/// Why no request can be made of what a source says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoRequest {
    /// Nothing says what the origin of the page is.
    #[error(
        "the source does not say which page made the request: give its origin with --origin. For curl, send it with \
         -H 'Origin: …', because the answer may depend on it"
    )]
    NoOrigin,
    /// The origin of the page is invalid.
    #[error("the origin of the page is invalid: {0}. Give it with --origin")]
    Origin(InvalidOrigin),
    /// CORS does not apply to a `WebSocket`.
    #[error(
        "this is a WebSocket. CORS does not apply to it: the server decides by the header Origin alone, and closes the connection"
    )]
    WebSocket,
    /// The call throws.
    #[error(transparent)]
    Throws(#[from] RequestError),
}

/// Finds out what the request of a fetch was.
///
/// # Errors
///
/// Returns [`NoRequest`] if the origin of the page is not known, or if CORS does not apply.
pub fn infer(group: &Group, told: &Told) -> Result<Inferred, NoRequest> {
    let Some(first) = group.first() else { return Err(NoRequest::NoOrigin) };
    let mut concluded = Vec::new();
    let api = api_of(first);
    if api == Api::WebSocket {
        return Err(NoRequest::WebSocket);
    }
    let origin = origin_of(group, told, &mut concluded)?;
    let mut url = first.url.clone();
    // Neither fails for an HTTP(S) URL.
    _ = url.set_username("");
    _ = url.set_password(None);
    let mode = mode_of(first, &origin, told);
    let asked = group.first_preflight().and_then(|preflight| preflight.headers.as_deref());
    let method = method_of(first, asked, told);
    let (headers, without_values) = script_headers(first, asked, told);
    if !without_values.is_empty() {
        let names = without_values.join(", ");
        concluded.push(format!("Script set headers whose values are not recorded: {names}."));
    }
    let is_upload = is_for_upload(first, asked, &method);
    if is_upload {
        let what = "Script listens to the upload or sends a stream, because nothing else made the preflight necessary.";
        concluded.push(what.to_owned());
    }
    if told.origin.is_some()
        && first.headers.is_some()
        && first.api.is_none()
        && sent(first, "origin").is_none()
    {
        concluded.push(
            "The request was sent without the header Origin. Send it, because the answer may depend on it."
                .to_owned(),
        );
    }
    if first.method == Method::OPTIONS && !is_preflight(first) && first.api.is_none() {
        let what = "This OPTIONS request is no preflight, because it has no Access-Control-Request-Method.";
        concluded.push(what.to_owned());
    }
    if may_be_form(first) {
        concluded
            .push("It may be a form with which the page navigates. That needs no permission.".to_owned());
    }
    let may_be_element =
        first.method == Method::GET && !is_of_browser(first) && set_by_script(&headers).is_empty();
    if may_be_element && told.mode.is_none() && first.said.is_empty() {
        let what = "This is for fetch() in mode cors. For an image, a script or a style without crossorigin: --mode no-cors.";
        concluded.push(what.to_owned());
    }
    if asked.is_some_and(asks_for_local_network) {
        let what = "The preflight also asks if the page may reach the local network, which is a rule of Chromium alone. It expects \
                    Access-Control-Allow-Private-Network: true.";
        concluded.push(what.to_owned());
    }
    let redirect = redirect_mode_of(group);
    if redirect == RedirectMode::Manual {
        concluded.push("The redirect mode is `manual`, because the redirect was not followed.".to_owned());
    }
    Ok(Inferred {
        body_type: body_type_of(first, &method, &headers),
        credentials: credentials_of(group, mode, told, &mut concluded),
        client: page(origin, group, &mut concluded),
        is_upload,
        redirect,
        without_values,
        method,
        headers,
        api,
        url,
        mode,
        concluded,
    })
}

/// Finds the method: what the user says, what a preflight asks for, what a console says, or that of the message.
fn method_of(first: &Message, asked: Option<&[Header]>, told: &Told) -> Method {
    let asked = || asked.and_then(|headers| header(headers, "access-control-request-method"))?.parse().ok();
    let said = || {
        first.said.iter().find_map(|said| match said {
            Said::MethodNotAllowed(Some(method)) => method.parse().ok(),
            _ => None,
        })
    };
    let method = told.method.clone().or_else(asked).or_else(said);
    method.unwrap_or_else(|| if is_preflight(first) { Method::GET } else { first.method.clone() })
}

/// Finds the type of the body. Where the source does not say whether there is a body, a `Content-Type` shows one.
fn body_type_of(first: &Message, method: &Method, headers: &[Header]) -> Option<String> {
    let may_have_body = !matches!(*method, Method::GET | Method::HEAD);
    match first.body_type.as_deref().filter(|_| !is_preflight(first)) {
        Some("") => None,
        Some(body_type) => Some(body_type.to_owned()),
        None => header(headers, "content-type").filter(|_| may_have_body).map(str::to_owned),
    }
}

/// Returns whether a browser sent a preflight for a body that neither the method nor a header made necessary.
fn is_for_upload(first: &Message, asked: Option<&[Header]>, method: &Method) -> bool {
    let asks_for_nothing = |asked: &[Header]| {
        header(asked, "access-control-request-method").is_some()
            && asked_for(asked).is_empty()
            && !asks_for_local_network(asked)
    };
    !is_preflight(first)
        && is_of_browser(first)
        && *method == Method::POST
        && asked.is_some_and(asks_for_nothing)
}

/// Returns whether a preflight asks if a page may reach a server on the local network.
pub(crate) fn asks_for_local_network(asked: &[Header]) -> bool {
    ["access-control-request-private-network", "access-control-request-local-network"]
        .iter()
        .any(|name| header(asked, name).is_some())
}

/// Returns whether a message may be a form that was sent: nothing says what made it, and the server answered with a page.
fn may_be_form(first: &Message) -> bool {
    let body_type = first.body_type.as_deref().unwrap_or_default();
    let is_form = ["application/x-www-form-urlencoded", "multipart/form-data"]
        .iter()
        .any(|form| body_type.starts_with(form));
    let gets_page = matches!(&first.answer, Answer::Response { headers, .. }
        if header(headers, "content-type").is_some_and(|value| value.starts_with("text/html")));
    first.api.is_none() && sent(first, "sec-fetch-mode").is_none() && is_form && gets_page
}

/// Returns *manual* if the page got a redirect as its response.
fn redirect_mode_of(group: &Group) -> RedirectMode {
    let Some(last) = group.last() else { return RedirectMode::Follow };
    let is_redirect = matches!(last.answer, Answer::Response { status, .. } if is_redirect_status(status));
    match is_redirect && last.ended == Ended::Delivered {
        true => RedirectMode::Manual,
        false => RedirectMode::Follow,
    }
}

/// Returns what the source says of the end of a fetch, as far as it says it.
#[must_use]
pub fn has_failed(group: &Group) -> Option<bool> {
    let ends: Vec<&Ended> = group.messages.iter().map(|message| &message.ended).collect();
    if ends.iter().any(|ended| matches!(ended, Ended::Failed(_))) {
        return Some(true);
    }
    matches!(ends.last(), Some(Ended::Delivered)).then_some(false)
}

/// Returns the value of a header that was sent, if the headers are recorded.
fn sent<'m>(message: &'m Message, name: &str) -> Option<&'m str> {
    header(message.headers.as_deref()?, name)
}
