//! Step 12 of main fetch, which decides how a request is fetched and which response tainting it has. Response tainting
//! has nothing to do with the [redirect-taint](crate::request_origin::RedirectTaint).
//!
//! Begin with [`Tainting`], whose method [`choose`](Tainting::choose) returns a [`FetchType`].

use crate::error::TaintingError;
use crate::method::is_cors_safelisted_method;
use crate::origin::{Origin, is_http};
use crate::request::{Mode, RedirectMode, ResponseTainting};

/// The algorithm that main fetch chooses for a request, which the standard's *override fetch* calls its type.
///
/// ```
/// use fetch_cors::tainting::FetchType;
/// use fetch_cors::request::ResponseTainting;
/// assert_eq!(FetchType::HttpFetch { make_cors_preflight: true }.response_tainting(), ResponseTainting::Cors);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a host with its own fetch loop must handle every value")]
pub enum FetchType {
    /// Scheme fetch, with response tainting *basic* or *opaque*.
    SchemeFetch(ResponseTainting),
    /// HTTP fetch, with response tainting *cors*.
    HttpFetch {
        /// The standard's *makeCORSPreflight*: whether the request needs a preflight unless the cache covers it. If it is
        /// true, and the fetch ends in a network error, the caller has to [clear](crate::PreflightCache::clear) the cache
        /// entries of the request.
        make_cors_preflight: bool,
    },
}

impl FetchType {
    /// Returns the response tainting that the request has from now on.
    #[must_use]
    pub const fn response_tainting(self) -> ResponseTainting {
        match self {
            Self::SchemeFetch(tainting) => tainting,
            Self::HttpFetch { .. } => ResponseTainting::Cors,
        }
    }
}

/// The parts of a request that decide how main fetch fetches it.
///
/// ```
/// use fetch_cors::{Origin, request::Mode, tainting::{Tainting, FetchType}};
/// let origin = Origin::parse("https://app.example")?;
/// let url_origin = Origin::parse("https://api.example")?;
/// let fetch_type = Tainting::new(&origin, &url_origin, "https", Mode::Cors).choose(|| false)?;
/// assert_eq!(fetch_type, FetchType::HttpFetch { make_cors_preflight: false });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Tainting<'a> {
    /// The request's origin.
    pub origin: &'a Origin,
    /// The origin of the request's current URL.
    pub current_url_origin: &'a Origin,
    /// The scheme of the request's current URL, in lower case and without a colon.
    pub current_url_scheme: &'a str,
    /// The request's mode.
    pub mode: Mode,
    /// The request's response tainting so far: *basic* at first, and later what the previous choice has set.
    pub response_tainting: ResponseTainting,
    /// The request's redirect mode.
    pub redirect_mode: RedirectMode,
    /// The request's method.
    pub method: &'a [u8],
    /// The request's unsafe-request flag.
    pub unsafe_request: bool,
    /// The request's use-CORS-preflight flag.
    pub use_cors_preflight: bool,
}

impl<'a> Tainting<'a> {
    /// Creates a `Tainting` with the standard's defaults: method `GET`, redirect mode *follow*, response tainting
    /// *basic*, and no flag. Set the fields that differ. The arguments are the fields of the same names.
    #[must_use]
    pub const fn new(
        origin: &'a Origin,
        current_url_origin: &'a Origin,
        current_url_scheme: &'a str,
        mode: Mode,
    ) -> Self {
        Self {
            origin,
            current_url_origin,
            current_url_scheme,
            mode,
            response_tainting: ResponseTainting::Basic,
            redirect_mode: RedirectMode::Follow,
            method: b"GET",
            unsafe_request: false,
            use_cors_preflight: false,
        }
    }

    /// Chooses how the request is fetched. Call it for the first URL, and again after each redirect.
    ///
    /// `has_unsafe_header` returns whether the request has any CORS-unsafe request-header name, as
    /// [`has_cors_unsafe_request_header`](crate::header::has_cors_unsafe_request_header) does. It is called only if the
    /// choice depends on it.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-main-fetch>
    ///
    /// # Errors
    ///
    /// Returns a [`TaintingError`] if main fetch returns a network error here:
    ///
    /// - [`SameOriginMode`](TaintingError::SameOriginMode): the mode is *same-origin*, and another origin is or was
    ///   involved.
    /// - [`NoCorsRedirectMode`](TaintingError::NoCorsRedirectMode): the mode is *no-cors*, and the redirect mode is not
    ///   *follow*.
    /// - [`SchemeNotHttp`](TaintingError::SchemeNotHttp): the mode is *cors*, and the URL is not an HTTP(S) URL.
    pub fn choose(&self, has_unsafe_header: impl FnOnce() -> bool) -> Result<FetchType, TaintingError> {
        let scheme = self.current_url_scheme;
        // concept-main-fetch 12: the first case that matches decides.
        // concept-main-fetch 12b: same origin and not tainted, a `data:` URL, or a mode that is exempt from CORS.
        if self.response_tainting == ResponseTainting::Basic
            && self.origin.same_origin(self.current_url_origin)
            || scheme == "data"
            || matches!(self.mode, Mode::Navigate | Mode::Websocket | Mode::Webtransport)
        {
            // concept-main-fetch 12b.1, 12b.2: scheme fetch with response tainting *basic*.
            return Ok(FetchType::SchemeFetch(ResponseTainting::Basic));
        }
        match self.mode {
            // concept-main-fetch 12c: a *same-origin* request to another origin is a network error.
            Mode::SameOrigin => Err(TaintingError::SameOriginMode),
            // concept-main-fetch 12d, 12d.1: a *no-cors* request that does not follow redirects is a network error.
            Mode::NoCors if self.redirect_mode != RedirectMode::Follow => {
                Err(TaintingError::NoCorsRedirectMode { redirect_mode: self.redirect_mode })
            }
            // concept-main-fetch 12d.2, 12d.3: scheme fetch with response tainting *opaque*.
            Mode::NoCors => Ok(FetchType::SchemeFetch(ResponseTainting::Opaque)),
            // concept-main-fetch 12e: a *cors* request for a URL that is not HTTP(S) is a network error.
            _ if !is_http(scheme) => Err(TaintingError::SchemeNotHttp { scheme: scheme.to_owned() }),
            _ => Ok(FetchType::HttpFetch {
                // concept-main-fetch 12f, 12f.1, 12f.2: HTTP fetch with a preflight, if the use-CORS-preflight flag is
                // set, or if script has chosen a method or a header that is not safelisted.
                // concept-main-fetch 12g, 12g.1, 12g.2: otherwise HTTP fetch without a preflight.
                make_cors_preflight: self.use_cors_preflight
                    || self.unsafe_request
                        && (!is_cors_safelisted_method(self.method) || has_unsafe_header()),
            }),
        }
    }
}
