//! Cookies are sent and stored if a message includes credentials: HTTP-network-or-cache fetch 8.3 and 8.21, and the end of
//! HTTP-network fetch.
//!
//! All servers are of one site, so `SameSite` decides nothing. A cookie is sent to all ports of a host, so a cookie that one
//! server has set is sent to the others, too.

mod forbidden;
mod sent;
mod stored;

use fetch_cors::request::{CredentialsMode, FetchBuilder};

use super::{get, ok};
use crate::case::{Case, Fetch, Message};
use crate::server::Answer;
use crate::world::{Place, Target, World};

/// The cookie of each case, with a path of its own.
const COOKIE: &str = "conformance";

pub(super) fn cases(world: &World) -> Vec<Case> {
    [sent::cases(world), forbidden::cases(world), stored::cases(world)].into_iter().flatten().collect()
}

/// Returns the fetch by which the page gets the cookie, from its own server.
fn set(world: &World, place: &Place) -> Fetch {
    let url = place.app("set");
    Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), setting(ok(), place))
}

/// Adds the cookie to an answer.
fn setting(answer: Answer, place: &Place) -> Answer {
    answer.header("set-cookie", format!("{COOKIE}=1; Path={}", place.path()))
}

/// Returns a fetch from the page's own server, which shows whether the client has the cookie.
fn read(world: &World, place: &Place, message: impl FnOnce(Message) -> Message) -> Fetch {
    let url = place.app("read");
    Fetch::new(world.page.fetch(&url.url)).exchange(message(get(&url)), ok())
}

fn with_cookie(message: Message) -> Message {
    message.cookie(COOKIE)
}

fn without_cookie(message: Message) -> Message {
    message.no_cookie(COOKIE)
}

/// Begins a request in credentials mode include.
fn including(world: &World, url: &Target) -> FetchBuilder {
    world.page.fetch(&url.url).credentials(CredentialsMode::Include)
}
