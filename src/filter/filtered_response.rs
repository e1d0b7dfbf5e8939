use std::borrow::Cow;
use std::fmt;

use url::Url;

use super::exposed::exposed_names;
use super::hidden_from_script::{HiddenFromScript, ResponseFlags};
use crate::header::bytes::trim_value;
use crate::header::list::join;
use crate::header::names::{is_cors_safelisted_response_header_name, is_forbidden_response_header_name};
use crate::header::{HeaderList, NameSet, ReadHeaders};
use crate::redacted::{RedactedHeaders, RedactedUrl};
use crate::request::{CredentialsMode, Request, ResponseTainting, UrlList};
use crate::response::{IntoHttpError, Response, ResponseType};

/// A response that is filtered for script. Its usual methods show only what script may see. Some special methods, listed
/// below, return the rest.
///
/// Script must not see the results of these methods:
///
/// - [`hidden_from_script`](Self::hidden_from_script) and [`into_hidden_from_script`](Self::into_hidden_from_script)
///   return the response that the host received, and its whole URL list. They are for the other parts of the host, such as
///   an image decoder or a script compiler.
/// - [`map_body_hidden_from_script`](Self::map_body_hidden_from_script) gives the body to a closure, even if script may not
///   see the body. Script must not learn anything from what the closure does.
/// - [`next_manual_redirect`](Self::next_manual_redirect) returns the next hop of a navigation, with its URL, or the
///   reason why there is none. It is for the host.
///
/// These methods return a little more than script may see. Before you pass a result to script, do this:
///
/// - [`url`](Self::url) returns a URL with its fragment. Remove the fragment for script's `response.url`.
/// - [`headers`](Self::headers) and [`header_list`](Self::header_list) return the visible headers in the order and in the
///   case in which the host received them. Call [`HeaderList::sort_and_combine`]: script sees the names in lower case, the
///   headers sorted, and the values of one name joined.
/// - [`shows_header`](Self::shows_header) returns a result for every name, even if the response has no such header. For a
///   CORS filtered response, the result can reveal which names `Access-Control-Expose-Headers` lists. Do not pass it to
///   script. Call [`header`](Self::header) instead.
/// - [`into_http`](Self::into_http) keeps the order of the visible headers and the HTTP version. Do not pass these two to
///   script. Script sees the HTTP version only in its timing data, if
///   [`timing_allow_passed`](HiddenFromScript::timing_allow_passed) returns true.
///
/// All other methods, and the `Debug` output, return only what script may see.
///
/// The body `B` is the host's. The engine moves it and never reads it.
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
/// assert_eq!(response.header("x-total").as_deref(), Some(&b"3"[..]));
/// assert!(response.header("x-hidden").is_none());
/// assert_eq!(response.body(), Some(&"hello"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # What script gets
///
/// This is how a host makes a `Response` object of script from a filtered response:
///
/// ```
/// use fetch_cors::{FilteredResponse, header::HeaderList, request::UrlList};
/// # let headers = HeaderList::try_from_pairs([("X-B", "1"), ("X-A", "2"), ("x-b", "3")])?;
/// # let received = fetch_cors::Response::new(200, "hello").with_status_text("OK").with_headers(headers);
/// # let filtered = FilteredResponse::basic(received, Some(UrlList::new("https://app.example/a#b".parse()?)));
/// struct ScriptResponse<B> {
///     r#type: &'static str,
///     url: String,
///     redirected: bool,
///     status: u16,
///     ok: bool,
///     status_text: Vec<u8>,
///     headers: HeaderList,
///     body: Option<B>,
/// }
///
/// fn for_script<B>(response: FilteredResponse<B>) -> ScriptResponse<B> {
///     let mut url = response.url().cloned();
///     if let Some(url) = &mut url {
///         url.set_fragment(None);
///     }
///     ScriptResponse {
///         r#type: response.response_type().as_str(),
///         url: url.map(String::from).unwrap_or_default(),
///         redirected: response.redirected(),
///         status: response.status(),
///         ok: response.ok(),
///         status_text: response.status_text().to_vec(),
///         headers: response.header_list().sort_and_combine(),
///         body: response.into_body(),
///     }
/// }
///
/// let seen = for_script(filtered);
/// assert_eq!((&*seen.url, seen.body), ("https://app.example/a", Some("hello")));
/// assert!(seen.headers.iter().eq([(&b"x-a"[..], &b"2"[..]), (b"x-b", b"1, 3")]));
/// # assert_eq!((seen.r#type, seen.redirected, seen.status, seen.ok), ("basic", false, 200, true));
/// # assert_eq!(seen.status_text, b"OK");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct FilteredResponse<B> {
    filter: Filter,
    /// Whether script sees no body because of the request's method or the status, even if the host received a body.
    pub(crate) null_body: bool,
    pub(crate) hidden: HiddenFromScript<B>,
    pub(crate) next_manual_redirect: Option<Box<ManualRedirect>>,
}

