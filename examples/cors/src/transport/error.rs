use std::error::Error;
use std::io;

use crate::transport::certificate::Flaw;

/// The reason why the network returned no response, for people.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TransportError {
    #[error("the network cannot be used")]
    Runtime(#[source] io::Error),
    #[error("the TLS library cannot be set up")]
    Setup(#[source] tokio_rustls::rustls::Error),
    #[error("the message cannot be sent")]
    Unsendable(#[source] Box<dyn Error + Send + Sync>),
    #[error("the name {host} cannot be resolved to an address")]
    NoAddress {
        host: String,
        #[source]
        source: io::Error,
    },
    #[error("{address} refused the connection: no server listens there, or a firewall blocks it")]
    Refused { address: String },
    #[error("the connection to {address} failed")]
    NoConnection {
        address: String,
        #[source]
        source: io::Error,
    },
    #[error("no connection within {seconds} seconds (--connect-timeout)")]
    ConnectLate { seconds: f64 },
    #[error("the certificate of {host} is not accepted: {flaw}")]
    Certificate { host: String, flaw: Flaw },
    #[error("the server does not speak TLS on this port. Perhaps the URL must begin with http:")]
    NoTls,
    #[error("the server closed the connection during the TLS handshake")]
    TlsEnded(#[source] io::Error),
    #[error("the TLS handshake failed")]
    Tls(#[source] io::Error),
    #[error("the server does not speak HTTP/2, which --http2-prior-knowledge requires")]
    NoHttp2,
    #[error("the connection ended before there was a response")]
    Ended,
    #[error("the server sent something that is not an HTTP response")]
    NotHttp(#[source] hyper::Error),
    #[error("the connection broke before there was a response")]
    Http(#[source] hyper::Error),
    #[error("the server switched to another protocol without being asked")]
    Switched,
    #[error("no response within {seconds} seconds (--timeout)")]
    Late { seconds: f64 },
    #[error("the fetch was not complete within {seconds} seconds (--max-time)")]
    MaxTime { seconds: f64 },
    #[error("the body was not complete within {seconds} seconds (--timeout)")]
    BodyLate { seconds: f64 },
    #[error("the body was cut off")]
    BodyBroken(#[source] hyper::Error),
    #[error("the body has more than {limit} bytes, which is the most that this program reads")]
    BodyTooLong { limit: usize },
    #[error("the body cannot be decoded as its Content-Encoding says ({coding})")]
    Undecodable {
        coding: &'static str,
        #[source]
        source: io::Error,
    },
    #[error("the server asks for the password of a proxy (status 407), and this program has none")]
    ProxyPassword,
}

impl TransportError {
    /// Returns the error for an error that hyper reports when it sends a message.
    pub(crate) fn of_message(error: hyper::Error) -> Self {
        if error.is_parse() {
            Self::NotHttp(error)
        } else if error.is_incomplete_message() || error.is_closed() || error.is_canceled() {
            Self::Ended
        } else {
            Self::Http(error)
        }
    }
}
