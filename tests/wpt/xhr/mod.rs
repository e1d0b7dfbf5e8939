//! `xhr`: what `XMLHttpRequest`s ask, send and see.

mod access_control;
mod preflight;
mod redirect;
mod request;
mod response;

use crate::row::Row;

pub fn rows() -> Vec<Row> {
    [access_control::rows(), preflight::rows(), redirect::rows(), request::rows(), response::rows()].concat()
}

/// A resource of the page's own origin, and one of another.
const HOME: &str = "https://app.example/r";
const REMOTE: &str = "https://api.example/r";
