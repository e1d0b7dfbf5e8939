//! Tests of what the conformance suite does not check: that bodies are streamed, and the result of a fetch that is dropped
//! or has no response.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_docs_in_private_items,
    reason = "a test may panic"
)]

mod peer;

use std::convert::Infallible;
use std::error::Error;
use std::future::pending;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use fetch_cors::cookies::SameSiteMode;
use fetch_cors::error::{ErrorKind, HostError, Reason};
use fetch_cors::fetch::ToHttpError;
use fetch_cors::http;
use fetch_cors::request::{Body, CredentialsMode};
use fetch_cors::{Client, NetworkError, Origin, Request};
use fetch_cors_reqwest::Browser;
use fetch_cors_session::Session;
use http_body_util::BodyExt;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use peer::{Peer, listen};
use reqwest::ClientBuilder;
use tokio::sync::mpsc;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::UnboundedReceiverStream;

/// Returns a page whose origin differs from the origins of all servers.
fn stranger() -> Client {
    Client::new(Origin::parse("https://app.example").unwrap())
}

/// Returns a page of the origin of the server.
fn own_page(url: &str) -> Client {
    Client::new(Origin::parse(url.trim_end_matches('/')).unwrap())
}

fn browser() -> Arc<Browser> {
    Arc::new(browser_of(Session::new()))
}

fn browser_of(session: Session) -> Browser {
    Browser::new(session, client).unwrap()
}

/// Returns a client without a proxy, which the environment of a test may name.
fn client() -> ClientBuilder {
    ClientBuilder::new().no_proxy()
}

/// Returns a body, and the sender of its chunks.
fn stream() -> (mpsc::UnboundedSender<&'static str>, reqwest::Body) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let chunks = UnboundedReceiverStream::new(receiver).map(Ok::<_, io::Error>);
    (sender, reqwest::Body::wrap_stream(chunks))
}

/// Checks whether the error or one of its sources is a `reqwest::Error` for which `is` returns true.
fn is_caused_by(error: &NetworkError, is: impl Fn(&reqwest::Error) -> bool) -> bool {
    error.source().and_then(|cause| cause.downcast_ref()).is_some_and(is)
}

#[tokio::test]
async fn a_request_body_is_sent_as_it_comes() {
    let (listener, url) = listen().await;
    let post = own_page(&url).fetch(&url).method("POST").body(Body::stream()).build().unwrap();
    let (chunks, body) = stream();
    let browser = browser();
    let fetched = tokio::spawn(async move { browser.fetch(post, body).await });

    let mut peer = Peer::accept(&listener).await;
    peer.read_head().await;
    chunks.send("one").unwrap();
    assert_eq!(peer.read_until("one\r\n").await, "3\r\none\r\n");
    // The second chunk is sent only after the first has arrived.
    chunks.send("two").unwrap();
    assert_eq!(peer.read_until("two\r\n").await, "3\r\ntwo\r\n");
    drop(chunks);
    assert_eq!(peer.read_head().await, "0\r\n\r\n");
    peer.write("HTTP/1.1 204 No Content\r\n\r\n").await;
    assert_eq!(fetched.await.unwrap().unwrap().status(), 204);
}

#[tokio::test]
async fn a_response_body_is_handed_over_unread() {
    let (listener, url) = listen().await;
    let get = own_page(&url).fetch(&url).build().unwrap();
    let browser = browser();
    let fetched = tokio::spawn(async move { browser.fetch(get, "").await });

    let mut peer = Peer::accept(&listener).await;
    peer.read_head().await;
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n").await;
    // The fetch has returned the response before its body arrives.
    let mut body = fetched.await.unwrap().unwrap().into_body().unwrap();
    peer.write("one").await;
    assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "one");
    peer.write("two").await;
    assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "two");
    assert!(body.frame().await.is_none());
}

