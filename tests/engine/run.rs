//! The loop: what `run` and its siblings do at each step, and that they do what a loop over the steps does.
#![allow(clippy::disallowed_methods, reason = "an executor has threads")]

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::error::Error;
use std::future::{Ready, ready};
use std::io;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use crate::scenario;
use crate::scenario::{API, APP, Answer, Build, OTHER, World, answer, page, redirect, shared, shared_with};
use fetch_cors::error::{ErrorKind, HostError, Phase, Reason};
use fetch_cors::fetch::{LocalUrl, ToHttpError};
use fetch_cors::header::ToHeaderMapError;
use fetch_cors::request::{Body, Mode};
use fetch_cors::run::{Transition, run_async_with_local, run_with_local};
use fetch_cors::{
    Exchange, FilteredResponse, LocalFetch, NetworkError, PreflightCache, Request, Response, Timestamp, run,
    run_async,
};

type Failure = Box<dyn Error + Send + Sync>;
type Fetched = Result<FilteredResponse<&'static str>, NetworkError>;

/// Answers that are given in order, and the messages that asked for them.
struct Script {
    answers: VecDeque<Answer>,
    sent: Vec<String>,
}

impl Script {
    fn new(answers: &[Answer]) -> Self {
        Self { answers: answers.iter().cloned().collect(), sent: Vec::new() }
    }

    fn send(&mut self, exchange: &Exchange) -> Result<Response<&'static str>, io::Error> {
        self.sent.push(format!("{} {}", exchange.method(), exchange.url()));
        match self.answers.pop_front() {
            Some(Answer::Response(status, headers)) => {
                let response = Response::from(scenario::response(status, &headers));
                Ok(response.with_url(exchange.url().clone()))
            }
            Some(Answer::Nothing) => Err(io::ErrorKind::ConnectionRefused.into()),
            None => panic!("no answer scripted for {:?}", self.sent),
        }
    }
}

fn zero() -> Timestamp {
    Timestamp::ZERO
}

/// Runs a fetch with a cache of its own.
fn fetched(
    request: impl Build,
    send: impl FnMut(&Exchange) -> Result<Response<&'static str>, Failure>,
) -> Fetched {
    let mut cache = PreflightCache::new();
    run(request.made(), |transition| transition.lend(&mut cache), zero, send)
}

/// The same, with a future that is polled until it is ready.
fn fetched_async(
    request: impl Build,
    mut send: impl FnMut(&Exchange) -> Result<Response<&'static str>, Failure>,
) -> Fetched {
    let mut cache = PreflightCache::new();
    let lend = |transition: Transition<_>| transition.lend(&mut cache);
    block_on(run_async(request.made(), lend, zero, |exchange| later(send(exchange))))
}

type Network = fn(&Exchange) -> Result<Response<&'static str>, Failure>;
type Fetch = fn(Request, Network) -> Fetched;

const FETCHES: [Fetch; 2] = [fetched, fetched_async];

