//! The referrer policy that a response names.

use fetch_cors::header::HeaderList;
use fetch_cors::referrer_policy::parse_referrer_policy;
use fetch_cors::request::ReferrerPolicy::{
    self, NoReferrer, NoReferrerWhenDowngrade, Origin, OriginWhenCrossOrigin, SameOrigin, StrictOrigin,
    StrictOriginWhenCrossOrigin, UnsafeUrl,
};
use http::{HeaderMap, HeaderValue, header};

/// The policies that a header can name.
const POLICIES: [(&str, ReferrerPolicy); 8] = [
    ("no-referrer", NoReferrer),
    ("no-referrer-when-downgrade", NoReferrerWhenDowngrade),
    ("same-origin", SameOrigin),
    ("origin", Origin),
    ("strict-origin", StrictOrigin),
    ("origin-when-cross-origin", OriginWhenCrossOrigin),
    ("strict-origin-when-cross-origin", StrictOriginWhenCrossOrigin),
    ("unsafe-url", UnsafeUrl),
];

/// The lines of the header, with others between.
fn lines<'v>(values: &[&'v [u8]]) -> Vec<(&'static str, &'v [u8])> {
    let mut list: Vec<(&str, &[u8])> = vec![("Referrer", b"unsafe-url")];
    for (i, value) in values.iter().enumerate() {
        list.push((if i % 2 == 0 { "Referrer-Policy" } else { "REFERRER-POLICY" }, value));
        list.push(("Referer-Policy", b"\""));
    }
    list
}

#[test]
fn each_policy() {
    for (name, policy) in POLICIES {
        // The grammar's literals have no case.
        for name in [name.to_owned(), name.to_ascii_uppercase(), format!(" {name}\t"), format!(",{name},")] {
            assert_eq!(parse_referrer_policy(&[("referrer-policy", &name)]), Some(policy), "{name:?}");
        }
        for other in [format!("{name}x"), format!("x{name}"), format!("{name}-"), format!("-{name}")] {
            assert_eq!(parse_referrer_policy(&[("referrer-policy", &other)]), None, "{other:?}");
        }
    }
}

#[test]
fn policies_of_a_response() {
    let rows: [(&[&[u8]], Option<ReferrerPolicy>); 47] = [
        (&[], None),
        (&[b""], None),
        (&[b" "], None),
        (&[b","], None),
        (&[b"", b""], None),
        // The last that is known.
        (&[b"no-referrer, origin"], Some(Origin)),
        (&[b"origin, no-referrer"], Some(NoReferrer)),
        (&[b"origin,origin"], Some(Origin)),
        (&[b"no-referrer,,unsafe-url"], Some(UnsafeUrl)),
        (&[b"no-referrer\t,\tunsafe-url"], Some(UnsafeUrl)),
        (&[b"no-referrer", b"unsafe-url"], Some(UnsafeUrl)),
        (&[b"unsafe-url", b"no-referrer"], Some(NoReferrer)),
        (&[b"unsafe-url", b""], Some(UnsafeUrl)),
        (&[b"", b"unsafe-url"], Some(UnsafeUrl)),
        (&[b"unsafe-url", b"origin, same-origin", b"strict-origin"], Some(StrictOrigin)),
        // Those of the future, and older names that are none.
        (&[b"from-the-future"], None),
        (&[b"origin, from-the-future"], Some(Origin)),
        (&[b"from-the-future, origin"], Some(Origin)),
        (&[b"origin", b"from-the-future"], Some(Origin)),
        (&[b"never"], None),
        (&[b"default"], None),
        (&[b"always"], None),
        (&[b"origin-when-crossorigin"], None),
        (&[b"null"], None),
        (&[b"-"], None),
        (&[b"origin, --"], Some(Origin)),
        // An element that is not even of the form fails the header.
        (&[b"origin x"], None),
        (&[b"origin, x y"], None),
        (&[b"x y, origin"], None),
        (&[b"origin", b"x y"], None),
        (&[b"x y", b"origin"], None),
        (&[b"\"origin\""], None),
        (&[b"origin, \""], None),
        (&[b"origin;"], None),
        (&[b"origin=1"], None),
        (&[b"origin, x1"], None),
        (&[b"origin, *"], None),
        (&[b"origin, x_y"], None),
        (&[b"origin, x.y"], None),
        (&[b"origin, \xe4"], None),
        (&[b"origin, x\x0b"], None),
        (&[b"origin\x0c"], None),
        (&[b"origin\xa0"], None),
        (&[b"origin\r"], None),
        (&[b"origin, \n"], None),
        (&[b"no-referrer, 'origin'"], None),
        (&[b"origin\\"], None),
    ];
    for (values, expected) in rows {
        let list = lines(values);
        assert_eq!(parse_referrer_policy(&list), expected, "{list:?}");
    }
}

#[test]
fn every_byte_of_an_unknown_policy() {
    for byte in 0..=u8::MAX {
        let value = [b"origin,x", &[byte][..], b"x"].concat();
        // A comma makes two of it.
        let of_the_form = byte.is_ascii_alphabetic() || matches!(byte, b'-' | b',');
        let got = parse_referrer_policy(&[("referrer-policy", &value)]);
        assert_eq!(got, of_the_form.then_some(Origin), "{byte:#04x}");
    }
}

#[test]
fn the_same_over_every_kind_of_list() {
    let mut map = HeaderMap::new();
    let mut list = HeaderList::new();
    for value in ["origin", "no-referrer, x"] {
        map.try_append(header::REFERRER_POLICY, HeaderValue::from_static(value)).unwrap();
        list.append(b"Referrer-Policy", value.as_bytes()).unwrap();
    }
    assert_eq!(parse_referrer_policy(&map), Some(NoReferrer));
    assert_eq!(parse_referrer_policy(&list), Some(NoReferrer));
    let long = vec![("referrer-policy", "x, origin, y"); 100_000];
    assert_eq!(parse_referrer_policy(&long), Some(Origin));
}

/// What holds for every input.
#[cfg(feature = "proptest")]
mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_last_known_one_counts(chosen in prop::collection::vec(prop::option::of(0..POLICIES.len()), 0..12)) {
            let token = |i: &Option<usize>| i.and_then(|i| POLICIES.get(i)).map_or("of-the-future", |(name, _)| name);
            let value = chosen.iter().map(token).collect::<Vec<_>>().join(", ");
            let last = chosen.iter().rev().flatten().next().and_then(|&i| POLICIES.get(i));
            let got = parse_referrer_policy(&[("referrer-policy", value)]);
            prop_assert_eq!(got, last.map(|(_, policy)| *policy));
        }
    }
}
