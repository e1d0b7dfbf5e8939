use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use fetch_cors::error::HostError;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body as HttpBody, Frame};

use crate::Failure;

/// The type of a message's body that the HTTP client of a [`Browser`](crate::Browser) must accept.
pub type MessageBody = UnsyncBoxBody<Bytes, Failure>;

/// The body of a request: no body, bytes, or a stream.
///
/// The body must have the kind that the request was built with: see [`fetch_cors::request::Body`]. Bytes are sent with each
/// message that has the body, for example again after a redirect. A stream is sent once.
///
/// ```
/// use fetch_cors_hyper::Body;
/// use http_body_util::Full;
/// let nothing = Body::none();
/// let bytes = Body::from("hello");
/// let stream = Body::stream(Full::from("hello"));
/// ```
pub struct Body(Kind);

enum Kind {
    None,
    Source(Bytes),
    /// The stream, or `None` after it was sent.
    Stream(Option<MessageBody>),
}

impl Body {
    /// Creates the body for a request that was built without a body.
    #[must_use]
    pub const fn none() -> Self {
        Self(Kind::None)
    }

    /// Creates a body from a stream. It is sent once, and each chunk is sent when the stream yields it.
    #[must_use]
    pub fn stream<B>(stream: B) -> Self
    where
        B: HttpBody<Data = Bytes, Error: Into<Failure>> + Send + 'static,
    {
        Self(Kind::Stream(Some(stream.map_err(Into::into).boxed_unsync())))
    }

    /// Returns whether the body has no bytes. A stream counts as not empty.
    pub(crate) fn is_empty(&self) -> bool {
        match &self.0 {
            Kind::None => true,
            Kind::Source(bytes) => bytes.is_empty(),
            Kind::Stream(_) => false,
        }
    }

    /// Returns the body for the next message that has the body of the request.
    pub(crate) fn next(&mut self) -> Result<MessageBody, HostError> {
        match &mut self.0 {
            Kind::None => Err(HostError::WrongBody),
            Kind::Source(bytes) => Ok(whole(bytes.clone())),
            Kind::Stream(stream) => stream.take().ok_or(HostError::WrongBody),
        }
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    /// Creates a body from bytes, which can be sent again.
    fn from(bytes: T) -> Self {
        Self(Kind::Source(bytes.into()))
    }
}

/// Prints the kind of the body, and none of its bytes.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::None => "None",
            Kind::Source(_) => "Source",
            Kind::Stream(_) => "Stream",
        })
    }
}

/// Returns the body for a message that has no body.
pub(crate) fn no_body() -> MessageBody {
    MessageBody::new(NoBody)
}

/// A body without bytes that does not report its length. If it reported the length 0, hyper would add `Content-Length: 0` to
/// an `OPTIONS` message over HTTP/2.
struct NoBody;

impl HttpBody for NoBody {
    type Data = Bytes;
    type Error = Failure;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Failure>>> {
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        true
    }
}

fn whole(bytes: Bytes) -> MessageBody {
    Full::new(bytes).map_err(|never| match never {}).boxed_unsync()
}
