use fetch_cors::header::list::get;
use fetch_cors::lab::{Call, Fetched, Message as Sent};
use fetch_cors::request::BodyKind;
use fetch_cors::{Client, FilteredResponse, Origin};
use http::Response;

use super::PlayError;
use super::placing::Placing;
use crate::case::{Fetch, Message, Page, Sight};
use crate::server::{Answer, Server};
use crate::{Body, Seen};

const COOKIE: &str = "conformance";
const SOURCE: &[u8] = b"source";
const STREAM: [&[u8]; 2] = [b"str", b"eam"];
/// The body of each answer that can have a body.
const ANSWER: &[u8] = b"answer";

/// Returns the fetch that sets the cookie of the client, and a description of this fetch for people.
pub(super) fn cookie(placing: &Placing) -> Result<(Fetch, String), PlayError> {
    let (place, origin) = (&placing.place, placing.place.origin(Server::App));
    let url = place.app("cookie");
    let page = Client::new(Origin::parse(&origin).map_err(PlayError::unplayable)?);
    let answer = Answer::new(200).header("set-cookie", format!("{COOKIE}=1; Path={}", place.path()));
    let fetch = Fetch::new(page.fetch(&url.url)).exchange(Message::new("GET", &url), answer);
    Ok((fetch, format!("{origin} fetches GET {}, which sets a cookie", url.url)))
}

/// Returns a fetch whose messages and outcome must be the same as those of the browser, and a description for people.
pub(super) fn fetch(
    placing: &Placing,
    call: &Call,
    fetched: &Fetched,
    cookies: bool,
) -> Result<(Fetch, String), PlayError> {
    let body = match call.body {
        BodyKind::None => Body::None,
        BodyKind::Source => Body::Source(SOURCE.to_vec()),
        BodyKind::Stream => Body::Stream(STREAM.map(<[u8]>::to_vec).into()),
    };
    let request = call.request(&Client::new(call.page.clone())).map_err(PlayError::unplayable)?;
    let mut fetch = Fetch { body, ..Fetch::of(Ok(request)) }.page(page(fetched));
    for sent in &fetched.messages {
        let message = message(placing, call.body, sent, cookies)?;
        fetch = fetch.exchange(message, answer(sent.answer.as_ref())?);
    }
    Ok((fetch, format!("{call:?}\n{fetched:?}")))
}

fn message(placing: &Placing, body: BodyKind, sent: &Sent, cookies: bool) -> Result<Message, PlayError> {
    // The servers use the `http` crate, so they cannot read a header that this crate cannot represent.
    sent.headers.to_header_map().map_err(PlayError::unplayable)?;
    let mut message = Message::new(sent.method.as_str(), &placing.target(&sent.url)?);
    for (name, _) in sent.headers.iter() {
        message = message.header(text(name), get(&sent.headers, name).unwrap_or_default());
    }
    message = match body {
        BodyKind::Source if sent.send_body => message.body(SOURCE),
        BodyKind::Stream if sent.send_body => message.body(STREAM.concat()),
        _ => message.body(b""),
    };
    Ok(match (cookies, sent.include_credentials) {
        (false, _) => message,
        (true, true) => message.cookie(COOKIE),
        (true, false) => message.no_cookie(COOKIE),
    })
}

fn answer(answer: Option<&Response<()>>) -> Result<Answer, PlayError> {
    let Some(response) = answer else { return Ok(Answer::none()) };
    let status = response.status().as_u16();
    if status < 200 {
        return Err(PlayError::unplayable(format!(
            "an answer has status {status}, which is not a final response"
        )));
    }
    let start = Answer::new(status).without_no_store().body(ANSWER);
    Ok(response.headers().iter().fold(start, |answer, (name, value)| answer.header(name.as_str(), value)))
}

/// Returns the outcome that the page must see.
fn page(fetched: &Fetched) -> Page {
    match &fetched.outcome {
        Ok(response) => Page::Sees(sights(response)),
        Err(error) => Page::FailsAs(error.kind()),
    }
}

fn sights(response: &FilteredResponse<()>) -> Vec<Sight> {
    let seen = Seen::of(response);
    let mut sights = vec![
        Sight::Type(seen.response_type),
        Sight::Status(seen.status),
        Sight::Url(seen.url.map(String::from)),
        Sight::Redirected(seen.redirected),
        if response.body().is_some() { Sight::Body(ANSWER.to_vec()) } else { Sight::NoBody },
    ];
    for (name, _) in response.hidden_from_script().internal_response().headers().iter() {
        sights.push(match get(&seen.headers, name) {
            Some(value) => Sight::header(text(name), value),
            None => Sight::no_header(text(name)),
        });
    }
    sights
}

/// Converts the name of a header to text. Such names are ASCII.
fn text(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}
