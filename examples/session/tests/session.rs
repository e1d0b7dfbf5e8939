//! Tests of what a session adds to messages, and of what it stores from responses.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::error::Error;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use fetch_cors::cookies::SameSiteMode::StrictOrLess;
use fetch_cors::error::{ErrorKind, HostError, Reason};
use fetch_cors::header::HeaderList;
use fetch_cors::request::{Body, CredentialsMode};
use fetch_cors::url::Url;
use fetch_cors::{Client, Exchange, NetworkError, Origin, Request, Response};
use fetch_cors_session::{Clients, Failure, Session, check_body};
use http::header::{CONTENT_LENGTH, COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};

const PAGE: &str = "https://app.example";

fn page() -> Client {
    Client::new(Origin::parse(PAGE).unwrap())
}

/// Returns the first message of a fetch.
fn sent(session: &Session, request: Request) -> http::Request<()> {
    let mut sent = None;
    let send = |_: &Exchange, message: http::Request<()>| {
        sent.get_or_insert(message);
        Err::<(_, http::Response<()>), Failure>("the network is down".into())
    };
    session.run(request, send).unwrap_err();
    sent.unwrap()
}

/// Answers a message with its own URL, a cookie, and the headers that share the response with the page.
fn answer(message: &http::Request<()>) -> Result<(Option<Url>, http::Response<()>), Failure> {
    let response = http::Response::builder()
        .header(SET_COOKIE, "id=7; Path=/")
        .header("access-control-allow-origin", "*")
        .header("access-control-allow-methods", "PUT")
        .header("access-control-max-age", "600");
    Ok((Some(message.uri().to_string().parse()?), response.body(())?))
}

/// Fetches a response that sets a cookie.
fn get_a_cookie(session: &Session, mode: CredentialsMode) {
    let request = page().fetch(PAGE).credentials(mode).build().unwrap();
    session.run(request, |_, message| answer(&message)).unwrap();
}

/// Returns the output of a future that does not wait.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future waits"),
    }
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
fn cookies_with_same_site_go_as_the_client_says() {
    let stranger = || Client::new(Origin::parse("https://other.example").unwrap());
    for (client, is_same_site) in [
        (page().with_cross_site_ancestor(false), true),
        (page().with_cross_site_ancestor(true), false),
        // It is not known whether a page of another site embeds this page.
        (page(), false),
        (stranger().with_cross_site_ancestor(false), false),
        (stranger(), false),
    ] {
        let get = || client.fetch(PAGE).credentials(CredentialsMode::Include).build().unwrap();
        let session = Session::new();
        let strict =
            HeaderMap::from_iter([(SET_COOKIE, HeaderValue::from_static("strict=1; SameSite=Strict"))]);
        session.jar().store(&PAGE.parse().unwrap(), StrictOrLess, &strict);
        assert_eq!(sent(&session, get()).headers().contains_key(COOKIE), is_same_site, "{client:?}");

        session.jar().clear();
        let send = |_: &Exchange, message: http::Request<()>| {
            let mut response = answer(&message)?.1;
            response.headers_mut().clear();
            response.headers_mut().extend(strict.clone());
            Ok((message.uri().to_string().parse().ok(), response))
        };
        // A page of another origin sees a network error, but the cookie was stored before.
        let _ = session.run(get(), send);
        let stored = session.jar().cookie(&PAGE.parse().unwrap(), StrictOrLess);
        assert_eq!(stored.is_some(), is_same_site, "{client:?}");
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
        // A preflight has no body, whatever the actual request has.
        (page().fetch("https://api.example/").method("PUT"), None),
    ] {
        let message = sent(&Session::new(), request.build().unwrap());
        let sent = message.headers().get(CONTENT_LENGTH).map(|value| value.to_str().unwrap());
        assert_eq!(sent, length, "{message:?}");
    }
}

#[test]
fn clones_share_cookies_and_preflights() {
    let session = Session::new();
    let clone = session.clone();
    get_a_cookie(&session, CredentialsMode::Include);
    assert_eq!(clone.jar().cookie(&PAGE.parse().unwrap(), StrictOrLess).unwrap(), "id=7");
    clone.jar().clear();
    assert_eq!(session.jar().cookie(&PAGE.parse().unwrap(), StrictOrLess), None);

    let mut methods = Vec::new();
    for session in [session, clone] {
        let put = page().fetch("https://api.example/").method("PUT").build().unwrap();
        let send = |_: &Exchange, message: http::Request<()>| {
            methods.push(message.method().to_string());
            answer(&message)
        };
        session.run(put, send).unwrap();
    }
    assert_eq!(methods, ["OPTIONS", "PUT", "PUT"]);
}

#[test]
fn a_client_may_be_async() {
    let session = Session::new();
    let get = || page().fetch(PAGE).build().unwrap();
    let send = |_: &Exchange, message: http::Request<()>| async move { answer(&message) };
    ready(session.run_async(get(), send)).unwrap();
    assert_eq!(session.jar().cookie(&PAGE.parse().unwrap(), StrictOrLess).unwrap(), "id=7");

    let send =
        |_: &Exchange, _| async { Err::<(_, http::Response<()>), Failure>("the network is down".into()) };
    let error = ready(session.run_async(get(), send)).unwrap_err();
    assert_eq!(error.source().unwrap().to_string(), "the network is down");
}

#[test]
fn a_local_url_is_refused() {
    let session = Session::new();
    let data = || page().fetch("data:,hello").build().unwrap();
    let blocking = session.run::<(), http::Response<()>>(data(), |_, _| panic!("a message"));
    let send = |_: &Exchange, _| async { panic!("a message") };
    for fetched in [blocking, ready(session.run_async::<(), http::Response<()>, _>(data(), send))] {
        let error = fetched.unwrap_err();
        assert_eq!(error.source().unwrap().to_string(), "this client cannot fetch data: URLs");
    }
}

