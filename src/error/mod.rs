//! The errors that end a fetch: each reason as a value, with the phase and the step of the standard.
//!
//! A fetch that ends without a response ends with a [`NetworkError`]. [`NetworkError::reason`] returns a [`Reason`],
//! which names the exact cause and holds its details. [`NetworkError::kind`] says which of four kinds the error is: a
//! refusal, a message that cannot be sent, no response, or a mistake of the host.
//!
//! These words have different meanings in this crate:
//!
//! - A *network error* is every end of a fetch without a response. It is a *refusal* if a rule of the standard ended
//!   the fetch, or the host blocked the request.
//! - The *reason* is the rule or the event that ended the fetch. Each network error has one.
//! - The *source* is the error that the host passed to [`Exchange::fail`](crate::Exchange::fail) or
//!   [`LocalFetch::fail`](crate::LocalFetch::fail), for example the error of its HTTP client.
//! - A *finding* belongs to the module [`explain`](crate::explain). A network error has only the first reason. An
//!   explanation has a finding for each reason, and says what to change.
//!
//! All of this is for the host, its developer tools and its tests. Script may learn only that there was a network error.

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

/// A network error: the reason why a fetch ended without a response, with the phase and the URL.
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
    // Boxed, so that a `Result` with a network error stays small.
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

    /// Sets the source of the error. If the cause is the reason itself, the `Display` text of the error already
    /// contains it, so the cause does not become the source.
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

    /// Returns the violations of the client's embedder policy that the host has to report. They include the violations
    /// by redirects.
    #[must_use]
    pub fn corp_violations(&self) -> &[CorpViolation] {
        &self.corp_violations
    }

    /// Returns the reason of the error. [`Error::source`] does not return the reason, because the `Display` text of the
    /// error already contains it.
    #[must_use]
    pub fn reason(&self) -> &Reason {
        &self.reason
    }

    /// Returns the kind of the error: a refusal, a message that cannot be sent, no response, or a mistake of the host.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.reason.kind()
    }

    /// Returns the phase in which the fetch ended.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Returns the step of the standard that ended the fetch.
    #[must_use]
    pub fn step(&self) -> SpecStep {
        self.reason.step(self.phase)
    }

    /// Returns the current URL of the request when the fetch ended. The URL includes its user name and password, if it
    /// has any. The `Display` text of the error leaves them out.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Returns the first URL of the request.
    #[must_use]
    pub fn initial_url(&self) -> &Url {
        &self.initial_url
    }

    /// Returns the serialised origin of the request. Redirects do not make it `null`, unlike the value of the `Origin`
    /// header.
    #[must_use]
    pub fn request_origin(&self) -> &str {
        &self.request_origin
    }

    /// Returns the status of the response that was refused, if there was a response.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// Returns whether redirects had changed the value of the `Origin` header to `null` before the fetch ended.
    #[must_use]
    pub fn is_redirect_tainted(&self) -> bool {
        self.tainted
    }

    /// Returns whether the client's [`CorsPolicy`](crate::request::CorsPolicy) exempted the request from CORS, at any of its
    /// URLs.
    #[must_use]
    pub fn is_exempt_from_cors(&self) -> bool {
        self.exempt_from_cors
    }
}

/// Prints the URL without user name, password, query and fragment, then the reason, the phase and the step.
impl fmt::Display for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} (phase: {}, step: {})",
            RedactedUrl(&self.url),
            self.reason,
            self.phase,
            self.step()
        )
    }
}

/// Prints the URLs without user name, password, query and fragment, as `Display` does.
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

/// Returns the source: the `cause` that the host passed to [`Exchange::fail`](crate::Exchange::fail) or
/// [`LocalFetch::fail`](crate::LocalFetch::fail). Returns `None` if there is no cause, or if the cause became the
/// reason.
impl Error for NetworkError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_error()
    }
}

/// The phase of a fetch: which message or response it had reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// Nothing was sent to the current URL yet.
    Request,
    /// The preflight and its response.
    Preflight,
    /// The actual request and its response, if the response is not a redirect.
    Actual,
    /// The response to the actual request, if it is a redirect.
    Redirect,
    /// The response of a service worker.
    ServiceWorker,
    /// The response of the host itself to a local URL, such as a `blob:` URL.
    Local,
}

