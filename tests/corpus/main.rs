//! Exchanges that were observed in Chromium and Firefox, replayed: a sample of them always, all of them where the corpus
//! is at hand. Each difference between a browser and the standard belongs to a family in `spec-notes/browsers.md`, which
//! says when it occurs and what the browser does instead; what a browser does is predicted with these, and nothing else
//! may differ.
//!
//! `cargo test --test corpus -- --ignored write_sample` makes the sample anew.

#![allow(clippy::disallowed_macros, reason = "prints how much was compared")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]
#![allow(unreachable_pub, reason = "modules of a test")]

#[path = "../support/mod.rs"]
mod support;
#[path = "../twin/mod.rs"]
mod twin;

mod api;
mod browser;
mod by_fetch;
mod case;
mod construct;
mod constructor;
mod course;
mod data;
mod document;
mod files;
mod host;
mod load;
mod replay;
mod sample;
mod scenario;
mod script;
mod server;
mod via;
mod xhr;

use std::collections::{BTreeMap, BTreeSet};

use browser::{Browser, Family};
use case::{Case, Judged, Verdict};
use fetch_cors::request::Switches;
use script::ScriptCase;
use serde_json::Value;

/// In the sample, everything goes as predicted, and each family decides something.
#[test]
fn sample_of_the_corpus() {
    let (cases, scripts) = (sample::read(), sample::scripts());
    let ids: Vec<_> = cases.iter().map(Judged::id).chain(scripts.iter().map(Judged::id)).collect();
    let mut verdicts = judge(&cases);
    verdicts.extend(judge(&scripts));
    let decided = decided(&verdicts);
    for (family, browser) in families().filter(|(family, _)| !Family::NOT_AT_HAND.contains(family)) {
        assert!(decided.contains_key(&(family, browser)), "{} in {browser:?} decides nothing", family.name());
    }
    let at_hand = |name: &str| Family::NOT_AT_HAND.iter().all(|family| family.name() != name);
    for entry in document::entries().into_iter().filter(|entry| at_hand(&entry.name)) {
        let place = ids.iter().position(|id| *id == entry.example);
        let place = place.unwrap_or_else(|| panic!("{}: the sample has no {}", entry.name, entry.example));
        let families: Vec<_> = verdicts[place].decided.iter().map(|(family, _)| family.name()).collect();
        assert!(families.contains(&entry.name.as_str()), "{} does not decide {}", entry.name, entry.example);
    }
}

/// In the whole corpus, everything goes as predicted, and each family decides as many scenarios as the document says.
#[test]
fn whole_corpus() {
    let (Some(cases), Some(scripts)) = (requests(), scripts()) else { return };
    let (of_cases, of_scripts) = (judge(&cases), judge(&scripts));
    let samples = (sample::read(), sample::scripts());
    let chosen = (sample::choose(&cases, &of_cases), sample::choose(&scripts, &of_scripts));
    assert_eq!(ids(chosen.0), ids(&samples.0), "the sample is old");
    assert_eq!(ids(chosen.1), ids(&samples.1), "the sample is old");
    let of_older = decided(&of_cases[..older().unwrap()]);
    let is_new = |family: &&Family| of_older.keys().all(|(older, _)| older != *family);
    let new: BTreeSet<_> = Family::ALL.iter().filter(is_new).map(|family| family.name().to_owned()).collect();
    assert_eq!(document::in_newer_versions(), new);
    let verdicts: Vec<_> = of_cases.into_iter().chain(of_scripts).collect();
    let count = |fits: fn(&&Verdict) -> bool| verdicts.iter().filter(fits).count();
    let by = [
        count(|v| v.by_the_standard.contains(&Browser::Chromium)),
        count(|v| v.by_the_standard.contains(&Browser::Firefox)),
        count(|v| v.by_the_standard.len() == 2),
        count(|v| !v.by_the_standard.is_empty()),
    ];
    println!("{} scenarios; by the standard Chromium, Firefox, both, one: {by:?}", verdicts.len());
    compare_with_the_document(&decided(&verdicts));
    assert_eq!(document::row("by the standard"), by);
    assert_eq!(document::row("scenarios"), [verdicts.len()]);
}

