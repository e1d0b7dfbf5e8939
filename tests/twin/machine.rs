//! fetch, main fetch, scheme fetch, HTTP fetch, HTTP-network-or-cache fetch.

use super::cache::Cache;
use super::headers::{self, Extracted, HeaderList};
use super::nosniff::{blocked_due_to_mime_type, blocked_due_to_nosniff};
use super::origin::{self, Origin, Taint, counts_as_http, is_http, same_origin, url_origin};
use super::preflight::{cors_check, cors_preflight_fetch, is_safelisted_method};
use super::redirect::{http_redirect_fetch, is_redirect_status};
use super::referrer::determine_requests_referrer;
use super::*;
use std::sync::Arc;
use url::Url;

#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    pub url_list: Vec<Url>,
    pub headers: HeaderList,
    pub body: Body,
    pub origin: Origin,
    pub mode: Mode,
    pub credentials: Credentials,
    pub redirect: RedirectMode,
    pub destination: String,
    pub referrer: Referrer,
    pub referrer_policy: ReferrerPolicy,
    pub traversable: Traversable,
    pub service_workers: ServiceWorkers,
    pub unsafe_request: bool,
    pub use_cors_preflight: bool,
    pub redirect_count: u32,
    pub tainting: Tainting,
    pub timing_allow_failed: bool,
    pub navigation_timing_allow_values: Vec<Vec<Vec<u8>>>,
    /// Of its `blob:` URL.
    pub blob_url_entry: Option<Origin>,
    /// Whether main fetch took 12b for the current URL only because of the policy, and for any so far.
    pub is_exempt: bool,
    pub was_exempt: bool,
    /// Whether any URL so far was neither at home nor exempt.
    pub was_tainted: bool,
    /// Of the client.
    pub client_origin: Origin,
    pub environment: Arc<Environment>,
    pub partition_key: Option<String>,
    pub client_referrer_policy: ReferrerPolicy,
    pub embedder_policy: EmbedderPolicy,
    pub report_only_embedder_policy: EmbedderPolicy,
    /// The public suffix list.
    pub registrable_domain: fn(&str) -> Option<String>,
}

