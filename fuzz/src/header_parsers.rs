//! Everything that reads bytes of a header.

use std::borrow::Cow;

use fetch_cors::Origin;
use fetch_cors::check::nosniff::{block_due_to_mime_type, block_due_to_nosniff, determine_nosniff};
use fetch_cors::check::tao::timing_allow_values;
use fetch_cors::header::bytes::{
    is_cors_unsafe_request_header_byte, is_header_value, is_token, normalize, trim_tab_or_space,
};
use fetch_cors::header::extract::{extract_delta_seconds, extract_single, extract_tokens};
use fetch_cors::header::list::{get, get_decode_and_split, split_header_value};
use fetch_cors::header::mime::{extract_essence, parse_essence};
use fetch_cors::header::range::{Number, parse_single_range};
use fetch_cors::header::{Extracted, HeaderList, ReadHeaders, cors_unsafe_request_header_names};
use fetch_cors::redirect::{is_redirect_status, location_url};
use fetch_cors::referrer_policy::parse_referrer_policy;
use fetch_cors::request::{Destination, ReferrerPolicy};
use http::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::text::header_lines;
use super::twin::{headers, nosniff};
use super::{drive, text};

/// Names whose readers the lines are given to.
const NAMES: [HeaderName; 6] = [
    http::header::ACCESS_CONTROL_ALLOW_METHODS,
    http::header::ACCESS_CONTROL_ALLOW_HEADERS,
    http::header::ACCESS_CONTROL_MAX_AGE,
    http::header::LOCATION,
    http::header::CONTENT_TYPE,
    http::header::ACCEPT,
];

/// The input as one value, as its lines, and as headers, one a line. Comes to the heart with a redirect that leads
/// somewhere.
pub fn run(data: &[u8]) -> bool {
    for value in std::iter::once(data).chain(data.split(|&byte| byte == b'\n')) {
        bytes(value);
        split(value);
        mime(value);
        range(value);
        origin(value);
    }
    let mut numbers = data.split(|&byte| byte == b'\n').filter_map(number);
    if let (Some(a), Some(b)) = (numbers.next(), numbers.next()) {
        compare(a, b);
    }
    let pairs = header_lines(data);
    own_list(&pairs);
    let speakable = pairs.iter().filter_map(|(name, value)| {
        let value = text::printable(value);
        HeaderName::from_bytes(name).ok()?;
        Some((name.clone(), value))
    });
    lists(&speakable.collect())
}

fn bytes(value: &[u8]) {
    assert_eq!(is_token(value), headers::is_token(value));
    let trimmed = trim_tab_or_space(value);
    assert_eq!(trimmed, headers::trim(value));
    assert_eq!(trim_tab_or_space(trimmed), trimmed);
    let normalized = normalize(value);
    assert_eq!(normalize(normalized), normalized);
    assert_eq!(normalize(trimmed), normalized);
    let clean = !value.iter().any(|byte| matches!(byte, 0 | b'\n' | b'\r'));
    assert_eq!(is_header_value(value), clean && trimmed == value);
    for byte in value {
        let is_unsafe = is_cors_unsafe_request_header_byte(*byte);
        assert_eq!(is_unsafe, headers::is_cors_unsafe_request_header_byte(*byte));
    }
}

/// As the text splits; and joined again, the parts are the same.
fn split(value: &[u8]) {
    let parts: Vec<&[u8]> = split_header_value(value).collect();
    let list = vec![(b"x".to_vec(), value.to_vec())];
    assert_eq!(parts, headers::get_decode_and_split(&list, b"x").unwrap());
    let commas = value.iter().filter(|byte| **byte == b',').count();
    assert!((1..=commas + 1).contains(&parts.len()));
    for separator in [&b","[..], b" ,\t"] {
        let joined = parts.join(separator);
        assert_eq!(split_header_value(&joined).collect::<Vec<_>>(), parts);
    }
}

fn mime(value: &[u8]) {
    let essence = parse_essence(value).map(|essence| essence.to_string());
    assert_eq!(essence, headers::mime_essence(value));
    if let Some(essence) = essence {
        assert_eq!(parse_essence(essence.as_bytes()).unwrap().to_string(), essence);
        let (kind, subtype) = essence.split_once('/').unwrap();
        assert!(parse_essence(value).unwrap().is(kind, subtype));
    }
}

