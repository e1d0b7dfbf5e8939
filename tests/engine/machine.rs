//! What the machine must keep although it has flattened main fetch's recursion: seven properties.

use std::sync::Arc;

use crate::scenario::{
    API, APP, Answer, Build, LastTwoLabels, OTHER, World, answer, page, redirect, response, run, shared,
    shared_with,
};
use fetch_cors::error::{
    Blocker, CorsCheckError, HostError, Phase, PreflightError, Reason, RedirectError, ServiceWorkerError,
    TaintingError,
};
use fetch_cors::fetch::{Purpose, ServiceWorkerResponse};
use fetch_cors::preflight::{CacheKey, MethodNeed};
use fetch_cors::request::{
    Body, CredentialsMode, FetchBuilder, Mode, RedirectMode, ReferrerPolicy, RequestInit, RequestInput,
    ResponseTainting, ServiceWorkersMode,
};
use fetch_cors::request_origin::RedirectTaint;
use fetch_cors::response::{Response, ResponseType};
use fetch_cors::{Client, FilteredResponse, Hop, Origin, PreflightCache, Request, Step, Timestamp, fetch};

fn put_allowed() -> Answer {
    shared_with(&[("access-control-allow-methods", "PUT")])
}

/// A world whose cache holds `PUT` for both origins.
fn warm() -> World {
    let mut world = World::new();
    world.run(page().fetch(API).method("PUT"), &[put_allowed(), shared()]);
    world.run(page().fetch(OTHER).method("PUT"), &[put_allowed(), shared()]);
    assert_eq!(world.cache.len(), 2);
    world
}

fn cached_urls(world: &World) -> Vec<String> {
    let mut urls: Vec<_> = world.cache.iter(world.now).map(|entry| entry.url.to_owned()).collect();
    urls.sort();
    urls
}

// 1. Any run that took the preflight branch clears the cache on a network error, for the URL that the
// request has come to by then.

#[test]
fn a_failed_actual_request_clears_its_own_url() {
    for failure in [Answer::Nothing, answer::<&str>(200, &[])] {
        let mut world = warm();
        world.run(page().fetch(API).method("PUT"), &[failure]);
        assert_eq!(cached_urls(&world), [format!("{OTHER}/")]);
    }
}

#[test]
fn a_failed_preflight_clears_its_own_url() {
    for failure in [Answer::Nothing, answer(403, &[("access-control-allow-origin", "*")]), put_allowed()] {
        let mut world = warm();
        world.run(page().fetch(API).method("PUT").header("x-new", "1"), &[failure]);
        assert_eq!(cached_urls(&world), [format!("{OTHER}/")]);
    }
}

#[test]
fn a_failure_behind_a_redirect_clears_the_url_redirected_to_and_the_bit_is_sticky() {
    // The second hop is a plain GET and takes no preflight branch itself; the first did.
    let mut world = warm();
    let request = page().fetch(API).method("PUT");
    let ran = world.run(request, &[redirect(303, APP), answer::<&str>(200, &[])]);
    ran.refused(Phase::Actual, CorsCheckError::MissingAllowOrigin, "CORS check 2");
    assert_eq!(ran.sent[1].method, "GET");
    // The key that is cleared is that of the page's own URL, of which there is none: the others stay.
    assert_eq!(cached_urls(&world), [format!("{API}/"), format!("{OTHER}/")]);

    // From the page's own origin to another: one entry under the page's origin goes.
    let mut world = warm();
    let own = page().fetch(APP).method("PUT");
    world.run(own, &[redirect(307, OTHER), answer::<&str>(500, &[])]);
    assert_eq!(cached_urls(&world), [format!("{API}/")]);
}

#[test]
fn what_a_hop_refuses_before_it_sends_anything_clears_too() {
    // `run` itself may clear: the hop leads a same-origin request away.
    let mut world = World::new();
    let request = page().fetch(API).method("PUT").build().unwrap();
    let Step::Send(options) = fetch::<&str>(request, &mut world.cache, world.now) else { panic!() };
    let granted = put_allowed();
    let Answer::Response(status, headers) = &granted else { panic!() };
    let step = options.respond(response(*status, headers), &mut world.cache, world.now);
    let Step::Send(put) = step else { panic!() };
    let Answer::Response(status, headers) = &redirect(307, API) else { panic!() };
    let step = put.respond(response(*status, headers), &mut world.cache, world.now);
    let Step::Redirect(hop) = step else { panic!() };
    assert_eq!(world.cache.len(), 1);
    let Step::Done(Err(error)) = hop.block::<&str>(Blocker::ContentSecurityPolicy, &mut world.cache) else {
        panic!()
    };
    assert_eq!(error.reason(), &Reason::Blocked(Blocker::ContentSecurityPolicy));
    assert_eq!(error.step().to_string(), "main fetch 7");
    assert!(world.cache.is_empty());
}