impl Request {
    pub fn current_url(&self) -> &Url {
        &self.url_list[self.url_list.len() - 1]
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Referrer {
    NoReferrer,
    Client,
    Url(Url),
}

#[derive(Clone, Debug)]
pub struct Response {
    /// None while nothing has filtered it.
    pub filter: Option<ResponseType>,
    pub status: u16,
    pub headers: HeaderList,
    pub url_list: Vec<Url>,
    pub exposed: Vec<Vec<u8>>,
    pub includes_credentials: bool,
    pub range_requested: bool,
    pub null_body: bool,
    pub redirect_taint: Taint,
    pub navigation_timing_allow_values: Vec<Vec<Vec<u8>>>,
    pub timing_allow_passed: bool,
}

#[derive(Clone, Debug)]
pub enum Resp {
    Error(Reason),
    Local,
    Response(Response),
}

pub struct World<'a> {
    pub options: Options,
    pub cache: &'a mut Cache,
    pub now: u64,
    pub responder: &'a mut dyn FnMut(&WireMessage) -> Option<WireAnswer>,
    pub wire: Vec<WireMessage>,
    pub reports: Vec<Report>,
    /// The controller's next manual redirect steps: the response they start from.
    pub next_manual: Option<Response>,
}

fn fail(algorithm: &'static str, step: &'static str) -> Resp {
    Resp::Error(Reason::Step(algorithm, step))
}

pub fn fetch(
    scenario: &Scenario,
    input: &RequestInput,
    cache: &mut Cache,
    now: u64,
    responder: &mut dyn FnMut(&WireMessage) -> Option<WireAnswer>,
) -> RequestOutput {
    let mut request = Request {
        method: input.method.clone(),
        url_list: vec![Url::parse(&input.url).expect("an absolute URL")],
        headers: input.headers.clone(),
        body: input.body,
        origin: page_origin(&scenario.page),
        mode: input.mode,
        credentials: input.credentials,
        redirect: input.redirect,
        destination: input.destination.clone(),
        referrer: match &input.referrer {
            ReferrerInput::NoReferrer => Referrer::NoReferrer,
            ReferrerInput::Client => Referrer::Client,
            ReferrerInput::Url(url) => Referrer::Url(Url::parse(url).expect("an absolute URL")),
        },
        referrer_policy: input.referrer_policy,
        traversable: input.traversable,
        service_workers: input.service_workers,
        unsafe_request: input.unsafe_request,
        use_cors_preflight: input.use_cors_preflight,
        redirect_count: 0,
        tainting: Tainting::Basic,
        timing_allow_failed: false,
        navigation_timing_allow_values: Vec::new(),
        blob_url_entry: input.blob_url_entry.as_ref().map(page_origin),
        is_exempt: false,
        was_exempt: false,
        was_tainted: false,
        client_origin: page_origin(&scenario.page),
        environment: Arc::new(scenario.environment.clone()),
        partition_key: scenario.partition_key.clone(),
        client_referrer_policy: scenario.client_referrer_policy,
        embedder_policy: scenario.embedder_policy,
        report_only_embedder_policy: scenario.report_only_embedder_policy,
        registrable_domain: scenario.options.registrable_domain,
    };
    // populate request from client 1
    if request.traversable == Traversable::Client {
        // populate request from client 1.1
        request.traversable = Traversable::NoTraversable;
        // populate request from client 1.2.2
        let is_worker = matches!(request.environment.url, ClientUrl::Worker(_));
        if !request.environment.has_no_user && !is_worker {
            request.traversable = Traversable::Navigable;
        }
    }
    // fetch, the step about `Accept`
    if !headers::contains(&request.headers, b"Accept") {
        let value = default_accept(&request.destination);
        headers::append(&mut request.headers, b"Accept", value.as_bytes());
    }
    let mut world = World {
        options: scenario.options.clone(),
        cache,
        now,
        responder,
        wire: Vec::new(),
        reports: Vec::new(),
        next_manual: None,
    };
    let mut result = world.main_fetch(&mut request, false);
    for _ in 0..input.manual_redirects {
        // HTML: a network error leads nowhere, whatever it was a response before
        if let Resp::Error(_) = result {
            break;
        }
        if let Some(response) = world.next_manual.take() {
            result = http_redirect_fetch(&mut world, &mut request, response);
        }
    }
    let outcome = match result {
        Resp::Error(reason) => Outcome::NetworkError(reason),
        Resp::Local => Outcome::Local(request.tainting),
        Resp::Response(response) => visible(&response),
    };
    RequestOutput { wire: world.wire, reports: world.reports, was_exempt: request.was_exempt, outcome }
}

fn page_origin(page: &PageOrigin) -> Origin {
    match page {
        PageOrigin::Tuple(text) => origin::parse_tuple(text),
        PageOrigin::Opaque(id) => Origin::Opaque(*id),
    }
}

/// fetch, the step about `Accept`: the value for a destination
pub fn default_accept(destination: &str) -> &'static str {
    match destination {
        "document" | "frame" | "iframe" => "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "image" => "image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
        "json" => "application/json,*/*;q=0.5",
        "style" => "text/css,*/*;q=0.1",
        "text" => "text/plain,*/*;q=0.5",
        _ => "*/*",
    }
}

/// What the filtered response shows.
fn visible(response: &Response) -> Outcome {
    let response_type = response.filter.unwrap_or(ResponseType::Basic);
    let (mut status, mut shown, mut urls) =
        (response.status, response.headers.clone(), response.url_list.clone());
    let mut shows_body = !response.null_body;
    match response_type {
        // basic filtered response
        ResponseType::Basic => shown.retain(|(n, _)| !headers::is_forbidden_response_header_name(n)),
        // CORS filtered response
        ResponseType::Cors => {
            shown.retain(|(n, _)| headers::is_cors_safelisted_response_header_name(n, &response.exposed));
        }
        // opaque filtered response
        ResponseType::Opaque => {
            status = 0;
            shown.clear();
            urls.clear();
            shows_body = false;
        }
        // opaque-redirect filtered response
        ResponseType::OpaqueRedirect => {
            status = 0;
            shown.clear();
            shows_body = false;
        }
    }
    Outcome::Response {
        response_type,
        status,
        headers: shown,
        url: urls.last().map(Url::to_string),
        url_list_length: urls.len(),
        redirect_taint: response.redirect_taint,
        navigation_timing_allow_values: response.navigation_timing_allow_values.clone(),
        timing_allow_passed: response.timing_allow_passed,
        shows_body,
        request_includes_credentials: response.includes_credentials,
        range_requested: response.range_requested,
    }
}

