//! What a trace says of a fetch is what went over the wire, in order.

use fetch_cors::explain::{
    Answer, Event, Explanation, Outcome, Story, TraceEntry, TraceKind, explain, trace,
};
use fetch_cors::request::{CorsAttribute, CredentialsMode, ResponseTainting};
use fetch_cors::{Client, Origin, PreflightCache, Timestamp};

use crate::case::Case;
use crate::cases;
use crate::reasons;

fn page() -> Client {
    Client::new(Origin::parse("https://app.example").unwrap())
}

fn answer(status: u16, headers: &[(&str, &str)]) -> Answer {
    let mut response = http::Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    Answer::new(response.body(()).unwrap())
}

const ALLOW: (&str, &str) = ("Access-Control-Allow-Origin", "https://app.example");

/// Prints a trace as a table: hop, code, step.
fn spell(entries: &[TraceEntry]) -> Vec<String> {
    let spell = |entry: &TraceEntry| {
        let step = entry.step().map(|step| format!(" ({step})")).unwrap_or_default();
        format!("{} {}{step}", entry.hop, entry.code())
    };
    entries.iter().map(spell).collect()
}

#[test]
fn a_preflight_that_is_granted() {
    let request = page().fetch("https://api.example/items").method("PUT").build().unwrap();
    let story = Story::new(request)
        .with(Event::Preflight(answer(204, &[ALLOW, ("Access-Control-Allow-Methods", "PUT")])))
        .with(Event::Actual(answer(200, &[ALLOW])));
    assert_eq!(
        spell(&trace(&story)),
        [
            "0 tainting (main fetch 12f)",
            "0 preflight-needed (HTTP fetch 4.1.1)",
            "0 sent (CORS-preflight fetch 6)",
            "0 received",
            "0 preflight-granted (CORS-preflight fetch 7.16)",
            "0 sent (HTTP fetch 4.3)",
            "0 received",
            "0 shared (HTTP fetch 4.4)",
            "0 delivered (main fetch 14.2)",
        ]
    );
}

#[test]
fn a_redirect_to_another_server() {
    let request = page().fetch("https://app.example/go").build().unwrap();
    let story = Story::new(request)
        .with(Event::Actual(answer(302, &[("Location", "https://api.example/items?token=1")])))
        .with(Event::Actual(answer(200, &[])));
    let entries = trace(&story);
    assert_eq!(
        spell(&entries),
        [
            "0 tainting (main fetch 12b)",
            "0 sent (HTTP fetch 4.3)",
            "0 received",
            "0 redirected (HTTP fetch 6.3c.2)",
            "1 tainting (main fetch 12g)",
            "1 sent (HTTP fetch 4.3)",
            "1 received",
            "1 refused",
        ]
    );
    assert_eq!(entries[3].to_string(), "The browser follows the redirect to https://api.example/items?….");
    assert!(!format!("{entries:?}").contains("token"), "{entries:?}");
}

#[test]
fn an_opaque_response() {
    let request = page().image("https://img.example/a.png", CorsAttribute::NoCors).build().unwrap();
    let story = Story::new(request).with(Event::Actual(answer(200, &[])));
    assert_eq!(
        spell(&trace(&story)),
        [
            "0 tainting (main fetch 12d)",
            "0 sent (HTTP fetch 4.3)",
            "0 received",
            "0 delivered (main fetch 14.2)",
        ]
    );
}

#[test]
fn a_grant_that_is_remembered() {
    let request = || page().fetch("https://api.example/items").method("PUT").build().unwrap();
    let mut cache = PreflightCache::new();
    let grant = [ALLOW, ("Access-Control-Allow-Methods", "PUT"), ("Access-Control-Max-Age", "60")];
    let granted = Story::new(request()).with(Event::Preflight(answer(204, &grant)));
    let step = fetch_cors::Hop::new(request()).run::<()>(&mut cache, Timestamp::ZERO);
    let fetch_cors::Step::Send(preflight) = step else { panic!() };
    let response = fetch_cors::Response::from(
        grant
            .iter()
            .fold(http::Response::builder(), |response, (name, value)| response.header(*name, *value))
            .body(())
            .unwrap(),
    );
    drop(preflight.respond(response, &mut cache, Timestamp::ZERO));
    let story =
        Story::new(request()).with_cache(cache, Timestamp::ZERO).with(Event::Actual(answer(200, &[])));
    assert_eq!(
        spell(&trace(&story))[..2],
        ["0 tainting (main fetch 12f)", "0 preflight-remembered (HTTP fetch 4.1)"]
    );
    // The story that ends after the grant does not say what came back for the actual request.
    assert_eq!(spell(&trace(&granted)).last().unwrap(), "0 not-known");
}

