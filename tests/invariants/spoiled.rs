//! That the properties can fail: each refuses traces that a faulty engine would leave behind.

use std::time::Duration;

use fetch_cors::FilteredResponse;
use fetch_cors::lab::{Answer, Call, Change, Location, Scene};
use fetch_cors::request::{
    BodyKind, CorsAttribute, CredentialsMode, EmbedderPolicyValue, Mode, ReferrerPolicy, UrlList,
};
use http::{HeaderName, HeaderValue, Method, Response, StatusCode};

use crate::story::{Asked, Feature, Story};
use crate::trace::{Answered, Sent, Trace, World};
use crate::{Told, ledger, origin, outcome, surroundings, wire};

/// A `PUT` with credentials, a body and `Authorization` that `api.example` leads on to `elsewhere.test`, and then the
/// same once more.
fn told() -> Told {
    let mut call = Call::new(origin("https://app.example"), "https://api.example/");
    call.method = Method::PUT;
    call.body = BodyKind::Source;
    call.credentials = CredentialsMode::Include;
    call.headers.append(b"x-token", b"1").unwrap();
    call.headers.append(b"authorization", b"Bearer 1").unwrap();
    let own = (HeaderName::from_static("x-total"), HeaderValue::from_static("7"));
    let mut scene = Scene::new(call);
    scene.preflights = vec![Answer::permissive().with_max_age(600); 2];
    scene.actuals = vec![
        Answer::permissive().redirect(StatusCode::TEMPORARY_REDIRECT, Location::Elsewhere),
        Answer::permissive().with_header(own.0, own.1),
    ];
    let again = scene.clone().after(Duration::from_secs(1));
    Story { scenes: vec![Asked::plain(scene), Asked::plain(again)] }.tell(&mut World::default())
}

/// A `GET` that is refused.
fn refused() -> Trace {
    let mut scene = Scene::new(Call::new(origin("https://app.example"), "https://api.example/"));
    scene.actuals =
        vec![Answer::permissive().with("access-control-allow-origin".parse().unwrap(), Change::Missing)];
    World::default().run(&Asked::plain(scene.clone()), scene.server())
}

type Check = fn(&Trace) -> Result<usize, String>;
type Spoil = fn(&mut Trace);

#[track_caller]
fn refuses(check: Check, good: &Trace, spoils: &[Spoil]) {
    assert_eq!(check(good).map(|_| ()), Ok(()));
    for (i, spoil) in spoils.iter().enumerate() {
        let mut bad = good.clone();
        spoil(&mut bad);
        assert!(check(&bad).is_err(), "spoiled in way {i}: {bad:?}");
    }
}

fn set(sent: &mut Sent, name: &str, value: &str) {
    unset(sent, name);
    sent.headers.push((name.to_owned(), value.into()));
}

fn unset(sent: &mut Sent, name: &str) {
    sent.headers.retain(|(n, _)| n != name);
}

fn answer(trace: &mut Trace, message: usize) -> &mut Answered {
    trace.sent[message].answer.as_mut().unwrap()
}

fn withdraw(trace: &mut Trace, message: usize, name: &str) {
    answer(trace, message).headers.retain(|(n, _)| n != name);
}

/// The messages of the first fetch.
const PREFLIGHT: usize = 0;
const REDIRECTED: usize = 1;
const LAST: usize = 3;

#[test]
fn too_many_messages() {
    refuses(
        wire::at_most_42_messages,
        &told().traces[0],
        &[
            |trace| trace.hops = vec![trace.hops[0].clone(); 22],
            |trace| trace.sent.insert(PREFLIGHT, trace.sent[PREFLIGHT].clone()),
            |trace| trace.sent.push(trace.sent[LAST].clone()),
            |trace| trace.sent.swap(PREFLIGHT, REDIRECTED),
        ],
    );
}

#[test]
fn a_preflight_that_says_too_much() {
    refuses(
        wire::preflights_carry_nothing,
        &told().traces[0],
        &[
            |trace| trace.sent[PREFLIGHT].credentials = true,
            |trace| trace.sent[PREFLIGHT].body = true,
            |trace| trace.sent[PREFLIGHT].method = "PUT".to_owned(),
            |trace| set(&mut trace.sent[PREFLIGHT], "x-token", "1"),
            |trace| set(&mut trace.sent[PREFLIGHT], "authorization", "Bearer 1"),
            |trace| set(&mut trace.sent[PREFLIGHT], "accept", "text/html"),
            |trace| {
                set(&mut trace.sent[PREFLIGHT], "access-control-request-headers", "x-token,authorization");
            },
            |trace| {
                set(&mut trace.sent[PREFLIGHT], "access-control-request-headers", "authorization,X-token");
            },
            |trace| set(&mut trace.sent[PREFLIGHT], "access-control-request-headers", "x-token,x-token"),
            |trace| trace.sent[PREFLIGHT].headers.push(("accept".to_owned(), b"*/*".to_vec())),
        ],
    );
}

