//! The client behaves as a browser, over HTTP/1.1 and over HTTP/2.

use std::time::Duration;

use bytes::Bytes;
use fetch_cors::{FilteredResponse, Request};
use fetch_cors_conformance::{Body, Client, Failure, Fault, Seen, Suite};

use crate::fetch::client::{Browser, Call};
use crate::fetch::credentials::Credentials;
use crate::fetch::network::Wire;
use crate::fetch::page;
use crate::transport::{Options, Transport, Trust, Versions};

impl Client for Browser<Wire<'_>> {
    async fn fetch(&mut self, request: Request, body: Body) -> Result<Seen, Failure> {
        let body = match body {
            Body::Source(bytes) => Bytes::from(bytes),
            Body::Stream(_) => return Err("no streams".into()),
            Body::None => Bytes::new(),
        };
        let headers = request.headers().clone();
        let outcome = Browser::fetch(self, Call { request, headers, body });
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

fn passes(versions: Versions) {
    let options = Options {
        timeout: Duration::from_secs(30),
        connect_timeout: None,
        max_time: None,
        trust: Trust::Authorities,
        versions,
        decodes: true,
        addresses: Vec::new(),
        user_agent: "conformance",
    };
    let transport = Transport::new(options).unwrap();
    let mut client = Browser::new(Wire::new(transport, Credentials::default(), true, None));
    let suite = Suite::new().without(Fault::RepeatsStream, "a command line has no streams");
    futures_executor::block_on(suite.run(&mut client)).assert_passed();
}

#[test]
fn over_http1_it_behaves_as_a_browser() {
    passes(Versions::Http1);
}

#[test]
fn over_http2_it_behaves_as_a_browser() {
    passes(Versions::Http2);
}
