//! Tests of the layer as a service: readiness, clones, bodies, and cancelling.
#![allow(clippy::unwrap_used, clippy::unreachable, reason = "tests")]

use std::convert::Infallible;
use std::future::pending;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use fetch_cors::url::Url;
use fetch_cors::{Client, Origin, Request, request};
use fetch_cors_session::Session;
use fetch_cors_tower::{Body, cors};
use http::Response;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Channel};
use tokio::sync::oneshot;
use tower::layer::layer_fn;
use tower::{Layer, Service, ServiceBuilder, ServiceExt, service_fn};

type Log = Arc<Mutex<Vec<String>>>;

/// Creates a service that allows `PUT` for every origin, and logs each message.
fn server(
    log: Log,
) -> impl Service<http::Request<String>, Response = Response<()>, Error = Infallible, Future: Send>
+ Clone
+ Send
+ 'static {
    service_fn(move |message: http::Request<String>| {
        log.lock().unwrap().push(format!("{} {}", message.method(), message.body()));
        let response = Response::builder()
            .header("access-control-allow-origin", "*")
            .header("access-control-allow-methods", "PUT")
            .header("access-control-max-age", "600");
        async move { Ok(response.body(()).unwrap()) }
    })
}

#[tokio::test]
async fn each_message_waits_for_the_service_below() {
    let log = Log::default();
    // The limit panics if a message is sent before the service is ready.
    let fetch = ServiceBuilder::new()
        .layer_fn(|inner| cors(inner, Session::new(), sent_to))
        .concurrency_limit(1)
        .service(server(log.clone()));
    fetch.oneshot((put("https://api.example/"), source("hello"))).await.unwrap();
    assert_eq!(*log.lock().unwrap(), ["OPTIONS ", "PUT hello"]);
}

#[tokio::test]
async fn clones_share_the_preflight_cache() {
    let log = Log::default();
    let fetch = cors(server(log.clone()), Session::new(), sent_to);
    for _ in 0..2 {
        fetch.clone().oneshot((put("https://api.example/"), source("hello"))).await.unwrap();
    }
    assert_eq!(*log.lock().unwrap(), ["OPTIONS ", "PUT hello", "PUT hello"]);
}

#[tokio::test]
async fn services_of_one_session_share_the_preflight_cache() {
    let (log, session) = (Log::default(), Session::new());
    let layer = layer_fn(|inner| cors(inner, session.clone(), sent_to));
    for _ in 0..2 {
        let fetch = layer.layer(server(log.clone()));
        fetch.oneshot((put("https://api.example/"), source("hello"))).await.unwrap();
    }
    assert_eq!(*log.lock().unwrap(), ["OPTIONS ", "PUT hello", "PUT hello"]);
}

#[tokio::test]
async fn a_body_is_not_asked_for_if_the_request_was_built_without_one() {
    let log = Log::default();
    let post = page().fetch("https://app.example/").method("POST").build().unwrap();
    let body: Body<String> = Box::new(|| unreachable!("it was asked for"));
    cors(server(log.clone()), Session::new(), sent_to).oneshot((post, body)).await.unwrap();
    assert_eq!(*log.lock().unwrap(), ["POST "]);
}

#[tokio::test]
async fn a_source_is_sent_again_after_a_redirect() {
    let log = Log::default();
    let to = log.clone();
    let redirects = service_fn(move |message: http::Request<String>| {
        to.lock().unwrap().push(format!("{} {}", message.uri(), message.body()));
        let redirect = message.uri().path() == "/old";
        async move {
            let response = Response::builder().status(if redirect { 307 } else { 200 });
            Ok::<_, Infallible>(response.header("location", "/new").body(()).unwrap())
        }
    });
    cors(redirects, Session::new(), sent_to)
        .oneshot((put("https://app.example/old"), source("hello")))
        .await
        .unwrap();
    assert_eq!(*log.lock().unwrap(), ["https://app.example/old hello", "https://app.example/new hello"]);
}

#[tokio::test]
async fn a_stream_goes_through_as_its_chunks_come() {
    type Stream = UnsyncBoxBody<Bytes, Infallible>;
    let echo = service_fn(async |message: http::Request<Stream>| {
        Ok::<_, Infallible>(Response::new(message.into_body()))
    });
    let (mut chunks, stream) = Channel::<Bytes>::new(1);
    let mut stream = Some(stream.boxed_unsync());
    let post = page().fetch("https://app.example/").method("POST").body(request::Body::stream());
    let body: Body<Stream> = Box::new(move || stream.take());
    // Spawning the future also shows that it is `Send`.
    let response = tokio::spawn(cors(echo, Session::new(), sent_to).oneshot((post.build().unwrap(), body)))
        .await
        .unwrap()
        .unwrap();

    let mut body = response.into_body().unwrap();
    for chunk in ["one", "two"] {
        chunks.send_data(chunk.into()).await.unwrap();
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), chunk);
    }
    drop(chunks);
    assert!(body.frame().await.is_none());
}

#[tokio::test]
async fn dropping_the_fetch_drops_what_the_service_below_does() {
    let (guard, mut dropped) = oneshot::channel::<Infallible>();
    let guard = Arc::new(Mutex::new(Some(guard)));
    let (called, was_called) = oneshot::channel();
    let called = Arc::new(Mutex::new(Some(called)));
    let hangs = service_fn(move |_: http::Request<String>| {
        let guard = guard.lock().unwrap().take();
        called.lock().unwrap().take().unwrap().send(()).unwrap();
        async move {
            let _guard = guard;
            pending::<Result<Response<()>, Infallible>>().await
        }
    });
    let fetch = tokio::spawn(
        cors(hangs, Session::new(), sent_to).oneshot((put("https://app.example/"), source("hello"))),
    );
    was_called.await.unwrap();
    assert!(dropped.try_recv().is_err_and(|error| error == oneshot::error::TryRecvError::Empty));
    fetch.abort();
    assert!(fetch.await.unwrap_err().is_cancelled());
    assert!(dropped.await.is_err());
}

fn page() -> Client {
    Client::new(Origin::parse("https://app.example").unwrap())
}

fn put(url: &str) -> Request {
    page().fetch(url).method("PUT").body(request::Body::source()).build().unwrap()
}

fn source(text: &'static str) -> Body<String> {
    Box::new(move || Some(text.to_owned()))
}

/// The service is `Sync`, so that it can be shared by reference, for example in the state of a server.
#[test]
fn it_is_send_and_sync() {
    fn is_shareable<T: Send + Sync>() {}
    is_shareable::<fetch_cors_tower::Cors<String, String>>();
}

/// Returns the URL of the message, because the services of these tests cannot follow redirects.
fn sent_to<R>(url: &Url, _: &Response<R>) -> Option<Url> {
    Some(url.clone())
}
