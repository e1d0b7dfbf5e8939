//! The recorded messages, in one form for all kinds of sources.
#![expect(
    clippy::exhaustive_structs,
    clippy::exhaustive_enums,
    reason = "the readers of this package make them"
)]

use std::fmt;

use fetch_cors::url::Url;
use http::Method;

/// The messages of a source. They are in the order in which they were sent, as far as the source shows it.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The kind of the source, for people: "a HAR file of Chromium's developer tools".
    pub source: String,
    /// The messages that were kept.
    pub messages: Vec<Message>,
    /// The number of messages that the source has.
    pub total: usize,
    /// Whether the source may leave out `Cookie`, `Authorization` and `Set-Cookie`, as the default export of Chromium does.
    /// If so, a message without these headers may have had them.
    pub may_lack_secrets: bool,
    /// What was skipped or assumed, and why, each with its place in the source.
    pub notes: Vec<String>,
}

/// A message and its response, as far as the source shows them. What the source does not show is `None`.
#[derive(Clone, Debug)]
pub struct Message {
    /// The number of the message in the source, counted from 1.
    pub number: usize,
    /// The place of the message in the source, for people: "entry 12", "line 40".
    pub place: String,
    /// The method of the message. It is `GET` if `method_is_known` is false.
    pub method: Method,
    /// Whether the source shows the method. A console often does not.
    pub method_is_known: bool,
    /// The URL, without its fragment.
    pub url: Url,
    /// All headers of the message, if they are recorded.
    pub headers: Option<Vec<Header>>,
    /// Whether `headers` has only the headers that the browser knew before it sent the message. `Origin`, `Cookie` and the
    /// headers that the network adds are missing then, and the message was perhaps never sent.
    pub is_provisional: bool,
    /// Whether the message is a preflight, as the source marks it, or `None` if the source does not say it. Then an
    /// `OPTIONS` with `Access-Control-Request-Method` is a preflight.
    pub is_preflight: Option<bool>,
    /// What came back for the message.
    pub answer: Answer,
    /// How the fetch of this message ended for the page.
    pub ended: Ended,
    /// The API that made the request.
    pub api: Option<Api>,
    /// The URL of the document that made the request.
    pub document: Option<Url>,
    /// The serialised origin that made the request, if the source shows it outside of the headers. It may be `null`.
    pub origin: Option<String>,
    /// Whether the response came from a cache and not from the server.
    pub is_from_cache: bool,
    /// Whether the response came from a service worker and not from the server.
    pub is_from_service_worker: bool,
    /// The type of the body that was sent. It is empty if the message has no body, or a body without a type. `None` means
    /// that no body is recorded.
    pub body_type: Option<String>,
    /// What the source itself says about the reason of a failure. The headers may confirm it.
    pub said: Vec<Said>,
}

/// A function that decides whether a reader keeps a message. A large source has more messages than fit into memory.
pub type Keep<'k> = dyn FnMut(&Message) -> bool + 'k;

/// The reason why a source cannot be read. It shows no secret of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// The place in the source, such as "line 12, column 5".
    pub place: String,
    /// What is wrong, and what the user can do about it.
    pub what: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

impl std::error::Error for ReadError {}

/// The name and the value of a header, as one line has them.
pub type Header = (String, String);

/// The answer to a message, as far as it is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A response with all its headers.
    Response {
        /// The status of the response.
        status: u16,
        /// The headers, with one pair for each line.
        headers: Vec<Header>,
    },
    /// A response of which only the status is recorded.
    Status(u16),
    /// No response, because the network failed. The text is the name that the source gives to the failure.
    Nothing(String),
    /// The source does not say what came back.
    NotRecorded,
}

/// The end of a fetch, as the page sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The page got a response.
    Delivered,
    /// The page got an error. The text is the name that the source gives to it, such as `net::ERR_FAILED`.
    Failed(String),
    /// The source does not say how the fetch ended.
    NotRecorded,
}

/// The API or the element that made a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    /// The function `fetch()`.
    Fetch,
    /// An `XMLHttpRequest` of script.
    Xhr,
    /// The function `navigator.sendBeacon`.
    Beacon,
    /// An `EventSource` of script.
    EventSource,
    /// An image element or a CSS image.
    Image,
    /// A classic script or a module script.
    Script,
    /// A style sheet of a page.
    Style,
    /// A font of a style sheet.
    Font,
    /// An audio or video element.
    Media,
    /// A web app manifest.
    Manifest,
    /// A navigation of a page or a frame.
    Document,
    /// A WebSocket of script.
    WebSocket,
}

/// A fact that a console or a developer tool reports about a refused fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// The failure is about a preflight. Without this fact, it is about the actual request, or the source does not say
    /// which.
    AboutPreflight,
    /// The header `Access-Control-Allow-Origin` is missing.
    NoAllowOrigin,
    /// `Access-Control-Allow-Origin` does not allow the origin. It is missing, or it has another value.
    OriginNotAllowed,
    /// `Access-Control-Allow-Origin` has this value, which is not the origin.
    AllowOriginIs(String),
    /// `Access-Control-Allow-Origin` has several values. The text has them, if the source shows them.
    SeveralAllowOrigins(Option<String>),
    /// `Access-Control-Allow-Origin` has a value that is not an origin.
    AllowOriginIsNone(Option<String>),
    /// `Access-Control-Allow-Origin: *` has no effect, because credentials are included.
    WildcardWithCredentials,
    /// `Access-Control-Allow-Credentials` has this value and not `true`. The text is empty if the header is missing.
    NoAllowCredentials(Option<String>),
    /// This method is not allowed, or a method that the source does not show.
    MethodNotAllowed(Option<String>),
    /// The request header with this name is not allowed, or one that the source does not show.
    HeaderNotAllowed(Option<String>),
    /// `Access-Control-Allow-Methods` cannot be parsed.
    AllowMethodsDoesNotParse,
    /// `Access-Control-Allow-Headers` cannot be parsed.
    AllowHeadersDoesNotParse,
    /// The response to the preflight has this status, which is not from 200 to 299.
    PreflightStatus(Option<u16>),
    /// The response to the preflight is a redirect.
    PreflightRedirected,
    /// The response has this status.
    Status(u16),
    /// The network returned no response, as the source says.
    NoResponse,
    /// The scheme of the URL does not support CORS.
    SchemeNotSupported,
    /// A redirect was refused, for example because there were too many.
    RedirectRefused,
    /// `Cross-Origin-Resource-Policy` or the embedder policy blocked the response.
    ResourcePolicy,
    /// The response was blocked because of its type, which mode *no-cors* does not allow.
    OpaqueResponseBlocked,
    /// The request is mixed content: an `https:` page requested an `http:` URL.
    MixedContent,
    /// A Content Security Policy blocked the request.
    ContentSecurityPolicy,
    /// The browser did not allow the request to reach the local network.
    LocalNetwork,
}

/// Returns the value of the first header with this name. Upper and lower case of the name do not matter.
#[must_use]
pub fn header<'h>(headers: &'h [Header], name: &str) -> Option<&'h str> {
    headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}
