//! The cases about interim responses, which have a status from 100 to 199. HTTP-network fetch waits for the final response.
//!
//! The servers send interim responses over HTTP/1.1 only. Over HTTP/2, they send only the final response.

use super::{get, grant, ok, post, preflight, put, shared};
use crate::case::{Case, Fetch, Page, Sight};
use crate::fault::Fault;
use crate::server::Server;
use crate::world::World;

const CONTINUE: &str = "HTTP/1.1 100 Continue\r\n\r\n";
const EARLY_HINTS: &str = "HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n";

pub(super) fn cases(world: &World) -> Vec<Case> {
    vec![early_hints(world), continues(world), shared_by_interim(world), of_preflight(world)]
}

/// Creates a case in which the page must not see the headers of the interim response.
fn early_hints(world: &World) -> Case {
    let name = "a response after 103 Early Hints";
    let url = world.place(name).app("item");
    let fetch = Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), ok().after(EARLY_HINTS)).sees([
        Sight::Status(200),
        Sight::no_header("link"),
        Sight::Body(b"hello".to_vec()),
    ]);
    case(name).needs(&[Fault::DropsBody]).fetch(fetch)
}

fn continues(world: &World) -> Case {
    let name = "a response after 100 Continue";
    let url = world.place(name).app("item");
    let fetch = Fetch::with_source(world.page.fetch(&url.url).method("POST"), b"hello")
        .exchange(post(&url).body(b"hello"), ok().after(CONTINUE))
        .sees([Sight::Status(200), Sight::Body(b"hello".to_vec())]);
    case(name).needs(&[Fault::DropsBody]).fetch(fetch)
}

/// Creates a case in which only the interim response has CORS headers. The CORS check must use the final response.
fn shared_by_interim(world: &World) -> Case {
    let name = "an interim response with CORS headers does not share the final response";
    let place = world.place(name);
    let url = place.api("item");
    let origin = place.origin(Server::App);
    let interim = format!("HTTP/1.1 103 Early Hints\r\naccess-control-allow-origin: {origin}\r\n\r\n");
    let fetch = Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), ok().after(&interim));
    case(name).needs(&[Fault::ShowsRefused]).fetch(fetch.page(Page::Fails))
}

fn of_preflight(world: &World) -> Case {
    let name = "the response to a preflight after 103 Early Hints";
    let place = world.place(name);
    let url = place.api("item");
    let fetch = Fetch::new(world.page.fetch(&url.url).method("PUT"))
        .exchange(preflight(&url), grant(&place, "PUT", "").after(EARLY_HINTS))
        .exchange(put(&url), shared(&place));
    case(name).needs(&[Fault::SwallowsPreflight]).fetch(fetch)
}

fn case(name: &'static str) -> Case {
    Case::new(Fault::TakesInterimResponse, name)
}
