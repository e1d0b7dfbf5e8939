//! Tests of how the kind of a source is recognized, and how its bytes are decoded.

use std::io::Read;

use fetch_cors_cli::explain::curl::{self, About};
use fetch_cors_cli::explain::source::{Kind, MOST_TEXT, decode, recognize, utf8_reader};

use crate::shown::{files, shown};

#[test]
fn sources_are_recognized() {
    for (name, bytes) in files("curl") {
        assert_eq!(recognize(&bytes[..bytes.len().min(4096)]), Ok(Kind::Curl), "{name}");
        assert_eq!(recognize(&utf16(&bytes, u16::to_le_bytes)), Ok(Kind::Curl), "{name}");
    }
    for (name, bytes) in files("console") {
        assert_eq!(recognize(&bytes[..bytes.len().min(4096)]), Ok(Kind::Console), "{name}");
    }
    let body_first = b"{\"ok\":true}\n*   Trying 192.0.2.1:443...\n";
    assert_eq!(recognize(body_first), Ok(Kind::Curl));
    for har in ["{\"log\": {\"version\"", "\u{feff}\n {\n  \"log\": {"] {
        assert_eq!(recognize(har.as_bytes()), Ok(Kind::Har));
        assert_eq!(recognize(&utf16(har.as_bytes(), u16::to_be_bytes)), Ok(Kind::Har));
    }
}

#[test]
fn what_is_given_by_mistake_is_named() {
    let cases: [(&[u8], &str); 17] = [
        (b"", "empty"),
        (b" \r\n", "white space"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"PK\x03\x04", "ZIP"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b"\xd4\xc3\xb2\xa1", "packets"),
        (b"\x0a\x0d\x0d\x0a\x00", "packets"),
        (b"a\0b", "not text"),
        (b"<!DOCTYPE html><p>", "page"),
        (b"<HTML>", "page"),
        (b"{\"constants\":{\"activeFieldTrialGroups\"", "net log"),
        (b"{\"info\":{\"_postman_id\":\"x\"}}", "Postman"),
        (b"{\"items\":[]}", "not a HAR"),
        (b"[{\"a\":1}]", "not a HAR"),
        (b"hello", "neither"),
    ];
    for (bytes, part) in cases {
        let error = recognize(bytes).unwrap_err();
        assert!(error.what.contains(part), "{error}");
    }
}

#[test]
fn texts_are_decoded() {
    let text = "‘é’";
    assert_eq!(decode(text.as_bytes()).unwrap(), text);
    assert_eq!(decode(format!("\u{feff}{text}").as_bytes()).unwrap(), text);
    assert_eq!(decode(&utf16(text.as_bytes(), u16::to_le_bytes)).unwrap(), text);
    assert_eq!(decode(&utf16(text.as_bytes(), u16::to_be_bytes)).unwrap(), text);
    assert_eq!(decode(b"\x91\xe9\x92").unwrap(), text);
    // The text is cut in the middle of the last character.
    assert_eq!(decode(&text.as_bytes()[..7]).unwrap(), "‘é\u{fffd}");
    assert!(decode(&vec![b'a'; MOST_TEXT]).is_ok());
    assert!(decode(&vec![b'a'; MOST_TEXT + 1]).is_err());
}

#[test]
fn an_output_in_another_encoding_says_the_same() {
    let read = |bytes: &[u8]| {
        curl::read(&decode(bytes).unwrap(), &About::default()).map(|recording| shown(&recording))
    };
    for (name, bytes) in files("curl") {
        let expected = read(&bytes);
        assert_eq!(read(&utf16(&bytes, u16::to_le_bytes)), expected, "{name}");
        assert_eq!(read(&utf16(&bytes, u16::to_be_bytes)), expected, "{name}");
        let text = String::from_utf8(bytes).unwrap();
        let windows = text.replace('\r', "").replace('\n', "\r\n");
        assert_eq!(read(windows.as_bytes()), expected, "{name}");
        assert_eq!(read(&[b"\xef\xbb\xbf", text.as_bytes()].concat()), expected, "{name}");
        assert_eq!(read(&[text.as_bytes(), b"\xe9\xff"].concat()), expected, "{name}");
    }
}

#[test]
fn a_reader_of_utf_8_converts_as_it_reads() {
    let text = "{\"log\": \"é‘😀’\"}".repeat(10_000);
    let read = |bytes: &[u8]| {
        let mut out = Vec::new();
        utf8_reader(bytes).read_to_end(&mut out).unwrap();
        out
    };
    assert_eq!(read(text.as_bytes()), text.as_bytes());
    assert_eq!(read(format!("\u{feff}{text}").as_bytes()), text.as_bytes());
    assert_eq!(read(&utf16(text.as_bytes(), u16::to_le_bytes)), text.as_bytes());
    assert_eq!(read(&utf16(text.as_bytes(), u16::to_be_bytes)), text.as_bytes());
    // Bytes that are not UTF-8 pass, so that the JSON reader can report their place.
    assert_eq!(read(b"{\"\xff\"}"), b"{\"\xff\"}");
}

fn utf16(utf8: &[u8], bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    let text = str::from_utf8(utf8).unwrap().trim_start_matches('\u{feff}');
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(bytes).collect()
}
