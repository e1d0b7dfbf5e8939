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
use super::reply::Reply;
use super::report::Report;
use super::route::Route;
use super::subject::Subject;
use crate::check::port::is_bad_port;
use crate::origin::Origin;
use crate::redacted::RedactedText;
use crate::site::Sites;

/// A test of the whole CORS policy of a server: which origins can read what, as browsers see it.
///
/// Say where the server is, whom it trusts and which routes it has. The lab then sends what pages of trusted origins and of
/// many [others](super::probes) would send, judges each answer as a browser does, and returns a [`Report`].
///
/// The lab is complete and deterministic: it tries every probe on every route, in the same order each time. It reads no clock
/// and sends nothing itself. Each distinct request is sent once; [`requests`](Self::requests) returns how many there are at
/// most.
///
/// A request may reach your application and do what it does: `PUT` and `DELETE` are sent too, if you name them in a route.
///
/// ```
/// use fetch_cors::lab::PolicyLab;
/// use http::{Method, Request, Response};
///
/// /// Your server. This one forgets a dot.
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
/// In a test of your own, call [`Report::assert_clean`].
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

/// Says that a [`PolicyLab`] has no route yet.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "it has no value")]
pub enum NoRoute {}

/// Says that a [`PolicyLab`] has a route.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "it has no value")]
pub enum WithRoute {}

impl PolicyLab {
    /// Creates a lab for the server with this origin, such as `https://api.example`. It knows sites by the public suffix list.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidLab::Server`] if `server` is not an origin with the scheme `http` or `https`, and
    /// [`InvalidLab::BadPort`] if browsers send nothing to its port.
    #[cfg(feature = "psl")]
    pub fn new(server: &str) -> Result<Self, InvalidLab> {
        Self::with_sites(server, Arc::new(crate::site::PublicSuffixList))
    }

