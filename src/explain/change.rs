use http::{HeaderName, Method};
use url::Url;

use super::fix::On;
use super::side::Side;
use crate::error::{Blocker, HostError, ServiceWorkerError};
use crate::request::{CacheMode, CorsAttribute, CredentialsMode, Mode, RedirectMode, RequestError};

/// The change that a [`Fix`](super::Fix) makes.
///
/// Printing a change gives a sentence that says what to do. A `hop` is one URL of the fetch: hop 0 is the first URL, and
/// each redirect leads to the next hop.
///
/// ```
/// use fetch_cors::explain::{Answer, Change, Event, Story, explain};
/// use fetch_cors::{Client, Origin};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("https://api.example/").method("patch").build()?;
/// let any = http::Response::builder().header("access-control-allow-origin", "*").body(())?;
/// let explanation = explain(&Story::new(request).with(Event::Preflight(Answer::new(any))));
/// let change = &explanation.plans[0].fixes[0].change;
/// assert!(matches!(change, Change::SetMethod { method } if method == "PATCH"));
/// assert_eq!(change.code(), "set-method");
/// assert_eq!(change.side().as_str(), "page");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// Set this header of this response to exactly this value, on one line.
    SetHeader {
        /// The response.
        on: On,
        /// The name of the header.
        name: HeaderName,
        /// The value of the header.
        value: String,
    },
    /// Answer `OPTIONS` with a status from 200 to 299 and without a redirect, before authentication and routing.
    AnswerPreflight {
        /// The hop of the preflight.
        hop: usize,
    },
    /// Answer with this status instead of a redirect.
    AnswerWithStatus {
        /// The hop whose redirect to replace.
        hop: usize,
        /// The status to answer with.
        status: u16,
    },
    /// Redirect to this URL instead.
    RedirectTo {
        /// The hop whose redirect to change.
        hop: usize,
        /// The URL to redirect to.
        url: Url,
    },
    /// End the loop of redirects that begins at this hop.
    EndRedirectLoop {
        /// The first hop of the loop.
        hop: usize,
    },
    /// Redirect fewer than 21 times.
    RedirectLess,
    /// Answer at the URL of this hop instead of redirecting to another server.
    AnswerItself {
        /// The hop whose redirect to replace.
        hop: usize,
    },
    /// Send the target of the redirect as data, so that the page can fetch that URL without credentials. Each redirect makes
    /// a new URL, so the page cannot know it before.
    AnswerWithUrl {
        /// The hop whose redirect to replace.
        hop: usize,
    },
    /// Redirect with status 307 or 308, which keep the method and the body.
    KeepMethod {
        /// The hop whose redirect to change.
        hop: usize,
    },
    /// Redirect to an HTTP(S) URL that parses.
    RedirectToHttp {
        /// The hop whose redirect to change.
        hop: usize,
    },
    /// Before anything else, find out why the server answered with this status.
    LookAtStatus {
        /// The hop of the response.
        hop: usize,
        /// The status of the response.
        status: u16,
    },
    /// Remove the stored response from the cache that answered.
    PurgeCache {
        /// The hop of the response.
        hop: usize,
    },
    /// Serve from a port that does not belong to another protocol.
    UseAnotherPort {
        /// The hop with the blocked port.
        hop: usize,
    },
    /// Let the page's own server send the request to the other server, and let the page ask its own server.
    AskFromOwnServer,
    /// Request this URL instead. It is the URL to which the redirects lead, or the `https:` URL of the resource.
    RequestUrl {
        /// The URL to request.
        url: Url,
    },
    /// Use this method. Methods are case-sensitive.
    SetMethod {
        /// The method to use.
        method: Method,
    },
    /// Set this request header to a value that needs no permission.
    SetRequestHeader {
        /// The name of the header, in lower case.
        name: String,
        /// The value that needs no permission.
        value: String,
    },
    /// Do not set this request header.
    DropRequestHeader {
        /// The name of the header, in lower case.
        name: String,
    },
    /// Make the request with this mode.
    SetMode {
        /// The mode to use.
        mode: Mode,
    },
    /// Make the request with this credentials mode.
    SetCredentials {
        /// The credentials mode to use.
        mode: CredentialsMode,
    },
    /// Make the request with this redirect mode.
    SetRedirect {
        /// The redirect mode to use.
        mode: RedirectMode,
    },
    /// Make the request with this cache mode.
    SetCache {
        /// The cache mode to use.
        mode: CacheMode,
    },
    /// Load the resource with the attribute `crossorigin`.
    AddCrossorigin {
        /// The value of the attribute.
        attribute: CorsAttribute,
    },
    /// Use the embedder policy `credentialless` instead of `require-corp`.
    UseCredentialless,
    /// Send a body that can be sent again instead of a stream.
    SendRepeatableBody,
    /// Navigate to this URL instead of fetching it.
    Navigate {
        /// The URL to navigate to.
        url: Url,
    },
    /// Give the page an origin that is not opaque: serve the page over HTTP(S), or add `allow-same-origin` to its sandbox.
    GivePageAnOrigin,
    /// Remove the user name and the password from the URL.
    RemoveUrlCredentials,
    /// Change the arguments of the call, which throws.
    MendCall {
        /// The reason why the call throws.
        error: RequestError,
    },
    /// Let the service worker answer with a response that the request may get, or let it pass the request on to the network.
    MendServiceWorker {
        /// The reason why its response is refused.
        error: ServiceWorkerError,
    },
    /// Let the service worker answer with the whole resource instead of a range.
    AnswerWithWholeResource,
    /// Send at most 64 KiB with *keepalive* at a time, or leave out *keepalive*.
    SendLessWithKeepalive,
    /// Open a WebSocket, or request an HTTP(S) URL.
    UseWebSocket,
    /// Do not listen to the progress of the upload.
    DropUploadListener,
    /// Send the body as plain text, which needs no permission.
    SendPlainText,
    /// Make sure that the server can be reached.
    ReachServer {
        /// The URL of the request that had no response.
        url: Url,
    },
    /// Allow the request in the policy that blocked it.
    Allow {
        /// The policy that blocked the request.
        by: Blocker,
    },
    /// Serve the resource over HTTP(S), and request that URL.
    UseHttpUrl,
    /// Make sure that the resource of the local URL exists, for example that the `blob:` URL was not revoked.
    ProvideResource {
        /// The scheme of the URL.
        scheme: String,
    },
    /// Let the host serve URLs of this scheme.
    ServeScheme {
        /// The scheme of the URL.
        scheme: String,
    },
    /// Give the host the password of the proxy.
    GiveProxyPassword,
    /// Build the request with this URL instead of the URL that the page gave.
    HandOverUrl {
        /// The `http:` or `https:` URL to use.
        url: Url,
    },
    /// Send the message with an HTTP client that can represent it.
    UseAnotherHttpClient,
    /// Correct a mistake in the program that embeds the engine.
    MendHost {
        /// The mistake of the host.
        error: HostError,
    },
}

