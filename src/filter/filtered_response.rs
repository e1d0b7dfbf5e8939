use http::header::HeaderName;
use http::{HeaderValue, Response};
use url::Url;

use super::exposed::exposed_names;
use crate::error::CorpViolation;
use crate::header::bytes::trim_tab_or_space;
use crate::header::names::{is_cors_safelisted_response_header_name, is_forbidden_response_header_name};
use crate::header::{HeaderList, NameSet};
use crate::request::{CredentialsMode, Request, ResponseTainting, UrlList};
use crate::request_origin::RedirectTaint;
use crate::response::ResponseType;

/// A filtered response, which shows script what it may see of the response that the host received.
///
/// The body `B` is the host's, and stays as it is. An engine's own parts, such as an image decoder or a script
/// compiler, get the whole response from [`internal_response`](Self::internal_response).
///
/// <https://fetch.spec.whatwg.org/#concept-filtered-response>
///
/// ```
/// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch, response::ResponseType};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
/// let Step::<&str>::Send(get) = fetch(page.fetch("https://api.example/").build()?, &mut cache, now) else {
///     unreachable!()
/// };
/// let received = http::Response::builder()
///     .header("access-control-allow-origin", "*")
///     .header("access-control-expose-headers", "x-total")
///     .header("x-total", "3")
///     .header("x-hidden", "1")
///     .body("hello")?;
/// let Step::Done(Ok(response)) = get.respond(received, &mut cache, now) else { unreachable!() };
/// assert_eq!(response.response_type(), ResponseType::Cors);
/// assert_eq!(response.header("x-total").unwrap(), "3");
/// assert!(response.header("x-hidden").is_none());
/// assert_eq!(response.body(), Some(&"hello"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
// concept-response-clone: derived, where the host's body can be cloned.
#[derive(Clone, Debug)]
pub struct FilteredResponse<B> {
    internal: Response<B>,
    filter: Filter,
    /// `None` for a response that was made and not fetched, until main fetch gives it the request's.
    pub(crate) url_list: Option<UrlList>,
    flags: ResponseFlags,
    /// Whether script sees no body, whatever was received.
    pub(crate) null_body: bool,
    pub(crate) redirect_taint: RedirectTaint,
    pub(crate) timing_allow_passed: bool,
    pub(crate) navigation_timing_allow_values: Vec<Vec<String>>,
    pub(crate) corp_violations: Vec<CorpViolation>,
    pub(crate) authorization_by_wildcard: bool,
    pub(crate) next_manual_redirect: Option<Box<ManualRedirect>>,
}

/// The flags that HTTP-network-or-cache fetch sets on a response.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ResponseFlags {
    pub(crate) request_includes_credentials: bool,
    pub(crate) range_requested: bool,
}

/// The flags of a response that was not fetched.
impl Default for ResponseFlags {
    fn default() -> Self {
        Self { request_includes_credentials: true, range_requested: false }
    }
}

/// A redirect of a navigation, which the host may want to follow later.
#[derive(Clone, Debug)]
pub(crate) struct ManualRedirect {
    pub(crate) request: Request,
    /// The URL of the redirect response. A response that a service worker made has none.
    pub(crate) response_url: Option<Url>,
}

impl<B> FilteredResponse<B> {
    /// Creates a basic filtered response, which shows everything but cookies.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-filtered-response-basic>
    #[must_use]
    pub fn basic(internal: Response<B>, url_list: Option<UrlList>) -> Self {
        Self::new(internal, Filter::Basic, url_list)
    }

    /// Creates a CORS filtered response, which shows the headers that are safelisted, and the headers that the
    /// response exposes to a request of this credentials mode. Takes constant time: the list of exposed names is
    /// read when headers are.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-filtered-response-cors>
    #[must_use]
    pub fn cors(internal: Response<B>, url_list: Option<UrlList>, credentials_mode: CredentialsMode) -> Self {
        Self::new(internal, Filter::Cors { credentials_mode }, url_list)
    }

