//! The engine follows redirects, and the client does not: HTTP fetch 6 and HTTP-redirect fetch.

use fetch_cors::request::RedirectMode;
use fetch_cors::response::ResponseType;

use super::{get, grant, ok, preflight, put, shared, shared_redirect};
use crate::case::{Case, Fetch, Message, Page, Sight};
use crate::fault::Fault;
use crate::server::Answer;
use crate::world::World;

const NEEDS: &[Fault] = &[Fault::TreatsStatusAsError, Fault::ShowsRefused];
const NEEDS_WITH_PREFLIGHT: &[Fault] =
    &[Fault::TreatsStatusAsError, Fault::ShowsRefused, Fault::SwallowsPreflight];

pub(super) fn cases(world: &World) -> Vec<Case> {
    let followed = [301, 302, 303, 307, 308].map(|status| followed(world, status));
    let methods = [
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "PUT", "GET"),
        (303, "HEAD", "HEAD"),
        (307, "POST", "POST"),
        (308, "DELETE", "DELETE"),
    ];
    let methods = methods.map(|(status, before, after)| method(world, status, before, after));
    let others = [
        manual(world),
        error(world),
        no_location(world),
        no_redirect(world, 201),
        no_redirect(world, 300),
        another_origin(world),
        another_origin_that_shares_nothing(world),
        there_and_back(world),
        two_other_origins(world),
        redirect_to_a_preflight(world),
        redirected_preflight(world),
        twenty(world),
        twenty_one(world),
    ];
    followed.into_iter().chain(methods).chain(others).collect()
}

