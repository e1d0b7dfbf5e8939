//! Refusals: each has a step that the standard has, and a text.

use std::collections::HashSet;
use std::error::Error;
use std::sync::Arc;

use crate::scenario::Build;
use fetch_cors::error::{
    BlobRangeError, Blocker, CorpError, CorsCheckError, Disposition, HostError, KeepaliveError, MimeError,
    Phase, PreflightError, Reason, RedirectError, ServiceWorkerError, SpecStep, TaintingError,
};
use fetch_cors::fetch::Hop;
use fetch_cors::fetch::ServiceWorkerResponse;
use fetch_cors::header::InvalidHeader;
use fetch_cors::header::extract::ExtractFailure;
use fetch_cors::header::guard::GuardError;
use fetch_cors::keepalive::check_keepalive;
use fetch_cors::request::{
    Body, CorsAttribute, CredentialsMode, Destination, EmbedderPolicyValue, FetchBuilder, Mode, RedirectMode,
    Request, UrlList,
};
use fetch_cors::site::Sites;
use fetch_cors::{Client, FilteredResponse, NetworkError, Origin, PreflightCache, Step, Timestamp};
use http::Response;

/// The steps at which a fetch may end, as the standard numbers them.
const STEPS: [(&str, &str); 41] = [
    ("concept-main-fetch", "3"),
    ("concept-main-fetch", "7"),
    ("concept-main-fetch", "12c"),
    ("concept-main-fetch", "12d.1"),
    ("concept-main-fetch", "12e"),
    ("concept-main-fetch", "20"),
    ("concept-scheme-fetch", "3a"),
    ("concept-scheme-fetch", "3b"),
    ("concept-scheme-fetch", "3b.2"),
    ("concept-scheme-fetch", "3b.14.4"),
    ("concept-scheme-fetch", "3b.14.6.1"),
    ("concept-scheme-fetch", "3b.14.7.1"),
    ("concept-http-network-or-cache-fetch", "8.10.5"),
    ("concept-scheme-fetch", "3c.2"),
    ("concept-scheme-fetch", "3d"),
    ("concept-scheme-fetch", "4"),
    ("concept-http-fetch", "3"),
    ("concept-http-fetch", "3.5"),
    ("concept-http-fetch", "3.5.7"),
    ("concept-http-fetch", "4.1.2"),
    ("concept-http-fetch", "4.3"),
    ("concept-http-fetch", "6.3a.1"),
    ("concept-http-network-or-cache-fetch", "11.2"),
    ("concept-http-network-or-cache-fetch", "12"),
    ("concept-http-redirect-fetch", "5"),
    ("concept-http-redirect-fetch", "6"),
    ("concept-http-redirect-fetch", "7"),
    ("concept-http-redirect-fetch", "9"),
    ("concept-http-redirect-fetch", "10"),
    ("concept-http-redirect-fetch", "11"),
    ("cors-preflight-fetch-0", "6"),
    ("cors-preflight-fetch-0", "7.3"),
    ("cors-preflight-fetch-0", "7.5"),
    ("cors-preflight-fetch-0", "7.6"),
    ("cors-preflight-fetch-0", "7.7"),
    ("cors-preflight-fetch-0", "8"),
    ("concept-cors-check", "2"),
    ("concept-cors-check", "4"),
    ("concept-cors-check", "8"),
    ("cross-origin-resource-policy-internal-check", "5b"),
    ("cross-origin-resource-policy-internal-check", "5c"),
];

fn check_step(step: SpecStep) {
    assert!(STEPS.contains(&(step.algorithm, step.step)), "{step:?}");
    assert!(!step.title.is_empty());
    assert_eq!(step.to_string(), format!("{} {}", step.title, step.step));
    assert_eq!(step.url(), format!("https://fetch.spec.whatwg.org/#{}", step.algorithm));
}

const PHASES: [Phase; 6] =
    [Phase::Request, Phase::Preflight, Phase::Actual, Phase::Redirect, Phase::ServiceWorker, Phase::Local];

/// Nobody's list: no domain is registrable.
#[derive(Debug)]
struct NoSites;

impl Sites for NoSites {
    fn registrable_domain<'d>(&self, _: &'d str) -> Option<&'d str> {
        None
    }
}

const HOME: &str = "https://app.example";
const API: &str = "https://api.example/";

