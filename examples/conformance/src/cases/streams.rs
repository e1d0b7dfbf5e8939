//! The cases about streams, each of which must be sent completely and only once.

use super::{get, grant, ok, post, preflight, shared};
use crate::case::{Case, Fetch, Message, Page, Sight};
use crate::fault::Fault;
use crate::server::Answer;
use crate::world::{Target, World};

const CHUNKS: [&[u8]; 3] = [b"he", b"l", b"lo"];

pub(super) fn cases(world: &World) -> Vec<Case> {
    vec![
        whole(world),
        after_preflight(world),
        connection_closed(world),
        redirected(world, 302),
        redirected(world, 307),
        redirected(world, 308),
        dropped_by_redirect(world),
        misdirected(world),
        challenged(world),
    ]
}

fn whole(world: &World) -> Case {
    let name = "a stream";
    let url = world.place(name).app("item");
    case(name).fetch(fetch(world, &url).exchange(sent(&url), ok()))
}

/// Creates a case in which a stream needs a preflight, because the `Request` constructor sets the use-CORS-preflight flag.
fn after_preflight(world: &World) -> Case {
    let name = "a stream after its preflight";
    let place = world.place(name);
    let url = place.api("item");
    let fetch = fetch(world, &url)
        .exchange(preflight(&url), grant(&place, "POST", ""))
        .exchange(sent(&url), shared(&place));
    case(name).needs(&[Fault::DropsBody, Fault::SwallowsPreflight, Fault::SendsUnaskedBody]).fetch(fetch)
}

/// Creates a case in which the server closes the connection. The stream must not be sent again.
fn connection_closed(world: &World) -> Case {
    let name = "a stream to a server that closes the connection";
    let url = world.place(name).app("item");
    case(name).fetch(fetch(world, &url).exchange(sent(&url), Answer::none()))
}

/// Creates a case in which a stream is redirected. This is a network error, even if the method became `GET`: HTTP-redirect
/// fetch 11.
fn redirected(world: &World, status: u16) -> Case {
    let name = format!("a stream that is redirected with status {status}");
    let place = world.place(&name);
    let (start, end) = (place.app("start"), place.app("end"));
    let fetch =
        fetch(world, &start).exchange(sent(&start), Answer::redirect(status, &end.url)).page(Page::Fails);
    case(name).needs(&[Fault::DropsBody, Fault::ShowsRefused, Fault::FollowsRedirects]).fetch(fetch)
}

fn dropped_by_redirect(world: &World) -> Case {
    let name = "a stream that a redirect with status 303 removes";
    let place = world.place(name);
    let (start, end) = (place.app("start"), place.app("end"));
    let fetch = fetch(world, &start)
        .exchange(sent(&start), Answer::redirect(303, &end.url))
        .exchange(get(&end), ok())
        .sees([Sight::Redirected(true)]);
    case(name).needs(&[Fault::DropsBody, Fault::SendsUnaskedBody, Fault::FollowsRedirects]).fetch(fetch)
}

/// Creates a case with status 421, after which only a body with a source is sent again: HTTP-network-or-cache fetch 17.
fn misdirected(world: &World) -> Case {
    let name = "a stream that is answered with status 421";
    let url = world.place(name).app("item");
    let fetch = fetch(world, &url).exchange(sent(&url), Answer::new(421)).sees([Sight::Status(421)]);
    case(name).needs(&[Fault::DropsBody, Fault::TreatsStatusAsError]).fetch(fetch)
}

/// Creates a case with status 401. If the client asks a user for a password, this is a network error, because the stream
/// cannot be sent again: HTTP-network-or-cache fetch 15.2.1. If the client never asks for passwords, the page sees the 401.
fn challenged(world: &World) -> Case {
    let name = "a stream that is answered with status 401";
    let url = world.place(name).app("item");
    let answer = Answer::new(401).header("www-authenticate", "Basic realm=\"here\"");
    let fetch = fetch(world, &url).exchange(sent(&url), answer).page(Page::Anything);
    case(name).fetch(fetch)
}

fn fetch(world: &World, url: &Target) -> Fetch {
    Fetch::with_stream(world.page.fetch(&url.url).method("POST"), &CHUNKS)
}

fn sent(url: &Target) -> Message {
    post(url).body(b"hello")
}

fn case(name: impl Into<String>) -> Case {
    Case::new(Fault::RepeatsStream, name).needs(&[Fault::DropsBody])
}
