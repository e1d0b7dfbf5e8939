//! The cases about redirects, which only the engine may follow: HTTP fetch 6 and HTTP-redirect fetch.

use fetch_cors::request::RedirectMode;
use fetch_cors::response::ResponseType;

use super::{case, get, grant, ok, preflight, put, shared, shared_redirect};
use crate::case::{Case, Fetch, Message, Page, Sight};
use crate::fault::Fault;
use crate::server::Answer;
use crate::world::{Place, World};

const NEEDS: &[Fault] = &[Fault::TreatsStatusAsError, Fault::ShowsRefused];
const NEEDS_WITH_PREFLIGHT: &[Fault] =
    &[Fault::TreatsStatusAsError, Fault::ShowsRefused, Fault::SwallowsPreflight];

pub(super) fn cases(world: &World) -> Vec<Case> {
    let case = |name: &str, fetch: &dyn Fn(&Place) -> Fetch| {
        case(world, Fault::FollowsRedirects, name, |place| vec![fetch(place)]).needs(NEEDS)
    };
    let mut cases = Vec::new();
    for status in [301, 302, 303, 307, 308] {
        cases.push(case(&format!("a redirect with status {status}"), &|place| {
            let (start, end) = (place.app("start"), place.app("end"));
            Fetch::new(world.page.fetch(&start.url))
                .exchange(get(&start), Answer::redirect(status, &end.url))
                .exchange(get(&end), ok())
                .sees([Sight::Status(200), Sight::Redirected(true), Sight::Url(Some(end.url.clone()))])
        }));
    }
    // HTTP-redirect fetch 12: some methods become `GET`.
    for (status, before, after) in [
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "PUT", "GET"),
        (303, "HEAD", "HEAD"),
        (307, "POST", "POST"),
        (308, "DELETE", "DELETE"),
    ] {
        cases.push(case(&format!("a redirect of {before} with status {status}"), &|place| {
            let (start, end) = (place.app("start"), place.app("end"));
            Fetch::new(world.page.fetch(&start.url).method(before))
                .exchange(Message::new(before, &start), Answer::redirect(status, &end.url))
                .exchange(Message::new(after, &end), ok())
                .sees([Sight::Redirected(true)])
        }));
    }
    // Only 301, 302, 303, 307 and 308 are redirect statuses.
    for status in [201, 300] {
        cases.push(case(&format!("a Location header with status {status} is no redirect"), &|place| {
            let (start, end) = (place.app("start"), place.app("end"));
            Fetch::new(world.page.fetch(&start.url))
                .exchange(get(&start), Answer::redirect(status, &end.url))
                .sees([Sight::Status(status), Sight::Redirected(false)])
        }));
    }
    cases.extend([
        case("a redirect in redirect mode manual", &|place| {
            let (start, end) = (place.app("start"), place.app("end"));
            Fetch::new(world.page.fetch(&start.url).redirect(RedirectMode::Manual))
                .exchange(get(&start), Answer::redirect(302, &end.url))
                .sees([Sight::Type(ResponseType::OpaqueRedirect), Sight::Status(0)])
        }),
        case("a redirect in redirect mode error", &|place| {
            let (start, end) = (place.app("start"), place.app("end"));
            Fetch::new(world.page.fetch(&start.url).redirect(RedirectMode::Error))
                .exchange(get(&start), Answer::redirect(302, &end.url))
                .page(Page::Fails)
        }),
        // HTTP-redirect fetch 4: without a `Location` header, the response is returned.
        case("a redirect without a Location header", &|place| {
            let url = place.app("start");
            Fetch::new(world.page.fetch(&url.url))
                .exchange(get(&url), Answer::new(302))
                .sees([Sight::Status(302), Sight::Redirected(false)])
        }),
        case("a redirect to another origin", &|place| {
            let (start, end) = (place.app("start"), place.api("end"));
            let url = Sight::Url(Some(end.url.clone()));
            Fetch::new(world.page.fetch(&start.url))
                .exchange(get(&start), Answer::redirect(302, &end.url))
                .exchange(get(&end), shared(place))
                .sees([Sight::Type(ResponseType::Cors), Sight::Redirected(true), url])
        }),
        case("a redirect to another origin whose response is not shared", &|place| {
            let (start, end) = (place.app("start"), place.api("end"));
            Fetch::new(world.page.fetch(&start.url))
                .exchange(get(&start), Answer::redirect(302, &end.url))
                .exchange(get(&end), ok())
                .page(Page::Fails)
        }),
        // Main fetch 12: a request that became tainted stays tainted after a redirect back to the page's own origin.
        case("a redirect to another origin and back", &|place| {
            let (start, middle, end) = (place.app("start"), place.api("middle"), place.app("end"));
            Fetch::new(world.page.fetch(&start.url))
                .exchange(get(&start), Answer::redirect(302, &middle.url))
                .exchange(get(&middle), shared_redirect(place, 302, &end))
                .exchange(get(&end), ok().shared_with("null"))
                .sees([Sight::Type(ResponseType::Cors)])
        }),
        case("a redirect from another origin to a third", &|place| {
            let (start, end) = (place.api("start"), place.other("end"));
            Fetch::new(world.page.fetch(&start.url))
                .exchange(get(&start), shared_redirect(place, 302, &end))
                .exchange(get(&end), ok().shared_with("null"))
                .sees([Sight::Type(ResponseType::Cors)])
        }),
        case("a redirect to another origin that needs a preflight", &|place| {
            let (start, end) = (place.app("start"), place.api("end"));
            Fetch::new(world.page.fetch(&start.url).method("PUT"))
                .exchange(put(&start), Answer::redirect(307, &end.url))
                .exchange(preflight(&end), grant(place, "PUT", ""))
                .exchange(put(&end), shared(place))
                .sees([Sight::Type(ResponseType::Cors)])
        })
        .needs(NEEDS_WITH_PREFLIGHT),
        // CORS-preflight fetch 7: a redirect status is not an ok status.
        case("a redirect of a preflight", &|place| {
            let (start, end) = (place.api("start"), place.api("end"));
            let answer = shared_redirect(place, 307, &end).header("access-control-allow-methods", "PUT");
            Fetch::new(world.page.fetch(&start.url).method("PUT"))
                .exchange(preflight(&start), answer)
                .page(Page::Fails)
        })
        .needs(NEEDS_WITH_PREFLIGHT),
        case("20 redirects", &|place| {
            let fetch = circle(world, place, 20).exchange(get(&place.app("start")), ok());
            fetch.sees([Sight::Status(200), Sight::Redirected(true)])
        }),
        // HTTP-redirect fetch 7: the 21st redirect is not followed.
        case("21 redirects", &|place| circle(world, place, 21).page(Page::Fails)),
    ]);
    cases
}

fn circle(world: &World, place: &Place, redirects: usize) -> Fetch {
    let url = place.app("start");
    let start = Fetch::new(world.page.fetch(&url.url));
    (0..redirects).fold(start, |fetch, _| fetch.exchange(get(&url), Answer::redirect(302, &url.url)))
}
