//! The replay: runs the engine with the answers of a story.

use std::sync::Arc;

use http::Method;
use url::Url;

use super::gap::{Gap, GapKind};
use super::place::Place;
use super::story::{Answer, Event, Received, Story};
use crate::error::{Blocker, ErrorKind, NetworkError, Phase, Reason};
use crate::fetch::{Exchange, Hop, LocalFetch, Purpose, ServiceWorkerResponse, Step};
use crate::filter::FilteredResponse;
use crate::header::{HeaderList, cors_unsafe_request_header_names};
use crate::preflight::{CacheKey, PreflightCache, preflight_need};
use crate::redirect::is_redirect_status;
use crate::request::{CredentialsMode, Destination, Request, ResponseTainting};
use crate::response::Response;
use crate::timestamp::Timestamp;

/// The result of replaying a story.
#[derive(Debug)]
pub(super) struct Replay {
    /// The messages that were sent, in order.
    pub(super) turns: Vec<Turn>,
    /// The parts that the story does not say.
    pub(super) gaps: Vec<Gap>,
    /// The index of the first event that was not used.
    pub(super) next: usize,
    /// What the host did apart from sending messages, in order.
    pub(super) acts: Vec<Act>,
    pub(super) end: End,
}

/// An act of the host that is not the sending of a message.
#[derive(Debug)]
pub(super) struct Act {
    /// The number of messages before this act.
    pub(super) turns: usize,
    pub(super) hop: usize,
    /// The current URL at that time.
    pub(super) url: Arc<Url>,
    pub(super) kind: ActKind,
}

/// The kind of an [`Act`].
#[derive(Clone, Debug)]
pub(super) enum ActKind {
    UpgradedToHttps,
    Blocked(Blocker),
    ServiceWorker,
    Local,
}

/// A message of the replay, with the state of the request at that time.
#[derive(Debug)]
pub(super) struct Turn {
    /// The index of the event that holds the answer. `None` if the story has no answer to this message.
    pub(super) event: Option<usize>,
    pub(super) purpose: Purpose,
    pub(super) include_credentials: bool,
    /// Whether the client's policy exempts the URL from CORS.
    pub(super) is_exempt: bool,
    /// The request as it was when the message was sent.
    pub(super) request: Request,
    /// The URL of the message.
    pub(super) url: Arc<Url>,
    /// The headers of the message.
    pub(super) headers: HeaderList,
}

/// The end of a replay.
#[derive(Debug)]
pub(super) enum End {
    Response(Box<FilteredResponse<()>>),
    Refused(NetworkError),
    /// The story does not say how the fetch went on.
    Unknown,
}

impl Turn {
    pub(super) fn is_preflight(&self) -> bool {
        self.purpose != Purpose::Actual
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    pub(super) fn hop(&self) -> usize {
        self.request.redirect_count().into()
    }

    /// Returns the place of this message or, if its status is known, of the response to it.
    pub(super) fn place(&self, status: Option<u16>) -> Place {
        let phase = match status {
            _ if self.is_preflight() => Phase::Preflight,
            Some(status) if is_redirect_status(status) => Phase::Redirect,
            _ => Phase::Actual,
        };
        let method = if self.is_preflight() { Method::OPTIONS } else { self.request.method().clone() };
        Place { hop: self.hop(), phase, method: Some(method), url: Some(Arc::clone(&self.url)) }
    }

    /// Returns the answer to this message, if the story has one.
    pub(super) fn answer<'s>(&self, story: &'s Story) -> Option<&'s Answer> {
        story.events.get(self.event?)?.answer()
    }

    /// Returns the status of the response, if the status is known.
    pub(super) fn status(&self, story: &Story) -> Option<u16> {
        match &self.answer(story)?.received {
            Received::Response(response) => Some(response.status()),
            Received::Status(status) => Some(*status),
            Received::Nothing | Received::Unknown => None,
        }
    }

    /// Returns the response, if its headers are known.
    pub(super) fn response<'s>(&self, story: &'s Story) -> Option<&'s Response<()>> {
        self.answer(story)?.response()
    }

    /// Returns whether this is an actual request that needs a preflight, and none of these turns is that preflight.
    pub(super) fn lacks_preflight(&self, turns: &[Self]) -> bool {
        let request = &self.request;
        let names = cors_unsafe_request_header_names(&request.headers);
        let is_asked = |turn: &Self| turn.is_preflight() && turn.hop() == self.hop();
        !self.is_preflight()
            && request.unsafe_request()
            && request.response_tainting() == ResponseTainting::Cors
            && preflight_need(request.method_bytes(), request.use_cors_preflight(), &names, &()).is_some()
            && !turns.iter().any(is_asked)
    }

    /// Returns whether the URL of this message has another origin than the request.
    pub(super) fn is_cross_origin(&self) -> bool {
        !self.request.origin().same_origin(self.request.url_list().current_origin())
    }
}

