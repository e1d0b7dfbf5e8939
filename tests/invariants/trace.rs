//! A fetch as somebody sees it who sits between the engine and the network.

use std::fmt;
use std::time::Duration;

use fetch_cors::error::Blocker;
use fetch_cors::fetch::ServiceWorkerResponse;
use fetch_cors::lab::Answer;
use fetch_cors::preflight::cache::Kind;
use fetch_cors::request::{CredentialsMode, Mode, RedirectMode};
use fetch_cors::{Exchange, FilteredResponse, Hop, NetworkError, PreflightCache, Step, Timestamp};
use http::Response;
use url::Url;

use crate::naive::{self, Lines};
use crate::story::{Asked, Surroundings, Worker};

/// What was asked, what went over the wire, and how it ended.
#[derive(Clone)]
pub struct Trace {
    /// The page's origin, `null` if it is opaque.
    pub page: String,
    pub partition: Option<&'static str>,
    pub mode: Mode,
    pub include: bool,
    pub redirect: RedirectMode,
    /// Whether a preflight is asked for, as for uploads and streams.
    pub upload: bool,
    /// Whether method and headers are script's.
    pub unsafe_request: bool,
    pub surroundings: Surroundings,
    pub hops: Vec<Seen>,
    pub sent: Vec<Sent>,
    /// `None` if it was dropped.
    pub outcome: Option<Result<FilteredResponse<()>, NetworkError>>,
}

/// A hop, as it came up.
#[derive(Clone, Debug)]
pub struct Seen {
    pub url: Url,
    pub method: String,
    pub headers: Lines,
    /// Whether a service worker answered it.
    pub by_worker: bool,
}

/// A message.
#[derive(Clone, Debug)]
pub struct Sent {
    pub hop: usize,
    pub preflight: bool,
    pub method: String,
    pub url: Url,
    pub headers: Lines,
    pub credentials: bool,
    pub body: bool,
    /// Whether it says that its URL is exempt from CORS.
    pub exempt: bool,
    pub at: Duration,
    pub answer: Option<Answered>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answered {
    pub at: Duration,
    pub status: u16,
    pub headers: Lines,
}

/// What a message was tainted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taint {
    Basic,
    Cors,
    Opaque,
}

impl Trace {
    /// The request's URL list at a hop.
    pub fn urls(&self, hop: usize) -> Vec<&Url> {
        self.hops[..=hop].iter().map(|seen| &seen.url).collect()
    }

    /// The request's origin as the servers of a hop see it.
    pub fn origin_at(&self, hop: usize) -> &str {
        naive::serialized(&self.page, &self.urls(hop))
    }

    /// Main fetch 12: once a request has been another origin's, it stays so.
    pub fn taint_at(&self, hop: usize) -> Taint {
        let urls = self.urls(hop);
        let away = urls.iter().any(|url| url.scheme() != "data" && naive::is_cross_origin(&self.page, url));
        match self.mode {
            Mode::Navigate | Mode::Websocket | Mode::Webtransport => Taint::Basic,
            _ if !away => Taint::Basic,
            Mode::NoCors => Taint::Opaque,
            _ => Taint::Cors,
        }
    }

    pub fn preflights(&self) -> impl Iterator<Item = &Sent> {
        self.sent.iter().filter(|sent| sent.preflight)
    }

    pub fn actuals(&self) -> impl Iterator<Item = &Sent> {
        self.sent.iter().filter(|sent| !sent.preflight)
    }

    /// Servers that answer as they did, or with what there is instead to the message of that place. What was not sent
    /// then, they grant.
    pub fn server<'a>(
        &'a self,
        instead: impl Fn(usize) -> Option<&'a Answered>,
    ) -> impl FnMut(&Exchange) -> Option<Response<()>> {
        let mut actuals = 0;
        move |exchange| {
            let preflight = exchange.is_preflight();
            // What service workers answer, they answer again: the messages have the same places.
            let nth = |sent: &Sent| self.actuals().filter(|actual| actual.hop < sent.hop).count();
            let then = self.sent.iter().position(|sent| sent.preflight == preflight && nth(sent) == actuals);
            actuals += usize::from(!preflight);
            match then {
                None => Answer::permissive().to(exchange),
                Some(place) => instead(place).or(self.sent[place].answer.as_ref()).map(Answered::response),
            }
        }
    }

    pub fn response(&self) -> Option<&FilteredResponse<()>> {
        self.outcome.as_ref()?.as_ref().ok()
    }

    pub fn error(&self) -> Option<&NetworkError> {
        self.outcome.as_ref()?.as_ref().err()
    }
}

