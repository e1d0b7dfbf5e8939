//! `XMLHttpRequest`: what `open`, `setRequestHeader` and `send` make of what a page sets, as the XMLHttpRequest Standard has
//! it. No scenario has a URL that does not parse, or a string with a `Content-Type` of the page, whose charset `send` would
//! change.

use fetch_cors::Client;
use fetch_cors::header::Guard;
use fetch_cors::request::Body;
use serde_json::Value;

use crate::api::Headers;
use crate::browser::Ways;
use crate::constructor::{Init, is_forbidden_method, normalize_method, normalize_value};
use crate::course::{Outcome, Response};
use crate::host::Host;
use crate::scenario::Request;
use crate::support::drive::{End, pairs};
use crate::twin::headers::{contains, is_token, same_name};
use crate::twin::{self, Credentials, HeaderList, Mode, RequestInput};

#[derive(Clone, Debug)]
pub struct Xhr {
    /// Whether the page listens to an event of `upload`.
    pub upload_listener: bool,
}

impl Xhr {
    pub fn read(request: &Value) -> Self {
        Xhr { upload_listener: request["upload"] == true }
    }

    pub fn for_twin(&self, request: &Request, init: &Init) -> Option<RequestInput> {
        let method = init.method.as_ref().unwrap();
        // `open` throws.
        if !is_token(method) || is_forbidden_method(method) {
            return None;
        }
        let mut input = RequestInput {
            url: request.url.clone(),
            method: String::from_utf8(normalize_method(method)).unwrap(),
            mode: Mode::Cors,
            unsafe_request: true,
            use_cors_preflight: self.upload_listener,
            credentials: match with_credentials(init) {
                true => Credentials::Include,
                false => Credentials::SameOrigin,
            },
            ..RequestInput::default()
        };
        for (name, value) in &init.headers {
            set_request_header(&mut input.headers, name, value)?;
        }
        // `send` drops the body.
        if input.method == "GET" || input.method == "HEAD" {
            return Some(input);
        }
        if let Some(content_type) = &init.body {
            input.body = twin::Body::Source;
            if let Some(content_type) = content_type
                && !contains(&input.headers, b"Content-Type")
            {
                input.headers.push((b"Content-Type".to_vec(), content_type.clone()));
            }
        }
        Some(input)
    }

    pub fn for_engine(&self, request: &Request, client: &Client) -> Option<fetch_cors::Request> {
        let init = &request.init;
        let mut builder = client
            .xml_http_request(init.method.as_ref().unwrap(), &request.url)
            .headers(pairs(&init.headers))
            .with_credentials(with_credentials(init))
            .upload_listener(self.upload_listener);
        if let Some(content_type) = &init.body {
            let source = Body::source();
            builder = builder.body(match content_type {
                None => source,
                Some(content_type) => source.with_type(content_type),
            });
        }
        builder.build().ok()
    }

    pub fn outcome(&self, host: &Host<'_>, end: &End) -> Outcome {
        match end {
            End::Refused { .. } | End::Local(_) => Outcome::Error,
            End::Response { .. } => Outcome::Xhr(Response::new(host, end).shown),
        }
    }
}

/// What a scenario has as credentials mode *include*.
fn with_credentials(init: &Init) -> bool {
    init.credentials == Some(Credentials::Include)
}

/// `setRequestHeader`; `None`: it throws.
fn set_request_header(list: &mut HeaderList, name: &[u8], value: &[u8]) -> Option<()> {
    let value = normalize_value(value);
    if !Headers::new(Guard::Request, &Ways::standard()).validate(name, &value)? {
        return Some(());
    }
    // combine 1 and 2
    match list.iter_mut().find(|(n, _)| same_name(n, name)) {
        Some((_, before)) => {
            before.extend_from_slice(b", ");
            before.extend_from_slice(&value);
        }
        None => list.push((name.to_vec(), value)),
    }
    Some(())
}
