//! The request builder: what a page's call throws, in its order, and what it makes of headers and body.

use std::sync::Arc;

use crate::scenario::Build;
use fetch_cors::header::InvalidHeader;
use fetch_cors::request::{Body, BodyKind, CacheMode, FetchBuilder, Mode, Request, RequestError};
use fetch_cors::site::Sites;
use fetch_cors::{Client, Origin};

/// Nobody's list: no domain is registrable.
#[derive(Debug)]
struct NoSites;

impl Sites for NoSites {
    fn registrable_domain<'d>(&self, _: &'d str) -> Option<&'d str> {
        None
    }
}

const URL: &str = "https://api.example/";

fn page() -> Client {
    Client::with_sites(Origin::parse("https://app.example").unwrap(), Arc::new(NoSites))
}

/// The name of an error, and what it is about.
fn describe(error: &RequestError) -> (&'static str, String) {
    match error {
        RequestError::InvalidUrl { url, .. } => ("URL", url.clone()),
        RequestError::UrlIncludesCredentials { url } => ("credentials", url.clone()),
        RequestError::ModeNotForScript { mode } => ("mode", mode.to_string()),
        RequestError::InvalidMethod(invalid) => {
            ("method", String::from_utf8_lossy(&invalid.method).into_owned())
        }
        RequestError::ForbiddenMethod { method } => ("forbidden method", method.to_string()),
        RequestError::MethodNeedsCors { method } => ("method needs CORS", method.to_string()),
        RequestError::InvalidHeader(InvalidHeader::Name { name }) => {
            ("header name", String::from_utf8_lossy(name).into_owned())
        }
        RequestError::InvalidHeader(InvalidHeader::Value { name, value }) => {
            let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
            ("header value", format!("{}: {}", text(name), text(value)))
        }
        RequestError::BodyNotAllowed { method } => ("body", method.to_string()),
        RequestError::StreamNeedsCors => ("stream", String::new()),
        RequestError::StreamNeedsNoKeepalive => ("keepalive", String::new()),
        RequestError::OnlyIfCachedNeedsSameOrigin { mode } => ("only-if-cached", mode.to_string()),
        error => panic!("{error}"),
    }
}

fn refused(row: &str, builder: &impl Build, kind: &str, about: &str) {
    let error = builder.clone().build().expect_err(row);
    assert_eq!(describe(&error), (kind, about.to_owned()), "{row}: {error}");
    assert!(!error.to_string().is_empty());
}

fn headers(request: &Request) -> Vec<(String, String)> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    request.headers().iter().map(|(name, value)| (text(name), text(value))).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn urls() {
    // The text, and what an error says of it: nothing that may be a secret.
    let unparsable = [
        ("", ""),
        ("/", "/"),
        ("/a", "/a"),
        ("a", "a"),
        ("?q", "?…"),
        ("#f", "#…"),
        ("//api.example/", "//api.example/"),
        ("https://", "https://"),
        ("https://[", "https://["),
        ("http://a b/", "http://a b/"),
        ("https://a:b/", "https://a:b/"),
        ("1https://a/", "1https://a/"),
        ("https://%zz/", "https://%zz/"),
        ("https://user:pw@a b/c?d#e", "https://…@a b/c?…"),
        ("https:user:pw@a b/#e?d", "https://…@a b/#…"),
        ("//user:pw@a b/", "…@a b/"),
        ("https://a b/c@d/", "https://…@d/"),
    ];
    for (text, said) in unparsable {
        refused("fetch", &page().fetch(text), "URL", said);
        refused("XMLHttpRequest", &page().xml_http_request("GET", text), "URL", said);
        refused("request", &page().unchecked_request(text), "URL", said);
    }
    let with_credentials = [
        ("https://u@api.example/", "https://api.example/"),
        ("https://u:p@api.example/", "https://api.example/"),
        ("https://:p@api.example/?q", "https://api.example/?…"),
        ("ftp://u@a.example/#f", "ftp://a.example/"),
    ];
    for (text, said) in with_credentials {
        refused("fetch", &page().fetch(text), "credentials", said);
        // Only fetch() minds.
        assert!(page().xml_http_request("GET", text).build().is_ok(), "{text}");
        assert!(page().unchecked_request(text).build().is_ok(), "{text}");
    }
    let fine = [
        ("https://api.example", "https://api.example/"),
        (" HTTPS://API.example:443/../a b#c ", "https://api.example/a%20b#c"),
        ("https://@api.example/", "https://api.example/"),
        ("https://:@api.example/", "https://api.example/"),
        ("https:api.example", "https://api.example/"),
        ("data:,x", "data:,x"),
        ("about:blank", "about:blank"),
        ("custom:x", "custom:x"),
        ("blob:https://u@a.example/0", "blob:https://u@a.example/0"),
    ];
    for (text, expected) in fine {
        let request = page().fetch(text).build().unwrap();
        assert_eq!(request.current_url().as_str(), expected);
        assert_eq!(request.url_list().len(), 1);
    }
}

