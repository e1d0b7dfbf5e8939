//! How a page makes a request: by `fetch()`, or by another feature, each with a file of its own.

use fetch_cors::Client;
use serde_json::Value;

use crate::constructor::Init;
use crate::course::Outcome;
use crate::host::Host;
use crate::scenario::Request;
use crate::support::drive::End;
use crate::twin::RequestInput;
use crate::{by_fetch, load, xhr};

/// The feature that makes a request.
#[derive(Clone, Debug)]
pub enum Via {
    Fetch,
    Xhr(xhr::Xhr),
    Load(load::Load),
}

impl Via {
    pub fn read(request: &Value) -> Self {
        match request["via"].as_str() {
            None => Via::Fetch,
            Some("xhr") => Via::Xhr(xhr::Xhr::read(request)),
            Some("element" | "font" | "navigate" | "beacon" | "eventsource") => {
                Via::Load(load::Load::read(request))
            }
            Some(via) => panic!("{via}"),
        }
    }

    /// The request for the twin, made from `init`; `None` if making it throws.
    pub fn for_twin(&self, request: &Request, init: &Init) -> Option<RequestInput> {
        match self {
            Via::Fetch => by_fetch::for_twin(request, init),
            Via::Xhr(xhr) => xhr.for_twin(request, init),
            Via::Load(load) => load.for_twin(request, init),
        }
    }

    /// The request for the engine; `None` if making it throws.
    pub fn for_engine(&self, request: &Request, client: &Client) -> Option<fetch_cors::Request> {
        match self {
            Via::Fetch => by_fetch::for_engine(request, client),
            Via::Xhr(xhr) => xhr.for_engine(request, client),
            Via::Load(load) => load.for_engine(request, client),
        }
    }

    /// How often a redirect comes back to the feature, which goes on with it.
    pub fn manual_redirects(&self) -> usize {
        match self {
            Via::Load(load) => load.manual_redirects(),
            Via::Fetch | Via::Xhr(_) => 0,
        }
    }

    /// What script sees of a response.
    pub fn outcome(&self, host: &Host<'_>, end: &End) -> Outcome {
        match self {
            Via::Fetch => by_fetch::outcome(host, end),
            Via::Xhr(xhr) => xhr.outcome(host, end),
            Via::Load(load) => load.outcome(host, end),
        }
    }
}
