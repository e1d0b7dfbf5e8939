//! Responses, filtered.

use http::header::HeaderName;
use http::{HeaderValue, Response};
use url::Url;

use crate::error::NetworkError;
use crate::fetch::{Hop, ManualRedirect};
use crate::filter::{ExposedIn, VisibleHeaders};
use crate::request::{CredentialsMode, ResponseTainting, UrlList};
use crate::request_origin::RedirectTaint;

/// A response's type, as script sees it.
///
/// <https://fetch.spec.whatwg.org/#concept-response-type>
///
/// ```
/// assert_eq!(fetch_cors::response::ResponseType::OpaqueRedirect.as_str(), "opaqueredirect");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the standard's, but for `error` and `default`")]
pub enum ResponseType {
    /// Everything but cookies.
    Basic,
    /// Shared through the CORS protocol.
    Cors,
    /// Nothing.
    Opaque,
    /// A redirect that was not followed.
    OpaqueRedirect,
}

impl ResponseType {
    /// The standard's string for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Cors => "cors",
            Self::Opaque => "opaque",
            Self::OpaqueRedirect => "opaqueredirect",
        }
    }
}

impl std::fmt::Display for ResponseType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A filtered response: what script may see of the response that the host received.
///
/// The body `B` is the host's and passes through untouched. What script may not see is behind
/// [`internal_response`](Self::internal_response), for the engine's own use: an image decoder, a script
/// compiler.
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
#[derive(Debug)]
pub struct FilteredResponse<B> {
    internal: Response<B>,
    response_type: ResponseType,
    visible: VisibleHeaders,
    /// `None` for one that was made and not fetched, until main fetch gives it the request's.
    url_list: Option<Box<UrlList>>,
    redirect_taint: RedirectTaint,
    manual_redirect: Option<Box<ManualRedirect>>,
}

impl<B> FilteredResponse<B> {
    /// A basic filtered response, which shows everything but cookies.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-filtered-response-basic>
    #[must_use]
    pub fn basic(internal: Response<B>, url_list: Option<UrlList>) -> Self {
        Self::new(internal, ResponseType::Basic, VisibleHeaders::Basic, url_list)
    }

    /// A CORS filtered response, which shows the headers that are safelisted, and those that the
    /// response exposes to a request of this credentials mode. Takes time linear in the headers.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-filtered-response-cors>
    #[must_use]
    pub fn cors(internal: Response<B>, url_list: Option<UrlList>, credentials_mode: CredentialsMode) -> Self {
        let exposed = ExposedIn::new(internal.headers(), credentials_mode);
        Self::new(internal, ResponseType::Cors, VisibleHeaders::Cors(exposed), url_list)
    }

    /// An opaque filtered response, which shows nothing.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-filtered-response-opaque>
    #[must_use]
    pub fn opaque(internal: Response<B>, url_list: Option<UrlList>) -> Self {
        Self::new(internal, ResponseType::Opaque, VisibleHeaders::Opaque, url_list)
    }

    /// An opaque-redirect filtered response, which shows its URL.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-filtered-response-opaque-redirect>
    #[must_use]
    pub fn opaque_redirect(internal: Response<B>, url_list: Option<UrlList>) -> Self {
        Self::new(internal, ResponseType::OpaqueRedirect, VisibleHeaders::Opaque, url_list)
    }

    /// The filtered response that a request's response tainting asks for.
    pub(crate) fn by_tainting(
        internal: Response<B>,
        url_list: Option<UrlList>,
        tainting: ResponseTainting,
        credentials_mode: CredentialsMode,
    ) -> Self {
        // concept-main-fetch 14.2: by the tainting at the end.
        match tainting {
            ResponseTainting::Basic => Self::basic(internal, url_list),
            ResponseTainting::Cors => Self::cors(internal, url_list, credentials_mode),
            ResponseTainting::Opaque => Self::opaque(internal, url_list),
        }
    }

    fn new(
        internal: Response<B>,
        response_type: ResponseType,
        visible: VisibleHeaders,
        url_list: Option<UrlList>,
    ) -> Self {
        Self {
            internal,
            response_type,
            visible,
            url_list: url_list.map(Box::new),
            redirect_taint: RedirectTaint::SameOrigin,
            manual_redirect: None,
        }
    }

    /// The type.
    #[must_use]
    pub fn response_type(&self) -> ResponseType {
        self.response_type
    }

    /// The status; 0 for opaque ones.
    #[must_use]
    pub fn status(&self) -> u16 {
        if self.is_opaque() { 0 } else { self.internal.status().as_u16() }
    }

    /// Whether the status is an ok status, 200 to 299.
    #[must_use]
    pub fn ok(&self) -> bool {
        !self.is_opaque() && self.internal.status().is_success()
    }

