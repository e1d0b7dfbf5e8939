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

mod fetch_api;
mod fetch_origin;
mod fetch_security;
mod manifest;
mod places;
mod row;

use std::collections::BTreeSet;

use row::{Row, check};

/// The rows of each folder of the public tests.
const TABLES: &[fn() -> Vec<Row>] = &[
    fetch_api::basic::rows,
    fetch_api::cors::rows,
    fetch_api::cors_preflight::rows,
    fetch_api::credentials::rows,
    fetch_api::headers::rows,
    fetch_api::redirect::rows,
    fetch_api::request::rows,
    fetch_origin::rows,
    fetch_security::rows,
];

#[test]
fn fetch_api_basic() {
    check(fetch_api::basic::rows());
}

#[test]
fn fetch_api_cors() {
    check(fetch_api::cors::rows());
}

#[test]
fn fetch_api_cors_preflight() {
    check(fetch_api::cors_preflight::rows());
}

#[test]
fn fetch_api_redirect() {
    check(fetch_api::redirect::rows());
}

#[test]
fn fetch_api_credentials() {
    check(fetch_api::credentials::rows());
}

#[test]
fn fetch_api_headers() {
    check(fetch_api::headers::rows());
}

#[test]
fn fetch_api_request() {
    check(fetch_api::request::rows());
}

#[test]
fn origin() {
    check(fetch_origin::rows());
}

#[test]
fn security() {
    check(fetch_security::rows());
}

/// Every row restates a file of the manifest, and every file that the manifest calls restated has a row.
#[test]
fn the_manifest_and_the_rows_agree() {
    let rows: BTreeSet<&str> = TABLES.iter().flat_map(|rows| rows()).map(|row| row.file).collect();
    let faults = manifest::faults(&manifest::read(), &rows);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
