//! Rows: a fact of a test file, as fetches with scripted answers or as a rule asked alone.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};

use fetch_cors::error::Phase;
use fetch_cors::request::RequestError;
use fetch_cors::response::ResponseType;
use fetch_cors::{FilteredResponse, Request};

use crate::scenario::{Answer, Build, Sent, World};

/// One fact.
#[derive(Clone)]
pub struct Row {
    /// The test file that it restates.
    pub file: &'static str,
    says: String,
    difference: Option<String>,
    fetches: Vec<Fetch>,
}

/// A fetch of a row: the messages it has to send, with what they are answered, and its end.
#[derive(Clone)]
struct Fetch {
    request: Result<Request, RequestError>,
    wait: u64,
    talk: Vec<(Message, Answer)>,
    end: End,
}

#[derive(Clone)]
enum End {
    Unsaid,
    Response(Response),
    Error { phase: Phase, code: &'static str, step: &'static str },
    Throws(&'static str),
}

/// What a rule gives, and what it has to give.
pub fn rule<T: PartialEq + Debug>(file: &'static str, says: impl Into<String>, is: T, has_to_be: T) -> Row {
    let difference = (is != has_to_be).then(|| format!("is {is:?}, has to be {has_to_be:?}"));
    Row { file, says: says.into(), difference, fetches: Vec::new() }
}

/// What happens when a request is fetched: `sends` for each message, then one of `gives`, `fails` and `throws`. With
/// `then`, another fetch that shares the preflight cache.
pub fn fetch(file: &'static str, says: impl Into<String>, request: impl Build) -> Row {
    Row { file, says: says.into(), difference: None, fetches: Vec::new() }.then(request)
}

impl Row {
    /// The next fetch.
    pub fn then(mut self, request: impl Build) -> Self {
        self.fetches.push(Fetch { request: request.build(), wait: 0, talk: Vec::new(), end: End::Unsaid });
        self
    }

    /// So many seconds after the fetch before it.
    pub fn after(mut self, seconds: u64) -> Self {
        self.last().wait = seconds;
        self
    }

    /// The next message, and what it is answered.
    pub fn sends(mut self, message: Message, answer: Answer) -> Self {
        self.last().talk.push((message, answer));
        self
    }

    /// It ends with this response.
    pub fn gives(self, response: Response) -> Self {
        self.ends(End::Response(response))
    }

    /// It ends with a network error: the code of its reason, and its step.
    pub fn fails(self, phase: Phase, code: &'static str, step: &'static str) -> Self {
        self.ends(End::Error { phase, code, step })
    }

    /// There is no such request: the name of the `RequestError`.
    pub fn throws(self, error: &'static str) -> Self {
        self.ends(End::Throws(error))
    }

    fn ends(mut self, end: End) -> Self {
        self.last().end = end;
        self
    }

    fn last(&mut self) -> &mut Fetch {
        self.fetches.last_mut().expect("a row that fetches")
    }

    fn run(self) {
        assert_eq!(self.difference, None);
        let mut world = World::new();
        for fetch in self.fetches {
            fetch.run(&mut world);
        }
    }
}

impl Fetch {
    fn run(self, world: &mut World) {
        world.wait(self.wait);
        let request = match (self.request, &self.end) {
            (Ok(request), _) => request,
            (Err(error), End::Throws(expected)) => {
                let error = format!("{error:?}");
                let name = error.split(|c: char| !c.is_alphanumeric()).next();
                assert!(name == Some(expected) && self.talk.is_empty(), "threw {error}, not {expected}");
                return;
            }
            (Err(error), _) => panic!("threw {error:?}"),
        };
        let (messages, answers): (Vec<Message>, Vec<Answer>) = self.talk.into_iter().unzip();
        let ran = world.run_request(request, &answers);
        for (message, sent) in messages.iter().zip(&ran.sent) {
            message.check(sent);
        }
        match (self.end, &ran.outcome) {
            (End::Response(expected), Ok(response)) => expected.check(response),
            (End::Error { phase, code, step }, Err(error)) => {
                let is = (error.phase(), error.reason().code(), error.step().to_string());
                assert_eq!(is, (phase, code, step.to_owned()), "{error}");
            }
            (End::Unsaid, _) => panic!("the row does not say how it ends: {:?}", ran.outcome),
            (End::Throws(name), _) => panic!("did not throw {name}"),
            (_, outcome) => panic!("ended with {outcome:?}"),
        }
    }
}

/// A message that has to go over the wire; what is not said of it is not looked at.
#[derive(Clone)]
pub struct Message {
    preflight: bool,
    method: String,
    url: String,
    headers: Vec<(String, Option<String>)>,
    credentials: Option<bool>,
    body: Option<bool>,
}

/// A message that is no preflight.
pub fn message(method: &str, url: &str) -> Message {
    let headers = vec![];
    Message {
        preflight: false,
        method: method.to_owned(),
        url: url.to_owned(),
        headers,
        credentials: None,
        body: None,
    }
}

/// A preflight that asks for a method and for these headers (`""` for none). It never has credentials or a body.
pub fn preflight(url: &str, method: &str, names: &str) -> Message {
    let asks = Message { preflight: true, ..message("OPTIONS", url) };
    let asks = asks.with("access-control-request-method", method).credentials(false).body(false);
    match names {
        "" => asks.without("access-control-request-headers"),
        names => asks.with("access-control-request-headers", names),
    }
}

impl Message {
    /// It has this header, once.
    pub fn with(self, name: &str, value: &str) -> Self {
        self.header(name, Some(value.to_owned()))
    }