/// Replays a story on the engine.
pub(super) fn replay(story: &Story) -> Replay {
    let mut player = Player {
        story,
        next: 0,
        turns: Vec::new(),
        gaps: Vec::new(),
        acts: Vec::new(),
        cache: PreflightCache::with_limits(*story.cache.limits()),
        now: story.now,
    };
    let mut step = Some(Step::Redirect(Hop::new(story.request.clone())));
    let end = loop {
        step = match step {
            Some(Step::Redirect(hop)) => Some(player.run(hop)),
            Some(Step::Send(exchange)) => player.send(exchange),
            Some(Step::Local(local)) => player.serve(local),
            Some(Step::Done(Ok(response))) => break End::Response(Box::new(response)),
            Some(Step::Done(Err(error))) => break End::Refused(error),
            None => break End::Unknown,
        };
    };
    let Player { turns, mut gaps, next, acts, .. } = player;
    let end = match seen_by_the_host(&end, story) {
        Some(error) => {
            // The host ended the fetch for a reason of its own, so it does not matter what came back.
            if error.kind() != ErrorKind::Refused || is_refused_by_the_host(&error) {
                gaps.retain(|gap| gap.kind != GapKind::Answer);
            }
            End::Refused(error)
        }
        None => end,
    };
    Replay { turns, gaps, next, acts, end }
}

/// Returns the error that ended the fetch in the host, if only the host could know it.
fn seen_by_the_host(end: &End, story: &Story) -> Option<NetworkError> {
    let error = story.error.as_ref()?;
    let is_of_the_host = matches!(error.kind(), ErrorKind::HostMistake | ErrorKind::Unsendable);
    (is_of_the_host || is_refused_by_the_host(error) || matches!(end, End::Unknown)).then(|| error.clone())
}

/// Returns whether the fetch was refused because of a size that only the host knows.
fn is_refused_by_the_host(error: &NetworkError) -> bool {
    matches!(error.reason(), Reason::BlobRange(_) | Reason::Keepalive(_))
}

struct Player<'s> {
    story: &'s Story,
    next: usize,
    turns: Vec<Turn>,
    gaps: Vec<Gap>,
    acts: Vec<Act>,
    /// The entries of the story's cache for the URLs so far, and the grants of this replay.
    cache: PreflightCache,
    now: Timestamp,
}