    /// Creates a lab that knows sites by `sites`, for the server with this origin.
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
    /// Adds origins whose pages may read what the server has. They have to be able to: a trusted page that is refused is a
    /// finding.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidLab::Trusted`] for a text that is not an origin, [`InvalidLab::TrustedNull`] for `null`, which is
    /// everybody, and [`InvalidLab::TrustedServer`] for the origin of the server, which needs no permission.
    pub fn trusts<'o>(mut self, origins: impl IntoIterator<Item = &'o str>) -> Result<Self, InvalidLab> {
        for origin in origins {
            let origin = self.trusted_origin(origin)?;
            self.subject.trust.add_origin(origin);
        }
        Ok(self)
    }

    /// Adds all subdomains of an origin, of any depth, with the same scheme and port. The origin itself is not among them.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidLab::Trusted`] and [`InvalidLab::TrustedNull`] as [`trusts`](Self::trusts) does, and
    /// [`InvalidLab::TrustedSuffix`] for a public suffix such as `github.io`, below which everybody can have a domain, and for a
    /// host that has no subdomains.
    ///
    /// ```
    /// use fetch_cors::lab::{InvalidLab, PolicyLab};
    /// let lab = PolicyLab::new("https://api.example")?.trusts_subdomains_of("https://partner.example")?;
    /// let null = lab.trusts(["null"]).err();
    /// assert_eq!(null, Some(InvalidLab::TrustedNull));
    /// # Ok::<(), InvalidLab>(())
    /// ```
    pub fn trusts_subdomains_of(mut self, origin: &str) -> Result<Self, InvalidLab> {
        let parent = Self::parse_origin(origin)?;
        let host = parent.host().filter(|host| has_subdomains(host));
        // Below a public suffix, everybody can have a domain.
        if host.and_then(|host| self.subject.sites.registrable_domain(host)).is_none() {
            return Err(InvalidLab::TrustedSuffix { origin: RedactedText(origin).to_string() });
        }
        self.subject.trust.add_subdomains_of(parent);
        Ok(self)
    }

    /// Declares that everybody may read what the server has without credentials, as from a public API. Only what is
    /// shared with credentials is a finding then.
    #[must_use]
    pub fn public(mut self) -> Self {
        self.subject.trust.set_public();
        self
    }

    /// Adds a route: a path of the server, perhaps with a query, and the methods that pages use on it.
    #[must_use]
    pub fn route(mut self, path: &str, methods: impl IntoIterator<Item = Method>) -> PolicyLab<WithRoute> {
        self.subject.routes.push(Route::new(path, methods));
        self.with_route()
    }

    /// Adds a route that answers with a status from 500 to 599, to test that trusted pages can read such an answer. On every
    /// other route, such a status is a finding.
    #[must_use]
    pub fn failing_route(
        mut self,
        path: &str,
        methods: impl IntoIterator<Item = Method>,
    ) -> PolicyLab<WithRoute> {
        self.subject.routes.push(Route::new(path, methods).failing());
        self.with_route()
    }

    /// Sets the names of the headers that trusted pages send. The server has to allow them.
    #[must_use]
    pub fn request_headers<'n>(mut self, names: impl IntoIterator<Item = &'n str>) -> Self {
        self.subject.request_headers = names.into_iter().map(str::to_owned).collect();
        self
    }

    /// Sets the names of the response headers that trusted pages read. The server has to expose them.
    #[must_use]
    pub fn readable_headers<'n>(mut self, names: impl IntoIterator<Item = &'n str>) -> Self {
        self.subject.readable_headers = names.into_iter().map(str::to_owned).collect();
        self
    }

    /// Sets what the credentials of a browser are, such as the cookie of a session. It is called for each request with
    /// credentials, and once before the first request.
    ///
    /// The values that it sets do not appear in the report, not even where the server repeats them in a header. Values of less
    /// than four bytes are not looked for in responses, and neither are other encodings of a value, nor words that the lab
    /// itself sends or compares, such as `true` or a trusted origin.
    #[must_use]
    pub fn session(mut self, session: impl Fn(&mut http::Request<Vec<u8>>) + Send + Sync + 'static) -> Self {
        self.subject.session = Some(Arc::new(session));
        self
    }

    /// Accepts findings of this kind, like a lint: `"parent-domain"`. They are listed in [`Report::allowed`].
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
    /// Sets the body of the last route to a JSON text, which is sent with all methods but `GET` and `HEAD`.
    #[must_use]
    pub fn json(self, text: impl Into<String>) -> Self {
        self.body("application/json", text.into())
    }

    /// Sets the body of the last route, with its `Content-Type`.
    #[must_use]
    pub fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        if let Some(route) = self.subject.routes.last_mut() {
            route.body = Some((content_type.to_owned(), Arc::from(body.into())));
        }
        self
    }

    /// Returns the greatest number of requests that [`run`](Self::run) sends. It sends fewer to a server that refuses
    /// preflights.
    ///
    /// # Cost
    ///
    /// Runs the lab against a server that allows everything.
    #[must_use]
    pub fn requests(&self) -> usize {
        run_ready(examine(&self.subject, async |request| allow_everything(&request))).requests
    }

    /// Tests a server that is a function. It returns an `http::Response`, or a `Result` of one and an error.
    ///
    /// The URI of each request is absolute, and there is no `Host` header.
    ///
    /// # Panics
    ///
    /// Panics if the server panics, with the request in the message.
    pub fn run<A: Reply>(&self, mut server: impl FnMut(http::Request<Vec<u8>>) -> A) -> Report {
        run_ready(examine(&self.subject, async |request| server(request)))
    }

    /// Tests a server that is an async function. See [`run`](Self::run). Sends one request at a time.
    ///
    /// The future is not `Send`, so it cannot be spawned on another thread. Await it in the test itself, or block on it.
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

/// Prints everything but the session.
impl<R> fmt::Debug for PolicyLab<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.subject, f)
    }
}
