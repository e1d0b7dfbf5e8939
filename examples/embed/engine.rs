//! The engine: the machine of the crate between the host's own policies and its network.
//!
//! Every fetch under way is a [`Step`] parked in a map, and a turn of the event loop does what one of them
//! asks for. Nothing waits inside a turn, so any number of fetches go on side by side, with one preflight
//! cache between them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use fetch_cors::error::{Blocker, CorpViolation};
use fetch_cors::fetch::ServiceWorkerResponse;
use fetch_cors::request::ServiceWorkersMode;
use fetch_cors::{Client, Exchange, FilteredResponse, Hop, LocalFetch, NetworkError, PreflightCache};
use fetch_cors::{Request, Step, Timestamp};
use url::Url;

use crate::host::{self, Error, Response};
use crate::network::Network;

type Body = Vec<u8>;
type Ended = Result<FilteredResponse<Body>, NetworkError>;

/// What a service worker does with a request.
pub(crate) enum Worker {
    /// Nothing: it goes to the network.
    Passes,
    /// `new Response(...)`.
    Makes(Response),
    /// `fetch(...)`.
    Fetches(host::Request),
    Rejects,
}

/// What the page's service worker does with a URL.
type Asked = fn(&Url) -> Result<Worker, Error>;

#[derive(Default)]
pub(crate) struct Engine {
    pub(crate) network: Network,
    /// Hosts that the page's Content Security Policy forbids.
    pub(crate) forbidden: BTreeSet<&'static str>,
    /// Hosts that are asked over HTTPS only.
    pub(crate) hsts: BTreeSet<&'static str>,
    pub(crate) worker: Option<Asked>,
    cache: PreflightCache,
    now: Timestamp,
    /// The fetch group: what is under way, by number.
    group: BTreeMap<u32, Step<Body>>,
    /// Hops that wait for the fetch of a service worker, by the number of that fetch.
    at_worker: BTreeMap<u32, (u32, Hop)>,
    ended: BTreeMap<u32, Ended>,
    reports: Vec<CorpViolation>,
}

impl Engine {
    /// Begins a fetch. Its first hop is parked like one that a redirect leads to, and looked at as such.
    pub(crate) fn start(&mut self, number: u32, request: Request) {
        self.group.insert(number, Step::Redirect(Hop::new(request)));
    }

    /// Cancels a fetch: to drop its step is all there is to do.
    pub(crate) fn abort(&mut self, number: u32) {
        self.group.remove(&number);
        self.group.remove(&of_worker(number));
        self.at_worker.remove(&of_worker(number));
    }

    /// The page is closed: what is under way ends, but for requests with keepalive.
    pub(crate) fn close(&mut self) {
        self.at_worker.retain(|_, (_, hop)| hop.request().keepalive());
        self.group.retain(|_, step| match step {
            Step::Send(exchange) => exchange.request().keepalive(),
            Step::Redirect(hop) => hop.request().keepalive(),
            Step::Local(local) => local.request().keepalive(),
            Step::Done(_) => true,
        });
    }

    /// Lets time pass.
    pub(crate) fn wait(&mut self, seconds: u64) {
        self.now = self.now.after(Duration::from_secs(seconds));
    }

    /// Gives each fetch one turn after another until all have ended.
    pub(crate) fn run(&mut self) -> Result<(), Error> {
        while !self.group.is_empty() {
            self.turn()?;
        }
        Ok(())
    }

    /// Gives each fetch one turn.
    pub(crate) fn turn(&mut self) -> Result<(), Error> {
        let numbers: Vec<u32> = self.group.keys().copied().collect();
        for number in numbers {
            let next = match self.group.remove(&number) {
                Some(Step::Redirect(hop)) => self.look(number, hop)?,
                Some(Step::Send(exchange)) => Some(self.send(exchange)),
                Some(Step::Local(local)) => Some(self.serve(local)),
                Some(Step::Done(ended)) => self.end(number, ended),
                None => None,
            };
            if let Some(step) = next {
                self.group.insert(number, step);
            }
        }
        Ok(())
    }