impl World<'_> {
    /// main fetch
    pub fn main_fetch(&mut self, request: &mut Request, recursive: bool) -> Resp {
        // main fetch 2
        let mut early: Option<Resp> = None;
        // main fetch 5
        if request.environment.upgrades_insecure_requests {
            upgrade(request);
        }
        // main fetch 7, of which only the port is ours
        if self.options.check_ports && blocked_due_to_a_bad_port(request) {
            early = Some(fail("main fetch", "7"));
        }
        // main fetch 8
        if request.referrer_policy == ReferrerPolicy::Empty {
            request.referrer_policy = request.client_referrer_policy;
        }
        // main fetch 9
        if request.referrer != Referrer::NoReferrer {
            request.referrer = determine_requests_referrer(request);
        }
        // main fetch 10, where HSTS has whole hosts
        if request
            .current_url()
            .host_str()
            .is_some_and(|host| request.environment.hsts.contains(&host.to_string()))
        {
            upgrade(request);
        }
        // main fetch 12
        let response = match early {
            Some(response) => response,
            None => self.main_fetch_12(request),
        };
        // main fetch 13
        if recursive {
            return response;
        }
        let mut response = match response {
            Resp::Response(response) => response,
            other => return other,
        };
        // main fetch 14
        if response.filter.is_none() {
            // main fetch 14.1
            if request.tainting == Tainting::Cors {
                // main fetch 14.1.1
                let names = headers::extract_tokens(b"Access-Control-Expose-Headers", &response.headers);
                let has_star = match &names {
                    Extracted::Values(values) => values.contains(&b"*".to_vec()),
                    _ => false,
                };
                if request.credentials != Credentials::Include && has_star {
                    // main fetch 14.1.2
                    response.exposed = response.headers.iter().map(|(n, _)| n.clone()).collect();
                } else if let Extracted::Values(values) = names {
                    // main fetch 14.1.3 (decision: neither null nor failure)
                    response.exposed = values;
                }
            }
            // main fetch 14.2
            response.filter = Some(match request.tainting {
                // main fetch 14.2a
                Tainting::Basic => ResponseType::Basic,
                // main fetch 14.2b
                Tainting::Cors => ResponseType::Cors,
                // main fetch 14.2c
                Tainting::Opaque => ResponseType::Opaque,
            });
        }
        // main fetch 16
        if response.url_list.is_empty() {
            response.url_list = request.url_list.clone();
        }
        // main fetch 17
        response.redirect_taint = origin::redirect_taint(request);
        // main fetch 18
        if is_navigation_request(request) {
            response.navigation_timing_allow_values = request.navigation_timing_allow_values.clone();
        }
        // main fetch 19
        if !request.timing_allow_failed {
            response.timing_allow_passed = true;
        }
        // main fetch 20, of which the last two are ours
        if blocked_due_to_mime_type(&request.destination, &response.headers)
            || blocked_due_to_nosniff(&request.destination, &response.headers)
        {
            return fail("main fetch", "20");
        }
        // main fetch 21; without a service worker the request had what the response says it had
        if response.filter == Some(ResponseType::Opaque)
            && (response.status == 206 || response.status == 416)
            && response.range_requested
            && !headers::contains(&request.headers, b"Range")
        {
            return fail("main fetch", "21");
        }
        // main fetch 22
        if request.method == "HEAD"
            || request.method == "CONNECT"
            || [101, 103, 204, 205, 304].contains(&response.status)
        {
            response.null_body = true;
        }
        Resp::Response(response)
    }

    fn main_fetch_12(&mut self, request: &mut Request) -> Resp {
        let url_origin = url_origin(request, request.current_url());
        request.is_exempt = false;
        // main fetch 12b
        if (same_origin(&url_origin, &request.origin) && request.tainting == Tainting::Basic)
            || request.current_url().scheme() == "data"
            || [Mode::Navigate, Mode::WebSocket, Mode::WebTransport].contains(&request.mode)
        {
            // main fetch 12b.1
            request.tainting = Tainting::Basic;
            // main fetch 12b.2
            return self.scheme_fetch(request);
        }
        // no step, but the host's exception: main fetch 12b, with its other condition that nothing tainted the request so far
        if is_exempt(request) && !request.was_tainted && counts_as_http(request, request.current_url()) {
            request.is_exempt = true;
            request.was_exempt = true;
            // main fetch 12b.1
            request.tainting = Tainting::Basic;
            // main fetch 12b.2
            return self.scheme_fetch(request);
        }
        request.was_tainted = true;
        // main fetch 12c
        if request.mode == Mode::SameOrigin {
            return fail("main fetch", "12c");
        }
        // main fetch 12d
        if request.mode == Mode::NoCors {
            // main fetch 12d.1
            if request.redirect != RedirectMode::Follow {
                return fail("main fetch", "12d.1");
            }
            // main fetch 12d.2
            request.tainting = Tainting::Opaque;
            // main fetch 12d.3
            return self.scheme_fetch(request);
        }
        // main fetch 12e
        if !counts_as_http(request, request.current_url()) {
            return fail("main fetch", "12e");
        }
        // main fetch 12f
        if request.use_cors_preflight
            || (request.unsafe_request
                && (!is_safelisted_method(&request.method)
                    || !headers::cors_unsafe_request_header_names(&request.headers).is_empty()))
        {
            // main fetch 12f.1
            request.tainting = Tainting::Cors;
            // main fetch 12f.2
            let response = self.http_fetch(request, true);
            // main fetch 12f.3
            if let Resp::Error(_) = response {
                self.cache.clear(request);
            }
            // main fetch 12f.4
            return response;
        }
        // main fetch 12g.1
        request.tainting = Tainting::Cors;
        // main fetch 12g.2
        self.http_fetch(request, false)
    }

    /// scheme fetch
    fn scheme_fetch(&mut self, request: &mut Request) -> Resp {
        // scheme fetch 3
        match request.current_url().scheme() {
            // scheme fetch 3a
            "about" if request.current_url().path() == "blank" => Resp::Local,
            // scheme fetch 3b
            "blob" => {
                // scheme fetch 3b.2, the method
                if request.method != "GET" {
                    return fail("scheme fetch", "3b.2");
                }
                Resp::Local
            }
            // scheme fetch 3c and 3d
            "data" | "file" => Resp::Local,
            // scheme fetch 3e
            _ if counts_as_http(request, request.current_url()) => self.http_fetch(request, false),
            // scheme fetch 4
            _ => fail("scheme fetch", "4"),
        }
    }

    /// HTTP fetch
    fn http_fetch(&mut self, request: &mut Request, make_cors_preflight: bool) -> Resp {
        // HTTP fetch 4.1
        if make_cors_preflight {
            let switches = self.options.switches;
            let uncached =
                switches.null_origin_needs_preflight && origin::serialize_request_origin(request) == b"null";
            let mut no_method = uncached
                || self.cache.method_matches(&request.method, request, &switches, self.now).is_empty();
            if switches.upload_needs_no_method_entry && ["GET", "POST"].contains(&request.method.as_str()) {
                no_method &= uncached || !self.cache.has_entry(request, self.now);
            }
            let method_needs_it =
                no_method && (!is_safelisted_method(&request.method) || request.use_cors_preflight);
            let mut header_needs_it = false;
            for name in headers::cors_unsafe_request_header_names(&request.headers) {
                if uncached || self.cache.header_name_matches(&name, request, &switches, self.now).is_empty()
                {
                    header_needs_it = true;
                }
            }
            if method_needs_it || header_needs_it {
                // HTTP fetch 4.1.1
                if let Err(reason) = cors_preflight_fetch(self, request) {
                    // HTTP fetch 4.1.2
                    return Resp::Error(reason);
                }
            }
        }
        // HTTP fetch 4.2
        if request.redirect == RedirectMode::Follow {
            request.service_workers = ServiceWorkers::None;
        }
        // HTTP fetch 4.3
        let Some(answer) = self.http_network_or_cache_fetch(request, false) else {
            return fail("HTTP fetch", "4.3");
        };
        // HTTP-network-or-cache fetch 15, of which the user's answer is not ours
        if answer.status == 401
            && request.tainting != Tainting::Cors
            && include_credentials(request)
            && request.traversable == Traversable::Navigable
        {
            // HTTP-network-or-cache fetch 15.2.1
            if request.body == Body::Stream {
                return fail("HTTP-network-or-cache fetch", "15.2.1");
            }
        }
        // HTTP-network-or-cache fetch 16 and 16.1
        if answer.status == 407 && request.traversable == Traversable::NoTraversable {
            return fail("HTTP-network-or-cache fetch", "16.1");
        }
        let mut response = Response {
            filter: None,
            status: answer.status,
            headers: answer.headers,
            // HTTP-network-or-cache fetch 12
            url_list: request.url_list.clone(),
            exposed: Vec::new(),
            // HTTP-network-or-cache fetch 14
            includes_credentials: include_credentials(request),
            // HTTP-network-or-cache fetch 13
            range_requested: headers::contains(&request.headers, b"Range"),
            null_body: false,
            redirect_taint: Taint::SameOrigin,
            navigation_timing_allow_values: Vec::new(),
            timing_allow_passed: false,
        };
        // HTTP fetch 4.4
        if request.tainting == Tainting::Cors {
            if let Err(step) = cors_check(request, &response.headers) {
                return Resp::Error(Reason::Because {
                    at: ("HTTP fetch", "4.4"),
                    inner: ("CORS check", step),
                });
            }
        }
        // HTTP fetch 4.5
        if !tao_check(request, &response) {
            request.timing_allow_failed = true;
        }
        // HTTP fetch 5
        if request.tainting == Tainting::Opaque {
            if let Err(step) = self.corp_check(request, &response) {
                return Resp::Error(Reason::Because {
                    at: ("HTTP fetch", "5"),
                    inner: ("cross-origin resource policy internal check", step),
                });
            }
        }
        // HTTP fetch 6
        if is_redirect_status(response.status) {
            // HTTP fetch 6.1
            if is_navigation_request(request) {
                let values = headers::get_decode_and_split(&response.headers, b"Timing-Allow-Origin");
                request.navigation_timing_allow_values.push(values.unwrap_or_default());
            }
            // HTTP fetch 6.3
            match request.redirect {
                // HTTP fetch 6.3a
                RedirectMode::Error => return fail("HTTP fetch", "6.3a.1"),
                // HTTP fetch 6.3b
                RedirectMode::Manual => {
                    if request.mode == Mode::Navigate {
                        // HTTP fetch 6.3b.1
                        self.next_manual = Some(response.clone());
                    } else {
                        // HTTP fetch 6.3b.2
                        response.filter = Some(ResponseType::OpaqueRedirect);
                    }
                }
                // HTTP fetch 6.3c
                RedirectMode::Follow => return http_redirect_fetch(self, request, response),
            }
        }
        // HTTP fetch 7
        Resp::Response(response)
    }

    /// HTTP-network-or-cache fetch, as far as it makes a message
    pub fn http_network_or_cache_fetch(
        &mut self,
        request: &Request,
        is_preflight: bool,
    ) -> Option<WireAnswer> {
        // HTTP-network-or-cache fetch 8.1 and 8.2: always a clone; with no host headers the difference does not show
        let mut http_request = request.clone();
        // HTTP-network-or-cache fetch 8.3 and 8.4
        let include_credentials = include_credentials(request);
        // HTTP-network-or-cache fetch 8.11
        if let Referrer::Url(referrer) = &request.referrer {
            headers::append(&mut http_request.headers, b"Referer", referrer.as_str().as_bytes());
        }
        // HTTP-network-or-cache fetch 8.12
        append_request_origin(&mut http_request);
        // HTTP-network-or-cache fetch 8.19
        if headers::contains(&http_request.headers, b"Range") {
            headers::append(&mut http_request.headers, b"Accept-Encoding", b"identity");
        }
        let message = WireMessage {
            is_preflight,
            method: http_request.method.clone(),
            url: http_request.current_url().to_string(),
            headers: http_request.headers,
            include_credentials,
            send_body: request.body != Body::None,
            is_exempt: request.is_exempt,
        };
        self.wire.push(message.clone());
        // HTTP-network-or-cache fetch 11.2
        (self.responder)(&message)
    }
}