impl Change {
    /// Returns the side that has to make the change.
    #[must_use]
    pub const fn side(&self) -> Side {
        match self {
            Self::SetHeader { on, .. } => Side::Server { hop: on.hop() },
            Self::AnswerPreflight { hop }
            | Self::AnswerWithStatus { hop, .. }
            | Self::RedirectTo { hop, .. }
            | Self::EndRedirectLoop { hop }
            | Self::RedirectToHttp { hop }
            | Self::AnswerItself { hop }
            | Self::AnswerWithUrl { hop }
            | Self::KeepMethod { hop }
            | Self::UseAnotherPort { hop }
            | Self::LookAtStatus { hop, .. }
            | Self::PurgeCache { hop } => Side::Server { hop: *hop },
            Self::RedirectLess => Side::Server { hop: 0 },
            Self::Allow { by: Blocker::ContentSecurityPolicy | Blocker::IntegrityPolicy } => Side::Page,
            Self::RequestUrl { .. }
            | Self::SetMethod { .. }
            | Self::SetRequestHeader { .. }
            | Self::DropRequestHeader { .. }
            | Self::SetMode { .. }
            | Self::SetCredentials { .. }
            | Self::SetRedirect { .. }
            | Self::SetCache { .. }
            | Self::AddCrossorigin { .. }
            | Self::UseCredentialless
            | Self::SendRepeatableBody
            | Self::Navigate { .. }
            | Self::GivePageAnOrigin
            | Self::RemoveUrlCredentials
            | Self::MendCall { .. }
            | Self::AskFromOwnServer
            | Self::AnswerWithWholeResource
            | Self::DropUploadListener
            | Self::SendLessWithKeepalive
            | Self::UseWebSocket
            | Self::SendPlainText
            | Self::UseHttpUrl
            | Self::ProvideResource { .. }
            | Self::MendServiceWorker { .. } => Side::Page,
            Self::ReachServer { .. }
            | Self::Allow { .. }
            | Self::ServeScheme { .. }
            | Self::GiveProxyPassword
            | Self::HandOverUrl { .. }
            | Self::UseAnotherHttpClient
            | Self::MendHost { .. } => Side::Host,
        }
    }

