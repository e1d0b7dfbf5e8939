//! Tests that the engine follows redirects, and detects a service that follows redirects itself.
#![allow(clippy::unwrap_used, clippy::unreachable, reason = "tests")]

use std::convert::Infallible;

use bytes::Bytes;
use fetch_cors::error::{ErrorKind, HostError, Reason};
use fetch_cors::url::Url;
use fetch_cors::{Client, Origin, Request};
use fetch_cors_session::Session;
use fetch_cors_tower::{Body, Cors, cors};
use http::Response;
use http_body_util::Empty;
use tower::{Layer, ServiceExt, service_fn};
use tower_http::follow_redirect::{FollowRedirectLayer, RequestUri};
use tower_http_06::follow_redirect as v06;

type NoBody = Empty<Bytes>;

#[tokio::test]
async fn the_engine_follows_redirects() {
    let fetch = cors(service_fn(redirects), Session::new(), |sent_to, _| Some(sent_to.clone()));
    let response = fetch.oneshot((get("https://app.example/old"), none())).await.unwrap();
    assert!(response.redirected());
    assert_eq!(response.body(), Some(&"shared"));
}

#[tokio::test]
async fn a_service_that_follows_redirects_is_detected() {
    is_detected(follows(request_uri)).await;
    is_detected(follows_06(request_uri_06)).await;
}

async fn is_detected(fetch: Cors<NoBody, &'static str>) {
    let error = fetch.oneshot((get("https://app.example/old"), none())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::HostMistake);
    let Reason::Host(HostError::ForeignResponse { response_url, .. }) = error.reason() else {
        unreachable!("{error}")
    };
    assert_eq!(response_url, "https://api.example/new");
}

#[tokio::test]
async fn a_service_that_does_not_tell_where_its_responses_come_from_is_refused() {
    // The response has no `RequestUri` of this version: the service adds that of another version, or adds none.
    is_refused(follows(request_uri_06)).await;
    is_refused(follows_06(request_uri)).await;
    is_refused(cors(service_fn(redirects), Session::new(), request_uri)).await;
}

async fn is_refused(fetch: Cors<NoBody, &'static str>) {
    for url in ["https://app.example/old", "https://api.example/new"] {
        let error = fetch.clone().oneshot((get(url), none())).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::HostMistake);
        assert!(matches!(error.reason(), Reason::Host(HostError::ResponseWithoutUrl)), "{error}");
    }
}

#[tokio::test]
async fn a_service_that_could_follow_redirects_may_respond_where_there_is_none() {
    for fetch in [follows(request_uri), follows_06(request_uri_06)] {
        let response = fetch.oneshot((get("https://api.example/new?q"), none())).await.unwrap();
        assert_eq!(response.body(), Some(&"shared"));
    }
}

/// Fetches through a `FollowRedirect` of `tower-http` 0.7.
fn follows(came_from: CameFrom) -> Cors<NoBody, &'static str> {
    cors(FollowRedirectLayer::new().layer(service_fn(redirects)), Session::new(), came_from)
}

/// Fetches through a `FollowRedirect` of `tower-http` 0.6.
fn follows_06(came_from: CameFrom) -> Cors<NoBody, &'static str> {
    cors(v06::FollowRedirectLayer::new().layer(service_fn(redirects)), Session::new(), came_from)
}

type CameFrom = fn(&Url, &Response<&'static str>) -> Option<Url>;

fn request_uri<R>(_: &Url, response: &Response<R>) -> Option<Url> {
    let RequestUri(uri) = response.extensions().get()?;
    uri.to_string().parse().ok()
}

fn request_uri_06<R>(_: &Url, response: &Response<R>) -> Option<Url> {
    let v06::RequestUri(uri) = response.extensions().get()?;
    uri.to_string().parse().ok()
}

/// Answers a message with a redirect to another origin, which shares its response with every origin.
async fn redirects(message: http::Request<NoBody>) -> Result<Response<&'static str>, Infallible> {
    let response = match message.uri().path() {
        "/old" => Response::builder().status(302).header("location", "https://api.example/new").body(""),
        _ => Response::builder().header("access-control-allow-origin", "*").body("shared"),
    };
    Ok(response.unwrap())
}

fn get(url: &str) -> Request {
    Client::new(Origin::parse("https://app.example").unwrap()).fetch(url).build().unwrap()
}

fn none() -> Body<NoBody> {
    Box::new(|| None)
}
