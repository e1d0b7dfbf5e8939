//! The public strategies: each reaches what it promises within a fixed number of cases, makes nothing that is invalid,
//! and shrinks to what can be read.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]
#![allow(clippy::disallowed_methods, reason = "the url crate judges what an origin is")]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use fetch_cors::error::{PreflightError, Reason};
use fetch_cors::header::bytes::is_header_value;
use fetch_cors::header::names::is_forbidden_request_header;
use fetch_cors::header::{HeaderList, cors_unsafe_request_header_names};
use fetch_cors::lab::{Answer, Browser, Call, Change, Location, Scenario, Scene, policy, probes};
use fetch_cors::method::is_forbidden_method;
use fetch_cors::request::{BodyKind, CredentialsMode, Mode, RedirectMode};
use fetch_cors::site::{Sites, same_site};
use fetch_cors::strategy::*;
use fetch_cors::{Client, Origin};
use http::{HeaderValue, Method, StatusCode};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use url::Url;

/// What stands in for the public suffix list: the last two labels, and for a single one, itself.
#[derive(Debug)]
struct LastTwoLabels;

impl Sites for LastTwoLabels {
    fn registrable_domain<'d>(&self, domain: &'d str) -> Option<&'d str> {
        let dots: Vec<usize> = domain.trim_end_matches('.').match_indices('.').map(|(at, _)| at).collect();
        Some(&domain[dots.len().checked_sub(2).map_or(0, |second| dots[second] + 1)..])
    }
}

fn browser() -> Browser {
    Browser::with_sites(Arc::new(LastTwoLabels))
}

fn origin(serialized: &str) -> Origin {
    Origin::parse(serialized).unwrap()
}

/// The same values at each run.
fn sample<S: Strategy>(count: usize, strategy: S) -> Vec<S::Value> {
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng(1));
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

fn rng(seed: u8) -> TestRng {
    TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32])
}

/// Whether all of these are among those.
#[track_caller]
fn assert_reached<T: Ord + Debug>(found: &BTreeSet<T>, promised: impl IntoIterator<Item = T>) {
    let missing: Vec<T> = promised.into_iter().filter(|promised| !found.contains(promised)).collect();
    assert!(missing.is_empty(), "never made: {missing:?}");
}

// Origins and URLs.

#[test]
fn pages_are_of_every_kind() {
    let pages = sample(512, origins());
    let kinds: BTreeSet<&str> = pages
        .iter()
        .flat_map(|page| {
            let host = page.host().unwrap_or_default();
            [
                (page.is_opaque(), "opaque"),
                (page.scheme() == Some("http"), "http"),
                (page.port().is_some(), "port"),
                (host.starts_with('['), "IPv6"),
                (host == "127.0.0.1", "IPv4"),
                (host.ends_with('.'), "trailing dot"),
                (host.contains("xn--"), "IDN"),
                (host == "www.app.example", "same site as the usual one"),
                (page.as_str() == "https://app.example", "the usual one"),
            ]
        })
        .filter_map(|(is, kind)| is.then_some(kind))
        .collect();
    assert_eq!(kinds.len(), 9, "{kinds:?}");
    let near: BTreeSet<String> =
        sample(512, origins_near(&origin("https://app.example"))).iter().map(Origin::to_string).collect();
    let all = probes(&origin("https://app.example"));
    assert_eq!(
        near.len(),
        all.iter().filter(|probe| probe.origin().is_some()).count(),
        "each probe is drawn"
    );
}

