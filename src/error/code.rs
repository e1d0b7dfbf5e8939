use super::{
    AuthenticationError, BlobRangeError, CorpError, CorsCheckError, HostError, MimeError, PreflightError,
    Reason, RedirectError, ServiceWorkerError, TaintingError,
};

impl Reason {
    /// Returns a stable name for the reason, for scripts and statistics. The name stays the same when the wording of the
    /// message changes.
    ///
    /// ```
    /// use fetch_cors::error::{CorsCheckError, Reason};
    /// assert_eq!(Reason::from(CorsCheckError::MissingAllowOrigin).code(), "missing-allow-origin");
    /// assert_eq!(Reason::NetworkFailure.code(), "network-failure");
    /// ```
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Blocked(_) => "blocked",
            Self::BadPort { .. } => "bad-port",
            Self::Tainting(error) => error.code(),
            Self::Scheme { .. } => "scheme",
            Self::BlobMethod { .. } => "blob-method",
            Self::BlobRange(error) => error.code(),
            Self::LocalFailure { .. } => "local-failure",
            Self::Keepalive(_) => "keepalive-limit",
            Self::NetworkFailure => "network-failure",
            Self::UnsendableMessage => "unsendable-message",
            Self::Authentication(error) => error.code(),
            Self::CorsCheck(error) => error.code(),
            Self::Preflight(error) => error.code(),
            Self::ResourcePolicy(error) => error.code(),
            Self::MimeType(error) => error.code(),
            Self::RangeNotRequested { .. } => "range-not-requested",
            Self::RedirectModeError => "redirect-mode-error",
            Self::Redirect(error) => error.code(),
            Self::ServiceWorker(error) => error.code(),
            Self::Host(error) => error.code(),
        }
    }
}

impl BlobRangeError {
    /// Returns a stable name for the error; see [`Reason::code`].
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Invalid { .. } => "blob-range-invalid",
            Self::PastEnd { .. } => "blob-range-past-end",
            Self::Empty { .. } => "blob-range-empty",
        }
    }
}

impl TaintingError {
    /// Returns a stable name for the error; see [`Reason::code`].
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SameOriginMode => "same-origin-mode",
            Self::NoCorsRedirectMode { .. } => "no-cors-redirect-mode",
            Self::SchemeNotHttp { .. } => "cors-scheme-not-http",
        }
    }
}

impl AuthenticationError {
    /// Returns a stable name for the error; see [`Reason::code`].
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::StreamBody => "authentication-stream-body",
            Self::ProxyWithoutUser => "proxy-without-user",
        }
    }
}

impl CorsCheckError {
    /// Returns a stable name for the error; see [`Reason::code`].
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::MissingAllowOrigin => "missing-allow-origin",
            Self::WildcardWithCredentials => "wildcard-with-credentials",
            Self::MultipleAllowOrigin { .. } => "multiple-allow-origin",
            Self::AllowOriginList { .. } => "allow-origin-list",
            Self::AllowOriginNotAnOrigin { .. } => "allow-origin-not-an-origin",
            Self::AllowOriginMismatch { .. } => "allow-origin-mismatch",
            Self::AllowOriginMismatchTainted { .. } => "allow-origin-mismatch-tainted",
            Self::MissingAllowCredentials => "missing-allow-credentials",
            Self::AllowCredentialsNotTrue { .. } => "allow-credentials-not-true",
        }
    }
}

impl PreflightError {
    /// Returns a stable name for the error; see [`Reason::code`]. For a failed CORS check, this is the code of
    /// [`CorsCheckError`]. The [phase](super::Phase) then shows that the response to the preflight failed the check.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::CorsCheck(error) => error.code(),
            Self::Redirected { .. } => "preflight-redirected",
            Self::NotOk { .. } => "preflight-not-ok",
            Self::AllowMethodsInvalid { .. } => "allow-methods-invalid",
            Self::AllowHeadersInvalid { .. } => "allow-headers-invalid",
            Self::MethodNotAllowed { .. } => "method-not-allowed",
            Self::MethodWildcardIgnored { .. } => "method-wildcard-ignored",
            Self::HeaderNotAllowed { .. } => "header-not-allowed",
            Self::HeaderWildcardIgnored { .. } => "header-wildcard-ignored",
            Self::HeaderUnsafeByTotalSize { .. } => "header-unsafe-by-total-size",
            Self::AuthorizationNotCoveredByWildcard => "authorization-not-covered-by-wildcard",
        }
    }
}

impl CorpError {
    /// Returns a stable name for the error; see [`Reason::code`].
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SameOrigin => "resource-policy-same-origin",
            Self::SameSite => "resource-policy-same-site",
            Self::EmbedderPolicy { .. } => "resource-policy-of-embedder",
        }
    }
}

impl MimeError {
    /// Returns a stable name for the error; see [`Reason::code`].
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Nosniff { .. } => "nosniff",
            Self::NotScript { .. } => "not-script",
        }
    }
}

impl RedirectError {
    /// Returns a stable name for the error; see [`Reason::code`].
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::LocationRepeated { .. } => "location-repeated",
            Self::LocationInvalid { .. } => "location-invalid",
            Self::SchemeNotHttp { .. } => "redirect-scheme-not-http",
            Self::TooManyRedirects => "too-many-redirects",
            Self::CrossOriginWithCredentials => "redirect-cross-origin-with-credentials",
            Self::TaintedWithCredentials => "redirect-tainted-with-credentials",
            Self::StreamBody => "redirect-stream-body",
        }
    }
}

impl ServiceWorkerError {
    /// Returns a stable name for the error; see [`Reason::code`].
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Error => "service-worker-error",
            Self::CorsForSameOrigin => "service-worker-cors-for-same-origin",
            Self::Opaque => "service-worker-opaque",
            Self::OpaqueRedirect => "service-worker-opaque-redirect",
            Self::Redirected => "service-worker-redirected",
        }
    }
}

impl HostError {
    /// Returns a stable name for the error; see [`Reason::code`].
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ForeignResponse { .. } => "foreign-response",
            Self::ServiceWorkerMayNotRespond => "service-worker-may-not-respond",
            Self::ConstructedWithUrl => "constructed-with-url",
            Self::ResponseWithoutUrl => "response-without-url",
            Self::WrongBody => "wrong-body",
        }
    }
}
