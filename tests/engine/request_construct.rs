//! `new Request(input, init)`: what it throws, what it keeps of another request, and what it sets.

use std::sync::Arc;

use fetch_cors::header::Guard;
use fetch_cors::request::{
    Body, BodyKind, CacheMode, CredentialsMode, Destination, Mode, NetworkPartitionKey, RedirectMode,
    ReferrerPolicy, RequestError, RequestInit, RequestInput, ServiceWorkersMode,
};
use fetch_cors::site::{Site, Sites};
use fetch_cors::{Client, Hop, Origin, PreflightCache, Request, Step, Timestamp, fetch};
use url::Url;

/// Nobody's list: no domain is registrable.
#[derive(Debug)]
struct NoSites;

impl Sites for NoSites {
    fn registrable_domain<'d>(&self, _: &'d str) -> Option<&'d str> {
        None
    }
}

const URL: &str = "https://api.example/";

fn client(origin: &str) -> Client {
    Client::with_sites(Origin::parse(origin).unwrap(), Arc::new(NoSites))
}

fn page() -> Client {
    client("https://app.example")
}

/// An init that is as `set` makes it.
fn init(set: impl FnOnce(&mut RequestInit)) -> RequestInit {
    let mut init = RequestInit::default();
    set(&mut init);
    init
}

fn of_url(url: &str, init: &RequestInit) -> Result<Request, RequestError> {
    Request::construct(&page(), RequestInput::Url(url), init)
}

fn of_request(input: &Request, init: &RequestInit) -> Result<Request, RequestError> {
    Request::construct(&page(), RequestInput::Request(input), init)
}

fn headers(request: &Request) -> Vec<(&str, &str)> {
    let text = |bytes| std::str::from_utf8(bytes).unwrap();
    request.headers().iter().map(|(name, value)| (text(name), text(value))).collect()
}

fn pairs(headers: &[(&str, &str)]) -> Option<Vec<(Vec<u8>, Vec<u8>)>> {
    Some(headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
}

/// Base URL, input, and the URL; `Err` for a URL that includes credentials, `None` if it does not parse.
#[test]
fn urls() {
    type Row<'a> = (Option<&'a str>, &'a str, Option<Result<&'a str, ()>>);
    let base = Some("https://app.example/a/b?c#d");
    let rows: [Row<'_>; 19] = [
        (None, "https://api.example", Some(Ok("https://api.example/"))),
        (None, "/x", None),
        (None, "", None),
        (base, "https://api.example", Some(Ok("https://api.example/"))),
        (base, "", Some(Ok("https://app.example/a/b?c"))),
        (base, "x", Some(Ok("https://app.example/a/x"))),
        (base, "../x", Some(Ok("https://app.example/x"))),
        (base, "?x", Some(Ok("https://app.example/a/b?x"))),
        (base, "#x", Some(Ok("https://app.example/a/b?c#x"))),
        (base, "//api.example/x", Some(Ok("https://api.example/x"))),
        (base, "\\\\api.example\\x", Some(Ok("https://api.example/x"))),
        (base, "//u@api.example/", Some(Err(()))),
        (base, "//:p@api.example/", Some(Err(()))),
        (base, "//@api.example/", Some(Ok("https://api.example/"))),
        (base, "https://", None),
        (base, "//[", None),
        // The base URL's own user counts, where it is taken over.
        (Some("https://u:p@app.example/"), "x", Some(Err(()))),
        (Some("https://u:p@app.example/"), "//app.example/x", Some(Ok("https://app.example/x"))),
        (Some("data:,x"), "x", None),
    ];
    for (base, url, expected) in rows {
        let base: Option<Url> = base.map(|base| base.parse().unwrap());
        let page = base.iter().fold(page(), |page, base| page.with_base_url(base.clone()));
        let built = Request::construct(&page, RequestInput::Url(url), &RequestInit::default());
        let row = format!("{url:?} beside {base:?}");
        match (expected, built) {
            (Some(Ok(expected)), Ok(built)) => {
                assert_eq!(built.current_url().as_str(), expected, "{row}");
            }
            (Some(Err(())), Err(RequestError::UrlIncludesCredentials { url: given })) => {
                let mut parsed = Url::options().base_url(base.as_ref()).parse(url).unwrap();
                parsed.set_username("").unwrap();
                parsed.set_password(None).unwrap();
                assert_eq!(given, parsed.as_str());
            }
            (None, Err(RequestError::InvalidUrl { url: given, .. })) => assert_eq!(given, url),
            (_, built) => panic!("{row}: {built:?}"),
        }
    }
}

