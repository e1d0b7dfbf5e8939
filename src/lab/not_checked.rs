use std::fmt;
use std::ops::Range;

use http::Method;

use super::examine::Exam;
use crate::header::names::is_forbidden_response_header_name;

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
    fn new(subject: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { subject: subject.into(), reason: reason.into() }
    }
}

/// Prints the subject and the reason.
impl fmt::Display for NotChecked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.subject, self.reason)
    }
}

/// Adds what was not checked, to the end of a test.
pub(super) fn add_not_checked<S>(exam: &mut Exam<'_, S>) {
    let mut missing = |subject: &str, reason: &str| exam.not_checked.push(NotChecked::new(subject, reason));
    let has = |statuses: Range<u16>| exam.statuses.range(statuses).next().is_some();
    let pages = exam.subject.trust.pages();
    if pages.is_empty() {
        missing("trusted pages", "no origin is trusted; name one with `.trusts(…)`");
    } else {
        let statuses = [
            (
                300..400,
                "redirects and status 304",
                "no route redirects, or has an `ETag` and answers 304 to it",
            ),
            (401..404, "statuses 401 and 403", "no route gave one; name a route that needs a session"),
            (404..405, "status 404", "no route gave one; name a path that does not exist"),
            (500..600, "statuses from 500 to 599", "no route gave one; name one with `.failing_route(…)`"),
        ];
        for (range, subject, reason) in statuses {
            if !has(range) {
                missing(subject, reason);
            }
        }
    }
    if pages.len() == 1 {
        missing(
            "answers to two trusted origins",
            "only one is trusted, so a cache has nobody else to serve its answer to",
        );
    }
    if !exam.subject.routes.iter().any(|route| route.has(&Method::OPTIONS)) {
        missing("whether OPTIONS reaches the application", "no route names this method");
    }
    if exam.subject.request_headers.len() < 2 {
        let reason = "fewer than two are declared; name them with `.request_headers(…)`";
        missing("request headers in another order", reason);
    }
    for route in exam.subject.routes.iter().filter(|route| route.methods.is_empty()) {
        missing(&route.shown_path(), "the route has no methods");
    }
    if !pages.is_empty() && !has(200..400) {
        missing(
            "answers that are no errors",
            "no route gave one to a trusted page; look at the paths and the session",
        );
    }
    if has(429..430) {
        missing(
            "everything after status 429",
            "the server has limited the rate; test it without that, or more slowly",
        );
    }
    for name in
        exam.subject.readable_headers.iter().filter(|name| is_forbidden_response_header_name(name.as_bytes()))
    {
        missing(&format!("whether pages can read {name}"), "no script can ever read this header");
    }
    for (route, target) in &exam.redirects {
        missing(target, &format!("{route} redirects there; name it as a route if it is one of this server"));
    }
    for name in &exam.subject.readable_headers {
        if !exam.seen_headers.contains(&name.to_ascii_lowercase()) {
            missing(
                &format!("whether pages can read {name}"),
                "no response that they could read had this header",
            );
        }
    }
    if exam.subject.session.is_none() {
        missing("credentials", "no request had any; say what a session is with `.session(…)`");
    }
    let others = OUT_OF_REACH.iter().map(|(subject, reason)| NotChecked::new(*subject, *reason));
    exam.not_checked.extend(others);
}

/// What no lab can find.
const OUT_OF_REACH: [(&str, &str); 4] = [
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
