use fetch_cors::header::HeaderList;
use fetch_cors::request::{Body, BodyKind, RequestError};
use fetch_cors::{Client, Request};

use crate::members::{Members, Pairs, invalid};
use crate::status::{Status, Trouble};

/// A request, and the headers that script gave for it.
#[derive(Clone, Debug)]
pub struct ScriptRequest {
    pub(crate) request: Request,
    /// All headers that script gave. The request does not have the headers that script may not set, but an explanation names
    /// them.
    pub(crate) script_headers: HeaderList,
}

impl ScriptRequest {
    /// Creates a request from its JSON. `fetch_cors.h` describes the members.
    pub(crate) fn new(client: &Client, json: &[u8]) -> Result<Self, Trouble> {
        let members = Members::parse(json)?;
        let headers = members.pairs("headers")?;
        let request = match members.text("kind")?.unwrap_or("fetch") {
            "fetch" => fetch(client, &members, &headers)?,
            "xhr" => xhr(client, &members, &headers)?,
            _ => return Err(invalid("kind", "must be \"fetch\" or \"xhr\"")),
        };
        let request = request.map_err(|error| Trouble::new(Status::InvalidRequest, error.to_string()))?;
        // The builder has already returned an error if a header is invalid.
        let script_headers = HeaderList::try_from_pairs(headers).unwrap_or_default();
        Ok(Self { request, script_headers })
    }
}

type Built = Result<Request, RequestError>;

fn fetch(client: &Client, members: &Members, headers: &Pairs) -> Result<Built, Trouble> {
    members.only(&[
        "kind",
        "url",
        "method",
        "headers",
        "body",
        "mode",
        "credentials",
        "redirect",
        "cache",
        "referrer",
        "referrer_policy",
        "keepalive",
    ])?;
    let mut builder = client.fetch(members.required_text("url")?);
    builder = builder.headers(headers.iter().map(|(name, value)| (name, value)));
    if let Some(method) = members.text("method")? {
        builder = builder.method(method);
    }
    match members.keyword("body")?.unwrap_or(BodyKind::None) {
        BodyKind::None => {}
        BodyKind::Source => builder = builder.body(Body::source()),
        BodyKind::Stream => builder = builder.body(Body::stream()),
    }
    if let Some(mode) = members.keyword("mode")? {
        builder = builder.mode(mode);
    }
    if let Some(mode) = members.keyword("credentials")? {
        builder = builder.credentials(mode);
    }
    if let Some(mode) = members.keyword("redirect")? {
        builder = builder.redirect(mode);
    }
    if let Some(mode) = members.keyword("cache")? {
        builder = builder.cache(mode);
    }
    if let Some(referrer) = members.text("referrer")? {
        builder = builder.referrer(referrer);
    }
    if let Some(policy) = members.keyword("referrer_policy")? {
        builder = builder.referrer_policy(policy);
    }
    if let Some(keepalive) = members.boolean("keepalive")? {
        builder = builder.keepalive(keepalive);
    }
    Ok(builder.build())
}

fn xhr(client: &Client, members: &Members, headers: &Pairs) -> Result<Built, Trouble> {
    members.only(&["kind", "url", "method", "headers", "body", "with_credentials", "upload_listener"])?;
    let method = members.text("method")?.unwrap_or("GET");
    let mut builder = client.xml_http_request(method, members.required_text("url")?);
    builder = builder.headers(headers.iter().map(|(name, value)| (name, value)));
    match members.keyword("body")?.unwrap_or(BodyKind::None) {
        BodyKind::None => {}
        BodyKind::Source => builder = builder.body(Body::source()),
        BodyKind::Stream => return Err(invalid("body", "of an XMLHttpRequest cannot be a stream")),
    }
    if let Some(with_credentials) = members.boolean("with_credentials")? {
        builder = builder.with_credentials(with_credentials);
    }
    if let Some(upload_listener) = members.boolean("upload_listener")? {
        builder = builder.upload_listener(upload_listener);
    }
    Ok(builder.build())
}