#[test]
fn urls_are_near_and_far() {
    for page in ["https://app.site.example", "http://app.site.example:8443", "https://127.0.0.1", "null"] {
        let page = origin(page);
        let mut kinds = BTreeSet::new();
        for url in sample(512, urls_near(&page)) {
            let url = Url::parse(&url).unwrap();
            let target = Origin::of(&url);
            let http = matches!(url.scheme(), "http" | "https");
            kinds.insert(match () {
                () if !http => "not HTTP",
                () if matches!(url.port(), Some(0 | 6667)) => "bad port",
                () if page.same_origin(&target) => "same origin",
                () if same_site(&page, &target, &LastTwoLabels) => "same site",
                () if page.host().is_some() && page.host() == target.host() => "other scheme",
                () => "cross-site",
            });
        }
        match page.is_opaque() {
            true => assert_reached(&kinds, ["not HTTP", "bad port", "cross-site"]),
            false => assert_eq!(kinds.len(), 6, "{page}: {kinds:?}"),
        }
    }
}

// Requests.

#[test]
fn methods_are_safe_unsafe_and_odd() {
    let made = sample(2048, methods());
    let found: BTreeSet<&str> = made.iter().map(Method::as_str).collect();
    assert_reached(&found, ["GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"]);
    assert_reached(&found, ["patch", "put", "get", "*", "!#$%&'*+-.^_`|~"]);
    assert!(found.len() > 30, "and odd tokens: {found:?}");
    assert!(!made.iter().any(|method| is_forbidden_method(method.as_str().as_bytes())));
    let forbidden = sample(64, forbidden_methods());
    assert!(forbidden.iter().all(|method| is_forbidden_method(method.as_str().as_bytes())));
    assert_reached(&forbidden.iter().map(Method::as_str).collect(), ["TRACE", "CONNECT", "TRACK", "trace"]);
}

#[test]
fn request_headers_come_to_each_border() {
    let lists = sample(4096, request_headers());
    let mut lengths = BTreeSet::new();
    let mut totals = BTreeSet::new();
    let mut bytes = BTreeSet::new();
    let mut pairs = BTreeSet::new();
    let (mut repeated, mut by_total) = (0, 0);
    for list in &lists {
        list.to_header_map().expect("what the http crate can say");
        for (name, value) in list.iter() {
            assert!(!is_forbidden_request_header(name, value), "{list:?}");
            if value.len() > 100 {
                lengths.insert(value.len());
                bytes.extend(value);
            }
            pairs.insert((
                String::from_utf8_lossy(name).to_lowercase(),
                String::from_utf8_lossy(value).into_owned(),
            ));
        }
        let own: Vec<_> = list.iter().collect();
        totals.insert(own.iter().map(|(_, value)| value.len()).sum::<usize>());
        let names: BTreeSet<_> = own.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
        repeated += usize::from(names.len() < own.len());
        by_total += usize::from(cors_unsafe_request_header_names(list).is_unsafe_by_total(b"accept"));
    }
    assert_reached(&lengths, [127, 128, 129]);
    assert_reached(&totals, [0, 1023, 1024, 1025]);
    assert_reached(&bytes, *b"\"():<>?@[\\]{}\t ,;=/\x80\xff");
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_reached(
        &pairs,
        [
            pair("content-type", "text/plain/"),
            pair("content-type", "Text/Plain;charset=UTF-8"),
            pair("content-type", "application/json"),
            pair("content-type", "multipart/form-data;boundary=\"a\""),
            pair("content-type", ""),
            pair("range", "bytes=0-"),
            pair("range", "bytes=-1"),
            pair("range", "bytes=10-9"),
            pair("authorization", "Basic dTpw"),
            pair("accept-language", "en_GB"),
            pair("x-http-method-override", "PUT"),
            pair("*", "1"),
        ],
    );
    assert!(
        repeated > 100 && by_total > 20,
        "{repeated} with a name twice, {by_total} unsafe by their total"
    );
}

#[test]
fn raw_request_headers_have_bytes_that_the_http_crate_refuses() {
    let lists = sample(1024, raw_request_headers());
    let mut bytes = BTreeSet::new();
    for (name, value) in lists.iter().flat_map(HeaderList::iter) {
        assert!(is_header_value(value) && !is_forbidden_request_header(name, value));
        bytes.extend(value);
    }
    assert_reached(&bytes, [0x01, 0x08, 0x0b, 0x1f, 0x7f]);
    assert!(lists.iter().any(|list| list.to_header_map().is_err()));
}