/// A redirect of a navigation that the host may follow later.
pub(crate) struct ManualRedirect {
    pub(crate) request: Request,
    /// The URL of the redirect response, or `None` for a response that a service worker constructed.
    pub(crate) response_url: Option<Url>,
}

/// Prints only that there is a redirect, and neither its request nor its URL.
impl fmt::Debug for ManualRedirect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManualRedirect").finish_non_exhaustive()
    }
}

impl<B> FilteredResponse<B> {
    /// Creates a basic filtered response, which shows everything but the headers that set cookies.
    ///
    /// `internal` is the response that the host received. `url_list` has the URLs that led to it, the first URL of the
    /// request first, or is `None` for a response that was constructed and not fetched.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-filtered-response-basic>
    #[must_use]
    pub fn basic(internal: impl Into<Response<B>>, url_list: Option<UrlList>) -> Self {
        Self::new(internal.into(), Filter::Basic, url_list)
    }

    /// Creates a CORS filtered response, which shows the headers that are safelisted and those that the response exposes.
    ///
    /// The arguments are those of [`basic`](Self::basic), and `credentials_mode` is the credentials mode of the request,
    /// which decides whether a `*` exposes every header. Takes constant time, because the list of exposed names is read
    /// only when headers are read.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-filtered-response-cors>
    #[must_use]
    pub fn cors(
        internal: impl Into<Response<B>>,
        url_list: Option<UrlList>,
        credentials_mode: CredentialsMode,
    ) -> Self {
        Self::new(internal.into(), Filter::Cors { credentials_mode }, url_list)
    }

    /// Creates an opaque filtered response, which shows nothing but its type.
    ///
    /// `internal` is the response that the host received. An opaque response was always fetched, so it needs its URL
    /// list. Script does not see the list, but the cross-origin resource policy check reads it.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-filtered-response-opaque>
    #[must_use]
    pub fn opaque(internal: impl Into<Response<B>>, url_list: UrlList) -> Self {
        Self::new(internal.into(), Filter::Opaque, Some(url_list))
    }

    /// Creates an opaque-redirect filtered response, which shows its type and its URL.
    ///
    /// The arguments are those of [`basic`](Self::basic).
    ///
    /// <https://fetch.spec.whatwg.org/#concept-filtered-response-opaque-redirect>
    #[must_use]
    pub fn opaque_redirect(internal: impl Into<Response<B>>, url_list: Option<UrlList>) -> Self {
        Self::new(internal.into(), Filter::OpaqueRedirect, url_list)
    }

    /// Turns the response into an opaque-redirect filtered response with the same internal response.
    pub(crate) fn into_opaque_redirect(self) -> Self {
        Self { filter: Filter::OpaqueRedirect, ..self }
    }

    /// Creates the filtered response for a request with this response tainting, without a URL list.
    pub(crate) fn by_tainting(
        internal: Response<B>,
        tainting: ResponseTainting,
        credentials_mode: CredentialsMode,
    ) -> Self {
        // concept-main-fetch 14.2: the request's response tainting decides which filtered response it is.
        match tainting {
            ResponseTainting::Basic => Self::basic(internal, None),
            ResponseTainting::Cors => Self::cors(internal, None, credentials_mode),
            ResponseTainting::Opaque => Self::new(internal, Filter::Opaque, None),
        }
    }

    fn new(internal: Response<B>, filter: Filter, url_list: Option<UrlList>) -> Self {
        Self {
            filter,
            null_body: false,
            hidden: HiddenFromScript::new(internal, url_list),
            next_manual_redirect: None,
        }
    }