impl<'s> Player<'s> {
    /// Returns the next event of the story.
    fn peek(&self) -> Option<&'s Event> {
        self.story.events.get(self.next)
    }

    /// Records an act of the host.
    fn record(&mut self, request: &Request, kind: ActKind) {
        let (hop, url) = (request.redirect_count().into(), Arc::new(request.current_url().clone()));
        self.acts.push(Act { turns: self.turns.len(), hop, url, kind });
    }

    /// Runs a hop with the acts of the host that the story has for it.
    fn run(&mut self, mut hop: Hop) -> Step<()> {
        while let Some(Event::UpgradedToHttps) = self.peek() {
            self.next += 1;
            self.record(hop.request(), ActKind::UpgradedToHttps);
            hop = hop.upgrade_to_https();
        }
        match self.peek() {
            Some(Event::Blocked(by)) => {
                self.next += 1;
                self.record(hop.request(), ActKind::Blocked(by.clone()));
                return hop.block(by.clone(), &mut self.cache);
            }
            Some(Event::ServiceWorker(response)) => {
                self.next += 1;
                self.record(hop.request(), ActKind::ServiceWorker);
                let response = ServiceWorkerResponse::clone(response);
                return hop.respond_from_service_worker(response, &mut self.cache, self.now);
            }
            Some(Event::Preflight(_)) if !self.story.is_hypothesis => self.forget_if_covered(&hop),
            _ => self.cache.copy_key(&CacheKey::of(hop.request()), &self.story.cache),
        }
        hop.run(&mut self.cache, self.now)
    }

    /// Copies the entries of the story's cache for a hop. Leaves them out if they would make the story's preflight
    /// unnecessary: the host sent a preflight, so its cache did not cover the request.
    fn forget_if_covered(&mut self, hop: &Hop) {
        let (request, key) = (hop.request(), CacheKey::of(hop.request()));
        self.cache.copy_key(&key, &self.story.cache);
        let names = cors_unsafe_request_header_names(&request.headers);
        let switches = request.client().switches();
        let cached = self.cache.matches(&key, request.credentials_mode(), switches, self.now);
        if preflight_need(request.method_bytes(), request.use_cors_preflight(), &names, &cached).is_none() {
            self.cache.clear(&key);
        }
    }

    /// Answers an exchange, or returns `None` if the story does not say what came back.
    fn send(&mut self, exchange: Exchange) -> Option<Step<()>> {
        if !exchange.is_preflight() {
            self.skip_preflights(&exchange);
        }
        let event = self.peek();
        if let Some(Event::Actual(_)) = event
            && exchange.is_preflight()
        {
            let turn = self.turn(&exchange, None);
            self.gaps.push(Gap::new(GapKind::PreflightNotSeen, turn.place(None)));
            self.turns.push(turn);
            if self.story.is_hypothesis {
                return None;
            }
            // The browser sent the actual request, so the server had allowed it.
            let granted = grant(&exchange, 204);
            return Some(exchange.respond(granted, &mut self.cache, self.now));
        }
        let answer = event.and_then(Event::answer);
        let turn = self.turn(&exchange, answer.is_some().then_some(self.next));
        let place = turn.place(None);
        self.turns.push(turn);
        let Some(answer) = answer else {
            self.gaps.push(Gap::new(GapKind::Answer, place));
            return None;
        };
        self.next += 1;
        match &answer.received {
            Received::Response(response) => {
                Some(exchange.respond(Response::clone(response), &mut self.cache, self.now))
            }
            Received::Nothing => Some(exchange.fail("the network returned no response", &mut self.cache)),
            Received::Unknown => {
                self.gaps.push(Gap::new(GapKind::Answer, place));
                None
            }
            Received::Status(status) => self.respond_with_status(exchange, *status, place),
        }
    }

    /// Skips preflights of the story that an actual request does not need, and records that there were some.
    fn skip_preflights(&mut self, exchange: &Exchange) {
        let start = self.next;
        while let Some(Event::Preflight(_)) = self.peek() {
            self.next += 1;
        }
        let skipped = self.story.events.get(start..self.next).unwrap_or_default();
        if skipped.iter().filter_map(Event::answer).any(|answer| !answer.is_assumed) {
            let place = self.turn(exchange, None).place(None);
            self.gaps.push(Gap::new(GapKind::UnneededPreflight, place));
        }
    }

    /// Answers an exchange whose answer has a status only. Returns `None` if the outcome depends on the headers.
    fn respond_with_status(&mut self, exchange: Exchange, status: u16, place: Place) -> Option<Step<()>> {
        let decides = match exchange.is_preflight() {
            true => !(200..=299).contains(&status),
            false => {
                exchange.request().response_tainting() == ResponseTainting::Basic
                    && exchange.request().destination() == Destination::Empty
                    && !is_redirect_status(status)
            }
        };
        if !decides {
            self.gaps.push(Gap::new(GapKind::Headers { status }, place));
            return None;
        }
        let response = grant(&exchange, status);
        Some(exchange.respond(response, &mut self.cache, self.now))
    }

    /// Answers a fetch of a local URL, or returns `None` if the story does not say what came back.
    fn serve(&mut self, local: LocalFetch) -> Option<Step<()>> {
        let request = local.request();
        self.record(request, ActKind::Local);
        let place = Place {
            hop: request.redirect_count().into(),
            phase: Phase::Local,
            method: Some(request.method().clone()),
            url: Some(Arc::new(local.url().clone())),
        };
        let (Some(Event::Local(answer)) | Some(Event::Answer(answer))) = self.peek() else {
            self.gaps.push(Gap::new(GapKind::Answer, place));
            return None;
        };
        self.next += 1;
        Some(match &answer.received {
            Received::Response(response) => local.respond(Response::clone(response)),
            Received::Status(status) => local.respond(Response::new(*status, ())),
            Received::Nothing => local.fail("the host has no resource for this URL", &mut self.cache),
            Received::Unknown => {
                self.gaps.push(Gap::new(GapKind::Answer, place));
                return None;
            }
        })
    }

    /// Creates the turn for an exchange. `event` is the index of its answer.
    fn turn(&self, exchange: &Exchange, event: Option<usize>) -> Turn {
        Turn {
            event,
            purpose: exchange.purpose().clone(),
            include_credentials: exchange.include_credentials(),
            is_exempt: exchange.is_exempt_from_cors(),
            request: exchange.request().clone(),
            url: Arc::new(exchange.url().clone()),
            headers: exchange.headers().clone(),
        }
    }
}

/// Returns a response that allows everything that the exchange asks for.
fn grant(exchange: &Exchange, status: u16) -> Response<()> {
    let request = exchange.request();
    let mut headers = HeaderList::new();
    headers.push(b"Access-Control-Allow-Origin", request.byte_serialized_origin().as_bytes());
    if request.credentials_mode() == CredentialsMode::Include {
        headers.push(b"Access-Control-Allow-Credentials", b"true");
    }
    let asked = [
        (&b"access-control-request-method"[..], &b"Access-Control-Allow-Methods"[..]),
        (b"access-control-request-headers", b"Access-Control-Allow-Headers"),
    ];
    for (asked, granted) in asked {
        for (_, value) in exchange.headers().iter().filter(|(name, _)| name.eq_ignore_ascii_case(asked)) {
            headers.push(granted, value);
        }
    }
    Response::new(status, ()).with_headers(headers)
}
