use std::fmt;

use super::near_miss::NearMiss;
use super::words::Value;

/// What lies behind a finding, or comes close to it: the cause behind a symptom.
///
/// ```
/// use fetch_cors::explain::{Answer, Event, Hint, Story, explain};
/// use fetch_cors::{Client, Origin};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("https://api.example/").build()?;
/// let broken = http::Response::builder().status(504).body(())?;
/// let explanation = explain(&Story::new(request).with(Event::Actual(Answer::new(broken))));
/// assert_eq!(explanation.findings[0].hints, [Hint::GatewayError { status: 504 }]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hint {
    /// The value is close to the right one.
    NearMiss(NearMiss),
    /// The status is that of a proxy whose server did not answer, which sent an error page of its own.
    GatewayError {
        /// The status.
        status: u16,
    },
    /// The server failed, most likely before the headers for CORS were added.
    ServerError {
        /// The status.
        status: u16,
    },
    /// A limit was exceeded: the body was too large, or there were too many requests.
    LimitExceeded {
        /// The status.
        status: u16,
    },
    /// The request was rejected before the headers for CORS were added, because nobody was logged in or the access was
    /// denied.
    AccessDenied {
        /// The status.
        status: u16,
    },
    /// A preflight was rejected because authentication comes before CORS. A browser sends no credentials with it.
    PreflightAuthentication {
        /// The status.
        status: u16,
    },
    /// A preflight was rejected: the server has no rule for this origin, method or header, or it rejects everything that
    /// is not logged in.
    PreflightRejected {
        /// The status.
        status: u16,
    },
    /// Nothing answers at this path, or not to this method.
    NotRouted {
        /// The status.
        status: u16,
    },
    /// Another status of an error.
    ErrorStatus {
        /// The status.
        status: u16,
    },
    /// A 304 answered a revalidation.
    NotModified,
    /// Redirects made the origin of the request `null`.
    OriginNulledByRedirect {
        /// The hop whose redirect did.
        hop: usize,
    },
    /// The page has an opaque origin, as pages of `file:` and `data:` URLs and of sandboxed frames have.
    OpaqueOrigin,
    /// A redirect led to a page to log in: the session is over, or no credentials were sent.
    RedirectedToLogin {
        /// The hop whose redirect did.
        hop: usize,
    },
    /// No credentials were sent to the server that redirected to a page to log in.
    NoCredentialsSent {
        /// The hop that was fetched without credentials.
        hop: usize,
    },
    /// A redirect led from `https:` to `http:`. The server may not know that it is behind TLS.
    InsecureRedirect {
        /// The hop whose redirect did.
        hop: usize,
    },
    /// A redirect led to another server than the one that was asked.
    Redirected {
        /// The hop whose redirect did.
        hop: usize,
    },
    /// The redirects lead in a circle.
    RedirectLoop {
        /// The first hop of the circle.
        hop: usize,
    },
    /// The redirect only adds or removes a slash at the end of the path.
    SlashRedirect,
    /// The redirect only changes the scheme from `http` to `https`.
    SchemeRedirect,
    /// The redirect only adds or removes `www.`.
    WwwRedirect,
    /// The response looks like one that a cache kept for another page.
    LooksCached,
    /// The response came from the host's HTTP cache.
    FromCache,
    /// No preflight was sent, because an earlier grant was remembered.
    PreflightRemembered,
    /// The page writes a method in lower case that servers know in upper case.
    MethodCase {
        /// The method in upper case.
        method: String,
    },
    /// The request header is one that only responses have.
    ResponseHeader,
    /// The request header is one that a tracing library adds.
    TracingHeader,
    /// The request header is one that the HTTP cache adds where it is needed.
    CacheHeader,
    /// The request header describes a body, and the request has none.
    NoBody,
    /// The value of the request header is longer than 128 bytes.
    ValueTooLong {
        /// The number of bytes.
        length: usize,
    },
    /// The value of the request header is not a single range with a start.
    NotASimpleRange,
    /// The value of the request header has a byte that is not safe.
    UnsafeByte,
    /// The value of `Content-Type` is not one that a form can send.
    NotAFormType,
    /// Browsers allow this today, unlike the standard.
    BrowsersAllow,
    /// The URL has a scheme that the host of the page serves, such as that of a web view.
    OwnScheme,
    /// The URL is one of a WebSocket, which nothing but `new WebSocket(url)` takes.
    WebSocketUrl,
    /// The request is that of a WebSocket, and its URL has the scheme `ws` or `wss` still.
    WebSocketRequest,
    /// The URL has no scheme, so that its host was read as one.
    SchemeMissing,
    /// The response has a header whose name nearly is the one that is missing.
    MisspeltHeader {
        /// The name in the response, in lower case.
        name: String,
    },
    /// The URL is a file.
    FileUrl,
    /// The service worker fetched with mode *no-cors*.
    WorkerUsedNoCors,
}