fn page() -> Client {
    Client::with_sites(Origin::parse(HOME).unwrap(), Arc::new(NoSites))
}

type Pairs<'a> = &'a [(&'a str, &'a str)];
/// Status and headers; `None` if the network gave nothing.
type Answer<'a> = Option<(u16, Pairs<'a>)>;

fn response(status: u16, headers: Pairs<'_>) -> Response<()> {
    let mut builder = Response::builder().status(status);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    builder.body(()).unwrap()
}

/// Runs a fetch to its end, which is a refusal.
fn refusal(request: impl Build, answers: &[Answer<'_>]) -> NetworkError {
    let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
    let mut answers = answers.iter();
    let mut step = fetch_cors::fetch(request.build().unwrap(), &mut cache, now);
    loop {
        step = match step {
            Step::Send(exchange) => match answers.next().expect("an answer too few") {
                Some((status, headers)) => exchange.respond(response(*status, headers), &mut cache, now),
                None => exchange.fail("the network gave no response", &mut cache),
            },
            Step::Redirect(hop) => hop.run(&mut cache, now),
            Step::Local(local) => local.fail("nothing is served locally", &mut cache),
            Step::Done(Ok(_)) => panic!("not refused"),
            Step::Done(Err(error)) => {
                assert!(answers.next().is_none(), "an answer too many: {error}");
                return error;
            }
        }
    }
}

struct Row {
    error: NetworkError,
    reason: Reason,
    phase: Phase,
    /// Algorithm and step.
    step: (&'static str, &'static str),
}

fn check(row: &Row) {
    let Row { error, reason, phase, step } = row;
    assert_eq!(error.reason(), reason);
    assert_eq!(error.phase(), *phase, "{error}");
    assert_eq!((error.step().algorithm, error.step().step), *step, "{error}");
    assert_eq!(error.step(), reason.step(*phase), "{error}");
    check_step(error.step());
    let text = error.to_string();
    let url = match error.url().scheme() {
        "data" => "data:…",
        _ => &error.url()[..url::Position::AfterPath],
    };
    for part in [&*reason.to_string(), phase.as_str(), url, &*error.step().to_string()] {
        assert!(!part.is_empty() && text.contains(part), "{text}: {part}");
    }
    // Only a host that failed an exchange has given a cause.
    let failed = matches!(reason, Reason::NetworkFailure | Reason::LocalFailure { .. });
    assert_eq!(error.source().is_some(), failed, "{error}");
}

const MAIN: &str = "concept-main-fetch";
const SCHEME: &str = "concept-scheme-fetch";
const HTTP: &str = "concept-http-fetch";
const REDIRECT: &str = "concept-http-redirect-fetch";
const PREFLIGHT: &str = "cors-preflight-fetch-0";
const CHECK: &str = "concept-cors-check";
const POLICY: &str = "cross-origin-resource-policy-internal-check";

const ACAO: &str = "access-control-allow-origin";
const ACAC: &str = "access-control-allow-credentials";
const ACAM: &str = "access-control-allow-methods";
const ACAH: &str = "access-control-allow-headers";

#[test]
fn blocked() {
    let rows = [
        (Blocker::ContentSecurityPolicy, "7"),
        (Blocker::MixedContent, "7"),
        (Blocker::IntegrityPolicy, "7"),
        (Blocker::LocalUrlsOnly, "3"),
        (Blocker::Host("the ad filter".into()), "7"),
    ];
    for (by, step) in rows {
        let hop = Hop::new(page().fetch(API).build().unwrap());
        let Step::<()>::Done(Err(error)) = hop.block(by.clone(), &mut PreflightCache::new()) else {
            panic!("{by}")
        };
        check(&Row { error, reason: Reason::Blocked(by), phase: Phase::Request, step: (MAIN, step) });
    }
}

#[test]
fn before_anything_is_sent() {
    let custom = || TaintingError::SchemeNotHttp { scheme: "custom".into() };
    let rows: [(Request, Reason, (&'static str, &'static str)); 7] = [
        (
            page().fetch(API).mode(Mode::SameOrigin).made(),
            TaintingError::SameOriginMode.into(),
            (MAIN, "12c"),
        ),
        (
            page().fetch(API).mode(Mode::NoCors).redirect(RedirectMode::Error).made(),
            TaintingError::NoCorsRedirectMode { redirect_mode: RedirectMode::Error }.into(),
            (MAIN, "12d.1"),
        ),
        (
            page().fetch(API).mode(Mode::NoCors).redirect(RedirectMode::Manual).made(),
            TaintingError::NoCorsRedirectMode { redirect_mode: RedirectMode::Manual }.into(),
            (MAIN, "12d.1"),
        ),
        (page().fetch("custom://a/").made(), custom().into(), (MAIN, "12e")),
        (
            page().fetch("blob:https://app.example/1").method("POST").made(),
            Reason::BlobMethod { method: "POST".into() },
            (SCHEME, "3b.2"),
        ),
        (
            page().navigation("ftp://a.example/").made(),
            Reason::Scheme { scheme: "ftp".into() },
            (SCHEME, "4"),
        ),
        (
            page().image("about:config", CorsAttribute::NoCors).made(),
            Reason::Scheme { scheme: "about".into() },
            (SCHEME, "4"),
        ),
    ];
    for (request, reason, step) in rows {
        let error = refusal(request, &[]);
        assert_eq!(error.status(), None);
        check(&Row { error, reason, phase: Phase::Request, step });
    }
}

#[test]
fn nothing_from_the_network() {
    let put = page().fetch(API).method("PUT");
    let granted: Answer<'_> = Some((200, &[(ACAO, "*"), (ACAM, "PUT")]));
    let rows = [
        (page().fetch(API), vec![None], Phase::Actual, (HTTP, "4.3")),
        (put.clone(), vec![None], Phase::Preflight, (PREFLIGHT, "6")),
        (put, vec![granted, None], Phase::Actual, (HTTP, "4.3")),
    ];
    for (request, answers, phase, step) in rows {
        let error = refusal(request, &answers);
        assert_eq!(error.status(), None);
        check(&Row { error, reason: Reason::NetworkFailure, phase, step });
    }
    let local = [
        (page().fetch("data:,x").made(), "data", "3c.2"),
        (page().fetch("blob:https://app.example/1").made(), "blob", "3b"),
        (page().navigation("about:blank").made(), "about", "3a"),
        (page().image("file:///a", CorsAttribute::NoCors).made(), "file", "3d"),
    ];
    for (request, scheme, step) in local {
        let reason = Reason::LocalFailure { scheme: scheme.to_owned() };
        let (error, phase) = (refusal(request, &[]), Phase::Local);
        check(&Row { error, reason, phase, step: (SCHEME, step) });
    }
}

/// Every reason of the CORS check: in the response, in a redirect, and in a preflight's response.
#[test]
fn cors_checks() {
    use CorsCheckError::*;
    let other = || b"https://b.example".to_vec();
    let rows: [(bool, Pairs<'_>, CorsCheckError, &'static str); 8] = [
        (false, &[], MissingAllowOrigin, "2"),
        (true, &[(ACAO, "*"), (ACAC, "true")], WildcardWithCredentials, "4"),
        (false, &[(ACAO, "*"), (ACAO, "*")], MultipleAllowOrigin { lines: 2, value: b"*, *".to_vec() }, "4"),
        (false, &[(ACAO, "a, b")], AllowOriginList { value: b"a, b".to_vec() }, "4"),
        (false, &[(ACAO, "x")], AllowOriginNotAnOrigin { value: b"x".to_vec() }, "4"),
        (
            false,
            &[(ACAO, "https://b.example")],
            AllowOriginMismatch { value: other(), expected: HOME.into() },
            "4",
        ),
        (true, &[(ACAO, HOME)], MissingAllowCredentials, "8"),
        (true, &[(ACAO, HOME), (ACAC, "yes")], AllowCredentialsNotTrue { value: b"yes".to_vec() }, "8"),
    ];
    for (include, headers, check_error, step) in rows {
        assert_eq!(check_error.step().step, step);
        let credentials = if include { CredentialsMode::Include } else { CredentialsMode::Omit };
        let get = page().fetch(API).credentials(credentials);
        let moved = [headers, &[("location", "/b")]].concat();
        let direct = Reason::CorsCheck(check_error.clone());
        let in_preflight = Reason::Preflight(check_error.into());
        for (request, status, headers, phase, reason) in [
            (get.clone(), 200, headers, Phase::Actual, &direct),
            (get.clone(), 404, headers, Phase::Actual, &direct),
            (get.clone(), 302, &moved[..], Phase::Redirect, &direct),
            (get.method("PUT"), 200, headers, Phase::Preflight, &in_preflight),
        ] {
            let error = refusal(request, &[Some((status, headers))]);
            assert_eq!(error.status(), Some(status));
            assert!(!error.is_redirect_tainted());
            let reason = reason.clone();
            check(&Row { error, reason, phase, step: (CHECK, step) });
        }
    }
    // Tainted by redirects.
    let moved: Answer<'_> = Some((302, &[(ACAO, "*"), ("location", "https://c.example/")]));
    let error = refusal(page().fetch(API), &[moved, Some((200, &[(ACAO, HOME)]))]);
    assert!(error.is_redirect_tainted());
    assert_eq!((error.request_origin(), error.url().as_str()), (HOME, "https://c.example/"));
    assert_eq!(error.initial_url().as_str(), API);
    check(&Row {
        error,
        reason: AllowOriginMismatchTainted { value: HOME.into() }.into(),
        phase: Phase::Actual,
        step: (CHECK, "4"),
    });
}

#[test]
fn resource_policies() {
    let rows = [("same-origin", CorpError::SameOrigin, "5b"), ("same-site", CorpError::SameSite, "5c")];
    for (policy, reason, step) in rows {
        let image = page().image(API, CorsAttribute::NoCors);
        let error = refusal(image, &[Some((200, &[("cross-origin-resource-policy", policy)]))]);
        let (reason, phase) = (reason.into(), Phase::Actual);
        check(&Row { error, reason, phase, step: (POLICY, step) });
    }
}

#[test]
fn dispositions() {
    assert_eq!(
        [Disposition::Enforce, Disposition::Reporting].map(Disposition::as_str),
        ["enforce", "reporting"]
    );
}

#[test]
fn preflights() {
    use PreflightError::*;
    let invalid = |value: &str| ExtractFailure::Invalid { value: value.into() };
    let name = || "x-a".to_owned();
    let method = || "PUT".to_owned();
    let put = || page().fetch(API).method("PUT");
    let include = |request: FetchBuilder| request.credentials(CredentialsMode::Include);
    let x_a = || page().fetch(API).header("x-a", "1");
    let authorization = || page().fetch(API).header("Authorization", "x");
    let by_total = || (0..9).fold(page().fetch(API), |get, _| get.header("Accept", "a".repeat(128)));
    let with: Pairs<'_> = &[(ACAO, HOME), (ACAC, "true")];
    type RowOf<'a> = (FetchBuilder, u16, Pairs<'a>, PreflightError, &'static str);
    let rows: [RowOf<'_>; 14] = [
        (put(), 301, &[("location", "/b")], Redirected { status: 301, location: Some(b"/b".to_vec()) }, "8"),
        (put(), 307, &[], Redirected { status: 307, location: None }, "8"),
        (put(), 404, &[], NotOk { status: 404 }, "8"),
        (put(), 200, &[(ACAM, "a b")], AllowMethodsInvalid { failure: invalid("a b") }, "7.3"),
        (put(), 200, &[(ACAH, "a b")], AllowHeadersInvalid { failure: invalid("a b") }, "7.3"),
        (put(), 200, &[(ACAM, "GET")], MethodNotAllowed { method: method() }, "7.5"),
        (include(put()), 200, &[(ACAM, "*")], MethodWildcardIgnored { method: method() }, "7.5"),
        (x_a(), 200, &[], HeaderNotAllowed { name: name() }, "7.7"),
        (include(x_a()), 200, &[(ACAH, "*")], HeaderWildcardIgnored { name: name() }, "7.7"),
        (by_total(), 200, &[], HeaderUnsafeByTotalSize { name: "accept".into() }, "7.7"),
        (authorization(), 200, &[(ACAH, "*")], AuthorizationNotCoveredByWildcard, "7.6"),
        (include(authorization()), 200, &[(ACAH, "*")], AuthorizationNotCoveredByWildcard, "7.6"),
        (authorization(), 200, &[], HeaderNotAllowed { name: "authorization".into() }, "7.6"),
        (put(), 304, &[], NotOk { status: 304 }, "8"),
    ];
    for (request, status, headers, preflight_error, step) in rows {
        assert_eq!(preflight_error.step().step, step);
        let headers = [with, headers].concat();
        let error = refusal(request, &[Some((status, &headers))]);
        assert_eq!(error.status(), Some(status));
        check(&Row {
            error,
            reason: preflight_error.into(),
            phase: Phase::Preflight,
            step: (PREFLIGHT, step),
        });
    }
}

#[test]
fn redirects() {
    use RedirectError::*;
    let get = || page().fetch(API);
    let stream = page().fetch(API).method("POST").body(Body::stream());
    let error_mode = page().fetch(API).redirect(RedirectMode::Error);
    let granted: Answer<'_> = Some((200, &[(ACAO, "*"), (ACAM, "POST")]));
    let moved = |headers: Pairs<'static>| Some((302, headers));
    let mut for_ever = vec![moved(&[(ACAO, "*"), ("location", "/b")]); 20];
    for_ever.push(moved(&[(ACAO, "*"), ("location", "/c")]));
    type RowOf<'a> = (FetchBuilder, Vec<Answer<'a>>, Reason, (&'static str, &'static str));
    let rows: [RowOf<'_>; 8] = [
        (
            get(),
            vec![moved(&[(ACAO, "*"), ("location", "/b"), ("location", "/b")])],
            LocationRepeated { lines: 2 }.into(),
            (REDIRECT, "5"),
        ),
        (
            get(),
            vec![moved(&[(ACAO, "*"), ("location", "https://")])],
            LocationInvalid { value: b"https://".to_vec() }.into(),
            (REDIRECT, "5"),
        ),
        (
            get(),
            vec![moved(&[(ACAO, "*"), ("location", "data:,x")])],
            SchemeNotHttp { scheme: "data".into() }.into(),
            (REDIRECT, "6"),
        ),
        (get(), for_ever, TooManyRedirects.into(), (REDIRECT, "7")),
        (
            get(),
            vec![moved(&[(ACAO, "*"), ("location", "https://u@b.example/")])],
            CrossOriginWithCredentials.into(),
            (REDIRECT, "9"),
        ),
        (
            get(),
            vec![moved(&[(ACAO, "*"), ("location", "https://u@app.example/")])],
            TaintedWithCredentials.into(),
            (REDIRECT, "10"),
        ),
        (
            stream,
            vec![granted, Some((307, &[(ACAO, "*"), ("location", "/b")]))],
            StreamBody.into(),
            (REDIRECT, "11"),
        ),
        (
            error_mode,
            vec![moved(&[(ACAO, "*"), ("location", "/b")])],
            Reason::RedirectModeError,
            (HTTP, "6.3a.1"),
        ),
    ];
    for (request, answers, reason, step) in rows {
        let error = refusal(request, &answers);
        assert!(error.status().unwrap() / 100 == 3);
        check(&Row { error, reason, phase: Phase::Redirect, step });
    }
}

