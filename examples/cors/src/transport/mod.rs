//! HTTP/1.1 and HTTP/2 for one message at a time, over hyper and rustls.
//!
//! A connection carries one message and is closed when the response is dropped. Nothing is read of a body that nobody asks
//! for, so a preflight with an endless one costs nothing. No redirect is followed, and no proxy is used.

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

/// Sends messages and waits for what comes back.
pub(crate) struct Transport {
    runtime: Runtime,
    connector: Connector,
    options: Options,
    /// When `max_time` is over.
    deadline: Option<Instant>,
}

/// What a transport does, and for how long.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// The longest time for a response, and again for its body.
    pub(crate) timeout: Duration,
    /// The longest time for a connection, TLS included.
    pub(crate) connect_timeout: Option<Duration>,
    /// The longest time for everything.
    pub(crate) max_time: Option<Duration>,
    pub(crate) trust: Trust,
    pub(crate) versions: Versions,
    /// Whether bodies are decoded as `Content-Encoding` says.
    pub(crate) decodes: bool,
    /// Addresses that are used in place of those that a name has.
    pub(crate) addresses: Vec<Address>,
    pub(crate) user_agent: &'static str,
}

/// Which certificates are accepted.
#[derive(Clone, Debug)]
pub(crate) enum Trust {
    /// Those of the authorities that browsers trust.
    Authorities,
    /// Those of these authorities only.
    Only(Vec<CertificateDer<'static>>),
    /// All of them.
    Anyone,
}

/// Which version of HTTP is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Versions {
    /// HTTP/2 or HTTP/1.1 over TLS, as the server chooses, and HTTP/1.1 without TLS.
    Negotiated,
    Http1,
    /// HTTP/2, also without TLS.
    Http2,
}

/// The address of a name.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) addresses: Vec<IpAddr>,
}

/// How often the user hears that there is nothing yet.
const TICK: Duration = Duration::from_millis(200);

impl Transport {
    /// Creates a transport. The longest time for everything begins now.
    pub(crate) fn new(options: Options) -> Result<Self, TransportError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(TransportError::Runtime)?;
        let connector = Connector::new(&options)?;
        let deadline = options.max_time.and_then(|time| Instant::now().checked_add(time));
        Ok(Self { runtime, connector, options, deadline })
    }

    /// Sends a message and waits for the head of its response. Writes down in `traffic` what happens, also if it fails, and
    /// calls `tick` again and again meanwhile.
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

    /// Waits for the rest of a body.
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
