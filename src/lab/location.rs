use std::fmt;

use http::HeaderValue;
use url::Position;

use crate::fetch::Exchange;
use crate::redacted::RedactedText;

/// The target of a redirect by an [`Answer`](super::Answer), relative to the message that it answers.
///
/// ```
/// use fetch_cors::lab::Location;
/// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("https://api.example/a").build()?;
/// let step = fetch::<()>(request, &mut PreflightCache::new(), Timestamp::ZERO);
/// let Step::Send(exchange) = step else { unreachable!() };
/// assert_eq!(Location::SameUrl.to(&exchange).unwrap(), "https://api.example/a");
/// assert_eq!(Location::Back.to(&exchange).unwrap(), "https://app.example/a");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Location {
    /// The URL that was requested.
    SameUrl,
    /// Another origin of the same site: the host name with `sub.` in front, or without it if the host name begins with
    /// `sub.`. If the host name is an IP address, the same address on another port.
    Sibling,
    /// Another site, which is `https://elsewhere.test`.
    Elsewhere,
    /// The page's own origin. If that is opaque, the origin of the first URL of the fetch.
    Back,
    /// The URL that was requested, with `http:` in place of `https:`, or the other way round.
    OtherScheme,
    /// The URL that was requested, with a user name and a password.
    SameUrlWithPassword,
    /// Another site, with a user name and a password.
    ElsewhereWithPassword,
    /// The page's own origin, with a user name and a password.
    BackWithPassword,
    /// This value, for every request.
    Text(HeaderValue),
}

impl Location {
    /// Returns the value of `Location` in a response to the message of `exchange`.
    ///
    /// Returns `None` if the result is not a header value. This does not happen, because URLs have no forbidden bytes.
    #[must_use]
    pub fn to(&self, exchange: &Exchange) -> Option<HeaderValue> {
        let url = exchange.url();
        let (scheme, host, port) = (url.scheme(), url.host_str().unwrap_or_default(), url.port());
        let port = port.map_or(String::new(), |port| format!(":{port}"));
        let start = match self {
            Self::Text(value) => return Some(value.clone()),
            Self::SameUrl => format!("{scheme}://{host}{port}"),
            Self::Sibling => match host.strip_prefix("sub.") {
                Some(above) => format!("{scheme}://{above}{port}"),
                None if has_subdomains(host) => format!("{scheme}://sub.{host}{port}"),
                None => format!("{scheme}://{host}:{}", other_port(url.port())),
            },
            Self::Elsewhere => "https://elsewhere.test".to_owned(),
            Self::Back => home(exchange),
            Self::OtherScheme => {
                format!("{}://{host}{port}", other_scheme(scheme))
            }
            Self::SameUrlWithPassword => format!("{scheme}://user:password@{host}{port}"),
            Self::ElsewhereWithPassword => "https://user:password@elsewhere.test".to_owned(),
            Self::BackWithPassword => home(exchange).replacen("://", "://user:password@", 1),
        };
        let path = &url[Position::BeforePath..Position::AfterQuery];
        HeaderValue::from_str(&(start + path)).ok()
    }
}

/// Returns the origin that the request came from. If that is opaque, returns the origin of the first URL.
fn home(exchange: &Exchange) -> String {
    let request = exchange.request();
    match request.origin().is_opaque() {
        true => request.url_list().first()[..Position::BeforePath].to_owned(),
        false => request.origin().as_str().to_owned(),
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Location({self})")
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SameUrl => "the same URL",
            Self::Sibling => "another origin of the site",
            Self::Elsewhere => "another site",
            Self::Back => "the page's origin",
            Self::OtherScheme => "the other scheme",
            Self::SameUrlWithPassword => "the same URL with a password",
            Self::ElsewhereWithPassword => "another site with a password",
            Self::BackWithPassword => "the page's origin with a password",
            Self::Text(value) => {
                let text = String::from_utf8_lossy(value.as_bytes());
                return write!(f, "{:?}", RedactedText(&text));
            }
        })
    }
}

/// Returns `http` for `https`, and `https` for any other scheme.
pub(crate) fn other_scheme(scheme: &str) -> &'static str {
    if scheme == "https" { "http" } else { "https" }
}

/// Returns a port that is different from `port`.
pub(crate) fn other_port(port: Option<u16>) -> u16 {
    if port == Some(8443) { 9443 } else { 8443 }
}

/// Returns whether a host name is a domain, and not an IP address.
pub(crate) fn has_subdomains(host: &str) -> bool {
    !host.starts_with('[') && !host.trim_end_matches('.').ends_with(|c: char| c.is_ascii_digit())
}
