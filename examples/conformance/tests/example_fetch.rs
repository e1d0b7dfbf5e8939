//! The client of the root's example `fetch` passes the suite.
#![allow(dead_code, clippy::unwrap_used, reason = "the example itself uses the rest, and a test may panic")]

#[path = "../../fetch/client.rs"]
mod client;
#[path = "../../fetch/head_filter.rs"]
mod head_filter;
#[path = "../../fetch/http1.rs"]
mod http1;
#[path = "../../fetch/local.rs"]
mod local;
#[path = "../../fetch/page.rs"]
mod page;
#[path = "../../fetch/transport.rs"]
mod transport;

use std::time::Duration;

use bytes::Bytes;
use fetch_cors::FilteredResponse;
use fetch_cors::Request;
use fetch_cors_conformance::{Body, Client, Failure, Fault, Seen, Suite};

impl Client for client::Browser<transport::Transport> {
    async fn fetch(&mut self, request: Request, body: Body) -> Result<Seen, Failure> {
        let body = match body {
            Body::Source(bytes) => Bytes::from(bytes),
            Body::Stream(_) => return Err("no streams".into()),
            Body::None => Bytes::new(),
        };
        let headers = request.headers().clone();
        let outcome = client::Browser::fetch(self, client::Call { request, headers, body });
        let page::Seen { response_type, status, url, redirected, headers, body, body_error, .. } =
            outcome.result?;
        if let Some(error) = body_error {
            return Err(error.into());
        }
        // Every field is replaced by what this client shows its page.
        let mut seen = Seen::of(&FilteredResponse::basic(http::Response::new(()), None));
        seen.response_type = response_type;
        seen.status = status;
        seen.url = url.parse().ok();
        seen.redirected = redirected;
        seen.headers = headers;
        Ok(seen.with_body(body.map(Vec::from)))
    }
}

#[test]
fn the_example_fetch_behaves_as_a_browser() {
    let mut client = client::Browser::new(transport::Transport::new(Duration::from_secs(30)).unwrap());
    let suite = Suite::new()
        .without(Fault::SendsNoCookies, "it has no cookies")
        .without(Fault::RepeatsStream, "it has no streams");
    futures_executor::block_on(suite.run(&mut client)).assert_passed();
}
