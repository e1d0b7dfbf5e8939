//! Drives the engine through a twin's scenario, and compares what came of it with what came of it there.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use fetch_cors::error::{CorpViolation, Disposition, Phase};
use fetch_cors::preflight::cache::Kind;
use fetch_cors::request::{
    Body, CorsPolicy, CredentialsMode, Destination, EmbedderPolicy, EmbedderPolicyValue, Mode,
    NetworkPartitionKey, RedirectMode, Referrer, ReferrerPolicy, ResponseTainting, ServiceWorkersMode,
    Switches, TraversableForUserPrompts,
};
use fetch_cors::request_origin::RedirectTaint;
use fetch_cors::response::ResponseType;
use fetch_cors::site::{Site, Sites};
use fetch_cors::{
    Client, Exchange, FilteredResponse, Hop, NetworkError, Origin, PreflightCache, Request, Step, Timestamp,
};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use url::Url;

use crate::twin::{
    self, ClientUrl, Environment, HeaderList, Outcome, PageOrigin, ReferrerInput, Report, RequestInput,
    RequestOutput, Scenario, Taint, Tainting, WireAnswer, WireMessage,
};

/// The `http` crate cannot hold this answer, so the engine cannot be asked about it.
#[derive(Debug)]
pub struct Unspeakable;

/// What came of one request.
#[derive(Debug)]
pub struct Seen {
    pub wire: Vec<WireMessage>,
    pub reports: Vec<Report>,
    pub was_exempt: bool,
    pub end: End,
}

#[derive(Debug, PartialEq)]
pub enum End {
    Refused {
        in_preflight: bool,
        algorithm: &'static str,
        step: &'static str,
    },
    Local(Tainting),
    Response {
        response_type: twin::ResponseType,
        status: u16,
        /// Names in lower case and in order, the values of one name in theirs: the order that a header map keeps.
        headers: HeaderList,
        url: Option<String>,
        url_list_length: usize,
        request_includes_credentials: bool,
        range_requested: bool,
        /// None where the standard hands on a redirect that leads nowhere before main fetch has finished with it.
        finish: Option<Finish>,
    },
}

/// What main fetch says of a response at its end.
#[derive(Debug, PartialEq)]
pub struct Finish {
    pub redirect_taint: Taint,
    pub navigation_timing_allow_values: Vec<Vec<Vec<u8>>>,
    pub timing_allow_passed: bool,
    pub shows_body: bool,
}

/// An entry of the cache that counts: partition, origin, URL, what it grants, whether with credentials, until when.
pub type Entry = (Option<String>, Vec<u8>, String, Grants, bool, u64);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grants {
    Method(Vec<u8>),
    /// In lower case.
    HeaderName(Vec<u8>),
}

/// The engine with its surroundings, which outlive a scenario: cache, clock and the pages with opaque origins.
#[derive(Debug, Default)]
pub struct Engine {
    pub cache: PreflightCache,
    pub clock_ms: u64,
    opaque: HashMap<u64, Origin>,
}

impl Engine {
    /// The requests of a scenario, one after another, each with the same answers as the twin gets.
    pub fn run(
        &mut self,
        scenario: &Scenario,
        responder: &mut dyn FnMut(&WireMessage) -> Option<WireAnswer>,
    ) -> Result<Vec<Seen>, Unspeakable> {
        let client = self.client(scenario);
        let mut seen = Vec::new();
        for input in &scenario.requests {
            self.clock_ms += input.wait_ms;
            seen.push(self.ask(&client, scenario, input, responder)?);
        }
        Ok(seen)
    }

    /// A request of a scenario to its end, at the time that the clock shows.
    pub fn ask(
        &mut self,
        client: &Client,
        scenario: &Scenario,
        input: &RequestInput,
        responder: &mut dyn FnMut(&WireMessage) -> Option<WireAnswer>,
    ) -> Result<Seen, Unspeakable> {
        let request = self.with_blob_url_entry(request(client, input), input);
        let fetch = Fetch { environment: &scenario.environment, manual_redirects: input.manual_redirects };
        self.fetch_in(request, &fetch, responder)
    }

