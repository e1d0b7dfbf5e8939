//! Exceptions from the standard: a policy that says nothing changes nothing, schemes that count as HTTP(S) or are trustworthy,
//! and exemptions from CORS at each hop.

use std::sync::{Arc, Mutex};

use crate::scenario;
use crate::scenario::{
    API, APP, Answer, Build, OTHER, Ran, World, answer, page, redirect, run, sandbox, shared, shared_with,
};
use fetch_cors::error::{CorsCheckError, HostError, Phase, Reason, RedirectError, TaintingError};
use fetch_cors::fetch::{LocalUrl, ServiceWorkerResponse};
use fetch_cors::header::HeaderList;
use fetch_cors::redirect::RedirectedRequest;
use fetch_cors::request::{
    Body, CorsAttribute, CorsOff, CorsPolicy, CredentialsMode, EmbedderPolicy, EmbedderPolicyValue, Mode,
    RedirectMode, Referrer, Request, ResponseTainting,
};
use fetch_cors::response::ResponseType;
use fetch_cors::tainting::Tainting;
use fetch_cors::{Client, Hop, Origin, PreflightCache, Step, Timestamp};
use url::Url;

/// A policy as plain data, which writes down what it is asked.
#[derive(Debug, Default)]
struct Policy {
    http: &'static [&'static str],
    trustworthy: &'static [&'static str],
    /// The origin of a request, and that of a URL or its scheme.
    exempt: &'static [(&'static str, &'static str)],
    asked: Mutex<Vec<String>>,
}

impl CorsPolicy for Policy {
    fn counts_as_http(&self, scheme: &str) -> bool {
        self.asked.lock().unwrap().push(format!("http {scheme}"));
        self.http.contains(&scheme)
    }

    fn is_trustworthy(&self, scheme: &str) -> bool {
        self.asked.lock().unwrap().push(format!("trust {scheme}"));
        self.trustworthy.contains(&scheme)
    }

    fn may_read(&self, origin: &Origin, url_origin: &Origin, url: &Url) -> bool {
        self.asked.lock().unwrap().push(format!("read {origin} {url}"));
        self.exempt.iter().any(|(from, to)| origin.as_str() == *from && url_origin.as_str() == *to)
    }

    fn may_read_local(&self, origin: &Origin, _: &Origin, url: &Url) -> bool {
        self.asked.lock().unwrap().push(format!("read local {origin} {url}"));
        self.exempt.iter().any(|(from, to)| origin.as_str() == *from && url.scheme() == *to)
    }
}

impl Policy {
    fn of(self, client: &Client) -> Client {
        client.clone().with_cors_policy(Arc::new(self))
    }
}

/// Says nothing, by the defaults of the trait.
#[derive(Debug)]
struct Silent;

impl CorsPolicy for Silent {}

fn http(schemes: &'static [&'static str]) -> Policy {
    Policy { http: schemes, ..Policy::default() }
}

/// Pages of [`APP`] may read [`API`].
fn exempt() -> Client {
    Policy { exempt: &[(APP, API)], ..Policy::default() }.of(&page())
}

fn closed(status: u16) -> Answer {
    answer(status, &[("x-one", "1"), ("set-cookie", "a=b")])
}

fn moved(location: &str) -> Answer {
    answer(307, &[("location", location)])
}

fn is_exempt(ran: &Ran) -> bool {
    match &ran.outcome {
        Ok(response) => response.hidden_from_script().is_exempt_from_cors(),
        Err(error) => error.is_exempt_from_cors(),
    }
}

fn tainted(ran: &Ran) -> ResponseType {
    ran.response().response_type()
}

// No policy, and a policy that says nothing.

/// Requests near every rule that a policy could bend.
fn batch(client: &Client) -> Vec<Request> {
    let mut requests = Vec::new();
    for url in [
        "https://app.example/a",
        "https://api.example/a",
        "https://u:p@api.example/a",
        "http://app.example/a",
        "http://localhost/a",
        "https://api.example:6667/a",
        "app://app.example/a",
        "tauri://localhost/a",
        "app:a",
        "data:,a",
        "about:blank",
        "about:config",
        "blob:https://app.example/1",
        "blob:https://api.example/1",
        "file:///a",
        "ftp://app.example/a",
        "ws://app.example/a",
        "javascript:1",
    ] {
        for mode in [Mode::Cors, Mode::NoCors, Mode::SameOrigin, Mode::Navigate, Mode::Websocket] {
            for (method, flag) in [("GET", false), ("PUT", true), ("PUT", false), ("POST", true)] {
                for redirect in [RedirectMode::Follow, RedirectMode::Manual] {
                    let builder = client.unchecked_request(url).mode(mode).method(method).redirect(redirect);
                    let builder = builder.unsafe_request(flag).credentials(CredentialsMode::Include);
                    requests.push(builder.build().unwrap());
                }
            }
        }
    }
    requests
}

