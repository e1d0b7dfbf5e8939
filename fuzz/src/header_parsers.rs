//! A target for all functions that parse the bytes of a header.

use std::borrow::Cow;

use arbitrary::{Arbitrary, Result, Unstructured};
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

use super::drive;
use super::text::{header_line, one, printable, text};
use super::twin::machine::Response;
use super::twin::redirect::{self, Location};
use super::twin::{Taint, headers, nosniff};

type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// The input: what is parsed, and how.
#[derive(Clone, Debug)]
pub enum Input {
    /// One value, for several parsers.
    Bytes(Vec<u8>),
    /// A value with commas and quotes.
    Split(Vec<u8>),
    /// A value with a slash, for the MIME type.
    Mime(Vec<u8>),
    /// A value with numbers, for `Range`.
    Range(Vec<u8>),
    /// The two numbers of a range.
    Numbers(Vec<u8>, Vec<u8>),
    /// A serialized origin, or a URL.
    Origin(Vec<u8>),
    /// Changes to a header list of the crate.
    Own(Vec<(Change, Vec<u8>, Vec<u8>)>),
    /// A function that reads headers, the type that holds them, and the headers.
    Read(Reader, Held, Pairs),
    /// A redirect response.
    Location {
        /// The status of the response.
        status: u16,
        /// The URL of the response.
        base: Option<&'static str>,
        /// The fragment of the request's URL.
        fragment: Option<&'static str>,
        /// The headers of the response.
        pairs: Pairs,
    },
}

/// A function that reads a header.
#[derive(Clone, Copy, Debug)]
pub enum Reader {
    /// All values of a name, joined.
    Joined,
    /// All values of a name, joined and split again.
    Split,
    /// The value of a name that must not be repeated.
    Single,
    /// `Access-Control-Allow-Methods`.
    Methods,
    /// `Access-Control-Allow-Headers`.
    Names,
    /// `Access-Control-Max-Age`.
    Seconds,
    /// `Content-Type`.
    Essence,
    /// `X-Content-Type-Options`.
    Nosniff,
    /// `Content-Type` and `X-Content-Type-Options` together, for a destination.
    Blocked(Destination),
    /// `Referrer-Policy`.
    Policy,
    /// `Timing-Allow-Origin`.
    Timing,
    /// The unsafe names of the headers of a request.
    UnsafeNames,
}

/// A change to a header list.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// Appends the header.
    Append,
    /// Appends the header a few times, each time under a different name.
    AppendMany,
    /// Sets the header, which replaces all headers of this name.
    Set,
    /// Combines the value with the first header of this name.
    Combine,
    /// Deletes all headers of this name.
    Delete,
    /// Converts the list to a header map and back.
    Map,
}

const CHANGES: [Change; 8] = [
    Change::Append,
    Change::Append,
    Change::Append,
    Change::AppendMany,
    Change::Set,
    Change::Combine,
    Change::Delete,
    Change::Map,
];

/// The type that holds the headers.
#[derive(Clone, Copy, Debug)]
pub enum Held {
    /// A header map of the `http` crate.
    Map,
    /// A header list of this crate.
    Own,
}

