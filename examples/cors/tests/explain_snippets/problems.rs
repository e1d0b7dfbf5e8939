//! Tests of the lines to paste for real problems. The list of problems belongs to the tests of explanations.

use std::fs;

use fetch_cors::explain::{Change, Explanation, Fix, Plan, Side, Story, TraceKind, explain, trace};
use fetch_cors_cli::explain::report::Snippet;
use fetch_cors_cli::explain::snippets::snippets;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, HeaderName, VARY};
use serde_json::Value;

use crate::case::Case;

/// The secrets in the requests of the list.
const SECRETS: [&str; 5] = ["Bearer", "sig=1", "u:p@", "a-b-1", "x=1"];

/// The targets of a plan that changes headers or preflights of a server.
const TARGETS: [&str; 5] = ["headers", "nginx", "apache", "express", "tower-http"];

fn cases() -> Vec<Case> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/explain/cases.jsonl");
    let lines = fs::read_to_string(path).unwrap();
    lines.lines().map(|line| Case(serde_json::from_str::<Value>(line).unwrap())).collect()
}

/// Returns all stories of the list with their explanations.
fn stories() -> Vec<(String, Story, Explanation)> {
    let mut stories = Vec::new();
    for case in cases() {
        for (i, told) in case.run().into_iter().enumerate() {
            if let Ok(story) = told.story {
                let explanation = explain(&story);
                stories.push((format!("{} fetch {i}", case.id()), story, explanation));
            }
        }
    }
    stories
}

/// Returns all plans of the list with their stories and their lines.
fn plans() -> Vec<(String, Plan, Story, Vec<Snippet>)> {
    let mut plans = Vec::new();
    for (name, story, explanation) in stories() {
        for plan in explanation.plans {
            let lines = snippets(&plan, &story);
            plans.push((name.clone(), plan, story.clone(), lines));
        }
    }
    plans
}

/// Returns the headers that a plan sets.
fn headers(plan: &Plan) -> Vec<(&HeaderName, &str)> {
    let mut headers = Vec::new();
    for fix in &plan.fixes {
        if let Change::SetHeader { name, value, .. } = &fix.change {
            headers.push((name, value.as_str()));
        }
    }
    headers
}

/// Returns the lines without comments.
fn code(snippet: &Snippet) -> String {
    let is_code = |line: &&str| !line.trim_start().starts_with(['#', '/']);
    snippet.text.lines().filter(is_code).collect::<Vec<_>>().join("\n")
}

/// Checks that every plan that changes headers or preflights has lines for every kind of server, and that no other plan has
/// any. A redirect or a status must be changed in the program behind the server.
#[test]
fn every_plan_with_headers_has_lines_for_all_servers() {
    let mut count = 0;
    for (name, plan, _, lines) in plans() {
        let answers = |fix: &Fix| matches!(fix.change, Change::AnswerPreflight { .. });
        let has_any = !headers(&plan).is_empty() || plan.fixes.iter().any(answers);
        let expected: &[&str] = if has_any { &TARGETS } else { &[] };
        let mut found: Vec<&str> =
            lines.iter().map(|line| line.target).filter(|target| *target != "fetch").collect();
        // A plan for two servers has lines for each of them.
        found.dedup();
        assert_eq!(found, expected, "{name}: {plan}");
        count += usize::from(has_any);
    }
    assert!(count > 30, "{count}");
}

