//! What script may see of a response: exposed header names, and the four filtered responses.

use fetch_cors::FilteredResponse;
use fetch_cors::filter::cors_exposed_header_names;
use fetch_cors::request::CredentialsMode::{self, Include, Omit, SameOrigin};
use fetch_cors::request::UrlList;
use fetch_cors::response::ResponseType;
use http::{HeaderName, HeaderValue, Response};

const EXPOSE: &str = "Access-Control-Expose-Headers";

/// The seven names that are safelisted whatever the response exposes.
const SAFELISTED: [&str; 7] = [
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "expires",
    "last-modified",
    "pragma",
];

fn response(status: u16, headers: &[(&str, &[u8])]) -> Response<&'static str> {
    let mut response = Response::new("body");
    *response.status_mut() = status.try_into().unwrap();
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        let value = HeaderValue::from_bytes(value).unwrap();
        response.headers_mut().try_append(name, value).unwrap();
    }
    response
}

fn urls(list: &[&str]) -> UrlList {
    let mut urls = list.iter().map(|url| url.parse().unwrap());
    let mut list = UrlList::new(urls.next().unwrap());
    urls.for_each(|url| list.push(url));
    list
}

fn visible<B>(response: &FilteredResponse<B>) -> Vec<String> {
    let headers = response.header_list();
    let mut names: Vec<String> =
        headers.iter().map(|(name, _)| String::from_utf8_lossy(name).into_owned()).collect();
    names.sort();
    names
}

/// The lines of `Access-Control-Expose-Headers`, and the names among the candidates that are exposed to
/// a request without credentials.
#[test]
fn exposed_names() {
    let candidates = ["a", "b", "bb-8", "c", "not", "valid", "set-cookie", "x-a", "*"];
    let rows: [(&[&[u8]], &[&str]); 38] = [
        (&[], &[]),
        (&[b"valid"], &["valid"]),
        (&[b"a,b"], &["a", "b"]),
        (&[b"   a ,  b "], &["a", "b"]),
        (&[b" \t   \t\t a"], &["a"]),
        (&[b"a , "], &["a"]),
        (&[b" , a"], &["a"]),
        (&[b"a, a"], &["a"]),
        (&[b"a, a, b"], &["a", "b"]),
        (&[b"not valid"], &[]),
        (&[b"///"], &[]),
        (&[b"/a/"], &[]),
        (&[b","], &[]),
        (&[b" , "], &[]),
        (&[b""], &[]),
        (&[b" "], &[]),
        (&[b"\xc5\x81"], &[]),
        (&[b"a\xc5\x81, b"], &[]),
        (&[b", bb-8"], &["bb-8"]),
        (&[b", , , bb-8"], &["bb-8"]),
        (&[b", , , bb-8,"], &["bb-8"]),
        (&[b"X-A"], &["x-a"]),
        (&[b"A,B"], &["a", "b"]),
        // One bad element fails them all, over all lines.
        (&[b"a, not valid"], &[]),
        (&[b"a, \"b\""], &[]),
        (&[b"a; b"], &[]),
        (&[b"a", b"b c"], &[]),
        (&[b"/a/", b"b"], &[]),
        (&[b"a, *, not valid"], &[]),
        // Several lines are one list.
        (&[b"a", b"b"], &["a", "b"]),
        (&[b"a", b""], &["a"]),
        (&[b"", b"a"], &["a"]),
        (&[b"a,", b",b"], &["a", "b"]),
        // A star is for everything only if it stands alone between the commas.
        (&[b"a*"], &[]),
        (&[b"x-*"], &[]),
        (&[b"**"], &[]),
        (&[b"'a'"], &[]),
        (&[b"a\x0bb"], &[]),
    ];
    for mode in [Omit, SameOrigin, Include] {
        for (lines, expected) in rows {
            let headers: Vec<(&str, &[u8])> = lines.iter().map(|line| (EXPOSE, *line)).collect();
            let exposed = cors_exposed_header_names(&headers, mode);
            let names: Vec<&str> =
                candidates.into_iter().filter(|name| exposed.contains(name.as_bytes())).collect();
            assert_eq!(names, expected, "{lines:?}, {mode}");
        }
    }
}