#[test]
fn modes() {
    for &mode in Mode::ALL {
        let builder = page().fetch(URL).mode(mode);
        match mode {
            Mode::SameOrigin | Mode::Cors | Mode::NoCors => {
                assert_eq!(builder.build().unwrap().mode(), mode);
            }
            _ => {
                refused("fetch", &builder, "mode", mode.as_str());
            }
        }
        assert_eq!(page().unchecked_request(URL).mode(mode).build().unwrap().mode(), mode);
    }
}

/// What `fetch()` says of a cache mode and of keepalive. Others may have what they ask for.
#[test]
fn cache_modes_and_keepalive() {
    let only = page().fetch(URL).cache(CacheMode::OnlyIfCached);
    refused("fetch", &only, "only-if-cached", "cors");
    let at_home = only.mode(Mode::SameOrigin).build().unwrap();
    assert_eq!(at_home.cache_mode(), CacheMode::OnlyIfCached);
    let of_the_host = page().unchecked_request(URL).mode(Mode::Cors).cache(CacheMode::OnlyIfCached);
    assert_eq!(of_the_host.build().unwrap().cache_mode(), CacheMode::OnlyIfCached);

    let stream = page().fetch(URL).method("POST").body(Body::stream());
    refused("fetch", &stream.clone().keepalive(true), "keepalive", "");
    assert!(!stream.build().unwrap().keepalive());
    assert!(page().fetch(URL).keepalive(true).build().unwrap().keepalive());
}

/// What a host says of a navigation, and may still change in a request.
#[test]
fn what_the_host_says() {
    for (activated, initiated) in [(false, false), (true, false), (false, true)] {
        let navigation = page().navigation(URL).user_activation(activated).user_initiated(initiated);
        let request = navigation.build().unwrap();
        assert_eq!((request.user_activation(), request.user_initiated()), (activated, initiated));
    }
    let mut request = page().fetch(URL).header("x-a", "1").build().unwrap();
    request.unguarded_headers().append(b"Range", b"bytes=0-1").unwrap();
    assert_eq!(headers(&request), pairs(&[("x-a", "1"), ("Range", "bytes=0-1")]));
}

/// The method as given, and what becomes of it for `fetch()` with CORS: the method, or the error's name.
#[test]
fn methods() {
    let rows: [(&[u8], Result<&str, &str>); 38] = [
        (b"GET", Ok("GET")),
        (b"get", Ok("GET")),
        (b"gEt", Ok("GET")),
        (b"head", Ok("HEAD")),
        (b"post", Ok("POST")),
        (b"put", Ok("PUT")),
        (b"Delete", Ok("DELETE")),
        (b"options", Ok("OPTIONS")),
        (b"patch", Ok("patch")),
        (b"pAtCh", Ok("pAtCh")),
        (b"PATCH", Ok("PATCH")),
        (b"chicken", Ok("chicken")),
        (b"query", Ok("query")),
        (b"*", Ok("*")),
        (b"!#$%&'*+-.^_`|~09AZaz", Ok("!#$%&'*+-.^_`|~09AZaz")),
        (b"CONNECTS", Ok("CONNECTS")),
        (b"TRAC", Ok("TRAC")),
        (b"CONNECT", Err("forbidden method")),
        (b"connect", Err("forbidden method")),
        (b"TRACE", Err("forbidden method")),
        (b"trace", Err("forbidden method")),
        (b"Track", Err("forbidden method")),
        (b"TRACK", Err("forbidden method")),
        (b"", Err("method")),
        (b" ", Err("method")),
        (b" GET", Err("method")),
        (b"GET ", Err("method")),
        (b"GET\n", Err("method")),
        (b"G T", Err("method")),
        (b"GET/", Err("method")),
        (b"GET:", Err("method")),
        (b"\"GET\"", Err("method")),
        (b"GET,POST", Err("method")),
        (b"G\0T", Err("method")),
        (b"G\x7fT", Err("method")),
        (b"G\xcbT", Err("method")),
        (b"G\xc3\x8bT", Err("method")),
        (b"(GET)", Err("method")),
    ];
    for (method, expected) in rows {
        let text = String::from_utf8_lossy(method);
        match expected {
            Ok(name) => {
                for request in [
                    page().fetch(URL).method(method).made(),
                    page().fetch(URL).method(method).mode(Mode::SameOrigin).made(),
                    page().xml_http_request(method, URL).made(),
                    page().unchecked_request(URL).method(method).made(),
                ] {
                    assert_eq!(request.method().as_str(), name, "{text:?}");
                }
            }
            Err(kind) => {
                refused("fetch", &page().fetch(URL).method(method), kind, &text);
                refused("no-cors", &page().fetch(URL).method(method).mode(Mode::NoCors), kind, &text);
                refused("XMLHttpRequest", &page().xml_http_request(method, URL), kind, &text);
                let own = page().unchecked_request(URL).method(method);
                if kind == "method" {
                    refused("request", &own, kind, &text);
                } else {
                    // The host may do what script may not.
                    assert_eq!(own.build().unwrap().method().as_str(), text);
                }
            }
        }
    }
    // Byte by byte: a method is a token.
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    for byte in 0..=255 {
        let built = page().fetch(URL).method([b'A', byte]).build();
        assert_eq!(built.is_ok(), token(byte), "{byte:#x}");
    }
    let long = "X".repeat(100_000);
    assert_eq!(page().fetch(URL).method(&long).build().unwrap().method().as_str(), long);
}

