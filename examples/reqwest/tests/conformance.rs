//! A test that the browser passes the conformance suite, over HTTP/1.1 and HTTP/2.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::convert::Infallible;

use fetch_cors::Request;
use fetch_cors_conformance::{Body, Client, Failure, Seen, run};
use fetch_cors_reqwest::Browser;
use fetch_cors_session::Session;
use http_body_util::BodyExt;
use reqwest::ClientBuilder;

struct Tested(Browser);

impl Client for Tested {
    async fn fetch(&mut self, request: Request, body: Body) -> Result<Seen, Failure> {
        let response = self.0.fetch(request, body_of(body)).await?;
        let seen = Seen::of(&response);
        match response.into_body() {
            Some(body) => Ok(seen.with_body(Some(body.collect().await?.to_bytes().to_vec()))),
            None => Ok(seen),
        }
    }
}

fn body_of(body: Body) -> reqwest::Body {
    match body {
        Body::Source(bytes) => bytes.into(),
        Body::Stream(chunks) => {
            reqwest::Body::wrap_stream(tokio_stream::iter(chunks.into_iter().map(Ok::<_, Infallible>)))
        }
        Body::None => reqwest::Body::default(),
    }
}

#[tokio::test]
async fn http_1() {
    // Without this, the environment of a test could name a proxy.
    let browser = Browser::new(Session::new(), || ClientBuilder::new().no_proxy()).unwrap();
    run(&mut Tested(browser)).await.assert_passed();
}

#[tokio::test]
async fn http_2() {
    let client = || ClientBuilder::new().no_proxy().http2_prior_knowledge();
    let browser = Browser::new(Session::new(), client).unwrap();
    run(&mut Tested(browser)).await.assert_passed();
}
