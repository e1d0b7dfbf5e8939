//! A test of the CORS policies of two servers, in the way in which browsers see them. The careless server has five mistakes,
//! and the careful server has none. The example fails if the policy lab finds anything else.
//!
//! The policy lab tests a fixed list of requests. For the careful server, a property test then makes random calls from other
//! pages, and checks that none of them can read a response.
//!
//! Run it with `cargo run --example policy --features proptest`.

#![expect(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    reason = "an example prints and acts as a server, but the engine does neither"
)]

use std::error::Error;

use fetch_cors::Origin;
use fetch_cors::lab::{Browser, Call, PolicyLab, Report, policy};
use fetch_cors::strategy::{Params, calls, origins};
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ORIGIN, VARY,
};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

/// The only origin whose pages may read the responses of the server.
const TRUSTED: &str = "https://app.site.example";

fn main() -> Result<(), Box<dyn Error>> {
    let report = test(careless)?;
    println!("== the careless server\n\n{report}\n");
    let codes: Vec<&str> = report.findings.iter().map(|finding| finding.code()).collect();
    if codes != ["suffix-match", "http-origin", "actual-not-shared", "cache-mix-up", "head-differs"] {
        return Err(format!("the findings for the careless server are not as expected: {codes:?}").into());
    }

    let report = test(careful)?;
    println!("== the careful server\n\n{report}");
    report.assert_clean();
    strangers_read_nothing(careful)
}

type Server = fn(Request<Vec<u8>>) -> Response<()>;

fn test(server: Server) -> Result<Report, Box<dyn Error>> {
    Ok(PolicyLab::new("https://api.example")?
        .trusts([TRUSTED])?
        .route("/items", [Method::GET, Method::PUT])
        .request_headers(["x-token"])
        .run(server))
}

/// Answers a request with three mistakes: it trusts every origin with the same end as the trusted one, it shares only
/// responses to `GET` (and preflights), and it sends no `Vary`.
fn careless(request: Request<Vec<u8>>) -> Response<()> {
    let origin = request.headers().get(ORIGIN).filter(|origin| origin.as_bytes().ends_with(b"site.example"));
    match *request.method() {
        Method::OPTIONS | Method::GET => shared(&request, origin),
        _ => Response::new(()),
    }
}

/// Answers a request correctly: it compares the whole origin for every method, and sends `Vary`.
fn careful(request: Request<Vec<u8>>) -> Response<()> {
    let origin = request.headers().get(ORIGIN).filter(|origin| *origin == TRUSTED);
    let mut response = shared(&request, origin);
    response.headers_mut().append(VARY, HeaderValue::from_static("Origin"));
    response
}

/// Returns a response that is shared with `origin`, or with no origin if this is `None`.
fn shared(request: &Request<Vec<u8>>, origin: Option<&HeaderValue>) -> Response<()> {
    let mut response = Response::new(());
    let Some(origin) = origin else { return response };
    let headers = response.headers_mut();
    headers.append(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    headers.append(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    if request.method() == Method::OPTIONS {
        headers.append(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("PUT"));
        headers.append(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("x-token"));
        *response.status_mut() = StatusCode::NO_CONTENT;
    }
    response
}

/// Checks that random calls from other pages read nothing. The calls have any methods, headers, modes and redirect modes.
fn strangers_read_nothing(server: Server) -> Result<(), Box<dyn Error>> {
    let trusted = Origin::parse(TRUSTED)?;
    let strangers = origins().prop_filter("a stranger", move |page| *page != trusted);
    let params = Params::new().pages(strangers).urls(Just("https://api.example/items".to_owned()));
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new(config).run(&calls(&params), |call: Call| {
        let server = policy(|request: Request<()>| server(request.map(|()| Vec::new())));
        let fetched = Browser::new().fetch(&call, server)?;
        // A response to a page of the server's own origin does not count as shared.
        prop_assert!(!fetched.is_shared(), "{call:?}\n{fetched:?}");
        Ok(())
    })?;
    Ok(())
}
