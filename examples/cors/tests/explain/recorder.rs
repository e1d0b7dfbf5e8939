//! A recorder for everything that goes over the wire, like developer tools that lose nothing.

use fetch_cors::request::{EmbedderPolicy, Request};
use fetch_cors::{Client, Exchange, Hop, Origin, PreflightCache, Response, Step, Timestamp};
use fetch_cors_cli::explain::recording::{Answer, Api, Ended, Header, Message};
use serde_json::Value;

/// Runs a fetch against its answers, and records it. Returns `None` if not all of the fetch goes over the wire.
pub fn record(
    page: &Client,
    fetch: &Value,
    cache: &mut PreflightCache,
    now: Timestamp,
) -> Option<Vec<Message>> {
    let is_plain =
        ["host", "service_worker", "mistake", "recorded", "throws"].iter().all(|name| fetch[*name].is_null());
    if !is_plain {
        return None;
    }
    let request = crate::case::request(page, fetch).ok()?;
    let mut answers = fetch["answers"].as_array()?.iter();
    let mut messages = Vec::new();
    let mut step = Step::Redirect(Hop::new(request.clone()));
    let end = loop {
        step = match step {
            Step::Redirect(hop) => hop.run(cache, now),
            Step::Send(exchange) => {
                let Some(answer) = answers.next() else { break Ended::NotRecorded };
                messages.push(message(&exchange, answer, fetch, messages.len()));
                match answer["status"].as_u64().unwrap() {
                    0 => exchange.fail("no response", cache),
                    _ => exchange.respond(response(answer), cache, now),
                }
            }
            Step::Local(_) => return None,
            Step::Done(Ok(_)) => break Ended::Delivered,
            Step::Done(Err(_)) => break Ended::Failed("net::ERR_FAILED".to_owned()),
        };
    };
    if messages.iter().any(|message| matches!(message.answer, Answer::Status(_))) {
        return Some(messages);
    }
    if let Some(last) = messages.last_mut() {
        last.ended = end;
    }
    Some(messages)
}

/// Returns the page of a case.
pub fn page(case: &Value) -> Client {
    let page = &case["page"];
    let client =
        Client::new(Origin::parse(page["origin"].as_str().unwrap_or("https://app.example")).unwrap());
    match page["embedder_policy"].as_str() {
        Some(policy) => {
            let value = policy.parse().unwrap();
            client.with_embedder_policy(EmbedderPolicy { value, ..EmbedderPolicy::default() })
        }
        None => client,
    }
}

fn message(exchange: &Exchange, answer: &Value, fetch: &Value, before: usize) -> Message {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let request: &Request = exchange.request();
    let mut headers: Vec<Header> =
        exchange.headers().iter().map(|(name, value)| (text(name), text(value))).collect();
    headers.push(("User-Agent".to_owned(), "Mozilla/5.0".to_owned()));
    let is_preflight = exchange.is_preflight();
    Message {
        number: before + 1,
        place: format!("entry {}", before + 1),
        method: exchange.method().clone(),
        method_is_known: true,
        origin: None,
        url: exchange.to_url(),
        headers: Some(headers),
        is_provisional: false,
        is_preflight: Some(is_preflight),
        answer: recorded_answer(answer),
        ended: Ended::NotRecorded,
        api: Some(api(fetch)),
        document: match request.origin().is_opaque() {
            true => None,
            false => format!("{}/index.html", request.origin().as_str()).parse().ok(),
        },
        is_from_cache: answer["from_cache"] == true,
        is_from_service_worker: false,
        body_type: Some(match exchange.send_body() {
            true => fetch["body_type"].as_str().unwrap_or("text/plain;charset=UTF-8").to_owned(),
            false => String::new(),
        }),
        said: Vec::new(),
    }
}

fn recorded_answer(answer: &Value) -> Answer {
    let status = u16::try_from(answer["status"].as_u64().unwrap()).unwrap();
    match status {
        0 => Answer::Nothing("net::ERR_CONNECTION_REFUSED".to_owned()),
        _ if answer["headers_unknown"] == true => Answer::Status(status),
        _ => Answer::Response { status, headers: pairs(&answer["headers"]) },
    }
}

fn api(fetch: &Value) -> Api {
    match fetch["api"].as_str().unwrap_or("fetch") {
        "xhr" => Api::Xhr,
        "beacon" => Api::Beacon,
        "image" | "image-anonymous" => Api::Image,
        "script" | "script-anonymous" | "module" => Api::Script,
        "style" => Api::Style,
        "font" => Api::Font,
        "navigation" => Api::Document,
        _ => Api::Fetch,
    }
}

fn response(answer: &Value) -> Response<()> {
    let headers = fetch_cors::header::HeaderList::try_from_pairs(pairs(&answer["headers"])).unwrap();
    Response::new(u16::try_from(answer["status"].as_u64().unwrap()).unwrap(), ()).with_headers(headers)
}

fn pairs(headers: &Value) -> Vec<Header> {
    let pair = |pair: &Value| (pair[0].as_str().unwrap().to_owned(), pair[1].as_str().unwrap().to_owned());
    headers.as_array().map(|headers| headers.iter().map(pair).collect()).unwrap_or_default()
}
