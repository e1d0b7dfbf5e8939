//! What a source recorded, in one form for all sources.
#![expect(
    clippy::exhaustive_structs,
    clippy::exhaustive_enums,
    reason = "the readers of this package make them"
)]

use std::fmt;

use fetch_cors::url::Url;
use http::Method;

/// The messages of a source, in the order in which they were sent as far as the source tells.
#[derive(Clone, Debug)]
pub struct Recording {
    /// What the source was taken for, for people: "a HAR file of Chromium's developer tools".
    pub source: String,
    /// The messages that were kept.
    pub messages: Vec<Message>,
    /// How many messages the source has.
    pub total: usize,
    /// Whether the source may leave out `Cookie`, `Authorization` and `Set-Cookie`, as what Chromium exports by default does.
    /// That a message has none of them says nothing then.
    pub may_lack_secrets: bool,
    /// What was passed over and why, each with its place in the source. None of it stops the reader.
    pub notes: Vec<String>,
}

/// A message and what came back, as far as the source tells. What it does not tell is `None`.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its number in the source, from 1.
    pub number: usize,
    /// Where it stands in the source, for people: "entry 12", "line 40".
    pub place: String,
    /// The method. It is `GET` where `method_is_known` is false.
    pub method: Method,
    /// Whether the source tells the method. A console often does not.
    pub method_is_known: bool,
    /// The URL, without its fragment.
    pub url: Url,
    /// All headers of the message.
    pub headers: Option<Vec<Header>>,
    /// Whether `headers` are only those that were known before the message was sent. They lack `Origin`, `Cookie` and what the
    /// network adds. The message was perhaps never sent.
    pub is_provisional: bool,
    /// Whether the source marks it as a preflight. `None` if it marks none; an `OPTIONS` with
    /// `Access-Control-Request-Method` is one all the same.
    pub is_preflight: Option<bool>,
    /// What came back.
    pub answer: Answer,
    /// How the fetch of this message ended for the page.
    pub ended: Ended,
    /// What made the request.
    pub api: Option<Api>,
    /// The URL of the document that made it.
    pub document: Option<Url>,
    /// The origin that made it, if the source names it outside of the headers: an origin, or `null`.
    pub origin: Option<String>,
    /// Whether the answer came from a cache, not from the server.
    pub is_from_cache: bool,
    /// Whether a service worker answered, not the server.
    pub is_from_service_worker: bool,
    /// The type of the body that was sent; an empty text if it has none, `None` if no body is recorded.
    pub body_type: Option<String>,
    /// What the source itself says was wrong, if it says so. Facts, which the headers may confirm.
    pub said: Vec<Said>,
}

/// Decides whether a reader keeps a message. A large source has more messages than fit into memory.
pub type Keep<'k> = dyn FnMut(&Message) -> bool + 'k;

/// Why a source cannot be read. Has nothing of the source in it that may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// Where: "line 12, column 5", and what is there as far as that helps.
    pub place: String,
    /// What is wrong, and what to do about it.
    pub what: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

impl std::error::Error for ReadError {}

/// The name of a header and its value: one line.
pub type Header = (String, String);

/// What came back for a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A response with all of its headers.
    Response {
        /// The status.
        status: u16,
        /// One pair for each line.
        headers: Vec<Header>,
    },
    /// A response of which the source has only the status.
    Status(u16),
    /// The network gave nothing. The text says why, in the source's words for it.
    Nothing(String),
    /// The source does not say.
    NotRecorded,
}

/// How a fetch ended for the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The page has a response.
    Delivered,
    /// The browser refused. The text is the name that the source has for it, such as `net::ERR_FAILED`.
    Failed(String),
    /// The source does not say.
    NotRecorded,
}

/// What made a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    /// `fetch()`.
    Fetch,
    /// `XMLHttpRequest`.
    Xhr,
    /// `navigator.sendBeacon`.
    Beacon,
    /// `EventSource`.
    EventSource,
    /// An image.
    Image,
    /// A classic or module script.
    Script,
    /// A style sheet.
    Style,
    /// A font.
    Font,
    /// Audio or video.
    Media,
    /// A manifest.
    Manifest,
    /// A navigation: a page or a frame.
    Document,
    /// A WebSocket.
    WebSocket,
}

/// What a console or a developer tool says of a refused fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A preflight failed; otherwise it was the response itself, or that is not said.
    AboutPreflight,
    /// There is no `Access-Control-Allow-Origin`.
    NoAllowOrigin,
    /// `Access-Control-Allow-Origin` does not allow the origin. It is missing, or it has another value.
    OriginNotAllowed,
    /// `Access-Control-Allow-Origin` has this value, which is not the origin.
    AllowOriginIs(String),
    /// `Access-Control-Allow-Origin` has several values; the text has them if the source does.
    SeveralAllowOrigins(Option<String>),
    /// `Access-Control-Allow-Origin` has a value that is no origin.
    AllowOriginIsNone(Option<String>),
    /// `*` does not count, because credentials are included.
    WildcardWithCredentials,
    /// `Access-Control-Allow-Credentials` has this value, and not `true`; an empty text if it is missing.
    NoAllowCredentials(Option<String>),
    /// The method is not allowed.
    MethodNotAllowed(Option<String>),
    /// A request header is not allowed.
    HeaderNotAllowed(Option<String>),
    /// `Access-Control-Allow-Methods` does not parse.
    AllowMethodsDoesNotParse,
    /// `Access-Control-Allow-Headers` does not parse.
    AllowHeadersDoesNotParse,
    /// The status of the preflight is not from 200 to 299.
    PreflightStatus(Option<u16>),
    /// The preflight was redirected.
    PreflightRedirected,
    /// The status of the response.
    Status(u16),
    /// There was no response, as far as the source says.
    NoResponse,
    /// The scheme of the URL is not one that CORS is for.
    SchemeNotSupported,
    /// A redirect was refused: too many, or not allowed by the redirect mode.
    RedirectRefused,
    /// `Cross-Origin-Resource-Policy` or the embedder policy blocked the response.
    ResourcePolicy,
    /// A response was blocked because it is of a type that no-cors may not have.
    OpaqueResponseBlocked,
    /// Mixed content: an `https:` page asked an `http:` URL.
    MixedContent,
    /// A Content Security Policy blocked it.
    ContentSecurityPolicy,
    /// The browser asks before it reaches the local network, and was not allowed.
    LocalNetwork,
}

/// Returns the value of the first header of this name, which is in lower case.
#[must_use]
pub fn header<'h>(headers: &'h [Header], name: &str) -> Option<&'h str> {
    headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}
