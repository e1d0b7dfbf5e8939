//! Random scenarios through the engine and through its twin: requests near the borders of every rule, answers that are
//! right but for a defect or two, redirects to odd places, waits, and several pages that share one cache.
//!
//! More of them: `cargo test --release --test twin_random -- --ignored --nocapture`.

#![allow(clippy::disallowed_macros, reason = "prints how much was compared")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]

mod twin;

mod support;

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::{TestCaseError, TestRunner};
use support::drive::Both;
use twin::*;

/// What is asked, page by page, and what is answered.
#[derive(Clone, Debug)]
struct Case {
    pages: Vec<Scenario>,
    preflights: Vec<Answer>,
    actuals: Vec<Answer>,
}

/// The server: its answers in turn, over and over.
#[derive(Clone)]
struct Server<'a> {
    case: &'a Case,
    preflights: usize,
    actuals: usize,
}

impl Server<'_> {
    fn answer(&mut self, message: &WireMessage) -> Option<WireAnswer> {
        let (answers, next) = match message.is_preflight {
            true => (&self.case.preflights, &mut self.preflights),
            false => (&self.case.actuals, &mut self.actuals),
        };
        *next += 1;
        answers[(*next - 1) % answers.len()].to(message)
    }
}

#[derive(Clone, Debug)]
struct Answer {
    reached: bool,
    status: u16,
    /// Lines of `Access-Control-Allow-Origin`.
    shares: Vec<Share>,
    rest: HeaderList,
}

#[derive(Clone, Debug)]
enum Share {
    /// The origin that was asked from.
    Echo,
    /// The same with something in front and something behind.
    Defective(&'static str, &'static str),
    Text(&'static str),
}

impl Answer {
    fn to(&self, message: &WireMessage) -> Option<WireAnswer> {
        if !self.reached {
            return None;
        }
        let asked = message.headers.iter().rev().find(|(n, _)| n.eq_ignore_ascii_case(b"origin"));
        let asked = asked.map_or(&b"null"[..], |(_, v)| v);
        let lines = self.shares.iter().map(|share| {
            let value = match share {
                Share::Echo => asked.to_vec(),
                Share::Defective(front, behind) => [front.as_bytes(), asked, behind.as_bytes()].concat(),
                Share::Text(text) => text.as_bytes().to_vec(),
            };
            (b"Access-Control-Allow-Origin".to_vec(), trimmed(&value))
        });
        let mut headers: HeaderList = lines.collect();
        headers.extend(self.rest.iter().cloned());
        Some(WireAnswer { status: self.status, headers })
    }
}

fn trimmed(value: &[u8]) -> Vec<u8> {
    let mut value = value.to_vec();
    value.retain(|b| !matches!(b, 0 | b'\n' | b'\r'));
    headers::trim(&value)
}

const ORIGINS: &[&str] = &[
    "https://page.test:9443",
    "https://page.test:9443",
    "https://page.test:9443",
    "https://other.test:9443",
    "https://other.test:9443",
    "https://api.page.test:9443",
    "https://third.test",
    "https://page.test",
    "http://page.test:9443",
    "https://127.0.0.1:9443",
    "https://page.test.:9443",
];

const METHODS: &[&str] =
    &["GET", "GET", "POST", "POST", "HEAD", "PUT", "PUT", "DELETE", "OPTIONS", "PATCH", "patch", "x!", "*"];

fn mode() -> impl Strategy<Value = Mode> {
    prop_oneof![
        10 => Just(Mode::Cors),
        4 => Just(Mode::NoCors),
        2 => Just(Mode::SameOrigin),
        3 => Just(Mode::Navigate),
        1 => Just(Mode::WebSocket),
        1 => Just(Mode::WebTransport),
    ]
}

fn referrer_policy() -> impl Strategy<Value = ReferrerPolicy> {
    use ReferrerPolicy as P;
    select(vec![
        P::Empty,
        P::Empty,
        P::NoReferrer,
        P::NoReferrerWhenDowngrade,
        P::SameOrigin,
        P::Origin,
        P::StrictOrigin,
        P::OriginWhenCrossOrigin,
        P::StrictOriginWhenCrossOrigin,
        P::UnsafeUrl,
    ])
}

fn url() -> impl Strategy<Value = String> {
    let ordinary = (select(ORIGINS), select(&["/", "/a", "/b?q", "/a#f", "/a?#"][..]))
        .prop_map(|(o, p)| format!("{o}{p}"));
    let odd = select(vec![
        "data:,x",
        "app://page/a",
        "app://page/a",
        "app://page:1/a",
        "app:opaque",
        "app:///a",
        "other://page/a",
        "http://localhost:3000/a",
        "http://127.0.0.1/a",
        "about:blank",
        "about:config",
        "blob:https://page.test:9443/1",
        "blob:https://other.test:9443/1",
        "blob:null/1",
        "file:///a",
        "ftp://page.test:9443/",
        "ws://page.test:9443/",
        "x-odd://page.test/",
        "https://u:p@page.test:9443/a",
        "https://u@other.test:9443/a",
        "https://[::1]/",
        "https://co/",
    ]);
    prop_oneof![32 => ordinary, 2 => odd.prop_map(str::to_owned), 1 => near_bad_port()]
}

/// A URL with a port that is a bad one, or one beside it, of a scheme for which that counts or not.
fn near_bad_port() -> impl Strategy<Value = String> {
    let start =
        select(&["https://page.test", "http://other.test", "https://third.test", "ftp://page.test"][..]);
    let bad = select(&[0u16, 1, 23, 25, 79, 443, 526, 563, 993, 1720, 3659, 5061, 6566, 6669, 10_080][..]);
    (start, bad, 0u16..3)
        .prop_map(|(start, bad, off)| format!("{start}:{}/", bad.saturating_add(off) - 1.min(bad)))
}

/// Any bytes that a header value may have.
fn any_value(longest: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..longest).prop_map(|value| trimmed(&value))
}

