//! `fetch/metadata`: what servers are told of a request's kind.

use std::sync::Arc;

use fetch_cors::request::{CorsAttribute, Destination, Mode, ResourceBuilder};
use fetch_cors::{Client, Origin};

use crate::row::{Row, rule};
use crate::scenario::{APP, Answer, Build, LastTwoLabels, Sent, run, shared_with};

pub fn rows() -> Vec<Row> {
    [
        fetches(),
        preflights(),
        trailing_dots(),
        insecure(),
        redirects(),
        images(),
        schemes(),
        modes_and_destinations(),
        users(),
    ]
    .concat()
}

const SECURE_HOME: &str = "https://app.example/r";
const SECURE_SITE: &str = "https://www.app.example/r";
const SECURE_OTHER: &str = "https://other.test/r";
const HOME: &str = "http://app.example/r";
const SITE: &str = "http://www.app.example/r";
const OTHER: &str = "http://other.test/r";

fn page_of(origin: &str) -> Client {
    Client::with_sites(Origin::parse(origin).unwrap(), Arc::new(LastTwoLabels))
}

fn page() -> Client {
    page_of(APP)
}

/// What a message says: site, mode, destination, user.
type Told = [Option<String>; 4];

fn told(sent: &Sent) -> Told {
    ["sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest", "sec-fetch-user"].map(|name| sent.header(name))
}

fn all(site: &str, mode: &str, destination: &str) -> Told {
    [Some(site.to_owned()), Some(mode.to_owned()), Some(destination.to_owned()), None]
}

const NOTHING: Told = [const { None }; 4];

/// What the last message says of a request that is redirected along these URLs, the first of which is its own.
fn last(request: impl Build, then: &[&str]) -> Told {
    let redirects = then.iter().map(|location| crate::scenario::redirect(302, location));
    let answers: Vec<Answer> = redirects.chain([shared_with(&[])]).collect();
    told(run(request, &answers).sent.last().unwrap())
}

fn fetches() -> Vec<Row> {
    const FILE: &str = "fetch/metadata/fetch.https.sub.any.js";
    const GENERATED: &str = "fetch/metadata/generated/fetch.https.sub.html";
    let mut rows = Vec::new();
    for (url, site) in
        [(SECURE_HOME, "same-origin"), (SECURE_SITE, "same-site"), (SECURE_OTHER, "cross-site")]
    {
        rows.push(rule(FILE, url, last(page().fetch(url), &[]), all(site, "cors", "empty")));
        let no_cors = page().fetch(url).mode(Mode::NoCors);
        rows.push(rule(GENERATED, url, last(no_cors, &[]), all(site, "no-cors", "empty")));
    }
    for mode in [Mode::SameOrigin, Mode::Cors, Mode::NoCors] {
        for file in [FILE, GENERATED] {
            let request = page().fetch(SECURE_HOME).mode(mode);
            rows.push(rule(
                file,
                mode.as_str(),
                last(request, &[]),
                all("same-origin", mode.as_str(), "empty"),
            ));
        }
    }
    rows
}

/// What a preflight says is what its request will say.
fn preflights() -> Vec<Row> {
    const FILE: &str = "fetch/metadata/fetch-preflight.https.sub.any.js";
    const GENERATED: &str = "fetch/metadata/generated/cors-preflight.https.sub.html";
    let mut rows = Vec::new();
    for (url, site) in [(SECURE_SITE, "same-site"), (SECURE_OTHER, "cross-site")] {
        let with_header = page().fetch(url).header("x-test", "testing");
        let allow = shared_with(&[("access-control-allow-headers", "x-test")]);
        let sent = run(with_header, &[allow, shared_with(&[])]).sent;
        let is: Vec<_> = sent.iter().map(|sent| (sent.preflight, told(sent))).collect();
        let says = all(site, "cors", "empty");
        rows.push(rule(FILE, url, is, vec![(true, says.clone()), (false, says.clone())]));
        let refused = run(page().fetch(url).method("DELETE"), &[shared_with(&[])]).sent;
        let is: Vec<_> = refused.iter().map(|sent| (sent.preflight, told(sent))).collect();
        rows.push(rule(GENERATED, url, is, vec![(true, says)]));
    }
    rows
}

