//! The engine: the machine of the crate between the host's own policies and its network.
//!
//! Every fetch under way is a [`Step`] parked in a map, and a turn of the event loop does what each of them
//! asks for. Nothing waits inside a turn, so any number of fetches go on side by side, with one preflight
//! cache between them.

use std::collections::BTreeMap;

use fetch_cors::authentication::{AfterResponse, Authorization};
use fetch_cors::error::{Blocker, CorpViolation};
use fetch_cors::fetch::{LocalUrl, ServiceWorkerResponse};
use fetch_cors::request::ServiceWorkersMode;
use fetch_cors::{Client, Exchange, FilteredResponse, Hop, LocalFetch, NetworkError, PreflightCache};
use fetch_cors::{Origin, Step, Timestamp};
use url::Url;

use crate::host::{Error, Kind, Request};
use crate::jar::Jar;
use crate::network::Network;

type Body = Vec<u8>;
type Ended = Result<FilteredResponse<Body>, NetworkError>;

/// What a service worker does with a request, unless it lets it go to the network.
pub(crate) enum Worker {
    /// `new Response(...)`, or a rejected promise.
    Answers(ServiceWorkerResponse<Body>),
    /// `fetch(...)`.
    Fetches(Request),
}

/// A fetch that is under way.
struct Fetch {
    step: Step<Body>,
    /// The hop that this fetch of a service worker is going to answer.
    answers: Option<Hop>,
    /// The length of the body, if the request has *keepalive*.
    keepalive: Option<u64>,
}

#[derive(Default)]
pub(crate) struct Engine {
    pub(crate) network: Network,
    /// The host that the page's Content Security Policy forbids.
    pub(crate) forbidden: &'static str,
    /// The host that is asked over HTTPS only.
    pub(crate) hsts: &'static str,
    /// What the page's service worker does with the next request of a path.
    pub(crate) worker: BTreeMap<&'static str, Worker>,
    /// The blob URL store: by URL, the bytes, and the origin of the page that made the blob.
    pub(crate) blobs: BTreeMap<&'static str, (&'static [u8], Origin)>,
    /// What the user is going to enter when a server asks for a password, the last first. Then the user cancels.
    pub(crate) passwords: Vec<&'static str>,
    jar: Jar,
    cache: PreflightCache,
    pub(crate) now: Timestamp,
    /// The fetch group: what is under way, by number.
    group: BTreeMap<u32, Fetch>,
    /// The number of the fetch that began last.
    last: u32,
    /// What happened: messages, ends of fetches, reports.
    pub(crate) account: String,
}

impl Engine {
    /// Begins a part of the account, with numbers from 1.
    pub(crate) fn scene(&mut self, title: &str) {
        self.account += &format!("\n{title}\n");
        self.last = 0;
    }

    /// Fetches one URL after the other. A URL may have headers below it.
    pub(crate) fn get(&mut self, page: &Client, kind: Kind, urls: &[&str]) -> Result<(), Error> {
        urls.iter().try_for_each(|url| {
            self.start(page, kind, &format!("GET {url}"))?;
            self.run()
        })
    }

    /// Begins a fetch. Its first hop is parked like one that a redirect leads to, and looked at as such.
    pub(crate) fn start(&mut self, page: &Client, kind: Kind, head: &str) -> Result<(), Error> {
        let request = Request::new(kind, head)?;
        let mut machine = request.of(page)?;
        if let Some((_, origin)) = self.blobs.get(request.url.as_str()) {
            machine = machine.with_blob_url_entry(origin.clone())?;
        }
        let keepalive = if let Kind::Keepalive(length) = kind { Some(length) } else { None };
        let step = Step::Redirect(Hop::new(machine));
        self.last += 1;
        self.group.insert(self.last, Fetch { step, answers: None, keepalive });
        Ok(())
    }

    /// Cancels a fetch: to drop its step is all there is to do.
    pub(crate) fn abort(&mut self, number: u32) {
        self.group.remove(&number);
    }

