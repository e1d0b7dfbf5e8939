//! What the embedder policy *credentialless* does to credentials.

use crate::scenario;
use crate::scenario::{API, APP, Answer, Build, OTHER, answer, page, redirect, run, shared, unchecked_image};
use fetch_cors::Client;
use fetch_cors::credentials::cross_origin_embedder_policy_allows_credentials as allows;
use fetch_cors::request::EmbedderPolicyValue::{self, Credentialless, RequireCorp, UnsafeNone};
use fetch_cors::request::{CorsAttribute, CredentialsMode, EmbedderPolicy, Mode, ResourceBuilder};
use fetch_cors::{PreflightCache, Step, Timestamp, fetch};

/// The numbered text, with its step 5 the way round that it was meant: same origin and *not* tainted.
fn restated(mode: &str, policy: Option<&str>, same_origin: bool, tainted: bool) -> bool {
    if mode != "no-cors" {
        return true;
    }
    let Some(policy) = policy else {
        return true;
    };
    if policy != "credentialless" {
        return true;
    }
    if same_origin && !tainted {
        return true;
    }
    false
}

#[test]
fn every_combination() {
    let policies = [
        (None, None),
        (Some(UnsafeNone), Some("unsafe-none")),
        (Some(RequireCorp), Some("require-corp")),
        (Some(Credentialless), Some("credentialless")),
    ];
    let mut refused = 0;
    for &mode in Mode::ALL {
        for (policy, name) in policies {
            for same_origin in [false, true] {
                for tainted in [false, true] {
                    let expected = restated(mode.as_str(), name, same_origin, tainted);
                    assert_eq!(
                        allows(mode, policy, same_origin, tainted),
                        expected,
                        "{mode}, {name:?}, same origin {same_origin}, tainted {tainted}"
                    );
                    refused += usize::from(!expected);
                }
            }
        }
    }
    assert_eq!(refused, 3);
}

fn client(value: EmbedderPolicyValue) -> Client {
    page().with_embedder_policy(EmbedderPolicy { value, report_only_value: UnsafeNone })
}

fn any() -> Answer {
    answer(200, &[("cross-origin-resource-policy", "cross-origin")])
}

/// A redirect that any page may use.
fn to(location: &str) -> Answer {
    answer(302, &[("cross-origin-resource-policy", "cross-origin"), ("location", location)])
}

#[track_caller]
fn credentials(request: impl Build, answers: &[Answer]) -> Vec<bool> {
    run(request, answers).sent.iter().map(|sent| sent.credentials).collect()
}

#[test]
fn images() {
    let image = |value, url| client(value).image(url, CorsAttribute::NoCors);
    for value in [UnsafeNone, RequireCorp] {
        assert_eq!(credentials(image(value, API), &[any()]), [true], "{value:?}");
        assert_eq!(credentials(image(value, APP), &[any()]), [true], "{value:?}");
        let chain = [to(API), to(APP), any()];
        assert_eq!(credentials(image(value, APP), &chain), [true, true, true], "{value:?}");
    }
    let image = |url| image(Credentialless, url);
    assert_eq!(credentials(image(API), &[any()]), [false]);
    assert_eq!(credentials(image(APP), &[any()]), [true]);
    assert_eq!(credentials(image("https://cdn.app.example"), &[any()]), [false]);
    assert_eq!(credentials(image("https://app.example:8443"), &[any()]), [false]);
    assert_eq!(credentials(image("http://app.example"), &[any()]), [false]);
    // Without them there is nothing of the user in it, so it needs no policy.
    assert_eq!(credentials(image(API), &[answer::<&str>(200, &[])]), [false]);
    // Along redirects: within home yes, away no, and back home no more.
    assert_eq!(credentials(image(APP), &[to("/b"), to("/c"), any()]), [true, true, true]);
    assert_eq!(credentials(image(APP), &[to(API), any()]), [true, false]);
    assert_eq!(credentials(image(APP), &[to(API), to(APP), any()]), [true, false, false]);
    assert_eq!(credentials(image(API), &[to(APP), any()]), [false, false]);
    assert_eq!(credentials(image(API), &[to(OTHER), any()]), [false, false]);
}

#[test]
fn credentials_modes_come_first() {
    for mode in [CredentialsMode::Omit, CredentialsMode::SameOrigin] {
        let image = |url| unchecked_image(&client(Credentialless), url).credentials(mode);
        assert_eq!(credentials(image(API), &[any()]), [false], "{mode}");
        let own = mode == CredentialsMode::SameOrigin;
        assert_eq!(credentials(image(APP), &[any()]), [own], "{mode}");
    }
}

#[test]
fn an_opaque_origin_is_nowhere_at_home() {
    let sandbox = scenario::sandbox()
        .with_embedder_policy(EmbedderPolicy { value: Credentialless, report_only_value: UnsafeNone });
    assert_eq!(credentials(sandbox.image(APP, CorsAttribute::NoCors), &[any()]), [false]);
}

/// Requests that ask, and navigations, have what their credentials mode says.
#[test]
fn other_modes() {
    let page = client(Credentialless);
    let include = [("access-control-allow-origin", APP), ("access-control-allow-credentials", "true")];
    let cors = page.image(API, CorsAttribute::UseCredentials);
    assert_eq!(credentials(cors, &[answer(200, &include)]), [true]);
    assert_eq!(credentials(page.fetch(API), &[shared()]), [false]);
    assert_eq!(credentials(page.fetch(APP), &[shared()]), [true]);
    assert_eq!(credentials(page.navigation(API), &[shared()]), [true]);
    assert_eq!(credentials(page.fetch(APP).mode(Mode::SameOrigin), &[shared()]), [true]);
    let put = page.fetch(API).method("PUT").credentials(CredentialsMode::Include);
    let granted = answer(200, &[&include[..], &[("access-control-allow-methods", "PUT")]].concat());
    assert_eq!(credentials(put, &[granted, answer(200, &include)]), [false, true]);
    // A beacon asks nobody.
    assert_eq!(credentials(page.beacon(API, None), &[any()]), [false]);
    assert_eq!(credentials(page.beacon(APP, None), &[any()]), [true]);
}

#[test]
fn what_is_only_reported_changes_nothing() {
    let policy = EmbedderPolicy { value: UnsafeNone, report_only_value: Credentialless };
    let page = page().with_embedder_policy(policy);
    assert_eq!(page.embedder_policy(), policy);
    assert_eq!(credentials(page.image(API, CorsAttribute::NoCors), &[any()]), [true]);
    assert_eq!(scenario::page().embedder_policy(), EmbedderPolicy::default());
}

/// Without credentials there is nobody to ask for a password.
#[test]
fn prompts() {
    let may_prompt = |request: ResourceBuilder| match fetch::<()>(
        request.build().unwrap(),
        &mut PreflightCache::new(),
        Timestamp::ZERO,
    ) {
        Step::Send(exchange) => exchange.may_prompt(),
        step => panic!("{step:?}"),
    };
    for (value, expected) in [(UnsafeNone, true), (RequireCorp, true), (Credentialless, false)] {
        assert_eq!(may_prompt(client(value).image(API, CorsAttribute::NoCors)), expected, "{value:?}");
        assert!(may_prompt(client(value).image(APP, CorsAttribute::NoCors)), "{value:?}");
    }
}

/// A redirect that a shared response makes to a request without CORS is no permission, and none is needed.
#[test]
fn a_shared_redirect_is_like_any_other() {
    let image = client(Credentialless).image(APP, CorsAttribute::NoCors);
    assert_eq!(credentials(image, &[redirect(302, API), shared()]), [true, false]);
}