/// A host with a dot behind it is another host, and of another site.
fn trailing_dots() -> Vec<Row> {
    const FILE: &str = "fetch/metadata/trailing-dot.https.sub.any.js";
    let mut rows = Vec::new();
    for url in ["https://app.example./r", "https://www.app.example./r", "https://other.test./r"] {
        rows.push(rule(FILE, url, last(page().fetch(url), &[]), all("cross-site", "cors", "empty")));
        // By the public list too.
        #[cfg(feature = "psl")]
        {
            let request = Client::new(Origin::parse(APP).unwrap()).fetch(url);
            rows.push(rule(FILE, url, last(request, &[]), all("cross-site", "cors", "empty")));
        }
    }
    rows
}

fn insecure() -> Vec<Row> {
    const FILE: &str = "fetch/metadata/generated/fetch.sub.html";
    let client = page_of("http://app.example");
    let mut rows: Vec<Row> = [HOME, SITE, OTHER]
        .map(|url| rule(FILE, format!("{url} is told nothing"), last(client.fetch(url), &[]), NOTHING))
        .into();
    for (first, then, expected) in [
        (SECURE_HOME, &[HOME][..], NOTHING),
        (HOME, &[SECURE_HOME], all("cross-site", "cors", "empty")),
        (SECURE_HOME, &[HOME, SECURE_HOME], all("cross-site", "cors", "empty")),
    ] {
        rows.push(rule(FILE, format!("{first} to {then:?}"), last(client.fetch(first), then), expected));
    }
    rows
}

/// Redirects: the URLs that a request has been to, and what is told of its site in the end.
const CHAINS: [(&[&str], &str); 11] = [
    (&[SECURE_HOME, SECURE_OTHER, SECURE_HOME], "cross-site"),
    (&[SECURE_HOME, SECURE_SITE, SECURE_HOME], "same-site"),
    (&[SECURE_OTHER, SECURE_HOME], "cross-site"),
    (&[SECURE_OTHER, SECURE_SITE], "cross-site"),
    (&[SECURE_OTHER, SECURE_OTHER], "cross-site"),
    (&[SECURE_HOME, SECURE_HOME], "same-origin"),
    (&[SECURE_HOME, SECURE_SITE], "same-site"),
    (&[SECURE_HOME, SECURE_OTHER], "cross-site"),
    (&[SECURE_SITE, SECURE_HOME], "same-site"),
    (&[SECURE_SITE, SECURE_SITE], "same-site"),
    (&[SECURE_SITE, SECURE_OTHER], "cross-site"),
];

fn redirects() -> Vec<Row> {
    CHAINS
        .map(|(chain, site)| {
            let request = page().fetch(chain[0]).mode(Mode::NoCors);
            let is = last(request, &chain[1..]);
            rule(
                "fetch/metadata/generated/fetch.https.sub.html",
                format!("{chain:?}"),
                is,
                all(site, "no-cors", "empty"),
            )
        })
        .into()
}

fn images() -> Vec<Row> {
    CHAINS
        .map(|(chain, site)| {
            let file = match chain {
                [_, SECURE_OTHER, _] => "fetch/metadata/redirect/multiple-redirect-cross-site.https.sub.html",
                [_, _, _] => "fetch/metadata/redirect/multiple-redirect-same-site.https.sub.html",
                [SECURE_OTHER, ..] => "fetch/metadata/redirect/cross-site-redirect.https.sub.html",
                [SECURE_SITE, ..] => "fetch/metadata/redirect/same-site-redirect.https.sub.html",
                _ => "fetch/metadata/redirect/same-origin-redirect.https.sub.html",
            };
            let is = last(page().image(chain[0], CorsAttribute::NoCors), &chain[1..]);
            rule(file, format!("{chain:?}"), is, all(site, "no-cors", "image"))
        })
        .into()
}