#[test]
fn methods_without_cors() {
    for (method, expected) in [
        ("GET", Ok("GET")),
        ("head", Ok("HEAD")),
        ("Post", Ok("POST")),
        ("put", Err("PUT")),
        ("DELETE", Err("DELETE")),
        ("options", Err("OPTIONS")),
        ("patch", Err("patch")),
        ("PATCH", Err("PATCH")),
    ] {
        let builder = page().fetch(URL).mode(Mode::NoCors).method(method);
        match expected {
            Ok(name) => assert_eq!(builder.build().unwrap().method().as_str(), name),
            Err(name) => refused("no-cors", &builder, "method needs CORS", name),
        }
    }
    assert!(page().unchecked_request(URL).mode(Mode::NoCors).method("PUT").build().is_ok());
}

/// Everything that is wrong, taken away one by one: each time, the next step of the constructor throws.
#[test]
fn order_of_precedence() {
    let bad_headers = |builder: FetchBuilder| builder.header("bad name", "1").header("x", "a\0b");
    let stream = |builder: FetchBuilder| builder.body(Body::stream());
    let rows: [(&str, FetchBuilder, &str, &str); 13] = [
        ("5.2", stream(bad_headers(page().fetch("/a").mode(Mode::Navigate).method("a b"))), "URL", "/a"),
        ("5.2, unlike 5.3", page().fetch("https://u@").mode(Mode::Navigate), "URL", "https://…@"),
        (
            "5.3",
            stream(bad_headers(page().fetch("https://u@a.example/").mode(Mode::Navigate).method("a b"))),
            "credentials",
            "https://a.example/",
        ),
        ("17", stream(bad_headers(page().fetch(URL).mode(Mode::Navigate).method("a b"))), "mode", "navigate"),
        ("25.2", stream(bad_headers(page().fetch(URL).mode(Mode::NoCors).method("a b"))), "method", "a b"),
        (
            "25.2, forbidden",
            stream(bad_headers(page().fetch(URL).mode(Mode::NoCors).method("trace"))),
            "forbidden method",
            "trace",
        ),
        (
            "32.1",
            stream(bad_headers(page().fetch(URL).mode(Mode::NoCors).method("put"))),
            "method needs CORS",
            "PUT",
        ),
        ("33", stream(bad_headers(page().fetch(URL).mode(Mode::NoCors))), "header name", "bad name"),
        ("33, with CORS", stream(bad_headers(page().fetch(URL).method("put"))), "header name", "bad name"),
        (
            "33, first comes first",
            stream(page().fetch(URL).header("ok", "1").header("x", "a\0b").header("bad name", "1")),
            "header value",
            "x: a\0b",
        ),
        ("35", stream(page().fetch(URL).mode(Mode::NoCors)), "body", "GET"),
        ("35, with CORS", stream(page().fetch(URL).method("head")), "body", "HEAD"),
        ("39.2", stream(page().fetch(URL).mode(Mode::NoCors).method("post")), "stream", ""),
    ];
    for (step, builder, kind, about) in rows {
        refused(step, &builder, kind, about);
    }
    assert!(stream(page().fetch(URL).method("post")).build().is_ok());
}