#[test]
fn a_refused_redirect_clears_the_url_that_redirected() {
    let mut world = warm();
    let ran = world.run(page().fetch(API).method("PUT"), &[redirect(302, "ftp://a.example/")]);
    let scheme = "ftp".to_owned();
    ran.refused(Phase::Redirect, RedirectError::SchemeNotHttp { scheme }, "HTTP-redirect fetch 6");
    assert_eq!(cached_urls(&world), [format!("{OTHER}/")]);
}

#[test]
fn a_fetch_that_never_took_the_preflight_branch_clears_nothing() {
    let mut world = warm();
    world.run(page().fetch(API), &[Answer::Nothing]);
    world.run(page().fetch(API), &[answer::<&str>(200, &[])]);
    world.run(page().fetch(API).mode(Mode::NoCors), &[Answer::Nothing]);
    world.run(page().fetch(API).redirect(RedirectMode::Error), &[redirect(302, OTHER)]);
    assert_eq!(world.cache.len(), 2);
}

#[test]
fn a_tainted_failure_clears_under_the_origin_null() {
    let mut world = World::new();
    let null_put = || page().fetch(API).method("PUT");
    let to_other = || redirect(307, OTHER);
    world.run(null_put(), &[put_allowed(), to_other(), put_allowed(), shared()]);
    let origins: Vec<_> =
        world.cache.iter(world.now).map(|e| (e.origin.to_vec(), e.url.to_owned())).collect();
    assert!(origins.contains(&(b"null".to_vec(), format!("{OTHER}/"))));
    // And again, failing at the end: only the tainted entry goes.
    world.run(null_put(), &[to_other(), Answer::Nothing]);
    assert_eq!(cached_urls(&world), [format!("{API}/")]);
}

// 2. The CORS check runs on redirects too; a preflight's check uses the request's credentials mode.

#[test]
fn the_cors_check_runs_on_redirects() {
    let ran = run(page().fetch(API), &[answer(302, &[("location", "/b")])]);
    ran.refused(Phase::Redirect, CorsCheckError::MissingAllowOrigin, "CORS check 2");
    assert_eq!(ran.error().status(), Some(302));
}

#[test]
fn a_preflights_check_uses_the_requests_credentials_mode() {
    let request = page().fetch(API).method("PUT").credentials(CredentialsMode::Include);
    let ran = run(request, &[put_allowed()]);
    ran.refused(
        Phase::Preflight,
        PreflightError::CorsCheck(CorsCheckError::WildcardWithCredentials),
        "CORS check 4",
    );
    // The preflight itself carries none.
    assert!(!ran.sent[0].credentials);
}

// 3. Filtering happens once, at the end, by the final tainting, which never goes back to basic.

#[test]
fn a_redirect_back_home_still_needs_the_header() {
    let ran = run(page().fetch(API), &[redirect(302, APP), answer::<&str>(200, &[])]);
    ran.refused(Phase::Actual, CorsCheckError::MissingAllowOrigin, "CORS check 2");
    // And what it has to name is `null`: the other origin may have chosen to lead here.
    let back = answer(200, &[("access-control-allow-origin", APP)]);
    let ran = run(page().fetch(API), &[redirect(302, APP), back]);
    let value = APP.into();
    ran.refused(Phase::Actual, CorsCheckError::AllowOriginMismatchTainted { value }, "CORS check 4");
    let back = answer(200, &[("access-control-allow-origin", "null"), ("x-a", "1")]);
    let ran = run(page().fetch(API), &[redirect(302, APP), back]);
    assert_eq!(ran.response().response_type(), ResponseType::Cors);
    assert_eq!(ran.response().header("x-a"), None);
    assert_eq!(ran.sent[1].header("origin").as_deref(), Some("null"));
}

