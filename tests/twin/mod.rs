//! The twin: the CORS half of the Fetch Standard (commit 586cd2a) once more, step by step, as naively as it can be put.
//!
//! It shares no code with the crate and was written without looking at it. Lists are scanned, nothing is indexed, and the
//! recursion of the text is recursion here. Marks such as `main fetch 12d.1` name a step of the standard's text.

#![allow(dead_code, unreachable_pub, unused_imports)]
#![allow(clippy::all, clippy::pedantic, clippy::restriction)]

pub mod cache;
pub mod headers;
pub mod machine;
pub mod nosniff;
pub mod origin;
pub mod preflight;
pub mod redirect;
pub mod referrer;

pub use cache::{Cache, Entry};
pub use headers::HeaderList;
pub use origin::{Origin, Taint};

/// Everything a run needs, as plain data.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub page: PageOrigin,
    /// The referrer policy of the client's policy container; it fills in for a request that has none of its own.
    pub client_referrer_policy: ReferrerPolicy,
    pub embedder_policy: EmbedderPolicy,
    pub report_only_embedder_policy: EmbedderPolicy,
    pub partition_key: Option<String>,
    pub environment: Environment,
    pub options: Options,
    pub requests: Vec<RequestInput>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageOrigin {
    /// `https://page.test:9443`
    Tuple(String),
    /// An opaque origin, told from others by its number.
    Opaque(u64),
}

/// What else there is about a client.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    pub url: ClientUrl,
    /// The client is no window with a traversable navigable.
    pub has_no_user: bool,
    /// Main fetch 5: `upgrade-insecure-requests`.
    pub upgrades_insecure_requests: bool,
    /// Main fetch 10: the hosts that HSTS has.
    pub hsts: Vec<String>,
    pub policy: Option<Policy>,
}

/// Which URL the client has, if the host has said it.
#[derive(Clone, Debug, Default)]
pub enum ClientUrl {
    #[default]
    NotSaid,
    /// A window's.
    Document(String),
    Worker(String),
}

/// The exceptions from the standard that a host makes. None of them is of the text.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Schemes that count as HTTP(S), if they are not those of local URLs.
    pub counts_as_http: Vec<String>,
    pub trustworthy: Vec<String>,
    /// The serialised origin of a request, and scheme, host and port of a URL that it may read without CORS.
    pub exempt: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
pub struct Options {
    /// Run the bad-port part of main fetch 7.
    pub check_ports: bool,
    /// The imposed limit of CORS-preflight fetch 7.10, in seconds.
    pub max_age_limit: u64,
    /// The registrable domain of a host that is a domain, if it has one.
    pub registrable_domain: fn(&str) -> Option<String>,
    pub switches: Switches,
}

