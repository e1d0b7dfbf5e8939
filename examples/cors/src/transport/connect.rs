//! Connecting to the server of a URL.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, Instant};

use http::Uri;
use http::uri::Authority;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{Error, ProtocolVersion};

use crate::transport::certificate::Flaw;
use crate::transport::{Address, Connection, Options, Tls, Traffic, TransportError, tls};

/// The part of the transport that opens connections.
pub(crate) struct Connector {
    tls: TlsConnector,
    timeout: Option<Duration>,
    addresses: Vec<Address>,
    certificate_advice: &'static str,
}

/// A stream of bytes in both directions, encrypted or not.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

impl Connector {
    /// Creates a connector with these options.
    pub(crate) fn new(options: &Options) -> Result<Self, TransportError> {
        let tls = tls::connector(options)?;
        Ok(Self {
            tls,
            timeout: options.connect_timeout,
            addresses: options.addresses.clone(),
            certificate_advice: options.certificate_advice,
        })
    }

    /// Connects to the server of a URL, within the time that the options allow. Records what happens in `traffic`.
    pub(crate) async fn connect(
        &self,
        uri: &Uri,
        traffic: &mut Traffic,
    ) -> Result<Box<dyn Stream>, TransportError> {
        let Some(timeout) = self.timeout else { return self.connect_to(uri, traffic).await };
        match tokio::time::timeout(timeout, self.connect_to(uri, traffic)).await {
            Ok(connected) => connected,
            Err(_) => Err(TransportError::ConnectLate { seconds: timeout.as_secs_f64() }),
        }
    }

    async fn connect_to(&self, uri: &Uri, traffic: &mut Traffic) -> Result<Box<dyn Stream>, TransportError> {
        let is_encrypted = uri.scheme_str() == Some("https");
        let host = uri.authority().map_or("", Authority::host).trim_matches(['[', ']']);
        let port = uri.port_u16().unwrap_or(if is_encrypted { 443 } else { 80 });
        let start = Instant::now();
        let no_address = |source| TransportError::NoAddress { host: host.to_owned(), source };
        let addresses = self.resolve(host, port).await.map_err(no_address)?;
        traffic.times.name = Some(start.elapsed());
        let start = Instant::now();
        let (socket, address) = connect_to_first(&addresses).await?;
        traffic.times.connect = Some(start.elapsed());
        let connection = traffic.connection.insert(Connection { address, tls: None });
        if !is_encrypted {
            return Ok(Box::new(socket));
        }
        let start = Instant::now();
        let name = ServerName::try_from(host.to_owned());
        let name = name.map_err(|error| TransportError::Unsendable(error.into()))?;
        let stream = self.tls.connect(name, socket).await.map_err(|error| self.of_handshake(host, error))?;
        traffic.times.tls = Some(start.elapsed());
        let (_, session) = stream.get_ref();
        let version = match session.protocol_version() {
            Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
            Some(ProtocolVersion::TLSv1_2) => "TLS 1.2",
            _ => "TLS",
        };
        let alpn = session.alpn_protocol().map(|alpn| String::from_utf8_lossy(alpn).into_owned());
        connection.tls = Some(Tls { version, alpn });
        Ok(Box::new(stream))
    }

    async fn resolve(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        let is_named = |address: &&Address| address.host.eq_ignore_ascii_case(host) && address.port == port;
        let sockets = |addresses: &[IpAddr]| addresses.iter().map(|ip| SocketAddr::new(*ip, port)).collect();
        if let Some(address) = self.addresses.iter().find(is_named) {
            return Ok(sockets(&address.addresses));
        }
        // As in browsers, names below localhost mean this machine, whatever DNS says.
        if host.ends_with(".localhost") {
            return Ok(sockets(&[Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]));
        }
        let addresses: Vec<SocketAddr> = lookup_host((host, port)).await?.collect();
        if addresses.is_empty() {
            return Err(io::Error::new(ErrorKind::NotFound, "it has no address"));
        }
        Ok(addresses)
    }

    /// Returns the error for an error of the TLS library.
    fn of_handshake(&self, host: &str, error: io::Error) -> TransportError {
        let tls = error.get_ref().and_then(|error| error.downcast_ref::<Error>());
        match tls {
            Some(Error::InvalidCertificate(flaw)) => TransportError::Certificate {
                host: host.to_owned(),
                flaw: Flaw { error: flaw.clone(), advice: self.certificate_advice },
            },
            Some(Error::InvalidMessage(_)) => TransportError::NoTls,
            None if error.kind() == ErrorKind::UnexpectedEof
                || error.kind() == ErrorKind::ConnectionReset =>
            {
                TransportError::TlsEnded(error)
            }
            _ => TransportError::Tls(error),
        }
    }
}

/// Tries the addresses one after another, and returns the first connection.
async fn connect_to_first(addresses: &[SocketAddr]) -> Result<(TcpStream, SocketAddr), TransportError> {
    let mut last = io::Error::from(ErrorKind::NotFound);
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(socket) => {
                // Sends small messages without delay. If the system does not support this, everything still works, only
                // slower.
                _ = socket.set_nodelay(true);
                return Ok((socket, *address));
            }
            Err(error) => last = error,
        }
    }
    let address = addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
    Err(match last.kind() {
        ErrorKind::ConnectionRefused => TransportError::Refused { address },
        _ => TransportError::NoConnection { address, source: last },
    })
}