/// Everything that a fetch shows: messages, and how it ended.
fn course(request: Request, location: Option<&str>) -> String {
    let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
    let (mut step, mut course, mut location) = (Step::Redirect(Hop::new(request)), String::new(), location);
    loop {
        step = match step {
            Step::Redirect(hop) => {
                let worker = hop.service_worker_may_respond();
                course += &format!("{} {worker} {:?}; ", hop.url(), hop.request().referrer());
                hop.run::<()>(&mut cache, now)
            }
            Step::Send(exchange) => {
                let headers: Vec<_> = exchange.headers().iter().collect();
                course += &format!("{headers:?} {} {}; ", exchange.method(), exchange.include_credentials());
                assert!(!exchange.is_exempt_from_cors());
                let mut headers = HeaderList::new();
                for (name, value) in [
                    ("Access-Control-Allow-Origin", exchange.request().byte_serialized_origin().as_bytes()),
                    ("Access-Control-Allow-Credentials", b"true"),
                    ("Access-Control-Allow-Methods", b"PUT"),
                ] {
                    headers.append(name.as_bytes(), value).unwrap();
                }
                let status = match (exchange.is_preflight(), location.take()) {
                    (false, Some(location)) => {
                        headers.append(b"Location", location.as_bytes()).unwrap();
                        307
                    }
                    (_, kept) => {
                        location = kept;
                        200
                    }
                };
                let response = fetch_cors::Response::new(status, ()).with_headers(headers);
                exchange.respond(response, &mut cache, now)
            }
            Step::Local(local) => {
                course += &format!("local {:?}; ", local.kind());
                local.respond(fetch_cors::Response::new(200, ()))
            }
            Step::Done(Ok(response)) => {
                let hidden = response.hidden_from_script();
                assert!(!hidden.is_exempt_from_cors());
                let shown = (response.response_type(), response.status(), hidden.timing_allow_passed());
                return course + &format!("{shown:?} {:?}", hidden.redirect_taint());
            }
            Step::Done(Err(error)) => {
                assert!(!error.is_exempt_from_cors());
                return course + &format!("{error:?}");
            }
        };
    }
}

/// A client that has everything that a policy could touch: metadata and a document.
fn visible(client: &Client) -> Client {
    client.clone().with_fetch_metadata(true).with_document_url("https://app.example/d?e".parse().unwrap())
}

#[test]
fn a_policy_that_says_nothing_changes_nothing() {
    let none = visible(&page());
    let mut compared = 0;
    for location in
        [None, Some("https://other.example/"), Some("app://x/"), Some("data:,x"), Some("http://app.example/")]
    {
        let standard: Vec<_> = batch(&none).into_iter().map(|request| course(request, location)).collect();
        for policy in [visible(&page()).with_cors_policy(Arc::new(Silent)), Policy::default().of(&none)] {
            let with: Vec<_> = batch(&policy).into_iter().map(|request| course(request, location)).collect();
            assert_eq!(with, standard, "{location:?}");
            compared += with.len();
        }
    }
    assert!(compared > 5_000, "{compared}");
    assert!(none.cors_policy().is_none());
    assert_eq!(format!("{:?}", page().with_cors_policy(Arc::new(Silent)).cors_policy()), "Some(Silent)");
}

#[test]
fn a_policy_that_says_everything_of_other_urls_changes_nothing() {
    let policy = Policy {
        http: &["other"],
        trustworthy: &["other"],
        exempt: &[(APP, "https://other.example:1"), ("https://other.example", API), ("null", API)],
        ..Policy::default()
    };
    let (none, with) = (visible(&page()), policy.of(&visible(&page())));
    for (a, b) in batch(&none).into_iter().zip(batch(&with)) {
        assert_eq!(course(a, Some(OTHER)), course(b, Some(OTHER)));
    }
}

// Schemes that count as HTTP(S).

fn app_page() -> Client {
    http(&["app"]).of(&scenario::client(Origin::parse("app://home").unwrap()))
}

/// The page's own URLs: main fetch 12b.
#[test]
fn own_urls_of_a_scheme_of_the_hosts() {
    for mode in [Mode::Cors, Mode::SameOrigin, Mode::NoCors] {
        let ran = run(app_page().fetch("app://home/a").mode(mode), &[closed(200)]);
        assert_eq!((tainted(&ran), ran.sent[0].credentials), (ResponseType::Basic, true), "{mode}");
        assert_eq!(ran.sent[0].header("origin"), None);
        assert!(!is_exempt(&ran));
    }
    let ran = run(app_page().fetch("app://home/a").method("PUT"), &[closed(200)]);
    assert_eq!(ran.wire(), [("PUT", "app://home/a")]);
    assert_eq!(ran.sent[0].header("origin").as_deref(), Some("app://home"));
    // Host, port and scheme make the origin.
    for other in ["app://other/a", "app://home:8080/a", "https://home/a", "app://HOME/a"] {
        let ran = run(app_page().fetch(other).mode(Mode::SameOrigin), &[]);
        ran.refused(Phase::Request, TaintingError::SameOriginMode, "main fetch 12c");
    }
    // By the standard, no URL of such a scheme is of the page's origin, nor can it be fetched.
    let standard = scenario::client(Origin::parse("app://home").unwrap());
    let scheme = "app".to_owned();
    let ran = run(standard.fetch("app://home/a"), &[]);
    ran.refused(Phase::Request, TaintingError::SchemeNotHttp { scheme: scheme.clone() }, "main fetch 12e");
    let ran = run(standard.fetch("app://home/a").mode(Mode::NoCors), &[]);
    ran.refused(Phase::Request, Reason::Scheme { scheme }, "scheme fetch 4");
    assert!(!ran.error().is_exempt_from_cors());
}

