use http::Method;

use super::modes::Mode;
use crate::header::InvalidHeader;
use crate::header::guard::GuardError;
use crate::method::InvalidMethod;
use crate::redacted::RedactedText;

/// The reason why a request cannot be built.
///
/// A host that runs script throws an exception for it where the feature's standard does: `fetch()` fails with a `TypeError`,
/// for example. [`remedy`](Self::remedy) says what the developer has to change.
///
/// ```
/// use fetch_cors::{Client, Origin, request::RequestError};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let error = page.fetch("https://api.example/").method("trace").build().unwrap_err();
/// assert!(matches!(error, RequestError::ForbiddenMethod { .. }));
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// The URL does not parse, or the URL is relative and the client has no base URL.
    #[error("{url:?} is not a valid URL: {error}")]
    InvalidUrl {
        /// The given URL, without user name, password, query and fragment, which may be secret.
        url: String,
        /// The error of the URL parser.
        error: url::ParseError,
    },
    /// `fetch()` refuses a URL with a user name or a password.
    #[error("the URL {url:?} has a user name or a password")]
    UrlIncludesCredentials {
        /// The URL, without user name, password, query and fragment.
        url: String,
    },
    /// `fetch()` refuses a referrer that is not a URL.
    #[error("the referrer {url:?} is not a valid URL: {error}")]
    InvalidReferrer {
        /// The given referrer, without user name, password, query and fragment, which may be secret.
        url: String,
        /// The error of the URL parser.
        error: url::ParseError,
    },
    /// The host has set a blob URL entry for a URL that is not a `blob:` URL.
    #[error("a URL with the scheme {scheme:?} cannot have a blob URL entry")]
    NotABlobUrl {
        /// The scheme of the URL.
        scheme: String,
    },
    /// `sendBeacon()` refuses a URL that is not HTTP(S).
    #[error("a beacon cannot be sent to a URL with the scheme {scheme:?}")]
    BeaconNeedsHttp {
        /// The scheme of the URL.
        scheme: String,
    },
    /// `new WebSocket()` refuses a URL whose scheme is not `ws`, `wss`, `http` or `https`.
    #[error("a WebSocket cannot connect to a URL with the scheme {scheme:?}")]
    WebSocketScheme {
        /// The scheme of the URL.
        scheme: String,
    },
    /// `new WebTransport()` refuses a URL whose scheme is not `https`.
    #[error("a WebTransport session cannot connect to a URL with the scheme {scheme:?}")]
    WebTransportScheme {
        /// The scheme of the URL.
        scheme: String,
    },
    /// `new WebSocket()` and `new WebTransport()` refuse a URL with a fragment.
    #[error("the URL {url:?} has a fragment")]
    UrlHasFragment {
        /// The URL, without user name, password, query and fragment.
        url: String,
    },
    /// `new WebSocket()` and `new WebTransport()` refuse a protocol that cannot be sent. The error does not hold the
    /// protocol, because pages put secrets into protocols.
    #[error("the protocol at index {index} is not valid")]
    InvalidProtocol {
        /// The index of the protocol among the given protocols.
        index: usize,
    },
    /// `new WebSocket()` and `new WebTransport()` refuse a protocol that is given twice.
    #[error("the protocol at index {index} is the same as an earlier one")]
    RepeatedProtocol {
        /// The index at which the protocol is given for the second time.
        index: usize,
    },
    /// `new WebTransport()` refuses the header `WT-Available-Protocols`, because it sets this header itself.
    #[error("the page cannot set the header WT-Available-Protocols, because the browser sets it")]
    ProtocolsHeader,
    /// Script cannot choose the modes *navigate*, *websocket* and *webtransport*.
    #[error("script cannot make a request in mode \"{mode}\"")]
    ModeNotForScript {
        /// The given mode.
        mode: Mode,
    },
    /// The method is empty, or has a byte that no method has.
    #[error(transparent)]
    InvalidMethod(#[from] InvalidMethod),
    /// The method is `CONNECT`, `TRACE` or `TRACK`, in any case. Script may not use these.
    #[error("script is not allowed to use the method {method}")]
    ForbiddenMethod {
        /// The given method.
        method: Method,
    },
    /// The method of a request in mode *no-cors* must be `GET`, `HEAD` or `POST`.
    #[error("the method {method} cannot be used in mode \"no-cors\"")]
    MethodNeedsCors {
        /// The given method, after it was normalised.
        method: Method,
    },
    /// The name or the value of a header is invalid.
    #[error(transparent)]
    InvalidHeader(#[from] InvalidHeader),
    /// A `GET` or `HEAD` request cannot have a body.
    #[error("a {method} request cannot have a body")]
    BodyNotAllowed {
        /// The given method, after it was normalised.
        method: Method,
    },
    /// The headers are immutable. No builder returns this error, because the headers of a request can be changed while it is
    /// being built.
    #[error("the headers are immutable")]
    Immutable,
    /// Cache mode *only-if-cached* needs mode *same-origin*.
    #[error("cache mode \"only-if-cached\" cannot be used in mode \"{mode}\"")]
    OnlyIfCachedNeedsSameOrigin {
        /// The given mode.
        mode: Mode,
    },
    /// `fetch()` with a stream needs the member `duplex: "half"`. [`Client::fetch`](super::Client::fetch) sets it by itself.
    #[error("a stream cannot be sent without the option `duplex: \"half\"`")]
    StreamNeedsDuplex,
    /// A stream ends with its page, so it cannot be sent with *keepalive*.
    #[error("a stream cannot be sent with the option `keepalive`")]
    StreamNeedsNoKeepalive,
    /// A stream needs mode *cors* or *same-origin*.
    #[error("a stream can be sent only in mode \"cors\" or \"same-origin\"")]
    StreamNeedsCors,
}

/// The remedy for a URL with a user name or a password.
pub(crate) const REMOVE_URL_CREDENTIALS: &str =
    "Remove the user name and the password from the URL, and send them in the header Authorization.";

impl RequestError {
    /// Returns a name for the error that does not change between versions, for programs and statistics. See
    /// [`Reason::code`](crate::error::Reason::code).
    ///
    /// ```
    /// use fetch_cors::request::RequestError;
    /// assert_eq!(RequestError::StreamNeedsCors.code(), "stream-needs-cors");
    /// ```
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InvalidUrl { .. } => "invalid-url",
            Self::UrlIncludesCredentials { .. } => "url-includes-credentials",
            Self::InvalidReferrer { .. } => "invalid-referrer",
            Self::NotABlobUrl { .. } => "not-a-blob-url",
            Self::BeaconNeedsHttp { .. } => "beacon-needs-http",
            Self::WebSocketScheme { .. } => "websocket-scheme",
            Self::WebTransportScheme { .. } => "web-transport-scheme",
            Self::UrlHasFragment { .. } => "url-has-fragment",
            Self::InvalidProtocol { .. } => "invalid-protocol",
            Self::RepeatedProtocol { .. } => "repeated-protocol",
            Self::ProtocolsHeader => "protocols-header",
            Self::ModeNotForScript { .. } => "mode-not-for-script",
            Self::InvalidMethod(_) => "invalid-method",
            Self::ForbiddenMethod { .. } => "forbidden-method",
            Self::MethodNeedsCors { .. } => "method-needs-cors",
            Self::InvalidHeader(_) => "invalid-header",
            Self::BodyNotAllowed { .. } => "body-not-allowed",
            Self::Immutable => "immutable-headers",
            Self::OnlyIfCachedNeedsSameOrigin { .. } => "only-if-cached-needs-same-origin",
            Self::StreamNeedsDuplex => "stream-needs-duplex",
            Self::StreamNeedsNoKeepalive => "stream-needs-no-keepalive",
            Self::StreamNeedsCors => "stream-needs-cors",
        }
    }

    /// Returns what the developer of the page has to change, as a sentence.
    ///
    /// ```
    /// use fetch_cors::request::RequestError;
    /// assert!(RequestError::StreamNeedsCors.remedy().contains("cors"));
    /// ```
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::InvalidUrl { .. } => {
                "Use an absolute URL, or a URL that is relative to the URL of the page."
            }
            Self::UrlIncludesCredentials { .. } => REMOVE_URL_CREDENTIALS,
            Self::InvalidReferrer { .. } => {
                "Set the referrer to a URL of the page's own origin, to `about:client`, or to an empty string."
            }
            Self::NotABlobUrl { .. } => {
                "Set a blob URL entry only if the URL of the request is a `blob:` URL."
            }
            Self::BeaconNeedsHttp { .. } => "Send the beacon to an `http:` or `https:` URL.",
            Self::WebSocketScheme { .. } => "Use a URL with the scheme `ws`, `wss`, `http` or `https`.",
            Self::WebTransportScheme { .. } => "Use an `https:` URL.",
            Self::UrlHasFragment { .. } => "Remove the fragment, which begins with `#`, from the URL.",
            Self::InvalidProtocol { .. } => {
                "Use a protocol that is an HTTP token. For WebTransport, use 1 to 512 printable ASCII characters."
            }
            Self::RepeatedProtocol { .. } => "Give each protocol only once.",
            Self::ProtocolsHeader => "Pass the protocols in the option `protocols`.",
            Self::ModeNotForScript { .. } => "Use mode \"cors\", \"no-cors\" or \"same-origin\".",
            Self::InvalidMethod(_) => "Use a method that is an HTTP token, such as GET or PATCH.",
            Self::ForbiddenMethod { .. } => "Use another method. No page can send this one.",
            Self::MethodNeedsCors { .. } => {
                "Use mode \"cors\", and let the server allow the method. Mode \"no-cors\" allows only GET, HEAD and POST."
            }
            Self::InvalidHeader(_) => {
                "Use a header name that is an HTTP token, and a value without NUL or line breaks."
            }
            Self::BodyNotAllowed { .. } => "Use POST, or put the data into the query of the URL.",
            Self::Immutable => "Change a copy of the headers.",
            Self::OnlyIfCachedNeedsSameOrigin { .. } => "Use mode \"same-origin\" with this cache mode.",
            Self::StreamNeedsDuplex => "Add the option `duplex: \"half\"`.",
            Self::StreamNeedsNoKeepalive => "Leave out `keepalive`, or send a body that is not a stream.",
            Self::StreamNeedsCors => {
                "Use mode \"cors\" or \"same-origin\", or send a body that is not a stream."
            }
        }
    }

    /// Creates the error for text that is not a URL.
    pub(super) fn invalid_url(text: &str, error: url::ParseError) -> Self {
        Self::InvalidUrl { url: RedactedText(text).to_string(), error }
    }

    /// Creates the error for a referrer that is not a URL.
    pub(super) fn invalid_referrer(text: &str, error: url::ParseError) -> Self {
        Self::InvalidReferrer { url: RedactedText(text).to_string(), error }
    }

    /// Converts the error of a header guard.
    pub(super) fn from_guard(error: GuardError) -> Self {
        match error {
            GuardError::Invalid(invalid) => invalid.into(),
            GuardError::Immutable => Self::Immutable,
        }
    }
}
