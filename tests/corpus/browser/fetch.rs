//! Main fetch and HTTP fetch, for what a page's request of an HTTP(S) URL can come to.

use url::Url;

use super::cache::PreflightCache;
use super::families::{Family, Ways};
use super::message::{received, sent};
use super::safelist::is_safe;
use crate::course::Course;
use crate::host::Host;
use crate::scenario::{self, CacheMode, Scenario};
use crate::server::Servers;
use crate::support::constructor::Init;
use crate::support::drive::{End, Finish};
use crate::twin::headers::{self, Extracted, is_cors_safelisted_request_header, mime_essence, same_name};
use crate::twin::machine::{Request, Response, World, default_accept, tao_check};
use crate::twin::origin::{Taint, of_url, redirect_taint, same_origin};
use crate::twin::preflight::cors_check;
use crate::twin::redirect::{Location, is_redirect_status, location_url};
use crate::twin::{
    self, Body, Cache, Credentials, EmbedderPolicy, HeaderList, Mode, Options, RedirectMode, ReferrerPolicy,
    RequestInput, ResponseType, Tainting, WireAnswer, WireMessage,
};
use crate::via::Via;

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

/// What the page's init becomes before the constructor sees it.
fn init(asked: &scenario::Request, ways: &Ways) -> Init {
    let mut init = asked.init.clone();
    if let (Via::Xhr(_), Some(Some(content_type))) = (&asked.via, &init.body)
        && mime_essence(content_type).is_none()
        && ways.depart(Family::XhrBlobTypeDropped)
    {
        init.body = Some(None);
    }
    if headers::contains(&init.headers, b"User-Agent") && ways.depart(Family::UserAgentForbidden) {
        headers::delete(&mut init.headers, b"User-Agent");
    }
    if init.mode == Some(Mode::NoCors) {
        init.headers = without_unsafe(&init.headers, ways);
    }
    init
}

/// append 3.4, of the headers that script sets: leaves out those that are safe by the standard and not in the browser. A
/// value is judged together with those of its name that are there already.
fn without_unsafe(list: &HeaderList, ways: &Ways) -> HeaderList {
    let (mut left, mut appended) = (HeaderList::new(), HeaderList::new());
    for (name, value) in list {
        let value = headers::trim(value);
        let joined = match headers::get(&appended, name) {
            None => value.clone(),
            Some(before) => [before, value.clone()].join(&b", "[..]),
        };
        let safe = is_cors_safelisted_request_header(name, &joined);
        if safe && !is_safe(name, &joined, ways) {
            continue;
        }
        if safe {
            headers::append(&mut appended, name, &value);
        }
        left.push((name.clone(), value));
    }
    left
}

fn request(scenario: &Scenario, input: &RequestInput, ways: &Ways) -> Request {
    let uploads_nothing = input.use_cors_preflight && input.body == Body::None;
    let mut request = Request {
        method: input.method.clone(),
        url_list: vec![Url::parse(&input.url).unwrap()],
        headers: input.headers.clone(),
        body: input.body,
        origin: scenario.page.twin_origin(),
        mode: input.mode,
        credentials: input.credentials,
        redirect: input.redirect,
        destination: input.destination.clone(),
        // main fetch 8
        referrer_policy: match input.referrer_policy {
            ReferrerPolicy::Empty => ReferrerPolicy::StrictOriginWhenCrossOrigin,
            policy => policy,
        },
        service_workers: input.service_workers,
        unsafe_request: input.unsafe_request,
        use_cors_preflight: input.use_cors_preflight
            && !(uploads_nothing && ways.depart(Family::ListenerNeedsBody)),
        redirect_count: 0,
        tainting: Tainting::Basic,
        timing_allow_failed: false,
        navigation_timing_allow_values: vec![],
        partition_key: Some("https://page.test".to_owned()),
        client_referrer_policy: ReferrerPolicy::StrictOriginWhenCrossOrigin,
        embedder_policy: scenario.page.embedder_policy(),
        report_only_embedder_policy: EmbedderPolicy::UnsafeNone,
        registrable_domain: twin::origin::last_two_labels,
    };
    // fetch, the step about `Accept`
    if !headers::contains(&request.headers, b"Accept") {
        let value = default_accept(&request.destination);
        headers::append(&mut request.headers, b"Accept", value.as_bytes());
    }
    request
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
                    let leads_nowhere =
                        headers::get(&response.headers, b"Location").is_none_or(|l| l.is_empty());
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

    /// main fetch 14 to 22
    fn filtered(&self, mut response: Response) -> Result<Response, Refused> {
        let request = &self.request;
        if response.filter.is_none() {
            response.filter = Some(match request.tainting {
                Tainting::Basic => ResponseType::Basic,
                Tainting::Cors => ResponseType::Cors,
                Tainting::Opaque => ResponseType::Opaque,
            });
        }
        self.mime_type_check(&response)?;
        response.timing_allow_passed = !request.timing_allow_failed;
        response.null_body = request.method == "HEAD" || [204, 205, 304].contains(&response.status);
        Ok(response)
    }

    /// main fetch 14.1: the names that a CORS response exposes besides the safelisted ones
    fn exposed(&self, response: &Response) -> Vec<Vec<u8>> {
        const NAME: &[u8] = b"Access-Control-Expose-Headers";
        let names = headers::extract_tokens(NAME, &response.headers);
        let star_first = names == Extracted::Failure
            && self.request.credentials != Credentials::Include
            && headers::get(&response.headers, NAME).is_some_and(|list| begins_with_star(&list));
        if star_first && self.ways.depart(Family::StarFirst) {
            return response.headers.iter().map(|(n, _)| n.clone()).collect();
        }
        let Extracted::Values(names) = names else { return vec![] };
        if self.request.credentials != Credentials::Include && names.contains(&b"*".to_vec()) {
            return response.headers.iter().map(|(n, _)| n.clone()).collect();
        }
        names
    }

    /// What the filtered response shows.
    fn shown(&self, response: &Response) -> End {
        let response_type = response.filter.unwrap();
        let (mut status, mut shown) = (response.status, response.headers.clone());
        match response_type {
            ResponseType::Basic => shown.retain(|(n, _)| !headers::is_forbidden_response_header_name(n)),
            ResponseType::Cors => {
                let exposed = self.exposed(response);
                shown.retain(|(n, _)| headers::is_cors_safelisted_response_header_name(n, &exposed));
            }
            ResponseType::Opaque | ResponseType::OpaqueRedirect => {
                status = 0;
                shown.clear();
            }
        }
        let opaque = response_type == ResponseType::Opaque;
        End::Response {
            response_type,
            status,
            headers: shown,
            url: response.url_list.last().filter(|_| !opaque).map(Url::to_string),
            url_list_length: if opaque { 0 } else { response.url_list.len() },
            request_includes_credentials: false,
            range_requested: false,
            finish: Some(Finish {
                redirect_taint: redirect_taint(&self.request),
                navigation_timing_allow_values: vec![],
                timing_allow_passed: response.timing_allow_passed,
                shows_body: !response.null_body,
            }),
        }
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

/// Whether `*` is an element of a list before any that is not of the form of a token.
fn begins_with_star(list: &[u8]) -> bool {
    let mut elements = list.split(|b| *b == b',').map(headers::trim).filter(|element| !element.is_empty());
    elements
        .find(|element| element == b"*" || !headers::is_token(element))
        .is_some_and(|element| element == b"*")
}
