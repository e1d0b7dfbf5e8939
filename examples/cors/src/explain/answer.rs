//! The response to a recorded message, as an event of a story.

use fetch_cors::explain::{self, Event};
use fetch_cors::fetch::ServiceWorkerResponse;
use fetch_cors::header::HeaderList;
use fetch_cors::{Request, Response};

use crate::explain::facts::{Described, is_about_preflight};
use crate::explain::group::is_preflight;
use crate::explain::recording::{Answer, Message, Said, header};
use crate::explain::request::asked_for;

/// Returns the event for the response to a message, or `None` if the source does not say what came back.
pub(crate) fn event(message: &Message) -> Option<Event> {
    let answer = match &message.answer {
        Answer::Response { .. } => explain::Answer::new(response(&message.answer)?),
        Answer::Status(status) => explain::Answer::status(*status),
        Answer::Nothing(_) => explain::Answer::nothing(),
        Answer::NotRecorded => explain::Answer::status(status_said(message)?),
    };
    let answer = if message.is_from_cache { answer.from_cache() } else { answer };
    let has_cookies = message.headers.as_deref().is_some_and(|headers| header(headers, "cookie").is_some());
    let answer = if has_cookies { answer.with_credentials(true) } else { answer };
    if message.is_from_service_worker
        && let Some(response) = response(&message.answer)
    {
        return Some(Event::ServiceWorker(Box::new(ServiceWorkerResponse::constructed(response))));
    }
    Some(if is_preflight(message) { Event::Preflight(answer) } else { Event::Actual(answer) })
}

/// Returns the event for a 304 response to a request that the browser itself made conditional. The page then gets the
/// response in the browser's cache, updated with the headers of this response. The source does not have that one, so its
/// headers are not known. Returns `None` for any other response, and for a 304 that has `Access-Control-Allow-Origin`
/// itself.
pub(crate) fn revalidated(message: &Message, preflight: Option<&Message>) -> Option<Event> {
    let Answer::Response { status: 304, headers } = &message.answer else { return None };
    let sent = message.headers.as_deref().unwrap_or_default();
    let asked = asked_for(preflight.and_then(|preflight| preflight.headers.as_deref()).unwrap_or_default());
    let by_browser = |name: &str| header(sent, name).is_some() && !asked.iter().any(|asked| asked == name);
    let is_conditional = by_browser("if-none-match") || by_browser("if-modified-since");
    let has_permission = header(headers, "access-control-allow-origin").is_some();
    (is_conditional && !has_permission).then(|| Event::Actual(explain::Answer::status(304)))
}

/// Returns the status of a response that the source only describes in words.
fn status_said(message: &Message) -> Option<u16> {
    let status = |said: &Said| if let Said::Status(status) = said { Some(*status) } else { None };
    message.said.iter().find_map(status).filter(|_| !message.said.iter().any(is_about_preflight))
}

/// Returns the response of an answer, or `None` if its headers are not known.
pub(crate) fn response(answer: &Answer) -> Option<Response<()>> {
    let Answer::Response { status, headers } = answer else { return None };
    let headers = HeaderList::try_from_pairs(headers.iter().map(|(name, value)| (name, value))).ok()?;
    Some(Response::new(*status, ()).with_headers(headers))
}

/// Returns the event for a response that a source describes in words.
pub(crate) fn of_described(described: &Described) -> Event {
    let answer = explain::Answer::new(described.response.clone());
    if described.is_preflight { Event::Preflight(answer) } else { Event::Actual(answer) }
}

/// Returns the event for the redirect that exceeds the maximum number of redirects, which the source does not have itself.
pub(crate) fn redirect_too_many(request: &Request) -> Event {
    let origin = request.origin().as_str();
    let lines = [
        ("Location", "/"),
        ("Access-Control-Allow-Origin", origin),
        ("Access-Control-Allow-Credentials", "true"),
    ];
    let headers = HeaderList::try_from_pairs(lines).unwrap_or_default();
    Event::Actual(explain::Answer::new(Response::new(302, ()).with_headers(headers)))
}
