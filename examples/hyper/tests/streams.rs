//! Tests that bodies are streamed in both directions, over HTTP/1 and HTTP/2.
#![allow(clippy::unwrap_used, reason = "tests")]

mod server;

use bytes::Bytes;
use fetch_cors::request;
use fetch_cors_hyper::{Body, Browser};
use fetch_cors_session::Session;
use http::Response;
use http_body_util::{BodyExt, Channel, Empty};
use server::{boxed, page_of, serve, serve_stream};
use tokio::sync::mpsc;

#[tokio::test]
async fn http1_sends_each_chunk_of_a_request_when_it_comes() {
    sends_each_chunk_when_it_comes(Browser::http1(Session::new())).await;
}

#[tokio::test]
async fn http2_sends_each_chunk_of_a_request_when_it_comes() {
    sends_each_chunk_when_it_comes(Browser::http2(Session::new())).await;
}

async fn sends_each_chunk_when_it_comes(browser: Browser) {
    let (arrived, mut arrivals) = mpsc::channel(1);
    let url = serve(move |request| {
        let arrived = arrived.clone();
        async move {
            let mut body = request.into_body();
            while let Some(frame) = body.frame().await {
                arrived.send(frame.unwrap().into_data().unwrap()).await.unwrap();
            }
            Response::new(boxed(Empty::new()))
        }
    })
    .await;

    let (mut chunks, stream) = Channel::<Bytes>::new(1);
    let post = page_of(&url).fetch(&url).method("POST").body(request::Body::stream()).build().unwrap();
    // Spawning the future also shows that it is `Send`.
    let fetch = tokio::spawn(async move { browser.fetch(post, Body::stream(stream)).await });

    chunks.send_data("one".into()).await.unwrap();
    assert_eq!(arrivals.recv().await.unwrap(), "one");
    chunks.send_data("two".into()).await.unwrap();
    assert_eq!(arrivals.recv().await.unwrap(), "two");
    assert!(!fetch.is_finished());
    drop(chunks);
    assert_eq!(fetch.await.unwrap().unwrap().status(), 200);
}

#[tokio::test]
async fn http1_gives_each_chunk_of_a_response_when_it_comes() {
    gives_each_chunk_when_it_comes(Browser::http1(Session::new())).await;
}

#[tokio::test]
async fn http2_gives_each_chunk_of_a_response_when_it_comes() {
    gives_each_chunk_when_it_comes(Browser::http2(Session::new())).await;
}

async fn gives_each_chunk_when_it_comes(browser: Browser) {
    let (mut chunks, url) = serve_stream().await;
    let get = page_of(&url).fetch(&url).build().unwrap();
    let mut body = browser.fetch(get, Body::none()).await.unwrap().into_body().unwrap();
    for chunk in ["one", "two"] {
        chunks.send_data(chunk.into()).await.unwrap();
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), chunk);
    }
    drop(chunks);
    assert!(body.collect().await.unwrap().to_bytes().is_empty());
}

#[tokio::test]
async fn a_stream_that_fails_is_the_cause() {
    let url = serve(|request| async move {
        let _ = request.into_body().collect().await;
        Response::new(boxed(Empty::new()))
    })
    .await;
    let (mut chunks, stream) = Channel::<Bytes, std::io::Error>::new(1);
    let post = page_of(&url).fetch(&url).method("POST").body(request::Body::stream()).build().unwrap();
    let fetch =
        tokio::spawn(async move { Browser::http1(Session::new()).fetch(post, Body::stream(stream)).await });
    chunks.send_data("one".into()).await.unwrap();
    chunks.abort(std::io::Error::other("the disk is gone"));
    let error = fetch.await.unwrap().unwrap_err();
    let mut causes = std::iter::successors(Some(&error as &dyn std::error::Error), |error| error.source());
    assert!(causes.any(|cause| cause.to_string() == "the disk is gone"), "{error:?}");
}
