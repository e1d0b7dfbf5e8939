//! HTTP/1.1 and HTTP/2 for one message at a time, over hyper and rustls.
//!
//! A connection carries one message, and is closed when its response is dropped. A body is read only if the caller reads it,
//! so the response to a preflight may have an endless body. The transport follows no redirects and uses no proxy.

mod body;
mod certificate;
mod connect;
mod decode;
mod error;
mod exchange;
mod head_filter;
mod http1;
mod message_body;
mod tls;
mod traffic;

use std::net::IpAddr;
use std::pin::pin;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response};
use tokio::runtime::Runtime;
use tokio_rustls::rustls::pki_types::CertificateDer;

pub(crate) use body::Body;
pub(crate) use decode::ACCEPT_ENCODING;
pub(crate) use error::TransportError;
pub(crate) use http1::status_text;
pub(crate) use traffic::{Connection, Received, Tls, Traffic};

use connect::Connector;

/// A transport that sends messages and waits for the responses.
pub(crate) struct Transport {
    runtime: Runtime,
    connector: Connector,
    options: Options,
    /// The time at which `max_time` is over.
    deadline: Option<Instant>,
}

/// The options of a transport.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// The maximum time for a response, and again for its body.
    pub(crate) timeout: Duration,
    /// The maximum time for a connection, including TLS.
    pub(crate) connect_timeout: Option<Duration>,
    /// The maximum time for all messages together.
    pub(crate) max_time: Option<Duration>,
    pub(crate) trust: Trust,
    /// What to do about a certificate whose issuer is not accepted: sentences that name the options of the command, without
    /// the last period.
    pub(crate) certificate_advice: &'static str,
    pub(crate) versions: Versions,
    /// Whether bodies are decoded, as `Content-Encoding` says.
    pub(crate) decodes: bool,
    /// The addresses that are used instead of looking up a name.
    pub(crate) addresses: Vec<Address>,
    pub(crate) user_agent: &'static str,
}

/// The certificates that are accepted.
#[derive(Clone, Debug)]
pub(crate) enum Trust {
    /// The certificates that an authority has issued which browsers trust.
    Authorities,
    /// These certificates, and those that one of them has issued as an authority.
    Only(Vec<CertificateDer<'static>>),
    /// Every certificate, valid or not.
    Anyone,
}

/// The versions of HTTP that may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Versions {
    /// Over TLS, the server chooses HTTP/2 or HTTP/1.1. Without TLS, it is HTTP/1.1.
    Negotiated,
    /// HTTP/1.1 is always used.
    Http1,
    /// HTTP/2 is always used, also without TLS.
    Http2,
}

/// The addresses to use for one host and port.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) addresses: Vec<IpAddr>,
}

/// The time between two calls of `tick` while the transport waits.
const TICK: Duration = Duration::from_millis(200);

impl Transport {
    /// Creates a transport with these options. The time that `max_time` limits begins now.
    ///
    /// # Errors
    ///
    /// Returns an error if the runtime or the TLS library cannot be set up.
    pub(crate) fn new(options: Options) -> Result<Self, TransportError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(TransportError::Runtime)?;
        let connector = Connector::new(&options)?;
        let deadline = options.max_time.and_then(|time| Instant::now().checked_add(time));
        Ok(Self { runtime, connector, options, deadline })
    }

    /// Sends a message and waits for the head of its response. Records what happens in `traffic`, also if it fails. Calls
    /// `tick` every 200 ms while it waits.
    pub(crate) fn send(
        &self,
        message: Request<()>,
        body: Option<Bytes>,
        traffic: &mut Traffic,
        tick: &mut dyn FnMut(),
    ) -> Result<Response<Body>, TransportError> {
        let start = Instant::now();
        let late = TransportError::Late { seconds: self.options.timeout.as_secs_f64() };
        let exchange = exchange::exchange(&self.connector, &self.options, message, body, traffic);
        let response = self.in_time(exchange, late, tick);
        traffic.times.total = Some(start.elapsed());
        response
    }

    /// Reads the whole body, and decodes it. Calls `tick` every 200 ms while it waits.
    pub(crate) fn read(&self, body: Body, tick: &mut dyn FnMut()) -> Result<Bytes, TransportError> {
        let late = TransportError::BodyLate { seconds: self.options.timeout.as_secs_f64() };
        self.in_time(body.read(), late, tick)
    }

    fn in_time<T>(
        &self,
        work: impl Future<Output = Result<T, TransportError>>,
        late: TransportError,
        tick: &mut dyn FnMut(),
    ) -> Result<T, TransportError> {
        let start = Instant::now();
        self.runtime.block_on(async {
            let mut work = pin!(work);
            loop {
                let now = Instant::now();
                let rest = self.options.timeout.saturating_sub(now.duration_since(start));
                let whole = self.deadline.map(|deadline| deadline.saturating_duration_since(now));
                if let Some(whole) = whole
                    && whole.is_zero()
                {
                    let seconds = self.options.max_time.unwrap_or_default().as_secs_f64();
                    return Err(TransportError::MaxTime { seconds });
                }
                if rest.is_zero() {
                    return Err(late);
                }
                let wait = rest.min(whole.unwrap_or(TICK)).min(TICK);
                match tokio::time::timeout(wait, work.as_mut()).await {
                    Ok(done) => return done,
                    Err(_) => tick(),
                }
            }
        })
    }
}
