//! Tests that the server notices if the future of a fetch or the body of its response is dropped.
#![allow(clippy::unwrap_used, reason = "tests")]

mod server;

use std::future::pending;

use fetch_cors_hyper::{Body, Browser};
use fetch_cors_session::Session;
use http_body_util::BodyExt;
use server::{page_of, serve, serve_stream};
use tokio::sync::mpsc;

#[tokio::test]
async fn http1_ends_the_connection_if_the_fetch_is_dropped() {
    drops_the_fetch(Browser::http1(Session::new())).await;
}

#[tokio::test]
async fn http2_ends_the_stream_if_the_fetch_is_dropped() {
    drops_the_fetch(Browser::http2(Session::new())).await;
}

async fn drops_the_fetch(browser: Browser) {
    let (guard, mut events) = mpsc::channel::<&str>(1);
    let url = serve(move |_| {
        let guard = guard.clone();
        async move {
            guard.send("arrived").await.unwrap();
            let _ended = Ended(guard);
            pending().await
        }
    })
    .await;
    let get = page_of(&url).fetch(&url).build().unwrap();
    {
        let mut fetch = std::pin::pin!(browser.fetch(get, Body::none()));
        tokio::select! {
            _ = &mut fetch => unreachable!("the server does not respond"),
            event = events.recv() => assert_eq!(event, Some("arrived")),
        }
    }
    assert_eq!(events.recv().await, Some("ended"));
}

/// A value that sends a message when the server drops the response. The server does so if the client has cancelled.
struct Ended(mpsc::Sender<&'static str>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.try_send("ended").unwrap();
    }
}

#[tokio::test]
async fn http1_ends_the_connection_if_the_body_is_dropped() {
    drops_the_body(Browser::http1(Session::new())).await;
}

#[tokio::test]
async fn http2_ends_the_stream_if_the_body_is_dropped() {
    drops_the_body(Browser::http2(Session::new())).await;
}

async fn drops_the_body(browser: Browser) {
    let (mut chunks, url) = serve_stream().await;
    let get = page_of(&url).fetch(&url).build().unwrap();
    let mut body = browser.fetch(get, Body::none()).await.unwrap().into_body().unwrap();
    chunks.send_data("one".into()).await.unwrap();
    body.frame().await.unwrap().unwrap();
    drop(body);
    // When the server drops the stream, sending fails.
    while chunks.send_data("more".into()).await.is_ok() {}
}