    /// The client that a scenario's page is.
    pub fn client(&mut self, scenario: &Scenario) -> Client {
        let origin = self.origin(&scenario.page);
        let client = Client::with_sites(origin, Arc::new(LastTwoLabels))
            .with_referrer_policy(referrer_policy(scenario.client_referrer_policy))
            .with_embedder_policy(EmbedderPolicy {
                value: embedder_policy(scenario.embedder_policy),
                report_only_value: embedder_policy(scenario.report_only_embedder_policy),
            })
            .with_switches(switches(scenario.options.switches))
            .with_traversable(!scenario.environment.has_no_user)
            .with_fetch_metadata(false);
        let client = match &scenario.environment.url {
            ClientUrl::NotSaid => client,
            ClientUrl::Document(url) => client.with_document_url(url.parse().unwrap()),
            ClientUrl::Worker(url) => client.with_worker_url(url.parse().unwrap()),
        };
        let client = match &scenario.environment.policy {
            None => client,
            Some(policy) => client.with_cors_policy(Arc::new(Policy(policy.clone()))),
        };
        match &scenario.partition_key {
            None => client,
            Some(key) => {
                let site = Site::obtain(&Origin::parse("https://top.test").unwrap(), &LastTwoLabels);
                client.with_partition_key(NetworkPartitionKey::new(site, Some(key.as_str().into())))
            }
        }
    }

    fn origin(&mut self, page: &PageOrigin) -> Origin {
        match page {
            PageOrigin::Tuple(origin) => Origin::parse(origin).unwrap(),
            PageOrigin::Opaque(id) => self.opaque.entry(*id).or_insert_with(Origin::new_opaque).clone(),
        }
    }

    /// The request with the blob URL entry that it was given.
    pub fn with_blob_url_entry(&mut self, request: Request, input: &RequestInput) -> Request {
        match &input.blob_url_entry {
            Some(page) if request.current_url().scheme() == "blob" => {
                request.with_blob_url_entry(self.origin(page)).unwrap()
            }
            _ => request,
        }
    }

    /// One request to its end, at the time that the clock shows.
    pub fn fetch(
        &mut self,
        request: Request,
        manual_redirects: usize,
        responder: &mut dyn FnMut(&WireMessage) -> Option<WireAnswer>,
    ) -> Result<Seen, Unspeakable> {
        let fetch = Fetch { environment: &Environment::default(), manual_redirects };
        self.fetch_in(request, &fetch, responder)
    }

    fn fetch_in(
        &mut self,
        request: Request,
        fetch: &Fetch<'_>,
        responder: &mut dyn FnMut(&WireMessage) -> Option<WireAnswer>,
    ) -> Result<Seen, Unspeakable> {
        let manual_redirects = fetch.manual_redirects;
        let mut wire = Vec::new();
        let now = Timestamp::new(Duration::from_millis(self.clock_ms));
        let step = Step::Redirect(Hop::new(request));
        let mut end = drive(step, fetch, &mut self.cache, now, &mut wire, responder)?;
        let mut led_nowhere = false;
        for _ in 0..manual_redirects {
            let Ending::Over(Ok(response)) = &mut end else { break };
            let redirect = response.status() / 100 == 3;
            match response.next_manual_redirect() {
                None => {
                    led_nowhere |= redirect;
                    break;
                }
                Some(Err(error)) => end = Ending::Over(Err(error)),
                Some(Ok(hop)) => {
                    end = drive(Step::Redirect(hop), fetch, &mut self.cache, now, &mut wire, responder)?;
                }
            }
        }
        let was_exempt = match &end {
            Ending::Fixed(_, was_exempt) => *was_exempt,
            Ending::Over(Err(error)) => error.is_exempt_from_cors(),
            Ending::Over(Ok(response)) => response.hidden_from_script().is_exempt_from_cors(),
        };
        let (end, reports) = match end {
            Ending::Fixed(end, _) => (end, vec![]),
            Ending::Over(Err(error)) => (refused(&error), reports(error.corp_violations())),
            Ending::Over(Ok(response)) => {
                (visible(&response, led_nowhere), reports(response.hidden_from_script().corp_violations()))
            }
        };
        Ok(Seen { wire, reports, was_exempt, end })
    }

