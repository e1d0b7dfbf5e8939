use std::error::Error;
use std::io;

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::task::JoinSet;

use crate::transport::TransportError;
use crate::transport::decode::{Coding, codings, decode};

/// The maximum length of a body in bytes, both before and after decoding. Honest servers send far less.
pub(crate) const MAX_BODY_BYTES: usize = 64 << 20;

/// The body of a response.
#[derive(Debug)]
pub(crate) enum Body {
    /// The body of a URL that needs no network.
    Here(Bytes),
    /// A body that has not arrived completely. It keeps the connection open.
    Coming(Coming),
}

/// A body that has not arrived completely.
#[derive(Debug)]
pub(crate) struct Coming {
    incoming: Incoming,
    /// The task of the connection, which must live until the body is complete.
    _connection: JoinSet<()>,
    codings: Vec<Coding>,
    /// Whether only the end of the connection marks the end of the body.
    ends_with_connection: bool,
}

impl Body {
    /// Creates a body that is still to be received. `decodes` says whether to decode it as `Content-Encoding` says.
    pub(crate) fn coming(
        incoming: Incoming,
        connection: JoinSet<()>,
        headers: &HeaderMap,
        decodes: bool,
    ) -> Self {
        let codings = if decodes { codings(headers) } else { Vec::new() };
        let ends_with_connection =
            !headers.contains_key(CONTENT_LENGTH) && !headers.contains_key(TRANSFER_ENCODING);
        Self::Coming(Coming { incoming, _connection: connection, codings, ends_with_connection })
    }

    /// Reads the whole body.
    pub(crate) async fn read(self) -> Result<Bytes, TransportError> {
        match self {
            Self::Here(bytes) => Ok(bytes),
            Self::Coming(coming) => coming.read().await,
        }
    }
}

impl Coming {
    async fn read(mut self) -> Result<Bytes, TransportError> {
        let mut bytes = BytesMut::new();
        while let Some(frame) = self.incoming.frame().await {
            match frame.map(|frame| frame.into_data().unwrap_or_default()) {
                Ok(data) if bytes.len() + data.len() > MAX_BODY_BYTES => {
                    return Err(TransportError::BodyTooLong { limit: MAX_BODY_BYTES });
                }
                Ok(data) => bytes.extend_from_slice(&data),
                // Many servers close the connection without ending TLS, and browsers accept that.
                Err(error) if self.ends_with_connection && is_sudden_end(&error) => break,
                Err(error) => return Err(TransportError::BodyBroken(error)),
            }
        }
        decode(bytes.freeze(), &self.codings)
    }
}

fn is_sudden_end(error: &hyper::Error) -> bool {
    let source = error.source().and_then(|source| source.downcast_ref::<io::Error>());
    source.is_some_and(|source| source.kind() == io::ErrorKind::UnexpectedEof)
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::Here(bytes)
    }
}
