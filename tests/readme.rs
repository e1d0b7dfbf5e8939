//! The README and the crate's front page: they read well outside rustdoc and name the right version. The examples of the
//! README are run by the package `examples/readme`.

#![allow(clippy::disallowed_methods, reason = "the test looks for files, and its servers have few headers")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;
use std::sync::LazyLock;

use flate2::read::GzDecoder;
use serde_json::Value;

const README: &str = include_str!("../README.md");
const STEPS: &str = include_str!("../spec-notes/steps.tsv");
const BROWSERS: &str = include_str!("../spec-notes/browsers.md");
const SAMPLE: &[u8] = include_bytes!("corpus/sample.jsonl.gz");
static FAMILIES: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../spec-notes/browsers.json")).unwrap());
const FRONT_PAGE: &str = include_str!("../src/lib.rs");

#[test]
fn the_readme_reads_well_outside_rustdoc() {
    let titles = README.lines().filter(|line| line.starts_with("# "));
    assert_eq!(titles.count(), 1, "there is one title and no hidden line of an example");
    let prose = README.split("```").step_by(2).collect::<String>();
    for text in prose.split('[').skip(1) {
        assert!(
            text.split_once(']').is_some_and(|(_, rest)| rest.starts_with('(')),
            "a bracket leads nowhere: {text}"
        );
    }
    let links = prose.split("](").skip(1).chain(prose.split("src=\"").skip(1));
    let targets: Vec<&str> = links.filter_map(|text| text.split([')', '"']).next()).collect();
    assert!(targets.len() > 10, "{targets:?}");
    for target in targets.into_iter().filter(|target| !target.starts_with("https://")) {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(target).exists(), "{target} does not exist");
    }
}

/// The numbers that other tests do not compare.
#[test]
fn the_figures_are_current() {
    let rows: Vec<Vec<&str>> = STEPS.lines().skip(1).map(|row| row.split('\t').collect()).collect();
    let algorithms = |rows: &[&Vec<&str>]| rows.iter().map(|row| row[1]).collect::<BTreeSet<_>>().len();
    let of_fetch: Vec<_> = rows.iter().filter(|row| !row[0].contains('@')).collect();
    let of_all = algorithms(&rows.iter().collect::<Vec<_>>());
    says(&format!("every step of {of_all} algorithms"));
    says(&format!("{} algorithms are of the Fetch Standard at commit `586cd2a`", algorithms(&of_fetch)));

    let families = FAMILIES["families"].as_array().unwrap().len();
    says(&format!("in {families} families"));
    let observed = |start: &str| {
        let row = BROWSERS.lines().find(|line| line.starts_with(start)).unwrap();
        let numbers = row.split('|').map(|cell| cell.trim().replace(',', ""));
        numbers.filter_map(|cell| cell.parse::<f64>().ok()).collect::<Vec<_>>()
    };
    let (scenarios, exact) = (observed("| scenarios |")[0], observed("| by the standard |"));
    assert_eq!(scenarios, 7_611.0);
    for text in ["In 7,611 scripted scenarios", "In 7,611 observed scenarios"] {
        says(text);
    }
    let percent = |count: f64| (100.0 * count / scenarios).round();
    says(&format!("in {} per cent, and Firefox in {} per cent", percent(exact[0]), percent(exact[1])));
    let mut sample = String::new();
    GzDecoder::new(SAMPLE).read_to_string(&mut sample).unwrap();
    says(&format!("{} of the scenarios are in the repository", sample.lines().count()));
}

#[track_caller]
fn says(text: &str) {
    let readme = README.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(readme.contains(text), "the README does not say {text:?}");
}

#[test]
fn the_minimum_rust_version_is_the_manifests() {
    let version = env!("CARGO_PKG_RUST_VERSION");
    for text in [README, FRONT_PAGE] {
        assert!(text.contains(&format!("minimum supported Rust version is {version}.")));
    }
}

#[cfg(feature = "psl")]
#[test]
fn the_explanation_is_what_its_example_prints() {
    use fetch_cors::explain::{Answer, Event, Story, explain};
    use fetch_cors::request::CredentialsMode;
    use fetch_cors::{Client, Origin};

    let page = Client::new(Origin::parse("https://app.example").unwrap());
    let put = page.fetch("https://api.example/items").method("PUT").credentials(CredentialsMode::Include);
    let denied = http::Response::builder().status(401).body(()).unwrap();
    let story = Story::new(put.build().unwrap()).with(Event::Preflight(Answer::new(denied)));
    let printed = explain(&story).to_string();
    assert!(README.contains(&format!("```text\n{printed}\n```")), "{printed}");
}

/// The finding of a server that compares the end of the host, and is right otherwise.
#[cfg(all(feature = "psl", feature = "lab"))]
#[test]
fn the_finding_is_what_the_lab_prints() {
    use fetch_cors::lab::PolicyLab;
    use http::{HeaderValue, Method, Request, Response, header};

    let server = |request: Request<Vec<u8>>| {
        let mut headers = http::HeaderMap::new();
        headers.insert(header::VARY, HeaderValue::from_static("Origin"));
        let origin = request.headers().get("origin");
        let trusts = |origin: &&HeaderValue| {
            origin.as_bytes().starts_with(b"https://") && origin.as_bytes().ends_with(b"app.example")
        };
        if let Some(origin) = origin.filter(trusts) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        }
        let mut response = Response::new(());
        *response.headers_mut() = headers;
        response
    };
    let lab = PolicyLab::new("https://api.example").unwrap().trusts(["https://app.example"]).unwrap();
    let report = lab.route("/items", [Method::GET]).run(server);
    assert_eq!(report.findings.len(), 1);
    let printed = report.findings[0].to_string();
    assert!(README.contains(&format!("```text\n{printed}\n```")), "{printed}");
}
