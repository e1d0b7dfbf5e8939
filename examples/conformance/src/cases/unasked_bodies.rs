//! The cases about messages without a body, which must not announce one: HTTP-network-or-cache fetch 8.5 to 8.9.

use super::{get, grant, ok, post, preflight, shared};
use crate::case::{Case, Fetch, Message};
use crate::fault::Fault;
use crate::server::Answer;
use crate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    vec![
        no_body(world, "GET"),
        no_body(world, "HEAD"),
        no_body(world, "DELETE"),
        of_preflight(world),
        after_redirect(world, 301, "POST"),
        after_redirect(world, 302, "POST"),
        after_redirect(world, 303, "PUT"),
    ]
}

fn no_body(world: &World, method: &'static str) -> Case {
    let name = format!("{method} has no body");
    let url = world.place(&name).app("item");
    let fetch = Fetch::new(world.page.fetch(&url.url).method(method));
    case(name).fetch(fetch.exchange(Message::new(method, &url).no_body(), ok()))
}

/// Creates a case about the body of a preflight. `Content-Length: 0` is allowed here: in HTTP, an `OPTIONS` message may have
/// a body, so an HTTP library may announce that there is none.
fn of_preflight(world: &World) -> Case {
    let name = "a preflight has no body";
    let place = world.place(name);
    let url = place.api("item");
    let request = world.page.fetch(&url.url).method("POST").header("content-type", "application/json");
    let asking = preflight(&url).body(b"").no_header("transfer-encoding").no_header("content-type");
    let fetch = Fetch::with_source(request, b"{}")
        .exchange(asking, grant(&place, "", "content-type"))
        .exchange(post(&url), shared(&place));
    case(name).needs(&[Fault::SwallowsPreflight]).fetch(fetch)
}

/// Creates a case in which a redirect removes the body and the headers that describe it: HTTP-redirect fetch 12.
fn after_redirect(world: &World, status: u16, method: &'static str) -> Case {
    let name = format!("a redirect of {method} with status {status} removes the body");
    let place = world.place(&name);
    let (start, end) = (place.app("start"), place.api("end"));
    let request = world.page.fetch(&start.url).method(method).header("content-type", "text/plain");
    let fetch = Fetch::with_source(request, b"secret")
        .exchange(Message::new(method, &start), Answer::redirect(status, &end.url))
        .exchange(get(&end).no_body().no_header("content-type"), shared(&place));
    case(name).needs(&[Fault::FollowsRedirects]).fetch(fetch)
}

fn case(name: impl Into<String>) -> Case {
    Case::new(Fault::SendsUnaskedBody, name)
}