const READERS: [Reader; 17] = [
    Reader::Joined,
    Reader::Split,
    Reader::Single,
    Reader::Methods,
    Reader::Names,
    Reader::Seconds,
    Reader::Essence,
    Reader::Nosniff,
    Reader::Blocked(Destination::Script),
    Reader::Blocked(Destination::Style),
    Reader::Blocked(Destination::Image),
    Reader::Blocked(Destination::Worker),
    Reader::Blocked(Destination::AudioWorklet),
    Reader::Blocked(Destination::Empty),
    Reader::Policy,
    Reader::Timing,
    Reader::UnsafeNames,
];
const LISTS: &[&str] = &[", ", "\"", "\\", "\"a,b\"", "\\\"", "\t", " ", "x", "*", "nosniff", "\"\"", ",,"];
const TYPES: &[&str] = &[
    "text/",
    "javascript",
    "text/css",
    "text/csv",
    "image/",
    "audio/",
    "video/mp4",
    "*/*",
    ";",
    ";charset=",
    ", ",
    "\"x,y\"",
    "application/",
    "x-javascript",
    "javascript1.5",
    "ecmascript",
    "livescript",
    "json",
    " ",
    "\t",
    "text/plain",
    "\r",
    "\n",
    "nosniff",
];
const RANGES: &[&str] = &[
    "bytes=",
    "bytes",
    "=",
    "-",
    " ",
    "\t",
    "18446744073709551615",
    "18446744073709551616",
    "00",
    "340282366920938463463374607431768211456",
    "9",
    ",",
];
const PLACES: &[&str] = &[
    "https://",
    "http://",
    "a.test",
    ":443",
    ":80",
    ":8443",
    "b.test",
    "/",
    "//",
    "\\",
    "?q",
    "#f",
    "u:p@",
    "[::1]",
    "127.0.0.1",
    "xn--",
    "\u{e9}",
    "%zz",
    "..",
    "null",
    "data:,x",
    "blob:",
    "file:///",
    "about:blank",
    "ws://",
    "A.TEST",
    "https:",
    "0x7f.1",
    "\t",
    " ",
    "https://a.test",
];
/// The names of the headers for which there is a parser.
const NAMES: &[&str] = &[
    "Access-Control-Allow-Methods",
    "access-control-allow-headers",
    "Access-Control-Max-Age",
    "Location",
    "content-type",
    "Content-Type",
    "Accept",
    "X-Content-Type-Options",
    "referrer-policy",
    "Timing-Allow-Origin",
    "accept-language",
    "range",
    "Set-Cookie",
    "set-cookie",
    "x-a",
    "X-A",
];
const WORDS: &[&str] = &[
    "PUT",
    ", ",
    "*",
    "x-a",
    "\"",
    "600",
    "99999999999999999999999",
    "no-referrer",
    "origin",
    "strict-origin-when-cross-origin",
    "same-origin",
    "unsafe-url",
    "from-the-future",
    "https://a.test",
    "null",
    "nosniff",
    "NoSniff",
    "text/javascript",
    "text/css",
    "image/png",
    ";",
    "\\",
    "\u{e9}",
    "bytes=0-",
];

impl<'a> Arbitrary<'a> for Input {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match u.int_in_range(0..=11u8)? {
            0 => Self::Bytes(text(u, b'\n', WORDS)),
            1 => Self::Split(text(u, b'\n', LISTS)),
            2 => Self::Mime(text(u, 0, TYPES)),
            3 => Self::Range(text(u, b'\n', RANGES)),
            4 => Self::Numbers(digits(u), digits(u)),
            5 => Self::Origin(text(u, b'\n', PLACES)),
            6 => {
                let mut changes = vec![];
                while !u.is_empty() && changes.len() < 8 {
                    let change = *one(u, &CHANGES)?;
                    let (name, value) = header_line(u, NAMES, WORDS);
                    changes.push((change, name, value));
                }
                Self::Own(changes)
            }
            7 => Self::Location {
                status: match u.int_in_range(0..=7u8)? {
                    0 => *one(u, &[0, 200, 300, 304, 306, 309, 999])?,
                    _ => *one(u, &[301, 302, 303, 307, 308])?,
                },
                base: *one(u, &[Some("https://a.test/b/c?d#e"), None, Some("http://b.test:8080/")])?,
                fragment: *one(u, &[None, Some("f"), Some("")])?,
                pairs: lines(u, &["Location", "location", "Location", "x-a"], PLACES),
            },
            _ => {
                let reader = *one(u, &READERS)?;
                let words = match reader {
                    Reader::Essence | Reader::Blocked(_) => TYPES,
                    Reader::Joined | Reader::Split => LISTS,
                    _ => WORDS,
                };
                let held = if u.arbitrary()? { Held::Map } else { Held::Own };
                Self::Read(reader, held, lines(u, reader.names(), words))
            }
        })
    }
}