#[tokio::test]
async fn bytes_are_sent_again_after_a_redirect() {
    let (listener, url) = listen().await;
    let post = own_page(&url).fetch(&url).method("POST").body(Body::source()).build().unwrap();
    let browser = browser();
    let fetched = tokio::spawn(async move { browser.fetch(post, "hello").await });

    let mut peer = Peer::accept(&listener).await;
    peer.read_until("hello").await;
    peer.write("HTTP/1.1 307 Temporary Redirect\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n").await;
    assert!(peer.read_until("hello").await.starts_with("POST /new HTTP/1.1\r\n"));
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    assert_eq!(fetched.await.unwrap().unwrap().url().unwrap().path(), "/new");
}

#[tokio::test]
async fn a_stream_is_not_sent_again_even_if_the_request_says_that_it_can() {
    let (listener, url) = listen().await;
    let post = own_page(&url).fetch(&url).method("POST").body(Body::source()).build().unwrap();
    let (chunks, body) = stream();
    let browser = browser();
    let fetched = tokio::spawn(async move { browser.fetch(post, body).await });

    let mut peer = Peer::accept(&listener).await;
    drop(chunks);
    peer.read_until("0\r\n\r\n").await;
    peer.write("HTTP/1.1 307 Temporary Redirect\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n").await;
    let error = fetched.await.unwrap().unwrap_err();
    assert_eq!(error.reason(), &Reason::Host(HostError::WrongBody));
    assert!(peer.read_to_end().await.is_empty());
}

