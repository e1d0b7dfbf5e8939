//! Tests of what the conformance suite does not check: that bodies are streamed, the result of a fetch without a response,
//! and the headers that announce a body.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod peer;

use std::error::Error;
use std::io::Read;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use fetch_cors::cookies::SameSiteMode;
use fetch_cors::error::ErrorKind;
use fetch_cors::fetch::ToHttpError;
use fetch_cors::{Client, NetworkError, Origin, Request, request};
use fetch_cors_session::{Fetched, Session};
use fetch_cors_ureq::Browser;
use peer::{Peer, listen};
use ureq::{Agent, Body, SendBody};

/// Returns a page whose origin differs from the origins of all servers.
fn stranger() -> Client {
    Client::new(Origin::parse("https://app.example").unwrap())
}

/// Returns a page of the origin of the server.
fn own_page(url: &str) -> Client {
    Client::new(Origin::parse(url.trim_end_matches('/')).unwrap())
}

fn browser() -> Browser {
    browser_of(Session::new())
}

fn browser_of(session: Session) -> Browser {
    // Without this, the environment of a test could name a proxy.
    Browser::new(session, Agent::config_builder().proxy(None))
}

/// Returns a browser with a short timeout.
fn impatient() -> Browser {
    let config = Agent::config_builder().proxy(None).timeout_global(Some(Duration::from_millis(50)));
    Browser::new(Session::new(), config)
}

/// Fetches with an empty body while `server` runs.
fn fetch_from(request: Request, server: impl FnOnce()) -> Fetched<Body> {
    let browser = browser();
    thread::scope(|scope| {
        let fetched = scope.spawn(|| browser.fetch(request, || ""));
        server();
        fetched.join().unwrap()
    })
}

/// Fetches from a server that sends this answer. Also returns the server's end of the connection.
fn get_answered(answer: &str) -> (Fetched<Body>, Peer) {
    let (listener, url) = listen();
    let mut peer = None;
    let fetched = fetch_from(own_page(&url).fetch(&url).build().unwrap(), || {
        let peer = peer.insert(Peer::accept(&listener));
        peer.read_head();
        peer.write(answer);
    });
    (fetched, peer.unwrap())
}

fn cause(error: &NetworkError) -> &ureq::Error {
    error.source().unwrap().downcast_ref().unwrap()
}

/// A reader of the chunks that a test sends.
struct Chunks(mpsc::Receiver<&'static str>);

impl Read for Chunks {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.recv().unwrap_or_default().as_bytes().read(buffer)
    }
}

#[test]
fn a_request_body_is_sent_as_it_comes() {
    let (listener, url) = listen();
    let post = own_page(&url).fetch(&url).method("POST").body(request::Body::stream()).build().unwrap();
    let (chunks, receiver) = mpsc::channel();
    let mut body = Some(Chunks(receiver));
    let fetched =
        thread::spawn(move || browser().fetch(post, || SendBody::from_owned_reader(body.take().unwrap())));

    let mut peer = Peer::accept(&listener);
    peer.read_head();
    chunks.send("one").unwrap();
    assert_eq!(peer.read_until("one\r\n"), "3\r\none\r\n");
    // The second chunk is sent only after the first has arrived.
    chunks.send("two").unwrap();
    assert_eq!(peer.read_until("two\r\n"), "3\r\ntwo\r\n");
    drop(chunks);
    assert_eq!(peer.read_head(), "0\r\n\r\n");
    peer.write("HTTP/1.1 204 No Content\r\n\r\n");
    assert_eq!(fetched.join().unwrap().unwrap().status(), 204);
}

#[test]
fn a_response_body_is_handed_over_unread() {
    let (fetched, mut peer) = get_answered("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n");
    // The fetch has returned the response before its body arrives.
    let mut body = fetched.unwrap().into_body().unwrap().into_reader();
    let mut chunk = [0; 3];
    for text in ["one", "two"] {
        peer.write(text);
        body.read_exact(&mut chunk).unwrap();
        assert_eq!(chunk, text.as_bytes());
    }
    assert_eq!(body.read(&mut chunk).unwrap(), 0);
}

#[test]
fn bytes_are_sent_again_after_a_redirect() {
    let (listener, url) = listen();
    let put = own_page(&url).fetch(&url).method("PUT").body(request::Body::source()).build().unwrap();
    let fetched = thread::spawn(|| browser().fetch(put, || "hello"));

    let mut peer = Peer::accept(&listener);
    peer.read_until("hello");
    peer.write("HTTP/1.1 307 Temporary Redirect\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n");
    assert!(peer.read_until("hello").starts_with("PUT /new HTTP/1.1\r\n"));
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    assert_eq!(fetched.join().unwrap().unwrap().url().unwrap().path(), "/new");
}

