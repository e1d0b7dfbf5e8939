use fetch_cors::request::Mode;

use super::super::{get, grant, ok, preflight, put, shared};
use super::{including, read, set, setting, with_cookie};
use crate::case::{Case, Fetch};
use crate::fault::Fault;
use crate::server::Answer;
use crate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    vec![
        same_origin(world),
        include(world),
        no_cors(world),
        of_refused_response(world),
        after_preflight(world),
        set_by_redirect(world),
        after_redirect(world),
    ]
}

fn same_origin(world: &World) -> Case {
    let name = "a cookie of the page's own server";
    let place = world.place(name);
    case(name).fetch(set(world, &place)).fetch(read(world, &place, with_cookie))
}

fn include(world: &World) -> Case {
    let name = "a cookie of another origin in credentials mode include";
    let place = world.place(name);
    let (set, read) = (place.api("set"), place.api("read"));
    let setting = setting(shared(&place), &place);
    case(name)
        .fetch(Fetch::new(including(world, &set)).exchange(get(&set), setting))
        .fetch(Fetch::new(including(world, &read)).exchange(with_cookie(get(&read)), shared(&place)))
}

fn no_cors(world: &World) -> Case {
    let name = "a cookie in mode no-cors";
    let place = world.place(name);
    let url = place.api("image");
    let fetch = Fetch::new(including(world, &url).mode(Mode::NoCors)).exchange(with_cookie(get(&url)), ok());
    case(name).fetch(set(world, &place)).fetch(fetch)
}

/// The CORS check comes after HTTP-network fetch, which has stored the cookie.
fn of_refused_response(world: &World) -> Case {
    let name = "a cookie of a response that is refused";
    let place = world.place(name);
    let url = place.api("set");
    let fetch = Fetch::new(including(world, &url)).exchange(get(&url), setting(ok(), &place));
    case(name).fetch(fetch).fetch(read(world, &place, with_cookie))
}

fn after_preflight(world: &World) -> Case {
    let name = "a cookie after a preflight";
    let place = world.place(name);
    let url = place.api("item");
    let fetch = Fetch::new(including(world, &url).method("PUT"))
        .exchange(preflight(&url), grant(&place, "PUT", ""))
        .exchange(with_cookie(put(&url)), shared(&place));
    case(name).needs(&[Fault::SwallowsPreflight]).fetch(set(world, &place)).fetch(fetch)
}

fn set_by_redirect(world: &World) -> Case {
    let name = "a cookie that a redirect sets";
    let place = world.place(name);
    let (start, end) = (place.app("start"), place.app("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url))
        .exchange(get(&start), setting(Answer::redirect(302, &end.url), &place))
        .exchange(with_cookie(get(&end)), ok());
    case(name).needs(&[Fault::FollowsRedirects]).fetch(fetch)
}

fn after_redirect(world: &World) -> Case {
    let name = "a cookie after a redirect to another origin in credentials mode include";
    let place = world.place(name);
    let (start, end) = (place.app("start"), place.api("end"));
    let fetch = Fetch::new(including(world, &start))
        .exchange(with_cookie(get(&start)), Answer::redirect(302, &end.url))
        .exchange(with_cookie(get(&end)), shared(&place));
    case(name).needs(&[Fault::FollowsRedirects]).fetch(set(world, &place)).fetch(fetch)
}

fn case(name: &'static str) -> Case {
    Case::new(Fault::SendsNoCookies, name)
}
