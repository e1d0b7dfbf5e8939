//! The cases that every client must pass: plain `GET` requests.

use fetch_cors::response::ResponseType;

use super::{get, ok, shared};
use crate::case::{Case, Fetch, Sight};
use crate::fault::Fault;
use crate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    vec![same_origin(world), another_origin(world)]
}

fn same_origin(world: &World) -> Case {
    let name = "a message to the page's own server";
    let url = world.place(name).app("item");
    let fetch = Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), ok());
    case(name).fetch(fetch.sees([Sight::Type(ResponseType::Basic), Sight::Status(200)]))
}

fn another_origin(world: &World) -> Case {
    let name = "a message to another origin";
    let place = world.place(name);
    let url = place.api("item");
    let fetch = Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), shared(&place));
    case(name).fetch(fetch.sees([Sight::Type(ResponseType::Cors), Sight::Status(200)]))
}

fn case(name: &'static str) -> Case {
    Case::new(Fault::DoesNotFetch, name)
}