    /// It has no such header.
    pub fn without(self, name: &str) -> Self {
        self.header(name, None)
    }

    fn header(mut self, name: &str, value: Option<String>) -> Self {
        self.headers.push((name.to_owned(), value));
        self
    }

    /// Whether it may have cookies.
    pub fn credentials(self, included: bool) -> Self {
        Self { credentials: Some(included), ..self }
    }

    /// Whether it has the body.
    pub fn body(self, sent: bool) -> Self {
        Self { body: Some(sent), ..self }
    }

    fn check(&self, sent: &Sent) {
        assert_eq!((sent.method.as_str(), sent.url.as_str()), (self.method.as_str(), self.url.as_str()));
        assert_eq!(sent.preflight, self.preflight, "whether {sent:?} is a preflight");
        for (name, value) in &self.headers {
            assert_eq!(sent.header(name), *value, "{name} of {sent:?}");
        }
        assert_eq!(sent.credentials, self.credentials.unwrap_or(sent.credentials), "credentials, {sent:?}");
        assert_eq!(sent.body, self.body.unwrap_or(sent.body), "body, {sent:?}");
    }
}

/// What script has to see; what is not said of it is not looked at.
#[derive(Clone)]
pub struct Response {
    kind: ResponseType,
    status: u16,
    url: Option<Option<String>>,
    redirected: Option<bool>,
    body: Option<bool>,
    headers: Vec<(String, Option<String>)>,
}

/// A response of this type and status.
pub fn response(kind: ResponseType, status: u16) -> Response {
    Response { kind, status, url: None, redirected: None, body: None, headers: Vec::new() }
}

/// What is left of a response that script may not see.
pub fn opaque() -> Response {
    Response { url: Some(None), ..response(ResponseType::Opaque, 0).redirected(false).body(false) }
}

impl Response {
    /// Its URL.
    pub fn at(self, url: &str) -> Self {
        Self { url: Some(Some(url.to_owned())), ..self }
    }

    /// Whether there was a redirect.
    pub fn redirected(self, redirected: bool) -> Self {
        Self { redirected: Some(redirected), ..self }
    }

    /// Whether it has a body.
    pub fn body(self, seen: bool) -> Self {
        Self { body: Some(seen), ..self }
    }

    /// It has this header, all its values joined.
    pub fn shows(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), Some(value.to_owned())));
        self
    }

    /// It has no such header.
    pub fn hides(mut self, name: &str) -> Self {
        self.headers.push((name.to_owned(), None));
        self
    }

    fn check(&self, is: &FilteredResponse<&'static str>) {
        assert_eq!((is.response_type(), is.status()), (self.kind, self.status));
        if let Some(url) = &self.url {
            assert_eq!(is.url().map(|url| url.as_str()), url.as_deref());
        }
        assert_eq!(is.redirected(), self.redirected.unwrap_or(is.redirected()), "redirected");
        assert_eq!(is.body().is_some(), self.body.unwrap_or(is.body().is_some()), "body");
        for (name, value) in &self.headers {
            let seen = is.header_list().get(name.as_bytes()).unwrap();
            assert_eq!(seen.map(|value| String::from_utf8(value).unwrap()), *value, "{name}");
        }
    }
}

