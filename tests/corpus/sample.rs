//! The part of the corpus that is kept with the tests.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::case::{Case, Verdict};
use crate::files;

/// Of each family in each browser, of each kind of scenario on each kind of page, and of those that the engine cannot
/// be asked about, the first ones; and some from all over the corpus.
const OF_EACH: usize = 3;
const EVERY: usize = 25;

/// Where it is.
pub fn file() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "corpus", "sample.jsonl.gz"].iter().collect()
}

pub fn read() -> Vec<Case> {
    let read = |mut line: Value| {
        Case::read(line["scenario"].take(), line["chromium"].take(), line["firefox"].take())
    };
    files::lines(&file()).into_iter().filter_map(read).collect()
}

pub fn write(cases: &[&Case]) {
    let line = |case: &&Case| {
        let [scenario, chromium, firefox] = &case.lines;
        json!({"scenario": scenario, "chromium": chromium, "firefox": firefox})
    };
    files::write(&file(), cases.iter().map(line));
}

/// Which cases of the corpus it holds.
pub fn choose<'c>(cases: &'c [Case], verdicts: &[Verdict]) -> Vec<&'c Case> {
    let mut chosen: BTreeMap<String, usize> = BTreeMap::new();
    let mut wanted = |subject: String| {
        let taken = chosen.entry(subject).or_default();
        *taken += 1;
        *taken <= OF_EACH
    };
    let mut sample = vec![];
    for (place, (case, verdict)) in cases.iter().zip(verdicts).enumerate() {
        let mut chosen = place % EVERY == 0;
        for decided in &verdict.decided {
            chosen |= wanted(format!("{decided:?}"));
        }
        chosen |= wanted(format!("{} {:?}", case.scenario.kind, case.scenario.page));
        if chosen {
            sample.push(case);
        }
    }
    sample
}