#[tokio::test]
async fn a_body_for_a_request_without_one_is_refused_before_anything_is_sent() {
    let (listener, url) = listen().await;
    // This tests fetches without and with a preflight, and bodies of bytes and of a stream.
    for (page, method) in [(own_page(&url), "POST"), (stranger(), "PUT")] {
        for body in ["hello".into(), stream().1] {
            let request = page.fetch(&url).method(method).build().unwrap();
            let error = browser().fetch(request, body).await.unwrap_err();
            assert_eq!(error.reason(), &Reason::Host(HostError::WrongBody));
        }
    }
    // The first connection belongs to a fetch that is not refused.
    let get = own_page(&url).fetch(&url).build().unwrap();
    let fetched = tokio::spawn(async move { browser().fetch(get, "").await });
    let mut peer = Peer::accept(&listener).await;
    assert!(peer.read_head().await.starts_with("GET "));
    peer.write("HTTP/1.1 204 No Content\r\n\r\n").await;
    fetched.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_redirect_may_remove_the_body() {
    let (listener, url) = listen().await;
    let post = own_page(&url).fetch(&url).method("POST").body(Body::source()).build().unwrap();
    let fetched = tokio::spawn(async move { browser().fetch(post, "hello").await });
    let mut peer = Peer::accept(&listener).await;
    peer.read_until("hello").await;
    peer.write("HTTP/1.1 303 See Other\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n").await;
    assert!(peer.read_head().await.starts_with("GET /new HTTP/1.1\r\n"));
    peer.write("HTTP/1.1 204 No Content\r\n\r\n").await;
    assert_eq!(fetched.await.unwrap().unwrap().status(), 204);
}

#[tokio::test]
async fn browsers_of_one_session_share_cookies_until_they_are_cleared() {
    let (listener, url) = listen().await;
    let session = Session::new();
    let fetched = tokio::spawn({
        let (session, get) = (session.clone(), own_page(&url).fetch(&url).build().unwrap());
        async move {
            for _ in 0..2 {
                browser_of(session.clone()).fetch(get.clone(), "").await.unwrap();
            }
            session.jar().clear();
            browser_of(session).fetch(get, "").await.unwrap();
        }
    });
    for (number, cookie) in [(1, None), (2, Some("cookie: a=1")), (3, None)] {
        let mut peer = Peer::accept(&listener).await;
        let head = peer.read_head().await;
        assert_eq!(head.lines().find(|line| line.starts_with("cookie")), cookie, "message {number}");
        peer.write("HTTP/1.1 204 No Content\r\nSet-Cookie: a=1\r\nConnection: close\r\n\r\n").await;
    }
    fetched.await.unwrap();
    assert_eq!(session.jar().cookie(&url.parse().unwrap(), SameSiteMode::StrictOrLess).unwrap(), "a=1");
}

#[tokio::test]
async fn a_dropped_fetch_ends_its_connection_and_leaves_the_cache_and_the_jar() {
    let (listener, url) = listen().await;
    let put = stranger().fetch(&url).method("PUT").credentials(CredentialsMode::Include).build().unwrap();
    let shared =
        "Access-Control-Allow-Origin: https://app.example\r\nAccess-Control-Allow-Credentials: true\r\n";
    let browser = browser();
    let fetch = |request: &Request| {
        let (browser, request) = (browser.clone(), request.clone());
        tokio::spawn(async move { browser.fetch(request, "").await })
    };

    let fetched = fetch(&put);
    let mut preflight = Peer::accept(&listener).await;
    assert!(preflight.read_head().await.starts_with("OPTIONS "));
    let allowed = format!("{shared}Access-Control-Allow-Methods: PUT\r\nAccess-Control-Max-Age: 600\r\n");
    preflight.write(&format!("HTTP/1.1 204 No Content\r\n{allowed}Connection: close\r\n\r\n")).await;
    let mut actual = Peer::accept(&listener).await;
    assert!(actual.read_head().await.starts_with("PUT "));
    actual
        .write(&format!(
            "HTTP/1.1 200 OK\r\n{shared}Set-Cookie: a=1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        ))
        .await;
    fetched.await.unwrap().unwrap();

    let dropped = fetch(&put);
    let mut peer = Peer::accept(&listener).await;
    peer.read_head().await;
    dropped.abort();
    assert!(dropped.await.unwrap_err().is_cancelled());
    assert!(peer.read_to_end().await.is_empty());

    let fetched = fetch(&put);
    let mut peer = Peer::accept(&listener).await;
    let head = peer.read_head().await;
    assert!(head.starts_with("PUT ") && head.contains("\r\ncookie: a=1\r\n"), "{head}");
    peer.write(&format!("HTTP/1.1 200 OK\r\n{shared}Content-Length: 0\r\n\r\n")).await;
    fetched.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_dropped_fetch_resets_its_http_2_stream() {
    let (listener, url) = listen().await;
    let get = own_page(&url).fetch(&url).build().unwrap();
    let (events, mut happened) = mpsc::unbounded_channel();
    let connection = async move {
        // The service never answers. Its future is dropped when the stream ends.
        let service = service_fn(move |_| {
            let events = events.clone();
            async move {
                events.send("begun").unwrap();
                let _ended = OnDrop(events);
                pending::<Result<http::Response<String>, Infallible>>().await
            }
        });
        let socket = TokioIo::new(listener.accept().await.unwrap().0);
        http2::Builder::new(TokioExecutor::new()).serve_connection(socket, service).await
    };
    tokio::spawn(connection);

    let browser = Arc::new(Browser::new(Session::new(), || client().http2_prior_knowledge()).unwrap());
    let fetched = tokio::spawn({
        let browser = browser.clone();
        async move { browser.fetch(get, "").await }
    });
    assert_eq!(happened.recv().await, Some("begun"));
    fetched.abort();
    assert_eq!(happened.recv().await, Some("ended"));
    // The browser keeps the connection open until it is dropped.
    drop(browser);
}

#[tokio::test]
async fn messages_with_and_without_credentials_have_connections_of_their_own() {
    let (listener, url) = listen().await;
    let builder = || own_page(&url).fetch(&url);
    let without = builder().credentials(CredentialsMode::Omit).build().unwrap();
    let with = builder().credentials(CredentialsMode::Include).build().unwrap();
    let fetched = tokio::spawn(async move {
        let browser = browser();
        browser.fetch(without, "").await.unwrap();
        browser.fetch(with, "").await.unwrap();
    });

    let mut first = Peer::accept(&listener).await;
    first.read_head().await;
    first.write("HTTP/1.1 204 No Content\r\n\r\n").await;
    let mut second = tokio::select! {
        second = Peer::accept(&listener) => second,
        head = first.read_head() => panic!("the same connection for {head}"),
    };
    second.read_head().await;
    second.write("HTTP/1.1 204 No Content\r\n\r\n").await;
    fetched.await.unwrap();
}

#[tokio::test]
async fn a_message_that_an_http_2_server_refuses_is_not_sent_again() {
    let (listener, url) = listen().await;
    let get = own_page(&url).fetch(&url).build().unwrap();
    let browser = Browser::new(Session::new(), || client().http2_prior_knowledge()).unwrap();
    let fetched = tokio::spawn(async move { browser.fetch(get, "").await });

    let mut connection = h2::server::handshake(listener.accept().await.unwrap().0).await.unwrap();
    let mut messages = 0;
    // The connection ends when the browser is dropped.
    while let Some(Ok((_, mut answer))) = connection.accept().await {
        messages += 1;
        answer.send_reset(h2::Reason::REFUSED_STREAM);
    }
    assert_eq!(messages, 1);
    assert_eq!(fetched.await.unwrap().unwrap_err().kind(), ErrorKind::NoResponse);
}

#[tokio::test]
async fn a_cookie_that_comes_without_credentials_is_not_sent_without_credentials_either() {
    let (listener, url) = listen().await;
    let get = stranger().fetch(&url).credentials(CredentialsMode::Omit).build().unwrap();
    let fetched = tokio::spawn(async move {
        let browser = browser();
        browser.fetch(get.clone(), "").await.unwrap();
        browser.fetch(get, "").await.unwrap();
    });

    let mut peer = Peer::accept(&listener).await;
    for _ in 0..2 {
        assert!(!peer.read_head().await.contains("cookie"));
        peer.write("HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\n").await;
        peer.write("Set-Cookie: a=1\r\nContent-Length: 0\r\n\r\n").await;
    }
    fetched.await.unwrap();
}

/// A value that sends a message when it is dropped.
struct OnDrop(mpsc::UnboundedSender<&'static str>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        let _ = self.0.send("ended");
    }
}

#[tokio::test]
async fn a_timeout_is_the_error_of_reqwest() {
    let (listener, url) = listen().await;
    let get = stranger().fetch(&url).build().unwrap();
    let browser = Browser::new(Session::new(), || client().timeout(Duration::from_millis(50))).unwrap();
    let (fetched, peer) = tokio::join!(browser.fetch(get, ""), Peer::accept(&listener));
    let error = fetched.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoResponse);
    assert!(is_caused_by(&error, reqwest::Error::is_timeout), "{error:?}");
    drop(peer);
}

#[tokio::test]
async fn a_connection_that_is_refused_is_the_error_of_reqwest() {
    let (listener, url) = listen().await;
    drop(listener);
    let get = stranger().fetch(&url).build().unwrap();
    let error = browser().fetch(get, "").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoResponse);
    assert!(is_caused_by(&error, reqwest::Error::is_connect), "{error:?}");
}

#[tokio::test]
async fn a_message_that_cannot_be_sent_says_so() {
    let url = format!("https://api.example/{}", "a".repeat(70_000));
    let get = stranger().fetch(&url).build().unwrap();
    let error = browser().fetch(get, "").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsendable);
    assert!(error.source().unwrap().is::<ToHttpError>());
}