/// Across origins, in both directions: main fetch 12f and 12g.
#[test]
fn cross_origin_urls_of_a_scheme_of_the_hosts() {
    let pages = [
        (app_page(), "https://api.example/", "app://home"),
        (http(&["app"]).of(&page()), "app://home/", APP),
    ];
    for (client, target, origin) in pages {
        let ran = run(client.fetch(target), &[shared()]);
        assert_eq!(tainted(&ran), ResponseType::Cors);
        assert_eq!(ran.sent[0].header("origin").as_deref(), Some(origin));
        assert!(!ran.sent[0].credentials && !is_exempt(&ran));
        let ran = run(client.fetch(target), &[closed(200)]);
        ran.refused(Phase::Actual, CorsCheckError::MissingAllowOrigin, "CORS check 2");
        let granted = shared_with(&[("access-control-allow-methods", "PUT")]);
        let ran = run(client.fetch(target).method("PUT"), &[granted, shared()]);
        assert_eq!(ran.wire(), [("OPTIONS", target), ("PUT", target)]);
        let ran = run(client.fetch(target).method("PUT"), &[shared()]);
        assert_eq!(ran.error().phase(), Phase::Preflight);
        let ran = run(client.fetch(target).mode(Mode::NoCors), &[closed(200)]);
        assert_eq!(tainted(&ran), ResponseType::Opaque);
        let ran = run(client.fetch(target).mode(Mode::SameOrigin), &[]);
        ran.refused(Phase::Request, TaintingError::SameOriginMode, "main fetch 12c");
        assert!(!is_exempt(&ran));
    }
}

/// The cache keeps what a server of such a scheme grants, and forgets it after a network error.
#[test]
fn grants_of_a_scheme_of_the_hosts() {
    let client = http(&["app"]).of(&page());
    let mut world = World::new();
    let put = || client.fetch("app://home/").method("PUT");
    let granted =
        || shared_with(&[("access-control-allow-methods", "PUT"), ("access-control-max-age", "60")]);
    assert_eq!(world.run(put(), &[granted(), shared()]).sent.len(), 2);
    assert_eq!(world.run(put(), &[shared()]).sent.len(), 1);
    world.run(put(), &[Answer::Nothing]);
    assert!(world.cache.is_empty());
}

/// Redirects to such a scheme are followed, and refused without a policy (HTTP-redirect fetch 6).
#[test]
fn redirects_to_a_scheme_of_the_hosts() {
    let client = http(&["app"]).of(&page());
    let ran = run(client.fetch(APP), &[moved("app://home/a"), shared()]);
    assert_eq!(ran.wire(), [("GET", "https://app.example/"), ("GET", "app://home/a")]);
    assert_eq!(tainted(&ran), ResponseType::Cors);
    assert_eq!(ran.sent[1].header("origin").as_deref(), Some(APP));
    // Relative to it, and back: the page's own origin is tainted then.
    let ran =
        run(client.fetch(APP), &[moved("app://home/a"), redirect(302, "b"), redirect(302, APP), shared()]);
    assert_eq!(ran.sent[2].url, "app://home/b");
    assert_eq!(ran.sent[3].header("origin").as_deref(), Some("null"));
    // From one origin of such a scheme to another, `Authorization` goes (13).
    let own = app_page().fetch("app://home/").header("authorization", "x");
    let allow = shared_with(&[("access-control-allow-headers", "authorization")]);
    let ran = run(own.clone(), &[moved("app://home/b"), closed(200)]);
    assert_eq!(ran.sent[1].header("authorization").as_deref(), Some("x"));
    let ran = run(own.clone(), &[moved("app://other/b"), shared()]);
    assert_eq!(ran.sent[1].header("authorization"), None);
    drop(allow);
    // 9: a password is refused across origins, and not within one.
    let ran = run(own.clone(), &[moved("app://u:p@other/b")]);
    ran.refused(Phase::Redirect, RedirectError::CrossOriginWithCredentials, "HTTP-redirect fetch 9");
    run(own, &[moved("app://u:p@home/b"), closed(200)]).response();
    // Schemes that do not count are refused with a policy and without.
    for (client, location) in [
        (page(), "app://home/"),
        (client.clone(), "other://home/"),
        (client.clone(), "data:,x"),
        (client, "file:///a"),
    ] {
        let ran = run(client.fetch(APP), &[moved(location)]);
        let scheme = location.split(':').next().unwrap().to_owned();
        ran.refused(Phase::Redirect, RedirectError::SchemeNotHttp { scheme }, "HTTP-redirect fetch 6");
    }
}