/// However many slashes a URL beside a special one begins with, its authority follows.
#[test]
fn more_than_two_slashes() {
    let page = page().with_base_url("https://app.example/a/b".parse().unwrap());
    for url in ["///api.example/x", "////api.example/x", "\\\\\\api.example/x"] {
        let built = Request::construct(&page, RequestInput::Url(url), &RequestInit::default());
        assert_eq!(built.unwrap().current_url().as_str(), "https://api.example/x", "{url}");
    }
}

#[test]
fn of_a_string() {
    let request = of_url(URL, &RequestInit::default()).unwrap();
    assert_eq!(request.guard(), Guard::Request);
    assert_eq!(request.method(), http::Method::GET);
    assert_eq!(request.origin().as_str(), "https://app.example");
    assert_eq!((request.mode(), request.credentials_mode()), (Mode::Cors, CredentialsMode::SameOrigin));
    assert_eq!((request.redirect_mode(), request.cache_mode()), (RedirectMode::Follow, CacheMode::Default));
    assert_eq!(request.service_workers_mode(), ServiceWorkersMode::All);
    assert_eq!(
        (request.destination(), request.referrer_policy()),
        (Destination::Empty, ReferrerPolicy::Empty)
    );
    assert_eq!((request.body(), request.headers().len()), (BodyKind::None, 0));
    assert!(request.unsafe_request() && !request.use_cors_preflight());
    assert!(!request.use_url_credentials() && !request.keepalive());
}

#[test]
fn members() {
    for &mode in Mode::ALL {
        let built = of_url(URL, &init(|init| init.mode = Some(mode)));
        match mode {
            Mode::SameOrigin | Mode::Cors | Mode::NoCors => assert_eq!(built.unwrap().mode(), mode),
            _ => assert_eq!(built.unwrap_err(), RequestError::ModeNotForScript { mode }),
        }
    }
    for &mode in CredentialsMode::ALL {
        let built = of_url(URL, &init(|init| init.credentials = Some(mode))).unwrap();
        assert_eq!(built.credentials_mode(), mode);
    }
    for &mode in RedirectMode::ALL {
        let built = of_url(URL, &init(|init| init.redirect = Some(mode))).unwrap();
        assert_eq!(built.redirect_mode(), mode);
    }
    for &policy in ReferrerPolicy::ALL {
        let built = of_url(URL, &init(|init| init.referrer_policy = Some(policy))).unwrap();
        assert_eq!(built.referrer_policy(), policy);
    }
    for keepalive in [false, true] {
        let built = of_url(URL, &init(|init| init.keepalive = Some(keepalive))).unwrap();
        assert_eq!(built.keepalive(), keepalive);
    }
    for (given, expected) in [("post", "POST"), ("patch", "patch"), ("HEAD", "HEAD")] {
        let built = of_url(URL, &init(|init| init.method = Some(given.into()))).unwrap();
        assert_eq!(built.method().as_str(), expected);
    }
}

#[test]
fn cache_modes() {
    for &cache in CacheMode::ALL {
        for mode in [None, Some(Mode::SameOrigin), Some(Mode::Cors), Some(Mode::NoCors)] {
            let built = of_url(
                URL,
                &init(|init| {
                    init.cache = Some(cache);
                    init.mode = mode;
                }),
            );
            if cache == CacheMode::OnlyIfCached && mode != Some(Mode::SameOrigin) {
                let mode = mode.unwrap_or(Mode::Cors);
                assert_eq!(built.unwrap_err(), RequestError::OnlyIfCachedNeedsSameOrigin { mode });
            } else {
                assert_eq!(built.unwrap().cache_mode(), cache);
            }
        }
    }
    // One that was possible is not any more when the mode changes.
    let input = page().fetch(URL).mode(Mode::SameOrigin).build().unwrap();
    let only = of_request(&input, &init(|init| init.cache = Some(CacheMode::OnlyIfCached))).unwrap();
    let to_cors = of_request(&only, &init(|init| init.mode = Some(Mode::Cors)));
    assert_eq!(to_cors.unwrap_err(), RequestError::OnlyIfCachedNeedsSameOrigin { mode: Mode::Cors });
}

