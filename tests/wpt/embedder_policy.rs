//! `html/cross-origin-embedder-policy`, as far as it is about fetches: what a page's embedder policy blocks, reports and
//! does to credentials.

use fetch_cors::check::CorpCheck;
use fetch_cors::error::{CorpViolation, Disposition, Phase};
use fetch_cors::fetch::ServiceWorkerResponse;
use fetch_cors::request::EmbedderPolicyValue::{self, Credentialless, RequireCorp, UnsafeNone};
use fetch_cors::request::{
    CorsAttribute, CredentialsMode, Destination, EmbedderPolicy, FetchBuilder, Mode, ResourceBuilder,
};
use fetch_cors::response::ResponseType;
use fetch_cors::{Client, FilteredResponse, Hop, NetworkError, Origin, Step, Timestamp};

use crate::row::{Row, fetch, message, opaque, response, rule};
use crate::scenario::{APP, Answer, Build, LastTwoLabels, World, answer, page, run};

pub fn rows() -> Vec<Row> {
    [
        blocks(),
        through_workers(),
        stored(),
        added(),
        retrieved(),
        cached(),
        proxied(),
        reports(),
        cookies(),
        elements(),
        redirects(),
    ]
    .concat()
}

const HOME: &str = "https://app.example/r";
const REMOTE: &str = "https://api.example/r";

type Outcome = Result<FilteredResponse<&'static str>, NetworkError>;

fn page_with(value: EmbedderPolicyValue) -> Client {
    page().with_embedder_policy(EmbedderPolicy { value, report_only_value: UnsafeNone })
}

/// A response with these, if they are given.
fn with(resource_policy: Option<&str>, allow_origin: Option<&str>) -> Answer {
    let headers =
        [("cross-origin-resource-policy", resource_policy), ("access-control-allow-origin", allow_origin)];
    let headers: Vec<_> = headers.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    answer(200, &headers)
}

fn blocks() -> Vec<Row> {
    const FILE: &str = "html/cross-origin-embedder-policy/require-corp.https.html";
    const WORKER: &str = "html/cross-origin-embedder-policy/require-corp-sw.https.html";
    let mut rows = Vec::new();
    for file in [FILE, WORKER] {
        let get = |says| fetch(file, says, page_with(RequireCorp).fetch(REMOTE).mode(Mode::NoCors));
        rows.push(
            get("for all").sends(message("GET", REMOTE), with(Some("cross-origin"), None)).gives(opaque()),
        );
        rows.push(get("for nobody").sends(message("GET", REMOTE), with(None, None)).fails(
            Phase::Actual,
            "resource-policy-of-embedder",
            "cross-origin resource policy internal check 5b",
        ));
    }
    let script = |says| {
        fetch(
            WORKER,
            says,
            page_with(RequireCorp)
                .unchecked_request(REMOTE)
                .destination(Destination::Script)
                .mode(Mode::NoCors),
        )
    };
    rows.push(script("a script for nobody").sends(message("GET", REMOTE), with(None, None)).fails(
        Phase::Actual,
        "resource-policy-of-embedder",
        "cross-origin resource policy internal check 5b",
    ));
    rows.push(
        script("a script for all")
            .sends(message("GET", REMOTE), with(Some("cross-origin"), None))
            .gives(opaque()),
    );
    rows
}

/// What a page gets from a service worker that fetches what it is asked for, each with a policy of its own.
fn through_worker(
    worker: EmbedderPolicyValue,
    page: EmbedderPolicyValue,
    url: &str,
    mode: Mode,
    answer: Answer,
) -> Outcome {
    let mut world = World::new();
    let fetched = world.run(page_with(worker).fetch(url).mode(mode), &[answer]).outcome;
    let fetched = fetched.map_or(ServiceWorkerResponse::Error, ServiceWorkerResponse::Fetched);
    let hop = Hop::new(page_with(page).fetch(url).mode(mode).build().unwrap());
    match hop.respond_from_service_worker(fetched, &mut world.cache, Timestamp::ZERO) {
        Step::Done(outcome) => outcome,
        step => panic!("{step:?}"),
    }
}