/// A navigation asks when the host follows its redirect.
#[test]
fn manual_redirects_to_a_scheme_of_the_hosts() {
    for (client, expected) in [(http(&["app"]).of(&page()), true), (page(), false)] {
        let mut ran = run(client.navigation(API), &[moved("app://home/a")]);
        let next = ran.outcome.as_mut().unwrap().next_manual_redirect().unwrap();
        assert_eq!(next.is_ok(), expected);
        if let Ok(hop) = next {
            assert!(hop.service_worker_may_respond());
            let ran = World::new().run_hop(hop, &[closed(200)]);
            assert_eq!((tainted(&ran), is_exempt(&ran)), (ResponseType::Basic, false));
        }
    }
}

/// A URL without a host has an opaque origin, even to itself. One with an empty host has a tuple origin.
#[test]
fn urls_without_a_host() {
    let client = http(&["app"]).of(&scenario::client(Origin::parse("app://").unwrap()));
    for url in ["app:a", "app:/a", "app:"] {
        let request = client.fetch(url).build().unwrap();
        let hop = Hop::new(request);
        assert!(hop.request().url_list().current_origin().is_opaque(), "{url}");
        let ran = run(client.fetch(url).mode(Mode::SameOrigin), &[]);
        ran.refused(Phase::Request, TaintingError::SameOriginMode, "main fetch 12c");
        let ran = run(client.fetch(url), &[shared()]);
        assert_eq!(tainted(&ran), ResponseType::Cors, "{url}");
    }
    let ran = run(client.fetch("app:///a"), &[closed(200)]);
    assert_eq!(tainted(&ran), ResponseType::Basic);
}

/// `about:`, `blob:`, `data:` and `file:` have algorithms of their own, and HTTP(S) is HTTP(S).
#[test]
fn schemes_that_are_never_asked_about() {
    let everything = &["http", "https", "about", "blob", "data", "file", "ftp", "ws", "wss"];
    for (url, kind) in [
        ("about:blank", Some(LocalUrl::AboutBlank)),
        ("data:,x", Some(LocalUrl::Data)),
        ("blob:https://app.example/1", Some(LocalUrl::Blob)),
        ("file:///a", Some(LocalUrl::File)),
        ("about:config", None),
        ("about:srcdoc", None),
    ] {
        let policy = Arc::new(http(everything));
        let client = page().with_cors_policy(policy.clone());
        let hop = Hop::new(client.unchecked_request(url).mode(Mode::Navigate).build().unwrap());
        assert!(!hop.service_worker_may_respond());
        match (hop.run::<()>(&mut PreflightCache::new(), Timestamp::ZERO), kind) {
            (Step::Local(local), Some(kind)) => assert_eq!(local.kind(), kind),
            (Step::Done(Err(error)), None) => assert_eq!(error.step().to_string(), "scheme fetch 4"),
            (step, _) => panic!("{url}: {step:?}"),
        }
        let asked = policy.asked.lock().unwrap().clone();
        assert!(!asked.iter().any(|asked| asked.starts_with("http ")), "{asked:?}");
        let ran = run(client.fetch(APP), &[moved(url)]);
        assert_eq!(ran.error().step().to_string(), "HTTP-redirect fetch 6");
    }
    let policy = Arc::new(http(everything));
    run(page().with_cors_policy(policy.clone()).fetch("http://app.example/"), &[shared()]).response();
    let asked = policy.asked.lock().unwrap().clone();
    assert!(!asked.iter().any(|asked| asked.starts_with("http ")), "{asked:?}");
    // The other special schemes can be made to count.
    let ran = run(http(everything).of(&page()).fetch("ftp://app.example/"), &[shared()]);
    assert_eq!(tainted(&ran), ResponseType::Cors);
}

/// The host's network is asked, a service worker may respond, and the message can be handed to an HTTP client.
#[test]
fn messages_to_a_scheme_of_the_hosts() {
    let hop = Hop::new(app_page().fetch("app://home/a?b#c").build().unwrap());
    assert!(hop.service_worker_may_respond());
    let made = ServiceWorkerResponse::constructed(http_response());
    let step = hop.respond_from_service_worker(made, &mut PreflightCache::new(), Timestamp::ZERO);
    assert!(matches!(step, Step::Done(Ok(_))));
    let hop = Hop::new(app_page().fetch("app://home/a?b#c").build().unwrap());
    let Step::Send(exchange) = hop.run::<()>(&mut PreflightCache::new(), Timestamp::ZERO) else { panic!() };
    assert_eq!(exchange.to_http().unwrap().uri(), "app://home/a?b");
    assert_eq!(exchange.to_url().as_str(), "app://home/a?b");
    assert!(!exchange.is_exempt_from_cors());
}

fn http_response() -> fetch_cors::Response<()> {
    fetch_cors::Response::new(200, ())
}

// Schemes that are trustworthy.

fn header_of(client: &Client, url: &str, name: &str) -> Option<String> {
    run(client.fetch(url), &[shared()]).sent[0].header(name)
}

