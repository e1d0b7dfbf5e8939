//! The cases about caches, which network partition keys must separate: the HTTP cache, and the CORS-preflight cache.

use fetch_cors::Client;

use super::{get, grant, ok, preflight, put, shared};
use crate::case::{Case, Fetch};
use crate::fault::Fault;
use crate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    let [one, two] = &world.partitioned;
    vec![
        cached_response(world, "a cached response under two top-level sites", [one, two]),
        cached_response(world, "a cached response with and without a top-level site", [&world.page, one]),
        remembered_preflight(world, [one, two]),
    ]
}

/// Creates a case in which both fetches must reach the server, although the first response may be cached.
fn cached_response(world: &World, name: &'static str, pages: [&Client; 2]) -> Case {
    let url = world.place(name).app("item");
    let answer = ok().without_no_store().header("cache-control", "public, max-age=600");
    let fetch = |page: &Client| Fetch::new(page.fetch(&url.url)).exchange(get(&url), answer.clone());
    let [first, second] = pages.map(fetch);
    case(name).fetch(first).fetch(second)
}

fn remembered_preflight(world: &World, pages: [&Client; 2]) -> Case {
    let name = "a remembered preflight under two top-level sites";
    let place = world.place(name);
    let url = place.api("item");
    let grant = grant(&place, "PUT", "").header("access-control-max-age", "600");
    let fetch = |page: &Client| {
        Fetch::new(page.fetch(&url.url).method("PUT"))
            .exchange(preflight(&url), grant.clone())
            .exchange(put(&url), shared(&place))
    };
    let [first, second] = pages.map(fetch);
    case(name).needs(&[Fault::SwallowsPreflight]).fetch(first).fetch(second)
}

fn case(name: &'static str) -> Case {
    Case::new(Fault::AnswersAcrossPartitions, name)
}