/// Changes `http` to `https`.
fn upgrade(request: &mut Request) {
    let last = request.url_list.len() - 1;
    if request.url_list[last].scheme() == "http" {
        request.url_list[last].set_scheme("https").unwrap();
    }
}

/// Whether the host's policy lets the request read its current URL without CORS.
fn is_exempt(request: &Request) -> bool {
    let Some(policy) = &request.environment.policy else { return false };
    let pair = (origin::serialize(&request.origin), place(request.current_url()));
    policy.exempt.contains(&pair)
}

/// Scheme, host and port of a URL, as a policy names them.
fn place(url: &Url) -> String {
    let port = url.port().map_or(String::new(), |port| format!(":{port}"));
    format!("{}://{}{port}", url.scheme(), url.host_str().unwrap_or(""))
}

fn include_credentials(request: &Request) -> bool {
    // HTTP-network-or-cache fetch 8.3
    let include = request.credentials == Credentials::Include
        || (request.credentials == Credentials::SameOrigin && request.tainting == Tainting::Basic);
    // HTTP-network-or-cache fetch 8.4
    include && coep_allows_credentials(request)
}

/// Cross-Origin-Embedder-Policy allows credentials
fn coep_allows_credentials(request: &Request) -> bool {
    // Cross-Origin-Embedder-Policy allows credentials 2
    if request.mode != Mode::NoCors {
        return true;
    }
    // Cross-Origin-Embedder-Policy allows credentials 4
    if request.embedder_policy != EmbedderPolicy::Credentialless {
        return true;
    }
    // Cross-Origin-Embedder-Policy allows credentials 5 (decision: same origin and not tainted)
    same_origin(&request.origin, &url_origin(request, request.current_url()))
        && origin::redirect_taint(request) == Taint::SameOrigin
}

