//! Whole fetches with scripted answers: beside the twin of the machine, or by a host that does more than send.

use arbitrary::{Arbitrary, Result, Unstructured};
use fetch_cors::Origin;
use fetch_cors::header::{HeaderList, cors_unsafe_request_header_names};
use url::Url;

use super::drive::{self, End, Engine, Entry, Grants, Seen};
use super::host::{self, Act};
use super::text::{RequestHeader, bytes, one, printable, rarely, several, token, word};
use super::twin::{
    self, Body, Credentials, EmbedderPolicy, Mode, Options, PageOrigin, RedirectMode, ReferrerPolicy,
    RequestInput, Scenario, ServiceWorkers, WireAnswer, WireMessage, headers,
};

/// What pages ask for, and what servers answer in turn, over and over.
#[derive(Clone, Debug)]
pub struct Input {
    pub(super) pages: Vec<Scenario>,
    preflights: Vec<Answer>,
    actuals: Vec<Answer>,
    /// What the host does at each hop, over and over; nothing but run it, if there is nothing here.
    pub(super) acts: Vec<Act>,
}

#[derive(Clone, Debug)]
struct Answer {
    reached: bool,
    status: u16,
    /// Lines of `Access-Control-Allow-Origin`; none for the origin that was asked from.
    shares: Vec<Option<Vec<u8>>>,
    rest: headers::HeaderList,
}

const ORIGINS: &[&str] = &[
    "https://a.test",
    "https://a.test",
    "https://b.test",
    "https://b.test",
    "https://c.a.test",
    "http://a.test",
    "https://a.test:8443",
    "https://127.0.0.1",
    "https://a.test.",
    "https://co",
    "http://c.a.test:8080",
];
const URLS: &[&str] = &[
    "data:,x",
    "about:blank",
    "blob:https://a.test/1",
    "blob:null/1",
    "file:///a",
    "ftp://a.test/",
    "ws://a.test/",
    "https://u:p@a.test/",
    "https://u@b.test/",
    "https://a.test:6667/",
    "x-odd://a.test/",
    "blob:https://b.test/1",
    "about:config",
    "https://[::1]/",
    "http://b.test:10080/",
    "https://b.test:6665/",
];
const PATHS: &[&str] = &["/", "/a", "/a?b", "/a#f", "/%e9", "///b.test/"];
const METHODS: &[&str] = &["GET", "GET", "POST", "HEAD", "PUT", "PUT", "DELETE", "OPTIONS", "patch", "*"];
const SHARES: &[&str] = &["*", "null", "https://a.test", "https://a.test/", "https://b.test", "", "*, *"];
const LISTED: &[&str] = &[
    "*",
    "PUT",
    "DELETE",
    "x-a",
    "X-B",
    "authorization",
    "content-type",
    "PUT, x-a",
    "x-a, x-b, range",
    "x y",
];
const WAITS: &[u64] = &[0, 0, 1, 1_000, 4_999, 5_000, 7_200_000];
const POLICIES: &[ReferrerPolicy] = &[
    ReferrerPolicy::Empty,
    ReferrerPolicy::NoReferrer,
    ReferrerPolicy::NoReferrerWhenDowngrade,
    ReferrerPolicy::SameOrigin,
    ReferrerPolicy::Origin,
    ReferrerPolicy::StrictOrigin,
    ReferrerPolicy::OriginWhenCrossOrigin,
    ReferrerPolicy::StrictOriginWhenCrossOrigin,
    ReferrerPolicy::UnsafeUrl,
];
const MODES: &[Mode] = &[
    Mode::Cors,
    Mode::Cors,
    Mode::Cors,
    Mode::NoCors,
    Mode::NoCors,
    Mode::SameOrigin,
    Mode::Navigate,
    Mode::WebSocket,
    Mode::WebTransport,
];
const DESTINATIONS: &[&str] = &[
    "",
    "script",
    "style",
    "document",
    "image",
    "worker",
    "iframe",
    "frame",
    "embed",
    "object",
    "font",
    "json",
    "audio",
    "video",
    "track",
    "manifest",
    "report",
    "xslt",
    "text",
    "webidentity",
    "audioworklet",
    "paintworklet",
    "serviceworker",
    "sharedworker",
];
const EMBEDDERS: &[EmbedderPolicy] = &[
    EmbedderPolicy::UnsafeNone,
    EmbedderPolicy::UnsafeNone,
    EmbedderPolicy::Credentialless,
    EmbedderPolicy::RequireCorp,
];
/// Other headers of responses, with some of their values.
const OTHERS: &[(&str, &[&str])] = &[
    ("Access-Control-Expose-Headers", &["*", "x-one", "x-one, set-cookie", "x y", ""]),
    ("Timing-Allow-Origin", &["*", "https://a.test", "null", "x, *"]),
    ("Cross-Origin-Resource-Policy", &["same-origin", "same-site", "cross-origin", "Same-Origin", ""]),
    ("Referrer-Policy", &["no-referrer", "origin, x", "same-origin", "x y", ""]),
    ("X-Content-Type-Options", &["nosniff", "NOSNIFF,", "x"]),
    ("Content-Type", &["text/javascript", "image/png", "text/css", "text/csv, x", "x"]),
    ("Location", &["/a", "https://b.test/"]),
    ("Content-Length", &["1"]),
    ("X-One", &["1", ""]),
    ("Set-Cookie", &["a=b"]),
    ("*", &["1"]),
];
const STATUSES: &[u16] =
    &[200, 200, 204, 206, 205, 300, 304, 404, 416, 500, 999, 301, 302, 303, 307, 308, 302, 307];
