use fetch_cors::request::CredentialsMode;

use super::super::{get, grant, ok, preflight, put, shared};
use super::{including, read, setting, without_cookie};
use crate::case::{Case, Fetch};
use crate::fault::Fault;
use crate::server::Answer;
use crate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    vec![omit(world), omit_again(world), same_origin(world), of_preflight(world), after_redirect(world)]
}

fn omit(world: &World) -> Case {
    let name = "no cookie is stored in credentials mode omit";
    let place = world.place(name);
    let url = place.app("set");
    let request = world.page.fetch(&url.url).credentials(CredentialsMode::Omit);
    let fetch = Fetch::new(request).exchange(get(&url), setting(ok(), &place));
    case(name).fetch(fetch).fetch(read(world, &place, without_cookie))
}

/// A client with a second jar, for messages without credentials, sends the cookie where it must not.
fn omit_again(world: &World) -> Case {
    let name = "no cookie is stored for credentials mode omit";
    let place = world.place(name);
    let url = place.app("set");
    let omit = || Fetch::new(world.page.fetch(&url.url).credentials(CredentialsMode::Omit));
    let first = omit().exchange(get(&url), setting(ok(), &place));
    case(name).fetch(first).fetch(omit().exchange(without_cookie(get(&url)), ok()))
}

fn same_origin(world: &World) -> Case {
    let name = "no cookie of another origin is stored in credentials mode same-origin";
    let place = world.place(name);
    let url = place.api("set");
    let fetch = Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), setting(shared(&place), &place));
    case(name).fetch(fetch).fetch(read(world, &place, without_cookie))
}

fn of_preflight(world: &World) -> Case {
    let name = "no cookie of a preflight is stored";
    let place = world.place(name);
    let url = place.api("item");
    let fetch = Fetch::new(including(world, &url).method("PUT"))
        .exchange(preflight(&url), setting(grant(&place, "PUT", ""), &place))
        .exchange(put(&url), shared(&place));
    let needs = &[Fault::SendsNoCookies, Fault::SwallowsPreflight];
    case(name).needs(needs).fetch(fetch).fetch(read(world, &place, without_cookie))
}

fn after_redirect(world: &World) -> Case {
    let name = "no cookie is stored after a redirect to another origin in credentials mode same-origin";
    let place = world.place(name);
    let (start, end) = (place.app("start"), place.api("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url))
        .exchange(get(&start), Answer::redirect(302, &end.url))
        .exchange(get(&end), setting(shared(&place), &place));
    let needs = &[Fault::SendsNoCookies, Fault::FollowsRedirects];
    case(name).needs(needs).fetch(fetch).fetch(read(world, &place, without_cookie))
}

fn case(name: &'static str) -> Case {
    Case::new(Fault::StoresForbiddenCookies, name).needs(&[Fault::SendsNoCookies])
}
