//! Refusals: every way in which a fetch ends without a response, as a value.
//!
//! Each has a payload, a phase and a step of the standard. All of it is for the host, its developer
//! tools and its tests: script must see none of it but that there was a network error.

mod authentication;
mod blob_range;
mod cause;
mod code;
mod host;
mod keepalive;
mod kind;
pub(crate) mod step;
mod violation;

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use url::Url;

pub use authentication::AuthenticationError;
pub use blob_range::BlobRangeError;
pub use host::HostError;
pub use keepalive::KeepaliveError;
pub use kind::ErrorKind;
pub use step::SpecStep;
pub use violation::{CorpViolation, Disposition};

use self::cause::Cause;
use crate::header::extract::ExtractFailure;
use crate::redacted::{RedactedText, RedactedUrl};
use crate::request::{Destination, EmbedderPolicyValue, RedirectMode};

/// A network error: why a fetch ended without a response, when, and where.
///
/// <https://fetch.spec.whatwg.org/#concept-network-error>
///
/// ```
/// use fetch_cors::error::{CorsCheckError, Phase, Reason};
/// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
/// let Step::Send(get) = fetch::<()>(page.fetch("https://api.example/").build()?, &mut cache, now) else {
///     unreachable!()
/// };
/// let Step::Done(Err(error)) = get.respond(http::Response::new(()), &mut cache, now) else {
///     unreachable!()
/// };
/// assert_eq!(error.reason(), &Reason::CorsCheck(CorsCheckError::MissingAllowOrigin));
/// assert_eq!(error.phase(), Phase::Actual);
/// assert_eq!(error.step().to_string(), "CORS check 2");
/// assert_eq!(error.status(), Some(200));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct NetworkError {
    // Boxed, so that a `Result` with it stays small.
    reason: Box<Reason>,
    cause: Cause,
    phase: Phase,
    url: Box<Url>,
    initial_url: Box<Url>,
    request_origin: Box<str>,
    status: Option<u16>,
    tainted: bool,
    exempt_from_cors: bool,
    corp_violations: Vec<CorpViolation>,
}

/// The circumstances in which a fetch ended with a network error.
pub(crate) struct Circumstances<'a> {
    pub(crate) phase: Phase,
    pub(crate) url: &'a Url,
    pub(crate) initial_url: &'a Url,
    pub(crate) request_origin: &'a str,
    pub(crate) status: Option<u16>,
    pub(crate) tainted: bool,
    pub(crate) exempt_from_cors: bool,
}

impl NetworkError {
    pub(crate) fn new(reason: Reason, circumstances: Circumstances<'_>) -> Self {
        Self {
            reason: Box::new(reason),
            cause: Cause::default(),
            phase: circumstances.phase,
            url: Box::new(circumstances.url.clone()),
            initial_url: Box::new(circumstances.initial_url.clone()),
            request_origin: circumstances.request_origin.into(),
            status: circumstances.status,
            tainted: circumstances.tainted,
            exempt_from_cors: circumstances.exempt_from_cors,
            corp_violations: Vec::new(),
        }
    }

    /// Sets the source. An error prints its reason, so a cause that is the reason itself is not its source too.
    pub(crate) fn with_cause(self, cause: Box<dyn Error + Send + Sync>) -> Self {
        let is_reason = match *self.reason {
            Reason::Host(_) => cause.is::<HostError>(),
            Reason::Keepalive(_) => cause.is::<KeepaliveError>(),
            Reason::BlobRange(_) => cause.is::<BlobRangeError>(),
            _ => false,
        };
        if is_reason { self } else { Self { cause: Cause::from(cause), ..self } }
    }

    pub(crate) fn with_corp_violations(self, corp_violations: Vec<CorpViolation>) -> Self {
        Self { corp_violations, ..self }
    }

    /// What the client's embedder policy wants to have reported, of redirects on the way too.
    #[must_use]
    pub fn corp_violations(&self) -> &[CorpViolation] {
        &self.corp_violations
    }

    /// Returns why. The reason is no [source](Error::source) of the error, as the error prints it already.
    #[must_use]
    pub fn reason(&self) -> &Reason {
        &self.reason
    }

