//! The cases about preflights, which must be sent and remembered: HTTP fetch 4.1 and CORS-preflight fetch.

use super::{case, grant, post, preflight, put, shared};
use crate::case::{Case, Fetch};
use crate::fault::Fault;
use crate::server::{Answer, Server};
use crate::world::{Place, Target, World};

pub(super) fn cases(world: &World) -> Vec<Case> {
    let case_of = |fault, name: &str, fetches: &dyn Fn(&Place, &Target) -> Vec<Fetch>| {
        case(world, fault, name, |place| fetches(place, &place.api("item")))
    };
    let case =
        |name, fetches| case_of(Fault::SwallowsPreflight, name, fetches).needs(&[Fault::TreatsStatusAsError]);
    let with_method = |url: &Target, method| Fetch::new(world.page.fetch(&url.url).method(method));
    let remembered =
        |place: &Place, seconds| grant(place, "PUT", "").header("access-control-max-age", seconds);
    vec![
        case("a preflight before a PUT", &|place, url| {
            let asking = preflight(url)
                .header("access-control-request-method", "PUT")
                .no_header("access-control-request-headers");
            let fetch = with_method(url, "PUT").exchange(asking, grant(place, "PUT", ""));
            vec![fetch.exchange(put(url), shared(place))]
        }),
        case("a preflight before unsafe headers", &|place, url| {
            let request = world.page.fetch(&url.url).method("POST").header("X-B", "2");
            let request = request.header("Content-Type", "application/json").header("x-a", "1");
            // CORS-preflight fetch 5.1: the names are sorted, in lower case, and separated by commas without spaces.
            let asking = preflight(url)
                .header("access-control-request-method", "POST")
                .header("access-control-request-headers", "content-type,x-a,x-b");
            let fetch = Fetch::new(request).exchange(asking, grant(place, "", "content-type, x-a, x-b"));
            vec![fetch.exchange(post(url), shared(place))]
        }),
        // CORS-preflight fetch 7: the status must be an ok status. Otherwise the actual request is not sent.
        case("a preflight whose status is 403", &|place, url| {
            let answer = Answer::new(403).shared_with(&place.origin(Server::App));
            let answer = answer.header("access-control-allow-methods", "DELETE");
            vec![with_method(url, "DELETE").exchange(preflight(url), answer)]
        }),
        // CORS-preflight fetch 7: the CORS check must succeed. Otherwise the actual request is not sent.
        case("a preflight whose response is not shared", &|_, url| {
            let answer = Answer::new(204).header("access-control-allow-methods", "DELETE");
            vec![with_method(url, "DELETE").exchange(preflight(url), answer)]
        }),
        case("a preflight that allows PUT does not allow DELETE", &|place, url| {
            let grant = remembered(place, "600");
            let allowed = with_method(url, "PUT").exchange(preflight(url), grant.clone());
            let asking = preflight(url).header("access-control-request-method", "DELETE");
            let denied = with_method(url, "DELETE").exchange(asking, grant);
            vec![allowed.exchange(put(url), shared(place)), denied]
        }),
        case("a preflight with Access-Control-Max-Age: 0 is not remembered", &|place, url| {
            let fetch = || with_method(url, "PUT").exchange(preflight(url), remembered(place, "0"));
            vec![fetch().exchange(put(url), shared(place)), fetch().exchange(put(url), shared(place))]
        }),
        case_of(Fault::ForgetsPreflights, "a preflight is remembered", &|place, url| {
            let first = with_method(url, "PUT").exchange(preflight(url), remembered(place, "600"));
            let second = with_method(url, "PUT").exchange(put(url), shared(place));
            vec![first.exchange(put(url), shared(place)), second]
        })
        .needs(&[Fault::SwallowsPreflight]),
    ]
}
