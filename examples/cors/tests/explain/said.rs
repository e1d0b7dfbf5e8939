//! A test of what the command says about the data of all readers, as one table.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::command::explain;
use crate::schema;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// Returns the data files of all readers, in a fixed order.
fn files() -> Vec<PathBuf> {
    let folders = ["explain_har/data", "explain_text/data/curl", "explain_text/data/console"];
    let mut files: Vec<PathBuf> = folders
        .iter()
        .flat_map(|name| folder().join(name).read_dir().unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

/// Returns the table: a line for each fetch of each file.
fn table() -> String {
    let mut table = String::new();
    for file in files() {
        let name = file.strip_prefix(folder()).unwrap().display();
        let path = file.to_str().unwrap();
        let outcome = explain(&[path, "--all", "--format", "json"]);
        writeln!(table, "# {name}: {}", outcome.code).unwrap();
        if outcome.code == 2 {
            writeln!(table, "{}", outcome.err.replace(path, "…").trim_end()).unwrap();
            continue;
        }
        let report = outcome.json();
        schema::check(&report);
        for note in report["notes"].as_array().unwrap() {
            writeln!(table, "note: {}", note.as_str().unwrap()).unwrap();
        }
        for fetch in report["fetches"].as_array().unwrap() {
            writeln!(table, "{}", line(fetch)).unwrap();
        }
    }
    table
}

fn line(fetch: &Value) -> String {
    let explanation = &fetch["explanation"];
    let codes = |list: &Value| -> String {
        let codes: Vec<&str> =
            list.as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect();
        if codes.is_empty() { "-".to_owned() } else { codes.join(" ") }
    };
    format!(
        "{} ({}): {}, {} | {} | {}{}",
        fetch["title"].as_str().unwrap(),
        fetch["place"].as_str().unwrap(),
        explanation["outcome"].as_str().unwrap(),
        codes(&explanation["findings"]),
        codes(&explanation["surprises"]),
        codes(&explanation["gaps"]),
        if fetch["contradiction"].is_null() { "" } else { " | contradicted" },
    )
}

#[test]
fn the_table_is_what_is_said() {
    let written = std::fs::read_to_string(folder().join("explain/said.txt")).unwrap();
    assert!(written == table(), "what is said has changed: write the table, and read the difference");
}

/// Writes the table to its file. Read the difference before you keep it.
#[test]
#[ignore = "writes the data"]
fn write_the_table() {
    std::fs::write(folder().join("explain/said.txt"), table()).unwrap();
}
