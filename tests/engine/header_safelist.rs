//! Which request headers are safe, one by one and all together.

use std::collections::BTreeSet;

use fetch_cors::header::safelist::{
    MAX_SAFELISTED_TOTAL, MAX_SAFELISTED_VALUE, UnsafeNames, is_cors_safelisted_request_header,
    is_no_cors_safelisted_request_header,
};
use fetch_cors::header::{
    HeaderList, ReadHeaders, cors_unsafe_request_header_names, has_cors_unsafe_request_header,
};

/// `len` bytes that are safe in every language and `Accept` header.
fn a(len: usize) -> Vec<u8> {
    vec![b'a'; len]
}

/// A safe `Content-Type` of `len` bytes.
fn content_type(len: usize) -> Vec<u8> {
    let mut value = b"text/plain; charset=".to_vec();
    value.resize(len, b'a');
    value
}

/// A name as it is, in lower case, in upper case and in a mixture.
fn in_cases(name: &str) -> [String; 4] {
    let mixed =
        |(i, c): (usize, char)| if i % 2 == 0 { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() };
    [
        name.to_owned(),
        name.to_ascii_lowercase(),
        name.to_ascii_uppercase(),
        name.char_indices().map(mixed).collect(),
    ]
}

#[test]
fn limits() {
    assert_eq!((MAX_SAFELISTED_VALUE, MAX_SAFELISTED_TOTAL), (128, 1024));
}

