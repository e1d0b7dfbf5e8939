//! The cases about messages, which the client must send exactly as the engine made them: HTTP-network-or-cache fetch 8.

use fetch_cors::Client;
use fetch_cors::request::Mode;

use super::{case, get, grant, ok, post, preflight, put, shared, shared_redirect};
use crate::case::{Case, Fetch, Message};
use crate::fault::Fault;
use crate::server::{Answer, Server};
use crate::world::{Place, STRANGER, Target, World};

/// The names of the headers that the engine adds to a message.
const HEADERS: &[&str] = &["accept", "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site"];
const HEADERS_WITH_ORIGIN: &[&str] =
    &["accept", "origin", "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site"];
const HEADERS_OF_PREFLIGHT: &[&str] = &[
    "accept",
    "access-control-request-method",
    "origin",
    "sec-fetch-dest",
    "sec-fetch-mode",
    "sec-fetch-site",
];

pub(super) fn cases(world: &World) -> Vec<Case> {
    [altered(world), altered_by_redirects(world), added(world)].into_iter().flatten().collect()
}

fn altered(world: &World) -> Vec<Case> {
    let case = |name: &str, fetch: &dyn Fn(&Place) -> Fetch| {
        case(world, Fault::AltersMessage, name, |place| vec![fetch(place)])
    };
    let page = &world.page;
    let mut cases = Vec::new();
    // Normalizing a method changes the case of six methods only. `PATCH` is not one of them.
    for method in ["patch", "QUERY", "CHECK-IN"] {
        cases.push(case(&format!("the method {method}"), &|place| {
            let url = place.app("item");
            Fetch::new(page.fetch(&url.url).method(method)).exchange(Message::new(method, &url), ok())
        }));
    }
    // Each URL has a fragment, which must not be sent. The servers cannot see whether it was sent.
    for (name, path) in [
        ("a query", "item?a=1&b=%20+%41&&c"),
        ("an empty query", "item?"),
        ("percent-encoded bytes", "%7Eitem/%2F%e9;a=b"),
        ("empty segments", "a//b/"),
    ] {
        cases.push(case(name, &|place| {
            let url = place.app(path);
            Fetch::new(page.fetch(format!("{}#fragment", url.url))).exchange(get(&url), ok())
        }));
    }
    for (name, header, value) in [
        ("an empty header", "x-empty", ""),
        ("a header with inner spaces", "x-spaces", "a  b, c"),
        ("the page's Accept", "accept", "text/html"),
        ("the page's Accept-Language", "accept-language", "eo"),
        ("the page's User-Agent", "user-agent", "page/1"),
        ("the page's Authorization", "authorization", "Bearer 1"),
        ("the page's Content-Type", "content-type", "text/plain;charset=x"),
    ] {
        cases.push(case(name, &|place| {
            let url = place.app("item");
            let fetch = Fetch::new(page.fetch(&url.url).header(header, value));
            fetch.exchange(get(&url).header(header, value), ok())
        }));
    }
    cases.extend([
        // These are the headers that the `fetch` algorithm and Fetch Metadata add.
        case("the headers of a message to the page's own server", &|place| {
            let url = place.app("item");
            let message = metadata(get(&url), "cors", "same-origin").header("accept", "*/*");
            Fetch::new(page.fetch(&url.url)).exchange(message, ok())
        }),
        // Append a request `Origin` header 4: a message that is neither `GET` nor `HEAD` has `Origin`, also for the same
        // origin.
        case("the headers of a POST to the page's own server", &|place| {
            let url = place.app("item");
            let message =
                metadata(post(&url), "cors", "same-origin").header("origin", place.origin(Server::App));
            Fetch::new(page.fetch(&url.url).method("POST")).exchange(message, ok())
        }),
        case("the headers of a message to another origin", &|place| {
            let url = place.api("item");
            let message =
                metadata(get(&url), "cors", "same-site").header("origin", place.origin(Server::App));
            Fetch::new(page.fetch(&url.url)).exchange(message, shared(place))
        }),
        case("the headers of a message to another site", &|place| {
            let url = place.api("item");
            let message = metadata(get(&url), "cors", "cross-site").header("origin", STRANGER);
            Fetch::new(world.stranger.fetch(&url.url)).exchange(message, ok().shared_with(STRANGER))
        }),
        case("the headers of a message in mode no-cors", &|place| {
            let url = place.api("item");
            let message = metadata(get(&url), "no-cors", "same-site");
            Fetch::new(page.fetch(&url.url).mode(Mode::NoCors)).exchange(message, ok())
        }),
        // CORS-preflight fetch 1, 2 and 4: a preflight has its own `Accept`, and no headers of the page.
        case("the headers of a preflight", &|place| {
            let url = place.api("item");
            let asking = metadata(preflight(&url), "cors", "same-site")
                .header("origin", place.origin(Server::App))
                .header("accept", "*/*")
                .no_header("x-token");
            Fetch::new(page.fetch(&url.url).header("accept", "text/html").header("x-token", "1"))
                .exchange(asking, grant(place, "", "x-token"))
                .exchange(get(&url).header("accept", "text/html").header("x-token", "1"), shared(place))
        })
        .needs(&[Fault::SwallowsPreflight]),
        // HTTP-network-or-cache fetch 8.19: the message accepts no content coding, because a range of an encoded response
        // could not be decoded.
        case("a request for a range accepts no content coding", &|place| {
            let url = place.app("item");
            let message = get(&url).header("range", "bytes=0-1").header("accept-encoding", "identity");
            let fetch = Fetch::new(page.fetch(&url.url).header("range", "bytes=0-1"));
            fetch.exchange(message, Answer::new(206).body("he"))
        }),
        // Determine request's referrer 8: by the default policy, the same origin gets the whole URL, and another origin gets
        // only the origin.
        case("the Referer of a page to its own server", &|place| {
            let (document, url) = (place.app("page?a=1"), place.app("item"));
            let message = get(&url).header("referer", &document.url);
            Fetch::new(page_at(world, &document).fetch(&url.url)).exchange(message, ok())
        }),
        case("the Referer of a page to another origin", &|place| {
            let (document, url) = (place.app("page?a=1"), place.api("item"));
            let message = get(&url).header("referer", format!("{}/", place.origin(Server::App)));
            Fetch::new(page_at(world, &document).fetch(&url.url)).exchange(message, shared(place))
        }),
        // HTTP-network-or-cache fetch 8.21.2: the user name and the password of a URL are sent only after a server has asked
        // for a password.
        case("a password in the URL of an XMLHttpRequest", &|place| {
            let url = place.app("item");
            let request = page.xml_http_request("GET", with_password(&url)).build();
            Fetch::of(request).exchange(get(&url).no_header("authorization"), ok())
        }),
    ]);
    cases
}

