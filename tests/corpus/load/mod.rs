//! Loads that no script makes by `fetch()` or `XMLHttpRequest`: elements, fonts, frames, beacons and event sources.
//!
//! The standard of each feature says what its request is, and what the page hears of the response: whether it is a
//! script, a style sheet or an image. The engine knows the requests; the rest is written here, as far as the scenarios
//! need it.

mod beacon;
mod element;
mod event_source;
mod font;
mod navigation;

use fetch_cors::Client;
use fetch_cors::request::ResourceBuilder;
use serde_json::Value;

use crate::constructor::Init;
use crate::course::{Event, Outcome};
use crate::host::Host;
use crate::scenario::Request;
use crate::support::drive::{self, End};
use crate::twin::{RequestInput, ResponseType};
use element::Element;

#[derive(Clone, Copy, Debug)]
pub enum Load {
    Element(Element),
    Font,
    Navigation,
    Beacon,
    EventSource,
}

impl Load {
    pub fn read(request: &Value) -> Self {
        match request["via"].as_str().unwrap() {
            "element" => Load::Element(Element::read(request)),
            "font" => Load::Font,
            "navigate" => Load::Navigation,
            "beacon" => Load::Beacon,
            "eventsource" => Load::EventSource,
            via => panic!("{via}"),
        }
    }

    /// The request for the twin; each scenario has a URL that parses, so none of them throws.
    pub fn for_twin(self, request: &Request, init: &Init) -> Option<RequestInput> {
        let mut input = match self {
            Load::Element(element) => element.for_twin(),
            Load::Font => font::for_twin(),
            Load::Navigation => navigation::for_twin(init),
            Load::Beacon => beacon::for_twin(init),
            Load::EventSource => event_source::for_twin(init),
        };
        input.url.clone_from(&request.url);
        if let Some(policy) = init.referrer_policy {
            input.referrer_policy = policy;
        }
        Some(input)
    }

    pub fn for_engine(self, request: &Request, client: &Client) -> Option<fetch_cors::Request> {
        match self {
            Load::Element(element) => build(element.for_engine(&request.url, client), request),
            Load::Font => build(client.font(&request.url), request),
            Load::Navigation => navigation::for_engine(request, client),
            Load::Beacon => build(beacon::for_engine(request, client), request),
            Load::EventSource => build(event_source::for_engine(request, client), request),
        }
    }

    pub fn outcome(self, host: &Host<'_>, end: &End) -> Outcome {
        Outcome::Event(match self {
            Load::Element(element) => element.event(host, end),
            Load::Font => font::event(),
            Load::Navigation => navigation::event(),
            Load::Beacon => beacon::event(),
            Load::EventSource => event_source::event(host, end),
        })
    }

    /// How often a redirect is left to HTML, which follows it.
    pub fn manual_redirects(self) -> usize {
        match self {
            Load::Navigation => navigation::MANUAL_REDIRECTS,
            Load::Element(_) | Load::Font | Load::Beacon | Load::EventSource => 0,
        }
    }

    /// Whether it is an element or an event source.
    pub fn is_element_or_event_source(self) -> bool {
        matches!(self, Load::Element(_) | Load::EventSource)
    }
}

fn build(builder: ResourceBuilder, request: &Request) -> Option<fetch_cors::Request> {
    let policy = request.init.referrer_policy.map(drive::referrer_policy);
    policy.map_or(builder.clone(), |policy| builder.referrer_policy(policy)).build().ok()
}

fn event(name: &str) -> Event {
    Event { name: name.to_owned(), readable: None, closed: None }
}

/// HTML, urls-and-fetching.html#cors-same-origin; `None` for a network error.
fn cors_same_origin(end: &End) -> Option<bool> {
    match end {
        End::Refused { .. } | End::Local(_) => None,
        End::Response { response_type, .. } => {
            Some(matches!(response_type, ResponseType::Basic | ResponseType::Cors))
        }
    }
}
