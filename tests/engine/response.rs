//! Responses: what a host passes is what it gets back, and what came from another URL is refused.

use std::error::Error;
use std::io;

use crate::scenario::{API, APP, page};
use fetch_cors::error::{HostError, Phase, Reason};
use fetch_cors::fetch::ServiceWorkerResponse;
use fetch_cors::header::HeaderList;
use fetch_cors::preflight::PreflightCache;
use fetch_cors::request::{
    Body, CacheMode, CorsAttribute, CredentialsMode, Destination, Mode, RedirectMode, ReferrerPolicy,
    ResponseTainting,
};
use fetch_cors::response::{IntoHttpError, Response, ResponseHeaders, ResponseType};
use fetch_cors::{
    Exchange, FilteredResponse, Hop, LocalFetch, NetworkError, Request, Step, Timestamp, fetch,
};

const NOW: Timestamp = Timestamp::ZERO;

fn send(request: Request, cache: &mut PreflightCache) -> Exchange {
    let Step::<()>::Send(exchange) = fetch(request, cache, NOW) else { panic!("no message") };
    exchange
}

fn error<B>(step: Step<B>) -> NetworkError {
    let Step::Done(Err(error)) = step else { panic!("no network error") };
    error
}

fn response<B>(step: Step<B>) -> FilteredResponse<B> {
    let Step::Done(Ok(response)) = step else { panic!("no response") };
    response
}

/// 200 for all origins, from this URL.
fn shared_from(url: &str) -> Response<()> {
    let mut headers = HeaderList::new();
    headers.append(b"Access-Control-Allow-Origin", b"*").unwrap();
    headers.append(b"Access-Control-Allow-Methods", b"*").unwrap();
    Response::new(200, ()).with_headers(headers).with_url(url.parse().unwrap())
}

/// The URL of an exchange, the URL that a response came from, and whether that is the same to an HTTP client.
const URLS: [(&str, &str, bool); 30] = [
    ("https://api.example/", "https://api.example/", true),
    ("https://api.example/", "https://API.example:443", true),
    ("https://api.example/a?b", "https://api.example/a?b", true),
    ("https://api.example/a/../b", "https://api.example/b", true),
    ("https://api.example/%7Ea", "https://api.example/%7Ea", true),
    ("http://api.example/", "http://api.example:80/", true),
    ("http://[::1]:8080/", "http://[0:0:0:0:0:0:0:1]:8080/", true),
    // A client sends neither fragment, nor user name, nor password.
    ("https://api.example/#a", "https://api.example/", true),
    ("https://api.example/", "https://api.example/#a", true),
    ("https://api.example/#a", "https://api.example/#b", true),
    ("https://user@api.example/", "https://api.example/", true),
    ("https://user:pw@api.example/", "https://api.example/", true),
    ("https://api.example/", "https://user:pw@api.example/", true),
    ("https://a:b@api.example/?q#f", "https://c@api.example/?q#g", true),
    // Another origin, in each of its parts.
    ("https://api.example/", "http://api.example/", false),
    ("http://api.example/", "https://api.example/", false),
    ("https://api.example/", "https://api.example:444/", false),
    ("https://api.example:444/", "https://api.example/", false),
    ("https://api.example/", "https://www.api.example/", false),
    ("https://api.example/", "https://api.example./", false),
    ("https://api.example/", "https://other.example/", false),
    ("https://api.example/", "https://api.example@other.example/", false),
    ("https://api.example/", "data:,a", false),
    ("https://api.example/", "about:blank", false),
    // Another resource of the same origin.
    ("https://api.example/a", "https://api.example/b", false),
    ("https://api.example/a", "https://api.example/a/", false),
    ("https://api.example/a", "https://api.example/A", false),
    ("https://api.example/a?b", "https://api.example/a", false),
    ("https://api.example/a", "https://api.example/a?", false),
    ("https://api.example/a?b", "https://api.example/a?c", false),
];

#[test]
fn a_response_of_another_url_is_found_out() {
    for (asked, came_from, same) in URLS {
        let shown = format!("{asked} {came_from}");
        // The builder of `fetch()` refuses a password.
        let request = || page().unchecked_request(asked).mode(Mode::Cors).build().unwrap();
        let mut cache = PreflightCache::new();
        let step = send(request(), &mut cache).respond(shared_from(came_from), &mut cache, NOW);
        if same {
            assert_eq!(response(step).response_type(), ResponseType::Cors, "{shown}");
        } else {
            check_foreign(&error(step), Phase::Actual, asked, came_from);
        }

        // The preflight likewise, whatever it would have granted.
        let preflighted =
            || page().unchecked_request(asked).mode(Mode::Cors).use_cors_preflight(true).build().unwrap();
        let mut cache = PreflightCache::new();
        let step = send(preflighted(), &mut cache).respond(shared_from(came_from), &mut cache, NOW);
        if same {
            assert!(matches!(step, Step::Send(_)), "{shown}");
        } else {
            check_foreign(&error(step), Phase::Preflight, asked, came_from);
            assert!(cache.is_empty(), "{shown}");
        }
    }
}