/// Everything that is wrong, taken away one by one: each time, the next step throws.
#[test]
fn order_of_precedence() {
    let mut all = init(|init| {
        init.mode = Some(Mode::Navigate);
        init.cache = Some(CacheMode::OnlyIfCached);
        init.method = Some(b"a b".to_vec());
        init.headers = pairs(&[("bad name", "1")]);
        init.body = Some(Body::stream().into());
        init.keepalive = Some(true);
    });
    let refused = |url: &str, init: &RequestInit| of_url(url, init).unwrap_err();
    let step = "5.2";
    assert!(matches!(refused("x", &all), RequestError::InvalidUrl { .. }), "{step}");
    let error = refused("https://u@api.example/", &all);
    assert!(matches!(error, RequestError::UrlIncludesCredentials { .. }), "5.3: {error}");
    assert_eq!(refused(URL, &all), RequestError::ModeNotForScript { mode: Mode::Navigate }, "17");
    all.mode = Some(Mode::NoCors);
    let error = refused(URL, &all);
    assert_eq!(error, RequestError::OnlyIfCachedNeedsSameOrigin { mode: Mode::NoCors }, "21");
    all.cache = None;
    assert!(matches!(refused(URL, &all), RequestError::InvalidMethod(_)), "25.2");
    all.method = Some(b"Trace".to_vec());
    assert!(matches!(refused(URL, &all), RequestError::ForbiddenMethod { .. }), "25.2");
    all.method = Some(b"put".to_vec());
    assert_eq!(refused(URL, &all), RequestError::MethodNeedsCors { method: http::Method::PUT }, "32.1");
    all.method = None;
    assert!(matches!(refused(URL, &all), RequestError::InvalidHeader(_)), "33.5");
    all.headers = None;
    assert_eq!(refused(URL, &all), RequestError::BodyNotAllowed { method: http::Method::GET }, "35");
    all.method = Some(b"post".to_vec());
    assert_eq!(refused(URL, &all), RequestError::StreamNeedsNoKeepalive, "37.1");
    all.keepalive = None;
    assert_eq!(refused(URL, &all), RequestError::StreamNeedsDuplex, "39.1");
    all.duplex = true;
    assert_eq!(refused(URL, &all), RequestError::StreamNeedsCors, "39.2");
    all.mode = Some(Mode::Cors);
    assert!(of_url(URL, &all).unwrap().use_cors_preflight(), "39.3");
}

/// A body with a source needs neither duplex nor the absence of keepalive.
#[test]
fn bodies_with_a_source() {
    for mode in [Mode::SameOrigin, Mode::Cors, Mode::NoCors] {
        for duplex in [false, true] {
            let built = of_url(
                URL,
                &init(|init| {
                    init.mode = Some(mode);
                    init.method = Some(b"POST".to_vec());
                    init.body = Some(Body::source().with_type("text/plain").into());
                    init.keepalive = Some(true);
                    init.duplex = duplex;
                }),
            );
            let request = built.unwrap();
            assert_eq!((request.body(), request.use_cors_preflight()), (BodyKind::Source, false), "{mode}");
            assert_eq!(headers(&request), [("Content-Type", "text/plain")], "{mode}");
        }
    }
}

/// A request with everything that there is to keep or to drop.
fn other() -> Request {
    client("https://other.example")
        .unchecked_request("https://api.example/first#f")
        .method("POST")
        .mode(Mode::Cors)
        .header("X-A", "1")
        .header("Cookie", "a=b")
        .header("Range", "bytes=0-")
        .body(Body::source())
        .credentials(CredentialsMode::Include)
        .redirect(RedirectMode::Error)
        .service_workers(ServiceWorkersMode::None)
        .destination(Destination::Image)
        .referrer_policy(ReferrerPolicy::Origin)
        .use_cors_preflight(true)
        .use_url_credentials(true)
        .keepalive(true)
        .build()
        .unwrap()
}

#[test]
fn of_another_request_unchanged() {
    let site = Site::obtain(&Origin::parse("https://top.example").unwrap(), &NoSites);
    let key = NetworkPartitionKey::new(site, None);
    let here = page().with_partition_key(key.clone());
    let input = other();
    let request = Request::construct(&here, RequestInput::Request(&input), &RequestInit::default()).unwrap();
    assert_eq!(request.guard(), Guard::Request);
    // Kept.
    assert_eq!(request.method(), http::Method::POST);
    assert_eq!(request.url_list(), input.url_list());
    assert_eq!((request.mode(), request.credentials_mode()), (Mode::Cors, CredentialsMode::Include));
    assert_eq!(request.redirect_mode(), RedirectMode::Error);
    assert_eq!(request.referrer_policy(), ReferrerPolicy::Origin);
    assert_eq!(request.body(), BodyKind::Source);
    assert_eq!(headers(&request), [("X-A", "1"), ("Cookie", "a=b"), ("Range", "bytes=0-")]);
    assert!(request.keepalive());
    // New.
    assert_eq!(request.client().origin().as_str(), "https://app.example");
    assert_eq!(request.origin().as_str(), "https://app.example");
    assert_eq!(request.partition_key(), Some(&key));
    assert!(request.unsafe_request());
    assert_eq!(request.service_workers_mode(), ServiceWorkersMode::All);
    assert_eq!(request.destination(), Destination::Empty);
    assert!(!request.use_cors_preflight() && !request.use_url_credentials());
}

