//! The part of the corpus that is kept with the tests.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::case::{Case, Judged, Verdict};
use crate::files;
use crate::script::ScriptCase;

/// Of each family in each browser, and of each kind of scenario on each kind of page, the first ones; and some from all over
/// the corpus.
const OF_EACH: usize = 3;
const EVERY: usize = 25;

/// Where it is.
pub fn file() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "corpus", "sample.jsonl.gz"].iter().collect()
}

pub fn read() -> Vec<Case> {
    let lines = files::lines(&file()).into_iter().filter(|line| !is_script(line));
    lines.filter_map(|line| observed(line, Case::read)).collect()
}

/// What it has of scripts that send nothing.
pub fn scripts() -> Vec<ScriptCase> {
    let lines = files::lines(&file()).into_iter().filter(is_script);
    lines.filter_map(|line| observed(line, ScriptCase::read)).collect()
}

fn is_script(line: &Value) -> bool {
    ScriptCase::KINDS.contains(&line["scenario"]["kind"].as_str().unwrap())
}

fn observed<C>(mut line: Value, read: impl Fn(Value, Value, Value) -> Option<C>) -> Option<C> {
    read(line["scenario"].take(), line["chromium"].take(), line["firefox"].take())
}

pub fn write<'c>(cases: impl Iterator<Item = &'c dyn Judged>) {
    let line = |case: &dyn Judged| {
        let [scenario, chromium, firefox] = case.lines();
        json!({"scenario": scenario, "chromium": chromium, "firefox": firefox})
    };
    files::write(&file(), cases.map(line));
}

/// Which of some cases it holds.
pub fn choose<'c, C: Judged>(cases: &'c [C], verdicts: &[Verdict]) -> Vec<&'c C> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut is_wanted = |subject: String| {
        let taken = taken.entry(subject).or_default();
        *taken += 1;
        *taken <= OF_EACH
    };
    let mut sample = vec![];
    for (place, (case, verdict)) in cases.iter().zip(verdicts).enumerate() {
        let mut is_chosen = place % EVERY == 0;
        for decided in &verdict.decided {
            is_chosen |= is_wanted(format!("{decided:?}"));
        }
        is_chosen |= is_wanted(case.sort());
        if is_chosen {
            sample.push(case);
        }
    }
    sample
}
