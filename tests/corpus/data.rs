//! `spec-notes/browsers.json`: the families of `spec-notes/browsers.md` for other tools.

#![allow(clippy::disallowed_methods, reason = "reads and writes a file")]

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::document::{self, Entry};

fn file() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "spec-notes", "browsers.json"].iter().collect()
}

pub fn read() -> Value {
    serde_json::from_str(&std::fs::read_to_string(file()).unwrap()).unwrap()
}

pub fn write(data: &Value) {
    std::fs::write(file(), format!("{data:#}\n")).unwrap();
}

pub fn of_the_document() -> Value {
    json!({
        "about": "Where Chromium and Firefox part from the Fetch Standard: the families of browsers.md, a record each.",
        "scenarios": document::row("scenarios")[0],
        "families": document::entries().iter().map(record).collect::<Vec<_>>(),
    })
}

fn record(entry: &Entry) -> Value {
    let older = usize::from(document::in_newer_versions().contains(&entry.name));
    let browser = |(browser, scenarios): (&Browser, &usize)| {
        let name = format!("{browser:?}");
        json!({ "name": name, "versions": document::versions(&name)[older..], "scenarios": scenarios })
    };
    let step = |(algorithm, step): &(String, String)| json!({ "algorithm": algorithm, "step": step });
    json!({
        "name": entry.name,
        "about": entry.group,
        "browsers": entry.scenarios.iter().map(browser).collect::<Vec<_>>(),
        "example": entry.example,
        "when": entry.part("When"),
        "instead": entry.part("Instead"),
        "steps": entry.steps.iter().map(step).collect::<Vec<_>>(),
        "standard": entry.part("Standard"),
        "page": entry.part("For a page"),
        "switch": entry.switch(),
    })
}
