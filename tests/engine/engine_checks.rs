//! The checks beside CORS, through the machine: resource policies, ports, ranges, types, timing, and what
//! a response remembers of how it was fetched.

use std::sync::Arc;

use crate::scenario;
use crate::scenario::{
    API, APP, Answer, Build, LastTwoLabels, OTHER, Ran, World, answer, page, redirect, run, shared,
    shared_with, unchecked_image,
};
use fetch_cors::error::{
    Blocker, CorpError, CorsCheckError, Disposition, MimeError, Phase, Reason, ServiceWorkerError,
};
use fetch_cors::fetch::ServiceWorkerResponse;
use fetch_cors::request::EmbedderPolicyValue::{self, Credentialless, RequireCorp, UnsafeNone};
use fetch_cors::request::{
    CorsAttribute, CredentialsMode, Destination, EmbedderPolicy, FetchBuilder, Mode, RedirectMode,
    ResourceBuilder, UncheckedBuilder, UrlList,
};
use fetch_cors::response::{ResponseType, is_null_body_status};
use fetch_cors::{
    Client, FilteredResponse, Hop, NetworkError, Origin, PreflightCache, Request, Step, Timestamp, fetch,
};

type Outcome = Result<FilteredResponse<&'static str>, NetworkError>;

const CORP: &str = "cross-origin-resource-policy";
const TAO: &str = "timing-allow-origin";
const CDN: &str = "https://cdn.app.example";
const BY_ORIGIN: &str = "cross-origin resource policy internal check 5b";
const BY_SITE: &str = "cross-origin resource policy internal check 5c";

fn image(url: &str) -> ResourceBuilder {
    page().image(url, CorsAttribute::NoCors)
}

/// The request of a media element that wants the first ten bytes.
fn ranged(media: ResourceBuilder) -> Request {
    let mut request = media.made();
    request.unguarded_headers().append(b"Range", b"bytes=0-9").unwrap();
    request
}

fn with_policy(value: EmbedderPolicyValue, report_only_value: EmbedderPolicyValue) -> Client {
    page().with_embedder_policy(EmbedderPolicy { value, report_only_value })
}

/// A response as `http` has it.
fn made(status: u16, headers: &[(&str, &str)]) -> http::Response<&'static str> {
    let headers: Vec<_> =
        headers.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec())).collect();
    scenario::response(status, &headers)
}

fn urls(all: &[&str]) -> UrlList {
    let mut list = UrlList::new(all[0].parse().unwrap());
    all[1..].iter().for_each(|url| list.push(url.parse().unwrap()));
    list
}

/// What a service worker's answer comes to.
#[track_caller]
fn served(request: impl Build, response: ServiceWorkerResponse<&'static str>) -> Outcome {
    let hop = Hop::new(request.build().unwrap());
    assert!(hop.service_worker_may_respond());
    match hop.respond_from_service_worker(response, &mut PreflightCache::new(), Timestamp::ZERO) {
        Step::Done(outcome) => outcome,
        step => panic!("{step:?}"),
    }
}

