//! `spec-notes/browsers.md`, as far as a test can hold it against the replays.

use std::collections::BTreeMap;

use crate::browser::Browser;

const DOCUMENT: &str = include_str!("../../spec-notes/browsers.md");

/// What the document says of a family.
#[derive(Debug, Default)]
pub struct Entry {
    pub name: String,
    /// How many scenarios of the whole corpus it decides.
    pub scenarios: BTreeMap<Browser, usize>,
    /// A scenario that it decides.
    pub example: String,
    /// The steps of the standard, as title and number.
    pub steps: Vec<(String, String)>,
}

/// The entries, in their order.
pub fn entries() -> Vec<Entry> {
    DOCUMENT.split("\n### ").skip(1).map(entry).collect()
}

fn entry(section: &str) -> Entry {
    let mut lines = section.lines().filter(|line| !line.is_empty());
    let name = unquoted(lines.next().unwrap());
    // `Chromium 1, Firefox 2; as in `1-00000`.`
    let (scenarios, example) = lines.next().unwrap().split_once("; as in ").unwrap();
    let scenarios = scenarios.split(", ").map(|part| {
        let (browser, number) = part.split_once(' ').unwrap();
        let browser = Browser::ALL.into_iter().find(|b| format!("{b:?}") == browser).unwrap();
        (browser, number.replace(',', "").parse().unwrap())
    });
    let steps = lines.find_map(|line| line.strip_prefix("- Standard: ")).unwrap();
    let steps = steps.split_once(". ").map_or(steps.trim_end_matches('.'), |(steps, _)| steps);
    Entry {
        name,
        scenarios: scenarios.collect(),
        example: unquoted(example.trim_end_matches('.')),
        steps: steps
            .split("; ")
            .map(|step| step.rsplit_once(' ').unwrap())
            .map(|(title, step)| (title.replace('`', ""), step.to_owned()))
            .collect(),
    }
}

/// The numbers of a row of the table of agreement.
pub fn row(label: &str) -> Vec<usize> {
    let row = DOCUMENT.lines().find_map(|line| line.strip_prefix(&format!("| {label} |"))).unwrap();
    row.trim_end_matches('|').split('|').map(|cell| cell.trim().replace(',', "").parse().unwrap()).collect()
}

fn unquoted(text: &str) -> String {
    text.trim_matches('`').to_owned()
}
