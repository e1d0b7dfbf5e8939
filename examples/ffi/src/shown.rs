use std::fmt;

use fetch_cors::cookies::{CookieSameSite, SameSiteMode};
use fetch_cors::error::ErrorKind;
use fetch_cors::request::BodyKind;
use fetch_cors::response::ResponseType;
use fetch_cors::url::{Position, Url};
use fetch_cors::{Exchange, FilteredResponse, NetworkError, Step};

use crate::constants::{error_kind, response_type};
use crate::layout::{Bytes, ErrorView, Header, MessageView, ResultView};
use crate::status::Status;

/// The copies of a step that C may read. They stay valid until the next transition.
///
/// The views point to these copies. This is simple, and costs one copy of the headers for each message.
pub(crate) enum Shown {
    Hop(String),
    Message(Box<Message>),
    Result(Box<Outcome>),
    Error(Box<Refusal>),
}

pub(crate) struct Message {
    method: String,
    url: Url,
    /// The URL of the step, with its fragment.
    whole_url: String,
    headers: Headers,
    is_preflight: bool,
    include_credentials: bool,
    /// The same-site mode. Without a mode, only cookies with `SameSite=None` are stored, and none with `Strict` or `Lax` is
    /// sent.
    same_site_mode: Option<SameSiteMode>,
    send_body: bool,
    body_is_stream: bool,
    may_prompt: bool,
}

pub(crate) struct Outcome {
    response_type: i32,
    status: u16,
    status_text: Vec<u8>,
    url: String,
    redirected: bool,
    body_is_visible: bool,
    headers: Headers,
}

pub(crate) struct Refusal {
    kind: i32,
    code: &'static str,
    phase: &'static str,
    step: String,
    standard: String,
    message: String,
    status: u16,
}

/// The headers of a message or of a response, in the form in which C reads them.
struct Headers {
    /// The array for C. It points to `_bytes`, whose allocations never move.
    array: Vec<Header>,
    _bytes: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Shown {
    pub(crate) fn of(step: &Step<()>) -> Self {
        match step {
            Step::Redirect(hop) => Self::Hop(without_user(hop.url())),
            Step::Local(local) => Self::Hop(without_user(local.url())),
            Step::Send(exchange) => Self::Message(Box::new(Message::of(exchange))),
            Step::Done(Ok(response)) => Self::Result(Box::new(Outcome::of(response))),
            Step::Done(Err(error)) => Self::Error(Box::new(Refusal::of(error))),
        }
    }

    pub(crate) fn url(&self) -> Result<Bytes, Status> {
        match self {
            Self::Hop(url) => Ok(Bytes::of(url.as_bytes())),
            Self::Message(message) => Ok(Bytes::of(message.whole_url.as_bytes())),
            _ => Err(Status::WrongStep),
        }
    }

    pub(crate) fn message(&self) -> Result<MessageView, Status> {
        match self {
            Self::Message(message) => Ok(message.view()),
            _ => Err(Status::WrongStep),
        }
    }

    pub(crate) fn result(&self) -> Result<ResultView, Status> {
        match self {
            Self::Result(outcome) => Ok(outcome.view()),
            _ => Err(Status::WrongStep),
        }
    }

    pub(crate) fn error(&self) -> Result<ErrorView, Status> {
        match self {
            Self::Error(refusal) => Ok(refusal.view()),
            _ => Err(Status::WrongStep),
        }
    }
}

/// Prints the kind of the step. It prints no header and no URL, because these may contain secrets.
impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hop(_) => "Hop",
            Self::Message(_) => "Message",
            Self::Result(_) => "Result",
            Self::Error(_) => "Error",
        })
    }
}

impl Message {
    fn of(exchange: &Exchange) -> Self {
        Self {
            method: exchange.method().as_str().to_owned(),
            url: exchange.to_url(),
            whole_url: without_user(exchange.url()),
            headers: Headers::of(exchange.headers().iter()),
            is_preflight: exchange.is_preflight(),
            include_credentials: exchange.include_credentials(),
            same_site_mode: exchange.same_site_mode().ok(),
            send_body: exchange.send_body(),
            body_is_stream: exchange.request().body() == BodyKind::Stream,
            may_prompt: exchange.may_prompt(),
        }
    }

