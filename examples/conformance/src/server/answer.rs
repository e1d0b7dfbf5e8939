use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use fetch_cors::response::has_null_body;
use http::header::CONTENT_LENGTH;
use http::{HeaderName, HeaderValue, Method, Response, StatusCode};
use hyper::body::{Body, Frame, SizeHint};

/// The answer of a server to a message.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    start: Start,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<Bytes>,
    breaks_off: bool,
    /// Interim responses, as bytes of HTTP/1.1.
    interim: Vec<u8>,
}

/// The beginning of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    Status(u16),
    /// The server closes the connection instead.
    ClosedConnection,
    /// The server does nothing.
    #[cfg(test)]
    Never,
}

impl Answer {
    /// Creates an answer with this status and without a body. It has `Cache-Control: no-store`.
    pub(crate) fn new(status: u16) -> Self {
        Self { start: Start::Status(status), ..Self::none() }.header("cache-control", "no-store")
    }

    /// Creates an answer that redirects to `url`.
    pub(crate) fn redirect(status: u16, url: &str) -> Self {
        Self::new(status).header("location", url)
    }

    /// Creates an answer that closes the connection without a response.
    pub(crate) fn none() -> Self {
        Self {
            start: Start::ClosedConnection,
            headers: Vec::new(),
            body: Vec::new(),
            breaks_off: false,
            interim: Vec::new(),
        }
    }

    /// Creates an answer that never comes.
    #[cfg(test)]
    pub(crate) fn never() -> Self {
        Self { start: Start::Never, ..Self::none() }
    }

    /// Creates the answer to a message for which the script has no answer.
    pub(super) fn unscripted() -> Self {
        Self::new(404).body("nothing is here")
    }

    /// Adds a header line, which may repeat a name.
    pub(crate) fn header(mut self, name: impl Into<String>, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name.into(), value.as_ref().to_vec()));
        self
    }

    /// Removes the header `Cache-Control: no-store`.
    pub(crate) fn without_no_store(mut self) -> Self {
        self.headers.retain(|(name, _)| name != "cache-control");
        self
    }

    /// Adds the headers that share the response with pages of an origin, with credentials.
    pub(crate) fn shared_with(self, origin: &str) -> Self {
        self.header("access-control-allow-origin", origin).header("access-control-allow-credentials", "true")
    }

    /// Sets the body of the response. If the response cannot have a body, the body is not sent.
    pub(crate) fn body(self, body: impl Into<Bytes>) -> Self {
        self.chunks([body.into()])
    }

    /// Sets a body of several chunks. The response does not announce their total length.
    pub(crate) fn chunks(self, chunks: impl IntoIterator<Item = Bytes>) -> Self {
        Self { body: chunks.into_iter().collect(), ..self }
    }

    /// Ends the connection with an error after the body.
    pub(crate) fn breaking_off(self) -> Self {
        Self { breaks_off: true, ..self }
    }

    /// Sends an interim response before this one, over HTTP/1.1.
    pub(crate) fn after(mut self, interim: &str) -> Self {
        self.interim.extend_from_slice(interim.as_bytes());
        self
    }

    /// Returns the interim responses, as bytes of HTTP/1.1.
    pub(super) fn interim(&self) -> &[u8] {
        &self.interim
    }

    pub(super) async fn into_response(self, method: &Method) -> Result<Response<AnswerBody>, NoAnswer> {
        let status = match self.start {
            Start::Status(status) => status,
            Start::ClosedConnection => return Err(NoAnswer),
            #[cfg(test)]
            Start::Never => std::future::pending().await,
        };
        let length = self.body.iter().map(Bytes::len).sum::<usize>();
        let has_body = !has_null_body(method.as_str().as_bytes(), status);
        let chunks = if has_body { self.body.into() } else { VecDeque::new() };
        let body = AnswerBody { chunks, breaks_off: self.breaks_off, is_flushed: false };
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(status).map_err(|_| NoAnswer)?;
        if method == Method::HEAD {
            // The response to a `HEAD` announces the length of the body that the response to a `GET` would have.
            response.headers_mut().try_insert(CONTENT_LENGTH, length.into()).map_err(|_| NoAnswer)?;
        }
        for (name, value) in self.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| NoAnswer)?;
            let value = HeaderValue::from_bytes(&value).map_err(|_| NoAnswer)?;
            response.headers_mut().try_append(name, value).map_err(|_| NoAnswer)?;
        }
        Ok(response)
    }
}

/// The body of an answer.
pub(super) struct AnswerBody {
    chunks: VecDeque<Bytes>,
    breaks_off: bool,
    /// Whether the chunks have been written to a connection that breaks after them.
    is_flushed: bool,
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = NoAnswer;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, NoAnswer>>> {
        if let Some(chunk) = self.chunks.pop_front() {
            return Poll::Ready(Some(Ok(Frame::data(chunk))));
        }
        if self.breaks_off && !self.is_flushed {
            // hyper writes the chunks to the connection while the body is pending.
            self.is_flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.breaks_off.then_some(Err(NoAnswer)))
    }

    fn is_end_stream(&self) -> bool {
        self.chunks.is_empty() && !self.breaks_off
    }

    /// Returns the exact length if the body has at most one chunk, so that hyper announces the length of this chunk.
    fn size_hint(&self) -> SizeHint {
        match (self.chunks.len(), self.chunks.front()) {
            (0, _) if !self.breaks_off => SizeHint::with_exact(0),
            (1, Some(only)) if !self.breaks_off => SizeHint::with_exact(only.len() as u64),
            _ => SizeHint::default(),
        }
    }
}

/// The error that makes the HTTP library of the servers close the connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct NoAnswer;

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the script ends the connection here")
    }
}

impl std::error::Error for NoAnswer {}
