//! The `Content-Type` of `XMLHttpRequest`: which one it sets, and when it corrects that of the page.

use std::sync::Arc;

use crate::scenario::LastTwoLabels;
use fetch_cors::header::has_cors_unsafe_request_header;
use fetch_cors::request::{Body, BodyKind, FetchBuilder, Source, XhrBuilder, XhrDocument};
use fetch_cors::{Client, Origin, Request};

fn page() -> Client {
    Client::with_sites(Origin::parse("https://app.example").unwrap(), Arc::new(LastTwoLabels))
}

fn xhr(method: &str) -> XhrBuilder {
    page().xml_http_request(method, "https://api.example/")
}

/// The body of a call.
#[derive(Clone, Debug)]
enum Given {
    Source(Source),
    Document(XhrDocument),
    Nothing,
}

fn send(method: &str, types: &[&str], body: Given) -> Request {
    let xhr = types.iter().fold(xhr(method), |xhr, value| xhr.header("content-type", value));
    match body {
        Given::Source(source) => xhr.body(source),
        Given::Document(document) => xhr.document(document),
        Given::Nothing => xhr,
    }
    .build()
    .unwrap()
}

fn content_type(request: &Request) -> Option<String> {
    let value = request.headers().get(b"content-type").unwrap();
    value.map(|value| String::from_utf8(value).unwrap())
}

fn text_bodies() -> [Given; 4] {
    [
        Given::Source(Body::text()),
        Given::Source(Body::url_search_params()),
        Given::Document(XhrDocument::Html),
        Given::Document(XhrDocument::Xml),
    ]
}

fn other_bodies() -> [Given; 2] {
    [Given::Source(Body::source()), Given::Source(Body::source().with_type("text/plain;charset=UTF-8"))]
}

#[test]
fn without_a_type_of_the_page() {
    let rows = [
        (Given::Source(Body::text()), Some("text/plain;charset=UTF-8")),
        (Given::Source(Body::url_search_params()), Some("application/x-www-form-urlencoded;charset=UTF-8")),
        (Given::Source(Body::source()), None),
        (Given::Source(Body::source().with_type(" image/png ")), Some("image/png")),
        (Given::Source(Body::source().with_type("Image/PNG; charset=x")), Some("Image/PNG; charset=x")),
        (Given::Document(XhrDocument::Html), Some("text/html;charset=UTF-8")),
        (Given::Document(XhrDocument::Xml), Some("application/xml;charset=UTF-8")),
        (Given::Nothing, None),
    ];
    for (body, expected) in rows {
        let has_body = !matches!(body, Given::Nothing);
        let request = send("POST", &[], body.clone());
        assert_eq!(content_type(&request).as_deref(), expected, "{body:?}");
        assert_eq!(request.body() == BodyKind::Source, has_body);
        // `GET` and `HEAD` drop the body before its type matters.
        for method in ["GET", "head"] {
            let request = send(method, &[], body.clone());
            assert_eq!((content_type(&request), request.body()), (None, BodyKind::None), "{body:?}");
        }
    }
}

