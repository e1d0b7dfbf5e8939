//! Measurements of explanations. A fetch pays for them only if the host asks for one.

use fetch_cors::explain::{Answer, Event, Story, explain};
use fetch_cors::request::CredentialsMode;
use http::Response;
use std::hint::black_box;

use crate::inputs::messages::{allowed, get, put, redirect};
use crate::inputs::{API, EIGHTEEN, TWELVE, page};
use crate::measure::{Operation, Run, repeat};

/// Returns the operations. The goal for a simple refusal is 20 µs.
pub fn operations() -> Vec<Operation> {
    vec![
        Operation::new("explain: GET refused, no permission", simple).goal(200_000, 400),
        Operation::new("explain: GET allowed, 18 headers hidden", hidden),
        Operation::new("explain: PUT with credentials, everything missing", everything),
        Operation::new("explain: PUT, 12 headers, preflight refused", preflight),
        Operation::new("explain: 21 redirects", redirects),
    ]
}

fn explained(story: Story) -> Box<dyn Run> {
    repeat(move || explain(black_box(&story)))
}

fn actual(response: Response<()>) -> Event {
    Event::Actual(Answer::new(response))
}

fn simple() -> Box<dyn Run> {
    explained(Story::new(get()).with(actual(Response::new(()))))
}

fn hidden() -> Box<dyn Run> {
    let mut response = Response::builder().header("access-control-allow-origin", "*");
    for (name, value) in EIGHTEEN {
        response = response.header(name, value);
    }
    explained(Story::new(get()).with(actual(response.body(()).unwrap())))
}

fn everything() -> Box<dyn Run> {
    let request = page().fetch(API).method("PUT").headers(TWELVE).credentials(CredentialsMode::Include);
    let denied = Response::builder().status(401).body(()).unwrap();
    explained(Story::new(request.build().unwrap()).with(Event::Preflight(Answer::new(denied))))
}

fn preflight() -> Box<dyn Run> {
    let mut response = allowed();
    response.headers_mut().remove("access-control-allow-headers");
    explained(Story::new(put(API)).with(Event::Preflight(Answer::new(response))))
}

fn redirects() -> Box<dyn Run> {
    explained((0..21).fold(Story::new(get()), |story, _| story.with(actual(redirect("/next")))))
}
