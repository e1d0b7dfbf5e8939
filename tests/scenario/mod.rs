//! Whole fetches with scripted responses.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "each test uses a part of it, and a test may panic"
)]

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use fetch_cors::error::{Phase, Reason};
use fetch_cors::request::{
    CredentialsMode, Destination, FetchBuilder, Mode, RequestError, ResourceBuilder, UncheckedBuilder,
    XhrBuilder,
};
use fetch_cors::site::Sites;
use fetch_cors::{
    Client, FilteredResponse, Hop, NetworkError, Origin, PreflightCache, Request, Step, Timestamp,
};

/// The origin of the page.
pub const APP: &str = "https://app.example";
/// Another origin.
pub const API: &str = "https://api.example";
/// A third.
pub const OTHER: &str = "https://other.example";

/// What stands in for the public suffix list: the last two labels.
#[derive(Debug)]
pub struct LastTwoLabels;

impl Sites for LastTwoLabels {
    fn registrable_domain<'d>(&self, domain: &'d str) -> Option<&'d str> {
        let (rest, _) = domain.rsplit_once('.')?;
        Some(&domain[rest.rfind('.').map_or(0, |dot| dot + 1)..])
    }
}

/// A page of [`APP`].
pub fn page() -> Client {
    client(Origin::parse(APP).unwrap())
}

/// A page of an opaque origin.
pub fn sandbox() -> Client {
    client(Origin::new_opaque())
}

/// A page of this origin.
pub fn client(origin: Origin) -> Client {
    // The headers that each message has anyway would only be in the way here.
    Client::with_sites(origin, Arc::new(LastTwoLabels)).with_fetch_metadata(false)
}

/// The request of an image, for tests that change its modes.
pub fn unchecked_image(client: &Client, url: &str) -> UncheckedBuilder {
    client
        .unchecked_request(url)
        .destination(Destination::Image)
        .mode(Mode::NoCors)
        .credentials(CredentialsMode::Include)
        .use_url_credentials(true)
}

/// What a server answers, or that it does not.
#[derive(Clone, Debug)]
pub enum Answer {
    Response(u16, Vec<(String, Vec<u8>)>),
    Nothing,
}

pub fn answer<V: AsRef<[u8]>>(status: u16, headers: &[(&str, V)]) -> Answer {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), value.as_ref().to_vec()));
    Answer::Response(status, headers.collect())
}

/// 200 with `Access-Control-Allow-Origin: *`.
pub fn shared() -> Answer {
    answer(200, &[("access-control-allow-origin", "*")])
}

/// 200 with these headers beside `Access-Control-Allow-Origin: *`.
pub fn shared_with(headers: &[(&str, &str)]) -> Answer {
    answer(200, &[&[("access-control-allow-origin", "*")], headers].concat())
}

/// A redirect with `Access-Control-Allow-Origin: *`.
pub fn redirect(status: u16, location: &str) -> Answer {
    answer(status, &[("access-control-allow-origin", "*"), ("location", location)])
}

pub fn response(status: u16, headers: &[(String, Vec<u8>)]) -> http::Response<&'static str> {
    let mut response = http::Response::new("hello");
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
    for (name, value) in headers {
        let name = http::HeaderName::from_bytes(name.as_bytes()).unwrap();
        response.headers_mut().try_append(name, http::HeaderValue::from_bytes(value).unwrap()).unwrap();
    }
    response
}

/// A message that went over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub preflight: bool,
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub credentials: bool,
    pub body: bool,
}

impl Sent {
    /// The values of a header, joined.
    pub fn header(&self, name: &str) -> Option<String> {
        let values: Vec<&str> = self
            .headers
            .iter()
            .filter(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .collect();
        (!values.is_empty()).then(|| values.join(", "))
    }
}

/// What became of a fetch.
#[derive(Debug)]
pub struct Ran {
    pub sent: Vec<Sent>,
    pub outcome: Result<FilteredResponse<&'static str>, NetworkError>,
}

impl Ran {
    /// Method and URL of each message.
    pub fn wire(&self) -> Vec<(&str, &str)> {
        self.sent.iter().map(|sent| (sent.method.as_str(), sent.url.as_str())).collect()
    }

    #[track_caller]
    pub fn response(&self) -> &FilteredResponse<&'static str> {
        self.outcome.as_ref().expect("a response")
    }

    #[track_caller]
    pub fn error(&self) -> &NetworkError {
        self.outcome.as_ref().expect_err("a network error")
    }

    #[track_caller]
    pub fn refused(&self, phase: Phase, reason: impl Into<Reason>, step: &str) {
        let error = self.error();
        let expected = reason.into();
        assert_eq!(
            (error.phase(), error.reason(), error.step().to_string().as_str()),
            (phase, &expected, step)
        );
    }
}

/// A builder of any kind.
pub trait Build: Clone {
    fn build(self) -> Result<Request, RequestError>;

    /// The request, which has to be one.
    fn made(self) -> Request {
        self.build().unwrap()
    }
}

macro_rules! build {
    ($($builder:ident)*) => {$(
        impl Build for $builder {
            fn build(self) -> Result<Request, RequestError> {
                self.build()
            }
        }
    )*};
}

build!(FetchBuilder XhrBuilder ResourceBuilder UncheckedBuilder);

impl Build for Request {
    fn build(self) -> Result<Request, RequestError> {
        Ok(self)
    }
}

/// A cache and a clock that fetches share.
#[derive(Debug, Default)]
pub struct World {
    pub cache: PreflightCache,
    pub now: Timestamp,
}

impl World {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn wait(&mut self, seconds: u64) {
        self.now = self.now.after(Duration::from_secs(seconds));
    }

    /// Runs a fetch through to its end. There have to be as many answers as messages.
    #[track_caller]
    pub fn run(&mut self, request: impl Build, answers: &[Answer]) -> Ran {
        self.run_request(request.build().unwrap(), answers)
    }

    #[track_caller]
    pub fn run_request(&mut self, request: Request, answers: &[Answer]) -> Ran {
        self.run_hop(Hop::new(request), answers)
    }

    #[track_caller]
    pub fn run_hop(&mut self, hop: Hop, answers: &[Answer]) -> Ran {
        let mut answers: VecDeque<_> = answers.iter().collect();
        let mut sent = Vec::new();
        let mut step = hop.run(&mut self.cache, self.now);
        let outcome = loop {
            step = match step {
                Step::Send(exchange) => {
                    sent.push(Sent {
                        preflight: exchange.is_preflight(),
                        method: exchange.method().to_string(),
                        url: exchange.url().to_string(),
                        headers: exchange.headers().iter().map(|(n, v)| (text(n), text(v))).collect(),
                        credentials: exchange.include_credentials(),
                        body: exchange.send_body(),
                    });
                    match answers.pop_front() {
                        Some(Answer::Response(status, headers)) => {
                            exchange.respond(response(*status, headers), &mut self.cache, self.now)
                        }
                        Some(Answer::Nothing) => {
                            exchange.fail("the network gave no response", &mut self.cache)
                        }
                        None => panic!("no answer scripted for {:?}", sent.last()),
                    }
                }
                Step::Redirect(hop) => hop.run(&mut self.cache, self.now),
                Step::Local(local) => local.respond(http::Response::new("local")),
                Step::Done(outcome) => break outcome,
            }
        };
        assert!(answers.is_empty(), "answers left over: {answers:?}, sent {sent:?}");
        Ran { sent, outcome }
    }
}

/// Runs a fetch with a cache of its own.
#[track_caller]
pub fn run(request: impl Build, answers: &[Answer]) -> Ran {
    World::new().run(request, answers)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
