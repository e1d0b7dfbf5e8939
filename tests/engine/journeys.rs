//! Whole fetches, for each outcome that a page can see.

use crate::scenario;
use crate::scenario::{
    API, APP, Answer, OTHER, World, answer, client, page, redirect, run, sandbox, shared, shared_with,
};
use fetch_cors::error::{CorsCheckError, Phase, PreflightError, Reason, RedirectError, TaintingError};
use fetch_cors::fetch::ServiceWorkerResponse;
use fetch_cors::request::{
    Body, BodyKind, CorsAttribute, CredentialsMode, Destination, FetchBuilder, Mode, RedirectMode,
    ReferrerPolicy, Source, Switches, UncheckedBuilder, WorkerScript,
};
use fetch_cors::response::ResponseType;
use fetch_cors::{Client, Hop, Origin, PreflightCache, Step, Timestamp, fetch};

const JSON: Source = Body::source();

fn post_json() -> FetchBuilder {
    page().fetch(API).method("POST").header("content-type", "application/json").body(JSON)
}

/// A preflight's answer that names the page's origin and allows credentials.
fn credentialed(methods: &str, headers: &str) -> Answer {
    answer(
        204,
        &[
            ("access-control-allow-origin", APP),
            ("access-control-allow-credentials", "true"),
            ("access-control-allow-methods", methods),
            ("access-control-allow-headers", headers),
        ],
    )
}

#[test]
fn within_the_origin_nothing_is_asked() {
    let request = page().fetch(APP).method("PUT").header("x-a", "1").header("authorization", "b");
    let ran = run(request, &[answer(200, &[("x-b", "2"), ("set-cookie", "c=1")])]);
    assert_eq!(ran.wire(), [("PUT", "https://app.example/")]);
    assert!(ran.sent[0].credentials);
    assert_eq!(ran.sent[0].header("origin").as_deref(), Some(APP));
    let response = ran.response();
    assert_eq!(response.response_type(), ResponseType::Basic);
    assert_eq!(response.header("x-b").as_deref().unwrap(), b"2");
    assert_eq!(response.header("set-cookie"), None);
    // A GET has no Origin there.
    assert_eq!(run(page().fetch(APP), &[answer::<&str>(200, &[])]).sent[0].header("origin"), None);
}

#[test]
fn a_simple_cross_origin_get() {
    let ran = run(page().fetch(API), &[shared_with(&[("x-a", "1"), ("content-length", "5")])]);
    assert_eq!(ran.sent.len(), 1);
    assert_eq!(ran.sent[0].headers, [("Accept".into(), "*/*".into()), ("Origin".into(), APP.into())]);
    assert!(!ran.sent[0].credentials);
    let response = ran.response();
    assert_eq!((response.response_type(), response.status(), response.ok()), (ResponseType::Cors, 200, true));
    assert_eq!(response.body(), Some(&"hello"));
    assert_eq!(response.header("x-a"), None);
    assert_eq!(response.header("Content-Length").as_deref().unwrap(), b"5");
}

#[test]
fn error_statuses_are_shared_like_any_other() {
    for status in [204, 206, 304, 400, 401, 403, 404, 416, 500, 599] {
        let ran = run(page().fetch(API), &[answer(status, &[("access-control-allow-origin", "*")])]);
        assert_eq!(ran.response().status(), status);
        let ran = run(page().fetch(API), &[answer::<&str>(status, &[])]);
        ran.refused(Phase::Actual, CorsCheckError::MissingAllowOrigin, "CORS check 2");
        assert_eq!(ran.error().status().unwrap(), status);
    }
}

