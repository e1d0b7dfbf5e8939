//! The servers of a scenario.

use std::collections::BTreeMap;

use url::Url;

use crate::scenario::{Answer, Scenario};
use crate::twin::{self, WireMessage};

const SERVERS: [(&str, &str); 8] = [
    ("https://page.test:9443", "A"),
    ("https://page.test:9444", "A2"),
    ("https://api.page.test:9443", "S"),
    ("https://other.test:9443", "B"),
    ("https://third.test:9443", "C"),
    ("http://page.test:9445", "HA"),
    ("http://api.page.test:9445", "HS"),
    ("http://other.test:9445", "HB"),
];

/// Which server a URL is served by.
pub fn server(url: &Url) -> Option<&'static str> {
    let origin = format!("{}://{}:{}", url.scheme(), url.host_str()?, url.port()?);
    SERVERS.iter().find(|(o, _)| *o == origin).map(|(_, key)| *key)
}

/// They count how often each hop is visited.
#[derive(Debug)]
pub struct Servers<'a> {
    scenario: &'a Scenario,
    visits: BTreeMap<(usize, bool), usize>,
}

impl<'a> Servers<'a> {
    pub fn new(scenario: &'a Scenario) -> Self {
        Self { scenario, visits: BTreeMap::new() }
    }

    /// The answer as a client sees it; none from a host that is not theirs.
    pub fn answer(&mut self, message: &WireMessage) -> Option<Answer> {
        let url = Url::parse(&message.url).unwrap();
        server(&url)?;
        let mut answer = self.of_hop(&url, message).unwrap_or_else(|| Answer {
            status: 404,
            status_text: "Not Found".to_owned(),
            headers: vec![(b"Cache-Control".to_vec(), b"no-store".to_vec())],
            is_image: false,
        });
        for (_, value) in &mut answer.headers {
            *value = twin::headers::trim(value);
        }
        if answer.status != 204 && answer.status != 304 {
            let length: &[u8] = if answer.is_image { b"43" } else { b"5" };
            answer.headers.push((b"Content-Length".to_vec(), length.to_vec()));
        }
        Some(answer)
    }

    fn of_hop(&mut self, url: &Url, message: &WireMessage) -> Option<Answer> {
        let hop: usize = url.path().strip_prefix(&self.scenario.prefix())?.parse().ok()?;
        let answers = self.scenario.hops.get(hop)?;
        let asks = message.headers.iter().any(|(n, _)| n == b"Access-Control-Request-Method");
        let preflight = message.method == "OPTIONS" && asks;
        let answers = if preflight { &answers.preflight } else { &answers.actual };
        let visits = self.visits.entry((hop, preflight)).or_default();
        let answer = answers.get(*visits).or(answers.last())?.clone();
        *visits += 1;
        Some(answer)
    }
}
