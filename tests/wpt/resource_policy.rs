//! `fetch/cross-origin-resource-policy`: which responses a page without CORS may not use.

use std::sync::Arc;

use fetch_cors::check::CorpCheck;
use fetch_cors::error::Phase;
use fetch_cors::request::{CorsAttribute, Mode, ResourceBuilder};
use fetch_cors::response::ResponseType;
use fetch_cors::{Client, Origin};

use crate::row::{Row, fetch, message, opaque, response, rule};
use crate::scenario::{APP, Answer, LastTwoLabels, answer, page, sandbox};

pub fn rows() -> Vec<Row> {
    [from_http(), from_https(), syntax(), schemes(), frames(), elements()].concat()
}

/// A page of an origin that need not be secure.
fn page_of(origin: &str) -> Client {
    Client::with_sites(Origin::parse(origin).unwrap(), Arc::new(LastTwoLabels)).with_fetch_metadata(false)
}

/// Shared with everybody that asks, and with this policy.
fn with(policy: &str) -> Answer {
    answer(200, &[("access-control-allow-origin", "*"), ("cross-origin-resource-policy", policy)])
}

/// A redirect that is shared, perhaps with a policy of its own.
fn redirect(policy: Option<&str>, location: &str) -> Answer {
    let mut headers = vec![("access-control-allow-origin", "*"), ("location", location)];
    headers.extend(policy.map(|policy| ("cross-origin-resource-policy", policy)));
    answer(302, &headers)
}

/// Blocked by what the response says, at the step for this policy.
fn blocked(row: Row, phase: Phase, policy: &str) -> Row {
    match policy {
        "same-origin" => {
            row.fails(phase, "resource-policy-same-origin", "cross-origin resource policy internal check 5b")
        }
        _ => row.fails(phase, "resource-policy-same-site", "cross-origin resource policy internal check 5c"),
    }
}

const OTHER_SITE: &str = "//site.other/r";

/// What both files test, for a page of this origin.
fn common(file: &'static str, client: &Client) -> Vec<Row> {
    let origin = client.origin().as_str();
    let scheme = client.origin().scheme().unwrap();
    let home = format!("{origin}/r");
    let other = format!("{scheme}:{OTHER_SITE}");
    let get = |url: &str, mode, says: String| fetch(file, says, client.fetch(url).mode(mode));
    let no_cors = |url: &str, says: &str| get(url, Mode::NoCors, says.to_owned());
    let mut rows = Vec::new();
    for policy in ["same-origin", "same-site"] {
        rows.push(
            get(&home, Mode::Cors, format!("at home, {policy}"))
                .sends(message("GET", &home), with(policy))
                .gives(response(ResponseType::Basic, 200).body(true)),
        );
        rows.push(
            get(&other, Mode::Cors, format!("with CORS, {policy}"))
                .sends(message("GET", &other), with(policy))
                .gives(response(ResponseType::Cors, 200).body(true)),
        );
        rows.push(blocked(
            get(&other, Mode::NoCors, format!("without CORS, {policy}"))
                .sends(message("GET", &other), with(policy)),
            Phase::Actual,
            policy,
        ));
    }
    rows.push(blocked(
        no_cors(&home, "redirected from home to another site")
            .sends(message("GET", &home), redirect(None, &other))
            .sends(message("GET", &other), with("same-origin")),
        Phase::Actual,
        "same-origin",
    ));
    rows.push(
        no_cors(&other, "redirected from another site to home")
            .sends(message("GET", &other), redirect(None, &home))
            .sends(message("GET", &home), with("same-origin"))
            .gives(opaque()),
    );
    rows.push(blocked(
        no_cors(&home, "the same at home; and a redirect that has a policy itself")
            .sends(message("GET", &home), with("same-origin"))
            .gives(response(ResponseType::Basic, 200))
            .then(client.fetch(&other).mode(Mode::NoCors))
            .sends(message("GET", &other), redirect(Some("same-origin"), &home)),
        Phase::Redirect,
        "same-origin",
    ));
    rows
}

fn from_http() -> Vec<Row> {
    const FILE: &str = "fetch/cross-origin-resource-policy/fetch.any.js";
    const SECURE: &str = "https://app.example/r";
    const OTHER_PORT: &str = "http://app.example:81/r";
    let client = page_of("http://app.example");
    let get = |url: &str, says: &str| fetch(FILE, says, client.fetch(url).mode(Mode::NoCors));
    let mut rows = common(FILE, &client);
    for policy in ["same-site", "same-origin"] {
        rows.push(blocked(
            get(SECURE, "from HTTP to HTTPS of the same host").sends(message("GET", SECURE), with(policy)),
            Phase::Actual,
            policy,
        ));
    }
    rows.push(blocked(
        get(OTHER_PORT, "the same site is fine for one policy, and not for the other")
            .sends(message("GET", OTHER_PORT), with("same-site"))
            .gives(opaque())
            .then(client.fetch(OTHER_PORT).mode(Mode::NoCors))
            .sends(message("GET", OTHER_PORT), with("same-origin")),
        Phase::Actual,
        "same-origin",
    ));
    rows
}

fn from_https() -> Vec<Row> {
    common("fetch/cross-origin-resource-policy/fetch.https.any.js", &page())
}

