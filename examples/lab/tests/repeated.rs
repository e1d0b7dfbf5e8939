//! A test that the lab gives the same report for the same server each time.

use fetch_cors_lab_subjects::subject::{Failure, Subject};
use fetch_cors_lab_subjects::{actix, axum, poem, rocket, salvo, tower_http, warp};

/// The number of reports for each subject. Without optimisation, a report takes much longer, so there are fewer.
const TIMES: usize = if cfg!(debug_assertions) { 2 } else { 200 };

fn check(subjects: &[Subject]) -> Result<(), Failure> {
    for subject in subjects {
        let mut texts: Vec<String> = subject.run(TIMES)?.iter().map(ToString::to_string).collect();
        assert_eq!(texts.len(), TIMES);
        texts.dedup();
        assert_eq!(texts.len(), 1, "{}: the report changes.\n{}", subject.name, texts.join("\n\n"));
    }
    Ok(())
}

// There is one test for each framework, so that they run at the same time.

#[test]
fn tower_http() -> Result<(), Failure> {
    check(tower_http::SUBJECTS)
}

#[test]
fn axum() -> Result<(), Failure> {
    check(axum::SUBJECTS)
}

#[test]
fn actix() -> Result<(), Failure> {
    check(actix::SUBJECTS)
}

#[test]
fn rocket() -> Result<(), Failure> {
    check(rocket::SUBJECTS)
}

#[test]
fn poem() -> Result<(), Failure> {
    check(poem::SUBJECTS)
}

#[test]
fn salvo() -> Result<(), Failure> {
    check(salvo::SUBJECTS)
}

#[test]
fn warp() -> Result<(), Failure> {
    check(warp::SUBJECTS)
}