const AGES: &[&str] = &["0", "1", "600", "7201", "-1", "x", "99999999999999999999"];

impl<'a> Arbitrary<'a> for Input {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut pages = vec![page(u)?];
        if rarely(u, 4)? {
            pages.push(page(u)?);
        }
        let mut preflights = vec![preflight_answer(u)?];
        preflights.extend(several(u, 2, preflight_answer)?);
        let mut actuals = vec![actual_answer(u)?];
        actuals.extend(several(u, 3, actual_answer)?);
        Ok(Self { pages, preflights, actuals, acts: several(u, 4, Act::arbitrary)? })
    }
}

fn page(u: &mut Unstructured<'_>) -> Result<Scenario> {
    let page = match rarely(u, 5)? {
        true => PageOrigin::Opaque(u.int_in_range(0..=1)?),
        false => PageOrigin::Tuple((*one(u, ORIGINS)?).to_owned()),
    };
    let client_referrer_policy = match *one(u, POLICIES)? {
        ReferrerPolicy::Empty => ReferrerPolicy::Origin,
        policy => policy,
    };
    let embedder_policy = *one(u, EMBEDDERS)?;
    let report_only_embedder_policy = *one(u, EMBEDDERS)?;
    let partition_key = one(u, &[None, Some("p"), Some("q")])?.map(str::to_owned);
    let first = request(u)?;
    let mut requests = vec![first.clone()];
    for _ in 0..u.int_in_range(0..=2)? {
        let other = request(u)?;
        let mut again = RequestInput { wait_ms: other.wait_ms, ..first.clone() };
        match u.int_in_range(0..=5u8)? {
            0 => again = other,
            1 => again.method = other.method,
            2 => again.headers = other.headers,
            3 => again.credentials = other.credentials,
            4 => again.url = other.url,
            _ => {}
        }
        requests.push(again);
    }
    Ok(Scenario {
        page,
        client_referrer_policy,
        embedder_policy,
        report_only_embedder_policy,
        partition_key,
        options: Options::default(),
        requests,
    })
}

fn request(u: &mut Unstructured<'_>) -> Result<RequestInput> {
    let url = match rarely(u, 12)? {
        true => (*one(u, URLS)?).to_owned(),
        false => [*one(u, ORIGINS)?, *one(u, PATHS)?].concat(),
    };
    let method = String::from_utf8(token(u, METHODS)?).unwrap();
    let forbidden = ["CONNECT", "TRACE", "TRACK"].iter().any(|other| method.eq_ignore_ascii_case(other));
    let normalized = fetch_cors::method::normalize(method.as_bytes()).is_ok_and(|m| m.as_str() == method);
    let method = if forbidden || !normalized { "PUT".to_owned() } else { method };
    let mut list = headers::HeaderList::new();
    for header in several(u, 4, RequestHeader::arbitrary)? {
        headers::append(&mut list, &header.name, &header.value);
    }
    let redirects = [RedirectMode::Follow, RedirectMode::Follow, RedirectMode::Error, RedirectMode::Manual];
    Ok(RequestInput {
        url,
        mode: *one(u, MODES)?,
        credentials: *one(u, &[Credentials::SameOrigin, Credentials::Include, Credentials::Omit])?,
        method,
        headers: list,
        body: *one(u, &[Body::None, Body::None, Body::Source, Body::Stream])?,
        redirect: *one(u, &redirects)?,
        unsafe_request: u.ratio(7, 8)?,
        use_cors_preflight: rarely(u, 8)?,
        destination: if rarely(u, 2)? { (*one(u, DESTINATIONS)?).to_owned() } else { String::new() },
        referrer_policy: *one(u, POLICIES)?,
        service_workers: *one(u, &[ServiceWorkers::All, ServiceWorkers::None])?,
        wait_ms: *one(u, WAITS)?,
        manual_redirects: u.int_in_range(0..=3)?,
    })
}

