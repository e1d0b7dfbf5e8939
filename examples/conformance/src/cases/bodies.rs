//! The cases about bodies, which must arrive unchanged.

use ::bytes::Bytes;

use super::{get, grant, ok, post, preflight, put, shared};
use crate::case::{Case, Fetch, Page, Sight};
use crate::fault::Fault;
use crate::server::Answer;
use crate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    vec![
        request(world, "the body of a request", b"hello"),
        request(world, "the large body of a request", &large()),
        request_after_preflight(world),
        request_after_redirect(world, 307),
        request_after_redirect(world, 308),
        response(world, "the body of a response", ok().body("hello"), b"hello"),
        response(world, "the large body of a response", ok().body(large()), &large()),
        response(
            world,
            "the body of a response in chunks",
            ok().chunks(["he", "l", "lo"].map(Bytes::from)),
            b"hello",
        ),
        response_with_status(world),
        broken(world, "the body of a response that breaks off", ok()),
        broken(
            world,
            "the body of a response that is shorter than announced",
            ok().header("content-length", "10"),
        ),
    ]
}

fn request(world: &World, name: &'static str, body: &[u8]) -> Case {
    let url = world.place(name).app("item");
    let fetch = Fetch::with_source(world.page.fetch(&url.url).method("POST"), body);
    case(name).fetch(fetch.exchange(post(&url).body(body), ok()))
}

fn request_after_preflight(world: &World) -> Case {
    let name = "the body of a request after its preflight";
    let place = world.place(name);
    let url = place.api("item");
    let fetch = Fetch::with_source(world.page.fetch(&url.url).method("PUT"), b"hello")
        .exchange(preflight(&url), grant(&place, "PUT", ""))
        .exchange(put(&url).body(b"hello"), shared(&place));
    case(name).needs(&[Fault::SwallowsPreflight]).fetch(fetch)
}

/// Creates a case in which a body with a source is sent again after a redirect: HTTP-redirect fetch 14.
fn request_after_redirect(world: &World, status: u16) -> Case {
    let name = format!("the body of a request after a redirect with status {status}");
    let place = world.place(&name);
    let (start, end) = (place.app("start"), place.api("end"));
    let fetch = Fetch::with_source(world.page.fetch(&start.url).method("POST"), b"hello")
        .exchange(post(&start).body(b"hello"), Answer::redirect(status, &end.url))
        .exchange(post(&end).body(b"hello"), shared(&place));
    case(name).needs(&[Fault::FollowsRedirects]).fetch(fetch)
}

fn response(world: &World, name: &'static str, answer: Answer, body: &[u8]) -> Case {
    let url = world.place(name).app("item");
    let fetch = Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), answer);
    case(name).fetch(fetch.sees([Sight::Body(body.to_vec())]))
}

fn response_with_status(world: &World) -> Case {
    let name = "the body of a response with status 404";
    let answer = Answer::new(404).body("nothing");
    response(world, name, answer, b"nothing").needs(&[Fault::TreatsStatusAsError])
}

/// Creates a case in which the connection breaks within a response body. The page must not see the part as the whole body.
fn broken(world: &World, name: &'static str, start: Answer) -> Case {
    let url = world.place(name).app("item");
    let fetch = Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), start.body("hel").breaking_off());
    // A client may send the message again.
    case(name).fetch(fetch.over_any_wire().page(Page::DoesNotTakeForWhole(b"hel")))
}

/// Returns a body that is larger than the flow-control windows of HTTP/2 and the buffers of sockets.
fn large() -> Vec<u8> {
    b"0123456789abcdef".repeat(1 << 16)
}

fn case(name: impl Into<String>) -> Case {
    Case::new(Fault::DropsBody, name)
}