fn check_foreign(error: &NetworkError, phase: Phase, asked: &str, came_from: &str) {
    let shown = format!("{asked} {came_from}: {error} {error:?}");
    assert!(matches!(error.reason(), Reason::Host(HostError::ForeignResponse { .. })), "{shown}");
    assert_eq!((error.phase(), error.status()), (phase, Some(200)), "{shown}");
    assert_eq!(error.reason().code(), "foreign-response");
    assert_eq!(error.step().to_string(), "HTTP-network-or-cache fetch 12");
    let Reason::Host(mistake) = error.reason() else { panic!("{shown}") };
    assert!(mistake.remedy().contains("Switch off redirects"), "{}", mistake.remedy());
    assert!(!shown.split_once(": ").unwrap().1.contains("pw"), "{shown}");
}

#[test]
fn a_foreign_response_leaves_the_cache_as_it_is() {
    let mut cache = PreflightCache::new();
    let put = || page().fetch(API).method("PUT").build().unwrap();
    let step = send(put(), &mut cache).respond(shared_from(API), &mut cache, NOW);
    let Step::<()>::Send(actual) = step else { panic!("no PUT") };
    assert_eq!(cache.len(), 1);
    error(actual.respond(shared_from("https://other.example/"), &mut cache, NOW));
    assert_eq!(cache.len(), 1);
    // Where the network fails, the entries of the request go.
    error(send(put(), &mut cache).fail::<()>("unplugged", &mut cache));
    assert!(cache.is_empty());
}

#[test]
fn no_secret_of_a_url_is_printed() {
    let request = page().fetch("https://api.example/a?token=t0k3n").build().unwrap();
    let mut cache = PreflightCache::new();
    let foreign = shared_from("https://us3r:p4ss@other.example/b?code=c0d3#fr4g");
    let error = error(send(request, &mut cache).respond(foreign, &mut cache, NOW));
    let printed = format!("{error} {error:?} {}", error.reason());
    for secret in ["t0k3n", "us3r", "p4ss", "c0d3", "fr4g"] {
        assert!(!printed.contains(secret), "{printed}");
    }
    let Reason::Host(HostError::ForeignResponse { expected_url, response_url }) = error.reason() else {
        panic!("{error}");
    };
    assert_eq!((&**expected_url, &**response_url), ("https://api.example/a?…", "https://other.example/b?…"));
}

#[test]
fn a_redirect_comes_from_the_url_that_redirects() {
    let mut cache = PreflightCache::new();
    let mut headers = HeaderList::new();
    headers.append(b"Location", b"https://api.example/next").unwrap();
    let moved = Response::new(302, ()).with_headers(headers).with_url(format!("{APP}/").parse().unwrap());
    let request = page().fetch(APP).build().unwrap();
    let Step::Redirect(hop) = send(request, &mut cache).respond(moved, &mut cache, NOW) else {
        panic!("no redirect")
    };
    let Step::Send(next) = hop.run::<()>(&mut cache, NOW) else { panic!("no message") };
    // The URL of the exchange is that of the redirect now.
    let step = next.respond(shared_from("https://api.example/next"), &mut cache, NOW);
    assert!(response(step).redirected());
}

#[test]
fn a_local_response_of_another_url_is_found_out() {
    let local = || -> LocalFetch {
        let request = page().fetch("data:,a").build().unwrap();
        let Step::<()>::Local(local) = fetch(request, &mut PreflightCache::new(), NOW) else { panic!() };
        local
    };
    let from = |url: &str| Response::new(200, ()).with_url(url.parse().unwrap());
    assert_eq!(response(local().respond(from("data:,a"))).status(), 200);
    assert_eq!(response(local().respond(from("data:,a#b"))).status(), 200);
    let error = error(local().respond(from("data:,b")));
    assert_eq!((error.phase(), error.reason().code()), (Phase::Local, "foreign-response"));
}

