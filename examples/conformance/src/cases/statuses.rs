//! The cases about statuses. Main fetch returns every response that passes its checks, whatever its status is.

use fetch_cors::request::CredentialsMode;

use super::get;
use crate::case::{Case, Fetch, Sight};
use crate::fault::Fault;
use crate::server::{Answer, Server};
use crate::world::World;

const FAULT: Fault = Fault::TreatsStatusAsError;

pub(super) fn cases(world: &World) -> Vec<Case> {
    let same_origin = [204, 300, 304, 401, 404, 410, 418, 500, 503].map(|status| same_origin(world, status));
    same_origin.into_iter().chain([misdirected(world), another_origin(world)]).collect()
}

fn same_origin(world: &World, status: u16) -> Case {
    let name = format!("status {status}");
    let url = world.place(&name).app("answer");
    let answer = Answer::new(status).body("what went wrong");
    // The request has no credentials, so that no client asks its user for a password after status 401.
    let request = world.page.fetch(&url.url).credentials(CredentialsMode::Omit);
    let fetch = Fetch::new(request).exchange(get(&url), answer);
    Case::new(FAULT, name).fetch(fetch.sees([Sight::Status(status)]))
}

/// Creates a case with status 421. A browser sends the message once more over a new connection, and the page sees the second
/// response: HTTP-network-or-cache fetch 17.
fn misdirected(world: &World) -> Case {
    let name = "status 421";
    let url = world.place(name).app("answer");
    let fetch = Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), Answer::new(421)).over_any_wire();
    Case::new(FAULT, name).fetch(fetch.sees([Sight::Status(421)]))
}

fn another_origin(world: &World) -> Case {
    let name = "status 403 of another origin";
    let place = world.place(name);
    let url = place.api("answer");
    let answer = Answer::new(403).shared_with(&place.origin(Server::App));
    let fetch = Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), answer);
    Case::new(FAULT, name).fetch(fetch.sees([Sight::Status(403)]))
}