/// Up to HTTPS, down from it, down and up.
fn schemes() -> Vec<Row> {
    const UP: &str = "fetch/metadata/redirect/redirect-http-upgrade.sub.html";
    const DOWN: &str = "fetch/metadata/redirect/redirect-https-downgrade.sub.html";
    const DOWN_UP: &str = "fetch/metadata/redirect/multiple-redirect-https-downgrade-upgrade.sub.html";
    let client = page_of("http://app.example");
    let mut rows = Vec::new();
    type Element = (&'static str, &'static str, fn(&Client, &str) -> ResourceBuilder);
    let elements: [Element; 4] = [
        ("image", "cors", |client, url| client.image(url, CorsAttribute::Anonymous)),
        ("script", "no-cors", |client, url| client.classic_script(url, CorsAttribute::NoCors)),
        ("style", "no-cors", |client, url| client.style(url, CorsAttribute::NoCors)),
        ("track", "cors", |client, url| client.track(url, CorsAttribute::Anonymous)),
    ];
    for (destination, mode, element) in elements {
        let told = || all("cross-site", mode, destination);
        rows.push(rule(UP, destination, last(element(&client, HOME), &[SECURE_HOME]), told()));
        rows.push(rule(DOWN, destination, last(element(&client, SECURE_HOME), &[HOME]), NOTHING));
        rows.push(rule(
            DOWN_UP,
            destination,
            last(element(&client, SECURE_HOME), &[HOME, SECURE_HOME]),
            told(),
        ));
    }
    rows.push(rule(DOWN, "font", last(client.font(SECURE_HOME), &[HOME]), NOTHING));
    rows
}

/// What the tests that are made from this file say of a mode and a destination, for what the crate knows to ask for. The
/// rest of it has its mode and destination from the standards that fetch by them.
const TABLE: &str = "fetch/metadata/tools/fetch-metadata.conf.yml";

fn modes_and_destinations() -> Vec<Row> {
    let client = page();
    let url = SECURE_HOME;
    let mut rows = Vec::new();
    for (cors, mode) in [
        (CorsAttribute::NoCors, "no-cors"),
        (CorsAttribute::Anonymous, "cors"),
        (CorsAttribute::UseCredentials, "cors"),
    ] {
        for (name, request, destination) in [
            ("audio", client.audio(url, cors), "audio"),
            ("img, picture, input, poster", client.image(url, cors), "image"),
            ("script", client.classic_script(url, cors), "script"),
            ("video", client.video(url, cors), "video"),
        ] {
            let says = format!("{name}, {cors:?}");
            rows.push(rule(TABLE, says, last(request, &[]), all("same-origin", mode, destination)));
        }
        let module = client.module_script(url, cors);
        rows.push(rule(
            TABLE,
            format!("module, {cors:?}"),
            last(module, &[]),
            all("same-origin", "cors", "script"),
        ));
    }
    rows.push(rule(TABLE, "font face", last(client.font(url), &[]), all("same-origin", "cors", "font")));
    let header_link = client.style(url, CorsAttribute::NoCors);
    rows.push(rule(
        TABLE,
        "style of a header",
        last(header_link, &[]),
        all("same-origin", "no-cors", "style"),
    ));
    for (name, destination, mode) in [
        ("audio worklet", Destination::AudioWorklet, Mode::Cors),
        ("link to an icon", Destination::Empty, Mode::NoCors),
        ("frame", Destination::Frame, Mode::Navigate),
        ("iframe", Destination::Iframe, Mode::Navigate),
        ("document", Destination::Document, Mode::Navigate),
        ("service worker", Destination::ServiceWorker, Mode::SameOrigin),
        ("worker", Destination::Worker, Mode::SameOrigin),
        ("script that a worker imports", Destination::Script, Mode::NoCors),
    ] {
        let request = client.unchecked_request(url).destination(destination).mode(mode);
        let kind = if destination == Destination::Empty { "empty" } else { destination.as_str() };
        rows.push(rule(TABLE, name, last(request, &[]), all("same-origin", mode.as_str(), kind)));
    }
    rows
}

/// Navigations that a user's gesture began say so; nothing else does.
fn users() -> Vec<Row> {
    let client = page();
    let mut rows = Vec::new();
    for destination in [Destination::Document, Destination::Frame, Destination::Iframe] {
        for (activated, user) in [(false, None), (true, Some("?1".to_owned()))] {
            for method in ["GET", "POST"] {
                let request = client
                    .navigation(SECURE_HOME)
                    .method(method)
                    .destination(destination)
                    .user_activation(activated);
                let [_, _, _, is] = last(request, &[]);
                rows.push(rule(
                    TABLE,
                    format!("{method} {destination}, activated: {activated}"),
                    is,
                    user.clone(),
                ));
            }
        }
    }
    let request = |mode| client.unchecked_request(SECURE_HOME).mode(mode);
    for request in [
        request(Mode::Cors),
        request(Mode::NoCors).destination(Destination::Image),
        request(Mode::Cors).destination(Destination::Font),
    ] {
        let [_, _, _, is] = last(request.user_activation(true), &[]);
        rows.push(rule(TABLE, "no navigation", is, None));
    }
    rows
}