fn range(value: &[u8]) {
    for allow_whitespace in [false, true] {
        let range = parse_single_range(value, allow_whitespace);
        let expected = headers::parse_single_range(value, allow_whitespace);
        assert_eq!(range.is_some(), expected.is_some());
        let (Some(range), Some((start, end))) = (range, expected) else { continue };
        assert_eq!(range.start.is_some(), start.is_some());
        assert_eq!(range.end.is_some(), end.is_some());
        let fits = |digits: Vec<u8>| String::from_utf8(digits).unwrap().parse::<u64>().ok();
        assert_eq!(range.start.and_then(Number::to_u64), start.and_then(fits));
        assert_eq!(range.end.and_then(Number::to_u64), end.and_then(fits));
        if let (Some(start), Some(end)) = (range.start, range.end) {
            assert!(start <= end);
        }
    }
    if parse_single_range(value, false).is_some() {
        assert_eq!(parse_single_range(value, false), parse_single_range(value, true));
    }
}

/// The digits that a line ends with.
fn number(line: &[u8]) -> Option<&[u8]> {
    let front = line.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |last| last + 1);
    line.get(front..).filter(|digits| !digits.is_empty())
}

/// A range from one number to another is one if they are in order, in whatever form they are written.
fn compare(a: &[u8], b: &[u8]) {
    let of = |a: &[u8], b: &[u8]| {
        parse_single_range(&[b"bytes=", a, b"-", b].concat(), false)
            .map(|range| (range.start.unwrap() == range.end.unwrap(), range.start < range.end))
    };
    let (forward, backward) = (of(a, b), of(b, a));
    assert!(forward.is_some() || backward.is_some());
    let equal = forward.is_some() && backward.is_some();
    for (is_equal, is_less) in forward.into_iter().chain(backward) {
        assert_eq!((is_equal, is_less), (equal, !equal));
    }
    assert_eq!(of(&[b"000", a].concat(), b), forward);
    assert_eq!(of(a, a), Some((true, false)));
    let number = |digits: &[u8]| std::str::from_utf8(digits).unwrap().parse::<u128>();
    if let (Ok(a), Ok(b)) = (number(a), number(b)) {
        assert_eq!(forward.is_some(), a <= b);
    }
}

fn origin(value: &[u8]) {
    let Ok(value) = std::str::from_utf8(value) else { return };
    if let Ok(origin) = Origin::parse(value) {
        let again = Origin::parse(origin.as_str()).unwrap();
        assert_eq!(again.as_str(), origin.as_str());
        assert_eq!(again.same_origin(&origin), !origin.is_opaque());
    }
    if let Ok(url) = Url::parse(value) {
        let origin = Origin::of(&url);
        assert_eq!(origin.same_origin_url(&url), !origin.is_opaque());
        if !origin.is_opaque() {
            assert_eq!(Origin::parse(origin.as_str()).unwrap().as_bytes(), origin.as_bytes());
        }
    }
}

/// The crate's own list takes what is a header, and keeps to its promises.
fn own_list(pairs: &[(Vec<u8>, Vec<u8>)]) {
    let mut list = HeaderList::new();
    let mut kept = Vec::new();
    for (name, value) in pairs {
        match list.append(name, value) {
            Ok(()) => kept.push((name.clone(), value.clone())),
            Err(_) => assert!(!is_token(name) || !is_header_value(value)),
        }
    }
    assert_eq!(list.len(), kept.len());
    for ((name, value), (written, kept)) in list.iter().zip(&kept) {
        assert!(name.eq_ignore_ascii_case(written) && value == kept);
    }
    let combined = list.sort_and_combine();
    let names: Vec<&[u8]> = combined.iter().map(|(name, _)| name).collect();
    assert!(names.windows(2).all(|two| two[0] < two[1] || two[0] == b"set-cookie"));
    assert!(names.iter().all(|name| !name.iter().any(u8::is_ascii_uppercase)));
    assert_eq!(combined.sort_and_combine(), combined);
    for (name, _) in &kept {
        assert_eq!(list.get(name).unwrap(), headers::get(&kept, name));
        let mut other = list.clone();
        other.set(name, b"1").unwrap();
        assert_eq!(other.get(name).unwrap().as_deref(), Some(&b"1"[..]));
        other.combine(name, b"2").unwrap();
        assert_eq!(other.get(name).unwrap().as_deref(), Some(&b"1, 2"[..]));
        other.delete(name);
        assert!(!other.contains(name));
        other.append(name, b"3").unwrap();
        assert_eq!(other.iter().last(), Some((&name[..], &b"3"[..])));
    }
}

