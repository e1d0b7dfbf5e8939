//! The requests of WebSocket and WebTransport.

use std::sync::Arc;

use crate::scenario::LastTwoLabels;
use fetch_cors::header::Guard;
use fetch_cors::request::{
    CacheMode, CredentialsMode, Destination, Mode, RedirectMode, Referrer, RequestError, ServiceWorkersMode,
};
use fetch_cors::{Client, Exchange, Origin, PreflightCache, Request, Step, Timestamp, fetch};

fn page() -> Client {
    let page = Client::with_sites(Origin::parse("https://app.example").unwrap(), Arc::new(LastTwoLabels));
    page.with_base_url("https://app.example/a/b".parse().unwrap())
}

fn error(result: Result<Request, RequestError>) -> &'static str {
    result.unwrap_err().code()
}

type Headers<'a> = Vec<(&'a str, &'a str)>;

fn headers<'a>(headers: impl Iterator<Item = (&'a [u8], &'a [u8])>) -> Headers<'a> {
    headers.map(|(n, v)| (str::from_utf8(n).unwrap(), str::from_utf8(v).unwrap())).collect()
}

fn exchange(request: Request) -> Exchange {
    match fetch::<()>(request, &mut PreflightCache::new(), Timestamp::ZERO) {
        Step::Send(exchange) => exchange,
        step => panic!("{step:?}"),
    }
}

#[test]
fn urls_of_web_sockets() {
    let rows = [
        ("ws://a.test/b?c", Ok("http://a.test/b?c")),
        ("wss://a.test/", Ok("https://a.test/")),
        ("http://a.test", Ok("http://a.test/")),
        ("https://a.test", Ok("https://a.test/")),
        ("WSS://A.test:443/", Ok("https://a.test/")),
        ("ws://a.test:80/", Ok("http://a.test/")),
        ("ws://a.test:443/", Ok("http://a.test:443/")),
        ("wss://u:p@a.test/", Ok("https://u:p@a.test/")),
        ("c", Ok("https://app.example/a/c")),
        ("//a.test/d", Ok("https://a.test/d")),
        ("ftp://a.test/", Err("websocket-scheme")),
        ("wsss://a.test/", Err("websocket-scheme")),
        ("file:///a", Err("websocket-scheme")),
        ("blob:https://app.example/1", Err("websocket-scheme")),
        ("data:,a#b", Err("websocket-scheme")),
        ("ws://a.test/#b", Err("url-has-fragment")),
        ("wss://a.test/#", Err("url-has-fragment")),
        ("ws://", Err("invalid-url")),
    ];
    for (url, expected) in rows {
        let built = page().websocket(url).build();
        match expected {
            Ok(expected) => assert_eq!(built.unwrap().current_url().as_str(), expected, "{url}"),
            Err(code) => assert_eq!(error(built), code, "{url}"),
        }
    }
    let no_base = Client::with_sites(Origin::parse("https://app.example").unwrap(), Arc::new(LastTwoLabels));
    assert_eq!(error(no_base.websocket("c").build()), "invalid-url");
}

#[test]
fn protocols_of_web_sockets() {
    let rows: [(&[&str], Result<&str, &str>); 10] = [
        (&["v1"], Ok("v1")),
        (&["v1", "v2"], Ok("v1, v2")),
        (&["v1", "V1"], Ok("v1, V1")),
        (&["!#$%&'*+-.^_`|~"], Ok("!#$%&'*+-.^_`|~")),
        (&["v1", "v2", "v1"], Err("repeated-protocol")),
        (&[""], Err("invalid-protocol")),
        (&["a b"], Err("invalid-protocol")),
        (&["a,b"], Err("invalid-protocol")),
        (&["ä"], Err("invalid-protocol")),
        (&["a\r\nb"], Err("invalid-protocol")),
    ];
    for (protocols, expected) in rows {
        let built = page().websocket("wss://a.test/").protocols(protocols.iter().copied()).build();
        match expected {
            Ok(expected) => {
                let value = built.unwrap().headers().get(b"Sec-WebSocket-Protocol").unwrap();
                assert_eq!(value.as_deref(), Some(expected.as_bytes()), "{protocols:?}");
            }
            Err(code) => assert_eq!(error(built), code, "{protocols:?}"),
        }
    }
    // The URL is checked first.
    assert_eq!(error(page().websocket("ftp://a/").protocol("").build()), "websocket-scheme");
    let many = (0..100_000).map(|n| n.to_string());
    assert!(page().websocket("wss://a.test/").protocols(many).build().is_ok());
}

