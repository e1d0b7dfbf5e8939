//! The cases in which the CORS check or the resource policy refuses a response. The page must get a network error.

use fetch_cors::request::{CredentialsMode, Mode};

use super::{get, ok, shared};
use crate::case::{Case, Fetch, Page};
use crate::fault::Fault;
use crate::server::{Answer, Server};
use crate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    vec![
        not_shared(world, "a response that is shared with no origin", |_| ok()),
        not_shared(world, "a response that is shared with another origin", |other| ok().shared_with(other)),
        wildcard_with_credentials(world),
        resource_policy(world),
        proxy_password(world),
    ]
}

fn not_shared(world: &World, name: &'static str, answer: impl FnOnce(&str) -> Answer) -> Case {
    let place = world.place(name);
    let url = place.api("secret");
    let answer = answer(&place.origin(Server::Other));
    refused(name, Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), answer))
}

fn wildcard_with_credentials(world: &World) -> Case {
    let name = "a response that is shared with `*`, to a message with credentials";
    let place = world.place(name);
    let url = place.api("secret");
    let answer = ok().header("access-control-allow-origin", "*");
    let request = world.page.fetch(&url.url).credentials(CredentialsMode::Include);
    refused(name, Fetch::new(request).exchange(get(&url), answer))
}

fn resource_policy(world: &World) -> Case {
    let name = "an opaque response that a resource policy keeps from other origins";
    let place = world.place(name);
    let url = place.api("secret");
    let answer = shared(&place).header("cross-origin-resource-policy", "same-origin");
    let request = world.page.fetch(&url.url).mode(Mode::NoCors);
    refused(name, Fetch::new(request).exchange(get(&url), answer))
}

/// Creates a case in which a proxy asks for a password and there is no user to ask: HTTP-network-or-cache fetch 16.1.
fn proxy_password(world: &World) -> Case {
    let name = "a proxy that asks for a password, and a page without a user";
    let url = world.place(name).app("item");
    let page = world.page.clone().with_traversable(false);
    refused(name, Fetch::new(page.fetch(&url.url)).exchange(get(&url), Answer::new(407).body("password?")))
}

fn refused(name: &'static str, fetch: Fetch) -> Case {
    Case::new(Fault::ShowsRefused, name).fetch(fetch.page(Page::Fails))
}
