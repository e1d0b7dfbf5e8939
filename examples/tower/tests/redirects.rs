//! The engine follows redirects, and finds out a service that does.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::convert::Infallible;

use bytes::Bytes;
use fetch_cors::error::{ErrorKind, HostError, Reason};
use fetch_cors::{Client, Origin, Request};
use fetch_cors_tower::{Body, Cors, cors};
use http::Response;
use http_body_util::Empty;
use tower::{ServiceBuilder, ServiceExt};
use tower_http::follow_redirect::FollowRedirectLayer;

type NoBody = Empty<Bytes>;

#[tokio::test]
async fn the_engine_follows_redirects() {
    let fetch = ServiceBuilder::new().layer_fn(cors).service_fn(redirects);
    let response = fetch.oneshot((get("https://app.example/old"), none())).await.unwrap();
    assert!(response.redirected());
    assert_eq!(response.body(), Some(&"shared"));
}

#[tokio::test]
async fn a_service_that_follows_redirects_is_found_out() {
    let follow = FollowRedirectLayer::new();
    let fetch = ServiceBuilder::new().layer_fn(cors).layer(follow).service_fn(redirects);
    found_out(fetch).await;
    let follow = tower_http_06::follow_redirect::FollowRedirectLayer::new();
    let fetch = ServiceBuilder::new().layer_fn(cors).layer(follow).service_fn(redirects);
    found_out(fetch).await;
}

async fn found_out(fetch: Cors<NoBody, &'static str>) {
    let error = fetch.oneshot((get("https://app.example/old"), none())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::HostMistake);
    let Reason::Host(HostError::ForeignResponse { response_url, .. }) = error.reason() else {
        unreachable!("{error}")
    };
    assert_eq!(response_url, "https://api.example/new");
}

#[tokio::test]
async fn a_service_that_could_follow_redirects_may_respond_where_there_is_none() {
    let follow = FollowRedirectLayer::new();
    let fetch = ServiceBuilder::new().layer_fn(cors).layer(follow).service_fn(redirects);
    let response = fetch.oneshot((get("https://api.example/new?q"), none())).await.unwrap();
    assert_eq!(response.body(), Some(&"shared"));
}

/// Redirects to another origin, which shares its response with every origin.
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
