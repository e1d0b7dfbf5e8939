//! A test that browsers with the same session share their cookies.
#![allow(clippy::unwrap_used, reason = "tests")]

mod server;

use fetch_cors::cookies::SameSiteMode;
use fetch_cors_hyper::{Body, Browser};
use fetch_cors_session::Session;
use http::Response;
use http_body_util::{BodyExt, Full};
use server::{boxed, page_of, serve};

#[tokio::test]
async fn browsers_of_one_session_share_cookies_until_they_are_cleared() {
    // The server sets a cookie, and answers with the cookies that it received.
    let url = serve(|request| async move {
        let cookies = request.headers().get("cookie").map_or("", |value| value.to_str().unwrap());
        let body = boxed(Full::from(cookies.to_owned()));
        Response::builder().header("set-cookie", "a=1").body(body).unwrap()
    })
    .await;
    let session = Session::new();
    assert_eq!(cookies(&Browser::http1(session.clone()), &url).await, "");
    assert_eq!(cookies(&Browser::http2(session.clone()), &url).await, "a=1");
    session.jar().clear();
    assert_eq!(cookies(&Browser::http1(session.clone()), &url).await, "");
    assert_eq!(session.jar().cookie(&url.parse().unwrap(), SameSiteMode::StrictOrLess).unwrap(), "a=1");
}

/// Returns the cookies that the server received.
async fn cookies(browser: &Browser, url: &str) -> String {
    let get = page_of(url).fetch(url).build().unwrap();
    let body = browser.fetch(get, Body::none()).await.unwrap().into_body().unwrap();
    String::from_utf8(body.collect().await.unwrap().to_bytes().into()).unwrap()
}
