//! The `fetch()` of a page over a network. It records every message that is sent.

use std::error::Error;
use std::time::Instant;

use bytes::Bytes;
use fetch_cors::explain::{Answer, Event, Story};
use fetch_cors::fetch::Purpose;
use fetch_cors::header::HeaderList;
use fetch_cors::response::Response;
use fetch_cors::run::run_with_local;
use fetch_cors::{Exchange, LocalFetch, NetworkError, PreflightCache, Request, Timestamp};
use http::Method;
use url::Url;

use super::local;
use super::page::Seen;

/// The reason why there is no response, or no complete body.
pub(crate) type Failure = Box<dyn Error + Send + Sync>;

/// The network below the engine, which sends messages.
pub(crate) trait Network {
    /// The body of a response that has not been read yet.
    type Body: From<Bytes>;

    /// Sends a message, and waits for the head of the response.
    fn send(&mut self, exchange: &Exchange, body: Option<Bytes>) -> Result<Response<Self::Body>, Failure>;

    /// Reads a body to its end.
    fn read(&mut self, body: Self::Body) -> Result<Bytes, Failure>;

    /// Returns whether the last message had cookies or other credentials, or `None` if this is not known.
    fn had_credentials(&self) -> Option<bool> {
        None
    }
}

/// The parts of a browser that a fetch needs: a network, a preflight cache and a clock.
pub(crate) struct Browser<N> {
    pub(crate) network: N,
    cache: PreflightCache,
    start: Instant,
}

/// A fetch that a page makes.
pub(crate) struct Call {
    pub(crate) request: Request,
    /// The headers that script sets.
    pub(crate) headers: HeaderList,
    /// The body of the request. It is empty if there is none.
    pub(crate) body: Bytes,
}

/// The outcome of a fetch, and how it came about.
pub(crate) struct Outcome {
    /// The messages that the engine asked to send, in order.
    pub(crate) wire: Vec<Message>,
    /// Other facts that the user should know, such as a failure of the network.
    pub(crate) notes: Vec<String>,
    /// What the page sees, or the network error.
    pub(crate) result: Result<Seen, NetworkError>,
    /// A description of the fetch, from which `explain` finds out why it ended so.
    pub(crate) story: Story,
}

/// A message that the engine asked to send, with its response.
#[derive(PartialEq)]
pub(crate) struct Message {
    pub(crate) purpose: Purpose,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderList,
    pub(crate) include_credentials: bool,
    /// The head of the response, or the reason why there is none.
    pub(crate) answer: Result<Head, String>,
}

/// The head of a response, without its status text.
#[derive(PartialEq)]
pub(crate) struct Head {
    pub(crate) status: u16,
    pub(crate) headers: HeaderList,
}

impl<N: Network> Browser<N> {
    pub(crate) fn new(network: N) -> Self {
        Self { network, cache: PreflightCache::new(), start: Instant::now() }
    }

    /// Runs a fetch to its end: sends each message that the engine returns, and passes the response to the engine.
    pub(crate) fn fetch(&mut self, call: Call) -> Outcome {
        let Call { request, headers, body } = call;
        let Self { network, cache, start } = self;
        let (mut wire, mut notes, mut local_answer) = (Vec::new(), Vec::new(), None);
        let now = || Timestamp::new(start.elapsed());
        let mut story =
            Story::new(request.clone()).with_cache(cache.clone(), now()).with_script_headers(headers);
        let send = |exchange: &Exchange| {
            let answer = network.send(exchange, exchange.send_body().then(|| body.clone()));
            wire.push(Message::new(exchange, answer.as_ref()));
            story.push(event(exchange, &answer, network.had_credentials()));
            answer
        };
        let serve = |fetch: &LocalFetch| {
            let answer = local::serve(fetch.url());
            local_answer = Some(answer.is_ok());
            let failure = answer.as_ref().err();
            notes.extend(failure.map(|failure| {
                format!("the {}: URL cannot be read: {}", fetch.url().scheme(), causes(&**failure))
            }));
            answer.map(|response| response.map(N::Body::from))
        };
        let result = run_with_local(request, |transition| transition.lend(cache), now, send, serve);
        if let Err(error) = &result {
            story = story.with_error(error.clone());
        }
        if local_answer == Some(true) {
            story = story.with(Event::Local(Answer::status(200)));
        }
        let result = result.map(|response| Seen::of(response, |body| network.read(body)));
        notes.extend(wire.last().and_then(Message::failure));
        notes.extend(result.as_ref().ok().and_then(|seen| seen.body_error.clone()));
        Outcome { wire, notes, result, story }
    }
}

fn event<B>(
    exchange: &Exchange,
    answer: &Result<Response<B>, Failure>,
    had_credentials: Option<bool>,
) -> Event {
    match (Event::answered(exchange.is_preflight(), answer), had_credentials) {
        (Event::Actual(answer), Some(had_any)) => Event::Actual(answer.with_credentials(had_any)),
        (event, _) => event,
    }
}

impl Message {
    fn new<B>(exchange: &Exchange, answer: Result<&Response<B>, &Failure>) -> Self {
        let head = |response: &Response<B>| Head {
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

    /// Returns the reason why there is no response, or `None` if there is one. The text has only the method and the host of
    /// the request, because the rest of a URL may be secret.
    fn failure(&self) -> Option<String> {
        let failure = self.answer.as_ref().err()?;
        Some(format!("{} to {}: {failure}", self.method, self.url.host_str().unwrap_or_default()))
    }
}

/// Returns the URL without its fragment, as it is sent and as script sees it.
pub(crate) fn without_fragment(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    url
}

/// Returns the text of an error and of all its causes. The text of some errors, such as those of hyper, says little without
/// the causes.
pub(crate) fn causes(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| (*error).source());
    let mut words: Vec<String> = causes.map(ToString::to_string).collect();
    words.dedup();
    words.join(": ")
}