#[test]
fn service_workers() {
    let urls = |list: &[&str]| {
        let mut urls = list.iter().map(|url| url.parse().unwrap());
        let mut list = UrlList::new(urls.next().unwrap());
        urls.for_each(|url| list.push(url));
        Some(list)
    };
    let fetched = ServiceWorkerResponse::Fetched;
    let ok = || response(200, &[]);
    let at_home = || page().fetch("https://app.example/");
    let rows: [(Request, ServiceWorkerResponse<()>, ServiceWorkerError); 7] = [
        (page().fetch(API).made(), ServiceWorkerResponse::Error, ServiceWorkerError::Error),
        (
            at_home().mode(Mode::SameOrigin).made(),
            fetched(FilteredResponse::cors(ok(), urls(&[API]), CredentialsMode::Omit)),
            ServiceWorkerError::CorsForSameOrigin,
        ),
        (
            page().fetch(API).made(),
            fetched(FilteredResponse::opaque(ok(), urls(&[API]).unwrap())),
            ServiceWorkerError::Opaque,
        ),
        (
            at_home().mode(Mode::SameOrigin).made(),
            fetched(FilteredResponse::opaque(ok(), urls(&[API]).unwrap())),
            ServiceWorkerError::Opaque,
        ),
        (
            page().fetch(API).made(),
            fetched(FilteredResponse::opaque_redirect(response(302, &[]), urls(&[API]))),
            ServiceWorkerError::OpaqueRedirect,
        ),
        (
            page().fetch(API).redirect(RedirectMode::Error).made(),
            fetched(FilteredResponse::basic(ok(), urls(&[HOME, API]))),
            ServiceWorkerError::Redirected,
        ),
        (
            page().navigation(API).made(),
            fetched(FilteredResponse::basic(ok(), urls(&[HOME, API]))),
            ServiceWorkerError::Redirected,
        ),
    ];
    for (request, answer, reason) in rows {
        let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
        let step = Hop::new(request).respond_from_service_worker(answer, &mut cache, now);
        let Step::Done(Err(error)) = step else { panic!("{reason}: {step:?}") };
        assert_eq!(reason.step().step, "3.5.7");
        check(&Row { error, reason: reason.into(), phase: Phase::ServiceWorker, step: (HTTP, "3.5.7") });
    }
}

