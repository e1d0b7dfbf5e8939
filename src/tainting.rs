//! Main fetch's choice: how a request is fetched, and what that makes of the response.

use http::Method;
use url::Url;

use crate::error::TaintingError;
use crate::method::is_cors_safelisted_method;
use crate::origin::{Origin, is_http};
use crate::request::{Mode, RedirectMode, ResponseTainting};

/// How a request is fetched.
///
/// ```
/// use fetch_cors::tainting::Way;
/// use fetch_cors::request::ResponseTainting;
/// assert_eq!(Way::HttpFetch { make_cors_preflight: true }.response_tainting(), ResponseTainting::Cors);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a host that fetches must handle each")]
pub enum Way {
    /// By scheme fetch, with this response tainting, *basic* or *opaque*.
    SchemeFetch(ResponseTainting),
    /// By HTTP fetch, with response tainting *cors*.
    HttpFetch {
        /// Whether a preflight is made if the cache does not cover the request; then its failure clears
        /// cache entries.
        make_cors_preflight: bool,
    },
}

impl Way {
    /// The request's response tainting from here on.
    #[must_use]
    pub const fn response_tainting(self) -> ResponseTainting {
        match self {
            Self::SchemeFetch(tainting) => tainting,
            Self::HttpFetch { .. } => ResponseTainting::Cors,
        }
    }
}

/// What main fetch looks at.
///
/// ```
/// use fetch_cors::{Origin, request::Mode, tainting::{Tainting, Way}};
/// let origin = Origin::parse("https://app.example")?;
/// let url = "https://api.example/".parse()?;
/// let way = Tainting::new(&origin, &url, Mode::Cors).choose(|| false)?;
/// assert_eq!(way, Way::HttpFetch { make_cors_preflight: false });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Tainting<'a> {
    /// The request's origin.
    pub origin: &'a Origin,
    /// The request's current URL.
    pub current_url: &'a Url,
    /// The request's mode.
    pub mode: Mode,
    /// The request's response tainting so far.
    pub response_tainting: ResponseTainting,
    /// The request's redirect mode.
    pub redirect_mode: RedirectMode,
    /// The request's method.
    pub method: &'a Method,
    /// The unsafe-request flag.
    pub unsafe_request: bool,
    /// The use-CORS-preflight flag.
    pub use_cors_preflight: bool,
}

impl<'a> Tainting<'a> {
    /// A request for `current_url` of this origin and mode that is as the standard has a new one: `GET`,
    /// redirect mode *follow*, response tainting *basic*, no flag. Set the fields that are otherwise.
    #[must_use]
    pub const fn new(origin: &'a Origin, current_url: &'a Url, mode: Mode) -> Self {
        Self {
            origin,
            current_url,
            mode,
            response_tainting: ResponseTainting::Basic,
            redirect_mode: RedirectMode::Follow,
            method: &Method::GET,
            unsafe_request: false,
            use_cors_preflight: false,
        }
    }

    /// Chooses the way. `has_unsafe_header` says whether the CORS-unsafe request-header names of the
    /// request are not empty; it is asked only if that matters.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-main-fetch>
    ///
    /// # Errors
    ///
    /// [`TaintingError`], where main fetch returns a network error.
    pub fn choose(&self, has_unsafe_header: impl FnOnce() -> bool) -> Result<Way, TaintingError> {
        let scheme = self.current_url.scheme();
        // concept-main-fetch 12: the first that matches.
        // concept-main-fetch 12b: at home all the way, or not a matter of CORS.
        if self.response_tainting == ResponseTainting::Basic && self.origin.same_origin_url(self.current_url)
            || scheme == "data"
            || matches!(self.mode, Mode::Navigate | Mode::Websocket | Mode::Webtransport)
        {
            // concept-main-fetch 12b.1, 12b.2: basic, by scheme.
            return Ok(Way::SchemeFetch(ResponseTainting::Basic));
        }
        match self.mode {
            // concept-main-fetch 12c: home only.
            Mode::SameOrigin => Err(TaintingError::SameOriginMode),
            // concept-main-fetch 12d, 12d.1: without CORS, redirects are followed.
            Mode::NoCors if self.redirect_mode != RedirectMode::Follow => {
                Err(TaintingError::NoCorsRedirectMode { redirect_mode: self.redirect_mode })
            }
            // concept-main-fetch 12d.2, 12d.3: opaque, by scheme.
            Mode::NoCors => Ok(Way::SchemeFetch(ResponseTainting::Opaque)),
            // concept-main-fetch 12e: CORS is for HTTP(S).
            _ if !is_http(self.current_url) => {
                Err(TaintingError::SchemeNotHttp { scheme: scheme.to_owned() })
            }
            _ => Ok(Way::HttpFetch {
                // concept-main-fetch 12f, 12f.1, 12f.2: more than a form could send.
                // concept-main-fetch 12g, 12g.1, 12g.2: everything else.
                make_cors_preflight: self.use_cors_preflight
                    || self.unsafe_request
                        && (!is_cors_safelisted_method(self.method) || has_unsafe_header()),
            }),
        }
    }
}
