//! The client of `cors fetch`, in the form that the conformance suite tests.

use bytes::Bytes;
use fetch_cors::{FilteredResponse, Request};
use fetch_cors_conformance::{Body, Client, Failure, Seen};

use super::client::{Browser, Call, Network};
use super::page;

impl<N: Network> Client for Browser<N> {
    async fn fetch(&mut self, request: Request, body: Body) -> Result<Seen, Failure> {
        let body = match body {
            Body::Source(bytes) => Bytes::from(bytes),
            Body::Stream(_) => return Err("no streams".into()),
            Body::None => Bytes::new(),
        };
        let headers = request.headers().clone();
        let outcome = Self::fetch(self, Call { request, headers, body });
        let page::Seen { response_type, status, url, redirected, headers, body, body_error, .. } =
            outcome.result?;
        if let Some(error) = body_error {
            return Err(error.into());
        }
        // Each field is replaced by the value that this client shows to the page.
        let mut seen = Seen::of(&FilteredResponse::basic(http::Response::new(()), None));
        seen.response_type = response_type;
        seen.status = status;
        seen.url = url.parse().ok();
        seen.redirected = redirected;
        seen.headers = headers;
        Ok(seen.with_body(body.map(Vec::from)))
    }
}