#[test]
fn trustworthy_schemes() {
    let client = visible(&page());
    let counts = http(&["app"]).of(&client);
    let both = Policy { http: &["app"], trustworthy: &["app"], ..Policy::default() }.of(&client);
    // The scheme is not trustworthy by the standard, so there is a downgrade.
    assert_eq!(header_of(&counts, "app://home/", "referer"), None);
    assert_eq!(header_of(&counts, "app://home/", "sec-fetch-mode"), None);
    assert_eq!(header_of(&both, "app://home/", "referer").as_deref(), Some("https://app.example/"));
    assert_eq!(header_of(&both, "app://home/", "sec-fetch-site").as_deref(), Some("cross-site"));
    // The host of a tuple origin counts, whatever the scheme is.
    assert_eq!(header_of(&counts, "app://localhost/", "sec-fetch-mode").as_deref(), Some("cors"));
    assert_eq!(header_of(&counts, "app://localhost/", "referer").as_deref(), Some("https://app.example/"));
    // `http:` too, if the host says so, at every hop.
    let http = Policy { trustworthy: &["http"], ..Policy::default() }.of(&client);
    assert_eq!(header_of(&client, "http://api.example/", "referer"), None);
    assert_eq!(header_of(&http, "http://api.example/", "referer").as_deref(), Some("https://app.example/"));
    assert_eq!(header_of(&http, "http://api.example/", "sec-fetch-mode").as_deref(), Some("cors"));
    let ran = run(http.fetch(API), &[redirect(302, "http://api.example/"), shared()]);
    assert!(ran.sent[1].header("referer").is_some() && ran.sent[1].header("sec-fetch-dest").is_some());
    let ran = run(both.fetch("app://home/"), &[redirect(302, "http://api.example/"), shared()]);
    assert!(ran.sent[0].header("referer").is_some() && ran.sent[1].header("referer").is_none());
    assert_eq!(ran.sent[1].header("sec-fetch-dest"), None);
    // A document of such a scheme still is no referrer.
    let own = both.with_document_url("app://home/a".parse().unwrap());
    assert_eq!(header_of(&own, "app://home/", "referer"), None);
}

/// It is asked only for URLs that are not trustworthy by the standard.
#[test]
fn trustworthy_urls_are_not_asked_about() {
    for (url, expected) in [
        ("https://api.example/", false),
        ("http://localhost/", false),
        ("http://127.0.0.1/", false),
        ("http://api.example/", true),
        ("app://home/", true),
        ("app://localhost/", false),
    ] {
        let policy = Arc::new(http(&["app"]));
        let client = visible(&page()).with_cors_policy(policy.clone());
        run(client.fetch(url), &[shared()]).response();
        let asked = policy.asked.lock().unwrap().clone();
        assert_eq!(asked.iter().any(|asked| asked.starts_with("trust ")), expected, "{url}: {asked:?}");
    }
}

// Exemptions.

#[test]
fn an_exempt_put() {
    let put = exempt().fetch(API).method("PUT").header("x-a", "1").body(Body::source());
    let ran = run(put, &[closed(200)]);
    assert_eq!(ran.wire(), [("PUT", "https://api.example/")]);
    // 12b.1: *basic*, so the response is as one of the page's own origin, and so are the credentials.
    assert_eq!((tainted(&ran), ran.response().status()), (ResponseType::Basic, 200));
    assert!(ran.sent[0].credentials && is_exempt(&ran));
    let names: Vec<_> = ran.response().headers().map(|(name, _)| name.to_vec()).collect();
    assert_eq!(names, [b"x-one"]);
    // Append a request `Origin` header 4.2.
    assert_eq!(ran.sent[0].header("origin").as_deref(), Some(APP));
    assert!(ran.response().hidden_from_script().timing_allow_passed());
}

#[test]
fn an_exempt_request_of_every_mode() {
    for (mode, credentials) in [
        (Mode::Cors, CredentialsMode::SameOrigin),
        (Mode::Cors, CredentialsMode::Include),
        (Mode::Cors, CredentialsMode::Omit),
        (Mode::SameOrigin, CredentialsMode::SameOrigin),
        (Mode::NoCors, CredentialsMode::SameOrigin),
        (Mode::NoCors, CredentialsMode::Omit),
    ] {
        let get = || exempt().fetch(API).mode(mode).credentials(credentials);
        let ran = run(get(), &[closed(200)]);
        assert_eq!(tainted(&ran), ResponseType::Basic, "{mode}");
        assert_eq!(ran.sent[0].credentials, credentials != CredentialsMode::Omit);
        assert_eq!(ran.sent[0].header("origin"), None);
        assert!(is_exempt(&ran));
        let ran = run(get(), &[Answer::Nothing]);
        assert!(is_exempt(&ran) && ran.error().reason() == &Reason::NetworkFailure);
        let worker = Hop::new(get().made());
        assert!(worker.service_worker_may_respond());
    }
    // A navigation needs no exemption, and a request to the page's own origin neither.
    assert!(!is_exempt(&run(exempt().navigation(API), &[closed(200)])));
    assert!(!is_exempt(&run(exempt().fetch(APP), &[closed(200)])));
    assert!(!is_exempt(&run(exempt().fetch("data:,x"), &[])));
    // *no-cors* with another redirect mode than *follow* is refused by 12d.1 without an exemption.
    let request = |client: Client| client.fetch(API).mode(Mode::NoCors).redirect(RedirectMode::Error);
    assert_eq!(run(request(page()), &[]).error().step().to_string(), "main fetch 12d.1");
    assert!(is_exempt(&run(request(exempt()), &[closed(200)])));
    // A resource policy keeps opaque responses only.
    let image = || exempt().image(API, CorsAttribute::NoCors);
    let kept = || answer(200, &[("cross-origin-resource-policy", "same-origin")]);
    assert_eq!(tainted(&run(image(), &[kept()])), ResponseType::Basic);
    assert!(run(page().image(API, CorsAttribute::NoCors), &[kept()]).outcome.is_err());
}

