//! Measurements of how the cost grows with the size of hostile input, for every list that the engine reads.

use std::cell::RefCell;
use std::hint::black_box;
use std::rc::Rc;

use fetch_cors::check::TaoCheck;
use fetch_cors::check::nosniff::determine_nosniff;
use fetch_cors::explain::{Answer, Event, Story, explain};
use fetch_cors::header::mime::extract_essence;
use fetch_cors::header::safelist::is_cors_safelisted_request_header;
use fetch_cors::header::{HeaderList, UnsafeNames, cors_unsafe_request_header_names};
use fetch_cors::preflight::{PreflightedRequest, preflight_need, preflight_request_headers};
use fetch_cors::redirect::RedirectedRequest;
use fetch_cors::referrer_policy::parse_referrer_policy;
use fetch_cors::request::{CredentialsMode, FetchBuilder, Mode, ResponseTainting, Switches};
use fetch_cors::request_origin::{RequestOrigin, byte_serialize_request_origin};
use fetch_cors::{FilteredResponse, Origin};
use http::{HeaderMap, HeaderValue, Response};

use crate::inputs::caches::{NOW, key, partition, unbounded, url_of, with_grant};
use crate::inputs::{API, APP, header_list, names, page, url};
use crate::measure::{Growth, Run, consume, repeat};

/// A function that returns the lines of a list header of a size.
type Lines = fn(usize) -> Vec<String>;

const SHAPES: [(&str, Lines); 6] = [
    ("distinct names", |size| vec![names(size).join(",")]),
    ("one name repeated", |size| vec!["x-a,".repeat(size)]),
    ("all commas", |size| vec![",".repeat(size)]),
    ("all white space", |size| vec![" \t".repeat(size / 2)]),
    ("one token of 20 bytes a name", |size| vec!["x".repeat(20 * size)]),
    ("one line a name", names),
];

pub fn growths() -> Vec<Growth> {
    let mut all = Vec::new();
    for (shape, lines) in SHAPES {
        let mut add = |operation, prepare: fn(&[String]) -> Box<dyn Run>| {
            all.push(Growth { operation, shape, prepare: Box::new(move |size| prepare(&lines(size))) });
        };
        add("evaluate, methods", evaluate_methods);
        add("evaluate, header names", evaluate_header_names);
        add("store", store);
        add("clear", clear);
        add("expose", expose);
        add("explain, header names", explain_header_names);
        add("TAO check", tao);
        add("redirect, Location", redirect);
        add("Referrer-Policy", referrer_policy);
        add("nosniff", nosniff);
        add("MIME type", mime_type);
        add("safelist, Accept", |lines| safelisted(b"accept", lines));
        add("safelist, Accept-Language", |lines| safelisted(b"accept-language", lines));
        add("safelist, Content-Type", |lines| safelisted(b"content-type", lines));
        add("safelist, Range", |lines| safelisted(b"range", lines));
    }
    for (shape, headers) in REQUEST_HEADERS {
        let mut add = |operation, prepare: fn(HeaderList) -> Box<dyn Run>| {
            all.push(Growth { operation, shape, prepare: Box::new(move |size| prepare(headers(size))) });
        };
        add("unsafe names", unsafe_names);
        add("preflight message", message);
        add("as many names allowed", evaluate_all);
        add("as many names in the cache", covered);
        add("new Request", construct);
        add("explain", explain_refused);
    }
    all
}

/// A function that returns the headers of a request of a size.
type Headers = fn(usize) -> HeaderList;

const REQUEST_HEADERS: [(&str, Headers); 4] = [
    ("distinct names", |size| list(names(size).into_iter().map(|name| (name, "1")))),
    ("one name repeated", |size| list((0..size).map(|_| ("X-A", "1")))),
    ("distinct names, backwards", |size| list(names(size).into_iter().rev().map(|name| (name, "1")))),
    ("safelisted, unsafe together", |size| list((0..size).map(|_| ("Accept", "text/html")))),
];

