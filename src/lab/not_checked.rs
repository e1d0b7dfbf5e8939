use std::fmt;
use std::ops::Range;

use http::Method;

use super::examine::Exam;
use crate::header::names::is_forbidden_response_header_name;

/// A subject that a [`Report`](super::Report) says nothing about, and the reason.
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
    /// The subject that was not checked.
    pub subject: String,
    /// The reason why it was not checked, and how to check it if that is possible.
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

/// Adds what was not checked, at the end of a test.
pub(super) fn add_not_checked<S>(exam: &mut Exam<'_, S>) {
    let mut missing = |subject: &str, reason: &str| exam.not_checked.push(NotChecked::new(subject, reason));
    let has = |statuses: Range<u16>| exam.statuses.range(statuses).next().is_some();
    let pages = exam.subject.trust.pages();
    if pages.is_empty() {
        missing("trusted pages", "no origin is declared as trusted; declare one with `.trusts(…)`");
    } else {
        let statuses = [
            (
                300..400,
                "redirects and status 304",
                "no route answered with a redirect, and none answered with 304 to a request that repeats its `ETag`",
            ),
            (
                401..404,
                "statuses 401 and 403",
                "no route answered with one of them; add a route that needs a session",
            ),
            (404..405, "status 404", "no route answered with it; add a path that does not exist"),
            (
                500..600,
                "statuses from 500 to 599",
                "no route answered with one of them; add a route that fails on purpose with `.failing_route(…)`",
            ),
        ];
        for (range, subject, reason) in statuses {
            if !has(range) {
                missing(subject, reason);
            }
        }
    }
    if pages.len() == 1 {
        missing(
            "responses to two trusted origins",
            "only one trusted origin is declared, so a cache could not mix up the responses for two of them",
        );
    }
    if !exam.subject.routes.iter().any(|route| route.has(&Method::OPTIONS)) {
        missing("whether OPTIONS reaches the application", "no route is declared with this method");
    }
    if exam.subject.request_headers.len() < 2 {
        let reason = "fewer than two request headers are declared; declare them with `.request_headers(…)` (the `Content-Type` of \
                      a body does not count)";
        missing("request headers in another order", reason);
    }
    for route in exam.subject.routes.iter().filter(|route| route.methods.is_empty()) {
        missing(&route.shown_path(), "no method is declared for this route");
    }
    if !pages.is_empty() && !has(200..400) {
        missing("responses that are not errors", "no trusted page got one; check the paths and the session");
    }
    if has(429..430) {
        missing(
            "everything after status 429",
            "the server limited the rate of requests; test it without this limit, or send requests more slowly",
        );
    }
    for name in
        exam.subject.readable_headers.iter().filter(|name| is_forbidden_response_header_name(name.as_bytes()))
    {
        missing(
            &format!("whether pages can read {name}"),
            "no script can read this header, whatever the server sends",
        );
    }
    for (route, target) in &exam.redirects {
        missing(
            target,
            &format!("{route} redirects there; if this URL is on the same server, add it as a route"),
        );
    }
    for name in &exam.subject.readable_headers {
        if !exam.seen_headers.contains(&name.to_ascii_lowercase()) {
            missing(
                &format!("whether pages can read {name}"),
                "no response that a trusted page could read had this header",
            );
        }
    }
    if exam.subject.session.is_none() {
        missing("credentials", "no request had any; add a session, such as a cookie, with `.session(…)`");
    }
    let others = OUT_OF_REACH.iter().map(|(subject, reason)| NotChecked::new(*subject, *reason));
    exam.not_checked.extend(others);
}

/// The subjects that no lab can check.
const OUT_OF_REACH: [(&str, &str); 4] = [
    (
        "scripts injected into trusted pages",
        "an attacker who can run a script in a trusted page can read everything that the page can read",
    ),
    (
        "requests that need no preflight",
        "every page can send a GET or a form POST with the user's cookies, because CORS only hides the response; use \
         SameSite cookies or CSRF tokens as protection",
    ),
    (
        "caches and proxies in front of the server",
        "they can add, remove or store headers; also test the address that your users use",
    ),
    ("other routes", "each route can have its own policy, and only the declared routes were tested"),
];
