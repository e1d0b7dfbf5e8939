use super::error::RequestError;
use crate::header::Headers;
use crate::keyword::keyword_enum;

/// The kind and the content type of a body to send. The host keeps the bytes.
///
/// | for | create it with | content type |
/// |---|---|---|
/// | a string | [`Body::text`] | `text/plain;charset=UTF-8` |
/// | a `URLSearchParams` | [`Body::url_search_params`] | `application/x-www-form-urlencoded;charset=UTF-8` |
/// | bytes, a blob or a form | [`Body::source`] | none, unless [`Source::with_type`] sets it |
/// | a stream | [`Body::stream`] | none, unless [`Stream::with_type`] sets it |
///
/// ```
/// use fetch_cors::{Client, Origin, request::Body};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("https://api.example/").method("POST").body(Body::text()).build()?;
/// assert_eq!(request.headers().iter().next(), Some((&b"Content-Type"[..], &b"text/plain;charset=UTF-8"[..])));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a body either has a source or is a stream")]
pub enum Body {
    /// A body that has a source, and can be sent again.
    Source(Source),
    /// A stream, which can be sent once.
    Stream(Stream),
}

/// A body that has a source: a string, bytes, a blob or a form. It can be sent again, for example after a redirect.
///
/// ```
/// use fetch_cors::request::{Body, BodyKind, Source};
/// let json: Source = Body::source().with_type("application/json");
/// assert_eq!(Body::from(json).kind(), BodyKind::Source);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    content_type: Option<Vec<u8>>,
    /// Whether the body is a string or a `URLSearchParams`. The bytes of these are always UTF-8.
    is_text: bool,
}

/// A body that is a stream, which can be sent once. A redirect with a status other than 303 is then a network error.
///
/// ```
/// use fetch_cors::request::{Body, BodyKind, Stream};
/// let stream: Stream = Body::stream();
/// assert_eq!(Body::from(stream).kind(), BodyKind::Stream);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    content_type: Option<Vec<u8>>,
}

impl Body {
    /// Creates a body of bytes, a blob or a form, without a content type. [`Source::with_type`] sets one.
    ///
    /// For a string and a `URLSearchParams`, call [`text`](Self::text) and [`url_search_params`](Self::url_search_params).
    #[must_use]
    pub const fn source() -> Source {
        Source { content_type: None, is_text: false }
    }

    /// Creates the body of a string, with the content type `text/plain;charset=UTF-8`.
    ///
    /// If the page has set a `Content-Type` header with another `charset`, `XMLHttpRequest` changes that `charset` to
    /// `UTF-8`.
    ///
    /// ```
    /// use fetch_cors::request::Body;
    /// assert_eq!(Body::from(Body::text()).content_type(), Some(&b"text/plain;charset=UTF-8"[..]));
    /// ```
    #[must_use]
    pub fn text() -> Source {
        Source { content_type: Some(b"text/plain;charset=UTF-8".to_vec()), is_text: true }
    }

    /// Creates the body of a `URLSearchParams`, with the content type `application/x-www-form-urlencoded;charset=UTF-8`.
    ///
    /// If the page has set a `Content-Type` header with another `charset`, `XMLHttpRequest` changes that `charset` to
    /// `UTF-8`.
    ///
    /// ```
    /// use fetch_cors::request::Body;
    /// let expected = b"application/x-www-form-urlencoded;charset=UTF-8";
    /// assert_eq!(Body::from(Body::url_search_params()).content_type(), Some(&expected[..]));
    /// ```
    #[must_use]
    pub fn url_search_params() -> Source {
        let content_type = b"application/x-www-form-urlencoded;charset=UTF-8".to_vec();
        Source { content_type: Some(content_type), is_text: true }
    }

    /// Creates a stream without a content type. [`Stream::with_type`] sets one.
    ///
    /// `fetch()` with a stream needs mode *cors* or *same-origin*. A cross-origin request with a stream needs a preflight
    /// whatever its method and its headers are, unless the preflight cache has entries that allow it.
    #[must_use]
    pub const fn stream() -> Stream {
        Stream { content_type: None }
    }

    /// Returns the kind of the body.
    #[must_use]
    pub const fn kind(&self) -> BodyKind {
        match self {
            Self::Source(_) => BodyKind::Source,
            Self::Stream(_) => BodyKind::Stream,
        }
    }

    /// Returns the content type of the body, or `None` if it has none.
    #[must_use]
    pub fn content_type(&self) -> Option<&[u8]> {
        let (Self::Source(Source { content_type, .. }) | Self::Stream(Stream { content_type })) = self;
        content_type.as_deref()
    }

    /// Appends the content type of the body to `headers`, unless they have a `Content-Type` or the body has none.
    pub(super) fn append_type_to(&self, headers: &mut Headers<'_>) -> Result<(), RequestError> {
        if let Some(content_type) = self.content_type()
            && !headers.list().contains(b"content-type")
        {
            headers.append(b"Content-Type", content_type).map_err(RequestError::from_guard)?;
        }
        Ok(())
    }
}

impl Source {
    /// Sets the content type, which a request without a `Content-Type` header gets.
    #[must_use]
    pub fn with_type(self, content_type: impl AsRef<[u8]>) -> Self {
        Self { content_type: Some(content_type.as_ref().to_vec()), ..self }
    }

    /// Returns the content type, or `None` if there is none.
    pub(super) fn content_type(&self) -> Option<&[u8]> {
        self.content_type.as_deref()
    }

    /// Returns whether the body is a string or a `URLSearchParams`.
    pub(super) const fn is_text(&self) -> bool {
        self.is_text
    }
}

impl Stream {
    /// Sets the content type, which a request without a `Content-Type` header gets.
    #[must_use]
    pub fn with_type(self, content_type: impl AsRef<[u8]>) -> Self {
        Self { content_type: Some(content_type.as_ref().to_vec()) }
    }
}

impl From<Source> for Body {
    fn from(source: Source) -> Self {
        Self::Source(source)
    }
}

impl From<Stream> for Body {
    fn from(stream: Stream) -> Self {
        Self::Stream(stream)
    }
}

keyword_enum! {
    /// The kind of a request's body: whether there is a body, and whether it can be sent again.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::{Body, BodyKind}};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let post = page.fetch("https://api.example/").method("POST").body(Body::source()).build()?;
    /// assert_eq!(post.body(), BodyKind::Source);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[derive(Default)]
    #[expect(clippy::exhaustive_enums, reason = "there is no body, a body with a source, or a stream")]
    pub enum BodyKind {
        /// There is no body.
        #[default]
        None = "none",
        /// The body has a source, so it can be sent again.
        Source = "source",
        /// The body is a stream, which can be sent once.
        Stream = "stream",
    }
}