#[test]
fn star() {
    let rows: [(&[u8], CredentialsMode, &[&str]); 11] = [
        (b"a, b, *", Omit, &["*", "access-control-expose-headers", "b", "c", "d"]),
        (b"a, b, *", SameOrigin, &["*", "access-control-expose-headers", "b", "c", "d"]),
        (b"a, b, *", Include, &["*", "b"]),
        (b"*", Omit, &["*", "access-control-expose-headers", "b", "c", "d"]),
        (b"*", SameOrigin, &["*", "access-control-expose-headers", "b", "c", "d"]),
        (b"*", Include, &["*"]),
        (b"*, *", Include, &["*"]),
        (b" * ,", Omit, &["*", "access-control-expose-headers", "b", "c", "d"]),
        (b"\"*\"", Omit, &[]),
        (b"*;", Omit, &[]),
        (b"b, * c", Omit, &[]),
    ];
    for (value, mode, expected) in rows {
        let headers: [(&str, &[u8]); 6] =
            [(EXPOSE, value), ("b", b"1"), ("c", b"1"), ("d", b"1"), ("*", b"1"), ("Set-Cookie", b"k=1")];
        let filtered = FilteredResponse::cors(response(200, &headers), None, mode);
        assert_eq!(visible(&filtered), expected, "{:?}, {mode}", String::from_utf8_lossy(value));
    }
}

#[test]
fn safelisted_names_are_seen_always() {
    let mut headers: Vec<(&str, &[u8])> = SAFELISTED.iter().map(|name| (*name, &b"1"[..])).collect();
    let hidden =
        ["content-encoding", "content-range", "date", "etag", "location", "server", "vary", "x-a", "accept"];
    headers.extend(hidden.iter().map(|name| (*name, &b"1"[..])));
    for (expose, mode) in [(None, Omit), (Some(&b"not valid"[..]), Omit), (Some(b"*"), Include)] {
        let mut headers = headers.clone();
        headers.extend(expose.map(|value| (EXPOSE, value)));
        let filtered = FilteredResponse::cors(response(200, &headers), None, mode);
        assert_eq!(visible(&filtered), SAFELISTED, "{expose:?}");
        for name in SAFELISTED {
            assert!(filtered.header(name.to_uppercase()).is_some(), "{name}");
        }
        for name in hidden {
            assert!(filtered.header(name).is_none(), "{name}");
        }
    }
}

/// Cookies are never seen, whatever the response says.
#[test]
fn cookies() {
    let exposing: [(&[u8], CredentialsMode); 6] = [
        (b"Set-Cookie, Set-Cookie2, x-a", Omit),
        (b"set-cookie, set-cookie2, x-a", Include),
        (b"SET-COOKIE,*", SameOrigin),
        (b"*", Omit),
        (b"*, set-cookie, x-a", Include),
        (b"x-a", Omit),
    ];
    for (value, mode) in exposing {
        let headers: [(&str, &[u8]); 5] = [
            (EXPOSE, value),
            ("Set-Cookie", b"a=1"),
            ("Set-Cookie", b"b=1"),
            ("Set-Cookie2", b"c=1"),
            ("X-A", b"1"),
        ];
        let cors = FilteredResponse::cors(response(200, &headers), None, mode);
        let basic = FilteredResponse::basic(response(200, &headers), None);
        for filtered in [cors, basic] {
            let names = visible(&filtered);
            assert!(!names.iter().any(|name| name.starts_with("set-cookie")), "{names:?}");
            assert!(names.contains(&"x-a".to_owned()), "{names:?}");
            for name in ["set-cookie", "Set-Cookie2", "SET-COOKIE"] {
                assert!(filtered.header(name).is_none(), "{name}");
            }
            let received = filtered.hidden_from_script().internal_response().headers();
            let is_cookie = |(name, _): &(&[u8], &[u8])| name.eq_ignore_ascii_case(b"set-cookie");
            assert_eq!(received.iter().filter(is_cookie).count(), 2);
        }
    }
}

