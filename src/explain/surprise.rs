use super::fix::Fix;
use super::hint::Hint;
use super::place::Place;
use crate::request::{CredentialsMode, Mode};

/// A fact that does not refuse a fetch, but surprises people, such as a header that script cannot read, a preflight, or
/// an opaque response. Allowed fetches have surprises, too.
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
    /// The surprising fact.
    pub kind: SurpriseKind,
    /// The message that the surprise is about. `None` if it is about the whole fetch.
    pub place: Option<Place>,
    /// The changes that would remove the surprise. Empty if there are none.
    pub fixes: Vec<Fix>,
}

/// The kind of a [`Surprise`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SurpriseKind {
    /// Script cannot read these headers of the response. Script can read only the headers with a [safelisted
    /// name](crate::header::names::is_cors_safelisted_response_header_name) and the headers that
    /// `Access-Control-Expose-Headers` names.
    HiddenHeaders {
        /// The names of the headers, in lower case, sorted and without repetitions.
        names: Vec<String>,
        /// Whether the response to the preflight has `Access-Control-Expose-Headers`, which has no effect there.
        exposed_on_preflight: bool,
        /// Whether the response exposes `*`, which has no effect for a request with credentials.
        wildcard_ignored: bool,
        /// Whether `Access-Control-Expose-Headers` is invalid, so that it exposes nothing.
        is_invalid: bool,
    },
    /// The response is opaque: script cannot read its status, its headers or its body.
    OpaqueResponse {
        /// The mode of the request, which makes the response opaque.
        mode: Mode,
        /// Whether script chose the mode with `fetch()`.
        by_script: bool,
    },
    /// The response is a redirect that script asked not to follow. Script cannot read anything of it.
    OpaqueRedirect,
    /// The guard of the `Headers` object left these request headers out.
    DroppedHeaders {
        /// The names of the headers, as script wrote them.
        names: Vec<String>,
    },
    /// A preflight was necessary.
    Preflight {
        /// Everything that made the preflight necessary.
        reasons: Vec<PreflightReason>,
        /// Why the preflight cache did not cover the request.
        cache: CacheMiss,
    },
    /// No preflight was sent, because the preflight cache holds the permission from an earlier one.
    PreflightRemembered,
    /// Credentials were not sent, but the response shows that the server expected them.
    CredentialsNotSent {
        /// The reason why they were not sent.
        why: NoCredentials,
    },
    /// The request to another site includes credentials, but most cookies are not sent to another site: cookies with
    /// `SameSite=Lax`, which is the default in Chromium, cookies with `SameSite=Strict`, and third-party cookies that the
    /// browser blocks.
    CookiesAcrossSites,
    /// A redirect changed the request, so the next server got a different one.
    RewrittenByRedirect {
        /// Whether the method became `GET`, without the body and the headers that describe it.
        rewritten_to_get: bool,
        /// Whether `Authorization` was removed, because the redirect led to another origin.
        authorization_dropped: bool,
    },
    /// A redirect led to a login page, and script gets that page as the response.
    RedirectedToLogin,
    /// The method is in lower case, and servers expect it in upper case.
    MethodInLowerCase {
        /// The method in upper case.
        method: String,
    },
    /// A response allows the origin `null`, which every sandboxed frame on the web has.
    NullAllowed,
    /// Script cannot read the timing of the fetch, because this response does not allow it.
    TimingHidden,
    /// Today's browsers differ from the standard, and the outcome of this fetch differs, too.
    BrowsersDiffer {
        /// Whether browsers allow the fetch.
        is_allowed_there: bool,
    },
    /// The server is in a private network or on the user's machine, and the page is not. The standard has no rule for this,
    /// but Chromium asks the user for permission.
    LocalNetwork,
}

/// A reason why a preflight was necessary.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PreflightReason {
    /// The method is not `GET`, `HEAD` or `POST`.
    Method {
        /// The method of the request.
        method: String,
    },
    /// Script listens to the progress of the upload, or sends a stream.
    Upload,
    /// A request header is not safelisted.
    Header {
        /// The name of the header, in lower case.
        name: String,
        /// What is special about the header, if anything is.
        hint: Option<Hint>,
    },
    /// A request header is safelisted, but the values of all safelisted headers together have more than 1,024 bytes.
    TotalTooLong {
        /// The name of the header, in lower case.
        name: String,
    },
}

/// The reason why the preflight cache did not cover a request.
///
/// A *grant* is the permission that the response to a preflight gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CacheMiss {
    /// As far as the story says, the cache has no grant for this page or for this URL. A network error removes the grants
    /// for its URL.
    NothingStored,
    /// The cache has a grant for this page and another URL. A grant covers one URL only, with its query.
    OtherUrl,
    /// The cache has a grant for this URL and another page, which has another origin or another top-level site.
    OtherPage,
    /// The grant was given for requests without credentials.
    OtherCredentials,
    /// The grant of the cache has expired.
    Expired,
    /// The grant does not cover this method or one of these headers.
    NotCovered,
}

/// The reason why credentials were not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NoCredentials {
    /// The credentials mode is *same-origin*, and the server has another origin.
    AnotherOrigin,
    /// The credentials mode of the request is *omit*.
    Omitted,
    /// The embedder policy *credentialless* of the page does not allow them.
    EmbedderPolicy,
    /// The message includes credentials, but the host had none for it, for example because of the cookies' `SameSite`
    /// attribute.
    NoneApplied,
}

impl CacheMiss {
    /// Returns a stable name for the reason, for scripts and statistics.
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
    /// Returns a stable name for the reason, for scripts and statistics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AnotherOrigin => "another-origin",
            Self::Omitted => "omitted",
            Self::EmbedderPolicy => "embedder-policy",
            Self::NoneApplied => "none-applied",
        }
    }

    /// Returns why a cross-origin request with this credentials mode includes no credentials.
    pub(super) fn of(mode: CredentialsMode) -> Self {
        match mode {
            CredentialsMode::Omit => Self::Omitted,
            CredentialsMode::SameOrigin => Self::AnotherOrigin,
            CredentialsMode::Include => Self::EmbedderPolicy,
        }
    }
}

impl Surprise {
    /// Returns a stable name for the surprise, for scripts and statistics.
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
