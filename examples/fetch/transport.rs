//! The network of the tour: HTTP/1.1 without TLS, with the HTTP client ureq.

use std::time::Duration;

use bytes::Bytes;
use fetch_cors::Exchange;
use http::{HeaderValue, Method, Request, StatusCode, header};
use ureq::{Agent, ResponseExt};

use super::client::{Failure, Network};

/// The maximum size of a body. The servers of the tour send far less.
const MAX_BODY_BYTES: u64 = 64 << 20;

/// A transport that sends messages and waits for their responses.
pub(crate) struct Transport {
    agent: Agent,
}

/// The body of a response.
#[derive(Debug)]
pub(crate) enum Body {
    /// The body of a URL that needs no network. It is complete.
    Here(Bytes),
    /// A body that has not been read from the network yet.
    Coming(ureq::Body),
}

impl Transport {
    /// Creates a transport. `timeout` is the maximum time for a response with its body.
    pub(crate) fn new(timeout: Duration) -> Self {
        // The engine follows the redirects, so ureq must not. A status such as 404 is not an error for a page.
        let config = Agent::config_builder()
            .max_redirects(0)
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .proxy(None)
            .timeout_global(Some(timeout))
            .user_agent(concat!("fetch-cors-example/", env!("CARGO_PKG_VERSION")));
        Self { agent: config.build().new_agent() }
    }
}

impl Network for Transport {
    type Body = Body;

    fn send(
        &mut self,
        exchange: &Exchange,
        body: Option<Bytes>,
    ) -> Result<fetch_cors::Response<Body>, Failure> {
        let mut message = exchange.to_http()?;
        let response = match body {
            Some(body) => self.agent.run(message.map(|()| body.to_vec()))?,
            None => {
                set_empty_length(&mut message);
                self.agent.run(message)?
            }
        };
        // concept-http-network-or-cache-fetch 16.1: a proxy asks for a password, and there is no user to enter one.
        if response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            return Err("the proxy asks for a password, but there is no user to enter one".into());
        }
        let came_from = response.get_uri().to_string().parse()?;
        Ok(fetch_cors::Response::from(response.map(Body::Coming)).with_url(came_from))
    }

    fn read(&mut self, body: Body) -> Result<Bytes, Failure> {
        match body {
            Body::Here(bytes) => Ok(bytes),
            Body::Coming(mut coming) => Ok(coming.with_config().limit(MAX_BODY_BYTES).read_to_vec()?.into()),
        }
    }
}

/// Adds the header `Content-Length: 0`, which the standard requires for `POST` and `PUT` without a body. Without the header,
/// ureq sends an empty body in chunks.
fn set_empty_length(message: &mut Request<()>) {
    if matches!(*message.method(), Method::POST | Method::PUT) {
        message.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(0));
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::Here(bytes)
    }
}
