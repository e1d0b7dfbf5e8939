//! Tests of the report and the body: where they are written, and what they contain.

use std::fs;

use crate::peer::{File, PAGE, Reply, Server, fetch, fetch_with, shared};
use http::Response;

#[test]
fn the_report_says_what_happened_and_why() {
    let server = Server::start(|_| Reply::Response(Response::new(b"secret".to_vec())));
    let outcome = fetch(&["-X", "PUT", "-d", "x", &server.url("/items")]);
    assert_eq!(outcome.code, 1);
    for text in [
        &format!("> OPTIONS {}/items   [a preflight, because of the method]", server.origin),
        "Refused: the page gets a network error and no response.",
        &format!("Set on the response to OPTIONS: Access-Control-Allow-Origin: {PAGE}"),
    ] {
        assert!(outcome.out.contains(text), "{text}: {}", outcome.out);
    }
    assert_eq!(outcome.err, "");
}

#[test]
fn the_body_can_be_had_alone() {
    let server = Server::start(|request| shared(request, &[("cache-control", "no-store")], b"a\0b"));
    let file = File::new("body", b"");
    let url = server.origin.as_str();
    let head = "HTTP 200 OK\ncache-control: no-store\ncontent-length: 3\n\n";

    let outcome = fetch(&["-sS", url]);
    assert_eq!((outcome.code, outcome.out.as_str(), outcome.err.as_str()), (0, "a\0b", ""));
    let outcome = fetch(&["-i", url]);
    assert_eq!(outcome.out, format!("{head}a\0b"));
    assert!(outcome.err.contains("a response of type cors, status 200"), "{}", outcome.err);
    assert!(!outcome.err.contains("body:"), "{}", outcome.err);

    let outcome = fetch(&["-o", file.path(), url]);
    assert_eq!(fs::read(&file.0).unwrap(), b"a\0b");
    assert!(outcome.out.contains("a response of type cors, status 200"));
    assert!(!outcome.out.contains("a\0b"));
    let outcome = fetch(&["-s", "-i", "-o", file.path(), url]);
    assert_eq!(fs::read(&file.0).unwrap(), [head.as_bytes(), b"a\0b"].concat());
    assert_eq!((outcome.out.as_str(), outcome.err.as_str()), ("", ""));

    let outcome = fetch(&["-o", "/no/such/folder/body", url]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.err.contains("the output cannot be written"), "{}", outcome.err);
}

#[test]
fn a_refusal_without_a_report_has_one_line() {
    let server = Server::start(|_| Reply::Response(Response::new(Vec::new())));
    let outcome = fetch(&["-s", &server.origin]);
    assert_eq!((outcome.code, outcome.out.as_str()), (1, ""));
    assert!(outcome.err.starts_with("cors fetch: the page sees a network error: "), "{}", outcome.err);
    assert_eq!(outcome.err.lines().count(), 1);
}

#[test]
fn verbose_shows_each_message_and_each_decision() {
    let server = Server::start(|request| shared(request, &[("x-other", "1")], "hello"));
    let outcome = fetch(&["-v", "-X", "PUT", &server.url("/x")]);
    let lines: Vec<&str> = outcome.out.lines().collect();
    let place = |text: &str| {
        lines.iter().position(|line| line.contains(text)).unwrap_or_else(|| panic!("{text}: {}", outcome.out))
    };
    let in_order = [
        "* A preflight is necessary because of the method PUT",
        &format!("* Connected to {}, not encrypted.", server.host),
        "> OPTIONS /x HTTP/1.1",
        &format!("> Host: {}", server.host),
        "> Access-Control-Request-Method: PUT",
        "< HTTP/1.1 200 OK",
        "* Times: name ",
        "* The response to the preflight allows the request.   [CORS-preflight fetch 7.16]",
        "> PUT /x HTTP/1.1",
        "> Content-Length: 0",
        "* The response passes the CORS check.",
        "= the page gets a response of type cors",
    ];
    assert!(in_order.iter().is_sorted_by_key(|text| place(text)), "{}", outcome.out);
    place("< x-other: 1");
}

#[test]
fn json_has_all_of_it() {
    let server = Server::start(|request| shared(request, &[], "hello"));
    for words in [&["--json"][..], &["--format", "json"], &["--json", "-s"], &["--json", "-v"]] {
        let value = fetch(&[words, &["-X", "PUT", &server.url("/x")]].concat()).json();
        assert_eq!((&value["outcome"], &value["body"]), (&"response".into(), &"hello".into()));
        assert_eq!(value["wire"].as_array().unwrap().len(), 2);
        let message = &value["wire"][1];
        assert_eq!(message["http_version"], "HTTP/1.1");
        assert_eq!(message["connection"]["address"], server.host);
        assert_eq!(message["sent_headers"][0][0], "host");
        assert!(message["times_ms"]["total"].as_f64() >= message["times_ms"]["first_byte"].as_f64());
        assert_eq!(value["trace"][1]["code"], "preflight-needed");
        assert_eq!(value["explanation"]["outcome"], "allowed");
    }
}

#[test]
fn a_terminal_shows_the_progress_after_a_second() {
    let server = Server::start(|_| Reply::Hangs);
    let words = ["--timeout", "1.5", server.origin.as_str()];
    let outcome = fetch_with(&words, b"", true);
    assert!(outcome.err.contains("\rwaiting for 127.0.0.1, 1 s"), "{:?}", outcome.err);
    assert!(!fetch(&words).err.contains("waiting"));
}
