//! Tuple origins and opaque origins, and the check whether two origins are the same.
//!
//! Use [`Origin::parse`] for the origin of a page, and [`Origin::of`] for the origin of a URL.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;
use std::sync::Arc;

use url::{Host, Url};

/// An origin: a tuple of scheme, host name and port, or an opaque origin with an identity of its own.
///
/// An origin is serialised once, when it is created. Cloning and comparing allocate nothing. `==` compares as
/// [`same_origin`](Self::same_origin) does. An opaque origin is equal only to its clones.
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
    /// An opaque origin. The address of the allocation is its identity.
    Opaque(Arc<OpaqueMark>),
    /// An opaque origin whose identity comes from the `url` crate.
    OpaqueUrl(url::OpaqueOrigin),
}

/// A value whose address is different for each opaque origin.
struct OpaqueMark {
    _not_zero_sized: u8,
}

struct TupleOrigin {
    /// The serialised origin: `scheme "://" host [":" port]`.
    serialized: Box<str>,
    scheme_len: usize,
    host_len: usize,
    /// The port, or `None` for the scheme's default port.
    port: Option<u16>,
}

impl Origin {
    /// Creates an opaque origin, which is different from every other origin.
    #[must_use]
    pub fn new_opaque() -> Self {
        Self(Repr::Opaque(Arc::new(OpaqueMark { _not_zero_sized: 0 })))
    }

    /// Creates a tuple origin from its parts. `scheme` must be in lower case and without a colon. `host` must be the
    /// serialised host name, as [`Url::host_str`] returns it. If `port` is the default port of the scheme, it is left
    /// out.
    ///
    /// By the URL Standard, only URLs with the schemes `http`, `https`, `ws`, `wss` and `ftp`, and `blob:` URLs of HTTP(S)
    /// origins, have tuple origins. For these URLs, use [`Origin::of`]. The function `tuple` is for programs that give tuple
    /// origins to pages with schemes of their own, such as `chrome-extension`, or with `file`. With such a scheme, `host`
    /// may be empty if there is no port.
    ///
    /// The URLs of such a scheme still have opaque origins: see [`Origin::of`].
    ///
    /// # Errors
    ///
    /// Returns [`InvalidOrigin::Scheme`] if `scheme` is not a scheme in lower case. Returns [`InvalidOrigin::Host`] if
    /// `host` is not in the form in which host names are serialised.
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
    /// A URL with a scheme that the URL Standard does not know, such as `tauri://localhost/`, has an opaque origin. A
    /// `file:` URL has an opaque origin, too. For `file:` URLs, the standard leaves the choice to the implementation.
    ///
    /// A page with such a URL can still have a tuple origin, if the host, which is the program that embeds this crate,
    /// creates one with [`Origin::tuple`] or [`Origin::parse`]. The requests of that page then send the tuple origin in
    /// their `Origin` header. But no URL with such a scheme has the same origin as the page, because `of` returns
    /// opaque origins for these URLs. A [`CorsPolicy`](crate::request::CorsPolicy) can change this for a fetch: if a
    /// scheme counts as HTTP(S), the fetch uses tuple origins for the URLs of that scheme.
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
            // A `blob:` URL contains another URL, and has the origin of that URL only if that URL is HTTP(S).
            let inner = Url::parse(url.path()).ok().filter(|inner| is_http(inner.scheme()));
            return inner.map_or_else(Self::new_opaque, |inner| Self::of(&inner));
        }
        tuple_of(url).map_or_else(Self::new_opaque, |tuple| Self::from_tuple(&tuple))
    }

    /// Parses a serialised origin, such as [`Origin::as_str`] returns. For `null`, creates a new opaque origin.
    ///
    /// With the schemes `http`, `https`, `ws`, `wss` and `ftp`, the parts may have any form that the URL parser accepts. For
    /// example, letters may be in upper case, and the default port may be present.
    ///
    /// With any other scheme, the parts must have the form in which they are serialised, as for [`Origin::tuple`]. The part
    /// after `://` may then be empty, as in the `file://` that some web views send.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidOrigin`], with one variant for each cause. The error does not hold the input, because the input may
    /// contain a password.
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
        // The URL parser accepts more than an origin: it removes white space and control bytes, and reads a path, a query, a
        // fragment and a user name.
        let authority = serialized.split_once("://").map_or("/", |(_, authority)| authority);
        if serialized.bytes().any(|b| b <= b' ' || b == 0x7f)
            || authority.bytes().any(|b| matches!(b, b'/' | b'\\' | b'?' | b'#' | b'@'))
        {
            return Err(InvalidOrigin::NotOnlyAnOrigin);
        }
        tuple_of(&url).map(|tuple| Self::from_tuple(&tuple)).ok_or(InvalidOrigin::NotSerialized)
    }

    /// Returns whether this origin and `other` are the same origin.
    ///
    /// <https://html.spec.whatwg.org/multipage/browsers.html#same-origin>
    #[must_use]
    pub fn same_origin(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Repr::Tuple(a), Repr::Tuple(b)) => Arc::ptr_eq(a, b) || a.serialized == b.serialized,
            (Repr::Opaque(a), Repr::Opaque(b)) => Arc::ptr_eq(a, b),
            (Repr::OpaqueUrl(a), Repr::OpaqueUrl(b)) => a == b,
            _ => false,
        }
    }

    /// Returns whether this is an opaque origin.
    #[must_use]
    pub fn is_opaque(&self) -> bool {
        self.as_tuple().is_none()
    }

    /// Returns the scheme, or `None` for an opaque origin.
    #[must_use]
    pub fn scheme(&self) -> Option<&str> {
        self.as_tuple().map(|tuple| tuple.scheme)
    }

    /// Returns the serialised host name, or `None` for an opaque origin. An IPv6 address is in brackets.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.as_tuple().map(|tuple| tuple.host)
    }

    /// Returns the port, or `None` for the scheme's default port and for an opaque origin.
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

