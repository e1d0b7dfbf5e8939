//! The request that a page must have made for what a source recorded.

use fetch_cors::header::Guard;
use fetch_cors::header::safelist::is_cors_safelisted_request_header;
use fetch_cors::method::is_cors_safelisted_method;
use fetch_cors::origin::InvalidOrigin;
use fetch_cors::redirect::is_redirect_status;
use fetch_cors::request::{
    Body, CorsAttribute, CredentialsMode, EmbedderPolicy, EmbedderPolicyValue, Mode, RedirectMode,
    RequestError,
};
use fetch_cors::url::Url;
use fetch_cors::{Client, Origin, Request};
use http::Method;

use crate::explain::group::{Group, is_preflight};
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
    #[error("the source does not say which page made the request: give its origin with --origin")]
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

/// Headers that browsers add themselves, and that a page could set too.
const ADDED_BY_BROWSERS: &[&str] = &[
    "accept",
    "accept-language",
    "cache-control",
    "device-memory",
    "downlink",
    "dpr",
    "ect",
    "if-modified-since",
    "if-none-match",
    "pragma",
    "priority",
    "purpose",
    "rtt",
    "save-data",
    "upgrade-insecure-requests",
    "user-agent",
    "viewport-width",
    "width",
    "x-client-data",
    "x-devtools-emulate-network-conditions-client-id",
];

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
    let origin = origin_of(group, told)?;
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
    let is_upload = asked.is_some_and(|asked| is_for_upload(asked, &method));
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

impl Inferred {
    /// Makes the request with a credentials mode.
    ///
    /// # Errors
    ///
    /// Returns [`NoRequest::Throws`] if no page can make this request.
    pub fn request(&self, credentials: CredentialsMode) -> Result<Request, NoRequest> {
        let Self { client, url, method, .. } = self;
        let url = url.clone();
        let headers = self.headers.iter().map(|(name, value)| (name, value));
        let include = credentials == CredentialsMode::Include;
        let cors = match (self.mode, include) {
            (Mode::NoCors, _) => CorsAttribute::NoCors,
            (_, false) => CorsAttribute::Anonymous,
            (_, true) => CorsAttribute::UseCredentials,
        };
        let source = || match &self.body_type {
            Some(body_type) => Body::source().with_type(body_type),
            None => Body::source(),
        };
        Ok(match self.api {
            Api::Xhr => {
                let builder = client.xml_http_request(method.as_str(), url).headers(headers);
                let builder = builder.with_credentials(include).upload_listener(self.is_upload);
                if self.body_type.is_some() || self.is_upload {
                    builder.body(source()).build()
                } else {
                    builder.build()
                }
            }
            Api::Beacon => client.beacon(url, Some(source())).build(),
            Api::EventSource => client.event_source(url, include).build(),
            Api::Image => client.image(url, cors).build(),
            Api::Script => client.classic_script(url, cors).build(),
            Api::Style => client.style(url, cors).build(),
            Api::Font => client.font(url).build(),
            Api::Media => client.video(url, cors).build(),
            Api::Manifest => client.manifest(url, cors).build(),
            Api::Document => client.navigation(url).method(method.as_str()).build(),
            Api::Fetch | Api::WebSocket => {
                let builder = client.fetch(url).method(method.as_str()).headers(headers);
                let builder = builder.mode(self.mode).credentials(credentials).redirect(self.redirect);
                match (self.is_upload, self.body_type.is_some()) {
                    (true, _) => builder.body(Body::stream()).build(),
                    (false, true) => builder.body(source()).build(),
                    (false, false) => builder.build(),
                }
            }
        }?)
    }
}

fn api_of(first: &Message) -> Api {
    let mode = sent(first, "sec-fetch-mode");
    match (first.api, mode, sent(first, "sec-fetch-dest")) {
        (Some(api), _, _) => api,
        (None, Some("navigate"), _) => Api::Document,
        (None, Some("websocket"), _) => Api::WebSocket,
        (None, _, Some("image")) => Api::Image,
        (None, _, Some("script")) => Api::Script,
        (None, _, Some("style")) => Api::Style,
        (None, _, Some("font")) => Api::Font,
        (None, _, Some("audio" | "video" | "track")) => Api::Media,
        (None, _, Some("manifest")) => Api::Manifest,
        _ => Api::Fetch,
    }
}

/// Returns the value of a header that was sent, if the headers are recorded.
fn sent<'m>(message: &'m Message, name: &str) -> Option<&'m str> {
    header(message.headers.as_deref()?, name)
}