/// In `open()`, the method is looked at before the URL; headers are set after that, one by one.
#[test]
fn order_of_precedence_of_xml_http_request() {
    let rows = [
        ("open 2", page().xml_http_request("a b", "/a").header("bad name", "1"), "method", "a b"),
        (
            "open 3",
            page().xml_http_request("trace", "/a").header("bad name", "1"),
            "forbidden method",
            "trace",
        ),
        ("open 6", page().xml_http_request("PUT", "/a").header("bad name", "1"), "URL", "/a"),
        ("setRequestHeader 4", page().xml_http_request("PUT", URL).header("bad name", "1"), "header name", {
            "bad name"
        }),
    ];
    for (step, builder, kind, about) in rows {
        refused(step, &builder, kind, about);
    }
}

/// A request of the host's own fails with the first mistake, the URL first, and is else what the host says.
#[test]
fn order_of_mistakes_of_the_host() {
    let own = || page().unchecked_request(URL);
    let bad_type = || Body::source().with_type("a\0b");
    let rows = [
        ("URL", page().unchecked_request("/a").method("a b").header("bad name", "1"), "URL", "/a"),
        ("method", own().method("a b").header("bad name", "1").body(bad_type()), "method", "a b"),
        ("header", own().header("bad name", "1").method("a b").body(bad_type()), "header name", "bad name"),
        ("value", own().header("x", "a\0b").header("bad name", "1"), "header value", "x: a\0b"),
        // A later call does not mend it.
        ("again", own().method("a b").method("GET").mode(Mode::Cors), "method", "a b"),
        ("body", own().body(bad_type()), "header value", "Content-Type: a\0b"),
    ];
    for (row, builder, kind, about) in rows {
        refused(row, &builder, kind, about);
    }
    // The content type of a body that has been replaced is not looked at, nor where the headers have one.
    assert!(own().body(bad_type()).body(Body::source()).build().is_ok());
    assert!(own().body(bad_type()).header("content-type", "a/b").build().is_ok());
    for method in ["TRACE", "CONNECT", "GET"] {
        let request = own().method(method).body(Body::stream()).header("Cookie", "a=b").made();
        assert_eq!((request.method().as_str(), request.body()), (method, BodyKind::Stream));
        assert_eq!(headers(&request), pairs(&[("Cookie", "a=b")]));
    }
}

/// Name, value, and what is wrong with them.
#[test]
fn header_names_and_values() {
    type Row<'a> = (&'a [u8], &'a [u8], Result<&'a str, &'a str>);
    let rows: [Row<'_>; 27] = [
        (b"x-a", b"1", Ok("1")),
        (b"x-a", b"", Ok("")),
        (b"x-a", b"  1\t", Ok("1")),
        (b"x-a", b"\r\n 1 \n\r", Ok("1")),
        (b"x-a", b" \t\r\n ", Ok("")),
        (b"x-a", b"a b\tc", Ok("a b\tc")),
        (b"x-a", b"\x01\x0b\x0c\x1f\x7f", Ok("\x01\x0b\x0c\x1f\x7f")),
        (b"!#$%&'*+-.^_`|~", b"1", Ok("1")),
        (b"*", b"*", Ok("*")),
        (b"x-a", b"a\0b", Err("header value")),
        (b"x-a", b"\0", Err("header value")),
        (b"x-a", b"a\nb", Err("header value")),
        (b"x-a", b"a\rb", Err("header value")),
        (b"x-a", b"a\r\nx-b: c", Err("header value")),
        (b"", b"1", Err("header name")),
        (b" ", b"1", Err("header name")),
        (b"x a", b"1", Err("header name")),
        (b" x-a", b"1", Err("header name")),
        (b"x-a:", b"1", Err("header name")),
        (b"x-a\n", b"1", Err("header name")),
        (b"x\0a", b"1", Err("header name")),
        (b"x\xe4", b"1", Err("header name")),
        (b"x(a)", b"1", Err("header name")),
        (b"x,a", b"1", Err("header name")),
        (b"\"x\"", b"1", Err("header name")),
        // The name is looked at first.
        (b"x a", b"\0", Err("header name")),
        // A header that would be left out has to be one.
        (b"cookie", b"a\0b", Err("header value")),
    ];
    for (name, value, expected) in rows {
        let all = [
            page().fetch(URL).header(name, value).build(),
            page().fetch(URL).mode(Mode::NoCors).header(name, value).build(),
            page().xml_http_request("GET", URL).header(name, value).build(),
            page().unchecked_request(URL).header(name, value).build(),
        ];
        for (i, built) in all.into_iter().enumerate() {
            let row =
                format!("{:?}: {:?}, {i}", String::from_utf8_lossy(name), String::from_utf8_lossy(value));
            match expected {
                Ok(text) => {
                    // Without CORS, none of them is safe.
                    let left = if i == 1 { vec![] } else { vec![(name, text.as_bytes())] };
                    assert_eq!(built.unwrap().headers().iter().collect::<Vec<_>>(), left, "{row}");
                }
                Err(kind) => assert_eq!(describe(&built.unwrap_err()).0, kind, "{row}"),
            }
        }
    }
    // Bytes above ASCII are kept as they are.
    let request = page().fetch(URL).header("x-a", b"\xe4\xff").build().unwrap();
    assert_eq!(request.headers().iter().next(), Some((&b"x-a"[..], &b"\xe4\xff"[..])));
}

