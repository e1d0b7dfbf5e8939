//! A page's `fetch()` over the network below, which writes down what went over the wire.

use std::time::{Duration, Instant};

use bytes::Bytes;
use fetch_cors::explain::{Answer, Event, Explanation, Story, explain};
use fetch_cors::fetch::Purpose;
use fetch_cors::header::HeaderList;
use fetch_cors::response::Response;
use fetch_cors::run::run_with_local;
use fetch_cors::{Exchange, LocalFetch, NetworkError, PreflightCache, Request, Timestamp};
use http::Method;
use url::Url;

use crate::local;
use crate::page::Seen;
use crate::transport::{Body, Failure, Transport};

/// What fetches: a network, a preflight cache and a clock.
pub(crate) struct Browser {
    transport: Transport,
    cache: PreflightCache,
    start: Instant,
}

/// What a fetch came to, and how.
pub(crate) struct Outcome {
    pub(crate) wire: Vec<Message>,
    /// What the user should know besides.
    pub(crate) notes: Vec<String>,
    pub(crate) result: Result<Seen, NetworkError>,
    /// Why it came to that, what would fix it, and what is surprising.
    pub(crate) explanation: Explanation,
}

/// A message that went over the wire, or should have.
#[derive(PartialEq)]
pub(crate) struct Message {
    pub(crate) purpose: Purpose,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderList,
    pub(crate) include_credentials: bool,
    /// The head of the response, or why there was none.
    pub(crate) answer: Result<Head, String>,
}

#[derive(PartialEq)]
pub(crate) struct Head {
    pub(crate) status: u16,
    pub(crate) headers: HeaderList,
}

impl Browser {
    pub(crate) fn new(timeout: Duration) -> Result<Self, Failure> {
        let transport = Transport::new(timeout)?;
        Ok(Self { transport, cache: PreflightCache::new(), start: Instant::now() })
    }

    /// Fetches. `headers` are those that script gave, and `body` is the request's, if it has one.
    pub(crate) fn fetch(&mut self, request: Request, headers: HeaderList, body: &Bytes) -> Outcome {
        let Self { transport, cache, start } = self;
        let (mut wire, mut notes, mut local_answer) = (Vec::new(), Vec::new(), None);
        let now = || Timestamp::new(start.elapsed());
        let mut story =
            Story::new(request.clone()).with_cache(cache.clone(), now()).with_script_headers(headers);
        let send = |exchange: &Exchange| {
            let answer = answer(transport, exchange, body);
            wire.push(Message::new(exchange, answer.as_ref()));
            story.push(Event::answered(exchange.is_preflight(), &answer));
            answer
        };
        let serve = |fetch: &LocalFetch| {
            let answer = local::serve(fetch.url());
            local_answer = Some(answer.is_ok());
            notes.extend(
                answer.as_ref().err().map(|failure| format!("{}: {}", fetch.url(), causes(&**failure))),
            );
            answer
        };
        let result = run_with_local(request, |transition| transition.lend(cache), now, send, serve);
        if let Err(error) = &result {
            story = story.with_error(error.clone());
        }
        if local_answer == Some(true) {
            story = story.with(Event::Local(Answer::status(200)));
        }
        let explanation = explain(&story);
        let result = result.map(|response| Seen::of(response, transport));
        notes.extend(wire.last().and_then(Message::failure));
        notes.extend(result.as_ref().ok().and_then(|seen| seen.body_error.clone()));
        Outcome { wire, notes, result, explanation }
    }
}

/// Sends a message with the body that the exchange asks for.
fn answer(transport: &Transport, exchange: &Exchange, body: &Bytes) -> Result<Response<Body>, Failure> {
    transport.send(exchange.to_http()?, exchange.send_body().then(|| body.clone()))
}

impl Message {
    fn new(exchange: &Exchange, answer: Result<&Response<Body>, &Failure>) -> Self {
        let head = |response: &Response<Body>| Head {
            status: response.status(),
            headers: response.headers().to_list().into_owned(),
        };
        Self {
            purpose: exchange.purpose().clone(),
            method: exchange.method().clone(),
            url: without_fragment(exchange.url()),
            headers: exchange.headers().clone(),
            include_credentials: exchange.include_credentials(),
            answer: answer.map(head).map_err(|failure| causes(&**failure)),
        }
    }

    fn failure(&self) -> Option<String> {
        let failure = self.answer.as_ref().err()?;
        Some(format!("{failure}, for {} {}", self.method, self.url))
    }
}

/// As it is sent, and as script sees it.
pub(crate) fn without_fragment(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    url
}

/// An error with all that caused it, as hyper's own words are few.
pub(crate) fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let mut words: Vec<String> = causes.map(ToString::to_string).collect();
    words.dedup();
    words.join(": ")
}
