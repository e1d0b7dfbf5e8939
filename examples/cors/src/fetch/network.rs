//! The network of the browser: it sends the engine's messages, and adds what the engine leaves to the host, such as cookies.

use bytes::Bytes;
use fetch_cors::{Exchange, Response};
use fetch_cors_session::same_site_mode;
use http::header::ACCEPT_ENCODING;
use http::{HeaderMap, HeaderValue, Request};

use crate::fetch::client::{Failure, Network};
use crate::fetch::credentials::Credentials;
use crate::progress::Progress;
use crate::transport::{self, Body, Traffic, Transport, status_text};

/// A transport with credentials that records each message.
pub(crate) struct Wire<'t> {
    transport: Transport,
    credentials: Credentials,
    /// Whether the messages ask for compressed bodies.
    is_compressed: bool,
    /// The progress display, or `None` if there is none.
    progress: Option<Progress<'t>>,
    /// The recorded messages, in order.
    pub(crate) log: Vec<Traffic>,
}

impl<'t> Wire<'t> {
    pub(crate) fn new(
        transport: Transport,
        credentials: Credentials,
        is_compressed: bool,
        progress: Option<Progress<'t>>,
    ) -> Self {
        Self { transport, credentials, is_compressed, progress, log: Vec::new() }
    }

    fn message(&self, exchange: &Exchange) -> Result<Request<()>, Failure> {
        let mut message = exchange.to_http()?;
        self.add_headers(exchange, message.headers_mut())?;
        Ok(message)
    }

    fn add_headers(&self, exchange: &Exchange, headers: &mut HeaderMap) -> Result<(), Failure> {
        // For a range request, the engine itself sets `Accept-Encoding: identity`.
        if self.is_compressed && !headers.contains_key(ACCEPT_ENCODING) {
            headers.try_insert(ACCEPT_ENCODING, HeaderValue::from_static(transport::ACCEPT_ENCODING))?;
        }
        if exchange.include_credentials() {
            self.credentials.add_to(exchange, headers)?;
        }
        Ok(())
    }
}

impl Network for Wire<'_> {
    type Body = Body;

    /// Sends a message of the engine. The transport follows no redirects, so the response comes from the URL of the message.
    fn send(&mut self, exchange: &Exchange, body: Option<Bytes>) -> Result<Response<Body>, Failure> {
        let message = self.message(exchange);
        let mut traffic = Traffic::default();
        let host = exchange.url().host_str().unwrap_or_default().to_owned();
        let mut tick = show(&mut self.progress, format!("waiting for {host}"));
        let response =
            message.and_then(|message| Ok(self.transport.send(message, body, &mut traffic, &mut tick)?));
        drop(tick);
        clear(&mut self.progress);
        self.log.push(traffic);
        let response = response?;
        if exchange.include_credentials() {
            self.credentials.jar.store(exchange.url(), same_site_mode(exchange), response.headers());
        }
        let status_text = status_text(&response);
        Ok(Response::from(response).with_status_text(status_text).with_url(exchange.to_url()))
    }

    fn read(&mut self, body: Body) -> Result<Bytes, Failure> {
        let start = std::time::Instant::now();
        let mut tick = show(&mut self.progress, "waiting for the body".to_owned());
        let bytes = self.transport.read(body, &mut tick);
        drop(tick);
        clear(&mut self.progress);
        if let Some(total) = self.log.last_mut().and_then(|traffic| traffic.times.total.as_mut()) {
            *total += start.elapsed();
        }
        Ok(bytes?)
    }

    fn had_credentials(&self) -> Option<bool> {
        let headers = &self.log.last()?.sent.as_ref()?.headers;
        Some(headers.contains_key(http::header::COOKIE) || headers.contains_key(http::header::AUTHORIZATION))
    }
}

/// Returns a function that shows the progress when it is called.
fn show(progress: &mut Option<Progress<'_>>, what: String) -> impl FnMut() {
    move || {
        if let Some(progress) = progress {
            progress.show(|seconds| format!("{what}, {seconds} s"));
        }
    }
}

fn clear(progress: &mut Option<Progress<'_>>) {
    if let Some(progress) = progress {
        progress.clear();
    }
}
