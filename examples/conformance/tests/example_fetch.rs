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
#[path = "../../fetch/under_test.rs"]
mod under_test;

use std::time::Duration;

use fetch_cors_conformance::{Fault, Suite};

#[test]
fn the_example_fetch_behaves_as_a_browser() {
    let mut client = client::Browser::new(transport::Transport::new(Duration::from_secs(30)).unwrap());
    let suite = Suite::new()
        .without(Fault::SendsNoCookies, "it has no cookies")
        .without(Fault::RepeatsStream, "it has no streams");
    futures_executor::block_on(suite.run(&mut client)).assert_passed();
}