fn altered_by_redirects(world: &World) -> Vec<Case> {
    let case = |name: &str, fetch: &dyn Fn(&Place) -> Fetch| {
        case(world, Fault::AltersMessage, name, |place| vec![fetch(place)]).needs(&[Fault::FollowsRedirects])
    };
    let page = &world.page;
    vec![
        // HTTP-redirect fetch 13: a redirect to another origin removes the header, and a redirect to the same origin does
        // not.
        case("the page's Authorization after a redirect to the same origin", &|place| {
            let (start, end) = (place.app("start"), place.app("end"));
            Fetch::new(page.fetch(&start.url).header("authorization", "Bearer 1"))
                .exchange(get(&start), Answer::redirect(302, &end.url))
                .exchange(get(&end).header("authorization", "Bearer 1"), ok())
        }),
        // Byte-serializing a request origin: a redirect from the page's own server to another server does not change
        // `Origin`.
        case("the Origin after a redirect to another origin", &|place| {
            let (start, end) = (place.app("start"), place.api("end"));
            Fetch::new(page.fetch(&start.url))
                .exchange(get(&start), Answer::redirect(302, &end.url))
                .exchange(get(&end).header("origin", place.origin(Server::App)), shared(place))
        }),
        // After a redirect from another origin to a third origin, `Origin` is `null`, even if the third origin is the page's
        // own.
        case("the Origin after a redirect to another origin and back", &|place| {
            let (start, middle, end) = (place.app("start"), place.api("middle"), place.app("end"));
            Fetch::new(page.fetch(&start.url))
                .exchange(get(&start), Answer::redirect(302, &middle.url))
                .exchange(get(&middle), shared_redirect(place, 302, &end))
                .exchange(get(&end).header("origin", "null"), ok().shared_with("null"))
        }),
        // HTTP-redirect fetch 19: the response of a redirect can set the referrer policy for the following messages.
        case("no Referer after a redirect that forbids it", &|place| {
            let (document, start, end) = (place.app("page"), place.app("start"), place.app("end"));
            let redirect = Answer::redirect(302, &end.url).header("referrer-policy", "no-referrer");
            Fetch::new(page_at(world, &document).fetch(&start.url))
                .exchange(get(&start).header("referer", &document.url), redirect)
                .exchange(get(&end).no_header("referer"), ok())
        }),
        case("a password in a Location header", &|place| {
            let (start, end) = (place.app("start"), place.app("end"));
            Fetch::new(page.fetch(&start.url))
                .exchange(get(&start), Answer::redirect(302, &with_password(&end)))
                .exchange(get(&end).no_header("authorization"), ok())
        }),
    ]
}

