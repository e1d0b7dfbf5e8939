use super::fix::Fix;
use super::hint::Hint;
use super::place::Place;
use crate::request::{CredentialsMode, Mode};

/// A fact that puzzles people and is no refusal: a header that script does not see, a preflight, an opaque response.
///
/// ```
/// use fetch_cors::explain::{Answer, Event, Story, SurpriseKind, explain};
/// use fetch_cors::{Client, Origin};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("https://api.example/items").build()?;
/// let shared = http::Response::builder()
///     .header("access-control-allow-origin", "*")
///     .header("x-total", "3")
///     .body(())?;
/// let explanation = explain(&Story::new(request).with(Event::Actual(Answer::new(shared))));
/// let surprise = &explanation.surprises[0];
/// assert_eq!(surprise.code(), "hidden-headers");
/// let SurpriseKind::HiddenHeaders { names, .. } = &surprise.kind else { unreachable!() };
/// assert_eq!(names, &["x-total"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Surprise {
    /// What is surprising.
    pub kind: SurpriseKind,
    /// The message that it is about; `None` if it is about the whole fetch.
    pub place: Option<Place>,
    /// What would change it, if anything does.
    pub fixes: Vec<Fix>,
}

/// The kind of a [`Surprise`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SurpriseKind {
    /// Script does not see these headers of the response.
    HiddenHeaders {
        /// The names, in lower case and sorted, each once.
        names: Vec<String>,
        /// Whether `Access-Control-Expose-Headers` stands on the response to the preflight, where it has no effect.
        exposed_on_preflight: bool,
        /// Whether the response exposes `*`, which has no effect with credentials.
        wildcard_ignored: bool,
        /// Whether `Access-Control-Expose-Headers` does not parse, so that it exposes nothing.
        is_invalid: bool,
    },
    /// The response is opaque: script sees neither its status nor its headers nor its body.
    OpaqueResponse {
        /// The mode of the request, which makes it so.
        mode: Mode,
        /// Whether script chose the mode with `fetch()`.
        by_script: bool,
    },
    /// The response is a redirect that script asked not to follow, and sees nothing of.
    OpaqueRedirect,
    /// The guard of the `Headers` object dropped these request headers.
    DroppedHeaders {
        /// The names, as script gave them.
        names: Vec<String>,
    },
    /// A preflight was sent.
    Preflight {
        /// Everything that made it necessary.
        reasons: Vec<PreflightReason>,
        /// Why the preflight cache did not cover the request.
        cache: CacheMiss,
    },
    /// No preflight was sent, because the preflight cache has an earlier grant.
    PreflightRemembered,
    /// Credentials were not sent, and the response shows that they were expected.
    CredentialsNotSent {
        /// Why they were not sent.
        why: NoCredentials,
    },
    /// Credentials were included in a request to another site, where most cookies are not sent: those with `SameSite=Lax`,
    /// which is the default in Chromium, those with `SameSite=Strict`, and third-party cookies that a browser blocks.
    CookiesAcrossSites,
    /// A redirect changed the request, so that the next server gets another one.
    RewrittenByRedirect {
        /// Whether the method became `GET`, without the body and the headers that describe it.
        rewritten_to_get: bool,
        /// Whether `Authorization` was dropped, because the redirect led to another origin.
        authorization_dropped: bool,
    },
    /// A redirect led to a page to log in, and script gets that page.
    RedirectedToLogin,
    /// The method is in lower case, and servers know it in upper case.
    MethodInLowerCase {
        /// The method in upper case.
        method: String,
    },
    /// A response allows the origin `null`, which every sandboxed frame on the web has.
    NullAllowed,
    /// Script may not see how long the fetch took, because this hop does not allow it.
    TimingHidden,
    /// Browsers do today what the standard does not say, and come to another result.
    BrowsersDiffer {
        /// Whether the fetch is allowed in browsers.
        is_allowed_there: bool,
    },
    /// The server is on the local network or on the same machine, and the page is not. The standard has no rule for that;
    /// Chromium asks the user for permission.
    LocalNetwork,
}

