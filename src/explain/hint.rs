use std::fmt;

use super::near_miss::NearMiss;
use super::words::{UrlOf, Value};

/// A hint at what lies behind a finding: the cause of a symptom, or a value that is nearly right.
///
/// Printing a hint gives a sentence. A `hop` is one URL of the fetch: hop 0 is the first URL, and each redirect leads to the
/// next hop.
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
    /// The value is nearly the right one.
    NearMiss(NearMiss),
    /// The status suggests that a proxy sent an error page of its own, because the server behind it did not answer.
    GatewayError {
        /// The status of the response.
        status: u16,
    },
    /// The server failed, most likely before it added the CORS headers.
    ServerError {
        /// The status of the response.
        status: u16,
    },
    /// A limit was exceeded: the body, the URL or the headers were too long, or there were too many requests.
    LimitExceeded {
        /// The status of the response.
        status: u16,
    },
    /// The server denied access, most likely before it added the CORS headers.
    AccessDenied {
        /// The status of the response.
        status: u16,
    },
    /// The server rejected a preflight because it checks authentication first. Browsers send no credentials with a
    /// preflight.
    PreflightAuthentication {
        /// The status of the response.
        status: u16,
    },
    /// The server rejected a preflight: it has no rule for this origin, method or header, or it checks authentication first.
    PreflightRejected {
        /// The status of the response.
        status: u16,
    },
    /// The server has no route for this method and path.
    NotRouted {
        /// The status of the response.
        status: u16,
    },
    /// The status belongs to another kind of error.
    ErrorStatus {
        /// The status of the response.
        status: u16,
    },
    /// The response has status 304, which confirms a stored response.
    NotModified,
    /// A redirect changed the `Origin` of the request to `null`.
    OriginNulledByRedirect {
        /// The hop that ended with this redirect.
        hop: usize,
    },
    /// The page has an opaque origin, like every page of a `file:` or `data:` URL and every sandboxed frame.
    OpaqueOrigin,
    /// A redirect led to a login page: the session has ended, or no credentials were sent.
    RedirectedToLogin {
        /// The hop that ended with this redirect.
        hop: usize,
    },
    /// No credentials were sent to the server that redirected to a login page.
    NoCredentialsSent {
        /// The hop that was fetched without credentials.
        hop: usize,
    },
    /// A redirect led from `https:` to `http:`. The server may not know that a proxy in front of it uses TLS.
    InsecureRedirect {
        /// The hop that ended with this redirect.
        hop: usize,
    },
    /// A redirect led to this server from another one.
    Redirected {
        /// The hop that ended with this redirect.
        hop: usize,
    },
    /// The redirects form a loop.
    RedirectLoop {
        /// The first hop of the loop.
        hop: usize,
    },
    /// The redirect only adds or removes a slash at the end of the path.
    SlashRedirect,
    /// The redirect only changes the scheme from `http` to `https`.
    SchemeRedirect,
    /// The redirect only adds or removes `www.`.
    WwwRedirect,
    /// The response looks like one that a cache stored for another page.
    LooksCached,
    /// The response came from the host's HTTP cache.
    FromCache,
    /// No preflight was sent, because the preflight cache holds the permission from an earlier one.
    PreflightRemembered,
    /// The page writes a method in lower case, and servers expect it in upper case.
    MethodCase {
        /// The method in upper case.
        method: String,
    },
    /// The request header is a response header. On a request it has no effect.
    ResponseHeader,
    /// A tracing library adds this request header.
    TracingHeader,
    /// The HTTP cache adds this request header itself where it is needed.
    CacheHeader,
    /// The request header describes a body, and the request has none.
    NoBody,
    /// The value of the request header is longer than 128 bytes.
    ValueTooLong {
        /// The length of the value in bytes.
        length: usize,
    },
    /// The value of the request header is not a single range with a start.
    NotASimpleRange,
    /// The value of the request header contains a byte that is not CORS-safelisted.
    UnsafeByte,
    /// The value of `Content-Type` is not a type that an HTML form can send.
    NotAFormType,
    /// Today's browsers allow this, although the standard does not.
    BrowsersAllow,
    /// The URL has a scheme that an app, a web view or an extension serves itself.
    OwnScheme,
    /// The URL is a WebSocket URL, which only `new WebSocket(url)` accepts.
    WebSocketUrl,
    /// The request is the handshake of a WebSocket, but its URL still has the scheme `ws` or `wss`.
    WebSocketRequest,
    /// The URL has no scheme, so its host name was read as the scheme.
    SchemeMissing,
    /// The response has a header whose name looks like a misspelling of the missing one.
    MisspeltHeader {
        /// The name of the misspelt header, in lower case.
        name: String,
    },
    /// The URL is a `file:` URL, which pages cannot fetch.
    FileUrl,
    /// The service worker fetched the response with mode *no-cors*.
    WorkerUsedNoCors,
}

