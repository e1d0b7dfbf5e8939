//! A test of the suite with clients: a correct client passes, and each wrong client fails with exactly its own fault.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod wrong;

use std::collections::BTreeSet;

use fetch_cors_conformance::{Fault, run};

use crate::wrong::{Browser, Wrong};

#[tokio::test]
async fn a_correct_client_passes_over_http_1() {
    run(&mut Browser::http1(None)).await.assert_passed();
}

#[tokio::test]
async fn a_correct_client_passes_over_http_2() {
    run(&mut Browser::http2(None)).await.assert_passed();
}

#[tokio::test]
async fn a_client_passes_again() {
    let mut client = Browser::http1(None);
    run(&mut client).await.assert_passed();
    run(&mut client).await.assert_passed();
}

#[tokio::test]
async fn each_wrong_client_is_found_by_its_fault_alone() {
    let mut failed = BTreeSet::new();
    for wrong in Wrong::ALL {
        let found = BTreeSet::from([wrong.fault()]);
        let found_over_http_2 = if wrong.is_seen_over_http_2() { found.clone() } else { BTreeSet::new() };
        let clients =
            [(Browser::http1(Some(wrong)), found), (Browser::http2(Some(wrong)), found_over_http_2)];
        for (mut client, expected) in clients {
            let report = run(&mut client).await;
            assert_eq!(report.faults(), expected, "{wrong:?}\n{report}");
            let text = report.to_string();
            failed.extend(cases(&text, "FAILED").map(str::to_owned));
        }
    }
    // Each case is useful: at least one wrong client fails it.
    let report = run(&mut Browser::http1(None)).await.to_string();
    let useless: Vec<_> = cases(&report, "passed").filter(|case| !failed.contains(*case)).collect();
    assert!(useless.is_empty(), "{useless:?}");
}

/// Returns the names of the cases with this verdict.
fn cases<'r>(report: &'r str, verdict: &'static str) -> impl Iterator<Item = &'r str> {
    report.lines().filter_map(move |line| Some(line.strip_prefix(verdict)?.trim_start()))
}

#[test]
fn each_fault_has_a_wrong_client() {
    let found: BTreeSet<Fault> = Wrong::ALL.map(Wrong::fault).into();
    assert_eq!(found, Fault::ALL.iter().copied().collect());
    let number = format!("{} clients that are wrong on purpose", Wrong::ALL.len());
    assert!(include_str!("../../../README.md").contains(&number), "{number}");
}