#[test]
fn a_redirect_away_from_home_is_filtered_as_cors_and_a_basic_one_is_not() {
    let ran = run(page().fetch(APP), &[answer(302, &[("location", API)]), shared_with(&[("x-a", "1")])]);
    assert_eq!(ran.response().response_type(), ResponseType::Cors);
    assert_eq!(ran.response().header("x-a"), None);
    let ran = run(page().fetch(APP), &[answer(302, &[("location", "/b")]), shared_with(&[("x-a", "1")])]);
    assert_eq!(ran.response().response_type(), ResponseType::Basic);
    assert_eq!(ran.response().header("x-a").as_deref().unwrap(), b"1");
}

#[test]
fn no_cors_stays_opaque_when_it_comes_home() {
    let ran = run(page().fetch(API).mode(Mode::NoCors), &[redirect(302, APP), shared()]);
    assert_eq!(ran.response().response_type(), ResponseType::Opaque);
}

// 4. Extraction has three outcomes.

#[test]
fn an_empty_list_is_not_an_absent_one() {
    let upload = || page().xml_http_request("PUT", API).upload_listener(true);
    // Absent: an upload's own method is granted, and kept.
    let mut world = World::new();
    world.run(upload(), &[shared(), shared()]);
    assert_eq!(world.cache.iter(world.now).map(|entry| entry.name.to_vec()).collect::<Vec<_>>(), [b"PUT"]);
    // Empty: it is not.
    let ran = run(upload(), &[shared_with(&[("access-control-allow-methods", "")])]);
    let method = "PUT".to_owned();
    ran.refused(Phase::Preflight, PreflightError::MethodNotAllowed { method }, "CORS-preflight fetch 7.5");
    // Failure: neither.
    let ran = run(upload(), &[shared_with(&[("access-control-allow-methods", "P T")])]);
    assert_eq!(ran.error().step().to_string(), "CORS-preflight fetch 7.3");
    // An exposed list that does not parse is as if it were not there.
    let hidden = shared_with(&[("access-control-expose-headers", "x-a, b d"), ("x-a", "1")]);
    assert_eq!(run(page().fetch(API), &[hidden]).response().header("x-a"), None);
}

// 5. `respond` takes what the host's HTTP layer ended with; whether it may prompt, the exchange says.

#[test]
fn statuses_that_a_host_may_retry_are_taken_as_they_come() {
    for status in [304, 401, 407, 421] {
        let ran = run(page().fetch(API), &[answer(status, &[("access-control-allow-origin", "*")])]);
        assert_eq!(ran.response().status(), status);
        let ran = run(page().fetch(API), &[answer::<&str>(status, &[])]);
        ran.refused(Phase::Actual, CorsCheckError::MissingAllowOrigin, "CORS check 2");
        assert_eq!(run(page().fetch(APP), &[answer::<&str>(status, &[])]).response().status(), status);
    }
}

#[test]
fn a_host_may_prompt_with_credentials_and_outside_cors_only() {
    fn may_prompt(request: impl Build) -> bool {
        match fetch::<()>(request.build().unwrap(), &mut PreflightCache::new(), Timestamp::ZERO) {
            Step::Send(exchange) => exchange.may_prompt(),
            step => panic!("{step:?}"),
        }
    }
    assert!(may_prompt(page().fetch(APP)));
    assert!(!may_prompt(page().fetch(APP).credentials(CredentialsMode::Omit)));
    assert!(!may_prompt(page().fetch(API).credentials(CredentialsMode::Include)));
    assert!(!may_prompt(page().fetch(API).method("PUT").credentials(CredentialsMode::Include)));
    assert!(may_prompt(page().fetch(API).mode(Mode::NoCors).credentials(CredentialsMode::Include)));
    assert!(!may_prompt(page().fetch(API).mode(Mode::NoCors)));
    assert!(may_prompt(page().navigation(API)));
}

// 6. A navigation's redirect comes back with the next hop, for later.

#[test]
fn a_navigation_follows_its_redirects_when_the_host_asks() {
    let mut world = World::new();
    let request = page().navigation(API).method("POST").body(Body::source()).header("content-type", "a/b");
    let mut first = world.run(request, &[answer(302, &[("location", OTHER), ("x-a", "1")])]);
    assert!(first.sent[0].credentials && first.sent[0].body);
    let response = first.outcome.as_mut().unwrap();
    assert_eq!((response.response_type(), response.status()), (ResponseType::Basic, 302));
    assert_eq!(response.header("x-a").as_deref().unwrap(), b"1");
    assert_eq!(response.url().unwrap().as_str(), format!("{API}/"));
    let hop = response.next_manual_redirect().unwrap().unwrap();
    assert!(response.next_manual_redirect().is_none());
    let mut second = world.run_hop(hop, &[answer(302, &[("location", "ftp://a.example/")])]);
    assert_eq!(second.wire(), [("GET", format!("{OTHER}/").as_str())]);
    assert_eq!(second.sent[0].header("content-type"), None);
    let error = second.outcome.as_mut().unwrap().next_manual_redirect().unwrap().unwrap_err();
    assert_eq!(error.step().to_string(), "HTTP-redirect fetch 6");
}