/// What the embedder policy says about credentials does not change.
#[test]
fn an_exemption_does_not_change_the_embedder_policy() {
    let policy = EmbedderPolicy { value: EmbedderPolicyValue::Credentialless, ..EmbedderPolicy::default() };
    let client = exempt().with_embedder_policy(policy);
    let image = client.image(API, CorsAttribute::NoCors);
    assert!(!run(image, &[closed(200)]).sent[0].credentials);
}

/// Each hop asks for its own URL.
#[test]
fn exemptions_at_each_hop() {
    // From an exempt URL to one that is not: CORS, with the origin that redirects have tainted.
    let ran = run(exempt().fetch(API), &[moved(OTHER), shared()]);
    assert_eq!(ran.sent[1].header("origin").as_deref(), Some("null"));
    assert!(ran.sent[0].credentials && !ran.sent[1].credentials);
    assert_eq!((tainted(&ran), is_exempt(&ran)), (ResponseType::Cors, true));
    let ran = run(exempt().fetch(API), &[moved(OTHER), closed(200)]);
    ran.refused(Phase::Actual, CorsCheckError::MissingAllowOrigin, "CORS check 2");
    assert!(is_exempt(&ran));
    // With a preflight there.
    let put = exempt().fetch(API).method("PUT");
    let ran = run(put, &[moved(OTHER), shared_with(&[("access-control-allow-methods", "PUT")]), shared()]);
    assert_eq!(
        ran.wire(),
        [
            ("PUT", "https://api.example/"),
            ("OPTIONS", "https://other.example/"),
            ("PUT", "https://other.example/")
        ]
    );
    // Home from an exempt URL: the exemption is of its hop alone, so home has to share with the tainted origin.
    let ran = run(exempt().fetch(API), &[moved(APP), closed(200)]);
    ran.refused(Phase::Actual, CorsCheckError::MissingAllowOrigin, "CORS check 2");
    assert_eq!(ran.sent[1].header("origin").as_deref(), Some("null"));
    assert!(ran.sent[0].credentials && !ran.sent[1].credentials && is_exempt(&ran));
    let ran = run(exempt().fetch(API).method("PUT"), &[moved(APP), closed(200)]);
    assert_eq!(ran.wire(), [("PUT", "https://api.example/"), ("OPTIONS", "https://app.example/")]);
    // Within the exempt server, and from home to it.
    let ran = run(exempt().fetch(API), &[redirect(302, "/b"), closed(200)]);
    assert_eq!((tainted(&ran), is_exempt(&ran)), (ResponseType::Basic, true));
    let ran = run(exempt().fetch(APP), &[moved(API), closed(200)]);
    assert_eq!((tainted(&ran), is_exempt(&ran)), (ResponseType::Basic, true));
    // From a stranger, even one that shares: nobody else leads a request to an exempt URL.
    let ran = run(exempt().fetch(OTHER), &[redirect(302, API), closed(200)]);
    ran.refused(Phase::Actual, CorsCheckError::MissingAllowOrigin, "CORS check 2");
    assert!(!ran.sent[1].credentials && !is_exempt(&ran));
    let ran = run(exempt().fetch(API), &[moved(OTHER), redirect(302, API), closed(200)]);
    ran.refused(Phase::Actual, CorsCheckError::MissingAllowOrigin, "CORS check 2");
    // A redirect that is not shared does not lead to it.
    let ran = run(exempt().fetch(OTHER), &[moved(API)]);
    ran.refused(Phase::Redirect, CorsCheckError::MissingAllowOrigin, "CORS check 2");
    assert!(!is_exempt(&ran));
    // Modes in which the next hop is opaque, or refused.
    let ran = run(exempt().fetch(API).mode(Mode::NoCors), &[moved(OTHER), closed(200)]);
    assert_eq!((tainted(&ran), is_exempt(&ran)), (ResponseType::Opaque, true));
    let ran = run(exempt().fetch(API).mode(Mode::SameOrigin), &[moved(OTHER)]);
    ran.refused(Phase::Request, TaintingError::SameOriginMode, "main fetch 12c");
    assert!(is_exempt(&ran));
    // The redirect mode still decides.
    let ran = run(exempt().fetch(API).redirect(RedirectMode::Error), &[moved(OTHER)]);
    assert_eq!(ran.error().step().to_string(), "HTTP fetch 6.3a.1");
    let ran = run(exempt().fetch(API).redirect(RedirectMode::Manual), &[moved(OTHER)]);
    assert_eq!((tainted(&ran), is_exempt(&ran)), (ResponseType::OpaqueRedirect, true));
}

