//! A target with a host that blocks and upgrades requests, answers local URLs, and has a service worker. It checks the
//! properties that must hold whatever the host does.

use std::time::Duration;

use fetch_cors::authentication::{AfterResponse, Attempt};
use fetch_cors::error::{Blocker, HostError, Phase, Reason};
use fetch_cors::fetch::ServiceWorkerResponse;
use fetch_cors::request::{Mode, RedirectMode, Referrer, ResponseTainting, Switches};
use fetch_cors::response::ResponseType;
use fetch_cors::{
    Exchange, FilteredResponse, Hop, LocalFetch, NetworkError, PreflightCache, Request, Step, Timestamp,
};

use super::drive::{self, Engine};
use super::fetch_input::{Act, Input};
use super::servers::Servers;
use super::surroundings::check_referrer;
use super::twin::{Environment, WireAnswer, WireMessage, headers};

type End = Result<FilteredResponse<()>, NetworkError>;

struct Host<'a> {
    acts: std::iter::Cycle<std::slice::Iter<'a, Act>>,
    servers: Servers<'a>,
    cache: PreflightCache,
    now: Timestamp,
    fetched: Option<FilteredResponse<()>>,
    environment: &'a Environment,
    /// Whether a message of this fetch was exempt from CORS. `handed_on` is whether a service worker passed on a response.
    exempt: bool,
    handed_on: bool,
}

/// Runs the target on an input. Returns true if a service worker passes on a response.
pub fn run(input: &Input) -> bool {
    let mut host = Host {
        acts: input.acts.iter().cycle(),
        servers: Servers::new(input),
        cache: PreflightCache::new(),
        now: Timestamp::ZERO,
        fetched: None,
        environment: &Environment::default(),
        exempt: false,
        handed_on: false,
    };
    let mut handed_on = false;
    for page in &input.pages {
        let mut engine = Engine::default();
        let client = engine.client(page);
        host.environment = &page.environment;
        let client = client.with_fetch_metadata(true).with_switches(Switches::as_browsers_do_today());
        for asked in &page.requests {
            host.now = host.now.after(Duration::from_millis(asked.wait_ms));
            let request = engine.with_blob_url_entry(drive::request(&client, asked), asked);
            (host.exempt, host.handed_on) = (false, false);
            let (mode, redirect_mode) = (request.mode(), request.redirect_mode());
            let mut end = host.fetch(Hop::new(request), &mut handed_on);
            check(&end, mode, redirect_mode);
            host.check_exemption(&end);
            for _ in 0..asked.manual_redirects {
                let Ok(Some(next)) = end.as_mut().map(FilteredResponse::next_manual_redirect) else { break };
                end = next.and_then(|hop| host.fetch(hop, &mut handed_on));
                check(&end, mode, redirect_mode);
                host.check_exemption(&end);
            }
            host.fetched = end.ok().or(host.fetched);
        }
    }
    handed_on
}

