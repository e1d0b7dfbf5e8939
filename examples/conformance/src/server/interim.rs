use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// A queue of interim responses, as bytes of HTTP/1.1. They are written to a connection before the next bytes that hyper
/// writes, because the server of hyper cannot send interim responses.
#[derive(Clone, Default)]
pub(super) struct Interim(Arc<Mutex<BytesMut>>);

impl Interim {
    pub(super) fn push(&self, bytes: &[u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
    }

    /// Writes all pushed bytes to the stream.
    fn poll_write_to(&self, stream: &mut TcpStream, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while !bytes.is_empty() {
            match ready!(Pin::new(&mut *stream).poll_write(context, &bytes))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => bytes.advance(written),
            }
        }
        Poll::Ready(Ok(()))
    }
}

/// A connection that can send interim responses.
pub(super) struct Connection {
    pub(super) stream: TcpStream,
    pub(super) interim: Interim,
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let Self { stream, interim } = &mut *self;
        ready!(interim.poll_write_to(stream, context))?;
        Pin::new(stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
