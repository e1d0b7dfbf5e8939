//! Header lists: the same reads over every kind of list, and the crate's own list.

use fetch_cors::header::list::{get, get_decode_and_split, split_header_value};
use fetch_cors::header::{HeaderList, InvalidHeader, ReadHeaders, ToHeaderMapError};
use http::{HeaderMap, HeaderName, HeaderValue};

/// A header list as a table has it.
type Lines = &'static [(&'static str, &'static str)];

/// A list; what `a` gets, and what it splits into.
type Read = (Lines, Option<&'static str>, Option<&'static [&'static str]>);

const A: &[u8] = b"a";

fn header_map(lines: &[(&str, &str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in lines {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
        map.try_append(name, HeaderValue::from_str(value).expect("a value")).expect("room");
    }
    map
}

fn byte_pairs(lines: &[(&str, &str)]) -> Vec<(Vec<u8>, Vec<u8>)> {
    lines.iter().map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec())).collect()
}

fn header_list(lines: &[(&str, &str)]) -> HeaderList {
    let mut list = HeaderList::new();
    for (name, value) in lines {
        list.append(name.as_bytes(), value.trim_matches([' ', '\t']).as_bytes()).expect("a header");
    }
    list
}

/// The headers of a list as text.
fn text(list: &HeaderList) -> Vec<(String, String)> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    list.iter().map(|(name, value)| (text(name), text(value))).collect()
}

fn owned(lines: &[(&str, &str)]) -> Vec<(String, String)> {
    lines.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// What the two reads of a header give.
fn read<H: ReadHeaders + ?Sized>(list: &H) -> (Option<Vec<u8>>, Option<Vec<String>>) {
    (get(list, A).map(|value| value.into_owned()), get_decode_and_split(list, A))
}

#[test]
fn getting_decoding_and_splitting_over_every_kind_of_list() {
    let rows: [Read; 32] = [
        // The standard's own examples.
        (&[("A", "nosniff,")], Some("nosniff,"), Some(&["nosniff", ""])),
        (&[("A", "nosniff"), ("B", "sniff"), ("A", "")], Some("nosniff, "), Some(&["nosniff", ""])),
        (&[("A", ""), ("B", "sniff")], Some(""), Some(&[""])),
        (&[("B", "sniff")], None, None),
        (&[("A", "text/html;\", x/x")], Some("text/html;\", x/x"), Some(&["text/html;\", x/x"])),
        (&[("A", "text/html;\""), ("A", "x/x")], Some("text/html;\", x/x"), Some(&["text/html;\", x/x"])),
        (&[("A", "x/x;test=\"hi\",y/y")], Some("x/x;test=\"hi\",y/y"), Some(&["x/x;test=\"hi\"", "y/y"])),
        (
            &[("A", "x/x;test=\"hi\""), ("C", "**bingo**"), ("A", "y/y")],
            Some("x/x;test=\"hi\", y/y"),
            Some(&["x/x;test=\"hi\"", "y/y"]),
        ),
        (&[("A", "x / x,,,1")], Some("x / x,,,1"), Some(&["x / x", "", "", "1"])),
        (&[("A", "x / x"), ("A", ","), ("A", "1")], Some("x / x, ,, 1"), Some(&["x / x", "", "", "1"])),
        (&[("A", "\"1,2\", 3")], Some("\"1,2\", 3"), Some(&["\"1,2\"", "3"])),
        (&[("A", "\"1,2\""), ("D", "4"), ("A", "3")], Some("\"1,2\", 3"), Some(&["\"1,2\"", "3"])),
        // None and empty.
        (&[], None, None),
        (&[("a", "")], Some(""), Some(&[""])),
        (&[("a", ""), ("a", "")], Some(", "), Some(&["", ""])),
        (&[("a", ","), ("a", ",")], Some(",, ,"), Some(&["", "", "", ""])),
        (&[("aa", "1"), ("b", "2")], None, None),
        // Case and order.
        (&[("A", "1"), ("a", "2"), ("A", "3")], Some("1, 2, 3"), Some(&["1", "2", "3"])),
        (&[("a", "2"), ("a", "1"), ("a", "2")], Some("2, 1, 2"), Some(&["2", "1", "2"])),
        (&[("x", "0"), ("a", "1"), ("y", "0"), ("a", "2"), ("z", "0")], Some("1, 2"), Some(&["1", "2"])),
        // Tabs and spaces around a value are none of it.
        (&[("a", " 1 ")], Some("1"), Some(&["1"])),
        (&[("a", "\t1\t"), ("a", " \t2\t ")], Some("1, 2"), Some(&["1", "2"])),
        (&[("a", "1 \t, \t2")], Some("1 \t, \t2"), Some(&["1", "2"])),
        (&[("a", " ")], Some(""), Some(&[""])),
        // A quoted string over several lines.
        (&[("a", "\"1"), ("a", "2\"")], Some("\"1, 2\""), Some(&["\"1, 2\""])),
        (&[("a", "\"1\\"), ("a", "2\""), ("a", "3")], Some("\"1\\, 2\", 3"), Some(&["\"1\\, 2\"", "3"])),
        (&[("a", "\""), ("a", "2")], Some("\", 2"), Some(&["\", 2"])),
        (&[("a", "1\""), ("a", "\"2, 3")], Some("1\", \"2, 3"), Some(&["1\", \"2", "3"])),
        // Quotes inside and beside.
        (&[("a", "\"\"")], Some("\"\""), Some(&["\"\""])),
        (&[("a", "x\"1,2\"y,z")], Some("x\"1,2\"y,z"), Some(&["x\"1,2\"y", "z"])),
        (&[("a", "\"1\"\"2,3\",4")], Some("\"1\"\"2,3\",4"), Some(&["\"1\"\"2,3\"", "4"])),
        (&[("a", "\\,\"\\\",\"")], Some("\\,\"\\\",\""), Some(&["\\", "\"\\\",\""])),
    ];
    for (lines, joined, parts) in rows {
        let expected = (
            joined.map(|value| value.as_bytes().to_vec()),
            parts.map(|parts| parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>()),
        );
        assert_eq!(read(lines), expected, "a slice {lines:?}");
        assert_eq!(read(&lines), expected, "a reference {lines:?}");
        assert_eq!(read(&header_map(lines)), expected, "a map {lines:?}");
        assert_eq!(read(&byte_pairs(lines)), expected, "a vector {lines:?}");
        assert_eq!(read(&header_list(lines)), expected, "a list {lines:?}");
        assert_eq!(read(&HeaderList::from(&header_map(lines))), expected, "a list of a map {lines:?}");
    }
}

#[test]
fn splitting_one_value() {
    let rows: [(&[u8], &[&[u8]]); 27] = [
        (b"", &[b""]),
        (b" ", &[b""]),
        (b",", &[b"", b""]),
        (b",,", &[b"", b"", b""]),
        (b" , ", &[b"", b""]),
        (b"a", &[b"a"]),
        (b"a,b", &[b"a", b"b"]),
        (b"\ta \t,\t b ", &[b"a", b"b"]),
        // Other white space belongs to the part.
        (b"a\x0c,\rb", &[b"a\x0c", b"\rb"]),
        (b"\xa0a\xa0, b", &[b"\xa0a\xa0", b"b"]),
        // Quotes.
        (b"\"", &[b"\""]),
        (b"\"a", &[b"\"a"]),
        (b"\"a, b", &[b"\"a, b"]),
        (b"\"a ", &[b"\"a"]),
        (b"\"a,\"", &[b"\"a,\""]),
        (b"\"a\",", &[b"\"a\"", b""]),
        (b"\"a\" , \"b\"", &[b"\"a\"", b"\"b\""]),
        (b"a\"b,c\"d , e", &[b"a\"b,c\"d", b"e"]),
        (b"\"\",\"\"", &[b"\"\"", b"\"\""]),
        (b"\" a \"", &[b"\" a \""]),
        // Backslashes, inside quotes and out.
        (b"\"\\\",\"", &[b"\"\\\",\""]),
        (b"\"\\\\\",b", &[b"\"\\\\\"", b"b"]),
        (b"\"\\", &[b"\"\\"]),
        (b"\"a\\\\", &[b"\"a\\\\"]),
        (b"\\\",b", &[b"\\\",b"]),
        (b"a\\,b", &[b"a\\", b"b"]),
        (b"\"\\,\",b", &[b"\"\\,\"", b"b"]),
    ];
    for (value, expected) in rows {
        let parts: Vec<&[u8]> = split_header_value(value).collect();
        assert_eq!(parts, expected, "{:?}", String::from_utf8_lossy(value));
    }
}

#[test]
fn decoding_is_isomorphic() {
    for byte in (0..=u8::MAX).filter(|byte| !b"\t ,\"".contains(byte)) {
        let list = [("a", [byte, b',', b'x'])];
        let expected = vec![char::from(byte).to_string(), "x".to_owned()];
        assert_eq!(get_decode_and_split(&list, A), Some(expected), "{byte:#04x}");
    }
}

#[test]
fn values_and_fields_of_every_kind_of_list() {
    let lines: Lines = &[("A", " 1"), ("x", "9"), ("a", "2\t"), ("Y", "")];
    let as_written: [(&[u8], &[u8]); 4] = [(b"A", b" 1"), (b"x", b"9"), (b"a", b"2\t"), (b"Y", b"")];
    let lower: Vec<(&[u8], &[u8])> = vec![(b"a", b" 1"), (b"a", b"2\t"), (b"x", b"9"), (b"y", b"")];
    let reused: [(&[u8], &[u8]); 4] = [(b"A", b"1"), (b"x", b"9"), (b"A", b"2"), (b"Y", b"")];

    let (map, pairs, list) = (header_map(lines), byte_pairs(lines), header_list(lines));
    for name in [&b"a"[..], b"A"] {
        let values: [&[u8]; 2] = [b" 1", b"2\t"];
        assert_eq!(lines.values(name.into()).collect::<Vec<_>>(), values);
        assert_eq!(ReadHeaders::values(&map, name.into()).collect::<Vec<_>>(), values);
        assert_eq!(pairs.values(name.into()).collect::<Vec<_>>(), values);
        assert_eq!((&&pairs).values(name.into()).collect::<Vec<_>>(), values);
        assert_eq!(list.values(name.into()).collect::<Vec<_>>(), [b"1", b"2"]);
    }
    for name in [&b""[..], b"aa", b"x y", b"\xff"] {
        assert_eq!(ReadHeaders::values(&map, name.into()).count(), 0);
        assert_eq!(pairs.values(name.into()).count(), 0);
    }

    assert_eq!(lines.fields().collect::<Vec<_>>(), as_written);
    assert_eq!(pairs.fields().collect::<Vec<_>>(), as_written);
    assert_eq!(pairs.as_slice().fields().collect::<Vec<_>>(), as_written);
    assert_eq!(ReadHeaders::fields(&&pairs).collect::<Vec<_>>(), as_written);
    assert_eq!(list.fields().collect::<Vec<_>>(), reused);
    let mut of_map: Vec<_> = map.fields().collect();
    of_map.sort_unstable();
    assert_eq!(of_map, lower);
}

#[test]
fn values_that_a_header_map_refuses() {
    let pairs = vec![(b"a".to_vec(), b"\x01\x7f\xff".to_vec())];
    assert_eq!(get(&pairs, A).as_deref(), Some(&b"\x01\x7f\xff"[..]));
    let mut list = HeaderList::new();
    list.append(b"a", b"\x01\x7f\xff").unwrap();
    assert_eq!(get(&list, A).as_deref(), Some(&b"\x01\x7f\xff"[..]));
}

/// What an operation on a list gets: a name and a value.
type Operation = fn(&mut HeaderList, &[u8], &[u8]) -> Result<(), InvalidHeader>;

const APPEND: Operation = HeaderList::append;
const SET: Operation = HeaderList::set;
const COMBINE: Operation = HeaderList::combine;
const DELETE: Operation = |list, name, _| {
    list.delete(name);
    Ok(())
};

#[test]
fn changing_a_list() {
    let rows: [(Lines, Operation, (&str, &str), Lines); 26] = [
        // Append keeps the case of the first of that name.
        (&[], APPEND, ("X-Id", "1"), &[("X-Id", "1")]),
        (&[("X-Id", "1")], APPEND, ("x-id", "2"), &[("X-Id", "1"), ("X-Id", "2")]),
        (&[("x-id", "1")], APPEND, ("X-ID", "2"), &[("x-id", "1"), ("x-id", "2")]),
        (&[("x-id", "1"), ("b", "2")], APPEND, ("B", "3"), &[("x-id", "1"), ("b", "2"), ("b", "3")]),
        (&[("a", "1")], APPEND, ("A", "1"), &[("a", "1"), ("a", "1")]),
        (&[("a", "1")], APPEND, ("AA", "1"), &[("a", "1"), ("AA", "1")]),
        (&[("a", "")], APPEND, ("a", ""), &[("a", ""), ("a", "")]),
        // Set keeps the place and the case, and takes the others away.
        (&[], SET, ("A", "1"), &[("A", "1")]),
        (&[("A", "1")], SET, ("a", "2"), &[("A", "2")]),
        (&[("A", "1")], SET, ("b", "2"), &[("A", "1"), ("b", "2")]),
        (&[("A", "1"), ("b", "2"), ("a", "3")], SET, ("a", "4"), &[("A", "4"), ("b", "2")]),
        (
            &[("b", "2"), ("A", "1"), ("a", "3"), ("c", "5")],
            SET,
            ("a", ""),
            &[("b", "2"), ("A", ""), ("c", "5")],
        ),
        (&[("A", "1")], SET, ("a", "longer than before"), &[("A", "longer than before")]),
        // Combine changes the first only.
        (&[], COMBINE, ("A", "1"), &[("A", "1")]),
        (&[("A", "1")], COMBINE, ("a", "2"), &[("A", "1, 2")]),
        (&[("A", "")], COMBINE, ("a", ""), &[("A", ", ")]),
        (&[("A", "1")], COMBINE, ("b", "2"), &[("A", "1"), ("b", "2")]),
        (
            &[("A", "1"), ("b", "2"), ("a", "3")],
            COMBINE,
            ("a", "4"),
            &[("A", "1, 4"), ("b", "2"), ("A", "3")],
        ),
        (&[("b", "2"), ("A", "1")], COMBINE, ("a", "4"), &[("b", "2"), ("A", "1, 4")]),
        // Delete takes all of that name.
        (&[], DELETE, ("a", ""), &[]),
        (&[("A", "1")], DELETE, ("a", ""), &[]),
        (&[("a", "1")], DELETE, ("b", ""), &[("a", "1")]),
        (&[("A", "1"), ("b", "2"), ("a", "3")], DELETE, ("A", ""), &[("b", "2")]),
        (&[("A", "1"), ("b", "2"), ("c", "3")], DELETE, ("B", ""), &[("A", "1"), ("c", "3")]),
        (&[("aa", "1"), ("a", "2")], DELETE, ("a", ""), &[("aa", "1")]),
        (&[("a", "1")], DELETE, ("", ""), &[("a", "1")]),
    ];
    for (before, operation, (name, value), after) in rows {
        let mut list = header_list(before);
        operation(&mut list, name.as_bytes(), value.as_bytes()).unwrap();
        assert_eq!(text(&list), owned(after), "{before:?} with {name:?}: {value:?}");
        assert_eq!((list.len(), list.is_empty()), (after.len(), after.is_empty()), "{before:?}");
    }
}

#[test]
fn what_is_no_header_changes_nothing() {
    let name = |name: &[u8]| InvalidHeader::Name { name: name.to_vec() };
    let value =
        |name: &[u8], value: &[u8]| InvalidHeader::Value { name: name.to_vec(), value: value.to_vec() };
    let rows: [(&[u8], &[u8], InvalidHeader); 12] = [
        (b"", b"1", name(b"")),
        (b" a", b"1", name(b" a")),
        (b"a b", b"1", name(b"a b")),
        (b"a:", b"1", name(b"a:")),
        (b"a\0", b"1", name(b"a\0")),
        (b"\xe4", b"1", name(b"\xe4")),
        (b"", b" 1", name(b"")),
        (b"a", b" 1", value(b"a", b" 1")),
        (b"a", b"1\t", value(b"a", b"1\t")),
        (b"a", b"1\r\nb: 2", value(b"a", b"1\r\nb: 2")),
        (b"b", b"\0", value(b"b", b"\0")),
        (b"b", b" ", value(b"b", b" ")),
    ];
    for (name, value, error) in rows {
        for operation in [APPEND, SET, COMBINE] {
            let mut list = header_list(&[("A", "1")]);
            assert_eq!(operation(&mut list, name, value), Err(error.clone()), "{name:?} {value:?}");
            assert_eq!(text(&list), owned(&[("A", "1")]), "{name:?} {value:?}");
        }
    }
}

#[test]
fn containing() {
    let list = header_list(&[("X-Id", ""), ("b", "1")]);
    for (name, expected) in
        [("x-id", true), ("X-ID", true), ("B", true), ("x-i", false), ("x-id2", false), ("", false)]
    {
        assert_eq!(list.contains(name.as_bytes()), expected, "{name:?}");
    }
    assert!(!HeaderList::new().contains(b""));
}

/// What script asks of a list: `get` and `has`, with the name checked first.
#[test]
fn getting_and_having() {
    let list =
        header_list(&[("X-Id", "1"), ("b", ""), ("x-id", "2"), ("Set-Cookie", "c"), ("set-cookie", "d")]);
    let rows: [(&str, Option<&str>); 8] = [
        ("x-id", Some("1, 2")),
        ("X-ID", Some("1, 2")),
        ("B", Some("")),
        ("set-cookie", Some("c, d")),
        ("x-i", None),
        ("x-id2", None),
        ("1", None),
        ("a", None),
    ];
    for (name, value) in rows {
        assert_eq!(list.get(name.as_bytes()), Ok(value.map(|value| value.as_bytes().to_vec())), "{name}");
        assert_eq!(list.has(name.as_bytes()), Ok(value.is_some()), "{name}");
    }
    for name in ["", "x id", "x-id:"] {
        let error = InvalidHeader::Name { name: name.as_bytes().to_vec() };
        assert_eq!(list.get(name.as_bytes()), Err(error.clone()), "{name:?}");
        assert_eq!(list.has(name.as_bytes()), Err(error), "{name:?}");
    }
    assert_eq!(list.get_set_cookie().collect::<Vec<_>>(), [b"c", b"d"]);
    assert_eq!(header_list(&[("set-cookies", "a"), ("cookie", "b")]).get_set_cookie().count(), 0);
}

/// What the `http` crate's map holds is the list; what it cannot hold is named.
#[test]
fn as_a_header_map() {
    let lines = [("X-Id", "1"), ("b", ""), ("x-id", "2")];
    assert_eq!(header_list(&lines).to_header_map(), Ok(header_map(&lines)));
    assert_eq!(HeaderList::new().to_header_map(), Ok(HeaderMap::new()));
    let mut list = header_list(&lines);
    list.append(b"c", b"\x01").unwrap();
    let error = ToHeaderMapError::Header { name: b"c".to_vec(), value: b"\x01".to_vec() };
    assert_eq!(list.to_header_map(), Err(error));
}

#[test]
fn sorting_and_combining() {
    let rows: [(Lines, Lines); 10] = [
        (&[], &[]),
        (&[("B", "1"), ("A", "2")], &[("a", "2"), ("b", "1")]),
        (&[("A", "1"), ("b", "2"), ("a", "3")], &[("a", "1, 3"), ("b", "2")]),
        (&[("x", ""), ("X", "")], &[("x", ", ")]),
        (&[("Set-Cookie", "b"), ("SET-COOKIE", "a")], &[("set-cookie", "b"), ("set-cookie", "a")]),
        (
            &[("set-cookie", "2"), ("Z", "1"), ("Set-Cookie", "1"), ("A", "1"), ("a", "2")],
            &[("a", "1, 2"), ("set-cookie", "2"), ("set-cookie", "1"), ("z", "1")],
        ),
        (&[("set-cookie2", "a"), ("Set-Cookie2", "b")], &[("set-cookie2", "a, b")]),
        (
            &[("a-b", "1"), ("ab", "2"), ("a", "3"), ("a.b", "4")],
            &[("a", "3"), ("a-b", "1"), ("a.b", "4"), ("ab", "2")],
        ),
        // By bytes of the lower-case names: `_` is before `a`, `~` behind `z`, digits before both.
        (
            &[("z", "1"), ("~", "2"), ("A", "3"), ("_", "4"), ("1", "5")],
            &[("1", "5"), ("_", "4"), ("a", "3"), ("z", "1"), ("~", "2")],
        ),
        (&[("B", "1"), ("a", "2"), ("b", "3"), ("A", "4"), ("B", "5")], &[("a", "2, 4"), ("b", "1, 3, 5")]),
    ];
    for (lines, expected) in rows {
        let list = header_list(lines);
        assert_eq!(text(&list.sort_and_combine()), owned(expected), "{lines:?}");
        assert_eq!(list, header_list(lines), "{lines:?} is as it was");
    }
}

#[test]
fn lists_compare_by_what_they_hold() {
    let list = header_list(&[("A", "1"), ("b", "2")]);
    assert_eq!(list, list.clone());
    assert_eq!(list, header_list(&[("A", "1"), ("b", "2")]));
    for other in [
        &[("A", "1")][..],
        &[("b", "2"), ("A", "1")],
        &[("a", "1"), ("b", "2")],
        &[("A", "1"), ("b", "3")],
        &[("A", "1b"), ("b", "2")],
    ] {
        assert_ne!(list, header_list(other), "{other:?}");
    }
    let mut changed_back = list.clone();
    changed_back.append(b"c", b"3").unwrap();
    changed_back.delete(b"c");
    assert_eq!(list, changed_back);
    assert_eq!(format!("{list:?}"), r#"[("A", (1 bytes)), ("b", (1 bytes))]"#);
}

#[test]
fn a_list_made_of_a_map() {
    let map = header_map(&[("A", " 1 "), ("B", ""), ("a", "2")]);
    let list = HeaderList::from(&map);
    let mut lines = text(&list);
    lines.sort();
    assert_eq!(lines, owned(&[("a", "1"), ("a", "2"), ("b", "")]));
    assert!(HeaderList::from(&HeaderMap::new()).is_empty());
}

#[test]
fn a_hundred_thousand_names() {
    const MANY: usize = 100_000;
    let name = |i: usize| format!("X-Name-{i}");
    let mut list = HeaderList::new();
    for i in 0..MANY {
        list.append(name(i).as_bytes(), b"1").unwrap();
    }
    // In another case, each finds the first of its name.
    for i in (0..MANY).rev() {
        list.append(name(i).to_ascii_lowercase().as_bytes(), b"2").unwrap();
    }
    assert_eq!(list.len(), 2 * MANY);
    assert_eq!(list.iter().last(), Some((&b"X-Name-0"[..], &b"2"[..])));
    assert!(list.iter().all(|(name, _)| name.starts_with(b"X-Name-")));
    assert!(list.contains(b"x-nAmE-99999") && !list.contains(b"x-name-100000"));

    let combined = list.sort_and_combine();
    assert_eq!(combined.len(), MANY);
    assert!(combined.iter().all(|(_, value)| value == b"1, 2"));
    assert!(combined.iter().is_sorted_by(|a, b| a.0 < b.0));

    list.set(b"X-NAME-7", b"3").unwrap();
    assert_eq!(list.len(), 2 * MANY - 1);
    list.combine(b"X-NAME-8", b"4").unwrap();
    list.delete(b"X-NAME-9");
    assert_eq!(list.len(), 2 * MANY - 3);
    // And what was deleted comes back in the case it is given in.
    list.append(b"x-NAME-9", b"5").unwrap();
    assert_eq!(list.iter().last(), Some((&b"x-NAME-9"[..], &b"5"[..])));
    let value_of =
        |name: &str| get(&list, name.as_bytes()).map(|value| String::from_utf8(value.into_owned()).unwrap());
    assert_eq!(value_of("x-name-7").as_deref(), Some("3"));
    assert_eq!(value_of("x-name-8").as_deref(), Some("1, 4, 2"));
    assert_eq!(value_of("x-name-9").as_deref(), Some("5"));
    assert_eq!(value_of("x-name-10").as_deref(), Some("1, 2"));
}

#[test]
fn a_hundred_thousand_times_one_name() {
    let lines = vec![(b"a".to_vec(), b"1".to_vec()); 100_000];
    assert_eq!(get(&lines, A).unwrap().len(), 3 * 100_000 - 2);
    assert_eq!(get_decode_and_split(&lines, A).unwrap().len(), 100_000);
    let mut list = HeaderList::new();
    for (name, value) in &lines {
        list.append(name, value).unwrap();
    }
    assert_eq!(list.sort_and_combine().len(), 1);
    list.set(b"A", b"2").unwrap();
    assert_eq!(text(&list), owned(&[("a", "2")]));
}

#[test]
fn a_megabyte_of_one_value() {
    let commas = vec![b','; 1_000_000];
    assert_eq!(split_header_value(&commas).count(), 1_000_001);
    let quotes = vec![b'"'; 1_000_000];
    assert_eq!(split_header_value(&quotes).count(), 1);
    let backslashes = [b"\"".to_vec(), vec![b'\\'; 1_000_000]].concat();
    assert_eq!(split_header_value(&backslashes).count(), 1);
}

/// What holds for every input.
#[cfg(feature = "proptest")]
mod properties {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// A header list as the standard has it: pairs in a vector, and its steps one by one.
    #[derive(Debug, Default)]
    struct Naive(Vec<(String, String)>);

    impl Naive {
        fn contains(&self, name: &str) -> bool {
            self.0.iter().any(|(n, _)| n.eq_ignore_ascii_case(name))
        }

        fn append(&mut self, name: &str, value: &str) {
            let first = self.0.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
            let name = first.map_or(name, |(n, _)| n).to_owned();
            self.0.push((name, value.to_owned()));
        }

        fn delete(&mut self, name: &str) {
            self.0.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
        }

        fn set(&mut self, name: &str, value: &str) {
            if !self.contains(name) {
                return self.append(name, value);
            }
            let mut seen = false;
            self.0.retain_mut(|(n, v)| {
                if !n.eq_ignore_ascii_case(name) {
                    return true;
                }
                value.clone_into(v);
                !std::mem::replace(&mut seen, true)
            });
        }

        fn combine(&mut self, name: &str, value: &str) {
            match self.0.iter_mut().find(|(n, _)| n.eq_ignore_ascii_case(name)) {
                Some((_, v)) => *v = format!("{v}, {value}"),
                None => self.append(name, value),
            }
        }

        fn get(&self, name: &str) -> Option<String> {
            let values: Vec<&str> = self
                .0
                .iter()
                .filter(|(n, _)| n.eq_ignore_ascii_case(name))
                .map(|(_, v)| v.as_str())
                .collect();
            (!values.is_empty()).then(|| values.join(", "))
        }

        fn sort_and_combine(&self) -> Vec<(String, String)> {
            let names: BTreeSet<String> = self.0.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
            let mut headers = Vec::new();
            for name in names {
                if name == "set-cookie" {
                    let cookies = self.0.iter().filter(|(n, _)| n.eq_ignore_ascii_case(&name));
                    headers.extend(cookies.map(|(_, value)| (name.clone(), value.clone())));
                } else if let Some(value) = self.get(&name) {
                    headers.push((name, value));
                }
            }
            headers
        }
    }

    fn name() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => "[ab]{1,2}",
            4 => "[AaBb]{1,2}",
            1 => Just("Set-Cookie".to_owned()),
            1 => Just("set-cookie".to_owned()),
            // Enough different ones for a long list.
            6 => "[a-zA-Z]{2}",
        ]
    }

    proptest! {
        #[test]
        fn a_list_does_what_the_steps_say(
            operations in prop::collection::vec((0usize..12, name(), "[xyz]{0,2}"), 0..200),
        ) {
            let (mut list, mut naive) = (HeaderList::new(), Naive::default());
            for (operation, name, value) in &operations {
                let (n, v) = (name.as_bytes(), value.as_bytes());
                match operation {
                    0 => { list.set(n, v).unwrap(); naive.set(name, value); }
                    1 => { list.combine(n, v).unwrap(); naive.combine(name, value); }
                    2 => { list.delete(n); naive.delete(name); }
                    _ => { list.append(n, v).unwrap(); naive.append(name, value); }
                }
                prop_assert_eq!(list.contains(n), naive.contains(name));
            }
            prop_assert_eq!(text(&list), naive.0.clone());
            prop_assert_eq!(text(&list.sort_and_combine()), naive.sort_and_combine());
            for (_, name, _) in &operations {
                let value = list.get(name.as_bytes()).unwrap().map(|v| String::from_utf8(v).unwrap());
                prop_assert_eq!(value, naive.get(name));
            }
        }

        #[test]
        fn the_parts_are_the_value(value in prop::collection::vec(prop::sample::select(b"ab,\"\\ \t".to_vec()), 0..24)) {
            // Joined again, the parts are the value but for tabs and spaces around commas outside quotes.
            let parts: Vec<&[u8]> = split_header_value(&value).collect();
            prop_assert!(!parts.is_empty());
            let joined = parts.join(&b","[..]);
            let solid = |bytes: &[u8]| bytes.iter().copied().filter(|b| !b"\t ".contains(b)).collect::<Vec<_>>();
            prop_assert_eq!(solid(&joined), solid(&value));
            let again: Vec<&[u8]> = split_header_value(&joined).collect();
            prop_assert_eq!(parts, again);
        }
    }
}
