//! The cases about bytes above 0x7F in the values of headers and in bodies.

use super::{get, ok, post};
use crate::case::{Case, Fetch, Sight};
use crate::fault::Fault;
use crate::server::Answer;
use crate::world::World;

/// A value in Latin-1, and a value in UTF-8.
const VALUES: [&[u8]; 2] = [b"caf\xE9", b"caf\xC3\xA9"];

pub(super) fn cases(world: &World) -> Vec<Case> {
    vec![
        request_header(world),
        response_header(world),
        request_body(world),
        response_body(world),
        location(world),
        cookie(world),
    ]
}

fn request_header(world: &World) -> Case {
    let name = "bytes above 0x7F in a header of a request";
    let url = world.place(name).app("item");
    let [latin, utf8] = VALUES;
    let request = world.page.fetch(&url.url).header("x-latin", latin).header("x-utf8", utf8);
    let message = get(&url).header("x-latin", latin).header("x-utf8", utf8);
    case(name).fetch(Fetch::new(request).exchange(message, ok()))
}

fn response_header(world: &World) -> Case {
    let name = "bytes above 0x7F in a header of a response";
    let url = world.place(name).app("item");
    let [latin, utf8] = VALUES;
    let answer = ok().header("x-latin", latin).header("x-utf8", utf8);
    let fetch = Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), answer);
    case(name).fetch(fetch.sees([Sight::header("x-latin", latin), Sight::header("x-utf8", utf8)]))
}

/// Creates a case about a cookie, whose bytes the client must store and send unchanged.
fn cookie(world: &World) -> Case {
    let name = "bytes above 0x7F in a cookie";
    let place = world.place(name);
    let (set, read) = (place.app("set"), place.app("read"));
    let pair = [b"latin=", VALUES[0]].concat();
    let header = [&pair[..], b"; Path=", place.path().as_bytes()].concat();
    let first = Fetch::new(world.page.fetch(&set.url)).exchange(get(&set), ok().header("set-cookie", header));
    let second = Fetch::new(world.page.fetch(&read.url)).exchange(get(&read).header("cookie", pair), ok());
    case(name).needs(&[Fault::SendsNoCookies]).fetch(first).fetch(second)
}

fn request_body(world: &World) -> Case {
    let name = "all bytes in the body of a request";
    let url = world.place(name).app("item");
    let fetch = Fetch::with_source(world.page.fetch(&url.url).method("POST"), all_bytes());
    let fetch = fetch.exchange(post(&url).body(all_bytes()), ok());
    case(name).needs(&[Fault::DropsBody]).fetch(fetch)
}

fn response_body(world: &World) -> Case {
    let name = "all bytes in the body of a response";
    let url = world.place(name).app("item");
    let fetch = Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), ok().body(all_bytes()));
    case(name).needs(&[Fault::DropsBody]).fetch(fetch.sees([Sight::Body(all_bytes())]))
}

/// Creates a case about a `Location` header. The URL parser reads its value as UTF-8, and percent-encodes it.
fn location(world: &World) -> Case {
    let name = "bytes above 0x7F in a Location header";
    let place = world.place(name);
    let (start, end) = (place.app("start"), place.app("caf%C3%A9"));
    let redirect = Answer::redirect(302, "caf\u{e9}");
    let fetch =
        Fetch::new(world.page.fetch(&start.url)).exchange(get(&start), redirect).exchange(get(&end), ok());
    case(name).needs(&[Fault::FollowsRedirects]).fetch(fetch)
}

fn all_bytes() -> Vec<u8> {
    (0..=u8::MAX).collect()
}

fn case(name: &'static str) -> Case {
    Case::new(Fault::LosesBytes, name)
}