/// A value of a length near the limit of a safe one, perhaps with an odd byte.
fn near_limit(common: u8) -> impl Strategy<Value = Vec<u8>> {
    (125usize..131, option::weighted(0.3, (any::<u8>(), 0usize..125))).prop_map(move |(length, odd)| {
        let mut value = vec![common; length];
        if let Some((byte, at)) = odd {
            value[at] = byte;
        }
        trimmed(&value)
    })
}

fn request_header() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
    let text = |values: &'static [&'static str]| select(values).prop_map(|v| v.as_bytes().to_vec());
    let named = |names: &'static [&'static str]| select(names).prop_map(|n| n.as_bytes().to_vec());
    let content_type = text(&[
        "text/plain",
        "Text/Plain;charset=x",
        "text/plain ;x",
        "text/ plain",
        "text/plain,text/plain",
        "text/plain;x=\"y\"",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=a",
        "multipart/form-data;boundary=\"a\"",
        "application/json",
        "text/",
        "/plain",
        "",
        "text/plain/",
        "text/plain\x0c",
        "text/plain;\u{e9}",
    ]);
    let range = text(&[
        "bytes=0-",
        "bytes=0-0",
        "bytes=9-10",
        "bytes=10-9",
        "bytes=-1",
        "bytes=-",
        "bytes= 0-",
        "bytes=0 -",
        "bytes=0-1,2-3",
        "BYTES=0-",
        "bytes=00000000000000000000000000001-1",
        "bytes=18446744073709551616-18446744073709551615",
        "bytes=0-1\u{ff11}",
        "",
    ]);
    prop_oneof![
        3 => (named(&["accept", "Accept"]), prop_oneof![text(&["*/*", "a", "", "\"", "a\tb", "a(b"]), near_limit(b'a'), any_value(6)]),
        3 => (named(&["accept-language", "Content-Language", "content-language"]), prop_oneof![text(&["en", "en-GB,*;q=0.5", "en_GB", "en/GB", "e\tn"]), near_limit(b' '), near_limit(b'z'), any_value(4)]),
        4 => (named(&["content-type", "Content-Type"]), content_type),
        3 => (named(&["range", "Range"]), range),
        2 => (named(&["authorization", "Authorization", "AUTHORIZATION"]), text(&["Basic dTpw", ""])),
        4 => (named(&["x-a", "X-A", "x-b", "X-B", "x-c", "x!#$%&'*+.^_`|~", "*"]), prop_oneof![text(&["1", ""]), any_value(5)]),
        1 => (named(&["origin", "Accept-Encoding", "Content-Location", "content-encoding", "content-length", "Access-Control-Request-Method", "referer", "cookie"]), text(&["x", ""])),
    ]
}

