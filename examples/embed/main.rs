//! How an engine embeds this crate: with request and response types of its own, policies of its own, and
//! many fetches under way at once.
//!
//! `cargo run --example embed` needs nothing else: its [`network`] is a table. It says what happened, and
//! fails if that is not what `expected.txt` says. [`rules`] asks single rules over the types of [`host`];
//! [`engine`] drives the machine, with a place for Content Security Policy, HSTS, service workers, `data:`
//! URLs, navigations and reports.

#![expect(clippy::disallowed_macros, reason = "an example does the output that the engine does not")]

mod engine;
mod host;
mod network;
mod rules;

use fetch_cors::header::{Guard, HeaderList};
use fetch_cors::request::{EmbedderPolicy, EmbedderPolicyValue};
use fetch_cors::{Client, Origin};
use http::Method;
use url::Url;

use crate::engine::{Engine, Worker};
use crate::host::{Error, Kind, Request, Response};
use crate::network::Network;
use crate::rules::{Headers, judge, plan};

const SHARED: &str = "Access-Control-Allow-Origin: https://app.example";

type Lines = Result<Vec<String>, Error>;

fn main() -> Result<(), Error> {
    let page = Client::new(Origin::parse("https://app.example")?);
    let mut engine = Engine::default();
    engine.network = world();
    let scenes = [
        ("Headers objects keep what their guard lets in", headers_objects()?),
        ("Single rules, over the host's own types", single_rules(page.origin())?),
        ("Content Security Policy forbids ads.example, after a redirect too", policy(&mut engine, &page)?),
        ("HSTS has api.example asked over HTTPS, after a redirect too", hsts(&mut engine, &page)?),
        (
            "A worker makes a response, passes one on, passes on one that is too opaque, rejects, lets pass",
            service_worker(&mut engine, &page)?,
        ),
        (
            "Side by side; 3 is cancelled, 4 finds a grant in the cache, for 5 the grant is too old",
            side_by_side(&mut engine, &page)?,
        ),
        ("The page is closed, and only what has keepalive goes on", close(&mut engine, &page)?),
        ("The host serves data: URLs", data_urls(&mut engine, &page)?),
        ("A navigation comes back to the host for each redirect", navigation(&mut engine, &page)?),
        ("An embedder policy on trial, and enforced", embedder_policy(&mut engine, &page)?),
        ("Responses are exact to the byte", exact(&mut engine, &page)?),
        ("An HTTP client that follows a redirect by itself is detected", foreign(&mut engine, &page)?),
    ];
    let account: String =
        scenes.iter().map(|(title, lines)| format!("{title}\n  {}\n\n", lines.join("\n  "))).collect();
    print!("{account}");
    let expected = include_str!("expected.txt");
    if account == expected {
        return Ok(());
    }
    let differing = account.lines().zip(expected.lines()).find(|(line, expected)| line != expected);
    Err(format!("not as expected: {differing:?}").into())
}

/// What there is on the network.
fn world() -> Network {
    let mut network = Network::default();
    network.teach("GET https://cdn.example/a", 302, &["Location: https://ads.example/a"], "");
    network.teach("GET https://cdn.example/plain", 302, &[SHARED, "Location: http://api.example/list"], "");
    network.teach("GET https://api.example/list", 200, &["Access-Control-Allow-Origin: *"], "a list");
    network.teach("GET https://cdn.example/image", 200, &[], "an image");
    network.teach("GET https://app.example/page", 200, &[], "a page");
    for item in [1, 2, 3] {
        let url = format!("https://api.example/{item}");
        let grant = [SHARED, "Access-Control-Allow-Methods: PUT", "Access-Control-Max-Age: 600"];
        network.teach(&format!("OPTIONS {url}"), 204, &grant, "");
        network.teach(&format!("PUT {url}"), 200, &[SHARED], "stored");
    }
    network.teach("GET https://short.example/", 302, &["Location: https://ads.example/"], "");
    network.teach("GET https://news.example/", 301, &["Location: //www.news.example/"], "");
    network.teach("GET https://www.news.example/", 200, &[], "news");
    network
}

/// The `Headers` objects of script.
fn headers_objects() -> Lines {
    let mut lines = Vec::new();
    for guard in [Guard::Request, Guard::RequestNoCors, Guard::Response] {
        let mut headers = Headers { guard, list: HeaderList::new() };
        for name in ["accept", "cookie", "set-cookie", "x-token"] {
            headers.append(name, "1")?;
        }
        lines.push(format!("{guard:?}: {:?}", headers.list));
    }
    Ok(lines)
}