    /// Creates an opaque filtered response, which shows nothing. It was always fetched, so it has a URL list.
    /// Script does not see the list, but the resource policy check does.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-filtered-response-opaque>
    #[must_use]
    pub fn opaque(internal: Response<B>, url_list: UrlList) -> Self {
        Self::new(internal, Filter::Opaque, Some(url_list))
    }

    /// Creates an opaque-redirect filtered response, which shows its URL.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-filtered-response-opaque-redirect>
    #[must_use]
    pub fn opaque_redirect(internal: Response<B>, url_list: Option<UrlList>) -> Self {
        Self::new(internal, Filter::OpaqueRedirect, url_list)
    }

    /// Turns the response into an opaque-redirect filtered response with the same internal response.
    pub(crate) fn into_opaque_redirect(self) -> Self {
        Self { filter: Filter::OpaqueRedirect, ..self }
    }

    /// Creates the filtered response that a request's response tainting asks for, without a URL list.
    pub(crate) fn by_tainting(
        internal: Response<B>,
        tainting: ResponseTainting,
        credentials_mode: CredentialsMode,
    ) -> Self {
        // concept-main-fetch 14.2: the response tainting decides.
        match tainting {
            ResponseTainting::Basic => Self::basic(internal, None),
            ResponseTainting::Cors => Self::cors(internal, None, credentials_mode),
            ResponseTainting::Opaque => Self::new(internal, Filter::Opaque, None),
        }
    }

    fn new(internal: Response<B>, filter: Filter, url_list: Option<UrlList>) -> Self {
        Self {
            internal,
            filter,
            url_list,
            flags: ResponseFlags::default(),
            null_body: false,
            redirect_taint: RedirectTaint::SameOrigin,
            timing_allow_passed: false,
            navigation_timing_allow_values: Vec::new(),
            corp_violations: Vec::new(),
            authorization_by_wildcard: false,
            next_manual_redirect: None,
        }
    }

    /// Sets whether the response was fetched with credentials. True unless set, as for a response that was not
    /// fetched.
    ///
    /// <https://fetch.spec.whatwg.org/#response-request-includes-credentials>
    #[must_use]
    pub fn with_request_includes_credentials(mut self, included: bool) -> Self {
        self.flags.request_includes_credentials = included;
        self
    }

    /// Sets whether the response was fetched with a range. False unless set. A host that keeps responses has to
    /// keep this flag with them, or script may take a part of a resource for the whole.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-response-range-requested-flag>
    #[must_use]
    pub fn with_range_requested(mut self, requested: bool) -> Self {
        self.flags.range_requested = requested;
        self
    }

    pub(crate) fn with_flags(self, flags: ResponseFlags) -> Self {
        Self { flags, ..self }
    }

    pub(crate) fn flags(&self) -> ResponseFlags {
        self.flags
    }

    /// Returns the type.
    #[must_use]
    pub fn response_type(&self) -> ResponseType {
        match self.filter {
            Filter::Basic => ResponseType::Basic,
            Filter::Cors { .. } => ResponseType::Cors,
            Filter::Opaque => ResponseType::Opaque,
            Filter::OpaqueRedirect => ResponseType::OpaqueRedirect,
        }
    }

    /// Returns the status; 0 for an opaque response.
    #[must_use]
    pub fn status(&self) -> u16 {
        if self.is_opaque() { 0 } else { self.internal.status().as_u16() }
    }

    /// Checks whether the status is an ok status, 200 to 299.
    #[must_use]
    pub fn ok(&self) -> bool {
        !self.is_opaque() && self.internal.status().is_success()
    }

    /// Returns the headers that script may see, in the order of the response's map.
    ///
    /// Takes time linear in the headers. A CORS filtered response reads the list of exposed names at each call;
    /// this allocates only for more than 16 names.
    pub fn headers(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        let visible = self.visible_names();
        self.internal.headers().iter().filter(move |(name, _)| visible.contains(name))
    }

