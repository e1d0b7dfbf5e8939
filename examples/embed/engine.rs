//! The engine of the host. It runs the fetches of this crate between the policies of the host and its network.
//!
//! Each running fetch is a [`Step`] in a map. In each turn of the event loop, the host does what each step
//! requires. No turn waits for the network, so any number of fetches can run at the same time. They share one
//! preflight cache.

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

/// What a service worker does with a request that it does not pass on to the network.
pub(crate) enum Worker {
    /// Answers with `new Response(...)`, or with a rejected promise.
    Answers(ServiceWorkerResponse<Body>),
    /// Answers with the result of `fetch(...)`.
    Fetches(Request),
}

/// A fetch that is running.
struct Fetch {
    step: Step<Body>,
    /// If a service worker makes this fetch: the hop that the result of this fetch will answer.
    answers: Option<Hop>,
    /// The length of the body in bytes, if the request has *keepalive*.
    keepalive: Option<u64>,
}

/// The state of the host: its network, its policies, its caches, and the running fetches.
#[derive(Default)]
pub(crate) struct Engine {
    pub(crate) network: Network,
    /// The host name that the page's Content Security Policy blocks.
    pub(crate) forbidden: &'static str,
    /// The host name for which HSTS changes `http:` to `https:`.
    pub(crate) hsts: &'static str,
    /// What the page's service worker does with the next request, by the path of its URL.
    pub(crate) worker: BTreeMap<&'static str, Worker>,
    /// The blob URL store: for each URL, the bytes of the blob and the origin of the page that created it.
    pub(crate) blobs: BTreeMap<&'static str, (&'static [u8], Origin)>,
    /// The passwords that the user will enter, the last one first. When there are none left, the user cancels the
    /// prompt.
    pub(crate) passwords: Vec<&'static str>,
    jar: Jar,
    cache: PreflightCache,
    pub(crate) now: Timestamp,
    /// The fetch group: the running fetches, by number.
    group: BTreeMap<u32, Fetch>,
    /// The number of the fetch that began last.
    last: u32,
    /// A log of what happened: messages, results of fetches, and reports.
    pub(crate) account: String,
}

impl Engine {
    /// Begins a new part of the log. The numbers of the fetches begin again at 1.
    pub(crate) fn scene(&mut self, title: &str) {
        self.account += &format!("\n{title}\n");
        self.last = 0;
    }

    /// Fetches one URL after the other. Each string is a URL, and below it the headers, one per line.
    pub(crate) fn get(&mut self, page: &Client, kind: Kind, urls: &[&str]) -> Result<(), Error> {
        urls.iter().try_for_each(|url| {
            self.start(page, kind, &format!("GET {url}"))?;
            self.run()
        })
    }

    /// Begins a fetch. Its first hop is stored as a step, in the same way as the hop after a redirect.
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

    /// Cancels a fetch. The host needs to do nothing except drop the step.
    pub(crate) fn abort(&mut self, number: u32) {
        self.group.remove(&number);
    }

    /// Closes the page. All running fetches end, except those with *keepalive*.
    pub(crate) fn close(&mut self) {
        self.group.retain(|_, fetch| fetch.keepalive.is_some());
    }

    /// Runs turns until all fetches have ended.
    pub(crate) fn run(&mut self) -> Result<(), Error> {
        while !self.group.is_empty() {
            self.turn()?;
        }
        Ok(())
    }

    /// Runs one turn: moves each fetch to its next step.
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

    /// Handles a hop, which is the first one or comes after a redirect. Applies the policies, HSTS and the service
    /// worker in the order of main fetch.
    ///
    /// If the service worker itself fetches something, the next step belongs to that fetch, and `answers` is set to
    /// the hop that its result will answer.
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
                // A service worker does not handle the requests that it makes itself.
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

    /// Sends a message, and sends it again if the server asks for a password or for another connection.
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
                AfterResponse::PromptForProxy(_) => {
                    return Err("the user has no password for the proxy".into());
                }
            };
            let Some(next) = next else { return Ok(response) };
            attempt = next;
        }
    }

    /// Answers a local URL. This host has blobs and `data:` URLs, but no files.
    fn serve(&mut self, local: LocalFetch) -> Step<Body> {
        let found = match (local.kind(), self.blobs.get(local.url().as_str())) {
            (LocalUrl::Blob, Some((bytes, _))) => blob_response(&local, bytes),
            (LocalUrl::Data, _) => data(local.url()).ok_or_else(|| "this is not a valid data: URL".into()),
            _ => Err("this host has no resource for this URL".into()),
        };
        match found {
            Ok(response) => local.respond(response),
            Err(failure) => local.fail(failure, &mut self.cache),
        }
    }

    /// Ends a fetch. Returns a next step if the fetch goes on: its result answers a hop of which a service worker
    /// took care, or its response is a redirect of a navigation.
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
    Some(fetch_cors::Response::from(response.body(body).ok()?).with_status_text("OK"))
}

/// Describes a message: its method and URL, what the host added, and the headers about its source.
fn told(message: &Exchange, added: &str) -> String {
    let telling: [&[u8]; 3] = [b"Origin", b"Referer", b"Sec-Fetch-Site"];
    let told = message.headers().iter().filter(|(name, _)| telling.contains(name));
    let told = told.map(|(name, value)| format!(" [{}: {}]", name.escape_ascii(), value.escape_ascii()));
    format!("> {} {}{added}{}", message.method(), message.url(), told.collect::<String>())
}

/// Describes the result of a fetch: what script sees, or the reason for the network error.
fn seen(ended: &Ended) -> String {
    match ended {
        Ok(response) => {
            let head = format!("{} {} ", response.response_type(), response.status());
            let head = head + &String::from_utf8_lossy(response.status_text());
            let body = response.body().map_or(&b"no visible body"[..], |body| body);
            let own = response.headers().filter(|(name, _)| name.starts_with(b"X-"));
            let own = own.map(|(name, value)| format!(", {}: {}", name.escape_ascii(), value.escape_ascii()));
            format!("{}, {}{}", head.trim_end(), body.escape_ascii(), own.collect::<String>())
        }
        Err(error) => format!("{} by {}", error.reason().code(), error.step()),
    }
}