#[test]
fn calls_are_valid_and_of_every_kind() {
    let calls = sample(2048, calls(&Params::new()));
    let mut kinds = BTreeSet::new();
    for call in &calls {
        let client = Client::with_sites(call.page.clone(), Arc::new(LastTwoLabels));
        let request = call.request(&client).unwrap_or_else(|error| panic!("{call:?}: {error}"));
        assert_eq!(request.body(), call.body, "{call:?}");
        kinds.insert(format!("{} {}", call.mode, call.credentials));
        kinds.insert(format!("{} {:?}", call.redirect, call.body));
    }
    let modes = [Mode::Cors, Mode::NoCors, Mode::SameOrigin];
    assert_reached(
        &kinds,
        modes.iter().flat_map(|mode| CredentialsMode::ALL.iter().map(move |c| format!("{mode} {c}"))),
    );
    let bodies = [BodyKind::None, BodyKind::Source, BodyKind::Stream];
    assert_reached(
        &kinds,
        RedirectMode::ALL.iter().flat_map(|mode| bodies.iter().map(move |body| format!("{mode} {body:?}"))),
    );
}

// Answers.

#[test]
fn what_is_permissive_grants_whatever_is_asked() {
    let mut shared = 0;
    for call in sample(2048, calls(&Params::new().headers(raw_request_headers()))) {
        for answer in [Answer::permissive(), Answer::wildcard()] {
            let fetched = browser().fetch(&call, |exchange| answer.to(exchange)).unwrap();
            let refused = fetched.outcome.as_ref().err().map(|error| error.reason());
            assert!(
                !matches!(
                    refused,
                    Some(Reason::CorsCheck(_) | Reason::Preflight(_) | Reason::NetworkFailure)
                ),
                "{call:?}\n{fetched:?}"
            );
            shared += u32::from(fetched.is_shared());
        }
    }
    assert!(shared > 2000, "{shared}");
}

#[test]
fn answers_have_every_defect() {
    let story = |answers: &[Answer]| {
        answers.iter().map(|answer| format!("{answer:?}")).collect::<Vec<_>>().join("\n")
    };
    let preflights = story(&sample(4096, preflight_answers()));
    let actuals = story(&sample(4096, actual_answers()));
    let redirects = story(&sample(4096, redirects()));
    let origin = [
        "no access-control-allow-origin",
        "access-control-allow-origin twice",
        "access-control-allow-origin in the other case",
        "access-control-allow-origin with \"/\" behind it",
        "access-control-allow-origin with \", https://other.example\" behind it",
        "access-control-allow-origin with \":443\" behind it",
        "access-control-allow-origin with \" \" in front of it",
        "access-control-allow-origin: \"*\"",
        "access-control-allow-origin: \"null\"",
        "access-control-allow-origin: \"https://other.example\"",
        "access-control-allow-origin: \"\"",
        "no access-control-allow-credentials",
        "access-control-allow-credentials twice",
        "access-control-allow-credentials in the other case",
        "access-control-allow-credentials: \"false\"",
        "access-control-allow-credentials: \"true, true\"",
        "permissive with `*`",
    ];
    for defect in origin {
        for (kind, made) in [("preflights", &preflights), ("actuals", &actuals), ("redirects", &redirects)] {
            assert!(made.contains(defect), "{kind} never have {defect}");
        }
    }
    let lists =
        ["access-control-allow-methods", "access-control-allow-headers", "access-control-expose-headers"];
    for (made, header) in [(&preflights, lists[0]), (&preflights, lists[1]), (&actuals, lists[2])] {
        for defect in [
            format!("no {header}"),
            format!("{header} twice"),
            format!("{header} in the other case"),
            format!("{header}: \"*\""),
            format!("{header}: \"\""),
            format!("{header} with \"(\" in front of it"),
            format!("{header} with \" ,\\x09*\" behind it"),
        ] {
            assert!(made.contains(&defect), "never {defect}");
        }
    }
    for defect in ["\"-1\"", "\"1.5\"", "\"99999999999999999999999\"", "\"\"", "\"soon\"", "\"7201\""] {
        assert!(preflights.contains(&format!("access-control-max-age: {defect}")), "never max-age {defect}");
    }
    for status in
        ["permissive, 404", "permissive, 299", "permissive, 307 to the same URL", "permissive, 304", "none"]
    {
        assert!(preflights.contains(status), "never {status}");
    }
    for status in ["permissive, 404", "permissive, 206", "permissive, 500", "x-total: \"7\"", "none"] {
        assert!(actuals.contains(status), "never {status}");
    }
    for location in [
        "301 to",
        "302 to",
        "303 to",
        "307 to",
        "308 to",
        "to the same URL",
        "to another origin of the site",
        "to another site",
        "to the page's origin",
        "to the other scheme",
        "to the same URL with a password",
        "to another site with a password",
        "to the page's origin with a password",
        "to \"/next\"",
        "to \"\"",
        "to \"data:…\"",
        "to \"https://[bad/\"",
        "no location",
        "location twice",
    ] {
        assert!(redirects.contains(location), "never {location}");
    }
}

