//! A test with the tour that Chromium recorded: each refused fetch has the explanation that the engine gives to its own
//! fetch.

use std::path::Path;

use serde_json::Value;

use crate::command::explain;

fn read(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Explains the fetch of a stop, by the entries that belong to the stop.
fn explained(stop: &Value) -> Option<Value> {
    let (from, to) = (stop["entries"][0].as_u64().unwrap(), stop["entries"][1].as_u64().unwrap());
    // Chromium makes no entry if nothing is sent, and CORS does not apply to a `data:` URL.
    if to < from || !stop["url"].as_str().unwrap().starts_with("http") {
        return None;
    }
    let har = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/chromium_tour.har");
    let outcome = explain(&[har.to_str().unwrap(), "--format", "json", "-n", &from.to_string()]);
    let report = outcome.json();
    let fetches = report["fetches"].as_array().unwrap();
    assert_eq!(fetches.len(), 1, "{}: {report:#}", stop["title"]);
    Some(fetches[0].clone())
}

fn codes(explanation: &Value) -> Vec<&str> {
    let findings = explanation["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

#[test]
fn each_stop_is_explained_rightly() {
    let stops = read("chromium_tour.json");
    let (mut refused, mut wrong) = (0, Vec::new());
    for stop in stops.as_array().unwrap() {
        let expected: Vec<&str> =
            stop["codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect();
        let Some(fetch) = explained(stop) else { continue };
        let found = codes(&fetch["explanation"]);
        refused += usize::from(!expected.is_empty());
        // If Chromium continues where the standard refuses, the recording shows more.
        let is_alike = match stop["differs"].as_array().unwrap().is_empty() {
            true => found == expected,
            false => found.starts_with(&expected),
        };
        if !is_alike || !fetch["contradiction"].is_null() {
            wrong.push(format!(
                "{}: {} {found:?}, not {expected:?}; {}; {}; {}",
                stop["title"],
                fetch["explanation"]["outcome"],
                fetch["contradiction"],
                fetch["concluded"],
                fetch["explanation"]["gaps"],
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(refused > 15, "{refused}");
}
