//! The benches that the report runs, and parsers for what they print.

use std::collections::HashMap;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::operations::{Measurement, growth_measurements, measurements};

/// Returns the number of instructions of each measurement, by name.
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

/// Finds the value of a key at any depth.
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

/// Returns the first number, which is the count of this run. The count of the previous run may follow it.
fn first_number(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::Array(values) => values.iter().find_map(first_number),
        Value::Object(map) => map.values().find_map(first_number),
        _ => None,
    }
}

/// Returns the time of each measurement in nanoseconds, by name. This is the fastest of all samples, because other work of
/// the machine makes the other samples slower.
pub fn times() -> HashMap<String, f64> {
    let printed = bench("time", &["--color=never"]);
    let mut names: Vec<String> = measurements().into_iter().map(|measurement| measurement.name).collect();
    // If a line begins with two of the names, the longer name is the right one.
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

/// Runs a bench and returns what it prints. If the bench fails, it prints the reason itself, and this returns no text.
fn bench(name: &str, arguments: &[&str]) -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["bench", "--quiet", "--bench", name, "--"]).args(arguments).stderr(Stdio::inherit());
    let output = command.output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() { printed } else { String::new() }
}
