//! The twenty-five fetches of the tests: the messages, the responses, and how each fetch ended.

/// A fetch with all its messages, in the order in which they were sent.
pub(crate) struct Fetch {
    pub(crate) name: &'static str,
    pub(crate) messages: Vec<Sent>,
}

/// A message of a fetch.
pub(crate) struct Sent {
    pub(crate) method: &'static str,
    pub(crate) url: &'static str,
    /// The value of `Origin`, if the message has one.
    pub(crate) origin: Option<&'static str>,
    /// The value of `Sec-Fetch-Mode`.
    pub(crate) mode: &'static str,
    /// The headers that the page set, and the headers `Access-Control-Request-…`.
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    /// Whether the message has cookies.
    pub(crate) has_cookies: bool,
    /// The type of the body, if there is one.
    pub(crate) body: Option<&'static str>,
    /// The value of `_resourceType` in Chromium.
    pub(crate) kind: &'static str,
    pub(crate) end: End,
}

/// The end of a message.
pub(crate) enum End {
    /// The page got the response, or the browser, if the message is a preflight.
    Delivered(u16, Lines),
    /// The browser hid the response from the page.
    Refused(u16, Lines),
    /// The browser hid the response from the page, and the response came from the cache of the browser.
    RefusedFromCache(u16, Lines),
    /// The response to the preflight was a redirect.
    PreflightRedirected(u16, Lines),
    /// The response was a redirect, which the browser followed.
    Redirect(u16, Lines),
    /// The network returned no response. The text is the name of the error in Chromium.
    Nothing(&'static str),
    /// The message was never sent, because its preflight failed.
    NotSent,
}

pub(crate) type Lines = Vec<(&'static str, &'static str)>;

pub(crate) const PAGE: &str = "https://app.example/start?session=SECRET-PAGE";
const ORIGIN: &str = "https://app.example";

/// Returns the fetches: the fifteen exchanges that developers ask about most, and ten reported problems.
pub(crate) fn all() -> Vec<Fetch> {
    let mut fetches = common();
    fetches.extend(reported());
    fetches
}

fn common() -> Vec<Fetch> {
    let json = [("Content-Type", "application/json")];
    vec![
        fetch("no permission", [get("https://api.example/d?token=SECRET-QUERY").refused(200, &[])]),
        fetch(
            "the origin with a slash",
            [get("https://api.example/slash")
                .refused(200, &[("Access-Control-Allow-Origin", "https://app.example/")])],
        ),
        fetch(
            "two lines of permission",
            [get("https://api.example/twice")
                .refused(200, &[("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Origin", "*")])],
        ),
        fetch(
            "* with credentials",
            [get("https://api.example/me").cookies().refused(
                200,
                &[("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Credentials", "true")],
            )],
        ),
        fetch(
            "credentials True",
            [get("https://api.example/True").cookies().refused(
                200,
                &[("Access-Control-Allow-Origin", ORIGIN), ("Access-Control-Allow-Credentials", "True")],
            )],
        ),
        fetch(
            "the preflight gets 405",
            [
                preflight("https://api.example/put", "PUT", None).delivered(405, &[("Allow", "GET")]),
                send("PUT", "https://api.example/put", "text/plain", &[]).not_sent(),
            ],
        ),
        fetch(
            "the preflight is redirected",
            [
                preflight("https://api.example/old", "PUT", None).end(End::PreflightRedirected(
                    301,
                    vec![("Location", "https://api.example/new?token=SECRET-LOCATION")],
                )),
                send("PUT", "https://api.example/old", "text/plain", &[]).not_sent(),
            ],
        ),
        fetch(
            "JSON is not allowed",
            [
                preflight("https://api.example/json", "POST", Some("content-type"))
                    .delivered(204, &[("Access-Control-Allow-Origin", "*")]),
                send("POST", "https://api.example/json", "application/json", &json).not_sent(),
            ],
        ),
        fetch(
            "Authorization is not allowed",
            [
                preflight("https://api.example/auth", "GET", Some("authorization")).delivered(
                    204,
                    &[("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "content-type")],
                ),
                get("https://api.example/auth").header("Authorization", "Bearer SECRET-TOKEN").not_sent(),
            ],
        ),
        fetch(
            "PATCH is not allowed",
            [
                preflight("https://api.example/patch", "PATCH", None).delivered(
                    204,
                    &[("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "GET, POST")],
                ),
                send("PATCH", "https://api.example/patch", "text/plain", &[]).not_sent(),
            ],
        ),
        fetch(
            "a header that the page may not read",
            [get("https://api.example/list")
                .delivered(200, &[("Access-Control-Allow-Origin", "*"), ("X-Total", "12")])],
        ),
        fetch("no-cors", [get("https://api.example/opaque").no_cors().delivered(200, &[])]),
        fetch("a proxy answers 502", [get("https://api.example/down").refused(502, &[("Server", "nginx")])]),
        fetch(
            "the origin is null after a redirect",
            [
                get("https://api1.example/start").end(End::Redirect(
                    302,
                    vec![("Access-Control-Allow-Origin", ORIGIN), ("Location", "https://api2.example/end")],
                )),
                get("https://api2.example/end")
                    .origin(Some("null"))
                    .refused(200, &[("Access-Control-Allow-Origin", ORIGIN)]),
            ],
        ),
        fetch(
            "a cached answer to somebody else",
            [get("https://cdn.example/logo.json").end(End::RefusedFromCache(
                200,
                vec![("Access-Control-Allow-Origin", "https://other.example")],
            ))],
        ),
    ]
}

fn reported() -> Vec<Fetch> {
    vec![
        fetch(
            "the preflight gets 401",
            [
                preflight("https://api.example/v1/chat", "POST", Some("authorization,content-type"))
                    .delivered(401, &[("WWW-Authenticate", "Bearer")]),
                send(
                    "POST",
                    "https://api.example/v1/chat",
                    "application/json",
                    &[("Authorization", "Bearer SECRET-TOKEN"), ("Content-Type", "application/json")],
                )
                .not_sent(),
            ],
        ),
        fetch(
            "a slash is missing",
            [
                preflight("https://api.example/shells", "DELETE", None)
                    .end(End::PreflightRedirected(308, vec![("Location", "https://api.example/shells/")])),
                get("https://api.example/shells").method("DELETE").not_sent(),
            ],
        ),
        fetch(
            "tracing headers",
            [
                preflight("https://maps.example/geocode", "GET", Some("baggage,sentry-trace")).delivered(
                    200,
                    &[("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "content-type")],
                ),
                get("https://maps.example/geocode")
                    .header("sentry-trace", "a-b-1")
                    .header("baggage", "x=1")
                    .not_sent(),
            ],
        ),
        fetch(
            "patch in lower case",
            [
                preflight("https://api.example/tasks", "patch", None).delivered(
                    204,
                    &[("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "PATCH")],
                ),
                get("https://api.example/tasks").method("patch").not_sent(),
            ],
        ),
        fetch(
            "two values in one line",
            [
                preflight("https://api.example/line", "PUT", None).delivered(
                    204,
                    &[("Access-Control-Allow-Origin", "*, *"), ("Access-Control-Allow-Methods", "PUT")],
                ),
                get("https://api.example/line").method("PUT").not_sent(),
            ],
        ),
        fetch(
            "a beacon",
            [send("POST", "https://api.example/report", "text/plain;charset=UTF-8", &[])
                .no_cors()
                .kind("ping")
                .delivered(200, &[("Access-Control-Allow-Origin", "*")])],
        ),
        fetch(
            "the network fails",
            [send("POST", "https://gone.example/upload", "text/plain", &[])
                .end(End::Nothing("net::ERR_CONNECTION_REFUSED"))],
        ),
        fetch(
            "the session is over",
            [
                get("https://app.example/api")
                    .origin(None)
                    .cookies()
                    .end(End::Redirect(302, vec![("Location", "https://login.example/?next=SECRET-NEXT")])),
                get("https://login.example/?next=SECRET-NEXT")
                    .refused(200, &[("Content-Security-Policy", "default-src *")]),
            ],
        ),
        fetch(
            "PUT to the own origin is redirected",
            [
                send("PUT", "https://app.example/a", "text/plain", &[])
                    .end(End::Redirect(301, vec![("Location", "/b")])),
                send("PUT", "https://app.example/b", "text/plain", &[]).delivered(200, &[]),
            ],
        ),
        fetch(
            "WebDAV: 207 without permission",
            [
                preflight("https://api.example/dav/", "PROPFIND", Some("depth")).delivered(
                    200,
                    &[
                        ("Access-Control-Allow-Origin", ORIGIN),
                        ("Access-Control-Allow-Methods", "PROPFIND"),
                        ("Access-Control-Allow-Headers", "depth"),
                    ],
                ),
                get("https://api.example/dav/")
                    .method("PROPFIND")
                    .header("Depth", "1")
                    .refused(207, &[("DAV", "1")]),
            ],
        ),
    ]
}

fn fetch<const N: usize>(name: &'static str, messages: [Sent; N]) -> Fetch {
    Fetch { name, messages: messages.into() }
}

fn get(url: &'static str) -> Sent {
    Sent {
        method: "GET",
        url,
        origin: Some(ORIGIN),
        mode: "cors",
        headers: Vec::new(),
        has_cookies: false,
        body: None,
        kind: "fetch",
        end: End::NotSent,
    }
}

fn send(
    method: &'static str,
    url: &'static str,
    body: &'static str,
    headers: &[(&'static str, &'static str)],
) -> Sent {
    let mut sent = Sent { method, body: Some(body), headers: headers.to_vec(), ..get(url) };
    if headers.iter().all(|(name, _)| *name != "Content-Type") {
        sent.headers.push(("Content-Type", body));
    }
    sent
}

fn preflight(url: &'static str, method: &'static str, headers: Option<&'static str>) -> Sent {
    let mut sent = Sent { method: "OPTIONS", kind: "preflight", ..get(url) };
    sent.headers.push(("Access-Control-Request-Method", method));
    sent.headers.extend(headers.map(|headers| ("Access-Control-Request-Headers", headers)));
    sent
}

impl Sent {
    fn method(self, method: &'static str) -> Self {
        Self { method, ..self }
    }

    fn origin(self, origin: Option<&'static str>) -> Self {
        Self { origin, ..self }
    }

    fn kind(self, kind: &'static str) -> Self {
        Self { kind, ..self }
    }

    fn no_cors(self) -> Self {
        Self { mode: "no-cors", origin: if self.method == "GET" { None } else { self.origin }, ..self }
    }

    fn cookies(self) -> Self {
        Self { has_cookies: true, ..self }
    }

    fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    fn end(self, end: End) -> Self {
        Self { end, ..self }
    }

    fn delivered(self, status: u16, headers: &[(&'static str, &'static str)]) -> Self {
        self.end(End::Delivered(status, headers.to_vec()))
    }

    fn refused(self, status: u16, headers: &[(&'static str, &'static str)]) -> Self {
        self.end(End::Refused(status, headers.to_vec()))
    }

    fn not_sent(self) -> Self {
        self.end(End::NotSent)
    }

    pub(crate) fn is_preflight(&self) -> bool {
        self.kind == "preflight"
    }

    /// Returns the status and the headers of the response, if there is one.
    pub(crate) fn answer(&self) -> Option<(u16, &Lines)> {
        match &self.end {
            End::Delivered(status, lines)
            | End::Refused(status, lines)
            | End::RefusedFromCache(status, lines)
            | End::PreflightRedirected(status, lines)
            | End::Redirect(status, lines) => Some((*status, lines)),
            End::Nothing(_) | End::NotSent => None,
        }
    }
}
