//! Main fetch and HTTP fetch, for what a page's request of an HTTP(S) URL can come to.

use super::cache::PreflightCache;
use super::families::{Family, Ways};
use super::message::{locations, received, sent};
use super::request::{init, request};
use crate::course::Course;
use crate::host::Host;
use crate::scenario::{CacheMode, Scenario};
use crate::server::Servers;
use crate::support::drive::End;
use crate::twin::headers::same_name;
use crate::twin::machine::{Request, Response, World, tao_check};
use crate::twin::origin::{Taint, of_url, same_origin};
use crate::twin::preflight::cors_check;
use crate::twin::redirect::{Location, is_redirect_status, location_url};
use crate::twin::{
    Cache, HeaderList, Mode, Options, RedirectMode, ResponseType, Tainting, WireAnswer, WireMessage,
};

/// A network error.
#[derive(Clone, Copy, Debug)]
pub struct Refused;

/// The scenario with the departures that `ways` allows.
pub fn through_browser(scenario: &Scenario, ways: &Ways) -> Course {
    let mut servers = Servers::new(scenario);
    let mut cache = PreflightCache::default();
    let mut clock_ms = 0;
    let mut course = Course::default();
    for asked in &scenario.requests {
        clock_ms += asked.wait_ms;
        let Some(input) = asked.via.for_twin(asked, &init(asked, ways)) else {
            course.threw();
            continue;
        };
        let request = request(scenario, &input, ways);
        let host = Host::new(scenario, asked, &input, ways);
        let mut fetch = Fetch {
            ways,
            page_method: input.method.clone(),
            page_headers: request.headers.clone(),
            preflight_headers: None,
            request,
            cache: &mut cache,
            cache_mode: asked.cache,
            now: clock_ms,
            host,
            servers: &mut servers,
            took_branch: false,
        };
        let end = fetch.run();
        let host = fetch.host;
        course.fetched(host, &end, scenario.timed);
    }
    course
}

pub struct Fetch<'a, 's> {
    pub ways: &'s Ways,
    pub cache_mode: CacheMode,
    pub request: Request,
    pub page_method: String,
    pub page_headers: HeaderList,
    /// The headers that a preflight asks about, where they are not the request's.
    pub preflight_headers: Option<HeaderList>,
    pub cache: &'a mut PreflightCache,
    pub now: u64,
    pub host: Host<'s>,
    pub servers: &'a mut Servers<'s>,
    /// Whether a run of main fetch took the branch with a preflight; its clearing applies to all that happens within.
    pub took_branch: bool,
}

impl Fetch<'_, '_> {
    fn run(&mut self) -> End {
        match self.main_fetch() {
            Ok(response) => self.shown(&response),
            Err(Refused) => {
                // main fetch 12f.3
                if self.request.tainting == Tainting::Cors {
                    let asking = self.asking_request();
                    self.cache.clear(&self.asking(&asking), self.took_branch);
                }
                End::Refused { in_preflight: false, algorithm: "", step: "" }
            }
        }
    }

    fn main_fetch(&mut self) -> Result<Response, Refused> {
        loop {
            let at_home = same_origin(&of_url(self.request.current_url()), &self.request.origin);
            // main fetch 12b
            if (at_home && self.request.tainting == Tainting::Basic) || self.request.mode == Mode::Navigate {
                self.request.tainting = Tainting::Basic;
            } else {
                match self.request.mode {
                    // main fetch 12c
                    Mode::SameOrigin => return Err(Refused),
                    // main fetch 12d
                    Mode::NoCors => {
                        if self.request.redirect != RedirectMode::Follow {
                            return Err(Refused);
                        }
                        self.request.tainting = Tainting::Opaque;
                    }
                    // main fetch 12f and 12g
                    _ => {
                        self.request.tainting = Tainting::Cors;
                        self.preflight_if_needed()?;
                    }
                }
            }
            self.preflight_headers = None;
            if let Some(response) = self.http_fetch()? {
                return Ok(response);
            }
        }
    }

    /// HTTP fetch after the preflight; `None` after a redirect that is followed.
    fn http_fetch(&mut self) -> Result<Option<Response>, Refused> {
        let request = self.request.clone();
        // HTTP fetch 4.3
        let answer = self.exchange(&request, false)?;
        let mut response = Response {
            filter: None,
            status: answer.status,
            headers: answer.headers,
            url_list: request.url_list.clone(),
            exposed: vec![],
            includes_credentials: false,
            range_requested: false,
            null_body: false,
            redirect_taint: Taint::SameOrigin,
            navigation_timing_allow_values: vec![],
            timing_allow_passed: false,
        };
        // HTTP fetch 4.4
        if request.tainting == Tainting::Cors && cors_check(&request, &response.headers).is_err() {
            self.host.refused_in_time = tao_check(&request, &response);
            return Err(Refused);
        }
        // HTTP fetch 4.5
        self.request.timing_allow_failed |= !tao_check(&request, &response);
        // HTTP fetch 5
        response.includes_credentials = self.host.included_credentials;
        if request.tainting == Tainting::Opaque && self.blocks(&response) {
            return Err(Refused);
        }
        // HTTP fetch 6
        if is_redirect_status(response.status) {
            match request.redirect {
                // HTTP fetch 6.3a
                RedirectMode::Error => {
                    let leads_nowhere = locations(&response.headers).all(|location| location.is_empty());
                    if !(leads_nowhere && self.ways.depart(Family::EmptyLocation)) {
                        return Err(Refused);
                    }
                }
                // HTTP fetch 6.3b.1, then HTML, which goes on with HTTP-redirect fetch
                RedirectMode::Manual if request.mode == Mode::Navigate => return self.followed(response),
                // HTTP fetch 6.3b.2
                RedirectMode::Manual => {
                    if is_bad_location(&response) && self.ways.depart(Family::BadLocation) {
                        return Err(Refused);
                    }
                    response.filter = Some(ResponseType::OpaqueRedirect);
                }
                // HTTP fetch 6.3c
                RedirectMode::Follow => return self.followed(response),
            }
        }
        self.filtered(response).map(Some)
    }

    /// The response if the redirect leads nowhere.
    fn followed(&mut self, response: Response) -> Result<Option<Response>, Refused> {
        match self.redirect(response)? {
            None => Ok(None),
            Some(response) => self.filtered(response).map(Some),
        }
    }

    /// HTTP-network-or-cache fetch, as far as it makes a message.
    pub fn exchange(&mut self, request: &Request, is_preflight: bool) -> Result<WireAnswer, Refused> {
        let (host, servers) = (&mut self.host, &mut *self.servers);
        let ways = self.ways;
        let mut respond = |message: &WireMessage| {
            let answer = host.exchange(&sent(message, request, ways), servers)?;
            received(answer, is_preflight || request.tainting == Tainting::Cors, ways)
        };
        let mut world = World {
            options: Options::default(),
            cache: &mut Cache::new(),
            now: self.now,
            responder: &mut respond,
            wire: vec![],
            reports: vec![],
            next_manual: None,
        };
        world.http_network_or_cache_fetch(request, is_preflight).ok_or(Refused)
    }
}

/// Whether there is one `Location`, which does not parse, even if a host may have spaces.
fn is_bad_location(response: &Response) -> bool {
    let mut without_spaces = response.clone();
    let mut lines = without_spaces.headers.iter_mut().filter(|(n, _)| same_name(n, b"Location"));
    let (Some((_, location)), None) = (lines.next(), lines.next()) else { return false };
    location.retain(|b| *b != b' ');
    matches!(location_url(&without_spaces, None), Location::Failure)
}
