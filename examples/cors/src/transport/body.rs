use bytes::Bytes;
use http::HeaderMap;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use tokio::task::JoinSet;

use crate::transport::TransportError;
use crate::transport::decode::{Coding, codings, decode};

/// The longest body that is read, in bytes, before and after it is decoded. Far beyond what any honest server sends.
pub(crate) const MAX_BODY_BYTES: usize = 64 << 20;

/// The body of a response.
#[derive(Debug)]
pub(crate) enum Body {
    /// Of a URL that needs no network.
    Here(Bytes),
    /// Still on its way. It holds the connection open.
    Coming { incoming: Incoming, connection: JoinSet<()>, codings: Vec<Coding> },
}

impl Body {
    pub(crate) fn coming(
        incoming: Incoming,
        connection: JoinSet<()>,
        headers: &HeaderMap,
        decodes: bool,
    ) -> Self {
        let codings = if decodes { codings(headers) } else { Vec::new() };
        Self::Coming { incoming, connection, codings }
    }

    pub(crate) async fn read(self) -> Result<Bytes, TransportError> {
        let (incoming, _connection, codings) = match self {
            Self::Here(bytes) => return Ok(bytes),
            // The connection has to live until the body is there.
            Self::Coming { incoming, connection, codings } => (incoming, connection, codings),
        };
        match Limited::new(incoming, MAX_BODY_BYTES).collect().await {
            Ok(body) => decode(body.to_bytes(), &codings),
            Err(error) if error.is::<LengthLimitError>() => {
                Err(TransportError::BodyTooLong { limit: MAX_BODY_BYTES })
            }
            Err(error) => Err(TransportError::BodyBroken(error)),
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::Here(bytes)
    }
}