impl Hint {
    /// Returns a stable name, for scripts and statistics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NearMiss(miss) => miss.code(),
            Self::GatewayError { .. } => "gateway-error",
            Self::ServerError { .. } => "server-error",
            Self::LimitExceeded { .. } => "limit-exceeded",
            Self::AccessDenied { .. } => "access-denied",
            Self::PreflightAuthentication { .. } => "preflight-authentication",
            Self::PreflightRejected { .. } => "preflight-rejected",
            Self::NotRouted { .. } => "not-routed",
            Self::ErrorStatus { .. } => "error-status",
            Self::NotModified => "not-modified",
            Self::OriginNulledByRedirect { .. } => "origin-nulled-by-redirect",
            Self::OpaqueOrigin => "opaque-origin",
            Self::RedirectedToLogin { .. } => "redirected-to-login",
            Self::NoCredentialsSent { .. } => "no-credentials-sent",
            Self::InsecureRedirect { .. } => "insecure-redirect",
            Self::Redirected { .. } => "redirected",
            Self::RedirectLoop { .. } => "redirect-loop",
            Self::SlashRedirect => "slash-redirect",
            Self::SchemeRedirect => "scheme-redirect",
            Self::WwwRedirect => "www-redirect",
            Self::LooksCached => "looks-cached",
            Self::FromCache => "from-cache",
            Self::PreflightRemembered => "preflight-remembered",
            Self::MethodCase { .. } => "method-case",
            Self::ResponseHeader => "response-header",
            Self::TracingHeader => "tracing-header",
            Self::CacheHeader => "cache-header",
            Self::NoBody => "no-body",
            Self::ValueTooLong { .. } => "value-too-long",
            Self::NotASimpleRange => "not-a-simple-range",
            Self::UnsafeByte => "unsafe-byte",
            Self::NotAFormType => "not-a-form-type",
            Self::BrowsersAllow => "browsers-allow",
            Self::OwnScheme => "own-scheme",
            Self::WebSocketUrl => "websocket-url",
            Self::WebSocketRequest => "websocket-request",
            Self::SchemeMissing => "scheme-missing",
            Self::MisspeltHeader { .. } => "misspelt-header",
            Self::FileUrl => "file-url",
            Self::WorkerUsedNoCors => "worker-used-no-cors",
        }
    }
}