    /// The entries that count now, sorted.
    pub fn entries(&self) -> Vec<Entry> {
        let now = Timestamp::new(Duration::from_millis(self.clock_ms));
        let mut entries: Vec<Entry> = self
            .cache
            .iter(now)
            .map(|entry| {
                let grants = match entry.kind {
                    Kind::Method => Grants::Method(entry.name.to_vec()),
                    Kind::HeaderName => Grants::HeaderName(entry.name.to_vec()),
                    kind => panic!("{kind:?}"),
                };
                (
                    entry.partition.map(|key| key.second_key().unwrap().to_owned()),
                    entry.origin.to_vec(),
                    entry.url.to_owned(),
                    grants,
                    entry.credentials,
                    u64::try_from(entry.expires.since_start().as_millis()).unwrap(),
                )
            })
            .collect();
        entries.sort();
        entries
    }
}

#[allow(clippy::large_enum_variant, reason = "made for one call, and not stored")]
enum Ending {
    Over(Result<FilteredResponse<()>, NetworkError>),
    /// And whether it was exempt from CORS.
    Fixed(End, bool),
}

/// What a host does in a fetch beside sending messages.
struct Fetch<'a> {
    environment: &'a Environment,
    manual_redirects: usize,
}

/// Upgrades the URL of a hop: main fetch 5, and then 10.
pub fn upgrade(environment: &Environment, hop: Hop) -> Hop {
    let hop = if environment.upgrades_insecure_requests { hop.upgrade_to_https() } else { hop };
    let hsts = hop.url().host_str().is_some_and(|host| environment.hsts.iter().any(|known| known == host));
    if hsts { hop.upgrade_by_hsts() } else { hop }
}

/// A twin's policy, for the engine.
#[derive(Debug)]
struct Policy(twin::Policy);

impl CorsPolicy for Policy {
    fn counts_as_http(&self, scheme: &str) -> bool {
        self.0.counts_as_http.iter().any(|known| known == scheme)
    }

    fn is_trustworthy(&self, scheme: &str) -> bool {
        self.0.trustworthy.iter().any(|known| known == scheme)
    }

    fn may_read(&self, origin: &Origin, _: &Origin, url: &Url) -> bool {
        let port = url.port().map_or(String::new(), |port| format!(":{port}"));
        let place = format!("{}://{}{port}", url.scheme(), url.host_str().unwrap_or_default());
        self.0.exempt.iter().any(|(from, to)| from == origin.as_str() && *to == place)
    }
}

fn drive(
    mut step: Step<()>,
    fetch: &Fetch<'_>,
    cache: &mut PreflightCache,
    now: Timestamp,
    wire: &mut Vec<WireMessage>,
    responder: &mut dyn FnMut(&WireMessage) -> Option<WireAnswer>,
) -> Result<Ending, Unspeakable> {
    loop {
        step = match step {
            Step::Send(exchange) => {
                let message = message(&exchange);
                let answer = responder(&message);
                wire.push(message);
                match answer {
                    Some(answer) => {
                        let response = received(&answer)?.with_url(sent_to(exchange.url()));
                        exchange.respond(response, cache, now)
                    }
                    None => exchange.fail("the network gave no response", cache),
                }
            }
            Step::Redirect(hop) => upgrade(fetch.environment, hop).run(cache, now),
            Step::Local(local) => {
                let end = End::Local(match local.request().response_tainting() {
                    ResponseTainting::Basic => Tainting::Basic,
                    ResponseTainting::Cors => Tainting::Cors,
                    ResponseTainting::Opaque => Tainting::Opaque,
                    tainting => panic!("{tainting}"),
                });
                let Step::Done(Ok(response)) = local.respond::<()>(fetch_cors::Response::new(200, ())) else {
                    panic!("{end:?}")
                };
                return Ok(Ending::Fixed(end, response.hidden_from_script().is_exempt_from_cors()));
            }
            Step::Done(result) => return Ok(Ending::Over(result)),
        }
    }
}

