//! The cases about filtered responses. A page sees only what the filtered response shows: main fetch 14.

use fetch_cors::request::{Mode, RedirectMode};
use fetch_cors::response::ResponseType;

use super::{get, ok, shared};
use crate::case::{Case, Fetch, Sight};
use crate::fault::Fault;
use crate::server::Answer;
use crate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    vec![opaque(world), opaque_redirect(world), unexposed_header(world), cookie(world)]
}

fn opaque(world: &World) -> Case {
    let name = "an opaque response";
    let url = world.place(name).api("image");
    let fetch = Fetch::new(world.page.fetch(&url.url).mode(Mode::NoCors))
        .exchange(get(&url), ok().header("x-hidden", "1"))
        .sees([
            Sight::Type(ResponseType::Opaque),
            Sight::Status(0),
            Sight::Url(None),
            Sight::no_header("x-hidden"),
            Sight::NoBody,
        ]);
    case(name).fetch(fetch)
}

fn opaque_redirect(world: &World) -> Case {
    let name = "an opaque redirect";
    let place = world.place(name);
    let (start, end) = (place.app("start"), place.app("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url).redirect(RedirectMode::Manual))
        .exchange(get(&start), Answer::redirect(302, &end.url).body("moved"))
        .sees([Sight::Status(0), Sight::no_header("location"), Sight::NoBody]);
    case(name).needs(&[Fault::FollowsRedirects]).fetch(fetch)
}

fn unexposed_header(world: &World) -> Case {
    let name = "a header that is not exposed";
    let place = world.place(name);
    let url = place.api("item");
    let answer = shared(&place).header("x-hidden", "1").header("x-shown", "2");
    let fetch = Fetch::new(world.page.fetch(&url.url))
        .exchange(get(&url), answer.header("access-control-expose-headers", "x-shown"))
        .sees([Sight::no_header("x-hidden"), Sight::header("x-shown", "2")]);
    case(name).fetch(fetch)
}

fn cookie(world: &World) -> Case {
    let name = "a Set-Cookie header";
    let place = world.place(name);
    let url = place.app("item");
    let cookie = format!("secret=1; Path={}", place.path());
    let fetch = Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), ok().header("set-cookie", cookie));
    case(name).fetch(fetch.sees([Sight::no_header("set-cookie")]))
}

fn case(name: &'static str) -> Case {
    Case::new(Fault::ShowsHidden, name)
}
