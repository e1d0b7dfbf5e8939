//! A test that the lab reports exactly the expected findings for each subject.

use std::collections::BTreeSet;

use fetch_cors::lab::{Finding, Report};
use fetch_cors_lab_subjects::subject::{Expected, Origins, Subject};
use fetch_cors_lab_subjects::subjects;

#[test]
fn every_report_is_as_expected() {
    let mut failures = Vec::new();
    for subject in subjects() {
        let report = &subject.run(1).unwrap()[0];
        if !is_as_expected(report, &subject) {
            failures.push(format!("{}: expected {:#?}\n{report}", subject.name, subject.expected));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn careful_configurations_are_clean() {
    for subject in subjects().into_iter().filter(|subject| subject.expected.is_empty()) {
        subject.run(1).unwrap()[0].assert_clean();
    }
}

#[test]
fn names_say_which_configurations_are_careful() {
    for subject in subjects() {
        assert_eq!(subject.name.ends_with(", careful"), subject.expected.is_empty(), "{}", subject.name);
    }
    let names: BTreeSet<&str> = subjects().iter().map(|subject| subject.name).collect();
    assert_eq!(names.len(), subjects().len(), "two subjects have the same name");
}

#[test]
fn the_table_of_the_documentation_is_right() {
    let documentation = include_str!("../src/lib.rs");
    let rows: Vec<&str> = documentation.lines().filter(|line| line.starts_with("//! | ")).skip(1).collect();
    let row = |subject: &Subject| {
        let mut codes: Vec<String> = subject.expected.iter().map(|one| format!("`{}`", one.code)).collect();
        codes.dedup();
        let codes = if codes.is_empty() { "none".to_owned() } else { codes.join(", ") };
        format!("//! | {} | {codes} |", subject.name)
    };
    assert_eq!(rows, subjects().iter().map(row).collect::<Vec<_>>());
}

fn is_as_expected(report: &Report, subject: &Subject) -> bool {
    report.findings.len() == subject.expected.len()
        && report
            .findings
            .iter()
            .zip(subject.expected)
            .all(|(finding, expected)| is_finding(finding, expected))
}

fn is_finding(finding: &Finding, expected: &Expected) -> bool {
    let origins: BTreeSet<&[u8]> = finding.origins().into_iter().collect();
    let has_origins = match expected.origins {
        Origins::Exactly(all) => {
            all.iter().map(|origin| origin.as_bytes()).collect::<BTreeSet<_>>() == origins
        }
        Origins::Among(count, some) => {
            origins.len() == count && some.iter().all(|origin| origins.contains(origin.as_bytes()))
        }
    };
    finding.code() == expected.code && finding.severity == expected.severity && has_origins
}
