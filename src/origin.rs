//! Tuple origins and opaque origins, and when two are the same origin.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;
use std::sync::Arc;

use url::{Host, Url};

/// An origin: a tuple of scheme, host and port, or an opaque origin with an identity of its own.
///
/// An origin is serialised once, when it is created. Cloning and comparing allocate nothing. Two origins are equal
/// if they are the same origin. An opaque origin is equal only to its clones.
///
/// <https://html.spec.whatwg.org/multipage/browsers.html#concept-origin>
///
/// ```
/// use fetch_cors::Origin;
/// let page = Origin::parse("https://app.example")?;
/// assert_eq!(page, Origin::of(&"https://app.example:443/path".parse()?));
/// assert_eq!(page.as_str(), "https://app.example");
///
/// let sandbox = Origin::new_opaque();
/// assert_eq!(sandbox, sandbox.clone());
/// assert_ne!(sandbox, Origin::new_opaque());
/// assert_eq!(sandbox.as_str(), "null");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Origin(Repr);

#[derive(Clone)]
enum Repr {
    Tuple(Arc<TupleOrigin>),
    /// The address of the allocation is the identity.
    Opaque(Arc<OpaqueMark>),
    /// The identity comes from the `url` crate.
    OpaqueUrl(url::OpaqueOrigin),
}

/// A value with an address of its own.
struct OpaqueMark {
    _not_zero_sized: u8,
}

struct TupleOrigin {
    /// `scheme "://" host [":" port]`.
    serialized: Box<str>,
    scheme_len: usize,
    host_len: usize,
    /// `None` for the scheme's default port.
    port: Option<u16>,
}

impl Origin {
    /// Creates an opaque origin, which is different from every other origin.
    #[must_use]
    pub fn new_opaque() -> Self {
        Self(Repr::Opaque(Arc::new(OpaqueMark { _not_zero_sized: 0 })))
    }

    /// Creates the tuple origin of these parts. `scheme` is in lower case and without a colon. `host` is the serialised
    /// host, as [`Url::host_str`] returns it. The serialisation has no port if `port` is the scheme's default.
    ///
    /// By the URL Standard, only URLs with the schemes `http`, `https`, `ws`, `wss` and `ftp` have tuple origins: use
    /// [`Origin::of`] for these. This function is for hosts that give tuple origins to schemes of their own, such as
    /// `chrome-extension`, or to `file`. For those schemes the host may be empty, if there is no port.
    ///
    /// The URLs of such a scheme still have opaque origins here: see [`Origin::of`].
    ///
    /// # Errors
    ///
    /// Returns [`InvalidOrigin::Scheme`] if `scheme` is not a scheme, and [`InvalidOrigin::Host`] if `host` is not
    /// in the form in which hosts are serialised.
    ///
    /// ```
    /// use fetch_cors::Origin;
    /// assert_eq!(Origin::tuple("my-engine", "app", Some(8080))?.as_str(), "my-engine://app:8080");
    /// assert_eq!(Origin::tuple("file", "", None)?.as_str(), "file://");
    /// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
    /// ```
    pub fn tuple(scheme: &str, host: &str, port: Option<u16>) -> Result<Self, InvalidOrigin> {
        Ok(Self::from_tuple(&Tuple::new(scheme, host, port)?))
    }

    /// Returns the origin of `url`. For a URL with an opaque origin, each call creates a new origin.
    ///
    /// A URL with a scheme that the URL Standard does not know, such as `tauri://localhost/`, has an opaque origin. So
    /// does a `file:` URL, for which the standard leaves the choice to the host. A page of such a URL can still have a
    /// tuple origin, if its host gives it one with [`Origin::tuple`] or [`Origin::parse`]. Requests of that page send it
    /// as their `Origin`. It is not the same origin as that of any URL: the host itself serves URLs with a scheme of its
    /// own, since only HTTP(S) URLs can be fetched with CORS. A [`CorsPolicy`](crate::request::CorsPolicy) can let a scheme
    /// count as HTTP(S): a fetch then takes the tuple origin of such a URL.
    ///
    /// <https://url.spec.whatwg.org/#concept-url-origin>
    ///
    /// ```
    /// use fetch_cors::Origin;
    /// assert!(Origin::of(&"data:,x".parse()?).is_opaque());
    /// assert!(Origin::of(&"tauri://localhost/".parse()?).is_opaque());
    /// assert_eq!(Origin::of(&"blob:https://a.example/1".parse()?).as_str(), "https://a.example");
    /// # Ok::<(), url::ParseError>(())
    /// ```
    #[must_use]
    pub fn of(url: &Url) -> Self {
        if url.scheme() == "blob" {
            // A `blob:` URL has the origin of the URL in it only if that URL is HTTP(S).
            let inner = Url::parse(url.path()).ok().filter(|inner| is_http(inner.scheme()));
            return inner.map_or_else(Self::new_opaque, |inner| Self::of(&inner));
        }
        tuple_of(url).map_or_else(Self::new_opaque, |tuple| Self::from_tuple(&tuple))
    }