/// Whatever holds the headers, they read the same, and as the text has it.
fn lists(pairs: &Vec<(Vec<u8>, Vec<u8>)>) -> bool {
    let mut map = HeaderMap::new();
    let mut own = HeaderList::new();
    for (name, value) in pairs {
        let value_in_map = HeaderValue::from_bytes(value).unwrap();
        map.try_append(HeaderName::from_bytes(name).unwrap(), value_in_map).unwrap();
        own.append(name, value).unwrap();
    }
    let readings = Readings::of(pairs);
    assert_eq!(readings, Readings::of(&map));
    assert_eq!(readings, Readings::of(&own));
    for (name, reading) in NAMES.iter().zip(readings.by_name) {
        let name = name.as_str().as_bytes();
        assert_eq!(reading.joined, headers::get(pairs, name));
        assert_eq!(plain(reading.tokens, |tokens| tokens), headers::extract_tokens(name, pairs));
        assert_eq!(plain(reading.seconds, |n| vec![n]), headers::extract_delta_seconds(name, pairs));
    }
    assert_eq!(readings.essence, nosniff::extract_mime_essence(pairs));
    assert_eq!(readings.nosniff, nosniff::determine_nosniff(pairs));
    let policy = headers::parse_referrer_policy(pairs).map(drive::referrer_policy);
    assert_eq!(readings.referrer_policy, policy);
    locations(pairs)
}

fn plain<T, U>(extracted: Extracted<T>, values: impl FnOnce(T) -> Vec<U>) -> headers::Extracted<U> {
    match extracted {
        Extracted::Null => headers::Extracted::Null,
        Extracted::Failure(_) => headers::Extracted::Failure,
        Extracted::Values(read) => headers::Extracted::Values(values(read)),
    }
}

/// A location keeps the fragment of the request unless it has its own.
fn locations(pairs: &Vec<(Vec<u8>, Vec<u8>)>) -> bool {
    let base = Url::parse("https://a.test/b/c?d#e").unwrap();
    for status in [0, 200, 300, 304, 306, 999] {
        assert!(!is_redirect_status(status));
        assert_eq!(location_url(status, pairs, Some(&base), None), Extracted::Null);
    }
    let with = location_url(302, pairs, Some(&base), Some("f"));
    let without = location_url(308, pairs, Some(&base), None);
    let alone = location_url(301, pairs, None, None);
    match (with, without) {
        (Extracted::Values(with), Extracted::Values(mut without)) => {
            if without.fragment().is_none() {
                without.set_fragment(Some("f"));
            }
            assert_eq!(with, without);
            if let Extracted::Values(mut alone) = alone {
                if alone.fragment().is_none() {
                    alone.set_fragment(Some("f"));
                }
                // A special scheme without slashes is relative to a base of that scheme.
                assert!(alone == with || alone.scheme() == "https");
            }
            true
        }
        (with, without) => {
            assert_eq!(with, without);
            false
        }
    }
}

/// What a list says.
#[derive(Debug, PartialEq)]
struct Readings {
    by_name: Vec<Reading>,
    essence: Option<String>,
    nosniff: bool,
    blocked: [bool; 4],
    referrer_policy: Option<ReferrerPolicy>,
    timing_allow_values: Vec<String>,
    unsafe_names: Vec<u8>,
}

/// What a list says under one name.
#[derive(Debug, PartialEq)]
struct Reading {
    joined: Option<Vec<u8>>,
    split: Option<Vec<String>>,
    tokens: Extracted<Vec<Vec<u8>>>,
    seconds: Extracted<u64>,
    single: Extracted<Vec<u8>>,
}

impl Readings {
    fn of<H: ReadHeaders>(list: &H) -> Self {
        Self {
            by_name: NAMES.iter().map(|name| Reading::of(list, name)).collect(),
            essence: extract_essence(list),
            nosniff: determine_nosniff(list),
            blocked: [Destination::Script, Destination::Style, Destination::Image, Destination::Worker].map(
                |destination| {
                    block_due_to_mime_type(list, destination).is_err()
                        || block_due_to_nosniff(list, destination).is_err()
                },
            ),
            referrer_policy: parse_referrer_policy(list),
            timing_allow_values: timing_allow_values(list),
            unsafe_names: cors_unsafe_request_header_names(list).join_with_commas(),
        }
    }
}

impl Reading {
    fn of<H: ReadHeaders>(list: &H, name: &HeaderName) -> Self {
        Self {
            joined: get(list, name).map(Cow::into_owned),
            split: get_decode_and_split(list, name),
            tokens: map(extract_tokens(list, name), |tokens| tokens.iter().map(<[u8]>::to_vec).collect()),
            seconds: extract_delta_seconds(list, name),
            single: map(extract_single(list, name), <[u8]>::to_vec),
        }
    }
}

fn map<T, U>(extracted: Extracted<T>, change: impl FnOnce(T) -> U) -> Extracted<U> {
    match extracted {
        Extracted::Null => Extracted::Null,
        Extracted::Failure(failure) => Extracted::Failure(failure),
        Extracted::Values(values) => Extracted::Values(change(values)),
    }
}