/// Types of the page, and what becomes of them for text.
const ROWS: [(&[&str], &str); 22] = [
    // Nothing to correct.
    (&["text/plain"], "text/plain"),
    (&["text/plain;charset=UTF-8"], "text/plain;charset=UTF-8"),
    (&["text/plain;charset=utf-8"], "text/plain;charset=utf-8"),
    (&["Text/Plain; Charset=\"uTf-8\"; x"], "Text/Plain; Charset=\"uTf-8\"; x"),
    (&["application/json"], "application/json"),
    (&["bogus;charset=latin1"], "bogus;charset=latin1"),
    (&["charset=latin1"], "charset=latin1"),
    (&[""], ""),
    (&["a/b;charset="], "a/b;charset="),
    (&["a/b;charset =latin1"], "a/b;charset =latin1"),
    // Another encoding.
    (&["text/plain;charset=latin1"], "text/plain;charset=UTF-8"),
    (&["text/plain; charset=\"utf8\""], "text/plain;charset=UTF-8"),
    (&["text/plain;charset=utf-8x"], "text/plain;charset=UTF-8"),
    (&["text/plain;charset= utf-8"], "text/plain;charset=UTF-8"),
    (&["text/plain;charset=\"\""], "text/plain;charset=UTF-8"),
    (&["text/plain;charset='utf-8'"], "text/plain;charset=UTF-8"),
    (&["Application/JSON;CHARSET=x;Y=Z"], "application/json;charset=UTF-8;y=Z"),
    (&["a/b; x=\"1 2\" ; charset=y; charset=utf-8"], "a/b;x=\"1 2\";charset=UTF-8"),
    (&["text/x;charset=utf-8;charset=y"], "text/x;charset=utf-8;charset=y"),
    // Two headers become one before.
    (&["a/b;charset=x", "c/d"], "a/b;charset=UTF-8"),
    (&["a/b", "c/d;charset=x"], "a/b, c/d;charset=x"),
    (&["a/b;charset=utf-8", ""], "a/b;charset=UTF-8"),
];

#[test]
fn types_of_the_page() {
    for (types, corrected) in ROWS {
        for body in text_bodies() {
            let request = send("PUT", types, body.clone());
            assert_eq!(content_type(&request).as_deref(), Some(corrected), "{types:?} {body:?}");
            assert_eq!(request.headers().len(), 1);
        }
        let as_given = types.join(", ");
        for body in other_bodies() {
            assert_eq!(content_type(&send("PUT", types, body)).as_deref(), Some(&*as_given), "{types:?}");
        }
        assert_eq!(content_type(&send("PUT", types, Given::Nothing)).as_deref(), Some(&*as_given));
        // The body of a `GET` is dropped before.
        for body in text_bodies() {
            assert_eq!(content_type(&send("GET", types, body)).as_deref(), Some(&*as_given));
        }
    }
}

/// `fetch()` leaves the type of the page as it is.
#[test]
fn fetch_corrects_nothing() {
    let post =
        |body: Source| -> FetchBuilder { page().fetch("https://api.example/").method("POST").body(body) };
    let request = post(Body::text()).header("Content-Type", "text/plain;charset=latin1").build().unwrap();
    assert_eq!(content_type(&request).as_deref(), Some("text/plain;charset=latin1"));
    let request = post(Body::text()).build().unwrap();
    assert_eq!(content_type(&request).as_deref(), Some("text/plain;charset=UTF-8"));
    let request = post(Body::url_search_params()).build().unwrap();
    assert_eq!(content_type(&request).as_deref(), Some("application/x-www-form-urlencoded;charset=UTF-8"));
}

/// The safelist looks at the corrected type: here it becomes safe, as the parameter that is too long goes.
#[test]
fn the_safelist_sees_the_result() {
    let long = format!("text/plain;charset={}", "x".repeat(200));
    let is_unsafe = |body: Given| has_cors_unsafe_request_header(send("POST", &[&long], body).headers());
    assert!(is_unsafe(Given::Source(Body::source())));
    assert!(!is_unsafe(Given::Source(Body::text())));
    assert!(!is_unsafe(Given::Document(XhrDocument::Xml)));
    // The document's own type needs permission.
    let own = send("POST", &[], Given::Document(XhrDocument::Html));
    assert!(has_cors_unsafe_request_header(own.headers()));
}

#[test]
fn a_body_with_a_type_that_is_no_header_value() {
    let xhr = xhr("POST").body(Body::source().with_type("a\nb"));
    assert!(xhr.build().is_err());
    assert!(
        self::xhr("POST")
            .header("content-type", "a/b")
            .body(Body::source().with_type("a\nb"))
            .build()
            .is_ok()
    );
}