fn line(u: &mut Unstructured<'_>, name: &str, values: &[&str]) -> Result<(Vec<u8>, Vec<u8>)> {
    Ok((name.as_bytes().to_vec(), printable(&word(u, values)?)))
}

/// What lets a response be shared, which is often right.
fn sharing(u: &mut Unstructured<'_>) -> Result<Answer> {
    let reached = !rarely(u, 32)?;
    let shares = match u.int_in_range(0..=7u8)? {
        6 => several(u, 2, |u| Ok(Some(printable(&word(u, SHARES)?))))?,
        7 => vec![Some(b"*".to_vec())],
        _ => vec![None],
    };
    let mut rest = headers::HeaderList::new();
    if u.ratio(3, 4)? {
        rest.push(line(u, "Access-Control-Allow-Credentials", &["true", "true", "true", "True", ""])?);
    }
    Ok(Answer { reached, status: 200, shares, rest })
}

fn preflight_answer(u: &mut Unstructured<'_>) -> Result<Answer> {
    let mut answer = sharing(u)?;
    answer.status = *one(u, &[200, 200, 204, 299, 301, 404])?;
    let rest = &mut answer.rest;
    rest.extend(several(u, 3, |u| line(u, "Access-Control-Allow-Methods", LISTED))?);
    rest.extend(several(u, 3, |u| line(u, "Access-Control-Allow-Headers", LISTED))?);
    rest.extend(several(u, 1, |u| line(u, "Access-Control-Max-Age", AGES))?);
    Ok(answer)
}

fn actual_answer(u: &mut Unstructured<'_>) -> Result<Answer> {
    let mut answer = sharing(u)?;
    answer.status = *one(u, STATUSES)?;
    if matches!(answer.status, 301..=303 | 307 | 308) || rarely(u, 16)? {
        let count = if u.ratio(15, 16)? { 1 } else { u.int_in_range(0..=2)? };
        for _ in 0..count {
            let location = match u.int_in_range(0..=7u8)? {
                5 => bytes(u, 16)?,
                6 => one(u, URLS)?.as_bytes().to_vec(),
                7 => one(u, PATHS)?.as_bytes().to_vec(),
                _ => [one(u, ORIGINS)?.as_bytes(), one(u, PATHS)?.as_bytes()].concat(),
            };
            answer.rest.push((b"Location".to_vec(), printable(&location)));
        }
    }
    for _ in 0..u.int_in_range(0..=4)? {
        let (name, values) = one(u, OTHERS)?;
        answer.rest.push(line(u, name, values)?);
    }
    Ok(answer)
}

/// The servers, and how far they are with their answers.
#[derive(Clone, Debug)]
pub(super) struct Servers<'a> {
    input: &'a Input,
    preflights: usize,
    actuals: usize,
}

impl<'a> Servers<'a> {
    pub(super) fn new(input: &'a Input) -> Self {
        Self { input, preflights: 0, actuals: 0 }
    }

    pub(super) fn answer(&mut self, message: &WireMessage) -> Option<WireAnswer> {
        let (answers, next) = match message.is_preflight {
            true => (&self.input.preflights, &mut self.preflights),
            false => (&self.input.actuals, &mut self.actuals),
        };
        let answer = &answers[*next % answers.len()];
        *next += 1;
        if !answer.reached {
            return None;
        }
        let asked = headers::get(&message.headers, b"origin").unwrap_or_else(|| b"null".to_vec());
        let shares = answer.shares.iter().map(|share| printable(share.as_ref().unwrap_or(&asked)));
        let shares = shares.map(|share| (b"Access-Control-Allow-Origin".to_vec(), share));
        Some(WireAnswer {
            status: answer.status,
            headers: shares.chain(answer.rest.iter().cloned()).collect(),
        })
    }
}