/// Headers as a page's `Headers` object would have them: one name, one case.
fn request_headers() -> impl Strategy<Value = HeaderList> {
    let few = vec(request_header(), 0..4);
    let many = (vec(near_limit(b'z'), 7..10), vec(request_header(), 0..2)).prop_map(|(values, more)| {
        let mut headers: HeaderList = values.into_iter().map(|v| (b"Accept-Language".to_vec(), v)).collect();
        headers.extend(more);
        headers
    });
    prop_oneof![12 => few, 1 => many].prop_map(|headers| {
        let mut list = HeaderList::new();
        for (name, value) in headers {
            headers::append(&mut list, &name, &value);
        }
        list
    })
}

const WAITS: &[u64] =
    &[0, 0, 0, 1, 999, 1_000, 1_999, 2_000, 4_999, 5_000, 5_001, 600_000, 7_199_999, 7_200_000];

fn request() -> impl Strategy<Value = RequestInput> {
    let who = (url(), mode(), select(vec![Credentials::SameOrigin, Credentials::Omit, Credentials::Include]));
    let what = (
        select(METHODS),
        request_headers(),
        prop_oneof![4 => Just(Body::None), 3 => Just(Body::Source), 1 => Just(Body::Stream)],
    );
    let how = (
        prop_oneof![6 => Just(RedirectMode::Follow), 1 => Just(RedirectMode::Error), 2 => Just(RedirectMode::Manual)],
        prop::bool::weighted(0.85),
        prop::bool::weighted(0.15),
        destination(),
        referrer_policy(),
        prop::bool::ANY,
    );
    let from = (referrer(), traversable(), option::weighted(0.7, blob_owner()));
    (who, what, how, from, select(WAITS), 0usize..4).prop_map(
        |(
            (url, mode, credentials),
            (method, headers, body),
            (redirect, unsafe_request, use_cors_preflight, destination, referrer_policy, workers),
            (referrer, traversable, blob_url_entry),
            wait_ms,
            manual_redirects,
        )| RequestInput {
            referrer,
            traversable,
            blob_url_entry: blob_url_entry.filter(|_| url.starts_with("blob:")),
            url,
            mode,
            credentials,
            method: method.to_owned(),
            headers,
            body,
            redirect,
            unsafe_request,
            use_cors_preflight,
            destination: destination.to_owned(),
            referrer_policy,
            service_workers: if workers { ServiceWorkers::All } else { ServiceWorkers::None },
            wait_ms,
            manual_redirects,
        },
    )
}

/// A document or a worker, and what a request may have as its referrer.
fn referrer_url() -> impl Strategy<Value = String> {
    let ordinary =
        (select(ORIGINS), select(&["/", "/a?b", "/a#f", ""][..]), select(&["", "", "u:p@", "u@", ":@"][..]));
    let ordinary = ordinary.prop_map(|(origin, path, user)| {
        format!("https://{user}{}{path}", &origin[origin.find("://").unwrap() + 3..])
    });
    let http = select(
        &["http://page.test:9443/a", "http://localhost:3000/a", "http://127.0.0.1/", "http://[::1]/?q#f"][..],
    );
    let odd = select(
        &[
            "about:blank",
            "data:,x",
            "blob:https://page.test:9443/1",
            "file:///a",
            "app://page/a",
            "ftp://page.test/",
        ][..],
    );
    let long =
        (4090usize..4100).prop_map(|length| format!("https://page.test:9443/{}", "x".repeat(length - 23)));
    prop_oneof![8 => ordinary, 3 => http.prop_map(str::to_owned), 1 => odd.prop_map(str::to_owned), 1 => long]
}

fn referrer() -> impl Strategy<Value = ReferrerInput> {
    prop_oneof![
        1 => Just(ReferrerInput::NoReferrer),
        5 => Just(ReferrerInput::Client),
        2 => referrer_url().prop_map(ReferrerInput::Url),
    ]
}

fn traversable() -> impl Strategy<Value = Traversable> {
    prop_oneof![
        1 => Just(Traversable::NoTraversable),
        5 => Just(Traversable::Client),
        1 => Just(Traversable::Navigable),
    ]
}