    /// The page is closed: what is under way ends, but for requests with keepalive.
    pub(crate) fn close(&mut self) {
        self.group.retain(|_, fetch| fetch.keepalive.is_some());
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
            let Some(Fetch { step, mut answers, keepalive }) = self.group.remove(&number) else { continue };
            let next = match step {
                Step::Redirect(hop) => Some(self.look(hop, &mut answers)?),
                Step::Send(exchange) => Some(self.send(exchange, keepalive.unwrap_or(0))),
                Step::Local(local) => Some(self.serve(local)),
                Step::Done(ended) => self.end(number, ended, answers.take()),
            };
            if let Some(step) = next {
                self.group.insert(number, Fetch { step, answers, keepalive });
            }
        }
        Ok(())
    }

    /// A hop, the first one or that of a redirect: policies, HSTS and service worker in the order of main
    /// fetch. If the service worker fetches something itself, the step is that fetch, which `answers` the hop.
    fn look(&mut self, mut hop: Hop, answers: &mut Option<Hop>) -> Result<Step<Body>, Error> {
        if hop.url().host_str() == Some(self.forbidden) {
            return Ok(hop.block(Blocker::ContentSecurityPolicy, &mut self.cache));
        }
        if hop.url().host_str() == Some(self.hsts) {
            hop = hop.upgrade_by_hsts();
        }
        let may_respond = hop.service_worker_may_respond();
        Ok(match self.worker.remove(hop.url().path()).filter(|_| may_respond) {
            None => hop.run(&mut self.cache, self.now),
            Some(Worker::Answers(answer)) => {
                hop.respond_from_service_worker(answer, &mut self.cache, self.now)
            }
            Some(Worker::Fetches(request)) => {
                let own = Client::new(hop.request().origin().clone()).with_traversable(false);
                *answers = Some(hop);
                // A worker is not asked about what it fetches itself.
                let request = request.of(&own)?.with_service_workers_mode(ServiceWorkersMode::None);
                Step::Redirect(Hop::new(request))
            }
        })
    }

    fn send(&mut self, exchange: Exchange, content_length: u64) -> Step<Body> {
        let others = self.group.values().filter(|fetch| !matches!(fetch.step, Step::Done(_)));
        let bytes_in_flight = others.filter_map(|fetch| fetch.keepalive).sum();
        if let Err(error) = exchange.check_keepalive(content_length, bytes_in_flight) {
            return exchange.fail(error, &mut self.cache);
        }
        match self.attempt(&exchange) {
            Ok(response) => exchange.respond(response, &mut self.cache, self.now),
            Err(failure) => exchange.fail(failure, &mut self.cache),
        }
    }

    /// Sends a message as often as servers ask for a password, or for another connection.
    fn attempt(&mut self, exchange: &Exchange) -> Result<fetch_cors::Response<Body>, Error> {
        let (mut attempt, mut entered) = (exchange.first_attempt(), "");
        loop {
            // This host keeps no authentication entries.
            let mut added = match attempt.authorization(false) {
                Authorization::Entered => format!(" as {entered}"),
                Authorization::Url => format!(" as {}", exchange.url().username()),
                Authorization::Entry | Authorization::None => String::new(),
            };
            if attempt.is_new_connection_fetch {
                added += " over a new connection";
            }
            if let Some(cookies) = self.jar.cookies(exchange) {
                added += &format!(" [Cookie: {cookies}]");
            }
            self.say(&told(exchange, &added));
            let response = self.network.send(exchange, &added)?;
            self.jar.store(exchange, &response.headers().to_list());
            let next = match attempt.after(response.status()) {
                AfterResponse::Respond | AfterResponse::GiveUp(_) => None,
                AfterResponse::RetryWithUrlCredentials(next)
                | AfterResponse::RetryOverNewConnection(next) => Some(next),
                AfterResponse::Prompt(next) => self.passwords.pop().map(|password| {
                    entered = password;
                    next
                }),
                AfterResponse::PromptForProxy(_) => return Err("nobody knows the proxy's password".into()),
            };
            let Some(next) = next else { return Ok(response) };
            attempt = next;
        }
    }

    /// A URL that the host serves itself. This one has blobs and `data:` URLs, and no files.
    fn serve(&mut self, local: LocalFetch) -> Step<Body> {
        let found = match (local.kind(), self.blobs.get(local.url().as_str())) {
            (LocalUrl::Blob, Some((bytes, _))) => blob_response(&local, bytes),
            (LocalUrl::Data, _) => data(local.url()).ok_or_else(|| "this is no data: URL".into()),
            _ => Err("this host has no such blob and no files".into()),
        };
        match found {
            Ok(response) => local.respond(response),
            Err(failure) => local.fail(failure, &mut self.cache),
        }
    }

    /// The end of a fetch, unless its response answers the hop of a service worker, or is the redirect of a
    /// navigation.
    fn end(&mut self, number: u32, mut ended: Ended, answers: Option<Hop>) -> Option<Step<Body>> {
        let reports = match &ended {
            Ok(response) => response.hidden_from_script().corp_violations(),
            Err(error) => error.corp_violations(),
        };
        for CorpViolation { blocked_url, destination, disposition, .. } in reports {
            self.say(&format!("report: {} {destination} {blocked_url}", disposition.as_str()));
        }
        if let Some(hop) = answers {
            let passed_on = ended.map_or(ServiceWorkerResponse::Error, ServiceWorkerResponse::Fetched);
            return Some(hop.respond_from_service_worker(passed_on, &mut self.cache, self.now));
        }
        match ended.as_mut().ok().and_then(FilteredResponse::next_manual_redirect) {
            Some(Ok(hop)) => return Some(Step::Redirect(hop)),
            Some(Err(error)) => ended = Err(error),
            None => {}
        }
        self.say(&format!("{number}: {}", seen(&ended)));
        None
    }

    pub(crate) fn say(&mut self, line: &str) {
        self.account += &format!("  {line}\n");
    }
}

