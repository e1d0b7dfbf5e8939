//! The other end of a connection: a server that a test controls step by step.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A connection that a client has opened.
pub(crate) struct Peer(TcpStream);

/// Starts to listen on a free port of the loopback address. Returns the listener and its URL, which ends in a slash.
pub(crate) async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    (listener, url)
}

impl Peer {
    /// Waits for the next connection.
    pub(crate) async fn accept(listener: &TcpListener) -> Self {
        Self(listener.accept().await.unwrap().0)
    }

    /// Reads until the text ends in `end`, and returns the text.
    pub(crate) async fn read_until(&mut self, end: &str) -> String {
        let mut read = Vec::new();
        while !read.ends_with(end.as_bytes()) {
            read.push(self.0.read_u8().await.unwrap());
        }
        String::from_utf8(read).unwrap()
    }

    /// Reads the head of a message.
    pub(crate) async fn read_head(&mut self) -> String {
        self.read_until("\r\n\r\n").await
    }

    /// Writes bytes to the client.
    pub(crate) async fn write(&mut self, bytes: &str) {
        self.0.write_all(bytes.as_bytes()).await.unwrap();
    }

    /// Waits until the client has closed the connection, and returns what it sent before.
    pub(crate) async fn read_to_end(mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        // If the client has not read everything, it resets the connection, which is an error here.
        let _ = self.0.read_to_end(&mut rest).await;
        rest
    }
}