/// Who made the blob of a `blob:` URL.
fn blob_owner() -> impl Strategy<Value = PageOrigin> {
    prop_oneof![
        2 => (0u64..2).prop_map(PageOrigin::Opaque),
        1 => select(&["https://page.test:9443", "https://other.test:9443"][..])
            .prop_map(|origin| PageOrigin::Tuple(origin.to_owned())),
    ]
}

fn environment() -> impl Strategy<Value = Environment> {
    let url = prop_oneof![
        1 => Just(ClientUrl::NotSaid),
        4 => referrer_url().prop_map(ClientUrl::Document),
        2 => referrer_url().prop_map(ClientUrl::Worker),
    ];
    let hosts = subsequence(vec!["page.test", "other.test"], 0..=2);
    (url, prop::bool::weighted(0.3), prop::bool::weighted(0.2), hosts, option::weighted(0.5, policy()))
        .prop_map(|(url, has_no_user, upgrades_insecure_requests, hosts, policy)| Environment {
            url,
            has_no_user,
            upgrades_insecure_requests,
            hsts: hosts.into_iter().map(str::to_owned).collect(),
            policy,
        })
}

fn policy() -> impl Strategy<Value = Policy> {
    let schemes = || {
        let schemes = vec!["app", "other", "ftp", "ws", "http", "file", "blob", "data", "about"];
        prop_oneof![
            1 => Just(vec![]),
            3 => Just(vec!["app".to_owned()]),
            1 => subsequence(schemes, 0..5).prop_map(|schemes| schemes.into_iter().map(str::to_owned).collect()),
        ]
    };
    let from = select(&["https://page.test:9443", "https://page.test:9443", "null", "app://page"][..]);
    let places = &[
        "https://other.test:9443",
        "https://other.test:9443",
        "https://third.test",
        "app://page",
        "http://page.test:9443",
        "data://",
        "blob://",
        "about://",
    ];
    let pair = (from, select(&places[..])).prop_map(|(from, to)| (from.to_owned(), to.to_owned()));
    (schemes(), schemes(), vec(pair, 0..4)).prop_map(|(counts_as_http, trustworthy, exempt)| Policy {
        counts_as_http,
        trustworthy,
        exempt,
    })
}

fn destination() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        6 => Just(""),
        3 => Just("script"),
        2 => Just("style"),
        1 => select(&["worker", "serviceworker", "sharedworker", "audioworklet", "paintworklet"][..]),
        2 => select(&["document", "iframe", "frame", "embed", "object"][..]),
        2 => select(&["image", "json", "font", "xslt", "audio", "video", "track", "manifest", "report", "text"][..]),
    ]
}

fn embedder_policy() -> impl Strategy<Value = EmbedderPolicy> {
    use EmbedderPolicy as P;
    prop_oneof![2 => Just(P::UnsafeNone), 1 => Just(P::Credentialless), 1 => Just(P::RequireCorp)]
}

/// One to three requests; those behind the first are mostly it again, with one thing changed.
fn requests() -> impl Strategy<Value = Vec<RequestInput>> {
    (request(), vec((request(), 0usize..7), 0..3)).prop_map(|(first, others)| {
        let mut requests = vec![first.clone()];
        for (other, changed) in others {
            let mut next = RequestInput { wait_ms: other.wait_ms, ..first.clone() };
            match changed {
                0 => next = other,
                1 => next.method = other.method,
                2 => next.headers = other.headers,
                3 => next.credentials = other.credentials,
                4 => next.url = other.url,
                5 => next.use_cors_preflight = other.use_cors_preflight,
                _ => {}
            }
            requests.push(next);
        }
        requests
    })
}

fn page() -> impl Strategy<Value = Scenario> {
    let origin = prop_oneof![
        6 => Just(PageOrigin::Tuple("https://page.test:9443".to_owned())),
        2 => select(ORIGINS).prop_map(|origin| PageOrigin::Tuple(origin.to_owned())),
        2 => select(&["http://page.test:9443", "http://page.test:9443", "https://page.test:6667"][..])
            .prop_map(|origin| PageOrigin::Tuple(origin.to_owned())),
        1 => Just(PageOrigin::Tuple("app://page".to_owned())),
        3 => (0u64..2).prop_map(PageOrigin::Opaque),
    ];
    let partition = option::weighted(0.7, select(&["p", "q"][..]).prop_map(str::to_owned));
    let policy = referrer_policy().prop_map(|policy| match policy {
        ReferrerPolicy::Empty => ReferrerPolicy::StrictOriginWhenCrossOrigin,
        policy => policy,
    });
    (origin, policy, partition, embedder_policy(), embedder_policy(), switches(), environment(), requests())
        .prop_map(
            |(
                page,
                client_referrer_policy,
                partition_key,
                embedder_policy,
                report_only_embedder_policy,
                switches,
                environment,
                requests,
            )| Scenario {
                page,
                client_referrer_policy,
                embedder_policy,
                report_only_embedder_policy,
                partition_key,
                environment,
                options: Options { switches, ..Options::default() },
                requests,
            },
        )
}