#[test]
fn an_answer_is_made_for_its_exchange() {
    let change = |header: &'static str, change| {
        Answer::permissive().with(http::HeaderName::from_static(header), change)
    };
    let value = HeaderValue::from_static;
    let acao = "access-control-allow-origin";
    for (answer, expected) in [
        (Answer::permissive(), Some(vec!["https://app.example"])),
        (Answer::wildcard(), Some(vec!["*"])),
        (Answer::none(), None),
        (change(acao, Change::Missing), Some(vec![])),
        (change(acao, Change::Doubled), Some(vec!["https://app.example", "https://app.example"])),
        (change(acao, Change::OtherCase), Some(vec!["HTTPS://APP.EXAMPLE"])),
        (change(acao, Change::After(value("/"))), Some(vec!["https://app.example/"])),
        (change(acao, Change::Before(value("*,"))), Some(vec!["*,https://app.example"])),
        (change(acao, Change::Instead(value("null"))), Some(vec!["null"])),
        // One after the other.
        (
            change(acao, Change::Instead(value("a")))
                .with(http::HeaderName::from_static(acao), Change::OtherCase),
            Some(vec!["A"]),
        ),
    ] {
        let call = Call::new(origin("https://app.example"), "https://api.example/");
        let fetched = browser().fetch(&call, |exchange| answer.to(exchange)).unwrap();
        let lines = fetched.messages[0].answer.as_ref().map(|response| {
            response.headers().get_all(acao).iter().map(|line| line.to_str().unwrap()).collect::<Vec<_>>()
        });
        assert_eq!(lines, expected, "{answer:?}");
    }
}

#[test]
fn every_answer_can_be_given_to_every_message() {
    let answers = sample(1024, any::<Answer>());
    for (call, answer) in sample(1024, calls(&Params::new())).iter().zip(answers) {
        let mut given = 0;
        let fetched = browser().fetch(call, |exchange| {
            given += 1;
            answer.to(exchange)
        });
        let messages = fetched.unwrap().messages;
        assert_eq!(messages.len(), given);
        let arrives = format!("{answer:?}") != "none";
        assert!(messages.iter().all(|message| message.answer.is_some() == arrives), "{call:?}\n{answer:?}");
    }
}

