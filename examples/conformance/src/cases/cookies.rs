//! The cases about cookies. Cookies are sent and stored if a message includes credentials: HTTP-network-or-cache fetch 8.3
//! and 8.21, and the end of HTTP-network fetch. The same-site mode must also allow the `SameSite` attribute of the cookie.
//!
//! A cookie is sent to all ports of a host, so a cookie that one server has set is sent to the other servers too. All
//! servers have one site, so the cases about another site use a page of another site.

use fetch_cors::Client;
use fetch_cors::request::{CredentialsMode, EmbedderPolicy, EmbedderPolicyValue, FetchBuilder, Mode};

use super::{case, get, grant, ok, preflight, put, shared, shared_redirect};
use crate::case::{Case, Fetch, Message};
use crate::fault::Fault;
use crate::server::Answer;
use crate::world::{Place, STRANGER, Target, World};

/// The name of the cookie of each case. Each case uses another path.
const COOKIE: &str = "conformance";

const COOKIES: &[Fault] = &[Fault::SendsNoCookies];
const COOKIES_AND_PREFLIGHTS: &[Fault] = &[Fault::SendsNoCookies, Fault::SwallowsPreflight];
const COOKIES_AND_REDIRECTS: &[Fault] = &[Fault::SendsNoCookies, Fault::FollowsRedirects];

pub(super) fn cases(world: &World) -> Vec<Case> {
    [sent(world), forbidden(world), stored(world), same_site(world)].into_iter().flatten().collect()
}

fn sent(world: &World) -> Vec<Case> {
    let case =
        |name, fetches: &dyn Fn(&Place) -> Vec<Fetch>| case(world, Fault::SendsNoCookies, name, fetches);
    vec![
        case("a cookie of the page's own server", &|place| {
            vec![set(world, place), read(world, place, with_cookie)]
        }),
        case("a cookie of another origin in credentials mode include", &|place| {
            let (set, read) = (place.api("set"), place.api("read"));
            vec![
                Fetch::new(including(world, &set)).exchange(get(&set), setting(shared(place), place)),
                Fetch::new(including(world, &read)).exchange(with_cookie(get(&read)), shared(place)),
            ]
        }),
        case("a cookie in mode no-cors", &|place| {
            let url = place.api("image");
            let fetch = Fetch::new(including(world, &url).mode(Mode::NoCors));
            vec![set(world, place), fetch.exchange(with_cookie(get(&url)), ok())]
        }),
        // HTTP-network fetch stores the cookie before the CORS check refuses the response.
        case("a cookie of a response that the CORS check refuses", &|place| {
            let url = place.api("set");
            let fetch = Fetch::new(including(world, &url)).exchange(get(&url), setting(ok(), place));
            vec![fetch, read(world, place, with_cookie)]
        }),
        case("a cookie after a preflight", &|place| {
            let url = place.api("item");
            let fetch = Fetch::new(including(world, &url).method("PUT"))
                .exchange(preflight(&url), grant(place, "PUT", ""))
                .exchange(with_cookie(put(&url)), shared(place));
            vec![set(world, place), fetch]
        })
        .needs(&[Fault::SwallowsPreflight]),
        case("a cookie that a redirect sets", &|place| {
            let (start, end) = (place.app("start"), place.app("end"));
            let fetch = Fetch::new(world.page.fetch(&start.url))
                .exchange(get(&start), setting(Answer::redirect(302, &end.url), place))
                .exchange(with_cookie(get(&end)), ok());
            vec![fetch]
        })
        .needs(&[Fault::FollowsRedirects]),
        case("a cookie after a redirect to another origin in credentials mode include", &|place| {
            let (start, end) = (place.app("start"), place.api("end"));
            let fetch = Fetch::new(including(world, &start))
                .exchange(with_cookie(get(&start)), Answer::redirect(302, &end.url))
                .exchange(with_cookie(get(&end)), shared(place));
            vec![set(world, place), fetch]
        })
        .needs(&[Fault::FollowsRedirects]),
        case("a cookie with SameSite=Strict to another origin of the page's site", &|place| {
            let url = place.api("item");
            let fetch = Fetch::new(including(world, &url)).exchange(with_cookie(get(&url)), shared(place));
            vec![set_for_site(world, place, "Strict"), fetch]
        }),
    ]
}

