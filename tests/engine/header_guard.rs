//! What a `Headers` object may hold, under each guard.

use fetch_cors::header::guard::GuardError;
use fetch_cors::header::{Guard, HeaderList, Headers, InvalidHeader, ReadHeaders};

const ALL: [Guard; 5] =
    [Guard::Immutable, Guard::Request, Guard::RequestNoCors, Guard::Response, Guard::None];

/// What validating gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// It may be added.
    In,
    /// It is left out without a word.
    Out,
    /// Not a header name, not a header value.
    Name,
    Value,
    Immutable,
}
use Outcome::{Immutable, In, Name, Out, Value};

impl Outcome {
    fn of(result: Result<bool, GuardError>, name: &[u8], value: &[u8]) -> Option<Self> {
        match result {
            Ok(true) => Some(In),
            Ok(false) => Some(Out),
            Err(GuardError::Immutable) => Some(Immutable),
            Err(GuardError::Invalid(InvalidHeader::Name { name: n })) => (n == name).then_some(Name),
            Err(GuardError::Invalid(InvalidHeader::Value { name: n, value: v })) => {
                (n == name && v == value).then_some(Value)
            }
            Err(_) => None,
        }
    }
}

#[test]
fn validating_under_each_guard() {
    // Name, value; immutable, request, request-no-cors, response, none.
    let rows: [(&str, &[u8], [Outcome; 5]); 31] = [
        ("x-a", b"1", [Immutable, In, In, In, In]),
        ("x-a", b"", [Immutable, In, In, In, In]),
        ("Accept", b"\"", [Immutable, In, In, In, In]),
        ("Authorization", b"x", [Immutable, In, In, In, In]),
        ("Range", b"bytes=0-", [Immutable, In, In, In, In]),
        ("*", b"\x01\x7f\xff", [Immutable, In, In, In, In]),
        // Forbidden to a request.
        ("Cookie", b"a=1", [Immutable, Out, In, In, In]),
        ("hOST", b"x", [Immutable, Out, In, In, In]),
        ("Origin", b"null", [Immutable, Out, In, In, In]),
        ("Sec-Fetch-Mode", b"cors", [Immutable, Out, In, In, In]),
        ("PROXY-x", b"", [Immutable, Out, In, In, In]),
        ("Content-Length", b"0", [Immutable, Out, In, In, In]),
        ("X-HTTP-Method", b"GET", [Immutable, In, In, In, In]),
        ("X-HTTP-Method", b"GET,Trace", [Immutable, Out, In, In, In]),
        ("x-method-override", b"CONNECT", [Immutable, Out, In, In, In]),
        // Forbidden to a response.
        ("Set-Cookie", b"a=1", [Immutable, Out, In, Out, In]),
        ("SET-COOKIE", b"", [Immutable, Out, In, Out, In]),
        ("Set-Cookie2", b"a=1", [Immutable, In, In, Out, In]),
        ("Set-Cookie3", b"a=1", [Immutable, In, In, In, In]),
        // No header; this comes before the guard.
        ("", b"1", [Name; 5]),
        ("a b", b"1", [Name; 5]),
        ("a:", b"1", [Name; 5]),
        ("a\n", b"1", [Name; 5]),
        ("n\u{e4}me", b"1", [Name; 5]),
        ("", b"\0", [Name; 5]),
        ("Cookie:", b"1", [Name; 5]),
        ("a", b" 1", [Value; 5]),
        ("a", b"1\t", [Value; 5]),
        ("a", b"1\r\n2", [Value; 5]),
        ("Cookie", b"a\0b", [Value; 5]),
        ("Set-Cookie", b"\n", [Value; 5]),
    ];
    for (name, value, outcomes) in rows {
        for (guard, expected) in ALL.into_iter().zip(outcomes) {
            let result = guard.validate(name.as_bytes(), value);
            let got = Outcome::of(result.clone(), name.as_bytes(), value);
            assert_eq!(got, Some(expected), "{guard:?}, {name:?}: {value:?} gave {result:?}");
        }
    }
}

fn list(lines: &[(&str, &str)]) -> HeaderList {
    let mut list = HeaderList::new();
    for (name, value) in lines {
        list.append(name.as_bytes(), value.as_bytes()).unwrap();
    }
    list
}