fn list<N: AsRef<[u8]>>(headers: impl Iterator<Item = (N, &'static str)>) -> HeaderList {
    header_list(&headers.collect::<Vec<_>>())
}

fn response(headers: &[(&str, &str)], name: &'static str, lines: &[String]) -> HeaderMap {
    let mut map = crate::inputs::header_map(headers);
    for line in lines {
        map.try_append(name, HeaderValue::from_str(line).unwrap()).unwrap();
    }
    map
}

const ANYBODY: (&str, &str) = ("access-control-allow-origin", "*");

fn evaluate_methods(lines: &[String]) -> Box<dyn Run> {
    let answer = response(&[ANYBODY], "access-control-allow-methods", lines);
    let names = UnsafeNames::default();
    repeat(move || asking(b"PUT", &names).evaluate(204, black_box(&answer)).is_ok())
}

fn evaluate_header_names(lines: &[String]) -> Box<dyn Run> {
    let answer = response(&[ANYBODY], "access-control-allow-headers", lines);
    let names = cors_unsafe_request_header_names(&[("x-own", "1")]);
    repeat(move || asking(b"GET", &names).evaluate(204, black_box(&answer)).is_ok())
}

fn asking<'a>(method: &'a [u8], names: &'a UnsafeNames<'a>) -> PreflightedRequest<'a> {
    let origin = RequestOrigin::from_serialized(APP.as_bytes());
    PreflightedRequest::new(origin, CredentialsMode::SameOrigin, method, names)
}

/// Stores a grant for a key that is not in the cache.
fn store(lines: &[String]) -> Box<dyn Run> {
    let (store, clear) = store_and_clear(lines);
    consume(clear, move |()| store())
}

/// Clears a key that has a grant.
fn clear(lines: &[String]) -> Box<dyn Run> {
    let (store, clear) = store_and_clear(lines);
    consume(store, move |()| clear())
}

fn store_and_clear(lines: &[String]) -> (impl Fn() + 'static, impl Fn() + 'static) {
    let answer = response(&[ANYBODY], "access-control-allow-headers", lines);
    let (partition, url) = (partition(), url_of(0));
    let cache = Rc::new(RefCell::new(unbounded()));
    let clear = {
        let (cache, partition, url) = (cache.clone(), partition.clone(), url.clone());
        move || cache.borrow_mut().clear(&key(&partition, &url))
    };
    let store = move || {
        let names = UnsafeNames::default();
        let get = asking(b"GET", &names);
        let grant = get.evaluate(204, black_box(&answer)).unwrap();
        cache.borrow_mut().store(&key(&partition, &url), &grant, NOW);
    };
    (store, clear)
}

/// Explains a preflight whose response allows the names of `lines`, but not the header of the request.
fn explain_header_names(lines: &[String]) -> Box<dyn Run> {
    let mut answer = Response::new(());
    *answer.headers_mut() = response(&[ANYBODY], "access-control-allow-headers", lines);
    let request = page().fetch(API).header("x-own", "1").build().unwrap();
    let story = Story::new(request).with(Event::Preflight(Answer::new(answer)));
    repeat(move || explain(black_box(&story)).findings.len())
}

/// Explains a preflight whose response allows nothing, for a request with these headers.
fn explain_refused(headers: HeaderList) -> Box<dyn Run> {
    let request = page().fetch(API).method("PUT").headers(headers.iter()).build().unwrap();
    let story = Story::new(request).with(Event::Preflight(Answer::new(Response::new(()))));
    repeat(move || explain(black_box(&story)).findings.len())
}

fn expose(lines: &[String]) -> Box<dyn Run> {
    let headers = response(&[ANYBODY, ("x-a", "1"), ("x-b", "1")], "access-control-expose-headers", lines);
    let make = move || {
        let mut response = Response::new(());
        *response.headers_mut() = headers.clone();
        response
    };
    consume(make, |response| {
        let filtered = FilteredResponse::cors(response, None, CredentialsMode::SameOrigin);
        let seen = filtered.headers().count();
        (filtered, seen)
    })
}