impl Host<'_> {
    fn fetch(&mut self, first: Hop, handed_on: &mut bool) -> End {
        let mut step = self.act(first, handed_on);
        for _ in 0..=2 * 42 {
            step = match step {
                Step::Send(exchange) => {
                    let message = drive::message(&exchange);
                    check_message(&exchange, &message);
                    self.exempt |= exchange.is_exempt_from_cors();
                    match self.answer(&exchange, &message) {
                        Some(answer) => self.respond(exchange, &answer),
                        None => exchange.fail("the network gave no response", &mut self.cache),
                    }
                }
                Step::Redirect(hop) => self.act(hop, handed_on),
                Step::Local(local) => self.serve(local),
                Step::Done(end) => return end,
            };
        }
        panic!("more than twenty redirects");
    }

    /// Sends a message until authentication has ended, but at most five times.
    fn answer(&mut self, exchange: &Exchange, message: &WireMessage) -> Option<WireAnswer> {
        let mut attempt = exchange.first_attempt();
        for _ in 0..4 {
            let answer = self.servers.answer(message)?;
            let next = match attempt.after(answer.status) {
                AfterResponse::Respond | AfterResponse::GiveUp(_) => return Some(answer),
                AfterResponse::RetryWithUrlCredentials(next) | AfterResponse::Prompt(next) => {
                    assert!(answer.status == 401 && message.include_credentials && !message.is_preflight);
                    assert!(next.may_prompt && next.response_tainting != ResponseTainting::Cors);
                    next
                }
                AfterResponse::PromptForProxy(next) => {
                    assert!(answer.status == 407 && next.may_prompt);
                    next
                }
                AfterResponse::RetryOverNewConnection(next) => {
                    assert!(matches!(next.after(421), AfterResponse::Respond));
                    next
                }
            };
            assert_eq!(unchanging(&next), unchanging(&attempt));
            attempt = next;
        }
        self.servers.answer(message)
    }

    /// Checks that the end of the fetch reports an exemption from CORS if a message was exempt, and reports one only if
    /// there is a policy with exceptions, or if a service worker passed on a response.
    fn check_exemption(&self, end: &End) {
        let said = match end {
            Ok(response) => response.hidden_from_script().is_exempt_from_cors(),
            Err(error) => error.is_exempt_from_cors(),
        };
        assert!(said || !self.exempt);
        assert!(!said || self.environment.policy.is_some() || self.handed_on);
    }

    /// Responds with the URL of the message, but sometimes with another URL, as if the HTTP client had followed a redirect.
    fn respond(&mut self, exchange: Exchange, answer: &WireAnswer) -> Step<()> {
        let received = drive::received(answer).unwrap();
        let url = drive::sent_to(exchange.url());
        if answer.headers.len() % 5 != 4 {
            return exchange.respond(received.with_url(url), &mut self.cache, self.now);
        }
        let elsewhere = "https://elsewhere.test/?a".parse().unwrap();
        let entries = self.cache.len();
        let step = exchange.respond(received.with_url(elsewhere), &mut self.cache, self.now);
        let Step::Done(Err(error)) = &step else { panic!("the response of another URL is taken") };
        assert!(matches!(error.reason(), Reason::Host(HostError::ForeignResponse { .. })));
        assert_eq!(self.cache.len(), entries);
        step
    }

    fn act(&mut self, hop: Hop, handed_on: &mut bool) -> Step<()> {
        assert_ne!(hop.request().referrer(), &Referrer::Client);
        let environment = self.environment;
        let (cache, now) = (&mut self.cache, self.now);
        let answer = match self.acts.next() {
            None | Some(Act::Run) => return hop.run(cache, now),
            Some(Act::Block) => return hop.block(Blocker::ContentSecurityPolicy, cache),
            Some(Act::Upgrade) => {
                let hop = drive::upgrade(environment, hop).upgrade_to_https();
                assert_ne!(hop.url().scheme(), "http");
                return hop.run(cache, now);
            }
            Some(Act::Fail) => ServiceWorkerResponse::Error,
            Some(Act::Make) => self.made(hop.request()),
            Some(Act::HandOn) => match self.fetched.take() {
                Some(response) => ServiceWorkerResponse::Fetched(response),
                None => ServiceWorkerResponse::Error,
            },
        };
        if !hop.service_worker_may_respond() {
            let entries = self.cache.len();
            let step = hop.respond_from_service_worker(answer, &mut self.cache, now);
            let Step::Done(Err(error)) = &step else { panic!("a response is taken where none may be") };
            // Main fetch may refuse the request for another reason.
            assert!(error.phase() != Phase::ServiceWorker || self.cache.len() == entries);
            return step;
        }
        self.handed_on |= matches!(answer, ServiceWorkerResponse::Fetched(_));
        *handed_on |= self.handed_on;
        let refused = is_refused(hop.request(), &answer);
        let step = hop.respond_from_service_worker(answer, &mut self.cache, now);
        match &step {
            Step::Done(Err(error)) if refused => assert_eq!(error.phase(), Phase::ServiceWorker),
            Step::Done(_) | Step::Redirect(_) => assert!(!refused),
            Step::Send(_) | Step::Local(_) => panic!("a service worker answered, and something is sent"),
        }
        step
    }

    /// Returns a response that the service worker creates from the next answer of the servers.
    fn made(&mut self, request: &Request) -> ServiceWorkerResponse<()> {
        let asked = WireMessage {
            is_preflight: false,
            method: String::new(),
            url: request.current_url().to_string(),
            headers: vec![],
            include_credentials: false,
            send_body: false,
            is_exempt: false,
        };
        match self.servers.answer(&asked) {
            Some(answer) => ServiceWorkerResponse::constructed(drive::response(&answer).unwrap()),
            None => ServiceWorkerResponse::Error,
        }
    }

    fn serve(&mut self, local: LocalFetch) -> Step<()> {
        match self.acts.next() {
            Some(Act::Run | Act::Upgrade) => match self.made(local.request()) {
                ServiceWorkerResponse::Constructed(response) => local.respond(response),
                _ => local.fail("nothing is served locally", &mut self.cache),
            },
            _ => local.fail("nothing is served locally", &mut self.cache),
        }
    }
}

