//! Measurements of the CORS check.

use fetch_cors::check::cors_check;
use fetch_cors::request::CredentialsMode;
use fetch_cors::request_origin::RequestOrigin;
use http::header::{ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN};
use std::hint::black_box;

use crate::inputs::{APP, twenty_headers};
use crate::measure::{Operation, Run, repeat};

/// Returns the operations. The floor gets the same headers and compares bytes.
pub fn operations() -> Vec<Operation> {
    vec![
        Operation::new("CORS check, origin matches, 20 headers", || check(CredentialsMode::SameOrigin))
            .floor(|| get_and_compare(false))
            .goal(452, 0),
        Operation::new("CORS check with credentials", || check(CredentialsMode::Include))
            .floor(|| get_and_compare(true))
            .goal(728, 0),
    ]
}

fn headers() -> http::HeaderMap {
    twenty_headers([("access-control-allow-origin", APP), ("access-control-allow-credentials", "true")])
}

fn check(credentials_mode: CredentialsMode) -> Box<dyn Run> {
    let (headers, origin) = (headers(), RequestOrigin::from_serialized(APP.as_bytes()));
    let run = move || cors_check(black_box(&headers), black_box(origin), black_box(credentials_mode));
    run().unwrap();
    repeat(run)
}

fn get_and_compare(credentials: bool) -> Box<dyn Run> {
    let headers = headers();
    let run = move || {
        let headers = black_box(&headers);
        let is = |name, bytes: &[u8]| headers.get(name).is_some_and(|value| value.as_bytes() == bytes);
        is(ACCESS_CONTROL_ALLOW_ORIGIN, black_box(APP.as_bytes()))
            && (!credentials || is(ACCESS_CONTROL_ALLOW_CREDENTIALS, black_box(b"true")))
    };
    assert!(run());
    repeat(run)
}
