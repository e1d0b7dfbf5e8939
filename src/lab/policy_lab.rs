use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use http::Method;
use url::Url;

use super::allow_everything::allow_everything;
use super::examine::examine;
use super::finding::FindingKind;
use super::invalid_lab::InvalidLab;
use super::location::has_subdomains;
use super::ready::run_ready;
use super::reply::{Head, Reply};
use super::report::Report;
use super::route::Route;
use super::subject::Subject;
use crate::check::port::is_bad_port;
use crate::origin::Origin;
use crate::redacted::RedactedText;
use crate::site::Sites;

/// A test of the CORS policy of a server: which origins can read which data of the server, as browsers decide it.
///
/// Give the lab the origin of the server, the origins that you trust, and the routes to test. Then [`run`](Self::run) it.
/// The lab sends what pages of the trusted origins and of many [other origins](super::probes) would send, judges each
/// response as a browser does, and returns a [`Report`].
///
/// The lab tries every probe on every route, in the same order each time. It reads no clock and opens no socket: your
/// function sends the requests. Each distinct request is sent once, with one exception: for each route and each
/// credentials mode, one `GET` is sent a second time, to see whether the second response is the same.
/// [`requests`](Self::requests) returns the maximum number of requests.
///
/// The requests are real. If you declare `PUT` or `DELETE` for a route, your application gets such requests and may change
/// data.
///
/// ```
/// use fetch_cors::lab::PolicyLab;
/// use http::{Method, Request, Response};
///
/// /// Your server. Its check forgets a dot.
/// fn my_app(request: Request<Vec<u8>>) -> Response<String> {
///     let mut response = Response::new("[]".to_owned());
///     if let Some(origin) = request.headers().get("origin")
///         && origin.as_bytes().ends_with(b"app.example")
///     {
///         response.headers_mut().append("access-control-allow-origin", origin.clone());
///         response.headers_mut().append("access-control-allow-credentials", "true".parse().unwrap());
///     }
///     response.headers_mut().append("vary", "origin".parse().unwrap());
///     response
/// }
///
/// let report = PolicyLab::new("https://api.example")?
///     .trusts(["https://app.example"])?
///     .route("/items", [Method::GET])
///     .run(my_app);
/// let codes: Vec<_> = report.findings.iter().map(|finding| finding.code()).collect();
/// assert_eq!(codes, ["suffix-match", "http-origin"]);
/// # Ok::<(), fetch_cors::lab::InvalidLab>(())
/// ```
///
/// To make a test fail if there is a finding, call [`Report::assert_clean`].
///
/// A lab without a route tests nothing, so it does not compile:
///
/// ```compile_fail
/// # use fetch_cors::lab::PolicyLab;
/// let report = PolicyLab::new("https://api.example").unwrap().run(|_| http::Response::new(()));
/// ```
pub struct PolicyLab<R = NoRoute> {
    subject: Subject,
    has_route: PhantomData<R>,
}

/// The type parameter of a [`PolicyLab`] that has no route yet.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "the type is a marker and has no values")]
pub enum NoRoute {}

/// The type parameter of a [`PolicyLab`] that has a route, so that it can run.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "the type is a marker and has no values")]
pub enum WithRoute {}

impl PolicyLab {
    /// Creates a lab for the server with this origin, such as `https://api.example`. The lab uses the public suffix
    /// list to decide which host names are of the same site.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidLab::Server`] if `server` is not an origin with the scheme `http` or `https`, and
    /// [`InvalidLab::BadPort`] if browsers send nothing to its port.
    #[cfg(feature = "psl")]
    pub fn new(server: &str) -> Result<Self, InvalidLab> {
        Self::with_sites(server, Arc::new(crate::site::PublicSuffixList))
    }

    /// Creates a lab for the server with this origin. The lab uses `sites` to decide which host names are of the same
    /// site.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidLab::Server`] if `server` is not an origin with the scheme `http` or `https`, and
    /// [`InvalidLab::BadPort`] if browsers send nothing to its port.
    pub fn with_sites(server: &str, sites: Arc<dyn Sites>) -> Result<Self, InvalidLab> {
        let origin = Url::parse(server).map(|url| Origin::of(&url)).ok();
        let origin = origin.filter(|origin| origin.as_str() == server.strip_suffix('/').unwrap_or(server));
        let origin = origin.filter(|origin| matches!(origin.scheme(), Some("http" | "https")));
        let origin = origin.ok_or_else(|| InvalidLab::Server { server: RedactedText(server).to_string() })?;
        if let Some(port) = origin.port().filter(|port| is_bad_port(*port)) {
            return Err(InvalidLab::BadPort { port });
        }
        Ok(Self { subject: Subject::new(origin, sites), has_route: PhantomData })
    }
}