/// A response by each way in, and each of its parts on each way out.
#[test]
fn nothing_is_lost() {
    let mut list = HeaderList::new();
    for (name, value) in
        [("X-One", &b"1"[..]), ("x-TWO", b"\x01\x7f\xff"), ("X-One", b"2"), ("Set-Cookie", b"c")]
    {
        list.append(name.as_bytes(), value).unwrap();
    }
    for status in [0, 1, 99, 100, 200, 299, 300, 404, 599, 600, 999, 1000, u16::MAX] {
        for status_text in ["", "OK", "d\u{1}\u{ff}"] {
            let mut cache = PreflightCache::new();
            let request = page().fetch(APP).build().unwrap();
            let received =
                Response::new(status, "hello").with_status_text(status_text).with_headers(list.clone());
            let exchange = send(request, &mut cache);
            let filtered = response(exchange.respond(received, &mut cache, NOW));
            assert_eq!((filtered.status(), filtered.ok()), (status, (200..=299).contains(&status)));
            assert_eq!(filtered.status_text(), status_text.as_bytes());
            let shown: Vec<_> = filtered.headers().map(|(n, v)| (n.to_vec(), v.to_vec())).collect();
            // The case of a repeated name is that of the first.
            let expected: [(&[u8], &[u8]); 3] =
                [(b"X-One", b"1"), (b"x-TWO", b"\x01\x7f\xff"), (b"X-One", b"2")];
            assert!(shown.iter().map(|(n, v)| (&**n, &**v)).eq(expected), "{shown:?}");
            assert_eq!(filtered.header("x-one").as_deref(), Some(&b"1, 2"[..]));
            assert_eq!(filtered.header(b"X-Two").as_deref(), Some(&b"\x01\x7f\xff"[..]));
            assert!(filtered.header("set-cookie").is_none() && !filtered.shows_header("Set-Cookie"));
            assert!(filtered.header("x-three").is_none() && filtered.shows_header("x-three"));
            let internal = filtered.hidden_from_script().internal_response();
            assert_eq!(internal.headers().iter().count(), 4);
            // The `http` crate refuses the control byte.
            assert!(filtered.clone().into_http().is_err());
        }
    }
}

#[test]
fn what_the_http_crate_gives_comes_back() {
    #[derive(Clone, Debug, PartialEq)]
    struct Mark(u8);
    let received = || {
        let mut received = http::Response::builder()
            .status(206)
            .version(http::Version::HTTP_2)
            .header("x-a", "1")
            .header("set-cookie", "c=1")
            .body("hello")
            .unwrap();
        received.extensions_mut().insert(Mark(7));
        received
    };
    // On the way through this crate's type alone.
    assert_eq!(Response::from(received()).version(), http::Version::HTTP_2);
    let back = Response::from(received()).into_http().unwrap();
    assert_eq!((back.status(), back.version()), (received().status(), received().version()));
    assert_eq!((back.headers(), back.body()), (received().headers(), received().body()));
    assert_eq!(back.extensions().get::<Mark>(), Some(&Mark(7)));
    // And through a fetch, as far as script may see it.
    let mut cache = PreflightCache::new();
    let get = send(page().fetch(APP).build().unwrap(), &mut cache);
    let filtered = response(get.respond(received(), &mut cache, NOW));
    let internal = filtered.hidden_from_script().internal_response();
    assert_eq!(internal.extensions().get::<Mark>(), Some(&Mark(7)));
    assert!(matches!(internal.headers(), ResponseHeaders::Map(map) if map.len() == 2));
    let back = filtered.into_http().unwrap();
    assert_eq!((back.status().as_u16(), back.version()), (206, http::Version::HTTP_2));
    assert_eq!((back.headers().len(), back.body()), (1, &Some("hello")));
    // HTTP libraries keep in extensions what script must not see.
    assert!(back.extensions().is_empty());
}

#[test]
fn into_http_at_its_borders() {
    let basic = |status| FilteredResponse::basic(Response::new(status, ()), None);
    for status in [0, 1, 99, 1000, u16::MAX] {
        assert_eq!(basic(status).into_http().unwrap_err(), IntoHttpError::Status { status });
        assert_eq!(Response::new(status, ()).into_http().unwrap_err(), IntoHttpError::Status { status });
    }
    for status in [100, 200, 999] {
        assert_eq!(basic(status).into_http().unwrap().status(), status);
    }
    let urls = fetch_cors::request::UrlList::new(API.parse().unwrap());
    let opaque = FilteredResponse::opaque(Response::new(200, ()), urls);
    assert_eq!(opaque.into_http().unwrap_err(), IntoHttpError::Status { status: 0 });
    let redirect = FilteredResponse::opaque_redirect(Response::new(302, ()), None);
    assert_eq!(redirect.into_http().unwrap_err(), IntoHttpError::Status { status: 0 });
    let mut list = HeaderList::new();
    list.append(b"x-a", b"\x01").unwrap();
    let odd = FilteredResponse::basic(Response::new(200, ()).with_headers(list), None);
    assert!(matches!(odd.into_http(), Err(IntoHttpError::Headers(_))));
}