/// Every reason in every phase, though most come up in one only: the step is one that there is.
#[test]
fn every_reason_has_a_step_and_a_text() {
    let value = || b"v\xff".to_vec();
    let failure = || ExtractFailure::Invalid { value: value() };
    let checks = || {
        use CorsCheckError::*;
        [
            MissingAllowOrigin,
            WildcardWithCredentials,
            MultipleAllowOrigin { lines: 3, value: value() },
            AllowOriginList { value: value() },
            AllowOriginNotAnOrigin { value: value() },
            AllowOriginMismatch { value: value(), expected: value() },
            AllowOriginMismatchTainted { value: value() },
            MissingAllowCredentials,
            AllowCredentialsNotTrue { value: value() },
        ]
    };
    let preflights = {
        use PreflightError::*;
        [
            Redirected { status: 301, location: Some(value()) },
            Redirected { status: 301, location: None },
            NotOk { status: 0 },
            AllowMethodsInvalid { failure: failure() },
            AllowMethodsInvalid { failure: ExtractFailure::Repeated { lines: 2 } },
            AllowHeadersInvalid { failure: failure() },
            MethodNotAllowed { method: "PUT".into() },
            MethodWildcardIgnored { method: "PUT".into() },
            HeaderNotAllowed { name: "authorization".into() },
            HeaderNotAllowed { name: "x-a".into() },
            HeaderWildcardIgnored { name: "x-a".into() },
            HeaderUnsafeByTotalSize { name: "accept".into() },
            AuthorizationNotCoveredByWildcard,
        ]
    };
    let redirects = {
        use RedirectError::*;
        [
            LocationRepeated { lines: 2 },
            LocationInvalid { value: value() },
            SchemeNotHttp { scheme: "data".into() },
            TooManyRedirects,
            CrossOriginWithCredentials,
            TaintedWithCredentials,
            StreamBody,
        ]
    };
    let service_workers = {
        use ServiceWorkerError::*;
        [Error, CorsForSameOrigin, Opaque, OpaqueRedirect, Redirected]
    };
    let hosts = {
        use HostError::*;
        let foreign = ForeignResponse { expected_url: API.into(), response_url: HOME.into() };
        [foreign, ServiceWorkerMayNotRespond, ConstructedWithUrl, ResponseWithoutUrl, WrongBody]
    };
    let tainting = [
        TaintingError::SameOriginMode,
        TaintingError::NoCorsRedirectMode { redirect_mode: RedirectMode::Manual },
        TaintingError::SchemeNotHttp { scheme: "file".into() },
    ];
    let blockers = [
        Blocker::ContentSecurityPolicy,
        Blocker::MixedContent,
        Blocker::IntegrityPolicy,
        Blocker::LocalUrlsOnly,
        Blocker::Host("x".into()),
    ];
    let destination = Destination::Script;
    let mime_types = [
        MimeError::Nosniff { destination, essence: None },
        MimeError::NotScript { destination, essence: "text/csv".into() },
    ];
    let policy = EmbedderPolicyValue::RequireCorp;
    let policies = [CorpError::SameOrigin, CorpError::SameSite, CorpError::EmbedderPolicy { policy }];
    let mut reasons = vec![
        Reason::NetworkFailure,
        Reason::UnsendableMessage,
        Reason::RedirectModeError,
        Reason::BlobMethod { method: "HEAD".into() },
        BlobRangeError::Invalid { value: b"x".to_vec() }.into(),
        BlobRangeError::PastEnd { size: 1 }.into(),
        BlobRangeError::Empty { size: 1 }.into(),
        check_keepalive(65_537, 0).unwrap_err().into(),
        Reason::Scheme { scheme: "about".into() },
        Reason::Scheme { scheme: "ftp".into() },
    ];
    reasons.extend(checks().map(Reason::from));
    reasons.extend(checks().map(|error| Reason::Preflight(error.into())));
    reasons.extend(preflights.map(Reason::from));
    reasons.extend(redirects.map(Reason::from));
    reasons.extend(service_workers.map(Reason::from));
    reasons.extend(tainting.map(Reason::from));
    reasons.extend(mime_types.map(Reason::from));
    reasons.extend(policies.map(Reason::from));
    reasons.extend(blockers.map(Reason::Blocked));
    reasons.extend(hosts.map(Reason::from));
    for reason in &reasons {
        assert!(!reason.to_string().trim().is_empty(), "{reason:?}");
        for phase in PHASES {
            check_step(reason.step(phase));
        }
    }
    // No two different reasons read the same, but for a preflight's CORS check and its redirects.
    let texts: HashSet<String> = reasons.iter().map(Reason::to_string).collect();
    assert_eq!(texts.len(), reasons.len() - checks().len() - 1, "{texts:#?}");
    let phases: HashSet<String> = PHASES.iter().map(Phase::to_string).collect();
    assert_eq!(phases.len(), PHASES.len());
    // Codes are short names, and a preflight's CORS check has the check's: one for each variant.
    let code = |reason: &Reason| reason.code();
    let codes: HashSet<&str> = reasons.iter().map(code).collect();
    assert_eq!(codes.len(), 9 + 10 + 7 + 5 + 3 + 2 + 3 + 6 + 5 + 4, "{codes:#?}");
    let short = |code: &str| !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    assert!(codes.iter().all(|code| short(code)), "{codes:#?}");
    for error in checks() {
        assert_eq!(Reason::from(error.clone()).code(), Reason::Preflight(error.into()).code());
    }
}

