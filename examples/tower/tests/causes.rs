//! Tests that an error of the inner service is the source of the network error.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::convert::Infallible;
use std::error::Error;
use std::future::{Ready, pending, ready};
use std::io;
use std::task::{Context, Poll};
use std::time::Duration;

use fetch_cors::error::{ErrorKind, HostError, Reason};
use fetch_cors::url::Url;
use fetch_cors::{Client, NetworkError, Origin, Request, request};
use fetch_cors_session::Session;
use fetch_cors_tower::{Body, cors};
use http::Response;
use tower::timeout::error::Elapsed;
use tower::{Service, ServiceBuilder, ServiceExt, service_fn};

#[tokio::test(start_paused = true)]
async fn a_timeout_for_each_message() {
    let client = service_fn(never);
    let fetch = ServiceBuilder::new()
        .layer_fn(|inner| cors(inner, Session::new(), sent_to))
        .timeout(Duration::from_secs(5))
        .service(client);
    let error = fetch.oneshot((get(), none())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoResponse);
    assert!(cause(&error).is::<Elapsed>(), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_timeout_for_the_whole_fetch() {
    let fetch = ServiceBuilder::new()
        .timeout(Duration::from_secs(5))
        .layer_fn(|inner| cors(inner, Session::new(), sent_to))
        .service(service_fn(never));
    let error = fetch.oneshot((get(), none())).await.unwrap_err();
    assert!(error.is::<Elapsed>(), "{error:?}");
}

async fn never(_: http::Request<()>) -> Result<Response<()>, Infallible> {
    pending().await
}

#[tokio::test]
async fn a_service_that_is_never_ready() {
    let error = cors(Closed, Session::new(), sent_to).oneshot((get(), none())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoResponse);
    assert_eq!(cause(&error).downcast_ref::<io::Error>().unwrap().kind(), io::ErrorKind::BrokenPipe);
}

#[derive(Clone)]
struct Closed;

impl Service<http::Request<()>> for Closed {
    type Response = Response<()>;
    type Error = io::Error;
    type Future = Ready<io::Result<Response<()>>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()))
    }

    fn call(&mut self, _: http::Request<()>) -> Self::Future {
        ready(Ok(Response::new(())))
    }
}

#[tokio::test]
async fn a_body_that_is_not_there() {
    let post = page().fetch("https://app.example/").method("POST").body(request::Body::source()).build();
    let error =
        cors(service_fn(answer), Session::new(), sent_to).oneshot((post.unwrap(), none())).await.unwrap_err();
    assert_eq!(error.reason(), &Reason::Host(HostError::WrongBody));
}

#[tokio::test]
async fn a_message_that_the_http_crate_cannot_hold() {
    let url = format!("https://app.example/{}", "x".repeat(1 << 16));
    let get = page().fetch(url).build().unwrap();
    let error = cors(service_fn(answer), Session::new(), sent_to).oneshot((get, none())).await.unwrap_err();
    assert_eq!((error.kind(), error.reason()), (ErrorKind::Unsendable, &Reason::UnsendableMessage));
    assert!(error.source().is_some());
}

#[tokio::test]
async fn a_url_that_needs_no_network() {
    let get = page().fetch("data:,hello").build().unwrap();
    let error = cors(service_fn(answer), Session::new(), sent_to).oneshot((get, none())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoResponse);
}

async fn answer(_: http::Request<()>) -> Result<Response<()>, Infallible> {
    Ok(Response::new(()))
}

fn cause(error: &NetworkError) -> &(dyn Error + 'static) {
    error.source().unwrap()
}

fn page() -> Client {
    Client::new(Origin::parse("https://app.example").unwrap())
}

fn get() -> Request {
    page().fetch("https://app.example/").build().unwrap()
}

fn none() -> Body<()> {
    Box::new(|| None)
}

/// Returns the URL of the message, because the services of these tests cannot follow redirects.
fn sent_to<R>(url: &Url, _: &Response<R>) -> Option<Url> {
    Some(url.clone())
}