#[test]
fn a_navigations_redirect_that_leads_nowhere_is_a_response() {
    let mut ran = run(page().navigation(API), &[answer::<&str>(302, &[])]);
    assert!(ran.outcome.as_mut().unwrap().next_manual_redirect().is_none());
    let mut ran = run(page().navigation(API), &[answer(200, &[("location", OTHER)])]);
    assert!(ran.outcome.as_mut().unwrap().next_manual_redirect().is_none());
}

#[test]
fn a_navigation_counts_its_redirects() {
    let mut world = World::new();
    let mut hop = Hop::new(page().navigation(API).build().unwrap());
    for _ in 0..20 {
        let mut ran = world.run_hop(hop, &[answer(302, &[("location", "/")])]);
        hop = ran.outcome.as_mut().unwrap().next_manual_redirect().unwrap().unwrap();
    }
    let mut ran = world.run_hop(hop, &[answer(302, &[("location", "/")])]);
    let error = ran.outcome.as_mut().unwrap().next_manual_redirect().unwrap().unwrap_err();
    assert_eq!(error.reason(), &Reason::Redirect(RedirectError::TooManyRedirects));
}

// 7. With redirect mode manual otherwise, an opaque-redirect response.

#[test]
fn manual_gives_an_opaque_redirect() {
    for (url, answered) in [
        (API, redirect(302, OTHER)),
        (APP, answer(307, &[("location", "ftp://a.example/")])),
        (APP, answer(308, &[("location", "https://")])),
        (APP, answer::<&str>(301, &[])),
    ] {
        let mut ran = run(page().fetch(url).redirect(RedirectMode::Manual), &[answered]);
        let response = ran.outcome.as_mut().unwrap();
        assert_eq!(response.response_type(), ResponseType::OpaqueRedirect);
        assert_eq!((response.status(), response.headers().count(), response.body()), (0, 0, None));
        assert_eq!(response.url().unwrap().as_str(), format!("{url}/"));
        assert!(response.next_manual_redirect().is_none());
    }
    // One that a service worker hands on as something to be seen is not seen any more.
    let headers = [("location".to_owned(), OTHER.into()), ("x-a".to_owned(), b"1".to_vec())];
    let seen = FilteredResponse::basic(response(302, &headers), None);
    assert_eq!((seen.status(), seen.headers().count()), (302, 2));
    let hop = Hop::new(page().fetch(APP).redirect(RedirectMode::Manual).build().unwrap());
    let handed_on = ServiceWorkerResponse::Fetched(seen);
    let step = hop.respond_from_service_worker(handed_on, &mut PreflightCache::new(), Timestamp::ZERO);
    let Step::Done(Ok(response)) = step else { panic!() };
    assert_eq!(response.response_type(), ResponseType::OpaqueRedirect);
    assert_eq!((response.status(), response.headers().count(), response.body()), (0, 0, None));
    // The CORS check comes first, and a status that is no redirect is a response.
    let ran = run(page().fetch(API).redirect(RedirectMode::Manual), &[answer(302, &[("location", OTHER)])]);
    ran.refused(Phase::Redirect, CorsCheckError::MissingAllowOrigin, "CORS check 2");
    let ran = run(page().fetch(API).redirect(RedirectMode::Manual), &[shared()]);
    assert_eq!(ran.response().response_type(), ResponseType::Cors);
}

// And what holds besides.

#[test]
fn a_dropped_step_leaves_the_cache_as_it_was() {
    let mut world = warm();
    let before = cached_urls(&world);
    let request = page().fetch(API).method("PUT").header("x-new", "1").build().unwrap();
    drop(fetch::<&str>(request.clone(), &mut world.cache, world.now));
    assert_eq!(cached_urls(&world), before);
    drop(Hop::new(request));
    assert_eq!(cached_urls(&world), before);
}