/// A reason why a preflight was necessary.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PreflightReason {
    /// The method is not `GET`, `HEAD` or `POST`.
    Method {
        /// The method.
        method: String,
    },
    /// Script listens to the progress of the upload, or sends a stream.
    Upload,
    /// A request header is not safelisted.
    Header {
        /// The name, in lower case.
        name: String,
        /// What is special about the header, if anything is.
        hint: Option<Hint>,
    },
    /// A request header is safelisted, but the values of all safelisted headers have more than 1,024 bytes together.
    TotalTooLong {
        /// The name, in lower case.
        name: String,
    },
}

/// Why the preflight cache did not cover a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CacheMiss {
    /// The cache has no grant for this page at all, as far as the story knows. A network error removes the grants of its
    /// URL.
    NothingStored,
    /// The cache has grants for this page and other URLs. A grant is for one URL, with its query.
    OtherUrl,
    /// The cache has grants for this URL and another page, or for another top-level site.
    OtherPage,
    /// The grant was for requests without credentials.
    OtherCredentials,
    /// The grant has expired.
    Expired,
    /// The grant does not cover this method or one of these headers.
    NotCovered,
}

/// Why credentials were not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NoCredentials {
    /// The credentials mode is *same-origin*, and the server has another origin.
    AnotherOrigin,
    /// The credentials mode is *omit*.
    Omitted,
    /// The embedder policy *credentialless* of the page forbids them.
    EmbedderPolicy,
    /// The host included credentials, but had none: no cookie applies, for example because of its `SameSite` attribute.
    NoneApplied,
}

impl CacheMiss {
    /// Returns a stable name, for scripts and statistics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NothingStored => "nothing-stored",
            Self::OtherUrl => "other-url",
            Self::OtherPage => "other-page",
            Self::OtherCredentials => "other-credentials",
            Self::Expired => "expired",
            Self::NotCovered => "not-covered",
        }
    }
}

impl NoCredentials {
    /// Returns a stable name, for scripts and statistics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AnotherOrigin => "another-origin",
            Self::Omitted => "omitted",
            Self::EmbedderPolicy => "embedder-policy",
            Self::NoneApplied => "none-applied",
        }
    }

    pub(super) fn of(mode: CredentialsMode) -> Self {
        match mode {
            CredentialsMode::Omit => Self::Omitted,
            CredentialsMode::SameOrigin => Self::AnotherOrigin,
            CredentialsMode::Include => Self::EmbedderPolicy,
        }
    }
}

impl Surprise {
    /// Returns a stable name, for scripts and statistics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match &self.kind {
            SurpriseKind::HiddenHeaders { .. } => "hidden-headers",
            SurpriseKind::OpaqueResponse { .. } => "opaque-response",
            SurpriseKind::OpaqueRedirect => "opaque-redirect",
            SurpriseKind::DroppedHeaders { .. } => "dropped-headers",
            SurpriseKind::Preflight { .. } => "preflight",
            SurpriseKind::PreflightRemembered => "preflight-remembered",
            SurpriseKind::CredentialsNotSent { .. } => "credentials-not-sent",
            SurpriseKind::CookiesAcrossSites => "cookies-across-sites",
            SurpriseKind::RewrittenByRedirect { .. } => "rewritten-by-redirect",
            SurpriseKind::RedirectedToLogin => "redirected-to-login",
            SurpriseKind::MethodInLowerCase { .. } => "method-in-lower-case",
            SurpriseKind::NullAllowed => "null-allowed",
            SurpriseKind::TimingHidden => "timing-hidden",
            SurpriseKind::BrowsersDiffer { .. } => "browsers-differ",
            SurpriseKind::LocalNetwork => "local-network",
        }
    }
}