fn added(world: &World) -> Vec<Case> {
    let case = |name: &str, fetch: &dyn Fn(&Place) -> Fetch| {
        case(world, Fault::AddsHeaders, name, |place| vec![fetch(place)])
    };
    let page = &world.page;
    vec![
        case("no headers are added", &|place| {
            let url = place.app("item");
            Fetch::new(page.fetch(&url.url)).exchange(get(&url).no_header_but(HEADERS), ok())
        }),
        case("no headers are added for another origin", &|place| {
            let url = place.api("item");
            Fetch::new(page.fetch(&url.url))
                .exchange(get(&url).no_header_but(HEADERS_WITH_ORIGIN), shared(place))
        }),
        // Append a request `Origin` header 3 and 4: a `GET` in mode no-cors has no `Origin`.
        case("no headers are added in mode no-cors", &|place| {
            let url = place.api("item");
            let fetch = Fetch::new(page.fetch(&url.url).mode(Mode::NoCors));
            fetch.exchange(get(&url).no_header_but(HEADERS), ok())
        }),
        case("no headers are added to a preflight", &|place| {
            let url = place.api("item");
            Fetch::new(page.fetch(&url.url).method("PUT"))
                .exchange(preflight(&url).no_header_but(HEADERS_OF_PREFLIGHT), grant(place, "PUT", ""))
                .exchange(put(&url), shared(place))
        })
        .needs(&[Fault::SwallowsPreflight]),
        // With a `Content-Type` such as `application/octet-stream`, the message would need a preflight.
        case("no headers are added to a body without a type", &|place| {
            let url = place.api("item");
            let fetch = Fetch::with_source(page.fetch(&url.url).method("POST"), b"hello");
            fetch.exchange(post(&url).no_header_but(HEADERS_WITH_ORIGIN), shared(place))
        }),
    ]
}

/// Returns the page with the URL of its document set.
fn page_at(world: &World, document: &Target) -> Client {
    let page = world.page.clone();
    document.url.parse().map_or(page.clone(), |url| page.with_document_url(url))
}

fn metadata(message: Message, mode: &str, site: &str) -> Message {
    message.header("sec-fetch-dest", "empty").header("sec-fetch-mode", mode).header("sec-fetch-site", site)
}

fn with_password(target: &Target) -> String {
    target.url.replacen("://", "://user:password@", 1)
}