fn switches() -> impl Strategy<Value = Switches> {
    any::<[bool; 5]>().prop_map(|[upload, authorization, cached, entry, null]| Switches {
        upload_needs_listed_method: upload,
        authorization_under_wildcard: authorization,
        cached_wildcard_needs_no_credentials: cached,
        upload_needs_no_method_entry: entry,
        null_origin_needs_preflight: null,
    })
}

/// Lines of a header that is a list of names: some of these, with separators and now and then something that is no name.
fn list_lines(names: &'static [&'static str], defects: f64) -> impl Strategy<Value = Vec<Vec<u8>>> {
    let defect = select(&["x y", "\"x-a\"", "x-a;q", "(", "\u{e9}", "=", "x-a=1", "x-a\t x-b", "@"][..]);
    let line = (
        prop_oneof![2 => subsequence(names.to_vec(), 0..names.len()), 1 => Just(names.to_vec())],
        select(&[",", ", ", " ,\t", ",,", ", , "][..]),
        option::weighted(defects, (defect, any::<prop::sample::Index>())),
        prop::bool::weighted(0.2),
    )
        .prop_map(|(mut names, separator, defect, upper)| {
            if let Some((defect, at)) = defect {
                names.insert(at.index(names.len() + 1), defect);
            }
            let line = names.join(separator);
            trimmed(if upper { line.to_ascii_uppercase() } else { line }.as_bytes())
        });
    prop_oneof![
        1 => Just(vec![]),
        6 => line.clone().prop_map(|line| vec![line]),
        1 => vec(line, 2..4),
        1 => Just(vec![b"*".to_vec()]),
    ]
}

fn lines(
    name: &'static str,
    values: impl Strategy<Value = Vec<Vec<u8>>>,
) -> impl Strategy<Value = HeaderList> {
    values.prop_map(move |lines| {
        let other = name.to_ascii_lowercase();
        let name = |i| if i == 0 { name.as_bytes() } else { other.as_bytes() };
        lines.into_iter().enumerate().map(|(i, line)| (name(i).to_vec(), line)).collect()
    })
}

fn one_of(values: &'static [&'static str]) -> impl Strategy<Value = Vec<Vec<u8>>> {
    let text = |v: &str| v.as_bytes().to_vec();
    prop_oneof![
        9 => select(values).prop_map(move |v| vec![text(v)]),
        1 => subsequence(values, 2).prop_map(move |v| v.into_iter().map(text).collect()),
    ]
}

fn shares() -> impl Strategy<Value = Vec<Share>> {
    prop_oneof![
        12 => Just(vec![Share::Echo]),
        5 => Just(vec![Share::Text("*")]),
        1 => Just(vec![]),
        1 => Just(vec![Share::Echo, Share::Echo]),
        1 => Just(vec![Share::Text("*"), Share::Text("*")]),
        2 => select(vec![("", "/"), ("", ", *"), ("", ":443"), ("\"", "\""), ("", "."), ("*,", ""), ("x", ""), ("", " null")])
            .prop_map(|(front, behind)| vec![Share::Defective(front, behind)]),
        2 => select(vec!["null", "https://page.test:9443", "HTTPS://PAGE.TEST:9443", "https://other.test:9443", "", "NULL", "**"])
            .prop_map(|text| vec![Share::Text(text)]),
    ]
}

fn credentials_lines() -> impl Strategy<Value = HeaderList> {
    let value = prop_oneof![
        8 => Just(vec![b"true".to_vec()]),
        2 => Just(vec![]),
        1 => one_of(&["true", "True", "false", "", "true,", "1", "\"true\""]),
    ];
    lines("Access-Control-Allow-Credentials", value)
}

