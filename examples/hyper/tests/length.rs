//! Tests of the headers for the length of a body, with and without a body.
#![allow(clippy::unwrap_used, reason = "tests")]

mod server;

use fetch_cors::request;
use fetch_cors_hyper::{Body, Browser};
use fetch_cors_session::Session;
use http::Response;
use http_body_util::{BodyExt, Full};
use server::{boxed, page_of, serve};

#[tokio::test]
async fn http1_says_how_long_a_body_is() {
    let browser = Browser::http1(Session::new());
    assert_eq!(lengths(&browser, "GET", None).await, "-/-");
    assert_eq!(lengths(&browser, "DELETE", None).await, "-/-");
    assert_eq!(lengths(&browser, "PATCH", None).await, "-/-");
    assert_eq!(lengths(&browser, "POST", None).await, "0/-");
    assert_eq!(lengths(&browser, "PUT", None).await, "0/-");
    assert_eq!(lengths(&browser, "DELETE", Some(Body::from(""))).await, "0/-");
    assert_eq!(lengths(&browser, "POST", Some(Body::from("hello"))).await, "5/-");
    let stream = Body::stream(Full::from("hello").map_frame(|frame| frame));
    assert_eq!(lengths(&browser, "POST", Some(stream)).await, "-/chunked");
}

#[tokio::test]
async fn http2_says_how_long_a_body_is() {
    let browser = Browser::http2(Session::new());
    assert_eq!(lengths(&browser, "GET", None).await, "-/-");
    assert_eq!(lengths(&browser, "DELETE", None).await, "-/-");
    assert_eq!(lengths(&browser, "PATCH", None).await, "-/-");
    assert_eq!(lengths(&browser, "POST", None).await, "0/-");
    assert_eq!(lengths(&browser, "DELETE", Some(Body::from(""))).await, "0/-");
    assert_eq!(lengths(&browser, "POST", Some(Body::from("hello"))).await, "5/-");
}

/// Returns the `Content-Length` and the `Transfer-Encoding` that the server received.
async fn lengths(browser: &Browser, method: &str, body: Option<Body>) -> String {
    let url = serve(|request| async move {
        let value = |name: &str| request.headers().get(name).map_or("-", |value| value.to_str().unwrap());
        let answer = format!("{}/{}", value("content-length"), value("transfer-encoding"));
        let _ = request.into_body().collect().await;
        Response::new(boxed(Full::from(answer)))
    })
    .await;
    let mut request = page_of(&url).fetch(&url).method(method);
    if body.is_some() {
        request = request.body(request::Body::source());
    }
    let response = browser.fetch(request.build().unwrap(), body.unwrap_or(Body::none())).await.unwrap();
    let bytes = response.into_body().unwrap().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.into()).unwrap()
}