#[test]
fn each_way_to_miss_the_cors_check() {
    use CorsCheckError as E;
    let include = CredentialsMode::Include;
    let omit = CredentialsMode::Omit;
    let value = |text: &str| text.as_bytes().to_vec();
    let acao = |text: &'static str| vec![("access-control-allow-origin", text)];
    let acac = |text: &'static str| {
        vec![("access-control-allow-origin", APP), ("access-control-allow-credentials", text)]
    };
    let cases = [
        (omit, vec![], E::MissingAllowOrigin),
        (include, acao("*"), E::WildcardWithCredentials),
        (
            omit,
            [acao(APP), acao(APP)].concat(),
            E::MultipleAllowOrigin { lines: 2, value: value("https://app.example, https://app.example") },
        ),
        (
            omit,
            acao("https://app.example https://b.example"),
            E::AllowOriginList { value: value("https://app.example https://b.example") },
        ),
        (
            omit,
            acao("https://app.example,https://b.example"),
            E::AllowOriginList { value: value("https://app.example,https://b.example") },
        ),
        (omit, acao("app.example"), E::AllowOriginNotAnOrigin { value: value("app.example") }),
        (omit, acao(""), E::AllowOriginNotAnOrigin { value: value("") }),
        (
            omit,
            acao("https://b.example"),
            E::AllowOriginMismatch { value: value("https://b.example"), expected: value(APP) },
        ),
        (
            omit,
            acao("https://app.example/"),
            E::AllowOriginMismatch { value: value("https://app.example/"), expected: value(APP) },
        ),
        (
            omit,
            acao("https://APP.example"),
            E::AllowOriginMismatch { value: value("https://APP.example"), expected: value(APP) },
        ),
        (omit, acao("null"), E::AllowOriginMismatch { value: value("null"), expected: value(APP) }),
        (include, acao(APP), E::MissingAllowCredentials),
        (include, acac("True"), E::AllowCredentialsNotTrue { value: value("True") }),
        (include, acac("yes"), E::AllowCredentialsNotTrue { value: value("yes") }),
        (include, acac(""), E::AllowCredentialsNotTrue { value: value("") }),
    ];
    for (credentials, headers, expected) in cases {
        let request = || page().fetch(API).credentials(credentials);
        let step = expected.step().to_string();
        // On the response, on a redirect, and on a preflight's response.
        run(request(), &[answer(200, &headers)]).refused(Phase::Actual, expected.clone(), &step);
        let moved = [headers.clone(), vec![("location", OTHER)]].concat();
        run(request(), &[answer(302, &moved)]).refused(Phase::Redirect, expected.clone(), &step);
        let ran = run(request().method("PUT"), &[answer(200, &headers)]);
        ran.refused(Phase::Preflight, PreflightError::CorsCheck(expected), &step);
    }
}

#[test]
fn a_preflight_grants_and_is_remembered() {
    let mut world = World::new();
    let put = || page().fetch(API).method("PUT").header("X-Token", "1").header("accept", "a/b");
    let granted = shared_with(&[
        ("access-control-allow-methods", "GET, PUT"),
        ("access-control-allow-headers", "X-TOKEN"),
        ("access-control-max-age", "60"),
    ]);
    let ran = world.run(put(), &[granted.clone(), shared()]);
    assert_eq!(ran.wire(), [("OPTIONS", "https://api.example/"), ("PUT", "https://api.example/")]);
    let expected: Vec<(String, String)> = [
        ("Accept", "*/*"),
        ("Access-Control-Request-Method", "PUT"),
        ("Access-Control-Request-Headers", "x-token"),
        ("Origin", APP),
    ]
    .map(|(name, value)| (name.into(), value.into()))
    .into();
    assert_eq!(ran.sent[0].headers, expected);
    assert_eq!(ran.sent[1].header("x-token").as_deref(), Some("1"));

    assert_eq!(world.run(put(), &[shared()]).sent.len(), 1);
    world.wait(59);
    assert_eq!(world.run(put(), &[shared()]).sent.len(), 1);
    world.wait(1);
    assert_eq!(world.run(put(), &[granted, shared()]).sent.len(), 2);
    // Another URL, another origin, or credentials ask anew.
    assert!(
        world
            .run(page().fetch(format!("{API}/b")).method("PUT"), &[answer::<&str>(403, &[])])
            .error()
            .phase()
            == Phase::Preflight
    );
    assert!(
        world.run(put().credentials(CredentialsMode::Include), &[answer::<&str>(403, &[])]).error().phase()
            == Phase::Preflight
    );
    assert!(
        world.run(sandbox().fetch(API).method("PUT"), &[answer::<&str>(403, &[])]).error().phase()
            == Phase::Preflight
    );
}