/// Every row has to hold; all that do not are named.
pub fn check(rows: impl IntoIterator<Item = Row>) {
    let wrong: Vec<String> = rows.into_iter().filter_map(fault).collect();
    assert!(wrong.is_empty(), "{} rows do not hold:\n{}", wrong.len(), wrong.join("\n"));
}

/// What is wrong with a row. The scripted fetches panic where something is, so that is caught here.
fn fault(row: Row) -> Option<String> {
    let name = format!("{}: {}", row.file, row.says);
    let panic = catch_unwind(AssertUnwindSafe(|| row.run())).err()?;
    let message = panic.downcast_ref::<String>().cloned();
    let message = message.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    Some(format!("{name}\n    {}", message.unwrap_or_default()))
}

/// The machinery itself: a row that is wrong in one point does not hold.
mod self_check {
    use fetch_cors::error::Phase;
    use fetch_cors::response::ResponseType;

    use super::{fault, fetch, message, opaque, preflight, response, rule};
    use crate::scenario::{API, APP, page, shared, shared_with};

    const API_ROOT: &str = "https://api.example/";

    #[test]
    fn rows_that_hold_and_rows_that_do_not() {
        let get = || fetch("a", "b", page().fetch(API));
        let sent = || message("GET", API_ROOT).with("origin", APP).without("cookie").credentials(false);
        let seen =
            || response(ResponseType::Cors, 200).at(API_ROOT).redirected(false).body(true).hides("x-a");
        let put = || fetch("a", "b", page().fetch(API).method("PUT"));
        let allowed = || shared_with(&[("access-control-allow-methods", "PUT")]);
        let hold = [
            rule("a", "b", 1, 1),
            get().sends(sent(), shared()).gives(seen()),
            put().sends(preflight(API_ROOT, "PUT", ""), shared()).fails(
                Phase::Preflight,
                "method-not-allowed",
                "CORS-preflight fetch 7.5",
            ),
            fetch("a", "b", page().fetch("nowhere")).throws("InvalidUrl"),
        ];
        for row in hold {
            assert_eq!(fault(row), None);
        }
        let do_not = [
            rule("a", "b", 1, 2),
            get(),
            get().sends(sent(), shared()),
            get().sends(sent(), shared()).sends(sent(), shared()).gives(seen()),
            get().sends(sent(), shared()).throws("InvalidUrl"),
            get().sends(sent(), shared()).fails(Phase::Actual, "missing-allow-origin", "CORS check 2"),
            get().sends(message("HEAD", API_ROOT), shared()).gives(seen()),
            get().sends(message("GET", APP), shared()).gives(seen()),
            get().sends(sent().with("origin", API), shared()).gives(seen()),
            get().sends(sent().without("origin"), shared()).gives(seen()),
            get().sends(sent().credentials(true), shared()).gives(seen()),
            get().sends(sent().body(true), shared()).gives(seen()),
            get().sends(preflight(API_ROOT, "GET", ""), shared()).gives(seen()),
            get().sends(sent(), shared()).gives(opaque()),
            get().sends(sent(), shared()).gives(response(ResponseType::Basic, 200)),
            get().sends(sent(), shared()).gives(response(ResponseType::Cors, 204)),
            get().sends(sent(), shared()).gives(seen().at(APP)),
            get().sends(sent(), shared()).gives(seen().redirected(true)),
            get().sends(sent(), shared()).gives(seen().body(false)),
            get().sends(sent(), shared()).gives(seen().shows("x-a", "1")),
            get().sends(sent(), shared_with(&[("cache-control", "a")])).gives(seen().hides("cache-control")),
            put().sends(message("PUT", API_ROOT), shared()).gives(seen()),
            put()
                .sends(preflight(API_ROOT, "PUT", ""), allowed())
                .sends(message("PUT", API_ROOT), shared())
                .gives(seen())
                .then(page().fetch(API).method("PUT"))
                .after(6)
                .sends(message("PUT", API_ROOT), shared())
                .gives(seen()),
            put().sends(preflight(API_ROOT, "PUT", "x-a"), allowed()).sends(sent(), shared()).gives(seen()),
            put().sends(preflight(API_ROOT, "PUT", ""), shared()).fails(
                Phase::Preflight,
                "method-not-allowed",
                "CORS-preflight fetch 7.6",
            ),
            fetch("a", "b", page().fetch("nowhere")).throws("InvalidMethod"),
            fetch("a", "b", page().fetch("nowhere")),
        ];
        for (at, row) in do_not.into_iter().enumerate() {
            assert!(fault(row).is_some(), "row {at} holds");
        }
    }
}
