use fetch_cors::request::{CredentialsMode, EmbedderPolicy, EmbedderPolicyValue, Mode};

use super::super::{get, grant, ok, preflight, put, shared, shared_redirect};
use super::{including, set, without_cookie};
use crate::case::{Case, Fetch};
use crate::fault::Fault;
use crate::server::Answer;
use crate::world::World;

const NEEDS_WITH_REDIRECT: &[Fault] = &[Fault::SendsNoCookies, Fault::FollowsRedirects];

pub(super) fn cases(world: &World) -> Vec<Case> {
    vec![
        omit(world),
        same_origin(world),
        credentialless(world),
        of_preflight(world),
        after_redirect(world),
        there_and_back(world),
    ]
}

fn omit(world: &World) -> Case {
    let name = "no cookie in credentials mode omit";
    let place = world.place(name);
    let url = place.app("item");
    let request = world.page.fetch(&url.url).credentials(CredentialsMode::Omit);
    let fetch = Fetch::new(request).exchange(without_cookie(get(&url)), ok());
    case(name).fetch(set(world, &place)).fetch(fetch)
}

fn same_origin(world: &World) -> Case {
    let name = "no cookie for another origin in credentials mode same-origin";
    let place = world.place(name);
    let url = place.api("item");
    let fetch = Fetch::new(world.page.fetch(&url.url)).exchange(without_cookie(get(&url)), shared(&place));
    case(name).fetch(set(world, &place)).fetch(fetch)
}

/// HTTP-network-or-cache fetch 8.3 and 8.4: the embedder policy of the page decides too, not the credentials mode alone.
fn credentialless(world: &World) -> Case {
    let name = "no cookie for another origin in mode no-cors of a page with embedder policy credentialless";
    let place = world.place(name);
    let url = place.api("item");
    let policy = EmbedderPolicy { value: EmbedderPolicyValue::Credentialless, ..EmbedderPolicy::default() };
    let page = world.page.clone().with_embedder_policy(policy);
    let request = page.fetch(&url.url).mode(Mode::NoCors).credentials(CredentialsMode::Include);
    let fetch = Fetch::new(request).exchange(without_cookie(get(&url)), ok());
    case(name).fetch(set(world, &place)).fetch(fetch)
}

/// CORS-preflight fetch 1: a preflight has credentials mode same-origin, whatever the actual request has.
fn of_preflight(world: &World) -> Case {
    let name = "no cookie with a preflight";
    let place = world.place(name);
    let url = place.api("item");
    let fetch = Fetch::new(including(world, &url).method("PUT"))
        .exchange(without_cookie(preflight(&url)), grant(&place, "PUT", ""))
        .exchange(put(&url), shared(&place));
    let needs = &[Fault::SendsNoCookies, Fault::SwallowsPreflight];
    case(name).needs(needs).fetch(set(world, &place)).fetch(fetch)
}

fn after_redirect(world: &World) -> Case {
    let name = "no cookie after a redirect to another origin in credentials mode same-origin";
    let place = world.place(name);
    let (start, end) = (place.app("start"), place.api("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url))
        .exchange(get(&start), Answer::redirect(302, &end.url))
        .exchange(without_cookie(get(&end)), shared(&place));
    case(name).needs(NEEDS_WITH_REDIRECT).fetch(set(world, &place)).fetch(fetch)
}

/// The response tainting stays *cors*, also at home.
fn there_and_back(world: &World) -> Case {
    let name = "no cookie after a redirect to another origin and back in credentials mode same-origin";
    let place = world.place(name);
    let (start, middle, end) = (place.app("start"), place.api("middle"), place.app("end"));
    let fetch = Fetch::new(world.page.fetch(&start.url))
        .exchange(get(&start), Answer::redirect(302, &middle.url))
        .exchange(without_cookie(get(&middle)), shared_redirect(&place, 302, &end))
        .exchange(without_cookie(get(&end)), ok().shared_with("null"));
    case(name).needs(NEEDS_WITH_REDIRECT).fetch(set(world, &place)).fetch(fetch)
}

fn case(name: &'static str) -> Case {
    Case::new(Fault::SendsForbiddenCookies, name).needs(&[Fault::SendsNoCookies])
}