#[test]
fn the_request_of_a_web_socket() {
    let request = page().websocket("wss://a.test/").build().unwrap();
    assert_eq!(request.method(), http::Method::GET);
    assert_eq!((request.mode(), request.credentials_mode()), (Mode::Websocket, CredentialsMode::Include));
    assert_eq!((request.cache_mode(), request.redirect_mode()), (CacheMode::NoStore, RedirectMode::Error));
    assert_eq!(request.service_workers_mode(), ServiceWorkersMode::None);
    assert_eq!(request.referrer(), &Referrer::NoReferrer);
    assert_eq!((request.destination(), request.guard()), (Destination::Empty, Guard::Immutable));
    assert!(!request.unsafe_request() && !request.use_cors_preflight());
    let expected = [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Version", "13")];
    assert_eq!(headers(request.headers().iter()), expected);

    let exchange = exchange(request);
    assert!(!exchange.is_preflight() && exchange.include_credentials());
    assert_eq!(exchange.url().as_str(), "https://a.test/");
    let sent = headers(exchange.headers().iter());
    for header in
        [("Origin", "https://app.example"), ("Sec-Fetch-Mode", "websocket"), ("Upgrade", "websocket")]
    {
        assert!(sent.contains(&header), "{sent:?}");
    }
    let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
    let switched = http::Response::builder().status(101).body(()).unwrap();
    let Step::Done(Ok(response)) = exchange.respond(switched, &mut cache, now) else { panic!() };
    assert_eq!(response.status(), 101);
}

#[test]
fn redirects_of_web_sockets_are_errors() {
    let exchange = exchange(page().websocket("wss://a.test/").build().unwrap());
    let moved = http::Response::builder().status(302).header("location", "/b").body(()).unwrap();
    let step = exchange.respond(moved, &mut PreflightCache::new(), Timestamp::ZERO);
    let Step::Done(Err(error)) = step else { panic!() };
    assert_eq!(error.reason().code(), "redirect-mode-error");
}

#[test]
fn urls_of_web_transport() {
    let rows = [
        ("https://a.test/b?c", Ok("https://a.test/b?c")),
        ("c", Ok("https://app.example/a/c")),
        ("http://a.test/", Err("web-transport-scheme")),
        ("wss://a.test/", Err("web-transport-scheme")),
        ("data:,a#b", Err("web-transport-scheme")),
        ("https://a.test/#b", Err("url-has-fragment")),
        ("https://a.test/#", Err("url-has-fragment")),
        ("https://", Err("invalid-url")),
    ];
    for (url, expected) in rows {
        let built = page().web_transport(url).build();
        match expected {
            Ok(expected) => assert_eq!(built.unwrap().current_url().as_str(), expected, "{url}"),
            Err(code) => assert_eq!(error(built), code, "{url}"),
        }
    }
}

#[test]
fn protocols_of_web_transport() {
    let (longest, too_long) = ("x".repeat(512), "x".repeat(513));
    let quoted = format!("\"{longest}\"");
    let rows: [(&[&str], Result<&str, &str>); 11] = [
        (&["v1"], Ok("\"v1\"")),
        (&["v1", "v 2,;"], Ok("\"v1\", \"v 2,;\"")),
        (&["a\"b\\c"], Ok("\"a\\\"b\\\\c\"")),
        (&[" ~"], Ok("\" ~\"")),
        (&[&longest], Ok(&quoted)),
        (&[&too_long], Err("invalid-protocol")),
        (&[""], Err("invalid-protocol")),
        (&["a\x1f"], Err("invalid-protocol")),
        (&["a\x7f"], Err("invalid-protocol")),
        (&["ä"], Err("invalid-protocol")),
        (&["a", "b", "a"], Err("repeated-protocol")),
    ];
    for (protocols, expected) in rows {
        let built = page().web_transport("https://a.test/").protocols(protocols.iter().copied()).build();
        match expected {
            Ok(expected) => {
                let value = built.unwrap().headers().get(b"WT-Available-Protocols").unwrap();
                assert_eq!(value.as_deref(), Some(expected.as_bytes()), "{protocols:?}");
            }
            Err(code) => assert_eq!(error(built), code, "{protocols:?}"),
        }
    }
}

#[test]
fn headers_of_web_transport() {
    let session = || page().web_transport("https://a.test/");
    let given = [("x-a", " 1 "), ("Cookie", "a=1"), ("Sec-Fetch-Site", "none"), ("X-A", "2"), ("Host", "b")];
    let request = session().headers(given).build().unwrap();
    assert_eq!(headers(request.headers().iter()), [("x-a", "1"), ("x-a", "2")]);
    for name in ["wt-available-protocols", "WT-Available-Protocols"] {
        assert_eq!(error(session().header(name, "x").build()), "protocols-header");
    }
    assert_eq!(error(session().header("a b", "x").build()), "invalid-header");
    assert_eq!(error(session().header("a", "x\ny").build()), "invalid-header");
    // All headers are read before one is refused, and the protocols before the headers.
    let both = session().header("wt-available-protocols", "x").header("a b", "x");
    assert_eq!(error(both.clone().build()), "invalid-header");
    assert_eq!(error(both.protocol("").build()), "invalid-protocol");
}

#[test]
fn the_request_of_web_transport() {
    let request = page().web_transport("https://a.test/").header("x-a", "1").build().unwrap();
    assert_eq!(request.method(), http::Method::CONNECT);
    assert_eq!((request.mode(), request.credentials_mode()), (Mode::Webtransport, CredentialsMode::Omit));
    assert_eq!((request.cache_mode(), request.redirect_mode()), (CacheMode::NoStore, RedirectMode::Error));
    assert_eq!(request.service_workers_mode(), ServiceWorkersMode::None);
    assert_eq!(request.referrer(), &Referrer::NoReferrer);
    assert_eq!((request.destination(), request.guard()), (Destination::Empty, Guard::Immutable));
    let exchange = exchange(request);
    assert!(!exchange.is_preflight() && !exchange.include_credentials());
    assert!(headers(exchange.headers().iter()).contains(&("Origin", "https://app.example")));
}

#[test]
fn builders_print_no_secrets() {
    let socket = page().websocket("wss://user:password@a.test/b?token").protocol("token");
    let session =
        page().web_transport("https://user:password@a.test/b?token").header("Authorization", "token");
    let session = session.protocol("token");
    for printed in [format!("{socket:?}"), format!("{session:?}")] {
        assert!(!printed.contains("password") && !printed.contains("token"), "{printed}");
    }
    let invalid = page().websocket("wss://a.test/").protocols(["a", "to ken"]).build().unwrap_err();
    assert_eq!(invalid, RequestError::InvalidProtocol { index: 1 });
    let repeated = page().websocket("wss://a.test/").protocols(["token", "a", "token"]).build().unwrap_err();
    assert_eq!(repeated, RequestError::RepeatedProtocol { index: 2 });
    let fragment = page().websocket("wss://user:password@a.test/b?token#token").build().unwrap_err();
    assert!(
        !fragment.to_string().contains("token") && !fragment.to_string().contains("password"),
        "{fragment}"
    );
}
