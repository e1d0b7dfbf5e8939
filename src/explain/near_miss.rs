use std::fmt;

use http::Uri;

use crate::error::CorsCheckError;
use crate::origin::default_port;
use crate::request_origin::RequestOrigin;

/// A way in which a value of `Access-Control-Allow-Origin` or `Access-Control-Allow-Credentials` is nearly right.
///
/// ```
/// use fetch_cors::explain::NearMiss;
/// let of = |value| NearMiss::of_origin(value, b"https://app.example");
/// assert_eq!(of(b"https://app.example/"), Some(NearMiss::TrailingSlash));
/// assert_eq!(of(b"http://app.example"), Some(NearMiss::Scheme));
/// assert_eq!(of(b"https://other.test"), Some(NearMiss::AnotherOrigin));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NearMiss {
    /// The value has a slash at the end.
    TrailingSlash,
    /// The value has a path after the origin.
    Path,
    /// Only upper and lower case differ.
    Case,
    /// The default port of the scheme is written out in one of the two origins only.
    DefaultPort,
    /// The port of the origin differs.
    Port,
    /// The scheme of the origin differs, and the host name is the same.
    Scheme,
    /// The value has no scheme.
    NoScheme,
    /// The host names differ only in `www.` at the start.
    Www,
    /// The value has quotes around it.
    Quotes,
    /// There are several values, on one line or on several lines.
    SeveralValues,
    /// The value is a pattern, which browsers do not support.
    Pattern,
    /// The value is `null`, which is not the origin of the page.
    Null,
    /// The value is empty.
    Empty,
    /// The value is an origin, but not the origin of the page.
    AnotherOrigin,
    /// The value is the origin of another web view, for example of the one on iOS, and the page runs in the one on Android.
    AnotherWebView,
    /// One of the two host names has a dot at the end.
    TrailingDot,
    /// Both host names mean the same machine: `localhost`, `127.0.0.1`, `[::1]` or `0.0.0.0`.
    Loopback,
    /// The value has extra characters around it, such as brackets or a semicolon.
    StrayCharacters,
    /// The value is a variable of a configuration file that was not replaced.
    Variable,
    /// The value contains the name of a CORS header.
    HeaderNameInValue,
    /// The value is a word like `True`, `TRUE`, `1` or `yes` instead of `true`.
    NotLowercaseTrue,
}

impl NearMiss {
    /// Returns a stable name for the near miss, for scripts and statistics.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TrailingSlash => "trailing-slash",
            Self::Path => "path",
            Self::Case => "case",
            Self::DefaultPort => "default-port",
            Self::Port => "port",
            Self::Scheme => "scheme-differs",
            Self::NoScheme => "no-scheme",
            Self::Www => "www",
            Self::Quotes => "quotes",
            Self::SeveralValues => "several-values",
            Self::Pattern => "pattern",
            Self::Null => "null-value",
            Self::Empty => "empty-value",
            Self::AnotherOrigin => "another-origin",
            Self::AnotherWebView => "another-web-view",
            Self::TrailingDot => "trailing-dot",
            Self::Loopback => "loopback",
            Self::StrayCharacters => "stray-characters",
            Self::Variable => "variable",
            Self::HeaderNameInValue => "header-name-in-value",
            Self::NotLowercaseTrue => "not-lowercase-true",
        }
    }

    /// Returns how a value of `Access-Control-Allow-Origin` misses the expected origin. Returns `None` if the value is the
    /// expected origin, or does not look like an origin.
    #[must_use]
    pub fn of_origin(value: &[u8], expected: &[u8]) -> Option<Self> {
        let (value, expected) = (str::from_utf8(value).ok()?, str::from_utf8(expected).ok()?);
        match value {
            _ if value == expected => return None,
            "" => return Some(Self::Empty),
            "null" => return Some(Self::Null),
            _ => {}
        }
        let bare = value.trim_matches(['"', '\'', '`']);
        if bare != value {
            return Some(Self::Quotes);
        }
        if value.to_ascii_lowercase().contains("access-control-") {
            return Some(Self::HeaderNameInValue);
        }
        if value.trim_matches(STRAY) != value && value.trim_matches(STRAY).eq_ignore_ascii_case(expected) {
            return Some(Self::StrayCharacters);
        }
        if value.contains([',', ' ', ';', '|']) {
            return Some(Self::SeveralValues);
        }
        if value.starts_with(['$', '%']) || value.contains("${") || value.contains("{{") {
            return Some(Self::Variable);
        }
        if value.contains(['*', '^', '$', '(']) {
            return Some(Self::Pattern);
        }
        if value.eq_ignore_ascii_case(expected) {
            return Some(Self::Case);
        }
        if let Some(path) =
            strip_prefix_ignoring_case(value, expected).and_then(|rest| rest.strip_prefix('/'))
        {
            return Some(if path.is_empty() { Self::TrailingSlash } else { Self::Path });
        }
        Self::of_parts(value, expected)
    }

    /// Compares the schemes, host names and ports of two origins.
    fn of_parts(value: &str, expected: &str) -> Option<Self> {
        let (scheme, place) = expected.split_once("://")?;
        let Some((other_scheme, other_place)) = value.split_once("://") else {
            return (value.trim_start_matches('/').trim_end_matches('/').eq_ignore_ascii_case(place))
                .then_some(Self::NoScheme);
        };
        let (other_place, _) = other_place.split_once('/').unwrap_or((other_place, ""));
        let (host, port) = split_port(place)?;
        let (other_host, other_port) = split_port(other_place)?;
        let same_scheme = scheme.eq_ignore_ascii_case(other_scheme);
        let same_host = host.eq_ignore_ascii_case(other_host);
        let effective = |scheme: &str, port: Option<u16>| port.or(default_port(scheme));
        let is_web_view = |scheme: &str| !is_web(scheme);
        let is_local_app = LOOPBACK.contains(&host);
        Some(match (same_scheme, same_host) {
            _ if !same_host && host.trim_end_matches('.') == other_host.trim_end_matches('.') => {
                Self::TrailingDot
            }
            _ if !same_host && LOOPBACK.contains(&host) && LOOPBACK.contains(&other_host) => Self::Loopback,
            (true, true) if effective(scheme, port) == effective(other_scheme, other_port) => {
                Self::DefaultPort
            }
            (true, true) => Self::Port,
            (false, true) if is_web(scheme) != is_web(other_scheme) => Self::AnotherWebView,
            (false, true) => Self::Scheme,
            (_, false) if without_www(host).eq_ignore_ascii_case(without_www(other_host)) => Self::Www,
            _ if is_web_view(other_scheme) && (is_web_view(scheme) || is_local_app) => Self::AnotherWebView,
            _ => Self::AnotherOrigin,
        })
    }

    /// Returns how a value of `Access-Control-Allow-Credentials` misses `true`. Returns `None` if the value is `true`, or a
    /// word with another meaning.
    #[must_use]
    pub fn of_credentials(value: &[u8]) -> Option<Self> {
        let value = str::from_utf8(value).ok()?;
        let bare = value.trim_matches(['"', '\'', '`']);
        match value {
            "true" => None,
            "" => Some(Self::Empty),
            _ if bare != value => Some(Self::Quotes),
            _ if value.contains([',', ' ']) => Some(Self::SeveralValues),
            _ if ["true", "1", "yes", "on"].iter().any(|word| value.eq_ignore_ascii_case(word)) => {
                Some(Self::NotLowercaseTrue)
            }
            _ => None,
        }
    }
}