    /// A hop, the first one or that of a redirect: policies, HSTS and service worker in the order of main
    /// fetch. Nothing is next while a worker fetches.
    fn look(&mut self, number: u32, mut hop: Hop) -> Result<Option<Step<Body>>, Error> {
        let of = |hosts: &BTreeSet<&str>, url: &Url| url.host_str().is_some_and(|host| hosts.contains(host));
        if of(&self.forbidden, hop.url()) {
            return Ok(Some(hop.block(Blocker::ContentSecurityPolicy, &mut self.cache)));
        }
        if of(&self.hsts, hop.url()) {
            hop = hop.upgrade_by_hsts();
        }
        let worker = match self.worker {
            Some(worker) if hop.service_worker_may_respond() => worker(hop.url())?,
            _ => Worker::Passes,
        };
        Ok(Some(match worker {
            Worker::Passes => hop.run(&mut self.cache, self.now),
            Worker::Makes(response) => {
                self.answer(hop, ServiceWorkerResponse::constructed(response.into_machine()?))
            }
            Worker::Rejects => self.answer(hop, ServiceWorkerResponse::Error),
            Worker::Fetches(request) => {
                let own = Client::new(hop.request().client().origin().clone());
                // A worker is not asked about what it fetches itself.
                let request = request.of(&own)?.with_service_workers_mode(ServiceWorkersMode::None);
                self.start(of_worker(number), request);
                self.at_worker.insert(of_worker(number), (number, hop));
                return Ok(None);
            }
        }))
    }

    fn answer(&mut self, hop: Hop, answer: ServiceWorkerResponse<Body>) -> Step<Body> {
        hop.respond_from_service_worker(answer, &mut self.cache, self.now)
    }

    fn send(&mut self, exchange: Exchange) -> Step<Body> {
        match self.network.send(&exchange) {
            Ok(response) => exchange.respond(response, &mut self.cache, self.now),
            Err(failure) => exchange.fail(failure, &mut self.cache),
        }
    }

    /// A URL that the host serves itself. This one has `data:` URLs, and no blobs and no files.
    fn serve(&mut self, local: LocalFetch) -> Step<Body> {
        match data(local.url()) {
            Some(response) => local.respond(response),
            None => local.fail("this host has no blobs and no files", &mut self.cache),
        }
    }

    /// The end of a fetch, unless it is a navigation that goes on, or a worker's whose response goes on.
    fn end(&mut self, number: u32, mut ended: Ended) -> Option<Step<Body>> {
        self.reports.extend_from_slice(match &ended {
            Ok(response) => response.hidden_from_script().corp_violations(),
            Err(error) => error.corp_violations(),
        });
        if let Some((outer, hop)) = self.at_worker.remove(&number) {
            let passed_on = ended.map_or(ServiceWorkerResponse::Error, ServiceWorkerResponse::Fetched);
            let step = self.answer(hop, passed_on);
            self.group.insert(outer, step);
            return None;
        }
        match ended.as_mut().ok().and_then(FilteredResponse::next_manual_redirect) {
            Some(Ok(hop)) => return Some(Step::Redirect(hop)),
            Some(Err(error)) => ended = Err(error),
            None => {}
        }
        self.ended.insert(number, ended);
        None
    }

    /// What happened since the last time, in lines: messages, ends of fetches, reports.
    pub(crate) fn take_account(&mut self) -> Vec<String> {
        let mut lines = self.network.take_log();
        let ended = std::mem::take(&mut self.ended);
        lines.extend(ended.iter().map(|(number, ended)| format!("{number}: {}", account(ended))));
        lines.extend(self.reports.drain(..).map(|report| {
            let (disposition, destination) = (report.disposition.as_str(), report.destination);
            format!("report: {} {disposition}, {destination} {}", CorpViolation::TYPE, report.blocked_url)
        }));
        lines
    }
}

/// The number of the fetch that a service worker makes to answer another.
fn of_worker(number: u32) -> u32 {
    number + 1000
}

fn data(url: &Url) -> Option<http::Response<Body>> {
    let data = data_url::DataUrl::process(url.as_str()).ok()?;
    let (body, _) = data.decode_to_vec().ok()?;
    http::Response::builder().header("content-type", data.mime_type().to_string()).body(body).ok()
}

fn account(ended: &Ended) -> String {
    match ended {
        Ok(response) => {
            let body = response.body().map(|body| String::from_utf8_lossy(body).into_owned());
            let seen = body.unwrap_or_else(|| "nothing to see".to_owned());
            let status_text = String::from_utf8_lossy(response.status_text());
            let gap = if status_text.is_empty() { "" } else { " " };
            let is_own = |name: &[u8]| name.starts_with(b"X-") || name.starts_with(b"x-");
            let own = response
                .headers()
                .filter(|(name, _)| is_own(name))
                .map(|(name, value)| format!(", {}: {}", name.escape_ascii(), value.escape_ascii()));
            let own: String = own.collect();
            format!("{} {}{gap}{status_text}, {seen}{own}", response.response_type(), response.status())
        }
        Err(error) => format!("{} by {}", error.reason().code(), error.step()),
    }
}
