use fetch_cors::FilteredResponse;
use fetch_cors::header::HeaderList;
use fetch_cors::response::ResponseType;
use fetch_cors::url::Url;

/// What a page sees of a response, once it has read the body.
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
    /// The type.
    pub response_type: ResponseType,
    /// The status; 0 for an opaque response.
    pub status: u16,
    /// The URL without its fragment; `None` for an opaque response.
    pub url: Option<Url>,
    /// Whether redirects were followed.
    pub redirected: bool,
    /// The headers.
    pub headers: HeaderList,
    /// The body; `None` if there is none, or the page may not see it.
    pub body: Option<Vec<u8>>,
}

impl Seen {
    /// Creates what a page sees of `response`, without its body.
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

    /// Sets the body.
    #[must_use]
    pub fn with_body(self, body: Option<Vec<u8>>) -> Self {
        Self { body, ..self }
    }
}