    /// Parses a serialised origin: what [`Origin::as_str`] returns. For `null`, creates a new opaque origin.
    ///
    /// With the schemes `http`, `https`, `ws`, `wss` and `ftp`, the parts may have any form that the URL parser accepts:
    /// another case, for example, or the default port. Any other scheme is a scheme of the host's own, as for
    /// [`Origin::tuple`], and the parts must have the form in which they are serialised. The host may then be empty, as
    /// in the `file://` that some web views send.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidOrigin`], with one variant for each cause. The error does not hold the input, which may have a
    /// password in it.
    ///
    /// ```
    /// use fetch_cors::{Origin, origin::InvalidOrigin};
    /// assert!(Origin::parse("http://localhost:8080").is_ok());
    /// assert!(Origin::parse("tauri://localhost").is_ok());
    /// assert!(Origin::parse("null").unwrap().is_opaque());
    /// assert_eq!(Origin::parse("https://a.example/"), Err(InvalidOrigin::NotOnlyAnOrigin));
    /// assert_eq!(Origin::parse("data:,x"), Err(InvalidOrigin::NoAuthority));
    /// ```
    pub fn parse(serialized: &str) -> Result<Self, InvalidOrigin> {
        if serialized == "null" {
            return Ok(Self::new_opaque());
        }
        if let Some(tuple) = Tuple::parse(serialized) {
            return Ok(Self::from_tuple(&tuple));
        }
        let url = Url::parse(serialized).map_err(|error| InvalidOrigin::Url { error })?;
        if !url.has_authority() {
            return Err(InvalidOrigin::NoAuthority);
        }
        // The URL parser removes white space and control bytes, and accepts more than an authority.
        let authority = serialized.split_once("://").map_or("/", |(_, authority)| authority);
        if serialized.bytes().any(|b| b <= b' ' || b == 0x7f)
            || authority.bytes().any(|b| matches!(b, b'/' | b'\\' | b'?' | b'#' | b'@'))
        {
            return Err(InvalidOrigin::NotOnlyAnOrigin);
        }
        tuple_of(&url).map(|tuple| Self::from_tuple(&tuple)).ok_or(InvalidOrigin::NotSerialized)
    }

    /// Checks whether both are the same origin.
    #[must_use]
    pub fn same_origin(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Repr::Tuple(a), Repr::Tuple(b)) => Arc::ptr_eq(a, b) || a.serialized == b.serialized,
            (Repr::Opaque(a), Repr::Opaque(b)) => Arc::ptr_eq(a, b),
            (Repr::OpaqueUrl(a), Repr::OpaqueUrl(b)) => a == b,
            _ => false,
        }
    }

    /// Checks whether this is an opaque origin.
    #[must_use]
    pub fn is_opaque(&self) -> bool {
        self.as_tuple().is_none()
    }

    /// Returns the scheme; `None` for an opaque origin.
    #[must_use]
    pub fn scheme(&self) -> Option<&str> {
        self.as_tuple().map(|tuple| tuple.scheme)
    }

    /// Returns the serialised host, with an IPv6 address in brackets; `None` for an opaque origin.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.as_tuple().map(|tuple| tuple.host)
    }

    /// Returns the port; `None` for the scheme's default port, and for an opaque origin.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.as_tuple().and_then(|tuple| tuple.port)
    }

    /// Returns the serialisation, which is `null` for an opaque origin.
    ///
    /// <https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin>
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Tuple(tuple) => &tuple.serialized,
            Repr::Opaque(_) | Repr::OpaqueUrl(_) => "null",
        }
    }

    /// Returns the serialisation as bytes, for a header.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.as_str().as_bytes()
    }

    fn from_tuple(Tuple { scheme, host, port }: &Tuple<'_>) -> Self {
        let serialized = match port {
            Some(port) => [scheme, "://", host, ":", &port.to_string()].concat(),
            None => [scheme, "://", host].concat(),
        };
        Self(Repr::Tuple(Arc::new(TupleOrigin {
            serialized: serialized.into_boxed_str(),
            scheme_len: scheme.len(),
            host_len: host.len(),
            port: *port,
        })))
    }

    pub(crate) fn as_tuple(&self) -> Option<Tuple<'_>> {
        let Repr::Tuple(tuple) = &self.0 else { return None };
        let (scheme, rest) = tuple.serialized.split_at_checked(tuple.scheme_len)?;
        let host = rest.get("://".len()..)?.get(..tuple.host_len)?;
        Some(Tuple { scheme, host, port: tuple.port })
    }
}