    /// Sets whether the response was fetched with credentials. Without this call, the value is true, as the standard has
    /// it for a response that was not fetched.
    ///
    /// <https://fetch.spec.whatwg.org/#response-request-includes-credentials>
    #[must_use]
    pub fn with_request_includes_credentials(mut self, included: bool) -> Self {
        self.hidden.flags.request_includes_credentials = included;
        self
    }

    /// Sets whether the message that fetched the response had a `Range` header. Without this call, the value is false.
    ///
    /// A host that stores responses, for service workers for example, has to store this flag with them. If it does not, a
    /// later request can get a part of a resource and take it for the whole resource.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-response-range-requested-flag>
    #[must_use]
    pub fn with_range_requested(mut self, requested: bool) -> Self {
        self.hidden.flags.range_requested = requested;
        self
    }

    pub(crate) fn with_flags(mut self, flags: ResponseFlags) -> Self {
        self.hidden.flags = flags;
        self
    }

    /// Returns what script must not see: the internal response, its URL list, and facts about the fetch, which
    /// [`HiddenFromScript`] lists.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch, request::CorsAttribute};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let script = page.classic_script("https://cdn.example/a.js", CorsAttribute::NoCors).build()?;
    /// let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
    /// let Step::<()>::Send(get) = fetch(script, &mut cache, now) else { unreachable!() };
    /// let Step::Done(Ok(response)) = get.respond(http::Response::new("source"), &mut cache, now) else {
    ///     unreachable!()
    /// };
    /// assert!(response.body().is_none()); // Script cannot read it.
    /// assert_eq!(response.hidden_from_script().body(), Some(&"source")); // The host compiles it.
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn hidden_from_script(&self) -> &HiddenFromScript<B> {
        &self.hidden
    }

    /// Converts the response into what script must not see. See [`hidden_from_script`](Self::hidden_from_script).
    #[must_use]
    pub fn into_hidden_from_script(self) -> HiddenFromScript<B> {
        self.hidden
    }

    /// Returns the type of the response.
    #[must_use]
    pub fn response_type(&self) -> ResponseType {
        match self.filter {
            Filter::Basic => ResponseType::Basic,
            Filter::Cors { .. } => ResponseType::Cors,
            Filter::Opaque => ResponseType::Opaque,
            Filter::OpaqueRedirect => ResponseType::OpaqueRedirect,
        }
    }

    /// Returns the status, which is 0 for an opaque response and an opaque-redirect response.
    #[must_use]
    pub fn status(&self) -> u16 {
        if self.is_opaque() { 0 } else { self.hidden.internal.status() }
    }

    /// Returns the status text. It is empty for an opaque response and an opaque-redirect response, and if the host has
    /// not set one.
    #[must_use]
    pub fn status_text(&self) -> &[u8] {
        if self.is_opaque() { b"" } else { self.hidden.internal.status_text() }
    }

    /// Returns whether the [status](Self::status) is an ok status, which is one from 200 to 299.
    #[must_use]
    pub fn ok(&self) -> bool {
        (200..=299).contains(&self.status())
    }