fn digits(u: &mut Unstructured<'_>) -> Vec<u8> {
    let mut digits = text(u, b'\n', RANGES);
    digits.retain(u8::is_ascii_digit);
    digits
}

/// Creates headers until the input ends, but at most six.
fn lines(u: &mut Unstructured<'_>, names: &[&str], words: &[&str]) -> Pairs {
    let mut lines = Pairs::new();
    while !u.is_empty() && lines.len() < 6 {
        lines.push(header_line(u, names, words));
    }
    lines
}

impl Reader {
    /// Returns names that this function reads, and other names.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Methods => &["Access-Control-Allow-Methods", "access-control-allow-methods", "x"],
            Self::Names => &["Access-Control-Allow-Headers", "access-control-allow-headers", "x"],
            Self::Seconds => &["Access-Control-Max-Age", "access-control-max-age", "x"],
            Self::Essence => &["Content-Type", "content-type", "x"],
            Self::Nosniff => &["X-Content-Type-Options", "x-content-type-options", "x"],
            Self::Blocked(_) => &["Content-Type", "X-Content-Type-Options", "content-type"],
            Self::Policy => &["Referrer-Policy", "referrer-policy", "x"],
            Self::Timing => &["Timing-Allow-Origin", "timing-allow-origin", "x"],
            Self::Joined | Self::Split | Self::Single | Self::UnsafeNames => NAMES,
        }
    }
}

/// Runs the target on an input. Returns true if a value could be parsed.
pub fn run(input: &Input) -> bool {
    match input {
        Input::Bytes(value) => bytes(value),
        Input::Split(value) => split(value),
        Input::Mime(value) => mime(value),
        Input::Range(value) => range(value),
        Input::Numbers(a, b) => compare(a, b),
        Input::Origin(value) => origin(value),
        Input::Own(changes) => own_list(changes),
        Input::Read(reader, held, pairs) => read(*reader, *held, &speakable(pairs)),
        Input::Location { status, base, fragment, pairs } => {
            location(*status, *base, *fragment, &speakable(pairs))
        }
    }
}

fn bytes(value: &[u8]) -> bool {
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
    is_token(value)
}

/// Checks that a value is split by the rules of the standard, and that joining and splitting the parts gives the same parts.
fn split(value: &[u8]) -> bool {
    let parts: Vec<&[u8]> = split_header_value(value).collect();
    let list = vec![(b"x".to_vec(), value.to_vec())];
    assert_eq!(parts, headers::get_decode_and_split(&list, b"x").unwrap());
    let commas = value.iter().filter(|byte| **byte == b',').count();
    assert!((1..=commas + 1).contains(&parts.len()));
    for separator in [&b","[..], b" ,\t"] {
        let joined = parts.join(separator);
        assert!(split_header_value(&joined).eq(parts.iter().copied()));
    }
    parts.len() > 1
}

fn mime(value: &[u8]) -> bool {
    let parsed = parse_essence(value);
    let essence = parsed.as_ref().map(ToString::to_string);
    assert_eq!(essence, headers::mime_essence(value));
    let (Some(parsed), Some(essence)) = (parsed, essence) else { return false };
    assert_eq!(parse_essence(essence.as_bytes()).unwrap().to_string(), essence);
    let (kind, subtype) = essence.split_once('/').unwrap();
    assert!(parsed.is(kind, subtype));
    true
}

fn range(value: &[u8]) -> bool {
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
    let strict = parse_single_range(value, false);
    let lenient = parse_single_range(value, true);
    assert!(strict.is_none() || strict == lenient);
    lenient.is_some()
}

/// Checks that a range with two numbers is valid exactly if they are in order, also if a number has leading zeros.
fn compare(a: &[u8], b: &[u8]) -> bool {
    if a.is_empty() || b.is_empty() {
        return false;
    }
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
    true
}