#[test]
fn one_header() {
    let rows: [(&str, &[u8], bool); 110] = [
        ("Accept", b"", true),
        ("Accept", b"text/html", true),
        ("Accept", b"foo", true),
        ("Accept", b"*/*", true),
        ("Accept", b"text/html;q=0.9,*/*;q=0.8", true),
        ("Accept", b"a\tb", true),
        ("Accept", b"\xe4\x80\xff", true),
        ("Accept", b"text/html;level=\"1\"", false),
        ("Accept", b"a\x01", false),
        ("Accept", b"a:b", false),
        ("Accept", b"a\x7f", false),
        ("Accept-Language", b"", true),
        ("Accept-Language", b"en,ja", true),
        ("Accept-Language", b"en-US,en;q=0.9, *;q=0.1", true),
        ("Accept-Language", b"*", true),
        ("Accept-Language", b"en_US", false),
        ("Accept-Language", b"en\tja", false),
        ("Accept-Language", b"en/ja", false),
        ("Accept-Language", b"fran\xe7ais", false),
        ("Content-Language", b"", true),
        ("Content-Language", b"en,ja", true),
        ("Content-Language", b"mi, en", true),
        ("Content-Language", b"en@x", false),
        ("Content-Language", b"en+", false),
        ("Content-Type", b"text/plain", true),
        ("Content-Type", b"text/plain; charset=utf-8", true),
        ("Content-Type", b"  text/plain ; charset=UTF-8", true),
        ("Content-Type", b"text/plain; param=BOGUS", true),
        ("Content-Type", b"application/x-www-form-urlencoded", true),
        ("Content-Type", b"application/x-www-form-urlencoded;charset=UTF-8", true),
        ("Content-Type", b"multipart/form-data", true),
        ("Content-Type", b"multipart/form-data; boundary=---x", true),
        ("Content-Type", b"Text/plain", true),
        ("Content-Type", b"tEXT/PLAIN", true),
        ("Content-Type", b"APPLICATION/X-WWW-FORM-URLENCODED", true),
        ("Content-Type", b"text/plain;", true),
        ("Content-Type", b"text/plain ;", true),
        ("Content-Type", b"text/plain;charset", true),
        ("Content-Type", b"text/plain;a=b;a=c", true),
        ("Content-Type", b"text/plain;a,application/json", true),
        ("Content-Type", b"text/plain\t", true),
        ("Content-Type", b"text/plain;\xff", true),
        ("Content-Type", b"", false),
        ("Content-Type", b"text/html", false),
        ("Content-Type", b"image/png", false),
        ("Content-Type", b"application/json", false),
        ("Content-Type", b"application/octet-stream", false),
        ("Content-Type", b"multipart/mixed", false),
        ("Content-Type", b"multipart/form-datax", false),
        ("Content-Type", b"text/plainx", false),
        ("Content-Type", b"text/*", false),
        ("Content-Type", b"*/*", false),
        ("Content-Type", b"text", false),
        ("Content-Type", b"text/", false),
        ("Content-Type", b"/plain", false),
        ("Content-Type", b"text/ plain", false),
        ("Content-Type", b"text /plain", false),
        ("Content-Type", b"text/plain/", false),
        ("Content-Type", b"text/plain, text/plain", false),
        ("Content-Type", b"text/plain, application/json", false),
        ("Content-Type", b"application/json, text/plain", false),
        ("Content-Type", b"text/plain\xa0", false),
        ("Content-Type", b"text/plain; charset=\"utf-8\"", false),
        ("Content-Type", b"text/plain\n", false),
        ("Content-Type", b"text/plain\x0b", false),
        ("Content-Type", b"text/plain;\0", false),
        ("Content-Type", b"text/plain;(x)", false),
        ("Content-Type", b"text/plain;a=b\\", false),
        ("Content-Type", b"text/plain;a=\"", false),
        ("Range", b"bytes=100-200", true),
        ("Range", b"bytes=200-201", true),
        ("Range", b"bytes=100-", true),
        ("Range", b"bytes=0-0", true),
        ("Range", b"bytes=00-1", true),
        ("Range", b"bytes=99999999999999999999-999999999999999999999", true),
        ("Range", b"BYTES=100-200", false),
        ("Range", b"", false),
        ("Range", b"500", false),
        ("Range", b"bytes=100", false),
        ("Range", b"bytes=-200", false),
        ("Range", b"bytes=-", false),
        ("Range", b"bytes=200-100", false),
        ("Range", b"bytes=100-200,300-400", false),
        ("Range", b"bytes=100-200,400", false),
        ("Range", b"bytes=100-200,400-", false),
        ("Range", b"bytes=-50,100-", false),
        ("Range", b"bytes=100-200-400", false),
        ("Range", b"bytes=-200--100", false),
        ("Range", b"bytes=-50-50", false),
        ("Range", b"bytes = 100-200", false),
        ("Range", b"bytes =100-200", false),
        ("Range", b"bytes= 200-", false),
        ("Range", b"bytes=,100-200", false),
        ("Range", b",bytes=,100-200", false),
        ("Range", b"bytes=200-201 ", false),
        ("Range", b"bytes=abc-def", false),
        // Nothing else, be it ever so harmless; what client hints browsers add is another matter.
        ("foo", b"bar", false),
        ("User-Agent", b"foo", false),
        ("Save-Data", b"on", false),
        ("Device-Memory", b"1.25", false),
        ("DPR", b"1", false),
        ("Width", b"125", false),
        ("Downlink", b"1.0", false),
        ("Sec-CH-UA", b"x", false),
        ("Authorization", b"", false),
        // Names as long as one that is safe.
        ("Width", b"bytes=0-1", false),
        ("X-Kind", b"a", false),
        ("X-Media-Type", b"text/plain", false),
        ("Accept-Encoding", b"gzip", false),
        ("Content-Location", b"a", false),
    ];
    for (name, value, expected) in rows {
        for name in in_cases(name) {
            let got = is_cors_safelisted_request_header(name.as_bytes(), value);
            assert_eq!(got, expected, "{name}: {:?}", String::from_utf8_lossy(value));
        }
    }
}

#[test]
fn every_byte_of_a_value() {
    let unsafe_byte = |b: u8| (b < 0x20 && b != 0x09) || b"\"():<>?@[\\]{}\x7f".contains(&b);
    let language = |b: u8| b.is_ascii_alphanumeric() || b" *,-.;=".contains(&b);
    for byte in 0..=u8::MAX {
        for value in [vec![byte], vec![b'a', byte, b'a'], vec![byte, b'a'], vec![b'a', byte]] {
            for (name, expected) in [
                ("accept", !unsafe_byte(byte)),
                ("accept-language", language(byte)),
                ("content-language", language(byte)),
            ] {
                let got = is_cors_safelisted_request_header(name.as_bytes(), &value);
                assert_eq!(got, expected, "{name}: {value:?}");
            }
            let parameter = [b"text/plain; charset=", &value[..]].concat();
            let got = is_cors_safelisted_request_header(b"content-type", &parameter);
            assert_eq!(got, !unsafe_byte(byte), "content-type: {parameter:?}");
        }
    }
}

