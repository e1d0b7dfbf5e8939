//! What HTTP/1.1 needs beside what the engine says.

use std::error::Error;

use bytes::Bytes;
use http::uri::Authority;
use http::{HeaderMap, HeaderValue, Method, Request, Response, header};
use hyper::client::conn::http1;
use hyper::ext::ReasonPhrase;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

use super::head_filter::HeadFilter;

/// Why a message cannot be sent.
type Failure = Box<dyn Error + Send + Sync>;

/// The most header lines that the `http` crate's map has room for; hyper panics if it meets more.
const MAX_HEADER_LINES: usize = 24_576;
/// Far beyond what any honest server sends, and still a limit.
const MAX_HEAD_BYTES: usize = 64 << 20;

/// The two halves of a connection: one sends messages, the other has to be awaited meanwhile.
type Connection<S, B> = (http1::SendRequest<B>, http1::Connection<TokioIo<HeadFilter<S>>, B>);

/// Begins to speak over a socket.
pub(crate) async fn handshake<S, B>(socket: S) -> hyper::Result<Connection<S, B>>
where
    S: AsyncRead + AsyncWrite + Unpin,
    B: hyper::body::Body + 'static,
    B::Data: Send,
    B::Error: Into<Failure>,
{
    // As browsers do: odd lines are passed over, the names that browsers send are in title case.
    http1::Builder::new()
        .title_case_headers(true)
        .max_headers(MAX_HEADER_LINES)
        .max_buf_size(MAX_HEAD_BYTES)
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true)
        .ignore_invalid_headers_in_responses(true)
        .handshake(TokioIo::new(HeadFilter::new(socket)))
        .await
}

/// Returns the message with what the engine leaves to the network layer: `Host`, the body's length, a `User-Agent`.
pub(crate) fn with_network_headers(
    message: Request<()>,
    body: Option<&Bytes>,
    user_agent: &'static str,
) -> Result<Request<()>, Failure> {
    let (mut parts, ()) = message.into_parts();
    let mut headers = HeaderMap::new();
    let host = parts.uri.authority().map_or("", Authority::as_str);
    headers.try_insert(header::HOST, HeaderValue::from_str(host)?)?;
    if let Some(length) = content_length(&parts.method, body) {
        headers.try_insert(header::CONTENT_LENGTH, HeaderValue::from(length))?;
    }
    if !parts.headers.contains_key(header::USER_AGENT) {
        headers.try_insert(header::USER_AGENT, HeaderValue::from_static(user_agent))?;
    }
    for (name, value) in &parts.headers {
        headers.try_append(name, value.clone())?;
    }
    parts.headers = headers;
    Ok(Request::from_parts(parts, ()))
}

/// Without a body there is a length for the two methods that are expected to have one.
fn content_length(method: &Method, body: Option<&Bytes>) -> Option<usize> {
    match body {
        Some(body) => Some(body.len()),
        None => matches!(*method, Method::POST | Method::PUT).then_some(0),
    }
}

/// Returns the words behind the status, which hyper keeps if they are not the usual ones. HTTP/2 has none.
pub(crate) fn status_text<B>(response: &Response<B>) -> Vec<u8> {
    match response.extensions().get::<ReasonPhrase>() {
        Some(reason) => reason.as_bytes().to_vec(),
        None if response.version() == http::Version::HTTP_2 => Vec::new(),
        None => response.status().canonical_reason().unwrap_or_default().into(),
    }
}