    /// Returns the values of all headers called `name`, joined by `, ` as script's `headers.get(name)` joins them.
    /// Returns `None` if there is no such header, or if script may not see it. `name` may be in any case.
    ///
    /// Takes time linear in the headers. A CORS filtered response also reads the list of exposed names at each call. To
    /// look up many headers, use [`headers`](Self::headers).
    #[must_use]
    pub fn header(&self, name: impl AsRef<[u8]>) -> Option<Cow<'_, [u8]>> {
        let name = name.as_ref();
        if !self.visible_names().contains(name) {
            return None;
        }
        let named = self.internal_fields().filter(|(n, _)| n.eq_ignore_ascii_case(name));
        join(named.map(|(_, value)| trim_value(value)))
    }

    /// Returns whether script may see a header called `name`. `name` may be in any case.
    ///
    /// The response need not have such a header. Script must not see the result, because it can reveal which names
    /// `Access-Control-Expose-Headers` lists.
    ///
    /// ```
    /// use fetch_cors::{FilteredResponse, request::CredentialsMode};
    /// let response = FilteredResponse::cors(http::Response::new(()), None, CredentialsMode::Omit);
    /// assert!(response.shows_header("Content-Type") && !response.shows_header("X-Total"));
    /// ```
    #[must_use]
    pub fn shows_header(&self, name: impl AsRef<[u8]>) -> bool {
        self.visible_names().contains(name.as_ref())
    }

    /// Returns the headers that script may see, each as a pair of its name and its value. Tabs and spaces around the values
    /// are removed.
    ///
    /// The order and the case are those of the [headers that the host passed](crate::response::ResponseHeaders). In a
    /// `HeaderMap`, all names are in lower case. In a `HeaderList`, a repeated name takes the case of the first one.
    ///
    /// Takes time linear in the headers. A CORS filtered response also reads the list of exposed names at each call, and
    /// allocates only if the list has more than 16 names.
    pub fn headers(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        let visible = self.visible_names();
        let shown = self.internal_fields().filter(move |(name, _)| visible.contains(name));
        shown.map(|(name, value)| (name, trim_value(value)))
    }

    /// Returns the headers that script may see, as a new list. Its [`HeaderList::sort_and_combine`] returns the headers
    /// over which script iterates.
    #[must_use]
    pub fn header_list(&self) -> HeaderList {
        let mut list = HeaderList::new();
        self.headers().for_each(|(name, value)| list.push(name, value));
        list
    }

    /// Returns the headers of the internal response.
    fn internal_fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.hidden.internal.headers().fields()
    }

    fn visible_names(&self) -> VisibleNames<'_> {
        match self.filter {
            // concept-main-fetch 14.2a: a basic filtered response hides the headers that set cookies.
            Filter::Basic => VisibleNames::AllButForbidden,
            // concept-main-fetch 14.2b: a CORS filtered response shows the safelisted and the exposed names.
            Filter::Cors { credentials_mode } => {
                match exposed_names(self.hidden.internal.headers(), credentials_mode) {
                    Some(exposed) => VisibleNames::SafelistedAnd(exposed),
                    None => VisibleNames::AllButForbidden,
                }
            }
            // concept-main-fetch 14.2c: an opaque filtered response shows no header.
            Filter::Opaque | Filter::OpaqueRedirect => VisibleNames::None,
        }
    }

    /// Returns the URL of the response, which is the last URL of its URL list. Returns `None` for an opaque response, and
    /// for a response without a URL list.
    ///
    /// The URL has its fragment, which script must not see: script's `response.url` leaves it out.
    #[must_use]
    pub fn url(&self) -> Option<&Url> {
        self.visible_url_list().map(UrlList::current)
    }

    /// Returns whether the fetch followed a redirect, as script sees it in `response.redirected`. The result is false for
    /// an opaque response, which hides its redirects.
    #[must_use]
    pub fn redirected(&self) -> bool {
        self.visible_url_list().is_some_and(|list| list.len() > 1)
    }

    /// Returns the URL list that the standard gives a filtered response of this type.
    pub(crate) fn visible_url_list(&self) -> Option<&UrlList> {
        self.hidden.url_list.as_ref().filter(|_| self.filter != Filter::Opaque)
    }

    /// Returns the body, or `None` if script sees no body.
    ///
    /// Script sees no body of an opaque response or an opaque-redirect response. Script also sees no body if the method is
    /// `HEAD` or `CONNECT`, or if the status is a null body status. This is so even if the host received a body.
    #[must_use]
    pub fn body(&self) -> Option<&B> {
        self.hidden.body().filter(|_| self.shows_body())
    }

    /// Converts the response into its body, or into `None` if script sees no body. See [`body`](Self::body).
    #[must_use]
    pub fn into_body(self) -> Option<B> {
        let shows_body = self.shows_body();
        self.hidden.into_body().filter(|_| shows_body)
    }

    fn shows_body(&self) -> bool {
        !self.is_opaque() && !self.null_body
    }

    /// Replaces the body with what `change` makes of it, for example with the bytes that were read from it.
    ///
    /// If script may not see the body, `change` is not called, and the body is dropped. A host that needs such a body
    /// calls [`map_body_hidden_from_script`](Self::map_body_hidden_from_script) instead.
    ///
    /// ```
    /// use fetch_cors::FilteredResponse;
    /// let response = FilteredResponse::basic(http::Response::new("hello"), None);
    /// assert_eq!(response.map_body(str::len).body(), Some(&5));
    /// ```
    #[must_use]
    pub fn map_body<C>(self, change: impl FnOnce(B) -> C) -> FilteredResponse<C> {
        let shows_body = self.shows_body();
        self.change_body(|body| body.filter(|_| shows_body).map(change))
    }

    /// Replaces the body with what `change` makes of it, even if script may not see the body.
    ///
    /// This is for a host that needs every body, for an image decoder for example. Script must not learn anything from what
    /// `change` does.
    ///
    /// ```
    /// use fetch_cors::{FilteredResponse, request::UrlList};
    /// let urls = UrlList::new("https://cdn.example/a.png".parse()?);
    /// let opaque = FilteredResponse::opaque(http::Response::new("pixels"), urls);
    /// let read = opaque.map_body_hidden_from_script(str::len);
    /// assert_eq!((read.body(), read.hidden_from_script().body()), (None, Some(&6)));
    /// # Ok::<(), url::ParseError>(())
    /// ```
    #[must_use]
    pub fn map_body_hidden_from_script<C>(self, change: impl FnOnce(B) -> C) -> FilteredResponse<C> {
        self.change_body(|body| body.map(change))
    }

    fn change_body<C>(self, change: impl FnOnce(Option<B>) -> Option<C>) -> FilteredResponse<C> {
        FilteredResponse {
            filter: self.filter,
            null_body: self.null_body,
            hidden: self.hidden.map_body(change),
            next_manual_redirect: self.next_manual_redirect,
        }
    }

    /// Converts what script may see into a response of the `http` crate.
    ///
    /// The result has the [status](Self::status), the [headers](Self::headers) and the [body](Self::body). It has neither
    /// the status text nor the URL, because an `http::Response` has no place for them. It keeps the HTTP version of the
    /// response that the host received, but not its extensions, in which HTTP libraries keep data that script must not
    /// see.
    ///
    /// # Errors
    ///
    /// Returns an [`IntoHttpError`] if the `http` crate cannot represent the status or a header. An opaque response and
    /// an opaque-redirect response have status 0, so they are always an error.
    ///
    /// ```
    /// use fetch_cors::FilteredResponse;
    /// let received = http::Response::builder().header("set-cookie", "a=1").header("x-a", "1").body("hello")?;
    /// let response = FilteredResponse::basic(received, None).into_http()?;
    /// assert_eq!(response.headers().len(), 1); // Script sees no cookies.
    /// assert_eq!(response.body(), &Some("hello"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn into_http(self) -> Result<http::Response<Option<B>>, IntoHttpError> {
        if self.is_opaque() {
            return Err(IntoHttpError::Status { status: 0 });
        }
        let (headers, shows_body) = (self.header_list(), self.shows_body());
        let mut shown = self.hidden.internal.with_headers(headers);
        shown.extensions_mut().clear();
        shown.map(|body| body.filter(|_| shows_body)).into_http()
    }

    fn is_opaque(&self) -> bool {
        matches!(self.filter, Filter::Opaque | Filter::OpaqueRedirect)
    }
}