    /// Returns a stable name for the kind of change, for scripts and statistics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SetHeader { .. } => "set-header",
            Self::AnswerPreflight { .. } => "answer-preflight",
            Self::AnswerWithStatus { .. } => "answer-with-status",
            Self::RedirectTo { .. } => "redirect-to",
            Self::EndRedirectLoop { .. } => "end-redirect-loop",
            Self::RedirectToHttp { .. } => "redirect-to-http",
            Self::LookAtStatus { .. } => "look-at-status",
            Self::PurgeCache { .. } => "purge-cache",
            Self::RedirectLess => "redirect-less",
            Self::AnswerItself { .. } => "answer-itself",
            Self::AnswerWithUrl { .. } => "answer-with-url",
            Self::KeepMethod { .. } => "keep-method",
            Self::AskFromOwnServer => "ask-from-own-server",
            Self::AnswerWithWholeResource => "answer-with-whole-resource",
            Self::DropUploadListener => "drop-upload-listener",
            Self::SendLessWithKeepalive => "send-less-with-keepalive",
            Self::UseWebSocket => "use-websocket",
            Self::SendPlainText => "send-plain-text",
            Self::UseAnotherPort { .. } => "use-another-port",
            Self::RequestUrl { .. } => "request-url",
            Self::SetMethod { .. } => "set-method",
            Self::SetRequestHeader { .. } => "set-request-header",
            Self::DropRequestHeader { .. } => "drop-request-header",
            Self::SetMode { .. } => "set-mode",
            Self::SetCredentials { .. } => "set-credentials",
            Self::SetRedirect { .. } => "set-redirect",
            Self::SetCache { .. } => "set-cache",
            Self::AddCrossorigin { .. } => "add-crossorigin",
            Self::UseCredentialless => "use-credentialless",
            Self::SendRepeatableBody => "send-repeatable-body",
            Self::Navigate { .. } => "navigate",
            Self::GivePageAnOrigin => "give-page-an-origin",
            Self::RemoveUrlCredentials => "remove-url-credentials",
            Self::MendCall { .. } => "mend-call",
            Self::MendServiceWorker { .. } => "mend-service-worker",
            Self::ReachServer { .. } => "reach-server",
            Self::Allow { .. } => "allow",
            Self::UseHttpUrl => "use-http-url",
            Self::ProvideResource { .. } => "provide-resource",
            Self::ServeScheme { .. } => "serve-scheme",
            Self::GiveProxyPassword => "give-proxy-password",
            Self::HandOverUrl { .. } => "hand-over-url",
            Self::UseAnotherHttpClient => "use-another-http-client",
            Self::MendHost { .. } => "mend-host",
        }
    }
}
