use fetch_cors::FilteredResponse;
use fetch_cors::header::HeaderList;
use fetch_cors::response::ResponseType;
use fetch_cors::url::Url;

/// The response as a page sees it after it has read the body.
///
/// ```
/// use fetch_cors::FilteredResponse;
/// use fetch_cors_conformance::Seen;
/// let response = FilteredResponse::basic(http::Response::new("hello"), None);
/// let seen = Seen::of(&response);
/// let seen = seen.with_body(response.into_body().map(Vec::from));
/// assert_eq!((seen.status, seen.body.as_deref()), (200, Some(&b"hello"[..])));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Seen {
    /// The type of the response.
    pub response_type: ResponseType,
    /// The status, which is 0 for an opaque response.
    pub status: u16,
    /// The URL without its fragment, or `None` for an opaque response.
    pub url: Option<Url>,
    /// Whether redirects were followed.
    pub redirected: bool,
    /// The headers that the page may see.
    pub headers: HeaderList,
    /// The body, or `None` if there is no body or the page may not see it.
    pub body: Option<Vec<u8>>,
}

impl Seen {
    /// Creates a `Seen` of what the page sees of `response`, except the body. Add the body with
    /// [`with_body`](Self::with_body).
    #[must_use]
    pub fn of<B>(response: &FilteredResponse<B>) -> Self {
        let without_fragment = |url: &Url| {
            let mut url = url.clone();
            url.set_fragment(None);
            url
        };
        Self {
            response_type: response.response_type(),
            status: response.status(),
            url: response.url().map(without_fragment),
            redirected: response.redirected(),
            headers: response.header_list(),
            body: None,
        }
    }

    /// Sets the body that the page has read.
    #[must_use]
    pub fn with_body(self, body: Option<Vec<u8>>) -> Self {
        Self { body, ..self }
    }
}