#[test]
fn each_way_to_fail_a_preflight() {
    use PreflightError as E;
    let put = || page().fetch(API).method("PUT").header("x-b", "1").header("x-a", "1");
    let with = |headers: &[(&str, &str)]| shared_with(headers);
    let methods = "access-control-allow-methods";
    let headers = "access-control-allow-headers";
    let x = |name: &str| name.to_owned();
    let invalid = |value: &str| fetch_cors::header::extract::ExtractFailure::Invalid { value: value.into() };
    for (answered, expected, step) in [
        (answer(404, &[("access-control-allow-origin", "*")]), E::NotOk { status: 404 }, "8"),
        (answer(300, &[("access-control-allow-origin", "*")]), E::NotOk { status: 300 }, "8"),
        (redirect(301, "/login"), E::Redirected { status: 301, location: Some(b"/login".to_vec()) }, "8"),
        (with(&[(methods, "PUT, P T")]), E::AllowMethodsInvalid { failure: invalid("P T") }, "7.3"),
        (
            with(&[(methods, "PUT"), (headers, "x-a; x-b")]),
            E::AllowHeadersInvalid { failure: invalid("x-a; x-b") },
            "7.3",
        ),
        (with(&[]), E::MethodNotAllowed { method: x("PUT") }, "7.5"),
        (with(&[(methods, "put, GET")]), E::MethodNotAllowed { method: x("PUT") }, "7.5"),
        (with(&[(methods, "PUT")]), E::HeaderNotAllowed { name: x("x-a") }, "7.7"),
        (with(&[(methods, "*"), (headers, "x-a")]), E::HeaderNotAllowed { name: x("x-b") }, "7.7"),
    ] {
        let step = format!("CORS-preflight fetch {step}");
        let ran = run(put(), &[answered]);
        ran.refused(Phase::Preflight, expected, &step);
        assert_eq!(ran.sent.len(), 1, "the request itself was not sent");
    }
    let include = || put().credentials(CredentialsMode::Include);
    for (answered, expected) in [
        (credentialed("*", "x-a,x-b"), E::MethodWildcardIgnored { method: x("PUT") }),
        (credentialed("PUT", "*"), E::HeaderWildcardIgnored { name: x("x-a") }),
    ] {
        let ran = run(include(), &[answered]);
        assert_eq!(ran.error().reason(), &Reason::Preflight(expected));
    }
    let ran = run(put(), &[Answer::Nothing]);
    ran.refused(Phase::Preflight, Reason::NetworkFailure, "CORS-preflight fetch 6");
    let ran = run(page().fetch(API), &[Answer::Nothing]);
    ran.refused(Phase::Actual, Reason::NetworkFailure, "HTTP fetch 4.3");
}

#[test]
fn authorization_is_not_under_the_star_unless_the_host_says_so() {
    let star = || shared_with(&[("access-control-allow-headers", "*")]);
    let request = || page().fetch(API).header("authorization", "b").header("x-a", "1");
    let refused = PreflightError::AuthorizationNotCoveredByWildcard;
    run(request(), &[star()]).refused(Phase::Preflight, refused, "CORS-preflight fetch 7.6");
    let listed = shared_with(&[("access-control-allow-headers", "*, AUTHORIZAtion")]);
    assert_eq!(run(request(), &[listed, shared()]).sent.len(), 2);

    let mut switches = Switches::default();
    switches.authorization_under_wildcard = true;
    let like_a_browser = page().with_switches(switches);
    let request = || like_a_browser.fetch(API).header("authorization", "b");
    let mut world = World::new();
    let ran = world.run(request(), &[star(), shared()]);
    assert_eq!(ran.sent.len(), 2);
    assert!(ran.response().hidden_from_script().authorization_by_wildcard(), "and it is told");
    // A service worker that made this fetch passes its response on, with all that the fetch noted.
    let passed_on = ServiceWorkerResponse::Fetched(ran.response().clone());
    let hop = Hop::new(page().fetch(API).build().unwrap());
    let mut cache = PreflightCache::new();
    let step = hop.respond_from_service_worker(passed_on, &mut cache, Timestamp::ZERO);
    let Step::Done(Ok(response)) = step else { panic!("{step:?}") };
    assert!(response.hidden_from_script().authorization_by_wildcard());
    assert_eq!(world.run(request(), &[star(), shared()]).sent.len(), 2, "and each request asks");
    // What a server lists by its name is remembered.
    let listed = || shared_with(&[("access-control-allow-headers", "*, authorization")]);
    let mut world = World::new();
    let ran = world.run(request(), &[listed(), shared()]);
    assert!(!ran.response().hidden_from_script().authorization_by_wildcard());
    assert_eq!(world.run(request(), &[shared()]).sent.len(), 1);
    // One preflight that needed it is enough, whatever the others did.
    let moved = || redirect(307, "https://api.example/b");
    for (first, second, told) in [
        (star(), star(), true),
        (star(), listed(), true),
        (listed(), star(), true),
        (listed(), listed(), false),
    ] {
        let ran = run(request(), &[first, moved(), second, shared()]);
        assert_eq!(ran.sent.len(), 4);
        assert_eq!(ran.response().hidden_from_script().authorization_by_wildcard(), told, "{:?}", ran.sent);
    }
}