const METHOD_NAMES: &[&str] = &["PUT", "DELETE", "*", "PATCH", "patch", "GET", "PUT", "OPTIONS", "x!"];
const HEADER_NAMES: &[&str] = &[
    "x-a",
    "content-type",
    "*",
    "authorization",
    "X-B",
    "accept",
    "range",
    "Accept-Language",
    "content-language",
    "x-c",
    "x-a",
    "x!#$%&'*+.^_`|~",
];

fn max_age() -> impl Strategy<Value = HeaderList> {
    let value = one_of(&[
        "0",
        "1",
        "2",
        "5",
        "600",
        "7200",
        "7201",
        "-1",
        "+5",
        "5.0",
        "",
        "99999999999999999999999",
        "0002",
        "2, 3",
        "2 3",
        "0x2",
    ]);
    lines("Access-Control-Max-Age", prop_oneof![2 => Just(vec![]), 3 => value])
}

fn preflight_answer() -> impl Strategy<Value = Answer> {
    (
        prop::bool::weighted(0.97),
        prop_oneof![12 => select(vec![200u16, 204, 201, 299]), 1 => select(vec![199u16, 300, 301, 304, 307, 400, 401, 404, 407, 407, 500, 999])],
        shares(),
        credentials_lines(),
        lines("Access-Control-Allow-Methods", list_lines(METHOD_NAMES, 0.05)),
        lines("Access-Control-Allow-Headers", list_lines(HEADER_NAMES, 0.05)),
        max_age(),
    )
        .prop_map(|(reached, status, shares, credentials, methods, names, age)| Answer {
            reached,
            status,
            shares,
            rest: [credentials, methods, names, age].concat(),
        })
}

fn location() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let to_origin = (
        select(ORIGINS),
        select(&["", "u:p@", "u@", ":p@", "@", ":@"][..]),
        prop::bool::weighted(0.85),
        select(&["/", "/a", "/b?q", "/a#g", "", "/./c/..", "?%e9", "/\u{e9}", "\\a"][..]),
    )
        .prop_map(|(origin, user, plain, path)| {
            let (scheme, host) = origin.split_once("://").unwrap();
            let user = if plain { "" } else { user };
            format!("{scheme}://{user}{host}{path}").into_bytes()
        });
    let odd = select(vec![
        &b""[..],
        b"/x",
        b"y",
        b"#h",
        b"?r",
        b"//other.test:9443/z",
        b"/\\other.test:9443/z",
        b"///other.test:9443/z",
        b"\\/\t\\//page.test:9443/z",
        b"https:\\\\other.test:9443\\z",
        b"HTTPS://Other.TEST:9443/",
        b"https:/a",
        b"https:a",
        b"https:page.test:9443",
        b"https://",
        b"https://[bad/",
        b"https://page.test:99999/",
        b"https://a b.test/",
        b"http://%zz/",
        b"data:,x",
        b"javascript:1",
        b"about:blank",
        b"blob:https://page.test:9443/1",
        b"file:///a",
        b"ftp://page.test/",
        b"app://page/a",
        b"app://page/a",
        b"app://u:p@page/a",
        b"app:opaque",
        b"app://page:6667/a#g",
        b"other://page/a",
        b"http://localhost:3000/a",
        b"ws://page.test:9443/",
        b"view-source:https://page.test:9443/",
        b"/a\tb",
        b"/\xe9",
        b"/\xc3\xa9#\xff",
        b"?\xff",
        b"https://\xc3\xa9.test/",
        b"https://\xe9.test/",
        b"/%E9%zz`{}|^",
        b"/a b#\"<",
        b"https://127.1:9443/",
        b"https://[::1]:9443/",
        b"https://page.test.:9443/",
        b"//u:p@page.test:9443/",
    ]);
    let port = near_bad_port().prop_map(String::into_bytes);
    let one =
        prop_oneof![20 => to_origin, 1 => port, 8 => odd.prop_map(<[u8]>::to_vec), 4 => any_printable()];
    prop_oneof![
        16 => one.clone().prop_map(|value| vec![trimmed(&value)]),
        1 => Just(vec![]),
        1 => vec(one.prop_map(|value| trimmed(&value)), 2),
    ]
}

/// Bytes that the `http` crate lets stand in a value.
fn any_printable() -> impl Strategy<Value = Vec<u8>> {
    vec(
        prop_oneof![6 => 0x20u8..0x7f, 1 => 0x80u8..=0xff, 1 => Just(b'\t'), 2 => select(b"/:@?#\\.%".to_vec())],
        0..12,
    )
}

