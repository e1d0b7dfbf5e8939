//! The responses to `blob:` URLs: the rule, the fetch, and the network errors.

use std::error::Error;
use std::ops::Range;
use std::sync::Arc;

use crate::scenario::LastTwoLabels;
use fetch_cors::blob::{blob_response, build_a_content_range};
use fetch_cors::error::{BlobRangeError, ErrorKind, NetworkError, Phase, Reason};
use fetch_cors::keepalive::check_keepalive;
use fetch_cors::{Client, FilteredResponse, LocalFetch, Origin, PreflightCache, Step, Timestamp, fetch};

/// `Range`, the size of the blob, and the range of bytes.
type Row = (&'static str, u64, Result<Range<u64>, BlobRangeError>);

fn invalid(value: &str) -> BlobRangeError {
    BlobRangeError::Invalid { value: value.into() }
}

const fn past_end(size: u64) -> BlobRangeError {
    BlobRangeError::PastEnd { size }
}

const fn empty(size: u64) -> BlobRangeError {
    BlobRangeError::Empty { size }
}

#[test]
fn ranges() {
    const HUGE: &str = "bytes=0-99999999999999999999999999999999";
    const MAX: u64 = u64::MAX;
    let rows: [Row; 36] = [
        // From a byte to a byte, both included.
        ("bytes=0-0", 100, Ok(0..1)),
        ("bytes=0-99", 100, Ok(0..100)),
        ("bytes=0-100", 100, Ok(0..100)),
        ("bytes=0-98", 100, Ok(0..99)),
        ("bytes=9-21", 30, Ok(9..22)),
        ("bytes=99-99", 100, Ok(99..100)),
        ("bytes=99-200", 100, Ok(99..100)),
        ("bytes=100-200", 100, Err(past_end(100))),
        ("bytes=007-009", 100, Ok(7..10)),
        (HUGE, 100, Ok(0..100)),
        ("bytes=99999999999999999999999999999999-", 100, Err(past_end(100))),
        // From a byte on.
        ("bytes=0-", 100, Ok(0..100)),
        ("bytes=99-", 100, Ok(99..100)),
        ("bytes=100-", 100, Err(past_end(100))),
        ("bytes=101-", 100, Err(past_end(100))),
        ("bytes=0-", 1, Ok(0..1)),
        ("bytes=0-", 0, Err(past_end(0))),
        ("bytes=0-0", 0, Err(past_end(0))),
        // The last bytes.
        ("bytes=-1", 100, Ok(99..100)),
        ("bytes=-99", 100, Ok(1..100)),
        ("bytes=-100", 100, Ok(0..100)),
        ("bytes=-101", 100, Ok(0..100)),
        ("bytes=-500", 100, Ok(0..100)),
        ("bytes=-99999999999999999999999999999999", 100, Ok(0..100)),
        ("bytes=-0", 100, Err(empty(100))),
        ("bytes=-000", 100, Err(empty(100))),
        ("bytes=-0", 0, Err(empty(0))),
        ("bytes=-5", 0, Err(empty(0))),
        // White space is allowed between the parts.
        ("bytes \t=\t 1 -\t2", 100, Ok(1..3)),
        // The largest blob.
        ("bytes=0-", MAX, Ok(0..MAX)),
        ("bytes=-1", MAX, Ok(MAX - 1..MAX)),
        ("bytes=18446744073709551615-", MAX, Err(past_end(MAX))),
        ("bytes=18446744073709551614-18446744073709551615", MAX, Ok(MAX - 1..MAX)),
        // What is no single range.
        ("", 100, Err(BlobRangeError::Invalid { value: Vec::new() })),
        ("bytes=-", 100, Err(BlobRangeError::Invalid { value: b"bytes=-".to_vec() })),
        ("bytes=2-1", 100, Err(BlobRangeError::Invalid { value: b"bytes=2-1".to_vec() })),
    ];
    for (value, size, expected) in rows {
        let response = blob_response(&[("rAnGe", value)], size, "text/plain");
        let range = response.clone().map(|response| response.range);
        assert_eq!(range, expected.clone(), "{value} of {size}");
        let Ok(response) = response else { continue };
        assert_eq!((response.status, response.status_text), (206, "Partial Content"));
        let Range { start, end } = response.range;
        let expected = [
            ("Content-Length", (end - start).to_string()),
            ("Content-Type", "text/plain".to_owned()),
            ("Content-Range", format!("bytes {start}-{}/{size}", end - 1)),
        ];
        let expected = expected.each_ref().map(|(name, value)| (name.as_bytes(), value.as_bytes()));
        assert_eq!(response.headers.iter().collect::<Vec<_>>(), expected);
    }
    for value in ["bytes=0-1,3-4", "bytes=0-1 ", "octets=0-1", "Bytes=0-1", "bytes=a-b", "bytes=+0-1"] {
        let value = value.trim_end();
        if value != "bytes=0-1" {
            assert_eq!(blob_response(&[("Range", value)], 100, "").unwrap_err(), invalid(value));
        }
    }
    let twice = [("Range", "bytes=0-1"), ("Range", "bytes=0-1")];
    assert_eq!(blob_response(&twice, 100, "").unwrap_err(), invalid("bytes=0-1, bytes=0-1"));
}

#[test]
fn whole_blobs() {
    for size in [0, 1, 100, u64::MAX] {
        let response = blob_response(&[("accept", "*/*")], size, "").unwrap();
        assert_eq!((response.status, response.status_text, response.range), (200, "OK", 0..size));
        let length = size.to_string();
        let expected = [(&b"Content-Length"[..], length.as_bytes()), (b"Content-Type", b"")];
        assert_eq!(response.headers.iter().collect::<Vec<_>>(), expected);
    }
}

#[test]
fn types() {
    let rows = [
        ("", ""),
        ("text/plain", "text/plain"),
        ("Text/PLAIN; Charset=X", "text/plain; charset=x"),
        (" ~", "~"),
        ("a\x1f", ""),
        ("a\x7f", ""),
        ("a\tb", ""),
        ("a\r\nx: y", ""),
        ("a\0", ""),
        ("ä", ""),
    ];
    for (given, expected) in rows {
        for headers in [&[][..], &[("Range", "bytes=0-")]] {
            let response = blob_response(headers, 5, given).unwrap();
            let value = response.headers.get(b"content-type").unwrap();
            assert_eq!(value.as_deref(), Some(expected.as_bytes()), "{given:?}");
        }
    }
}

#[test]
fn content_ranges() {
    let rows = [(0, 0, 1, "bytes 0-0/1"), (1, 2, 30, "bytes 1-2/30")];
    for (start, end, full, expected) in rows {
        assert_eq!(build_a_content_range(start, end, full), expected);
    }
    let max = u64::MAX;
    assert_eq!(build_a_content_range(max, max, max), format!("bytes {max}-{max}/{max}"));
}

fn local(range: Option<&str>) -> LocalFetch {
    let page = Client::with_sites(Origin::parse("https://app.example").unwrap(), Arc::new(LastTwoLabels));
    let get = page.fetch("blob:https://app.example/1");
    let get = range.into_iter().fold(get, |get, range| get.header("Range", range));
    match fetch::<()>(get.build().unwrap(), &mut PreflightCache::new(), Timestamp::ZERO) {
        Step::Local(local) => local,
        step => panic!("{step:?}"),
    }
}

/// Serves a blob as a host does.
fn serve(range: Option<&str>, blob: &'static str) -> Result<FilteredResponse<&'static str>, NetworkError> {
    let local = local(range);
    let step = match local.blob_response(blob.len() as u64, "text/plain") {
        Ok(response) => {
            let range =
                usize::try_from(response.range.start).unwrap()..usize::try_from(response.range.end).unwrap();
            local.respond(response.into_response(&blob[range]))
        }
        Err(error) => local.fail(error, &mut PreflightCache::new()),
    };
    match step {
        Step::Done(end) => end,
        _ => panic!("a blob ends the fetch"),
    }
}

#[test]
fn fetches() {
    let whole = serve(None, "hello").unwrap();
    assert_eq!((whole.status(), whole.body()), (200, Some(&"hello")));
    let part = serve(Some("bytes=1-2"), "hello").unwrap();
    assert_eq!((part.status(), part.body()), (206, Some(&"el")));
    let ranges: Vec<_> =
        part.headers().filter(|(name, _)| name.eq_ignore_ascii_case(b"content-range")).collect();
    assert_eq!(ranges, [(&b"Content-Range"[..], &b"bytes 1-2/5"[..])]);
    let rows = [
        ("bytes=5-", past_end(5), "blob-range-past-end", "scheme fetch 3b.14.7.1"),
        ("bytes=-0", empty(5), "blob-range-empty", "scheme fetch 3b.14.6.1"),
        ("x", invalid("x"), "blob-range-invalid", "scheme fetch 3b.14.4"),
    ];
    for (range, reason, code, step) in rows {
        let error = serve(Some(range), "hello").unwrap_err();
        assert_eq!(error.reason(), &Reason::BlobRange(reason));
        assert_eq!((error.kind(), error.phase()), (ErrorKind::Refused, Phase::Local));
        assert_eq!((error.reason().code(), &*error.step().to_string()), (code, step));
        assert!(error.source().is_none());
    }
}

#[test]
fn other_failures_stay_what_they_are() {
    let Step::Done(Err(error)) = local(None).fail::<()>("revoked", &mut PreflightCache::new()) else {
        panic!()
    };
    assert_eq!(error.reason(), &Reason::LocalFailure { scheme: "blob".to_owned() });
    assert!(error.source().is_some());
    // An error of a message is only the cause here.
    let limit = check_keepalive(65_537, 0).unwrap_err();
    let Step::Done(Err(error)) = local(None).fail::<()>(limit, &mut PreflightCache::new()) else { panic!() };
    assert_eq!(error.reason(), &Reason::LocalFailure { scheme: "blob".to_owned() });
    assert_eq!(error.source().and_then(|source| source.downcast_ref()), Some(&limit));
}
