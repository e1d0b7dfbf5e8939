use std::net::SocketAddr;
use std::time::Duration;

use http::{HeaderMap, Method, Uri, Version};

/// The record of one message: how it was sent, and what came back.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    pub(crate) connection: Option<Connection>,
    pub(crate) sent: Option<Sent>,
    pub(crate) received: Option<Received>,
    pub(crate) times: Times,
}

/// The connection over which a message was sent.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) address: SocketAddr,
    /// The encryption, or `None` if there is none.
    pub(crate) tls: Option<Tls>,
}

/// The encryption of a connection.
#[derive(Debug)]
pub(crate) struct Tls {
    /// The version for people, such as `TLS 1.3`.
    pub(crate) version: &'static str,
    /// The protocol that the server chose by ALPN, if it chose one.
    pub(crate) alpn: Option<String>,
}

/// The head of a sent message, with all its headers.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) version: Version,
    pub(crate) headers: HeaderMap,
}

/// The head of a received response.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) version: Version,
    pub(crate) status: u16,
    pub(crate) status_text: Vec<u8>,
    pub(crate) headers: HeaderMap,
}

/// The time that each part took. A part that was not reached is `None`.
#[derive(Debug, Default)]
pub(crate) struct Times {
    /// The time until the name was resolved.
    pub(crate) name: Option<Duration>,
    /// The time from then until the connection was open.
    pub(crate) connect: Option<Duration>,
    /// The time from then until the end of the TLS handshake.
    pub(crate) tls: Option<Duration>,
    /// The time from sending the message until the head of the response.
    pub(crate) first_byte: Option<Duration>,
    /// The total time, including the body if it was read.
    pub(crate) total: Option<Duration>,
}