#[test]
fn a_response_from_nowhere_is_refused() {
    let session = Session::new();
    let request = page().fetch(PAGE).build().unwrap();
    let error = session.run(request, |_, message| Ok((None, answer(&message)?.1))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::HostMistake);
    assert!(matches!(error.reason(), Reason::Host(HostError::ResponseWithoutUrl)), "{error}");
    assert_eq!(session.jar().cookie(&PAGE.parse().unwrap(), StrictOrLess), None);
}

#[test]
fn a_client_is_chosen_by_credentials() {
    let clients = Clients { with_credentials: "with", without_credentials: "without" };
    for (mode, client) in [(CredentialsMode::Omit, "without"), (CredentialsMode::Include, "with")] {
        let request = page().fetch(PAGE).credentials(mode).build().unwrap();
        let send = |exchange: &Exchange, message| {
            assert_eq!(*clients.of(exchange), client);
            answer(&message)
        };
        Session::new().run(request, send).unwrap();
    }
}

/// Fetches with a client that checks a body, and returns the methods of the messages that it sent.
fn checked(request: Request, is_empty: bool) -> Result<Vec<String>, NetworkError> {
    let mut sent = Vec::new();
    let send = |exchange: &Exchange, message: http::Request<()>| {
        check_body(exchange, is_empty)?;
        sent.push(message.method().to_string());
        let (url, mut response) = answer(&message)?;
        if message.uri().path() == "/old" {
            *response.status_mut() = http::StatusCode::SEE_OTHER;
            response.headers_mut().try_insert("location", "/new".try_into()?)?;
        }
        Ok((url, response))
    };
    Session::new().run(request, send)?;
    Ok(sent)
}

#[test]
fn a_body_for_a_request_without_one_is_refused() {
    let post = || page().fetch("https://app.example/old").method("POST");
    let put = || page().fetch("https://api.example/").method("PUT");
    for (request, is_empty, sent) in [
        (post(), true, Some(&["POST", "GET"][..])),
        (post(), false, None),
        // The redirect removes the body, which is not an error.
        (post().body(Body::source()), false, Some(&["POST", "GET"])),
        (post().body(Body::source()), true, Some(&["POST", "GET"])),
        // In this case, no preflight is sent either.
        (put(), false, None),
        (put().body(Body::source()), false, Some(&["OPTIONS", "PUT"])),
        (put().body(Body::stream()), false, Some(&["OPTIONS", "PUT"])),
    ] {
        match (checked(request.build().unwrap(), is_empty), sent) {
            (Ok(methods), Some(sent)) => assert_eq!(methods, sent),
            (Err(error), None) => {
                assert_eq!(error.reason(), &Reason::Host(HostError::WrongBody));
            }
            (fetched, _) => panic!("{fetched:?} instead of {sent:?}"),
        }
    }
}

#[test]
fn the_response_may_be_one_of_the_engine() {
    let get = page().fetch(PAGE).build().unwrap();
    let headers = HeaderList::try_from_pairs([("Set-Cookie", "id=8; Path=/")]).unwrap();
    let session = Session::new();
    let send = |exchange: &Exchange, _| {
        let response = Response::new(200, ()).with_status_text("All is well").with_headers(headers.clone());
        Ok((Some(exchange.to_url()), response))
    };
    let response = session.run(get, send).unwrap();
    assert_eq!(response.url().unwrap().as_str(), "https://app.example/");
    assert_eq!(response.status_text(), b"All is well");
    assert_eq!(session.jar().cookie(&PAGE.parse().unwrap(), StrictOrLess).unwrap(), "id=8");
}

#[test]
fn cookies_are_stored_only_if_the_response_came_from_the_url_of_the_message() {
    let secret = "https://secret.example/";
    let page_with_password = "https://user:password@app.example/#part";
    for (came_from, stored) in [
        (secret, false),
        ("https://app.example/?a", false),
        ("http://app.example/", false),
        (page_with_password, true),
    ] {
        let session = Session::new();
        let get = || page().fetch(PAGE).credentials(CredentialsMode::Include).build().unwrap();
        let answer = |message| Ok((came_from.parse().ok(), answer(&message)?.1));
        let blocking = session.run(get(), |_, message| answer(message));
        let waited = ready(session.run_async(get(), |_, message| async { answer(message) }));
        for fetched in [blocking, waited] {
            match fetched {
                Ok(_) => assert!(stored, "{came_from}"),
                Err(error) => assert_eq!((error.kind(), stored), (ErrorKind::HostMistake, false)),
            }
        }
        for url in [PAGE, secret, came_from] {
            let cookie = session.jar().cookie(&url.parse().unwrap(), StrictOrLess);
            assert_eq!(cookie.is_some(), stored && url != secret, "{came_from}: {url}");
        }
    }
}

#[test]
fn nobody_is_asked_for_the_password_of_a_proxy() {
    let session = Session::new();
    let get = page().fetch(PAGE).build().unwrap();
    let send = |_: &Exchange, message: http::Request<()>| {
        let (url, mut response) = answer(&message)?;
        *response.status_mut() = http::StatusCode::PROXY_AUTHENTICATION_REQUIRED;
        Ok((url, response))
    };
    assert_eq!(session.run(get, send).unwrap_err().kind(), ErrorKind::NoResponse);
    assert_eq!(session.jar().cookie(&PAGE.parse().unwrap(), StrictOrLess), None);
}
