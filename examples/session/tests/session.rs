//! What a session adds to messages, and what it keeps of responses.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use fetch_cors::request::{Body, CredentialsMode};
use fetch_cors::{Client, Exchange, Origin, PreflightCache, Request, Response, Step, Timestamp, fetch, run};
use fetch_cors_session::{Failure, Session};
use http::header::{CONTENT_LENGTH, COOKIE, SET_COOKIE};

const PAGE: &str = "https://app.example";

fn page() -> Client {
    Client::new(Origin::parse(PAGE).unwrap())
}

/// Returns the first message of a fetch.
fn sent(session: &Session, request: Request) -> http::Request<()> {
    let Step::<()>::Send(exchange) = fetch(request, &mut PreflightCache::new(), Timestamp::ZERO) else {
        panic!("no message")
    };
    session.message(&exchange).unwrap()
}

/// Fetches from a server that sets a cookie and shares with the page.
fn get_a_cookie(session: &Session, mode: CredentialsMode) {
    let send = |exchange: &Exchange| -> Result<Response<()>, Failure> {
        let response = http::Response::builder().header(SET_COOKIE, "id=7; Path=/").body(())?;
        let url = exchange.url().clone();
        session.receive(response, url, exchange.include_credentials())
    };
    let request = page().fetch(PAGE).credentials(mode).build().unwrap();
    run(request, |transition| session.lend(transition), || session.now(), send).unwrap();
}

#[test]
fn cookies_go_by_the_credentials_of_the_message() {
    for (stores, sends, cookie) in [
        (CredentialsMode::Include, CredentialsMode::SameOrigin, Some("id=7")),
        (CredentialsMode::Include, CredentialsMode::Omit, None),
        (CredentialsMode::Omit, CredentialsMode::Include, None),
    ] {
        let session = Session::new();
        get_a_cookie(&session, stores);
        let message = sent(&session, page().fetch(PAGE).credentials(sends).build().unwrap());
        let sent = message.headers().get(COOKIE).map(|value| value.to_str().unwrap());
        assert_eq!(sent, cookie, "stored with {stores}, sent with {sends}");
    }
}

#[test]
fn a_body_that_is_null_has_a_length_where_one_is_expected() {
    let post = || page().fetch(PAGE).method("POST");
    for (request, length) in [
        (page().fetch(PAGE), None),
        (page().fetch(PAGE).method("DELETE"), None),
        (post(), Some("0")),
        (page().fetch(PAGE).method("PUT"), Some("0")),
        (post().body(Body::source()), None),
        // A preflight has none, whatever is to come.
        (page().fetch("https://api.example/").method("PUT"), None),
    ] {
        let message = sent(&Session::new(), request.build().unwrap());
        let sent = message.headers().get(CONTENT_LENGTH).map(|value| value.to_str().unwrap());
        assert_eq!(sent, length, "{message:?}");
    }
}

#[test]
fn the_response_has_the_url_that_it_came_from() {
    let response = Session::new().receive(http::Response::new(()), PAGE.parse().unwrap(), false).unwrap();
    assert_eq!(response.url().unwrap().as_str(), "https://app.example/");
}

#[test]
fn nobody_is_asked_for_the_password_of_a_proxy() {
    let refused = http::Response::builder().status(407).header(SET_COOKIE, "id=7").body(()).unwrap();
    let session = Session::new();
    assert!(session.receive(refused, PAGE.parse().unwrap(), true).is_err());
    assert_eq!(session.jar().cookie(&PAGE.parse().unwrap()), None);
}