#[test]
fn an_exchange_says_why_there_is_a_preflight() {
    let request = page().xml_http_request("PUT", API).header("X-B", "1").header("x-a", "1");
    let step = fetch::<()>(request.build().unwrap(), &mut PreflightCache::new(), Timestamp::ZERO);
    let Step::Send(exchange) = step else { panic!() };
    let Purpose::Preflight(need) = exchange.purpose() else { panic!() };
    assert_eq!(need.method, Some(MethodNeed::NotSafelisted));
    assert_eq!(need.header_names, ["x-a", "x-b"]);
    assert!(!exchange.send_body());
}

#[test]
fn a_step_has_its_request_until_it_is_over() {
    let mut cache = PreflightCache::new();
    let mut first =
        |request: FetchBuilder| fetch::<()>(request.build().unwrap(), &mut cache, Timestamp::ZERO);
    let url = |step: &Step<()>| step.request().map(|request| request.current_url().to_string());
    let send = first(page().fetch(APP));
    assert_eq!(url(&send).as_deref(), Some("https://app.example/"));
    assert_eq!(url(&first(page().fetch("data:,a"))).as_deref(), Some("data:,a"));
    let Step::Send(exchange) = send else { panic!() };
    let moved = http::Response::builder().status(302).header("location", "/b").body(()).unwrap();
    let redirect = exchange.respond(moved, &mut PreflightCache::new(), Timestamp::ZERO);
    assert_eq!(url(&redirect).as_deref(), Some("https://app.example/b"));
    assert_eq!(url(&first(page().fetch("about:config"))), None);
}

#[test]
fn a_request_counts_its_redirects_and_keeps_what_failed() {
    let mut cache = PreflightCache::new();
    // Where it goes, whether the response allows timing, and whether the check has failed since.
    let hops = [
        ("https://app.example/1", false, false),
        (API, false, false),
        (API, true, false),
        (API, false, true),
        (API, true, true),
    ];
    let mut step = fetch::<()>(page().fetch(APP).build().unwrap(), &mut cache, Timestamp::ZERO);
    for (followed, (location, allowed, failed)) in (1..).zip(hops) {
        let Step::Send(exchange) = step else { panic!() };
        let mut moved = http::Response::builder().status(302).header("location", location);
        moved = moved.header("access-control-allow-origin", "*");
        if allowed {
            moved = moved.header("timing-allow-origin", "*");
        }
        let Step::Redirect(hop) =
            exchange.respond::<()>(moved.body(()).unwrap(), &mut cache, Timestamp::ZERO)
        else {
            panic!()
        };
        assert_eq!((hop.request().redirect_count(), hop.request().timing_allow_failed()), (followed, failed));
        step = hop.run(&mut cache, Timestamp::ZERO);
    }
}

#[test]
fn upgrades_and_blocks_stand_before_every_hop() {
    let mut world = World::new();
    let hop = Hop::new(page().fetch("http://api.example:80/a?b#c").build().unwrap()).upgrade_to_https();
    assert_eq!(hop.url().as_str(), "https://api.example/a?b#c");
    assert_eq!(hop.url().port_or_known_default(), Some(443));
    let ran = world.run_hop(hop, &[shared()]);
    assert_eq!(ran.wire(), [("GET", "https://api.example/a?b#c")]);
    let hop = Hop::new(page().fetch("https://api.example:8443/").build().unwrap()).upgrade_to_https();
    assert_eq!(hop.url().as_str(), "https://api.example:8443/");
    let blocked = Hop::new(page().fetch(API).build().unwrap())
        .block::<()>(Blocker::Host("ad blocker".into()), &mut world.cache);
    let Step::Done(Err(error)) = blocked else { panic!() };
    assert_eq!(error.phase(), Phase::Request);
    assert!(error.to_string().contains("ad blocker"));
}

#[test]
fn redirect_taint_is_told_at_the_end() {
    let ran = run(page().fetch(API), &[redirect(302, OTHER), shared()]);
    assert_eq!(ran.response().hidden_from_script().redirect_taint(), RedirectTaint::CrossSite);
    let ran = run(page().fetch(API), &[redirect(302, "https://api.example:8443/"), shared()]);
    assert_eq!(ran.response().hidden_from_script().redirect_taint(), RedirectTaint::SameSite);
    let ran = run(page().fetch(APP), &[answer(302, &[("location", API)]), shared()]);
    assert_eq!(ran.response().hidden_from_script().redirect_taint(), RedirectTaint::SameOrigin);
    assert!(ran.response().redirected());
}