fn through_workers() -> Vec<Row> {
    const FILES: [(&str, EmbedderPolicyValue, EmbedderPolicyValue); 4] = [
        ("html/cross-origin-embedder-policy/none-sw-from-none.https.html", UnsafeNone, UnsafeNone),
        ("html/cross-origin-embedder-policy/none-sw-from-require-corp.https.html", UnsafeNone, RequireCorp),
        ("html/cross-origin-embedder-policy/require-corp-sw-from-none.https.html", RequireCorp, UnsafeNone),
        (
            "html/cross-origin-embedder-policy/require-corp-sw-from-require-corp.https.html",
            RequireCorp,
            RequireCorp,
        ),
    ];
    const POLICIES: [Option<&str>; 3] = [Some("same-origin"), None, Some("cross-origin")];
    let mut rows = Vec::new();
    for (file, worker, page) in FILES {
        let mut works = |says: &str, policy: Option<&str>, outcome: Outcome, expected: bool| {
            rows.push(rule(file, format!("{says}, {policy:?}"), outcome.is_ok(), expected));
        };
        for policy in POLICIES {
            let fetched = |url, answer| through_worker(worker, page, url, Mode::NoCors, answer);
            works("at home", policy, fetched(HOME, with(policy, None)), true);
            let expected = match policy {
                Some("same-origin") => false,
                None => worker == UnsafeNone && page == UnsafeNone,
                _ => true,
            };
            works("elsewhere", policy, fetched(REMOTE, with(policy, None)), expected);
            let past = run(page_with(page).fetch(REMOTE).mode(Mode::NoCors), &[with(policy, None)]).outcome;
            let expected = match policy {
                Some("same-origin") => false,
                None => page == UnsafeNone,
                _ => true,
            };
            works("elsewhere, past the worker", policy, past, expected);
        }
        let with_cors = |allow| through_worker(worker, page, REMOTE, Mode::Cors, with(None, allow));
        works("with CORS, not allowed", None, with_cors(None), false);
        works("with CORS, allowed", None, with_cors(Some("*")), true);
    }
    rows
}

/// All that a page without an embedder policy fetches in these files: mode, policy of the response, whether it is shared.
fn fetches() -> impl Iterator<Item = (Mode, Option<&'static str>, Option<&'static str>)> {
    [Mode::Cors, Mode::NoCors].into_iter().flat_map(|mode| {
        [None, Some("*")].into_iter().flat_map(move |allow| {
            [Some("cross-origin"), Some("same-origin"), None]
                .into_iter()
                .map(move |policy| (mode, policy, allow))
        })
    })
}

fn fetched(url: &str, (mode, policy, allow): (Mode, Option<&str>, Option<&str>)) -> Outcome {
    run(page().fetch(url).mode(mode), &[with(policy, allow)]).outcome
}

/// Whether a page that requires CORP may take a response from a store. The check is the one that its fetches have.
fn may_retrieve(policy: EmbedderPolicyValue, url: &str, response: &FilteredResponse<&str>) -> bool {
    if response.response_type() != ResponseType::Opaque {
        return true;
    }
    let client = page();
    let url: url::Url = url.parse().unwrap();
    let url_origin = Origin::of(&url);
    let mut check = CorpCheck::new(client.origin(), Some(&url_origin), url.scheme(), &LastTwoLabels);
    check.embedder_policy = EmbedderPolicy { value: policy, report_only_value: UnsafeNone };
    check.request_includes_credentials = response.hidden_from_script().request_includes_credentials();
    check.check(response.hidden_from_script().internal_response().headers()).result.is_ok()
}

/// What a worker without an embedder policy stores, and what pages take out again.
fn stored() -> Vec<Row> {
    const NONE: &str = "html/cross-origin-embedder-policy/none-load-from-cache-storage.https.html";
    const REQUIRE: &str = "html/cross-origin-embedder-policy/require-corp-load-from-cache-storage.https.html";
    let mut rows = Vec::new();
    for (file, policy) in [(NONE, UnsafeNone), (REQUIRE, RequireCorp)] {
        for (url, case) in [HOME, REMOTE].into_iter().flat_map(|url| fetches().map(move |case| (url, case))) {
            let (mode, resource_policy, allow) = case;
            let kind = match mode {
                _ if url == HOME => Some(ResponseType::Basic),
                Mode::Cors => allow.map(|_| ResponseType::Cors),
                _ => (resource_policy != Some("same-origin")).then_some(ResponseType::Opaque),
            };
            let outcome = fetched(url, case);
            rows.push(rule(
                file,
                format!("{url} {case:?}"),
                outcome.as_ref().ok().map(FilteredResponse::response_type),
                kind,
            ));
            if let Ok(response) = outcome {
                let expected =
                    policy == UnsafeNone || kind != Some(ResponseType::Opaque) || resource_policy.is_some();
                let says = format!("{url} {case:?} by {policy}");
                rows.push(rule(file, says, may_retrieve(policy, url, &response), expected));
            }
        }
    }
    rows
}