#[test]
fn an_engine_reads_a_body_that_is_hidden() {
    let mut cache = PreflightCache::new();
    let image = page().image(API, CorsAttribute::NoCors).build().unwrap();
    let opaque = response(send(image, &mut cache).respond(Response::new(200, "hello"), &mut cache, NOW));
    let passed = opaque.hidden_from_script().timing_allow_passed();
    let read = opaque.map_body_hidden_from_script(str::len);
    assert_eq!((read.response_type(), read.body()), (ResponseType::Opaque, None));
    assert_eq!(read.hidden_from_script().body(), Some(&5));
    assert_eq!(read.hidden_from_script().timing_allow_passed(), passed);
    assert_eq!(read.hidden_from_script().url_list().map(fetch_cors::request::UrlList::len), Some(1));
}

/// What was fetched has the URL of its fetch, and what was made has none.
#[test]
fn a_service_workers_response_of_another_url_is_found_out() {
    let mut cache = PreflightCache::new();
    let with_url = |url: &str| Response::new(200, ()).with_url(url.parse().unwrap());
    let list = || Some(fetch_cors::request::UrlList::new(APP.parse().unwrap()));
    let filtered = |response: Response<()>, list| {
        ServiceWorkerResponse::Fetched(FilteredResponse::basic(response, list))
    };
    let respond = |request: Request, answer, cache: &mut PreflightCache| {
        Hop::new(request).respond_from_service_worker(answer, cache, NOW)
    };
    let get = || page().fetch(APP).build().unwrap();
    for answer in [
        ServiceWorkerResponse::constructed(Response::new(200, ())),
        filtered(Response::new(200, ()), list()),
        filtered(Response::new(200, ()), None),
        filtered(with_url(APP), list()),
        filtered(with_url("https://app.example/#a"), list()),
    ] {
        assert_eq!(response(respond(get(), answer, &mut cache)).response_type(), ResponseType::Basic);
    }
    for (answer, code) in [
        (ServiceWorkerResponse::constructed(with_url(APP)), "constructed-with-url"),
        (filtered(with_url(APP), None), "constructed-with-url"),
        (filtered(with_url(API), list()), "foreign-response"),
    ] {
        let error = error(respond(get(), answer, &mut cache));
        assert_eq!((error.reason().code(), error.phase()), (code, Phase::ServiceWorker));
    }
    // Main fetch refuses first, as without a service worker.
    let bad_port = page().fetch("https://app.example:25/").build().unwrap();
    let refused = error(respond(bad_port, ServiceWorkerResponse::constructed(with_url(APP)), &mut cache));
    assert_eq!(refused.reason().code(), "bad-port");
}

#[test]
fn what_is_hidden_is_not_given_to_a_closure() {
    let mut cache = PreflightCache::new();
    let cases = [
        (page().fetch(APP).build().unwrap(), true),
        (page().fetch(APP).method("HEAD").build().unwrap(), false),
        (page().image(API, CorsAttribute::NoCors).build().unwrap(), false),
    ];
    for (request, is_shown) in cases {
        let exchange = send(request, &mut cache);
        let filtered = response(exchange.respond(Response::new(200, "hello"), &mut cache, NOW));
        assert_eq!(filtered.hidden_from_script().body(), Some(&"hello"));
        let mut was_called = false;
        let mapped = filtered.map_body(|body| {
            was_called = true;
            body.len()
        });
        assert_eq!(was_called, is_shown);
        assert_eq!(mapped.body().copied(), is_shown.then_some(5));
        assert_eq!(mapped.hidden_from_script().body().copied(), is_shown.then_some(5));
    }
}