/// What is no policy blocks nothing.
fn syntax() -> Vec<Row> {
    const FILE: &str = "fetch/cross-origin-resource-policy/syntax.any.js";
    let url = format!("https:{OTHER_SITE}");
    [
        "same",
        "same, same-origin",
        "SAME-ORIGIN",
        "Same-Origin",
        "same-origin, <>",
        "same-origin, same-origin",
        "https://www.example.com",
    ]
    .map(|value| {
        fetch(FILE, value, page().fetch(&url).mode(Mode::NoCors))
            .sends(message("GET", &url), with(value))
            .gives(opaque())
    })
    .into()
}

fn schemes() -> Vec<Row> {
    const SECURE: &str = "https://www1.app.example/r";
    const INSECURE: &str = "http://www1.app.example/r";
    vec![
        blocked(
            fetch(
                "fetch/cross-origin-resource-policy/scheme-restriction.any.js",
                "HTTPS is not of the same site as a page of HTTP",
                page_of("http://app.example").fetch(SECURE).mode(Mode::NoCors),
            )
            .sends(message("GET", SECURE), with("same-site")),
            Phase::Actual,
            "same-site",
        ),
        fetch(
            "fetch/cross-origin-resource-policy/scheme-restriction.https.window.js",
            "an image of HTTP is of the same site as a page of HTTPS",
            page().image(INSECURE, CorsAttribute::NoCors),
        )
        .sends(message("GET", INSECURE), with("same-site"))
        .gives(opaque()),
    ]
}

/// Pages in frames have origins of their own; frames themselves are navigations, which no policy of the response blocks.
fn frames() -> Vec<Row> {
    const IN_FRAME: &str = "fetch/cross-origin-resource-policy/fetch-in-iframe.html";
    const FRAME: &str = "fetch/cross-origin-resource-policy/iframe-loads.html";
    const HOME: &str = "https://app.example/r";
    const REMOTE: &str = "https://www1.app.example/r";
    let from =
        |client: Client, url: &str, says: &str| fetch(IN_FRAME, says, client.fetch(url).mode(Mode::NoCors));
    let remote_page = || page_of("https://www1.app.example");
    let origin = Origin::parse(APP).unwrap();
    let url_origin = Origin::of(&REMOTE.parse().unwrap());
    let mut navigation = CorpCheck::new(&origin, Some(&url_origin), "https", &LastTwoLabels);
    navigation.for_navigation = true;
    let headers = [("cross-origin-resource-policy", "same-origin")];
    vec![
        blocked(
            from(sandbox(), HOME, "a data: URL is of no origin")
                .sends(message("GET", HOME), with("same-origin")),
            Phase::Actual,
            "same-origin",
        ),
        blocked(
            from(remote_page(), HOME, "a frame of another origin")
                .sends(message("GET", HOME), with("same-origin")),
            Phase::Actual,
            "same-origin",
        ),
        blocked(
            from(sandbox(), HOME, "nor of a site").sends(message("GET", HOME), with("same-site")),
            Phase::Actual,
            "same-site",
        ),
        blocked(
            from(page_of("https://site.other"), HOME, "a frame of another site")
                .sends(message("GET", HOME), with("same-site")),
            Phase::Actual,
            "same-site",
        ),
        from(remote_page(), REMOTE, "and its own")
            .sends(message("GET", REMOTE), with("same-origin"))
            .gives(response(ResponseType::Basic, 200)),
        blocked(
            fetch(FRAME, "fetched", page().fetch(REMOTE).mode(Mode::NoCors))
                .sends(message("GET", REMOTE), with("same-origin")),
            Phase::Actual,
            "same-origin",
        ),
        rule(FRAME, "navigated to", navigation.check(&headers).result, Ok(())),
    ]
}

fn elements() -> Vec<Row> {
    let home = "https://app.example/r";
    let other = format!("https:{OTHER_SITE}");
    type Element = fn(&Client, &str, CorsAttribute) -> ResourceBuilder;
    let elements: [(&str, Element); 2] = [
        ("fetch/cross-origin-resource-policy/image-loads.html", |client, url, cors| client.image(url, cors)),
        ("fetch/cross-origin-resource-policy/script-loads.html", |client, url, cors| {
            client.classic_script(url, cors)
        }),
    ];
    let mut rows = Vec::new();
    for (file, element) in elements {
        for policy in ["same-origin", "same-site"] {
            rows.push(
                fetch(file, format!("at home, {policy}"), element(&page(), home, CorsAttribute::NoCors))
                    .sends(message("GET", home), with(policy))
                    .gives(response(ResponseType::Basic, 200)),
            );
            rows.push(
                fetch(
                    file,
                    format!("with CORS, {policy}"),
                    element(&page(), &other, CorsAttribute::Anonymous),
                )
                .sends(message("GET", &other), with(policy))
                .gives(response(ResponseType::Cors, 200)),
            );
            rows.push(blocked(
                fetch(file, format!("without, {policy}"), element(&page(), &other, CorsAttribute::NoCors))
                    .sends(message("GET", &other), with(policy)),
                Phase::Actual,
                policy,
            ));
        }
    }
    rows
}