#[test]
fn errors_are_errors() {
    fn is_error<E: Error + Clone + PartialEq + Send + Sync + 'static>() {}
    is_error::<NetworkError>();
    is_error::<Reason>();
    is_error::<TaintingError>();
    is_error::<CorsCheckError>();
    is_error::<PreflightError>();
    is_error::<RedirectError>();
    is_error::<ServiceWorkerError>();
    is_error::<HostError>();
    is_error::<BlobRangeError>();
    is_error::<KeepaliveError>();
    is_error::<ExtractFailure>();
    is_error::<InvalidHeader>();
    is_error::<GuardError>();
    is_error::<fetch_cors::fetch::ToHttpError>();
    is_error::<fetch_cors::method::InvalidMethod>();
    is_error::<fetch_cors::origin::InvalidOrigin>();
    is_error::<fetch_cors::request::RequestError>();
}

#[test]
fn texts_of_the_other_errors() {
    let texts = [
        InvalidHeader::Name { name: b"a b".to_vec() }.to_string(),
        InvalidHeader::Value { name: b"a".to_vec(), value: b"\0".to_vec() }.to_string(),
        GuardError::Immutable.to_string(),
        GuardError::from(InvalidHeader::Name { name: b"c d".to_vec() }).to_string(),
        ExtractFailure::Invalid { value: b"x".to_vec() }.to_string(),
        ExtractFailure::Repeated { lines: 2 }.to_string(),
        fetch_cors::header::ToHeaderMapError::TooMany.to_string(),
        fetch_cors::fetch::ToHttpError::Url { url: Box::new(API.parse().unwrap()) }.to_string(),
        fetch_cors::header::ToHeaderMapError::Header { name: b"a".to_vec(), value: b"b".to_vec() }
            .to_string(),
        fetch_cors::method::normalize(b"").unwrap_err().to_string(),
        Origin::parse("x").unwrap_err().to_string(),
        Origin::parse("data:,x").unwrap_err().to_string(),
        Origin::parse("https://a.example/").unwrap_err().to_string(),
        Origin::parse("TAURI://a").unwrap_err().to_string(),
        Origin::tuple("a", "a/b", None).unwrap_err().to_string(),
        Origin::tuple("A", "a", None).unwrap_err().to_string(),
        "x".parse::<Mode>().unwrap_err().to_string(),
    ];
    let different: HashSet<&String> = texts.iter().collect();
    assert_eq!(different.len(), texts.len());
    assert!(texts.iter().all(|text| !text.is_empty()));
}
