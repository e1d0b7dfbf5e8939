use std::fmt;

use super::{
    AuthenticationError, BlobRangeError, CorpError, CorsCheckError, HostError, Phase, PreflightError, Reason,
    RedirectError, ServiceWorkerError, TaintingError,
};
use crate::header::names::is_cors_non_wildcard_request_header_name;

/// A step of the Fetch Standard.
///
/// Steps are numbered as in the standard. A case of a switch has a letter: `12d.2` is step 2 of the fourth case of the
/// switch in step 12.
///
/// ```
/// use fetch_cors::error::CorsCheckError;
/// let step = CorsCheckError::MissingAllowOrigin.step();
/// assert_eq!(step.to_string(), "CORS check 2");
/// assert_eq!(step.url(), "https://fetch.spec.whatwg.org/#concept-cors-check");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct SpecStep {
    /// The anchor of the algorithm in the standard, as in the file `spec-notes/steps.tsv` of this crate's repository.
    pub algorithm: &'static str,
    /// The name of the algorithm, such as `CORS check`.
    pub title: &'static str,
    /// The number of the step.
    pub step: &'static str,
}

impl SpecStep {
    /// Returns the address of the algorithm in the standard.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://fetch.spec.whatwg.org/#{}", self.algorithm)
    }
}

impl fmt::Display for SpecStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.title, self.step)
    }
}

pub(crate) const fn main_fetch(step: &'static str) -> SpecStep {
    SpecStep { algorithm: "concept-main-fetch", title: "main fetch", step }
}

pub(crate) const fn scheme_fetch(step: &'static str) -> SpecStep {
    SpecStep { algorithm: "concept-scheme-fetch", title: "scheme fetch", step }
}

pub(crate) const fn http_fetch(step: &'static str) -> SpecStep {
    SpecStep { algorithm: "concept-http-fetch", title: "HTTP fetch", step }
}

const fn http_network_or_cache_fetch(step: &'static str) -> SpecStep {
    SpecStep { algorithm: "concept-http-network-or-cache-fetch", title: "HTTP-network-or-cache fetch", step }
}

const fn redirect_fetch(step: &'static str) -> SpecStep {
    SpecStep { algorithm: "concept-http-redirect-fetch", title: "HTTP-redirect fetch", step }
}

pub(crate) const fn preflight_fetch(step: &'static str) -> SpecStep {
    SpecStep { algorithm: "cors-preflight-fetch-0", title: "CORS-preflight fetch", step }
}

const fn corp_check(step: &'static str) -> SpecStep {
    SpecStep {
        algorithm: "cross-origin-resource-policy-internal-check",
        title: "cross-origin resource policy internal check",
        step,
    }
}

const fn cors_check(step: &'static str) -> SpecStep {
    SpecStep { algorithm: "concept-cors-check", title: "CORS check", step }
}

impl Reason {
    /// Returns the step of the standard that ends the fetch for this reason in this phase.
    ///
    /// `phase` is needed because the same reason can end a preflight or an actual request. If you have a
    /// [`NetworkError`](super::NetworkError), call its method [`step`](super::NetworkError::step), which needs no
    /// phase.
    #[must_use]
    pub fn step(&self, phase: Phase) -> SpecStep {
        match self {
            Self::Blocked(super::Blocker::LocalUrlsOnly) => main_fetch("3"),
            Self::Blocked(_) => main_fetch("7"),
            Self::BadPort { .. } => main_fetch("7"),
            Self::Tainting(error) => error.step(),
            Self::Scheme { .. } => scheme_fetch("4"),
            Self::BlobMethod { .. } => scheme_fetch("3b.2"),
            Self::BlobRange(error) => error.step(),
            Self::LocalFailure { scheme } => match scheme.as_str() {
                "about" => scheme_fetch("3a"),
                "blob" => scheme_fetch("3b"),
                "data" => scheme_fetch("3c.2"),
                "file" => scheme_fetch("3d"),
                _ => scheme_fetch("3"),
            },
            Self::Keepalive(_) => http_network_or_cache_fetch("8.10.5"),
            Self::NetworkFailure | Self::UnsendableMessage => match phase {
                Phase::Preflight => preflight_fetch("6"),
                _ => http_fetch("4.3"),
            },
            Self::Authentication(error) => error.step(),
            Self::CorsCheck(error) => error.step(),
            Self::Preflight(error) => error.step(),
            Self::ResourcePolicy(error) => error.step(),
            Self::MimeType(_) => main_fetch("20"),
            Self::RangeNotRequested { .. } => main_fetch("21"),
            Self::RedirectModeError => http_fetch("6.3a.1"),
            Self::Redirect(error) => error.step(),
            Self::ServiceWorker(error) => error.step(),
            Self::Host(error) => error.step(),
        }
    }
}

