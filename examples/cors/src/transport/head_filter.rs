//! What browsers read of a response's head and the `http` crate cannot hold.
//!
//! A header's value may have control bytes in it, which make it no value to `http` and, to hyper, the
//! whole response no response. To a browser it is a header like any other: an
//! `Access-Control-Allow-Origin` with a vertical tab in it is there, and is not the page's origin. So
//! that the engine says the same, each such byte is read with its high bit set: another byte that has no
//! place in any header of the CORS protocol. NUL and a lone CR end the fetch, as in browsers.

use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A stream whose heads are filtered, and everything else passed on.
pub(crate) struct HeadFilter<S> {
    stream: S,
    head: Head,
}

impl<S> HeadFilter<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream, head: Head::default() }
    }
}

/// Where in the head of a response a stream is.
#[derive(Default)]
struct Head {
    /// The lines before this one.
    lines: usize,
    /// The bytes of this line so far.
    length: usize,
    /// Whether the last byte was a CR.
    cr: bool,
    /// Whether the status is one of 100 to 199, after which there is another head.
    informational: bool,
    /// Whether the body has begun.
    over: bool,
}

impl Head {
    fn filter(&mut self, byte: &mut u8) -> io::Result<()> {
        if self.over {
            return Ok(());
        }
        if self.cr && *byte != b'\n' {
            return Err(io::Error::new(ErrorKind::InvalidData, "a lone CR in the response's head"));
        }
        self.cr = *byte == b'\r';
        match *byte {
            0 => return Err(io::Error::new(ErrorKind::InvalidData, "a NUL in the response's head")),
            b'\r' => {}
            b'\n' => self.end_line(),
            _ => {
                self.look_at_status(*byte);
                self.length += 1;
                if byte.is_ascii_control() && *byte != b'\t' {
                    *byte |= 0x80;
                }
            }
        }
        Ok(())
    }

    fn look_at_status(&mut self, byte: u8) {
        if self.lines == 0 && self.length == "HTTP/1.1 ".len() {
            self.informational = byte == b'1';
        }
    }

    fn end_line(&mut self) {
        match (self.lines, self.length) {
            // Empty lines before the head are none of it.
            (0, 0) => {}
            (_, 0) if self.informational => *self = Self::default(),
            (_, 0) => self.over = true,
            _ => {
                self.lines += 1;
                self.length = 0;
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for HeadFilter<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let mut fresh = buffer.filled_mut().iter_mut().skip(before);
        Poll::Ready(fresh.try_for_each(|byte| self.head.filter(byte)))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for HeadFilter<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
