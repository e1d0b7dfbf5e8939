//! A test of the plain header lines: they are put into the messages of the story, and the fetch is then allowed.

use fetch_cors::header::{HeaderList, ReadHeaders};
use fetch_cors::{Exchange, Response};

use crate::scenario::{SCENARIOS, Scenario, Sent, lines_for_servers};

fn servers() -> Vec<String> {
    vec!["https://api.example".to_owned(), "https://cdn.example".to_owned()]
}

#[test]
fn messages_with_the_headers_are_allowed() {
    for scenario in SCENARIOS {
        let mut send = |exchange: &Exchange| send(*scenario, exchange, "");
        let (refused, story) = scenario.fetch(&mut send, &servers());
        assert!(refused.is_err(), "{}: nothing is wrong", scenario.name);
        let lines = lines_for_servers(&story);
        let headers = &lines.iter().find(|line| line.target == "headers").unwrap().text;
        let mut send = |exchange: &Exchange| self::send(*scenario, exchange, headers);
        let (fetched, story) = scenario.fetch(&mut send, &servers());
        scenario.check_page(&fetched, &story);
        scenario.check_strangers(&mut send, &servers());
    }
}

/// Answers as the application does, with the changes of these lines.
fn send(scenario: Scenario, exchange: &Exchange, lines: &str) -> Sent {
    let url = exchange.to_url();
    let server = servers().iter().position(|server| url.as_str().starts_with(server)).unwrap();
    let is_denied = scenario.has_login && exchange.headers().values("authorization".into()).next().is_none();
    let answer = scenario.answer(server, exchange.method().as_str(), url.path());
    let mut status = if is_denied { 401 } else { answer.status };
    let mut headers = HeaderList::new();
    for (name, value) in answer.headers {
        headers.append(name.as_bytes(), value.replace("{1}", &servers()[1]).as_bytes()).unwrap();
    }
    let kind = if exchange.is_preflight() { "the answer to OPTIONS" } else { "the re" };
    let mut is_here = false;
    for line in lines.lines() {
        if let Some(place) = line.strip_prefix("# http") {
            is_here = format!("http{place}").starts_with(&format!("{url}: {kind}"));
        } else if let Some(code) = line.strip_prefix("HTTP/1.1 ").filter(|_| is_here) {
            status = code[..3].parse().unwrap();
        } else if let Some((name, value)) =
            line.split_once(": ").filter(|_| is_here && !line.starts_with('#'))
        {
            headers.set(name.as_bytes(), value.as_bytes()).unwrap();
        }
    }
    Ok(Response::new(status, ()).with_headers(headers).with_url(url))
}
