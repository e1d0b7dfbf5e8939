//! `cors`: `XMLHttpRequest`s and a few `fetch()`es to another origin.

mod allow_origin;
mod preflight;
mod redirect;
mod response;
mod safelist;

use crate::row::Row;

pub fn rows() -> Vec<Row> {
    [allow_origin::rows(), safelist::rows(), preflight::rows(), redirect::rows(), response::rows()].concat()
}

/// A resource of another origin, in its canonical form.
const REMOTE: &str = "https://api.example/r";
