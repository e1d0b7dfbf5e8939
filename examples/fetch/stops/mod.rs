//! The stops of the tour: what the servers answer, what the page fetches, and how the fetch must end.
//!
//! In all texts, `{page}` stands for the page's origin, `{api}` and `{other}` stand for two other origins, and `{nobody}`
//! stands for an origin without a server. `{api:host}` stands for the host and port of `{api}`.

mod preflights;
mod redirects;
mod refused;
mod shared;

use fetch_cors::error::Reason;
use fetch_cors::response::ResponseType;

use crate::servers::{Answer, Servers};

/// One fetch of the tour, with the expected outcome.
pub(crate) struct Stop {
    pub(crate) title: &'static str,
    /// The responses of the servers. The responses of earlier stops stay.
    pub(crate) answers: &'static [Answer],
    /// The arguments of `cors fetch`. If the first is not `--origin`, the page has the origin `{page}`.
    pub(crate) fetch: &'static [&'static str],
    /// The messages that must arrive at the servers. Each has its method and URL, then the headers that it must have as
    /// `name: value`, and those that it must not have as `!name`.
    pub(crate) arrives: &'static [&'static [&'static str]],
    pub(crate) ends: Ends,
}

impl Stop {
    /// Returns the page's origin, and the arguments of `cors fetch` without it.
    pub(crate) fn origin_and_arguments(&self, servers: &Servers) -> (String, Vec<String>) {
        let (origin, arguments) = match self.fetch {
            ["--origin", origin, arguments @ ..] => (*origin, arguments),
            arguments => ("{page}", arguments),
        };
        (servers.fill_in(origin), arguments.iter().map(|word| servers.fill_in(word)).collect())
    }
}

/// The expected end of a fetch.
pub(crate) enum Ends {
    /// The page gets a response.
    Response {
        response_type: ResponseType,
        status: u16,
        /// The headers that the page must see as `name: value`, and those that it must not see as `!name`.
        headers: &'static [&'static str],
        /// The body, or `None` if the page can read none.
        body: Option<&'static str>,
        /// Whether the page may see the detailed times of the response.
        timing_allowed: bool,
    },
    /// The page gets a network error.
    Refused {
        /// The step of the standard that refuses the fetch.
        step: &'static str,
        /// Whether the reason is the expected one.
        why: fn(&Reason) -> bool,
    },
}

/// Returns all stops in order. The order matters, because some stops need what earlier ones have stored in the preflight
/// cache.
pub(crate) fn all() -> impl Iterator<Item = &'static Stop> {
    [shared::STOPS, preflights::STOPS, refused::STOPS, redirects::STOPS].into_iter().flatten()
}

const fn answer(
    to: &'static str,
    status: u16,
    headers: &'static [&'static str],
    body: &'static str,
) -> Answer {
    Answer { to, status, headers, body }
}

/// Returns the expected end for a same-origin response.
const fn basic(status: u16, headers: &'static [&'static str], body: &'static str) -> Ends {
    response(ResponseType::Basic, status, headers, Some(body), true)
}

/// Returns the expected end for a cross-origin response that the page may read.
const fn cors(status: u16, headers: &'static [&'static str], body: &'static str) -> Ends {
    response(ResponseType::Cors, status, headers, Some(body), false)
}

/// Returns the expected end for a cross-origin response whose header `Timing-Allow-Origin` allows the page to see its times.
const fn timed_cors(status: u16, headers: &'static [&'static str], body: &'static str) -> Ends {
    response(ResponseType::Cors, status, headers, Some(body), true)
}

/// Returns the expected end for a response of which the page can read nothing.
const fn hidden(response_type: ResponseType) -> Ends {
    // The redirect of the tour comes from the page's own origin, so its times are visible.
    let timing_allowed = matches!(response_type, ResponseType::OpaqueRedirect);
    response(response_type, 0, &[], None, timing_allowed)
}

const fn response(
    response_type: ResponseType,
    status: u16,
    headers: &'static [&'static str],
    body: Option<&'static str>,
    timing_allowed: bool,
) -> Ends {
    Ends::Response { response_type, status, headers, body, timing_allowed }
}

const fn refused(step: &'static str, why: fn(&Reason) -> bool) -> Ends {
    Ends::Refused { step, why }
}