/// A future that is pending once, as if it waited for a network.
async fn later<T>(value: T) -> T {
    let mut waited = false;
    std::future::poll_fn(|context| {
        context.waker().wake_by_ref();
        if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    value
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}

/// Requests, and what the servers answer to each message.
fn rows() -> Vec<(Request, Vec<Answer>)> {
    let granted = || shared_with(&[("access-control-allow-methods", "PUT")]);
    let put = || page().fetch(API).method("PUT").made();
    let post = |body: Body| page().fetch(API).method("POST").body(body).made();
    vec![
        (page().fetch(APP).made(), vec![answer::<&str>(404, &[])]),
        (page().fetch(API).made(), vec![shared()]),
        (page().fetch(API).made(), vec![answer::<&str>(200, &[])]),
        (page().fetch(API).made(), vec![Answer::Nothing]),
        (put(), vec![granted(), shared()]),
        (put(), vec![shared()]),
        (put(), vec![granted(), Answer::Nothing]),
        (put(), vec![redirect(301, API)]),
        (page().fetch(APP).made(), vec![redirect(302, API), redirect(302, OTHER), shared()]),
        (put(), vec![granted(), redirect(307, OTHER), granted(), shared()]),
        (post(Body::source().into()), vec![redirect(307, OTHER), shared()]),
        (page().fetch(API).mode(Mode::SameOrigin).made(), vec![]),
        (page().fetch(API).made(), vec![redirect(302, API); 21]),
        (page().fetch("https://api.example:25/").made(), vec![]),
    ]
}

#[test]
fn runs_do_what_a_loop_over_the_steps_does() {
    for (request, answers) in rows() {
        let stepped = World::new().run_request(request.clone(), &answers);
        let wire: Vec<String> =
            stepped.wire().iter().map(|(method, url)| format!("{method} {url}")).collect();
        let mut script = Script::new(&answers);
        let blocking = fetched(request.clone(), |exchange| Ok(script.send(exchange)?));
        assert_eq!((&script.sent, script.answers.len()), (&wire, 0));
        same(&blocking, &stepped.outcome);
        let mut script = Script::new(&answers);
        let waited = fetched_async(request, |exchange| Ok(script.send(exchange)?));
        assert_eq!((&script.sent, script.answers.len()), (&wire, 0));
        same(&waited, &stepped.outcome);
    }
}

#[track_caller]
fn same(one: &Fetched, other: &Fetched) {
    match (one, other) {
        (Ok(one), Ok(other)) => {
            assert_eq!((one.response_type(), one.status()), (other.response_type(), other.status()));
            assert_eq!((one.body(), one.url()), (other.body(), other.url()));
        }
        (one, other) => assert_eq!(one.as_ref().err(), other.as_ref().err()),
    }
}

#[test]
fn the_cache_is_shared_and_free_while_a_message_is_sent() {
    let cache = Mutex::new(PreflightCache::new());
    let answers = [shared_with(&[("access-control-allow-methods", "PUT")]), shared(), shared()];
    let mut script = Script::new(&answers);
    for _ in 0..2 {
        let send = |exchange: &Exchange| {
            assert!(cache.try_lock().is_ok(), "the cache is locked");
            script.send(exchange)
        };
        let put = page().fetch(API).method("PUT").made();
        run(put, |transition| transition.lend(&mut cache.lock().unwrap()), zero, send).unwrap();
    }
    let url = format!("{API}/");
    assert_eq!(script.sent, [format!("OPTIONS {url}"), format!("PUT {url}"), format!("PUT {url}")]);
}

#[test]
fn the_clock_is_read_at_each_step() {
    let seconds = Cell::new(0);
    let now = || Timestamp::new(Duration::from_secs(seconds.get()));
    let cache = RefCell::new(PreflightCache::new());
    // The preflight grants for 5 seconds from its response on, which comes at second 100.
    let mut script =
        Script::new(&[shared_with(&[("access-control-allow-methods", "PUT")]), shared(), shared()]);
    let mut put = |waits: u64| {
        let send = |exchange: &Exchange| {
            seconds.set(seconds.get() + waits);
            script.send(exchange)
        };
        let put = page().fetch(API).method("PUT").made();
        run(put, |transition| transition.lend(&mut cache.borrow_mut()), now, send).unwrap();
        script.sent.len()
    };
    assert_eq!(put(100), 2);
    seconds.set(104);
    assert_eq!(put(0), 3, "the grant lasts");
}

#[test]
fn a_response_without_its_url_is_the_hosts_mistake() {
    let put = page().fetch(API).method("PUT");
    for (request, phase) in [(put.made(), Phase::Preflight), (page().fetch(API).made(), Phase::Actual)] {
        let answers = [shared_with(&[("access-control-allow-methods", "PUT")])];
        let Answer::Response(status, headers) = &answers[0] else { panic!() };
        let error = fetched(request, |_| Ok(scenario::response(*status, headers).into())).unwrap_err();
        assert_eq!(error.reason(), &Reason::Host(HostError::ResponseWithoutUrl));
        assert_eq!((error.kind(), error.phase(), error.status()), (ErrorKind::HostMistake, phase, Some(200)));
        assert_eq!(error.step().to_string(), "HTTP-network-or-cache fetch 12");
    }
}

#[test]
fn a_followed_redirect_is_the_hosts_mistake() {
    let elsewhere = || Response::new(200, "secret").with_url(OTHER.parse().unwrap());
    let error = fetched(page().fetch(APP), |_| Ok(elsewhere())).unwrap_err();
    assert!(matches!(error.reason(), Reason::Host(HostError::ForeignResponse { .. })), "{error}");
    assert_eq!(error.kind(), ErrorKind::HostMistake);
}

#[test]
fn the_transports_error_is_the_source() {
    for fetch in FETCHES {
        let error = fetch(page().fetch(API).made(), |_| Err(io::Error::from(io::ErrorKind::TimedOut).into()))
            .unwrap_err();
        assert_eq!((error.kind(), error.phase()), (ErrorKind::NoResponse, Phase::Actual));
        let cause = error.source().unwrap().downcast_ref::<io::Error>().unwrap();
        assert_eq!(cause.kind(), io::ErrorKind::TimedOut);
    }
}

/// An error of a host's own around one of this crate.
#[derive(Debug, thiserror::Error)]
#[error("no message")]
struct Wrapped(#[source] ToHttpError);

#[test]
fn a_message_that_cannot_be_sent_is_told_apart() {
    // A control byte is valid in a header of the standard, and not in one of the `http` crate.
    let request = || page().fetch(API).header("x-token", [1u8]).mode(Mode::Cors);
    let granted = [shared_with(&[("access-control-allow-headers", "x-token")])];
    let sends: [fn(&Exchange) -> Failure; 3] = [
        |it| it.to_http().unwrap_err().into(),
        |it| it.headers().to_header_map().unwrap_err().into(),
        |it| Wrapped(it.to_http().unwrap_err()).into(),
    ];
    for cannot in sends {
        let mut script = Script::new(&granted);
        let error = fetched(request(), |exchange| {
            if exchange.is_preflight() { Ok(script.send(exchange)?) } else { Err(cannot(exchange)) }
        });
        let error = error.unwrap_err();
        assert_eq!((error.kind(), error.reason()), (ErrorKind::Unsendable, &Reason::UnsendableMessage));
        assert_eq!((error.phase(), error.reason().code()), (Phase::Actual, "unsendable-message"));
        assert_eq!(error.step().to_string(), "HTTP fetch 4.3");
        let mut sources = std::iter::successors(error.source(), |&error| error.source());
        assert!(sources.any(|source| source.is::<ToHttpError>() || source.is::<ToHeaderMapError>()));
    }
}

/// An error of a host's own around a mistake of the host.
#[derive(Debug, thiserror::Error)]
#[error("nothing was sent")]
struct NotSent(#[source] HostError);

#[test]
fn a_body_that_does_not_fit_is_the_hosts_mistake() {
    let sends: [Network; 2] =
        [|_| Err(HostError::WrongBody.into()), |_| Err(NotSent(HostError::WrongBody).into())];
    for (fetch, cannot) in FETCHES.into_iter().zip(sends) {
        let put = page().fetch(API).method("PUT").body(Body::stream());
        for (request, phase) in [(put.made(), Phase::Preflight), (page().fetch(APP).made(), Phase::Actual)] {
            let error = fetch(request, cannot).unwrap_err();
            assert_eq!(error.reason(), &Reason::Host(HostError::WrongBody));
            assert_eq!((error.kind(), error.phase()), (ErrorKind::HostMistake, phase));
            assert_eq!(error.status(), None);
            assert_eq!(error.step().to_string(), "HTTP-network-or-cache fetch 11.2");
            // The error prints its reason, which is therefore no source.
            assert!(error.source().is_none_or(|source| source.is::<NotSent>()));
        }
    }
}

#[test]
fn a_mistake_of_the_host_leaves_grants_in_the_cache() {
    for (mistake, sent) in
        [(true, ["OPTIONS", "PUT", "PUT"].as_slice()), (false, &["OPTIONS", "PUT", "OPTIONS", "PUT"])]
    {
        let (mut cache, mut methods) = (PreflightCache::new(), Vec::new());
        for fails in [false, true, false] {
            let put = page().fetch(API).method("PUT").made();
            let fetched = run(
                put,
                |transition| transition.lend(&mut cache),
                zero,
                |exchange: &Exchange| {
                    if fails {
                        let error: Failure =
                            if mistake { HostError::WrongBody.into() } else { "no network".into() };
                        return Err(error);
                    }
                    methods.push(exchange.method().to_string());
                    let granted = shared_with(&[("access-control-allow-methods", "PUT")]);
                    Ok(Script::new(&[granted]).send(exchange)?)
                },
            );
            assert_eq!(fetched.is_err(), fails);
        }
        assert_eq!(methods, sent);
    }
}

#[test]
fn of_local_urls_only_about_blank_is_served() {
    let blank = || page().navigation("about:blank");
    for fetch in FETCHES {
        let response = fetch(blank().made(), |_| panic!("a message is sent")).unwrap();
        assert_eq!((response.status(), response.status_text()), (200, &b"OK"[..]));
        assert_eq!(response.header("content-type").as_deref(), Some(&b"text/html;charset=utf-8"[..]));
        assert_eq!(response.body(), Some(&""));

        let error = fetch(page().fetch("data:,x").made(), |_| panic!("a message is sent")).unwrap_err();
        assert_eq!(error.reason(), &Reason::LocalFailure { scheme: "data".to_owned() });
        assert_eq!((error.kind(), error.phase()), (ErrorKind::NoResponse, Phase::Local));
        assert_eq!(error.source().unwrap().to_string(), "this host serves no data: URLs");
    }
}

fn local(fetch: &LocalFetch) -> Result<Response<&'static str>, io::Error> {
    match fetch.kind() {
        LocalUrl::Data => Ok(Response::new(200, "data").with_url(fetch.url().clone())),
        _ => Err(io::ErrorKind::NotFound.into()),
    }
}

#[test]
fn a_host_serves_local_urls() {
    let send = |_: &Exchange| -> Result<Response<&'static str>, Failure> { panic!("a message is sent") };
    let never =
        |_: &Exchange| -> Ready<Result<Response<&'static str>, Failure>> { panic!("a message is sent") };
    for (url, served) in [("data:,x", true), ("blob:https://app.example/1", false)] {
        let mut cache = PreflightCache::new();
        let request = page().fetch(url).made();
        let blocking =
            run_with_local(request.clone(), |transition| transition.lend(&mut cache), zero, send, local);
        let waited = block_on(run_async_with_local(
            request,
            |transition| transition.lend(&mut cache),
            zero,
            never,
            |fetch| ready(local(fetch)),
        ));
        for result in [blocking, waited] {
            match result {
                Ok(response) => assert_eq!((served, response.body()), (true, Some(&"data"))),
                Err(error) => {
                    assert!(!served, "{error}");
                    assert!(error.source().unwrap().is::<io::Error>());
                }
            }
        }
    }
}

#[test]
fn dropping_the_future_leaves_the_cache_as_it_was() {
    let mut cache = PreflightCache::new();
    let put = || page().fetch(API).method("PUT").made();
    let mut script = Script::new(&[shared_with(&[("access-control-allow-methods", "PUT")]), shared()]);
    run(put(), |transition| transition.lend(&mut cache), zero, |exchange| script.send(exchange)).unwrap();
    let before = format!("{cache:?}");
    {
        let never = |_: &Exchange| std::future::pending::<Result<Response<&str>, Failure>>();
        let mut fetched = pin!(run_async(put(), |transition| transition.lend(&mut cache), zero, never));
        let mut context = Context::from_waker(Waker::noop());
        assert!(fetched.as_mut().poll(&mut context).is_pending());
    }
    assert_eq!((cache.len(), format!("{cache:?}")), (1, before));
}

/// What fetches of a session share.
struct Session {
    cache: Mutex<PreflightCache>,
    body: &'static str,
}

impl Session {
    async fn fetch(&self, request: Request) -> Fetched {
        let send = |exchange: &Exchange| {
            let url = exchange.url().clone();
            // The future borrows the session.
            async { Ok::<_, Failure>(Response::new(200, later(self.body).await).with_url(url)) }
        };
        run_async(request, |transition| transition.lend(&mut self.cache.lock().unwrap()), zero, send).await
    }
}

#[test]
fn the_future_is_send_although_it_borrows() {
    let session = Arc::new(Session { cache: Mutex::default(), body: "hello" });
    let request = page().fetch(APP).made();
    // An executor with threads needs no more of a future than a thread does.
    let fetched = thread::spawn(move || block_on(async move { session.fetch(request).await }));
    assert_eq!(fetched.join().unwrap().unwrap().body(), Some(&"hello"));
}