fn origin(value: &[u8]) -> bool {
    let Ok(value) = std::str::from_utf8(value) else { return false };
    let parsed = Origin::parse(value);
    if let Ok(origin) = &parsed {
        let again = Origin::parse(origin.as_str()).unwrap();
        assert_eq!(again.as_str(), origin.as_str());
        assert_eq!(again.same_origin(origin), !origin.is_opaque());
    }
    if let Ok(url) = Url::parse(value) {
        let origin = Origin::of(&url);
        assert_eq!(origin.same_origin(&Origin::of(&url)), !origin.is_opaque());
        if !origin.is_opaque() {
            let again = Origin::parse(origin.as_str()).unwrap();
            assert_eq!(again.as_bytes(), origin.as_bytes());
            assert!(again.same_origin(&Origin::of(&url)));
        }
        // The origin of a blob URL is the origin of the URL inside it.
        if let (Some(host), false) = (url.host(), origin.is_opaque()) {
            let parts = Origin::tuple(url.scheme(), &host.to_string(), url.port()).unwrap();
            assert!(parts.same_origin(&origin) && origin.port() == url.port());
        }
    }
    parsed.is_ok()
}

/// Checks that a header list accepts only valid headers, and behaves like a plain list of pairs.
fn own_list(changes: &[(Change, Vec<u8>, Vec<u8>)]) -> bool {
    let mut list = HeaderList::new();
    let mut plain = Pairs::new();
    for (change, name, value) in changes {
        let valid = is_token(name) && is_header_value(value);
        let first = plain.iter().position(|(other, _)| headers::same_name(other, name));
        match change {
            Change::Append | Change::AppendMany => {
                assert_eq!(list.append(name, value).is_ok(), valid);
                if valid {
                    headers::append(&mut plain, name, value);
                }
                for n in 0..if matches!(change, Change::Append) { 0 } else { 12u8 } {
                    let name = [b"n", &[b'a' + n][..]].concat();
                    list.append(&name, b"1").unwrap();
                    headers::append(&mut plain, &name, b"1");
                }
            }
            Change::Set => {
                assert_eq!(list.set(name, value).is_ok(), valid);
                match first {
                    _ if !valid => {}
                    None => plain.push((name.clone(), value.clone())),
                    Some(first) => {
                        plain[first].1.clone_from(value);
                        let behind = plain.split_off(first + 1);
                        plain.extend(behind.into_iter().filter(|(n, _)| !headers::same_name(n, name)));
                    }
                }
            }
            Change::Combine => {
                assert_eq!(list.combine(name, value).is_ok(), valid);
                match first {
                    _ if !valid => {}
                    None => plain.push((name.clone(), value.clone())),
                    Some(first) => plain[first].1 = [&plain[first].1, &b", "[..], value].concat(),
                }
            }
            Change::Delete => {
                list.delete(name);
                headers::delete(&mut plain, name);
            }
            Change::Map => through_a_map(&list),
        }
        assert_eq!(list.has(name).ok(), is_token(name).then(|| headers::contains(&plain, name)));
        assert_eq!(list.get(name).ok(), is_token(name).then(|| headers::get(&plain, name)));
    }
    assert!(list.iter().eq(plain.iter().map(|(name, value)| (&name[..], &value[..]))));
    assert_eq!((list.len(), list.is_empty()), (plain.len(), plain.is_empty()));
    let combined = list.sort_and_combine();
    let names: Vec<&[u8]> = combined.iter().map(|(name, _)| name).collect();
    assert!(names.windows(2).all(|two| two[0] < two[1] || two[0] == b"set-cookie"));
    assert!(!names.iter().copied().flatten().any(u8::is_ascii_uppercase));
    assert!(combined.get_set_cookie().eq(list.get_set_cookie()));
    assert!(plain.iter().all(|(name, _)| combined.contains(name)));
    plain.len() > 1
}

/// Checks that a header map keeps the order of the headers of each name, and the space that combining with an empty value
/// leaves.
fn through_a_map(list: &HeaderList) {
    let Ok(map) = list.to_header_map() else { return };
    let again = HeaderList::from(&map);
    assert_eq!(again.len(), list.len());
    assert_eq!(again.sort_and_combine(), list.sort_and_combine());
}

