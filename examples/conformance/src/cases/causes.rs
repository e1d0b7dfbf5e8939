//! The cases about failed fetches, whose error must state the cause.

use fetch_cors::error::ErrorKind;

use super::{get, ok, preflight};
use crate::case::{Case, Fetch, Page};
use crate::fault::Fault;
use crate::server::Answer;
use crate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    vec![
        nobody_listens(world),
        nobody_listens_to_a_preflight(world),
        no_response(world),
        no_response_to_a_preflight(world),
        unsendable_header(world),
        unsendable_url(world),
        refused(world),
    ]
}

fn nobody_listens(world: &World) -> Case {
    let name = "a port on which no server listens";
    let fetch = Fetch::new(world.page.fetch(world.place(name).nowhere()));
    let fetch = fetch.page(Page::FailsAs(ErrorKind::NoResponse));
    case(name).needs(&[Fault::InventsResponse]).fetch(fetch)
}

fn nobody_listens_to_a_preflight(world: &World) -> Case {
    let name = "a preflight to a port on which no server listens";
    let fetch = Fetch::new(world.page.fetch(world.place(name).nowhere()).method("PUT"));
    let fetch = fetch.page(Page::FailsAs(ErrorKind::NoResponse));
    case(name).needs(&[Fault::InventsResponse, Fault::SwallowsPreflight]).fetch(fetch)
}

fn no_response(world: &World) -> Case {
    let name = "the server closes the connection";
    let url = world.place(name).app("item");
    let fetch = Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), Answer::none());
    // A message without a body may be sent again.
    let fetch = fetch.over_any_wire().page(Page::FailsAs(ErrorKind::NoResponse));
    case(name).needs(&[Fault::InventsResponse]).fetch(fetch)
}

fn no_response_to_a_preflight(world: &World) -> Case {
    let name = "the server closes the connection of a preflight";
    let url = world.place(name).api("item");
    let fetch =
        Fetch::new(world.page.fetch(&url.url).method("PUT")).exchange(preflight(&url), Answer::none());
    let fetch = fetch.over_any_wire().page(Page::FailsAs(ErrorKind::NoResponse));
    case(name).needs(&[Fault::InventsResponse, Fault::SwallowsPreflight]).fetch(fetch)
}

/// Creates a case with a header value that the standard allows and the `http` crate does not.
fn unsendable_header(world: &World) -> Case {
    let name = "a header that cannot be sent";
    let url = world.place(name).app("item");
    // Some clients can send this header. The servers then reject the message before they look at the script.
    let fetch = Fetch::new(world.page.fetch(&url.url).header("x-odd", b"\x01"));
    case(name).fetch(fetch.page(Page::FailsAsOrSees(ErrorKind::Unsendable)))
}

/// Creates a case with a URL of more than 65,534 bytes, which the `http` crate does not support.
fn unsendable_url(world: &World) -> Case {
    let name = "a URL that cannot be sent";
    let url = world.place(name).app(&"x".repeat(1 << 16));
    let fetch = Fetch::new(world.page.fetch(&url.url));
    case(name).fetch(fetch.page(Page::FailsAsOrSees(ErrorKind::Unsendable)))
}

fn refused(world: &World) -> Case {
    let name = "a response that the CORS check refuses";
    let url = world.place(name).api("item");
    let fetch = Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), ok());
    let fetch = fetch.page(Page::FailsAs(ErrorKind::Refused));
    case(name).needs(&[Fault::ShowsRefused]).fetch(fetch)
}

fn case(name: &'static str) -> Case {
    Case::new(Fault::LosesCause, name)
}
