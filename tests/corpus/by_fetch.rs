//! `fetch()`.

use fetch_cors::Client;
use fetch_cors::request::Body;

use crate::constructor::{Init, new_request};
use crate::course::{Outcome, Response};
use crate::host::Host;
use crate::scenario::Request;
use crate::support::drive::{self, End};
use crate::twin::RequestInput;

pub fn for_twin(request: &Request, init: &Init) -> Option<RequestInput> {
    new_request(&request.url, init)
}

pub fn for_engine(request: &Request, client: &Client) -> Option<fetch_cors::Request> {
    let init = &request.init;
    let mut builder = client.fetch(&request.url);
    if let Some(mode) = init.mode {
        builder = builder.mode(drive::mode(mode));
    }
    if let Some(credentials) = init.credentials {
        builder = builder.credentials(drive::credentials(credentials));
    }
    if let Some(method) = &init.method {
        builder = builder.method(method);
    }
    if let Some(redirect) = init.redirect {
        builder = builder.redirect(drive::redirect(redirect));
    }
    if let Some(policy) = init.referrer_policy {
        builder = builder.referrer_policy(drive::referrer_policy(policy));
    }
    builder = builder.headers(drive::pairs(&init.headers));
    builder = match &init.body {
        None => builder,
        Some(None) => builder.body(Body::source()),
        Some(Some(content_type)) => builder.body(Body::source().with_type(content_type)),
    };
    builder.build().ok()
}

pub fn outcome(host: &Host<'_>, end: &End) -> Outcome {
    match end {
        // None of the scenarios begins with a local URL.
        End::Refused { .. } | End::Local(_) => Outcome::Error,
        End::Response { .. } => Outcome::Response(Response::new(host, end)),
    }
}