impl Hint {
    /// Returns a stable name for the hint, for scripts and statistics.
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
                "Status {status} suggests that a proxy sent this response because the server behind it did not answer. Look into that first."
            ),
            Self::ServerError { status } => write!(
                f,
                "Status {status} suggests that the server failed before it added the CORS headers. Look into that first."
            ),
            Self::LimitExceeded { status: 413 } => f.write_str(
                "Status 413 means that the body is larger than a server or a proxy allows. Check that limit first.",
            ),
            Self::LimitExceeded { status: 414 } => f.write_str("Status 414 means that the URL is too long."),
            Self::LimitExceeded { status: 431 } => f.write_str("Status 431 means that the headers are too long."),
            Self::LimitExceeded { status } => {
                write!(f, "Status {status} means that there were too many requests.")
            }
            Self::AccessDenied { status } => write!(
                f,
                "Status {status} suggests that the server denied access before it added the CORS headers."
            ),
            Self::PreflightAuthentication { status } => write!(
                f,
                "Status {status} suggests that the server checks authentication before it answers preflights. Browsers send \
                 neither cookies nor `Authorization` with a preflight."
            ),
            Self::PreflightRejected { status } => write!(
                f,
                "Status {status} often means that the server has no rule for this origin, method or header. It can also mean \
                 that the server checks authentication before it answers preflights."
            ),
            Self::NotRouted { status } => {
                write!(f, "Status {status} suggests that the server has no route for this method and path.")
            }
            Self::ErrorStatus { status } => write!(
                f,
                "Status {status} is an error. Error responses need the CORS headers, too."
            ),
            Self::NotModified => f.write_str(
                "Status 304 confirms a stored response. It needs the same CORS headers as that response.",
            ),
            Self::OriginNulledByRedirect { hop } => write!(
                f,
                "Redirect {} led from a cross-origin server to another origin. From then on, the browser sends `Origin: null`.",
                hop + 1
            ),
            Self::OpaqueOrigin => f.write_str(
                "The page has an opaque origin, like every page of a `file:` or `data:` URL and every sandboxed frame. Servers see `Origin: null`.",
            ),
            Self::RedirectedToLogin { hop } => write!(
                f,
                "Redirect {} leads to what looks like a login page. The session may have ended, or no cookies were sent.",
                hop + 1
            ),
            Self::NoCredentialsSent { .. } => {
                f.write_str("The server that redirected got no credentials, because of the credentials mode.")
            }
            Self::InsecureRedirect { hop } => write!(
                f,
                "Redirect {} leads from `https:` to `http:`. The server may not know that a proxy in front of it uses TLS \
                 (`X-Forwarded-Proto`).",
                hop + 1
            ),
            Self::Redirected { hop } => write!(f, "Redirect {} led here from another server.", hop + 1),
            Self::RedirectLoop { hop } => write!(f, "The redirects form a loop, which begins at {}.", UrlOf(*hop)),
            Self::SlashRedirect => f.write_str("The redirect only adds or removes a slash at the end of the path."),
            Self::SchemeRedirect => f.write_str("The redirect only changes `http:` to `https:`."),
            Self::WwwRedirect => f.write_str("The redirect only adds or removes `www.`."),
            Self::LooksCached => f.write_str(
                "The response looks like one that a cache stored for another page. Send `Vary: Origin`, and clear the cache.",
            ),
            Self::FromCache => f.write_str(
                "The response came from the browser's HTTP cache, which stored it for an earlier request.",
            ),
            Self::PreflightRemembered => f.write_str(
                "No preflight was sent, because the preflight cache holds the permission from an earlier one.",
            ),
            Self::MethodCase { method } => {
                write!(f, "Methods are case-sensitive, and servers expect {method}.")
            }
            Self::ResponseHeader => f.write_str("This is a response header. On a request it has no effect."),
            Self::TracingHeader => {
                f.write_str("A tracing library adds this header. Configure the library so that it skips this URL.")
            }
            Self::CacheHeader => f.write_str(
                "The browser's HTTP cache adds this header itself. Use the option `cache` of `fetch()`, which needs no preflight.",
            ),
            Self::NoBody => f.write_str("The header describes a body, but the request has none."),
            Self::ValueTooLong { length } => {
                write!(f, "The value has {length} bytes. A value of at most 128 bytes needs no permission.")
            }
            Self::NotASimpleRange => {
                f.write_str("Only a single range with a start, such as `bytes=0-99`, needs no permission.")
            }
            Self::UnsafeByte => f.write_str("The value contains a character that needs permission."),
            Self::NotAFormType => f.write_str("An HTML form cannot send this content type, so it needs permission."),
            Self::BrowsersAllow => f.write_str("Today's browsers allow this, although the standard does not."),
            Self::WebSocketUrl => f.write_str(
                "This is a WebSocket URL. Only `new WebSocket(url)` can connect to it. For everything else, use an `https:` URL.",
            ),
            Self::WebSocketRequest => f.write_str(
                "The request of a WebSocket must have an `http:` URL in place of `ws:`, and an `https:` URL in place of `wss:`.",
            ),
            Self::SchemeMissing => {
                f.write_str("The URL has no scheme, so its host name was read as one. Begin it with `http://` or `https://`.")
            }
            Self::MisspeltHeader { name } => {
                write!(f, "The response has the header {}, which may be misspelt.", Value(name))
            }
            Self::OwnScheme => f.write_str("This is a scheme that an app, a web view or an extension serves itself."),
            Self::FileUrl => f.write_str("A page cannot fetch files. Serve the page and the file over HTTP."),
            Self::WorkerUsedNoCors => f.write_str(
                "The service worker fetched with mode `no-cors`. It cannot use the response for this request.",
            ),
        }
    }
}
