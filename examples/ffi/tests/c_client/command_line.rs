//! Tests of the client in C on the command line.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;

use crate::compile::{client, command};

const PAGE: &str = r#"{"origin":"https://app.example"}"#;

/// Runs the client. Returns its exit status, the body that the page may read, and the text for the developer.
fn fetch(words: &[&str]) -> (Option<i32>, String, String) {
    let output = command(client()).args(words).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// Starts a server that answers one message, and returns its URL.
fn answer_once(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
        stream.write_all(answer.as_bytes()).unwrap();
    });
    url
}

#[test]
fn a_page_reads_what_a_server_shares() {
    let url = answer_once("HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\n\r\nhello");
    let (code, body, text) = fetch(&[PAGE, &format!(r#"{{"url":"{url}"}}"#)]);
    assert_eq!((code, body.as_str()), (Some(0), "hello"), "{text}");

    let url = answer_once("HTTP/1.1 200 OK\r\n\r\nhello");
    let (code, body, text) = fetch(&[PAGE, &format!(r#"{{"url":"{url}"}}"#)]);
    assert_eq!((code, body.as_str()), (Some(1), ""), "{text}");
    assert!(text.contains("no Access-Control-Allow-Origin"), "{text}");
}

#[test]
fn what_cannot_be_fetched_is_explained() {
    // Browsers do not connect to port 1.
    let request = r#"{"url":"http://127.0.0.1:1/?secret","method":"PUT","body":"source"}"#;
    let (code, _, text) = fetch(&[PAGE, request, "secret"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("port 1 is blocked") && !text.contains("secret"), "{text}");

    let (code, _, text) = fetch(&[PAGE, r#"{"url":"data:,hello"}"#]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains(r#""kind":"no-response""#), "{text}");

    let (code, _, text) = fetch(&[PAGE, "{}"]);
    let expected = "a member of the object is missing or invalid: the member \"url\" is missing\n";
    assert_eq!((code, text.as_str()), (Some(2), expected));

    let (code, _, text) = fetch(&["--help"]);
    assert_eq!(code, Some(2));
    assert!(text.starts_with("usage: "), "{text}");
}