#[test]
fn authorization_that_goes_along() {
    refuses(
        wire::authorization_stays_behind,
        &told().traces[0],
        &[
            |trace| set(&mut trace.sent[LAST], "authorization", "Bearer 1"),
            |trace| set(&mut trace.sent[LAST - 1], "access-control-request-headers", "authorization,x-token"),
        ],
    );
}

#[test]
fn an_origin_that_is_not_told() {
    refuses(
        wire::origin_is_told,
        &told().traces[0],
        &[
            |trace| unset(&mut trace.sent[PREFLIGHT], "origin"),
            |trace| unset(&mut trace.sent[REDIRECTED], "origin"),
            |trace| set(&mut trace.sent[REDIRECTED], "origin", "null"),
            |trace| set(&mut trace.sent[LAST], "origin", "https://app.example"),
            |trace| trace.sent[LAST].headers.push(("origin".to_owned(), b"null".to_vec())),
        ],
    );
}

#[test]
fn credentials_that_leave_home() {
    refuses(
        wire::credentials_stay_home,
        &told().traces[0],
        &[|trace| trace.include = false, |trace| trace.mode = Mode::SameOrigin],
    );
}

#[test]
fn a_response_that_was_not_shared() {
    refuses(
        outcome::what_is_read_was_shared,
        &told().traces[0],
        &[
            |trace| withdraw(trace, REDIRECTED, "access-control-allow-origin"),
            |trace| withdraw(trace, LAST, "access-control-allow-origin"),
            |trace| withdraw(trace, LAST, "access-control-allow-credentials"),
            |trace| {
                answer(trace, LAST).headers.push(("access-control-allow-origin".into(), b"null".to_vec()));
            },
            |trace| trace.outcome = Some(Ok(FilteredResponse::basic(Response::new(()), None))),
            |trace| trace.mode = Mode::NoCors,
        ],
    );
}

#[test]
fn a_script_that_is_for_others_only() {
    use EmbedderPolicyValue::{RequireCorp, UnsafeNone};
    let scene = Scene::new(Call::new(origin("https://app.example"), "https://api.example/"));
    let mut asked = Asked::plain(scene);
    asked.setting.feature = Feature::Script(CorsAttribute::NoCors);
    let mut trace = World::default().run(&asked, asked.scene.server());
    assert_eq!(outcome::what_is_embedded_may_be(&trace, UnsafeNone), Ok(0));
    assert!(outcome::what_is_embedded_may_be(&trace, RequireCorp).is_err());
    answer(&mut trace, 0).headers.push(("cross-origin-resource-policy".into(), b"same-origin".to_vec()));
    assert!(outcome::what_is_embedded_may_be(&trace, UnsafeNone).is_err());
}

#[test]
fn a_page_that_sees_too_much_or_too_little() {
    refuses(
        outcome::a_page_sees_what_it_may,
        &told().traces[0],
        &[
            |trace| withdraw(trace, LAST, "access-control-expose-headers"),
            |trace| answer(trace, LAST).headers.push(("cache-control".into(), b"no-store".to_vec())),
            |trace| {
                let cookie = Response::builder().header("x-cookie", "a=b").body(()).unwrap();
                trace.outcome = Some(Ok(FilteredResponse::basic(cookie, None)));
            },
            |trace| trace.sent.clear(),
        ],
    );
}

#[test]
fn urls_that_were_not_asked_for() {
    refuses(
        outcome::urls_are_those_asked_for,
        &told().traces[0],
        &[
            |trace| trace.hops.truncate(1),
            |trace| trace.hops.swap(0, 1),
            |trace| trace.outcome = Some(Ok(FilteredResponse::basic(Response::new(()), None))),
            |trace| {
                let first = UrlList::new(trace.hops[0].url.clone());
                trace.outcome = Some(Ok(FilteredResponse::basic(Response::new(()), Some(first))));
            },
        ],
    );
}

#[test]
fn a_refusal_of_something_else() {
    refuses(
        outcome::refusals_have_an_address,
        &refused(),
        &[
            |trace| answer(trace, 0).status = 404,
            |trace| trace.sent[0].answer = None,
            |trace| trace.sent[0].preflight = true,
            |trace| trace.hops[0].url.set_path("/other"),
            |trace| trace.sent.clear(),
        ],
    );
}

