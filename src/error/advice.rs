use crate::redacted::{RedactedText, RedactedUrl};

use super::{
    CorpError, CorsCheckError, HostError, NetworkError, Phase, PreflightError, Reason, RedirectError,
    TaintingError, lossy,
};

/// What would have to change for a fetch to succeed, in a sentence for a developer.
///
/// It never advises a server to allow the origin `null`: every sandboxed frame of the web has that origin.
///
/// ```
/// use fetch_cors::error::Side;
/// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("https://api.example/").build()?;
/// let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
/// let Step::Send(get) = fetch::<()>(request, &mut cache, now) else { unreachable!() };
/// let Step::Done(Err(error)) = get.respond(http::Response::new(()), &mut cache, now) else { unreachable!() };
/// let advice = error.advice();
/// assert_eq!(advice.side, Side::Server);
/// assert!(advice.change.contains("Access-Control-Allow-Origin: https://app.example"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Advice {
    /// Who would have to change it.
    pub side: Side,
    /// What.
    pub change: String,
}

/// A side of a fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Side {
    /// The server that answered.
    Server,
    /// The page that asked.
    Page,
    /// The host of the engine: its network, its policies, its service worker.
    Host,
}

impl Side {
    /// A short name for it, for logs and scripts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Page => "page",
            Self::Host => "host",
        }
    }
}

impl std::fmt::Display for Side {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

pub(super) fn advice(error: &NetworkError) -> Advice {
    let origin = Some(error.request_origin()).filter(|origin| !error.tainted && *origin != "null");
    let on = match error.phase {
        Phase::Preflight => "on the response to OPTIONS",
        Phase::Redirect => "on the redirect itself",
        _ => "on the response",
    };
    let url = RedactedUrl(&error.url);
    let (side, change) = match error.reason() {
        Reason::Blocked(by) => (Side::Host, format!("allow {url} in {by}")),
        Reason::BadPort { .. } => (Side::Server, "serve from a port that is no other protocol's".to_owned()),
        Reason::ResourcePolicy(error) => (Side::Server, corp(error)),
        Reason::MimeType(_) => {
            (Side::Server, "send the Content-Type of what is asked for, script or style".to_owned())
        }
        Reason::RangeNotRequested { .. } => {
            (Side::Host, "let the service worker answer with the whole resource".to_owned())
        }
        Reason::Tainting(TaintingError::SameOriginMode) => {
            (Side::Page, "use mode \"cors\" to fetch from another origin".to_owned())
        }
        Reason::Tainting(TaintingError::NoCorsRedirectMode { .. }) => {
            (Side::Page, "use redirect mode \"follow\" with mode \"no-cors\"".to_owned())
        }
        Reason::Tainting(TaintingError::SchemeNotHttp { .. }) | Reason::Scheme { .. } => {
            (Side::Page, "ask for an http: or https: URL".to_owned())
        }
        Reason::BlobMethod { .. } => (Side::Page, "use GET to fetch a blob: URL".to_owned()),
        Reason::LocalFailure { scheme } if scheme == "file" => {
            (Side::Host, "let the page read files".to_owned())
        }
        Reason::LocalFailure { scheme } => {
            (Side::Page, format!("use a {scheme}: URL that has something in it"))
        }
        Reason::NetworkFailure => (Side::Host, format!("make sure that {url} can be reached")),
        Reason::UnsendableMessage => {
            (Side::Host, format!("send the message to {url} with an HTTP client that can represent it"))
        }
        Reason::CorsCheck(check) | Reason::Preflight(PreflightError::CorsCheck(check)) => {
            (Side::Server, cors_check(check, origin, on))
        }
        Reason::Preflight(error) => (Side::Server, preflight(error)),
        Reason::RedirectModeError => {
            (Side::Page, "ask for the URL that it redirects to, or use redirect mode \"follow\"".to_owned())
        }
        Reason::Redirect(RedirectError::StreamBody) => {
            (Side::Page, "send a body that can be sent again, or ask for the final URL".to_owned())
        }
        Reason::Redirect(error) => (Side::Server, redirect(error)),
        Reason::ServiceWorker(_) => {
            (Side::Host, "let the service worker answer with a response that the request may have".to_owned())
        }
        Reason::Host(error) => (Side::Host, host(error).to_owned()),
    };
    Advice { side, change }
}

fn host(error: &HostError) -> &'static str {
    match error {
        HostError::ForeignResponse { .. } => {
            "switch off the redirects of the HTTP client, and pass each redirect as the response that it is"
        }
        HostError::ServiceWorkerMayNotRespond => {
            "ask a service worker only if Hop::service_worker_may_respond returns true"
        }
        HostError::ConstructedWithUrl => {
            "pass a response that the service worker fetched as ServiceWorkerResponse::Fetched"
        }
        HostError::ResponseWithoutUrl => {
            "pass the URL that the HTTP client says the response came from, by Response::with_url"
        }
        HostError::WrongBody => {
            "pass the body that the request was built with, and build the request with a stream if the body can be sent once"
        }
    }
}

