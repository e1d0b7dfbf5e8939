use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use fetch_cors::error::HostError;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body as HttpBody, Frame};

use crate::Failure;

/// The body of one message, as hyper takes it.
pub type MessageBody = UnsyncBoxBody<Bytes, Failure>;

/// The body of a request: nothing, bytes, or a stream.
///
/// It has to be of the kind that the request was built with, see [`fetch_cors::request::Body`]. The engine asks for bytes as
/// often as messages need them, and for a stream once.
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
    /// `None` once it was sent.
    Stream(Option<MessageBody>),
}

impl Body {
    /// Creates the body of a request that has none.
    #[must_use]
    pub const fn none() -> Self {
        Self(Kind::None)
    }

    /// Creates a body that is sent once, as its chunks come.
    #[must_use]
    pub fn stream<B>(stream: B) -> Self
    where
        B: HttpBody<Data = Bytes, Error: Into<Failure>> + Send + 'static,
    {
        Self(Kind::Stream(Some(stream.map_err(Into::into).boxed_unsync())))
    }

    /// Returns whether there is nothing to send.
    pub(crate) fn is_empty(&self) -> bool {
        match &self.0 {
            Kind::None => true,
            Kind::Source(bytes) => bytes.is_empty(),
            Kind::Stream(_) => false,
        }
    }

    /// Returns the body for the next message that has one.
    pub(crate) fn next(&mut self) -> Result<MessageBody, HostError> {
        match &mut self.0 {
            Kind::None => Err(HostError::WrongBody),
            Kind::Source(bytes) => Ok(whole(bytes.clone())),
            Kind::Stream(stream) => stream.take().ok_or(HostError::WrongBody),
        }
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    /// Creates a body that can be sent again.
    fn from(bytes: T) -> Self {
        Self(Kind::Source(bytes.into()))
    }
}

/// Prints no bytes.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::None => "None",
            Kind::Source(_) => "Source",
            Kind::Stream(_) => "Stream",
        })
    }
}

/// Returns the body of a message that has none.
pub(crate) fn no_body() -> MessageBody {
    MessageBody::new(NoBody)
}

/// Unlike an empty body, it says no length, because hyper adds `Content-Length: 0` to an `OPTIONS` over HTTP/2 otherwise.
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