impl<R> PolicyLab<R> {
    /// Adds origins that you trust. Their pages may read every route with every declared method. If the server refuses
    /// one of them, the lab reports a finding.
    ///
    /// # Errors
    ///
    /// - Returns [`InvalidLab::Trusted`] for a text that is not an origin.
    /// - Returns [`InvalidLab::TrustedNull`] for `null`, because every website can make pages with this origin.
    /// - Returns [`InvalidLab::TrustedServer`] for the origin of the server, because its pages need no permission.
    pub fn trusts<'o>(mut self, origins: impl IntoIterator<Item = &'o str>) -> Result<Self, InvalidLab> {
        for origin in origins {
            let origin = self.trusted_origin(origin)?;
            self.subject.trust.add_origin(origin);
        }
        Ok(self)
    }

    /// Adds all subdomains of an origin as trusted, at any depth, with the same scheme and port. The origin itself is not
    /// added.
    ///
    /// # Errors
    ///
    /// - Returns [`InvalidLab::Trusted`] and [`InvalidLab::TrustedNull`] in the same cases as [`trusts`](Self::trusts).
    /// - Returns [`InvalidLab::TrustedSuffix`] for a public suffix such as `github.io`, because anybody can register a
    ///   subdomain of it, and for a host name that cannot have subdomains, such as an IP address.
    ///
    /// ```
    /// use fetch_cors::lab::{InvalidLab, PolicyLab};
    /// let lab = PolicyLab::new("https://api.example")?.trusts_subdomains_of("https://partner.example")?;
    /// let null = lab.trusts(["null"]).err();
    /// assert_eq!(null, Some(InvalidLab::TrustedNull));
    /// # Ok::<(), InvalidLab>(())
    /// ```
    ///
    /// A server that trusts subdomains must check the scheme, the dot in front of the domain, and every byte of the
    /// subdomain:
    ///
    /// ```
    /// use fetch_cors::lab::PolicyLab;
    /// use http::{Method, Request, Response};
    ///
    /// fn is_trusted(origin: &str) -> bool {
    ///     let Some(host_name) = origin.strip_prefix("https://") else { return false };
    ///     let Some(subdomain) = host_name.strip_suffix(".partner.example") else { return false };
    ///     let is_allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    ///     subdomain.split('.').all(|label| !label.is_empty() && label.bytes().all(is_allowed))
    /// }
    ///
    /// fn my_app(request: Request<Vec<u8>>) -> Response<()> {
    ///     let mut response = Response::new(());
    ///     response.headers_mut().append("vary", "origin".parse().unwrap());
    ///     if let Some(origin) = request.headers().get("origin")
    ///         && origin.to_str().is_ok_and(is_trusted)
    ///     {
    ///         response.headers_mut().append("access-control-allow-origin", origin.clone());
    ///     }
    ///     response
    /// }
    ///
    /// let lab = PolicyLab::new("https://api.example")?.trusts_subdomains_of("https://partner.example")?;
    /// lab.route("/items", [Method::GET]).run(my_app).assert_clean();
    /// # Ok::<(), fetch_cors::lab::InvalidLab>(())
    /// ```
    pub fn trusts_subdomains_of(mut self, origin: &str) -> Result<Self, InvalidLab> {
        let parent = Self::parse_origin(origin)?;
        let host = parent.host().filter(|host| has_subdomains(host));
        // Anybody can register a subdomain of a public suffix.
        if host.and_then(|host| self.subject.sites.registrable_domain(host)).is_none() {
            return Err(InvalidLab::TrustedSuffix { origin: RedactedText(origin).to_string() });
        }
        self.subject.trust.add_subdomains_of(parent);
        Ok(self)
    }

    /// Declares that every website may read all routes without credentials, as with a public API. The lab then reports
    /// a server that refuses such a page. It also still reports a server that lets an origin that is not trusted read
    /// with credentials.
    #[must_use]
    pub fn public(mut self) -> Self {
        self.subject.trust.set_public();
        self
    }

    /// Adds a route, which is a path of the server, perhaps with a query, and the methods that pages use on it.
    #[must_use]
    pub fn route(mut self, path: &str, methods: impl IntoIterator<Item = Method>) -> PolicyLab<WithRoute> {
        self.subject.routes.push(Route::new(path, methods));
        self.with_route()
    }

    /// Adds a route that answers with a status from 500 to 599 on purpose, to test that trusted pages can read such a
    /// response. On every other route, such a status is a finding.
    #[must_use]
    pub fn failing_route(
        mut self,
        path: &str,
        methods: impl IntoIterator<Item = Method>,
    ) -> PolicyLab<WithRoute> {
        self.subject.routes.push(Route::new(path, methods).failing());
        self.with_route()
    }

    /// Sets the names of the request headers that trusted pages send. The server must allow them.
    #[must_use]
    pub fn request_headers<'n>(mut self, names: impl IntoIterator<Item = &'n str>) -> Self {
        self.subject.request_headers = names.into_iter().map(str::to_owned).collect();
        self
    }

    /// Sets the names of the response headers that trusted pages read. The server must expose them.
    #[must_use]
    pub fn readable_headers<'n>(mut self, names: impl IntoIterator<Item = &'n str>) -> Self {
        self.subject.readable_headers = names.into_iter().map(str::to_owned).collect();
        self
    }

    /// Sets a function that adds the credentials of a user to a request, such as the cookie of a session. It is called for
    /// each request with credentials, and once before the first request.
    ///
    /// The values that the function adds do not appear in the report, not even if the server repeats them in a header.
    /// Three kinds of values are not recognised in responses, so they can appear in the report: values of less than
    /// four bytes, other encodings of a value, and words that the lab itself sends or compares, such as `true` or a
    /// trusted origin.
    #[must_use]
    pub fn session(mut self, session: impl Fn(&mut http::Request<Vec<u8>>) + Send + Sync + 'static) -> Self {
        self.subject.session = Some(Arc::new(session));
        self
    }

    /// Accepts findings with this code, such as `"parent-domain"`. The report then lists them in [`Report::allowed`].
    ///
    /// # Errors
    ///
    /// Returns [`InvalidLab::UnknownFinding`] if no finding has this code.
    pub fn allow(mut self, code: &str) -> Result<Self, InvalidLab> {
        let kind = FindingKind::from_code(code);
        let kind = kind.ok_or_else(|| InvalidLab::UnknownFinding { code: code.to_owned() })?;
        if !self.subject.allowed.contains(&kind) {
            self.subject.allowed.push(kind);
        }
        Ok(self)
    }

    fn trusted_origin(&self, text: &str) -> Result<Origin, InvalidLab> {
        let origin = Self::parse_origin(text)?;
        if origin == self.subject.server { Err(InvalidLab::TrustedServer) } else { Ok(origin) }
    }

    fn parse_origin(text: &str) -> Result<Origin, InvalidLab> {
        if text == "null" {
            return Err(InvalidLab::TrustedNull);
        }
        let origin = Origin::parse(text);
        origin.map_err(|error| InvalidLab::Trusted { origin: RedactedText(text).to_string(), error })
    }

    fn with_route(self) -> PolicyLab<WithRoute> {
        PolicyLab { subject: self.subject, has_route: PhantomData }
    }
}

