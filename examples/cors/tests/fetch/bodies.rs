//! Tests with compressed bodies.

use std::io::Write;

use crate::peer::{Server, fetch, raw, shared};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

/// The text "hello" in the brotli format, as one block that is not compressed.
const BROTLI: &[u8] = b"\x0b\x02\x80hello\x03";

fn gzip() -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(b"hello").unwrap();
    encoder.finish().unwrap()
}

fn zlib() -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(b"hello").unwrap();
    encoder.finish().unwrap()
}

fn deflate() -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(b"hello").unwrap();
    encoder.finish().unwrap()
}

fn serve(coding: &'static str, body: Vec<u8>) -> Server {
    Server::start(move |request| shared(request, &[("content-encoding", coding)], body.clone()))
}

#[test]
fn each_coding_is_undone() {
    for (coding, body) in [
        ("gzip", gzip()),
        ("X-GZIP", gzip()),
        ("deflate", zlib()),
        ("deflate", deflate()),
        ("br", BROTLI.to_vec()),
        ("identity", b"hello".to_vec()),
        ("unknown", b"hello".to_vec()),
    ] {
        let outcome = fetch(&["-s", &serve(coding, body).origin]);
        assert_eq!((outcome.code, outcome.out.as_str()), (0, "hello"), "{coding}: {}", outcome.err);
    }
    let mut twice = GzEncoder::new(Vec::new(), Compression::default());
    twice.write_all(&zlib()).unwrap();
    let server = serve("deflate, gzip", twice.finish().unwrap());
    assert_eq!(fetch(&["-s", &server.origin]).out, "hello");
}

#[test]
fn a_body_is_left_as_it_is_if_the_user_wants_so() {
    let server = serve("br", BROTLI.to_vec());
    let file = crate::peer::File::new("brotli", b"");
    fetch(&["-s", "--no-compressed", "-o", file.path(), &server.origin]);
    assert_eq!(std::fs::read(&file.0).unwrap(), BROTLI);
}

#[test]
fn a_broken_body_is_an_error_of_the_body() {
    for (coding, body) in [("gzip", &gzip()[..9]), ("deflate", b"\x78\x9c\xff\xff"), ("br", &BROTLI[..5])] {
        let outcome = fetch(&[&serve(coding, body.to_vec()).origin]);
        assert_eq!(outcome.code, 3, "{coding}");
        let text = format!(
            "the body cannot be read: the body cannot be decoded as its Content-Encoding says ({coding}): "
        );
        assert!(outcome.err.contains(&text), "{}", outcome.err);
        assert!(outcome.out.contains("a response of type cors, status 200"), "the page has a response");
    }
    let host = raw(b"HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\ncontent-length: 10\r\n\r\nhello");
    let outcome = fetch(&[&host]);
    assert_eq!(outcome.code, 3);
    assert!(outcome.err.contains("the body was cut off"), "{}", outcome.err);
}

#[test]
fn a_bomb_is_not_blown_up_without_a_limit() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![0; 1 << 20];
    for _ in 0..65 {
        encoder.write_all(&zeros).unwrap();
    }
    let server = serve("gzip", encoder.finish().unwrap());
    let outcome = fetch(&["-s", &server.origin]);
    assert_eq!((outcome.code, outcome.out.len()), (3, 0));
    assert!(outcome.err.contains("the most that this program reads"), "{}", outcome.err);
}

#[test]
fn the_body_of_a_head_response_is_not_decoded() {
    assert_eq!(fetch(&["-I", &serve("gzip", Vec::new()).origin]).code, 0);
}
