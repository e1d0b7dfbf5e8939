//! Tests with unusual responses, and with the responses of hostile servers, which the conformance suite does not have. Under
//! valgrind, they also show that the client in C reads only memory that belongs to it.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;

use fetch_cors::{Client as Page, Origin};
use fetch_cors_conformance::{Body, Client as _};
use futures_executor::block_on;

use crate::c_process::CProcess;

/// The bytes that the server sends, and the body that the page reads. It is `None` if the fetch or its body fails.
const RESPONSES: &[(&[u8], Option<&str>)] = &[
    // These test the first line.
    (b"HTTP/1.1 200 OK\r\n\r\nhi", Some("hi")),
    (b"HTTP/1.0 200 OK\r\n\r\nhi", Some("hi")),
    (b"HTTP/1.1 200\r\n\r\nhi", Some("hi")),
    (b"HTTP/1.1 200 \n\nhi", Some("hi")),
    (b"", None),
    (b"\r\n\r\n", None),
    (b"HTTP/1.1", None),
    (b"HTTP/1.1 200 OK", None),
    (b"HTTP/1.1 200 OK\r\n", None),
    (b"HTTP/2 200 OK\r\n\r\nhi", None),
    (b"HTTP/1.1 20 OK\r\n\r\nhi", None),
    (b"HTTP/1.1 2000 OK\r\n\r\nhi", None),
    (b"HTTP/1.1 099 OK\r\n\r\nhi", None),
    (b"hi\r\n\r\n", None),
    // These test interim responses.
    (b"HTTP/1.1 100\r\n\r\nHTTP/1.1 103 Hints\r\nlink: <a>\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhi", Some("hi")),
    (b"HTTP/1.1 101 Switching\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhi", None),
    (b"HTTP/1.1 100\r\n\r\n", None),
    // These test headers.
    (b"HTTP/1.1 200 OK\r\nx:\r\ny: \t \r\n\r\nhi", Some("hi")),
    (b"HTTP/1.1 200 OK\r\nno colon\r\n\r\nhi", None),
    (b"HTTP/1.1 200 OK\r\n: no name\r\n\r\nhi", None),
    (b"HTTP/1.1 200 OK\r\nno token: 1\r\n\r\nhi", None),
    (b"HTTP/1.1 200 OK\r\nx: a\r\n folded\r\n\r\nhi", None),
    (b"HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\nhi", None),
    (b"HTTP/1.1 200 OK\r\nset-cookie: ;;;=;\r\nset-cookie:\r\nset-cookie: =\r\n\r\nhi", Some("hi")),
    (b"HTTP/1.1 200 OK\r\nset-cookie: a=1;path;path=x;max-age=;domain\r\n\r\nhi", Some("hi")),
    // These test the length of the body.
    (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhim", Some("hi")),
    (b"HTTP/1.1 200 OK\r\ncontent-length: 2, 2\r\ncontent-length: 2\r\n\r\nhi", Some("hi")),
    (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 1\r\n\r\nhi", None),
    (b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nhi", None),
    (b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\nhi", None),
    (b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999999\r\n\r\nhi", None),
    (b"HTTP/1.1 200 OK\r\ncontent-length:\r\n\r\nhi", None),
    (b"HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\nhi", Some("")),
    // These test chunks.
    (b"HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n1\r\nh\r\n01\r\ni\r\n0\r\n\r\n", Some("hi")),
    (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2 ;a=b\r\nhi\r\n0\r\nx: 1\r\n\r\n", Some("hi")),
    (
        b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
        Some("hi"),
    ),
    (b"HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\nhi", Some("hi")),
    (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n", None),
    (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n", None),
    (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhim\r\n0\r\n\r\n", None),
    (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\ng\r\nhi\r\n0\r\n\r\n", None),
    (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\r\nhi\r\n0\r\n\r\n", None),
    (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n-2\r\nhi\r\n0\r\n\r\n", None),
    (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\nhi\r\n0\r\n\r\n", None),
    (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n10000000000000000\r\nhi\r\n0\r\n\r\n", None),
];

#[test]
fn odd_responses_are_read_as_they_are_or_not_at_all() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let too_long = [b"HTTP/1.1 200 OK\r\nx: ".as_slice(), &vec![b'a'; 300_000], b"\r\n\r\nhi"].concat();
    let responses: Vec<_> = RESPONSES.iter().copied().chain([(&too_long[..], None)]).collect();

    let answers: Vec<Vec<u8>> = responses.iter().map(|(bytes, _)| bytes.to_vec()).collect();
    let server = thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
            // The client closes the connection when it has read enough, so errors are ignored.
            let _ = stream.write_all(&answer);
        }
    });
    let page = Page::new(Origin::parse(&origin).unwrap());
    let mut process = CProcess::start();
    for (bytes, expected) in responses {
        let request = page.fetch(format!("{origin}/")).build().unwrap();
        let seen = block_on(process.fetch(request, Body::None)).map(|seen| seen.body.unwrap_or_default());
        let expected = expected.map(|body| body.as_bytes().to_vec());
        let start = &bytes[..bytes.len().min(200)];
        assert_eq!(seen.as_ref().ok(), expected.as_ref(), "{}: {seen:?}", start.escape_ascii());
    }
    server.join().unwrap();
    process.end();
}