#[test]
fn safelisted_headers_need_permission_once_they_are_too_long() {
    let request = |extra: usize| {
        let mut request = page().fetch(API);
        for _ in 0..7 {
            request = request.header("accept", "a".repeat(128));
        }
        request.header("accept-language", "e".repeat(128)).header("content-language", "e".repeat(extra))
    };
    assert_eq!(run(request(0), &[shared()]).sent.len(), 1);
    let ran = run(request(1), &[shared()]);
    let name = "accept".to_owned();
    ran.refused(
        Phase::Preflight,
        PreflightError::HeaderUnsafeByTotalSize { name },
        "CORS-preflight fetch 7.7",
    );
    // The `Accept` that every request gets counts too: 3 bytes.
    let mut own = page().fetch(API);
    for _ in 0..7 {
        own = own.header("content-language", "e".repeat(128));
    }
    assert_eq!(run(own.clone().header("accept-language", "e".repeat(125)), &[shared()]).sent.len(), 1);
    let ran = run(own.header("accept-language", "e".repeat(126)), &[answer::<&str>(403, &[])]);
    assert_eq!(
        ran.sent[0].header("access-control-request-headers").as_deref(),
        Some("accept,accept-language,content-language")
    );
}

#[test]
fn credentials_go_where_the_mode_says() {
    let ask = |url: &str, mode, credentials| {
        let request = page().fetch(url).mode(mode).credentials(credentials);
        let both = [("access-control-allow-origin", APP), ("access-control-allow-credentials", "true")];
        run(request, &[answer(200, &both)]).sent[0].credentials
    };
    use CredentialsMode::{Include, Omit, SameOrigin};
    for (url, mode, credentials, expected) in [
        (APP, Mode::Cors, Omit, false),
        (APP, Mode::Cors, SameOrigin, true),
        (APP, Mode::Cors, Include, true),
        (API, Mode::Cors, Omit, false),
        (API, Mode::Cors, SameOrigin, false),
        (API, Mode::Cors, Include, true),
        (API, Mode::NoCors, SameOrigin, false),
        (API, Mode::NoCors, Include, true),
    ] {
        assert_eq!(ask(url, mode, credentials), expected, "{url} {mode} {credentials}");
    }
    // A preflight has none, and is told by the request's mode what to allow.
    let ran = run(
        page().fetch(API).method("PUT").credentials(Include),
        &[credentialed("PUT", ""), credentialed("", "")],
    );
    assert_eq!(ran.sent.iter().map(|sent| sent.credentials).collect::<Vec<_>>(), [false, true]);
    // Away from home, same-origin credentials stay there, and do not come back.
    let home = run(page().fetch(APP), &[redirect(302, API), redirect(302, APP), shared()]);
    assert_eq!(home.sent.iter().map(|sent| sent.credentials).collect::<Vec<_>>(), [true, false, false]);
}

#[test]
fn no_cors_is_opaque() {
    let ran = run(page().fetch(API).mode(Mode::NoCors), &[answer(404, &[("x-a", "1")])]);
    let response = ran.response();
    assert_eq!(response.response_type(), ResponseType::Opaque);
    assert_eq!((response.status(), response.ok(), response.body(), response.url()), (0, false, None, None));
    assert_eq!(response.headers().count(), 0);
    assert_eq!(response.hidden_from_script().internal_response().status(), 404);
    assert!(!response.redirected());
    // At home, it is not.
    let ran = run(page().fetch(APP).mode(Mode::NoCors), &[answer::<&str>(200, &[])]);
    assert_eq!(ran.response().response_type(), ResponseType::Basic);
    // Unsafe methods and headers do not even get so far.
    let request = page().fetch(API).mode(Mode::NoCors).header("x-a", "1").header("accept", "a/b");
    assert_eq!(run(request, &[shared()]).sent[0].headers, [("accept".into(), "a/b".into())]);
}

#[test]
fn what_main_fetch_refuses_is_not_sent() {
    for (request, expected, step) in [
        (page().fetch(API).mode(Mode::SameOrigin), TaintingError::SameOriginMode, "12c"),
        (sandbox().fetch(API).mode(Mode::SameOrigin), TaintingError::SameOriginMode, "12c"),
        (
            page().fetch(API).mode(Mode::NoCors).redirect(RedirectMode::Manual),
            TaintingError::NoCorsRedirectMode { redirect_mode: RedirectMode::Manual },
            "12d.1",
        ),
        (page().fetch("ftp://a.example/"), TaintingError::SchemeNotHttp { scheme: "ftp".into() }, "12e"),
    ] {
        let ran = run(request, &[]);
        ran.refused(Phase::Request, expected, &format!("main fetch {step}"));
        assert_eq!(ran.error().status(), None);
    }
    // Led away by a redirect, a same-origin request is refused at the next hop.
    let ran = run(page().fetch(APP).mode(Mode::SameOrigin), &[redirect(302, API)]);
    ran.refused(Phase::Request, TaintingError::SameOriginMode, "main fetch 12c");
    assert_eq!(ran.error().url().as_str(), "https://api.example/");
    assert_eq!(ran.error().initial_url().as_str(), "https://app.example/");
}