/// append a request `Origin` header
fn append_request_origin(request: &mut Request) {
    // append a request Origin header 2
    let mut serialized = origin::serialize_request_origin(request);
    // append a request Origin header 3
    if request.tainting == Tainting::Cors
        || request.mode == Mode::WebSocket
        || request.mode == Mode::WebTransport
    {
        headers::append(&mut request.headers, b"Origin", &serialized);
    // append a request Origin header 4
    } else if request.method != "GET" && request.method != "HEAD" {
        // append a request Origin header 4.1
        if request.mode != Mode::Cors {
            match request.referrer_policy {
                // append a request Origin header 4.1a
                ReferrerPolicy::NoReferrer => serialized = b"null".to_vec(),
                // append a request Origin header 4.1b
                ReferrerPolicy::NoReferrerWhenDowngrade
                | ReferrerPolicy::StrictOrigin
                | ReferrerPolicy::StrictOriginWhenCrossOrigin => {
                    if let Origin::Tuple { scheme, .. } = &request.origin {
                        if scheme == "https" && request.current_url().scheme() != "https" {
                            serialized = b"null".to_vec();
                        }
                    }
                }
                // append a request Origin header 4.1c
                ReferrerPolicy::SameOrigin => {
                    if !same_origin(&request.origin, &url_origin(request, request.current_url())) {
                        serialized = b"null".to_vec();
                    }
                }
                // append a request Origin header 4.1d
                _ => {}
            }
        }
        // append a request Origin header 4.2
        headers::append(&mut request.headers, b"Origin", &serialized);
    }
}