impl Phase {
    /// Returns a short name of the phase, for logs and scripts.
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

/// The reason why a fetch ended in a network error.
///
/// If there are several reasons, this is the one that comes first in the order of the standard's steps.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// The host blocked the request.
    #[error("the request was blocked by {0}")]
    Blocked(Blocker),
    /// The port of the URL belongs to another protocol.
    #[error("port {port} is blocked, because another protocol uses it")]
    BadPort {
        /// The port of the URL.
        port: u16,
    },
    /// Main fetch returned a network error before sending anything, because of the mode of the request.
    #[error(transparent)]
    Tainting(#[from] TaintingError),
    /// The scheme of the URL is not one that can be fetched.
    #[error("a URL with the scheme {scheme:?} cannot be fetched")]
    Scheme {
        /// The scheme of the URL.
        scheme: String,
    },
    /// The URL is a `blob:` URL, and the method is not `GET`.
    #[error("a blob: URL can be fetched with GET only, not with {method}")]
    BlobMethod {
        /// The method of the request.
        method: String,
    },
    /// The blob of a `blob:` URL does not have the range that the `Range` header asks for.
    #[error(transparent)]
    BlobRange(#[from] BlobRangeError),
    /// The host has no resource for a URL that it serves itself.
    #[error("no resource was found for this {scheme}: URL")]
    LocalFailure {
        /// The scheme of the URL.
        scheme: String,
    },
    /// The bodies of the client's requests with *keepalive* have too many bytes.
    #[error(transparent)]
    Keepalive(#[from] KeepaliveError),
    /// The network returned no response. The [source](Error::source) of the error is the error that the host passed.
    #[error("the network returned no response")]
    NetworkFailure,
    /// The host's HTTP client cannot represent the message, so it was not sent. The [source](Error::source) of the error
    /// says why: a [`ToHttpError`](crate::fetch::ToHttpError) or a [`ToHeaderMapError`](crate::header::ToHeaderMapError).
    #[error("the HTTP client of the host cannot represent the message, so it was not sent")]
    UnsendableMessage,
    /// The server or the proxy asks for a password, but the request cannot be sent again with a password.
    #[error(transparent)]
    Authentication(#[from] AuthenticationError),
    /// The response does not pass the CORS check.
    #[error(transparent)]
    CorsCheck(#[from] CorsCheckError),
    /// The preflight does not allow the request.
    #[error(transparent)]
    Preflight(#[from] PreflightError),
    /// The response, or the embedder policy of the page, does not allow the page to embed the response.
    #[error(transparent)]
    ResourcePolicy(#[from] CorpError),
    /// The type of the response does not fit the destination of the request.
    #[error(transparent)]
    MimeType(#[from] MimeError),
    /// The request was for a whole resource. The service worker answered with a response that contains only a part of a
    /// resource, or the status 416.
    #[error("the service worker answered with status {status}, but the request did not ask for a range")]
    RangeNotRequested {
        /// The status of the response, 206 or 416.
        status: u16,
    },
    /// The response is a redirect, and the redirect mode of the request is *error*.
    #[error("the server redirected, but the redirect mode is \"error\"")]
    RedirectModeError,
    /// The response is a redirect that may not be followed.
    #[error(transparent)]
    Redirect(#[from] RedirectError),
    /// A service worker answered with a kind of response that is not allowed for this request.
    #[error(transparent)]
    ServiceWorker(#[from] ServiceWorkerError),
    /// The host used the engine wrongly.
    #[error(transparent)]
    Host(#[from] HostError),
}

/// The policy or the part of a host that blocked a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Blocker {
    /// The Content Security Policy of the page.
    ContentSecurityPolicy,
    /// The rules of Mixed Content: a page from HTTPS does not load from HTTP.
    MixedContent,
    /// The Integrity Policy of the page.
    IntegrityPolicy,
    /// The local-URLs-only flag of the request.
    LocalUrlsOnly,
    /// A rule of the host's own. The text is its name, for messages.
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

/// The reason why main fetch refuses a request because of its mode.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TaintingError {
    /// The mode is *same-origin*, and the current URL or an earlier URL of the request has another origin.
    #[error(
        "the mode is \"same-origin\", but the request goes to another origin or came from one by a redirect"
    )]
    SameOriginMode,
    /// The mode is *no-cors*, and the redirect mode is not *follow*.
    #[error("mode \"no-cors\" needs redirect mode \"follow\", not \"{redirect_mode}\"")]
    NoCorsRedirectMode {
        /// The redirect mode of the request.
        redirect_mode: RedirectMode,
    },
    /// The mode is *cors*, and the URL of another origin is not HTTP(S).
    #[error("a cross-origin request needs an HTTP(S) URL, not one with the scheme {scheme:?}")]
    SchemeNotHttp {
        /// The scheme of the URL.
        scheme: String,
    },
}

/// The reason why a response does not pass the CORS check.
///
/// <https://fetch.spec.whatwg.org/#concept-cors-check>
///
/// `Debug` and `Display` print the values without what may be a secret.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CorsCheckError {
    /// The response has no `Access-Control-Allow-Origin`.
    #[error("the response has no Access-Control-Allow-Origin header")]
    MissingAllowOrigin,
    /// `Access-Control-Allow-Origin` is `*`, and the request's credentials mode is *include*.
    #[error("Access-Control-Allow-Origin is `*`, which does not allow a request with credentials")]
    WildcardWithCredentials,
    /// The response has several `Access-Control-Allow-Origin` headers.
    #[error("the response has {lines} Access-Control-Allow-Origin headers: {}", RedactedText(&lossy(value)))]
    MultipleAllowOrigin {
        /// The number of these headers.
        lines: usize,
        /// The values of these headers, joined.
        value: Vec<u8>,
    },
    /// `Access-Control-Allow-Origin` is a list, with spaces or commas between the origins.
    #[error("Access-Control-Allow-Origin is a list instead of one origin: {}", RedactedText(&lossy(value)))]
    AllowOriginList {
        /// The value of the header.
        value: Vec<u8>,
    },
    /// `Access-Control-Allow-Origin` is not an origin, and it is not `null` or `*`.
    #[error("Access-Control-Allow-Origin is not an origin: {}", RedactedText(&lossy(value)))]
    AllowOriginNotAnOrigin {
        /// The value of the header.
        value: Vec<u8>,
    },
    /// `Access-Control-Allow-Origin` is not the origin of the request.
    #[error(
        "Access-Control-Allow-Origin is {}, but the origin of the request is {}",
        RedactedText(&lossy(value)),
        lossy(expected)
    )]
    AllowOriginMismatch {
        /// The value of the header.
        value: Vec<u8>,
        /// The value that would pass the check: the `Origin` of the request.
        expected: Vec<u8>,
    },
    /// `Access-Control-Allow-Origin` is an origin, but redirects have changed the `Origin` of the request to `null`.
    #[error(
        "Access-Control-Allow-Origin is {}, but redirects have changed the origin of the request to null",
        RedactedText(&lossy(value))
    )]
    AllowOriginMismatchTainted {
        /// The value of the header.
        value: Vec<u8>,
    },
    /// The credentials mode is *include*, and the response has no `Access-Control-Allow-Credentials`.
    #[error(
        "the response has no Access-Control-Allow-Credentials header, which a request with credentials needs"
    )]
    MissingAllowCredentials,
    /// The credentials mode is *include*, and `Access-Control-Allow-Credentials` is not `true`.
    #[error("Access-Control-Allow-Credentials is {}, not true", lossy(value))]
    AllowCredentialsNotTrue {
        /// The value of the header. If there are several lines, their values are joined.
        value: Vec<u8>,
    },
}

/// The reason why the response to a preflight does not allow the actual request.
///
/// <https://fetch.spec.whatwg.org/#cors-preflight-fetch-0>
///
/// The location of a redirect may hold a secret, so neither `Debug` nor `Display` prints it.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PreflightError {
    /// The response does not pass the CORS check.
    #[error(transparent)]
    CorsCheck(#[from] CorsCheckError),
    /// The response is a redirect.
    #[error("the server redirected the preflight (status {status}), and browsers do not follow that")]
    Redirected {
        /// The status of the response.
        status: u16,
        /// The value of `Location`, if the response has one.
        location: Option<Vec<u8>>,
    },
    /// The status of the response is not in the range 200 to 299.
    #[error("the response to the preflight has status {status}, which is not in the range 200 to 299")]
    NotOk {
        /// The status of the response.
        status: u16,
    },
    /// `Access-Control-Allow-Methods` does not parse.
    #[error("the header Access-Control-Allow-Methods is invalid: {failure}")]
    AllowMethodsInvalid {
        /// The part that does not parse.
        failure: ExtractFailure,
    },
    /// `Access-Control-Allow-Headers` does not parse.
    #[error("the header Access-Control-Allow-Headers is invalid: {failure}")]
    AllowHeadersInvalid {
        /// The part that does not parse.
        failure: ExtractFailure,
    },
    /// The method is not safelisted, and `Access-Control-Allow-Methods` does not list it.
    #[error("the method {method} is not listed in Access-Control-Allow-Methods")]
    MethodNotAllowed {
        /// The method of the request.
        method: String,
    },
    /// The method is not listed in `Access-Control-Allow-Methods`, and `*` has no effect for requests with credentials.
    #[error(
        "the method {method} is not listed in Access-Control-Allow-Methods, and `*` has no effect with credentials"
    )]
    MethodWildcardIgnored {
        /// The method of the request.
        method: String,
    },
    /// A request header is not safelisted, and `Access-Control-Allow-Headers` does not list it.
    #[error("the request header {name} is not listed in Access-Control-Allow-Headers")]
    HeaderNotAllowed {
        /// The name of the header, in lower case.
        name: String,
    },
    /// A request header is not listed in `Access-Control-Allow-Headers`, and `*` has no effect for requests with
    /// credentials.
    #[error(
        "the request header {name} is not listed in Access-Control-Allow-Headers, and `*` has no effect with credentials"
    )]
    HeaderWildcardIgnored {
        /// The name of the header, in lower case.
        name: String,
    },
    /// A safelisted request header is not listed in `Access-Control-Allow-Headers`. It has to be, because the values of all
    /// safelisted headers together have more than 1,024 bytes.
    #[error(
        "the request header {name} is not listed in Access-Control-Allow-Headers, \
         as it has to be if the values of all safelisted headers together exceed 1024 bytes"
    )]
    HeaderUnsafeByTotalSize {
        /// The name of the header, in lower case.
        name: String,
    },
    /// `Authorization` is not listed in `Access-Control-Allow-Headers`, and `*` does not cover it.
    #[error(
        "the request header authorization is not listed in Access-Control-Allow-Headers, and `*` does not cover it"
    )]
    AuthorizationNotCoveredByWildcard,
}