fn fetched(response: FilteredResponse<&'static str>) -> ServiceWorkerResponse<&'static str> {
    ServiceWorkerResponse::Fetched(response)
}

#[track_caller]
fn refused(outcome: &Outcome, phase: Phase, reason: impl Into<Reason>, step: &str) {
    let (error, reason) = (outcome.as_ref().expect_err("a network error"), reason.into());
    assert_eq!((error.phase(), error.reason(), error.step().to_string().as_str()), (phase, &reason, step));
}

/// A world whose cache lets `PUT` pass at both origins.
fn warm() -> World {
    let mut world = World::new();
    for url in [API, OTHER] {
        let granted = shared_with(&[("access-control-allow-methods", "PUT")]);
        world.run(page().fetch(url).method("PUT"), &[granted, shared()]);
    }
    assert_eq!(world.cache.len(), 2);
    world
}

// Resource policies.

#[test]
fn a_resource_policy_guards_opaque_responses() {
    type Refusal = Option<(CorpError, &'static str)>;
    let rows: [(&str, &[&str], Refusal); 14] = [
        (API, &[], None),
        (API, &["same-origin"], Some((CorpError::SameOrigin, BY_ORIGIN))),
        (API, &["same-site"], Some((CorpError::SameSite, BY_SITE))),
        (API, &["cross-origin"], None),
        (API, &["Same-Origin"], None),
        (API, &["same-origin", "same-origin"], None),
        (CDN, &["same-origin"], Some((CorpError::SameOrigin, BY_ORIGIN))),
        (CDN, &["same-site"], None),
        ("http://cdn.app.example", &["same-site"], None),
        ("http://cdn.app.example", &["same-origin"], Some((CorpError::SameOrigin, BY_ORIGIN))),
        ("https://app.example:8443", &["same-origin"], Some((CorpError::SameOrigin, BY_ORIGIN))),
        ("https://app.example:8443", &["same-site"], None),
        // At home there is nothing opaque.
        (APP, &["same-origin"], None),
        (APP, &["same-site"], None),
    ];
    for (url, lines, expected) in rows {
        let headers: Vec<_> = lines.iter().map(|line| (CORP, *line)).collect();
        for status in [200, 204, 404, 500] {
            let ran = run(image(url), &[answer(status, &headers)]);
            match &expected {
                None => {
                    let opaque = if url == APP { ResponseType::Basic } else { ResponseType::Opaque };
                    assert_eq!(ran.response().response_type(), opaque);
                }
                Some((error, step)) => {
                    ran.refused(Phase::Actual, error.clone(), step);
                    assert_eq!(ran.error().status().unwrap(), status);
                    assert!(ran.error().corp_violations().is_empty());
                }
            }
        }
    }
    // To a page over HTTP, what came encrypted is of another site.
    let sites = Arc::new(LastTwoLabels);
    let plain = Client::with_sites(Origin::parse("http://app.example").unwrap(), sites);
    let ran = run(plain.image(CDN, CorsAttribute::NoCors), &[answer(200, &[(CORP, "same-site")])]);
    ran.refused(Phase::Actual, CorpError::SameSite, BY_SITE);
    // A sandbox has no site.
    let sandbox = scenario::sandbox().image(APP, CorsAttribute::NoCors);
    let ran = run(sandbox, &[answer(200, &[(CORP, "same-site")])]);
    ran.refused(Phase::Actual, CorpError::SameSite, BY_SITE);
}

#[test]
fn a_resource_policy_is_nothing_to_other_responses() {
    let strict = with_policy(RequireCorp, RequireCorp);
    let followed = |navigation: UncheckedBuilder| navigation.redirect(RedirectMode::Follow).made();
    for headers in [&[][..], &[(CORP, "same-origin")]] {
        let with_acao = [headers, &[("access-control-allow-origin", APP)]].concat();
        let credentials = [&with_acao[..], &[("access-control-allow-credentials", "true")]].concat();
        for (request, headers, response_type) in [
            (strict.fetch(API).made(), &with_acao, ResponseType::Cors),
            (strict.image(API, CorsAttribute::Anonymous).made(), &with_acao, ResponseType::Cors),
            (strict.image(API, CorsAttribute::UseCredentials).made(), &credentials, ResponseType::Cors),
            (strict.fetch(APP).made(), &headers.to_vec(), ResponseType::Basic),
            (strict.image(APP, CorsAttribute::NoCors).made(), &headers.to_vec(), ResponseType::Basic),
            (followed(strict.navigation(API)), &headers.to_vec(), ResponseType::Basic),
            (
                followed(strict.navigation(API).destination(Destination::Iframe)),
                &headers.to_vec(),
                ResponseType::Basic,
            ),
        ] {
            let ran = run(request.clone(), &[answer(200, headers)]);
            assert_eq!(ran.response().response_type(), response_type);
            assert!(ran.response().hidden_from_script().corp_violations().is_empty());
            // Nor to redirects that lead to such responses.
            let moved = answer(302, &[&headers[..], &[("location", "/b")]].concat());
            let ran = run(request, &[moved, answer(200, headers)]);
            assert!(ran.response().hidden_from_script().corp_violations().is_empty());
        }
    }
}

#[test]
fn a_resource_policy_guards_redirects() {
    let moved = |to: &str, policy: &str| answer(302, &[(CORP, policy), ("location", to)]);
    let ran = run(image(API), &[moved(OTHER, "same-origin")]);
    ran.refused(Phase::Redirect, CorpError::SameOrigin, BY_ORIGIN);
    assert_eq!(ran.error().status(), Some(302));
    let ran = run(image(API), &[moved(OTHER, "same-site")]);
    ran.refused(Phase::Redirect, CorpError::SameSite, BY_SITE);
    // Even where it leads home, or nowhere.
    run(image(API), &[moved(APP, "same-origin")]).refused(Phase::Redirect, CorpError::SameOrigin, BY_ORIGIN);
    let nowhere = answer(302, &[(CORP, "same-origin")]);
    run(image(API), &[nowhere]).refused(Phase::Redirect, CorpError::SameOrigin, BY_ORIGIN);
    // Each response by its own URL: home's redirect is home's, whatever comes then.
    let ran = run(image(APP), &[moved(API, "same-origin"), answer::<&str>(200, &[])]);
    assert_eq!(ran.response().response_type(), ResponseType::Opaque);
    let ran = run(image(APP), &[moved(API, "same-origin"), answer(200, &[(CORP, "same-origin")])]);
    ran.refused(Phase::Actual, CorpError::SameOrigin, BY_ORIGIN);
    assert_eq!(ran.error().url().as_str(), format!("{API}/"));
    let ran = run(image(API), &[moved(OTHER, "cross-origin"), answer(200, &[(CORP, "same-site")])]);
    ran.refused(Phase::Actual, CorpError::SameSite, BY_SITE);
    // Back home it is opaque still, and its own.
    let home = answer(200, &[(CORP, "same-origin")]);
    let ran = run(image(API), &[moved(APP, "cross-origin"), home]);
    assert_eq!(ran.response().response_type(), ResponseType::Opaque);
}

#[test]
fn an_embedder_policy_wants_one() {
    let needed = |policy| CorpError::EmbedderPolicy { policy };
    let image = |value, url, mode| unchecked_image(&with_policy(value, UnsafeNone), url).credentials(mode);
    let (include, omit) = (CredentialsMode::Include, CredentialsMode::Omit);
    let nothing = || answer::<&str>(200, &[]);
    for mode in [include, omit] {
        run(image(UnsafeNone, API, mode), &[nothing()]).response();
        let ran = run(image(RequireCorp, API, mode), &[nothing()]);
        ran.refused(Phase::Actual, needed(RequireCorp), BY_ORIGIN);
        run(image(RequireCorp, CDN, mode), &[nothing()]).error();
        run(image(RequireCorp, APP, mode), &[nothing()]).response();
        for (url, policy, passes) in
            [(API, "cross-origin", true), (CDN, "same-site", true), (API, "same-site", false)]
        {
            let ran = run(image(RequireCorp, url, mode), &[answer(200, &[(CORP, policy)])]);
            assert_eq!(ran.outcome.is_ok(), passes, "{url}, {policy}");
        }
        // Without credentials, *credentialless* wants none; and it sends none.
        run(image(Credentialless, API, mode), &[nothing()]).response();
    }
    // Redirects as well.
    let ran = run(image(RequireCorp, API, include), &[answer(302, &[("location", OTHER)])]);
    ran.refused(Phase::Redirect, needed(RequireCorp), BY_ORIGIN);
}

#[test]
fn a_service_workers_response_is_checked_if_it_is_opaque() {
    let opaque = |headers: &[(&str, &str)]| FilteredResponse::opaque(made(200, headers), urls(&[OTHER]));
    let same_origin = [(CORP, "same-origin")];
    // By the response's URL, not the request's; to any request, be it for its own origin.
    for url in [OTHER, API, CDN, APP] {
        let outcome = served(image(url), fetched(opaque(&same_origin)));
        refused(&outcome, Phase::ServiceWorker, CorpError::SameOrigin, BY_ORIGIN);
        assert_eq!(served(image(url), fetched(opaque(&[]))).unwrap().response_type(), ResponseType::Opaque);
    }
    let own = FilteredResponse::opaque(made(200, &same_origin), urls(&[OTHER, APP]));
    assert!(served(image(API), fetched(own)).is_ok());

    // The page's policy, where the worker's may have been another.
    let (strict, without) = (with_policy(RequireCorp, UnsafeNone), with_policy(Credentialless, UnsafeNone));
    let policy = RequireCorp;
    let outcome = served(strict.image(APP, CorsAttribute::NoCors), fetched(opaque(&[])));
    refused(&outcome, Phase::ServiceWorker, CorpError::EmbedderPolicy { policy }, BY_ORIGIN);
    let cross = opaque(&[(CORP, "cross-origin")]);
    assert!(served(strict.image(APP, CorsAttribute::NoCors), fetched(cross)).is_ok());
    // Whether there were credentials is the response's to say: true unless it says otherwise.
    let image = || without.image(API, CorsAttribute::NoCors);
    let policy = Credentialless;
    for with in [opaque(&[]), opaque(&[]).with_request_includes_credentials(true)] {
        let outcome = served(image(), fetched(with));
        refused(&outcome, Phase::ServiceWorker, CorpError::EmbedderPolicy { policy }, BY_ORIGIN);
    }
    assert!(served(image(), fetched(opaque(&[]).with_request_includes_credentials(false))).is_ok());
}

#[test]
fn a_service_workers_other_responses_are_checked_for_opaque_requests() {
    let same_origin = [(CORP, "same-origin")];
    let cors = |url: &str| {
        FilteredResponse::cors(made(200, &same_origin), Some(urls(&[url])), CredentialsMode::Omit)
    };
    let basic = |url: &str| FilteredResponse::basic(made(200, &same_origin), Some(urls(&[url])));
    // The request is tainted opaque: its response is checked, whatever its type.
    refused(&served(image(API), fetched(cors(API))), Phase::ServiceWorker, CorpError::SameOrigin, BY_ORIGIN);
    refused(
        &served(image(API), fetched(basic(OTHER))),
        Phase::ServiceWorker,
        CorpError::SameOrigin,
        BY_ORIGIN,
    );
    let own = served(image(API), fetched(basic(APP))).unwrap();
    assert_eq!((own.response_type(), own.body()), (ResponseType::Basic, Some(&"hello")));
    // It is not: then only opaque responses are.
    assert!(served(image(APP), fetched(cors(API))).is_ok());
    assert!(served(page().fetch(API), fetched(cors(API))).is_ok());
    assert!(served(page().fetch(API), fetched(basic(OTHER))).is_ok());
    // One that script made has no URL to be of another origin.
    for client in [page(), with_policy(RequireCorp, RequireCorp)] {
        for headers in [&[][..], &same_origin] {
            let response = ServiceWorkerResponse::constructed(made(200, headers));
            let outcome = served(client.image(API, CorsAttribute::NoCors), response).unwrap();
            assert_eq!(outcome.response_type(), ResponseType::Opaque);
            assert!(outcome.hidden_from_script().corp_violations().is_empty());
        }
    }
    // What is refused for its type is refused before.
    let opaque = FilteredResponse::opaque(made(200, &same_origin), urls(&[OTHER]));
    let error = ServiceWorkerError::Opaque;
    refused(&served(page().fetch(API), fetched(opaque)), Phase::ServiceWorker, error, "HTTP fetch 3.5.7");
}

/// URL, destination and disposition of each report.
fn reports(violations: &[fetch_cors::error::CorpViolation]) -> Vec<(&str, &str, &str)> {
    violations
        .iter()
        .map(|v| (v.blocked_url.as_str(), v.destination.as_str(), v.disposition.as_str()))
        .collect()
}

#[test]
fn reports_are_gathered_over_hops_for_a_response() {
    let on_trial = with_policy(UnsafeNone, RequireCorp);
    let image = |url: &str| on_trial.image(url, CorsAttribute::NoCors);
    let one = ("https://api.example/a?b", "image", "reporting");
    let first = "https://user:pw@api.example/a?b#c";
    let to_other = || answer(302, &[("location", OTHER)]);
    let nothing = || answer::<&str>(200, &[]);

    assert_eq!(
        reports(run(image(first), &[nothing()]).response().hidden_from_script().corp_violations()),
        [one]
    );
    let ran = run(image(first), &[to_other(), to_other(), nothing()]);
    assert_eq!(reports(ran.response().hidden_from_script().corp_violations()), [one, one, one]);
    // Those alone that would have been blocked.
    let cross = answer(302, &[(CORP, "cross-origin"), ("location", OTHER)]);
    let ran = run(image(first), &[to_other(), cross.clone(), nothing()]);
    assert_eq!(reports(ran.response().hidden_from_script().corp_violations()), [one, one]);
    let ran = run(image(first), &[cross.clone(), cross, answer(200, &[(CORP, "cross-origin")])]);
    assert_eq!(reports(ran.response().hidden_from_script().corp_violations()), []);
    // From home: the first URL is the page's own.
    let ran = run(image("https://app.example/x"), &[to_other(), nothing()]);
    let own = ("https://app.example/x", "image", "reporting");
    assert_eq!(reports(ran.response().hidden_from_script().corp_violations()), [own]);
    // *credentialless* on trial changes no message, so credentials are sent and are what it reports.
    let on_trial = with_policy(UnsafeNone, Credentialless);
    let ran = run(on_trial.image(API, CorsAttribute::NoCors), &[nothing()]);
    assert_eq!(
        reports(ran.response().hidden_from_script().corp_violations()),
        [("https://api.example/", "image", "reporting")]
    );
    let omit = unchecked_image(&on_trial, API).credentials(CredentialsMode::Omit);
    assert_eq!(reports(run(omit, &[nothing()]).response().hidden_from_script().corp_violations()), []);
    // A host sees them at each hop.
    let on_trial = with_policy(UnsafeNone, RequireCorp);
    let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
    let mut step: Step<&str> =
        fetch(on_trial.image(API, CorsAttribute::NoCors).build().unwrap(), &mut cache, now);
    for so_far in 1..=2 {
        let Step::Send(exchange) = step else { panic!() };
        let Step::Redirect(hop) = exchange.respond(made(302, &[("location", OTHER)]), &mut cache, now) else {
            panic!()
        };
        assert_eq!(hop.corp_violations().len(), so_far);
        step = hop.run(&mut cache, now);
    }
    // The destination is the request's.
    let style = with_policy(UnsafeNone, RequireCorp).style(API, CorsAttribute::NoCors);
    assert_eq!(
        run(style, &[nothing()]).response().hidden_from_script().corp_violations()[0].destination,
        Destination::Style
    );
}

#[test]
fn reports_are_gathered_over_hops_for_a_refusal() {
    let url = "https://api.example/";
    let (trial, enforced) = ((url, "image", "reporting"), (url, "image", "enforce"));
    let to_other = || answer(302, &[("location", OTHER)]);
    let cross = || answer(302, &[(CORP, "cross-origin"), ("location", OTHER)]);
    let nothing = || answer::<&str>(200, &[]);
    let run_with = |value, report_only, answers: &[Answer]| {
        run(with_policy(value, report_only).image(API, CorsAttribute::NoCors), answers)
    };
    let gathered = |ran: &Ran| -> Vec<_> {
        let violations = ran.error().corp_violations();
        violations.iter().map(|v| (v.blocked_url.clone(), v.destination, v.disposition)).collect()
    };
    let expect = |all: &[(&str, &str, &str)]| -> Vec<_> {
        all.iter()
            .map(|(url, destination, disposition)| {
                let disposition = match *disposition {
                    "enforce" => Disposition::Enforce,
                    _ => Disposition::Reporting,
                };
                ((*url).to_owned(), destination.parse::<Destination>().unwrap(), disposition)
            })
            .collect()
    };

    // By the policy itself, at once or later.
    assert_eq!(gathered(&run_with(RequireCorp, UnsafeNone, &[nothing()])), expect(&[enforced]));
    assert_eq!(gathered(&run_with(RequireCorp, RequireCorp, &[nothing()])), expect(&[trial, enforced]));
    assert_eq!(gathered(&run_with(RequireCorp, UnsafeNone, &[cross(), nothing()])), expect(&[enforced]));
    // *credentialless* sends no credentials to another origin, so only the policy on trial objects.
    let ran = run_with(Credentialless, RequireCorp, &[nothing()]);
    assert_eq!(reports(ran.response().hidden_from_script().corp_violations()), [trial]);
    // By the response: that is not reported, but what went before is.
    let same_origin = || answer(200, &[(CORP, "same-origin")]);
    assert_eq!(gathered(&run_with(RequireCorp, RequireCorp, &[same_origin()])), []);
    let ran = run_with(UnsafeNone, RequireCorp, &[to_other(), same_origin()]);
    ran.refused(Phase::Actual, CorpError::SameOrigin, BY_ORIGIN);
    assert_eq!(gathered(&ran), expect(&[trial]));
    // By anything else that comes after.
    let ran = run_with(UnsafeNone, RequireCorp, &[to_other(), Answer::Nothing]);
    ran.refused(Phase::Actual, Reason::NetworkFailure, "HTTP fetch 4.3");
    assert_eq!(gathered(&ran), expect(&[trial]));
    let ran = run_with(UnsafeNone, RequireCorp, &[answer(302, &[("location", "https://")])]);
    assert_eq!(ran.error().step().to_string(), "HTTP-redirect fetch 5");
    assert_eq!(gathered(&ran), expect(&[trial]));
    let ran = run_with(UnsafeNone, RequireCorp, &[answer(302, &[("location", "https://api.example:25/")])]);
    assert_eq!(ran.error().reason(), &Reason::BadPort { port: 25 });
    assert_eq!(gathered(&ran), expect(&[trial]));
    let script = with_policy(UnsafeNone, RequireCorp).classic_script(API, CorsAttribute::NoCors);
    let ran = run(script, &[answer(200, &[("content-type", "image/png")])]);
    assert_eq!(ran.error().step().to_string(), "main fetch 20");
    assert_eq!(gathered(&ran), expect(&[(url, "script", "reporting")]));

    // By the host, on the next hop.
    let mut cache = PreflightCache::new();
    let request = with_policy(UnsafeNone, RequireCorp).image(API, CorsAttribute::NoCors).build().unwrap();
    let Step::Send(get) = fetch::<&str>(request, &mut cache, Timestamp::ZERO) else { panic!() };
    let step = get.respond(made(302, &[("location", OTHER)]), &mut cache, Timestamp::ZERO);
    let Step::Redirect(hop) = step else { panic!() };
    let Step::Done(Err(error)) = hop.block::<&str>(Blocker::ContentSecurityPolicy, &mut cache) else {
        panic!()
    };
    assert_eq!(reports(error.corp_violations()), [trial]);
}

#[test]
fn reports_of_a_service_workers_response() {
    let opaque = || FilteredResponse::opaque(made(200, &[]), urls(&["https://u:p@other.example/x#y", API]));
    let on_trial = with_policy(UnsafeNone, RequireCorp).image(APP, CorsAttribute::NoCors);
    let response = served(on_trial, fetched(opaque())).unwrap();
    // The URLs are the response's.
    let trial = ("https://other.example/x", "image", "reporting");
    assert_eq!(reports(response.hidden_from_script().corp_violations()), [trial]);
    let enforced = with_policy(RequireCorp, UnsafeNone).image(APP, CorsAttribute::NoCors);
    let error = served(enforced, fetched(opaque())).unwrap_err();
    assert_eq!(reports(error.corp_violations()), [("https://other.example/x", "image", "enforce")]);
    // What was reported when it was fetched is not reported again for whoever gets it.
    let worker = with_policy(UnsafeNone, RequireCorp).fetch(API).mode(Mode::NoCors);
    let reused = run(worker, &[answer::<&str>(200, &[])]).outcome.unwrap();
    assert_eq!(reused.hidden_from_script().corp_violations().len(), 1);
    assert!(served(image(API), fetched(reused)).unwrap().hidden_from_script().corp_violations().is_empty());
}

#[test]
fn what_a_resource_policy_blocks_leaves_the_preflight_cache_alone() {
    let mut world = warm();
    world.run(image(API), &[answer(200, &[(CORP, "same-origin")])]).error();
    let moved = answer(302, &[(CORP, "cross-origin"), ("location", OTHER)]);
    world.run(image(API), &[moved, answer(200, &[(CORP, "same-origin")])]).error();
    // Not even with methods and headers that would have needed a preflight in mode *cors*.
    let put = page()
        .unchecked_request(API)
        .mode(Mode::NoCors)
        .unsafe_request(true)
        .method("PUT")
        .header("x-a", "1");
    let ran = world.run(put, &[answer(200, &[(CORP, "same-origin")])]);
    ran.refused(Phase::Actual, CorpError::SameOrigin, BY_ORIGIN);
    assert_eq!(ran.wire()[0].0, "PUT");
    let hop = Hop::new(image(API).build().unwrap());
    let opaque = FilteredResponse::opaque(made(200, &[(CORP, "same-origin")]), urls(&[API]));
    let step = hop.respond_from_service_worker(fetched(opaque), &mut world.cache, world.now);
    assert!(matches!(step, Step::Done(Err(_))));
    assert_eq!(world.cache.len(), 2);
}

// Ports.

#[test]
fn bad_ports_at_the_first_hop() {
    let bad = |port| Reason::BadPort { port };
    for (url, port) in [
        ("https://api.example:25/", 25),
        ("http://api.example:6667/", 6667),
        ("https://api.example:0/", 0),
        ("https://app.example:10080/", 10080),
    ] {
        // Before anything is sent or chosen, whatever the mode.
        for request in [
            page().fetch(url).made(),
            page().fetch(url).method("PUT").made(),
            page().fetch(url).mode(Mode::SameOrigin).made(),
            page().fetch(url).mode(Mode::NoCors).made(),
            page().fetch(url).mode(Mode::NoCors).redirect(RedirectMode::Error).made(),
            page().navigation(url).made(),
            page().unchecked_request(url).mode(Mode::Websocket).made(),
        ] {
            let ran = run(request.clone(), &[]);
            ran.refused(Phase::Request, bad(port), "main fetch 7");
            assert_eq!((ran.error().url().as_str(), ran.error().status()), (url, None));
            let hop = Hop::new(request);
            assert!(!hop.service_worker_may_respond());
            let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
            let answered = ServiceWorkerResponse::constructed(made(200, &[]));
            let Step::Done(outcome) = hop.respond_from_service_worker(answered, &mut cache, now) else {
                panic!("{url}")
            };
            refused(&outcome, Phase::Request, bad(port), "main fetch 7");
        }
    }
    for url in ["https://api.example:8443/", "http://api.example:81/", "https://api.example:24/"] {
        run(page().fetch(url), &[shared()]).response();
    }
    // Other schemes have other reasons.
    for url in ["ftp://api.example/", "ftp://api.example:25/"] {
        let scheme = "ftp".to_owned();
        let ran = run(page().fetch(url).mode(Mode::NoCors), &[]);
        ran.refused(Phase::Request, Reason::Scheme { scheme }, "scheme fetch 4");
    }
}

#[test]
fn bad_ports_after_redirects() {
    let bad = || Reason::BadPort { port: 25 };
    let to_bad = || redirect(307, "https://other.example:25/");
    let mut world = warm();
    for request in [page().fetch(API).made(), image(API).made(), page().fetch(API).method("PUT").made()] {
        let ran = world.run(request.clone(), &[to_bad()]);
        ran.refused(Phase::Request, bad(), "main fetch 7");
        assert_eq!(ran.error().url().as_str(), "https://other.example:25/");
        assert_eq!(ran.error().initial_url().as_str(), format!("{API}/"));
        // Cache entries go for the URL that it came to; there were none.
        assert_eq!(world.cache.len(), 2);
    }
    let ran = run(page().fetch(API), &[redirect(302, OTHER), redirect(302, API), to_bad()]);
    ran.refused(Phase::Request, bad(), "main fetch 7");
    // Of a navigation, the redirect is a response; what comes next is not.
    let mut ran = run(page().navigation(API), &[to_bad()]);
    assert_eq!(ran.response().status(), 307);
    let hop = ran.outcome.as_mut().unwrap().next_manual_redirect().unwrap().unwrap();
    assert_eq!(hop.url().port(), Some(25));
    World::new().run_hop(hop, &[]).refused(Phase::Request, bad(), "main fetch 7");
    // Nor is it looked at where it is not followed.
    let manual = page().fetch(APP).redirect(RedirectMode::Manual);
    assert_eq!(run(manual, &[to_bad()]).response().response_type(), ResponseType::OpaqueRedirect);
}

#[test]
fn bad_ports_and_upgrades() {
    for (url, upgraded, passes) in [
        ("http://api.example/", "https://api.example/", true),
        ("http://api.example:80/", "https://api.example/", true),
        ("http://api.example:443/", "https://api.example/", true),
        ("http://api.example:8080/", "https://api.example:8080/", true),
        ("http://api.example:25/", "https://api.example:25/", false),
        ("http://api.example:993/", "https://api.example:993/", false),
    ] {
        let hop = Hop::new(page().fetch(url).build().unwrap()).upgrade_to_https();
        assert_eq!(hop.url().as_str(), upgraded);
        let mut world = World::new();
        let answers = [shared()];
        let ran = world.run_hop(hop, if passes { &answers } else { &[] });
        assert_eq!(ran.outcome.is_ok(), passes, "{url}");
        if !passes {
            assert!(matches!(ran.error().reason(), Reason::BadPort { .. }));
        }
    }
}

// Ranges.

#[test]
fn a_part_is_not_taken_for_the_whole() {
    let plain = || page().unchecked_request(API).mode(Mode::NoCors);
    let ranged = || plain().header("Range", "bytes=0-9");
    let opaque = |status, flag| {
        let response = FilteredResponse::opaque(made(status, &[]), urls(&[API]));
        fetched(response.with_range_requested(flag))
    };
    for status in [200, 206, 404, 416, 500] {
        let part = [206, 416].contains(&status);
        for flag in [false, true] {
            let outcome = served(plain(), opaque(status, flag));
            if part && flag {
                refused(
                    &outcome,
                    Phase::ServiceWorker,
                    Reason::RangeNotRequested { status },
                    "main fetch 21",
                );
                assert_eq!(outcome.unwrap_err().status().unwrap(), status);
            } else {
                let response = outcome.unwrap();
                assert_eq!(response.hidden_from_script().internal_response().status(), status);
                assert_eq!(response.hidden_from_script().range_requested(), flag);
            }
            // A request that asks for a part may have it, whichever it was.
            assert!(served(ranged(), opaque(status, flag)).is_ok(), "{status}, {flag}");
        }
    }
    // Any spelling of the name is the name; a value is not looked at; other names are none.
    for (name, passes) in [("range", true), ("RANGE", true), ("If-Range", false), ("Ranges", false)] {
        for value in ["bytes=0-9", "bytes=5-", "x", ""] {
            let outcome = served(plain().header(name, value), opaque(206, true));
            assert_eq!(outcome.is_ok(), passes, "{name}: {value}");
        }
    }
    // What script can read is no danger to others.
    let list = || Some(urls(&[API]));
    let cors =
        FilteredResponse::cors(made(206, &[]), list(), CredentialsMode::Omit).with_range_requested(true);
    assert_eq!(served(plain(), fetched(cors)).unwrap().status(), 206);
    let basic = FilteredResponse::basic(made(206, &[]), Some(urls(&[APP]))).with_range_requested(true);
    assert_eq!(served(plain(), fetched(basic)).unwrap().status(), 206);
    // Made by script: nothing was asked for.
    assert!(served(plain(), ServiceWorkerResponse::constructed(made(206, &[]))).is_ok());
    // Of its own origin's request as well: the response is what is opaque.
    let own = page().unchecked_request(APP).mode(Mode::NoCors);
    let outcome = served(own, opaque(206, true));
    refused(&outcome, Phase::ServiceWorker, Reason::RangeNotRequested { status: 206 }, "main fetch 21");
}

#[test]
fn the_attack_that_the_range_rule_is_for() {
    // A worker fetches a part for a media element, and keeps it.
    let media = || ranged(page().video(API, CorsAttribute::NoCors));
    let part = || run(media(), &[answer(206, &[("content-range", "bytes 0-9/20")])]).outcome.unwrap();
    assert!(part().hidden_from_script().range_requested());
    assert_eq!(part().response_type(), ResponseType::Opaque);
    // Then it answers a script with it.
    let outcome = served(page().classic_script(API, CorsAttribute::NoCors), fetched(part()));
    refused(&outcome, Phase::ServiceWorker, Reason::RangeNotRequested { status: 206 }, "main fetch 21");
    // The media element itself may have it again.
    assert!(served(media(), fetched(part())).is_ok());
    // A server that sends a part by itself makes no difference.
    let unasked = run(image(API), &[answer::<&str>(206, &[])]).outcome.unwrap();
    assert!(!unasked.hidden_from_script().range_requested());
    assert!(served(image(API), fetched(unasked)).is_ok());
    // And one that answers a range with the whole.
    let whole = run(media(), &[answer::<&str>(200, &[])]).outcome.unwrap();
    assert!(whole.hidden_from_script().range_requested());
    assert!(served(image(API), fetched(whole)).is_ok());
}

#[test]
fn a_range_is_kept_over_redirects() {
    let media = ranged(page().video(API, CorsAttribute::NoCors));
    let ran = run(media, &[redirect(302, OTHER), answer::<&str>(206, &[])]);
    assert!(ran.sent.iter().all(|sent| sent.header("range").is_some()));
    assert!(ran.response().hidden_from_script().range_requested());
}

// Bodies.

#[test]
fn null_bodies() {
    let null = [101, 103, 204, 205, 304];
    for status in 100..=999 {
        assert_eq!(is_null_body_status(status), null.contains(&status), "{status}");
    }
    for status in [101, 103, 200, 201, 202, 203, 204, 205, 206, 300, 304, 400, 404, 500, 599] {
        for method in ["GET", "HEAD"] {
            for (request, opaque) in [
                (page().fetch(API).method(method).made(), false),
                (page().fetch(APP).method(method).made(), false),
                (page().navigation(API).method(method).made(), false),
                (unchecked_image(&page(), API).method(method).made(), true),
            ] {
                let shown = format!("{method}, {status}");
                let ran = run(request, &[answer(status, &[("access-control-allow-origin", "*")])]);
                let response = ran.outcome.unwrap();
                let body = method == "GET" && !null.contains(&status) && !opaque;
                assert_eq!(response.body(), body.then_some(&"hello"), "{shown}");
                // The host still has what came.
                assert_eq!(response.hidden_from_script().body(), Some(&"hello"), "{shown}");
                assert_eq!(response.into_body(), body.then_some("hello"), "{shown}");
            }
        }
    }
    // POST has one, and CONNECT has none.
    let by = |method: &str| {
        run(page().unchecked_request(APP).method(method), &[answer::<&str>(200, &[])]).outcome.unwrap()
    };
    assert_eq!(by("POST").body(), Some(&"hello"));
    assert_eq!(by("OPTIONS").body(), Some(&"hello"));
    assert_eq!(by("CONNECT").body(), None);
}

#[test]
fn null_bodies_of_service_workers() {
    let constructed = |status| ServiceWorkerResponse::constructed(made(status, &[]));
    assert_eq!(served(page().fetch(API), constructed(200)).unwrap().body(), Some(&"hello"));
    assert_eq!(served(page().fetch(API), constructed(204)).unwrap().body(), None);
    assert_eq!(served(page().fetch(API).method("HEAD"), constructed(200)).unwrap().body(), None);
    let get = || run(page().fetch(API), &[shared()]).outcome.unwrap();
    assert_eq!(served(page().fetch(API), fetched(get())).unwrap().body(), Some(&"hello"));
    assert_eq!(served(page().fetch(API).method("HEAD"), fetched(get())).unwrap().body(), None);
    // What was fetched without a body has none for a GET either.
    let head = run(page().fetch(API).method("HEAD"), &[shared()]).outcome.unwrap();
    assert_eq!(served(page().fetch(API), fetched(head)).unwrap().body(), None);
    // Changing it does not bring it back.
    let head = run(page().fetch(API).method("HEAD"), &[shared()]).outcome.unwrap();
    assert_eq!(head.map_body(str::len).body(), None);
}

#[test]
fn a_redirected_head_is_head_still() {
    let ran = run(page().fetch(API).method("HEAD"), &[redirect(303, OTHER), shared()]);
    assert_eq!(ran.sent[1].method, "HEAD");
    assert_eq!(ran.response().body(), None);
}

// Types.

const PNG: (&str, &str) = ("content-type", "image/png");
const HTML: (&str, &str) = ("content-type", "text/html");
const NOSNIFF: (&str, &str) = ("x-content-type-options", "nosniff");
const ANY: (&str, &str) = ("access-control-allow-origin", "*");

fn no_script(essence: &str) -> MimeError {
    MimeError::NotScript { destination: Destination::Script, essence: essence.to_owned() }
}

#[test]
fn types_are_looked_at_in_the_end() {
    let script = |url: &str, cors| page().classic_script(url, cors);
    let (no_cors, anonymous) = (CorsAttribute::NoCors, CorsAttribute::Anonymous);
    for (url, cors) in [(API, no_cors), (API, anonymous), (APP, no_cors), (APP, anonymous)] {
        let step = "main fetch 20";
        let run =
            |headers: &[(&str, &str)]| run(script(url, cors), &[answer(200, &[headers, &[ANY]].concat())]);
        run(&[PNG]).refused(Phase::Actual, no_script("image/png"), step);
        run(&[("content-type", "text/csv;a=b")]).refused(Phase::Actual, no_script("text/csv"), step);
        let nosniff = |essence: Option<&str>| MimeError::Nosniff {
            destination: Destination::Script,
            essence: essence.map(str::to_owned),
        };
        run(&[HTML, NOSNIFF]).refused(Phase::Actual, nosniff(Some("text/html")), step);
        run(&[NOSNIFF]).refused(Phase::Actual, nosniff(None), step);
        // Both: the first in the order of the standard.
        run(&[PNG, NOSNIFF]).refused(Phase::Actual, no_script("image/png"), step);
        run(&[HTML]).response();
        run(&[("content-type", "text/javascript"), NOSNIFF]).response();
        run(&[]).response();
    }
    // Style sheets, by nosniff only; nothing else.
    let style = |headers: &[(&str, &str)]| run(page().style(API, no_cors), &[answer(200, headers)]);
    let (destination, essence) = (Destination::Style, Some("text/html".to_owned()));
    let error = MimeError::Nosniff { destination, essence };
    style(&[HTML, NOSNIFF]).refused(Phase::Actual, error, "main fetch 20");
    style(&[PNG]).response();
    style(&[("content-type", "text/css"), NOSNIFF]).response();
    run(image(API), &[answer(200, &[HTML, NOSNIFF])]).response();
    run(page().fetch(API), &[answer(200, &[ANY, PNG, NOSNIFF])]).response();
    let xslt = page().unchecked_request(APP).destination(Destination::Xslt);
    run(xslt, &[answer(200, &[PNG, NOSNIFF])]).response();
    // Any status.
    let ran = run(script(API, no_cors), &[answer(404, &[PNG])]);
    ran.refused(Phase::Actual, no_script("image/png"), "main fetch 20");
    // A redirect that is not followed. No service worker is involved.
    let manual = page().unchecked_request(API).mode(Mode::Cors).destination(Destination::Script);
    let manual = manual.redirect(RedirectMode::Manual);
    let ran = run(manual, &[answer(302, &[ANY, NOSNIFF, ("location", "/a")])]);
    let error = MimeError::Nosniff { destination: Destination::Script, essence: None };
    ran.refused(Phase::Redirect, error, "main fetch 20");
}

#[test]
fn types_come_after_what_http_fetch_refuses() {
    let script = |cors| page().classic_script(API, cors);
    let ran = run(script(CorsAttribute::Anonymous), &[answer(200, &[PNG])]);
    ran.refused(Phase::Actual, CorsCheckError::MissingAllowOrigin, "CORS check 2");
    let ran = run(script(CorsAttribute::NoCors), &[answer(200, &[PNG, (CORP, "same-origin")])]);
    ran.refused(Phase::Actual, CorpError::SameOrigin, BY_ORIGIN);
    // And before what comes later.
    let part = FilteredResponse::opaque(made(206, &[PNG]), urls(&[API])).with_range_requested(true);
    let outcome = served(script(CorsAttribute::NoCors), fetched(part));
    refused(&outcome, Phase::ServiceWorker, no_script("image/png"), "main fetch 20");
}

#[test]
fn types_of_redirects_do_not_matter() {
    let moved = answer(302, &[PNG, NOSNIFF, ANY, ("location", OTHER)]);
    let ran = run(page().classic_script(API, CorsAttribute::NoCors), &[moved.clone(), shared()]);
    assert_eq!(ran.response().response_type(), ResponseType::Opaque);
    // Unless they are where it ends.
    let manual =
        page().unchecked_request(APP).destination(Destination::Script).redirect(RedirectMode::Manual);
    let ran = run(manual, &[moved]);
    assert_eq!(ran.error().reason(), &Reason::MimeType(no_script("image/png")));
}

#[test]
fn types_of_service_workers_and_local_urls() {
    let script = |url: &str| page().classic_script(url, CorsAttribute::NoCors);
    let step = "main fetch 20";
    let made_png = || ServiceWorkerResponse::constructed(made(200, &[PNG]));
    for url in [API, APP] {
        refused(&served(script(url), made_png()), Phase::ServiceWorker, no_script("image/png"), step);
        // Of a filtered response, the internal one is looked at.
        for response in [
            FilteredResponse::opaque(made(200, &[PNG]), urls(&[API])),
            FilteredResponse::basic(made(200, &[PNG]), Some(urls(&[APP]))),
        ] {
            let outcome = served(script(url), fetched(response));
            refused(&outcome, Phase::ServiceWorker, no_script("image/png"), step);
        }
    }
    assert!(served(image(API), made_png()).is_ok());
    let request = script("data:image/png,x").build().unwrap();
    let Step::Local(local) = fetch::<&str>(request, &mut PreflightCache::new(), Timestamp::ZERO) else {
        panic!()
    };
    let Step::Done(outcome) = local.respond(made(200, &[PNG])) else { panic!() };
    let error = outcome.unwrap_err();
    assert_eq!(error.reason(), &Reason::MimeType(no_script("image/png")));
    assert_eq!(error.step().to_string(), step);
}

/// What [`Phase::Local`] is for.
#[test]
fn a_local_response_is_refused_as_one() {
    let script = page().classic_script("data:image/png,x", CorsAttribute::NoCors).build().unwrap();
    let Step::Local(local) = fetch::<&str>(script, &mut PreflightCache::new(), Timestamp::ZERO) else {
        panic!()
    };
    let Step::Done(outcome) = local.respond(made(200, &[PNG])) else { panic!() };
    assert_eq!(outcome.unwrap_err().phase(), Phase::Local);
}

#[test]
fn what_a_type_blocks_leaves_the_preflight_cache_alone() {
    let put = || {
        let put = page().unchecked_request(API).method("PUT").mode(Mode::Cors).unsafe_request(true);
        put.destination(Destination::Script)
    };
    for headers in [&[ANY, PNG][..], &[ANY, HTML, NOSNIFF]] {
        let mut world = warm();
        let ran = world.run(put(), &[answer(200, headers)]);
        assert_eq!(ran.error().step().to_string(), "main fetch 20");
        assert_eq!(ran.wire()[0].0, "PUT");
        assert_eq!(world.cache.len(), 2);
        // Behind a redirect too, and from a service worker.
        let ran = world.run(put(), &[redirect(307, API), answer(200, headers)]);
        assert_eq!(ran.error().step().to_string(), "main fetch 20");
        let hop = Hop::new(put().build().unwrap());
        let response = ServiceWorkerResponse::constructed(made(200, headers));
        let step = hop.respond_from_service_worker(response, &mut world.cache, world.now);
        let Step::Done(outcome) = step else { panic!() };
        assert_eq!(outcome.unwrap_err().step().to_string(), "main fetch 20");
        assert_eq!(world.cache.len(), 2);
        // What a preflight has just granted stays as well.
        let mut world = World::new();
        let granted = shared_with(&[("access-control-allow-methods", "PUT")]);
        world.run(put(), &[granted, answer(200, headers)]).error();
        assert_eq!(world.cache.len(), 1);
        // While a failure inside clears.
        world.run(put(), &[Answer::Nothing]).error();
        assert_eq!(world.cache.len(), 0);
    }
}

/// As with types, so with ranges: the rule stands behind the preflight branch.
#[test]
fn what_a_range_blocks_leaves_the_preflight_cache_alone() {
    let mut world = warm();
    let hop = Hop::new(image(API).build().unwrap());
    let part = FilteredResponse::opaque(made(206, &[]), urls(&[API])).with_range_requested(true);
    let step = hop.respond_from_service_worker(fetched(part), &mut world.cache, world.now);
    assert!(matches!(step, Step::Done(Err(_))));
    assert_eq!(world.cache.len(), 2);
}

// Timing.

#[test]
fn timing_is_allowed_or_not() {
    let own = [(TAO, APP)];
    let with_acao = [ANY, (TAO, APP)];
    for (request, answers, passed) in [
        (page().fetch(APP).made(), vec![answer::<&str>(200, &[])], true),
        (page().fetch(API).made(), vec![shared()], false),
        (page().fetch(API).made(), vec![answer(200, &with_acao)], true),
        (page().fetch(API).made(), vec![shared_with(&[(TAO, "*")])], true),
        (page().fetch(API).made(), vec![shared_with(&[(TAO, OTHER)])], false),
        (image(API).made(), vec![answer::<&str>(200, &[])], false),
        (image(API).made(), vec![answer(200, &own)], true),
        (image(APP).made(), vec![answer::<&str>(200, &[])], true),
        (page().navigation(API).made(), vec![answer::<&str>(200, &[])], false),
        (page().navigation(API).made(), vec![answer(200, &own)], true),
        (page().navigation(APP).made(), vec![answer::<&str>(200, &[])], true),
        // Each response of the chain.
        (page().fetch(API).made(), vec![redirect(302, OTHER), shared_with(&[(TAO, "*")])], false),
        (
            page().fetch(API).made(),
            vec![answer(302, &[ANY, (TAO, APP), ("location", OTHER)]), shared_with(&[(TAO, "null")])],
            true,
        ),
        (
            page().fetch(API).made(),
            vec![answer(302, &[ANY, (TAO, APP), ("location", OTHER)]), shared_with(&[(TAO, APP)])],
            false,
        ),
        (page().fetch(APP).made(), vec![redirect(302, API), answer(200, &with_acao)], true),
        // Error statuses, and redirects that are not followed.
        (page().fetch(API).made(), vec![answer(500, &with_acao)], true),
        (page().fetch(API).redirect(RedirectMode::Manual).made(), vec![redirect(302, OTHER)], false),
        (
            page().fetch(API).redirect(RedirectMode::Manual).made(),
            vec![answer(302, &[ANY, (TAO, "*"), ("location", OTHER)])],
            true,
        ),
    ] {
        let ran = run(request, &answers);
        assert_eq!(ran.response().hidden_from_script().timing_allow_passed(), passed, "{answers:?}");
    }
}

/// What a preflight's response says of timing is neither for nor against the request.
#[test]
fn timing_is_not_a_preflights() {
    let put = || page().fetch(API).method("PUT");
    let granted =
        |tao: &[(&str, &str)]| shared_with(&[&[("access-control-allow-methods", "PUT")], tao].concat());
    let any = [(TAO, "*")];
    let ran = run(put(), &[granted(&[]), shared_with(&any)]);
    assert!(ran.response().hidden_from_script().timing_allow_passed());
    let ran = run(put(), &[granted(&any), shared()]);
    assert!(!ran.response().hidden_from_script().timing_allow_passed());
}

/// The check is for responses from the network.
#[test]
fn timing_of_service_workers_and_local_urls() {
    let constructed = || ServiceWorkerResponse::constructed(made(200, &[]));
    for request in
        [page().fetch(API).made(), image(API).made(), page().navigation(API).made(), page().fetch(APP).made()]
    {
        assert!(served(request, constructed()).unwrap().hidden_from_script().timing_allow_passed());
    }
    // Whatever it was when it was fetched: the request that gets it has not failed.
    let failed = run(page().fetch(API), &[shared()]).outcome.unwrap();
    assert!(!failed.hidden_from_script().timing_allow_passed());
    assert!(served(page().fetch(API), fetched(failed)).unwrap().hidden_from_script().timing_allow_passed());
    assert!(run(page().fetch("data:,a"), &[]).response().hidden_from_script().timing_allow_passed());
    assert!(run(page().navigation("about:blank"), &[]).response().hidden_from_script().timing_allow_passed());
    // A worker's redirect is not checked; the network's response behind it is.
    let mut world = World::new();
    for (headers, passed) in [(&[ANY][..], false), (&[ANY, (TAO, "*")], true)] {
        let hop = Hop::new(page().fetch(API).build().unwrap());
        let moved = ServiceWorkerResponse::constructed(made(302, &[("location", OTHER)]));
        let step = hop.respond_from_service_worker::<&str>(moved, &mut world.cache, world.now);
        let Step::Redirect(next) = step else { panic!() };
        let ran = world.run_hop(next, &[answer(200, headers)]);
        assert_eq!(ran.response().hidden_from_script().timing_allow_passed(), passed);
    }
}

#[test]
fn a_navigation_stays_failed_over_the_hops_that_its_host_follows() {
    let mut world = World::new();
    for (tao, passed) in [(&[][..], false), (&[(TAO, APP)], true)] {
        let moved = answer(302, &[tao, &[("location", APP)]].concat());
        let mut first = world.run(page().navigation(API), &[moved]);
        assert_eq!(first.response().hidden_from_script().timing_allow_passed(), passed);
        let hop = first.outcome.as_mut().unwrap().next_manual_redirect().unwrap().unwrap();
        let second = world.run_hop(hop, &[answer(200, &[(TAO, "*")])]);
        assert_eq!(second.response().hidden_from_script().timing_allow_passed(), passed);
    }
}

#[test]
fn a_navigation_lists_whom_its_redirects_allow() {
    let moved = |tao: &[(&str, &str)]| answer(302, &[tao, &[("location", "/next")]].concat());
    let hops = [
        (moved(&[(TAO, "*, https://a.example")]), vec![vec!["*", "https://a.example"]]),
        (moved(&[]), vec![vec!["*", "https://a.example"], vec![]]),
        (
            moved(&[(TAO, "\"x,y\""), (TAO, "")]),
            vec![vec!["*", "https://a.example"], vec![], vec!["\"x,y\"", ""]],
        ),
        // The response in the end is no redirect.
        (answer(200, &[(TAO, "z")]), vec![vec!["*", "https://a.example"], vec![], vec!["\"x,y\"", ""]]),
    ];
    let navigations = [
        Destination::Document,
        Destination::Embed,
        Destination::Frame,
        Destination::Iframe,
        Destination::Object,
    ];
    for destination in navigations {
        let mut world = World::new();
        let request = page().navigation(API).destination(destination);
        let mut hop = Some(Hop::new(request.clone().build().unwrap()));
        for (answered, expected) in &hops {
            let mut ran = world.run_hop(hop.take().unwrap(), std::slice::from_ref(answered));
            let response = ran.outcome.as_mut().unwrap();
            assert_eq!(
                response.hidden_from_script().navigation_timing_allow_values(),
                expected,
                "{destination:?}"
            );
            hop = response.next_manual_redirect().map(Result::unwrap);
        }
        assert!(hop.is_none());
        // The same if the machine follows them.
        let answers: Vec<Answer> = hops.iter().map(|(answered, _)| answered.clone()).collect();
        let ran = run(request.redirect(RedirectMode::Follow), &answers);
        assert_eq!(
            ran.response().hidden_from_script().navigation_timing_allow_values(),
            hops[3].1,
            "{destination:?}"
        );
        // It is the destination that makes a navigation request.
        let ran = run(page().unchecked_request(APP).destination(destination), &answers);
        assert_eq!(
            ran.response().hidden_from_script().navigation_timing_allow_values(),
            hops[3].1,
            "{destination:?}"
        );
    }
    for &destination in Destination::ALL.iter().filter(|d| !navigations.contains(d)) {
        let answers: Vec<Answer> = hops.iter().map(|(answered, _)| answered.clone()).collect();
        let ran = run(page().unchecked_request(APP).destination(destination), &answers);
        assert!(
            ran.response().hidden_from_script().navigation_timing_allow_values().is_empty(),
            "{destination:?}"
        );
    }
}

#[test]
fn redirects_that_are_not_followed_are_listed_too() {
    let values = |ran: &Ran| ran.response().hidden_from_script().navigation_timing_allow_values().to_vec();
    // One that leads nowhere, one that a manual request hides, and one that a service worker made.
    let ran = run(page().navigation(API), &[answer(302, &[(TAO, "x")])]);
    assert_eq!(values(&ran), [["x"]]);
    let manual = page().unchecked_request(APP).destination(Destination::Embed).redirect(RedirectMode::Manual);
    let ran = run(manual, &[answer(302, &[(TAO, "x"), ("location", OTHER)])]);
    assert_eq!(ran.response().response_type(), ResponseType::OpaqueRedirect);
    assert_eq!(values(&ran), [["x"]]);
    let moved = ServiceWorkerResponse::constructed(made(302, &[(TAO, "x"), ("location", OTHER)]));
    let response = served(page().navigation(API), moved).unwrap();
    assert_eq!(response.hidden_from_script().navigation_timing_allow_values(), [["x"]]);
    // A response without redirects has none, and 304 is no redirect.
    for status in [200, 300, 304, 404] {
        let ran = run(page().navigation(API), &[answer(status, &[(TAO, "x"), ("location", OTHER)])]);
        assert!(values(&ran).is_empty(), "{status}");
    }
}

/// Main fetch 18 is for navigation requests: what a navigation's response lists stays on it when a service
/// worker gives it to another request, and gives way to what the next navigation has met.
#[test]
fn what_a_navigation_lists_stays_with_its_response() {
    let moved = || answer(302, &[(TAO, "x"), ("location", OTHER)]);
    let end = || {
        let request = page().navigation(API).redirect(RedirectMode::Follow);
        run(request, &[moved(), answer::<&str>(200, &[])]).outcome.unwrap()
    };
    let response = served(page().fetch(API), fetched(end())).unwrap();
    assert_eq!(response.hidden_from_script().navigation_timing_allow_values(), [["x"]]);
    let response = served(page().navigation(API).redirect(RedirectMode::Follow), fetched(end())).unwrap();
    assert!(response.hidden_from_script().navigation_timing_allow_values().is_empty());
    let redirect = || run(page().navigation(API), &[moved()]).outcome.unwrap();
    let manual = page().fetch(API).redirect(RedirectMode::Manual);
    let mut response = served(manual, fetched(redirect())).unwrap();
    assert_eq!(response.response_type(), ResponseType::OpaqueRedirect);
    assert_eq!(response.hidden_from_script().navigation_timing_allow_values(), [["x"]]);
    assert!(response.next_manual_redirect().is_none(), "it was the navigation's to follow");
}

// What a response remembers.

#[test]
fn how_it_was_fetched_is_remembered() {
    let include = [("access-control-allow-origin", APP), ("access-control-allow-credentials", "true")];
    let without = with_policy(Credentialless, UnsafeNone);
    let omit = CredentialsMode::Omit;
    for (request, credentials, range) in [
        (page().fetch(APP).made(), true, false),
        (page().fetch(APP).credentials(omit).made(), false, false),
        (page().fetch(API).made(), false, false),
        (page().fetch(API).credentials(CredentialsMode::Include).made(), true, false),
        (image(API).made(), true, false),
        (unchecked_image(&page(), API).credentials(omit).made(), false, false),
        (without.image(API, CorsAttribute::NoCors).made(), false, false),
        (without.image(APP, CorsAttribute::NoCors).made(), true, false),
        (page().navigation(API).made(), true, false),
        (page().fetch(API).header("range", "bytes=0-9").made(), false, true),
        (page().fetch(APP).header("RANGE", "bytes=0-").made(), true, true),
        (ranged(page().video(API, CorsAttribute::NoCors)), true, true),
    ] {
        for status in [200, 206] {
            let ran = run(request.clone(), &[answer(status, &include)]);
            let message = &ran.sent[0];
            assert_eq!(message.credentials, credentials);
            let response = ran.response();
            let remembered = (
                response.hidden_from_script().request_includes_credentials(),
                response.hidden_from_script().range_requested(),
            );
            assert_eq!(remembered, (credentials, range), "{request:?}");
        }
    }
    // Of a redirect that is not followed as well, where there can be one.
    let manual = |url| page().fetch(url).redirect(RedirectMode::Manual);
    for (request, credentials, range) in [
        (manual(APP).made(), true, false),
        (manual(APP).credentials(omit).made(), false, false),
        (manual(API).made(), false, false),
        (manual(API).credentials(CredentialsMode::Include).made(), true, false),
        (page().navigation(API).made(), true, false),
        (manual(API).header("range", "bytes=0-9").made(), false, true),
        (manual(APP).header("RANGE", "bytes=0-").made(), true, true),
    ] {
        let answers = [answer(302, &[&include[..], &[("location", OTHER)]].concat())];
        let ran = run(request.clone(), &answers);
        let response = ran.response();
        let remembered = (
            response.hidden_from_script().request_includes_credentials(),
            response.hidden_from_script().range_requested(),
        );
        assert_eq!(remembered, (credentials, range), "{request:?}");
    }
    // The last message counts.
    let ran = run(page().fetch(APP), &[redirect(302, API), shared()]);
    assert!(!ran.response().hidden_from_script().request_includes_credentials());
}

#[test]
fn a_service_workers_response_keeps_what_it_remembers() {
    // Fetched with a range and without credentials, and given to requests that have it the other way.
    let part = || {
        let request = page().fetch(API).header("range", "bytes=0-9");
        run(request, &[answer(206, &[ANY])]).outcome.unwrap()
    };
    let response = served(page().fetch(API).credentials(CredentialsMode::Include), fetched(part())).unwrap();
    assert_eq!(
        (
            response.hidden_from_script().request_includes_credentials(),
            response.hidden_from_script().range_requested()
        ),
        (false, true)
    );
    let whole = || run(page().fetch(APP), &[answer::<&str>(200, &[])]).outcome.unwrap();
    let request = page().fetch(API).credentials(CredentialsMode::Omit).header("range", "bytes=0-9");
    let response = served(request, fetched(whole())).unwrap();
    assert_eq!(
        (
            response.hidden_from_script().request_includes_credentials(),
            response.hidden_from_script().range_requested()
        ),
        (true, false)
    );
    // Through a change of body, and through a second worker.
    let response = part().map_body(str::len).map_body(|_| "other");
    let response = served(page().fetch(API), fetched(response)).unwrap();
    let response = served(page().fetch(API), fetched(response)).unwrap();
    assert_eq!(
        (
            response.hidden_from_script().request_includes_credentials(),
            response.hidden_from_script().range_requested()
        ),
        (false, true)
    );
    // As an opaque redirect.
    let manual = || page().fetch(APP).redirect(RedirectMode::Manual);
    let hidden = FilteredResponse::opaque_redirect(made(302, &[("location", OTHER)]), Some(urls(&[APP])))
        .with_request_includes_credentials(false)
        .with_range_requested(true);
    let response = served(manual(), fetched(hidden)).unwrap();
    assert_eq!(response.response_type(), ResponseType::OpaqueRedirect);
    assert_eq!(
        (
            response.hidden_from_script().request_includes_credentials(),
            response.hidden_from_script().range_requested()
        ),
        (false, true)
    );
    // What script made was not fetched: credentials by default, and no range.
    let request = page().fetch(API).credentials(CredentialsMode::Omit).header("range", "bytes=0-9");
    let response = served(request, ServiceWorkerResponse::constructed(made(206, &[]))).unwrap();
    assert_eq!(
        (
            response.hidden_from_script().request_includes_credentials(),
            response.hidden_from_script().range_requested()
        ),
        (true, false)
    );
    // So is what a host makes by hand.
    let by_hand = FilteredResponse::opaque(made(206, &[]), urls(&[API]));
    assert_eq!(
        (
            by_hand.hidden_from_script().request_includes_credentials(),
            by_hand.hidden_from_script().range_requested()
        ),
        (true, false)
    );
}

#[test]
fn a_credentialed_response_stays_one_for_a_credentialless_page() {
    let without = with_policy(Credentialless, UnsafeNone);
    let give = |response| served(without.image(API, CorsAttribute::NoCors), fetched(response));
    // The worker, whose policy is none, fetched it with cookies.
    let with = run(image(API), &[answer::<&str>(200, &[])]).outcome.unwrap();
    let policy = Credentialless;
    refused(&give(with), Phase::ServiceWorker, CorpError::EmbedderPolicy { policy }, BY_ORIGIN);
    let cross = run(image(API), &[answer(200, &[(CORP, "cross-origin")])]).outcome.unwrap();
    assert!(give(cross).is_ok());
    let omit = unchecked_image(&page(), API).credentials(CredentialsMode::Omit);
    assert!(give(run(omit, &[answer::<&str>(200, &[])]).outcome.unwrap()).is_ok());
}

/// Of local URLs, a blob's response to a range says that there was one (scheme fetch 3b.14.1); neither
/// sends credentials, so what a response has initially stays.
#[test]
fn local_responses_remember_too() {
    let local = |request: FetchBuilder| {
        let step = fetch::<&str>(request.build().unwrap(), &mut PreflightCache::new(), Timestamp::ZERO);
        let Step::Local(local) = step else { panic!("{step:?}") };
        let Step::Done(outcome) = local.respond(made(206, &[])) else { panic!() };
        outcome.unwrap()
    };
    let blob = "blob:https://app.example/1";
    assert!(!local(page().fetch(blob)).hidden_from_script().range_requested());
    assert!(local(page().fetch(blob)).hidden_from_script().request_includes_credentials());
    assert!(
        !local(page().fetch("data:,a").header("range", "bytes=0-9")).hidden_from_script().range_requested()
    );
    let ranged = local(page().fetch(blob).header("range", "bytes=0-9"));
    assert!(ranged.hidden_from_script().request_includes_credentials());
    assert!(ranged.hidden_from_script().range_requested(), "scheme fetch 3b.14.1");
}