/// Finds the origin of the page: what the user says, the header `Origin` of the first hop, the document, the referrer.
fn origin_of(group: &Group, told: &Told) -> Result<Origin, NoRequest> {
    if let Some(origin) = &told.origin {
        return Ok(origin.clone());
    }
    let first_hop = group.messages.iter().take(1).chain(group.first());
    let first_hop: Vec<&Message> = first_hop.collect();
    let serialized =
        first_hop.iter().find_map(|message| sent(message, "origin").or(message.origin.as_deref()));
    if let Some(serialized) = serialized {
        return Origin::parse(serialized).map_err(NoRequest::Origin);
    }
    let document = first_hop.iter().find_map(|message| {
        let referrer = || Url::parse(sent(message, "referer")?).ok();
        message.document.clone().or_else(referrer)
    });
    document.map(|document| Origin::of(&document)).ok_or(NoRequest::NoOrigin)
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

/// Finds the mode: what the user says, `Sec-Fetch-Mode`, or what the rest shows.
fn mode_of(first: &Message, origin: &Origin, told: &Told) -> Mode {
    let recorded = sent(first, "sec-fetch-mode").and_then(|mode| mode.parse().ok());
    let is_element = matches!(api_of(first), Api::Image | Api::Script | Api::Style | Api::Media);
    // Only a browser leaves out the header Origin on purpose.
    let knows_headers =
        first.headers.is_some() && !first.is_provisional && (first.api.is_some() || first.document.is_some());
    let lacks_origin = knows_headers && sent(first, "origin").is_none();
    let is_safe = matches!(first.method, Method::GET | Method::HEAD);
    let is_cross_origin = !origin.same_origin(&Origin::of(&first.url));
    told.mode.or(recorded).unwrap_or_else(|| {
        let says_cors = first.said.iter().any(is_about_cors) || is_preflight(first);
        // In mode cors, every message to another origin has the header Origin.
        let is_no_cors = is_cross_origin && is_safe && (is_element || lacks_origin) && !says_cors;
        match is_no_cors && (lacks_origin || !knows_headers) {
            true => Mode::NoCors,
            false => Mode::Cors,
        }
    })
}

fn is_about_cors(said: &Said) -> bool {
    !matches!(
        said,
        Said::ResourcePolicy
            | Said::OpaqueResponseBlocked
            | Said::MixedContent
            | Said::ContentSecurityPolicy
            | Said::Status(_)
            | Said::NoResponse
    )
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

/// Returns whether a preflight was sent that neither the method nor a header made necessary.
fn is_for_upload(asked: &[Header], method: &Method) -> bool {
    is_cors_safelisted_method(method.as_str().as_bytes())
        && header(asked, "access-control-request-method").is_some()
        && header(asked, "access-control-request-headers").is_none()
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

/// Makes the page. If the source says that a resource policy blocked a response that no policy of the response forbids, it is
/// that of the page.
fn page(origin: Origin, group: &Group, concluded: &mut Vec<String>) -> Client {
    let client = Client::new(origin);
    let says_policy =
        group.messages.iter().flat_map(|message| &message.said).any(|said| *said == Said::ResourcePolicy);
    let has_policy = group.messages.iter().any(|message| match &message.answer {
        Answer::Response { headers, .. } => header(headers, "cross-origin-resource-policy").is_some(),
        _ => false,
    });
    if !says_policy || has_policy {
        return client;
    }
    concluded.push(
        "The embedder policy of the page is `require-corp`, because a resource policy blocked a response without one.".to_owned(),
    );
    let policy = EmbedderPolicy { value: EmbedderPolicyValue::RequireCorp, ..EmbedderPolicy::default() };
    client.with_embedder_policy(policy)
}

/// Finds the headers that script set, and the names of those whose values are not recorded.
fn script_headers(first: &Message, asked: Option<&[Header]>, told: &Told) -> (Vec<Header>, Vec<String>) {
    let names = asked.map(|asked| {
        let names = header(asked, "access-control-request-headers").unwrap_or_default();
        names
            .split(',')
            .map(|name| name.trim().to_ascii_lowercase())
            .filter(|name| !name.is_empty())
            .collect()
    });
    let names: Option<Vec<String>> = names;
    let is_actual = !is_preflight(first);
    let sent = first.headers.as_deref().filter(|_| is_actual).unwrap_or_default();
    let by_script = |(name, value): &&Header| {
        let name = name.to_ascii_lowercase();
        let is_allowed = matches!(Guard::Request.validate(name.as_bytes(), value.as_bytes()), Ok(true));
        let is_safelisted = is_cors_safelisted_request_header(name.as_bytes(), value.as_bytes());
        is_allowed
            && match &names {
                // The preflight asked for each header of script that is not safelisted.
                Some(names) => names.contains(&name) || (is_safelisted && name == "content-type"),
                None => {
                    !ADDED_BY_BROWSERS.contains(&name.as_str())
                        && !name.starts_with("sec-")
                        && !is_http_authentication(&name, value)
                }
            }
    };
    let mut headers = told.headers.clone();
    headers.extend(sent.iter().filter(by_script).cloned());
    let mut unknown = names.unwrap_or_default();
    unknown.extend(first.said.iter().filter_map(|said| match said {
        Said::HeaderNotAllowed(Some(name)) => Some(name.to_ascii_lowercase()),
        _ => None,
    }));
    unknown.retain(|name| header(&headers, name).is_none());
    let made_up = |name: &String| (name.clone(), unsafe_value(name).to_owned());
    headers.extend(unknown.iter().map(made_up));
    (headers, unknown)
}

/// Returns whether a header is one by which a browser logs in, as with a cookie. A page sets other kinds of `Authorization`.
fn is_http_authentication(name: &str, value: &str) -> bool {
    let scheme = value.trim_start().split(' ').next().unwrap_or_default().to_ascii_lowercase();
    name == "authorization" && matches!(scheme.as_str(), "basic" | "digest" | "negotiate" | "ntlm")
}

/// Returns a value that makes a preflight necessary, for a header whose value is not recorded.
fn unsafe_value(name: &str) -> &'static str {
    match name {
        "content-type" => "application/json",
        "range" => "bytes=0-1,4-5",
        // No safelisted value has a quotation mark.
        "accept" | "accept-language" | "content-language" => "\"",
        _ => "1",
    }
}

/// Finds the credentials mode, if anything shows it.
fn credentials_of(
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
        concluded.push("Credentials are included, as the source shows.".to_owned());
        return Some(CredentialsMode::Include);
    }
    None
}

/// Returns whether a message went to another origin than that of its own `Origin` header or document.
fn is_cross_origin(message: &Message) -> bool {
    let target = Origin::of(&message.url);
    let origin =
        sent(message, "origin").or(message.origin.as_deref()).and_then(|origin| Origin::parse(origin).ok());
    let origin = origin.or_else(|| message.document.as_ref().map(Origin::of));
    origin.is_none_or(|origin| !origin.same_origin(&target))
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
