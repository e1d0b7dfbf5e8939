//! Reports of the fetches in the tests of the crate.

use fetch_cors::explain::{Explanation, Plan, Story, explain, trace};
use fetch_cors::{Client, Origin};
use fetch_cors_cli::explain::report::{Explained, Missing, Report, Snippet};
use serde_json::Value;

use crate::case::Case;

/// The cases that real people reported.
pub const CASES: &str = include_str!("../../../../tests/explain/cases.jsonl");
/// The samples: a fetch for each reason, hint, surprise and gap.
pub const SAMPLES: &str = include_str!("../../../../tests/explain/samples.jsonl");

pub fn cases(lines: &str) -> impl Iterator<Item = Case> {
    lines.lines().map(|line| Case(serde_json::from_str(line).unwrap()))
}

/// Returns a report of all fetches of a case.
pub fn report_of(case: &Case) -> Report {
    let what = case.0["what"].as_str().unwrap_or_default().trim_end_matches('.');
    let fetches = case.run().into_iter().zip(case.0["fetches"].as_array().unwrap());
    let fetches = fetches.map(|(told, fetch)| match &told.story {
        Ok(story) => explained(story.clone()),
        Err(_) => Explained { explanation: told.explanation(), trace: Vec::new(), ..thrown(fetch) },
    });
    Report { source: format!("a case of the tests: {what}"), notes: Vec::new(), fetches: fetches.collect() }
}

/// Returns what the command says about a story.
pub fn explained(story: Story) -> Explained {
    let explanation = explain(&story);
    let request = story.request();
    let url = fetch_cors_cli::explain::shown::url(request.current_url(), false);
    Explained {
        title: format!("{} {url}", request.method()),
        place: "entries 3 and 4".to_owned(),
        snippets: explanation.plans.iter().map(snippets).collect(),
        missing: missing(&explanation),
        trace: trace(&story),
        story,
        explanation,
        concluded: vec!["The credentials mode is `same-origin`: no message has a `Cookie`.".to_owned()],
        contradiction: None,
        caveat: None,
        shows_secrets: false,
    }
}

/// Returns a fetch for a call that throws, for which the command has no request. It only has the URL of the call.
fn thrown(fetch: &Value) -> Explained {
    let client = Client::new(Origin::parse("https://app.example").unwrap());
    let url = fetch["url"].as_str().unwrap();
    let request = client.fetch(url).build();
    explained(Story::new(request.unwrap_or_else(|_| client.fetch("https://api.example/").build().unwrap())))
}

fn snippets(plan: &Plan) -> Vec<Snippet> {
    let lines: Vec<String> = plan.fixes.iter().map(ToString::to_string).collect();
    let snippet = |target, title| Snippet { target, title, text: format!("# {title}\n{}", lines.join("\n")) };
    vec![snippet("headers", "the response"), snippet("nginx", "nginx"), snippet("express", "Express")]
}

fn missing(explanation: &Explanation) -> Vec<Missing> {
    let missing = |gap: &fetch_cors::explain::Gap| Missing {
        what: gap.to_string(),
        curl: Some(
            "curl -i -X OPTIONS 'https://api.example/items' \\\n  -H 'Origin: https://app.example'"
                .to_owned(),
        ),
    };
    explanation.gaps.iter().map(missing).collect()
}