/// Returns the cases that set a cookie, and then send a message that must not have it.
fn forbidden(world: &World) -> Vec<Case> {
    let case = |name, fetch: &dyn Fn(&Place) -> Fetch| {
        let fetches = |place: &Place| vec![set(world, place), fetch(place)];
        case(world, Fault::SendsForbiddenCookies, name, fetches).needs(COOKIES)
    };
    vec![
        case("no cookie in credentials mode omit", &|place| {
            let url = place.app("item");
            Fetch::new(omitting(world, &url)).exchange(without_cookie(get(&url)), ok())
        }),
        case("no cookie for another origin in credentials mode same-origin", &|place| {
            let url = place.api("item");
            Fetch::new(world.page.fetch(&url.url)).exchange(without_cookie(get(&url)), shared(place))
        }),
        // HTTP-network-or-cache fetch 8.3 and 8.4: the embedder policy of the page decides too, not only the credentials
        // mode.
        case(
            "no cookie for another origin in mode no-cors of a page with embedder policy credentialless",
            &|place| {
                let url = place.api("item");
                let value = EmbedderPolicyValue::Credentialless;
                let page = world
                    .page
                    .clone()
                    .with_embedder_policy(EmbedderPolicy { value, ..EmbedderPolicy::default() });
                let request = page.fetch(&url.url).mode(Mode::NoCors).credentials(CredentialsMode::Include);
                Fetch::new(request).exchange(without_cookie(get(&url)), ok())
            },
        ),
        // CORS-preflight fetch 1: a preflight has credentials mode same-origin, whatever the mode of the actual request is.
        case("no cookie with a preflight", &|place| {
            let url = place.api("item");
            Fetch::new(including(world, &url).method("PUT"))
                .exchange(without_cookie(preflight(&url)), grant(place, "PUT", ""))
                .exchange(put(&url), shared(place))
        })
        .needs(COOKIES_AND_PREFLIGHTS),
        case("no cookie after a redirect to another origin in credentials mode same-origin", &|place| {
            let (start, end) = (place.app("start"), place.api("end"));
            Fetch::new(world.page.fetch(&start.url))
                .exchange(get(&start), Answer::redirect(302, &end.url))
                .exchange(without_cookie(get(&end)), shared(place))
        })
        .needs(COOKIES_AND_REDIRECTS),
        // The response tainting stays *cors* after a redirect back to the page's own origin.
        case(
            "no cookie after a redirect to another origin and back in credentials mode same-origin",
            &|place| {
                let (start, middle, end) = (place.app("start"), place.api("middle"), place.app("end"));
                Fetch::new(world.page.fetch(&start.url))
                    .exchange(get(&start), Answer::redirect(302, &middle.url))
                    .exchange(without_cookie(get(&middle)), shared_redirect(place, 302, &end))
                    .exchange(without_cookie(get(&end)), ok().shared_with("null"))
            },
        )
        .needs(COOKIES_AND_REDIRECTS),
    ]
}

