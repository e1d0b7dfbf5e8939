//! How a scenario went, in the terms of the observations.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::browser::Family;
use crate::host::Host;
use crate::scenario::{list, pairs, text};
use crate::support::drive::End;
use crate::twin::machine::default_accept;
use crate::twin::nosniff::extract_mime_essence;
use crate::twin::{HeaderList, ResponseType};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Course {
    pub results: Vec<Ended>,
    pub log: Vec<Message>,
}

/// A message that a server saw.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub at: String,
    pub target: String,
    pub method: String,
    /// Names in lower case, repeats joined.
    pub headers: BTreeMap<String, String>,
    pub body: Option<String>,
}

/// What script saw of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    pub outcome: Outcome,
    /// Where the page looked for the times.
    pub times: Option<Times>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Threw,
    Error,
    Response(Response),
    /// What the page hears of an element, a frame, a beacon or an event source.
    Event(Event),
    /// What an `XMLHttpRequest` shows.
    Xhr(Shown),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub name: String,
    /// Whether the page can read what an element shows.
    pub readable: Option<bool>,
    /// Whether an event source has given up.
    pub closed: Option<bool>,
}

/// What `fetch()` shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    pub response_type: String,
    pub ok: bool,
    pub redirected: bool,
    pub shown: Shown,
}

/// What `fetch()` and `XMLHttpRequest` both show of a response.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub status: u64,
    pub status_text: String,
    pub url: String,
    pub headers: BTreeMap<String, String>,
    pub body_length: Option<u64>,
}

/// The entry of Resource Timing.
#[derive(Clone, Debug, PartialEq)]
pub struct Times {
    pub request_start: bool,
    pub redirect_start: bool,
    pub response_status: u64,
    pub encoded_body_size: u64,
    pub content_type: String,
}

impl Course {
    /// A request whose constructor threw.
    pub fn threw(&mut self) {
        self.results.push(Ended { outcome: Outcome::Threw, times: None });
    }

    /// A request that was fetched.
    pub fn fetched(&mut self, host: Host<'_>, end: &End, timed: bool) {
        let outcome = host.request.via.outcome(&host, end);
        let times_may_be_seen = match end {
            End::Response { finish: Some(finish), .. } => finish.timing_allow_passed,
            End::Response { .. } | End::Refused { .. } | End::Local(_) => false,
        };
        let times = if timed { Times::new(&outcome, times_may_be_seen, &host) } else { None };
        self.results.push(Ended { outcome, times });
        self.log.extend(host.log);
    }

    /// The first difference to another course.
    pub fn difference(&self, other: &Course) -> Option<String> {
        let messages = self.log.iter().zip(&other.log).find(|(a, b)| a != b);
        if let Some((a, b)) = messages {
            return Some(format!("{a:?}\n  {b:?}"));
        }
        if self.log.len() != other.log.len() {
            let lines = |course: &Course| {
                let lines = course.log.iter().map(|m| format!("{} {}/{}", m.method, m.at, m.target));
                lines.collect::<Vec<_>>().join(", ")
            };
            return Some(format!("{}\n  {}", lines(self), lines(other)));
        }
        (self.results != other.results).then(|| format!("{:?}\n  {:?}", self.results, other.results))
    }

    pub fn observed(observation: &Value) -> Self {
        Course {
            results: list(&observation["results"]).map(Ended::observed).collect(),
            log: list(&observation["log"]).map(Message::observed).collect(),
        }
    }
}

impl Message {
    fn observed(message: &Value) -> Self {
        Message {
            at: text(&message["at"]),
            target: text(&message["t"]),
            method: text(&message["m"]),
            headers: without_own_accept(combined(&pairs(&message["h"]))),
            body: message["b"].as_str().map(str::to_owned),
        }
    }
}

impl Ended {
    fn observed(result: &Value) -> Self {
        let outcome = if result["constructError"] == true {
            Outcome::Threw
        } else if result["error"] == true {
            Outcome::Error
        } else if let Some(name) = result["event"].as_str() {
            Outcome::Event(Event {
                name: name.to_owned(),
                readable: result["readable"].as_bool(),
                closed: result["closed"].as_bool(),
            })
        } else if result["type"] == "xhr" {
            Outcome::Xhr(Shown::observed(result))
        } else {
            Outcome::Response(Response::observed(result))
        };
        Ended { outcome, times: result.get("timing").map(Times::observed) }
    }
}

