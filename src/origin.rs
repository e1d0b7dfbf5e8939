//! Tuple origins and opaque origins, and when two are the same origin.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
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
#[derive(Clone, Debug)]
pub struct Origin(Repr);

#[derive(Clone, Debug)]
enum Repr {
    Tuple(Arc<TupleOrigin>),
    /// The address of the allocation is the identity.
    Opaque(Arc<OpaqueMark>),
    /// The identity comes from the `url` crate.
    OpaqueUrl(url::OpaqueOrigin),
}

/// A value with an address of its own.
#[derive(Debug)]
struct OpaqueMark {
    _not_zero_sized: u8,
}

#[derive(Debug)]
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

    /// Creates the tuple origin of these parts. `scheme` is in lower case and without a colon. The serialisation
    /// has no port if `port` is the scheme's default.
    ///
    /// For schemes that the URL Standard knows, use [`Origin::of`]. This function is for hosts that give tuple
    /// origins to schemes of their own.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidOrigin::Scheme`] if `scheme` is not a scheme, and [`InvalidOrigin::Host`] if `host` is not
    /// in the form in which hosts are serialised.
    ///
    /// ```
    /// use fetch_cors::Origin;
    /// let host = url::Host::parse("app")?;
    /// assert_eq!(Origin::tuple("my-engine", &host, None)?.as_str(), "my-engine://app");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn tuple<S: AsRef<str>>(
        scheme: &str,
        host: &Host<S>,
        port: Option<u16>,
    ) -> Result<Self, InvalidOrigin> {
        let mut bytes = scheme.bytes();
        let valid = bytes.next().is_some_and(|b| b.is_ascii_lowercase())
            && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.'));
        if !valid {
            return Err(InvalidOrigin::Scheme { scheme: scheme.to_owned() });
        }
        let host = host.to_string();
        if !is_serialized_host(&host) {
            return Err(InvalidOrigin::Host { host });
        }
        Ok(Self::from_tuple(&Tuple {
            scheme,
            host: &host,
            port: port.filter(|p| default_port(scheme) != Some(*p)),
        }))
    }

    /// Returns the origin of `url`. For a URL with an opaque origin, each call creates a new origin.
    ///
    /// <https://url.spec.whatwg.org/#concept-url-origin>
    ///
    /// ```
    /// use fetch_cors::Origin;
    /// assert!(Origin::of(&"data:,x".parse()?).is_opaque());
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

    /// Parses a serialised origin. For `null`, creates a new opaque origin.
    ///
    /// Scheme, host and port may have any form that the URL parser accepts: another case, for example, or the
    /// default port. Anything else in the input is an error, and so is a scheme whose origins are opaque.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidOrigin`], with one variant for each cause.
    ///
    /// ```
    /// use fetch_cors::{Origin, origin::InvalidOrigin};
    /// assert!(Origin::parse("http://localhost:8080").is_ok());
    /// assert!(Origin::parse("null").unwrap().is_opaque());
    /// assert!(matches!(Origin::parse("https://a.example/"), Err(InvalidOrigin::NotOnlyAnOrigin { .. })));
    /// assert!(matches!(Origin::parse("file:///etc"), Err(InvalidOrigin::Opaque { .. })));
    /// ```
    pub fn parse(serialized: &str) -> Result<Self, InvalidOrigin> {
        if serialized == "null" {
            return Ok(Self::new_opaque());
        }
        let input = || serialized.to_owned();
        let url = Url::parse(serialized).map_err(|error| InvalidOrigin::Url { input: input(), error })?;
        let Some(tuple) = tuple_of(&url) else {
            return Err(InvalidOrigin::Opaque { input: input() });
        };
        // The URL parser removes white space and control bytes, and accepts more than an authority.
        let authority = serialized.split_once("://").map_or("/", |(_, authority)| authority);
        if serialized.bytes().any(|b| b <= b' ' || b == 0x7f)
            || authority.bytes().any(|b| matches!(b, b'/' | b'\\' | b'?' | b'#' | b'@'))
        {
            return Err(InvalidOrigin::NotOnlyAnOrigin { input: input() });
        }
        Ok(Self::from_tuple(&tuple))
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
            Some(port) => format!("{scheme}://{host}:{port}"),
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
                Self::tuple(&scheme, &host, Some(port)).unwrap_or_else(|_| Self::new_opaque())
            }
        }
    }
}

/// The reason why a string is not the serialisation of an origin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidOrigin {
    /// The string does not parse as a URL.
    #[error("{input:?} is not an origin: {error}")]
    Url {
        /// The input.
        input: String,
        /// The error of the URL parser.
        error: url::ParseError,
    },
    /// A URL with this scheme has an opaque origin, which serialises to `null`.
    #[error("{input:?} has an opaque origin, which serialises to `null`")]
    Opaque {
        /// The input.
        input: String,
    },
    /// The string has more than scheme, host and port: a path (even only a slash), a query, or a user name.
    #[error("{input:?} is more than an origin: scheme, host and port only, without a slash behind")]
    NotOnlyAnOrigin {
        /// The input.
        input: String,
    },
    /// The host does not have the form in which hosts are serialised: it is empty, or has a character that is in
    /// upper case, not ASCII, or forbidden.
    #[error("{host:?} is not a serialised host")]
    Host {
        /// The input.
        host: String,
    },
    /// The scheme is not a scheme in lower case.
    #[error("{scheme:?} is not a scheme in lower case")]
    Scheme {
        /// The input.
        scheme: String,
    },
}

/// Checks whether a host has the form in which hosts are serialised.
fn is_serialized_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[') {
        return address.strip_suffix(']').is_some_and(|address| address.parse::<Ipv6Addr>().is_ok());
    }
    let forbidden = |b: u8| !b.is_ascii_graphic() || b.is_ascii_uppercase() || b"#%/:<>?@[\\]^|".contains(&b);
    !host.is_empty() && !host.bytes().any(forbidden)
}

/// Checks whether a scheme is an HTTP(S) scheme.
pub(crate) fn is_http(scheme: &str) -> bool {
    matches!(scheme, "http" | "https")
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

/// The parts of a tuple origin. The port is `None` if it is the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tuple<'a> {
    pub(crate) port: Option<u16>,
    pub(crate) host: &'a str,
    pub(crate) scheme: &'a str,
}

fn tuple_of(url: &Url) -> Option<Tuple<'_>> {
    let scheme = url.scheme();
    default_port(scheme)?;
    Some(Tuple { scheme, host: url.host_str()?, port: url.port() })
}

/// Returns the default port of a scheme that has tuple origins.
fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" | "ws" => Some(80),
        "https" | "wss" => Some(443),
        "ftp" => Some(21),
        _ => None,
    }
}
