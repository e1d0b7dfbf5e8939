//! `resource-timing`, as far as it is about `Timing-Allow-Origin`: who may see when a response came.

use std::sync::Arc;

use fetch_cors::request::Destination;
use fetch_cors::{Client, Hop, Origin};

use crate::row::{Row, rule};
use crate::scenario::{APP, Answer, Build, LastTwoLabels, World, answer, page, run, sandbox, shared_with};

pub fn rows() -> Vec<Row> {
    [values(), ports(), opaque_origins(), redirected_frames()].concat()
}

const REMOTE: &str = "https://api.example/r";

/// Whether the timing of a response with these values may be seen.
fn passes(request: impl Build, values: &[&str]) -> bool {
    let headers: Vec<_> = values.iter().map(|value| ("timing-allow-origin", *value)).collect();
    run(request, &[shared_with(&headers)]).response().hidden_from_script().timing_allow_passed()
}

fn values() -> Vec<Row> {
    const MATCH: &str = "resource-timing/TAO-match.html";
    const UPPERCASE: &str = "HTTPS://APP.EXAMPLE";
    let space = format!("{APP} *");
    let comma = format!("*, {APP}");
    let more = format!("{APP}, fake");
    let table: [(&str, &[&str], bool); 17] = [
        ("resource-timing/resource_TAO_zero.htm", &[], false),
        ("resource-timing/resource_TAO_null.htm", &["null"], false),
        ("resource-timing/resource_TAO_origin.htm", &[APP], true),
        ("resource-timing/resource_TAO_origin_uppercase.htm", &[UPPERCASE], false),
        ("resource-timing/resource_TAO_comma.htm", &[&comma], true),
        ("resource-timing/resource_TAO_space.htm", &[&space], false),
        // What the test describes; what it then asserts is from when several headers failed.
        ("resource-timing/resource_TAO_multi.htm", &[APP, "*"], true),
        (MATCH, &[&more], true),
        (MATCH, &["*, fake"], true),
        (MATCH, &["null"], false),
        (MATCH, &[APP, "*"], true),
        (MATCH, &["*", "*"], true),
        (MATCH, &[APP], true),
        (MATCH, &[UPPERCASE], false),
        (MATCH, &[&space], false),
        (MATCH, &["*"], true),
        (MATCH, &[], false),
    ];
    table
        .iter()
        .map(|(file, values, passed)| {
            let is = passes(page().xml_http_request("GET", REMOTE), values);
            rule(file, format!("{values:?}"), is, *passed)
        })
        .collect()
}

/// A port makes another origin.
fn ports() -> Vec<Row> {
    const MISMATCH: &str = "resource-timing/TAO-port-mismatch-means-crossorigin.html";
    const URL: &str = "https://app.example:8443/r";
    let other_port = "https://app.example:8443";
    let from = |client: &Client, values: &[&str]| passes(client.fetch(URL), values);
    let with_port =
        Client::with_sites(Origin::parse("https://app.example:8080").unwrap(), Arc::new(LastTwoLabels));
    vec![
        rule(MISMATCH, "the resource's port", from(&page(), &[other_port]), false),
        rule(MISMATCH, "the page's", from(&page(), &[APP]), true),
        rule(MISMATCH, "the page's, which has one", from(&with_port, &["https://app.example:8080"]), true),
        rule(
            "resource-timing/TAO-crossorigin-port.sub.html",
            "the resource's own origin",
            from(&page(), &[other_port]),
            false,
        ),
    ]
}

fn opaque_origins() -> Vec<Row> {
    const OPAQUE: &str = "resource-timing/opaque-origin.html";
    let get = || sandbox().fetch("https://app.example/r");
    vec![
        rule("resource-timing/TAO-null-opaque-origin.sub.html", "null", passes(get(), &["null"]), true),
        rule(OPAQUE, "null", passes(get(), &["null"]), true),
        rule(OPAQUE, "Null", passes(get(), &["Null"]), false),
    ]
}

/// Frames that are redirected: an answer from elsewhere has to allow the page, one of its own origin need not.
fn redirected_frames() -> Vec<Row> {
    const HOME: &str = "https://app.example/r";
    // From the first URL to the others, of which so many answers allow, and a last one does not.
    let passes = |first: &str, then: &[&str], allowing: usize| {
        let redirects = then.iter().enumerate().map(|(at, location)| {
            let mut headers = vec![("location", *location)];
            headers.extend((at < allowing).then_some(("timing-allow-origin", APP)));
            answer(302, &headers)
        });
        navigated(first, &redirects.chain([answer::<&str>(200, &[])]).collect::<Vec<_>>())
    };
    let sandwich = |allowing| passes(HOME, &[REMOTE, HOME, HOME], allowing);
    vec![
        rule("resource-timing/crossorigin-sandwich-TAO.sub.html", "all allow", sandwich(3), true),
        rule("resource-timing/crossorigin-sandwich-no-TAO.sub.html", "none allows", sandwich(0), false),
        // The test has nothing seen here, where only an answer of the page's own origin does not allow.
        rule(
            "resource-timing/crossorigin-sandwich-partial-TAO.sub.html",
            "two of three allow",
            sandwich(2),
            true,
        ),
        rule(
            "resource-timing/resource_TAO_cross_origin_redirect_chain.html",
            "from elsewhere, and all allow",
            passes(REMOTE, &[REMOTE, HOME, HOME], 3),
            true,
        ),
    ]
}

/// Whether the timing of a frame's navigation may be seen by the page around it, after these answers.
fn navigated(url: &str, answers: &[Answer]) -> bool {
    let mut world = World::new();
    let request = page().navigation(url).destination(Destination::Iframe);
    let mut hop = Hop::new(request.build().unwrap());
    for answer in answers {
        let mut response = world.run_hop(hop, std::slice::from_ref(answer)).outcome.unwrap();
        match response.next_manual_redirect() {
            Some(next) => hop = next.unwrap(),
            None => return response.hidden_from_script().timing_allow_passed(),
        }
    }
    panic!("it leads on")
}
