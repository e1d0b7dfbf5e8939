//! Cookies go with the messages that include credentials, and with no others.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use fetch_cors::request::CredentialsMode;
use fetch_cors::url::Url;
use fetch_cors::{Client, Origin, Request};
use fetch_cors_jar::Jar;
use fetch_cors_tower::cookies::CookieLayer;
use fetch_cors_tower::{Body, IncludeCredentials, cors};
use http::Response;
use http_body_util::Empty;
use tower::{ServiceBuilder, ServiceExt, service_fn};
use tower_http::follow_redirect::FollowRedirectLayer;

type NoBody = Empty<Bytes>;

#[tokio::test]
async fn each_message_says_whether_it_includes_credentials() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    let server = service_fn(move |message: http::Request<NoBody>| {
        log.lock().unwrap().push((message.method().to_string(), *message.extensions().get().unwrap()));
        answer(message)
    });
    let fetch = cors(server);
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
    let jar = Arc::new(Jar::new());
    let fetch = ServiceBuilder::new().layer_fn(cors).layer(CookieLayer::new(jar.clone())).service_fn(answer);
    let url = Url::parse("https://api.example/").unwrap();

    // Without credentials, the cookie that comes back is not stored.
    let first = fetch.clone().oneshot((get(CredentialsMode::Omit), none())).await.unwrap();
    assert_eq!((*first.body().unwrap(), jar.cookie(&url)), (0, None));
    let second = fetch.clone().oneshot((get(CredentialsMode::Include), none())).await.unwrap();
    assert_eq!((*second.body().unwrap(), jar.cookie(&url).unwrap()), (0, "a=1".parse().unwrap()));
    let third = fetch.clone().oneshot((get(CredentialsMode::Include), none())).await.unwrap();
    assert_eq!(*third.body().unwrap(), 1);
    let fourth = fetch.oneshot((get(CredentialsMode::Omit), none())).await.unwrap();
    assert_eq!(*fourth.body().unwrap(), 0);
}

#[tokio::test]
async fn a_message_without_a_mark_has_no_cookies() {
    let jar = Arc::new(Jar::new());
    let send = ServiceBuilder::new().layer(CookieLayer::new(jar.clone())).service_fn(answer);
    let message = http::Request::get("https://api.example/").body(NoBody::new()).unwrap();
    send.oneshot(message).await.unwrap();
    assert_eq!(jar.cookie(&Url::parse("https://api.example/").unwrap()), None);
}

#[tokio::test]
async fn cookies_of_another_url_are_not_stored() {
    let jar = Arc::new(Jar::new());
    let cookies = CookieLayer::new(jar.clone());
    let follow = FollowRedirectLayer::new();
    let send = ServiceBuilder::new().layer(cookies).layer(follow).service_fn(async |message| {
        let mut response = answer(message).await?;
        if response.headers_mut().remove("x-path").is_some_and(|path| path == "/old") {
            *response.status_mut() = http::StatusCode::FOUND;
        }
        Ok::<_, Infallible>(response)
    });
    let mut message = http::Request::get("https://app.example/old").body(NoBody::new()).unwrap();
    message.extensions_mut().insert(IncludeCredentials(true));
    send.oneshot(message).await.unwrap();
    assert_eq!(jar.cookie(&Url::parse("https://app.example/").unwrap()), None);
}

/// Allows the page everything, sets a cookie, and returns how many `Cookie` headers it received.
async fn answer(message: http::Request<NoBody>) -> Result<Response<usize>, Infallible> {
    let response = Response::builder()
        .header("access-control-allow-origin", "https://app.example")
        .header("access-control-allow-credentials", "true")
        .header("access-control-allow-methods", "PUT")
        .header("set-cookie", "a=1; Path=/")
        .header("location", "https://api.example/new")
        .header("x-path", message.uri().path())
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
