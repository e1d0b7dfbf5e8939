//! Origins: tuple and opaque, same origin, serialised once.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::net::Ipv6Addr;
use std::sync::Arc;

use url::{Host, Position, Url};

/// An origin: a tuple of scheme, host and port, or an opaque origin with an identity of its own.
///
/// Serialised once, when it is made; cloning and comparing allocate nothing. Two origins are equal if
/// they are the same origin: an opaque one is so only with its own clones.
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
    /// The allocation is the identity.
    Opaque(Arc<OpaqueMark>),
    /// The identity that the `url` crate gave it.
    OpaqueUrl(url::OpaqueOrigin),
}

/// Something with an address of its own.
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
    /// `None` where it is the scheme's default.
    port: Option<u16>,
}

impl Origin {
    /// A new opaque origin, the same as no other.
    #[must_use]
    pub fn new_opaque() -> Self {
        Self(Repr::Opaque(Arc::new(OpaqueMark { _not_zero_sized: 0 })))
    }

    /// The tuple origin of these parts. `scheme` is in lower case and without a colon; `port` is left
    /// out of the serialisation if it is the scheme's default.
    ///
    /// For schemes that the URL Standard knows, use [`Origin::of`]. This is for hosts that give tuple
    /// origins to schemes of their own.
    ///
    /// # Errors
    ///
    /// [`InvalidOrigin::Scheme`] if it is no scheme, [`InvalidOrigin::Host`] if it is no host in the form in
    /// which hosts are serialised.
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

    /// The origin of `url`. For a URL whose origin is opaque, each call makes a new one.
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
        match UrlOrigin::of(url).tuple() {
            Some(tuple) => Self::from_tuple(&tuple),
            None => Self::new_opaque(),
        }
    }

    /// Parses a serialised origin, or `null` for a new opaque origin.
    ///
    /// What a URL forgives in scheme, host and port is forgiven, such as case and the default port; anything
    /// around them is not, nor is a scheme whose origins are opaque.
    ///
    /// # Errors
    ///
    /// [`InvalidOrigin`], one variant a cause.
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
        // The URL parser drops white space and control bytes, and takes what stands around the authority.
        let authority = serialized.split_once("://").map_or("/", |(_, authority)| authority);
        if serialized.bytes().any(|b| b <= b' ' || b == 0x7f)
            || authority.bytes().any(|b| matches!(b, b'/' | b'\\' | b'?' | b'#' | b'@'))
        {
            return Err(InvalidOrigin::NotOnlyAnOrigin { input: input() });
        }
        Ok(Self::from_tuple(&tuple))
    }

    /// Whether both are the same origin.
    #[must_use]
    pub fn same_origin(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Repr::Tuple(a), Repr::Tuple(b)) => Arc::ptr_eq(a, b) || a.serialized == b.serialized,
            (Repr::Opaque(a), Repr::Opaque(b)) => Arc::ptr_eq(a, b),
            (Repr::OpaqueUrl(a), Repr::OpaqueUrl(b)) => a == b,
            _ => false,
        }
    }

    /// Whether this is the same origin as that of `url`. Allocates nothing, but for `blob:` URLs.
    ///
    /// ```
    /// use fetch_cors::Origin;
    /// let origin = Origin::parse("https://a.example").unwrap();
    /// assert!(origin.same_origin_url(&"https://user:pw@A.example:443/x".parse()?));
    /// assert!(!origin.same_origin_url(&"http://a.example/".parse()?));
    /// # Ok::<(), url::ParseError>(())
    /// ```
    #[must_use]
    pub fn same_origin_url(&self, url: &Url) -> bool {
        begins_with_origin(url, self.as_str())
            || self.as_tuple().is_some_and(|tuple| Some(tuple) == UrlOrigin::of(url).tuple())
    }

    /// Whether it is an opaque origin.
    #[must_use]
    pub fn is_opaque(&self) -> bool {
        self.as_tuple().is_none()
    }

    /// The scheme; `None` for an opaque origin.
    #[must_use]
    pub fn scheme(&self) -> Option<&str> {
        self.as_tuple().map(|tuple| tuple.scheme)
    }

    /// The host as it is serialised, an IPv6 address in brackets; `None` for an opaque origin.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.as_tuple().map(|tuple| tuple.host)
    }

    /// The port; `None` if it is the scheme's default, or for an opaque origin.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.as_tuple().and_then(|tuple| tuple.port)
    }

    /// The serialisation, `null` for an opaque origin.
    ///
    /// <https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin>
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Tuple(tuple) => &tuple.serialized,
            Repr::Opaque(_) | Repr::OpaqueUrl(_) => "null",
        }
    }

    /// The serialisation as bytes, ready for a header.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.as_str().as_bytes()
    }

    fn from_tuple(Tuple { scheme, host, port }: &Tuple<'_>) -> Self {
        let serialized = match port {
            Some(port) => format!("{scheme}://{host}:{port}"),
            None => format!("{scheme}://{host}"),
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

/// A tuple that has no valid scheme or host, which no URL gives, counts as opaque.
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

/// Why a string is not the serialisation of an origin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidOrigin {
    /// It does not parse as a URL.
    #[error("{input:?} is not an origin: {error}")]
    Url {
        /// What was given.
        input: String,
        /// What the URL parser says.
        error: url::ParseError,
    },
    /// A URL of its scheme has an opaque origin, which serialises to `null`.
    #[error("{input:?} has an opaque origin, which serialises to `null`")]
    Opaque {
        /// What was given.
        input: String,
    },
    /// There is more than scheme, host and port: a path, be it only a slash, a query, a user name.
    #[error("{input:?} is more than an origin: scheme, host and port only, without a slash behind")]
    NotOnlyAnOrigin {
        /// What was given.
        input: String,
    },
    /// Not a host as it is serialised: empty, in upper case, not ASCII, or with what no host has.
    #[error("{host:?} is not a serialised host")]
    Host {
        /// What was given.
        host: String,
    },
    /// Not a scheme in lower case.
    #[error("{scheme:?} is not a scheme in lower case")]
    Scheme {
        /// What was given.
        scheme: String,
    },
}

/// Whether two URLs have the same origin. A URL with an opaque origin has it with none, itself
/// included. Allocates nothing, but for `blob:` URLs.
///
/// ```
/// use fetch_cors::origin::same_origin_urls;
/// let url = |s: &str| s.parse::<url::Url>().unwrap();
/// assert!(same_origin_urls(&url("https://a.example/"), &url("https://a.example:443/b")));
/// assert!(!same_origin_urls(&url("data:,a"), &url("data:,a")));
/// ```
#[must_use]
pub fn same_origin_urls(a: &Url, b: &Url) -> bool {
    begin_alike(a, b) || have_one_tuple(a, b)
}

/// Checks whether two URLs have the same parts of an origin.
fn have_one_tuple(a: &Url, b: &Url) -> bool {
    let (a, b) = (UrlOrigin::of(a), UrlOrigin::of(b));
    a.tuple().is_some_and(|a| Some(a) == b.tuple())
}

/// Whether two URLs are of the same origin at first sight: alike up to the path, user name and password
/// included. Two that are not can still be of the same.
pub(crate) fn begin_alike(a: &Url, b: &Url) -> bool {
    begins_with_origin(b, &a[..Position::BeforePath])
}

/// Whether an HTTP(S) URL is `start` and a path. No authority has a slash in it, so `start`, an origin or a
/// URL up to its path, has all of it; and a default port is never in a URL.
fn begins_with_origin(url: &Url, start: &str) -> bool {
    let path = url.as_str().as_bytes().strip_prefix(start.as_bytes());
    matches!(path, Some([b'/', ..])) && (start.starts_with("https:") || start.starts_with("http:"))
}

/// Whether a host is of the form that hosts are serialised in.
fn is_serialized_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[') {
        return address.strip_suffix(']').is_some_and(|address| address.parse::<Ipv6Addr>().is_ok());
    }
    let forbidden = |b: u8| !b.is_ascii_graphic() || b.is_ascii_uppercase() || b"#%/:<>?@[\\]^|".contains(&b);
    !host.is_empty() && !host.bytes().any(forbidden)
}

