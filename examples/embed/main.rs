//! An example of a browser engine that embeds this crate. It has its own types for requests and responses, its
//! own policies, and many fetches that run at the same time.
//!
//! Run it with `cargo run --example embed`. It needs no real network, because its [`network`] is a table. It
//! prints a log of what happened, and fails if the log differs from `expected.txt`.
//!
//! - [`rules`] applies single rules of the crate to the types of [`host`].
//! - [`engine`] runs whole fetches. It shows where Content Security Policy, HSTS, service workers, passwords,
//!   cookies ([`jar`]), blobs, `data:` URLs, navigations and reports belong.

#![expect(clippy::disallowed_macros, reason = "an example prints, but the engine does not")]

mod engine;
mod host;
mod jar;
mod network;
mod rules;

use std::sync::Arc;
use std::time::Duration;

use fetch_cors::fetch::ServiceWorkerResponse;
use fetch_cors::request::EmbedderPolicyValue::RequireCorp;
use fetch_cors::request::{CorsPolicy, EmbedderPolicy};
use fetch_cors::{Client, Origin};
use url::Url;

use crate::engine::{Engine, Worker};
use crate::host::Kind::{Fetch, Image, Keepalive, Navigation, Script};
use crate::host::{Error, Request, Response};
use crate::rules::decide;

/// The responses on the network: the method and the URL, the head of the response, and its body.
const WORLD: &[(&str, &str, &str)] = &[
    ("GET https://cdn.example/a", "302\nLocation: https://ads.example/a", ""),
    ("GET https://cdn.example/image", "200", "an image"),
    ("GET https://news.example/", "301\nLocation: //www.news.example/", ""),
    ("GET https://www.news.example/", "200", "news"),
    ("GET https://app.example/page", "200", "a page"),
    ("GET https://app.example/odd", "299 Odd But Fine\nX-Odd: a\u{1}b", "odd"),
    ("GET https://app.example/account", "401", "who are you?"),
    ("GET https://app.example/account as alice:secret", "200", "hello, Alice"),
    ("GET https://app.example/elsewhere", "421", "not here"),
    ("GET https://app.example/elsewhere over a new connection", "200", "here"),
    ("GET https://app.example/proxied", "407", "the proxy's password?"),
    ("GET https://app.example/login", "200\nSet-Cookie: strict=1; SameSite=Strict", "hello"),
    ("GET https://app.example/cart", "200\nSet-Cookie: lax=1; SameSite=Lax", "a cart"),
    ("GET https://app.example/ad", "200\nSet-Cookie: none=1; SameSite=None", "an ad"),
    ("GET app://localhost/settings", "200", "settings"),
    ("GET https://api.example/private", "200", "private"),
];

/// More responses on the network. They are shared with all origins.
const SHARED: &[(&str, &str, &str)] = &[
    ("GET https://cdn.example/plain", "302\nLocation: http://api.example/list", ""),
    ("GET https://api.example/list", "200", "a list"),
    ("GET https://api.example/account", "401", "who are you?"),
    ("OPTIONS https://api.example/1", "204\nAccess-Control-Allow-Methods: PUT", ""),
    ("OPTIONS https://api.example/2", "204\nAccess-Control-Allow-Methods: PUT", ""),
    ("PUT https://api.example/1", "200", "stored"),
    ("PUT https://api.example/2", "200", "stored"),
];

/// A policy that lets pages of the scheme `app:`, which is the host's own, read the API of the host without CORS headers.
#[derive(Debug)]
struct OwnScheme;

impl CorsPolicy for OwnScheme {
    fn counts_as_http(&self, scheme: &str) -> bool {
        scheme == "app"
    }

    fn may_read(&self, origin: &Origin, url_origin: &Origin, _: &Url) -> bool {
        // Neither text is the serialization of an opaque origin, so comparing texts is safe here.
        origin.as_str() == "app://localhost" && url_origin.as_str() == "https://api.example"
    }
}