    /// Returns the headers that script may see, as a list. [`HeaderList::sort_and_combine`] returns what script
    /// iterates over.
    #[must_use]
    pub fn header_list(&self) -> HeaderList {
        let mut list = HeaderList::new();
        for (name, value) in self.headers() {
            list.push(name.as_str().as_bytes(), trim_tab_or_space(value.as_bytes()));
        }
        list
    }

    /// Returns the first header of this name, in any case, if script may see it.
    ///
    /// Takes time linear in the list of exposed names, which a CORS filtered response reads at each call. To look
    /// many headers up, use [`headers`](Self::headers).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&HeaderValue> {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        let value = self.internal.headers().get(&name)?;
        self.visible_names().contains(&name).then_some(value)
    }

    fn visible_names(&self) -> VisibleNames<'_> {
        match self.filter {
            // concept-main-fetch 14.2a: a basic filtered response hides cookies.
            Filter::Basic => VisibleNames::AllButForbidden,
            // concept-main-fetch 14.2b: a CORS filtered response shows the safelisted and the exposed names.
            Filter::Cors { credentials_mode } => {
                match exposed_names(self.internal.headers(), credentials_mode) {
                    Some(exposed) => VisibleNames::SafelistedAnd(exposed),
                    None => VisibleNames::AllButForbidden,
                }
            }
            // concept-main-fetch 14.2c: an opaque filtered response shows nothing.
            Filter::Opaque | Filter::OpaqueRedirect => VisibleNames::None,
        }
    }

    /// Returns the URL, which is the last of the list; `None` for an opaque response. Script sees it without its
    /// fragment.
    #[must_use]
    pub fn url(&self) -> Option<&Url> {
        self.url_list().map(UrlList::current)
    }

    /// Returns the URL list; `None` for an opaque response.
    #[must_use]
    pub fn url_list(&self) -> Option<&UrlList> {
        self.url_list.as_ref().filter(|_| self.filter != Filter::Opaque)
    }

    /// Returns whether redirects were followed, as far as script may know.
    #[must_use]
    pub fn redirected(&self) -> bool {
        self.url_list().is_some_and(|list| list.len() > 1)
    }

    /// Returns the body, if script may see it and there can be one. The response to `HEAD` has none, nor has one
    /// with a null body status.
    #[must_use]
    pub fn body(&self) -> Option<&B> {
        self.has_body().then(|| self.internal.body())
    }

    /// Returns the body, as [`body`](Self::body) does.
    #[must_use]
    pub fn into_body(self) -> Option<B> {
        self.has_body().then(|| self.internal.into_body())
    }

    fn has_body(&self) -> bool {
        !self.is_opaque() && !self.null_body
    }

    /// Replaces the body, for example by what was read from it.
    ///
    /// ```
    /// use fetch_cors::FilteredResponse;
    /// let response = FilteredResponse::basic(http::Response::new("hello"), None);
    /// assert_eq!(response.map_body(str::len).body(), Some(&5));
    /// ```
    #[must_use]
    pub fn map_body<C>(self, change: impl FnOnce(B) -> C) -> FilteredResponse<C> {
        FilteredResponse {
            internal: self.internal.map(change),
            filter: self.filter,
            url_list: self.url_list,
            flags: self.flags,
            null_body: self.null_body,
            redirect_taint: self.redirect_taint,
            timing_allow_passed: self.timing_allow_passed,
            navigation_timing_allow_values: self.navigation_timing_allow_values,
            corp_violations: self.corp_violations,
            authorization_by_wildcard: self.authorization_by_wildcard,
            next_manual_redirect: self.next_manual_redirect,
        }
    }

    /// Returns how far redirects led away from the request's origin.
    ///
    /// <https://fetch.spec.whatwg.org/#response-redirect-taint>
    #[must_use]
    pub fn redirect_taint(&self) -> RedirectTaint {
        self.redirect_taint
    }

    /// Returns whether script may see how long the fetch took.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-response-timing-allow-passed>
    #[must_use]
    pub fn timing_allow_passed(&self) -> bool {
        self.timing_allow_passed
    }

    /// Returns, for a navigation, the values of `Timing-Allow-Origin` of each redirect. The host needs them for the
    /// [navigation TAO check](crate::check::navigation_tao_check) of the origin where the navigation ends.
    ///
    /// <https://fetch.spec.whatwg.org/#response-navigation-timing-allow-values-list>
    #[must_use]
    pub fn navigation_timing_allow_values(&self) -> &[Vec<String>] {
        &self.navigation_timing_allow_values
    }

    /// Returns what the host has to report for the client's embedder policy, redirects included.
    #[must_use]
    pub fn corp_violations(&self) -> &[CorpViolation] {
        &self.corp_violations
    }

    /// Returns whether only `*` covered `Authorization`, for a client with
    /// [a switch that allows this](crate::request::Switches::authorization_under_wildcard). A host may want to warn
    /// developers.
    #[must_use]
    pub fn authorization_by_wildcard(&self) -> bool {
        self.authorization_by_wildcard
    }

    /// Returns whether the response was fetched with credentials. For the host only: script must not learn it.
    #[must_use]
    pub fn request_includes_credentials(&self) -> bool {
        self.flags.request_includes_credentials
    }

    /// Returns whether the response was fetched with a range. For the host only: script must not learn it.
    #[must_use]
    pub fn range_requested(&self) -> bool {
        self.flags.range_requested
    }

    /// Returns the response that the host received. For the host only: script must not learn from it.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-internal-response>
    #[must_use]
    pub fn internal_response(&self) -> &Response<B> {
        &self.internal
    }

    /// Returns the response that the host received. For the host only: script must not learn from it.
    #[must_use]
    pub fn into_internal_response(self) -> Response<B> {
        self.internal
    }

    /// Returns the URL list of the internal response, even of an opaque response. For the host only: the last URL
    /// is the base URL of a script or a style sheet, and policies look at it. `None` for a response that was made
    /// and not fetched, until a fetch ends with it.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch, request::CorsAttribute};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let script = page.classic_script("https://cdn.example/a.js", CorsAttribute::NoCors).build()?;
    /// let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
    /// let Step::<()>::Send(get) = fetch(script, &mut cache, now) else { unreachable!() };
    /// let Step::Done(Ok(response)) = get.respond(http::Response::new(()), &mut cache, now) else { unreachable!() };
    /// assert!(response.url_list().is_none()); // opaque
    /// assert_eq!(response.internal_url_list().unwrap().current().as_str(), "https://cdn.example/a.js");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn internal_url_list(&self) -> Option<&UrlList> {
        self.url_list.as_ref()
    }

    fn is_opaque(&self) -> bool {
        matches!(self.filter, Filter::Opaque | Filter::OpaqueRedirect)
    }
}

/// Which of the four filtered responses this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    Basic,
    Cors {
        /// The credentials mode of the request, which decides what `*` exposes.
        credentials_mode: CredentialsMode,
    },
    Opaque,
    OpaqueRedirect,
}

/// The names of the headers that script may see.
#[expect(clippy::large_enum_variant, reason = "made for one call, and not stored")]
enum VisibleNames<'a> {
    AllButForbidden,
    /// The names that are always safelisted, and these names, unless they are forbidden.
    SafelistedAnd(NameSet<'a>),
    None,
}

impl VisibleNames<'_> {
    fn contains(&self, name: &HeaderName) -> bool {
        let name = name.as_str().as_bytes();
        match self {
            Self::AllButForbidden => !is_forbidden_response_header_name(name),
            Self::SafelistedAnd(exposed) => {
                is_cors_safelisted_response_header_name(name)
                    || exposed.contains(name) && !is_forbidden_response_header_name(name)
            }
            Self::None => false,
        }
    }
}