#[test]
fn repeated_headers() {
    let headers: [(&str, &[u8]); 4] = [(EXPOSE, b"x-a"), ("X-A", b"1"), ("x-b", b"2"), ("x-a", b"3")];
    let filtered = FilteredResponse::cors(response(200, &headers), None, Omit);
    let seen = filtered.header_list();
    assert_eq!(seen.iter().collect::<Vec<_>>(), [(&b"x-a"[..], &b"1"[..]), (b"x-a", b"3")]);
    assert_eq!(filtered.header("X-a").as_deref().unwrap(), b"1, 3");
    assert!(filtered.header("").is_none() && filtered.header("x a").is_none());
    // As a list, with what white space the `http` crate leaves at the ends taken off.
    let filtered = FilteredResponse::basic(response(200, &[("X-A", b" 1\t"), ("set-cookie", b"c")]), None);
    assert_eq!(filtered.headers().collect::<Vec<_>>(), [(&b"x-a"[..], &b"1"[..])]);
}

/// The four types: what each shows of one and the same response.
#[test]
fn four_types() {
    let headers: [(&str, &[u8]); 4] =
        [(EXPOSE, b"x-a"), ("Content-Type", b"text/plain"), ("X-A", b"1"), ("X-B", b"1")];
    let list = || Some(urls(&["https://a.example/", "https://b.example/c#d"]));
    let of = || response(201, &headers);
    let all = ["access-control-expose-headers", "content-type", "x-a", "x-b"];
    let url = Some("https://b.example/c#d");
    // Response, type, its string, status, ok, headers, URL, redirected, body.
    type Row<'a> = (
        FilteredResponse<&'static str>,
        ResponseType,
        &'a str,
        u16,
        bool,
        &'a [&'a str],
        Option<&'a str>,
        bool,
        Option<&'a &'static str>,
    );
    let rows: [Row<'_>; 4] = [
        (
            FilteredResponse::basic(of(), list()),
            ResponseType::Basic,
            "basic",
            201,
            true,
            &all,
            url,
            true,
            Some(&"body"),
        ),
        (
            FilteredResponse::cors(of(), list(), Omit),
            ResponseType::Cors,
            "cors",
            201,
            true,
            &["content-type", "x-a"],
            url,
            true,
            Some(&"body"),
        ),
        (
            FilteredResponse::opaque(of(), list().unwrap()),
            ResponseType::Opaque,
            "opaque",
            0,
            false,
            &[],
            None,
            false,
            None,
        ),
        (
            FilteredResponse::opaque_redirect(of(), list()),
            ResponseType::OpaqueRedirect,
            "opaqueredirect",
            0,
            false,
            &[],
            url,
            true,
            None,
        ),
    ];
    for (filtered, response_type, name, status, ok, headers, url, redirected, body) in rows {
        assert_eq!(filtered.response_type(), response_type, "{name}");
        assert_eq!((response_type.as_str(), response_type.to_string().as_str()), (name, name));
        assert_eq!((filtered.status(), filtered.ok()), (status, ok), "{name}");
        assert_eq!(visible(&filtered), headers, "{name}");
        assert_eq!(filtered.header("content-type").is_some(), !headers.is_empty(), "{name}");
        assert_eq!(filtered.url().map(url::Url::as_str), url, "{name}");
        assert_eq!(filtered.hidden_from_script().url_list().map(UrlList::len), Some(2), "{name}");
        assert_eq!(filtered.redirected(), redirected, "{name}");
        assert_eq!(filtered.body(), body, "{name}");
        assert_eq!(filtered.hidden_from_script().internal_response().status(), 201, "{name}");
        assert_eq!(filtered.hidden_from_script().internal_response().headers().iter().count(), 4, "{name}");
        let body = body.copied();
        assert_eq!(filtered.into_body(), body, "{name}");
    }
    let opaque = FilteredResponse::opaque(of(), urls(&["https://a.example/"]));
    assert_eq!(opaque.into_hidden_from_script().into_body(), Some("body"));
}

