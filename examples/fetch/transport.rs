//! HTTP/1.1 for one message at a time, over ureq: what a client has below the engine.

use std::time::Duration;

use bytes::Bytes;
use fetch_cors::Exchange;
use http::{HeaderValue, Method, Request, StatusCode, header};
use ureq::{Agent, ResponseExt};

use super::client::{Failure, Network};

/// Far beyond what any honest server sends, and still a limit.
const MAX_BODY_BYTES: u64 = 64 << 20;

/// Sends messages and waits for what comes back.
pub(crate) struct Transport {
    agent: Agent,
}

/// A response's body.
#[derive(Debug)]
pub(crate) enum Body {
    /// The body of a URL that needs no network.
    Here(Bytes),
    /// A body that is still on its way.
    Coming(ureq::Body),
}

impl Transport {
    /// Creates a transport that waits so long for a response with its body.
    pub(crate) fn new(timeout: Duration) -> Self {
        // The engine follows redirects, and a page sees a 404 as any other response.
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
                say_that_there_is_no_body(&mut message);
                self.agent.run(message)?
            }
        };
        // concept-http-network-or-cache-fetch 16.1: without a user to ask, the response is a network error.
        if response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            return Err("the proxy wants a password, and there is no user to ask".into());
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

/// Adds the length that the standard gives the two methods that usually have a body. ureq would send an empty body in chunks.
fn say_that_there_is_no_body(message: &mut Request<()>) {
    if matches!(*message.method(), Method::POST | Method::PUT) {
        message.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(0));
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::Here(bytes)
    }
}
