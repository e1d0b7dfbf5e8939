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

mod browser;
mod by_fetch;
mod case;
mod course;
mod document;
mod files;
mod host;
mod load;
mod replay;
mod sample;
mod scenario;
mod server;
mod via;
mod xhr;

use std::collections::{BTreeMap, BTreeSet};

use browser::{Browser, Family};
use case::{Case, Verdict};
use fetch_cors::request::Switches;

/// The kinds of newer scenarios whose requests are made by `fetch()`. The last five are of the kinds of the older ones.
const BY_FETCH: [&str; 9] =
    ["http", "coep", "fuzz", "deepcache", "cache", "location", "safelist", "simple", "nocors"];

/// The kinds of loads that are no `fetch()` and no `XMLHttpRequest`.
const LOADS: &[&str] = &["element", "font", "navigate", "beacon", "eventsource"];

/// In the sample, everything goes as predicted, and each family decides something.
#[test]
fn sample_of_the_corpus() {
    let cases = sample::read();
    let verdicts = judge(&cases);
    let decided = decided(&verdicts);
    for (family, browser) in families().filter(|(family, _)| !Family::NOT_AT_HAND.contains(family)) {
        assert!(decided.contains_key(&(family, browser)), "{} in {browser:?} decides nothing", family.name());
    }
    for entry in document::entries() {
        if Family::NOT_AT_HAND.iter().any(|family| family.name() == entry.name) {
            continue;
        }
        let place = cases.iter().position(|case| case.scenario.id == entry.example);
        let place = place.unwrap_or_else(|| panic!("{}: the sample has no {}", entry.name, entry.example));
        let families: Vec<_> = verdicts[place].decided.iter().map(|(family, _)| family.name()).collect();
        assert!(families.contains(&entry.name.as_str()), "{} does not decide {}", entry.name, entry.example);
    }
}

/// In the whole corpus, each family decides as many scenarios as the document says.
#[test]
fn whole_corpus() {
    let Some(cases) = whole() else { return };
    let verdicts = judge(&cases);
    let decided = decided(&verdicts);
    let mut wrong = vec![];
    for entry in document::entries() {
        for (browser, scenarios) in &entry.scenarios {
            let family = Family::ALL.iter().find(|family| family.name() == entry.name).unwrap();
            let found = decided.get(&(*family, *browser)).copied().unwrap_or(0);
            println!("{browser:?} {}: {found}", entry.name);
            if found != *scenarios {
                wrong.push(format!("{} in {browser:?}: {found}, not {scenarios}", entry.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let count = |fits: fn(&&Verdict) -> bool| verdicts.iter().filter(fits).count();
    let by = [
        count(|v| v.by_the_standard.contains(&Browser::Chromium)),
        count(|v| v.by_the_standard.contains(&Browser::Firefox)),
        count(|v| v.by_the_standard.len() == 2),
        count(|v| !v.by_the_standard.is_empty()),
    ];
    println!(
        "{} scenarios, by the standard: Chromium {}, Firefox {}, both {}, one {}",
        cases.len(),
        by[0],
        by[1],
        by[2],
        by[3]
    );
    assert_eq!(document::row("by the standard"), by);
    assert_eq!(document::row("scenarios"), [cases.len(), count(|v| v.engine_asked)]);
    let ids = |cases: &[&Case]| cases.iter().map(|case| case.scenario.id.clone()).collect::<Vec<_>>();
    let sample = sample::read();
    assert_eq!(
        ids(&sample::choose(&cases, &verdicts)),
        ids(&sample.iter().collect::<Vec<_>>()),
        "the sample is old"
    );
}

/// All loads go as predicted, and the engine is asked about each.
#[test]
fn loads() {
    let Some(cases) = more(LOADS) else { return };
    assert!(judge(&cases).iter().all(|verdict| verdict.engine_asked));
}

/// Wherever the engine does what a browser does, it does so with the switches too; and in so many scenarios more as the
/// document says.
#[test]
fn switches_fit_browsers() {
    assert!(fits_with_switches(&sample::read())[3] > 0);
    if let Some(cases) = whole() {
        assert_eq!(document::row("more with the switches"), fits_with_switches(&cases));
    }
}

/// In how many cases the switches make the engine do what Chromium does, Firefox, both and at least one.
fn fits_with_switches(cases: &[Case]) -> [usize; 4] {
    let mut more = [0; 4];
    for case in cases {
        let without = case.fits(Switches::default());
        let with = case.fits(Switches::as_browsers_do_today());
        assert!(without.is_subset(&with), "{}: {without:?}, {with:?}", case.scenario.id);
        more[0] += usize::from(with.contains(&Browser::Chromium) && !without.contains(&Browser::Chromium));
        more[1] += usize::from(with.contains(&Browser::Firefox) && !without.contains(&Browser::Firefox));
        more[2] += usize::from(with.len() == 2 && without.len() < 2);
        more[3] += usize::from(!with.is_empty() && without.is_empty());
    }
    more
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

#[test]
#[ignore = "writes the sample from the whole corpus"]
fn write_sample() {
    let cases = whole().expect("the corpus");
    let verdicts = judge(&cases);
    sample::write(&sample::choose(&cases, &verdicts));
}

fn families() -> impl Iterator<Item = (Family, Browser)> {
    Family::ALL.iter().flat_map(|family| family.browsers().iter().map(|browser| (*family, *browser)))
}

/// The first set, and the kinds of the newer one that are predicted exactly.
fn whole() -> Option<Vec<Case>> {
    let folder = files::folder()?;
    let older = files::observed(&folder).filter_map(|[scenario, c, f]| Case::read(scenario, c, f));
    Some(older.chain(more(&BY_FETCH)?).chain(more(LOADS)?).collect())
}

/// The newer observations of these kinds of scenarios.
fn more(kinds: &[&str]) -> Option<Vec<Case>> {
    let observed = files::observed(&files::folder()?.join("more"));
    let of_kinds = observed.filter(|[scenario, _, _]| kinds.iter().any(|kind| scenario["kind"] == *kind));
    Some(of_kinds.filter_map(|[scenario, c, f]| Case::read(scenario, c, f)).collect())
}

/// Prints what is not predicted of the newer observations: of one half, by a hash of the ids.
#[test]
#[ignore = "prints misses"]
#[allow(clippy::disallowed_methods, reason = "asks the environment which half and which kinds")]
fn misses() {
    let half: u8 = std::env::var("HALF").unwrap().parse().unwrap();
    let kinds = std::env::var("KINDS")
        .unwrap_or("http coep fuzz deepcache cache location safelist simple nocors".to_owned());
    let mut counts: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for [scenario, c, f] in files::observed(&files::folder().unwrap().join("more")) {
        let kind = scenario["kind"].as_str().unwrap().to_owned();
        if !kinds.split_whitespace().any(|k| k == kind)
            || files::half(scenario["id"].as_str().unwrap()) != half
        {
            continue;
        }
        let Some(case) = Case::read(scenario, c, f) else { continue };
        let count = counts.entry(kind).or_default();
        count[0] += 1;
        if let Err(why) = case.judge() {
            count[1] += 1;
            println!("{} {} {why}", case.scenario.id, case.scenario.kind);
        }
    }
    println!("{counts:?}");
}

fn judge(cases: &[Case]) -> Vec<Verdict> {
    let judge = |cases: &[Case]| cases.iter().map(Case::judge).collect::<Vec<_>>();
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
            Err(error) => wrong.push(format!("{} {error}", case.scenario.id)),
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