#[test]
fn local_urls_reach_the_host_when_scheme_fetch_does() {
    fn step(request: impl Build) -> Step<&'static str> {
        fetch(request.build().unwrap(), &mut PreflightCache::new(), Timestamp::ZERO)
    }
    for url in ["data:,a", "DATA:,a"] {
        for mode in [Mode::Cors, Mode::SameOrigin, Mode::NoCors] {
            let Step::Local(local) = step(page().fetch(url).mode(mode)) else { panic!("{url} {mode}") };
            assert_eq!(local.request().response_tainting(), ResponseTainting::Basic);
        }
    }
    let Step::Local(_) = step(page().fetch("blob:https://app.example/1")) else { panic!() };
    let Step::Local(about) = step(page().navigation("about:blank?q#f")) else { panic!() };
    let Step::Done(Err(error)) = about.fail::<()>("nothing here", &mut PreflightCache::new()) else {
        panic!()
    };
    assert_eq!((error.phase(), error.step().to_string()), (Phase::Local, "scheme fetch 3a".to_owned()));
    let Step::Local(file) = step(page().image("file:///a", Default::default())) else { panic!() };
    assert_eq!(file.request().response_tainting(), ResponseTainting::Opaque);

    for (request, expected) in [
        (page().fetch("blob:https://other.example/1").made(), "main fetch 12e"),
        (page().fetch("about:blank").made(), "main fetch 12e"),
        (page().fetch("file:///a").made(), "main fetch 12e"),
        (page().fetch("file:///a").mode(Mode::SameOrigin).made(), "main fetch 12c"),
        (page().fetch("blob:https://app.example/1").method("HEAD").made(), "scheme fetch 3b.2"),
        (page().navigation("blob:https://other.example/1").method("POST").made(), "scheme fetch 3b.2"),
        (page().fetch("blob:https://other.example/1").method("POST").made(), "main fetch 12e"),
        (page().navigation("about:config").made(), "scheme fetch 4"),
        (page().navigation("javascript:1").made(), "scheme fetch 4"),
        (page().fetch("ftp://a.example/").mode(Mode::NoCors).made(), "scheme fetch 4"),
    ] {
        let Step::Done(Err(error)) = step(request) else { panic!("{expected}") };
        assert_eq!(error.step().to_string(), expected);
    }
}

/// Main fetch 8 and the populating of the request from its client come before HTTP fetch 3.1 clones it for a
/// service worker.
#[test]
fn a_service_worker_sees_policy_and_origin() {
    let client = page().with_referrer_policy(ReferrerPolicy::Origin);
    for (request, policy) in [
        (client.fetch(API), ReferrerPolicy::Origin),
        (client.fetch(API).referrer_policy(ReferrerPolicy::UnsafeUrl), ReferrerPolicy::UnsafeUrl),
    ] {
        let hop = Hop::new(request.build().unwrap());
        assert!(hop.service_worker_may_respond());
        assert_eq!(hop.request().referrer_policy(), policy);
        let worker = Client::with_sites(Origin::parse(OTHER).unwrap(), Arc::new(LastTwoLabels));
        let input = RequestInput::Request(hop.request());
        let copy = Request::construct(&worker, input, &RequestInit::default()).unwrap();
        assert_eq!((copy.referrer_policy(), copy.origin().as_str()), (policy, APP));
        assert_eq!(copy.response_tainting(), ResponseTainting::Basic);
    }
}