#[test]
fn a_location_is_seen_from_its_exchange() {
    let ask = |page: &str, url: &str, location: &Location| {
        let answer = Answer::permissive().redirect(StatusCode::FOUND, location.clone());
        let mut call = Call::new(origin(page), url);
        call.redirect = RedirectMode::Manual;
        let fetched = browser().fetch(&call, |exchange| answer.to(exchange)).unwrap();
        fetched.messages[0].answer.as_ref().unwrap().headers()["location"].to_str().unwrap().to_owned()
    };
    let from = |page: &'static str, url: &'static str| move |location: Location| ask(page, url, &location);
    let home = from("https://app.example", "http://api.example:8080/a?b#c");
    assert_eq!(home(Location::SameUrl), "http://api.example:8080/a?b");
    assert_eq!(home(Location::Sibling), "http://sub.api.example:8080/a?b");
    assert_eq!(home(Location::Elsewhere), "https://elsewhere.test/a?b");
    assert_eq!(home(Location::Back), "https://app.example/a?b");
    assert_eq!(home(Location::OtherScheme), "https://api.example:8080/a?b");
    assert_eq!(home(Location::SameUrlWithPassword), "http://user:password@api.example:8080/a?b");
    assert_eq!(home(Location::ElsewhereWithPassword), "https://user:password@elsewhere.test/a?b");
    assert_eq!(home(Location::BackWithPassword), "https://user:password@app.example/a?b");
    assert_eq!(home(Location::Text(HeaderValue::from_static("x y"))), "x y");
    let other = from("null", "https://127.0.0.1/");
    assert_eq!(other(Location::Sibling), "https://127.0.0.1:8443/");
    assert_eq!(other(Location::Back), "https://127.0.0.1/");
    assert_eq!(from("null", "https://sub.a.example/")(Location::Sibling), "https://a.example/");
}

// Scenarios.

/// Reasons that no page's `fetch()` in a plain client can come to: they are the host's, or need another destination,
/// an embedder policy, a blob or a service worker.
const NOT_OF_A_FETCH: &[&str] = &[
    "foreign-response",
    "response-without-url",
    "wrong-body",
    "unsendable-message",
    "authentication-stream-body",
    "proxy-without-user",
    "service-worker-may-not-respond",
    "constructed-with-url",
    "blocked",
    "blob-range-invalid",
    "blob-range-past-end",
    "blob-range-empty",
    "keepalive-limit",
    "resource-policy-of-embedder",
    "nosniff",
    "not-script",
    "range-not-requested",
    "service-worker-error",
    "service-worker-cors-for-same-origin",
    "service-worker-opaque",
    "service-worker-opaque-redirect",
    "service-worker-redirected",
];

#[test]
fn scenarios_end_in_every_way() {
    let mut ends: BTreeMap<String, u32> = BTreeMap::new();
    let mut kinds: BTreeMap<&str, u32> = BTreeMap::new();
    let (mut messages, mut waits) = (0, BTreeSet::new());
    for scenario in sample(2500, scenarios(&Params::new())) {
        assert!((1..=3).contains(&scenario.scenes.len()));
        waits.extend(scenario.scenes.iter().map(|scene| scene.wait));
        for fetched in browser().run(&scenario).unwrap() {
            messages += fetched.messages.len();
            let end = match &fetched.outcome {
                Ok(response) => response.response_type().to_string(),
                Err(error) => {
                    *kinds.entry(kind(error.reason())).or_default() += 1;
                    error.reason().code().to_owned()
                }
            };
            *ends.entry(end).or_default() += 1;
        }
    }
    let fetches: u32 = ends.values().sum();
    let share = |end: &str| f64::from(ends.get(end).copied().unwrap_or_default()) / f64::from(fetches);
    // A good part passes, a good part does not.
    let passed = ["cors", "basic", "opaque", "opaqueredirect"];
    for (end, least) in passed.iter().zip([0.3, 0.03, 0.02, 0.005]) {
        assert!(share(end) > least, "{end}: {} of {ends:#?}", share(end));
    }
    let refused = 1.0 - passed.iter().map(|end| share(end)).sum::<f64>();
    assert!((0.3..0.7).contains(&refused), "{refused} of {ends:#?}");
    for (kind, least) in [
        ("CORS check", 0.05),
        ("preflight", 0.05),
        ("redirect", 0.03),
        ("tainting", 0.03),
        ("network", 0.01),
        ("other", 0.01),
    ] {
        let share = f64::from(kinds[kind]) / f64::from(fetches);
        assert!(share > least, "{kind}: {share} of {ends:#?}");
    }
    let missing: Vec<&str> = every_code().into_iter().filter(|code| !ends.contains_key(*code)).collect();
    assert!(missing.is_empty(), "never {missing:?}, of {ends:#?}");
    let allowed = |end: &String| passed.contains(&end.as_str()) || every_code().contains(&end.as_str());
    assert!(ends.keys().all(allowed), "{ends:#?}");
    assert!(messages > 4000, "{messages}");
    assert_reached(
        &waits,
        [0, 999, 1_000, 4_999, 5_000, 600_000, 7_199_999, 7_200_000].map(Duration::from_millis),
    );
}

