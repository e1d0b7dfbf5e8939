//! The limit of bodies with keepalive: the rule, the exchange, and the network error.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use crate::scenario::LastTwoLabels;
use fetch_cors::blob::blob_response;
use fetch_cors::error::{ErrorKind, KeepaliveError, NetworkError, Phase, Reason};
use fetch_cors::keepalive::{MAX_KEEPALIVE_BYTES, check_keepalive};
use fetch_cors::request::Body;
use fetch_cors::{Client, Exchange, Origin, PreflightCache, Request, Step, Timestamp, fetch};

#[test]
fn borders() {
    assert_eq!(MAX_KEEPALIVE_BYTES, 65_536);
    let rows = [
        (0, 0, true),
        (65_535, 0, true),
        (65_536, 0, true),
        (65_537, 0, false),
        (0, 65_536, true),
        (0, 65_537, false),
        (1, 65_535, true),
        (1, 65_536, false),
        (32_768, 32_768, true),
        (32_769, 32_768, false),
        (u64::MAX, 0, false),
        (0, u64::MAX, false),
        (u64::MAX, u64::MAX, false),
        (1, u64::MAX, false),
    ];
    for (content_length, bytes_in_flight, passes) in rows {
        let result = check_keepalive(content_length, bytes_in_flight);
        assert_eq!(result.is_ok(), passes, "{content_length} {bytes_in_flight}");
        if let Err(error) = result {
            assert_eq!((error.content_length, error.bytes_in_flight), (content_length, bytes_in_flight));
        }
    }
}

fn page() -> Client {
    Client::with_sites(Origin::parse("https://app.example").unwrap(), Arc::new(LastTwoLabels))
}

fn exchange(request: Request) -> Exchange {
    match fetch::<()>(request, &mut PreflightCache::new(), Timestamp::ZERO) {
        Step::Send(exchange) => exchange,
        step => panic!("{step:?}"),
    }
}

fn post() -> fetch_cors::request::FetchBuilder {
    page().fetch("https://api.example/").method("POST").body(Body::source())
}

#[test]
fn only_bodies_with_keepalive_have_the_limit() {
    let with = exchange(post().keepalive(true).build().unwrap());
    assert!(with.check_keepalive(65_536, 0).is_ok());
    assert!(with.check_keepalive(65_537, 0).is_err());
    let without = exchange(post().build().unwrap());
    assert!(without.check_keepalive(u64::MAX, u64::MAX).is_ok());
    let no_body = exchange(page().fetch("https://api.example/").keepalive(true).build().unwrap());
    assert!(no_body.check_keepalive(u64::MAX, u64::MAX).is_ok());
    let preflight = exchange(post().header("x-a", "1").keepalive(true).build().unwrap());
    assert!(preflight.is_preflight() && preflight.check_keepalive(u64::MAX, 0).is_ok());
}

#[derive(Debug)]
struct Wrapped(KeepaliveError);

impl fmt::Display for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not sent")
    }
}

impl Error for Wrapped {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

fn fail(cause: impl Into<Box<dyn Error + Send + Sync>>) -> NetworkError {
    let exchange = exchange(post().keepalive(true).build().unwrap());
    match exchange.fail::<()>(cause, &mut PreflightCache::new()) {
        Step::Done(Err(error)) => error,
        step => panic!("{step:?}"),
    }
}

#[test]
fn the_error_is_a_reason() {
    let cause = check_keepalive(65_537, 0).unwrap_err();
    let error = fail(cause);
    assert_eq!(error.reason(), &Reason::Keepalive(cause));
    assert_eq!((error.kind(), error.phase()), (ErrorKind::Refused, Phase::Actual));
    assert_eq!(error.reason().code(), "keepalive-limit");
    assert_eq!(error.step().to_string(), "HTTP-network-or-cache fetch 8.10.5");
    assert!(error.source().is_none());
    let error = fail(Wrapped(cause));
    assert_eq!(error.reason(), &Reason::Keepalive(cause));
    assert!(error.source().is_some_and(|source| source.is::<Wrapped>()));
    // An error of a local URL is only the cause here.
    let range = blob_response(&[("range", "bytes=9-")], 9, "").unwrap_err();
    let error = fail(range.clone());
    assert_eq!(error.reason(), &Reason::NetworkFailure);
    assert_eq!(error.source().and_then(|source| source.downcast_ref()), Some(&range));
    // Its text alone is not the error.
    assert_eq!(fail(cause.to_string()).reason(), &Reason::NetworkFailure);
}
