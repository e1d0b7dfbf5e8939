//! HTTP/1.1 for one message at a time, over hyper: what a client has below the engine.
//!
//! A connection carries one message and is closed when the response is dropped. Nothing is read of a body
//! that nobody asks for, so a preflight with an endless one costs nothing.
//!
//! What it cannot carry, for want of room in the `http` crate: a response of more than 24,576 header
//! lines, and a URL of more than 65,534 bytes. Both are to the engine as if the network had failed.

use std::time::Duration;

use bytes::Bytes;
use fetch_cors::Exchange;
use http::{Request, StatusCode, Uri};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::client::{Failure, Network};
use crate::http1::{handshake, status_text, with_network_headers};

/// Far beyond what any honest server sends, and still a limit.
const MAX_BODY_BYTES: usize = 64 << 20;

const NO_TLS: &str =
    "this small client has no TLS; `cors fetch` of the package examples/cors fetches https: URLs";

const USER_AGENT: &str = concat!("fetch-cors-example/", env!("CARGO_PKG_VERSION"));

/// Sends messages and waits for what comes back.
pub(crate) struct Transport {
    runtime: Runtime,
    timeout: Duration,
}

/// A response's body.
#[derive(Debug)]
pub(crate) enum Body {
    /// Of a URL that needs no network.
    Here(Bytes),
    /// Still on its way. It holds the connection open.
    Coming(Incoming, JoinSet<()>),
}

impl Transport {
    /// One that waits so long for a response, and again for its body.
    pub(crate) fn new(timeout: Duration) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Self { runtime, timeout })
    }

    fn in_time<T>(&self, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        self.runtime.block_on(async {
            let late = || format!("nothing within {} seconds", self.timeout.as_secs_f64());
            tokio::time::timeout(self.timeout, work).await.map_err(|_| late())?
        })
    }
}

impl Network for Transport {
    type Body = Body;

    /// hyper follows no redirects, so the response comes from where the message went.
    fn send(
        &mut self,
        exchange: &Exchange,
        body: Option<Bytes>,
    ) -> Result<fetch_cors::Response<Body>, Failure> {
        let response = self.in_time(answer(exchange.to_http()?, body))?;
        // concept-http-network-or-cache-fetch 16.1: without a user to ask, the response is a network error.
        if response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            return Err("the proxy wants a password, and there is nobody to ask".into());
        }
        let status_text = status_text(&response);
        Ok(fetch_cors::Response::from(response).with_status_text(status_text).with_url(exchange.to_url()))
    }

    fn read(&mut self, body: Body) -> Result<Bytes, Failure> {
        match body {
            Body::Here(bytes) => Ok(bytes),
            // The connection has to live until the body is there.
            Body::Coming(incoming, _connection) => {
                self.in_time(async { Ok(Limited::new(incoming, MAX_BODY_BYTES).collect().await?.to_bytes()) })
            }
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::Here(bytes)
    }
}

async fn answer(message: Request<()>, body: Option<Bytes>) -> Result<http::Response<Body>, Failure> {
    let uri = message.uri();
    if uri.scheme_str() == Some("https") {
        return Err(NO_TLS.into());
    }
    let authority = uri.authority().ok_or("the URL has no host")?;
    let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
    let socket = TcpStream::connect((host.as_str(), authority.port_u16().unwrap_or(80))).await?;
    let (mut sender, connection) = handshake(socket).await?;
    let mut task = JoinSet::new();
    task.spawn(async move {
        // Whoever waits for the response or for its body is told as well.
        let _ = connection.await;
    });
    let mut message = with_network_headers(message, body.as_ref(), USER_AGENT)?;
    let target = message.uri().path_and_query().cloned().ok_or("the URL has no path")?;
    *message.uri_mut() = Uri::from(target);
    let response = sender.send_request(message.map(|()| Full::new(body.unwrap_or_default()))).await?;
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        return Err("switched protocols without being asked".into());
    }
    Ok(response.map(|incoming| Body::Coming(incoming, task)))
}