/// Headers as a table has them.
type Lines<'a> = &'a [(&'a str, &'a str)];

/// A guard, a list, what is appended, what that gives, and the list behind it.
type Append<'a> = (Guard, Lines<'a>, (&'a str, &'a str), Result<bool, GuardError>, Lines<'a>);

#[test]
fn appending_under_each_guard() {
    let no = |name: &str, value: &str| -> Result<bool, GuardError> {
        Err(InvalidHeader::Value { name: name.into(), value: value.into() }.into())
    };
    let rows: [Append<'_>; 40] = [
        (Guard::None, &[], ("X-A", "1"), Ok(true), &[("X-A", "1")]),
        (Guard::None, &[("X-A", "1")], ("x-a", "2"), Ok(true), &[("X-A", "1"), ("X-A", "2")]),
        (Guard::None, &[], ("Cookie", "a"), Ok(true), &[("Cookie", "a")]),
        (Guard::None, &[], ("Set-Cookie", "a"), Ok(true), &[("Set-Cookie", "a")]),
        (
            Guard::None,
            &[("Range", "bytes=0-")],
            ("accept", "a"),
            Ok(true),
            &[("Range", "bytes=0-"), ("accept", "a")],
        ),
        // Normalized first.
        (Guard::None, &[], ("a", " \r\n\t1 2\t\n "), Ok(true), &[("a", "1 2")]),
        (Guard::None, &[], ("a", "\r\n"), Ok(true), &[("a", "")]),
        (Guard::None, &[], ("a", "\x0c1\x0b"), Ok(true), &[("a", "\x0c1\x0b")]),
        (Guard::None, &[], ("a", " 1\n2 "), no("a", "1\n2"), &[]),
        (Guard::None, &[], ("a", "\0"), no("a", "\0"), &[]),
        (Guard::None, &[], ("a ", "1"), Err(InvalidHeader::Name { name: b"a ".into() }.into()), &[]),
        (Guard::Immutable, &[("a", "1")], ("a", "2"), Err(GuardError::Immutable), &[("a", "1")]),
        (Guard::Immutable, &[], ("a", "1\r2"), no("a", "1\r2"), &[]),
        (Guard::Immutable, &[], ("", ""), Err(InvalidHeader::Name { name: vec![] }.into()), &[]),
        (Guard::Request, &[], ("X-A", " 1 "), Ok(true), &[("X-A", "1")]),
        (Guard::Request, &[("b", "1")], ("COOKIE", "a"), Ok(false), &[("b", "1")]),
        (Guard::Request, &[], ("sec-x", ""), Ok(false), &[]),
        (Guard::Request, &[], ("X-HTTP-Method-Override", "\nGET, trace\n"), Ok(false), &[]),
        (
            Guard::Request,
            &[],
            ("X-HTTP-Method-Override", "\"trace\""),
            Ok(true),
            &[("X-HTTP-Method-Override", "\"trace\"")],
        ),
        (Guard::Request, &[], ("Range", "bytes=0-"), Ok(true), &[("Range", "bytes=0-")]),
        (Guard::Request, &[("Range", "x")], ("accept", "a"), Ok(true), &[("Range", "x"), ("accept", "a")]),
        (Guard::Response, &[], ("X-A", "1"), Ok(true), &[("X-A", "1")]),
        (Guard::Response, &[], ("Cookie", "a"), Ok(true), &[("Cookie", "a")]),
        (Guard::Response, &[], ("sET-cOOKIE", "a"), Ok(false), &[]),
        (Guard::Response, &[], ("Set-Cookie2", "a"), Ok(false), &[]),
        (Guard::Response, &[("Range", "x")], ("accept", "a"), Ok(true), &[("Range", "x"), ("accept", "a")]),
        // A no-cors request: four names, with what stands there already.
        (Guard::RequestNoCors, &[], ("Accept", " a "), Ok(true), &[("Accept", "a")]),
        (Guard::RequestNoCors, &[], ("Accept", "\""), Ok(false), &[]),
        (Guard::RequestNoCors, &[], ("X-A", "1"), Ok(false), &[]),
        (
            Guard::RequestNoCors,
            &[],
            ("Content-Type", "text/plain"),
            Ok(true),
            &[("Content-Type", "text/plain")],
        ),
        (Guard::RequestNoCors, &[], ("Content-Type", "application/json"), Ok(false), &[]),
        (
            Guard::RequestNoCors,
            &[("Content-Type", "text/plain")],
            ("content-type", "text/plain"),
            Ok(false),
            &[("Content-Type", "text/plain")],
        ),
        // Joined, the second is a parameter of the first.
        (
            Guard::RequestNoCors,
            &[("Content-Type", "text/plain;a")],
            ("content-type", "application/json"),
            Ok(true),
            &[("Content-Type", "text/plain;a"), ("Content-Type", "application/json")],
        ),
        (
            Guard::RequestNoCors,
            &[("Accept-Language", "en")],
            ("ACCEPT-LANGUAGE", "ja"),
            Ok(true),
            &[("Accept-Language", "en"), ("Accept-Language", "ja")],
        ),
        (
            Guard::RequestNoCors,
            &[("Accept-Language", "en_US")],
            ("accept-language", "ja"),
            Ok(false),
            &[("Accept-Language", "en_US")],
        ),
        (
            Guard::RequestNoCors,
            &[("accept", "")],
            ("accept", ""),
            Ok(true),
            &[("accept", ""), ("accept", "")],
        ),
        // What script appends takes the privileged headers away; what is left out does not.
        (Guard::RequestNoCors, &[("rANGE", "bytes=0-")], ("accept", "a"), Ok(true), &[("accept", "a")]),
        (Guard::RequestNoCors, &[("Range", "bytes=0-")], ("x-a", "1"), Ok(false), &[("Range", "bytes=0-")]),
        (
            Guard::RequestNoCors,
            &[("Range", "bytes=0-")],
            ("accept", "\""),
            Ok(false),
            &[("Range", "bytes=0-")],
        ),
        (
            Guard::RequestNoCors,
            &[("Range", "bytes=0-")],
            ("Range", "bytes=1-"),
            Ok(false),
            &[("Range", "bytes=0-")],
        ),
    ];
    for (guard, before, (name, value), result, after) in rows {
        let mut headers = list(before);
        assert_eq!(
            Headers::new(&mut headers, guard).append(name.as_bytes(), value.as_bytes()),
            result,
            "{guard:?}, {name:?}: {value:?} to {before:?}"
        );
        assert_eq!(headers, list(after), "{guard:?}, {name:?}: {value:?} to {before:?}");
    }
}