/// A response with another body is otherwise the same.
#[test]
fn other_body() {
    let headers: [(&str, &[u8]); 3] = [(EXPOSE, b"x-a"), ("X-A", b"1"), ("X-B", b"1")];
    let of = || response(404, &headers);
    let list = || Some(urls(&["https://a.example/", "https://b.example/"]));
    let all = [
        FilteredResponse::basic(of(), list()),
        FilteredResponse::cors(of(), list(), Include),
        FilteredResponse::opaque(of(), list().unwrap()),
        FilteredResponse::opaque_redirect(of(), list()),
    ];
    for before in all {
        let seen = visible(&before);
        let (kind, status, url) = (before.response_type(), before.status(), before.url().cloned());
        let hidden = before.body().is_none();
        let after = before.map_body(str::len);
        assert_eq!((after.response_type(), after.status(), after.url()), (kind, status, url.as_ref()));
        assert_eq!(visible(&after), seen, "{kind}");
        assert_eq!(after.body().copied(), Some(4).filter(|_| !hidden), "{kind}");
        // What script may not see is not given to the closure, and nobody gets it any more.
        assert_eq!(after.hidden_from_script().body().copied(), Some(4).filter(|_| !hidden), "{kind}");
    }
}

#[test]
fn statuses() {
    for status in 100..=999 {
        let ok = (200..=299).contains(&status);
        let basic = FilteredResponse::basic(response(status, &[]), None);
        assert_eq!((basic.status(), basic.ok()), (status, ok));
        let cors = FilteredResponse::cors(response(status, &[]), None, Include);
        assert_eq!((cors.status(), cors.ok()), (status, ok));
        let opaque = FilteredResponse::opaque(response(status, &[]), urls(&["https://a.example/"]));
        assert_eq!((opaque.status(), opaque.ok()), (0, false), "{status}");
        let opaque_redirect = FilteredResponse::opaque_redirect(response(status, &[]), None);
        assert_eq!((opaque_redirect.status(), opaque_redirect.ok()), (0, false), "{status}");
    }
}

#[test]
fn redirected() {
    let rows: [(&[&str], bool); 4] = [
        (&["https://a.example/"], false),
        (&["https://a.example/", "https://a.example/b"], true),
        // The same URL again is a redirect, too.
        (&["https://a.example/", "https://a.example/"], true),
        (&["https://a.example/", "https://b.example/", "https://a.example/"], true),
    ];
    for (list, expected) in rows {
        let list = urls(list);
        let last = list.current().clone();
        assert_eq!(list.len(), list.iter().count());
        let basic = FilteredResponse::basic(response(200, &[]), Some(list.clone()));
        let cors = FilteredResponse::cors(response(200, &[]), Some(list.clone()), Omit);
        assert_eq!((basic.redirected(), basic.url()), (expected, Some(&last)));
        assert_eq!((cors.redirected(), cors.url()), (expected, Some(&last)));
        let opaque = FilteredResponse::opaque(response(200, &[]), list);
        assert_eq!((opaque.redirected(), opaque.url()), (false, None));
    }
    let made = FilteredResponse::basic(response(200, &[]), None);
    assert_eq!((made.redirected(), made.url()), (false, None));
}