    fn view(&self) -> MessageView {
        let url = &self.url;
        MessageView {
            method: Bytes::of(self.method.as_bytes()),
            url: Bytes::of(url.as_str().as_bytes()),
            scheme: Bytes::of(url.scheme().as_bytes()),
            host: Bytes::of(url.host_str().unwrap_or_default().as_bytes()),
            authority: Bytes::of(url[Position::BeforeHost..Position::AfterPort].as_bytes()),
            target: Bytes::of(url[Position::BeforePath..Position::AfterQuery].as_bytes()),
            headers: self.headers.array.as_ptr(),
            header_count: self.headers.array.len(),
            port: url.port_or_known_default().unwrap_or_default(),
            is_preflight: self.is_preflight,
            include_credentials: self.include_credentials,
            send_strict_cookies: self.may_send(CookieSameSite::Strict),
            send_lax_cookies: self.may_send(CookieSameSite::Lax),
            store_same_site_cookies: self
                .same_site_mode
                .is_some_and(|mode| mode.may_store(CookieSameSite::Unset)),
            send_body: self.send_body,
            body_is_stream: self.body_is_stream,
            may_prompt: self.may_prompt,
        }
    }

    fn may_send(&self, cookie: CookieSameSite) -> bool {
        self.same_site_mode.is_some_and(|mode| mode.may_send(cookie))
    }
}

impl Outcome {
    fn of(response: &FilteredResponse<()>) -> Self {
        Self {
            response_type: match response.response_type() {
                ResponseType::Basic => response_type::BASIC,
                ResponseType::Cors => response_type::CORS,
                ResponseType::Opaque => response_type::OPAQUE,
                ResponseType::OpaqueRedirect => response_type::OPAQUE_REDIRECT,
                _ => response_type::OTHER,
            },
            status: response.status(),
            status_text: response.status_text().to_vec(),
            url: response.url().map(without_fragment).unwrap_or_default(),
            redirected: response.redirected(),
            body_is_visible: response.body().is_some(),
            headers: Headers::of(response.headers()),
        }
    }

    fn view(&self) -> ResultView {
        ResultView {
            status_text: Bytes::of(&self.status_text),
            url: Bytes::of(self.url.as_bytes()),
            headers: self.headers.array.as_ptr(),
            header_count: self.headers.array.len(),
            response_type: self.response_type,
            status: self.status,
            redirected: self.redirected,
            body_is_visible: self.body_is_visible,
        }
    }
}

impl Refusal {
    fn of(error: &NetworkError) -> Self {
        Self {
            kind: match error.kind() {
                ErrorKind::Refused => error_kind::REFUSED,
                ErrorKind::Unsendable => error_kind::UNSENDABLE,
                ErrorKind::NoResponse => error_kind::NO_RESPONSE,
                ErrorKind::HostMistake => error_kind::HOST_MISTAKE,
                _ => error_kind::OTHER,
            },
            code: error.reason().code(),
            phase: error.phase().as_str(),
            step: error.step().to_string(),
            standard: error.step().url(),
            message: error.to_string(),
            status: error.status().unwrap_or_default(),
        }
    }

    fn view(&self) -> ErrorView {
        ErrorView {
            code: Bytes::of(self.code.as_bytes()),
            phase: Bytes::of(self.phase.as_bytes()),
            step: Bytes::of(self.step.as_bytes()),
            standard: Bytes::of(self.standard.as_bytes()),
            message: Bytes::of(self.message.as_bytes()),
            kind: self.kind,
            status: self.status,
        }
    }
}

impl Headers {
    fn of<'a>(headers: impl Iterator<Item = (&'a [u8], &'a [u8])>) -> Self {
        let bytes: Vec<_> = headers.map(|(name, value)| (name.to_vec(), value.to_vec())).collect();
        let header =
            |(name, value): &(Vec<u8>, Vec<u8>)| Header { name: Bytes::of(name), value: Bytes::of(value) };
        Self { array: bytes.iter().map(header).collect(), _bytes: bytes }
    }
}

fn without_user(url: &Url) -> String {
    [&url[..Position::BeforeUsername], &url[Position::BeforeHost..]].concat()
}

/// Returns a URL without its fragment, as in `response.url` of script.
pub(crate) fn without_fragment(url: &Url) -> String {
    url[..Position::AfterQuery].to_owned()
}