/// Where it does what browsers do instead of what the text says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Switches {
    /// CORS-preflight fetch 7.4 adds no method that 7.5 would refuse.
    pub upload_needs_listed_method: bool,
    /// CORS-preflight fetch 7.6 lets `*` count as 7.7 does.
    pub authorization_under_wildcard: bool,
    /// A `*` in an entry with credentials is no more than a name.
    pub cached_wildcard_needs_no_credentials: bool,
    /// HTTP fetch 4.1: with the use-CORS-preflight flag, GET and POST need no entry where there is any.
    pub upload_needs_no_method_entry: bool,
    /// HTTP fetch 4.1 finds no entry for the origin `null`.
    pub null_origin_needs_preflight: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            check_ports: true,
            max_age_limit: 7200,
            registrable_domain: origin::last_two_labels,
            switches: Switches::default(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    SameOrigin,
    Cors,
    NoCors,
    Navigate,
    WebSocket,
    WebTransport,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credentials {
    Omit,
    SameOrigin,
    Include,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    None,
    /// Can be sent again.
    Source,
    /// Cannot.
    Stream,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectMode {
    Follow,
    Error,
    Manual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceWorkers {
    All,
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmbedderPolicy {
    UnsafeNone,
    Credentialless,
    RequireCorp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferrerPolicy {
    Empty,
    NoReferrer,
    NoReferrerWhenDowngrade,
    SameOrigin,
    Origin,
    StrictOrigin,
    OriginWhenCrossOrigin,
    StrictOriginWhenCrossOrigin,
    UnsafeUrl,
}

/// A request's referrer, before main fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReferrerInput {
    NoReferrer,
    Client,
    /// Must parse as an absolute URL.
    Url(String),
}

/// A request's traversable for user prompts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traversable {
    NoTraversable,
    Client,
    Navigable,
}

/// One call of `fetch`.
#[derive(Clone, Debug)]
pub struct RequestInput {
    /// Must parse as an absolute URL.
    pub url: String,
    pub mode: Mode,
    pub credentials: Credentials,
    /// Normalised already.
    pub method: String,
    pub headers: HeaderList,
    pub body: Body,
    pub redirect: RedirectMode,
    pub unsafe_request: bool,
    pub use_cors_preflight: bool,
    pub destination: String,
    pub referrer_policy: ReferrerPolicy,
    pub referrer: ReferrerInput,
    pub traversable: Traversable,
    /// The origin of the environment that made the blob, if the URL is a `blob:` URL that the host has.
    pub blob_url_entry: Option<PageOrigin>,
    pub service_workers: ServiceWorkers,
    /// Pause before the request.
    pub wait_ms: u64,
    /// How often to carry on from a redirect that was left to the caller (mode navigate, redirect mode manual).
    pub manual_redirects: usize,
}

impl Default for RequestInput {
    fn default() -> Self {
        RequestInput {
            url: "https://page.test/".into(),
            mode: Mode::NoCors,
            credentials: Credentials::SameOrigin,
            method: "GET".into(),
            headers: Vec::new(),
            body: Body::None,
            redirect: RedirectMode::Follow,
            unsafe_request: false,
            use_cors_preflight: false,
            destination: String::new(),
            referrer_policy: ReferrerPolicy::Empty,
            referrer: ReferrerInput::Client,
            traversable: Traversable::Client,
            blob_url_entry: None,
            service_workers: ServiceWorkers::All,
            wait_ms: 0,
            manual_redirects: 0,
        }
    }
}

/// What goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireMessage {
    pub is_preflight: bool,
    pub method: String,
    /// The current URL, whole: with fragment and userinfo.
    pub url: String,
    pub headers: HeaderList,
    pub include_credentials: bool,
    pub send_body: bool,
    /// Main fetch took 12b for this URL only because of the policy.
    pub is_exempt: bool,
}

/// What comes back. Values have no leading or trailing space or tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireAnswer {
    pub status: u16,
    pub headers: HeaderList,
}

/// The step that refused. Algorithms are named by the title they have in `steps.tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    Step(&'static str, &'static str),
    /// A step that refused because a step of another algorithm had.
    Because {
        at: (&'static str, &'static str),
        inner: (&'static str, &'static str),
    },
}

impl Reason {
    pub fn at(&self) -> (&'static str, &'static str) {
        match *self {
            Reason::Step(algorithm, step) => (algorithm, step),
            Reason::Because { at, .. } => at,
        }
    }
    pub fn innermost(&self) -> (&'static str, &'static str) {
        match *self {
            Reason::Step(algorithm, step) => (algorithm, step),
            Reason::Because { inner, .. } => inner,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tainting {
    Basic,
    Cors,
    Opaque,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseType {
    Basic,
    Cors,
    Opaque,
    OpaqueRedirect,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    NetworkError(Reason),
    /// The host serves this URL itself; the tainting says how the answer will be filtered.
    Local(Tainting),
    Response {
        response_type: ResponseType,
        status: u16,
        headers: HeaderList,
        /// Last of the URL list, with its fragment.
        url: Option<String>,
        url_list_length: usize,
        /// Main fetch 17, of the internal response.
        redirect_taint: Taint,
        /// Main fetch 18, of the internal response.
        navigation_timing_allow_values: Vec<Vec<Vec<u8>>>,
        /// Main fetch 19, of the internal response.
        timing_allow_passed: bool,
        /// Whether it shows a body, if one came: main fetch 22 and the filters.
        shows_body: bool,
        request_includes_credentials: bool,
        range_requested: bool,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestOutput {
    pub wire: Vec<WireMessage>,
    pub reports: Vec<Report>,
    /// Main fetch took 12b for some URL only because of the policy.
    pub was_exempt: bool,
    pub outcome: Outcome,
}

/// A cross-origin embedder policy CORP violation report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub blocked_url: String,
    pub destination: String,
    pub report_only: bool,
}

/// Runs a scenario from an empty cache at time zero.
pub fn run(
    scenario: &Scenario,
    responder: &mut dyn FnMut(&WireMessage) -> Option<WireAnswer>,
) -> Vec<RequestOutput> {
    run_in(scenario, &mut Cache::new(), &mut 0, responder)
}

/// Runs a scenario with a cache and a clock (milliseconds) that outlive it.
pub fn run_in(
    scenario: &Scenario,
    cache: &mut Cache,
    clock_ms: &mut u64,
    responder: &mut dyn FnMut(&WireMessage) -> Option<WireAnswer>,
) -> Vec<RequestOutput> {
    let mut outputs = Vec::new();
    for input in &scenario.requests {
        *clock_ms += input.wait_ms;
        outputs.push(machine::fetch(scenario, input, cache, *clock_ms, responder));
    }
    outputs
}