    /// Returns the kind of the error: whether the fetch was refused, or who failed.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.reason.kind()
    }

    /// When.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The algorithm and the step of the standard that says so.
    #[must_use]
    pub fn step(&self) -> SpecStep {
        self.reason.step(self.phase)
    }

    /// The request's current URL at that time, with its user name and password if it has them; the message
    /// of the error leaves these out.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The URL that was asked for first.
    #[must_use]
    pub fn initial_url(&self) -> &Url {
        &self.initial_url
    }

    /// The origin of the request, serialised; not `null` for redirects.
    #[must_use]
    pub fn request_origin(&self) -> &str {
        &self.request_origin
    }

    /// The status of the response that was refused, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// Whether redirects had made the request's origin `null` by then.
    #[must_use]
    pub fn is_redirect_tainted(&self) -> bool {
        self.tainted
    }

    /// Returns whether the client's [`CorsPolicy`](crate::request::CorsPolicy) exempted the request from CORS, at any hop.
    #[must_use]
    pub fn is_exempt_from_cors(&self) -> bool {
        self.exempt_from_cors
    }
}

/// Prints the reason, and of the URL neither user name and password nor query and fragment.
impl fmt::Display for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({}, {})", RedactedUrl(&self.url), self.reason, self.phase, self.step())
    }
}

/// Prints as much of the URLs as `Display` does.
impl fmt::Debug for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NetworkError")
            .field("reason", &self.reason)
            .field("cause", &self.cause)
            .field("phase", &self.phase)
            .field("url", &RedactedUrl(&self.url))
            .field("initial_url", &RedactedUrl(&self.initial_url))
            .field("request_origin", &self.request_origin)
            .field("status", &self.status)
            .field("tainted", &self.tainted)
            .field("exempt_from_cors", &self.exempt_from_cors)
            .field("corp_violations", &self.corp_violations)
            .finish()
    }
}

/// The source is the cause with which the host failed an exchange, if there is one.
impl Error for NetworkError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_error()
    }
}

/// Which message a fetch had come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// Before anything was sent to the current URL.
    Request,
    /// The preflight and its response.
    Preflight,
    /// The actual request, and a response that is no redirect.
    Actual,
    /// A response that redirects.
    Redirect,
    /// What a service worker answered.
    ServiceWorker,
    /// A response that the host made from a local URL.
    Local,
}

