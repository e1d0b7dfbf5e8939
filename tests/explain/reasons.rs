//! A sample for each code, from which `spec-notes/reasons.md` is written.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use fetch_cors::explain::{Explanation, Finding};

use crate::case::Case;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn samples() -> Vec<Case> {
    let text = fs::read_to_string(root().join("tests/explain/samples.jsonl")).unwrap();
    text.lines().map(|line| Case(serde_json::from_str(line).unwrap())).collect()
}

/// The codes of a source file: the names that its functions `code` return.
fn codes_of(file: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("src").join(file)).unwrap();
    let bodies = text.split("fn code(").skip(1).filter_map(|rest| rest.split("\n    }\n").next());
    let arms = bodies.flat_map(str::lines).filter_map(|line| line.split_once(" => \"")).map(|(_, rest)| rest);
    let codes = arms.filter_map(|rest| rest.split_once('"')).map(|(code, _)| code.to_owned());
    codes.filter(|code| code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')).collect()
}

const FILES: [(&str, &str); 6] = [
    ("error/code.rs", "Findings: network errors"),
    ("request/error.rs", "Findings: calls that throw"),
    ("explain/near_miss.rs", "Hints: near misses"),
    ("explain/hint.rs", "Hints: causes"),
    ("explain/surprise.rs", "Surprises"),
    ("explain/gap.rs", "Gaps"),
];

/// Every code has a sample, which has the code, and there is no other sample.
#[test]
fn every_code_has_a_sample() {
    let codes: BTreeSet<String> = FILES.iter().flat_map(|(file, _)| codes_of(file)).collect();
    assert!(codes.len() > 110, "{codes:?}");
    let sampled: BTreeSet<String> = samples().iter().map(|case| case.id().to_owned()).collect();
    assert_eq!(sampled, codes);
    let wrong: Vec<String> = samples()
        .iter()
        .map(|case| (case, case.run().pop().unwrap().explanation()))
        .filter(|(case, explanation)| !explanation.codes().contains(&case.id()))
        .map(|(case, explanation)| format!("{}: {explanation}", case.id()))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn page() -> String {
    let samples: BTreeMap<String, Case> =
        samples().into_iter().map(|case| (case.id().to_owned(), case)).collect();
    let mut page = HEAD.to_owned();
    for (file, title) in FILES {
        let _ = write!(page, "\n## {title}\n");
        for code in codes_of(file) {
            page += &entry(&samples[&code]);
        }
    }
    page
}

const HEAD: &str = "\
# Reasons

Every code that `fetch_cors::explain` can return, with an exchange that leads to it. The origin of the page is
`https://app.example` unless an entry says otherwise. This file is generated from the crate: after a change, run
`cargo test --all-features --test explain write_reasons -- --ignored`, and read the difference.

The codes are stable names for scripts. A *finding* is a reason why a fetch is refused. A *hint* points at the cause of a
finding, or at a value that is nearly right. A *surprise* is a fact that surprises people and is no refusal. A *gap* is a
part of the fetch that its record does not say.
";

fn entry(case: &Case) -> String {
    let told = case.run().pop().unwrap();
    let mut text = format!("\n### `{}`\n\n{}\n", case.id(), case.0["what"].as_str().unwrap());
    text += &about(case);
    text += &names(case.id(), &told.explanation());
    if !told.wire.is_empty() {
        let _ = write!(text, "\n```text\n{}```\n", exchanges(&told.wire));
    }
    let _ = write!(text, "\n```text\n{}\n```\n", told.explanation());
    text
}

/// The exchanges, those that repeat once.
fn exchanges(wire: &[String]) -> String {
    let mut text = String::new();
    for same in wire.chunk_by(|a, b| a == b) {
        text += &same[0];
        if same.len() > 1 {
            let _ = writeln!(text, "(the same {} times)", same.len());
        }
    }
    text
}

/// What cannot be seen in the exchange.
fn about(case: &Case) -> String {
    let mut text = String::new();
    let page = &case.0["page"];
    if let Some(origin) = page["origin"].as_str() {
        let _ = write!(text, "\nThe origin of the page is `{origin}`.\n");
    }
    if let Some(policy) = page["embedder_policy"].as_str() {
        let _ = write!(text, "\nThe embedder policy of the page is `{policy}`.\n");
    }
    let fetch = case.0["fetches"].as_array().unwrap().last().unwrap();
    let url = fetch["url"].as_str().unwrap();
    let mut call = format!("`{}` of `{url}`", fetch["api"].as_str().unwrap_or("fetch"));
    for member in ["method", "mode", "credentials", "redirect", "cache", "body"] {
        if let Some(value) = fetch[member].as_str() {
            call += &format!(", {member} `{value}`");
        }
    }
    let _ = write!(text, "\nThe call: {call}.\n");
    text
}

/// The names that others have for it.
fn names(code: &str, explanation: &Explanation) -> String {
    let Some(finding) = explanation.findings.iter().find(|finding| finding.code() == code) else {
        return String::new();
    };
    let mut text = String::new();
    for (whose, name) in [("MDN", Finding::mdn_name(finding)), ("Chromium", Finding::chromium_name(finding))]
    {
        if let Some(name) = name {
            let _ = write!(text, "\n{whose}: `{name}`.\n");
        }
    }
    if let Some(step) = finding.step() {
        let _ = write!(text, "\nStep: [{step}]({}).\n", step.url());
    }
    text
}

fn notes() -> PathBuf {
    root().join("spec-notes/reasons.md")
}

#[test]
fn the_page_is_current() {
    let path = notes();
    if !path.parent().unwrap().exists() {
        return; // a published package may leave out the notes
    }
    assert!(fs::read_to_string(path).unwrap() == page(), "run the ignored test `write_reasons`");
}

#[test]
#[ignore = "writes the page"]
fn write_reasons() {
    fs::write(notes(), page()).unwrap();
}

/// No sample prints a secret, and no line is longer than two lines of a terminal.
#[test]
fn samples_are_safe_and_short() {
    for case in samples() {
        let explanation = case.run().pop().unwrap().explanation();
        let text = explanation.to_string();
        for secret in ["password", "user:", "next=items"] {
            let said = text.replace("a user name or a password", "").replace("user name and password", "");
            let said =
                said.replace("the user name and the password", "").replace("user name or password", "");
            // These are about passwords, and hold none.
            let asks = ["preflight-authentication", "authentication-stream-body", "proxy-without-user"];
            assert!(!said.contains(secret) || asks.contains(&case.id()), "{secret}: {text}");
        }
        for line in text.lines() {
            assert!(line.len() <= 240, "{} characters: {line}", line.len());
        }
        assert!(!text.contains("Allow-Origin: null") && !text.contains("  \n"), "{text}");
    }
}