/// A request's origin is *client* until it is fetched, and that is what `new Request` copies (12h): then it
/// is that of the client that the copy has. One that is fetched has an origin, which stays until it is
/// changed (13.4).
#[test]
fn origins_of_another_request() {
    let origin =
        |input: &Request, init: &RequestInit| of_request(input, init).unwrap().origin().as_str().to_owned();
    let (unchanged, changed) = (RequestInit::default(), init(|init| init.others = true));
    let given = Origin::parse("https://given.example").unwrap();
    let with_origin = client("https://other.example").unchecked_request(URL).origin(given).build().unwrap();
    let fetched = Hop::new(other());
    for (input, kept) in [
        (&other(), "https://app.example"),
        (&with_origin, "https://given.example"),
        (fetched.request(), "https://other.example"),
    ] {
        assert_eq!(origin(input, &unchanged), kept);
        assert_eq!(origin(input, &changed), "https://app.example");
        // And so for a copy of the copy, in a third place.
        let third = client("https://third.example");
        for (init, expected) in [
            (&unchanged, if kept == "https://app.example" { "https://third.example" } else { kept }),
            (&changed, "https://third.example"),
        ] {
            let copy = of_request(input, init).unwrap();
            let copy = Request::construct(&third, RequestInput::Request(&copy), &unchanged).unwrap();
            assert_eq!(copy.origin().as_str(), expected);
        }
    }
}

/// Any member of init makes the request the client's own, and its headers are guarded anew.
#[test]
fn of_another_request_changed() {
    let changes: [(&str, RequestInit); 9] = [
        ("method", init(|init| init.method = Some(b"POST".to_vec()))),
        ("mode", init(|init| init.mode = Some(Mode::Cors))),
        ("credentials", init(|init| init.credentials = Some(CredentialsMode::Include))),
        ("cache", init(|init| init.cache = Some(CacheMode::Default))),
        ("redirect", init(|init| init.redirect = Some(RedirectMode::Error))),
        ("keepalive", init(|init| init.keepalive = Some(true))),
        ("body", init(|init| init.body = Some(Body::source().into()))),
        ("duplex", init(|init| init.duplex = true)),
        ("others", init(|init| init.others = true)),
    ];
    for (member, init) in changes {
        let request = of_request(&other(), &init).unwrap();
        assert_eq!(request.origin().as_str(), "https://app.example", "{member}");
        assert_eq!(request.referrer_policy(), ReferrerPolicy::Empty, "{member}");
        assert_eq!(headers(&request), [("X-A", "1"), ("Range", "bytes=0-")], "{member}");
        assert_eq!(request.current_url().as_str(), "https://api.example/first#f", "{member}");
        assert_eq!((request.redirect_mode(), request.keepalive()), (RedirectMode::Error, true), "{member}");
        assert_eq!(request.credentials_mode(), CredentialsMode::Include, "{member}");
        assert_eq!((request.method(), request.body()), (&http::Method::POST, BodyKind::Source), "{member}");
    }
    let policy = init(|init| init.referrer_policy = Some(ReferrerPolicy::UnsafeUrl));
    assert_eq!(of_request(&other(), &policy).unwrap().referrer_policy(), ReferrerPolicy::UnsafeUrl);
    // Headers given take the place of those there were, be there none.
    let none = init(|init| init.headers = pairs(&[]));
    assert_eq!(headers(&of_request(&other(), &none).unwrap()), []);
    let some = init(|init| init.headers = pairs(&[("Cookie", "1"), ("x-b", "2")]));
    assert_eq!(headers(&of_request(&other(), &some).unwrap()), [("x-b", "2")]);
}

