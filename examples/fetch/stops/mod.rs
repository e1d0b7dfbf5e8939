//! The stops of the tour: what the servers answer, what the page fetches, and what has to come of it.
//!
//! In all texts `{page}` stands for the page's origin, `{api}` and `{other}` for two others, `{nobody}` for
//! one that nobody serves; `{api:host}` is the host and port of `{api}`.

mod preflights;
mod redirects;
mod refused;
mod shared;

use fetch_cors::error::Reason;
use fetch_cors::response::ResponseType;

use crate::servers::{Answer, Servers};

/// One fetch of the tour.
pub(crate) struct Stop {
    pub(crate) title: &'static str,
    /// What the servers answer, beside what they were told at earlier stops.
    pub(crate) answers: &'static [Answer],
    /// The arguments of `cors fetch`. Unless `--origin` is the first, the page has the origin `{page}`.
    pub(crate) fetch: &'static [&'static str],
    /// Each message that has to arrive: method and URL, headers that it must have as `name: value`, and
    /// headers that it must not have as `!name`.
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

/// How a fetch has to end.
pub(crate) enum Ends {
    Response {
        response_type: ResponseType,
        status: u16,
        /// Headers that the page must see as `name: value`, and must not see as `!name`.
        headers: &'static [&'static str],
        /// `None` where the page may see none.
        body: Option<&'static str>,
        /// Whether the page may see how long it took.
        timing_allowed: bool,
    },
    Refused {
        step: &'static str,
        why: fn(&Reason) -> bool,
    },
}

/// Every stop, in the order in which they are made: some need what the preflight cache learned before.
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

const fn basic(status: u16, headers: &'static [&'static str], body: &'static str) -> Ends {
    response(ResponseType::Basic, status, headers, Some(body), true)
}

const fn cors(status: u16, headers: &'static [&'static str], body: &'static str) -> Ends {
    response(ResponseType::Cors, status, headers, Some(body), false)
}

/// A response that says with `Timing-Allow-Origin` that the page may see how long it took.
const fn timed_cors(status: u16, headers: &'static [&'static str], body: &'static str) -> Ends {
    response(ResponseType::Cors, status, headers, Some(body), true)
}

const fn hidden(response_type: ResponseType) -> Ends {
    let at_home = matches!(response_type, ResponseType::OpaqueRedirect);
    response(response_type, 0, &[], None, at_home)
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