impl PreflightError {
    /// Returns the name of the request header that is not allowed, in lower case. Returns `None` for every other error.
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

/// The reason why a page may not embed a response, from its resource policy or from the embedder policy of the page.
///
/// <https://fetch.spec.whatwg.org/#cross-origin-resource-policy-internal-check>
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CorpError {
    /// `Cross-Origin-Resource-Policy` is `same-origin`, and the page has another origin.
    #[error("Cross-Origin-Resource-Policy is same-origin, but the page has another origin")]
    SameOrigin,
    /// `Cross-Origin-Resource-Policy` is `same-site`. The page belongs to another site, or the response comes from HTTPS and
    /// the page does not.
    #[error(
        "Cross-Origin-Resource-Policy is same-site, but the page belongs to another site or does not use HTTPS"
    )]
    SameSite,
    /// The response has no `Cross-Origin-Resource-Policy`, and the embedder policy of the page requires one.
    #[error(
        "the response has no Cross-Origin-Resource-Policy header, which the page's embedder policy {policy} demands"
    )]
    EmbedderPolicy {
        /// The embedder policy of the page.
        policy: EmbedderPolicyValue,
    },
}

/// The reason why the type of a response does not fit the destination of the request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MimeError {
    /// The response has `X-Content-Type-Options: nosniff`. The request is for a script or a style sheet, and the
    /// response has another type.
    #[error(
        "X-Content-Type-Options is nosniff, and the content type {} does not fit the destination {destination}",
        essence.as_deref().unwrap_or("(none)")
    )]
    Nosniff {
        /// The destination of the request.
        destination: Destination,
        /// The MIME type of the response, without parameters. `None` if `Content-Type` is missing or does not parse.
        essence: Option<String>,
    },
    /// A script was requested, and the response is an image, a sound, a video or a table.
    #[error("the response has the content type {essence}, which cannot be used as a script")]
    NotScript {
        /// The destination of the request.
        destination: Destination,
        /// The MIME type of the response, without parameters.
        essence: String,
    },
}

