//! The input of the targets that run whole fetches.

use arbitrary::{Arbitrary, Result, Unstructured};

use super::text::{RequestHeader, bytes, one, printable, rarely, several, token, word};
use super::twin::{
    Body, Credentials, EmbedderPolicy, Environment, Mode, Options, PageOrigin, RedirectMode, ReferrerPolicy,
    RequestInput, Scenario, ServiceWorkers, Switches, headers,
};

/// The requests of pages, the answers of servers, and the actions of a host. Answers and actions repeat from the start.
#[derive(Clone, Debug)]
pub struct Input {
    pub(super) pages: Vec<Scenario>,
    pub(super) preflights: Vec<Answer>,
    pub(super) actuals: Vec<Answer>,
    /// The actions of the host at each hop. If there are none, the host runs every hop.
    pub(super) acts: Vec<Act>,
}

/// The answer of a server to a message.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// Whether the host can connect to the server.
    pub(super) reached: bool,
    pub(super) status: u16,
    /// The values of `Access-Control-Allow-Origin`. `None` stands for the origin of the request.
    pub(super) shares: Vec<Option<Vec<u8>>>,
    pub(super) rest: headers::HeaderList,
}

/// An action of the host at a hop. The host answers a local URL if the action is `Run` or `Upgrade`.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// Runs the hop.
    Run,
    /// Blocks the hop by Content Security Policy.
    Block,
    /// Upgrades the hop to HTTPS, and runs it.
    Upgrade,
    /// Answers with an error of the service worker.
    Fail,
    /// Answers with a response that the service worker creates.
    Make,
    /// Answers with the response that the service worker fetched last.
    HandOn,
}

impl<'a> Arbitrary<'a> for Act {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match u.int_in_range(0..=8u8)? {
            0 | 1 => Self::Run,
            2 => Self::Block,
            3 => Self::Upgrade,
            4 => Self::Fail,
            5 | 6 => Self::Make,
            _ => Self::HandOn,
        })
    }
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
    let (partition_key, switches) = partition_and_switches(u)?;
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
        environment: Environment::default(),
        options: Options { switches, ..Options::default() },
        requests,
    })
}

/// Returns a partition and switches. Half of the pages have the values of the standard.
fn partition_and_switches(u: &mut Unstructured<'_>) -> Result<(Option<String>, Switches)> {
    let pick = u.int_in_range(0..=47u8)?;
    let partition_key = [None, Some("p"), Some("q")][usize::from(pick % 3)].map(str::to_owned);
    let bits = pick / 3;
    let is_set = |bit: u8| bits & 8 != 0 && bits & (1 << bit) != 0;
    let switches = Switches {
        upload_needs_listed_method: is_set(0),
        authorization_under_wildcard: is_set(1),
        cached_wildcard_needs_no_credentials: is_set(2),
        upload_needs_no_method_entry: is_set(0),
        null_origin_needs_preflight: is_set(2),
    };
    Ok((partition_key, switches))
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
        ..RequestInput::default()
    })
}

fn line(u: &mut Unstructured<'_>, name: &str, values: &[&str]) -> Result<(Vec<u8>, Vec<u8>)> {
    Ok((name.as_bytes().to_vec(), printable(&word(u, values)?)))
}

/// Creates an answer with the headers that share a response. They are often correct.
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