impl Sent {
    pub fn values(&self, name: &str) -> Vec<&[u8]> {
        naive::values(&self.headers, name)
    }

    /// What the request itself had: script can set none of the others.
    pub fn own_headers(&self) -> Lines {
        let added = |name: &str| {
            ["origin", "referer", "accept-encoding"].contains(&name) || name.starts_with("sec-fetch-")
        };
        self.headers.iter().filter(|(name, _)| !added(name)).cloned().collect()
    }
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { page, mode, include, redirect, upload, surroundings, hops, sent, outcome, .. } = self;
        let text = |lines: &Lines| -> String {
            lines.iter().map(|(name, value)| format!("\n    {name}: {}", value.escape_ascii())).collect()
        };
        writeln!(f, "{page}, mode {mode}, include: {include}, redirect {redirect}, upload: {upload}")?;
        writeln!(f, "  {surroundings:?}")?;
        for seen in hops {
            writeln!(
                f,
                "  hop {} {}{}",
                seen.method,
                seen.url,
                if seen.by_worker { " by a worker" } else { "" }
            )?;
        }
        for sent in sent {
            let with = if sent.credentials { " with credentials" } else { "" };
            writeln!(f, "  {:?} → {} {}{with}{}", sent.at, sent.method, sent.url, text(&sent.headers))?;
            match &sent.answer {
                Some(answer) => {
                    writeln!(f, "  {:?} ← {}{}", answer.at, answer.status, text(&answer.headers))?;
                }
                None => writeln!(f, "  ← nothing")?,
            }
        }
        match outcome {
            None => write!(f, "  dropped"),
            Some(Err(error)) => write!(f, "  {error}"),
            Some(Ok(response)) => {
                write!(
                    f,
                    "  a response of type {}, status {}, ",
                    response.response_type(),
                    response.status()
                )?;
                write!(f, "{:?}", response.header_list())
            }
        }
    }
}

/// An entry of the preflight cache.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    pub key: Key,
    pub is_method: bool,
    pub name: String,
    pub credentials: bool,
    pub expires: Duration,
}

/// What an entry is found by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub partition: Option<String>,
    pub origin: String,
    pub url: String,
}

/// A cache, and a clock.
#[derive(Debug, Default)]
pub struct World {
    pub cache: PreflightCache,
    pub now: Duration,
}

impl World {
    /// Fetches to the end.
    pub fn run(&mut self, asked: &Asked, server: impl FnMut(&Exchange) -> Option<Response<()>>) -> Trace {
        self.run_for(usize::MAX, asked, server)
    }

