//! The lines for people's problems, of which the tests of explanations have a list.

use std::fs;

use fetch_cors::explain::{Explanation, Story, explain};
use fetch_cors_cli::explain::snippets::snippets;
use serde_json::Value;

use crate::case::Case;

/// The list, whose requests have these secrets in them.
const SECRETS: [&str; 5] = ["Bearer", "sig=1", "u:p@", "a-b-1", "x=1"];

pub(crate) fn cases() -> Vec<Case> {
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

#[test]
fn show() {
    for (name, story, explanation) in stories() {
        for plan in &explanation.plans {
            println!("######## {name}: {plan}\n");
            for snippet in snippets(plan, &story) {
                println!("---- {}\n{}", snippet.title, snippet.text);
            }
        }
    }
}
