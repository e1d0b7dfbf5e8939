//! Tests that a body must be passed if the request was built with a body, and only then.
#![allow(clippy::unwrap_used, reason = "tests")]

mod server;

use bytes::Bytes;
use fetch_cors::error::{HostError, Reason};
use fetch_cors::{Client, Origin, request};
use fetch_cors_hyper::{Body, Browser};
use fetch_cors_session::Session;
use http::Response;
use http_body_util::{Channel, Empty};
use server::{boxed, page_of, serve};
use tokio::sync::mpsc;

#[tokio::test]
async fn a_body_for_a_request_without_one_is_refused_before_anything_is_sent() {
    let (arrived, mut arrivals) = mpsc::unbounded_channel();
    let url = serve(move |request| {
        arrived.send(request.method().to_string()).unwrap();
        async { Response::new(boxed(Empty::new())) }
    })
    .await;
    let browser = Browser::http1(Session::new());
    // This tests fetches without and with a preflight, and bodies of bytes and of a stream.
    let stranger = Client::new(Origin::parse("https://app.example").unwrap());
    for (page, method) in [(page_of(&url), "POST"), (stranger, "PUT")] {
        for body in [Body::from("hello"), Body::stream(Channel::<Bytes>::new(1).1)] {
            let request = page.fetch(&url).method(method).build().unwrap();
            let error = browser.fetch(request, body).await.unwrap_err();
            assert_eq!(error.reason(), &Reason::Host(HostError::WrongBody));
        }
    }
    assert!(arrivals.try_recv().is_err());

    let post = page_of(&url).fetch(&url).method("POST").build().unwrap();
    browser.fetch(post, "").await.unwrap();
    assert_eq!(arrivals.recv().await.unwrap(), "POST");
}

#[tokio::test]
async fn a_request_with_a_body_needs_one() {
    let post = page_of("http://127.0.0.1").fetch("http://127.0.0.1/").method("POST");
    let request = post.body(request::Body::source()).build().unwrap();
    let error = Browser::http1(Session::new()).fetch(request, Body::none()).await.unwrap_err();
    assert_eq!(error.reason(), &Reason::Host(HostError::WrongBody));
}
