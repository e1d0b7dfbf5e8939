//! A test that the explanation of a recorded fetch is the same as that of the fetch itself.

use std::path::Path;
use std::time::Duration;

use fetch_cors::request::CredentialsMode;
use fetch_cors::{PreflightCache, Timestamp};
use fetch_cors_cli::explain::explained::explained;
use fetch_cors_cli::explain::group::group;
use fetch_cors_cli::explain::request::Told;
use serde_json::Value;

use crate::case::Case;
use crate::recorder::{page, record};

/// The codes that a recording cannot show. They are about the script of the page, about what the browser remembered, and
/// about values that are not recorded.
const NOT_RECORDED: &[&str] = &[
    "dropped-headers",
    "preflight-remembered",
    "preflight-not-seen",
    "method-in-lower-case",
    "value-too-long",
    "not-a-simple-range",
    "unsafe-byte",
];

/// The cases that end because of something that does not go over the wire.
const NOT_ON_THE_WIRE: &[&str] = &[
    // The reason is the embedder policy of the page.
    "c81",
    "resource-policy-of-embedder",
    // The reason is the redirect mode *error*.
    "redirect-mode-error",
    // The reason is that the body is a stream, or that there is no user to ask for a password.
    "authentication-stream-body",
    "proxy-without-user",
    // The reason is the total size of the values. Only the preflight is sent, which does not have them.
    "header-unsafe-by-total-size",
];

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/explain");
    let read = |name: &str| {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        text.lines().map(|line| Case(serde_json::from_str(line).unwrap())).collect::<Vec<_>>()
    };
    [read("cases.jsonl"), read("samples.jsonl")].concat()
}

#[test]
fn recordings_are_explained_as_the_fetches() {
    let (mut compared, mut wrong) = (0, Vec::new());
    for case in cases() {
        let client = page(&case.0);
        let (mut cache, mut now) = (PreflightCache::new(), Timestamp::ZERO);
        let fetches = case.0["fetches"].as_array().unwrap();
        for (fetch, expected) in fetches.iter().zip(case.explain()) {
            now = now.after(Duration::from_secs(fetch["after"].as_u64().unwrap_or_default()));
            let Some(messages) = record(&client, fetch, &mut cache, now) else { continue };
            if messages.is_empty() {
                continue;
            }
            let groups = group(messages);
            assert_eq!(groups.len(), 1, "{} {groups:#?}", case.id());
            let told = Told::default().with_credentials(credentials(fetch));
            let found = explained(&groups[0], &told, false).unwrap();
            let codes = |codes: Vec<&'static str>| -> Vec<&'static str> {
                codes.into_iter().filter(|code| !NOT_RECORDED.contains(code)).collect()
            };
            let (said, due) = (
                (found.explanation.outcome, codes(found.explanation.codes())),
                (expected.outcome, codes(expected.codes())),
            );
            // A remembered grant is not recorded, so the command assumes that the log lacks the preflight.
            let is_remembered = expected.codes().contains(&"preflight-remembered");
            if said != due && !is_remembered && !NOT_ON_THE_WIRE.contains(&case.id()) {
                wrong.push(format!("{} {}: {said:?}, not {due:?}\n{fetch}", case.id(), case.0["what"]));
            }
            if let Some(contradiction) = found.contradiction
                && !NOT_ON_THE_WIRE.contains(&case.id())
            {
                wrong.push(format!("{}: {contradiction}\n{fetch}", case.id()));
            }
            compared += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(compared > 100, "{compared}");
}

fn credentials(fetch: &Value) -> Option<CredentialsMode> {
    match fetch["credentials"].as_str() {
        Some(mode) => mode.parse().ok(),
        None if fetch["with_credentials"] == true => Some(CredentialsMode::Include),
        None => Some(CredentialsMode::SameOrigin),
    }
}