/// Headers that script may not set are left out without a word.
#[test]
fn forbidden_headers() {
    let forbidden = [
        ("Accept-Charset", "1"),
        ("Accept-Encoding", "1"),
        ("Access-Control-Request-Headers", "1"),
        ("Access-Control-Request-Method", "1"),
        ("Connection", "1"),
        ("Content-Length", "1"),
        ("Cookie", "1"),
        ("cookie2", "1"),
        ("Date", "1"),
        ("DNT", "1"),
        ("Expect", "1"),
        ("HOST", "1"),
        ("Keep-Alive", "1"),
        ("Origin", "1"),
        ("Referer", "1"),
        ("Set-Cookie", "1"),
        ("TE", "1"),
        ("Trailer", "1"),
        ("Transfer-Encoding", "1"),
        ("Upgrade", "1"),
        ("Via", "1"),
        ("Proxy-", "1"),
        ("pRoXy-Authorization", "1"),
        ("Sec-", "1"),
        ("sec-fetch-mode", "1"),
        ("X-HTTP-Method", "TRACE"),
        ("X-HTTP-Method-Override", "track"),
        ("x-method-override", "GET, connect ,POST"),
    ];
    for (name, value) in forbidden {
        for request in [
            page().fetch(URL).header(name, value).made(),
            page().fetch(URL).mode(Mode::SameOrigin).header(name, value).made(),
            page().fetch(URL).mode(Mode::NoCors).header(name, value).made(),
            page().xml_http_request("GET", URL).header(name, value).made(),
        ] {
            assert_eq!(headers(&request), [], "{name}: {value}");
        }
        let own = page().unchecked_request(URL).header(name, value).build().unwrap();
        assert_eq!(headers(&own), pairs(&[(name, value)]));
    }
    let allowed = [
        ("User-Agent", "1"),
        ("Authorization", "1"),
        ("Accept", "\"\""),
        ("Cookies", "1"),
        ("Proxy", "1"),
        ("Sec", "1"),
        ("Set-Cookie2", "1"),
        ("Range", "bytes=0-"),
        ("X-HTTP-Method", "DELETE"),
        ("X-HTTP-Method-Override", "TRACES"),
        ("X-Method-Override", "\"TRACE\""),
        ("X-Method", "TRACE"),
    ];
    for (name, value) in allowed {
        let expected = pairs(&[(name, value)]);
        for request in [
            page().fetch(URL).header(name, value).made(),
            page().fetch(URL).mode(Mode::SameOrigin).header(name, value).made(),
            page().xml_http_request("GET", URL).header(name, value).made(),
        ] {
            assert_eq!(headers(&request), expected, "{name}: {value}");
        }
    }
}