impl TaintingError {
    /// Returns the step of main fetch that refuses the request.
    #[must_use]
    pub const fn step(&self) -> SpecStep {
        main_fetch(match self {
            Self::SameOriginMode => "12c",
            Self::NoCorsRedirectMode { .. } => "12d.1",
            Self::SchemeNotHttp { .. } => "12e",
        })
    }
}

impl AuthenticationError {
    /// Returns the step of HTTP-network-or-cache fetch that returns a network error.
    #[must_use]
    pub const fn step(&self) -> SpecStep {
        http_network_or_cache_fetch(match self {
            Self::StreamBody => "15.2.1",
            Self::ProxyWithoutUser => "16.1",
        })
    }
}

impl BlobRangeError {
    /// Returns the step of scheme fetch that refuses the range.
    #[must_use]
    pub const fn step(&self) -> SpecStep {
        scheme_fetch(match self {
            Self::Invalid { .. } => "3b.14.4",
            Self::Empty { .. } => "3b.14.6.1",
            Self::PastEnd { .. } => "3b.14.7.1",
        })
    }
}

impl CorsCheckError {
    /// Returns the step of the CORS check that fails.
    #[must_use]
    pub const fn step(&self) -> SpecStep {
        cors_check(match self {
            Self::MissingAllowOrigin => "2",
            Self::WildcardWithCredentials
            | Self::MultipleAllowOrigin { .. }
            | Self::AllowOriginList { .. }
            | Self::AllowOriginNotAnOrigin { .. }
            | Self::AllowOriginMismatch { .. }
            | Self::AllowOriginMismatchTainted { .. } => "4",
            Self::MissingAllowCredentials | Self::AllowCredentialsNotTrue { .. } => "8",
        })
    }
}

impl PreflightError {
    /// Returns the step that refuses the response to the preflight: a step of the CORS-preflight fetch, or of the CORS check
    /// that it runs.
    #[must_use]
    pub fn step(&self) -> SpecStep {
        match self {
            Self::CorsCheck(error) => error.step(),
            Self::Redirected { .. } | Self::NotOk { .. } => preflight_fetch("8"),
            Self::AllowMethodsInvalid { .. } | Self::AllowHeadersInvalid { .. } => preflight_fetch("7.3"),
            Self::MethodNotAllowed { .. } | Self::MethodWildcardIgnored { .. } => preflight_fetch("7.5"),
            Self::AuthorizationNotCoveredByWildcard => preflight_fetch("7.6"),
            Self::HeaderNotAllowed { name } if is_cors_non_wildcard_request_header_name(name.as_bytes()) => {
                preflight_fetch("7.6")
            }
            Self::HeaderNotAllowed { .. }
            | Self::HeaderWildcardIgnored { .. }
            | Self::HeaderUnsafeByTotalSize { .. } => preflight_fetch("7.7"),
        }
    }
}

impl CorpError {
    /// Returns the step of the cross-origin resource policy internal check that blocks the response.
    #[must_use]
    pub const fn step(&self) -> SpecStep {
        corp_check(match self {
            Self::SameOrigin | Self::EmbedderPolicy { .. } => "5b",
            Self::SameSite => "5c",
        })
    }
}

impl RedirectError {
    /// Returns the step of HTTP-redirect fetch that refuses the redirect.
    #[must_use]
    pub const fn step(&self) -> SpecStep {
        redirect_fetch(match self {
            Self::LocationRepeated { .. } | Self::LocationInvalid { .. } => "5",
            Self::SchemeNotHttp { .. } => "6",
            Self::TooManyRedirects => "7",
            Self::CrossOriginWithCredentials => "9",
            Self::TaintedWithCredentials => "10",
            Self::StreamBody => "11",
        })
    }
}

impl ServiceWorkerError {
    /// Returns the step of HTTP fetch that refuses the response.
    #[must_use]
    pub const fn step(&self) -> SpecStep {
        http_fetch("3.5.7")
    }
}

impl HostError {
    /// Returns the step of the standard that the host did not follow.
    #[must_use]
    pub const fn step(&self) -> SpecStep {
        match self {
            // This step gives the response the URL list of the message, so the response must come from the URL of the
            // message.
            Self::ForeignResponse { .. } | Self::ResponseWithoutUrl => http_network_or_cache_fetch("12"),
            // This step sends the message with its body.
            Self::WrongBody => http_network_or_cache_fetch("11.2"),
            // This step lets a service worker respond only if the service-workers mode is *all*.
            Self::ServiceWorkerMayNotRespond => http_fetch("3"),
            Self::ConstructedWithUrl => http_fetch("3.5"),
        }
    }
}