#[test]
fn length_of_a_value() {
    let range = |len: usize| {
        let mut value = b"bytes=".to_vec();
        value.resize(len - 1, b'1');
        value.push(b'-');
        value
    };
    for (len, expected) in
        [(126, true), (127, true), (128, true), (129, false), (130, false), (100_000, false)]
    {
        for (name, value) in [
            ("accept", a(len)),
            ("Accept-Language", a(len)),
            ("CONTENT-LANGUAGE", a(len)),
            ("content-type", content_type(len)),
            ("range", range(len)),
        ] {
            assert_eq!(value.len(), len);
            assert_eq!(
                is_cors_safelisted_request_header(name.as_bytes(), &value),
                expected,
                "{name} of {len}"
            );
        }
    }
    // The length counts in bytes, white space and all.
    let spaced = [b" ".to_vec(), a(127), b" ".to_vec()].concat();
    assert!(!is_cors_safelisted_request_header(b"accept", &spaced));
}

#[test]
fn names_must_match_whole() {
    for name in ["Accept", "Accept-Language", "Content-Language", "Content-Type", "Range"] {
        let value: &[u8] = match name {
            "Content-Type" => b"text/plain",
            "Range" => b"bytes=0-",
            _ => b"a",
        };
        assert!(is_cors_safelisted_request_header(name.as_bytes(), value), "{name}");
        let shorter = &name[..name.len() - 1];
        for other in [
            format!("{name}x"),
            format!("x{name}"),
            format!("{name} "),
            format!(" {name}"),
            shorter.to_owned(),
        ] {
            assert!(!is_cors_safelisted_request_header(other.as_bytes(), value), "{other:?}");
        }
    }
    assert!(!is_cors_safelisted_request_header(b"", b""));
    // Of the same length as a safelisted name.
    for name in ["acceps", "accept_language", "content-languagf", "content-typf", "rangf"] {
        assert!(!is_cors_safelisted_request_header(name.as_bytes(), b"a"), "{name}");
    }
}

#[test]
fn no_cors() {
    let rows: [(&str, &[u8], bool); 14] = [
        ("Accept", b"a", true),
        ("Accept", b"\"", false),
        ("Accept-Language", b"en", true),
        ("Accept-Language", b"en_", false),
        ("Content-Language", b"en", true),
        ("Content-Language", b"\xe4", false),
        ("Content-Type", b"text/plain", true),
        ("Content-Type", b"application/json", false),
        ("Content-Type", b"", false),
        ("Range", b"bytes=0-", false),
        ("Cookie", b"a=1", false),
        ("foobar", b"", false),
        ("Authorization", b"", false),
        ("", b"", false),
    ];
    for (name, value, expected) in rows {
        for name in in_cases(name) {
            let got = is_no_cors_safelisted_request_header(name.as_bytes(), value);
            assert_eq!(got, expected, "{name}: {:?}", String::from_utf8_lossy(value));
        }
    }
    assert!(is_no_cors_safelisted_request_header(b"accept", &a(128)));
    assert!(!is_no_cors_safelisted_request_header(b"accept", &a(129)));
}