#[tokio::test]
async fn a_message_without_room_for_more_headers_is_an_error() {
    let mut get = stranger().fetch("https://app.example/").build().unwrap();
    // Together with the headers of the engine, these are as many as an `http::HeaderMap` can hold.
    for number in 0..24_572 {
        get.unguarded_headers().append(format!("x{number}").as_bytes(), b"1").unwrap();
    }
    let error = browser().fetch(get, "").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsendable, "{error:?}");
}

/// Returns the head of the message for a request with an empty body.
async fn head_of(method: &str) -> String {
    let (listener, url) = listen().await;
    let (browser, request) = (browser(), own_page(&url).fetch(&url).method(method).build().unwrap());
    let fetched = tokio::spawn(async move { browser.fetch(request, "").await });
    let mut peer = Peer::accept(&listener).await;
    let head = peer.read_head().await;
    peer.write("HTTP/1.1 204 No Content\r\n\r\n").await;
    fetched.await.unwrap().unwrap();
    head
}

#[tokio::test]
async fn no_body_is_announced_where_the_standard_says_so() {
    let announces = |head: String| head.contains("\r\ncontent-length: 0\r\n");
    assert!(announces(head_of("POST").await));
    assert!(announces(head_of("PUT").await));
    assert!(!announces(head_of("DELETE").await));
    assert!(!announces(head_of("GET").await));
}