/// Comes to the heart where a page may read a response of another origin.
pub fn run(input: &Input) -> bool {
    if !input.acts.is_empty() {
        return host::run(input);
    }
    // What the twin says is the same each time, so the engine says the same each time.
    let mut cache = twin::Cache::new();
    let mut clock_ms = 0;
    let mut servers = Servers::new(input);
    let mut respond = |message: &WireMessage| servers.answer(message);
    let mut engine = Engine::default();
    let mut engines = Servers::new(input);
    let mut heart = false;
    for page in &input.pages {
        let expected = twin::run_in(page, &mut cache, &mut clock_ms, &mut respond);
        let seen = through_the_engine(&mut engine, page, &mut engines);
        for (twin, seen) in expected.iter().zip(&seen) {
            drive::compare(twin, seen).unwrap_or_else(|difference| panic!("{difference}"));
            heart |= matches!(seen.end, End::Response { response_type: twin::ResponseType::Cors, .. });
        }
        assert_eq!(expected.len(), seen.len());
        assert_eq!(drive::twins_entries(&cache, clock_ms), engine.entries());
    }
    heart
}

fn through_the_engine(engine: &mut Engine, page: &Scenario, servers: &mut Servers<'_>) -> Vec<Seen> {
    let client = engine.client(page);
    let mut all = Vec::new();
    for asked in &page.requests {
        engine.clock_ms += asked.wait_ms;
        let remembered = engine.entries();
        let mut answers = Vec::new();
        let mut respond = |message: &WireMessage| {
            let answer = servers.answer(message);
            answers.push(answer.clone());
            answer
        };
        let request = drive::request(&client, asked);
        let seen = engine.fetch(request, asked.manual_redirects, &mut respond).unwrap();
        Course { page, asked, remembered, seen: &seen, answers: &answers }.check();
        all.push(seen);
    }
    all
}

/// A fetch as it went.
struct Course<'a> {
    page: &'a Scenario,
    asked: &'a RequestInput,
    /// What the cache held when it began.
    remembered: Vec<Entry>,
    seen: &'a Seen,
    answers: &'a [Option<WireAnswer>],
}