/// The reason why a redirect may not be followed.
///
/// <https://fetch.spec.whatwg.org/#concept-http-redirect-fetch>
///
/// The location may hold a secret, so `Debug` and `Display` print only the part that holds none.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RedirectError {
    /// The response has several `Location` headers.
    #[error("the redirect has {lines} Location headers")]
    LocationRepeated {
        /// The number of these headers.
        lines: usize,
    },
    /// `Location` is not a valid URL.
    #[error("Location is not a valid URL: {}", RedactedText(&lossy(value)))]
    LocationInvalid {
        /// The value of the header.
        value: Vec<u8>,
    },
    /// `Location` is a URL that is not HTTP(S).
    #[error("the redirect leads to a URL with the scheme {scheme:?}, not to an HTTP(S) URL")]
    SchemeNotHttp {
        /// The scheme of the URL.
        scheme: String,
    },
    /// The redirect would be the 21st one of the fetch.
    #[error("there were more than 20 redirects")]
    TooManyRedirects,
    /// The mode is *cors*, and the redirect leads to a URL of another origin that has a user name or a password.
    #[error("the redirect leads to another origin, to a URL with a user name or a password")]
    CrossOriginWithCredentials,
    /// The response tainting is *cors*, and the redirect leads to a URL with a user name or a password.
    #[error("after a cross-origin response, the redirect leads to a URL with a user name or a password")]
    TaintedWithCredentials,
    /// The redirect needs the body again, and the body is a stream, which cannot be sent twice.
    #[error("the server redirected, but the body is a stream and cannot be sent again")]
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

