//! Tests with a network that returns no response, or returns it too late.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use crate::peer::{Reply, Server, fetch, raw, shared};

#[test]
fn each_failure_has_its_words() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    for (host, words) in [
        (free, "refused the connection: no server listens there"),
        (raw(b""), "the connection ended before there was a response"),
        (raw(b"SSH-2.0-OpenSSH\r\n"), "the server sent something that is not an HTTP response"),
        (raw(b"HTTP/1.1 101 Switching Protocols\r\n\r\n"), "switched to another protocol"),
        ("does-not-exist.invalid".to_owned(), "does-not-exist.invalid cannot be resolved"),
    ] {
        let outcome = fetch(&[&format!("http://{host}/")]);
        assert_eq!(outcome.code, 3, "{words}: {}", outcome.out);
        assert!(outcome.err.contains(words), "{words}: {}", outcome.err);
        assert!(outcome.out.contains("< no response: "), "{}", outcome.out);
    }
}

#[test]
fn each_limit_of_time_has_its_words() {
    let hangs = Server::start(|_| Reply::Hangs);
    let quick = Server::start(|request| shared(request, &[], ""));
    // This socket never accepts a connection from its backlog, so that TLS never begins.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = format!("https://{}", silent.local_addr().unwrap());
    let half =
        raw_that_stays(b"HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\ncontent-length: 9\r\n\r\nhalf");
    let start = Instant::now();
    for (words, url, text) in [
        (&["--timeout", "0.2"][..], &hangs.origin, "no response within 0.2 seconds (--timeout)"),
        (&["--max-time", "0.2"], &hangs.origin, "the fetch was not complete within 0.2 seconds (--max-time)"),
        (&["-m", "0.2", "--timeout", "0.1"], &hangs.origin, "no response within 0.1 seconds (--timeout)"),
        (&["--connect-timeout", "0.2"], &silent, "no connection within 0.2 seconds (--connect-timeout)"),
        (&["--timeout", "0.2"], &half, "the body was not complete within 0.2 seconds (--timeout)"),
    ] {
        let outcome = fetch(&[words, &[url]].concat());
        assert_eq!(outcome.code, 3, "{words:?}: {}", outcome.out);
        assert!(outcome.err.contains(text), "{words:?}: {}", outcome.err);
    }
    assert!(start.elapsed() < Duration::from_secs(8));
    assert_eq!(fetch(&["-m", "20", "--connect-timeout", "20", &quick.origin]).code, 0);
}

#[test]
fn the_longest_time_is_for_all_messages_together() {
    let server = Server::start(|request| {
        std::thread::sleep(Duration::from_millis(150));
        shared(request, &[(":status", "302"), ("location", "/again")], "")
    });
    let outcome = fetch(&["-m", "1", &server.origin]);
    assert_eq!(outcome.code, 3);
    assert!(outcome.err.contains("the fetch was not complete within 1 seconds"), "{}", outcome.err);
    assert!((2..9).contains(&server.take().len()));
}

/// Starts a server that sends these bytes, and then keeps the connection open without sending more. Returns its URL.
fn raw_that_stays(bytes: &'static [u8]) -> String {
    use std::io::{Read, Write};
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        _ = socket.read(&mut [0; 4096]);
        _ = socket.write_all(bytes);
        std::thread::sleep(Duration::from_secs(10));
    });
    url
}
