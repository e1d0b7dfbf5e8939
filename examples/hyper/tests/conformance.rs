//! A test that the browser passes the conformance suite, over HTTP/1 and HTTP/2.
#![allow(clippy::unwrap_used, reason = "tests")]

use bytes::Bytes;
use fetch_cors::Request;
use fetch_cors_conformance::{Body, Client, Failure, Seen, run};
use fetch_cors_hyper::Browser;
use fetch_cors_session::Session;
use http_body_util::{BodyExt, Channel};
use hyper::body::Frame;

#[tokio::test]
async fn http1_behaves_as_a_browser() {
    run(&mut Tested(Browser::http1(Session::new()))).await.assert_passed();
}

#[tokio::test]
async fn http2_behaves_as_a_browser() {
    run(&mut Tested(Browser::http2(Session::new()))).await.assert_passed();
}

struct Tested(Browser);

impl Client for Tested {
    async fn fetch(&mut self, request: Request, body: Body) -> Result<Seen, Failure> {
        let body = match body {
            Body::None => fetch_cors_hyper::Body::none(),
            Body::Source(bytes) => bytes.into(),
            Body::Stream(chunks) => fetch_cors_hyper::Body::stream(stream(chunks)),
        };
        let response = self.0.fetch(request, body).await?;
        let seen = Seen::of(&response);
        let bytes = match response.into_body() {
            Some(body) => Some(body.collect().await?.to_bytes().to_vec()),
            None => None,
        };
        Ok(seen.with_body(bytes))
    }
}

fn stream(chunks: Vec<Vec<u8>>) -> Channel<Bytes> {
    let (mut sender, stream) = Channel::new(chunks.len() + 1);
    for chunk in chunks {
        sender.try_send(Frame::data(chunk.into())).unwrap();
    }
    stream
}