/// Prints the hint as a sentence.
impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NearMiss(miss) => write!(f, "{miss}"),
            Self::GatewayError { status } => write!(
                f,
                "Status {status} suggests an error page of a proxy. Look at the {status} first: the server behind it did not answer."
            ),
            Self::ServerError { status } => write!(
                f,
                "Status {status} suggests that the server failed before it added the headers for CORS. Look at the {status} first."
            ),
            Self::LimitExceeded { status: 413 } => f.write_str(
                "Status 413 means that the body is larger than a server or a proxy allows. Look at the limit first.",
            ),
            Self::LimitExceeded { status: 414 } => f.write_str("Status 414 means that the URL is too long."),
            Self::LimitExceeded { status: 431 } => f.write_str("Status 431 means that the headers are too long."),
            Self::LimitExceeded { status } => {
                write!(f, "Status {status} means that there were too many requests.")
            }
            Self::AccessDenied { status } => write!(
                f,
                "Status {status} suggests that access was denied before the headers for CORS were added."
            ),
            Self::PreflightAuthentication { status } => write!(
                f,
                "Status {status} suggests that authentication comes before CORS. A browser sends neither cookies nor \
                 `Authorization` with a preflight."
            ),
            Self::PreflightRejected { status } => write!(
                f,
                "Status {status} often means that the server has no rule for this origin, method or header. It can also mean \
                 that authentication comes before CORS."
            ),
            Self::NotRouted { status } => {
                write!(f, "Status {status} suggests that no route takes this method at this path.")
            }
            Self::ErrorStatus { status } => write!(
                f,
                "Status {status} is an error, and error pages need the headers for CORS like every other response."
            ),
            Self::NotModified => f.write_str(
                "Status 304 answers a revalidation. It needs the headers for CORS like the response that it confirms.",
            ),
            Self::OriginNulledByRedirect { hop } => write!(
                f,
                "The redirect of hop {hop} led from one foreign origin to another, so the origin of the request became `null`."
            ),
            Self::OpaqueOrigin => f.write_str(
                "The page has an opaque origin, as pages of `file:` and `data:` URLs and sandboxed frames have. A server sees it as `null`.",
            ),
            Self::RedirectedToLogin { hop } => write!(
                f,
                "The server of hop {hop} redirected to a page to log in. The session may be over, or no cookies were sent."
            ),
            Self::NoCredentialsSent { hop } => {
                write!(f, "No credentials were sent to hop {hop}, because of the credentials mode.")
            }
            Self::InsecureRedirect { hop } => write!(
                f,
                "The redirect of hop {hop} led from `https:` to `http:`. The server may not know that it is behind TLS \
                 (`X-Forwarded-Proto`)."
            ),
            Self::Redirected { hop } => write!(f, "The redirect of hop {hop} led here."),
            Self::RedirectLoop { hop } => write!(f, "The redirects lead in a circle, which begins at hop {hop}."),
            Self::SlashRedirect => f.write_str("Only the slash at the end of the path differs."),
            Self::SchemeRedirect => f.write_str("Only the scheme differs: `https:` instead of `http:`."),
            Self::WwwRedirect => f.write_str("Only `www.` differs."),
            Self::LooksCached => f.write_str(
                "The response looks like one that a cache kept for another page. Send `Vary: Origin` and purge the cache.",
            ),
            Self::FromCache => f.write_str(
                "The response came from the browser's HTTP cache, which kept it from an earlier request.",
            ),
            Self::PreflightRemembered => f.write_str(
                "No preflight was sent, because the grant of an earlier one was remembered.",
            ),
            Self::MethodCase { method } => {
                write!(f, "Methods are case-sensitive, and servers know {method}.")
            }
            Self::ResponseHeader => f.write_str("Only responses have this header. On a request it has no effect."),
            Self::TracingHeader => {
                f.write_str("A tracing library adds this header. Keep this URL out of the library's targets.")
            }
            Self::CacheHeader => f.write_str(
                "The HTTP cache adds this header itself. The cache modes of `fetch()` do the same without a preflight.",
            ),
            Self::NoBody => f.write_str("The header describes a body, and the request has none."),
            Self::ValueTooLong { length } => {
                write!(f, "The value has {length} bytes. With 128 or fewer, it needs no permission.")
            }
            Self::NotASimpleRange => {
                f.write_str("Only a single range with a start, such as `bytes=0-99`, needs no permission.")
            }
            Self::UnsafeByte => f.write_str("The value has a character that needs permission."),
            Self::NotAFormType => f.write_str("A form could not send this type, so it needs permission."),
            Self::BrowsersAllow => f.write_str("Browsers allow this today, against the standard."),
            Self::WebSocketUrl => f.write_str(
                "This is the URL of a WebSocket. Only `new WebSocket(url)` connects to it; everything else takes `https:` URLs.",
            ),
            Self::WebSocketRequest => f.write_str(
                "The request of a WebSocket has an `http:` URL instead of `ws:`, and an `https:` URL instead of `wss:`.",
            ),
            Self::SchemeMissing => {
                f.write_str("The host was read as a scheme. Write `http://` or `https://` before it.")
            }
            Self::MisspeltHeader { name } => {
                write!(f, "The response has {}, which is nearly the name that is missing.", Value(name))
            }
            Self::OwnScheme => f.write_str("The URL has a scheme that the host of the page serves itself."),
            Self::FileUrl => f.write_str("A page cannot fetch files. Serve the page and the file over HTTP."),
            Self::WorkerUsedNoCors => f.write_str(
                "A service worker that fetches with mode `no-cors` gets a response that this request may not have.",
            ),
        }
    }
}