/// The reason why the response of a service worker is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum ServiceWorkerError {
    /// The service worker answered with a network error.
    #[error("the service worker answered with an error")]
    Error,
    /// The mode is *same-origin*, and the service worker answered with a response of type *cors*.
    #[error("the mode is \"same-origin\", but the service worker answered with a cross-origin response")]
    CorsForSameOrigin,
    /// The mode is not *no-cors*, and the service worker answered with an opaque response.
    #[error(
        "the service worker answered with an opaque response, which only a request in mode \"no-cors\" may get"
    )]
    Opaque,
    /// The redirect mode is not *manual*, and the service worker answered with an opaque-redirect response.
    #[error(
        "the service worker answered with a redirect, which only a request with redirect mode \"manual\" may get"
    )]
    OpaqueRedirect,
    /// The redirect mode is not *follow*, and the service worker answered with a response that was redirected.
    #[error(
        "the service worker answered with a redirected response, which only a request with redirect mode \"follow\" may get"
    )]
    Redirected,
}

impl ServiceWorkerError {
    /// Returns a sentence that says what to change in the service worker.
    ///
    /// ```
    /// use fetch_cors::error::ServiceWorkerError;
    /// assert!(ServiceWorkerError::Opaque.remedy().contains("mode \"cors\""));
    /// ```
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Error => "Let the service worker catch the error and answer with a response.",
            Self::CorsForSameOrigin => {
                "Let the service worker answer with a response of the page's own origin, or let the page use mode \"cors\"."
            }
            Self::Opaque => {
                "Let the service worker fetch with mode \"cors\", or let it pass the request on to the network."
            }
            Self::OpaqueRedirect => "Let the service worker follow the redirect.",
            Self::Redirected => {
                "Let the service worker answer with a copy of the response that has no URL: `new Response(response.body)`."
            }
        }
    }
}

fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}
