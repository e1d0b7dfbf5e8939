//! The README and the crate's front page: they read well outside rustdoc and name the right version. The examples of the
//! README are run as documentation tests; see the end of `src/lib.rs`.

#![allow(clippy::disallowed_methods, reason = "the servers here have few headers")]

const README: &str = include_str!("../README.md");
const FRONT_PAGE: &str = include_str!("../src/lib.rs");

#[test]
fn the_readme_reads_well_outside_rustdoc() {
    let titles = README.lines().filter(|line| line.starts_with("# "));
    assert_eq!(titles.count(), 1, "there is one title and no hidden line of an example");
    assert!(!README.contains("[`"), "links to items are rustdoc's");
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