fn policy_lines() -> impl Strategy<Value = HeaderList> {
    let value = one_of(&[
        "no-referrer",
        "same-origin",
        "origin",
        "Unsafe-URL",
        "strict-origin-when-cross-origin",
        "no-referrer-when-downgrade,future",
        "future, origin-when-cross-origin",
        "no-referrer, \"x\"",
        "",
        ",,strict-origin,",
        "no-referrer;origin",
    ]);
    lines("Referrer-Policy", prop_oneof![4 => Just(vec![]), 1 => value])
}

/// Who may use a response at all.
fn resource_policy_lines() -> impl Strategy<Value = HeaderList> {
    let value = prop_oneof![
        5 => select(vec!["same-origin", "same-site", "cross-origin"]).prop_map(|v| vec![v.as_bytes().to_vec()]),
        3 => one_of(&[
            "Same-Origin",
            "SAME-SITE",
            "same-origin",
            "same-site",
            "cross-origin",
            "same-origin, same-origin",
            "cross-origin,",
            "same-site;x",
            "\"same-origin\"",
            "same_site",
            "same-sit",
            "same-origin\u{e9}",
            "none",
            "",
        ]),
    ];
    lines("Cross-Origin-Resource-Policy", prop_oneof![2 => Just(vec![]), 3 => value])
}

/// Who may see how long it took.
fn timing_lines() -> impl Strategy<Value = HeaderList> {
    let value = prop_oneof![
        3 => select(vec!["*", "https://page.test:9443", "null"]).prop_map(|v| vec![v.as_bytes().to_vec()]),
        2 => one_of(&[
            "*",
            "https://page.test:9443",
            "https://page.test:9443/",
            "HTTPS://PAGE.TEST:9443",
            "https://page.test",
            "http://page.test:9443",
            "https://other.test:9443\t, https://page.test:9443",
            ",,*",
            "https://other.test:9443",
            "null, x",
            "Null",
            "**",
            "* *",
            "\"*\"",
            "\"x,*\"",
            "\"x\\\",*",
            "\"x\\\\\",*",
            "\"",
            "*\"",
            "\u{e9}, *",
            "",
        ]),
    ];
    lines("Timing-Allow-Origin", prop_oneof![1 => Just(vec![]), 2 => value])
}

/// What it says that it is, and whether that is to be believed.
fn type_lines() -> impl Strategy<Value = HeaderList> {
    let options = one_of(&[
        "nosniff",
        "nosniff",
        "NoSniff",
        "nosniff, x",
        "x, nosniff",
        "nosniff;",
        "nosniff x",
        "\"nosniff\"",
        ",nosniff",
        "nosniff,",
        "nosnif",
        "",
    ]);
    let content_type = one_of(&[
        "application/ecmascript",
        "application/javascript",
        "application/x-ecmascript",
        "application/x-javascript",
        "text/ecmascript",
        "text/javascript",
        "text/javascript1.0",
        "text/javascript1.1",
        "text/javascript1.2",
        "text/javascript1.3",
        "text/javascript1.4",
        "text/javascript1.5",
        "text/jscript",
        "text/livescript",
        "text/x-ecmascript",
        "text/x-javascript",
        "Text/JavaScript; charset=utf-8",
        "text/javascript ;x",
        "text/javascript;",
        "text/ javascript",
        "text /javascript",
        "text/javascript1.6",
        "text/javascript1",
        "application/x-jscript",
        "application/json",
        "module/javascript",
        "text/javascript, text/html",
        "text/html, text/javascript",
        "text/javascript, */*",
        "*/*",
        "*/*;q=1, text/css",
        "text/css, bad",
        "text/css, \"text/html\"",
        "text/html;x=\", text/css\"",
        "text/html;x=\"\\\", text/css",
        "text/css",
        "TEXT/CSS;charset=x",
        "text/css\"",
        "text/csv",
        "Text/CSV;header=present",
        "text/csv/x",
        "text/csv-schema",
        "image/png",
        "IMAGE/SVG+XML",
        "audio/",
        "audio/x",
        "video/mp4, text/plain",
        "text/plain, video/mp4",
        "imagex/png",
        "xaudio/x",
        "/css",
        "text",
        "text/\u{e9}",
        "",
        ",",
    ]);
    let sniffing = lines("X-Content-Type-Options", prop_oneof![5 => Just(vec![]), 4 => options]);
    let content_type = lines("Content-Type", prop_oneof![1 => Just(vec![]), 3 => content_type]);
    (sniffing, content_type).prop_map(|(sniffing, content_type)| [content_type, sniffing].concat())
}