/// The characters that people leave around a value by mistake.
const STRAY: [char; 9] = ['[', ']', '(', ')', '<', '>', '{', '}', ';'];

/// The names that a machine has for itself.
const LOOPBACK: [&str; 4] = ["localhost", "127.0.0.1", "[::1]", "0.0.0.0"];

fn strip_prefix_ignoring_case<'v>(value: &'v str, prefix: &str) -> Option<&'v str> {
    let (start, rest) = value.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Splits an authority into its host name and its port. Returns `None` if it does not parse.
fn split_port(place: &str) -> Option<(&str, Option<u16>)> {
    let authority = place.parse::<Uri>().ok()?;
    let port = authority.port_u16();
    let end = port.map_or(place.len(), |port| place.len() - port.to_string().len() - 1);
    Some((place.get(..end)?, port))
}

fn is_web(scheme: &str) -> bool {
    matches!(scheme, "http" | "https")
}

fn without_www(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

/// Returns in which way the value that failed the CORS check is nearly right.
pub(super) fn near_miss_of(error: &CorsCheckError, origin: RequestOrigin<'_>) -> Option<NearMiss> {
    match error {
        CorsCheckError::AllowCredentialsNotTrue { value } => NearMiss::of_credentials(value),
        CorsCheckError::MultipleAllowOrigin { .. } => Some(NearMiss::SeveralValues),
        CorsCheckError::AllowOriginList { value }
        | CorsCheckError::AllowOriginNotAnOrigin { value }
        | CorsCheckError::AllowOriginMismatch { value, .. }
            if origin.as_bytes() != b"null" =>
        {
            NearMiss::of_origin(value, origin.as_bytes())
        }
        _ => None,
    }
}

/// Prints what is wrong with the value, as a sentence.
impl fmt::Display for NearMiss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TrailingSlash => "The value has a slash at the end. An origin has none.",
            Self::Path => "The value has a path after the origin. An origin has none.",
            Self::Case => "The values differ only in upper and lower case, and browsers compare them exactly.",
            Self::DefaultPort => "The value includes the default port of its scheme, which an origin leaves out.",
            Self::Port => "The port differs, and that makes it another origin.",
            Self::Scheme => "The scheme differs, and that makes it another origin.",
            Self::NoScheme => "The value has no scheme, such as `https://`.",
            Self::Www => "The hosts differ in `www.`, and that makes it another origin.",
            Self::Quotes => "The value has quotes around it.",
            Self::SeveralValues => "The response has several values, but only one is allowed.",
            Self::Pattern => "The value is a pattern, but browsers compare origins byte by byte.",
            Self::Null => "`null` is not the origin of this page. It is the origin of every sandboxed frame on the web.",
            Self::Empty => "The value is empty.",
            Self::AnotherOrigin => "The value is an origin, but not the origin of this page.",
            Self::AnotherWebView => "The value is the origin of another web view, for example of one on another operating system.",
            Self::TrailingDot => {
                "A dot at the end of the host makes it another origin. Remove the dot."
            }
            Self::Loopback => {
                "`localhost`, `127.0.0.1`, `[::1]` and `0.0.0.0` are different origins. Open the page with the name that the server allows."
            }
            Self::StrayCharacters => "The value has extra characters around it, such as brackets or a semicolon.",
            Self::Variable => "The value is a variable of a configuration file that was not replaced.",
            Self::HeaderNameInValue => "The value contains the name of a header.",
            Self::NotLowercaseTrue => "The value must be `true`, in lower case.",
        })
    }
}
