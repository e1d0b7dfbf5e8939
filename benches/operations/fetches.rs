//! Whole fetches with scripted responses.

use std::cell::RefCell;
use std::hint::black_box;
use std::rc::Rc;

use fetch_cors::fetch_metadata::{FetchMetadata, is_potentially_trustworthy_url};
use fetch_cors::header::{HeaderList, cors_unsafe_request_header_names};
use fetch_cors::preflight::{CacheKey, preflight_request_headers};
use fetch_cors::request::Mode;
use fetch_cors::{Exchange, FilteredResponse, PreflightCache, Request, Step, fetch};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response};

use crate::inputs::API;
use crate::inputs::caches::{NOW, cache, grant_eight, unbounded, url_of};
use crate::inputs::messages::{allowed, get, put, redirect, shared};
use crate::measure::{Run, WholeFetch, consume, repeat};

/// Returns the whole fetches. The goal of each fetch is 1.15 times its cost with the fastest version of the engine so far.
pub fn whole_fetches() -> Vec<WholeFetch> {
    vec![
        whole_fetch("simple GET", simple, 29_467),
        whole_fetch("PUT, cache of 100 keys", || warm(100), 43_915),
        whole_fetch("PUT, cache of 1,000,000 keys", || warm(1_000_000), 43_896),
        whole_fetch("PUT, cold, 30 names allowed", cold, 111_147),
        whole_fetch("GET, three redirects", redirected, 104_997),
    ]
}

/// A request and the responses to it.
struct Script {
    request: Request,
    /// The number of keys in the cache, one of which is the key of the request. `None` if the cache is empty.
    keys: Option<usize>,
    responses: Vec<Response<()>>,
}

impl Script {
    fn cache(&self) -> PreflightCache {
        let Some(keys) = self.keys else { return unbounded() };
        let mut cache = cache(keys);
        grant_eight(&mut cache, &CacheKey::of(&self.request));
        cache
    }
}

fn simple() -> Script {
    Script { request: get(), keys: None, responses: vec![shared()] }
}

fn warm(keys: usize) -> Script {
    let request = put(url_of(keys / 2).as_str());
    Script { request, keys: Some(keys), responses: vec![shared()] }
}

fn cold() -> Script {
    Script { request: put(API), keys: None, responses: vec![allowed(), shared()] }
}

fn redirected() -> Script {
    let hops = ["https://api.example/v2/items", "https://two.example/items", "https://two.example/items/"];
    let responses = hops.into_iter().map(redirect).chain([shared()]).collect();
    Script { request: get(), keys: None, responses }
}

fn whole_fetch(name: &'static str, script: fn() -> Script, goal: u64) -> WholeFetch {
    WholeFetch {
        name,
        whole: Box::new(move || whole(script())),
        building: Box::new(move || building(exchanges(script()))),
        building_floor: Box::new(move || building_floor(exchanges(script()))),
        goal,
    }
}

/// Runs the fetch as a host does, and also makes the `http::Request`s that the host would send.
fn whole(script: Script) -> Box<dyn Run> {
    let cache = Rc::new(RefCell::new(script.cache()));
    let make = {
        let cache = cache.clone();
        move || {
            if script.keys.is_none() {
                cache.borrow_mut().clear(&CacheKey::of(&script.request));
            }
            (script.request.clone(), script.responses.clone().into_iter())
        }
    };
    let run = move |(request, mut responses): (Request, std::vec::IntoIter<Response<()>>)| {
        run(request, &mut cache.borrow_mut(), |exchange| {
            drop(black_box(exchange.to_http().unwrap()));
            responses.next()
        })
    };
    consume(make, run)
}

fn run(
    request: Request,
    cache: &mut PreflightCache,
    mut send: impl FnMut(&Exchange) -> Option<Response<()>>,
) -> FilteredResponse<()> {
    let mut step = fetch(black_box(request), cache, black_box(NOW));
    loop {
        step = match step {
            Step::Send(exchange) => match send(&exchange) {
                Some(response) => exchange.respond(response, cache, NOW),
                None => exchange.fail("the network gave no response", cache),
            },
            Step::Redirect(hop) => hop.run(cache, NOW),
            Step::Local(local) => local.fail("nothing is served locally", cache),
            Step::Done(result) => break result.unwrap(),
        }
    }
}

/// Returns the exchanges of a fetch. They do not depend on the size of the cache.
fn exchanges(script: Script) -> Vec<Exchange> {
    let script = Script { keys: script.keys.map(|_| 1), ..script };
    (0..script.responses.len()).map(|answered| exchange_after(&script, answered)).collect()
}

fn exchange_after(script: &Script, answered: usize) -> Exchange {
    let mut cache = script.cache();
    let mut responses = script.responses.iter().take(answered).cloned();
    let mut step = fetch(script.request.clone(), &mut cache, NOW);
    loop {
        step = match step {
            Step::Send(exchange) => match responses.next() {
                Some(response) => exchange.respond(response, &mut cache, NOW),
                None => return exchange,
            },
            Step::Redirect(hop) => hop.run(&mut cache, NOW),
            step => panic!("{step:?}"),
        }
    }
}

/// Makes the headers of each message again with the public rules, and then the `http::Request`.
fn building(exchanges: Vec<Exchange>) -> Box<dyn Run> {
    for exchange in &exchanges {
        assert_eq!(pairs(&headers_again(exchange)), pairs(exchange.headers()));
    }
    repeat(move || {
        for exchange in &exchanges {
            drop(black_box(headers_again(black_box(exchange))));
            drop(black_box(exchange.to_http().unwrap()));
        }
    })
}

fn headers_again(exchange: &Exchange) -> HeaderList {
    let request = exchange.request();
    let mut headers = if exchange.is_preflight() {
        preflight_request_headers(
            request.method().as_str().as_bytes(),
            &cors_unsafe_request_header_names(request.headers()),
        )
    } else {
        request.headers().clone()
    };
    headers.append(b"Origin", request.byte_serialized_origin().as_bytes()).unwrap();
    let (url, url_origin) = (request.current_url(), request.url_list().current_origin());
    let trustworthy = is_potentially_trustworthy_url(url.scheme(), url.path(), url_origin);
    let sites = request.client().sites();
    let metadata = FetchMetadata::new(request.origin(), trustworthy, Mode::Cors, sites);
    for (name, value) in metadata.headers(request.url_list().origins()) {
        headers.set(name.as_bytes(), value.as_bytes()).unwrap();
    }
    headers
}

fn pairs(headers: &HeaderList) -> Vec<(&[u8], &[u8])> {
    headers.iter().collect()
}

/// Builds the same `http::Request`s from bytes that are already there.
fn building_floor(exchanges: Vec<Exchange>) -> Box<dyn Run> {
    type Message = (Method, String, Vec<(Vec<u8>, Vec<u8>)>);
    let message = |exchange: &Exchange| -> Message {
        let headers =
            exchange.headers().iter().map(|(name, value)| (name.to_vec(), value.to_vec())).collect();
        (exchange.method().clone(), exchange.url().to_string(), headers)
    };
    let messages: Vec<Message> = exchanges.iter().map(message).collect();
    repeat(move || {
        for (method, url, headers) in black_box(&messages) {
            let mut map = HeaderMap::with_capacity(headers.len());
            for (name, value) in headers {
                let name = HeaderName::from_bytes(name).unwrap();
                map.try_append(name, HeaderValue::from_bytes(value).unwrap()).unwrap();
            }
            let request = http::Request::builder().method(method.clone()).uri(url.as_str()).body(());
            let mut request = request.unwrap();
            *request.headers_mut() = map;
            drop(black_box(request));
        }
    })
}
