//! The cases about the page's `Authorization` header, which another origin must not receive: HTTP-redirect fetch 13.

use super::{get, grant, ok, preflight, shared, shared_redirect};
use crate::case::{Case, Fetch};
use crate::fault::Fault;
use crate::server::Answer;
use crate::world::World;

const TOKEN: &str = "Bearer secret";

pub(super) fn cases(world: &World) -> Vec<Case> {
    vec![another_origin(world), there_and_back(world), after_preflight(world)]
}

fn another_origin(world: &World) -> Case {
    let name = "Authorization, and a redirect to another origin";
    let place = world.place(name);
    let (start, end) = (place.app("start"), place.api("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url).header("authorization", TOKEN))
        .exchange(get(&start), Answer::redirect(302, &end.url))
        .exchange(get(&end).no_header("authorization"), shared(&place));
    case(name).fetch(fetch)
}

fn there_and_back(world: &World) -> Case {
    let name = "Authorization, and a redirect to another origin and back";
    let place = world.place(name);
    let (start, middle, end) = (place.app("start"), place.api("middle"), place.app("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url).header("authorization", TOKEN))
        .exchange(get(&start), Answer::redirect(302, &middle.url))
        .exchange(get(&middle).no_header("authorization"), shared_redirect(&place, 302, &end))
        .exchange(get(&end).no_header("authorization"), ok().shared_with("null"));
    case(name).fetch(fetch)
}

fn after_preflight(world: &World) -> Case {
    let name = "Authorization after a preflight, and a redirect to a third origin";
    let place = world.place(name);
    let (start, end) = (place.api("start"), place.other("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url).header("authorization", TOKEN))
        .exchange(preflight(&start), grant(&place, "", "authorization"))
        .exchange(get(&start), shared_redirect(&place, 302, &end))
        .exchange(get(&end).no_header("authorization"), ok().shared_with("null"));
    case(name).needs(&[Fault::FollowsRedirects, Fault::SwallowsPreflight]).fetch(fetch)
}

fn case(name: &'static str) -> Case {
    Case::new(Fault::KeepsAuthorization, name).needs(&[Fault::FollowsRedirects])
}
