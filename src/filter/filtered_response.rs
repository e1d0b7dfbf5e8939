use http::header::HeaderName;
use http::{HeaderValue, Response};
use url::Url;

use super::exposed::ExposedIn;
use crate::header::names::{is_cors_safelisted_response_header_name, is_forbidden_response_header_name};
use crate::request::{CredentialsMode, Request, ResponseTainting, UrlList};
use crate::request_origin::RedirectTaint;
use crate::response::ResponseType;

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
    parked: Option<Box<ParkedRedirect>>,
}

/// A navigation that has met a redirect, which the host may want to follow later.
#[derive(Clone, Debug)]
pub(crate) struct ParkedRedirect {
    pub(crate) request: Request,
    /// The URL of the redirect response, which one made by a service worker has not.
    pub(crate) response_url: Option<Url>,
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
            parked: None,
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
            parked: self.parked,
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

    fn is_opaque(&self) -> bool {
        matches!(self.response_type, ResponseType::Opaque | ResponseType::OpaqueRedirect)
    }

    pub(crate) fn internal_url_list(&self) -> Option<&UrlList> {
        self.url_list.as_deref()
    }

    pub(crate) fn park(&mut self, redirect: ParkedRedirect) {
        self.parked = Some(Box::new(redirect));
    }

    pub(crate) fn take_parked(&mut self) -> Option<ParkedRedirect> {
        self.parked.take().map(|parked| *parked)
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

/// Which headers of a response script may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum VisibleHeaders {
    /// All that are not forbidden.
    Basic,
    /// Those that are safelisted or exposed.
    Cors(ExposedIn),
    /// None.
    Opaque,
}

impl VisibleHeaders {
    pub(crate) fn contains(&self, name: &HeaderName) -> bool {
        let bytes = name.as_str().as_bytes();
        match self {
            // concept-main-fetch 14.2a: all but cookies.
            Self::Basic => !is_forbidden_response_header_name(bytes),
            // concept-main-fetch 14.2b: what always may be seen, and what is exposed, but for cookies.
            Self::Cors(exposed) => {
                is_cors_safelisted_response_header_name(bytes)
                    || !is_forbidden_response_header_name(bytes)
                        && match exposed {
                            ExposedIn::All => true,
                            ExposedIn::Names(names) => names.contains(name),
                        }
            }
            // concept-main-fetch 14.2c: nothing.
            Self::Opaque => false,
        }
    }
}
