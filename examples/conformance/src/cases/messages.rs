//! A message goes over the wire as the engine made it: HTTP-network-or-cache fetch 8.

use fetch_cors::Client;
use fetch_cors::request::Mode;

use super::{get, grant, ok, post, preflight, put, shared, shared_redirect};
use crate::case::{Case, Fetch, Message};
use crate::fault::Fault;
use crate::server::{Answer, Server};
use crate::world::{Target, World};

pub(super) fn cases(world: &World) -> Vec<Case> {
    let methods = ["patch", "QUERY", "CHECK-IN"].map(|method| same_method(world, method));
    let urls = [
        ("a query", "item?a=1&b=%20+%41&&c"),
        ("an empty query", "item?"),
        ("percent-encoded bytes", "%7Eitem/%2F%e9;a=b"),
        ("empty segments", "a//b/"),
    ];
    let urls = urls.map(|(name, path)| same_url(world, name, path));
    let headers: [(&'static str, &'static str, &'static str); 7] = [
        ("an empty header", "x-empty", ""),
        ("a header with inner spaces", "x-spaces", "a  b, c"),
        ("the page's Accept", "accept", "text/html"),
        ("the page's Accept-Language", "accept-language", "eo"),
        ("the page's User-Agent", "user-agent", "page/1"),
        ("the page's Authorization", "authorization", "Bearer 1"),
        ("the page's Content-Type", "content-type", "text/plain;charset=x"),
    ];
    let headers = headers.map(|(name, header, value)| same_header(world, name, header, value));
    let others = [
        of_the_engine(world),
        of_the_engine_with_body(world),
        to_another_origin(world),
        to_another_site(world),
        no_cors(world),
        of_preflight(world),
        range(world),
        kept_authorization(world),
        origin_after_redirect(world),
        origin_after_redirects(world),
        referrer(world),
        referrer_after_redirect(world),
        password(world),
        password_in_location(world),
        nothing_added(world),
        nothing_added_in_no_cors(world),
        nothing_added_to_preflight(world),
        nothing_added_to_body(world),
    ];
    methods.into_iter().chain(urls).chain(headers).chain(others).collect()
}

/// Normalizing a method changes the case of six methods only, and `patch` is none of them.
fn same_method(world: &World, method: &'static str) -> Case {
    let name = format!("the method {method}");
    let url = world.place(&name).app("item");
    let fetch = Fetch::new(world.page.fetch(&url.url).method(method));
    alters(name).fetch(fetch.exchange(Message::new(method, &url), ok()))
}

/// The URL's fragment is not sent, which the servers cannot see.
fn same_url(world: &World, name: &'static str, path: &str) -> Case {
    let url = world.place(name).app(path);
    let fetch = Fetch::new(world.page.fetch(format!("{}#fragment", url.url)));
    alters(name).fetch(fetch.exchange(get(&url), ok()))
}

fn same_header(world: &World, name: &'static str, header: &'static str, value: &'static str) -> Case {
    let url = world.place(name).app("item");
    let fetch = Fetch::new(world.page.fetch(&url.url).header(header, value));
    alters(name).fetch(fetch.exchange(get(&url).header(header, value), ok()))
}

/// The headers that the `fetch` algorithm and Fetch Metadata add.
fn of_the_engine(world: &World) -> Case {
    let name = "the headers of a message to the page's own server";
    let url = world.place(name).app("item");
    let message = metadata(get(&url), "cors", "same-origin").header("accept", "*/*");
    alters(name).fetch(Fetch::new(world.page.fetch(&url.url)).exchange(message, ok()))
}

/// Append a request `Origin` header 4: a message that is neither `GET` nor `HEAD` has it, also at home.
fn of_the_engine_with_body(world: &World) -> Case {
    let name = "the headers of a POST to the page's own server";
    let place = world.place(name);
    let url = place.app("item");
    let message = metadata(post(&url), "cors", "same-origin").header("origin", place.origin(Server::App));
    alters(name).fetch(Fetch::new(world.page.fetch(&url.url).method("POST")).exchange(message, ok()))
}

fn to_another_origin(world: &World) -> Case {
    let name = "the headers of a message to another origin";
    let place = world.place(name);
    let url = place.api("item");
    let message = metadata(get(&url), "cors", "same-site").header("origin", place.origin(Server::App));
    alters(name).fetch(Fetch::new(world.page.fetch(&url.url)).exchange(message, shared(&place)))
}

fn to_another_site(world: &World) -> Case {
    let name = "the headers of a message to another site";
    let url = world.place(name).api("item");
    let message = metadata(get(&url), "cors", "cross-site").header("origin", "https://app.example");
    let answer = ok().shared_with("https://app.example");
    alters(name).fetch(Fetch::new(world.stranger.fetch(&url.url)).exchange(message, answer))
}

fn no_cors(world: &World) -> Case {
    let name = "the headers of a message in mode no-cors";
    let url = world.place(name).api("item");
    let message = metadata(get(&url), "no-cors", "same-site");
    alters(name).fetch(Fetch::new(world.page.fetch(&url.url).mode(Mode::NoCors)).exchange(message, ok()))
}

/// CORS-preflight fetch 1, 2 and 4: a preflight has its own `Accept`, and none of the page's headers.
fn of_preflight(world: &World) -> Case {
    let name = "the headers of a preflight";
    let place = world.place(name);
    let url = place.api("item");
    let asking = metadata(preflight(&url), "cors", "same-site")
        .header("origin", place.origin(Server::App))
        .header("accept", "*/*")
        .no_header("x-token");
    let request = world.page.fetch(&url.url).header("accept", "text/html").header("x-token", "1");
    let fetch = Fetch::new(request)
        .exchange(asking, grant(&place, "", "x-token"))
        .exchange(get(&url).header("accept", "text/html").header("x-token", "1"), shared(&place));
    alters(name).needs(&[Fault::SwallowsPreflight]).fetch(fetch)
}

/// HTTP-network-or-cache fetch 8.19: a range of an encoded response could not be decoded.
fn range(world: &World) -> Case {
    let name = "a range asks for no content coding";
    let url = world.place(name).app("item");
    let message = get(&url).header("range", "bytes=0-1").header("accept-encoding", "identity");
    let fetch = Fetch::new(world.page.fetch(&url.url).header("range", "bytes=0-1"));
    alters(name).fetch(fetch.exchange(message, Answer::new(206).body("he")))
}

/// HTTP-redirect fetch 13 removes it at another origin only.
fn kept_authorization(world: &World) -> Case {
    let name = "the page's Authorization after a redirect to the same origin";
    let place = world.place(name);
    let (start, end) = (place.app("start"), place.app("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url).header("authorization", "Bearer 1"))
        .exchange(get(&start), Answer::redirect(302, &end.url))
        .exchange(get(&end).header("authorization", "Bearer 1"), ok());
    alters(name).needs(&[Fault::FollowsRedirects]).fetch(fetch)
}

/// Byte-serializing a request origin: a redirect from the page's own server to another changes nothing.
fn origin_after_redirect(world: &World) -> Case {
    let name = "the Origin after a redirect to another origin";
    let place = world.place(name);
    let (start, end) = (place.app("start"), place.api("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url))
        .exchange(get(&start), Answer::redirect(302, &end.url))
        .exchange(get(&end).header("origin", place.origin(Server::App)), shared(&place));
    alters(name).needs(&[Fault::FollowsRedirects]).fetch(fetch)
}

/// A redirect from another origin to a third one makes the origin `null`, even if the third is the page's own.
fn origin_after_redirects(world: &World) -> Case {
    let name = "the Origin after a redirect to another origin and back";
    let place = world.place(name);
    let (start, middle, end) = (place.app("start"), place.api("middle"), place.app("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url))
        .exchange(get(&start), Answer::redirect(302, &middle.url))
        .exchange(get(&middle), shared_redirect(&place, 302, &end))
        .exchange(get(&end).header("origin", "null"), ok().shared_with("null"));
    alters(name).needs(&[Fault::FollowsRedirects]).fetch(fetch)
}

/// Determine request's referrer 8: by the default policy, the whole URL at home, and the origin elsewhere.
fn referrer(world: &World) -> Case {
    let name = "the Referer of a page";
    let place = world.place(name);
    let (document, same, another) = (place.app("page?a=1"), place.app("item"), place.api("item"));
    let page = page_at(world, &document);
    let origin = format!("{}/", place.origin(Server::App));
    alters(name)
        .fetch(Fetch::new(page.fetch(&same.url)).exchange(get(&same).header("referer", &document.url), ok()))
        .fetch(
            Fetch::new(page.fetch(&another.url))
                .exchange(get(&another).header("referer", origin), shared(&place)),
        )
}

/// HTTP-redirect fetch 19: the response says the referrer policy from then on.
fn referrer_after_redirect(world: &World) -> Case {
    let name = "no Referer after a redirect that forbids it";
    let place = world.place(name);
    let (document, start, end) = (place.app("page"), place.app("start"), place.app("end"));
    let redirect = Answer::redirect(302, &end.url).header("referrer-policy", "no-referrer");
    let fetch = Fetch::new(page_at(world, &document).fetch(&start.url))
        .exchange(get(&start).header("referer", &document.url), redirect)
        .exchange(get(&end).no_header("referer"), ok());
    alters(name).needs(&[Fault::FollowsRedirects]).fetch(fetch)
}

fn page_at(world: &World, document: &Target) -> Client {
    let page = world.page.clone();
    document.url.parse().map_or(page.clone(), |url| page.with_document_url(url))
}

/// HTTP-network-or-cache fetch 8.21.2: a URL's user name and password are sent once a server has asked for them.
fn password(world: &World) -> Case {
    let name = "a password in the URL of an XMLHttpRequest";
    let url = world.place(name).app("item");
    let request = world.page.xml_http_request("GET", with_password(&url)).build();
    alters(name).fetch(Fetch::of(request).exchange(get(&url).no_header("authorization"), ok()))
}

fn password_in_location(world: &World) -> Case {
    let name = "a password in a location";
    let place = world.place(name);
    let (start, end) = (place.app("start"), place.app("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url))
        .exchange(get(&start), Answer::redirect(302, &with_password(&end)))
        .exchange(get(&end).no_header("authorization"), ok());
    alters(name).needs(&[Fault::FollowsRedirects]).fetch(fetch)
}

fn nothing_added(world: &World) -> Case {
    let name = "no headers are added";
    let place = world.place(name);
    let (same, another) = (place.app("item"), place.api("item"));
    let expected = &["accept", "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site"];
    let expected_elsewhere = &["accept", "origin", "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site"];
    let fetch = |page: &Client, url: &Target, names, answer| {
        Fetch::new(page.fetch(&url.url)).exchange(get(url).no_header_but(names), answer)
    };
    adds(name).fetch(fetch(&world.page, &same, expected, ok())).fetch(fetch(
        &world.page,
        &another,
        expected_elsewhere,
        shared(&place),
    ))
}

/// Append a request `Origin` header 3 and 4: there is none in mode no-cors.
fn nothing_added_in_no_cors(world: &World) -> Case {
    let name = "no headers are added in mode no-cors";
    let url = world.place(name).api("item");
    let expected = &["accept", "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site"];
    let fetch = Fetch::new(world.page.fetch(&url.url).mode(Mode::NoCors));
    adds(name).fetch(fetch.exchange(get(&url).no_header_but(expected), ok()))
}

fn nothing_added_to_preflight(world: &World) -> Case {
    let name = "no headers are added to a preflight";
    let place = world.place(name);
    let url = place.api("item");
    let expected = &[
        "accept",
        "access-control-request-method",
        "origin",
        "sec-fetch-dest",
        "sec-fetch-mode",
        "sec-fetch-site",
    ];
    let fetch = Fetch::new(world.page.fetch(&url.url).method("PUT"))
        .exchange(preflight(&url).no_header_but(expected), grant(&place, "PUT", ""))
        .exchange(put(&url), shared(&place));
    adds(name).needs(&[Fault::SwallowsPreflight]).fetch(fetch)
}

/// With a type such as `application/octet-stream`, the message would need a preflight.
fn nothing_added_to_body(world: &World) -> Case {
    let name = "no headers are added to a body without a type";
    let place = world.place(name);
    let url = place.api("item");
    let expected = &["accept", "origin", "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site"];
    let fetch = Fetch::with_source(world.page.fetch(&url.url).method("POST"), b"hello");
    adds(name).fetch(fetch.exchange(post(&url).no_header_but(expected), shared(&place)))
}

fn metadata(message: Message, mode: &str, site: &str) -> Message {
    message.header("sec-fetch-dest", "empty").header("sec-fetch-mode", mode).header("sec-fetch-site", site)
}

fn with_password(target: &Target) -> String {
    target.url.replacen("://", "://user:password@", 1)
}

fn alters(name: impl Into<String>) -> Case {
    Case::new(Fault::AltersMessage, name)
}

fn adds(name: &'static str) -> Case {
    Case::new(Fault::AddsHeaders, name)
}