/// Returns the cases in which a response sets a cookie that the client must not store.
fn stored(world: &World) -> Vec<Case> {
    let case = |name, fetches: &dyn Fn(&Place) -> Vec<Fetch>| {
        case(world, Fault::StoresForbiddenCookies, name, fetches).needs(COOKIES)
    };
    vec![
        case("no cookie is stored in credentials mode omit", &|place| {
            let url = place.app("set");
            let fetch = Fetch::new(omitting(world, &url)).exchange(get(&url), setting(ok(), place));
            vec![fetch, read(world, place, without_cookie)]
        }),
        // A client that has a second cookie jar for messages without credentials would send the cookie here.
        case("a cookie that came in credentials mode omit is not sent in that mode", &|place| {
            let url = place.app("set");
            let omit = || Fetch::new(omitting(world, &url));
            vec![
                omit().exchange(get(&url), setting(ok(), place)),
                omit().exchange(without_cookie(get(&url)), ok()),
            ]
        }),
        case("no cookie of another origin is stored in credentials mode same-origin", &|place| {
            let url = place.api("set");
            let fetch =
                Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), setting(shared(place), place));
            vec![fetch, read(world, place, without_cookie)]
        }),
        case("no cookie of a preflight is stored", &|place| {
            let url = place.api("item");
            let fetch = Fetch::new(including(world, &url).method("PUT"))
                .exchange(preflight(&url), setting(grant(place, "PUT", ""), place))
                .exchange(put(&url), shared(place));
            vec![fetch, read(world, place, without_cookie)]
        })
        .needs(COOKIES_AND_PREFLIGHTS),
        case(
            "no cookie is stored after a redirect to another origin in credentials mode same-origin",
            &|place| {
                let (start, end) = (place.app("start"), place.api("end"));
                let fetch = Fetch::new(world.page.fetch(&start.url))
                    .exchange(get(&start), Answer::redirect(302, &end.url))
                    .exchange(get(&end), setting(shared(place), place));
                vec![fetch, read(world, place, without_cookie)]
            },
        )
        .needs(COOKIES_AND_REDIRECTS),
    ]
}

/// Returns the cases about `SameSite`: *determine the same-site mode*, and what the mode allows for cookies.
fn same_site(world: &World) -> Vec<Case> {
    let case = |name, fetches: &dyn Fn(&Place) -> Vec<Fetch>| {
        case(world, Fault::IgnoresSameSite, name, fetches).needs(COOKIES)
    };
    let framed = world.page.clone().with_cross_site_ancestor(true);
    let by = |page: &Client, url: &Target, message, answer: Answer| {
        let request = page.fetch(&url.url).credentials(CredentialsMode::Include);
        Fetch::new(request).exchange(message, answer.shared_with(STRANGER))
    };
    vec![
        case("no cookie with SameSite=Strict for a page of another site", &|place| {
            let url = place.app("item");
            vec![
                set_for_site(world, place, "Strict"),
                by(&world.stranger, &url, without_cookie(get(&url)), ok()),
                read(world, place, with_cookie),
            ]
        }),
        case("no cookie with SameSite=Lax for a page of another site", &|place| {
            let url = place.app("item");
            let fetch = by(&world.stranger, &url, without_cookie(get(&url)), ok());
            vec![set_for_site(world, place, "Lax"), fetch]
        }),
        case("no cookie with SameSite=Lax for a page in a frame of another site", &|place| {
            let url = place.app("item");
            vec![set_for_site(world, place, "Lax"), by(&framed, &url, without_cookie(get(&url)), ok())]
        }),
        case("no cookie with SameSite=Strict is stored for a page of another site", &|place| {
            let url = place.app("set");
            let answer = setting_for_site(ok(), place, "Strict");
            vec![by(&world.stranger, &url, get(&url), answer), read(world, place, without_cookie)]
        }),
    ]
}

/// Returns a fetch in which the page's own server sets the cookie.
fn set(world: &World, place: &Place) -> Fetch {
    let url = place.app("set");
    Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), setting(ok(), place))
}

/// Returns a fetch in which the page's own server sets the cookie with a value of `SameSite`.
fn set_for_site(world: &World, place: &Place, same_site: &str) -> Fetch {
    let url = place.app("set");
    Fetch::new(world.page.fetch(&url.url)).exchange(get(&url), setting_for_site(ok(), place, same_site))
}

/// Adds the `Set-Cookie` header to an answer.
fn setting(answer: Answer, place: &Place) -> Answer {
    answer.header("set-cookie", format!("{COOKIE}=1; Path={}", place.path()))
}

fn setting_for_site(answer: Answer, place: &Place, same_site: &str) -> Answer {
    answer.header("set-cookie", format!("{COOKIE}=1; Path={}; SameSite={same_site}", place.path()))
}

/// Returns a fetch from the page's own server that shows whether the client has stored the cookie.
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

fn including(world: &World, url: &Target) -> FetchBuilder {
    world.page.fetch(&url.url).credentials(CredentialsMode::Include)
}

fn omitting(world: &World, url: &Target) -> FetchBuilder {
    world.page.fetch(&url.url).credentials(CredentialsMode::Omit)
}
