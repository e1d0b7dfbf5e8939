use std::fmt;

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, LOCATION, ORIGIN,
};
use http::{HeaderName, HeaderValue, Response, StatusCode};

use super::location::Location;
use super::text::{Quoted, Value};
use crate::fetch::Exchange;
use crate::header::ReadHeaders;
use crate::request::CredentialsMode;

/// A response of a server, described before the request is known. It grants what the request needs, apart from the changes.
///
/// Begin with [`Answer::permissive`], and add a mistake with [`Answer::with`]. [`Answer::to`] makes the response.
///
/// ```
/// use fetch_cors::lab::{Answer, Change};
/// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
/// use http::header::ACCESS_CONTROL_ALLOW_METHODS;
///
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let put = page.fetch("https://api.example/").method("PUT").header("x-token", "1").build()?;
/// let step = fetch::<()>(put, &mut PreflightCache::new(), Timestamp::ZERO);
/// let Step::Send(preflight) = step else { unreachable!() };
///
/// let granted = Answer::permissive().to(&preflight).unwrap();
/// assert_eq!(granted.headers()["access-control-allow-methods"], "PUT");
/// assert_eq!(granted.headers()["access-control-allow-headers"], "x-token");
///
/// let answer = Answer::permissive().with(ACCESS_CONTROL_ALLOW_METHODS, Change::Missing);
/// assert_eq!(answer.to(&preflight).unwrap().headers().get("access-control-allow-methods"), None);
/// assert_eq!(format!("{answer:?}"), "permissive, but no access-control-allow-methods");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// Whether the response arrives. If not, the network fails.
    pub(crate) arrives: bool,
    /// The status. If `None`, it is 204 for a preflight, and otherwise 200.
    pub(crate) status: Option<StatusCode>,
    pub(crate) location: Option<Location>,
    /// Whether the answer grants with `*` instead of the values that the request names. Where `*` has no effect, the
    /// answer still names the values.
    pub(crate) wildcards: bool,
    /// The value of `Access-Control-Max-Age`, in seconds.
    pub(crate) max_age: Option<u64>,
    /// More headers, which the response exposes.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) changes: Vec<(HeaderName, Change)>,
}

/// A change that an [`Answer`] makes to all lines of one header.
///
/// ```
/// use fetch_cors::lab::{Answer, Change};
/// use http::{HeaderValue, header::ACCESS_CONTROL_ALLOW_ORIGIN};
/// let slash = Change::After(HeaderValue::from_static("/"));
/// let answer = Answer::permissive().with(ACCESS_CONTROL_ALLOW_ORIGIN, slash);
/// assert_eq!(format!("{answer:?}"), "permissive, but access-control-allow-origin with \"/\" behind it");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// All lines of the header are removed.
    Missing,
    /// Each line of the header is sent twice.
    Doubled,
    /// Each lower-case letter of the values becomes upper case, and the other way round.
    OtherCase,
    /// This text is put in front of each value.
    Before(HeaderValue),
    /// This text is put after each value.
    After(HeaderValue),
    /// All lines are replaced by a single line with this value.
    Instead(HeaderValue),
}

impl Answer {
    /// Creates an answer that grants everything that the request needs.
    ///
    /// The response to a preflight has status 204, and allows the origin, the method and the headers that the preflight
    /// names. The response to any other message has status 200, and allows the origin. Both allow credentials if the
    /// request's credentials mode is *include*.
    #[must_use]
    pub fn permissive() -> Self {
        Self {
            arrives: true,
            status: None,
            location: None,
            wildcards: false,
            max_age: None,
            headers: Vec::new(),
            changes: Vec::new(),
        }
    }

    /// Creates an answer that grants the same as [`permissive`](Self::permissive), but with `*` for the origin, the methods
    /// and the headers.
    ///
    /// `*` does not cover `Authorization`, so that name is added if the preflight asks for it. With credentials, `*` grants
    /// nothing, so the answer is then the permissive one.
    #[must_use]
    pub fn wildcard() -> Self {
        Self { wildcards: true, ..Self::permissive() }
    }

    /// Creates an answer that never arrives, because the network fails.
    #[must_use]
    pub fn none() -> Self {
        Self { arrives: false, ..Self::permissive() }
    }