#[test]
fn a_body_is_not_asked_for_if_the_request_was_built_without_one() {
    let (listener, url) = listen();
    let post = own_page(&url).fetch(&url).method("POST").build().unwrap();
    let fetched = thread::spawn(|| browser().fetch(post, || -> &str { panic!("it was asked for") }));
    let mut peer = Peer::accept(&listener);
    assert!(peer.read_head().contains("\r\ncontent-length: 0\r\n"));
    peer.write("HTTP/1.1 204 No Content\r\n\r\n");
    assert_eq!(fetched.join().unwrap().unwrap().status(), 204);
}

#[test]
fn browsers_of_one_session_share_cookies_until_they_are_cleared() {
    let (listener, url) = listen();
    let session = Session::new();
    let fetched = thread::spawn({
        let (session, get) = (session.clone(), own_page(&url).fetch(&url).build().unwrap());
        move || {
            for _ in 0..2 {
                browser_of(session.clone()).fetch(get.clone(), || "").unwrap();
            }
            session.jar().clear();
            browser_of(session).fetch(get, || "").unwrap();
        }
    });
    for (number, cookie) in [(1, None), (2, Some("cookie: a=1")), (3, None)] {
        let mut peer = Peer::accept(&listener);
        let head = peer.read_head();
        assert_eq!(head.lines().find(|line| line.starts_with("cookie")), cookie, "message {number}");
        peer.write("HTTP/1.1 204 No Content\r\nSet-Cookie: a=1\r\nConnection: close\r\n\r\n");
    }
    fetched.join().unwrap();
    assert_eq!(session.jar().cookie(&url.parse().unwrap(), SameSiteMode::StrictOrLess).unwrap(), "a=1");
}

#[test]
fn a_body_that_nobody_reads_ends_its_connection() {
    let (fetched, peer) = get_answered("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none");
    drop(fetched.unwrap());
    assert!(peer.read_to_end().is_empty());
}

#[test]
fn a_timeout_is_the_error_of_ureq() {
    let (_listener, url) = listen();
    let get = stranger().fetch(&url).build().unwrap();
    let error = impatient().fetch(get, || "").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoResponse);
    assert!(matches!(cause(&error), ureq::Error::Timeout(_)), "{error:?}");
}

#[test]
fn a_connection_that_is_refused_is_the_error_of_ureq() {
    let (listener, url) = listen();
    drop(listener);
    let get = stranger().fetch(&url).build().unwrap();
    let error = browser().fetch(get, || "").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoResponse);
    assert!(matches!(cause(&error), ureq::Error::Io(_)), "{error:?}");
}

#[test]
fn a_message_that_cannot_be_sent_says_so() {
    let url = format!("https://api.example/{}", "a".repeat(70_000));
    let get = stranger().fetch(&url).build().unwrap();
    let error = browser().fetch(get, || "").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsendable);
    assert!(error.source().unwrap().is::<ToHttpError>());
}

#[test]
fn a_message_without_room_for_more_headers_is_an_error() {
    let mut get = stranger().fetch("https://app.example/").build().unwrap();
    // Together with the headers of the engine, these are as many as an `http::HeaderMap` can hold.
    for number in 0..24_572 {
        get.unguarded_headers().append(format!("x{number}").as_bytes(), b"1").unwrap();
    }
    let error = browser().fetch(get, || "").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsendable, "{error:?}");
}

/// Returns the head of the message for a request with an empty body.
fn head_of(method: &str, body: Option<request::Body>) -> String {
    let (listener, url) = listen();
    let builder = own_page(&url).fetch(&url).method(method);
    let request = match body {
        Some(body) => builder.body(body),
        None => builder,
    };
    let mut head = String::new();
    let fetched = fetch_from(request.build().unwrap(), || {
        let mut peer = Peer::accept(&listener);
        head = peer.read_head();
        peer.write("HTTP/1.1 204 No Content\r\n\r\n");
    });
    assert_eq!(fetched.unwrap().status(), 204);
    head
}

#[test]
fn an_empty_body_is_announced_by_its_length() {
    let announced = |head: String| {
        let lines =
            head.lines().filter(|line| line.starts_with("content-length") || line.starts_with("transfer-"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    for method in ["POST", "PUT"] {
        assert_eq!(announced(head_of(method, None)), ["content-length: 0"]);
    }
    // The standard requires no header for the length here.
    assert_eq!(announced(head_of("PATCH", None)), ["transfer-encoding: chunked"]);
    assert_eq!(announced(head_of("DELETE", Some(request::Body::source().into()))), ["content-length: 0"]);
    for method in ["DELETE", "CHECK-IN", "GET"] {
        assert_eq!(announced(head_of(method, None)), [""; 0]);
    }
}
