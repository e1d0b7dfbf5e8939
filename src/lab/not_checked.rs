use std::fmt;

/// Something that a [`Report`](super::Report) says nothing about, and why.
///
/// ```
/// use fetch_cors::lab::PolicyLab;
/// let report = PolicyLab::new("https://api.example")?
///     .route("/", [http::Method::GET])
///     .run(|_| http::Response::new(()));
/// let cookies = report.not_checked.iter().find(|one| one.subject == "credentials").unwrap();
/// assert!(cookies.reason.contains("`.session(…)`"));
/// # Ok::<(), fetch_cors::lab::InvalidLab>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct NotChecked {
    /// What was not checked.
    pub subject: String,
    /// Why it was not checked, and how it could be.
    pub reason: String,
}

impl NotChecked {
    pub(super) fn new(subject: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { subject: subject.into(), reason: reason.into() }
    }
}

/// Prints the subject and the reason.
impl fmt::Display for NotChecked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.subject, self.reason)
    }
}

/// What no lab can find.
pub(super) const OUT_OF_REACH: [(&str, &str); 4] = [
    ("scripts injected into trusted pages", "whatever a trusted page may read, its attacker reads too"),
    (
        "requests that need no preflight",
        "every page can send a GET or a form POST with the user's cookies; CORS only hides the response. Use SameSite \
         cookies or tokens against that",
    ),
    (
        "caches and proxies in front of the server",
        "they may add, drop or store headers; test what users reach",
    ),
    ("other routes", "each route can have a policy of its own"),
];