fn main() -> Result<(), Error> {
    let page_of = |origin: &str| Ok::<_, Error>(Client::new(Origin::parse(origin)?));
    let url = "https://app.example/cart?id=7#top".parse()?;
    let page = page_of("https://app.example")?.with_document_url(url).with_cross_site_ancestor(false);
    let stranger = page_of("https://other.example")?.with_cross_site_ancestor(false);
    let [sandbox, other_sandbox] = [page_of("null")?, page_of("null")?];
    let mut engine = Engine::default();
    engine.network.teach(WORLD, "")?;
    engine.network.teach(SHARED, "Access-Control-Allow-Origin: *")?;
    engine.forbidden = "ads.example";
    engine.hsts = "api.example";
    let made =
        ServiceWorkerResponse::constructed(Response::new("200", "made by the worker")?.into_machine()?);
    let [list, image] = ["GET https://api.example/list", "GET https://cdn.example/image"];
    engine.worker.insert("/offline", Worker::Answers(made));
    engine.worker.insert("/reject", Worker::Answers(ServiceWorkerResponse::Error));
    engine.worker.insert("/pass-on", Worker::Fetches(Request::new(Fetch, list)?));
    engine.worker.insert("/pass-on-image", Worker::Fetches(Request::new(Image, image)?));
    engine.blobs.insert("blob:https://app.example/note", (b"hello, blob", page.origin().clone()));
    engine.blobs.insert("blob:null/sketch", (b"a sketch", sandbox.origin().clone()));
    engine.passwords = vec!["alice:secret", "alice:wrong"];

    engine.scene("Single rules, applied to the types of the host");
    single_rules(&mut engine, page.origin())?;
    engine.scene("Content Security Policy blocks ads.example, also after a redirect");
    engine.get(&page, Image, &["https://ads.example/a", "https://cdn.example/a"])?;
    engine.scene("HSTS changes http: to https: for api.example. The Referer is left out, as it is for http:");
    engine.get(&page, Fetch, &["http://api.example/list", "https://cdn.example/plain"])?;
    engine.scene(
        "A service worker makes response 1, fetches 2 and 3, rejects 4, and passes 5 on to the network",
    );
    engine.get(&page, Fetch, &["https://app.example/offline", "https://app.example/pass-on"])?;
    engine.get(&page, Fetch, &["https://app.example/pass-on-image", "https://app.example/reject"])?;
    engine.get(&page, Fetch, &["https://app.example/odd"])?;
    engine.scene("Fetches at the same time: 2 is cancelled, 3 uses the cached grant of 1, and for 4 this grant is too old");
    engine.start(&page, Fetch, "PUT https://api.example/1")?;
    engine.start(&page, Fetch, "PUT https://api.example/2")?;
    engine.turn()?;
    engine.abort(2);
    engine.run()?;
    engine.start(&page, Fetch, "PUT https://api.example/1")?;
    engine.run()?;
    engine.now = engine.now.after(Duration::from_secs(6));
    engine.start(&page, Fetch, "PUT https://api.example/1")?;
    engine.run()?;
    engine.scene("Keepalive: 3 has too many bytes. Then the page is closed: 1 is cancelled, and 2 continues");
    engine.start(&page, Fetch, "PUT https://api.example/2")?;
    engine.start(&page, Keepalive(40_000), "PUT https://api.example/2")?;
    engine.start(&page, Keepalive(30_000), "POST https://api.example/log")?;
    engine.turn()?;
    engine.turn()?;
    engine.close();
    engine.run()?;
    engine.scene(
        "The host answers data: URLs, and returns blobs and their ranges only to the page that created them",
    );
    let note = "blob:https://app.example/note";
    engine.get(&page, Fetch, &["data:text/plain,hello", "data:no comma", note])?;
    engine.get(&page, Fetch, &[&format!("{note}\nRange: bytes=7-"), &format!("{note}\nRange: bytes=11-")])?;
    engine.get(&stranger, Fetch, &[note])?;
    engine.get(&sandbox, Fetch, &["blob:null/sketch", "blob:null/revoked"])?;
    engine.get(&other_sandbox, Fetch, &["blob:null/sketch"])?;
    engine.scene("A navigation: the host handles each redirect");
    engine.get(&page, Navigation, &["https://news.example/"])?;
    engine.scene("An embedder policy: 1 is only reported, and 2 is enforced");
    let trial = EmbedderPolicy { report_only_value: RequireCorp, ..EmbedderPolicy::default() };
    let enforced = EmbedderPolicy { value: RequireCorp, ..EmbedderPolicy::default() };
    engine.get(&page.clone().with_embedder_policy(trial), Image, &["https://cdn.example/image"])?;
    engine.get(&page.clone().with_embedder_policy(enforced), Image, &["https://cdn.example/image"])?;
    engine.scene("Passwords: no prompt for 1 (CORS), 2 and 3 (a worker). For 4, the user enters two");
    let account = "https://app.example/account";
    engine.get(&page, Fetch, &["https://api.example/account"])?;
    let worker = page.clone().with_traversable(false);
    engine.get(&worker, Fetch, &[account, "https://app.example/proxied"])?;
    engine.get(&page, Fetch, &[account, account, "https://app.example/elsewhere"])?;
    engine.scene("Cookies are stored and sent by the rules of SameSite");
    engine.get(&stranger, Image, &["https://app.example/login", "https://app.example/ad"])?;
    engine.get(&page, Fetch, &["https://app.example/login", "https://app.example/cart"])?;
    engine.get(&page, Fetch, &["https://app.example/page"])?;
    engine.get(&page, Navigation, &["https://app.example/page"])?;
    engine.get(&page.clone().with_cross_site_ancestor(true), Fetch, &["https://app.example/page"])?;
    engine.get(&stranger, Fetch, &["https://app.example/page"])?;
    engine.scene("A page of the scheme app: reads what the host exempts from CORS, and nothing else");
    let own = page_of("app://localhost")?.with_cors_policy(Arc::new(OwnScheme));
    let (settings, private) = ("app://localhost/settings", "https://api.example/private");
    engine.get(&own, Fetch, &[settings, private, "https://cdn.example/image"])?;
    engine.get(&page.with_cors_policy(Arc::new(OwnScheme)), Fetch, &[settings, private])?;

    print!("{}", engine.account.trim_start());
    let (account, expected) = (engine.account.trim_start(), include_str!("expected.txt"));
    let differing = account.lines().zip(expected.lines()).find(|(line, expected)| line != expected);
    if account == expected { Ok(()) } else { Err(format!("not as expected: {differing:?}").into()) }
}

/// Applies the rules to four requests and responses, as a host does that has its own fetch loop.
fn single_rules(engine: &mut Engine, page: &Origin) -> Result<(), Error> {
    let json = "POST https://api.example/\nContent-Type: application/json\nX-Token: 1";
    let get = "GET https://api.example/";
    for (kind, request, response) in [
        (Fetch, json, "200\nAccess-Control-Allow-Origin: *\nTiming-Allow-Origin: *"),
        (Fetch, get, "200"),
        (Image, get, "200\nCross-Origin-Resource-Policy: same-origin"),
        (Script, get, "200\nX-Content-Type-Options: nosniff"),
    ] {
        let (request, response) = (Request::new(kind, request)?, Response::new(response, "")?);
        let mut line = String::new();
        if let Err(reason) = decide(page, &request, &response, &mut line) {
            line += reason.code();
        }
        engine.say(&line);
    }
    Ok(())
}