/// What goes out in an exchange.
pub fn message(exchange: &Exchange) -> WireMessage {
    WireMessage {
        is_preflight: exchange.is_preflight(),
        method: exchange.method().to_string(),
        url: exchange.url().to_string(),
        headers: exchange.headers().iter().map(|(n, v)| (n.to_vec(), v.to_vec())).collect(),
        include_credentials: exchange.include_credentials(),
        send_body: exchange.send_body(),
        is_exempt: exchange.is_exempt_from_cors(),
    }
}

/// An answer as the `http` crate has it.
/// An answer as a host has it: in a map of the `http` crate, or exact to the byte. Which one is the answer's to say.
pub fn received(answer: &WireAnswer) -> Result<fetch_cors::Response<()>, Unspeakable> {
    if answer.headers.len().is_multiple_of(2)
        && let Ok(response) = response(answer)
    {
        return Ok(response.into());
    }
    let list = fetch_cors::header::HeaderList::try_from_pairs(
        answer.headers.iter().map(|(name, value)| (name, value)),
    );
    Ok(fetch_cors::Response::new(answer.status, ()).with_headers(list.map_err(|_| Unspeakable)?))
}

/// The URL as a client tells it: it has sent neither fragment, nor user name, nor password.
pub fn sent_to(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

pub fn response(answer: &WireAnswer) -> Result<Response<()>, Unspeakable> {
    let mut response = Response::new(());
    *response.status_mut() = StatusCode::from_u16(answer.status).map_err(|_| Unspeakable)?;
    for (name, value) in &answer.headers {
        let name = HeaderName::from_bytes(name).map_err(|_| Unspeakable)?;
        let value = HeaderValue::from_bytes(value).map_err(|_| Unspeakable)?;
        response.headers_mut().try_append(name, value).map_err(|_| Unspeakable)?;
    }
    Ok(response)
}

fn refused(error: &NetworkError) -> End {
    let step = error.step();
    End::Refused { in_preflight: error.phase() == Phase::Preflight, algorithm: step.title, step: step.step }
}

fn visible(response: &FilteredResponse<()>, led_nowhere: bool) -> End {
    End::Response {
        response_type: match response.response_type() {
            ResponseType::Basic => twin::ResponseType::Basic,
            ResponseType::Cors => twin::ResponseType::Cors,
            ResponseType::Opaque => twin::ResponseType::Opaque,
            ResponseType::OpaqueRedirect => twin::ResponseType::OpaqueRedirect,
            other => panic!("a response of type {other}"),
        },
        status: response.status(),
        headers: in_map_order(response.headers()),
        url: response.url().map(ToString::to_string),
        // An opaque response has a URL list, which script does not see.
        url_list_length: match (response.url(), response.hidden_from_script().url_list()) {
            (Some(_), Some(list)) => list.len(),
            _ => 0,
        },
        request_includes_credentials: response.hidden_from_script().request_includes_credentials(),
        range_requested: response.hidden_from_script().range_requested(),
        finish: (!led_nowhere).then(|| Finish {
            redirect_taint: match response.hidden_from_script().redirect_taint() {
                RedirectTaint::SameOrigin => Taint::SameOrigin,
                RedirectTaint::SameSite => Taint::SameSite,
                RedirectTaint::CrossSite => Taint::CrossSite,
            },
            navigation_timing_allow_values: response
                .hidden_from_script()
                .navigation_timing_allow_values()
                .iter()
                .map(|values| values.iter().map(|value| isomorphic_encode(value)).collect())
                .collect(),
            timing_allow_passed: response.hidden_from_script().timing_allow_passed(),
            shows_body: response.body().is_some(),
        }),
    }
}

pub fn isomorphic_encode(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

fn reports(violations: &[CorpViolation]) -> Vec<Report> {
    violations
        .iter()
        .map(|violation| Report {
            blocked_url: violation.blocked_url.clone(),
            destination: violation.destination.to_string(),
            report_only: violation.disposition == Disposition::Reporting,
        })
        .collect()
}

fn in_map_order<'a>(headers: impl Iterator<Item = (&'a [u8], &'a [u8])>) -> HeaderList {
    let mut headers: HeaderList = headers.map(|(n, v)| (n.to_ascii_lowercase(), v.to_vec())).collect();
    headers.sort_by(|a, b| a.0.cmp(&b.0));
    headers
}

/// A host's list of sites: every top-level label is a suffix, and there are no others.
#[derive(Debug)]
pub struct LastTwoLabels;

impl Sites for LastTwoLabels {
    fn registrable_domain<'d>(&self, domain: &'d str) -> Option<&'d str> {
        let domain = domain.trim_end_matches('.');
        let (front, _) = domain.rsplit_once('.')?;
        domain.get(front.rfind('.').map_or(0, |dot| dot + 1)..)
    }
}

