use std::fmt;

use http::Method;

use super::probe::ProbeClass;
use super::text::Text;

/// The permissions that pages of one origin had for one method on one route, as part of a [`Report`](super::Report).
///
/// ```
/// use fetch_cors::lab::PolicyLab;
/// let lab = PolicyLab::new("https://api.example")?.trusts(["https://app.example"])?;
/// let report = lab.route("/", [http::Method::GET]).run(|_| http::Response::new(()));
/// let trusted = report.accesses.iter().find(|access| access.class.is_none()).unwrap();
/// assert_eq!(trusted.origin, b"https://app.example");
/// assert!(!trusted.without_credentials.reads);
/// # Ok::<(), fetch_cors::lab::InvalidLab>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Access {
    /// The value of the `Origin` header that was sent.
    pub origin: Vec<u8>,
    /// The mistake that a probe with this origin looks for. `None` for a trusted origin.
    pub class: Option<ProbeClass>,
    /// The method of the actual request.
    pub method: Method,
    /// The path of the route, without its query.
    pub path: String,
    /// What the page could do without credentials.
    pub without_credentials: Allowed,
    /// What the page could do with credentials.
    pub with_credentials: Allowed,
}

/// The permissions that a page had in one credentials mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Allowed {
    /// Whether the page could read the response.
    pub reads: bool,
    /// Whether the page could send a request that needs a preflight.
    pub writes: bool,
}

impl Allowed {
    /// Returns whether the page could do anything for which it needs permission.
    #[must_use]
    pub const fn is_any(self) -> bool {
        self.reads || self.writes
    }

    /// Returns what at least one of two attempts allowed.
    pub(super) const fn or(self, other: Self) -> Self {
        Self { reads: self.reads || other.reads, writes: self.writes || other.writes }
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { origin, method, path, without_credentials, with_credentials, .. } = self;
        write!(f, "{}: {method} {path}, ", Text(origin))?;
        write!(f, "without credentials {without_credentials:?}, with credentials {with_credentials:?}")
    }
}