impl PartialEq for Origin {
    fn eq(&self, other: &Self) -> bool {
        self.same_origin(other)
    }
}

impl Eq for Origin {}

impl Hash for Origin {
    fn hash<S: Hasher>(&self, state: &mut S) {
        match &self.0 {
            Repr::Tuple(tuple) => tuple.serialized.hash(state),
            Repr::Opaque(mark) => Arc::as_ptr(mark).hash(state),
            Repr::OpaqueUrl(opaque) => opaque.hash(state),
        }
    }
}

impl std::fmt::Debug for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Origin({})", self.as_str())
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A tuple without a valid scheme or host becomes an opaque origin. No URL has such an origin.
impl From<url::Origin> for Origin {
    fn from(origin: url::Origin) -> Self {
        match origin {
            url::Origin::Opaque(opaque) => Self(Repr::OpaqueUrl(opaque)),
            url::Origin::Tuple(scheme, host, port) => {
                Self::tuple(&scheme, &host.to_string(), Some(port)).unwrap_or_else(|_| Self::new_opaque())
            }
        }
    }
}

/// The reason why a string is not an origin, or parts do not make one. It holds nothing of the input, which may have a
/// password in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidOrigin {
    /// The string does not parse as a URL.
    #[error("no origin: {error}; write `scheme://host`, `scheme://host:port` or `null`")]
    Url {
        /// The error of the URL parser.
        error: url::ParseError,
    },
    /// The string is a URL without `//` after its scheme.
    #[error(
        "no origin, but a URL without a host; write the scheme, as in `http://localhost:3000`, \
         or use `Origin::of`, or `null` for an opaque origin"
    )]
    NoAuthority,
    /// The string has more than scheme, host and port: a path (even only a slash), a query, or a user name.
    #[error(
        "more than an origin; write scheme, host and port only, without a slash at the end, \
         or use `Origin::of` for a URL, or `Origin::tuple` for a scheme of your own"
    )]
    NotOnlyAnOrigin,
    /// The scheme is not one whose URLs have tuple origins, and the parts do not have the form in which they are
    /// serialised.
    #[error(
        "no serialised origin; write the scheme in lower case, the host in ASCII, \
         and the port without leading zeros, or use `Origin::tuple`"
    )]
    NotSerialized,
    /// The host does not have the form in which hosts are serialised.
    ///
    /// - With a scheme that the URL Standard knows, it has a character that is in upper case, not ASCII, or forbidden in
    ///   domains. Only with `file`, it may be empty.
    /// - With another scheme, it has a character that is not ASCII, or forbidden in hosts.
    /// - It is empty, and there is a port.
    /// - It is an IP address that is not in the form in which the URL parser writes addresses.
    #[error("no serialised host; use the one that `Url::host_str` returns")]
    Host,
    /// The scheme is not a scheme in lower case.
    #[error("no scheme in lower case; write it without a colon")]
    Scheme,
}

/// Checks whether a host has the form in which the hosts of this scheme are serialised.
fn is_serialized_host(scheme: &str, host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[') {
        let address = address.strip_suffix(']').and_then(|address| address.parse::<Ipv6Addr>().ok());
        return address.is_some_and(|address| Host::<&str>::Ipv6(address).to_string() == host);
    }
    if host.bytes().any(|b| !b.is_ascii_graphic() || b"#/:<>?@[\\]^|".contains(&b)) {
        return false;
    }
    match scheme {
        "file" => host.is_empty() || is_serialized_domain_or_ipv4(host),
        _ if default_port(scheme).is_some() => is_serialized_domain_or_ipv4(host),
        // The URL parser leaves the host of another scheme as it is.
        _ => true,
    }
}