/// A guard, a list, what is set or deleted, what that gives, and the list behind it.
type Change<'a> = (Guard, Lines<'a>, (&'a str, &'a str), Outcome, Lines<'a>);

#[test]
fn setting_under_each_guard() {
    const A: Lines<'_> = &[("A", "1"), ("b", "2"), ("A", "3")];
    const RANGE: Lines<'_> = &[("Range", "bytes=0-"), ("Accept", "x")];
    let rows: [Change<'_>; 29] = [
        (Guard::None, A, ("a", " 4\t"), In, &[("A", "4"), ("b", "2")]),
        (Guard::None, A, ("c", "4"), In, &[("A", "1"), ("b", "2"), ("A", "3"), ("c", "4")]),
        (Guard::None, &[], ("Cookie", "a"), In, &[("Cookie", "a")]),
        (Guard::None, A, ("a", "4\n5"), Value, A),
        (Guard::None, A, ("a ", "4"), Name, A),
        (Guard::Immutable, A, ("a", "4"), Immutable, A),
        (Guard::Immutable, A, ("", "4"), Name, A),
        (Guard::Immutable, A, ("a", "\0"), Value, A),
        (Guard::Request, A, ("a", "4"), In, &[("A", "4"), ("b", "2")]),
        (Guard::Request, A, ("Cookie", "4"), Out, A),
        (Guard::Request, A, ("SEC-a", "4"), Out, A),
        (Guard::Request, A, ("X-HTTP-Method", "\ntrace\n"), Out, A),
        (Guard::Request, RANGE, ("range", "x"), In, &[("Range", "x"), ("Accept", "x")]),
        (Guard::Request, RANGE, ("accept", "y"), In, &[("Range", "bytes=0-"), ("Accept", "y")]),
        (Guard::Response, A, ("a", "4"), In, &[("A", "4"), ("b", "2")]),
        (Guard::Response, A, ("set-COOKIE", "4"), Out, A),
        (Guard::Response, A, ("Set-Cookie2", "4"), Out, A),
        (Guard::Response, RANGE, ("accept", "y"), In, &[("Range", "bytes=0-"), ("Accept", "y")]),
        // A no-cors request: four names, and the value by itself.
        (Guard::RequestNoCors, &[], ("Accept", "x"), In, &[("Accept", "x")]),
        (Guard::RequestNoCors, RANGE, ("accept", "y"), In, &[("Accept", "y")]),
        (
            Guard::RequestNoCors,
            RANGE,
            ("accept-language", "y"),
            In,
            &[("Accept", "x"), ("accept-language", "y")],
        ),
        (Guard::RequestNoCors, RANGE, ("accept", "\""), Out, RANGE),
        (Guard::RequestNoCors, RANGE, ("range", "bytes=1-"), Out, RANGE),
        (Guard::RequestNoCors, RANGE, ("x-a", ""), Out, RANGE),
        (Guard::RequestNoCors, RANGE, ("content-type", "a/b"), Out, RANGE),
        (Guard::RequestNoCors, RANGE, ("accept", "\r\n y "), In, &[("Accept", "y")]),
        (
            Guard::RequestNoCors,
            &[("Content-Type", "text/plain")],
            ("content-type", "multipart/form-data"),
            In,
            &[("Content-Type", "multipart/form-data")],
        ),
        (Guard::RequestNoCors, &[("accept", "\"")], ("accept", "x"), In, &[("accept", "x")]),
        (Guard::RequestNoCors, RANGE, ("range", "\n1\n2"), Value, RANGE),
    ];
    for (guard, before, (name, value), expected, after) in rows {
        let mut headers = list(before);
        let result = Headers::new(&mut headers, guard).set(name.as_bytes(), value.as_bytes());
        let judged = value.trim_matches([' ', '\t', '\r', '\n']).as_bytes();
        let got = Outcome::of(result.clone(), name.as_bytes(), judged);
        assert_eq!(got, Some(expected), "{guard:?}, {name:?}: {value:?} in {before:?} gave {result:?}");
        assert_eq!(headers, list(after), "{guard:?}, {name:?}: {value:?} in {before:?}");
    }
}