    /// Sets the status of the response.
    #[must_use]
    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status: Some(status), ..self }
    }

    /// Sets the status of the response, and adds a `Location` header.
    #[must_use]
    pub fn redirect(self, status: StatusCode, location: Location) -> Self {
        Self { location: Some(location), ..self.with_status(status) }
    }

    /// Sets `Access-Control-Max-Age`, in seconds. Only a response to a preflight has this header.
    #[must_use]
    pub fn with_max_age(self, seconds: u64) -> Self {
        Self { max_age: Some(seconds), ..self }
    }

    /// Adds a header, and exposes it. A response to a preflight does not get it.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Adds a change of one header, which usually makes the response wrong. Changes are applied in the order in which they
    /// were added.
    #[must_use]
    pub fn with(mut self, header: HeaderName, change: Change) -> Self {
        self.changes.push((header, change));
        self
    }

    /// Returns the response to the message of `exchange`, or `None` if it does not arrive.
    #[must_use]
    pub fn to(&self, exchange: &Exchange) -> Option<Response<()>> {
        if !self.arrives {
            return None;
        }
        let mut lines = self.grant(exchange);
        if let Some(location) = &self.location {
            lines.push((LOCATION, location.to(exchange)?));
        }
        for (header, change) in &self.changes {
            lines = change.apply(header, lines)?;
        }
        let mut response = Response::new(());
        *response.status_mut() = self.status.unwrap_or(match exchange.is_preflight() {
            true => StatusCode::NO_CONTENT,
            false => StatusCode::OK,
        });
        for (name, value) in lines {
            response.headers_mut().try_append(name, value).ok()?;
        }
        Some(response)
    }

    /// Returns the header lines of the response before any change. They are right.
    fn grant(&self, exchange: &Exchange) -> Vec<(HeaderName, HeaderValue)> {
        // The browser adds its line last. A request that a host makes by itself may have other lines in front.
        let asked = |name: &HeaderName| {
            let value = exchange.headers().values(name.into()).last().map(HeaderValue::from_bytes);
            value.and_then(Result::ok)
        };
        let mut lines = if exchange.is_preflight() { Vec::new() } else { self.headers.clone() };
        let Some(origin) = asked(&ORIGIN) else { return lines };
        let credentials = exchange.request().credentials_mode() == CredentialsMode::Include;
        let wildcards = self.wildcards && !credentials;
        let any = HeaderValue::from_static("*");
        lines.push((ACCESS_CONTROL_ALLOW_ORIGIN, if wildcards { any.clone() } else { origin }));
        if credentials {
            lines.push((ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true")));
        }
        if !exchange.is_preflight() {
            let own =
                self.headers.iter().map(|(name, _)| (ACCESS_CONTROL_EXPOSE_HEADERS, name.clone().into()));
            lines.extend(own);
            return lines;
        }
        if let Some(method) = asked(&ACCESS_CONTROL_REQUEST_METHOD) {
            lines.push((ACCESS_CONTROL_ALLOW_METHODS, if wildcards { any.clone() } else { method }));
        }
        if let Some(names) = asked(&ACCESS_CONTROL_REQUEST_HEADERS) {
            let authorization =
                names.as_bytes().split(|byte| *byte == b',').any(|name| name == b"authorization");
            lines.push((ACCESS_CONTROL_ALLOW_HEADERS, if wildcards { any } else { names }));
            if wildcards && authorization {
                let value = HeaderValue::from_static("authorization");
                lines.push((ACCESS_CONTROL_ALLOW_HEADERS, value));
            }
        }
        lines.extend(self.max_age.map(|seconds| (ACCESS_CONTROL_MAX_AGE, seconds.into())));
        lines
    }
}

impl Change {
    /// Returns all lines after the change of one header.
    ///
    /// Returns `None` if the result is not a header value. This does not happen, because it is made of header values.
    fn apply(
        &self,
        header: &HeaderName,
        lines: Vec<(HeaderName, HeaderValue)>,
    ) -> Option<Vec<(HeaderName, HeaderValue)>> {
        let (these, mut lines): (Vec<_>, Vec<_>) = lines.into_iter().partition(|(name, _)| name == header);
        let values = these.into_iter().map(|(_, value)| value);
        let changed: Option<Vec<HeaderValue>> = match self {
            Self::Missing => Some(Vec::new()),
            Self::Doubled => Some(values.flat_map(|value| [value.clone(), value]).collect()),
            Self::Instead(value) => Some(vec![value.clone()]),
            Self::OtherCase => values.map(|value| join(&[&other_case(&value)])).collect(),
            Self::Before(start) => values.map(|value| join(&[start.as_bytes(), value.as_bytes()])).collect(),
            Self::After(end) => values.map(|value| join(&[value.as_bytes(), end.as_bytes()])).collect(),
        };
        lines.extend(changed?.into_iter().map(|value| (header.clone(), value)));
        Some(lines)
    }
}

fn join(parts: &[&[u8]]) -> Option<HeaderValue> {
    HeaderValue::from_bytes(&parts.concat()).ok()
}

fn other_case(value: &HeaderValue) -> Vec<u8> {
    let other = |b: &u8| if b.is_ascii_uppercase() { b.to_ascii_lowercase() } else { b.to_ascii_uppercase() };
    value.as_bytes().iter().map(other).collect()
}

/// Prints how the answer differs from the permissive one.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.arrives {
            return f.write_str("none");
        }
        f.write_str(if self.wildcards { "permissive with `*`" } else { "permissive" })?;
        match (self.status, &self.location) {
            (Some(status), Some(location)) => write!(f, ", {} to {location}", status.as_u16())?,
            (Some(status), None) => write!(f, ", {}", status.as_u16())?,
            (None, _) => {}
        }
        if let Some(seconds) = self.max_age {
            write!(f, ", for {seconds} s")?;
        }
        for (name, value) in &self.headers {
            let (text, value) = (name.as_str().as_bytes(), value.as_bytes());
            write!(f, ", {name}: \"{}\"", Value { name: text, value })?;
        }
        for (i, (header, change)) in self.changes.iter().enumerate() {
            f.write_str(if i == 0 { ", but " } else { ", " })?;
            match change {
                Change::Missing => write!(f, "no {header}"),
                Change::Doubled => write!(f, "{header} twice"),
                Change::OtherCase => write!(f, "{header} in the other case"),
                Change::Before(start) => write!(f, "{header} with {} in front of it", Quoted(start)),
                Change::After(end) => write!(f, "{header} with {} behind it", Quoted(end)),
                Change::Instead(value) => write!(f, "{header}: {}", Quoted(value)),
            }?;
        }
        Ok(())
    }
}