    /// The headers that script may see, in the order of the response's map.
    pub fn headers(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.internal.headers().iter().filter(|(name, _)| self.visible.contains(name))
    }

    /// The first header of this name, in any case, if script may see it.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&HeaderValue> {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        self.internal.headers().get(&name).filter(|_| self.visible.contains(&name))
    }

    /// The URL, the last of the list, as script sees it once its fragment is gone; none for opaque ones.
    #[must_use]
    pub fn url(&self) -> Option<&Url> {
        self.url_list().map(UrlList::current)
    }

    /// The URL list; none for opaque ones.
    #[must_use]
    pub fn url_list(&self) -> Option<&UrlList> {
        self.url_list.as_deref().filter(|_| self.response_type != ResponseType::Opaque)
    }

    /// Whether redirects were followed on the way to it, as far as script may know.
    #[must_use]
    pub fn redirected(&self) -> bool {
        self.url_list().is_some_and(|list| list.len() > 1)
    }

    /// The body, if script may see it.
    #[must_use]
    pub fn body(&self) -> Option<&B> {
        (!self.is_opaque()).then(|| self.internal.body())
    }

    /// The body, if script may see it.
    #[must_use]
    pub fn into_body(self) -> Option<B> {
        (!self.is_opaque()).then(|| self.internal.into_body())
    }

    /// The same response with another body: one that was read, or is still to be.
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
            response_type: self.response_type,
            visible: self.visible,
            url_list: self.url_list,
            redirect_taint: self.redirect_taint,
            manual_redirect: self.manual_redirect,
        }
    }

    /// How far redirects led away from the request's origin.
    ///
    /// <https://fetch.spec.whatwg.org/#response-redirect-taint>
    #[must_use]
    pub fn redirect_taint(&self) -> RedirectTaint {
        self.redirect_taint
    }

    /// The response that the host received, for the engine only: script must not learn from it.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-internal-response>
    #[must_use]
    pub fn internal_response(&self) -> &Response<B> {
        &self.internal
    }

    /// The response that the host received, for the engine only: script must not learn from it.
    #[must_use]
    pub fn into_internal_response(self) -> Response<B> {
        self.internal
    }

    /// For the redirect response of a navigation: the next hop, when the host wants to follow it. It is
    /// given once; `None` if it was, or if the response leads nowhere.
    ///
    /// # Errors
    ///
    /// [`NetworkError`], if it may not be followed.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
    /// let Step::<()>::Send(get) = fetch(page.navigation("https://a.example/").build()?, &mut cache, now) else {
    ///     unreachable!()
    /// };
    /// let moved = http::Response::builder().status(302).header("location", "/b").body(())?;
    /// let Step::Done(Ok(mut response)) = get.respond(moved, &mut cache, now) else { unreachable!() };
    /// assert_eq!(response.status(), 302);
    /// let hop = response.next_manual_redirect().expect("it leads on")?;
    /// assert_eq!(hop.url().as_str(), "https://a.example/b");
    /// assert!(response.next_manual_redirect().is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn next_manual_redirect(&mut self) -> Option<Result<Hop, NetworkError>> {
        self.manual_redirect.take()?.follow().transpose()
    }

    fn is_opaque(&self) -> bool {
        matches!(self.response_type, ResponseType::Opaque | ResponseType::OpaqueRedirect)
    }

    pub(crate) fn internal_url_list(&self) -> Option<&UrlList> {
        self.url_list.as_deref()
    }

    pub(crate) fn with_manual_redirect(mut self, redirect: ManualRedirect) -> Self {
        self.manual_redirect = Some(Box::new(redirect));
        self
    }

    /// What main fetch sets on any response at the end.
    pub(crate) fn finish(mut self, url_list: UrlList, redirect_taint: RedirectTaint) -> Self {
        // concept-main-fetch 16: a URL list where there is none yet.
        self.url_list.get_or_insert_with(|| Box::new(url_list));
        // concept-main-fetch 17: how far redirects led.
        self.redirect_taint = redirect_taint;
        self
    }
}

/// What a service worker answered.
///
/// ```
/// use fetch_cors::response::ServiceWorkerResponse;
/// let made = ServiceWorkerResponse::constructed(http::Response::new("made by script"));
/// assert!(matches!(made, ServiceWorkerResponse::Constructed(_)));
/// ```
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "made, fetched, or an error: there is no fourth")]
pub enum ServiceWorkerResponse<B> {
    /// An error: `Response.error()`, a rejected promise, a worker that failed.
    Error,
    /// A response that script made, of type *default*, without a URL.
    Constructed(Response<B>),
    /// A response that was fetched, filtered as it was then.
    Fetched(FilteredResponse<B>),
}

impl<B> ServiceWorkerResponse<B> {
    /// A response that script made.
    #[must_use]
    pub const fn constructed(response: Response<B>) -> Self {
        Self::Constructed(response)
    }
}
