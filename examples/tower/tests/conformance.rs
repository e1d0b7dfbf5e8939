//! A test that the layer passes the conformance suite, around the client of hyper-util.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::convert::Infallible;

use bytes::Bytes;
use fetch_cors::Request;
use fetch_cors_conformance::{Body, Client, Failure, Seen, run};
use fetch_cors_session::Session;
use fetch_cors_tower::{Cors, cors};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Channel, Full};
use hyper::body::{Frame, Incoming};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tower::ServiceExt;

#[tokio::test]
async fn behaves_as_a_browser_over_http_1() {
    let http = legacy::Client::builder(TokioExecutor::new()).build_http();
    behaves_as_a_browser(http).await;
}

#[tokio::test]
async fn behaves_as_a_browser_over_http_2() {
    let http = legacy::Client::builder(TokioExecutor::new()).http2_only(true).build_http();
    behaves_as_a_browser(http).await;
}

async fn behaves_as_a_browser(http: legacy::Client<HttpConnector, MessageBody>) {
    // This client cannot follow redirects, so the URL of the response is the URL of the message.
    let fetch = cors(http, Session::new(), |sent_to, _| Some(sent_to.clone()));
    run(&mut Tested(fetch)).await.assert_passed();
}

type MessageBody = UnsyncBoxBody<Bytes, Infallible>;

struct Tested(Cors<MessageBody, Incoming>);

impl Client for Tested {
    async fn fetch(&mut self, request: Request, body: Body) -> Result<Seen, Failure> {
        let body: fetch_cors_tower::Body<MessageBody> = match body {
            Body::None => Box::new(|| None),
            Body::Source(bytes) => Box::new(move || Some(Full::from(bytes.clone()).boxed_unsync())),
            Body::Stream(chunks) => {
                let mut stream = Some(stream(chunks));
                Box::new(move || stream.take())
            }
        };
        let response = self.0.clone().oneshot((request, body)).await?;
        let seen = Seen::of(&response);
        let bytes = match response.into_body() {
            Some(body) => Some(body.collect().await?.to_bytes().to_vec()),
            None => None,
        };
        Ok(seen.with_body(bytes))
    }
}

fn stream(chunks: Vec<Vec<u8>>) -> MessageBody {
    let (mut sender, stream) = Channel::new(chunks.len() + 1);
    for chunk in chunks {
        sender.try_send(Frame::data(chunk.into())).unwrap();
    }
    stream.boxed_unsync()
}