/// What `cache.add()` takes, which is what is ok, and what `cache.put()` takes, which is what was fetched.
fn added() -> Vec<Row> {
    const FILE: &str = "html/cross-origin-embedder-policy/none-cache-add.https.html";
    let mut rows = Vec::new();
    for case in fetches() {
        let (mode, policy, allow) = case;
        let is_ok = |url| fetched(url, case).is_ok_and(|response| response.ok());
        rows.push(rule(FILE, format!("add at home, {case:?}"), is_ok(HOME), true));
        let expected = mode == Mode::Cors && allow.is_some();
        rows.push(rule(FILE, format!("add from elsewhere, {case:?}"), is_ok(REMOTE), expected));
        let expected = match mode {
            Mode::Cors => allow.is_some(),
            _ => policy != Some("same-origin"),
        };
        rows.push(rule(
            FILE,
            format!("put from elsewhere, {case:?}"),
            fetched(REMOTE, case).is_ok(),
            expected,
        ));
    }
    rows
}

/// Opaque responses that one page stores and another retrieves: what counts is whether there were credentials.
fn retrieved() -> Vec<Row> {
    const FILE: &str = "html/cross-origin-embedder-policy/credentialless/cache-storage.https.window.js";
    const ALL: Option<&str> = Some("cross-origin");
    const INCLUDE: CredentialsMode = CredentialsMode::Include;
    const OMIT: CredentialsMode = CredentialsMode::Omit;
    [
        (UnsafeNone, UnsafeNone, None, INCLUDE, true),
        (UnsafeNone, Credentialless, None, INCLUDE, false),
        (UnsafeNone, Credentialless, None, OMIT, true),
        (UnsafeNone, Credentialless, ALL, INCLUDE, true),
        (UnsafeNone, RequireCorp, None, INCLUDE, false),
        (UnsafeNone, RequireCorp, None, OMIT, false),
        (UnsafeNone, RequireCorp, ALL, INCLUDE, true),
        (Credentialless, UnsafeNone, None, INCLUDE, true),
        (Credentialless, Credentialless, None, INCLUDE, true),
        (Credentialless, RequireCorp, None, INCLUDE, false),
        (Credentialless, RequireCorp, ALL, INCLUDE, true),
        (RequireCorp, UnsafeNone, ALL, INCLUDE, true),
        (RequireCorp, Credentialless, ALL, INCLUDE, true),
        (RequireCorp, RequireCorp, ALL, INCLUDE, true),
    ]
    .map(|(storer, retriever, policy, credentials, expected)| {
        let request = page_with(storer).fetch(REMOTE).mode(Mode::NoCors).credentials(credentials);
        let ran = run(request, &[with(policy, None)]);
        let says = format!("{storer} to {retriever}, {policy:?}, {credentials}");
        rule(FILE, says, may_retrieve(retriever, REMOTE, ran.response()), expected)
    })
    .into()
}