#[test]
fn setting_judges_the_value_alone() {
    let mut headers = list(&[("accept", "x")]);
    assert_eq!(Headers::new(&mut headers, Guard::RequestNoCors).set(b"accept", &[b'a'; 128]), Ok(true));
    assert_eq!(Headers::new(&mut headers, Guard::RequestNoCors).set(b"Accept", &[b'b'; 128]), Ok(true));
    assert_eq!(Headers::new(&mut headers, Guard::RequestNoCors).set(b"Accept", &[b'c'; 129]), Ok(false));
    assert_eq!(headers.iter().collect::<Vec<_>>(), [(&b"accept"[..], &[b'b'; 128][..])]);
}

#[test]
fn deleting_under_each_guard() {
    const ALL_KINDS: Lines<'_> = &[("X-A", "1"), ("Cookie", "2"), ("x-a", "3"), ("Set-Cookie", "4")];
    const RANGE: Lines<'_> = &[("Range", "bytes=0-"), ("Accept", "x"), ("x-a", "1")];
    let rows: [Change<'_>; 25] = [
        (Guard::None, ALL_KINDS, ("x-A", ""), In, &[("Cookie", "2"), ("Set-Cookie", "4")]),
        (Guard::None, ALL_KINDS, ("x-b", ""), Out, ALL_KINDS),
        (Guard::None, &[("Cookie", "2")], ("COOKIE", ""), In, &[]),
        (Guard::None, ALL_KINDS, ("", ""), Name, ALL_KINDS),
        (Guard::None, ALL_KINDS, ("x a", ""), Name, ALL_KINDS),
        (Guard::Immutable, ALL_KINDS, ("x-a", ""), Immutable, ALL_KINDS),
        (Guard::Immutable, ALL_KINDS, ("x-b", ""), Immutable, ALL_KINDS),
        (Guard::Immutable, ALL_KINDS, ("x-a:", ""), Name, ALL_KINDS),
        (Guard::Request, ALL_KINDS, ("x-a", ""), In, &[("Cookie", "2"), ("Set-Cookie", "4")]),
        (Guard::Request, ALL_KINDS, ("cookie", ""), Out, ALL_KINDS),
        (Guard::Request, &[("Sec-A", "1")], ("sec-a", ""), Out, &[("Sec-A", "1")]),
        // The value that is judged is an empty one, whatever stands there.
        (Guard::Request, &[("X-HTTP-Method", "TRACE")], ("x-http-method", ""), In, &[]),
        (Guard::Request, RANGE, ("range", ""), In, &[("Accept", "x"), ("x-a", "1")]),
        (Guard::Request, RANGE, ("accept", ""), In, &[("Range", "bytes=0-"), ("x-a", "1")]),
        (Guard::Response, ALL_KINDS, ("x-a", ""), In, &[("Cookie", "2"), ("Set-Cookie", "4")]),
        (Guard::Response, ALL_KINDS, ("set-cookie", ""), Out, ALL_KINDS),
        (Guard::Response, RANGE, ("accept", ""), In, &[("Range", "bytes=0-"), ("x-a", "1")]),
        // A no-cors request: the four names and the privileged one, which goes with any of them.
        (Guard::RequestNoCors, RANGE, ("x-a", ""), Out, RANGE),
        (Guard::RequestNoCors, RANGE, ("x-b", ""), Out, RANGE),
        (Guard::RequestNoCors, RANGE, ("ACCEPT", ""), In, &[("x-a", "1")]),
        (Guard::RequestNoCors, RANGE, ("rANGE", ""), In, &[("Accept", "x"), ("x-a", "1")]),
        (Guard::RequestNoCors, RANGE, ("accept-language", ""), Out, RANGE),
        (Guard::RequestNoCors, RANGE, ("content-type", ""), Out, RANGE),
        (Guard::RequestNoCors, &[("Content-Type", "a/b")], ("content-type", ""), In, &[]),
        (Guard::RequestNoCors, RANGE, ("accept ", ""), Name, RANGE),
    ];
    for (guard, before, (name, value), expected, after) in rows {
        let mut headers = list(before);
        let result = Headers::new(&mut headers, guard).delete(name.as_bytes());
        let got = Outcome::of(result.clone(), name.as_bytes(), value.as_bytes());
        assert_eq!(got, Some(expected), "{guard:?}, {name:?} from {before:?} gave {result:?}");
        assert_eq!(headers, list(after), "{guard:?}, {name:?} from {before:?}");
    }
}

