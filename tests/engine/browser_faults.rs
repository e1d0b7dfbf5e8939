//! Faults seen in shipping browsers, observed on the wire. This engine shares none of them.

use crate::scenario::{API, APP, Answer, OTHER, World, answer, page, redirect, run, shared, shared_with};
use fetch_cors::error::{CorsCheckError, Phase, PreflightError, RedirectError};
use fetch_cors::request::{Body, CredentialsMode, Mode, ReferrerPolicy};

fn granted(methods: &str, headers: &str) -> Answer {
    shared_with(&[("access-control-allow-methods", methods), ("access-control-allow-headers", headers)])
}

#[test]
fn repeated_request_headers_are_not_joined_before_the_safelist_looks_at_them() {
    // Joined, `text/plain;charset, application/json` would parse as `text/plain`.
    let request = page()
        .fetch(API)
        .method("POST")
        .header("content-type", "text/plain;charset")
        .header("content-type", "application/json")
        .body(Body::source());
    let ran = run(request, &[granted("", "content-type"), shared()]);
    assert_eq!(ran.sent[0].header("access-control-request-headers").as_deref(), Some("content-type"));
    // Nor do values that are short enough each become too long together.
    let mut request = page().fetch(API);
    for _ in 0..8 {
        request = request.header("accept", "a".repeat(128));
    }
    assert_eq!(run(request.clone(), &[shared()]).sent.len(), 1);
    let ran = run(request.header("accept-language", "e"), &[granted("", "*"), shared()]);
    assert_eq!(
        ran.sent[0].header("access-control-request-headers").as_deref(),
        Some("accept,accept-language")
    );
}

#[test]
fn authorization_dropped_at_a_redirect_stays_dropped() {
    let request = page().fetch(API).header("authorization", "secret");
    let allowed = || granted("", "authorization");
    let answers = [allowed(), redirect(307, OTHER), redirect(307, "/again"), redirect(307, API), shared()];
    let ran = run(request, &answers);
    let authorized: Vec<_> = ran.sent.iter().map(|sent| sent.header("authorization").is_some()).collect();
    // The preflight, the first request, and then never again: not even back where it was meant for.
    assert_eq!(authorized, [false, true, false, false, false]);
}

#[test]
fn authorization_stays_within_the_origin() {
    let request = page().fetch(API).header("authorization", "secret");
    let allowed = || granted("", "authorization");
    let ran = run(request, &[allowed(), redirect(302, "/b"), allowed(), shared()]);
    assert_eq!(ran.sent[3].header("authorization").as_deref(), Some("secret"));
}

#[test]
fn a_preflight_after_a_tainting_redirect_has_the_origin_null() {
    let request = page().fetch(API).method("PUT");
    let allowed = || granted("PUT", "");
    let ran = run(request.clone(), &[allowed(), redirect(307, OTHER), allowed(), shared()]);
    let origins: Vec<_> = ran.sent.iter().map(|sent| sent.header("origin").unwrap()).collect();
    assert_eq!(origins, [APP, APP, "null", "null"]);
    // And that is what it has to be allowed as.
    let real = answer(200, &[("access-control-allow-origin", APP), ("access-control-allow-methods", "PUT")]);
    let ran = run(request, &[allowed(), redirect(307, OTHER), real]);
    let value = APP.into();
    ran.refused(
        Phase::Preflight,
        PreflightError::CorsCheck(CorsCheckError::AllowOriginMismatchTainted { value }),
        "CORS check 4",
    );
}

#[test]
fn a_preflight_at_one_hop_makes_none_at_the_next() {
    // The 303 makes a plain GET of it.
    let ran = run(page().fetch(API).method("PUT"), &[granted("PUT", ""), redirect(303, OTHER), shared()]);
    assert_eq!(
        ran.wire(),
        [
            ("OPTIONS", "https://api.example/"),
            ("PUT", "https://api.example/"),
            ("GET", "https://other.example/")
        ]
    );
}

#[test]
fn a_name_stands_once_in_access_control_request_headers() {
    let request = page().fetch(API).header("x-a", "1").header("X-A", "2").header("x-a", "3");
    let ran = run(request, &[granted("", "x-a"), shared()]);
    assert_eq!(ran.sent[0].header("access-control-request-headers").as_deref(), Some("x-a"));
    assert_eq!(ran.sent[1].header("x-a").as_deref(), Some("1, 2, 3"));
}

#[test]
fn an_empty_header_line_counts() {
    let include = || page().fetch(API).credentials(CredentialsMode::Include);
    let lines = |values: &[&str]| {
        let mut headers = vec![("access-control-allow-origin", APP)];
        headers.extend(values.iter().map(|value| ("access-control-allow-credentials", *value)));
        answer(200, &headers)
    };
    run(include(), &[lines(&["true"])]).response();
    for (values, joined) in
        [(["", "true"], ", true"), (["true", ""], "true, "), (["true", "true"], "true, true")]
    {
        let value = joined.into();
        run(include(), &[lines(&values)]).refused(
            Phase::Actual,
            CorsCheckError::AllowCredentialsNotTrue { value },
            "CORS check 8",
        );
    }
    let twice = [("access-control-allow-origin", "*"), ("access-control-allow-origin", "")];
    let value = b"*, ".to_vec();
    run(page().fetch(API), &[answer(200, &twice)]).refused(
        Phase::Actual,
        CorsCheckError::MultipleAllowOrigin { lines: 2, value },
        "CORS check 4",
    );
}