/// Returns only the headers that the `http` crate can represent.
fn speakable(pairs: &Pairs) -> Pairs {
    let speakable = pairs.iter().filter(|(name, _)| HeaderName::from_bytes(name).is_ok());
    speakable.map(|(name, value)| (name.clone(), printable(value))).collect()
}

/// Checks that a function reads the same from each type that holds headers, and reads what the standard requires.
fn read(reader: Reader, held: Held, pairs: &Pairs) -> bool {
    let Some((name, _)) = pairs.first() else { return false };
    let reading = Reading::of(reader, pairs, name);
    match held {
        Held::Map => {
            let mut map = HeaderMap::new();
            for (name, value) in pairs {
                let value = HeaderValue::from_bytes(value).unwrap();
                map.try_append(HeaderName::from_bytes(name).unwrap(), value).unwrap();
            }
            assert_eq!(reading, Reading::of(reader, &map, name));
        }
        Held::Own => {
            let mut own = HeaderList::new();
            for (name, value) in pairs {
                own.append(name, value).unwrap();
            }
            assert_eq!(reading, Reading::of(reader, &own, name));
        }
    }
    // White space around a value does not belong to the value.
    let pad = |value: &[u8]| [b" \t", value, b"\t "].concat();
    let padded: Pairs = pairs.iter().map(|(name, value)| (name.clone(), pad(value))).collect();
    assert_eq!(reading, Reading::of(reader, &padded, name));
    assert_eq!(reading, Reading::by_the_text(reader, pairs, name));
    reading.says_something()
}

/// The result of reading a header.
#[derive(Debug, PartialEq)]
enum Reading {
    Joined(Option<Vec<u8>>),
    Split(Option<Vec<Vec<u8>>>),
    Tokens(headers::Extracted<Vec<u8>>),
    Seconds(headers::Extracted<u64>),
    Essence(Option<String>),
    Nosniff(bool),
    Blocked([bool; 2]),
    Policy(Option<ReferrerPolicy>),
    Names(Vec<Vec<u8>>),
}

impl Reading {
    fn of<H: ReadHeaders>(reader: Reader, list: &H, name: &[u8]) -> Self {
        let tokens =
            |name| plain(extract_tokens(list, name), |tokens| tokens.iter().map(<[u8]>::to_vec).collect());
        match reader {
            Reader::Joined => Self::Joined(get(list, name).map(Cow::into_owned)),
            Reader::Split => Self::Split(get_decode_and_split(list, name).map(isomorphic_encode)),
            Reader::Single => Self::Tokens(plain(extract_single(list, name), |value| vec![value.to_vec()])),
            Reader::Methods => Self::Tokens(tokens(b"access-control-allow-methods")),
            Reader::Names => Self::Tokens(tokens(b"access-control-allow-headers")),
            Reader::Seconds => {
                let name = b"access-control-max-age";
                Self::Seconds(plain(extract_delta_seconds(list, name), |seconds| vec![seconds]))
            }
            Reader::Essence => Self::Essence(extract_essence(list)),
            Reader::Nosniff => Self::Nosniff(determine_nosniff(list)),
            Reader::Blocked(destination) => Self::Blocked([
                block_due_to_mime_type(list, destination).is_err(),
                block_due_to_nosniff(list, destination).is_err(),
            ]),
            Reader::Policy => Self::Policy(parse_referrer_policy(list)),
            Reader::Timing => Self::Split(Some(isomorphic_encode(timing_allow_values(list)))),
            Reader::UnsafeNames => {
                let names = cors_unsafe_request_header_names(list);
                Self::Names(names.iter().map(Cow::into_owned).collect())
            }
        }
    }