/// TAO check
pub fn tao_check(request: &Request, response: &Response) -> bool {
    // TAO check 2
    if request.timing_allow_failed {
        return false;
    }
    // TAO check 3
    let values = headers::get_decode_and_split(&response.headers, b"Timing-Allow-Origin").unwrap_or_default();
    // TAO check 4
    if values.contains(&b"*".to_vec()) {
        return true;
    }
    // TAO check 5
    if values.contains(&origin::serialize_request_origin(request)) {
        return true;
    }
    // TAO check 6
    if request.mode == Mode::Navigate
        && !same_origin(&url_origin(request, request.current_url()), &request.origin)
    {
        return false;
    }
    // TAO check 7
    if request.tainting == Tainting::Basic {
        return true;
    }
    // TAO check 8
    false
}

impl World<'_> {
    /// cross-origin resource policy check, never for a navigation; the error is the step of the internal check
    fn corp_check(&mut self, request: &Request, response: &Response) -> Result<(), &'static str> {
        // cross-origin resource policy check 3
        corp_internal_check(request, EmbedderPolicy::UnsafeNone, response)?;
        // cross-origin resource policy check 4
        if corp_internal_check(request, request.report_only_embedder_policy, response).is_err() {
            self.report(request, response, true);
        }
        // cross-origin resource policy check 5
        let result = corp_internal_check(request, request.embedder_policy, response);
        // cross-origin resource policy check 6
        if result.is_err() {
            self.report(request, response, false);
        }
        // cross-origin resource policy check 7
        result
    }

    /// queue a cross-origin embedder policy CORP violation report
    fn report(&mut self, request: &Request, response: &Response, report_only: bool) {
        // serialize a response URL for reporting 2 to 5
        let mut url = response.url_list[0].clone();
        // a URL without a host has neither
        let _ = url.set_username("");
        let _ = url.set_password(None);
        url.set_fragment(None);
        self.reports.push(Report {
            blocked_url: url.to_string(),
            destination: request.destination.clone(),
            report_only,
        });
    }
}