const EXPOSED: &[&str] = &["x-one", "X-TWO", "*", "set-cookie", "content-type", "location", "x-three"];

fn actual_answer(redirects: f64) -> impl Strategy<Value = Answer> {
    let redirect = (select(vec![301u16, 302, 303, 307, 308]), location());
    let ordinary = select(vec![
        200u16, 200, 200, 200, 204, 205, 206, 206, 300, 304, 305, 306, 401, 401, 404, 407, 407, 416, 421,
        500, 599,
    ]);
    (
        prop::bool::weighted(0.97),
        option::weighted(redirects, redirect),
        ordinary,
        shares(),
        credentials_lines(),
        lines("Access-Control-Expose-Headers", list_lines(EXPOSED, 0.1)),
        (policy_lines(), resource_policy_lines(), timing_lines(), type_lines())
            .prop_map(|(referrer, resource, timing, kind)| [referrer, resource, timing, kind].concat()),
        subsequence(
            vec![
                ("X-One", "1"),
                ("x-two", ""),
                ("X-Two", "2"),
                ("Set-Cookie", "a=b"),
                ("set-cookie2", "c=d"),
                ("*", "star"),
                ("Cache-Control", "no-store"),
            ],
            0..=7,
        ),
    )
        .prop_map(|(reached, redirect, ordinary, shares, credentials, exposed, policies, own)| {
            let own: HeaderList =
                own.into_iter().map(|(n, v)| (n.as_bytes().to_vec(), v.as_bytes().to_vec())).collect();
            let (status, locations) = redirect.unwrap_or((ordinary, vec![]));
            let locations: HeaderList = locations.into_iter().map(|v| (b"Location".to_vec(), v)).collect();
            Answer {
                reached,
                status,
                shares,
                rest: [credentials, exposed, policies, own, locations].concat(),
            }
        })
}

fn case() -> impl Strategy<Value = Case> {
    // Now and then a server that does nothing but redirect, for the limit of twenty.
    let actuals = prop_oneof![
        9 => vec(actual_answer(0.4), 1..5),
        1 => vec(actual_answer(0.99), 1..3),
    ];
    (vec(page(), 1..3), vec(preflight_answer(), 1..4), actuals)
        .prop_map(|(pages, preflights, actuals)| Case { pages, preflights, actuals })
}

/// How requests ended, and how often.
type Ends = BTreeMap<String, u64>;

fn check(case: &Case, ends: &mut Ends) -> Result<(), String> {
    let mut both = Both::default();
    let mut server = Server { case, preflights: 0, actuals: 0 };
    let mut respond = move |message: &WireMessage| server.answer(message);
    for page in &case.pages {
        let outputs = both.run(page, &mut respond)?.expect("answers that the http crate can hold");
        for output in outputs {
            let end = match output.outcome {
                Outcome::NetworkError(reason) => format!("{:?}", reason.innermost()),
                Outcome::Local(_) => "local".to_owned(),
                Outcome::Response { response_type, timing_allow_passed, .. } => {
                    format!("{response_type:?}{}", if timing_allow_passed { " with times" } else { "" })
                }
            };
            let end = if output.reports.is_empty() { end } else { end + ", reported" };
            let end = if output.was_exempt { end + ", exempt" } else { end };
            *ends.entry(end).or_default() += 1;
        }
    }
    Ok(())
}

fn run(cases: u32) {
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let ends = RefCell::new(Ends::new());
    let result = TestRunner::new(config)
        .run(&case(), |case| check(&case, &mut ends.borrow_mut()).map_err(TestCaseError::fail));
    if let Err(error) = result {
        panic!("{error}");
    }
    let ends = ends.into_inner();
    let requests: u64 = ends.values().sum();
    println!("{cases} random scenarios, {requests} requests compared: {ends:#?}");
}

#[test]
fn random_scenarios() {
    run(512);
}

#[test]
#[ignore = "minutes, in release"]
fn many_random_scenarios() {
    run(200_000);
}