/// Checks that the lines for every kind of server have every header of a plan, with all parts of its value.
#[test]
fn every_header_of_a_plan_is_in_its_lines() {
    for (name, plan, _, lines) in plans() {
        for target in TARGETS {
            let of_target = || lines.iter().filter(|line| line.target == target);
            if of_target().next().is_none() {
                continue;
            }
            let text: String = of_target().map(|line| line.text.as_str()).collect();
            let code: String = of_target().map(code).collect();
            let code = code.to_ascii_lowercase();
            for (header_name, value) in headers(&plan) {
                if *header_name == VARY && target == "tower-http" {
                    assert!(text.contains("sends `Vary`"), "{name}: {text}");
                    continue;
                }
                let (header, is_called) = match target {
                    "tower-http" => {
                        (header_name.as_str().trim_start_matches("access-control-").replace('-', "_"), true)
                    }
                    _ => (header_name.as_str().to_owned(), false),
                };
                let is_there =
                    code.contains(&header) || (is_called && code.contains(&header.replace('_', "-")));
                assert!(is_there, "{name}: {header} is not in {text}");
                let others = headers(&plan).into_iter().filter(|(name, _)| *name == header_name);
                if value == "*" && others.map(|(_, value)| value).any(|value| value != "*") {
                    // The server names the page instead, which is enough for all its responses.
                    continue;
                }
                for part in value.to_ascii_lowercase().split(", ") {
                    let is_there = code.contains(part) || (part == "*" && code.contains("any"));
                    assert!(is_there, "{name}: {part} is not in {text}");
                }
            }
        }
    }
}

/// Checks that no line allows strangers whom the plan does not allow, and that no line has a secret.
#[test]
fn lines_are_safe() {
    for (name, plan, story, lines) in plans() {
        let allows_all = headers(&plan).contains(&(&ACCESS_CONTROL_ALLOW_ORIGIN, "*"));
        for line in &lines {
            let (text, code) = (&line.text, code(line));
            for secret in SECRETS {
                assert!(!text.contains(secret), "{name}: {secret}: {text}");
            }
            assert!(!code.contains("null"), "{name}: {text}");
            let is_star = |line: &str| line.contains("-Origin") && line.contains('*');
            assert!(allows_all || !code.lines().any(is_star), "{name}: {text}");
            assert!(allows_all || !code.contains("allow_origin(Any)"), "{name}: {text}");
            // nginx only compares the origin of the request, and never sends it back.
            assert!(!code.contains("$http_origin;"), "{name}: {text}");
            // A server that sent `*` in a list of names may keep it.
            let is_in_plan = headers(&plan).iter().any(|(_, value)| value.contains('*'));
            let was_sent = trace(&story).iter().any(|entry| match &entry.kind {
                TraceKind::Received { headers: Some(headers), .. } => {
                    headers.iter().any(|(_, value)| value == b"*")
                }
                _ => false,
            });
            assert!(is_in_plan || was_sent || !code.contains('*'), "{name}: {text}");
        }
    }
}

/// Checks that a plan for two servers has lines for each of them, which begin with the name of the server.
#[test]
fn each_server_has_lines_of_its_own() {
    let (_, plan, _, lines) = plans()
        .into_iter()
        .find(|(_, plan, ..)| plan.sides() == [Side::Server { hop: 0 }, Side::Server { hop: 1 }])
        .unwrap();
    let heads: Vec<&str> = lines.iter().filter_map(|line| line.text.lines().next()).collect();
    assert_eq!(
        heads[1..3],
        [
            "# nginx, for https://code.example (/releases/a.zip)",
            "# nginx, for https://objects.example (/a.zip)"
        ],
        "{plan}"
    );
}

/// Checks all lines for three problems against a file that people can read.
#[test]
fn the_lines_to_read() {
    let mut text = String::new();
    for (name, plan, _, lines) in plans() {
        if ["c01", "c17", "c47"].iter().any(|id| name.starts_with(&format!("{id} "))) {
            text += &format!("== {name}{plan}\n\n");
            lines.iter().for_each(|line| text += &format!("-- {}\n{}\n", line.title, line.text));
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/explain_snippets/lines.txt");
    if std::env::var_os("WRITE").is_some() {
        fs::write(path, &text).unwrap();
    }
    assert_eq!(fs::read_to_string(path).unwrap_or_default(), text, "{path}: run the tests with WRITE=1");
}