/// cross-origin resource policy internal check
pub fn corp_internal_check(
    request: &Request,
    embedder: EmbedderPolicy,
    response: &Response,
) -> Result<(), &'static str> {
    // cross-origin resource policy internal check 2
    let mut policy = headers::get(&response.headers, b"Cross-Origin-Resource-Policy");
    // cross-origin resource policy internal check 3
    if !matches!(policy.as_deref(), Some(b"same-origin" | b"same-site" | b"cross-origin")) {
        policy = None;
    }
    // cross-origin resource policy internal check 4
    if policy.is_none() {
        match embedder {
            // cross-origin resource policy internal check 4a
            EmbedderPolicy::UnsafeNone => {}
            // cross-origin resource policy internal check 4b
            EmbedderPolicy::Credentialless => {
                if response.includes_credentials {
                    policy = Some(b"same-origin".to_vec());
                }
            }
            // cross-origin resource policy internal check 4c
            EmbedderPolicy::RequireCorp => policy = Some(b"same-origin".to_vec()),
        }
    }
    let url_origin = url_origin(request, &response.url_list[response.url_list.len() - 1]);
    // cross-origin resource policy internal check 5
    match policy.as_deref() {
        // cross-origin resource policy internal check 5b
        Some(b"same-origin") => {
            if same_origin(&request.origin, &url_origin) {
                return Ok(());
            }
            Err("5b")
        }
        // cross-origin resource policy internal check 5c
        Some(b"same-site") => {
            let scheme_is_https = |o: &Origin| matches!(o, Origin::Tuple { scheme, .. } if scheme == "https");
            if origin::schemelessly_same_site(&request.origin, &url_origin, request.registrable_domain)
                && (scheme_is_https(&request.origin) || !scheme_is_https(&url_origin))
            {
                return Ok(());
            }
            Err("5c")
        }
        // cross-origin resource policy internal check 5a
        _ => Ok(()),
    }
}

/// navigation request
fn is_navigation_request(request: &Request) -> bool {
    ["document", "embed", "frame", "iframe", "object"].contains(&request.destination.as_str())
}

/// should be blocked due to a bad port
fn blocked_due_to_a_bad_port(request: &Request) -> bool {
    let url = request.current_url();
    // should be blocked due to a bad port 2 and 3
    counts_as_http(request, url) && url.port().is_some_and(|port| BAD_PORTS.contains(&port))
}

const BAD_PORTS: &[u16] = &[
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103,
    104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514,
    515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723,
    2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];
