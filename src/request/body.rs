use super::error::RequestError;
use crate::header::{Guard, HeaderList};

/// A body to send: whether it can be sent again, and its own content type. The bytes stay with the host.
///
/// ```
/// use fetch_cors::{Client, Origin, request::Body};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let text = Body::source().with_type("text/plain;charset=UTF-8"); // the content type of a string
/// let request = page.fetch("https://api.example/").method("POST").body(text).build()?;
/// assert_eq!(request.headers().iter().next(), Some((&b"Content-Type"[..], &b"text/plain;charset=UTF-8"[..])));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    pub(super) kind: BodyKind,
    content_type: Option<Vec<u8>>,
}

impl Body {
    /// Creates a body that can be sent again after a redirect: a string, bytes, a blob, a form.
    #[must_use]
    pub const fn source() -> Self {
        Self { kind: BodyKind::Source, content_type: None }
    }

    /// Creates a stream, which can be sent once. `fetch()` with a stream needs CORS and always has a
    /// preflight.
    #[must_use]
    pub const fn stream() -> Self {
        Self { kind: BodyKind::Stream, content_type: None }
    }

    /// Sets the content type. It is used if the request has no `Content-Type` header.
    #[must_use]
    pub fn with_type(self, content_type: impl AsRef<[u8]>) -> Self {
        Self { content_type: Some(content_type.as_ref().to_vec()), ..self }
    }

    /// Appends the body's content type to `headers`, unless they have one.
    pub(super) fn append_type_to(&self, headers: &mut HeaderList, guard: Guard) -> Result<(), RequestError> {
        if let Some(content_type) = &self.content_type
            && !headers.contains(b"content-type")
        {
            guard.append(headers, b"Content-Type", content_type).map_err(RequestError::from_guard)?;
        }
        Ok(())
    }
}

/// The kind of a request's body: whether there is one, and whether it can be sent again.
///
/// ```
/// use fetch_cors::{Client, Origin, request::{Body, BodyKind}};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let post = page.fetch("https://api.example/").method("POST").body(Body::source()).build()?;
/// assert_eq!(post.body(), BodyKind::Source);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "null, with a source, without one: there is no fourth")]
pub enum BodyKind {
    /// There is no body.
    #[default]
    None,
    /// The body has a source, so it can be sent again.
    Source,
    /// The body is a stream, which can be sent once.
    Stream,
}
