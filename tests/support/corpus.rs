//! Replays of exchanges that were observed in browsers: one scenario through the engine, through the twin, and beside what
//! a browser did.

#![allow(clippy::disallowed_methods, reason = "reads files")]

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use fetch_cors::request::Body;
use flate2::read::GzDecoder;
use serde_json::Value;
use url::Url;

use super::constructor::{Init, new_request};
use super::drive::{self, End, Engine, Seen, seen_by_twin};
use crate::twin::{
    self, Credentials, EmbedderPolicy, HeaderList, Mode, Options, PageOrigin, RedirectMode, ReferrerPolicy,
    RequestOutput, Scenario, WireAnswer, WireMessage,
};

/// Where the corpus is, if it is there.
pub fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    folder.is_dir().then_some(folder)
}

/// The lines of one of its files.
pub fn lines(folder: &Path, name: &str) -> Vec<Value> {
    let packed = std::fs::read(folder.join(name)).unwrap();
    let mut text = String::new();
    GzDecoder::new(packed.as_slice()).read_to_string(&mut text).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// How one request of a scenario went.
#[derive(Debug)]
pub enum Went<T> {
    Threw,
    Fetched(T),
}

/// The page and the settings of a scenario; its requests are run one by one.
fn surroundings(scenario: &Value) -> Scenario {
    Scenario {
        page: match scenario["page"].as_str().unwrap() {
            "A" => PageOrigin::Tuple("https://page.test:9443".to_owned()),
            _ => PageOrigin::Opaque(0),
        },
        client_referrer_policy: ReferrerPolicy::StrictOriginWhenCrossOrigin,
        embedder_policy: EmbedderPolicy::UnsafeNone,
        report_only_embedder_policy: EmbedderPolicy::UnsafeNone,
        partition_key: Some("https://page.test".to_owned()),
        options: Options::default(),
        requests: vec![],
    }
}

/// The scenario through the twin.
pub fn through_twin(scenario: &Value) -> Vec<Went<RequestOutput>> {
    let mut server = Server::new(scenario);
    let mut respond = |message: &WireMessage| server.answer(message);
    let mut surroundings = surroundings(scenario);
    let (mut cache, mut clock_ms) = (twin::Cache::new(), 0);
    let requests = scenario["requests"].as_array().unwrap().iter();
    requests
        .map(|request| {
            clock_ms += request["waitMs"].as_u64().unwrap_or(0);
            let Some(input) = new_request(request["url"].as_str().unwrap(), &init(request)) else {
                return Went::Threw;
            };
            surroundings.requests = vec![input];
            let mut outputs = twin::run_in(&surroundings, &mut cache, &mut clock_ms, &mut respond);
            Went::Fetched(outputs.remove(0))
        })
        .collect()
}

/// The scenario through the engine, as `fetch()` in a page; `None` if an answer is none that the `http` crate can hold.
pub fn through_engine(scenario: &Value) -> Option<Vec<Went<Seen>>> {
    let mut server = Server::new(scenario);
    let mut respond = |message: &WireMessage| server.answer(message);
    let mut engine = Engine::default();
    let page = engine.client(&surroundings(scenario));
    let requests = scenario["requests"].as_array().unwrap().iter();
    requests
        .map(|request| {
            engine.clock_ms += request["waitMs"].as_u64().unwrap_or(0);
            let init = init(request);
            let mut builder = page.fetch(request["url"].as_str().unwrap());
            if let Some(mode) = init.mode {
                builder = builder.mode(drive::mode(mode));
            }
            if let Some(credentials) = init.credentials {
                builder = builder.credentials(drive::credentials(credentials));
            }
            if let Some(method) = init.method {
                builder = builder.method(method);
            }
            if let Some(redirect) = init.redirect {
                builder = builder.redirect(drive::redirect(redirect));
            }
            if let Some(policy) = init.referrer_policy {
                builder = builder.referrer_policy(drive::referrer_policy(policy));
            }
            builder = drive::with_headers(builder, &init.headers);
            match init.body {
                None => {}
                Some(None) => builder = builder.body(Body::source()),
                Some(Some(content_type)) => builder = builder.body(Body::source().with_type(content_type)),
            }
            match builder.build() {
                Err(_) => Some(Went::Threw),
                Ok(request) => engine.fetch(request, 0, &mut respond).ok().map(Went::Fetched),
            }
        })
        .collect()
}

fn init(request: &Value) -> Init {
    let text = |member: &str| request[member].as_str();
    Init {
        mode: text("mode").map(|mode| match mode {
            "cors" => Mode::Cors,
            "no-cors" => Mode::NoCors,
            "same-origin" => Mode::SameOrigin,
            mode => panic!("{mode}"),
        }),
        credentials: text("credentials").map(|mode| match mode {
            "omit" => Credentials::Omit,
            "same-origin" => Credentials::SameOrigin,
            "include" => Credentials::Include,
            mode => panic!("{mode}"),
        }),
        method: text("method").map(bytes),
        headers: pairs(&request["headers"]),
        body: request["body"].as_object().map(|body| {
            let own = match body["kind"].as_str().unwrap() {
                "text" => "text/plain;charset=UTF-8",
                "urlencoded" => "application/x-www-form-urlencoded;charset=UTF-8",
                "json" => "application/json",
                "blob-typed" => body["type"].as_str().unwrap(),
                "multipart" => "multipart/form-data; boundary=BOUNDARY",
                _ => "",
            };
            let own = if body["kind"] == "blob-typed" { own.to_ascii_lowercase() } else { own.to_owned() };
            (!own.is_empty()).then(|| own.into_bytes())
        }),
        redirect: text("redirect").map(|mode| match mode {
            "follow" => RedirectMode::Follow,
            "error" => RedirectMode::Error,
            "manual" => RedirectMode::Manual,
            mode => panic!("{mode}"),
        }),
        referrer_policy: text("referrerPolicy").map(|policy| match policy {
            "" => ReferrerPolicy::Empty,
            "no-referrer" => ReferrerPolicy::NoReferrer,
            "no-referrer-when-downgrade" => ReferrerPolicy::NoReferrerWhenDowngrade,
            "same-origin" => ReferrerPolicy::SameOrigin,
            "origin" => ReferrerPolicy::Origin,
            "strict-origin" => ReferrerPolicy::StrictOrigin,
            "origin-when-cross-origin" => ReferrerPolicy::OriginWhenCrossOrigin,
            "strict-origin-when-cross-origin" => ReferrerPolicy::StrictOriginWhenCrossOrigin,
            "unsafe-url" => ReferrerPolicy::UnsafeUrl,
            policy => panic!("{policy}"),
        }),
    }
}

/// One character a byte.
fn bytes(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

fn text(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

fn pairs(headers: &Value) -> HeaderList {
    let pair = |h: &Value| (bytes(h[0].as_str().unwrap()), bytes(h[1].as_str().unwrap()));
    headers.as_array().unwrap().iter().map(pair).collect()
}

const SERVERS: [(&str, &str); 5] = [
    ("https://page.test:9443", "A"),
    ("https://page.test:9444", "A2"),
    ("https://api.page.test:9443", "S"),
    ("https://other.test:9443", "B"),
    ("https://third.test:9443", "C"),
];

/// Which server a URL is served by.
fn server(url: &Url) -> Option<&'static str> {
    let origin = format!("{}://{}:{}", url.scheme(), url.host_str()?, url.port()?);
    SERVERS.iter().find(|(o, _)| *o == origin).map(|(_, key)| *key)
}

/// The servers of a scenario, with how often each hop was visited.
#[derive(Debug)]
struct Server<'a> {
    scenario: &'a Value,
    visits: BTreeMap<(usize, &'static str), usize>,
}

impl<'a> Server<'a> {
    fn new(scenario: &'a Value) -> Self {
        Self { scenario, visits: BTreeMap::new() }
    }

    fn answer(&mut self, message: &WireMessage) -> Option<WireAnswer> {
        let url = Url::parse(&message.url).unwrap();
        server(&url)?;
        let mut answer = self.hop(&url).and_then(|hop| {
            let asks = message.headers.iter().any(|(n, _)| n == b"Access-Control-Request-Method");
            let kind = if message.method == "OPTIONS" && asks { "preflight" } else { "actual" };
            let visits = self.visits.entry((hop, kind)).or_default();
            let answers = self.scenario["hops"][hop][kind].as_array().unwrap();
            let answer = answers.get(*visits).or(answers.last())?;
            *visits += 1;
            Some(WireAnswer {
                status: u16::try_from(answer["status"].as_u64().unwrap()).unwrap(),
                headers: pairs(&answer["headers"])
                    .into_iter()
                    .map(|(n, v)| (n, twin::headers::trim(&v)))
                    .collect(),
            })
        });
        let answer = answer.get_or_insert_with(|| WireAnswer {
            status: 404,
            headers: vec![(b"Cache-Control".to_vec(), b"no-store".to_vec())],
        });
        if answer.status != 204 && answer.status != 304 {
            answer.headers.push((b"Content-Length".to_vec(), b"5".to_vec()));
        }
        Some(answer.clone())
    }

    fn hop(&self, url: &Url) -> Option<usize> {
        let hop = url.path().strip_prefix(&prefix(self.scenario))?.parse().ok()?;
        self.scenario["hops"].get(hop).map(|_| hop)
    }
}

fn prefix(scenario: &Value) -> String {
    format!("/s/{}/", scenario["id"].as_str().unwrap())
}

/// What can be compared of a scenario's course, in the terms of the observations.
#[derive(Debug, Default, PartialEq)]
pub struct Course {
    pub results: Vec<Outcome>,
    pub log: Vec<Logged>,
}

#[derive(Debug, PartialEq)]
pub enum Outcome {
    Threw,
    Error,
    Response {
        response_type: String,
        status: u64,
        redirected: bool,
        url: String,
        headers: Vec<(String, String)>,
    },
}

/// A message that a server saw: server, target, method, headers by name, whether there was a body.
pub type Logged = (String, String, String, BTreeMap<String, String>, bool);

impl Course {
    pub fn of_twin(scenario: &Value, went: &[Went<RequestOutput>]) -> Self {
        let mut course = Course::default();
        for request in went {
            match request {
                Went::Threw => course.results.push(Outcome::Threw),
                Went::Fetched(output) => course.add(scenario, &output.wire, &seen_by_twin(&output.outcome)),
            }
        }
        course
    }

    pub fn of_engine(scenario: &Value, went: &[Went<Seen>]) -> Self {
        let mut course = Course::default();
        for request in went {
            match request {
                Went::Threw => course.results.push(Outcome::Threw),
                Went::Fetched(seen) => course.add(scenario, &seen.wire, &seen.end),
            }
        }
        course
    }

    fn add(&mut self, scenario: &Value, wire: &[WireMessage], end: &End) {
        for message in wire {
            let url = Url::parse(&message.url).unwrap();
            let Some(at) = server(&url) else { continue };
            let Some(target) = url[url::Position::BeforePath..url::Position::AfterQuery]
                .strip_prefix(&prefix(scenario))
                .map(str::to_owned)
            else {
                continue;
            };
            let mut headers = combined(&message.headers);
            if message.include_credentials {
                headers.insert("cookie".to_owned(), "1".to_owned());
            }
            headers.retain(|name, _| !is_the_hosts_header(name));
            self.log.push((at.to_owned(), target, message.method.clone(), headers, message.send_body));
        }
        self.results.push(match end {
            End::Refused { .. } => Outcome::Error,
            // None of the scenarios begins with one.
            End::Local(_) => Outcome::Error,
            End::Response { response_type, status, headers, url, url_list_length, .. } => Outcome::Response {
                response_type: match response_type {
                    twin::ResponseType::Basic => "basic",
                    twin::ResponseType::Cors => "cors",
                    twin::ResponseType::Opaque => "opaque",
                    twin::ResponseType::OpaqueRedirect => "opaqueredirect",
                }
                .to_owned(),
                status: u64::from(*status),
                redirected: *url_list_length > 1,
                url: url.as_deref().unwrap_or("").split('#').next().unwrap().to_owned(),
                headers: combined(headers).into_iter().collect(),
            },
        });
    }

    pub fn observed(observation: &Value) -> Self {
        let result = |r: &Value| {
            if r.get("constructError").is_some() {
                return Outcome::Threw;
            }
            if r.get("error").is_some() {
                return Outcome::Error;
            }
            Outcome::Response {
                response_type: r["type"].as_str().unwrap().to_owned(),
                status: r["status"].as_u64().unwrap(),
                redirected: r["redirected"].as_bool().unwrap(),
                url: r["url"].as_str().unwrap().to_owned(),
                headers: combined(&pairs(&r["headers"])).into_iter().collect(),
            }
        };
        let logged = |m: &Value| {
            let string = |member: &str| m[member].as_str().unwrap().to_owned();
            let mut headers = combined(&pairs(&m["h"]));
            headers.retain(|name, _| !is_the_hosts_header(name));
            (string("at"), string("t"), string("m"), headers, m.get("b").is_some())
        };
        Course {
            results: observation["results"].as_array().unwrap().iter().map(result).collect(),
            log: observation["log"].as_array().unwrap().iter().map(logged).collect(),
        }
    }
}

/// For each request whether its times may be seen: what the engine says of a response.
pub fn times_of_engine(went: &[Went<Seen>]) -> Vec<Option<bool>> {
    went.iter()
        .map(|request| match request {
            Went::Fetched(Seen { end: End::Response { finish: Some(finish), .. }, .. }) => {
                Some(finish.timing_allow_passed)
            }
            _ => None,
        })
        .collect()
}

/// The same as a browser showed it, where it was looked at.
pub fn times_observed(observation: &Value) -> Vec<Option<bool>> {
    let results = observation["results"].as_array().unwrap().iter();
    results.map(|result| result["timing"]["requestStart"].as_bool()).collect()
}

fn combined(headers: &HeaderList) -> BTreeMap<String, String> {
    let mut combined: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers {
        let (name, value) = (text(&name.to_ascii_lowercase()), text(value));
        combined.entry(name).and_modify(|all| *all = format!("{all}, {value}")).or_insert(value);
    }
    // On the wire, what stands around a value is not a part of it.
    combined.into_iter().map(|(name, value)| (name, value.trim_matches([' ', '\t']).to_owned())).collect()
}

/// Headers that the engine leaves to its host.
fn is_the_hosts_header(name: &str) -> bool {
    name.starts_with("sec-fetch-")
        || matches!(
            name,
            "referer" | "user-agent" | "accept-language" | "content-length" | "cache-control" | "pragma"
        )
}
