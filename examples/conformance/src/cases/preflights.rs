//! A preflight goes before what the server may not expect, and is remembered: HTTP fetch 4.1 and CORS-preflight fetch.

use super::{grant, post, preflight, put, shared};
use crate::case::{Case, Fetch};
use crate::fault::Fault;
use crate::server::{Answer, Server};
use crate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    vec![
        method(world),
        headers(world),
        no_ok_status(world),
        not_shared(world),
        other_method(world),
        no_max_age(world),
        remembered(world),
    ]
}

fn method(world: &World) -> Case {
    let name = "a preflight before a PUT";
    let place = world.place(name);
    let url = place.api("item");
    let asking = preflight(&url)
        .header("access-control-request-method", "PUT")
        .no_header("access-control-request-headers");
    let fetch = Fetch::new(world.page.fetch(&url.url).method("PUT"))
        .exchange(asking, grant(&place, "PUT", ""))
        .exchange(put(&url), shared(&place));
    swallows(name).fetch(fetch)
}

fn headers(world: &World) -> Case {
    let name = "a preflight before unsafe headers";
    let place = world.place(name);
    let url = place.api("item");
    let request = world.page.fetch(&url.url).method("POST");
    let request = request.header("X-B", "2").header("Content-Type", "application/json").header("x-a", "1");
    // CORS-preflight fetch 5.1: sorted, in lower case, without spaces.
    let asking = preflight(&url)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type,x-a,x-b");
    let fetch = Fetch::new(request)
        .exchange(asking, grant(&place, "", "content-type, x-a, x-b"))
        .exchange(post(&url), shared(&place));
    swallows(name).fetch(fetch)
}

/// CORS-preflight fetch 7: the status has to be an ok status. The actual request is not sent.
fn no_ok_status(world: &World) -> Case {
    let name = "a preflight whose status is 403";
    let place = world.place(name);
    let url = place.api("item");
    let answer = Answer::new(403)
        .shared_with(&place.origin(Server::App))
        .header("access-control-allow-methods", "DELETE");
    let fetch = Fetch::new(world.page.fetch(&url.url).method("DELETE"));
    swallows(name).fetch(fetch.exchange(preflight(&url), answer))
}

/// CORS-preflight fetch 7: the CORS check has to succeed. The actual request is not sent.
fn not_shared(world: &World) -> Case {
    let name = "a preflight that is not shared";
    let url = world.place(name).api("item");
    let answer = Answer::new(204).header("access-control-allow-methods", "DELETE");
    let fetch = Fetch::new(world.page.fetch(&url.url).method("DELETE"));
    swallows(name).fetch(fetch.exchange(preflight(&url), answer))
}

fn other_method(world: &World) -> Case {
    let name = "a preflight that allows PUT is none for DELETE";
    let place = world.place(name);
    let url = place.api("item");
    let grant = grant(&place, "PUT", "").header("access-control-max-age", "600");
    let allowed = Fetch::new(world.page.fetch(&url.url).method("PUT"))
        .exchange(preflight(&url), grant.clone())
        .exchange(put(&url), shared(&place));
    let denied = Fetch::new(world.page.fetch(&url.url).method("DELETE"));
    let asking = preflight(&url).header("access-control-request-method", "DELETE");
    swallows(name).fetch(allowed).fetch(denied.exchange(asking, grant))
}

fn no_max_age(world: &World) -> Case {
    let name = "a preflight with Access-Control-Max-Age: 0 is not remembered";
    let place = world.place(name);
    let url = place.api("item");
    let grant = grant(&place, "PUT", "").header("access-control-max-age", "0");
    let fetch = || {
        Fetch::new(world.page.fetch(&url.url).method("PUT"))
            .exchange(preflight(&url), grant.clone())
            .exchange(put(&url), shared(&place))
    };
    swallows(name).fetch(fetch()).fetch(fetch())
}

fn remembered(world: &World) -> Case {
    let name = "a preflight is remembered";
    let place = world.place(name);
    let url = place.api("item");
    let grant = grant(&place, "PUT", "").header("access-control-max-age", "600");
    let fetch = || Fetch::new(world.page.fetch(&url.url).method("PUT"));
    let first = fetch().exchange(preflight(&url), grant).exchange(put(&url), shared(&place));
    let second = fetch().exchange(put(&url), shared(&place));
    let case = Case::new(Fault::ForgetsPreflights, name).needs(&[Fault::SwallowsPreflight]);
    case.fetch(first).fetch(second)
}

fn swallows(name: &'static str) -> Case {
    Case::new(Fault::SwallowsPreflight, name).needs(&[Fault::TreatsStatusAsError])
}