fn blob_response(local: &LocalFetch, bytes: &[u8]) -> Result<fetch_cors::Response<Body>, Error> {
    let response = local.blob_response(bytes.len() as u64, "text/plain")?;
    let range = usize::try_from(response.range.start)?..usize::try_from(response.range.end)?;
    Ok(response.into_response(bytes.get(range).unwrap_or_default().to_vec()))
}

fn data(url: &Url) -> Option<fetch_cors::Response<Body>> {
    let data = data_url::DataUrl::process(url.as_str()).ok()?;
    let (body, _) = data.decode_to_vec().ok()?;
    let response = http::Response::builder().header("content-type", data.mime_type().to_string());
    Some(response.body(body).ok()?.into())
}

/// A message, with what the host adds to it and the headers that say where it comes from.
fn told(message: &Exchange, added: &str) -> String {
    let telling: [&[u8]; 3] = [b"Origin", b"Referer", b"Sec-Fetch-Site"];
    let told = message.headers().iter().filter(|(name, _)| telling.contains(name));
    let told = told.map(|(name, value)| format!(" [{}: {}]", name.escape_ascii(), value.escape_ascii()));
    format!("> {} {}{added}{}", message.method(), message.url(), told.collect::<String>())
}

/// What script sees, or why it sees nothing.
fn seen(ended: &Ended) -> String {
    match ended {
        Ok(response) => {
            let head = format!("{} {} ", response.response_type(), response.status());
            let head = head + &String::from_utf8_lossy(response.status_text());
            let body = response.body().map_or(&b"nothing to see"[..], |body| body);
            let own = response.headers().filter(|(name, _)| name.starts_with(b"X-"));
            let own = own.map(|(name, value)| format!(", {}: {}", name.escape_ascii(), value.escape_ascii()));
            format!("{}, {}{}", head.trim_end(), body.escape_ascii(), own.collect::<String>())
        }
        Err(error) => format!("{} by {}", error.reason().code(), error.step()),
    }
}