#[test]
fn a_star_beside_a_bad_token_exposes_nothing() {
    for list in ["*, b d", "b d, *", "*, \"x-a\""] {
        let ran = run(
            page().fetch(API),
            &[shared_with(&[("access-control-expose-headers", list), ("x-a", "1"), ("content-type", "a/b")])],
        );
        assert_eq!(ran.response().header("x-a"), None, "{list}");
        assert_eq!(ran.response().header("content-type").as_deref().unwrap(), b"a/b");
    }
}

#[test]
fn a_cached_entry_is_added_to_and_neither_replaced_nor_erased() {
    let mut world = World::new();
    let put = || page().fetch(API).method("PUT");
    let delete = || page().fetch(API).method("DELETE").header("x-a", "1");
    world.run(put(), &[granted("PUT", ""), shared()]);
    // What is there does not suffice, so there is a preflight; what it grants is added.
    world.run(delete(), &[granted("DELETE", "x-a"), shared()]);
    assert_eq!(world.run(put(), &[shared()]).sent.len(), 1);
    assert_eq!(world.run(delete(), &[shared()]).sent.len(), 1);
    // A request that it does not cover at all leaves it alone, until the answer is known.
    let not_covered = page().fetch(API).method("PATCH").build().unwrap();
    drop(fetch_cors::fetch::<()>(not_covered, &mut world.cache, world.now));
    assert_eq!(world.run(put(), &[shared()]).sent.len(), 1);
}

#[test]
fn the_cache_is_cleared_after_a_network_error_of_the_preflight_branch_only() {
    let mut world = World::new();
    let put = || page().fetch(API).method("PUT");
    world.run(put(), &[granted("PUT", ""), shared()]);
    // A plain GET's failure is none of it.
    world.run(page().fetch(API), &[answer::<&str>(200, &[])]);
    world.run(page().fetch(API), &[Answer::Nothing]);
    assert_eq!(world.run(put(), &[shared()]).sent.len(), 1);
    // The PUT's own is.
    world.run(put(), &[Answer::Nothing]);
    assert_eq!(world.run(put(), &[granted("PUT", ""), shared()]).sent.len(), 2);
}

#[test]
fn a_location_with_userinfo_is_refused_only_where_the_standard_refuses_it() {
    let to = |location: &str| answer(302, &[("access-control-allow-origin", "*"), ("location", location)]);
    // Within the origin, and in mode no-cors, it is followed.
    for (request, location) in [
        (page().fetch(APP), "https://user:pw@app.example/b"),
        (page().fetch(APP), "https://user@app.example/b"),
        (page().fetch(APP).mode(Mode::SameOrigin), "https://:pw@app.example/b"),
        (page().fetch(API).mode(Mode::NoCors), "https://user:pw@other.example/b"),
        (page().fetch(APP).mode(Mode::NoCors), "https://user:pw@other.example/b"),
        // An empty one is none.
        (page().fetch(API), "https://@other.example/b"),
    ] {
        assert_eq!(run(request, &[to(location), shared()]).sent.len(), 2, "{location}");
    }
    for location in
        ["https://user:pw@other.example/", "https://user@other.example/", "https://:pw@other.example/"]
    {
        for request in [page().fetch(APP), page().fetch(API)] {
            run(request, &[to(location)]).refused(
                Phase::Redirect,
                RedirectError::CrossOriginWithCredentials,
                "HTTP-redirect fetch 9",
            );
        }
    }
    run(page().fetch(API), &[to("https://user@app.example/")]).refused(
        Phase::Redirect,
        RedirectError::TaintedWithCredentials,
        "HTTP-redirect fetch 10",
    );
}

#[test]
fn an_empty_location_is_followed() {
    let ran = run(page().fetch("https://api.example/a?b#c"), &[redirect(302, ""), shared()]);
    assert_eq!(ran.wire(), [("GET", "https://api.example/a?b#c"), ("GET", "https://api.example/a?b#c")]);
    assert!(ran.response().redirected());
}

#[test]
fn the_origin_of_a_post_without_cors_heeds_the_referrer_policy() {
    let post = |url: &str, mode, policy| {
        let request = page().fetch(url).method("POST").mode(mode).referrer_policy(policy);
        run(request, &[answer::<&str>(200, &[])]).sent[0].header("origin").unwrap()
    };
    let http = "http://api.example/";
    for (url, mode, policy, expected) in [
        (API, Mode::NoCors, ReferrerPolicy::NoReferrer, "null"),
        (APP, Mode::SameOrigin, ReferrerPolicy::NoReferrer, "null"),
        (API, Mode::NoCors, ReferrerPolicy::SameOrigin, "null"),
        (APP, Mode::NoCors, ReferrerPolicy::SameOrigin, APP),
        (http, Mode::NoCors, ReferrerPolicy::StrictOrigin, "null"),
        (http, Mode::NoCors, ReferrerPolicy::NoReferrerWhenDowngrade, "null"),
        (http, Mode::NoCors, ReferrerPolicy::StrictOriginWhenCrossOrigin, "null"),
        (http, Mode::NoCors, ReferrerPolicy::Empty, "null"),
        (API, Mode::NoCors, ReferrerPolicy::StrictOrigin, APP),
        (http, Mode::NoCors, ReferrerPolicy::UnsafeUrl, APP),
        (http, Mode::NoCors, ReferrerPolicy::Origin, APP),
        (APP, Mode::Cors, ReferrerPolicy::NoReferrer, APP),
    ] {
        assert_eq!(post(url, mode, policy), expected, "{url} {mode} {policy}");
    }
}