/// Returns an attempt without the parts that a response may change.
fn unchanging(attempt: &Attempt) -> Attempt {
    let mut attempt = *attempt;
    attempt.is_prompted = false;
    attempt.is_authentication_fetch = false;
    attempt.is_new_connection_fetch = false;
    attempt
}

fn check_message(exchange: &Exchange, message: &WireMessage) {
    check_referrer(&message.headers);
    assert_ne!(exchange.request().referrer(), &Referrer::Client);
    assert!(!exchange.is_exempt_from_cors() || exchange.request().client().cors_policy().is_some());
    assert!(!exchange.is_exempt_from_cors() || exchange.response_tainting() == ResponseTainting::Basic);
    assert!(!(message.is_preflight && (message.include_credentials || message.send_body)));
    assert!(!exchange.may_prompt() || message.include_credentials);
    if let Ok(said) = exchange.to_http() {
        assert_eq!(said.headers().len(), message.headers.len());
        assert_eq!(said.method().as_str(), message.method);
        assert!(!said.uri().authority().unwrap().as_str().contains('@'));
        assert!(!said.uri().to_string().contains('#'));
    }
}

/// Checks whether HTTP fetch 3.5.7 refuses the answer of a service worker. This is a second implementation of the step.
fn is_refused(request: &Request, answer: &ServiceWorkerResponse<()>) -> bool {
    let response = match answer {
        ServiceWorkerResponse::Error => return true,
        ServiceWorkerResponse::Constructed(_) => return false,
        ServiceWorkerResponse::Fetched(response) => response,
    };
    request.mode() == Mode::SameOrigin && response.response_type() == ResponseType::Cors
        || request.mode() != Mode::NoCors && response.response_type() == ResponseType::Opaque
        || request.redirect_mode() != RedirectMode::Manual
            && response.response_type() == ResponseType::OpaqueRedirect
        || request.redirect_mode() != RedirectMode::Follow && response.redirected()
}

/// Checks the properties that every end of a fetch must have.
fn check(end: &End, mode: Mode, redirect_mode: RedirectMode) {
    let response = match end {
        Err(error) => {
            assert!(!error.to_string().is_empty());
            assert!(!error.reason().code().is_empty() && error.step().url().contains('#'));
            return;
        }
        Ok(response) => response,
    };
    let shows_nothing = match response.response_type() {
        ResponseType::Basic => false,
        ResponseType::Cors => {
            assert_ne!(mode, Mode::SameOrigin);
            false
        }
        ResponseType::Opaque => {
            assert_eq!(mode, Mode::NoCors);
            true
        }
        ResponseType::OpaqueRedirect => {
            assert_eq!(redirect_mode, RedirectMode::Manual);
            true
        }
        other => panic!("a response of type {other}"),
    };
    assert_eq!(response.status() == 0, shows_nothing);
    assert!(!shows_nothing || response.headers().next().is_none() && response.body().is_none());
    assert!(!response.ok() || (200..=299).contains(&response.status()));
    let secret = |name: &[u8]| headers::is_forbidden_response_header_name(name);
    let shown = response.header_list();
    assert!(!shown.iter().any(|(name, _)| secret(name)));
    assert!(shown.iter().all(|(name, _)| response.shows_header(name) && response.header(name).is_some()));
    assert!(
        !response.redirected() || response.hidden_from_script().url_list().is_some_and(|urls| urls.len() > 1)
    );
}
