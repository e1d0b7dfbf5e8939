//! Where the `url` crate parts from the URL Standard of July 2026, a few rows of each kind. `spec-notes/decisions.md` has
//! the whole. A row fails here once the crate does what the standard says: then take it out, and change the notes.

use fetch_cors::Origin;
use url::Url;

/// Hosts in ASCII that are no valid Punycode, or decode to what is not allowed. The URL Standard takes every domain in
/// ASCII as it is, in lower case; the crate refuses these.
const PUNYCODE: [&str; 12] = [
    "https://xn--a/",
    "https://xn--a.example/",
    "https://www.xn--a.example:8443/",
    "https://xn--a.xn--zca/",
    "https://xn--ls8h=/",
    "https://xn--0.pt/",
    "https://xn--1ug.example/",
    "https://xn--zn7c.com/",
    "https://xn--8i7caa/",
    "https://xn--a-yoc/",
    "https://2.xn--mgbb/",
    "https://xn--/",
];

/// URLs, and what the URL Standard serialises them to. The crate leaves the caret.
const CARETS: [(&str, &str); 6] = [
    ("https://a.example/^", "https://a.example/%5E"),
    ("https://a.example/a^b/c", "https://a.example/a%5Eb/c"),
    ("https://a.example/^?^#^", "https://a.example/%5E?^#^"),
    ("ws://a.example/^", "ws://a.example/%5E"),
    ("file:///^", "file:///%5E"),
    ("custom://a.example/^", "custom://a.example/%5E"),
];

/// `file:` URLs, and what the URL Standard serialises them to. The crate drops empty segments of the path, and the host
/// before a drive letter.
const FILES: [(&str, &str); 4] = [
    ("file:////foo", "file:////foo"),
    ("file://localhost//a//../..//foo", "file://///foo"),
    ("file:.//p", "file:////p"),
    ("file://example.net/C:/", "file://example.net/C:/"),
];

#[test]
fn the_library_still_parts_from_the_standard() {
    let by_the_standard = PUNYCODE.map(|url| (url, url)).into_iter().chain(CARETS).chain(FILES);
    let mended: Vec<&str> = by_the_standard
        .filter(|(input, expected)| Url::parse(input).is_ok_and(|url| url.as_str() == *expected))
        .map(|(input, _)| input)
        .collect();
    assert_eq!(
        mended, [""; 0],
        "the url crate does what the URL Standard says: take these rows out, and change spec-notes/decisions.md"
    );
}

/// What the library does with these rows, so that a change to something else is noticed as well.
#[test]
fn the_library_does_what_the_notes_say() {
    for input in PUNYCODE {
        assert_eq!(Url::parse(input), Err(url::ParseError::IdnaError), "{input}");
    }
    for (input, _) in CARETS {
        assert_eq!(Url::parse(input).unwrap().as_str(), input);
    }
    for (input, expected) in FILES {
        assert_ne!(Url::parse(input).unwrap().as_str(), expected, "{input}");
    }
}

/// These are as the URL Standard has them. They show that the rows above are about what they say.
#[test]
fn the_library_follows_the_standard_beside_these_rows() {
    let rows = [
        ("https://xn--zca.example/", "https://xn--zca.example/"),
        ("https://ab--c/", "https://ab--c/"),
        ("https://a.example/`{}|", "https://a.example/%60%7B%7D|"),
        ("https://u^@a.example/", "https://u%5E@a.example/"),
        ("data:^", "data:^"),
    ];
    for (input, expected) in rows {
        assert_eq!(Url::parse(input).unwrap().as_str(), expected, "{input}");
    }
    for input in ["https://xn--a.\u{df}/", "https://a^b/", "https://xn--a.1/"] {
        assert!(Url::parse(input).is_err(), "{input}");
    }
}

/// A host with a URL parser of its own can have such an origin: origins are read without the library.
#[test]
fn origins_do_not_need_the_library() {
    for input in PUNYCODE {
        let serialized = input.trim_end_matches('/');
        assert_eq!(Origin::parse(serialized).unwrap().as_str(), serialized);
    }
}