/// Headers set by script, and those left: with CORS, and without.
#[test]
fn guards() {
    type List<'a> = &'a [(&'a str, &'a str)];
    let half = "a".repeat(63);
    let long = "a".repeat(128);
    let longer = "a".repeat(129);
    let rows: [(List<'_>, List<'_>, List<'_>); 19] = [
        (&[], &[], &[]),
        (&[("X-A", "1")], &[("X-A", "1")], &[]),
        (&[("Accept", "a/b")], &[("Accept", "a/b")], &[("Accept", "a/b")]),
        (&[("aCCEPT", "a/b")], &[("aCCEPT", "a/b")], &[("aCCEPT", "a/b")]),
        (&[("Accept", "\"")], &[("Accept", "\"")], &[]),
        (&[("Accept-Language", "de")], &[("Accept-Language", "de")], &[("Accept-Language", "de")]),
        (&[("Content-Language", "_")], &[("Content-Language", "_")], &[]),
        (
            &[("Content-Type", "text/plain")],
            &[("Content-Type", "text/plain")],
            &[("Content-Type", "text/plain")],
        ),
        (&[("Content-Type", "application/json")], &[("Content-Type", "application/json")], &[]),
        (&[("Authorization", "x")], &[("Authorization", "x")], &[]),
        // Safelisted with CORS, but only a user agent may set it without.
        (&[("Range", "bytes=0-")], &[("Range", "bytes=0-")], &[]),
        // Names keep the case in which they first stand, and repeated ones stay apart.
        (&[("X-A", "1"), ("x-a", "2")], &[("X-A", "1"), ("X-A", "2")], &[]),
        (
            &[("Accept", "a"), ("accept", "b")],
            &[("Accept", "a"), ("Accept", "b")],
            &[("Accept", "a"), ("Accept", "b")],
        ),
        // Without CORS, they are judged together: 128 bytes with comma and space, then 130.
        (
            &[("Accept", &half), ("Accept", &half)],
            &[("Accept", &half), ("Accept", &half)],
            &[("Accept", &half), ("Accept", &half)],
        ),
        (
            &[("Accept", &half), ("Accept", &half), ("Accept", "")],
            &[("Accept", &half), ("Accept", &half), ("Accept", "")],
            &[("Accept", &half), ("Accept", &half)],
        ),
        (
            &[("Accept", &long), ("Accept-Language", &long)],
            &[("Accept", &long), ("Accept-Language", &long)],
            { &[("Accept", &long), ("Accept-Language", &long)] },
        ),
        (&[("Accept", &longer)], &[("Accept", &longer)], &[]),
        (
            &[("Content-Type", "text/plain"), ("Content-Type", "text/plain")],
            &[("Content-Type", "text/plain"), ("Content-Type", "text/plain")],
            &[("Content-Type", "text/plain")],
        ),
        // One that is left out does not stand in the way of a later one.
        (
            &[("Content-Type", "a/b"), ("Cookie", "a"), ("Content-Type", "text/plain")],
            &[("Content-Type", "a/b"), ("Content-Type", "text/plain")],
            &[("Content-Type", "text/plain")],
        ),
    ];
    for (given, with_cors, without_cors) in rows {
        for (mode, expected) in
            [(Mode::Cors, with_cors), (Mode::SameOrigin, with_cors), (Mode::NoCors, without_cors)]
        {
            let builder = page().fetch(URL).mode(mode);
            let builder = given.iter().fold(builder, |builder, (name, value)| builder.header(name, value));
            assert_eq!(headers(&builder.build().unwrap()), pairs(expected), "{given:?}, {mode}");
        }
    }
}

/// Mode, script's content type, the body's, and the headers.
#[test]
fn content_type() {
    let plain = "text/plain;charset=UTF-8";
    let json = "application/json";
    type Row<'a> = (Mode, Option<&'a str>, Option<&'a str>, &'a [&'a str]);
    let rows: [Row<'_>; 14] = [
        (Mode::Cors, None, None, &[]),
        (Mode::Cors, None, Some(plain), &[plain]),
        (Mode::Cors, None, Some(json), &[json]),
        (Mode::Cors, Some(json), Some(plain), &[json]),
        (Mode::Cors, Some(""), Some(plain), &[""]),
        (Mode::Cors, Some(json), None, &[json]),
        (Mode::SameOrigin, None, Some(json), &[json]),
        (Mode::SameOrigin, Some(plain), Some(json), &[plain]),
        (Mode::NoCors, None, Some(plain), &[plain]),
        (Mode::NoCors, None, Some(json), &[]),
        (Mode::NoCors, Some("text/plain"), Some(plain), &["text/plain"]),
        // Script's own is left out, so the body's stands.
        (Mode::NoCors, Some(json), Some(plain), &[plain]),
        (Mode::NoCors, Some(json), Some(json), &[]),
        (Mode::NoCors, Some("text/plain"), Some(json), &["text/plain"]),
    ];
    for (mode, given, of_body, expected) in rows {
        for name in ["Content-Type", "content-type", "CONTENT-TYPE"] {
            let body = of_body.map_or(Body::source(), |value| Body::source().with_type(value));
            let mut builder = page().fetch(URL).mode(mode).method("POST").body(body);
            if let Some(value) = given {
                builder = builder.header(name, value);
            }
            let request = builder.build().unwrap();
            let row = format!("{mode}, {given:?}, {of_body:?}");
            let values: Vec<String> = headers(&request).into_iter().map(|(_, value)| value).collect();
            assert_eq!(values, expected, "{row}");
            assert!(request.headers().iter().all(|(n, _)| n.eq_ignore_ascii_case(b"content-type")), "{row}");
            assert_eq!(request.body(), BodyKind::Source, "{row}");
        }
    }
    // No body, no content type.
    assert_eq!(headers(&page().fetch(URL).method("POST").build().unwrap()), []);
    // The host's own requests and XMLHttpRequest append it where there is none, too.
    let body = || Body::source().with_type(json);
    let own = || page().unchecked_request(URL).method("POST").body(body());
    let xhr = || page().xml_http_request("POST", URL).body(body());
    for appended in [own().made(), xhr().made()] {
        assert_eq!(headers(&appended), pairs(&[("Content-Type", json)]));
    }
    for kept in [own().header("content-TYPE", "a/b").made(), xhr().header("content-TYPE", "a/b").made()] {
        assert_eq!(headers(&kept), pairs(&[("content-TYPE", "a/b")]));
    }
}

/// Method, body, mode: the body's kind and the use-CORS-preflight flag, or the error.
#[test]
fn bodies() {
    let (source, stream) = (Body::from(Body::source()), Body::from(Body::stream()));
    type Row<'a> = (&'a str, &'a Body, Mode, Result<(BodyKind, bool), &'a str>);
    let rows: [Row<'_>; 16] = [
        ("POST", &source, Mode::Cors, Ok((BodyKind::Source, false))),
        ("POST", &source, Mode::SameOrigin, Ok((BodyKind::Source, false))),
        ("POST", &source, Mode::NoCors, Ok((BodyKind::Source, false))),
        ("PUT", &source, Mode::Cors, Ok((BodyKind::Source, false))),
        ("DELETE", &source, Mode::Cors, Ok((BodyKind::Source, false))),
        ("OPTIONS", &source, Mode::Cors, Ok((BodyKind::Source, false))),
        ("POST", &stream, Mode::Cors, Ok((BodyKind::Stream, true))),
        ("POST", &stream, Mode::SameOrigin, Ok((BodyKind::Stream, true))),
        ("PATCH", &stream, Mode::Cors, Ok((BodyKind::Stream, true))),
        ("POST", &stream, Mode::NoCors, Err("stream")),
        ("GET", &source, Mode::Cors, Err("body")),
        ("get", &source, Mode::SameOrigin, Err("body")),
        ("HEAD", &source, Mode::NoCors, Err("body")),
        ("GET", &stream, Mode::Cors, Err("body")),
        ("head", &stream, Mode::SameOrigin, Err("body")),
        ("GET", &stream, Mode::NoCors, Err("body")),
    ];
    for (method, body, mode, expected) in rows {
        let built = page().fetch(URL).method(method).mode(mode).body(body.clone()).build();
        let row = format!("{method}, {body:?}, {mode}");
        match expected {
            Ok((kind, flag)) => {
                let request = built.unwrap();
                assert_eq!((request.body(), request.use_cors_preflight()), (kind, flag), "{row}");
            }
            Err(kind) => assert_eq!(describe(&built.unwrap_err()).0, kind, "{row}"),
        }
    }
    let none = page().fetch(URL).method("POST").build().unwrap();
    assert_eq!((none.body(), none.use_cors_preflight()), (BodyKind::None, false));
    // The host's own requests: nothing is refused, and the flag is the host's to set.
    for method in ["GET", "HEAD", "POST"] {
        let request = page().unchecked_request(URL).method(method).body(stream.clone()).build().unwrap();
        assert_eq!((request.body(), request.use_cors_preflight()), (BodyKind::Stream, false), "{method}");
    }
}

/// `setRequestHeader()` combines what it is given for one name.
#[test]
fn xml_http_request_combines() {
    type List<'a> = &'a [(&'a str, &'a str)];
    let rows: [(List<'_>, List<'_>); 11] = [
        (&[], &[]),
        (&[("X-A", "1"), ("x-a", "2"), ("X-a", "3")], &[("X-A", "1, 2, 3")]),
        (&[("x-a", "1"), ("x-b", "2"), ("x-a", "3")], &[("x-a", "1, 3"), ("x-b", "2")]),
        (&[("x-a", ""), ("x-a", "")], &[("x-a", ", ")]),
        (&[("x-a", " 1 "), ("x-a", "\t2\n")], &[("x-a", "1, 2")]),
        (&[("x-a", "1"), ("x-a", " ")], &[("x-a", "1, ")]),
        (&[("Accept", "a/b"), ("accept", "c/d")], &[("Accept", "a/b, c/d")]),
        (&[("Content-Type", "text/plain"), ("content-type", "a/b")], &[("Content-Type", "text/plain, a/b")]),
        (&[("Cookie", "a"), ("x-a", "1"), ("cookie", "b")], &[("x-a", "1")]),
        (&[("X-HTTP-Method", "TRACE")], &[]),
        (&[("X-HTTP-Method", "GET"), ("x-http-method", "PUT")], &[("X-HTTP-Method", "GET, PUT")]),
    ];
    for (given, expected) in rows {
        let builder = page().xml_http_request("POST", URL);
        let builder = given.iter().fold(builder, |builder, (name, value)| builder.header(name, value));
        assert_eq!(headers(&builder.build().unwrap()), pairs(expected), "{given:?}");
    }
    let many = (0..50_000).fold(page().xml_http_request("GET", URL), |builder, i| {
        builder.header(if i % 2 == 0 { "x-a" } else { "X-A" }, "1")
    });
    let request = many.build().unwrap();
    assert_eq!(request.headers().len(), 1);
    assert_eq!(request.headers().iter().next().unwrap().1.len(), 50_000 * 3 - 2);
}

/// Each call of `setRequestHeader()` is judged by itself: one that is left out takes no other with it.
#[test]
fn xml_http_request_judges_each_call() {
    type List<'a> = &'a [(&'a str, &'a str)];
    let rows: [(List<'_>, List<'_>); 3] = [
        (&[("X-HTTP-Method", "GET"), ("X-HTTP-Method", "TRACE")], &[("X-HTTP-Method", "GET")]),
        (&[("X-HTTP-Method", "TRACE"), ("x-http-method", "GET")], &[("x-http-method", "GET")]),
        (&[("X-Method-Override", "a"), ("X-Method-Override", "track"), ("X-Method-Override", "b")], {
            &[("X-Method-Override", "a, b")]
        }),
    ];
    for (given, expected) in rows {
        let builder = page().xml_http_request("POST", URL);
        let builder = given.iter().fold(builder, |builder, (name, value)| builder.header(name, value));
        assert_eq!(headers(&builder.build().unwrap()), pairs(expected), "{given:?}");
    }
}

/// The first call that throws is the one that is reported, with what it was given.
#[test]
fn xml_http_request_throws_at_the_first_call() {
    let get = || page().xml_http_request("GET", URL);
    let rows = [
        (
            "name first",
            get().header("x-a", "1").header("bad name", "1").header("x-a", "a\0b"),
            "header name",
            { "bad name" },
        ),
        ("value first", get().header("x-a", "a\0b").header("bad name", "1"), "header value", "x-a: a\0b"),
        ("second value", get().header("x-a", "1").header("x-a", "a\0b"), "header value", "x-a: a\0b"),
    ];
    for (row, builder, kind, about) in rows {
        refused(row, &builder, kind, about);
    }
}

/// `send()` drops the body of a `GET` or a `HEAD`, and with it its content type.
#[test]
fn xml_http_request_drops_bodies() {
    for (method, kept) in
        [("GET", false), ("head", false), ("POST", true), ("PUT", true), ("DELETE", true), ("patch", true)]
    {
        let body = Body::source().with_type("text/plain");
        let request = page().xml_http_request(method, URL).body(body).build().unwrap();
        let expected = if kept { BodyKind::Source } else { BodyKind::None };
        assert_eq!(request.body(), expected, "{method}");
        assert_eq!(request.headers().contains(b"content-type"), kept, "{method}");
        assert!(!request.use_cors_preflight(), "{method}");
    }
    let listened = page().xml_http_request("POST", URL).upload_listener(true).build().unwrap();
    assert!(listened.use_cors_preflight());
}

#[test]
fn hostile_requests() {
    let many = || (0..50_000).map(|i| (format!("X-{i}"), "1"));
    assert_eq!(page().fetch(URL).headers(many()).build().unwrap().headers().len(), 50_000);
    assert_eq!(page().fetch(URL).mode(Mode::NoCors).headers(many()).build().unwrap().headers().len(), 0);
    assert_eq!(page().xml_http_request("GET", URL).headers(many()).build().unwrap().headers().len(), 50_000);
    assert_eq!(page().unchecked_request(URL).headers(many()).build().unwrap().headers().len(), 50_000);
    let empty =
        (0..50_000).fold(page().fetch(URL).mode(Mode::NoCors), |builder, _| builder.header("Accept", ""));
    // Sixty-five empty values, joined, are 128 bytes.
    assert_eq!(empty.build().unwrap().headers().len(), 65);
    let long = vec![b'a'; 1 << 20];
    let request = page().fetch(URL).header(&long, &long).build().unwrap();
    assert_eq!(request.headers().iter().next(), Some((&long[..], &long[..])));
    let url = format!("{URL}{}", "a".repeat(1 << 20));
    assert_eq!(page().fetch(&url).build().unwrap().current_url().as_str(), url);
}