/// Each family decides as many scenarios as the document says.
fn compare_with_the_document(decided: &BTreeMap<(Family, Browser), usize>) {
    let mut wrong = vec![];
    for entry in document::entries() {
        for (browser, scenarios) in &entry.scenarios {
            let family = Family::ALL.iter().find(|family| family.name() == entry.name).unwrap();
            let found = decided.get(&(*family, *browser)).copied().unwrap_or(0);
            println!("{browser:?} {}: {found}", entry.name);
            if found != *scenarios {
                wrong.push(format!("{browser:?} {}: {found}, not {scenarios}", entry.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn ids<'c, C: Judged + 'c>(cases: impl IntoIterator<Item = &'c C>) -> Vec<&'c str> {
    cases.into_iter().map(Judged::id).collect()
}

/// With the switches, the engine does what a browser does in so many scenarios more, and in so many fewer, as the document
/// says.
#[test]
fn switches_fit_browsers() {
    let (both, chromium) = (Switches::as_browsers_do_today(), Switches::as_chromium_does_today());
    let cases = sample::read();
    assert!(fits(&cases, both).iter().all(|[more, fewer]| more > fewer));
    let Some(cases) = requests() else { return };
    let [of_chromium, of_firefox] = fits(&cases, both);
    assert_eq!(document::row("`as_browsers_do_today`"), [of_chromium, of_firefox].concat());
    assert_eq!(document::row("`as_chromium_does_today`"), fits(&cases, chromium)[0]);
}

/// In how many cases the switches make the engine do what a browser does, and in how many it does so only without them;
/// for each browser.
fn fits(cases: &[Case], switches: Switches) -> [[usize; 2]; 2] {
    let mut counts = [[0; 2]; 2];
    for case in cases {
        let without = case.fits(Switches::default());
        let with = case.fits(switches);
        for (browser, [more, fewer]) in Browser::ALL.iter().zip(&mut counts) {
            *more += usize::from(with.contains(browser) && !without.contains(browser));
            *fewer += usize::from(without.contains(browser) && !with.contains(browser));
        }
    }
    counts
}

/// The families of the code are those of the document, and the steps it names are steps of the standard.
#[test]
fn families_are_those_of_the_document() {
    let entries = document::entries();
    let written: Vec<_> = entries
        .iter()
        .map(|entry| (entry.name.as_str(), entry.scenarios.keys().copied().collect::<Vec<_>>()))
        .collect();
    let coded: Vec<_> =
        Family::ALL.iter().map(|family| (family.name(), family.browsers().to_vec())).collect();
    assert_eq!(written, coded);
    let steps: BTreeSet<(String, String)> = include_str!("../../spec-notes/steps.tsv")
        .lines()
        .map(|row| row.split('\t').collect::<Vec<_>>())
        .map(|row| (row[2].replace("` ", "").replace(" `", ""), row[3].to_owned()))
        .collect();
    for entry in &entries {
        for step in &entry.steps {
            assert!(steps.contains(step), "{}: {step:?} is no step", entry.name);
        }
    }
}

/// The data is what the document says.
#[test]
fn data_is_that_of_the_document() {
    assert!(data::read() == data::of_the_document(), "the data is old; the test write_data writes it");
}

#[test]
#[ignore = "writes the data from the document"]
fn write_data() {
    data::write(&data::of_the_document());
}

#[test]
#[ignore = "writes the sample from the whole corpus"]
fn write_sample() {
    let (cases, scripts) = (requests().expect("the corpus"), scripts().expect("the corpus"));
    let chosen = sample::choose(&cases, &judge(&cases)).into_iter().map(|case| -> &dyn Judged { case });
    let scripts = sample::choose(&scripts, &judge(&scripts));
    sample::write(chosen.chain(scripts.into_iter().map(|case| -> &dyn Judged { case })));
}

/// Prints what is not predicted of the newer observations, and how many there are of each kind: of one half, by a hash of
/// the ids. `HALF=0 KINDS="http coep" cargo test --test corpus misses -- --ignored --nocapture`.
#[test]
#[ignore = "prints misses"]
#[allow(clippy::disallowed_methods, reason = "the environment says which")]
fn misses() {
    let half: u8 = std::env::var("HALF").unwrap().parse().unwrap();
    let kinds = std::env::var("KINDS").ok();
    let wanted = |kind: &str| kinds.as_ref().is_none_or(|kinds| kinds.split(' ').any(|k| k == kind));
    let mut counts: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for [scenario, c, f] in files::observed(&files::folder().unwrap().join("more")) {
        let id = scenario["id"].as_str().unwrap().to_owned();
        let kind = scenario["kind"].as_str().unwrap().to_owned();
        if !wanted(&kind) || files::half(&id) != half {
            continue;
        }
        let judged = if ScriptCase::KINDS.contains(&kind.as_str()) {
            ScriptCase::read(scenario, c, f).map(|case| case.judge())
        } else {
            Case::read(scenario, c, f).map(|case| case.judge())
        };
        let Some(judged) = judged else { continue };
        let count = counts.entry(kind.clone()).or_default();
        count[0] += 1;
        if let Err(why) = judged {
            count[1] += 1;
            println!("{id} {kind} {why}");
        }
    }
    println!("{counts:?}");
}

fn families() -> impl Iterator<Item = (Family, Browser)> {
    Family::ALL.iter().flat_map(|family| family.browsers().iter().map(|browser| (*family, *browser)))
}

/// How many of the scenarios that make requests are older. They are the first.
fn older() -> Option<usize> {
    Some(files::observed(&files::folder()?).count())
}

/// All scenarios that make requests.
fn requests() -> Option<Vec<Case>> {
    let makes_requests = |kind: &str| !ScriptCase::KINDS.contains(&kind);
    Some(observed(makes_requests)?.filter_map(|[scenario, c, f]| Case::read(scenario, c, f)).collect())
}

/// All scenarios of `Headers` and `Request` objects.
fn scripts() -> Option<Vec<ScriptCase>> {
    let of_objects = |kind: &str| ScriptCase::KINDS.contains(&kind);
    Some(observed(of_objects)?.filter_map(|[scenario, c, f]| ScriptCase::read(scenario, c, f)).collect())
}

/// The scenarios of some kinds with their observations, where the corpus is at hand.
fn observed(of: impl Fn(&str) -> bool) -> Option<impl Iterator<Item = [Value; 3]>> {
    let folder = files::folder()?;
    let all = files::observed(&folder).chain(files::observed(&folder.join("more")));
    Some(all.filter(move |[scenario, ..]| of(scenario["kind"].as_str().unwrap())))
}

fn judge<C: Judged>(cases: &[C]) -> Vec<Verdict> {
    let judge = |cases: &[C]| cases.iter().map(Judged::judge).collect::<Vec<_>>();
    let (first, second) = cases.split_at(cases.len() / 2);
    let results = std::thread::scope(|scope| {
        let first = scope.spawn(|| judge(first));
        let second = judge(second);
        first.join().unwrap().into_iter().chain(second)
    });
    let (mut verdicts, mut wrong) = (vec![], vec![]);
    for (case, result) in cases.iter().zip(results) {
        match result {
            Ok(verdict) => verdicts.push(verdict),
            Err(error) => wrong.push(format!("{} {error}", case.id())),
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    verdicts
}

/// How many cases each family decides.
fn decided(verdicts: &[Verdict]) -> BTreeMap<(Family, Browser), usize> {
    let mut decided = BTreeMap::new();
    for subject in verdicts.iter().flat_map(|verdict| &verdict.decided) {
        *decided.entry(*subject).or_default() += 1;
    }
    decided
}
