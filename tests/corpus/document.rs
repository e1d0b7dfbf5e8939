//! `spec-notes/browsers.md`, as far as a test can hold it against the replays.

use std::collections::{BTreeMap, BTreeSet};

use crate::browser::Browser;

const DOCUMENT: &str = include_str!("../../spec-notes/browsers.md");

/// What the document says of a family.
#[derive(Debug, Default)]
pub struct Entry {
    /// The heading above it.
    pub group: String,
    pub name: String,
    /// How many scenarios of the whole corpus it decides.
    pub scenarios: BTreeMap<Browser, usize>,
    /// A scenario that it decides.
    pub example: String,
    /// The steps of the standard, as title and number.
    pub steps: Vec<(String, String)>,
    /// What stands behind `- When: ` and its like, in one line.
    parts: BTreeMap<String, String>,
}

impl Entry {
    /// A part that each entry has.
    pub fn part(&self, name: &str) -> &str {
        self.parts.get(name).unwrap_or_else(|| panic!("{} has no part {name:?}", self.name))
    }

    /// The field of `Switches` that does the same, if there is one.
    pub fn switch(&self) -> Option<String> {
        Some(unquoted(self.parts.get("Switch")?).replace("Switches::", ""))
    }
}

/// The entries, in their order.
pub fn entries() -> Vec<Entry> {
    let groups = DOCUMENT.split("\n## ").skip(1);
    groups.flat_map(|group| group.split("\n### ").skip(1).map(|section| entry(group, section))).collect()
}

fn entry(group: &str, section: &str) -> Entry {
    let mut lines = section.lines().filter(|line| !line.is_empty());
    let name = unquoted(lines.next().unwrap());
    // `Chromium 1, Firefox 2; as in `1-00000`.`
    let (scenarios, example) = lines.next().unwrap().split_once("; as in ").unwrap();
    let scenarios = scenarios.split(", ").map(|part| {
        let (browser, number) = part.split_once(' ').unwrap();
        let browser = Browser::ALL.into_iter().find(|b| format!("{b:?}") == browser).unwrap();
        (browser, number.replace(',', "").parse().unwrap())
    });
    let parts: BTreeMap<_, _> = section.split("\n- ").skip(1).map(part).collect();
    let steps = &parts["Standard"];
    let steps = steps.split_once(". ").map_or(steps.trim_end_matches('.'), |(steps, _)| steps);
    Entry {
        group: group.lines().next().unwrap().to_owned(),
        name,
        scenarios: scenarios.collect(),
        example: unquoted(example.trim_end_matches('.')),
        steps: steps
            .split("; ")
            .map(|step| step.rsplit_once(' ').unwrap())
            .map(|(title, step)| (title.replace('`', ""), step.to_owned()))
            .collect(),
        parts,
    }
}

fn part(item: &str) -> (String, String) {
    let paragraph = item.split("\n\n").next().unwrap();
    let (name, text) = paragraph.split_once(": ").unwrap();
    (name.to_owned(), text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The families that were seen in the newer versions only.
pub fn in_newer_versions() -> BTreeSet<String> {
    let text = DOCUMENT.split("seen in the newer versions only: ").nth(1).unwrap();
    let names = text.split("\n\n").next().unwrap().trim_end_matches('.').split(',');
    names.map(|name| unquoted(name.trim())).collect()
}

/// The versions of a browser that were observed, the older one first.
pub fn versions(browser: &str) -> Vec<String> {
    let row = DOCUMENT.lines().find_map(|line| line.strip_prefix(&format!("| {browser} | "))).unwrap();
    let is_version = |word: &&str| word.contains('.') && word.starts_with(|c: char| c.is_ascii_digit());
    row.split([' ', ',']).filter(is_version).map(str::to_owned).collect()
}

/// The numbers of a row of the table of agreement.
pub fn row(label: &str) -> Vec<usize> {
    let row = DOCUMENT.lines().find_map(|line| line.strip_prefix(&format!("| {label} |"))).unwrap();
    row.trim_end_matches('|').split('|').map(|cell| cell.trim().replace(',', "").parse().unwrap()).collect()
}

fn unquoted(text: &str) -> String {
    text.trim_matches('`').to_owned()
}