#[test]
fn redirects_across_origins_hide_the_origin() {
    let origins = |request, answers: &[Answer]| {
        run(request, answers).sent.iter().map(|sent| sent.header("origin")).collect::<Vec<_>>()
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(origins(page().fetch(APP), &[redirect(302, API), shared()]), [None, some(APP)]);
    assert_eq!(origins(page().fetch(API), &[redirect(302, "/b"), shared()]), [some(APP), some(APP)]);
    assert_eq!(origins(page().fetch(API), &[redirect(302, OTHER), shared()]), [some(APP), some("null")]);
    assert_eq!(origins(page().fetch(API), &[redirect(302, APP), shared()]), [some(APP), some("null")]);
    // Null is null for ever.
    assert_eq!(
        origins(page().fetch(API), &[redirect(302, OTHER), redirect(302, API), shared()]),
        [some(APP), some("null"), some("null")]
    );
    // A response that names the real origin is refused, for that reason.
    let named = answer(200, &[("access-control-allow-origin", APP)]);
    let ran = run(page().fetch(API), &[redirect(302, OTHER), named]);
    let value = APP.into();
    ran.refused(Phase::Actual, CorsCheckError::AllowOriginMismatchTainted { value }, "CORS check 4");
    assert!(ran.error().is_redirect_tainted());
    let null = answer(200, &[("access-control-allow-origin", "null")]);
    run(page().fetch(API), &[redirect(302, OTHER), null]).response();
}

#[test]
fn each_way_to_refuse_a_redirect() {
    let ask = |location: &str| run(page().fetch(API), &[redirect(302, location)]);
    let scheme = |scheme: &str| RedirectError::SchemeNotHttp { scheme: scheme.into() };
    for (location, expected, step) in [
        ("https://", RedirectError::LocationInvalid { value: b"https://".to_vec() }, 5),
        ("http://a b.example/", RedirectError::LocationInvalid { value: b"http://a b.example/".to_vec() }, 5),
        ("data:,a", scheme("data"), 6),
        ("FILE:///etc", scheme("file"), 6),
        ("about:blank", scheme("about"), 6),
        ("https://u@other.example/", RedirectError::CrossOriginWithCredentials, 9),
        ("https://u@app.example/", RedirectError::TaintedWithCredentials, 10),
    ] {
        ask(location).refused(Phase::Redirect, expected, &format!("HTTP-redirect fetch {step}"));
    }
    let twice = [("access-control-allow-origin", "*"), ("location", "/b"), ("location", "/b")];
    run(page().fetch(API), &[answer(302, &twice)]).refused(
        Phase::Redirect,
        RedirectError::LocationRepeated { lines: 2 },
        "HTTP-redirect fetch 5",
    );
    let mode_error = run(page().fetch(API).redirect(RedirectMode::Error), &[redirect(302, "/b")]);
    mode_error.refused(Phase::Redirect, Reason::RedirectModeError, "HTTP fetch 6.3a.1");
    // A status that is none, and a redirect without a Location, are responses.
    for answered in [
        answer(300, &[("access-control-allow-origin", "*"), ("location", "/b")]),
        answer(302, &[("access-control-allow-origin", "*")]),
    ] {
        assert_eq!(run(page().fetch(API), &[answered]).response().response_type(), ResponseType::Cors);
    }
}

#[test]
fn twenty_redirects_and_no_more() {
    let loops = vec![redirect(302, "/"); 20];
    let ran = run(page().fetch(API), &[loops.clone(), vec![shared()]].concat());
    assert_eq!(ran.sent.len(), 21);
    assert_eq!(ran.response().hidden_from_script().url_list().unwrap().len(), 21);
    let ran = run(page().fetch(API), &[loops, vec![redirect(302, "/")]].concat());
    ran.refused(Phase::Redirect, RedirectError::TooManyRedirects, "HTTP-redirect fetch 7");
}

#[test]
fn redirects_rewrite_methods_as_forms_taught() {
    let cases = [
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "POST", "GET"),
        (307, "POST", "POST"),
        (308, "POST", "POST"),
        (301, "PUT", "PUT"),
        (302, "patch", "patch"),
        (303, "PUT", "GET"),
        (303, "OPTIONS", "GET"),
        (303, "GET", "GET"),
        (303, "HEAD", "HEAD"),
        (302, "HEAD", "HEAD"),
    ];
    for (status, method, expected) in cases {
        let mut request = page()
            .fetch(APP)
            .method(method)
            .header("content-type", "a/b")
            .header("content-location", "c")
            .header("x-a", "1");
        let bodiless = method == "GET" || method == "HEAD";
        if !bodiless {
            request = request.body(Body::source());
        }
        let ran = run(request, &[redirect(status, "/b"), answer::<&str>(200, &[])]);
        let second = &ran.sent[1];
        assert_eq!(second.method, expected, "{status} {method}");
        let rewritten = expected != method;
        assert_eq!(second.body, !bodiless && !rewritten, "{status} {method}");
        assert_eq!(second.header("content-type").is_none(), rewritten, "{status} {method}");
        assert_eq!(second.header("content-location").is_none(), rewritten, "{status} {method}");
        assert_eq!(second.header("x-a").as_deref(), Some("1"));
    }
}

