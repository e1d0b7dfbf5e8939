//! A walk through the real machine, which records each transition.

use fetch_cors::error::Blocker;
use fetch_cors::fetch::{LocalFetch, ServiceWorkerResponse};
use fetch_cors::request::{Mode, RedirectMode};
use fetch_cors::{
    Exchange, FilteredResponse, Hop, PreflightCache, Request, Response, Step, Timestamp, fetch,
};

use crate::edges::{Edge, State};
use crate::scenario::{API, APP, page};

/// What the host does.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    New,
    UpgradeToHttps,
    UpgradeByHsts,
    Block,
    ServiceWorker(Worker),
    Run,
    Respond(Answer),
    Fail,
    NextManualRedirect,
}

/// How a service worker responds.
#[derive(Clone, Copy, Debug)]
pub enum Worker {
    Error,
    Constructed(Answer),
    /// With the response to a fetch of its own.
    Fetched(Mode, RedirectMode, Answer),
}

/// A response: its status, and its headers.
pub type Answer = (u16, &'static [(&'static str, &'static str)]);

/// Where a walk is.
enum At {
    Request(Box<Request>),
    Hop(Box<Hop>),
    Send(Box<Exchange>),
    Local(Box<LocalFetch>),
    Response(Box<FilteredResponse<()>>),
    Error,
}

pub struct Walk {
    at: Option<At>,
    cache: PreflightCache,
    pub edges: Vec<Edge>,
}

impl Walk {
    pub fn new(request: Request, cache: PreflightCache) -> Self {
        Self { at: Some(At::Request(Box::new(request))), cache, edges: Vec::new() }
    }

    /// Does something and records the transition, or returns false if the state has no such method, or no next hop.
    pub fn act(&mut self, act: Act) -> bool {
        let from = self.state();
        let cache = &mut self.cache;
        let (method, to) = match (self.at.take().unwrap(), act) {
            (At::Request(request), Act::New) => ("Hop::new", At::hop(Hop::new(*request))),
            (At::Hop(hop), Act::UpgradeToHttps) => ("upgrade_to_https", At::hop(hop.upgrade_to_https())),
            (At::Hop(hop), Act::UpgradeByHsts) => ("upgrade_by_hsts", At::hop(hop.upgrade_by_hsts())),
            (At::Hop(hop), Act::Block) => ("block", At::step(hop.block(Blocker::MixedContent, cache))),
            (At::Hop(hop), Act::ServiceWorker(worker)) => {
                let step = hop.respond_from_service_worker(worker.response(), cache, Timestamp::ZERO);
                ("respond_from_service_worker", At::step(step))
            }
            (At::Hop(hop), Act::Run) => ("run", At::step(hop.run(cache, Timestamp::ZERO))),
            (At::Send(exchange), Act::Respond(answer)) => {
                ("respond", At::step(exchange.respond(response(answer), cache, Timestamp::ZERO)))
            }
            (At::Send(exchange), Act::Fail) => ("fail", At::step(exchange.fail("no response", cache))),
            (At::Local(local), Act::Respond(answer)) => {
                ("respond", At::step(local.respond(response(answer))))
            }
            (At::Local(local), Act::Fail) => ("fail", At::step(local.fail("no resource", cache))),
            (At::Response(mut response), Act::NextManualRedirect) => match response.next_manual_redirect() {
                Some(Ok(hop)) => ("next_manual_redirect", At::hop(hop)),
                Some(Err(_)) => ("next_manual_redirect", At::Error),
                None => {
                    self.at = Some(At::Response(response));
                    return false;
                }
            },
            (at, _) => {
                self.at = Some(at);
                return false;
            }
        };
        self.at = Some(to);
        self.edges.push((from, method, self.state()));
        true
    }

    pub fn state(&self) -> State {
        match self.at.as_ref().unwrap() {
            At::Request(_) => State::Request,
            At::Hop(_) => State::Hop,
            At::Send(exchange) if exchange.is_preflight() => State::Preflight,
            At::Send(_) => State::Actual,
            At::Local(_) => State::Local,
            At::Response(_) => State::Response,
            At::Error => State::Error,
        }
    }

    /// Ends the walk, and gives back the cache.
    pub fn into_cache(self) -> PreflightCache {
        self.cache
    }
}

impl At {
    fn hop(hop: Hop) -> Self {
        Self::Hop(Box::new(hop))
    }

    fn step(step: Step<()>) -> Self {
        match step {
            Step::Send(exchange) => Self::Send(Box::new(exchange)),
            Step::Local(local) => Self::Local(Box::new(local)),
            Step::Redirect(hop) => Self::hop(hop),
            Step::Done(Ok(response)) => Self::Response(Box::new(response)),
            Step::Done(Err(_)) => Self::Error,
        }
    }
}

impl Worker {
    fn response(self) -> ServiceWorkerResponse<()> {
        match self {
            Self::Error => ServiceWorkerResponse::Error,
            Self::Constructed(answer) => ServiceWorkerResponse::constructed(response(answer)),
            Self::Fetched(mode, redirect, answer) => {
                let url = if mode == Mode::SameOrigin { APP } else { API };
                let request = page().unchecked_request(url).mode(mode).redirect(redirect).build().unwrap();
                let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
                let step = match fetch(request, &mut cache, now) {
                    Step::Send(exchange) => exchange.respond(response(answer), &mut cache, now),
                    step => step,
                };
                match step {
                    Step::Done(Ok(response)) => ServiceWorkerResponse::Fetched(response),
                    _ => ServiceWorkerResponse::Error,
                }
            }
        }
    }
}

fn response((status, headers): Answer) -> Response<()> {
    let mut response = http::Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    Response::from(response.body(()).unwrap())
}