fn kind(reason: &Reason) -> &'static str {
    match reason {
        Reason::CorsCheck(_) | Reason::Preflight(PreflightError::CorsCheck(_)) => "CORS check",
        Reason::Preflight(_) => "preflight",
        Reason::Redirect(_) | Reason::RedirectModeError => "redirect",
        Reason::Tainting(_) => "tainting",
        Reason::NetworkFailure => "network",
        _ => "other",
    }
}

/// The code of each reason but those, as the source has them.
fn every_code() -> BTreeSet<&'static str> {
    let source = include_str!("../src/error/code.rs");
    let codes =
        source.split('"').skip(1).step_by(2).filter(|code| source.contains(&format!("=> \"{code}\"")));
    codes.filter(|code| !NOT_OF_A_FETCH.contains(code)).collect()
}

#[test]
fn parameters_are_kept_to() {
    let pages = [origin("https://a.test"), origin("https://b.test")];
    let params = Params::new()
        .pages(proptest::sample::select(pages.to_vec()))
        .urls(Just("https://c.test/".to_owned()))
        .methods(Just(Method::PUT))
        .headers(Just(HeaderList::new()))
        .scenes(2..=5)
        .without_answers();
    let mut lengths = BTreeSet::new();
    for scenario in sample(256, scenarios(&params)) {
        lengths.insert(scenario.scenes.len());
        for Scene { call, preflights, actuals, .. } in scenario.scenes {
            assert!(preflights.is_empty() && actuals.is_empty());
            assert!(pages.contains(&call.page) && call.url == "https://c.test/");
            assert!(call.method == Method::PUT && call.headers.is_empty());
        }
    }
    assert_eq!(lengths, BTreeSet::from([2, 3, 4, 5]));
    assert!(
        sample(16, scenarios(&Params::new().scenes(0))).iter().all(|scenario| scenario.scenes.is_empty())
    );
    assert_eq!(sample(64, any_with::<Call>(params.clone())).len(), 64);
    assert_eq!(sample(64, any::<(Scenario, Answer, Origin)>()).len(), 64);
}

#[test]
fn a_server_of_your_own_sees_what_the_browser_sends() {
    let params = Params::new().without_answers();
    for scenario in sample(256, scenarios(&params)) {
        let seen = RefCell::new(Vec::new());
        let server = |request: http::Request<()>| {
            seen.borrow_mut().push((request.method().clone(), request.uri().to_string()));
            http::Response::builder().header("access-control-allow-origin", "*").body(()).unwrap()
        };
        let mut browser = browser();
        let fetched = browser.run_against(&scenario, policy(server)).unwrap();
        let waited: Duration = scenario.scenes.iter().map(|scene| scene.wait).sum();
        assert_eq!(browser.now.since_start(), waited);
        let sent: Vec<_> = fetched
            .iter()
            .flat_map(|fetched| &fetched.messages)
            .map(|message| {
                let mut url = message.url.clone();
                url.set_fragment(None);
                (message.method.clone(), url.to_string())
            })
            .collect();
        assert_eq!(seen.into_inner(), sent);
    }
}

