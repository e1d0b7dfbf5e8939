//! `navigator.sendBeacon()`.

use fetch_cors::Client;
use fetch_cors::request::{Body, ResourceBuilder};

use crate::constructor::Init;
use crate::course::Event;
use crate::scenario::Request;
use crate::twin::headers::is_cors_safelisted_request_header;
use crate::twin::{self, Credentials, HeaderList, Mode, RequestInput};

/// Beacon, #sec-processing-model; with a type that is not safe, the request needs a preflight (decision).
pub fn for_twin(init: &Init) -> RequestInput {
    const NAME: &[u8] = b"Content-Type";
    let content_type = init.body.clone().flatten();
    let safe = content_type.as_ref().is_none_or(|value| is_cors_safelisted_request_header(NAME, value));
    RequestInput {
        method: "POST".to_owned(),
        mode: if safe { Mode::NoCors } else { Mode::Cors },
        unsafe_request: !safe,
        credentials: Credentials::Include,
        headers: content_type.map_or(HeaderList::new(), |value| vec![(NAME.to_vec(), value)]),
        body: if init.body.is_some() { twin::Body::Source } else { twin::Body::None },
        ..RequestInput::default()
    }
}

pub fn for_engine(request: &Request, client: &Client) -> ResourceBuilder {
    let data = request.init.body.clone().map(|content_type| match content_type {
        None => Body::source(),
        Some(content_type) => Body::source().with_type(content_type),
    });
    client.beacon(&request.url, data)
}

/// Beacon, #sec-sendBeacon-method: the page hears that it is sent, and nothing of what comes of it.
pub fn event() -> Event {
    super::event("sent")
}
