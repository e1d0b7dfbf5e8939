use std::net::SocketAddr;
use std::time::Duration;

use http::{HeaderMap, Method, Uri, Version};

/// What is known of one message: how it was sent, and what came back.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    pub(crate) connection: Option<Connection>,
    pub(crate) sent: Option<Sent>,
    pub(crate) received: Option<Received>,
    pub(crate) times: Times,
}

/// The connection that a message went over.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) address: SocketAddr,
    /// `None` if nothing is encrypted.
    pub(crate) tls: Option<Tls>,
}

#[derive(Debug)]
pub(crate) struct Tls {
    /// `TLS 1.3`, for people.
    pub(crate) version: &'static str,
    /// The protocol that the server chose, if it chose one.
    pub(crate) alpn: Option<String>,
}

/// The head of a message, with all its headers.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) version: Version,
    pub(crate) headers: HeaderMap,
}

/// The head of a response.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) version: Version,
    pub(crate) status: u16,
    pub(crate) status_text: Vec<u8>,
    pub(crate) headers: HeaderMap,
}

/// How long each part took. A part that was not reached is `None`.
#[derive(Debug, Default)]
pub(crate) struct Times {
    /// Until the name was resolved.
    pub(crate) name: Option<Duration>,
    /// From there until there was a connection.
    pub(crate) connect: Option<Duration>,
    /// From there until TLS was agreed upon.
    pub(crate) tls: Option<Duration>,
    /// From the message until the head of the response.
    pub(crate) first_byte: Option<Duration>,
    /// All of it, with the body if it was read.
    pub(crate) total: Option<Duration>,
}
