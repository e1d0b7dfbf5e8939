use http::HeaderValue;
use proptest::prop_oneof;
use proptest::sample::select;
use proptest::strategy::{Just, Strategy};

use crate::lab::Location;

pub(super) fn locations() -> impl Strategy<Value = Location> + Clone {
    use Location as L;
    prop_oneof![
        4 => Just(L::SameUrl),
        4 => Just(L::Elsewhere),
        3 => Just(L::Back),
        2 => Just(L::Sibling),
        1 => Just(L::OtherScheme),
        2 => select(vec![L::SameUrlWithPassword, L::ElsewhereWithPassword, L::BackWithPassword]),
        3 => select(TEXTS).prop_map(|text| L::Text(HeaderValue::from_static(text))),
    ]
}

/// Values of `Location`: relative URLs, URLs of other schemes, and texts that are not URLs.
const TEXTS: &[&str] = &[
    "/next",
    "next?page=2",
    "",
    "#top",
    "//elsewhere.test/",
    "HTTPS://Elsewhere.TEST:443/",
    "https:elsewhere.test",
    "data:,x",
    "about:blank",
    "file:///a",
    "ftp://elsewhere.test/",
    "javascript:1",
    "https://",
    "https://a b.test/",
    "https://[bad/",
    "https://elsewhere.test:99999/",
    "https://elsewhere.test:6667/",
];