#[test]
fn the_exchange_says_whether_its_own_url_is_exempt() {
    let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
    let (mut said, mut step) = (Vec::new(), Step::<()>::Redirect(Hop::new(exempt().fetch(APP).made())));
    let mut locations = [Some(API), Some(OTHER), Some(API), Some(APP), None].into_iter();
    loop {
        step = match step {
            Step::Redirect(hop) => hop.run(&mut cache, now),
            Step::Send(exchange) => {
                // From the stranger on, everything has to be shared.
                assert_eq!(exchange.response_tainting() == ResponseTainting::Cors, said.len() > 1);
                said.push(exchange.is_exempt_from_cors());
                let response = http::Response::builder().header("access-control-allow-origin", "*");
                let response = match locations.next().unwrap() {
                    Some(location) => response.status(302).header("location", location),
                    None => response,
                };
                exchange.respond(response.body(()).unwrap(), &mut cache, now)
            }
            Step::Done(result) => {
                assert!(result.unwrap().hidden_from_script().is_exempt_from_cors());
                break;
            }
            step => panic!("{step:?}"),
        };
    }
    assert_eq!(said, [false, true, false, false, false]);
}

/// What is no matter of CORS is refused as before.
#[test]
fn what_an_exemption_does_not_allow() {
    let off = || page().with_cors_policy(Arc::new(CorsOff));
    let ran = run(off().fetch("https://api.example:6667/"), &[]);
    ran.refused(Phase::Request, Reason::BadPort { port: 6667 }, "main fetch 7");
    assert!(!is_exempt(&ran));
    let ran = run(off().fetch(API), &[moved("https://api.example:25/")]);
    ran.refused(Phase::Request, Reason::BadPort { port: 25 }, "main fetch 7");
    // An unsupported scheme stays unsupported, and so do the ports of one that counts.
    let scheme = "app".to_owned();
    let ran = run(off().fetch("app://home/"), &[]);
    ran.refused(Phase::Request, TaintingError::SchemeNotHttp { scheme: scheme.clone() }, "main fetch 12e");
    assert!(!is_exempt(&ran));
    let local = Policy { exempt: &[(APP, "app")], ..Policy::default() }.of(&page());
    let ran = run(local.fetch("app://home/"), &[]);
    ran.refused(Phase::Request, Reason::Scheme { scheme }, "scheme fetch 4");
    assert!(is_exempt(&ran));
    let ran = run(app_page().fetch("app://home:25/"), &[]);
    ran.refused(Phase::Request, Reason::BadPort { port: 25 }, "main fetch 7");
    let ran = run(off().fetch(API), &[moved("app://home/")]);
    ran.refused(
        Phase::Redirect,
        RedirectError::SchemeNotHttp { scheme: "app".to_owned() },
        "HTTP-redirect fetch 6",
    );
    let ran = run(off().fetch(API), &[moved("https://u:p@other.example/")]);
    ran.refused(Phase::Redirect, RedirectError::CrossOriginWithCredentials, "HTTP-redirect fetch 9");
    let stream = off().fetch(API).method("POST").body(Body::stream());
    assert_eq!(run(stream, &[moved(OTHER)]).error().step().to_string(), "HTTP-redirect fetch 11");
    // nosniff.
    let script = off().classic_script(API, CorsAttribute::NoCors);
    let ran =
        run(script, &[answer(200, &[("x-content-type-options", "nosniff"), ("content-type", "text/plain")])]);
    assert!(is_exempt(&ran) && ran.outcome.is_err());
    // A host's mistake is a host's mistake.
    let hop = Hop::new(off().fetch(API).made());
    let Step::Send(exchange) = hop.run::<()>(&mut PreflightCache::new(), Timestamp::ZERO) else { panic!() };
    let foreign = http_response().with_url(OTHER.parse().unwrap());
    let step = exchange.respond(foreign, &mut PreflightCache::new(), Timestamp::ZERO);
    let Step::Done(Err(error)) = step else { panic!() };
    assert!(matches!(error.reason(), Reason::Host(HostError::ForeignResponse { .. })));
    assert!(error.is_exempt_from_cors());
}

/// [`CorsOff`] exempts every origin, opaque ones included, and every URL.
#[test]
fn cors_off() {
    for client in [page(), sandbox()] {
        let client = client.with_cors_policy(Arc::new(CorsOff));
        let put = client.fetch(API).method("PUT").header("authorization", "x");
        let ran = run(put, &[closed(200)]);
        assert_eq!((ran.sent.len(), tainted(&ran), is_exempt(&ran)), (1, ResponseType::Basic, true));
        let ran = run(client.fetch(API), &[moved(OTHER), moved(APP), closed(200)]);
        assert_eq!((tainted(&ran), is_exempt(&ran)), (ResponseType::Basic, true));
        // It opens no file and no blob of others.
        for url in ["blob:https://api.example/1", "file:///a", "about:blank"] {
            let ran = run(client.fetch(url), &[]);
            assert_eq!(
                (ran.error().step().to_string(), is_exempt(&ran)),
                ("main fetch 12e".to_owned(), false)
            );
        }
    }
    assert!(!CorsOff.counts_as_http("app") && !CorsOff.is_trustworthy("http"));
}