/// A page that requires CORP, and has the same on trial, reports twice.
fn reports() -> Vec<Row> {
    const FILES: [&str; 2] = [
        "html/cross-origin-embedder-policy/reporting-subresource-corp.https.html",
        "html/cross-origin-embedder-policy/reporting.https.html",
    ];
    let client =
        || page().with_embedder_policy(EmbedderPolicy { value: RequireCorp, report_only_value: RequireCorp });
    let get = |url| client().fetch(url).mode(Mode::NoCors);
    let to_remote = || answer(302, &[("location", REMOTE)]);
    let both = |url: &str, destination| {
        [Disposition::Reporting, Disposition::Enforce]
            .map(|disposition| (url.to_owned(), destination, disposition))
            .to_vec()
    };
    let mut rows = Vec::new();
    for file in FILES {
        let mut reports = |says, request: FetchBuilder, answers: &[Answer], expected| {
            rows.push(rule(file, says, violations(&run(request, answers).outcome), expected));
        };
        reports("nothing at home", get(HOME), &[with(None, None)], vec![]);
        reports(
            "nothing for what the response forbids",
            get(REMOTE),
            &[with(Some("same-origin"), None)],
            vec![],
        );
        reports("what it does not allow", get(REMOTE), &[with(None, None)], both(REMOTE, Destination::Empty));
        reports(
            "the URL before a redirect, not the one behind it",
            get(HOME),
            &[to_remote(), with(None, None)],
            both(HOME, Destination::Empty),
        );
    }
    let script = client().classic_script(REMOTE, CorsAttribute::NoCors);
    rows.push(rule(
        FILES[0],
        "a script",
        violations(&run(script, &[with(None, None)]).outcome),
        both(REMOTE, Destination::Script),
    ));
    rows
}

fn violations(outcome: &Outcome) -> Vec<(String, Destination, Disposition)> {
    let violations: &[CorpViolation] = match outcome {
        Ok(response) => response.hidden_from_script().corp_violations(),
        Err(error) => error.corp_violations(),
    };
    violations.iter().map(|v| (v.blocked_url.clone(), v.destination, v.disposition)).collect()
}

/// An answer that every page may use.
fn for_all() -> Answer {
    answer(
        200,
        &[
            ("cross-origin-resource-policy", "cross-origin"),
            ("access-control-allow-origin", APP),
            ("access-control-allow-credentials", "true"),
        ],
    )
}

/// A row that says whether the only message has credentials.
fn cookie(
    file: &'static str,
    says: String,
    request: impl Build,
    url: &str,
    sent: bool,
    seen: ResponseType,
) -> Row {
    let seen = match seen {
        ResponseType::Opaque => opaque(),
        seen => response(seen, 200),
    };
    fetch(file, says, request).sends(message("GET", url).credentials(sent), for_all()).gives(seen)
}

fn kind(url: &str, mode: Mode) -> ResponseType {
    match mode {
        _ if url == HOME => ResponseType::Basic,
        Mode::Cors => ResponseType::Cors,
        _ => ResponseType::Opaque,
    }
}

fn cookies() -> Vec<Row> {
    const FILE: &str = "html/cross-origin-embedder-policy/credentialless/fetch.https.window.js";
    let mut rows = Vec::new();
    for policy in [UnsafeNone, Credentialless] {
        for url in [HOME, REMOTE] {
            for mode in [Mode::NoCors, Mode::Cors] {
                for credentials in
                    [CredentialsMode::Omit, CredentialsMode::SameOrigin, CredentialsMode::Include]
                {
                    let sent = match credentials {
                        CredentialsMode::Omit => false,
                        CredentialsMode::SameOrigin => url == HOME,
                        _ => url == HOME || mode == Mode::Cors || policy == UnsafeNone,
                    };
                    let request = page_with(policy).fetch(url).mode(mode).credentials(credentials);
                    let says = format!("{policy}, {url}, {mode}, {credentials}");
                    rows.push(cookie(FILE, says, request, url, sent, kind(url, mode)));
                }
            }
        }
    }
    rows
}

fn elements() -> Vec<Row> {
    type Element = fn(&Client, &str, CorsAttribute) -> ResourceBuilder;
    let elements: [(&str, Element); 4] = [
        (
            "html/cross-origin-embedder-policy/credentialless/cors-or-credentialless/image.tentative.https.html",
            |client, url, cors| client.image(url, cors),
        ),
        ("html/cross-origin-embedder-policy/credentialless/link.https.window.js", |client, url, cors| {
            client.style(url, cors)
        }),
        (
            "html/cross-origin-embedder-policy/credentialless/cors-or-credentialless/script.tentative.https.html",
            |client, url, cors| client.classic_script(url, cors),
        ),
        ("html/cross-origin-embedder-policy/credentialless/video.https.window.js", |client, url, cors| {
            client.video(url, cors)
        }),
    ];
    let mut rows = Vec::new();
    for (file, element) in elements {
        for policy in [UnsafeNone, Credentialless] {
            for cors in [CorsAttribute::NoCors, CorsAttribute::Anonymous, CorsAttribute::UseCredentials] {
                for url in [HOME, REMOTE] {
                    let sent = url == HOME
                        || match cors {
                            CorsAttribute::NoCors => policy == UnsafeNone,
                            CorsAttribute::Anonymous => false,
                            CorsAttribute::UseCredentials => true,
                        };
                    let mode = if cors == CorsAttribute::NoCors { Mode::NoCors } else { Mode::Cors };
                    let says = format!("{policy}, {url}, {cors:?}");
                    rows.push(cookie(
                        file,
                        says,
                        element(&page_with(policy), url, cors),
                        url,
                        sent,
                        kind(url, mode),
                    ));
                }
            }
        }
    }
    rows
}