/// A list of names and values.
type Headers = Vec<(&'static str, Vec<u8>)>;

/// The names as text.
fn names(unsafe_names: &UnsafeNames<'_>) -> Vec<String> {
    unsafe_names.iter().map(|name| String::from_utf8_lossy(&name).into_owned()).collect()
}

/// `count` times `accept` with 128 bytes, and `more`.
fn accepts(count: usize, more: &[(&'static str, usize)]) -> Headers {
    let mut headers = vec![("accept", a(128)); count];
    headers.extend(more.iter().map(|(name, len)| (*name, a(*len))));
    headers
}

#[test]
fn unsafe_names_of_a_list() {
    let text = |rows: &[(&'static str, &str)]| -> Headers {
        rows.iter().map(|(name, value)| (*name, value.as_bytes().to_vec())).collect()
    };
    // Every safelisted header at its largest, with client hints that only browsers safelist.
    let hints = |first: Vec<u8>, width: usize| -> Headers {
        vec![
            ("content-type", first),
            ("accept", a(128)),
            ("accept-language", a(128)),
            ("content-language", a(128)),
            ("dpr", vec![b'1'; 128]),
            ("device-memory", vec![b'1'; 128]),
            ("save-data", b"on".to_vec()),
            ("viewport-width", vec![b'1'; 128]),
            ("width", vec![b'1'; width]),
            ("hogE", b"fuga".to_vec()),
        ]
    };
    let hint_names = &["device-memory", "dpr", "hoge", "save-data", "viewport-width", "width"][..];
    let rows: [(Headers, &[&str]); 29] = [
        (vec![], &[]),
        (text(&[("content-type", "text/plain"), ("aCCept", "en,ja"), ("Range", "bytes=0-")]), &[]),
        (
            text(&[
                ("content-type", "text/plain"),
                ("dpr", "12345"),
                ("aCCept", "en,ja"),
                ("accept-charset", "utf-8"),
                ("uSer-Agent", "foo"),
                ("hogE", "fuga"),
            ]),
            &["accept-charset", "dpr", "hoge", "user-agent"],
        ),
        (
            text(&[
                ("content-type", "text/html"),
                ("dpr", "123-45"),
                ("aCCept", "en,ja"),
                ("accept-charset", "utf-8"),
                ("uSer-Agent", "foo"),
                ("hogE", "fuga"),
            ]),
            &["accept-charset", "content-type", "dpr", "hoge", "user-agent"],
        ),
        (hints(content_type(128), 126), hint_names),
        (hints(content_type(128), 127), hint_names),
        (
            hints(content_type(129), 127),
            &["content-type", "device-memory", "dpr", "hoge", "save-data", "viewport-width", "width"],
        ),
        // What a fruit stall asks for.
        (
            text(&[
                ("Orange", "Orange"),
                ("Apple", "Red"),
                ("Kiwifruit", "Green"),
                ("Content-Type", "application/octet-stream"),
                ("Strawberry", "Red"),
            ]),
            &["apple", "content-type", "kiwifruit", "orange", "strawberry"],
        ),
        // Sorted by bytes, in lower case, each once.
        (text(&[("b", ""), ("A", ""), ("B", ""), ("a", "")]), &["a", "b"]),
        (
            text(&[("x-b", ""), ("X", ""), ("x_a", ""), ("xa", ""), ("x-a", "")]),
            &["x", "x-a", "x-b", "x_a", "xa"],
        ),
        (text(&[("~", ""), ("Z", ""), ("_", ""), ("1", ""), ("!", "")]), &["!", "1", "_", "z", "~"]),
        // Repeated headers count each for itself.
        (text(&[("accept", "a"), ("Accept", "\""), ("ACCEPT", "b")]), &["accept"]),
        (text(&[("content-type", "text/plain"), ("content-type", "application/json")]), &["content-type"]),
        (text(&[("range", "bytes=0-"), ("range", "bytes=-5")]), &["range"]),
        // The total.
        (accepts(7, &[("accept", 127)]), &[]),
        (accepts(8, &[]), &[]),
        (accepts(8, &[("accept", 0)]), &[]),
        (accepts(8, &[("accept-language", 0), ("content-language", 0)]), &[]),
        (accepts(8, &[("accept", 1)]), &["accept"]),
        (accepts(8, &[("Accept-Language", 1)]), &["accept", "accept-language"]),
        (accepts(7, &[("accept-language", 127), ("content-language", 1)]), &[]),
        (
            accepts(7, &[("accept-language", 127), ("content-language", 2)]),
            &["accept", "accept-language", "content-language"],
        ),
        (accepts(9, &[]), &["accept"]),
        // Safe headers with nothing in them are listed with the rest.
        (accepts(9, &[("content-language", 0)]), &["accept", "content-language"]),
        // Unsafe ones do not count towards it.
        (accepts(8, &[("x-custom", 1000)]), &["x-custom"]),
        (accepts(8, &[("accept", 129)]), &["accept"]),
        (accepts(0, &[("accept", 1025)]), &["accept"]),
        (accepts(8, &[("x-custom", 1), ("accept-language", 1)]), &["accept", "accept-language", "x-custom"]),
        ([accepts(8, &[]), text(&[("RANGE", "bytes=0-")])].concat(), &["accept", "range"]),
    ];
    for (i, (headers, expected)) in rows.iter().enumerate() {
        let mut list = HeaderList::new();
        for (name, value) in headers {
            assert_eq!(list.append(name.as_bytes(), value), Ok(()), "row {i}");
        }
        for got in [cors_unsafe_request_header_names(headers), cors_unsafe_request_header_names(&list)] {
            assert_eq!(names(&got), *expected, "row {i}");
            assert_eq!((got.len(), got.is_empty()), (expected.len(), expected.is_empty()), "row {i}");
            assert_eq!(got.join_with_commas(), expected.join(",").into_bytes(), "row {i}");
            assert_eq!(has_cors_unsafe_request_header(headers), !expected.is_empty(), "row {i}");
            for (name, _) in headers {
                let is_in = expected.contains(&name.to_ascii_lowercase().as_str());
                for name in in_cases(name) {
                    assert_eq!(got.contains(name.as_bytes()), is_in, "{name} of row {i}");
                }
            }
            assert!(!got.contains(b"") && !got.contains(b"zzz") && !got.contains(b"accep"), "row {i}");
        }
    }
}

/// Names that begin alike, for seven bytes and for eight, or end in NULs, in several cases; with every number of
/// headers there is a list whose names are few and one whose names are many.
#[test]
fn unsafe_names_that_begin_alike() {
    const NAMES: [&[u8]; 24] = [
        b"x-request-id",
        b"X-Requested-With",
        b"x-reque",
        b"X-Reques",
        b"x-request",
        b"x-request-ie",
        b"X-REQUEST-ID",
        b"x-reque\0",
        b"x-reque\0\0",
        b"a",
        b"A\0",
        b"a\0\0\0\0\0\0\0\0",
        b"",
        b"\0",
        b"^",
        b"~",
        b"\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\xff\xff\xff\xff\xff\xff\xff\xff",
        b"Access-Control-Request-Method",
        b"access-control-request-headers",
        b"access-control-request-headers-of-mine",
        b"[",
        b"{",
        b"B",
    ];
    for seed in 0..2_000_usize {
        let len = seed % 40;
        // Of all names, or of a few of them, scattered.
        let of = if seed % 3 == 0 { 5 } else { NAMES.len() };
        let name_at = |at: usize| NAMES[(seed * 31 + at * at * 7 + at * (seed / 40)) % of];
        let list: Vec<(&[u8], &str)> = (0..len).map(|at| (name_at(at), "\"")).collect();
        let expected: BTreeSet<Vec<u8>> = list.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
        let got = cors_unsafe_request_header_names(&list);
        let names: Vec<Vec<u8>> = got.iter().map(|name| name.into_owned()).collect();
        assert_eq!(names, expected.into_iter().collect::<Vec<_>>(), "{list:?}");
    }
}

#[test]
fn values_are_read_without_white_space_around() {
    let padded = |len: usize| [b" \t".to_vec(), a(len), b"\t ".to_vec()].concat();
    assert!(cors_unsafe_request_header_names(&[("accept", padded(128))]).is_empty());
    assert!(!cors_unsafe_request_header_names(&[("accept", padded(129))]).is_empty());
    assert!(cors_unsafe_request_header_names(&[("range", "bytes=0- ")]).is_empty());
    let eight = vec![("accept", padded(128)); 8];
    assert!(cors_unsafe_request_header_names(&eight).is_empty());
}

/// A list of somebody else, which returns its values as they came.
struct Stranger(Vec<(&'static str, Vec<u8>)>);

impl ReadHeaders for Stranger {
    fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.0.iter().map(|(name, value)| (name.as_bytes(), value.as_slice()))
    }
}

/// What stands before a value, how many bytes the value has, what stands behind, and how many bytes count.
const AROUND: [(&str, usize, &str, usize); 13] = [
    ("", 128, "", 128),
    (" ", 128, "\t", 128),
    ("\t \t", 127, ",", 128),
    // The one exception: combining with an empty value leaves this space.
    ("", 126, ", ", 128),
    (" \t", 126, ", ", 128),
    ("", 127, ", ", 129),
    // Anything else at the end is none of the value.
    ("", 127, ",  ", 128),
    ("", 127, ",\t", 128),
    ("", 127, ", \t", 128),
    ("", 127, ",\t ", 128),
    ("", 128, ",  ", 129),
    ("", 126, ", , ", 130),
    ("", 124, ", , ", 128),
];

#[test]
fn the_bytes_of_one_value_that_count() {
    for (before, len, behind, counted) in AROUND {
        for name in ["accept", "Accept-Language", "CONTENT-LANGUAGE"] {
            let value = [before.as_bytes(), &a(len), behind.as_bytes()].concat();
            let shown = format!("{name}: {before:?}, {len} bytes, {behind:?}");
            let safe = counted <= 128;
            assert_eq!(cors_unsafe_request_header_names(&[(name, &value)]).is_empty(), safe, "{shown}");
            assert_eq!(has_cors_unsafe_request_header(&[(name, &value)]), !safe, "{shown}");
            let stranger = Stranger(vec![(name, value)]);
            assert_eq!(cors_unsafe_request_header_names(&stranger).is_empty(), safe, "{shown}, a stranger's");
            assert_eq!(has_cors_unsafe_request_header(&stranger), !safe, "{shown}, a stranger's");
        }
    }
    for (len, safe) in [(126, true), (127, false)] {
        let mut list = HeaderList::new();
        list.append(b"Accept", &a(len)).unwrap();
        list.combine(b"accept", b"").unwrap();
        assert_eq!(has_cors_unsafe_request_header(&list), !safe, "{len} bytes, combined");
    }
}

#[test]
fn the_bytes_of_all_values_that_count() {
    for (before, len, behind, counted) in AROUND.into_iter().filter(|(.., counted)| *counted == 128) {
        let value = || [before.as_bytes(), &a(len), behind.as_bytes()].concat();
        // Seven values of 128 bytes, this one, and one more byte or none.
        for (more, safe) in [("", true), ("a", false), (" ", true), ("a ", false)] {
            let mut pairs = vec![("accept", value())];
            pairs.extend((0..7).map(|_| ("Accept", a(128))));
            pairs.push(("accept-language", more.as_bytes().to_vec()));
            let shown = format!("{before:?}, {len} bytes, {behind:?}, and {more:?}");
            assert_eq!(counted + 7 * 128, MAX_SAFELISTED_TOTAL);
            assert_eq!(cors_unsafe_request_header_names(&pairs).is_empty(), safe, "{shown}");
            let stranger = Stranger(pairs);
            assert_eq!(cors_unsafe_request_header_names(&stranger).is_empty(), safe, "{shown}, a stranger's");
        }
    }
    for (more, safe) in [(&b""[..], true), (b"a", false)] {
        let mut list = HeaderList::new();
        list.append(b"accept", &a(126)).unwrap();
        list.combine(b"accept", b"").unwrap();
        (0..7).for_each(|_| list.append(b"accept", &a(128)).unwrap());
        list.append(b"accept-language", more).unwrap();
        assert_eq!(cors_unsafe_request_header_names(&list).is_empty(), safe, "combined, and {more:?}");
    }
}

#[test]
fn unsafe_by_the_total_only() {
    let rows: [(Headers, &[(&str, bool)]); 6] = [
        // Nothing is, while the total is not passed.
        (accepts(8, &[("x-a", 1)]), &[("accept", false), ("x-a", false), ("nothing", false)]),
        (accepts(9, &[]), &[("accept", true), ("ACCEPT", true), ("accept-language", false)]),
        (accepts(9, &[("X-A", 1)]), &[("accept", true), ("x-a", false), ("X-A", false)]),
        // Unsafe by one of its values, so by itself.
        (accepts(9, &[("Accept", 129)]), &[("accept", false), ("Accept", false)]),
        (accepts(9, &[("accept-language", 0)]), &[("accept", true), ("accept-language", true)]),
        (vec![], &[("accept", false), ("", false)]),
    ];
    for (i, (headers, expected)) in rows.iter().enumerate() {
        let got = cors_unsafe_request_header_names(headers);
        for (name, by_total) in *expected {
            assert_eq!(got.is_unsafe_by_total(name.as_bytes()), *by_total, "{name} of row {i}");
        }
    }
    assert!(!UnsafeNames::default().is_unsafe_by_total(b"accept"));
    assert!(UnsafeNames::default().is_empty());
}

#[test]
fn a_hundred_thousand_names() {
    let mut list: Vec<(String, &str)> = (0..100_000).map(|i| (format!("X-{i:06}"), "1")).collect();
    list.extend((0..100_000).rev().map(|i| (format!("x-{i:06}"), "2")));
    let got = cors_unsafe_request_header_names(&list);
    assert_eq!(got.len(), 100_000);
    assert!(got.contains(b"X-000000") && got.contains(b"x-099999") && !got.contains(b"x-100000"));
    assert!(got.iter().is_sorted_by(|a, b| a < b));
    let safe = vec![("accept", "a"); 100_000];
    assert_eq!(names(&cors_unsafe_request_header_names(&safe)), ["accept"]);
    let empty = vec![("accept", ""); 100_000];
    assert!(cors_unsafe_request_header_names(&empty).is_empty());
}

/// What holds for every input.
#[cfg(feature = "proptest")]
mod properties {
    use proptest::prelude::*;

    use super::*;

    /// The standard's steps, over vectors.
    fn naive(headers: &[(String, Vec<u8>)]) -> BTreeSet<String> {
        let mut unsafe_names = Vec::new();
        let mut potentially_unsafe_names = Vec::new();
        let mut safelist_value_size = 0;
        for (name, value) in headers {
            if is_cors_safelisted_request_header(name.as_bytes(), value) {
                potentially_unsafe_names.push(name);
                safelist_value_size += value.len();
            } else {
                unsafe_names.push(name);
            }
        }
        if safelist_value_size > 1024 {
            unsafe_names.append(&mut potentially_unsafe_names);
        }
        unsafe_names.into_iter().map(|name| name.to_ascii_lowercase()).collect()
    }

    fn some_headers() -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
        let name = prop_oneof![
            3 => "[aA]ccept",
            2 => "[aA]ccept-[lL]anguage",
            1 => "content-language",
            2 => "[x-z]-[ab]",
            1 => "[X-Z]-[AB]",
        ];
        let value = prop_oneof![4 => (100usize..130).prop_map(a), 1 => (0usize..20).prop_map(a)];
        prop::collection::vec((name, value), 0..14)
    }

    fn many_headers() -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
        let name =
            prop_oneof!["[xX]-[hH]eader-[a-dA-D]{0,2}", "[xX]-[a-cA-C]", "[x-zX-Z]{1,2}", "x-header[-a]?"];
        let distinct = prop::collection::vec(name, 1..24);
        distinct.prop_flat_map(|names| {
            prop::collection::vec((prop::sample::select(names), Just(b"1".to_vec())), 0..48)
        })
    }

    proptest! {
        #[test]
        fn names_are_those_of_the_steps(headers in some_headers()) {
            let got = cors_unsafe_request_header_names(&headers);
            let expected: Vec<String> = naive(&headers).into_iter().collect();
            prop_assert_eq!(has_cors_unsafe_request_header(&headers), !expected.is_empty());
            prop_assert_eq!(names(&got), expected);
        }

        /// Fewer and more than are kept without an allocation, repeated and alike in their first bytes.
        #[test]
        fn few_names_and_many(headers in many_headers()) {
            let got = cors_unsafe_request_header_names(&headers);
            let expected: Vec<String> = naive(&headers).into_iter().collect();
            for name in &expected {
                prop_assert!(got.contains(name.as_bytes()));
            }
            let joined = got.join_with_commas();
            // Room for it, made once.
            prop_assert_eq!(joined.capacity(), joined.len());
            prop_assert_eq!(joined, expected.join(",").into_bytes());
            prop_assert_eq!(names(&got), expected);
        }

        #[test]
        fn names_are_sorted_and_each_once(headers in some_headers()) {
            let got = cors_unsafe_request_header_names(&headers);
            prop_assert!(got.iter().is_sorted_by(|a, b| a < b));
            prop_assert!(got.iter().all(|name| !name.iter().any(u8::is_ascii_uppercase)));
            for (name, value) in headers.fields() {
                prop_assert!(got.contains(name) || is_cors_safelisted_request_header(name, value));
            }
        }

        #[test]
        fn order_does_not_matter(headers in some_headers().prop_shuffle(), other in any::<prop::sample::Index>()) {
            let mut turned = headers.clone();
            if !turned.is_empty() {
                turned.rotate_left(other.index(headers.len()));
            }
            let (a, b) = (cors_unsafe_request_header_names(&headers), cors_unsafe_request_header_names(&turned));
            prop_assert_eq!(names(&a), names(&b));
        }
    }
}
