//! The facts about a connection in the lines with `*`, which give the scheme and the authority of a URL.

/// A connection, as far as the lines before a request describe it.
#[derive(Clone, Debug, Default)]
pub(super) struct Connection {
    /// The host and the port of the server.
    pub(super) authority: Option<String>,
    port: Option<u16>,
    has_tls: bool,
    /// Whether a request was sent. Later lines about a new connection are about the next one.
    pub(super) is_used: bool,
    /// The scheme of the stream in HTTP/2 and HTTP/3.
    pseudo_scheme: Option<&'static str>,
    /// The authority of the stream in HTTP/2 and HTTP/3.
    pub(super) pseudo_authority: Option<String>,
}

impl Connection {
    /// Reads a line with the mark `*`.
    pub(super) fn learn(&mut self, info: &str) {
        let begins = is_start(info);
        let is_other = info.starts_with("Re-using") || info.starts_with("Reusing");
        if self.is_used && (begins || is_other) {
            *self = Self::default();
        }
        if begins {
            self.port = port(info).or(self.port);
            self.authority = connected(info).or(self.authority.take());
        }
        self.has_tls |= TLS.iter().any(|start| info.starts_with(start));
        match pseudo(info) {
            Some((":scheme", "https")) => self.pseudo_scheme = Some("https"),
            Some((":scheme", "http")) => self.pseudo_scheme = Some("http"),
            Some((":authority", authority)) => self.pseudo_authority = Some(authority.to_owned()),
            _ => {}
        }
    }

    /// Replaces the connection to a proxy by the tunnel that the proxy opened, about which nothing else is known.
    pub(super) fn enter_tunnel(&mut self, target: &str) {
        let port = target.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        *self = Self { authority: Some(target.to_owned()), port, ..Self::default() };
    }

    /// Returns the scheme, if it is certain.
    pub(super) fn scheme(&self) -> Option<&'static str> {
        self.pseudo_scheme.or(self.has_tls.then_some("https"))
    }

    /// Returns the likely scheme, by the port. If curl used TLS, it usually printed that, and the scheme is certain.
    pub(super) fn likely_scheme(&self) -> Option<&'static str> {
        self.port.map(|port| if port == 443 { "https" } else { "http" })
    }
}

/// Returns whether a line is about a new connection.
pub(super) fn is_start(info: &str) -> bool {
    ["Trying ", "Connected to ", "Established connection to ", "About to connect", "Host ", "Hostname "]
        .iter()
        .any(|start| info.starts_with(start))
}

/// Returns whether a line is about a new connection, with words that are unlikely in a body.
pub(super) fn is_attempt(info: &str) -> bool {
    info.starts_with("Trying ") || info.starts_with("Connected to ")
}

/// The beginnings of the lines that are about TLS.
const TLS: &[&str] = &[
    "TLS",
    "SSL",
    "ALPN",
    "schannel",
    "Server certificate",
    "successfully set certificate",
    "QUIC",
    "using HTTP/3",
];

/// Returns the port of a line such as `Connected to api.example (192.0.2.1) port 443`.
fn port(info: &str) -> Option<u16> {
    let digits = |text: &str| {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        text.get(..end)?.parse().ok()
    };
    if let Some((_, after)) = info.split_once(" port ") {
        return digits(after);
    }
    let end = info.trim_end_matches("...");
    digits(end.rsplit_once(':')?.1)
}

/// Returns the host and the port of a line that begins with `Connected to`.
fn connected(info: &str) -> Option<String> {
    let rest =
        info.strip_prefix("Connected to ").or_else(|| info.strip_prefix("Established connection to "))?;
    let host = rest.split(' ').next()?;
    let host =
        if host.contains(':') && !host.starts_with('[') { format!("[{host}]") } else { host.to_owned() };
    Some(match port(info) {
        Some(port) => format!("{host}:{port}"),
        None => host,
    })
}

/// Returns the pseudo-header of a line such as `[HTTP/2] [1] [:scheme: https]`, or `h2h3 [:scheme: https]` in older
/// versions.
fn pseudo(info: &str) -> Option<(&str, &str)> {
    let (_, rest) = info.split_once("[:")?;
    let (name, value) = rest.trim_end().strip_suffix(']')?.split_once(": ")?;
    let name = match name {
        "scheme" => ":scheme",
        "authority" => ":authority",
        _ => return None,
    };
    Some((name, value))
}
