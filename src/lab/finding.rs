use std::fmt;

use http::Method;

use super::message::Message;
use super::probe::ProbeClass;
use super::property::Property;
use super::severity::Severity;
use super::text::Text;
use crate::explain::{Cut, Explanation};
use crate::origin::Origin;

/// A mistake in the CORS policy of a server, with everything that shows it.
///
/// Findings are grouped by cause. For example, a check that forgets a dot is one finding, however many origins it accepts.
///
/// ```
/// use fetch_cors::lab::{PolicyLab, Severity};
/// let lab = PolicyLab::new("https://api.example")?.route("/items", [http::Method::GET]);
/// let report = lab.run(|request| {
///     let mut response = http::Response::new(());
///     if let Some(origin) = request.headers().get("origin") {
///         response.headers_mut().append("access-control-allow-origin", origin.clone());
///         response.headers_mut().append("access-control-allow-credentials", "true".parse().unwrap());
///     }
///     response
/// });
/// let finding = &report.findings[0];
/// assert_eq!((finding.code(), finding.severity), ("any-origin", Severity::Critical));
/// assert!(finding.witnesses.iter().any(|witness| witness.origin.as_deref() == Some(b"null")));
/// assert!(finding.messages[0].answer.is_some());
/// # Ok::<(), fetch_cors::lab::InvalidLab>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Finding {
    /// The kind of the mistake.
    pub kind: FindingKind,
    /// The severity of the worst case that was found.
    pub severity: Severity,
    /// The cause, in one sentence for people.
    pub cause: String,
    /// The requests that show the mistake, the worst first.
    pub witnesses: Vec<Witness>,
    /// The messages that were sent for the first witness, with the response to each.
    pub messages: Vec<Message>,
    /// Why the fetch of the first witness was refused, and the plans that would fix it. `None` if it was not refused, if the
    /// lab did not look for the reason, or if the explanation contains a value of the session.
    pub explanation: Option<Explanation>,
    /// The origins whose subdomains the lab trusts.
    pub(super) parents: Vec<Origin>,
}

/// The kind of a mistake in the CORS policy of a server.
///
/// ```
/// use fetch_cors::lab::{FindingKind, ProbeClass};
/// let kind = FindingKind::from_code("parent-domain");
/// assert_eq!(kind, Some(FindingKind::Stranger(ProbeClass::ParentDomain)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "every finding is about an origin or about a property")]
pub enum FindingKind {
    /// The server accepts origins that are not trusted.
    Stranger(ProbeClass),
    /// The policy has another mistake, which does not depend on a single origin.
    Property(Property),
}

/// A request that shows a [`Finding`].
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Witness {
    /// The value of the `Origin` header, if the request had one.
    pub origin: Option<Vec<u8>>,
    /// The method of the actual request.
    pub method: Method,
    /// The path of the route, without its query.
    pub path: String,
    /// Whether the request included credentials.
    pub with_credentials: bool,
    /// Whether the page could read the response.
    pub reads: bool,
    /// Whether the page could send a request that needs a preflight.
    pub writes: bool,
    /// The status of the last response, if it is known.
    pub status: Option<u16>,
}

impl FindingKind {
    /// Returns the stable code of this kind, such as `suffix-match`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Stranger(class) => class.as_str(),
            Self::Property(property) => property.as_str(),
        }
    }

    /// Returns the kind with this code, if there is one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let class = code.parse().ok().map(Self::Stranger);
        class.or_else(|| code.parse().ok().map(Self::Property))
    }

    /// Returns every kind of finding.
    pub fn all() -> impl Iterator<Item = Self> {
        let classes = ProbeClass::ALL.iter().copied().map(Self::Stranger);
        classes.chain(Property::ALL.iter().copied().map(Self::Property))
    }

    /// Returns what is wrong, in one sentence for people. The [cause](Finding::cause) of a finding is more exact.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Stranger(class) => class.title(),
            Self::Property(property) => property.title(),
        }
    }

    /// Returns the severity of the worst case.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::Stranger(class) => class.severity(),
            Self::Property(property) => property.severity(),
        }
    }

    /// Returns what to change on the server or in the test, in sentences for people. [`Finding::remedy`] also says it for
    /// trusted subdomains, which cannot all be in a list.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Property(property) => property.remedy(),
            Self::Stranger(ProbeClass::NullOrigin) => {
                "Never allow the origin `null`. Every website can make pages with this origin, so it identifies nobody."
            }
            Self::Stranger(
                ProbeClass::ParentDomain
                | ProbeClass::AnySubdomain
                | ProbeClass::CustomScheme
                | ProbeClass::AnyPort,
            ) => {
                "If you trust every page of these origins, declare them with `.trusts(…)` or `.trusts_subdomains_of(…)`. If \
                 not, compare the whole `Origin` header, byte for byte, with a list of the trusted origins."
            }
            Self::Stranger(_) => {
                "Compare the whole `Origin` header, byte for byte, with a list of the trusted origins."
            }
        }
    }
}