/// Converts an origin of the `url` crate. A tuple with an invalid scheme or host name becomes an opaque origin. The
/// `url` crate returns no such tuple for a URL.
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

/// The reason why a string or the given parts are not an origin. It holds nothing of the input, which may contain a
/// password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidOrigin {
    /// The string does not parse as a URL.
    #[error("the origin is not valid: {error}; write `scheme://host`, `scheme://host:port` or `null`")]
    Url {
        /// The error that the URL parser returned.
        error: url::ParseError,
    },
    /// The string is a URL without `//` after its scheme.
    #[error(
        "the text is a URL without a host, not an origin; write the scheme and `//` first, as in \
         `http://localhost:3000`, or `null` for an opaque origin; for the origin of a URL, use `Origin::of`"
    )]
    NoAuthority,
    /// The string contains more than scheme, host name and port: a path (even only a slash), a query, a fragment, a
    /// user name, white space, or a control character.
    #[error(
        "the text contains more than an origin; write only the scheme, the host and the port, without a slash \
         at the end; for the origin of a URL, use `Origin::of`; for a scheme of your own, use `Origin::tuple`"
    )]
    NotOnlyAnOrigin,
    /// The scheme is not one whose URLs have tuple origins, so the parts must have the form in which they are serialised,
    /// and they do not.
    #[error(
        "the origin is not in its serialised form; write the scheme in lower case, the host in ASCII, \
         and the port without leading zeros, or use `Origin::tuple`"
    )]
    NotSerialized,
    /// The host name does not have the form in which host names are serialised. There are four causes:
    ///
    /// - The host name contains a character that no serialised host name contains. With every scheme, these are
    ///   characters that are not ASCII, control characters, spaces, and characters that the URL Standard forbids in
    ///   host names. With `http`, `https`, `ws`, `wss`, `ftp` and `file`, they are also upper-case letters and `%`.
    /// - The host name is empty, and the scheme is `http`, `https`, `ws`, `wss` or `ftp`.
    /// - The host name is empty, and there is a port.
    /// - The host name is an IP address, or ends in a number, but is not in the form in which the URL parser writes
    ///   addresses. With a scheme that the first point does not name, only IPv6 addresses are checked.
    #[error("the host is not in its serialised form; use the host that `Url::host_str` returns")]
    Host,
    /// The scheme is not a valid scheme in lower case.
    #[error("the scheme is not valid; write it in lower case and without a colon")]
    Scheme,
}

/// Returns whether a host name has the form in which the host names of this scheme are serialised.
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
        // With any other scheme, the URL parser does not change the host name.
        _ => true,
    }
}

/// Returns whether a host name without forbidden bytes has the form of a domain or of an IPv4 address.
fn is_serialized_domain_or_ipv4(host: &str) -> bool {
    !host.is_empty()
        && !host.bytes().any(|b| b.is_ascii_uppercase() || b == b'%')
        && (!ends_in_a_number(host) || host.parse::<Ipv4Addr>().is_ok())
}

/// Returns whether the URL parser reads a host name as an IPv4 address.
///
/// <https://url.spec.whatwg.org/#ends-in-a-number-checker>
fn ends_in_a_number(host: &str) -> bool {
    let last = host.strip_suffix('.').unwrap_or(host).rsplit('.').next().unwrap_or_default();
    match last.strip_prefix("0x") {
        Some(digits) => digits.bytes().all(|b| b.is_ascii_hexdigit()),
        None => !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit()),
    }
}

/// Returns whether a scheme is an HTTP(S) scheme.
pub(crate) fn is_http(scheme: &str) -> bool {
    matches!(scheme, "http" | "https") || is_scheme(scheme, "http") || is_scheme(scheme, "https")
}

/// Returns whether `scheme` is the scheme `other`, which must be in lower case.
///
/// A host may pass `scheme` with its colon, as in `location.protocol`, or in upper case. These forms are accepted. If
/// `HTTPS:` counted as an unknown scheme, a check could allow what it must refuse.
pub(crate) fn is_scheme(scheme: &str, other: &str) -> bool {
    scheme.strip_suffix(':').unwrap_or(scheme).eq_ignore_ascii_case(other)
}

/// Returns whether `url` includes credentials: a user name or a password that is not empty.
///
/// <https://url.spec.whatwg.org/#include-credentials>
pub(crate) fn includes_credentials(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some_and(|password| !password.is_empty())
}

/// Returns the URL without user name and password, for reports and logs.
pub(crate) fn without_credentials(url: &Url) -> Cow<'_, Url> {
    let mut url = Cow::Borrowed(url);
    if !url.username().is_empty() || url.password().is_some() {
        // Neither call can fail, because a URL with a user name or a password has a host name.
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

/// The parts of a tuple origin. The port is `None` for the scheme's default port.
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

    /// Parses a tuple origin that is in the form in which origins are serialised.
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

/// Parses a port that is in the form in which ports are serialised: digits without leading zeros.
fn parse_port(digits: &str) -> Option<u16> {
    digits.parse().ok().filter(|port: &u16| port.to_string() == digits)
}

fn tuple_of(url: &Url) -> Option<Tuple<'_>> {
    let scheme = url.scheme();
    default_port(scheme)?;
    Some(Tuple { scheme, host: url.host_str()?, port: url.port() })
}

/// Returns the default port of a scheme whose URLs have tuple origins, or `None` for any other scheme.
pub(crate) fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" | "ws" => Some(80),
        "https" | "wss" => Some(443),
        "ftp" => Some(21),
        _ => None,
    }
}