#[test]
fn a_scenario_reads_like_a_story() {
    let mut call = Call::new(Origin::new_opaque(), "https://api.example/");
    (call.method, call.body) = (Method::PUT, BodyKind::Stream);
    (call.credentials, call.redirect) = (CredentialsMode::Include, RedirectMode::Error);
    call.headers.append(b"X-A", b"a\x01\xff\"'").unwrap();
    call.headers.append(b"accept", &[b'z'; 128]).unwrap();
    let mut scene = Scene::new(call).after(Duration::from_millis(1_500));
    let moved = Answer::permissive().redirect(StatusCode::MOVED_PERMANENTLY, Location::Sibling);
    scene.preflights = vec![Answer::wildcard().with_max_age(600), Answer::none()];
    scene.actuals = vec![moved.clone(), moved, Answer::permissive()];
    let story = "\
1.5s later
null fetches PUT https://api.example/, credentials include, redirect error, with a stream
  X-A: a\\x01\\xff\"'
  accept: z{128}
  preflight: permissive with `*`, for 600 s
  preflight: none
  answer: permissive, 301 to another origin of the site, 2 times
  answer: permissive";
    assert_eq!(format!("{:?}", Scenario::new(vec![scene.clone()])), story);
    assert_eq!(format!("{:?}", Scenario::new(vec![scene.clone(), scene])), format!("{story}\n{story}"));
}

// Planted faults.

/// What is left of the first value that fails: the plainest of what some seeds come to, since no search goes all the
/// way each time.
#[track_caller]
fn plainest<T: Debug>(strategy: impl Strategy<Value = T>, holds: impl Fn(&T) -> bool) -> String {
    let shrunk = |seed| {
        let config = ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() };
        let result =
            TestRunner::new_with_rng(config, rng(seed)).run(&strategy, |value| match holds(&value) {
                true => Ok(()),
                false => Err(TestCaseError::fail("it does not hold")),
            });
        match result {
            Err(TestError::Fail(_, value)) => format!("{value:?}"),
            other => panic!("the fault is not found: {other:?}"),
        }
    };
    let stories: Vec<String> = (0..6).map(shrunk).collect();
    assert!(stories.iter().all(|story| story.lines().count() < 40), "{stories:#?}");
    stories.into_iter().min_by_key(String::len).unwrap()
}

/// Runs scenarios until one has a fetch that is refused for this reason.
#[track_caller]
fn plainest_refused(code: &str) -> String {
    plainest(scenarios(&Params::new()), |scenario| {
        let fetched = browser().run(scenario).unwrap();
        let mut errors = fetched.iter().filter_map(|fetched| fetched.outcome.as_ref().err());
        errors.all(|error| error.reason().code() != code)
    })
}

#[test]
fn a_suffix_without_a_dot_shrinks_to_a_plain_call() {
    let server = |request: http::Request<()>| {
        let mut response = http::Response::new(());
        if let Some(origin) = request.headers().get("origin")
            && origin.as_bytes().ends_with(b"app.example")
        {
            response.headers_mut().try_append("access-control-allow-origin", origin.clone()).unwrap();
        }
        response
    };
    let near = origins_near(&origin("https://app.example"));
    let params = Params::new().pages(near).urls(Just("https://api.test/".to_owned()));
    let call = plainest(calls(&params), |call| !browser().fetch(call, policy(server)).unwrap().is_shared());
    let page = call.strip_suffix(" fetches GET https://api.test/").unwrap_or_else(|| panic!("{call}"));
    assert!(page.ends_with("app.example") && page != "https://app.example", "{call}");
}

