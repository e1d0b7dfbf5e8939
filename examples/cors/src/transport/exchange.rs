//! Sending one message, and receiving the head of its response.

use std::time::Instant;

use bytes::Bytes;
use http::header::HOST;
use http::{Request, Response, StatusCode, Uri, Version};
use hyper::body::Incoming;
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::task::JoinSet;

use crate::transport::connect::{Connector, Stream};
use crate::transport::http1::{handshake, status_text, with_network_headers};
use crate::transport::message_body::MessageBody;
use crate::transport::traffic::Sent;
use crate::transport::{Body, Options, Received, Traffic, TransportError, Versions};

/// The maximum length of the head of a response over HTTP/2, in bytes. It is the limit of Chromium.
const MAX_HTTP2_HEAD: u32 = 256 << 10;

/// Sends a message over a new connection, and waits for the head of the response. Records what happens in `traffic`.
pub(crate) async fn exchange(
    connector: &Connector,
    options: &Options,
    message: Request<()>,
    body: Option<Bytes>,
    traffic: &mut Traffic,
) -> Result<Response<Body>, TransportError> {
    let message = with_network_headers(message, body.as_ref(), options.user_agent);
    let message = message.map_err(TransportError::Unsendable)?;
    let stream = connector.connect(message.uri(), traffic).await?;
    let tls = traffic.connection.as_ref().and_then(|connection| connection.tls.as_ref());
    let is_h2 = match (tls, options.versions) {
        (None, versions) => versions == Versions::Http2,
        (Some(tls), versions) => {
            let chose_h2 = tls.alpn.as_deref() == Some("h2");
            if versions == Versions::Http2 && !chose_h2 {
                return Err(TransportError::NoHttp2);
            }
            chose_h2
        }
    };
    traffic.sent = Some(Sent {
        method: message.method().clone(),
        uri: message.uri().clone(),
        version: if is_h2 { Version::HTTP_2 } else { Version::HTTP_11 },
        headers: message.headers().clone(),
    });
    let message = message.map(|()| MessageBody(body));
    let start = Instant::now();
    let (response, task) =
        if is_h2 { over_http2(stream, message).await } else { over_http1(stream, message).await }?;
    traffic.times.first_byte = Some(start.elapsed());
    traffic.received = Some(Received {
        version: response.version(),
        status: response.status().as_u16(),
        status_text: status_text(&response),
        headers: response.headers().clone(),
    });
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        return Err(TransportError::Switched);
    }
    let (head, incoming) = response.into_parts();
    let body = Body::coming(incoming, task, &head.headers, options.decodes);
    Ok(Response::from_parts(head, body))
}

/// A response, and the task that keeps its connection alive.
type Answer = (Response<Incoming>, JoinSet<()>);

async fn over_http1(
    stream: Box<dyn Stream>,
    mut message: Request<MessageBody>,
) -> Result<Answer, TransportError> {
    let (mut sender, connection) = handshake(stream).await.map_err(TransportError::of_message)?;
    let target = message.uri().path_and_query().cloned();
    *message.uri_mut() = target.map_or_else(|| Uri::from_static("/"), Uri::from);
    let task = keep_alive(connection);
    let response = sender.send_request(message).await.map_err(TransportError::of_message)?;
    Ok((response, task))
}

async fn over_http2(
    stream: Box<dyn Stream>,
    mut message: Request<MessageBody>,
) -> Result<Answer, TransportError> {
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder.max_header_list_size(MAX_HTTP2_HEAD);
    let connected = builder.handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = connected.map_err(TransportError::of_message)?;
    // HTTP/2 has `:authority` in place of `Host`, and hyper takes it from the URL.
    message.headers_mut().remove(HOST);
    let task = keep_alive(connection);
    let response = sender.send_request(message).await.map_err(TransportError::of_message)?;
    Ok((response, task))
}

/// Runs a connection in the background until the returned set is dropped.
fn keep_alive(connection: impl Future<Output = hyper::Result<()>> + Send + 'static) -> JoinSet<()> {
    let mut task = JoinSet::new();
    task.spawn(async move {
        // The code that waits for the response or for its body gets the error as well.
        _ = connection.await;
    });
    task
}
