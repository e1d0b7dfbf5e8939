//! Tests that cookies are sent with the messages that include credentials, and with no others.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use fetch_cors::request::CredentialsMode;
use fetch_cors::url::Url;
use fetch_cors::{Client, Origin, Request};
use fetch_cors_session::Session;
use fetch_cors_tower::{Body, IncludeCredentials, cors};
use http::Response;
use http_body_util::Empty;
use tower::layer::layer_fn;
use tower::{Layer, ServiceExt, service_fn};

type NoBody = Empty<Bytes>;

#[tokio::test]
async fn each_message_says_whether_it_includes_credentials() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    let server = service_fn(move |message: http::Request<NoBody>| {
        log.lock().unwrap().push((message.method().to_string(), *message.extensions().get().unwrap()));
        answer(message)
    });
    let fetch = cors(server, Session::new(), sent_to);
    for request in [get(CredentialsMode::Omit), get(CredentialsMode::Include), put(CredentialsMode::Include)]
    {
        fetch.clone().oneshot((request, none())).await.unwrap();
    }
    let expected = [("GET", false), ("GET", true), ("OPTIONS", false), ("PUT", true)]
        .map(|(method, credentials)| (method.to_owned(), IncludeCredentials(credentials)));
    assert_eq!(*seen.lock().unwrap(), expected);
}

#[tokio::test]
async fn cookies_are_stored_and_sent_for_messages_with_credentials() {
    let fetch = cors(service_fn(answer), Session::new(), sent_to);
    // Without credentials, the cookie of the response is not stored.
    let (omit, include) = (CredentialsMode::Omit, CredentialsMode::Include);
    for (mode, cookies) in [(omit, 0), (include, 0), (include, 1), (omit, 0)] {
        let response = fetch.clone().oneshot((get(mode), none())).await.unwrap();
        assert_eq!(response.body(), Some(&cookies), "{mode}");
    }
}

#[tokio::test]
async fn services_of_one_session_share_cookies_until_they_are_cleared() {
    let session = Session::new();
    let layer = layer_fn(|inner| cors(inner, session.clone(), sent_to));
    for cookies in [0, 1] {
        let fetch = layer.layer(service_fn(answer));
        let response = fetch.oneshot((get(CredentialsMode::Include), none())).await.unwrap();
        assert_eq!(response.body(), Some(&cookies));
    }
    session.jar().clear();
    let fetch = layer.layer(service_fn(answer));
    let response = fetch.oneshot((get(CredentialsMode::Include), none())).await.unwrap();
    assert_eq!(response.body(), Some(&0));
}

/// Answers a message: allows the page everything, sets a cookie, and returns the number of `Cookie` headers.
async fn answer(message: http::Request<NoBody>) -> Result<Response<usize>, Infallible> {
    let response = Response::builder()
        .header("access-control-allow-origin", "https://app.example")
        .header("access-control-allow-credentials", "true")
        .header("access-control-allow-methods", "PUT")
        .header("set-cookie", "a=1; Path=/")
        .body(message.headers().get_all("cookie").iter().count());
    Ok(response.unwrap())
}

fn get(credentials: CredentialsMode) -> Request {
    page().fetch("https://api.example/").credentials(credentials).build().unwrap()
}

fn put(credentials: CredentialsMode) -> Request {
    page().fetch("https://api.example/").method("PUT").credentials(credentials).build().unwrap()
}

fn page() -> Client {
    Client::new(Origin::parse("https://app.example").unwrap())
}

fn none() -> Body<NoBody> {
    Box::new(|| None)
}

/// Returns the URL of the message, because the services of these tests cannot follow redirects.
fn sent_to<R>(url: &Url, _: &Response<R>) -> Option<Url> {
    Some(url.clone())
}