#[test]
fn a_stream_is_sent_once() {
    let upload = || page().fetch(API).method("POST").body(Body::stream());
    let granted = || shared_with(&[("access-control-allow-methods", "POST")]);
    let ran = run(upload(), &[granted(), redirect(307, "/b")]);
    ran.refused(Phase::Redirect, RedirectError::StreamBody, "HTTP-redirect fetch 11");
    let ran = run(upload(), &[granted(), redirect(303, "/b"), granted(), shared()]);
    assert_eq!(ran.sent.iter().map(|sent| sent.body).collect::<Vec<_>>(), [false, true, false, false]);
    // 302 rewrites the POST, but too late: the body would have had to be sent again.
    run(upload(), &[granted(), redirect(302, "/b")]).error();
}

#[test]
fn fragments_stay_unless_there_is_a_new_one() {
    let to = |location: &str| {
        let ran = run(page().fetch("https://api.example/a#top"), &[redirect(302, location), shared()]);
        ran.sent[1].url.clone()
    };
    assert_eq!(to("/b"), "https://api.example/b#top");
    assert_eq!(to("/b#"), "https://api.example/b#");
    assert_eq!(to("/b#c"), "https://api.example/b#c");
    assert_eq!(to("#c"), "https://api.example/a#c");
    assert_eq!(to("?d"), "https://api.example/a?d#top");
    assert_eq!(to("//other.example"), "https://other.example/#top");
    assert_eq!(to(" \t/b "), "https://api.example/b#top");
}

#[test]
fn a_redirect_sets_the_referrer_policy() {
    let moved = |policy: &str| answer(307, &[("location", API), ("referrer-policy", policy)]);
    let post = |policy: &str| {
        let request =
            page().fetch(APP).method("POST").mode(Mode::NoCors).referrer_policy(ReferrerPolicy::UnsafeUrl);
        run(request, &[moved(policy), shared()]).sent[1].header("origin")
    };
    assert_eq!(post("no-referrer").as_deref(), Some("null"));
    assert_eq!(post("no-referrer, origin").as_deref(), Some(APP));
    assert_eq!(post("").as_deref(), Some(APP));
    assert_eq!(post("bogus").as_deref(), Some(APP));
}

#[test]
fn opaque_origins_are_null_and_share() {
    let ran = run(sandbox().fetch(API), &[answer(200, &[("access-control-allow-origin", "null")])]);
    assert_eq!(ran.sent[0].header("origin").as_deref(), Some("null"));
    ran.response();
    run(sandbox().fetch(API), &[shared()]).response();
    // Their cache entries too: the key is the serialisation.
    let mut world = World::new();
    let put_allowed = || shared_with(&[("access-control-allow-methods", "PUT")]);
    world.run(sandbox().fetch(API).method("PUT"), &[put_allowed(), shared()]);
    assert_eq!(world.run(sandbox().fetch(API).method("PUT"), &[shared()]).sent.len(), 1);
}

#[test]
fn a_cached_star_of_a_credentialed_preflight() {
    let get = || page().fetch(API).header("x-a", "1").credentials(CredentialsMode::Include);
    let put = || page().fetch(API).method("PUT").credentials(CredentialsMode::Include);
    let star = || credentialed("*", "x-a");
    // By the standard, what was kept matches whatever credentials the next request has.
    let mut world = World::new();
    world.run(get(), &[star(), credentialed("", "")]);
    assert_eq!(world.run(put(), &[credentialed("", "")]).sent.len(), 1);
    // With the switch, it matches nothing, whatever credentials the next request has.
    let mut switches = Switches::default();
    switches.cached_wildcard_needs_no_credentials = true;
    let page = page().with_switches(switches);
    for credentials in [CredentialsMode::Include, CredentialsMode::SameOrigin, CredentialsMode::Omit] {
        let get = page.fetch(API).header("x-a", "1").credentials(CredentialsMode::Include);
        let put = page.fetch(API).method("PUT").credentials(credentials);
        let mut world = World::new();
        world.run(get, &[star(), credentialed("", "")]);
        let asked = world.run(put, &[credentialed("PUT", ""), credentialed("", "")]);
        assert_eq!(asked.sent.len(), 2, "{credentials}");
    }
}

