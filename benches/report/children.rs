//! The benches that the report runs, and what they print.

use std::collections::HashMap;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::operations::{Measurement, growth_measurements, measurements};

/// Instructions by measurement.
pub fn instructions() -> HashMap<String, u64> {
    let names = |all: Vec<Measurement>| all.into_iter().map(|m| m.name).collect::<Vec<_>>();
    let (operations, growth) = (names(measurements()), names(growth_measurements()));
    let printed = bench("instructions", &["--output-format=json", "--parallel"]);
    let count = |line: &str| {
        let summary: Value = serde_json::from_str(line).ok()?;
        let names = if summary["function_name"] == "growth" { &growth } else { &operations };
        let index: usize = summary["id"].as_str()?.rsplit('_').next()?.parse().ok()?;
        Some((names.get(index)?.clone(), first_number(find(&summary["profiles"], "Ir")?)?))
    };
    printed.lines().filter_map(count).collect()
}

/// What stands under a key, wherever it is.
fn find<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    let inner: Vec<&Value> = match value {
        Value::Object(map) => match map.get(key) {
            Some(found) => return Some(found),
            None => map.values().collect(),
        },
        Value::Array(values) => values.iter().collect(),
        _ => return None,
    };
    inner.into_iter().find_map(|value| find(value, key))
}

/// The count of this run; behind it may be that of the last.
fn first_number(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::Array(values) => values.iter().find_map(first_number),
        Value::Object(map) => map.values().find_map(first_number),
        _ => None,
    }
}

/// Nanoseconds by measurement: the fastest of all samples, as anything more is what else the machine did.
pub fn times() -> HashMap<String, f64> {
    let printed = bench("time", &["--color=never"]);
    let mut names: Vec<String> = measurements().into_iter().map(|measurement| measurement.name).collect();
    // Of two names that a line begins with, the longer is meant.
    names.sort_unstable_by_key(|name| std::cmp::Reverse(name.len()));
    let time = |line: &str| {
        let line = line.trim_start_matches(|c: char| " │├╰─".contains(c));
        let name = names.iter().find(|name| line.starts_with(name.as_str()))?;
        let mut fastest = line[name.len()..].split_whitespace();
        let number: f64 = fastest.next()?.parse().ok()?;
        let unit = match fastest.next()? {
            "ps" => 1e-3,
            "ns" => 1.0,
            "µs" => 1e3,
            "ms" => 1e6,
            _ => 1e9,
        };
        Some((name.clone(), number * unit))
    };
    printed.lines().filter_map(time).collect()
}

/// Runs a bench and returns what it prints, or nothing if it fails: it has said why.
fn bench(name: &str, arguments: &[&str]) -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["bench", "--quiet", "--bench", name, "--"]).args(arguments).stderr(Stdio::inherit());
    let output = command.output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() { printed } else { String::new() }
}
