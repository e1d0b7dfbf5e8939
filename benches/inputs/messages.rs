//! Scripted responses for whole fetches.

use fetch_cors::Request;
use http::{Response, StatusCode};

use super::{API, EIGHTEEN, TWELVE, header_map, list_with, page};

/// Returns a `GET` request that needs no preflight.
pub fn get() -> Request {
    page().fetch(API).headers(super::FOUR_SIMPLE).build().unwrap()
}

/// Returns a `PUT` request with twelve headers, eight of them unsafe.
pub fn put(url: &str) -> Request {
    let page = page().with_partition_key(super::caches::partition());
    page.fetch(url).method("PUT").headers(TWELVE).build().unwrap()
}

/// Returns a shared response with status 200 and 20 headers.
pub fn shared() -> Response<()> {
    let cors =
        [("access-control-allow-origin", "*"), ("access-control-expose-headers", super::EIGHT_EXPOSED)];
    response(200, &[&EIGHTEEN[..], &cors].concat())
}

/// Returns a preflight response that allows the `PUT` and 30 names, among them those of the request.
pub fn allowed() -> Response<()> {
    let names = list_with(30, &super::EIGHT_UNSAFE);
    let cors = [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", "GET, PUT, DELETE"),
        ("access-control-allow-headers", &names),
        ("access-control-max-age", "600"),
    ];
    response(204, &cors)
}

pub fn redirect(location: &str) -> Response<()> {
    response(302, &[("access-control-allow-origin", "*"), ("location", location)])
}

fn response(status: u16, headers: &[(&str, &str)]) -> Response<()> {
    let mut response = Response::new(());
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    *response.headers_mut() = header_map(headers);
    response
}
