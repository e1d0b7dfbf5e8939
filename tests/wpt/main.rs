//! What the web platform's public tests (`web-platform-tests/wpt`) say of the browser's side of CORS, in our own words
//! and data: facts only. Each row names the test file that it restates; `manifest` lists every file that was looked at,
//! at which commit, and why those that are not restated are not.
#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test has no public items, and may panic"
)]

#[path = "../scenario/mod.rs"]
mod scenario;

mod beacon;
mod cors;
mod embedder_policy;
mod fetch_api;
mod fetch_metadata;
mod fetch_origin;
mod fetch_security;
mod manifest;
mod nosniff;
mod places;
mod range;
mod resource_policy;
mod row;
mod timing_allow_origin;
mod xhr;

use std::collections::BTreeSet;

use row::{Row, check};

/// The rows, folder by folder.
const TABLES: &[fn() -> Vec<Row>] = &[
    beacon::rows,
    cors::rows,
    embedder_policy::rows,
    fetch_api::basic::rows,
    fetch_api::cors::rows,
    fetch_api::cors_preflight::rows,
    fetch_api::credentials::rows,
    fetch_api::headers::rows,
    fetch_api::redirect::rows,
    fetch_api::request::rows,
    fetch_metadata::rows,
    fetch_origin::rows,
    fetch_security::rows,
    nosniff::rows,
    range::rows,
    resource_policy::rows,
    timing_allow_origin::rows,
    xhr::rows,
];

fn rows() -> impl Iterator<Item = Row> {
    TABLES.iter().flat_map(|rows| rows())
}

#[test]
#[expect(clippy::disallowed_macros, reason = "prints how much was compared")]
fn every_row_holds() {
    check(rows());
    let files: BTreeSet<&str> = rows().map(|row| row.file).collect();
    println!("{} rows from {} files hold", rows().count(), files.len());
    assert_eq!((rows().count(), files.len()), (3_605, 287), "the README has other numbers");
}

/// Every row restates a file of the manifest, and every file that the manifest calls restated has a row.
#[test]
fn the_manifest_and_the_rows_agree() {
    let rows: BTreeSet<&str> = rows().map(|row| row.file).collect();
    let faults = manifest::faults(&manifest::read(), &rows);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