/// The same request through the engine's builder, every setter used.
pub fn request(client: &Client, input: &RequestInput) -> Request {
    let builder = client
        .unchecked_request(&input.url)
        .mode(mode(input.mode))
        .credentials(credentials(input.credentials))
        .redirect(redirect(input.redirect))
        .method(&input.method)
        .unsafe_request(input.unsafe_request)
        .use_cors_preflight(input.use_cors_preflight)
        .destination(input.destination.parse::<Destination>().unwrap())
        .referrer_policy(referrer_policy(input.referrer_policy))
        .referrer(match &input.referrer {
            ReferrerInput::NoReferrer => Referrer::NoReferrer,
            ReferrerInput::Client => Referrer::Client,
            ReferrerInput::Url(url) => Referrer::Url(url.parse().unwrap()),
        })
        .traversable_for_user_prompts(match input.traversable {
            twin::Traversable::NoTraversable => TraversableForUserPrompts::NoTraversable,
            twin::Traversable::Client => TraversableForUserPrompts::Client,
            twin::Traversable::Navigable => TraversableForUserPrompts::TraversableNavigable,
        })
        .origin(client.origin().clone())
        .service_workers(match input.service_workers {
            twin::ServiceWorkers::All => ServiceWorkersMode::All,
            twin::ServiceWorkers::None => ServiceWorkersMode::None,
        });
    let builder = match input.body {
        twin::Body::None => builder,
        twin::Body::Source => builder.body(Body::source()),
        twin::Body::Stream => builder.body(Body::stream()),
    };
    builder.headers(pairs(&input.headers)).build().unwrap()
}

/// The headers of a list, as the engine's builders take them.
pub fn pairs(headers: &HeaderList) -> impl Iterator<Item = (&[u8], &[u8])> {
    headers.iter().map(|(name, value)| (name.as_slice(), value.as_slice()))
}

pub fn mode(mode: twin::Mode) -> Mode {
    match mode {
        twin::Mode::SameOrigin => Mode::SameOrigin,
        twin::Mode::Cors => Mode::Cors,
        twin::Mode::NoCors => Mode::NoCors,
        twin::Mode::Navigate => Mode::Navigate,
        twin::Mode::WebSocket => Mode::Websocket,
        twin::Mode::WebTransport => Mode::Webtransport,
    }
}

pub fn credentials(mode: twin::Credentials) -> CredentialsMode {
    match mode {
        twin::Credentials::Omit => CredentialsMode::Omit,
        twin::Credentials::SameOrigin => CredentialsMode::SameOrigin,
        twin::Credentials::Include => CredentialsMode::Include,
    }
}

