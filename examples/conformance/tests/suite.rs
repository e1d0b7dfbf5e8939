//! Tests of the suite itself: it ends whatever the client does, runs on any executor, and reports what it did not judge.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod wrong;

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use fetch_cors::Request;
use fetch_cors_conformance::{Body, Client, Failure, Fault, Seen, Suite, run};
use futures_executor::block_on;

use crate::wrong::{Browser, Wrong};

/// A client that sends nothing.
struct Silent;

impl Client for Silent {
    async fn fetch(&mut self, _: Request, _: Body) -> Result<Seen, Failure> {
        Err("not today".into())
    }
}

/// A client that never ends a fetch.
struct Endless;

impl Client for Endless {
    async fn fetch(&mut self, _: Request, _: Body) -> Result<Seen, Failure> {
        std::future::pending().await
    }
}

/// A client that sends only a part of its message, and then blocks its thread until the server answers.
struct Blocking;

impl Client for Blocking {
    async fn fetch(&mut self, request: Request, _: Body) -> Result<Seen, Failure> {
        let mut stream = TcpStream::connect(("127.0.0.1", request.current_url().port().unwrap()))?;
        stream.write_all(b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n")?;
        stream.read_to_end(&mut Vec::new())?;
        Err("the server has closed the connection".into())
    }
}

#[test]
fn a_client_that_sends_nothing_fails_on_any_executor() {
    let report = block_on(run(&mut Silent));
    assert!(!report.is_passed());
    assert_eq!(report.faults(), BTreeSet::from([Fault::DoesNotFetch]), "{report}");
    assert!(report.to_string().contains("the client's error: not today"), "{report}");
}

#[test]
#[should_panic = "the client does not behave as a browser"]
fn a_failed_report_panics() {
    block_on(run(&mut Silent)).assert_passed();
}

#[test]
fn a_fetch_that_never_ends_fails_its_case() {
    let suite = Suite::new().with_deadline(Duration::from_millis(1));
    let report = block_on(suite.run(&mut Endless));
    assert_eq!(report.faults(), BTreeSet::from([Fault::DoesNotFetch]), "{report}");
    assert!(report.to_string().contains("the fetch did not end within 1ms"), "{report}");
}

#[test]
fn a_fetch_that_blocks_its_thread_fails_its_case() {
    let suite = Suite::new().with_deadline(Duration::from_millis(20));
    let report = block_on(suite.run(&mut Blocking));
    assert_eq!(report.faults(), BTreeSet::from([Fault::DoesNotFetch]), "{report}");
    assert!(report.to_string().contains("the fetch did not end within 20ms"), "{report}");
}

#[tokio::test]
async fn what_a_client_lacks_is_not_judged() {
    let suite = Suite::new().without(Fault::SendsNoCookies, "it has no jar");
    let report = suite.run(&mut Browser::http1(Some(Wrong::HasNoJar))).await;
    report.assert_passed();
    let text = report.to_string();
    assert!(text.contains("not judged  a cookie of the page's own server: it has no jar\n"), "{text}");
    assert!(text.contains("not judged  no cookie in credentials mode omit: it has no jar\n"), "{text}");
}

#[tokio::test]
async fn a_case_that_is_left_out_is_not_judged() {
    let text = "all bytes in the body of a response";
    let mut client = Browser::http1(Some(Wrong::ReadsText));
    assert_eq!(run(&mut client).await.faults(), BTreeSet::from([Fault::LosesBytes]));
    let report = Suite::new().without_case(text, "it reads text").run(&mut client).await;
    report.assert_passed();
    assert!(report.to_string().contains(&format!("not judged  {text}: it reads text\n")), "{report}");
}

#[tokio::test]
async fn no_case_of_an_unknown_name_can_be_left_out() {
    let suite = Suite::new().without_case("a case that is not there", "it was renamed");
    let report = suite.run(&mut Browser::http1(None)).await;
    assert!(!report.is_passed());
    assert!(report.faults().is_empty());
    assert!(report.to_string().contains("no case is called \"a case that is not there\""), "{report}");
}

#[tokio::test]
async fn a_case_that_another_fault_would_spoil_is_not_judged() {
    let report = run(&mut Browser::http1(Some(Wrong::AnswersPreflights))).await;
    assert_eq!(report.faults(), BTreeSet::from([Fault::SwallowsPreflight]));
    let why = "this case can only be judged if the client does not have the fault SwallowsPreflight";
    assert!(
        report.to_string().contains(&format!("not judged  a preflight is remembered: {why}\n")),
        "{report}"
    );
}

/// The future of a run is `Send` if the client allows it, so that the run can be spawned.
#[tokio::test]
async fn a_run_can_be_spawned() {
    let running = tokio::spawn(async { run(&mut Browser::http1(None)).await });
    running.await.unwrap().assert_passed();
}