#[test]
fn a_story_that_says_little() {
    let request = || page().fetch("https://api.example/items").method("PUT").build().unwrap();
    let sent = [
        "0 tainting (main fetch 12f)",
        "0 preflight-needed (HTTP fetch 4.1.1)",
        "0 sent (CORS-preflight fetch 6)",
    ];
    let nothing = Story::new(request());
    assert_eq!(spell(&trace(&nothing)), [&sent[..], &["0 not-known"]].concat());
    let unreachable = Story::new(request()).with(Event::Preflight(Answer::nothing()));
    assert_eq!(spell(&trace(&unreachable)), [&sent[..], &["0 nothing-received", "0 refused"]].concat());
    let status = Story::new(request()).with(Event::Preflight(Answer::status(405)));
    assert_eq!(spell(&trace(&status)), [&sent[..], &["0 received", "0 refused"]].concat());
    // The actual request was sent, so there was a preflight.
    let unseen = trace(&Story::new(request()).with(Event::Actual(answer(200, &[ALLOW]))));
    assert_eq!(
        spell(&unseen)[3..6],
        ["0 not-known", "0 preflight-granted (CORS-preflight fetch 7.16)", "0 sent (HTTP fetch 4.3)"]
    );
    assert!(
        matches!(&unseen[2].kind, TraceKind::Sent(message) if !message.is_recorded && message.is_preflight)
    );
}

/// A trace has each message that was sent, in order and no other, ends as the explanation does, and says where the response had
/// to be shared.
#[test]
fn traces_are_what_went_over_the_wire() {
    let mut messages = 0;
    for case in cases::all().into_iter().chain(reasons::samples()) {
        for told in case.run() {
            let Ok(story) = told.story else { continue };
            let (entries, explanation) = (trace(&story), explain(&story));
            let sent: Vec<String> = entries.iter().filter_map(sent).collect();
            let wire: Vec<&str> =
                told.wire.iter().filter_map(|text| text.lines().next()?.strip_prefix("> ")).collect();
            // A story of which only a part was recorded, or whose message could not be sent, has less than the wire.
            if !story.events().is_empty() && !wire.iter().any(|line| line.starts_with('(')) {
                assert_eq!(sent, wire, "{}", case.id());
            }
            messages += sent.len();
            check_end(&case, &entries, &explanation);
            for pair in entries.windows(2) {
                assert!(pair[0].hop <= pair[1].hop, "{}", case.id());
            }
        }
    }
    assert!(messages > 200, "{messages}");
}

fn sent(entry: &TraceEntry) -> Option<String> {
    match &entry.kind {
        TraceKind::Sent(message) if message.is_recorded => {
            Some(format!("{} {}", message.method, message.url))
        }
        _ => None,
    }
}

fn check_end(case: &Case, entries: &[TraceEntry], explanation: &Explanation) {
    let last = entries.last().unwrap();
    let expected = match explanation.outcome {
        Outcome::Allowed => "delivered",
        Outcome::Refused => "refused",
        _ => "not-known",
    };
    let lacks_headers = matches!(last.kind, TraceKind::Received { headers: None, .. });
    let code = if lacks_headers { "not-known" } else { last.code() };
    assert_eq!(code, expected, "{}: {entries:#?}", case.id());
    let ends =
        entries.iter().filter(|entry| matches!(entry.kind, TraceKind::Refused | TraceKind::Delivered { .. }));
    assert!(ends.count() <= 1);
    let is_cors = |entry: &&TraceEntry| {
        matches!(entry.kind, TraceKind::Tainting { tainting: ResponseTainting::Cors, .. })
    };
    if last.code() == "delivered"
        && entries.iter().rfind(|entry| entry.code() == "tainting").is_some_and(|e| is_cors(&e))
    {
        assert!(entries.iter().any(|entry| entry.code() == "shared"), "{}: {entries:#?}", case.id());
    }
}

#[test]
fn credentials_are_named() {
    let request = page().fetch("https://api.example/").credentials(CredentialsMode::Include).build().unwrap();
    let entries = trace(&Story::new(request));
    assert_eq!(
        entries[1].to_string(),
        "The browser sends GET https://api.example/, with credentials. The recording does not have this message."
    );
}

#[test]
fn a_url_that_the_hosts_policy_exempts() {
    let page = page().with_cors_policy(std::sync::Arc::new(fetch_cors::request::CorsOff));
    let put = page.fetch("https://api.example/items").method("PUT").build().unwrap();
    let story = Story::new(put).with(Event::Actual(answer(200, &[])));
    let entries = trace(&story);
    assert_eq!(
        spell(&entries),
        [
            "0 exempt",
            "0 tainting (main fetch 12b)",
            "0 sent (HTTP fetch 4.3)",
            "0 received",
            "0 delivered (main fetch 14.2)",
        ]
    );
    assert_eq!(entries[0].to_string(), "A policy of the browser exempts this URL from CORS.");
    // A request that the standard allows by itself is not exempt.
    let get = page.fetch("https://app.example/items").build().unwrap();
    let entries = trace(&Story::new(get).with(Event::Actual(answer(200, &[]))));
    assert!(entries.iter().all(|entry| entry.code() != "exempt"));
}