impl Phase {
    /// A short name for it, for logs and scripts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Preflight => "preflight",
            Self::Actual => "actual",
            Self::Redirect => "redirect",
            Self::ServiceWorker => "service-worker",
            Self::Local => "local",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a fetch ended in a network error.
///
/// Which of several is named: the first in the order of the standard's steps.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// The host blocked it.
    #[error("blocked by {0}")]
    Blocked(Blocker),
    /// The URL's port is one of another protocol.
    #[error("port {port} is blocked")]
    BadPort {
        /// The port.
        port: u16,
    },
    /// Main fetch knows no way for such a request.
    #[error(transparent)]
    Tainting(#[from] TaintingError),
    /// The scheme of the URL has no resource to give.
    #[error("nothing can be fetched from a URL of scheme {scheme:?}")]
    Scheme {
        /// The scheme.
        scheme: String,
    },
    /// A `blob:` URL answers to `GET` only.
    #[error("a blob: URL answers to GET only, not to {method}")]
    BlobMethod {
        /// The request's method.
        method: String,
    },
    /// A `blob:` URL has no response to a request with such a `Range` header.
    #[error(transparent)]
    BlobRange(#[from] BlobRangeError),
    /// The host has nothing at a URL that it serves itself.
    #[error("there is nothing at this {scheme}: URL")]
    LocalFailure {
        /// The URL's scheme.
        scheme: String,
    },
    /// The bodies with *keepalive* of the client have too many bytes.
    #[error(transparent)]
    Keepalive(#[from] KeepaliveError),
    /// The network gave no response. The [source](Error::source) of the error is the cause that the host gave.
    #[error("the network gave no response")]
    NetworkFailure,
    /// The host's HTTP client cannot represent the message, so it was not sent. The [source](Error::source) of the error
    /// says why: a [`ToHttpError`](crate::fetch::ToHttpError) or a [`ToHeaderMapError`](crate::header::ToHeaderMapError).
    #[error("the host's HTTP client cannot represent the message")]
    UnsendableMessage,
    /// The server or the proxy asks for credentials that cannot be sent.
    #[error(transparent)]
    Authentication(#[from] AuthenticationError),
    /// The response does not pass the CORS check.
    #[error(transparent)]
    CorsCheck(#[from] CorsCheckError),
    /// The preflight does not allow the request.
    #[error(transparent)]
    Preflight(#[from] PreflightError),
    /// A resource policy forbids another origin to use the response.
    #[error(transparent)]
    ResourcePolicy(#[from] CorpError),
    /// What the response says it is, is not what was asked for.
    #[error(transparent)]
    MimeType(#[from] MimeError),
    /// A part of a resource, to a request that asked for the whole: a service worker has mixed them up.
    #[error("status {status} answers a range, and none was asked for")]
    RangeNotRequested {
        /// The status, 206 or 416.
        status: u16,
    },
    /// There was a redirect, and the request's redirect mode is *error*.
    #[error("redirected, which the redirect mode forbids")]
    RedirectModeError,
    /// There was a redirect that may not be followed.
    #[error(transparent)]
    Redirect(#[from] RedirectError),
    /// A service worker answered with what such a request may not have.
    #[error(transparent)]
    ServiceWorker(#[from] ServiceWorkerError),
    /// The host used the engine wrongly.
    #[error(transparent)]
    Host(#[from] HostError),
}

/// What stopped a request for the host.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Blocker {
    /// Content Security Policy.
    ContentSecurityPolicy,
    /// Mixed Content.
    MixedContent,
    /// Integrity Policy.
    IntegrityPolicy,
    /// The local-URLs-only flag.
    LocalUrlsOnly,
    /// Something of the host's own, by name.
    Host(Cow<'static, str>),
}

impl fmt::Display for Blocker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ContentSecurityPolicy => "Content Security Policy",
            Self::MixedContent => "Mixed Content",
            Self::IntegrityPolicy => "Integrity Policy",
            Self::LocalUrlsOnly => "the local-URLs-only flag",
            Self::Host(name) => name,
        })
    }
}

/// Why main fetch has no way for a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TaintingError {
    /// A request of mode *same-origin* to another origin, or to its own by way of another.
    #[error("mode same-origin, but another origin is or was involved")]
    SameOriginMode,
    /// A request of mode *no-cors* whose redirect mode is not *follow*.
    #[error("mode no-cors cannot have redirect mode {redirect_mode}")]
    NoCorsRedirectMode {
        /// The request's redirect mode.
        redirect_mode: RedirectMode,
    },
    /// A request of mode *cors* to a URL that is not HTTP(S).
    #[error("CORS needs an HTTP(S) URL, not scheme {scheme:?}")]
    SchemeNotHttp {
        /// The URL's scheme.
        scheme: String,
    },
}

/// Why a response does not pass the CORS check.
///
/// `Debug` and `Display` print of the values what is no secret.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CorsCheckError {
    /// There is no `Access-Control-Allow-Origin`.
    #[error("no Access-Control-Allow-Origin")]
    MissingAllowOrigin,
    /// `Access-Control-Allow-Origin` is `*`, and the request's credentials mode is *include*.
    #[error("Access-Control-Allow-Origin is `*`, which is no permission with credentials")]
    WildcardWithCredentials,
    /// `Access-Control-Allow-Origin` stands on several lines.
    #[error("{lines} lines of Access-Control-Allow-Origin: {}", RedactedText(&lossy(value)))]
    MultipleAllowOrigin {
        /// How many.
        lines: usize,
        /// Their values, joined.
        value: Vec<u8>,
    },
    /// One `Access-Control-Allow-Origin` lists several origins, with spaces or commas between.
    #[error("Access-Control-Allow-Origin is a list: {}", RedactedText(&lossy(value)))]
    AllowOriginList {
        /// Its value.
        value: Vec<u8>,
    },
    /// `Access-Control-Allow-Origin` is neither an origin nor `null` nor `*`.
    #[error("Access-Control-Allow-Origin is not an origin: {}", RedactedText(&lossy(value)))]
    AllowOriginNotAnOrigin {
        /// Its value.
        value: Vec<u8>,
    },
    /// `Access-Control-Allow-Origin` is another origin.
    #[error("Access-Control-Allow-Origin is {}, not {}", RedactedText(&lossy(value)), lossy(expected))]
    AllowOriginMismatch {
        /// Its value.
        value: Vec<u8>,
        /// What it would have to be: the request's `Origin`.
        expected: Vec<u8>,
    },
    /// `Access-Control-Allow-Origin` is an origin, while redirects have made the request's `null`.
    #[error(
        "Access-Control-Allow-Origin is {}, but redirects have made the origin null",
        RedactedText(&lossy(value))
    )]
    AllowOriginMismatchTainted {
        /// Its value.
        value: Vec<u8>,
    },
    /// The credentials mode is *include* and there is no `Access-Control-Allow-Credentials`.
    #[error("no Access-Control-Allow-Credentials, which credentials need")]
    MissingAllowCredentials,
    /// The credentials mode is *include* and `Access-Control-Allow-Credentials` is not `true`.
    #[error("Access-Control-Allow-Credentials is {}, not true", lossy(value))]
    AllowCredentialsNotTrue {
        /// Its value; several lines joined.
        value: Vec<u8>,
    },
}

/// Why a preflight's response does not allow the request.
///
/// The location of a redirect may hold a secret, so neither `Debug` nor `Display` prints it.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PreflightError {
    /// It does not pass the CORS check.
    #[error(transparent)]
    CorsCheck(#[from] CorsCheckError),
    /// It is a redirect.
    #[error("the preflight was redirected ({status})")]
    Redirected {
        /// Its status.
        status: u16,
        /// Its `Location`, if it has one.
        location: Option<Vec<u8>>,
    },
    /// Its status is not in the range 200 to 299.
    #[error("the preflight's status is {status}")]
    NotOk {
        /// Its status.
        status: u16,
    },
    /// `Access-Control-Allow-Methods` does not parse.
    #[error("Access-Control-Allow-Methods: {failure}")]
    AllowMethodsInvalid {
        /// What does not.
        failure: ExtractFailure,
    },
    /// `Access-Control-Allow-Headers` does not parse.
    #[error("Access-Control-Allow-Headers: {failure}")]
    AllowHeadersInvalid {
        /// What does not.
        failure: ExtractFailure,
    },
    /// The method is neither allowed nor safelisted.
    #[error("the method {method} is not allowed")]
    MethodNotAllowed {
        /// The request's method.
        method: String,
    },
    /// The method is not listed, and `*` does not count with credentials.
    #[error("the method {method} is not listed, and `*` does not count with credentials")]
    MethodWildcardIgnored {
        /// The request's method.
        method: String,
    },
    /// A header is neither allowed nor safelisted.
    #[error("the header {name} is not allowed")]
    HeaderNotAllowed {
        /// Its name, in lower case.
        name: String,
    },
    /// A header is not listed, and `*` does not count with credentials.
    #[error("the header {name} is not listed, and `*` does not count with credentials")]
    HeaderWildcardIgnored {
        /// Its name, in lower case.
        name: String,
    },
    /// A header that is safe by itself needs permission because safelisted values are more than
    /// 1,024 bytes in all, and has none.
    #[error("the header {name} is not allowed, which it needs as safelisted values exceed 1024 bytes")]
    HeaderUnsafeByTotalSize {
        /// Its name, in lower case.
        name: String,
    },
    /// `Authorization` is not listed, and `*` does not cover it.
    #[error("the header authorization is not listed, and `*` does not cover it")]
    AuthorizationNotCoveredByWildcard,
}

impl PreflightError {
    /// Returns the name of the request header that is not allowed, in lower case; `None` for every other error.
    ///
    /// ```
    /// use fetch_cors::error::PreflightError;
    /// let error = PreflightError::HeaderNotAllowed { name: "x-token".to_owned() };
    /// assert_eq!(error.header_name(), Some("x-token"));
    /// assert_eq!(PreflightError::NotOk { status: 404 }.header_name(), None);
    /// ```
    #[must_use]
    pub fn header_name(&self) -> Option<&str> {
        match self {
            Self::HeaderNotAllowed { name }
            | Self::HeaderWildcardIgnored { name }
            | Self::HeaderUnsafeByTotalSize { name } => Some(name),
            Self::AuthorizationNotCoveredByWildcard => Some("authorization"),
            _ => None,
        }
    }
}

/// Why another origin may not use a response, CORS or not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CorpError {
    /// `Cross-Origin-Resource-Policy` is `same-origin`, and the request is of another one.
    #[error("Cross-Origin-Resource-Policy is same-origin")]
    SameOrigin,
    /// `Cross-Origin-Resource-Policy` is `same-site`, and the request is of another one, or not encrypted
    /// where the response was.
    #[error("Cross-Origin-Resource-Policy is same-site")]
    SameSite,
    /// There is no `Cross-Origin-Resource-Policy`, and the embedder policy of the page wants one.
    #[error("no Cross-Origin-Resource-Policy, which the page's embedder policy {policy} needs")]
    EmbedderPolicy {
        /// The embedder policy.
        policy: EmbedderPolicyValue,
    },
}

/// Why a response is not of the type that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MimeError {
    /// The response forbids to guess its type, and says that it is neither script nor style.
    #[error("nosniff, and the type is {}", essence.as_deref().unwrap_or("unknown"))]
    Nosniff {
        /// What was asked for.
        destination: Destination,
        /// What it says it is.
        essence: Option<String>,
    },
    /// A picture, a sound, a film or a table is no script.
    #[error("{essence} is no script")]
    NotScript {
        /// What was asked for.
        destination: Destination,
        /// What it says it is.
        essence: String,
    },
}

/// Why a redirect may not be followed.
///
/// The location may hold a secret, so `Debug` and `Display` print the part of it that is none.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RedirectError {
    /// `Location` stands on several lines.
    #[error("{lines} lines of Location")]
    LocationRepeated {
        /// How many.
        lines: usize,
    },
    /// `Location` is no URL.
    #[error("Location is no URL: {}", RedactedText(&lossy(value)))]
    LocationInvalid {
        /// Its value.
        value: Vec<u8>,
    },
    /// `Location` is a URL that is not HTTP(S).
    #[error("redirected to a URL of scheme {scheme:?}")]
    SchemeNotHttp {
        /// Its scheme.
        scheme: String,
    },
    /// It would be the 21st redirect.
    #[error("more than 20 redirects")]
    TooManyRedirects,
    /// A request of mode *cors* is led to another origin, by a URL with a user name or password.
    #[error("redirected to another origin by a URL with credentials")]
    CrossOriginWithCredentials,
    /// A request that is tainted *cors* already is led on by a URL with a user name or password.
    #[error("redirected by a URL with credentials after a cross-origin response")]
    TaintedWithCredentials,
    /// The body is a stream, which cannot be sent again.
    #[error("redirected, but the body is a stream and cannot be sent again")]
    StreamBody,
}