/// Checks whether a host without forbidden bytes has the form of a domain or of an IPv4 address.
fn is_serialized_domain_or_ipv4(host: &str) -> bool {
    !host.is_empty()
        && !host.bytes().any(|b| b.is_ascii_uppercase() || b == b'%')
        && (!ends_in_a_number(host) || host.parse::<Ipv4Addr>().is_ok())
}

/// Checks whether the URL parser reads a host as an IPv4 address.
///
/// <https://url.spec.whatwg.org/#ends-in-a-number-checker>
fn ends_in_a_number(host: &str) -> bool {
    let last = host.strip_suffix('.').unwrap_or(host).rsplit('.').next().unwrap_or_default();
    match last.strip_prefix("0x") {
        Some(digits) => digits.bytes().all(|b| b.is_ascii_hexdigit()),
        None => !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit()),
    }
}

/// Checks whether a scheme is an HTTP(S) scheme.
pub(crate) fn is_http(scheme: &str) -> bool {
    matches!(scheme, "http" | "https") || is_scheme(scheme, "http") || is_scheme(scheme, "https")
}

/// Compares a scheme with a scheme in lower case. An engine may have it with its colon, as `location.protocol` has, or in
/// upper case: a check that then took it for another scheme would let pass what it must not.
pub(crate) fn is_scheme(scheme: &str, other: &str) -> bool {
    scheme.strip_suffix(':').unwrap_or(scheme).eq_ignore_ascii_case(other)
}

/// Checks whether `url` includes credentials: a user name or a password that is not empty.
pub(crate) fn includes_credentials(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some_and(|password| !password.is_empty())
}

/// Returns the URL without user name and password, for reports and logs.
pub(crate) fn without_credentials(url: &Url) -> Cow<'_, Url> {
    let mut url = Cow::Borrowed(url);
    if !url.username().is_empty() || url.password().is_some() {
        // This does not fail for a URL that has either.
        let url = url.to_mut();
        let _ = url.set_username("");
        let _ = url.set_password(None);
    }
    url
}

/// Returns the URL as it is sent: without user name, password and fragment.
pub(crate) fn as_sent(url: &Url) -> Url {
    let mut url = without_credentials(url).into_owned();
    url.set_fragment(None);
    url
}

/// The parts of a tuple origin. The port is `None` if it is the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tuple<'a> {
    pub(crate) port: Option<u16>,
    pub(crate) host: &'a str,
    pub(crate) scheme: &'a str,
}

impl<'a> Tuple<'a> {
    fn new(scheme: &'a str, host: &'a str, port: Option<u16>) -> Result<Self, InvalidOrigin> {
        let mut bytes = scheme.bytes();
        let is_scheme = bytes.next().is_some_and(|b| b.is_ascii_lowercase())
            && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.'));
        if !is_scheme {
            return Err(InvalidOrigin::Scheme);
        }
        if !is_serialized_host(scheme, host) || host.is_empty() && port.is_some() {
            return Err(InvalidOrigin::Host);
        }
        Ok(Self { scheme, host, port: port.filter(|p| default_port(scheme) != Some(*p)) })
    }

    /// Reads a tuple origin in the form in which it is serialised.
    fn parse(serialized: &'a str) -> Option<Self> {
        let (scheme, authority) = serialized.split_once("://")?;
        let (host, port) = match authority.rsplit_once(':') {
            // The last colon of an IPv6 address is inside its brackets.
            Some((host, port)) if !port.ends_with(']') => (host, Some(parse_port(port)?)),
            _ => (authority, None),
        };
        Self::new(scheme, host, port).ok()
    }
}

/// Reads a port in the form in which it is serialised: without leading zeros.
fn parse_port(digits: &str) -> Option<u16> {
    digits.parse().ok().filter(|port: &u16| port.to_string() == digits)
}

fn tuple_of(url: &Url) -> Option<Tuple<'_>> {
    let scheme = url.scheme();
    default_port(scheme)?;
    Some(Tuple { scheme, host: url.host_str()?, port: url.port() })
}

/// Returns the default port of a scheme that has tuple origins.
pub(crate) fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" | "ws" => Some(80),
        "https" | "wss" => Some(443),
        "ftp" => Some(21),
        _ => None,
    }
}
