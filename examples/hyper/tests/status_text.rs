//! Tests of the status text that the page sees.
#![allow(clippy::unwrap_used, reason = "tests")]

mod server;

use fetch_cors_hyper::{Body, Browser};
use fetch_cors_session::Session;
use http::Response;
use http_body_util::Empty;
use hyper::ext::ReasonPhrase;
use server::{boxed, page_of, serve};

#[tokio::test]
async fn is_what_the_server_sent() {
    assert_eq!(status_text(&Browser::http1(Session::new()), "").await, "OK");
    assert_eq!(status_text(&Browser::http1(Session::new()), "All is well").await, "All is well");
    assert_eq!(status_text(&Browser::http2(Session::new()), "").await, "");
}

/// Returns the status text that the page sees if the server sends `sent`, or the usual text if this is empty.
async fn status_text(browser: &Browser, sent: &'static str) -> String {
    let url = serve(move |_| async move {
        let mut response = Response::new(boxed(Empty::new()));
        if !sent.is_empty() {
            response.extensions_mut().insert(ReasonPhrase::try_from(sent.as_bytes()).unwrap());
        }
        response
    })
    .await;
    let response = browser.fetch(page_of(&url).fetch(&url).build().unwrap(), Body::none()).await.unwrap();
    String::from_utf8(response.status_text().to_vec()).unwrap()
}