impl Course<'_> {
    fn check(&self) {
        let wire = &self.seen.wire;
        assert!(wire.len() <= 42 && wire.len() == self.answers.len());
        assert!(wire.iter().filter(|message| !message.is_preflight).count() <= 21);
        let home = match &self.page.page {
            PageOrigin::Tuple(origin) => Some(Origin::parse(origin).unwrap()),
            PageOrigin::Opaque(_) => None,
        };
        let is_home = |url: &Url| home.as_ref().is_some_and(|home| home.same_origin_url(url));
        let start = Origin::of(&Url::parse(&self.asked.url).unwrap());
        // Whether a message before this one, or this one, went to another origin than the page's, or than the first.
        let (mut left_home, mut left_start) = (false, false);
        for (i, message) in wire.iter().enumerate() {
            let url = Url::parse(&message.url).unwrap();
            left_home |= !is_home(&url);
            left_start |= !start.same_origin_url(&url);
            if message.is_preflight {
                self.check_preflight(i, message);
                assert!(left_home);
                continue;
            }
            let authorization = headers::contains(&message.headers, b"authorization");
            assert!(!(left_start && authorization), "a password for another origin");
            assert!(!(self.asked.credentials == Credentials::Omit && message.include_credentials));
            match self.asked.mode {
                Mode::SameOrigin => assert!(!left_home),
                Mode::Cors if left_home => {
                    assert!(headers::contains(&message.headers, b"origin"));
                    if self.asked.credentials != Credentials::Include {
                        assert!(!message.include_credentials);
                    }
                    if self.asked.unsafe_request {
                        self.check_permission(i, message);
                    }
                }
                _ => {}
            }
        }
        self.check_end(left_home);
    }

    fn check_preflight(&self, i: usize, message: &WireMessage) {
        assert!(!message.include_credentials && !message.send_body, "more than a question");
        assert_eq!(message.method, "OPTIONS");
        assert!(headers::contains(&message.headers, b"access-control-request-method"));
        for (name, _) in &message.headers {
            let name = name.to_ascii_lowercase();
            let known: [&[u8]; 4] =
                [b"accept", b"access-control-request-method", b"access-control-request-headers", b"origin"];
            assert!(known.contains(&&name[..]), "{}", String::from_utf8_lossy(&name));
        }
        // Answered, it is followed by what it asked about or by nothing.
        if let Some(next) = self.seen.wire.get(i + 1) {
            assert!(!next.is_preflight && next.url == message.url);
        }
    }

    /// What a form could not send, a preflight or the cache allows.
    fn check_permission(&self, i: usize, message: &WireMessage) {
        let mut written = HeaderList::new();
        let of_request = |name: &[u8]| headers::contains(&self.asked.headers, name);
        for (name, value) in message.headers.iter().filter(|(name, _)| of_request(name)) {
            written.append(name, value).unwrap();
        }
        let names = cors_unsafe_request_header_names(&written);
        let method = message.method.as_bytes();
        let simple = [&b"GET"[..], b"HEAD", b"POST"].contains(&method);
        let asked =
            i.checked_sub(1).map(|before| &self.seen.wire[before]).filter(|before| before.is_preflight);
        if let Some(question) = asked {
            let asked_method = headers::get(&question.headers, b"access-control-request-method");
            assert_eq!(asked_method.as_deref(), Some(method));
            let line = headers::get(&question.headers, b"access-control-request-headers");
            assert_eq!(line.unwrap_or_default(), names.join_with_commas());
            let answer = self.answers[i - 1].as_ref().expect("an answer to the preflight");
            assert!((200..=299).contains(&answer.status));
            assert!(self.shares(question, answer));
            return;
        }
        // Or what an earlier preflight of this fetch left behind.
        let earlier =
            self.seen.wire[..i].iter().any(|before| before.is_preflight && before.url == message.url);
        let covers = |is: &dyn Fn(&Grants) -> bool| {
            earlier
                || self.remembered.iter().any(|(partition, _, url, grants, credentials, _)| {
                    *partition == self.page.partition_key
                        && *url == message.url
                        && (*credentials || self.asked.credentials != Credentials::Include)
                        && is(grants)
                })
        };
        if !simple {
            assert!(covers(&|grants| matches!(grants, Grants::Method(m) if m == b"*" || *m == method)));
        }
        for name in names.iter() {
            let any = &*name != b"authorization";
            assert!(covers(
                &|grants| matches!(grants, Grants::HeaderName(n) if any && n == b"*" || **n == *name)
            ));
        }
    }

    /// The check once more, by the letter.
    fn shares(&self, message: &WireMessage, answer: &WireAnswer) -> bool {
        let include = self.asked.credentials == Credentials::Include;
        let Some(shared) = headers::get(&answer.headers, b"access-control-allow-origin") else {
            return false;
        };
        if shared == b"*" && !include {
            return true;
        }
        let credentials = headers::get(&answer.headers, b"access-control-allow-credentials");
        headers::get(&message.headers, b"origin") == Some(shared)
            && (!include || credentials.as_deref() == Some(b"true"))
    }

    fn check_end(&self, left_home: bool) {
        let End::Response { response_type, status, headers: shown, .. } = &self.seen.end else { return };
        let (Some(message), Some(answer)) = (self.seen.wire.last(), self.answers.last()) else { return };
        let answer = answer.as_ref().expect("a response without an answer");
        let script = !matches!(self.asked.mode, Mode::Navigate | Mode::WebSocket | Mode::WebTransport);
        match response_type {
            twin::ResponseType::Cors => {
                assert!(left_home && !message.is_preflight);
                assert!(self.shares(message, answer), "readable, and not shared");
            }
            twin::ResponseType::Basic => assert!(!(script && left_home), "readable, and never checked"),
            twin::ResponseType::Opaque | twin::ResponseType::OpaqueRedirect => {
                assert!(*status == 0 && shown.is_empty());
            }
        }
        let secret = |name: &[u8]| headers::is_forbidden_response_header_name(name);
        assert!(!shown.iter().any(|(name, _)| secret(name)));
    }
}