impl Response {
    pub fn new(host: &Host<'_>, end: &End) -> Self {
        let End::Response { response_type, status, headers, url, url_list_length, finish, .. } = end else {
            panic!("{end:?}");
        };
        let answer = host.last.as_ref().unwrap();
        let opaque = matches!(response_type, ResponseType::Opaque | ResponseType::OpaqueRedirect);
        let shows_body = finish.as_ref().is_none_or(|finish| finish.shows_body);
        let came = crate::twin::headers::contains(&answer.headers, b"Content-Length");
        Response {
            response_type: match response_type {
                ResponseType::Basic => "basic",
                ResponseType::Cors => "cors",
                ResponseType::Opaque => "opaque",
                ResponseType::OpaqueRedirect => "opaqueredirect",
            }
            .to_owned(),
            ok: (200..=299).contains(status),
            redirected: *url_list_length > 1,
            shown: Shown {
                status: u64::from(*status),
                status_text: if opaque { String::new() } else { answer.status_text.clone() },
                url: url.as_deref().unwrap_or("").split('#').next().unwrap().to_owned(),
                headers: combined(headers),
                body_length: (!opaque).then_some(if came && shows_body { 5 } else { 0 }),
            },
        }
    }

    fn observed(result: &Value) -> Self {
        Response {
            response_type: text(&result["type"]),
            ok: result["ok"].as_bool().unwrap(),
            redirected: result["redirected"].as_bool().unwrap(),
            shown: Shown::observed(result),
        }
    }
}

impl Shown {
    fn observed(result: &Value) -> Self {
        Shown {
            status: result["status"].as_u64().unwrap(),
            status_text: text(&result["statusText"]),
            url: text(&result["url"]),
            headers: combined(&pairs(&result["headers"])),
            body_length: result["bodyLength"].as_u64(),
        }
    }
}

impl Times {
    /// fetch response handover 4.2
    fn new(outcome: &Outcome, may_be_seen: bool, host: &Host<'_>) -> Option<Self> {
        let ways = host.ways;
        let response = match outcome {
            Outcome::Response(response) => Some(response),
            Outcome::Threw | Outcome::Error | Outcome::Event(_) | Outcome::Xhr(_) => None,
        };
        let content_type = response.and_then(|response| {
            let value = response.shown.headers.get("content-type")?.clone().into_bytes();
            extract_mime_essence(&vec![(b"content-type".to_vec(), value)])
        });
        if response.is_some_and(|r| r.response_type == "opaque") && ways.depart(Family::OpaqueUntimed) {
            return None;
        }
        let may_be_seen = may_be_seen || (host.refused_in_time && ways.depart(Family::RefusedTimed));
        let mut size = response.and_then(|response| response.shown.body_length).unwrap_or(0);
        if size > 0 && !may_be_seen && ways.depart(Family::SizeNeedsTao) {
            size = 0;
        }
        Some(Times {
            request_start: may_be_seen,
            redirect_start: may_be_seen && host.redirected(),
            response_status: response.map_or(0, |response| response.shown.status),
            encoded_body_size: size,
            content_type: content_type.unwrap_or_default(),
        })
    }

    fn observed(timing: &Value) -> Self {
        assert_eq!(timing["entries"], 1);
        Times {
            request_start: timing["requestStart"].as_bool().unwrap(),
            redirect_start: timing["redirectStart"].as_bool().unwrap(),
            response_status: timing["responseStatus"].as_u64().unwrap(),
            encoded_body_size: timing["encodedBodySize"].as_u64().unwrap(),
            content_type: text(&timing["contentType"]),
        }
    }
}

/// Names in lower case, the values of one joined.
pub fn combined(headers: &HeaderList) -> BTreeMap<String, String> {
    let mut combined: BTreeMap<String, String> = BTreeMap::new();
    let text = |bytes: &[u8]| bytes.iter().copied().map(char::from).collect::<String>();
    for (name, value) in headers {
        let (name, value) = (text(&name.to_ascii_lowercase()), text(value));
        combined.entry(name).and_modify(|all| *all = format!("{all}, {value}")).or_insert(value);
    }
    combined
}

/// A browser is free in what it accepts for a destination: what it always sends for one is taken for what the standard
/// has there.
fn without_own_accept(mut headers: BTreeMap<String, String>) -> BTreeMap<String, String> {
    const OWN: [(&str, &str); 4] = [
        ("image", "image/jxl,image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"),
        ("image", "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5"),
        ("font", "application/font-woff2;q=1.0,application/font-woff;q=0.9,*/*;q=0.8"),
        (
            "iframe",
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/jxl,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
        ),
    ];
    if let Some(accept) = headers.get_mut("accept")
        && let Some((destination, _)) = OWN.iter().find(|(_, own)| accept == own)
    {
        *accept = default_accept(destination).to_owned();
    }
    headers
}
