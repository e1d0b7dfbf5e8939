//! `fetch/origin`: the `Origin` header.

use fetch_cors::Hop;
use fetch_cors::request::{Body, Mode, ReferrerPolicy};
use fetch_cors::response::ResponseType::{Basic, Cors};

use crate::places::{HERE, THERE};
use crate::row::{Row, fetch, message, opaque, response, rule};
use crate::scenario::{APP, Answer, Build, World, answer, page, redirect, shared};

pub fn rows() -> Vec<Row> {
    [redirects(), referrer_policies()].concat()
}

const FILE: &str = "fetch/origin/assorted.window.js";

/// The `Origin` headers of a navigation's messages, which follows its redirects.
fn origins_of_navigation(request: impl Build, answers: &[Answer]) -> Vec<Option<String>> {
    let mut world = World::new();
    let mut next = Some(Hop::new(request.build().unwrap()));
    let mut origins = Vec::new();
    for answer in answers {
        let hop = next.take().expect("it leads on");
        let ran = world.run_hop(hop, std::slice::from_ref(answer));
        origins.push(ran.sent[0].header("origin"));
        next = ran.outcome.unwrap().next_manual_redirect().map(|hop| hop.unwrap());
    }
    assert!(next.is_none(), "it ends");
    origins
}

fn redirects() -> Vec<Row> {
    let form = page().navigation(THERE).method("POST").body(Body::source());
    let answers = [redirect(308, HERE), shared()];
    vec![
        fetch(
            FILE,
            "null after a cross-origin redirect",
            page().fetch(THERE).mode(Mode::NoCors).method("POST"),
        )
        .sends(message("POST", THERE).with("origin", APP), redirect(308, HERE))
        .sends(message("POST", HERE).with("origin", "null"), shared())
        .gives(opaque()),
        rule(
            FILE,
            "none when a GET navigates",
            origins_of_navigation(page().navigation(THERE), &answers),
            vec![None, None],
        ),
        rule(
            FILE,
            "that of the page, then null, when a POST does",
            origins_of_navigation(form, &answers),
            vec![Some(APP.to_owned()), Some("null".to_owned())],
        ),
    ]
}

/// One version hides the origin from the page's own server in mode *cors* too, where by the text (append a request `Origin`
/// header 4.1) the referrer policy does not count.
fn referrer_policies() -> Vec<Row> {
    let policies = [
        (ReferrerPolicy::NoReferrer, "null", "null"),
        (ReferrerPolicy::SameOrigin, APP, "null"),
        (ReferrerPolicy::OriginWhenCrossOrigin, APP, APP),
        (ReferrerPolicy::NoReferrerWhenDowngrade, APP, APP),
        (ReferrerPolicy::UnsafeUrl, APP, APP),
    ];
    let mut rows = Vec::new();
    for (policy, here, there) in policies {
        for (url, hidden_by_policy) in [(HERE, here), (THERE, there)] {
            let says = |what: &str| format!("{what} to {url}, {policy}");
            let form = page().navigation(url).method("POST").referrer_policy(policy);
            rows.push(rule(
                FILE,
                says("a form"),
                origins_of_navigation(form, &[answer::<&str>(200, &[])]),
                vec![Some(hidden_by_policy.to_owned())],
            ));
            let request = |mode, method| page().fetch(url).mode(mode).method(method).referrer_policy(policy);
            let (of_no_cors, of_cors) = match url {
                HERE => (response(Basic, 200), response(Basic, 200)),
                _ => (opaque(), response(Cors, 200)),
            };
            rows.push(
                fetch(FILE, says("no-cors, POST"), request(Mode::NoCors, "POST"))
                    .sends(message("POST", url).with("origin", hidden_by_policy), shared())
                    .gives(of_no_cors),
            );
            rows.push(
                fetch(FILE, says("cors, POST"), request(Mode::Cors, "POST"))
                    .sends(message("POST", url).with("origin", APP), shared())
                    .gives(of_cors.clone()),
            );
            let get = message("GET", url);
            let get = if url == HERE { get.without("origin") } else { get.with("origin", APP) };
            rows.push(
                fetch(FILE, says("cors, GET"), request(Mode::Cors, "GET"))
                    .sends(get, shared())
                    .gives(of_cors),
            );
        }
    }
    rows
}