#[test]
fn a_service_worker_answers_where_it_may() {
    let mut cache = PreflightCache::new();
    let now = Timestamp::ZERO;
    let hop = |request: FetchBuilder| Hop::new(request.build().unwrap());
    let made = || ServiceWorkerResponse::constructed(http::Response::new("made"));
    let fetched = |response_type, urls: u8| {
        let mut list = fetch_cors::request::UrlList::new(API.parse().unwrap());
        (1..urls).for_each(|_| list.push(OTHER.parse().unwrap()));
        let internal = http::Response::new("fetched");
        ServiceWorkerResponse::Fetched(match response_type {
            ResponseType::Basic => FilteredResponse::basic(internal, Some(list)),
            ResponseType::Cors => FilteredResponse::cors(internal, Some(list), CredentialsMode::Omit),
            ResponseType::Opaque => FilteredResponse::opaque(internal, list),
            ResponseType::OpaqueRedirect => FilteredResponse::opaque_redirect(internal, Some(list)),
            other => panic!("no type of a test: {other}"),
        })
    };

    // No CORS check, no preflight.
    let put = hop(page().fetch(API).method("PUT").header("x-a", "1"));
    assert!(put.service_worker_may_respond());
    let Step::Done(Ok(answered)) = put.respond_from_service_worker(made(), &mut cache, now) else { panic!() };
    assert_eq!((answered.response_type(), answered.body()), (ResponseType::Cors, Some(&"made")));
    assert_eq!(answered.url().unwrap().as_str(), format!("{API}/"));

    // Five that do not go together, and their neighbours that do.
    let follow = |request: FetchBuilder, mode| hop(request.redirect(mode));
    let cases: Vec<(Hop, ServiceWorkerResponse<&str>, Option<ServiceWorkerError>)> = vec![
        (hop(page().fetch(API)), ServiceWorkerResponse::Error, Some(ServiceWorkerError::Error)),
        (
            hop(page().fetch(APP).mode(Mode::SameOrigin)),
            fetched(ResponseType::Cors, 1),
            Some(ServiceWorkerError::CorsForSameOrigin),
        ),
        (hop(page().fetch(APP).mode(Mode::SameOrigin)), fetched(ResponseType::Basic, 1), None),
        (hop(page().fetch(APP)), fetched(ResponseType::Cors, 1), None),
        (hop(page().fetch(API)), fetched(ResponseType::Opaque, 1), Some(ServiceWorkerError::Opaque)),
        (hop(page().fetch(API).mode(Mode::NoCors)), fetched(ResponseType::Opaque, 1), None),
        (
            follow(page().fetch(API), RedirectMode::Follow),
            fetched(ResponseType::OpaqueRedirect, 1),
            Some(ServiceWorkerError::OpaqueRedirect),
        ),
        (
            follow(page().fetch(API), RedirectMode::Error),
            fetched(ResponseType::OpaqueRedirect, 1),
            Some(ServiceWorkerError::OpaqueRedirect),
        ),
        (follow(page().fetch(API), RedirectMode::Manual), fetched(ResponseType::OpaqueRedirect, 1), None),
        (
            follow(page().fetch(API), RedirectMode::Manual),
            fetched(ResponseType::Basic, 2),
            Some(ServiceWorkerError::Redirected),
        ),
        (
            follow(page().fetch(API), RedirectMode::Error),
            fetched(ResponseType::Cors, 2),
            Some(ServiceWorkerError::Redirected),
        ),
        (follow(page().fetch(API), RedirectMode::Follow), fetched(ResponseType::Cors, 2), None),
        (follow(page().fetch(API), RedirectMode::Error), fetched(ResponseType::Cors, 1), None),
    ];
    for (row, (hop, response, expected)) in cases.into_iter().enumerate() {
        match (hop.respond_from_service_worker(response, &mut cache, now), expected) {
            (Step::Done(Ok(_)), None) => {}
            (Step::Done(Err(error)), Some(expected)) => {
                assert_eq!(error.reason(), &Reason::ServiceWorker(expected), "row {row}");
                assert_eq!(error.phase(), Phase::ServiceWorker);
                assert_eq!(error.step().to_string(), "HTTP fetch 3.5.7");
            }
            (step, expected) => panic!("row {row}: {step:?}, expected {expected:?}"),
        }
    }

    // A redirect that a worker makes is followed, from no URL; the next hop may be answered again.
    let moved = http::Response::builder().status(302).header("location", OTHER).body("").unwrap();
    let step = hop(page().fetch(API)).respond_from_service_worker(
        ServiceWorkerResponse::constructed(moved),
        &mut cache,
        now,
    );
    let Step::Redirect(next) = step else { panic!() };
    assert!(next.service_worker_may_respond());
    let relative = http::Response::builder().status(302).header("location", "/b").body("").unwrap();
    let step =
        next.respond_from_service_worker(ServiceWorkerResponse::constructed(relative), &mut cache, now);
    let Step::Done(Err(error)) = step else { panic!() };
    assert_eq!(error.step().to_string(), "HTTP-redirect fetch 5");

    // Not where the request does not get so far, nor after the network has redirected, nor in mode none.
    assert!(!hop(page().fetch(API).mode(Mode::SameOrigin)).service_worker_may_respond());
    assert!(!hop(page().fetch("data:,a")).service_worker_may_respond());
    let passed_on = page().fetch(API).made().with_service_workers_mode(ServiceWorkersMode::None);
    assert!(!Hop::new(passed_on).service_worker_may_respond());
    let step =
        hop(page().fetch(API).mode(Mode::SameOrigin)).respond_from_service_worker(made(), &mut cache, now);
    let Step::Done(Err(error)) = step else { panic!() };
    assert_eq!(error.reason(), &Reason::Tainting(TaintingError::SameOriginMode));
    let Step::Send(get) = hop(page().fetch(API)).run::<&str>(&mut cache, now) else { panic!() };
    let Answer::Response(status, headers) = redirect(302, OTHER) else { panic!() };
    let Step::Redirect(next) = get.respond(response(status, &headers), &mut cache, now) else { panic!() };
    assert!(!next.service_worker_may_respond());
    let step = next.respond_from_service_worker(made(), &mut cache, now);
    let Step::Done(Err(error)) = step else { panic!("a service worker answers a redirect") };
    assert_eq!(error.reason(), &Reason::Host(HostError::ServiceWorkerMayNotRespond));
    assert_eq!((error.phase(), error.step().to_string().as_str()), (Phase::ServiceWorker, "HTTP fetch 3"));

    // What script made has no URL: a response with one was fetched, and has a filter.
    let with_url = Response::new(200, "fetched").with_url(API.parse().unwrap());
    let step = hop(page().fetch(API)).respond_from_service_worker(
        ServiceWorkerResponse::Constructed(with_url),
        &mut cache,
        now,
    );
    let Step::Done(Err(error)) = step else { panic!("a fetched response was taken for a made one") };
    assert_eq!(error.reason(), &Reason::Host(HostError::ConstructedWithUrl));
}

