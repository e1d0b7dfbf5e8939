//! Loads that no script makes by `fetch()` or `XMLHttpRequest`: elements, fonts, frames, beacons and event sources.

use fetch_cors::Client;
use serde_json::Value;

use crate::course::Outcome;
use crate::host::Host;
use crate::scenario::Request;
use crate::support::constructor::Init;
use crate::support::drive::End;
use crate::twin::RequestInput;

#[derive(Clone, Debug)]
pub struct Load {}

impl Load {
    pub fn read(_request: &Value) -> Self {
        Load {}
    }

    pub fn for_twin(&self, _request: &Request, _init: &Init) -> Option<RequestInput> {
        todo!()
    }

    pub fn for_engine(&self, _request: &Request, _client: &Client) -> Option<fetch_cors::Request> {
        todo!()
    }

    pub fn outcome(&self, _host: &Host<'_>, _end: &End) -> Outcome {
        todo!()
    }
}