#[test]
fn what_is_equal_prints_the_same() {
    let names: Vec<String> = (0..20).map(|i| format!("x-{i}")).collect();
    let list = names.join(",");
    let mut headers: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"1"[..])).collect();
    headers.push((EXPOSE, list.as_bytes()));
    let filtered = || format!("{:?}", FilteredResponse::cors(response(200, &headers), None, Include));
    assert_eq!(filtered(), filtered());
}

#[test]
fn hostile_lists() {
    let long = vec!["x-a"; 100_000].join(",");
    let headers: [(&str, &[u8]); 3] = [(EXPOSE, long.as_bytes()), ("x-a", b"1"), ("x-b", b"1")];
    let filtered = FilteredResponse::cors(response(200, &headers), None, Include);
    assert_eq!(visible(&filtered), ["x-a"]);
    let name = "x".repeat(1 << 20);
    let headers: [(&str, &[u8]); 2] = [(EXPOSE, name.as_bytes()), ("x-b", b"1")];
    let filtered = FilteredResponse::cors(response(200, &headers), None, Omit);
    assert_eq!(visible(&filtered), [""; 0]);
    assert!(cors_exposed_header_names(&[(EXPOSE, &name)], Omit).contains(name.as_bytes()));
    // Many headers, each exposed by name.
    let names: Vec<String> = (0..5_000).map(|i| format!("x-{i}")).collect();
    let list = names.join(", ");
    let mut headers: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"1"[..])).collect();
    headers.push((EXPOSE, list.as_bytes()));
    let filtered = FilteredResponse::cors(response(200, &headers), None, Include);
    assert_eq!(visible(&filtered).len(), 5_000);
}

/// Around the number of names up to which each has a bit: the same rule on both sides of it, for every
/// position, repeated names and all.
#[test]
fn few_names_and_many() {
    for count in [1, 2, 31, 32, 62, 63, 64, 65, 66, 130] {
        for listed in [0, count / 2, count - 1] {
            // Names of one length and of several, one value and two; one is safelisted, one forbidden.
            let name = |i: usize| match i {
                _ if i == count / 3 => "content-type".to_owned(),
                _ if i == count / 4 => "set-cookie".to_owned(),
                _ => format!("x-{}{i:03}", "y".repeat(i % 3 * 64)),
            };
            let expose = format!("{}, Set-Cookie, CONTENT-TYPE, x-none", name(listed).to_ascii_uppercase());
            // The list itself is the last of the names.
            let mut headers: Vec<(String, String)> = Vec::new();
            for i in 0..count - 1 {
                headers.extend((0..=i % 2).map(|value| (name(i), value.to_string())));
            }
            headers.push((EXPOSE.to_ascii_lowercase(), expose));
            let pairs: Vec<_> = headers.iter().map(|(n, v)| (n.as_str(), v.as_bytes())).collect();
            let response = response(200, &pairs);
            assert_eq!(response.headers().keys_len(), count);
            let filtered = FilteredResponse::cors(response, None, Include);
            let mut expected: Vec<String> = headers.iter().map(|(n, _)| n.clone()).collect();
            expected.retain(|n| n != "set-cookie" && (n == "content-type" || *n == name(listed)));
            expected.sort();
            assert_eq!(visible(&filtered), expected, "{count} names, {listed} listed");
            for (n, _) in &headers {
                assert_eq!(filtered.header(n).is_some(), expected.contains(n), "{n} of {count}");
            }
        }
    }
}

/// A list that does not parse exposes none of the names before what is wrong, of few and of many.
#[test]
fn a_broken_list_exposes_nothing() {
    for count in [2, 64, 65] {
        let names: Vec<String> = (0..count - 1).map(|i| format!("x-{i}")).collect();
        let mut pairs: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b"1"[..])).collect();
        pairs.push((EXPOSE, b"x-0, *, b c"));
        for mode in [Omit, SameOrigin, Include] {
            let filtered = FilteredResponse::cors(response(200, &pairs), None, mode);
            assert!(visible(&filtered).is_empty(), "{count} names, {mode}");
        }
    }
}
