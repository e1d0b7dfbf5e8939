//! A test that the browser passes the conformance suite, over HTTP/1.1.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::io::{Cursor, Read};

use fetch_cors::Request;
use fetch_cors_conformance::{Body, Client, Failure, Seen, run};
use fetch_cors_session::Session;
use fetch_cors_ureq::Browser;
use ureq::{Agent, SendBody};

struct Tested(Browser);

impl Client for Tested {
    async fn fetch(&mut self, request: Request, body: Body) -> Result<Seen, Failure> {
        let response = match body {
            Body::Source(bytes) => self.0.fetch(request, || &bytes)?,
            Body::Stream(chunks) => {
                // The reader can be sent only once.
                let mut reader = Some(Cursor::new(chunks.concat()));
                self.0.fetch(request, || SendBody::from_owned_reader(reader.take().unwrap()))?
            }
            Body::None => self.0.fetch(request, || ())?,
        };
        let seen = Seen::of(&response);
        match response.into_body() {
            Some(body) => {
                let mut bytes = Vec::new();
                body.into_reader().read_to_end(&mut bytes)?;
                Ok(seen.with_body(Some(bytes)))
            }
            None => Ok(seen),
        }
    }
}

#[test]
fn http_1() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    // Without this, the environment of a test could name a proxy.
    let browser = Browser::new(Session::new(), Agent::config_builder().proxy(None));
    runtime.block_on(run(&mut Tested(browser))).assert_passed();
}