/// With credentials it is a breach, and without them it may be meant. So the plainest call keeps what made it fail.
#[test]
fn reflection_with_credentials_shrinks_to_a_call_with_credentials_of_the_same_page() {
    let server = |request: http::Request<()>| {
        let mut response = http::Response::new(());
        let origin =
            request.headers().get("origin").filter(|origin| *origin == "https://eviladmin.app.example");
        if let Some(origin) = origin {
            response.headers_mut().try_append("access-control-allow-origin", origin.clone()).unwrap();
            response
                .headers_mut()
                .try_append("access-control-allow-credentials", "true".parse().unwrap())
                .unwrap();
        }
        response
    };
    let params = Params::new()
        .pages(origins_near(&origin("https://admin.app.example")))
        .credentials(prop_oneof![Just(CredentialsMode::Omit), Just(CredentialsMode::Include)])
        .urls(Just("https://api.test/".to_owned()));
    let call = plainest(calls(&params), |call| {
        let is_shared = browser().fetch(call, policy(server)).unwrap().is_shared();
        !(is_shared && call.credentials == CredentialsMode::Include)
    });
    assert_eq!(call, "https://eviladmin.app.example fetches GET https://api.test/, credentials include");
}

#[test]
fn a_quarter_of_calls_is_plain_with_credentials() {
    let is_plain = |call: &&Call| {
        let mut plain = Call::new(call.page.clone(), call.url.clone());
        plain.credentials = CredentialsMode::Include;
        **call == plain
    };
    let calls = sample(4096, calls(&Params::new()));
    let plain = calls.iter().filter(is_plain).count();
    assert!((950..1300).contains(&plain), "{plain}");
}

#[test]
fn what_is_given_is_kept() {
    let params = Params::new()
        .modes(Just(Mode::NoCors))
        .credentials(Just(CredentialsMode::Omit))
        .redirects(Just(RedirectMode::Manual))
        .bodies(Just(BodyKind::Source))
        .methods(Just(Method::POST));
    for call in sample(256, calls(&params)) {
        assert_eq!((call.mode, call.credentials), (Mode::NoCors, CredentialsMode::Omit));
        assert_eq!((call.redirect, call.body), (RedirectMode::Manual, BodyKind::Source));
    }
}

#[test]
fn a_client_that_gives_up_too_soon_shrinks_to_one_call() {
    let story = plainest(scenarios(&Params::new()), |scenario| {
        browser().run(scenario).unwrap().iter().all(|fetched| fetched.messages.len() < 21)
    });
    // Shrinking keeps the credentials mode.
    let story = story.replace(", credentials include", "");
    let expected = "fetches GET https://api.example/\n  answer: permissive, 302 to the same URL, 20 times";
    assert!(story.lines().count() == 2 && story.ends_with(expected), "{story}");
}

#[test]
fn a_client_without_a_clock_shrinks_to_two_calls() {
    let timeless = |scenario: &Scenario| {
        let mut browser = browser();
        let scenes = scenario.scenes.iter();
        scenes
            .map(|scene| browser.fetch(&scene.call, scene.server()).unwrap().messages.len())
            .collect::<Vec<_>>()
    };
    let story = plainest(scenarios(&Params::new()), |scenario| {
        let fetched = browser().run(scenario).unwrap();
        fetched.iter().map(|fetched| fetched.messages.len()).collect::<Vec<_>>() == timeless(scenario)
    });
    let count = |part| story.matches(part).count();
    assert_eq!((count("fetches"), count(" later")), (2, 1), "{story}");
    assert!(story.lines().count() <= 6, "{story}");
}

#[test]
fn a_defect_shrinks_to_one_change_of_one_answer() {
    for code in ["method-not-allowed", "header-not-allowed", "allow-credentials-not-true"] {
        let story = plainest_refused(code);
        let count = |part| story.matches(part).count();
        assert_eq!((count("fetches"), count("permissive"), count(", but ")), (1, 1, 1), "{story}");
    }
    let story = plainest_refused("redirect-tainted-with-credentials");
    assert!(story.lines().count() == 2 && story.ends_with("to the page's origin with a password"), "{story}");
}