#[test]
fn filling_under_each_guard() {
    let pairs = [("Accept", " a "), ("Cookie", "b"), ("x-a", "c"), ("ACCEPT", "d"), ("Set-Cookie", "e")];
    let rows: [(Guard, Result<(), GuardError>, Lines<'_>); 5] = [
        (
            Guard::None,
            Ok(()),
            &[("Accept", "a"), ("Cookie", "b"), ("x-a", "c"), ("Accept", "d"), ("Set-Cookie", "e")],
        ),
        (Guard::Request, Ok(()), &[("Accept", "a"), ("x-a", "c"), ("Accept", "d")]),
        (Guard::RequestNoCors, Ok(()), &[("Accept", "a"), ("Accept", "d")]),
        (Guard::Response, Ok(()), &[("Accept", "a"), ("Cookie", "b"), ("x-a", "c"), ("Accept", "d")]),
        (Guard::Immutable, Err(GuardError::Immutable), &[]),
    ];
    for (guard, result, after) in rows {
        let mut headers = HeaderList::new();
        assert_eq!(Headers::new(&mut headers, guard).fill(pairs), result, "{guard:?}");
        assert_eq!(headers, list(after), "{guard:?}");
        assert_eq!(Headers::new(&mut headers, guard).fill([("", ""); 0]), Ok(()), "nothing, {guard:?}");
        assert_eq!(headers, list(after), "nothing, {guard:?}");
        let bad = InvalidHeader::Name { name: b"a b".into() };
        assert_eq!(Headers::new(&mut headers, guard).fill([("a b", "")]), Err(bad.into()), "{guard:?}");
    }
}

#[test]
fn what_a_no_cors_request_gathers() {
    // The lengths of the values appended one after another, and whether each gets in. What counts is
    // their sum, with two bytes for each comma and space between.
    let rows: [&[(usize, bool)]; 9] = [
        &[(128, true), (0, false)],
        &[(129, false), (128, true)],
        &[(126, true), (0, true), (0, false)],
        &[(127, true), (0, false)],
        &[(60, true), (66, true), (0, false)],
        &[(60, true), (67, false), (66, true)],
        &[(0, true), (126, true)],
        &[(0, true), (127, false), (126, true)],
        &[(40, true), (42, true), (43, false), (42, true), (0, false)],
    ];
    for name in ["Accept", "Accept-Language", "Content-Language"] {
        for row in rows {
            let mut headers = HeaderList::new();
            let mut expected = HeaderList::new();
            for (i, (len, gets_in)) in row.iter().enumerate() {
                let value = vec![b'a'; *len];
                // In another case each time; the list keeps the first.
                let shape = if i % 2 == 0 { name.to_owned() } else { name.to_ascii_uppercase() };
                let result =
                    Headers::new(&mut headers, Guard::RequestNoCors).append(shape.as_bytes(), &value);
                assert_eq!(result, Ok(*gets_in), "{name} {i} of {row:?}");
                if *gets_in {
                    expected.append(shape.as_bytes(), &value).unwrap();
                }
            }
            assert_eq!(headers, expected, "{name} of {row:?}");
        }
    }
}

/// What an existing value counts for where it is joined with an empty one, which adds two bytes.
#[test]
fn white_space_around_what_a_no_cors_request_has() {
    /// A list of somebody else, which returns its values as they came.
    struct Stranger(Vec<u8>);
    impl ReadHeaders for Stranger {
        fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
            std::iter::once((&b"ACCEPT"[..], self.0.as_slice()))
        }
    }
    let rows = [
        ("", 126, "", true),
        (" \t", 126, "\t ", true),
        ("", 127, "", false),
        ("", 124, ", ", true),
        (" ", 124, ", ", true),
        ("", 125, ", ", false),
        ("", 125, ",  ", true),
        ("", 125, ",\t", true),
        ("", 126, ",  ", false),
    ];
    for (before, len, behind, gets_in) in rows {
        let value = [before.as_bytes(), &vec![b'a'; len], behind.as_bytes()].concat();
        let shown = format!("{before:?}, {len} bytes, {behind:?}");
        let guard = Guard::RequestNoCors;
        assert_eq!(guard.may_append(&[("Accept", &value)], b"accept", b""), Ok(gets_in), "{shown}");
        assert_eq!(guard.may_append(&Stranger(value), b"accept", b""), Ok(gets_in), "{shown}, a stranger's");
    }
    for (len, gets_in) in [(124, true), (125, false)] {
        let mut list = HeaderList::new();
        list.append(b"accept", &vec![b'a'; len]).unwrap();
        list.combine(b"accept", b"").unwrap();
        let may = Guard::RequestNoCors.may_append(&list, b"Accept", b"");
        assert_eq!(may, Ok(gets_in), "{len} bytes, combined");
    }
}

