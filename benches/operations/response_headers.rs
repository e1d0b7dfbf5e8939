//! Measurements of the headers that script sees of a response.

use fetch_cors::FilteredResponse;
use fetch_cors::request::CredentialsMode;
use http::{HeaderMap, Response};
use std::hint::black_box;

use crate::inputs::{EIGHT_EXPOSED, twenty_headers};
use crate::measure::{Operation, Run, consume, repeat};

/// Returns the operations. The floor passes once over the bytes of the list and of all names.
pub fn operations() -> Vec<Operation> {
    vec![
        Operation::new("filtered view, 20 headers, 8 exposed", view)
            .floor(one_pass)
            .goal(7_160, 0)
            .one_by_one(),
    ]
}

fn headers() -> HeaderMap {
    twenty_headers([("access-control-allow-origin", "*"), ("access-control-expose-headers", EIGHT_EXPOSED)])
}

/// Filters a response and reads every header.
fn view() -> Box<dyn Run> {
    let headers = headers();
    let make = move || {
        let mut response = Response::new(());
        *response.headers_mut() = headers.clone();
        response
    };
    let run = |response| {
        let filtered = FilteredResponse::cors(response, None, black_box(CredentialsMode::SameOrigin));
        let seen = filtered.headers().count();
        (filtered, seen)
    };
    // Script sees the eight exposed headers and the four safelisted ones.
    assert_eq!(run(make()).1, 12);
    consume(make, run)
}

fn one_pass() -> Box<dyn Run> {
    let headers = headers();
    repeat(move || {
        let names = black_box(&headers).keys().map(|name| super::pass_over(name.as_str().as_bytes()));
        names.sum::<usize>() + super::pass_over(black_box(EIGHT_EXPOSED.as_bytes()))
    })
}