/// `origin` is that of the request; `None` if it is serialised as `null`.
fn cors_check(error: &CorsCheckError, origin: Option<&str>, on: &str) -> String {
    let without_credentials = |what: &str| {
        format!(
            "fetch without credentials, and, for public data, send `Access-Control-Allow-Origin: *` {on}{what}"
        )
    };
    match error {
        CorsCheckError::MissingAllowCredentials | CorsCheckError::AllowCredentialsNotTrue { .. } => {
            format!("send exactly one `Access-Control-Allow-Credentials: true` {on}")
        }
        CorsCheckError::AllowOriginMismatchTainted { .. } => {
            without_credentials("; or ask for the final URL in the first place")
        }
        CorsCheckError::WildcardWithCredentials => match origin {
            Some(origin) => format!(
                "send `Access-Control-Allow-Origin: {origin}` instead of `*` {on}, with `Vary: Origin`, or \
                 fetch without credentials"
            ),
            None => "fetch without credentials".to_owned(),
        },
        CorsCheckError::MultipleAllowOrigin { .. } | CorsCheckError::AllowOriginList { .. } => match origin {
            Some(origin) => {
                format!("send one `Access-Control-Allow-Origin: {origin}` {on}, from one place only")
            }
            None => without_credentials(", from one place only"),
        },
        CorsCheckError::MissingAllowOrigin
        | CorsCheckError::AllowOriginNotAnOrigin { .. }
        | CorsCheckError::AllowOriginMismatch { .. } => match origin {
            Some(origin) => {
                format!("send `Access-Control-Allow-Origin: {origin}` {on}, to the byte, with `Vary: Origin`")
            }
            None => without_credentials(""),
        },
    }
}

fn preflight(error: &PreflightError) -> String {
    match error {
        // The caller has seen to these.
        PreflightError::CorsCheck(check) => check.to_string(),
        PreflightError::Redirected { location, .. } => {
            let to = location
                .as_deref()
                .map(|value| format!(" ({})", RedactedText(&lossy(value))))
                .unwrap_or_default();
            format!("answer OPTIONS without a redirect, or ask for the final URL{to}")
        }
        PreflightError::NotOk { .. } => {
            "answer OPTIONS with a status of 200 to 299, before authentication and routing".to_owned()
        }
        PreflightError::AllowMethodsInvalid { .. } => {
            "list plain methods in Access-Control-Allow-Methods, with commas between".to_owned()
        }
        PreflightError::AllowHeadersInvalid { .. } => {
            "list plain header names in Access-Control-Allow-Headers, with commas between".to_owned()
        }
        PreflightError::MethodNotAllowed { method } | PreflightError::MethodWildcardIgnored { method } => {
            format!("list {method}, in this case, in Access-Control-Allow-Methods on the response to OPTIONS")
        }
        PreflightError::HeaderNotAllowed { name }
        | PreflightError::HeaderWildcardIgnored { name }
        | PreflightError::HeaderUnsafeByTotalSize { name } => {
            format!("list {name} in Access-Control-Allow-Headers on the response to OPTIONS")
        }
        PreflightError::AuthorizationNotCoveredByWildcard => {
            "list authorization in Access-Control-Allow-Headers, beside `*`, on the response to OPTIONS"
                .to_owned()
        }
    }
}

fn corp(error: &CorpError) -> String {
    match error {
        CorpError::SameOrigin | CorpError::EmbedderPolicy { .. } => {
            "send `Cross-Origin-Resource-Policy: cross-origin`, or `same-site` if that is enough".to_owned()
        }
        CorpError::SameSite => "send `Cross-Origin-Resource-Policy: cross-origin`".to_owned(),
    }
}

fn redirect(error: &RedirectError) -> String {
    match error {
        RedirectError::LocationRepeated { .. } => "send one Location".to_owned(),
        RedirectError::LocationInvalid { .. } => "send a Location that is a URL".to_owned(),
        RedirectError::SchemeNotHttp { .. } => "redirect to an http: or https: URL".to_owned(),
        RedirectError::TooManyRedirects => {
            "look for redirects that lead in a circle; a browser follows 20 at most".to_owned()
        }
        RedirectError::CrossOriginWithCredentials | RedirectError::TaintedWithCredentials => {
            "redirect to a URL without user name and password".to_owned()
        }
        RedirectError::StreamBody => "redirect with status 303, or not at all".to_owned(),
    }
}