/// A preflight is a message of its own, whatever its actual request has.
#[test]
fn a_message_has_modes_of_its_own() {
    let put = page()
        .fetch(API)
        .method("PUT")
        .body(Body::source())
        .credentials(CredentialsMode::Include)
        .cache(CacheMode::NoStore)
        .redirect(RedirectMode::Error)
        .keepalive(true)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .build()
        .unwrap();
    let mut cache = PreflightCache::new();
    let preflight = send(put, &mut cache);
    assert_eq!(
        (preflight.referrer_policy(), preflight.destination()),
        (ReferrerPolicy::NoReferrer, Destination::Empty)
    );
    assert_eq!(
        (preflight.mode(), preflight.credentials_mode(), preflight.cache_mode(), preflight.keepalive()),
        (Mode::Cors, CredentialsMode::SameOrigin, CacheMode::Default, false)
    );
    assert_eq!(preflight.response_tainting(), ResponseTainting::Cors);
    assert!(!preflight.send_body() && !preflight.include_credentials());
    assert_eq!(preflight.request().cache_mode(), CacheMode::NoStore);
    let mut headers = HeaderList::new();
    headers.append(b"Access-Control-Allow-Origin", APP.as_bytes()).unwrap();
    headers.append(b"Access-Control-Allow-Credentials", b"true").unwrap();
    headers.append(b"Access-Control-Allow-Methods", b"PUT").unwrap();
    let granted = Response::new(204, ()).with_headers(headers);
    let Step::Send(actual) = preflight.respond(granted, &mut cache, NOW) else { panic!("no PUT") };
    assert_eq!(
        (actual.mode(), actual.credentials_mode(), actual.cache_mode(), actual.keepalive()),
        (Mode::Cors, CredentialsMode::Include, CacheMode::NoStore, true)
    );
    assert!(actual.send_body() && actual.include_credentials());

    let image = page().image(API, CorsAttribute::NoCors).build().unwrap();
    let image = send(image, &mut cache);
    assert_eq!(image.destination(), Destination::Image);
    assert_eq!((image.mode(), image.response_tainting()), (Mode::NoCors, ResponseTainting::Opaque));
}

#[test]
fn a_failure_keeps_its_cause() {
    let mut cache = PreflightCache::new();
    let get = || page().fetch(API).build().unwrap();
    let reset = io::Error::new(io::ErrorKind::ConnectionReset, "by peer");
    let by_io = error(send(get(), &mut cache).fail::<()>(reset, &mut cache));
    let cause = by_io.source().unwrap().downcast_ref::<io::Error>().unwrap();
    assert_eq!(cause.kind(), io::ErrorKind::ConnectionReset);
    assert!(by_io.clone().source().unwrap().is::<io::Error>());
    // A cause is not compared, so that errors are equal if the fetches ended alike.
    assert!(format!("{by_io:?}").contains("cause: Some(…)"), "{by_io:?}");
    let by_text = error(send(get(), &mut cache).fail::<()>("no route", &mut cache));
    assert_eq!(by_text.source().unwrap().to_string(), "no route");
    assert_eq!(by_io, by_text);
    let local = || -> LocalFetch {
        let request = page().fetch("data:,a").build().unwrap();
        let Step::<()>::Local(local) = fetch(request, &mut PreflightCache::new(), NOW) else { panic!() };
        local
    };
    let by_host = error(local().fail::<()>(io::Error::from(io::ErrorKind::NotFound), &mut cache));
    assert!(by_host.source().unwrap().is::<io::Error>());
}

/// No error prints what an error below it prints.
#[test]
fn no_reason_is_printed_twice() {
    let mut cache = PreflightCache::new();
    let get = || page().fetch(API).build().unwrap();
    let errors: [NetworkError; 3] = [
        error(send(get(), &mut cache).fail::<()>("no route to host", &mut cache)),
        error(send(get(), &mut cache).respond(Response::new(200, ()), &mut cache, NOW)),
        error(Hop::new(get()).block::<()>(fetch_cors::error::Blocker::MixedContent, &mut cache)),
    ];
    for error in &errors {
        let mut printed = error.to_string();
        let mut below = error.source();
        while let Some(error) = below {
            assert!(!printed.contains(&error.to_string()), "{printed}: {error}");
            printed.push_str(&error.to_string());
            below = error.source();
        }
    }
}

/// What a host parks in a struct, a map or behind a foreign-function interface can move to another thread, and be looked at
/// from several, if its body can.
#[test]
fn steps_move_between_threads() {
    fn moves<T: Send>() {}
    fn is_shared<T: Sync>() {}
    moves::<Step<Vec<u8>>>();
    moves::<Step<std::cell::Cell<u8>>>();
    is_shared::<Step<Vec<u8>>>();
    moves::<(Exchange, Hop, LocalFetch, NetworkError, PreflightCache, Request)>();
    is_shared::<(Exchange, Hop, LocalFetch, NetworkError, PreflightCache, Request)>();
    moves::<(Response<u8>, FilteredResponse<u8>)>();
    is_shared::<(Response<u8>, FilteredResponse<u8>)>();
}