/// An upload with a listener whose method the server does not list: by the standard it goes out, in browsers it does not.
#[test]
fn an_upload_of_a_method_that_is_not_listed() {
    let mut switches = Switches::default();
    switches.upload_needs_listed_method = true;
    let like_a_browser = page().with_switches(switches);
    let upload =
        |page: &Client, method| page.xml_http_request(method, API).upload_listener(true).body(Body::source());
    for method in ["PUT", "DELETE", "PROPFIND"] {
        let ran = run(upload(&page(), method), &[shared(), shared()]);
        assert_eq!(ran.wire(), [("OPTIONS", "https://api.example/"), (method, "https://api.example/")]);
        let ran = run(upload(&like_a_browser, method), &[shared()]);
        let refused = PreflightError::MethodNotAllowed { method: method.to_owned() };
        ran.refused(Phase::Preflight, refused, "CORS-preflight fetch 7.5");
        assert_eq!(ran.wire(), [("OPTIONS", "https://api.example/")]);
        let listed = shared_with(&[("access-control-allow-methods", method)]);
        assert_eq!(run(upload(&like_a_browser, method), &[listed, shared()]).sent.len(), 2);
    }
    // A safelisted method needs no list, and is kept.
    let mut world = World::new();
    assert_eq!(world.run(upload(&like_a_browser, "POST"), &[shared(), shared()]).sent.len(), 2);
    assert_eq!(world.run(upload(&like_a_browser, "POST"), &[shared()]).sent.len(), 1);
    // So it is with a stream.
    let stream = like_a_browser.fetch(API).method("PUT").body(Body::stream());
    let refused = PreflightError::MethodNotAllowed { method: "PUT".to_owned() };
    run(stream, &[shared()]).refused(Phase::Preflight, refused, "CORS-preflight fetch 7.5");
}

/// A page whose host gave it an origin of its own scheme is told to servers, and let in, by that origin.
#[test]
fn a_page_of_a_web_view() {
    for origin in ["tauri://localhost", "chrome-extension://abc", "file://"] {
        let page = client(Origin::parse(origin).unwrap());
        let named = [("access-control-allow-origin", origin), ("access-control-allow-methods", "PUT")];
        let ran = run(page.fetch(API).method("PUT"), &[answer(204, &named), answer(200, &named)]);
        assert!(ran.sent.iter().all(|sent| sent.header("origin").as_deref() == Some(origin)), "{origin}");
        assert_eq!(ran.response().response_type(), ResponseType::Cors);
        let ran = run(page.fetch(API), &[answer(200, &[("access-control-allow-origin", "null")])]);
        assert_eq!(ran.error().phase(), Phase::Actual, "{origin}");
    }
}

#[test]
fn an_upload_that_is_listened_to_has_a_preflight() {
    let upload = || page().xml_http_request("POST", API).upload_listener(true).body(Body::source());
    let mut world = World::new();
    let ran = world.run(upload(), &[shared(), shared()]);
    assert_eq!(ran.sent[0].header("access-control-request-method").as_deref(), Some("POST"));
    assert_eq!(world.run(upload(), &[shared()]).sent.len(), 1, "its method is kept");
    // A GET with the flag has one too.
    let ran = run(page().xml_http_request("GET", API).upload_listener(true), &[shared(), shared()]);
    assert_eq!(ran.sent.len(), 2);
}

/// Script sets no header of an event source, so none of the engine's has a preflight.
#[test]
fn an_event_source_is_fetched_with_cors_and_without_a_preflight() {
    let ran = run(page().event_source(API, true), &[credentialed("", "")]);
    assert_eq!(ran.sent[0].header("accept").as_deref(), Some("text/event-stream"));
    assert!(ran.sent[0].credentials);
    assert_eq!(ran.response().response_type(), ResponseType::Cors);
    let mut again = page().event_source(API, false).build().unwrap();
    again.unguarded_headers().append(b"Last-Event-ID", b"7").unwrap();
    let ran = World::new().run_request(again, &[answer::<&str>(200, &[])]);
    assert_eq!((ran.sent.len(), ran.sent[0].header("last-event-id").as_deref()), (1, Some("7")));
    assert!(!ran.sent[0].credentials);
    ran.refused(Phase::Actual, CorsCheckError::MissingAllowOrigin, "CORS check 2");
}

#[test]
fn workers_come_from_the_own_origin() {
    for script in [WorkerScript::Classic, WorkerScript::Module { credentials: CredentialsMode::Include }] {
        let ran = run(page().worker(APP, script), &[answer::<&str>(200, &[])]);
        assert_eq!(ran.response().response_type(), ResponseType::Basic);
        assert!(ran.sent[0].credentials);
        let ran = run(page().shared_worker(API, script), &[]);
        ran.refused(Phase::Request, TaintingError::SameOriginMode, "main fetch 12c");
        let ran = run(page().worker(APP, script), &[redirect(302, API)]);
        ran.refused(Phase::Request, TaintingError::SameOriginMode, "main fetch 12c");
    }
}