/// A fetch loop of the host's own, which asks one rule after the other.
fn single_rules(page: &Origin) -> Lines {
    let api = "https://api.example/";
    let json = ["Content-Type: application/json", "X-Token: 1"];
    let own_only = "Cross-Origin-Resource-Policy: same-origin";
    let html = ["X-Content-Type-Options: nosniff", "Content-Type: text/html"];
    let exchanges = [
        (Request::new(Kind::Fetch, Method::POST, api, &json)?, vec![SHARED, "Timing-Allow-Origin: *"]),
        (Request::new(Kind::Fetch, Method::GET, api, &[])?, vec![]),
        (Request::new(Kind::Image, Method::GET, api, &[])?, vec![own_only]),
        (Request::new(Kind::Script, Method::GET, api, &[])?, html.to_vec()),
        (Request::new(Kind::Fetch, Method::GET, "http://api.example:25/", &[])?, vec![SHARED]),
    ];
    let lines = exchanges.iter().map(|(request, headers)| {
        let plan = match plan(page, request) {
            Ok(plan) => plan,
            Err(reason) => return reason.code().to_owned(),
        };
        match judge(page, request, &plan, &Response::new(200, headers, "")) {
            Ok(timed) => format!("{plan}: may be used, timed {timed}"),
            Err(reason) => format!("{plan}: {}", reason.code()),
        }
    });
    Ok(lines.collect())
}

fn policy(engine: &mut Engine, page: &Client) -> Lines {
    engine.forbidden.insert("ads.example");
    get(engine, page, Kind::Image, &["https://ads.example/a", "https://cdn.example/a"])
}

fn hsts(engine: &mut Engine, page: &Client) -> Lines {
    engine.hsts.insert("api.example");
    get(engine, page, Kind::Fetch, &["http://api.example/list", "https://cdn.example/plain"])
}

fn service_worker(engine: &mut Engine, page: &Client) -> Lines {
    engine.worker = Some(|url: &Url| {
        let get = |kind, url| Request::new(kind, Method::GET, url, &[]).map(Worker::Fetches);
        Ok(match url.path() {
            "/offline" => Worker::Makes(Response::new(200, &[], "made by the worker")),
            "/pass-on" => get(Kind::Fetch, "https://api.example/list")?,
            "/pass-on-image" => get(Kind::Image, "https://cdn.example/image")?,
            "/reject" => Worker::Rejects,
            _ => Worker::Passes,
        })
    });
    let paths = ["offline", "pass-on", "pass-on-image", "reject", "page"];
    get(engine, page, Kind::Fetch, &paths.map(|path| format!("https://app.example/{path}")))
}

/// Several fetches under way, with one preflight cache.
fn side_by_side(engine: &mut Engine, page: &Client) -> Lines {
    for item in [1, 2, 3] {
        engine.start(item, put(item)?.of(page)?);
    }
    engine.turn()?;
    engine.abort(3);
    engine.run()?;
    engine.start(4, put(1)?.of(page)?);
    engine.run()?;
    engine.wait(601);
    engine.start(5, put(1)?.of(page)?);
    engine.run()?;
    Ok(engine.take_account())
}

fn close(engine: &mut Engine, page: &Client) -> Lines {
    engine.start(1, put(2)?.of(page)?);
    engine.start(2, Request { keepalive: true, ..put(3)? }.of(page)?);
    engine.turn()?;
    engine.close();
    engine.run()?;
    Ok(engine.take_account())
}

fn data_urls(engine: &mut Engine, page: &Client) -> Lines {
    get(engine, page, Kind::Fetch, &["data:text/plain,hello", "data:;base64,aGVsbG8=", "data:no comma"])
}

fn navigation(engine: &mut Engine, page: &Client) -> Lines {
    get(engine, page, Kind::Navigation, &["https://news.example/", "https://short.example/"])
}

fn embedder_policy(engine: &mut Engine, page: &Client) -> Lines {
    let require = EmbedderPolicyValue::RequireCorp;
    let trial = EmbedderPolicy { report_only_value: require, ..EmbedderPolicy::default() };
    let enforced = EmbedderPolicy { value: require, ..EmbedderPolicy::default() };
    let image = Request::new(Kind::Image, Method::GET, "https://cdn.example/image", &[])?;
    engine.start(1, image.of(&page.clone().with_embedder_policy(trial))?);
    engine.start(2, image.of(&page.clone().with_embedder_policy(enforced))?);
    engine.run()?;
    Ok(engine.take_account())
}

/// A status text, a name in its own case, and a byte that the `http` crate refuses.
fn exact(engine: &mut Engine, page: &Client) -> Lines {
    let mut odd = Response::new(299, &["X-Odd: a\u{1}b"], "odd");
    odd.status_text = "Odd But Fine".to_owned();
    engine.network.teach_response("GET https://app.example/odd", odd);
    get(engine, page, Kind::Fetch, &["https://app.example/odd"])
}

/// The page's own server redirects to another origin, and the client of the network goes there unasked.
fn foreign(engine: &mut Engine, page: &Client) -> Lines {
    engine.network.teach("GET https://bank.example/account", 200, &[], "a secret");
    engine.network.follows.insert("https://app.example/leak", "https://bank.example/account");
    get(engine, page, Kind::Fetch, &["https://app.example/leak"])
}

/// Fetches each URL, numbered from 1.
fn get(engine: &mut Engine, page: &Client, kind: Kind, urls: &[impl AsRef<str>]) -> Lines {
    for (number, url) in (1..).zip(urls) {
        engine.start(number, Request::new(kind, Method::GET, url.as_ref(), &[])?.of(page)?);
    }
    engine.run()?;
    Ok(engine.take_account())
}

fn put(item: u32) -> Result<Request, Error> {
    Request::new(Kind::Fetch, Method::PUT, &format!("https://api.example/{item}"), &[])
}