fn followed(world: &World, status: u16) -> Case {
    let name = format!("a redirect with status {status}");
    let place = world.place(&name);
    let (start, end) = (place.app("start"), place.app("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url))
        .exchange(get(&start), Answer::redirect(status, &end.url))
        .exchange(get(&end), ok())
        .sees([Sight::Status(200), Sight::Redirected(true), Sight::Url(Some(end.url.clone()))]);
    case(name).fetch(fetch)
}

/// HTTP-redirect fetch 12: which methods become `GET`.
fn method(world: &World, status: u16, before: &'static str, after: &'static str) -> Case {
    let name = format!("a redirect of {before} with status {status}");
    let place = world.place(&name);
    let (start, end) = (place.app("start"), place.app("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url).method(before))
        .exchange(Message::new(before, &start), Answer::redirect(status, &end.url))
        .exchange(Message::new(after, &end), ok())
        .sees([Sight::Redirected(true)]);
    case(name).fetch(fetch)
}

fn manual(world: &World) -> Case {
    let name = "a redirect in redirect mode manual";
    let place = world.place(name);
    let (start, end) = (place.app("start"), place.app("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url).redirect(RedirectMode::Manual))
        .exchange(get(&start), Answer::redirect(302, &end.url))
        .sees([Sight::Type(ResponseType::OpaqueRedirect), Sight::Status(0)]);
    case(name).fetch(fetch)
}

fn error(world: &World) -> Case {
    let name = "a redirect in redirect mode error";
    let place = world.place(name);
    let (start, end) = (place.app("start"), place.app("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url).redirect(RedirectMode::Error))
        .exchange(get(&start), Answer::redirect(302, &end.url))
        .page(Page::Fails);
    case(name).fetch(fetch)
}

/// HTTP-redirect fetch 4: without a location, there is nothing to follow.
fn no_location(world: &World) -> Case {
    let name = "a redirect without a location";
    let url = world.place(name).app("start");
    let fetch = Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), Answer::new(302));
    case(name).fetch(fetch.sees([Sight::Status(302), Sight::Redirected(false)]))
}

/// Only 301, 302, 303, 307 and 308 are redirect statuses.
fn no_redirect(world: &World, status: u16) -> Case {
    let name = format!("a location with status {status} is no redirect");
    let place = world.place(&name);
    let (start, end) = (place.app("start"), place.app("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url))
        .exchange(get(&start), Answer::redirect(status, &end.url))
        .sees([Sight::Status(status), Sight::Redirected(false)]);
    case(name).fetch(fetch)
}

fn another_origin(world: &World) -> Case {
    let name = "a redirect to another origin";
    let place = world.place(name);
    let (start, end) = (place.app("start"), place.api("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url))
        .exchange(get(&start), Answer::redirect(302, &end.url))
        .exchange(get(&end), shared(&place))
        .sees([Sight::Type(ResponseType::Cors), Sight::Redirected(true), Sight::Url(Some(end.url.clone()))]);
    case(name).fetch(fetch)
}

fn another_origin_that_shares_nothing(world: &World) -> Case {
    let name = "a redirect to another origin that shares nothing";
    let place = world.place(name);
    let (start, end) = (place.app("start"), place.api("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url))
        .exchange(get(&start), Answer::redirect(302, &end.url))
        .exchange(get(&end), ok())
        .page(Page::Fails);
    case(name).fetch(fetch)
}

/// Main fetch 12: a request that was tainted on the way stays so at home.
fn there_and_back(world: &World) -> Case {
    let name = "a redirect to another origin and back";
    let place = world.place(name);
    let (start, middle, end) = (place.app("start"), place.api("middle"), place.app("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url))
        .exchange(get(&start), Answer::redirect(302, &middle.url))
        .exchange(get(&middle), shared_redirect(&place, 302, &end))
        .exchange(get(&end), ok().shared_with("null"))
        .sees([Sight::Type(ResponseType::Cors)]);
    case(name).fetch(fetch)
}

fn two_other_origins(world: &World) -> Case {
    let name = "a redirect from another origin to a third";
    let place = world.place(name);
    let (start, end) = (place.api("start"), place.other("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url))
        .exchange(get(&start), shared_redirect(&place, 302, &end))
        .exchange(get(&end), ok().shared_with("null"))
        .sees([Sight::Type(ResponseType::Cors)]);
    case(name).fetch(fetch)
}

fn redirect_to_a_preflight(world: &World) -> Case {
    let name = "a redirect to another origin that needs a preflight";
    let place = world.place(name);
    let (start, end) = (place.app("start"), place.api("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url).method("PUT"))
        .exchange(put(&start), Answer::redirect(307, &end.url))
        .exchange(preflight(&end), grant(&place, "PUT", ""))
        .exchange(put(&end), shared(&place))
        .sees([Sight::Type(ResponseType::Cors)]);
    case(name).needs(NEEDS_WITH_PREFLIGHT).fetch(fetch)
}

/// CORS-preflight fetch 7: a redirect status is not an ok status.
fn redirected_preflight(world: &World) -> Case {
    let name = "a redirect of a preflight";
    let place = world.place(name);
    let (start, end) = (place.api("start"), place.api("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url).method("PUT"))
        .exchange(
            preflight(&start),
            shared_redirect(&place, 307, &end).header("access-control-allow-methods", "PUT"),
        )
        .page(Page::Fails);
    case(name).needs(NEEDS_WITH_PREFLIGHT).fetch(fetch)
}

fn twenty(world: &World) -> Case {
    let name = "20 redirects";
    let url = world.place(name).app("start");
    let fetch = circle(world, name, 20).exchange(get(&url), ok());
    case(name).fetch(fetch.sees([Sight::Status(200), Sight::Redirected(true)]))
}

/// HTTP-redirect fetch 7: the 21st is not followed.
fn twenty_one(world: &World) -> Case {
    let name = "21 redirects";
    case(name).fetch(circle(world, name, 21).page(Page::Fails))
}

fn circle(world: &World, name: &str, redirects: usize) -> Fetch {
    let url = world.place(name).app("start");
    let start = Fetch::new(world.page.fetch(&url.url));
    (0..redirects).fold(start, |fetch, _| fetch.exchange(get(&url), Answer::redirect(302, &url.url)))
}

fn case(name: impl Into<String>) -> Case {
    Case::new(Fault::FollowsRedirects, name).needs(NEEDS)
}
