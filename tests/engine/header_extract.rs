//! Extracting header list values: null, failure and values, by the grammar of each header.

use fetch_cors::header::extract::{
    ExtractFailure, Extracted, extract_delta_seconds, extract_single, extract_tokens,
};
use fetch_cors::header::{HeaderList, ReadHeaders};
use http::{HeaderMap, HeaderName, HeaderValue};

const X: &[u8] = b"x";

/// What a table expects of a list-valued header.
#[derive(Clone, Copy, Debug)]
enum Expected {
    Null,
    /// The element that does not parse.
    Invalid(&'static [u8]),
    Tokens(&'static [&'static str]),
}
use Expected::{Invalid, Null, Tokens};

/// The values of a header, line by line.
type Lines<'a> = &'a [&'a [u8]];

/// The lines of the header as a list, with others between.
fn lines<'v>(values: &[&'v [u8]]) -> Vec<(&'static str, &'v [u8])> {
    let mut list: Vec<(&str, &[u8])> = vec![("y", b"a b")];
    for (i, value) in values.iter().enumerate() {
        list.push((if i % 2 == 0 { "X" } else { "x" }, value));
        list.push(("xx", b"///"));
    }
    list
}

/// The tokens as text.
fn tokens<H: ReadHeaders + ?Sized>(list: &H) -> Extracted<Vec<String>> {
    match extract_tokens(list, X) {
        Extracted::Null => Extracted::Null,
        Extracted::Failure(failure) => Extracted::Failure(failure),
        Extracted::Values(tokens) => {
            let read = || tokens.iter().map(|t| String::from_utf8(t.to_vec()).unwrap()).collect::<Vec<_>>();
            assert_eq!(read(), read(), "the same each time");
            Extracted::Values(read())
        }
    }
}

fn outcome(expected: Expected) -> Extracted<Vec<String>> {
    match expected {
        Null => Extracted::Null,
        Invalid(value) => Extracted::Failure(ExtractFailure::Invalid { value: value.to_vec() }),
        Tokens(tokens) => Extracted::Values(tokens.iter().map(|t| (*t).to_owned()).collect()),
    }
}