#[test]
fn a_service_workers_failure_behind_the_preflight_branch_clears_the_cache() {
    let mut world = warm();
    let hop = Hop::new(page().fetch(API).method("PUT").build().unwrap());
    let step =
        hop.respond_from_service_worker::<&str>(ServiceWorkerResponse::Error, &mut world.cache, world.now);
    assert!(matches!(step, Step::Done(Err(_))));
    assert_eq!(cached_urls(&world), [format!("{OTHER}/")]);
}

#[test]
fn keys_are_told_apart_by_what_the_request_is() {
    let request = page().fetch(API).build().unwrap();
    let key = CacheKey::of(&request);
    assert_eq!((key.origin, key.url, key.partition), (APP.as_bytes(), "https://api.example/", None));
}

/// Clients panic if they add a header to a map that is full, which has 24,576.
#[test]
fn a_message_leaves_room_for_what_the_client_adds() {
    for (headers, fits) in [(0, true), (24_559, true), (24_560, false), (30_000, false)] {
        let mut request = page().fetch(APP).mode(Mode::SameOrigin).made();
        for _ in 0..headers {
            request.unguarded_headers().append(b"x", b"1").unwrap();
        }
        let Step::<()>::Send(get) = fetch(request, &mut PreflightCache::new(), Timestamp::ZERO) else {
            panic!()
        };
        let message = get.to_http();
        assert_eq!(message.is_ok(), fits, "{} headers", get.headers().len());
        let Ok(mut message) = message else { continue };
        for added in 0..16u16 {
            message.headers_mut().try_append("y", added.into()).unwrap();
        }
    }
}

/// Redirects keep the user name and the password of a location, and a fragment is part of a request's URL.
#[test]
fn a_url_to_send_has_no_user_name_password_or_fragment() {
    for (url, sent) in [
        ("https://app.example/a?b", "https://app.example/a?b"),
        ("https://app.example/a?b#", "https://app.example/a?b"),
        ("https://app.example/a?b#c", "https://app.example/a?b"),
        ("https://user@app.example/", "https://app.example/"),
        ("https://:password@app.example:8443/#c", "https://app.example:8443/"),
        ("https://user:password@[::1]/?#c?d", "https://[::1]/?"),
    ] {
        let request = page().navigation(url).build().unwrap();
        let Step::<()>::Send(get) = fetch(request, &mut PreflightCache::new(), Timestamp::ZERO) else {
            panic!("{url}")
        };
        assert_eq!(get.url().as_str(), url);
        assert_eq!(get.to_url().as_str(), sent);
        assert_eq!(get.to_http().unwrap().uri(), sent);
    }
}