/// Clones the response, but not its [next manual redirect](FilteredResponse::next_manual_redirect), which can be followed
/// only once.
// concept-response-clone: clones the response, if the host's body can be cloned. The next manual redirect belongs to the
// fetch, not to the response.
impl<B: Clone> Clone for FilteredResponse<B> {
    fn clone(&self) -> Self {
        Self {
            filter: self.filter,
            null_body: self.null_body,
            hidden: self.hidden.clone(),
            next_manual_redirect: None,
        }
    }
}

/// Prints only what script may see: the type, the status, the headers and the URL. Prints no part of them that may hold a
/// secret, and no body.
impl<B> fmt::Debug for FilteredResponse<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilteredResponse")
            .field("response_type", &self.response_type())
            .field("status", &self.status())
            .field("headers", &RedactedHeaders(&self.header_list()))
            .field("url", &self.url().map(RedactedUrl))
            .finish_non_exhaustive()
    }
}

/// The kind of a filtered response, of which there are four.
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

/// A set of the header names that script may see.
#[expect(clippy::large_enum_variant, reason = "a value exists only during one call and is not stored")]
enum VisibleNames<'a> {
    AllButForbidden,
    /// The names that are always safelisted, and of these names those that are not forbidden.
    SafelistedAnd(NameSet<'a>),
    None,
}

impl VisibleNames<'_> {
    fn contains(&self, name: &[u8]) -> bool {
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
