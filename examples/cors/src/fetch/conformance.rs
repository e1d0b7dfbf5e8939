//! A test that the client of `cors fetch` behaves as a browser, over HTTP/1.1 and over HTTP/2.

use std::time::Duration;

use fetch_cors_conformance::{Fault, Suite};

use crate::fetch::client::Browser;
use crate::fetch::credentials::Credentials;
use crate::fetch::network::Wire;
use crate::transport::{Options, Transport, Trust, Versions};

fn passes(versions: Versions) {
    let options = Options {
        timeout: Duration::from_secs(30),
        connect_timeout: None,
        max_time: None,
        trust: Trust::Authorities,
        certificate_advice: "",
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