impl Finding {
    /// Returns the stable code of the finding's kind, which [`PolicyLab::allow`](super::PolicyLab::allow) accepts.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// Returns the values of `Origin` that show the mistake, each once.
    #[must_use]
    pub fn origins(&self) -> Vec<&[u8]> {
        let mut origins = Vec::new();
        for origin in self.witnesses.iter().filter_map(|witness| witness.origin.as_deref()) {
            if !origins.contains(&origin) {
                origins.push(origin);
            }
        }
        origins
    }

    /// Returns what to change on the server or in the test, in sentences for people.
    ///
    /// If the lab [trusts subdomains](super::PolicyLab::trusts_subdomains_of), the text also describes a check that accepts all
    /// of them and nothing else.
    ///
    /// ```
    /// use fetch_cors::lab::PolicyLab;
    /// let lab = PolicyLab::new("https://api.example")?.trusts_subdomains_of("https://shop.example")?;
    /// let report = lab.route("/", [http::Method::GET]).run(|request| {
    ///     let origin = request.headers().get("origin").filter(|origin| origin.as_bytes().ends_with(b".shop.example"));
    ///     let mut response = http::Response::new(());
    ///     response.headers_mut().insert("vary", "Origin".parse().unwrap());
    ///     if let Some(origin) = origin {
    ///         response.headers_mut().insert("access-control-allow-origin", origin.clone());
    ///     }
    ///     response
    /// });
    /// assert_eq!(report.findings[0].code(), "http-origin");
    /// assert!(report.findings[0].remedy().contains("begins with `https://`, ends with `.shop.example`"));
    /// # Ok::<(), fetch_cors::lab::InvalidLab>(())
    /// ```
    #[must_use]
    pub fn remedy(&self) -> String {
        let remedy = self.kind.remedy().to_owned();
        let compares = matches!(self.kind, FindingKind::Stranger(class) if class != ProbeClass::NullOrigin);
        if !compares || self.parents.is_empty() {
            return remedy;
        }
        let checks: Vec<String> = self.parents.iter().filter_map(check_of_subdomains).collect();
        format!(
            "{remedy} A list cannot hold all trusted subdomains. Also accept an origin that {}.",
            checks.join(", or that ")
        )
    }

    /// Returns the methods and paths that show the mistake, each pair once.
    #[must_use]
    pub fn places(&self) -> Vec<(&Method, &str)> {
        let mut places = Vec::new();
        for witness in &self.witnesses {
            let place = (&witness.method, witness.path.as_str());
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }
}

/// Prints the finding for people, on several lines.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}] {}", self.severity, self.code(), self.cause)?;
        if let FindingKind::Stranger(class) = self.kind {
            write!(f, "\n  Who could use it: {}.", class.exploiter())?;
        }
        if let Some((first, others)) = self.origins().split_first() {
            write!(f, "\n  Origin: {}{}", Text(first), Others(others.len()))?;
        }
        f.write_str("\n  Where: ")?;
        let places = self.places();
        for (i, (method, path)) in places.iter().take(SHOWN).enumerate() {
            write!(f, "{}{method} {path}", if i == 0 { "" } else { ", " })?;
        }
        write!(f, "{}", Others(places.len().saturating_sub(SHOWN)))?;
        f.write_str("\n  Requests and responses:")?;
        for message in &self.messages {
            format!("{message:?}").lines().try_for_each(|line| write!(f, "\n    {}", Cut(line)))?;
        }
        write!(f, "\n  What to change: {}", self.remedy())?;
        if let Some(plan) = self.explanation.as_ref().and_then(|explanation| explanation.plans.first()) {
            for fix in &plan.fixes {
                write!(f, "\n    - {fix}")?;
            }
        }
        write!(f, "\n  To accept this finding: .allow({:?})", self.code())
    }
}

/// Returns a check that accepts the subdomains of an origin, as a phrase that follows "an origin that".
fn check_of_subdomains(parent: &Origin) -> Option<String> {
    let (scheme, host) = (parent.scheme()?, parent.host()?);
    let port = parent.port().map_or(String::new(), |port| format!(":{port}"));
    Some(format!(
        "begins with `{scheme}://`, ends with `.{host}{port}`, and has only lower-case letters, digits, `-` and `.` between"
    ))
}

/// The number of places that a report shows for a finding.
const SHOWN: usize = 4;

struct Others(usize);

impl fmt::Display for Others {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => Ok(()),
            others => write!(f, ", and {others} more"),
        }
    }
}

impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Prints the origin, the request, and what the page could do.
impl fmt::Debug for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Some(origin) => write!(f, "{}", Text(origin))?,
            None => f.write_str("no origin")?,
        }
        write!(f, ": {} {}", self.method, self.path)?;
        f.write_str(if self.with_credentials { " with credentials" } else { "" })?;
        f.write_str(if self.reads { ", reads" } else { "" })?;
        f.write_str(if self.writes { ", writes" } else { "" })?;
        self.status.map_or(Ok(()), |status| write!(f, ", status {status}"))
    }
}