fn tao(lines: &[String]) -> Box<dyn Run> {
    let headers = response(&[], "timing-allow-origin", lines);
    let (origin, url_origin) = (Origin::parse(APP).unwrap(), Origin::of(&url(API)));
    repeat(move || {
        let serialized = byte_serialize_request_origin(&origin, [&url_origin]);
        let mut check = TaoCheck::new(&origin, serialized, &url_origin, Mode::Cors);
        check.response_tainting = ResponseTainting::Cors;
        check.passes(black_box(&headers))
    })
}

fn redirect(lines: &[String]) -> Box<dyn Run> {
    let headers = response(&[], "location", lines);
    let (origin, url) = (Origin::parse(APP).unwrap(), url(API));
    let url_origin = Origin::of(&url);
    repeat(move || {
        let request = RedirectedRequest::new(&origin, &url_origin, Mode::Cors);
        request.redirect(302, black_box(&headers), Some(&url), None).is_ok()
    })
}

fn referrer_policy(lines: &[String]) -> Box<dyn Run> {
    let headers = response(&[], "referrer-policy", lines);
    repeat(move || parse_referrer_policy(black_box(&headers)))
}

fn nosniff(lines: &[String]) -> Box<dyn Run> {
    let headers = response(&[], "x-content-type-options", lines);
    repeat(move || determine_nosniff(black_box(&headers)))
}

fn mime_type(lines: &[String]) -> Box<dyn Run> {
    let headers = response(&[], "content-type", lines);
    repeat(move || extract_essence(black_box(&headers)))
}

/// Checks whether the joined lines are a safelisted value of a request header.
fn safelisted(name: &'static [u8], lines: &[String]) -> Box<dyn Run> {
    let value = lines.join(",");
    repeat(move || is_cors_safelisted_request_header(name, black_box(value.as_bytes())))
}

fn unsafe_names(headers: HeaderList) -> Box<dyn Run> {
    repeat(move || cors_unsafe_request_header_names(black_box(&headers)).len())
}

fn message(headers: HeaderList) -> Box<dyn Run> {
    let names = cors_unsafe_request_header_names(Box::leak(Box::new(headers)));
    repeat(move || preflight_request_headers(b"PUT", black_box(&names)))
}

/// Evaluates a response that allows all names of the request, in reverse order.
fn evaluate_all(headers: HeaderList) -> Box<dyn Run> {
    let names = cors_unsafe_request_header_names(Box::leak(Box::new(headers)));
    let allowed = [backwards(&names)];
    let answer = response(&[ANYBODY], "access-control-allow-headers", &allowed);
    let run = move || asking(b"GET", &names).evaluate(204, black_box(&answer)).is_ok();
    assert!(run());
    repeat(run)
}

fn backwards(names: &UnsafeNames<'_>) -> String {
    let joined = String::from_utf8(names.join_with_commas()).unwrap();
    joined.rsplit(',').collect::<Vec<_>>().join(",")
}

/// Determines the need for a preflight with a cache that contains all names of the request.
fn covered(headers: HeaderList) -> Box<dyn Run> {
    let headers: &HeaderList = Box::leak(Box::new(headers));
    let names = cors_unsafe_request_header_names(headers);
    let (partition, url, mut cache) = (partition(), url_of(0), unbounded());
    with_grant("PUT", &backwards(&names), &UnsafeNames::default(), |grant| {
        cache.store(&key(&partition, &url), grant, NOW);
    });
    let mut run = move || {
        let found =
            cache.matches(&key(&partition, &url), CredentialsMode::SameOrigin, Switches::default(), NOW);
        let names = cors_unsafe_request_header_names(black_box(headers));
        preflight_need(b"PUT", false, &names, &found).is_none()
    };
    assert!(run());
    repeat(run)
}

fn construct(headers: HeaderList) -> Box<dyn Run> {
    let make = move || page().fetch(API).headers(headers.iter());
    consume(make, |builder: FetchBuilder| builder.build().unwrap())
}
