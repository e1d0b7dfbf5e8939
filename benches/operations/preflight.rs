//! Measurements of the preflight message and of the evaluation of its response.

use fetch_cors::header::cors_unsafe_request_header_names;
use fetch_cors::preflight::{PreflightedRequest, preflight_request_headers};
use fetch_cors::request::CredentialsMode;
use fetch_cors::request_origin::RequestOrigin;
use http::{HeaderMap, HeaderValue, Method, Request};
use std::hint::black_box;

use crate::inputs::{API, APP, EIGHT_UNSAFE, TWELVE, header_list, header_map, list_with};
use crate::measure::{Operation, Run, repeat};

/// Returns the operations. The floor builds the same `http::Request`, or passes once over the bytes of both lists.
pub fn operations() -> Vec<Operation> {
    let evaluations = [3, 30, 1_000].map(|names| {
        let count = crate::measure::grouped(names as u64);
        Operation::new(format!("evaluate a preflight, lists of {count}"), move || evaluate(names))
            .floor(move || one_pass(names))
    });
    let [three, thirty, thousand] = evaluations;
    vec![
        Operation::new("preflight message, 12 headers", message).floor(build_request).goal(6_960, 4),
        three.goal(4_770, 0),
        thirty.goal(23_754, 0),
        thousand.goal(382_654, 0),
    ]
}

/// Makes the preflight message, with the `Origin` header that the engine adds.
fn message() -> Box<dyn Run> {
    let headers = header_list(&TWELVE);
    repeat(move || {
        let names = cors_unsafe_request_header_names(black_box(&headers));
        let mut message = preflight_request_headers(black_box(b"PUT"), &names);
        message.append(b"Origin", black_box(APP.as_bytes())).is_ok().then_some(message)
    })
}

fn build_request() -> Box<dyn Run> {
    let names = EIGHT_UNSAFE.join(",").to_ascii_lowercase();
    repeat(move || {
        let value = |bytes| HeaderValue::from_bytes(black_box(bytes)).unwrap();
        Request::builder()
            .method(Method::OPTIONS)
            .uri(black_box(API))
            .header(http::header::ACCEPT, value(b"*/*"))
            .header(http::header::ACCESS_CONTROL_REQUEST_METHOD, value(b"PUT"))
            .header(http::header::ACCESS_CONTROL_REQUEST_HEADERS, value(names.as_bytes()))
            .header(http::header::ORIGIN, value(APP.as_bytes()))
            .body(())
            .unwrap()
    })
}

/// Returns a list of methods and a list of this number of names. There are as many methods as names, but at most 30.
fn lists(names: usize) -> (String, String) {
    let methods: Vec<String> = (1..names.min(30)).map(|i| format!("METHOD{i:02}")).collect();
    (format!("{}, PUT", methods.join(", ")), list_with(names, asked(names)))
}

fn asked(names: usize) -> &'static [&'static str] {
    &EIGHT_UNSAFE[..names.min(EIGHT_UNSAFE.len())]
}

fn answer(names: usize) -> HeaderMap {
    let (methods, header_names) = lists(names);
    header_map(&[
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", &methods),
        ("access-control-allow-headers", &header_names),
        ("access-control-max-age", "600"),
    ])
}

fn evaluate(names: usize) -> Box<dyn Run> {
    let answer = answer(names);
    let headers = asked(names).iter().map(|name| (*name, "1")).collect::<Vec<_>>().leak();
    let unsafe_names = cors_unsafe_request_header_names(headers);
    assert_eq!(unsafe_names.len(), asked(names).len());
    let run = move || {
        let origin = RequestOrigin::from_serialized(black_box(APP.as_bytes()));
        let mode = black_box(CredentialsMode::SameOrigin);
        let put = PreflightedRequest::new(origin, mode, black_box(b"PUT"), &unsafe_names);
        put.evaluate(black_box(204), black_box(&answer)).map(|grant| grant.max_age())
    };
    run().unwrap();
    repeat(run)
}

fn one_pass(names: usize) -> Box<dyn Run> {
    let (methods, header_names) = lists(names);
    repeat(move || {
        super::pass_over(black_box(methods.as_bytes())) + super::pass_over(black_box(header_names.as_bytes()))
    })
}