/// Whether `url` has an HTTP(S) scheme.
pub(crate) fn is_http(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

/// Whether `url` includes credentials: a user name or a password that is not empty.
pub(crate) fn includes_credentials(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some_and(|password| !password.is_empty())
}

/// The URL without user name and password, as it may stand in a report or a log.
pub(crate) fn without_credentials(url: &Url) -> Cow<'_, Url> {
    let mut url = Cow::Borrowed(url);
    if !url.username().is_empty() || url.password().is_some() {
        // A URL that has either can lose it.
        let url = url.to_mut();
        let _ = url.set_username("");
        let _ = url.set_password(None);
    }
    url
}

/// The parts of a tuple origin, the ones first that are compared first: those that differ most. The port is
/// `None` where it is the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tuple<'a> {
    pub(crate) port: Option<u16>,
    pub(crate) host: &'a str,
    pub(crate) scheme: &'a str,
}

/// Where the origin of a URL is to be read: in itself, or in the URL that a `blob:` URL holds.
pub(crate) enum UrlOrigin<'a> {
    Itself(Tuple<'a>),
    InBlob(Url),
    Opaque,
}

impl<'a> UrlOrigin<'a> {
    pub(crate) fn of(url: &'a Url) -> Self {
        match tuple_of(url) {
            Some(tuple) => Self::Itself(tuple),
            // Only a blob of an HTTP(S) page has that page's origin.
            None if url.scheme() == "blob" => match Url::parse(url.path()) {
                Ok(inner) if is_http(&inner) => Self::InBlob(inner),
                _ => Self::Opaque,
            },
            None => Self::Opaque,
        }
    }

    pub(crate) fn tuple(&self) -> Option<Tuple<'_>> {
        match self {
            Self::Itself(tuple) => Some(*tuple),
            Self::InBlob(url) => tuple_of(url),
            Self::Opaque => None,
        }
    }
}

fn tuple_of(url: &Url) -> Option<Tuple<'_>> {
    let scheme = url.scheme();
    default_port(scheme)?;
    Some(Tuple { scheme, host: url.host_str()?, port: url.port() })
}

/// The default port of a scheme that has tuple origins.
fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" | "ws" => Some(80),
        "https" | "wss" => Some(443),
        "ftp" => Some(21),
        _ => None,
    }
}