impl PolicyLab<WithRoute> {
    /// Sets the body of the requests to the route that was added last, as a JSON text. Call this directly after
    /// [`route`](Self::route). The body is sent with all methods except `GET` and `HEAD`.
    #[must_use]
    pub fn json(self, text: impl Into<String>) -> Self {
        self.body("application/json", text.into())
    }

    /// Sets the body of the requests to the route that was added last, and its `Content-Type`. Call this directly after
    /// [`route`](Self::route). The body is sent with all methods except `GET` and `HEAD`.
    #[must_use]
    pub fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        if let Some(route) = self.subject.routes.last_mut() {
            route.body = Some((content_type.to_owned(), Arc::from(body.into())));
        }
        self
    }

    /// Returns the maximum number of requests that [`run`](Self::run) sends. A server that refuses preflights gets
    /// fewer. This method itself sends nothing to your server.
    ///
    /// # Cost
    ///
    /// Runs the whole lab against a built-in server that allows everything, and counts the requests.
    #[must_use]
    pub fn requests(&self) -> usize {
        run_ready(examine(&self.subject, async |request| allow_everything(&request))).requests
    }

    /// Tests a server, and returns a report. `server` is a function that takes an `http::Request`, and returns an
    /// `http::Response`, or a `Result` with a response or an error.
    ///
    /// The URI of each request is absolute, and there is no `Host` header.
    ///
    /// # Panics
    ///
    /// Panics if the server panics, with the request in the message.
    pub fn run<A: Reply>(&self, mut server: impl FnMut(http::Request<Vec<u8>>) -> A) -> Report {
        self.run_on_heads(&mut |request| server(request).into_head())
    }

    /// Tests a server that returns responses without bodies. The server is no type parameter, so that this function is compiled
    /// once, and not again for each server of a test.
    fn run_on_heads(&self, server: &mut dyn FnMut(http::Request<Vec<u8>>) -> Head) -> Report {
        run_ready(examine(&self.subject, async |request| server(request)))
    }

    /// Tests a server that is an async function. The lab sends one request at a time, as [`run`](Self::run) does.
    ///
    /// The future is usually not `Send`, so it cannot be spawned on another thread. Await it in the test itself, or block on
    /// it.
    ///
    /// # Panics
    ///
    /// Panics if the server panics, with the request in the message.
    ///
    /// ```
    /// use fetch_cors::lab::PolicyLab;
    /// use http::{Method, Request, Response};
    /// # async fn wait() {}
    /// let lab = PolicyLab::new("https://api.example")?.route("/", [Method::GET]);
    /// let report = lab.run_async(async |_request: Request<Vec<u8>>| {
    ///     wait().await;
    ///     Response::new(())
    /// });
    /// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    /// # let std::task::Poll::Ready(report) = std::pin::pin!(report).poll(&mut context) else { unreachable!() };
    /// report.assert_clean(); // Nobody is trusted, and nobody can read anything.
    /// # Ok::<(), fetch_cors::lab::InvalidLab>(())
    /// ```
    pub async fn run_async<A: Reply>(&self, server: impl AsyncFnMut(http::Request<Vec<u8>>) -> A) -> Report {
        examine(&self.subject, server).await
    }
}

/// Prints everything except the session.
impl<R> fmt::Debug for PolicyLab<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.subject, f)
    }
}