    /// Fetches, and drops what there is after so many steps.
    pub fn run_for(
        &mut self,
        steps: usize,
        asked: &Asked,
        mut server: impl FnMut(&Exchange) -> Option<Response<()>>,
    ) -> Trace {
        let request = asked.request();
        let mut trace = Trace {
            page: asked.scene.call.page.as_str().to_owned(),
            partition: asked.setting.partition,
            mode: request.mode(),
            include: request.credentials_mode() == CredentialsMode::Include,
            redirect: request.redirect_mode(),
            upload: request.use_cors_preflight(),
            unsafe_request: request.unsafe_request(),
            surroundings: asked.setting.surroundings.clone(),
            hops: Vec::new(),
            sent: Vec::new(),
            outcome: None,
        };
        let mut workers = asked.setting.workers.iter();
        let mut step = Step::Redirect(Hop::new(request));
        for _ in 0..steps {
            step = match step {
                Step::Redirect(hop) => {
                    let hop = if asked.setting.upgrade { hop.upgrade_to_https() } else { hop };
                    let blocked = asked.setting.block == Some(trace.hops.len() + 1);
                    let worker = workers.next().filter(|_| !blocked && hop.service_worker_may_respond());
                    trace.hops.push(Seen::new(&hop, worker.is_some()));
                    match worker {
                        _ if blocked => hop.block(Blocker::ContentSecurityPolicy, &mut self.cache),
                        Some(worker) => hop.respond_from_service_worker(
                            worker.response(),
                            &mut self.cache,
                            Timestamp::new(self.now),
                        ),
                        None => hop.run(&mut self.cache, Timestamp::new(self.now)),
                    }
                }
                Step::Send(exchange) => {
                    let proxy = asked.setting.surroundings.proxy == Some(trace.sent.len() + 1);
                    let response = match proxy {
                        true => Some(Response::builder().status(407).body(()).unwrap()),
                        false => server(&exchange),
                    };
                    trace.sent.push(Sent::new(&exchange, trace.hops.len() - 1, self.now));
                    self.now += asked.setting.latency;
                    if let (Some(sent), Some(response)) = (trace.sent.last_mut(), &response) {
                        sent.answer = Some(Answered::new(response, self.now));
                    }
                    match response {
                        Some(response) => {
                            exchange.respond(response, &mut self.cache, Timestamp::new(self.now))
                        }
                        None => exchange.fail("the network gave no response", &mut self.cache),
                    }
                }
                Step::Local(local) => local.respond(Response::new(())),
                Step::Done(Ok(mut response)) => match response.next_manual_redirect() {
                    Some(Ok(hop)) => Step::Redirect(hop),
                    Some(Err(error)) => Step::Done(Err(error)),
                    None => {
                        trace.outcome = Some(Ok(response));
                        return trace;
                    }
                },
                Step::Done(Err(error)) => {
                    trace.outcome = Some(Err(error));
                    return trace;
                }
            }
        }
        if let Step::Done(outcome) = step {
            trace.outcome = Some(outcome);
        }
        trace
    }

    pub fn wait(&mut self, duration: Duration) {
        self.now += duration;
    }

    /// What the cache holds, in order.
    pub fn entries(&self) -> Vec<Entry> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut entries: Vec<Entry> = self
            .cache
            .iter(Timestamp::new(self.now))
            .map(|entry| Entry {
                key: Key {
                    partition: entry.partition.and_then(|key| key.second_key()).map(str::to_owned),
                    origin: text(entry.origin),
                    url: entry.url.to_owned(),
                },
                is_method: entry.kind == Kind::Method,
                name: text(entry.name),
                credentials: entry.credentials,
                expires: entry.expires.since_start(),
            })
            .collect();
        entries.sort();
        entries
    }
}

impl Seen {
    fn new(hop: &Hop, by_worker: bool) -> Self {
        Self {
            url: hop.url().clone(),
            method: hop.request().method().to_string(),
            headers: lines(hop.request().headers().iter()),
            by_worker,
        }
    }
}

impl Sent {
    fn new(exchange: &Exchange, hop: usize, at: Duration) -> Self {
        Self {
            hop,
            preflight: exchange.is_preflight(),
            method: exchange.method().to_string(),
            url: exchange.url().clone(),
            headers: lines(exchange.headers().iter()),
            credentials: exchange.include_credentials(),
            body: exchange.send_body(),
            exempt: exchange.is_exempt_from_cors(),
            at,
            answer: None,
        }
    }
}

impl Answered {
    fn new(response: &Response<()>, at: Duration) -> Self {
        let headers =
            response.headers().iter().map(|(name, value)| (name.as_str().as_bytes(), value.as_bytes()));
        Self { at, status: response.status().as_u16(), headers: lines(headers) }
    }

    /// The response that it was.
    pub fn response(&self) -> Response<()> {
        let mut response = Response::builder().status(self.status);
        for (name, value) in &self.headers {
            response = response.header(name, value.as_slice());
        }
        response.body(()).unwrap()
    }
}

impl Worker {
    fn response(&self) -> ServiceWorkerResponse<()> {
        match self {
            Self::Error => ServiceWorkerResponse::Error,
            Self::Made => ServiceWorkerResponse::constructed(Response::new(())),
            Self::Redirects(to) => {
                let moved = Response::builder().status(307).header("location", *to).body(()).unwrap();
                ServiceWorkerResponse::constructed(moved)
            }
        }
    }
}

fn lines<'a>(headers: impl Iterator<Item = (&'a [u8], &'a [u8])>) -> Lines {
    headers
        .map(|(name, value)| (String::from_utf8_lossy(name).to_ascii_lowercase(), value.to_vec()))
        .collect()
}