    fn by_the_text(reader: Reader, list: &Pairs, name: &[u8]) -> Self {
        match reader {
            Reader::Joined => Self::Joined(headers::get(list, name)),
            Reader::Split => Self::Split(headers::get_decode_and_split(list, name)),
            Reader::Single => {
                let mut values = list.iter().filter(|(n, _)| headers::same_name(n, name)).map(|(_, v)| v);
                Self::Tokens(match (values.next(), values.next()) {
                    (None, _) => headers::Extracted::Null,
                    (Some(value), None) => headers::Extracted::Values(vec![value.clone()]),
                    (Some(_), Some(_)) => headers::Extracted::Failure,
                })
            }
            Reader::Methods => Self::Tokens(headers::extract_tokens(b"access-control-allow-methods", list)),
            Reader::Names => Self::Tokens(headers::extract_tokens(b"access-control-allow-headers", list)),
            Reader::Seconds => Self::Seconds(headers::extract_delta_seconds(b"access-control-max-age", list)),
            Reader::Essence => Self::Essence(nosniff::extract_mime_essence(list)),
            Reader::Nosniff => Self::Nosniff(nosniff::determine_nosniff(list)),
            Reader::Blocked(destination) => {
                let destination = destination.as_str();
                Self::Blocked([
                    nosniff::blocked_due_to_mime_type(destination, list),
                    nosniff::blocked_due_to_nosniff(destination, list),
                ])
            }
            Reader::Policy => Self::Policy(headers::parse_referrer_policy(list).map(drive::referrer_policy)),
            Reader::Timing => {
                let values = headers::get_decode_and_split(list, b"timing-allow-origin");
                Self::Split(Some(values.unwrap_or_default()))
            }
            Reader::UnsafeNames => Self::Names(headers::cors_unsafe_request_header_names(list)),
        }
    }

    fn says_something(&self) -> bool {
        match self {
            Self::Joined(value) => value.is_some(),
            Self::Split(parts) => parts.as_ref().is_some_and(|parts| parts.len() > 1),
            Self::Tokens(tokens) => {
                matches!(tokens, headers::Extracted::Values(tokens) if !tokens.is_empty())
            }
            Self::Seconds(seconds) => matches!(seconds, headers::Extracted::Values(_)),
            Self::Essence(essence) => essence.is_some(),
            Self::Nosniff(nosniff) => *nosniff,
            Self::Blocked(blocked) => blocked.contains(&true),
            Self::Policy(policy) => policy.is_some(),
            Self::Names(names) => !names.is_empty(),
        }
    }
}

fn isomorphic_encode(parts: Vec<String>) -> Vec<Vec<u8>> {
    parts.iter().map(|part| drive::isomorphic_encode(part)).collect()
}

fn plain<T, U>(extracted: Extracted<T>, values: impl FnOnce(T) -> Vec<U>) -> headers::Extracted<U> {
    match extracted {
        Extracted::Null => headers::Extracted::Null,
        Extracted::Failure(_) => headers::Extracted::Failure,
        Extracted::Values(read) => headers::Extracted::Values(values(read)),
    }
}

/// Checks that a redirect leads to the URL that the standard requires.
fn location(status: u16, base: Option<&str>, fragment: Option<&str>, pairs: &Pairs) -> bool {
    let base = base.map(|base| Url::parse(base).unwrap());
    let found = location_url(status, pairs, base.as_ref(), fragment);
    assert!(is_redirect_status(status) || found == Extracted::Null);
    let response = Response {
        filter: None,
        status,
        headers: pairs.clone(),
        url_list: base.into_iter().collect(),
        exposed: vec![],
        includes_credentials: false,
        range_requested: false,
        null_body: false,
        redirect_taint: Taint::SameOrigin,
        navigation_timing_allow_values: vec![],
        timing_allow_passed: false,
    };
    match (redirect::location_url(&response, fragment.map(str::to_owned)), found) {
        (Location::Null, Extracted::Null) | (Location::Failure, Extracted::Failure(_)) => false,
        (Location::Url(expected), Extracted::Values(url)) => {
            assert_eq!(url, expected);
            assert!(fragment.is_none() || url.fragment().is_some());
            true
        }
        (_, found) => panic!("{found:?}"),
    }
}