#[test]
fn a_beacon_without_data_has_no_body() {
    let ran = run(page().beacon(API, None), &[answer::<&str>(204, &[])]);
    let sent = &ran.sent[0];
    assert_eq!((sent.method.as_str(), sent.body, sent.header("content-type")), ("POST", false, None));
    assert!(sent.credentials);
}

#[test]
fn elements_are_fetched_as_their_attributes_say() {
    let ran = run(page().image(API, CorsAttribute::NoCors), &[answer::<&str>(200, &[])]);
    assert_eq!(ran.response().response_type(), ResponseType::Opaque);
    assert_eq!(
        ran.sent[0].header("accept").as_deref(),
        Some("image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5")
    );
    assert!(ran.sent[0].credentials);
    let ran = run(page().font(API), &[answer::<&str>(200, &[])]);
    ran.refused(Phase::Actual, CorsCheckError::MissingAllowOrigin, "CORS check 2");
    let ran = run(
        page().beacon(API, Some(Body::source().with_type("application/json"))),
        &[credentialed("", "content-type"), credentialed("", "")],
    );
    assert_eq!(ran.wire()[0].0, "OPTIONS");
    assert_eq!(ran.sent[1].header("content-type").as_deref(), Some("application/json"));
    let ran =
        run(page().beacon(API, Some(Body::source().with_type("text/plain"))), &[answer::<&str>(200, &[])]);
    assert_eq!(ran.sent.len(), 1);
    let ran = run(page().style(API, CorsAttribute::NoCors), &[answer::<&str>(200, &[])]);
    assert_eq!(ran.sent[0].header("accept").as_deref(), Some("text/css,*/*;q=0.1"));
}

/// The `Accept` header that *fetch* adds: by destination, and only where there is none.
#[test]
fn each_destination_accepts_something() {
    let document = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    for destination in Destination::ALL.iter().copied() {
        let expected = match destination {
            Destination::Document | Destination::Frame | Destination::Iframe => document,
            Destination::Image => "image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
            Destination::Json => "application/json,*/*;q=0.5",
            Destination::Style => "text/css,*/*;q=0.1",
            Destination::Text => "text/plain,*/*;q=0.5",
            _ => "*/*",
        };
        let request = || page().unchecked_request(API).destination(destination);
        let accepted = |request: UncheckedBuilder| {
            let hop = Hop::new(request.build().unwrap());
            String::from_utf8(hop.request().headers().get(b"accept").unwrap().unwrap()).unwrap()
        };
        assert_eq!(accepted(request()), expected, "{destination}");
        assert_eq!(accepted(request().header("ACCEPT", "")), "", "{destination}");
    }
}

#[test]
fn a_body_says_what_it_is_unless_the_page_does() {
    let text = || Body::source().with_type("text/plain;charset=UTF-8");
    let post = || page().fetch(API).method("POST");
    let ran = run(post().body(text()), &[shared()]);
    assert_eq!(ran.sent[0].header("content-type").as_deref(), Some("text/plain;charset=UTF-8"));
    let ran = run(post_json(), &[answer::<&str>(403, &[])]);
    assert_eq!(ran.sent[0].header("access-control-request-headers").as_deref(), Some("content-type"));
    assert_eq!(post().body(text()).build().unwrap().body(), BodyKind::Source);
}

#[test]
fn a_range_is_asked_for_unencoded() {
    let ran = run(page().fetch(API).header("range", "bytes=0-9"), &[shared()]);
    assert_eq!(ran.sent.len(), 1, "it is safelisted");
    assert_eq!(ran.sent[0].header("accept-encoding").as_deref(), Some("identity"));
}

#[test]
fn bytes_that_the_http_crate_refuses_are_kept_and_told() {
    let request = page().fetch(API).header("x-a", b"a\x01b").build().unwrap();
    let step = fetch::<()>(request, &mut PreflightCache::new(), Default::default());
    let Step::Send(options) = step else { panic!() };
    let step = options.respond(
        scenario::response(
            200,
            &[
                ("access-control-allow-origin".into(), b"*".to_vec()),
                ("access-control-allow-headers".into(), b"x-a".to_vec()),
            ],
        )
        .map(|_| ()),
        &mut PreflightCache::new(),
        Default::default(),
    );
    let Step::Send(get) = step else { panic!() };
    assert!(get.headers().iter().any(|(name, value)| (name, value) == (b"x-a", b"a\x01b")));
    assert!(matches!(get.to_http(), Err(fetch::ToHttpError::Headers(_))));
}