pub fn redirect(mode: twin::RedirectMode) -> RedirectMode {
    match mode {
        twin::RedirectMode::Follow => RedirectMode::Follow,
        twin::RedirectMode::Error => RedirectMode::Error,
        twin::RedirectMode::Manual => RedirectMode::Manual,
    }
}

pub fn referrer_policy(policy: twin::ReferrerPolicy) -> ReferrerPolicy {
    use twin::ReferrerPolicy as P;
    match policy {
        P::Empty => ReferrerPolicy::Empty,
        P::NoReferrer => ReferrerPolicy::NoReferrer,
        P::NoReferrerWhenDowngrade => ReferrerPolicy::NoReferrerWhenDowngrade,
        P::SameOrigin => ReferrerPolicy::SameOrigin,
        P::Origin => ReferrerPolicy::Origin,
        P::StrictOrigin => ReferrerPolicy::StrictOrigin,
        P::OriginWhenCrossOrigin => ReferrerPolicy::OriginWhenCrossOrigin,
        P::StrictOriginWhenCrossOrigin => ReferrerPolicy::StrictOriginWhenCrossOrigin,
        P::UnsafeUrl => ReferrerPolicy::UnsafeUrl,
    }
}

fn switches(twins: twin::Switches) -> Switches {
    let mut switches = Switches::default();
    switches.upload_needs_listed_method = twins.upload_needs_listed_method;
    switches.authorization_under_wildcard = twins.authorization_under_wildcard;
    switches.cached_wildcard_needs_no_credentials = twins.cached_wildcard_needs_no_credentials;
    switches.upload_needs_no_method_entry = twins.upload_needs_no_method_entry;
    switches.null_origin_needs_preflight = twins.null_origin_needs_preflight;
    switches
}

fn embedder_policy(policy: twin::EmbedderPolicy) -> EmbedderPolicyValue {
    match policy {
        twin::EmbedderPolicy::UnsafeNone => EmbedderPolicyValue::UnsafeNone,
        twin::EmbedderPolicy::Credentialless => EmbedderPolicyValue::Credentialless,
        twin::EmbedderPolicy::RequireCorp => EmbedderPolicyValue::RequireCorp,
    }
}

/// What the twin saw, in the form of what the engine did.
pub fn seen_by_twin(outcome: &Outcome) -> End {
    match outcome {
        Outcome::NetworkError(reason) => {
            let in_preflight = reason.at().0 == "CORS-preflight fetch";
            let (algorithm, step) = match reason.innermost() {
                // A status that is not ok fails the condition of 7; 8 is what refuses.
                ("CORS-preflight fetch", "7") => reason.at(),
                innermost => innermost,
            };
            End::Refused { in_preflight, algorithm, step }
        }
        Outcome::Local(tainting) => End::Local(*tainting),
        Outcome::Response {
            response_type,
            status,
            headers,
            url,
            url_list_length,
            redirect_taint,
            navigation_timing_allow_values,
            timing_allow_passed,
            shows_body,
            request_includes_credentials,
            range_requested,
        } => End::Response {
            response_type: *response_type,
            status: *status,
            headers: in_map_order(headers.iter().map(|(n, v)| (n.as_slice(), v.as_slice()))),
            url: url.clone(),
            url_list_length: *url_list_length,
            request_includes_credentials: *request_includes_credentials,
            range_requested: *range_requested,
            finish: Some(Finish {
                redirect_taint: *redirect_taint,
                navigation_timing_allow_values: navigation_timing_allow_values.clone(),
                timing_allow_passed: *timing_allow_passed,
                shows_body: *shows_body,
            }),
        },
    }
}

