//! One scenario with what the browsers did, and whether that is what it should be.

use std::collections::BTreeSet;

use fetch_cors::request::Switches;
use serde_json::Value;

use crate::browser::{Browser, Family, Ways, through_browser};
use crate::course::Course;
use crate::replay::{through_engine, through_twin};
use crate::scenario::Scenario;
use crate::support::drive::compare;

#[derive(Debug)]
pub struct Case {
    pub scenario: Scenario,
    /// In the order of `Browser::ALL`.
    pub observed: [Course; 2],
    lines: [Value; 3],
}

/// A scenario that can be held against what the browsers did.
pub trait Judged: Sync {
    fn id(&self) -> &str;

    /// What the sample has some of.
    fn sort(&self) -> String;

    /// The scenario and the observations as their files have them.
    fn lines(&self) -> &[Value; 3];

    fn judge(&self) -> Result<Verdict, String>;
}

/// What a case shows.
#[derive(Debug, Default)]
pub struct Verdict {
    /// The browsers that did what the standard says.
    pub by_the_standard: BTreeSet<Browser>,
    /// The families that decide a browser's course.
    pub decided: BTreeSet<(Family, Browser)>,
}

impl Case {
    /// `None` for one that came out differently in another run of a browser.
    pub fn read(scenario: Value, chromium: Value, firefox: Value) -> Option<Self> {
        if !is_steady(&scenario, &chromium, &firefox) {
            return None;
        }
        Some(Case {
            observed: [Course::observed(&chromium), Course::observed(&firefox)],
            scenario: Scenario::read(&scenario),
            lines: [scenario, chromium, firefox],
        })
    }

    /// The browsers whose course the engine takes with these switches.
    pub fn fits(&self, switches: Switches) -> BTreeSet<Browser> {
        let (course, _) = through_engine(&self.scenario, switches);
        let observed = Browser::ALL.into_iter().zip(&self.observed);
        observed.filter(|(_, observed)| **observed == course).map(|(browser, _)| browser).collect()
    }
}

impl Judged for Case {
    fn id(&self) -> &str {
        &self.scenario.id
    }

    fn sort(&self) -> String {
        format!("{} {:?}", self.scenario.kind, self.scenario.page)
    }

    fn lines(&self) -> &[Value; 3] {
        &self.lines
    }

    /// Engine and twin do the same; without departures so does the fetch that the browsers' departures are made from;
    /// with its departures, each browser does what was observed, in everything.
    fn judge(&self) -> Result<Verdict, String> {
        let (standard, outputs) = through_twin(&self.scenario);
        let (engine, seen) = through_engine(&self.scenario, Switches::default());
        same("engine", &engine, &standard)?;
        for (twin, engine) in outputs.iter().zip(&seen) {
            compare(twin, engine)?;
        }
        let plain = through_browser(&self.scenario, &Ways::standard());
        same("without departures", &plain, &standard)?;
        let run = |ways: &Ways| through_browser(&self.scenario, ways);
        judge_browsers(&standard, &self.observed, run, Course::difference)
    }
}

/// Whether a scenario came out the same in every run of each browser.
pub fn is_steady(scenario: &Value, chromium: &Value, firefox: &Value) -> bool {
    let id = &scenario["id"];
    assert_eq!((id, id), (&chromium["id"], &firefox["id"]));
    chromium["flaky"] != true && firefox["flaky"] != true
}

/// Holds what each browser did against what it does by the families.
pub fn judge_browsers<T: PartialEq>(
    standard: &T,
    observed: &[T; 2],
    run: impl Fn(&Ways) -> T,
    difference: impl Fn(&T, &T) -> Option<String>,
) -> Result<Verdict, String> {
    let mut verdict = Verdict::default();
    let mut wrong = vec![];
    for (browser, observed) in Browser::ALL.into_iter().zip(observed) {
        let all_ways = Ways::of(browser);
        let Some(ways) = all_ways.iter().find(|ways| run(ways) == *observed) else {
            let difference = difference(&run(&all_ways[0]), observed);
            wrong.push(format!("{browser:?}: {}", difference.unwrap_or_default()));
            continue;
        };
        let families = deciding(ways, &run, standard);
        if observed == standard {
            verdict.by_the_standard.insert(browser);
        } else if families.is_empty() {
            wrong.push(format!("{browser:?}: no family decides that it is not by the standard"));
        }
        verdict.decided.extend(families.into_iter().map(|family| (family, browser)));
    }
    if wrong.is_empty() { Ok(verdict) } else { Err(wrong.join("\n")) }
}

/// The families that decide what a browser does: those without which it would have done something else; where there are
/// none, because several come to the same, those that by themselves part from the standard.
fn deciding<T: PartialEq>(ways: &Ways, run: impl Fn(&Ways) -> T, standard: &T) -> BTreeSet<Family> {
    let predicted = run(ways);
    let taken = ways.taken();
    let decides = |family: &Family| run(&ways.without(*family)) != predicted;
    let decisive: BTreeSet<_> = taken.iter().copied().filter(decides).collect();
    if !decisive.is_empty() {
        return decisive;
    }
    taken.into_iter().filter(|family| run(&Ways::only(*family)) != *standard).collect()
}

fn same(who: &str, course: &Course, expected: &Course) -> Result<(), String> {
    match course.difference(expected) {
        None => Ok(()),
        Some(difference) => Err(format!("{who}: {difference}")),
    }
}
