//! The cases without a response, in which HTTP-network fetch returns a network error.

use fetch_cors::request::Mode;

use super::get;
use crate::case::{Case, Fetch, Page};
use crate::fault::Fault;
use crate::server::Answer;
use crate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    vec![connection_closed(world), connection_closed_after_redirect(world), nobody_listens(world)]
}

fn connection_closed(world: &World) -> Case {
    let name = "no response from a server that closes the connection";
    let url = world.place(name).app("item");
    let fetch = Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), Answer::none());
    // A message without a body may be sent again.
    case(name).fetch(fetch.over_any_wire().page(Page::Fails))
}

fn connection_closed_after_redirect(world: &World) -> Case {
    let name = "no response after a redirect";
    let place = world.place(name);
    let (start, end) = (place.app("start"), place.app("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url))
        .exchange(get(&start), Answer::redirect(302, &end.url))
        .exchange(get(&end), Answer::none());
    case(name).needs(&[Fault::FollowsRedirects]).fetch(fetch.over_any_wire().page(Page::Fails))
}

/// Creates a case in mode no-cors, so that no CORS check refuses a response that the client makes up.
fn nobody_listens(world: &World) -> Case {
    let name = "no response from a port on which no server listens";
    let fetch = Fetch::new(world.page.fetch(world.place(name).nowhere()).mode(Mode::NoCors));
    case(name).fetch(fetch.page(Page::Fails))
}

fn case(name: &'static str) -> Case {
    Case::new(Fault::InventsResponse, name)
}
