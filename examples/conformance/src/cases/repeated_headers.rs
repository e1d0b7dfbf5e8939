//! The cases about repeated headers, whose lines form one list: *get* a value from a header list.

use super::{get, ok, preflight, put, shared};
use crate::case::{Case, Fetch, Page, Sight};
use crate::fault::Fault;
use crate::server::{Answer, Server};
use crate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    vec![
        request(world),
        response(world),
        exposed_names(world),
        granted_names(world),
        two_allowed_origins(world),
        two_cookies(world),
    ]
}

fn request(world: &World) -> Case {
    let name = "a header of a request on three lines";
    let url = world.place(name).app("item");
    let request =
        world.page.fetch(&url.url).header("x-list", "1").header("X-List", "2").header("x-list", "3");
    case(name).fetch(Fetch::new(request).exchange(get(&url).header("x-list", "1, 2, 3"), ok()))
}

fn response(world: &World) -> Case {
    let name = "a header of a response on three lines";
    let url = world.place(name).app("item");
    let answer = ["1", "2", "3"].into_iter().fold(ok(), |answer, value| answer.header("x-list", value));
    let fetch = Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), answer);
    case(name).fetch(fetch.sees([Sight::header("x-list", "1, 2, 3")]))
}

fn exposed_names(world: &World) -> Case {
    let name = "Access-Control-Expose-Headers on two lines";
    let place = world.place(name);
    let url = place.api("item");
    let answer = shared(&place)
        .header("x-a", "1")
        .header("x-b", "2")
        .header("access-control-expose-headers", "x-a")
        .header("access-control-expose-headers", "x-b");
    let fetch = Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), answer);
    case(name).fetch(fetch.sees([Sight::header("x-a", "1"), Sight::header("x-b", "2")]))
}

fn granted_names(world: &World) -> Case {
    let name = "Access-Control-Allow-Headers on two lines";
    let place = world.place(name);
    let url = place.api("item");
    let grant = Answer::new(204)
        .shared_with(&place.origin(Server::App))
        .header("access-control-allow-methods", "PUT")
        .header("access-control-allow-headers", "x-a")
        .header("access-control-allow-headers", "x-b");
    let request = world.page.fetch(&url.url).method("PUT").header("x-a", "1").header("x-b", "2");
    let fetch = Fetch::new(request).exchange(preflight(&url), grant).exchange(put(&url), shared(&place));
    case(name).needs(&[Fault::SwallowsPreflight]).fetch(fetch)
}

/// Creates a case in which CORS check 1 gets the value of two joined lines, which is not an origin.
fn two_allowed_origins(world: &World) -> Case {
    let name = "Access-Control-Allow-Origin on two lines";
    let place = world.place(name);
    let url = place.api("item");
    let origin = place.origin(Server::App);
    let answer =
        ok().header("access-control-allow-origin", &origin).header("access-control-allow-origin", &origin);
    let fetch = Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), answer).page(Page::Fails);
    case(name).needs(&[Fault::ShowsRefused]).fetch(fetch)
}

fn two_cookies(world: &World) -> Case {
    let name = "Set-Cookie on two lines";
    let place = world.place(name);
    let (set, read) = (place.app("set"), place.app("read"));
    let path = place.path();
    let answer = ok()
        .header("set-cookie", format!("first=1; Path={path}"))
        .header("set-cookie", format!("second=2; Path={path}"));
    let setting = Fetch::new(world.page.fetch(&set.url)).exchange(get(&set), answer);
    let reading =
        Fetch::new(world.page.fetch(&read.url)).exchange(get(&read).cookie("first").cookie("second"), ok());
    case(name).needs(&[Fault::SendsNoCookies]).fetch(setting).fetch(reading)
}

fn case(name: &'static str) -> Case {
    Case::new(Fault::LosesRepeatedHeaders, name)
}