/// One URL for two pages: what the HTTP cache has of the first, which sent credentials, is not for the second.
fn cached() -> Vec<Row> {
    const FILE: &str = "html/cross-origin-embedder-policy/credentialless/cache.window.js";
    let get =
        |policy| page_with(policy).fetch(REMOTE).mode(Mode::NoCors).credentials(CredentialsMode::Include);
    vec![
        fetch(FILE, "with and without credentials", get(UnsafeNone))
            .sends(message("GET", REMOTE).credentials(true), for_all())
            .gives(opaque())
            .then(get(Credentialless))
            .sends(message("GET", REMOTE).credentials(false), for_all())
            .gives(opaque()),
    ]
}

/// A credentialless page asks for something of its own, and a service worker gives it something from elsewhere, fetched
/// with credentials if the worker's policy lets it.
fn proxied() -> Vec<Row> {
    let answered = |worker, redirected: bool| {
        let mut world = World::new();
        let (url, answers) = match redirected {
            true => (HOME, vec![answer(302, &[("location", REMOTE)]), with(None, None)]),
            false => (REMOTE, vec![with(None, None)]),
        };
        let request = page_with(worker).fetch(url).mode(Mode::NoCors).credentials(CredentialsMode::Include);
        let fetched = ServiceWorkerResponse::Fetched(world.run(request, &answers).outcome.unwrap());
        let hop = Hop::new(page_with(Credentialless).fetch(HOME).mode(Mode::NoCors).build().unwrap());
        match hop.respond_from_service_worker(fetched, &mut world.cache, Timestamp::ZERO) {
            Step::Done(outcome) => outcome,
            step => panic!("{step:?}"),
        }
    };
    let by = |worker| answered(worker, false).is_ok();
    const PATH: [&str; 3] = [
        "html/cross-origin-embedder-policy/credentialless/service-worker-coep-credentialless-proxy.https.window.js",
        "html/cross-origin-embedder-policy/credentialless/service-worker-coep-none-proxy.https.window.js",
        "html/cross-origin-embedder-policy/credentialless/reporting-subresource-corp.https.window.js",
    ];
    let reported = vec![(HOME.to_owned(), Destination::Empty, Disposition::Enforce)];
    vec![
        rule(PATH[0], "by a credentialless worker", by(Credentialless), true),
        rule(PATH[1], "by one without a policy", by(UnsafeNone), false),
        rule(PATH[2], "by way of a redirect: one report", violations(&answered(UnsafeNone, true)), reported),
    ]
}

/// Images of a page that is credentialless, by way of a redirect.
fn redirects() -> Vec<Row> {
    const FILE: &str = "html/cross-origin-embedder-policy/credentialless/redirect.window.js";
    [(HOME, HOME, true), (HOME, REMOTE, false), (REMOTE, HOME, false), (REMOTE, REMOTE, false)]
        .map(|(from, to, sent)| {
            let next = format!("{to}?next");
            let tainting =
                if (from, to) == (HOME, HOME) { ResponseType::Basic } else { ResponseType::Opaque };
            let seen = match tainting {
                ResponseType::Opaque => opaque(),
                tainting => response(tainting, 200),
            };
            fetch(
                FILE,
                format!("{from} to {to}"),
                page_with(Credentialless).image(from, CorsAttribute::NoCors),
            )
            .sends(
                message("GET", from).credentials(from == HOME),
                answer(302, &[("location", next.as_str())]),
            )
            .sends(message("GET", &next).credentials(sent), for_all())
            .gives(seen)
        })
        .into()
}
