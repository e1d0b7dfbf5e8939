//! What header lists are made of, and made into: headers of other lists, pairs, and the types of the `http` crate.

use fetch_cors::header::{Header, HeaderList, InvalidHeader};
use http::{HeaderMap, HeaderName, HeaderValue};

type Lines<'a> = &'a [(&'a str, &'a [u8])];

fn lines(list: &HeaderList) -> Vec<(&str, &[u8])> {
    list.iter().map(|(name, value)| (std::str::from_utf8(name).unwrap(), value)).collect()
}

/// Every way to copy a list.
fn copies(list: &HeaderList) -> Vec<(&'static str, HeaderList)> {
    let mut extended = HeaderList::new();
    extended.extend(list);
    let mut appended = HeaderList::new();
    let mut combined = HeaderList::new();
    for (name, value) in list.iter() {
        appended.append(name, value).unwrap();
        if combined.contains(name) {
            combined.append(name, value).unwrap();
        } else {
            combined.combine(name, value).unwrap();
        }
    }
    let mut set = HeaderList::new();
    for header in list {
        if set.contains(header.name()) {
            set.append(header.name(), header.value()).unwrap();
        } else {
            set.set(header.name(), header.value()).unwrap();
        }
    }
    vec![
        ("collected", list.into_iter().collect()),
        ("extended", extended),
        ("appended", appended),
        ("combined", combined),
        ("set", set),
        ("of pairs", HeaderList::try_from_pairs(list.iter()).unwrap()),
        ("cloned", list.clone()),
    ]
}

/// Values that a list may hold: header values, and those that end with the comma and the space of a combination.
#[test]
fn copying_a_list() {
    let rows: [Lines<'_>; 7] = [
        &[],
        &[("X-A", b"1")],
        &[("X-A", b"1"), ("b", b""), ("X-A", b"2")],
        &[("X-A", b"1, ")],
        &[("X-A", b", ")],
        &[("X-A", b"1, , "), ("b", b"a,"), ("c", b"\x01\x7f\xff")],
        &[("*", b", 1"), ("*", b", 1, ")],
    ];
    for row in rows {
        let mut list = HeaderList::new();
        for (name, value) in row {
            list.append(name.as_bytes(), value).unwrap();
        }
        assert_eq!(lines(&list), row);
        for (how, copy) in copies(&list) {
            assert_eq!(copy, list, "{how}");
        }
        let headers: Vec<Header<'_>> = list.into_iter().collect();
        assert_eq!((headers.len(), (&list).into_iter().len()), (row.len(), row.len()));
        for (header, (name, value)) in headers.iter().zip(row) {
            assert_eq!((header.name(), header.value()), (name.as_bytes(), *value));
        }
    }
}

/// What `XMLHttpRequest` combines can be copied in every way.
#[test]
fn copying_what_was_combined() {
    for values in [&["1", ""][..], &["", ""], &["1", "", ""], &["", "", "1"], &["a,", ""], &["", "1", ""]] {
        let mut list = HeaderList::new();
        for value in values {
            list.combine(b"x-a", value.as_bytes()).unwrap();
        }
        assert_eq!(lines(&list), [("x-a", values.join(", ").as_bytes())]);
        for (how, copy) in copies(&list) {
            assert_eq!(copy, list, "{how}, {values:?}");
        }
        let map = list.to_header_map().unwrap();
        assert_eq!(HeaderList::from(&map), list, "{values:?}");
        assert_eq!(HeaderList::from(map), list, "{values:?}");
    }
}

/// Values at the border of what a list may hold.
#[test]
fn values_that_a_list_refuses() {
    let rows: [(&[u8], bool); 17] = [
        (b"", true),
        (b"a,", true),
        (b"a, ", true),
        (b", ", true),
        (b", , ", true),
        (b" ", false),
        (b"a ", false),
        (b"a,  ", false),
        (b"a,\t", false),
        (b"a, \t", false),
        (b"a,\t ", false),
        (b" a, ", false),
        (b"\ta, ", false),
        (b"a\n, ", false),
        (b"a\0, ", false),
        (b"a, \n", false),
        (b" , ", false),
    ];
    for (value, is_allowed) in rows {
        let shown = value.escape_ascii();
        let mut list = HeaderList::new();
        let expected = if is_allowed {
            Ok(())
        } else {
            Err(InvalidHeader::Value { name: b"x-a".into(), value: value.into() })
        };
        assert_eq!(list.append(b"x-a", value), expected, "{shown}");
        assert_eq!(list.set(b"x-a", value), expected, "{shown}");
        assert_eq!(list.combine(b"x-b", value).is_ok(), is_allowed, "{shown}");
        assert_eq!(HeaderList::try_from_pairs([("x-a", value)]).map(drop), expected, "{shown}");
        assert_eq!(list.is_empty(), !is_allowed, "{shown}");
    }
    let no_name = InvalidHeader::Name { name: b"x a".into() };
    assert_eq!(HeaderList::try_from_pairs([("ok", "1"), ("x a", "2"), ("y b", "3")]), Err(no_name));
}

/// A header value of the `http` crate, and what is left of the white space around it.
#[test]
fn values_of_the_http_crate() {
    let rows: [(&str, &str); 11] = [
        ("", ""),
        ("a", "a"),
        (" a\t", "a"),
        ("\t \t", ""),
        ("a, ", "a, "),
        ("\t a, ", "a, "),
        ("a,  ", "a,"),
        ("a,\t", "a,"),
        ("a,\t ", "a,"),
        (", ", ", "),
        (" , ", ", "),
    ];
    let name = HeaderName::from_static("x-a");
    for (given, left) in rows {
        let value = HeaderValue::from_str(given).unwrap();
        let mut map = HeaderMap::new();
        map.try_append(name.clone(), value.clone()).unwrap();
        let borrowed: HeaderList = [(&name, &value)].into_iter().collect();
        let owned: HeaderList = [(name.clone(), value)].into_iter().collect();
        let of_map: HeaderList = map.iter().collect();
        for list in [borrowed, owned, of_map, HeaderList::from(&map), HeaderList::from(map)] {
            assert_eq!(lines(&list), [("x-a", left.as_bytes())], "{given:?}");
        }
    }
}

/// The name takes the case in which the list has it, as for each header that is appended.
#[test]
fn extending_keeps_the_case_of_names() {
    let mut list = HeaderList::try_from_pairs([("X-Id", "1")]).unwrap();
    list.extend([(HeaderName::from_static("x-id"), HeaderValue::from_static("2"))]);
    list.extend(&HeaderList::try_from_pairs([("X-ID", "3"), ("X-Other", "4")]).unwrap());
    let expected = [("X-Id", &b"1"[..]), ("X-Id", b"2"), ("X-Id", b"3"), ("X-Other", b"4")];
    assert_eq!(lines(&list), expected);
}

#[test]
fn printing() {
    let list = HeaderList::try_from_pairs([("X-A", "1")]).unwrap();
    let header = (&list).into_iter().next().unwrap();
    assert_eq!(format!("{header:?}"), "Header { name: \"X-A\", value: (1 bytes) }");
    assert_eq!(format!("{:?}", (&list).into_iter()), "[Header { name: \"X-A\", value: (1 bytes) }]");
}

/// Time is linear in the list, whatever its names.
#[test]
fn a_hundred_thousand_headers() {
    let names: Vec<String> = (0..100_000).map(|i| format!("x-{i}")).collect();
    let list = HeaderList::try_from_pairs(names.iter().map(|name| (name, "1"))).unwrap();
    let copy: HeaderList = list.into_iter().collect();
    assert_eq!((copy.len(), copy == list), (100_000, true));
}
