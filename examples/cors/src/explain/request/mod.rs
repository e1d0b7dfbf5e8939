//! Inferring the request that a page made, from the messages that a source recorded.

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
pub(crate) use self::page::PLACEHOLDER;
use self::page::{origin_of, page};
use self::script_headers::script_headers;
pub(crate) use self::script_headers::{asked_for, set_by_script};
use crate::explain::group::{Group, is_preflight};
use crate::explain::pairing::is_of_browser;
use crate::explain::recording::{Answer, Api, Ended, Header, Message, Said, header};

/// The facts about the request that the user gives with options, because the source does not show them.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Told {
    /// The origin of the page.
    pub origin: Option<Origin>,
    /// The mode of the request.
    pub mode: Option<Mode>,
    /// The credentials mode of the request.
    pub credentials: Option<CredentialsMode>,
    /// The method of the request.
    pub method: Option<Method>,
    /// The headers that script set, in addition to those that the source shows.
    pub headers: Vec<Header>,
}

impl Told {
    /// Sets the credentials mode.
    #[must_use]
    pub fn with_credentials(self, credentials: Option<CredentialsMode>) -> Self {
        Self { credentials, ..self }
    }
}

/// A request as it was inferred from a source.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Inferred {
    /// The page that made the request.
    pub client: Client,
    /// The API that made the request.
    pub api: Api,
    /// The URL without user name and password.
    pub url: Url,
    /// The method of the request.
    pub method: Method,
    /// The headers that script set.
    pub headers: Vec<Header>,
    /// The type of the body, if the request has a body with a type.
    pub body_type: Option<String>,
    /// The mode: as the user or the source says, or else as the messages suggest.
    pub mode: Mode,
    /// The credentials mode, if the user or the source shows it.
    pub credentials: Option<CredentialsMode>,
    /// Whether script listens to upload events or sends a stream, which makes a preflight necessary.
    pub is_upload: bool,
    /// The redirect mode of the request.
    pub redirect: RedirectMode,
    /// The names of the headers in `headers` whose values are not recorded.
    pub without_values: Vec<String>,
    /// The conclusions that were drawn, each with its reason.
    pub concluded: Vec<String>,
}

/// The reason why no request can be inferred from a source.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoRequest {
    /// Neither the source nor the user says what the origin of the page is.
    #[error(
        "the recording does not show which page made the request. Give the origin of the page with --origin. With curl, \
         send it with -H 'Origin: …' too, because the response may depend on it"
    )]
    NoOrigin,
    /// The recorded origin of the page is invalid.
    #[error("the origin of the page is invalid: {0}. Give the right one with --origin")]
    Origin(InvalidOrigin),
    /// CORS does not apply to a `WebSocket`.
    #[error(
        "this is a WebSocket, and CORS does not apply to it. The server itself checks the header Origin, and may close the connection"
    )]
    WebSocket,
    /// The call throws, so no page can make the request.
    #[error(transparent)]
    Throws(#[from] RequestError),
}

/// Returns the request of a recorded fetch, as it can be inferred. `told` is what the user says about it.
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
    // These calls cannot fail for an HTTP(S) URL.
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
        let what = "Script listens to upload events or sends a stream, because nothing else explains why there was a preflight.";
        concluded.push(what.to_owned());
    }
    if told.origin.is_some()
        && first.headers.is_some()
        && first.api.is_none()
        && sent(first, "origin").is_none()
    {
        concluded.push(
            "The request was sent without the header Origin. Send it, because the response may depend on it."
                .to_owned(),
        );
    }
    if first.method == Method::OPTIONS && !is_preflight(first) && first.api.is_none() {
        let what =
            "This OPTIONS request is not a preflight, because it has no Access-Control-Request-Method.";
        concluded.push(what.to_owned());
    }
    if may_be_form(first) {
        concluded
            .push("This may be the submission of a form, which navigates to another page. A navigation needs no permission.".to_owned());
    }
    let may_be_element =
        first.method == Method::GET && !is_of_browser(first) && set_by_script(&headers).is_empty();
    if may_be_element && told.mode.is_none() && first.said.is_empty() {
        let what = "This explains a fetch() in mode cors. For an image, a script or a style sheet without the attribute crossorigin, use --mode no-cors.";
        concluded.push(what.to_owned());
    }
    if asked.is_some_and(asks_for_local_network) {
        let what = "The preflight also asks whether the page may reach the local network. Only Chromium has this rule. It expects the \
                    response header Access-Control-Allow-Private-Network: true.";
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

/// Finds the method of the request. In this order, it is what the user says, what a preflight asks for, what a console says,
/// or the method of the message.
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

/// Finds the type of the body. If the source does not say whether there is a body, a `Content-Type` header shows that there
/// is one.
fn body_type_of(first: &Message, method: &Method, headers: &[Header]) -> Option<String> {
    let may_have_body = !matches!(*method, Method::GET | Method::HEAD);
    match first.body_type.as_deref().filter(|_| !is_preflight(first)) {
        Some("") => None,
        Some(body_type) => Some(body_type.to_owned()),
        None => header(headers, "content-type").filter(|_| may_have_body).map(str::to_owned),
    }
}

/// Returns whether a browser sent a preflight that neither the method nor a header made necessary, so that the body must be
/// the reason.
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

/// Returns whether a preflight asks for permission to reach a server on the local network.
pub(crate) fn asks_for_local_network(asked: &[Header]) -> bool {
    ["access-control-request-private-network", "access-control-request-local-network"]
        .iter()
        .any(|name| header(asked, name).is_some())
}

/// Returns whether a message may be the submission of a form: it has the body of a form, nothing shows what made it, and the
/// response is an HTML page.
fn may_be_form(first: &Message) -> bool {
    let body_type = first.body_type.as_deref().unwrap_or_default();
    let is_form = ["application/x-www-form-urlencoded", "multipart/form-data"]
        .iter()
        .any(|form| body_type.starts_with(form));
    let gets_page = matches!(&first.answer, Answer::Response { headers, .. }
        if header(headers, "content-type").is_some_and(|value| value.starts_with("text/html")));
    first.api.is_none() && sent(first, "sec-fetch-mode").is_none() && is_form && gets_page
}

/// Returns the redirect mode: *manual* if the page got a redirect as its response, and *follow* otherwise.
fn redirect_mode_of(group: &Group) -> RedirectMode {
    let Some(last) = group.last() else { return RedirectMode::Follow };
    let is_redirect = matches!(last.answer, Answer::Response { status, .. } if is_redirect_status(status));
    match is_redirect && last.ended == Ended::Delivered {
        true => RedirectMode::Manual,
        false => RedirectMode::Follow,
    }
}

/// Returns whether a fetch failed for the page, or `None` if the source does not say it.
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