impl fmt::Debug for CorsCheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CorsCheckError({self})")
    }
}

impl fmt::Debug for PreflightError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PreflightError({self})")
    }
}

impl fmt::Debug for RedirectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RedirectError({self})")
    }
}

/// Why a service worker's answer is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum ServiceWorkerError {
    /// It is an error.
    #[error("the service worker answered with an error")]
    Error,
    /// A CORS response to a request of mode *same-origin*.
    #[error("the service worker answered a same-origin request with a CORS response")]
    CorsForSameOrigin,
    /// An opaque response to a request that is not of mode *no-cors*.
    #[error("the service worker answered with an opaque response, which only no-cors requests may have")]
    Opaque,
    /// An opaque-redirect response to a request whose redirect mode is not *manual*.
    #[error("the service worker answered with an opaque redirect, which redirect mode manual only may have")]
    OpaqueRedirect,
    /// A response that was redirected, to a request whose redirect mode is not *follow*.
    #[error(
        "the service worker answered with a redirected response, which redirect mode follow only may have"
    )]
    Redirected,
}

impl ServiceWorkerError {
    /// Returns what to change in the service worker, as a sentence.
    ///
    /// ```
    /// use fetch_cors::error::ServiceWorkerError;
    /// assert!(ServiceWorkerError::Opaque.remedy().contains("mode \"cors\""));
    /// ```
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Error => "Let the service worker catch the failure, and answer with a response.",
            Self::CorsForSameOrigin => {
                "Let the service worker answer with a response of the page's own origin, or use mode \"cors\" in the page."
            }
            Self::Opaque => {
                "Let the service worker fetch with mode \"cors\", or let it pass the request on to the network."
            }
            Self::OpaqueRedirect => "Let the service worker follow the redirect.",
            Self::Redirected => {
                "Let the service worker answer with a copy of the response, `new Response(response.body)`, which has no URL."
            }
        }
    }
}

fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}