#[test]
fn lists_of_tokens() {
    let rows: [(Lines<'_>, Expected); 62] = [
        (&[], Null),
        // Nothing in it is a list of nothing, not null.
        (&[b""], Tokens(&[])),
        (&[b" "], Tokens(&[])),
        (&[b","], Tokens(&[])),
        (&[b" , "], Tokens(&[])),
        (&[b",,,"], Tokens(&[])),
        (&[b"", b""], Tokens(&[])),
        (&[b"", b","], Tokens(&[])),
        // Elements.
        (&[b"valid"], Tokens(&["valid"])),
        (&[b"a,b"], Tokens(&["a", "b"])),
        (&[b"   a ,  b "], Tokens(&["a", "b"])),
        (&[b" \t   \t\t a"], Tokens(&["a"])),
        (&[b"a\t,\tb"], Tokens(&["a", "b"])),
        (&[b"a , "], Tokens(&["a"])),
        (&[b" , a"], Tokens(&["a"])),
        (&[b", bb-8"], Tokens(&["bb-8"])),
        (&[b", , , bb-8"], Tokens(&["bb-8"])),
        (&[b", , , bb-8,"], Tokens(&["bb-8"])),
        (&[b"GET,,PUT"], Tokens(&["GET", "PUT"])),
        (&[b"GET, ,PUT"], Tokens(&["GET", "PUT"])),
        (&[b", GET, POST, ,"], Tokens(&["GET", "POST"])),
        // Repeated ones stay, and so does the case.
        (&[b"a, a"], Tokens(&["a", "a"])),
        (&[b"a, A, b"], Tokens(&["a", "A", "b"])),
        (&[b"get"], Tokens(&["get"])),
        (&[b"X-MY-HEADER, y-my-header"], Tokens(&["X-MY-HEADER", "y-my-header"])),
        // A star is a token like others.
        (&[b"*"], Tokens(&["*"])),
        (&[b"a, b, *"], Tokens(&["a", "b", "*"])),
        (&[b"*,*"], Tokens(&["*", "*"])),
        (&[b"**"], Tokens(&["**"])),
        (&[b"!#$%&'*+-.^_`|~"], Tokens(&["!#$%&'*+-.^_`|~"])),
        // Several lines.
        (&[b"a", b"b"], Tokens(&["a", "b"])),
        (&[b"b", b"a"], Tokens(&["b", "a"])),
        (&[b"a,b", b"", b"c,"], Tokens(&["a", "b", "c"])),
        (&[b"", b"a"], Tokens(&["a"])),
        (&[b"*", b"*"], Tokens(&["*", "*"])),
        (&[b"a", b"a", b"a"], Tokens(&["a", "a", "a"])),
        // What is no token fails it all.
        (&[b"not valid"], Invalid(b"not valid")),
        (&[b"bad value"], Invalid(b"bad value")),
        (&[b"///"], Invalid(b"///")),
        (&[b"/a/"], Invalid(b"/a/")),
        (&[b"a;q=1"], Invalid(b"a;q=1")),
        (&[b"\"a\""], Invalid(b"\"a\"")),
        (&[b"\"a,b\""], Invalid(b"\"a")),
        (&[b"\""], Invalid(b"\"")),
        (&[b"a:"], Invalid(b"a:")),
        (&[b"(a)"], Invalid(b"(a)")),
        (&[b"a\0"], Invalid(b"a\0")),
        (&[b"a, b c, d"], Invalid(b"b c")),
        (&[b"a b, c d"], Invalid(b"a b")),
        (&[b"a", b"b c"], Invalid(b"b c")),
        (&[b"b c", b"a"], Invalid(b"b c")),
        (&[b"a", b"b", b"\""], Invalid(b"\"")),
        (&[b"*, /"], Invalid(b"/")),
        (&["\u{141}".as_bytes()], Invalid("\u{141}".as_bytes())),
        // White space that is none in a list.
        (&[b"a\x0b"], Invalid(b"a\x0b")),
        (&[b"a\x0c,b"], Invalid(b"a\x0c")),
        (&[b"a,\nb"], Invalid(b"\nb")),
        (&[b"a,\rb"], Invalid(b"\rb")),
        (&[b"a,\xa0"], Invalid(b"\xa0")),
        (&[b"a,\xa0b"], Invalid(b"\xa0b")),
        (&[b"a\tb"], Invalid(b"a\tb")),
        (&[b"a\\"], Invalid(b"a\\")),
    ];
    for (values, expected) in rows {
        let list = lines(values);
        assert_eq!(tokens(&list), outcome(expected), "{values:?}");
    }
}

#[test]
fn every_byte_in_a_list() {
    for byte in 0..=u8::MAX {
        let is_tchar = byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        // At the end, tabs and spaces go; a comma makes an empty element.
        let at_end = is_tchar || b"\t ,".contains(&byte);
        let inside = is_tchar || byte == b',';
        for (value, expected) in
            [(vec![b'a', byte], at_end), (vec![byte, b'a'], at_end), (vec![b'a', byte, b'a'], inside)]
        {
            let list = [("x", &value)];
            let got = extract_tokens(&list, X);
            assert_eq!(matches!(got, Extracted::Values(_)), expected, "{value:?}");
            assert_eq!(matches!(got, Extracted::Failure(_)), !expected, "{value:?}");
        }
    }
}

#[test]
fn delta_seconds() {
    let invalid = |value: &[u8]| Extracted::Failure(ExtractFailure::Invalid { value: value.to_vec() });
    let repeated = |lines| Extracted::Failure(ExtractFailure::Repeated { lines });
    let many_zeros = [vec![b'0'; 9_999], b"5".to_vec()].concat();
    let rows: [(Lines<'_>, Extracted<u64>); 46] = [
        (&[], Extracted::Null),
        (&[b"0"], Extracted::Values(0)),
        (&[b"5"], Extracted::Values(5)),
        (&[b"573"], Extracted::Values(573)),
        (&[b"7200"], Extracted::Values(7200)),
        (&[b"00"], Extracted::Values(0)),
        (&[b"007"], Extracted::Values(7)),
        (&[b"0000000000000000000000000000000000000086400"], Extracted::Values(86_400)),
        (&[&many_zeros], Extracted::Values(5)),
        // A header value has no tabs or spaces around it.
        (&[b" 5"], Extracted::Values(5)),
        (&[b"5 "], Extracted::Values(5)),
        (&[b"\t5\t"], Extracted::Values(5)),
        // As large as it goes.
        (&[b"18446744073709551614"], Extracted::Values(u64::MAX - 1)),
        (&[b"18446744073709551615"], Extracted::Values(u64::MAX)),
        (&[b"18446744073709551616"], Extracted::Values(u64::MAX)),
        (&[b"18446744073709551620"], Extracted::Values(u64::MAX)),
        (&[b"99999999999999999999"], Extracted::Values(u64::MAX)),
        (&[b"184467440737095516150"], Extracted::Values(u64::MAX)),
        (&[&[b'9'; 10_000]], Extracted::Values(u64::MAX)),
        // Not digits only.
        (&[b""], invalid(b"")),
        (&[b" "], invalid(b"")),
        (&[b"-1"], invalid(b"-1")),
        (&[b"-765"], invalid(b"-765")),
        (&[b"-0"], invalid(b"-0")),
        (&[b"+5"], invalid(b"+5")),
        (&[b"1.5"], invalid(b"1.5")),
        (&[b"1e3"], invalid(b"1e3")),
        (&[b"0x5"], invalid(b"0x5")),
        (&[b"5s"], invalid(b"5s")),
        (&[b"abc"], invalid(b"abc")),
        (&[b"5 5"], invalid(b"5 5")),
        (&[b"5;"], invalid(b"5;")),
        (&[b"\"5\""], invalid(b"\"5\"")),
        (&[b"5\x0b"], invalid(b"5\x0b")),
        (&[b"5\r"], invalid(b"5\r")),
        (&[b"\n5"], invalid(b"\n5")),
        (&["\u{ff15}".as_bytes()], invalid("\u{ff15}".as_bytes())),
        (&[b"\xb2"], invalid(b"\xb2")),
        // Not a list.
        (&[b"5, 10"], invalid(b"5, 10")),
        (&[b"5,"], invalid(b"5,")),
        (&[b",5"], invalid(b",5")),
        // One line only.
        (&[b"5", b"10"], repeated(2)),
        (&[b"5", b"5"], repeated(2)),
        (&[b"5", b""], repeated(2)),
        (&[b"", b""], repeated(2)),
        (&[b"x", b"5", b"6"], repeated(3)),
    ];
    for (values, expected) in rows {
        let list = lines(values);
        assert_eq!(extract_delta_seconds(&list, X), expected, "{:?}", list.get(1));
    }
}

#[test]
fn only_digits_are_seconds() {
    for byte in 0..=u8::MAX {
        let is_digit = byte.is_ascii_digit();
        for (value, expected) in [
            (vec![byte], is_digit),
            (vec![b'1', byte, b'1'], is_digit),
            (vec![b'1', byte], is_digit || b"\t ".contains(&byte)),
        ] {
            let got = extract_delta_seconds(&[("x", &value)], X);
            assert_eq!(matches!(got, Extracted::Values(_)), expected, "{value:?}");
        }
    }
}

#[test]
fn one_line_as_it_is() {
    let repeated = |lines| Extracted::Failure(ExtractFailure::Repeated { lines });
    let rows: [(Lines<'_>, Extracted<&[u8]>); 11] = [
        (&[], Extracted::Null),
        (&[b""], Extracted::Values(b"")),
        (&[b" "], Extracted::Values(b"")),
        (&[b"/a"], Extracted::Values(b"/a")),
        (&[b" /a b\t"], Extracted::Values(b"/a b")),
        (&[b"/a, /b"], Extracted::Values(b"/a, /b")),
        (&[b"\xff\x01"], Extracted::Values(b"\xff\x01")),
        (&[b"/a", b"/a"], repeated(2)),
        (&[b"/a", b""], repeated(2)),
        (&[b"", b"/a"], repeated(2)),
        (&[b"1", b"2", b"3", b"4"], repeated(4)),
    ];
    for (values, expected) in rows {
        assert_eq!(extract_single(&lines(values), X), expected, "{values:?}");
    }
}

#[test]
fn the_same_over_every_kind_of_list() {
    let rows: [(&[&str], Extracted<Vec<&str>>); 4] = [
        (&[], Extracted::Null),
        (&["a, b", " c "], Extracted::Values(vec!["a", "b", "c"])),
        (&[""], Extracted::Values(vec![])),
        (&["a", "b c"], Extracted::Failure(ExtractFailure::Invalid { value: b"b c".to_vec() })),
    ];
    for (values, expected) in rows {
        let expected = match expected {
            Extracted::Values(tokens) => Extracted::Values(tokens.into_iter().map(str::to_owned).collect()),
            Extracted::Failure(failure) => Extracted::Failure(failure),
            Extracted::Null => Extracted::Null,
        };
        let slice: Vec<(&str, &str)> = values.iter().map(|value| ("x", *value)).collect();
        let bytes: Vec<(Vec<u8>, Vec<u8>)> =
            values.iter().map(|value| (b"X".to_vec(), value.as_bytes().to_vec())).collect();
        let mut map = HeaderMap::new();
        let mut list = HeaderList::new();
        for value in values {
            map.try_append(HeaderName::from_static("x"), HeaderValue::from_str(value).unwrap()).unwrap();
            list.append(b"X", value.trim().as_bytes()).unwrap();
        }
        assert_eq!(tokens(&slice[..]), expected, "a slice {values:?}");
        assert_eq!(tokens(&bytes), expected, "a vector {values:?}");
        assert_eq!(tokens(&map), expected, "a map {values:?}");
        assert_eq!(tokens(&list), expected, "a list {values:?}");
    }
}

#[test]
fn failures_say_what() {
    let invalid = ExtractFailure::Invalid { value: b"a b".to_vec() };
    assert_eq!(invalid.to_string(), "\"a b\" does not match the grammar of this header");
    assert_eq!(ExtractFailure::Repeated { lines: 2 }.to_string(), "the header occurs 2 times");
}

#[test]
fn a_hundred_thousand_lines_and_elements() {
    let many = vec![("x", "a,b"); 100_000];
    let Extracted::Values(tokens) = extract_tokens(&many, X) else { panic!("tokens") };
    assert_eq!(tokens.iter().count(), 200_000);
    assert_eq!(extract_single(&many, X), Extracted::Failure(ExtractFailure::Repeated { lines: 100_000 }));
    let commas = [("x", ",".repeat(1_000_000))];
    let Extracted::Values(tokens) = extract_tokens(&commas, X) else { panic!("tokens") };
    assert_eq!(tokens.iter().count(), 0);
}

/// What holds for every input.
#[cfg(feature = "proptest")]
mod properties {
    use proptest::prelude::*;

    use super::*;

    /// Lines of tokens, with empty elements and, seldom, a bad one.
    fn some_lines() -> impl Strategy<Value = Vec<String>> {
        let element = prop_oneof![8 => "[a-c*]{1,3}", 3 => "[ \t]?", 1 => "[a /\"]{1,3}"];
        let line = prop::collection::vec(element, 0..5).prop_map(|elements| elements.join(","));
        prop::collection::vec(line, 1..5)
    }

    proptest! {
        #[test]
        fn lines_and_their_join_give_the_same(values in some_lines()) {
            let list: Vec<(&str, &str)> = values.iter().map(|value| ("x", value.as_str())).collect();
            let joined = [("x", values.join(", "))];
            prop_assert_eq!(tokens(&list), tokens(&joined));
        }

        #[test]
        fn seconds_are_the_number(seconds: u128, shift in 0u32..128, zeros in 0usize..30) {
            let seconds = seconds >> shift;
            let list = [("x", format!("{}{seconds}", "0".repeat(zeros)))];
            let expected = u64::try_from(seconds).unwrap_or(u64::MAX);
            prop_assert_eq!(extract_delta_seconds(&list, X), Extracted::Values(expected));
        }
    }
}