/// A policy has to name the local URLs that it opens.
#[test]
fn local_urls() {
    let files = || Policy { exempt: &[(APP, "file")], ..Policy::default() }.of(&page());
    let ran = run(files().fetch("file:///a"), &[]);
    assert_eq!((tainted(&ran), is_exempt(&ran)), (ResponseType::Basic, true));
    let ran = run(files().fetch("blob:https://api.example/1"), &[]);
    assert_eq!(ran.error().step().to_string(), "main fetch 12e");
    let ran = run(files().fetch(API), &[closed(200)]);
    ran.refused(Phase::Actual, CorsCheckError::MissingAllowOrigin, "CORS check 2");
}

/// A 401 is answered with a password, as for the page's own origin.
#[test]
fn passwords_of_exempt_urls() {
    let hop = Hop::new(exempt().fetch(API).made());
    let Step::Send(exchange) = hop.run::<()>(&mut PreflightCache::new(), Timestamp::ZERO) else { panic!() };
    assert!(exchange.may_prompt());
    let hop = Hop::new(page().fetch(API).made());
    let Step::Send(exchange) = hop.run::<()>(&mut PreflightCache::new(), Timestamp::ZERO) else { panic!() };
    assert!(!exchange.may_prompt());
}

/// A service worker's answer to an exempt request, and an answer that was exempt at the service worker.
#[test]
fn service_workers() {
    let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
    let exempt_response = run(exempt().fetch(API), &[closed(200)]).outcome.unwrap();
    let hop = Hop::new(page().fetch(APP).made());
    let step =
        hop.respond_from_service_worker(ServiceWorkerResponse::Fetched(exempt_response), &mut cache, now);
    let Step::Done(Ok(response)) = step else { panic!() };
    assert!(response.hidden_from_script().is_exempt_from_cors());
    let hop = Hop::new(exempt().fetch(API).made());
    let made = ServiceWorkerResponse::constructed(http_response());
    let Step::Done(Ok(response)) = hop.respond_from_service_worker(made, &mut cache, now) else { panic!() };
    assert!(response.hidden_from_script().is_exempt_from_cors());
    let mapped = response.map_body(|()| 1);
    assert!(mapped.hidden_from_script().is_exempt_from_cors());
}

/// The origin of the request is what counts, not that of the client.
#[test]
fn the_policy_sees_the_origin_of_the_request() {
    let policy = Arc::new(Policy::default());
    let client = page().with_cors_policy(policy.clone());
    let request = client.unchecked_request("https://u:p@api.example/a?b#c").mode(Mode::Cors);
    let request = request.origin(Origin::parse(OTHER).unwrap());
    run(request, &[closed(200)]).error();
    assert!(
        policy
            .asked
            .lock()
            .unwrap()
            .contains(&"read https://other.example https://u:p@api.example/a?b#c".to_owned())
    );
}

/// How often a policy is asked does not grow with the request: a few times at each hop.
#[test]
fn a_policy_is_asked_a_few_times() {
    let policy = Arc::new(Policy { exempt: &[(APP, API)], ..http(&["app"]) });
    let client = page().with_cors_policy(policy.clone());
    let mut put = client.fetch(API).method("PUT");
    for n in 0..200 {
        put = put.header(format!("x-{n}"), "1");
    }
    let mut answers = vec![moved(API); 20];
    answers.push(closed(200));
    run(put, &answers).response();
    let asked = policy.asked.lock().unwrap().len();
    assert!(asked <= 21 * 5, "{asked}");
}

/// The rules ask no policy.
#[test]
fn rules_alone_do_not_ask() {
    let (app, home) = (Origin::parse("app://home").unwrap(), Origin::parse("app://home").unwrap());
    let refused = Tainting::new(&app, &Origin::new_opaque(), "app", Mode::Cors).choose(|| false);
    assert_eq!(refused, Err(TaintingError::SchemeNotHttp { scheme: "app".to_owned() }));
    let redirected = RedirectedRequest::new(&app, &home, Mode::Cors);
    let refused = redirected.redirect(302, &[("Location", "app://home/")], None, None);
    assert_eq!(refused.unwrap_err(), RedirectError::SchemeNotHttp { scheme: "app".to_owned() });
    assert!(Origin::of(&"app://home/".parse().unwrap()).is_opaque());
    // A request that is not fetched yet has the origin of the standard.
    let client = http(&["app"]).of(&page());
    let request = client.fetch("app://home/").build().unwrap();
    assert!(request.url_list().current_origin().is_opaque());
    assert!(!Hop::new(request).request().url_list().current_origin().is_opaque());
    assert_eq!(client.fetch(APP).referrer("app://home/").build().unwrap().referrer(), &Referrer::Client);
}