#[test]
fn what_leaves_unasked_or_is_kept_ungranted() {
    assert_eq!(ledger::read(&told()), Ok(2), "the second fetch goes by the permits of the first");
    let spoils: &[fn(&mut Told)] = &[
        // The preflight is left out, or it is for something else.
        |told| drop(told.traces[0].sent.remove(PREFLIGHT)),
        |told| told.traces[0].sent[PREFLIGHT].url.set_path("/other"),
        |told| set(&mut told.traces[0].sent[PREFLIGHT], "access-control-request-method", "DELETE"),
        |told| set(&mut told.traces[0].sent[PREFLIGHT], "access-control-request-headers", "x-token"),
        // Its answer does not grant what then leaves, or grants what then does not leave.
        |told| withdraw(&mut told.traces[0], PREFLIGHT, "access-control-allow-origin"),
        |told| withdraw(&mut told.traces[0], PREFLIGHT, "access-control-allow-credentials"),
        |told| withdraw(&mut told.traces[0], PREFLIGHT, "access-control-allow-methods"),
        |told| withdraw(&mut told.traces[0], PREFLIGHT, "access-control-allow-headers"),
        |told| answer(&mut told.traces[0], PREFLIGHT).status = 301,
        |told| drop(told.traces[0].sent.drain(REDIRECTED..)),
        // It counts for less time than the cache believes, or for another page, partition or kind.
        |told| withdraw(&mut told.traces[0], PREFLIGHT, "access-control-max-age"),
        |told| told.traces[1].sent.iter_mut().for_each(|sent| sent.at += Duration::from_secs(600)),
        |told| told.traces[1].page = "https://other.example".to_owned(),
        |told| told.traces[1].partition = Some("p"),
        |told| told.traces[0].include = false,
        // A permit is there already.
        |told| {
            let needless = told.traces[0].sent[PREFLIGHT].clone();
            told.traces[1].sent.insert(0, needless);
        },
        // A failure leaves the permits in place.
        |told| told.traces[1].outcome = Some(Err(refused().error().unwrap().clone())),
        // The cache holds more, or less.
        |told| drop(told.after[0].entries.pop()),
        |told| told.after[1].entries[0].credentials = false,
        |told| told.after[1].entries[0].expires += Duration::from_secs(1),
    ];
    for (i, spoil) in spoils.iter().enumerate() {
        let mut told = told();
        spoil(&mut told);
        assert!(ledger::read(&told).is_err(), "spoiled in way {i}");
    }
}

/// A `GET` of a page with a document, which `api.example` leads on to `elsewhere.test`.
fn surrounded(document: &'static str, exempt: &[&'static str]) -> Trace {
    let mut scene = Scene::new(Call::new(origin("https://app.example"), "https://api.example/"));
    scene.actuals = vec![
        Answer::permissive().redirect(StatusCode::TEMPORARY_REDIRECT, Location::Elsewhere),
        Answer::permissive(),
    ];
    let mut asked = Asked::plain(scene.clone());
    asked.setting.surroundings.document = Some(document);
    asked.setting.surroundings.exempt = exempt.to_vec();
    World::default().run(&asked, scene.server())
}

#[test]
fn referrers_that_tell_too_much() {
    let good = surrounded("https://secret:secret@app.example/a#secret", &[]);
    assert_eq!(surroundings::referrers_tell_what_they_may(&good), Ok(2));
    refuses(
        surroundings::referrers_tell_what_they_may,
        &good,
        &[
            |trace| set(&mut trace.sent[1], "referer", "https://app.example/a"),
            |trace| set(&mut trace.sent[1], "referer", "https://app.example"),
            |trace| set(&mut trace.sent[1], "referer", "https://secret:secret@app.example/"),
            |trace| set(&mut trace.sent[1], "referer", "https://app.example/#secret"),
            |trace| set(&mut trace.sent[1], "referer", "https://elsewhere.test/"),
            |trace| trace.sent[0].headers.push(("referer".to_owned(), b"https://app.example/".to_vec())),
            |trace| trace.sent[1].url.set_scheme("http").unwrap(),
            |trace| trace.page = "null".to_owned(),
            |trace| trace.surroundings.document = None,
            |trace| trace.surroundings.document = Some("data:,x"),
            |trace| trace.surroundings.referrer_policy = ReferrerPolicy::NoReferrer,
            |trace| trace.surroundings.referrer_policy = ReferrerPolicy::SameOrigin,
        ],
    );
}

#[test]
fn exemptions_that_are_not_said() {
    let good = surrounded("about:blank", &["https://api.example"]);
    assert_eq!(surroundings::what_is_exempt_says_so(&good), Ok(1));
    assert_eq!((good.sent[0].exempt, good.sent[1].exempt), (true, false));
    refuses(
        surroundings::what_is_exempt_says_so,
        &good,
        &[
            |trace| trace.surroundings.exempt.clear(),
            |trace| trace.surroundings.exempt = vec!["https://elsewhere.test"],
            |trace| trace.sent[0].preflight = true,
            |trace| trace.sent[1].exempt = true,
            |trace| {
                let body = Response::new(());
                trace.outcome = Some(Ok(FilteredResponse::basic(
                    body,
                    trace.hops.last().map(|hop| UrlList::new(hop.url.clone())),
                )));
            },
        ],
    );
    let standard = surrounded("about:blank", &[]);
    refuses(
        surroundings::what_is_exempt_says_so,
        &standard,
        &[
            |trace| trace.sent[0].exempt = true,
            |trace| {
                let body = Response::new(());
                trace.outcome = Some(Ok(FilteredResponse::basic(
                    body,
                    trace.hops.last().map(|hop| UrlList::new(hop.url.clone())),
                )));
            },
        ],
    );
}

#[test]
fn proxies_that_ask_nobody() {
    let mut good = surrounded("about:blank", &[]);
    good.surroundings.no_user = true;
    refuses(
        surroundings::a_proxy_asks_somebody,
        &good,
        &[|trace| answer(trace, 0).status = 407, |trace| answer(trace, 1).status = 407],
    );
}
