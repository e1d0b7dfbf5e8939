//! `EventSource`.

use fetch_cors::Client;
use fetch_cors::request::ResourceBuilder;

use super::event as named;
use crate::constructor::Init;
use crate::course::Event;
use crate::host::Host;
use crate::scenario::Request;
use crate::support::drive::End;
use crate::twin::nosniff::extract_mime_essence;
use crate::twin::{Credentials, Mode, RequestInput};

/// HTML, server-sent-events.html#dom-eventsource. The cache mode is that of the scenario's request.
pub fn for_twin(init: &Init) -> RequestInput {
    RequestInput {
        mode: Mode::Cors,
        credentials: init.credentials.unwrap_or(Credentials::SameOrigin),
        headers: vec![(b"Accept".to_vec(), b"text/event-stream".to_vec())],
        ..RequestInput::default()
    }
}

pub fn for_engine(request: &Request, client: &Client) -> ResourceBuilder {
    client.event_source(&request.url, request.init.credentials == Some(Credentials::Include))
}

/// HTML, server-sent-events.html#dom-eventsource 15. The first event is the last one that is observed. For a network
/// error HTML lets a browser connect anew or fail; the servers always answer, and both browsers fail.
pub fn event(host: &Host<'_>, end: &End) -> Event {
    let answer = host.last.as_ref();
    let is_stream = matches!(end, End::Response { .. })
        && answer.is_some_and(|answer| {
            answer.status == 200
                && extract_mime_essence(&answer.headers).as_deref() == Some("text/event-stream")
        });
    if is_stream { named("open") } else { Event { closed: Some(true), ..named("error") } }
}