/// A request that was redirected keeps its URLs, until it is changed: then it begins where it had come to.
#[test]
fn of_a_redirected_request() {
    let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
    let first = page().fetch("https://app.example/first").build().unwrap();
    let Step::<()>::Send(exchange) = fetch(first, &mut cache, now) else { panic!("nothing to send") };
    let moved = http::Response::builder().status(302).header("location", "/second").body(()).unwrap();
    let Step::<()>::Redirect(hop) = exchange.respond(moved, &mut cache, now) else { panic!("no redirect") };
    let urls = |request: &Request| -> Vec<String> {
        request.url_list().iter().map(|url| url.path().to_owned()).collect()
    };
    let same = of_request(hop.request(), &RequestInit::default()).unwrap();
    assert_eq!(urls(&same), ["/first", "/second"]);
    let changed = of_request(hop.request(), &init(|init| init.others = true)).unwrap();
    assert_eq!(urls(&changed), ["/second"]);
    assert_eq!((same.redirect_count(), changed.redirect_count()), (0, 0));
}

#[test]
fn of_a_navigation() {
    // A service worker sees it once it is being fetched.
    let hop = Hop::new(client("https://other.example").navigation(URL).build().unwrap());
    let navigation = hop.request();
    let same = of_request(navigation, &RequestInit::default()).unwrap();
    assert_eq!((same.mode(), same.origin().as_str()), (Mode::Navigate, "https://other.example"));
    let changed = of_request(navigation, &init(|init| init.keepalive = Some(false))).unwrap();
    assert_eq!((changed.mode(), changed.origin().as_str()), (Mode::SameOrigin, "https://app.example"));
    let cors = of_request(navigation, &init(|init| init.mode = Some(Mode::Cors))).unwrap();
    assert_eq!(cors.mode(), Mode::Cors);
    assert_eq!(
        of_request(navigation, &init(|init| init.mode = Some(Mode::Navigate))).unwrap_err(),
        RequestError::ModeNotForScript { mode: Mode::Navigate }
    );
}

/// Without CORS, a request that script did not make may have a `Range`, until script changes it.
#[test]
fn without_cors() {
    let mut media = page().video(URL, fetch_cors::request::CorsAttribute::NoCors).build().unwrap();
    media.unguarded_headers().append(b"Range", b"bytes=0-").unwrap();
    media.unguarded_headers().append(b"Accept", b"video/*").unwrap();
    let same = of_request(&media, &RequestInit::default()).unwrap();
    assert_eq!(same.guard(), Guard::RequestNoCors);
    assert_eq!(headers(&same), [("Range", "bytes=0-"), ("Accept", "video/*")]);
    let changed = of_request(&media, &init(|init| init.redirect = Some(RedirectMode::Follow))).unwrap();
    assert_eq!(changed.guard(), Guard::RequestNoCors);
    assert_eq!(headers(&changed), [("Accept", "video/*")]);
    let put = page().unchecked_request(URL).mode(Mode::NoCors).method("PUT").build().unwrap();
    assert_eq!(
        of_request(&put, &RequestInit::default()).unwrap_err(),
        RequestError::MethodNeedsCors { method: http::Method::PUT }
    );
}

/// The body of another request: with which methods it goes, and in which modes a stream does.
#[test]
fn of_another_requests_body() {
    let of = |body: &Body| page().fetch(URL).method("POST").body(body.clone()).build().unwrap();
    for method in ["GET", "head"] {
        let to_get = init(|init| init.method = Some(method.into()));
        let error = of_request(&of(&Body::source().into()), &to_get).unwrap_err();
        assert!(matches!(error, RequestError::BodyNotAllowed { .. }), "{method}: {error}");
    }
    let stream = of(&Body::stream().into());
    // Neither duplex nor keepalive are asked of a body that was there.
    let kept = of_request(&stream, &RequestInit::default()).unwrap();
    assert_eq!((kept.body(), kept.use_cors_preflight()), (BodyKind::Stream, true));
    let alive = of_request(&stream, &init(|init| init.keepalive = Some(true))).unwrap();
    assert_eq!((alive.body(), alive.use_cors_preflight()), (BodyKind::Stream, true));
    let no_cors = of_request(&stream, &init(|init| init.mode = Some(Mode::NoCors)));
    assert_eq!(no_cors.unwrap_err(), RequestError::StreamNeedsCors);
    // A new body takes its place, and with it the flag goes.
    let replaced = of_request(
        &stream,
        &init(|init| {
            init.mode = Some(Mode::NoCors);
            init.body = Some(Body::source().with_type("text/plain").into());
        }),
    );
    let request = replaced.unwrap();
    assert_eq!((request.body(), request.use_cors_preflight()), (BodyKind::Source, false));
    assert_eq!(headers(&request), [("Content-Type", "text/plain")]);
}