/// The entries of the twin's cache that count at this time, sorted.
pub fn twins_entries(cache: &twin::Cache, now_ms: u64) -> Vec<Entry> {
    let mut entries: Vec<Entry> = cache
        .entries
        .iter()
        .map(|entry| {
            let grants = match (&entry.method, &entry.header_name) {
                (Some(method), None) => Grants::Method(method.clone().into_bytes()),
                (None, Some(name)) => Grants::HeaderName(name.to_ascii_lowercase()),
                both => panic!("{both:?}"),
            };
            (
                entry.key.clone(),
                entry.origin.clone(),
                entry.url.to_string(),
                grants,
                entry.credentials,
                entry.stored_at.saturating_add(entry.max_age.saturating_mul(1000)),
            )
        })
        .filter(|entry| now_ms < entry.5)
        .collect();
    entries.sort();
    entries
}

/// Compares one request's course. The error says where they part.
pub fn compare(twin: &RequestOutput, engine: &Seen) -> Result<(), String> {
    if twin.wire != engine.wire {
        return Err(format!("messages\n  twin   {}\n  engine {}", show(&twin.wire), show(&engine.wire)));
    }
    let mut expected = seen_by_twin(&twin.outcome);
    if let (End::Response { finish, .. }, End::Response { finish: None, .. }) = (&mut expected, &engine.end) {
        *finish = None;
    }
    if expected != engine.end {
        return Err(format!("end\n  twin   {expected:?}\n  engine {:?}", engine.end));
    }
    if twin.was_exempt != engine.was_exempt {
        return Err(format!("exempt\n  twin   {}\n  engine {}", twin.was_exempt, engine.was_exempt));
    }
    if twin.reports != engine.reports {
        return Err(format!("reports\n  twin   {:?}\n  engine {:?}", twin.reports, engine.reports));
    }
    Ok(())
}

fn show(wire: &[WireMessage]) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    wire.iter()
        .map(|m| {
            let headers: Vec<_> =
                m.headers.iter().map(|(n, v)| format!("{}: {}", text(n), text(v))).collect();
            format!(
                "\n    {} {} {headers:?}{}{}",
                m.method,
                m.url,
                if m.include_credentials { " credentials" } else { "" },
                if m.send_body { " body" } else { "" },
            )
        })
        .collect()
}

/// The engine and its twin side by side, in the same surroundings.
#[derive(Debug, Default)]
pub struct Both {
    pub engine: Engine,
    pub cache: twin::Cache,
    pub clock_ms: u64,
}

impl Both {
    /// Runs a scenario in both, with a responder for each that is in the same state, and compares messages, ends and
    /// what is in the caches afterwards. `None` if an answer is none that the `http` crate can hold.
    pub fn run<R>(
        &mut self,
        scenario: &Scenario,
        responder: &mut R,
    ) -> Result<Option<Vec<RequestOutput>>, String>
    where
        R: FnMut(&WireMessage) -> Option<WireAnswer> + Clone,
    {
        let mut engines = responder.clone();
        let outputs = twin::run_in(scenario, &mut self.cache, &mut self.clock_ms, responder);
        let Ok(seen) = self.engine.run(scenario, &mut engines) else { return Ok(None) };
        for (i, (twin, engine)) in outputs.iter().zip(&seen).enumerate() {
            compare(twin, engine).map_err(|e| format!("request {i}: {e}"))?;
        }
        let (twins, engines) = (twins_entries(&self.cache, self.clock_ms), self.engine.entries());
        if twins != engines {
            return Err(format!(
                "cache\n  twin   {}\n  engine {}",
                show_entries(&twins),
                show_entries(&engines)
            ));
        }
        Ok(Some(outputs))
    }
}

fn show_entries(entries: &[Entry]) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    entries
        .iter()
        .map(|(key, origin, url, grants, credentials, expires)| {
            let grants = match grants {
                Grants::Method(name) => format!("method {}", text(name)),
                Grants::HeaderName(name) => format!("header {}", text(name)),
            };
            format!("\n    {key:?} {} {url} {grants} credentials={credentials} until {expires}", text(origin))
        })
        .collect()
}
