//! Converting an entry into a message.

use std::collections::HashMap;

use fetch_cors::url::Url;
use http::Method;

use super::super::recording::{Api, Header, Message};
use super::dialect::Dialect;
use super::entry::Entry;
use super::outcome;

/// The reason why an entry is not a message.
pub(super) enum NoMessage {
    /// CORS does not apply to the entry, such as a `data:` URL or the tunnel of a proxy.
    NotOurs,
    /// The entry lacks the member with this name, or its value has the wrong form.
    Strange(&'static str),
}

/// Converts an entry into a message. `number` counts from 1.
pub(super) fn message(
    mut entry: Entry,
    number: usize,
    dialect: Option<Dialect>,
    pages: &HashMap<String, Url>,
) -> Result<Message, NoMessage> {
    if let Some(strange) = entry.strange {
        return Err(NoMessage::Strange(strange));
    }
    let (method, url) = (method(&entry)?, url(&entry)?);
    if method == Method::CONNECT {
        return Err(NoMessage::NotOurs);
    }
    let marks_preflight = is_marked(&entry);
    let asks = header(entry.request.headers.as_deref(), "access-control-request-method").is_some();
    let is_preflight = marks_preflight || (method == Method::OPTIONS && asks);
    let answer = outcome::answer(&mut entry, dialect);
    let page = entry.page.as_ref().and_then(|page| pages.get(page));
    Ok(Message {
        method_is_known: true,
        origin: None,
        number,
        place: format!("entry {number}"),
        ended: outcome::ended(&entry, &answer, is_preflight, dialect),
        said: outcome::said(&entry, is_preflight),
        answer,
        is_provisional: is_provisional(&entry, dialect),
        is_preflight: match dialect {
            _ if marks_preflight => Some(true),
            // Old versions of Chromium do not mark preflights, so an `OPTIONS` without a mark may be one.
            Some(Dialect::Chromium) if method != Method::OPTIONS => Some(false),
            _ => None,
        },
        api: if is_preflight { None } else { api(&entry, &url) },
        document: document(page, entry.request.headers.as_deref()),
        is_from_cache: is_from_cache(&entry),
        is_from_service_worker: entry.response.is_from_service_worker
            || entry.fetch_type.as_deref() == Some("Service Worker"),
        body_type: body_type(&entry, &method, dialect),
        headers: entry.request.headers.take().filter(|headers| !headers.is_empty()),
        method,
        url,
    })
}

/// Returns the document that made a request: the page, if the request has the origin of the page, or else the document that
/// `Referer` names.
pub(super) fn document(page: Option<&Url>, headers: Option<&[Header]>) -> Option<Url> {
    let origin = header(headers, "origin").filter(|origin| *origin != "null");
    let is_of_origin = |url: &Url| origin.is_none_or(|origin| url.origin().ascii_serialization() == origin);
    // For a request of a frame, the entry names the page around the frame, but `Origin` is that of the frame.
    if let Some(page) = page.filter(|page| is_of_origin(page)) {
        return Some(page.clone());
    }
    let referer = Url::parse(header(headers, "referer")?).ok()?;
    is_of_origin(&referer).then_some(referer)
}

fn method(entry: &Entry) -> Result<Method, NoMessage> {
    let method = entry.request.method.as_ref().and_then(|method| method.parse().ok());
    method.ok_or(NoMessage::Strange("\"request.method\""))
}

fn url(entry: &Entry) -> Result<Url, NoMessage> {
    let url = entry.request.url.as_ref().and_then(|url| Url::parse(url).ok());
    let mut url = url.ok_or(NoMessage::Strange("\"request.url\""))?;
    url.set_fragment(None);
    match url.scheme() {
        "http" | "https" | "ws" | "wss" => Ok(url),
        _ => Err(NoMessage::NotOurs),
    }
}

fn is_marked(entry: &Entry) -> bool {
    [&entry.resource_type, &entry.initiator].iter().any(|mark| mark.as_deref() == Some("preflight"))
}

/// Returns whether the headers are provisional. Every message that is sent has `Host`, or `:authority` in HTTP/2 and later.
fn is_provisional(entry: &Entry, dialect: Option<Dialect>) -> bool {
    dialect.is_some_and(Dialect::writes_provisional_headers)
        && !entry.request.has_authority
        && header(entry.request.headers.as_deref(), "host").is_none()
}

fn is_from_cache(entry: &Entry) -> bool {
    let fetch_type = entry.fetch_type.as_deref();
    // Firefox also writes the cache entry for a 304 response, which comes from the server.
    let is_of_firefox = entry.has_cache_entry && entry.response.status != Some(304);
    entry.is_from_cache || is_of_firefox || matches!(fetch_type, Some("Memory Cache" | "Disk Cache"))
}

fn api(entry: &Entry, url: &Url) -> Option<Api> {
    if matches!(url.scheme(), "ws" | "wss") {
        return Some(Api::WebSocket);
    }
    let by_type = match entry.resource_type.as_deref() {
        Some("fetch") => Some(Api::Fetch),
        Some("xhr") => Some(Api::Xhr),
        Some("ping") => Some(Api::Beacon),
        Some("eventsource") => Some(Api::EventSource),
        Some("image") => Some(Api::Image),
        Some("script") => Some(Api::Script),
        Some("stylesheet") => Some(Api::Style),
        Some("font") => Some(Api::Font),
        Some("media" | "texttrack") => Some(Api::Media),
        Some("manifest") => Some(Api::Manifest),
        Some("document") => Some(Api::Document),
        Some("websocket") => Some(Api::WebSocket),
        _ => None,
    };
    by_type.or_else(|| api_by_headers(entry.request.headers.as_deref()))
}

/// Returns the API that `Sec-Fetch-Dest` names. It does not distinguish `fetch()` from `XMLHttpRequest`.
fn api_by_headers(headers: Option<&[Header]>) -> Option<Api> {
    match header(headers, "sec-fetch-dest")? {
        "empty" if header(headers, "accept") == Some("text/event-stream") => Some(Api::EventSource),
        "empty" if header(headers, "x-requested-with") == Some("XMLHttpRequest") => Some(Api::Xhr),
        "image" => Some(Api::Image),
        "script" | "worker" | "sharedworker" | "serviceworker" | "audioworklet" | "paintworklet" => {
            Some(Api::Script)
        }
        "style" => Some(Api::Style),
        "font" => Some(Api::Font),
        "audio" | "video" | "track" => Some(Api::Media),
        "manifest" => Some(Api::Manifest),
        "document" | "frame" | "iframe" | "embed" | "object" => Some(Api::Document),
        "websocket" => Some(Api::WebSocket),
        _ => None,
    }
}

fn body_type(entry: &Entry, method: &Method, dialect: Option<Dialect>) -> Option<String> {
    let request = &entry.request;
    let headers = request.headers.as_deref();
    match request.body_type.as_deref() {
        // mitmproxy also writes an empty type for a `POST` without a body.
        Some("") if request.body_size == Some(0) => return Some(String::new()),
        // There is a body, but its type is not recorded.
        Some("") => return None,
        Some(body_type) => return Some(body_type.to_owned()),
        None => {}
    }
    let may_have_one = request.body_size.is_some_and(|size| size > 0)
        || header(headers, "content-length").is_some_and(|length| length != "0")
        || header(headers, "content-type").is_some()
        || header(headers, "transfer-encoding").is_some();
    let records_bodies = dialect.is_some() || matches!(*method, Method::GET | Method::HEAD);
    (records_bodies && !may_have_one).then(String::new)
}

fn header<'h>(headers: Option<&'h [Header]>, name: &str) -> Option<&'h str> {
    let mut lines = headers?.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
    lines.next().map(|(_, value)| value.as_str())
}