#[test]
fn names_gather_apart() {
    let mut headers = HeaderList::new();
    for name in ["accept", "accept-language", "content-language"] {
        for _ in 0..2 {
            let result =
                Headers::new(&mut headers, Guard::RequestNoCors).append(name.as_bytes(), &[b'a'; 63]);
            assert_eq!(result, Ok(true), "{name}");
        }
        assert_eq!(
            Headers::new(&mut headers, Guard::RequestNoCors).append(name.as_bytes(), b""),
            Ok(false),
            "{name}"
        );
    }
    assert_eq!(headers.len(), 6);
}

#[test]
fn a_long_list_under_each_guard() {
    for guard in [Guard::Request, Guard::Response, Guard::None] {
        let mut headers = HeaderList::new();
        for i in 0..100_000 {
            assert_eq!(
                Headers::new(&mut headers, guard).append(format!("x-{i}").as_bytes(), b" 1 "),
                Ok(true)
            );
        }
        assert_eq!(headers.len(), 100_000, "{guard:?}");
    }
}

#[test]
fn errors_say_what() {
    assert_eq!(GuardError::Immutable.to_string(), "the headers are immutable");
    let error = Guard::None.validate(b"a b", b"").unwrap_err();
    assert_eq!(error.to_string(), "the header name \"a …\" is not a valid HTTP token");
    let error = Guard::None.validate(b"a", b"1\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the value of the header \"a\" (2 bytes) contains a NUL, CR or LF, or begins or ends with a tab or space"
    );
}
