//! Small worlds, enumerated: every combination of a few choices for a request, its way, the answers on it and what the
//! cache holds, through the engine and through its twin.
//!
//! `cargo test` takes an even slice of them. All of them:
//! `cargo test --release --test twin_small_worlds -- --ignored --nocapture`.

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

use support::drive::Both;
use twin::*;

const A: &str = "https://page.test:9443";
const A_HTTP: &str = "http://page.test:9443";
const S: &str = "https://api.page.test:9443";
const B: &str = "https://other.test:9443";
const C: &str = "https://third.test";
/// With a bad port.
const BAD: &str = "https://other.test:6667";

const MODES: [Mode; 4] = [Mode::Cors, Mode::NoCors, Mode::SameOrigin, Mode::Navigate];
const CREDENTIALS: [Credentials; 3] = [Credentials::SameOrigin, Credentials::Include, Credentials::Omit];
const REDIRECT_MODES: [RedirectMode; 3] = [RedirectMode::Follow, RedirectMode::Error, RedirectMode::Manual];
const METHODS: [&str; 4] = ["GET", "POST", "PUT", "patch"];

const HEADERS: [&[(&str, &str)]; 5] = [
    &[],
    &[("accept-language", "en"), ("Content-Type", "text/plain")],
    &[("content-type", "application/json")],
    &[("Authorization", "Basic dTpw")],
    &[("X-B", "2"), ("x-a", "1")],
];

/// Unsafe-request flag, use-CORS-preflight flag, whether the body is a stream.
const FLAGS: [(bool, bool, bool); 5] = [
    (true, false, false),
    (false, false, false),
    (false, true, false),
    (true, true, false),
    (true, false, true),
];

/// Where the request goes, and where redirects lead it.
const WAYS: [&[&str]; 31] = [
    &[A],
    &[S],
    &[B],
    &[A, A],
    &[A, S],
    &[A, B],
    &[A, A_HTTP],
    &[S, A],
    &[S, B],
    &[B, A],
    &[B, B],
    &[B, C],
    &[A, B, A],
    &[A, B, C],
    &[A, S, B],
    &[A, A, B],
    &[B, A, A],
    &[B, A, B],
    &[B, B, A],
    &[B, C, A],
    &[B, C, B],
    &[S, B, A],
    &[A, A, S, B],
    &[A, B, C, A],
    &[B, A, B, A],
    &[B, B, B, B],
    &[B, C, S, A],
    &[S, A, A, A_HTTP],
    &[BAD],
    &[A, BAD],
    &[B, BAD],
];

/// Status of a redirect, what it says to CORS, and what else it says.
type Redirect = (u16, Share, &'static [(&'static str, &'static str)]);

const REDIRECTS: [Redirect; 3] = [
    (307, Share::Echo, &[(TIMING, "*"), (POLICY, "cross-origin")]),
    (302, Share::Star, &[(TIMING, A), (POLICY, "same-site")]),
    (303, Share::Page, &[]),
];

/// Destination of the request; all but the first only where the answers make a difference.
const DESTINATIONS: [&str; 3] = ["", "script", "style"];

/// What the page's embedder policy enforces, and what it has reported.
const EMBEDDERS: [(EmbedderPolicy, EmbedderPolicy); 3] = [
    (EmbedderPolicy::UnsafeNone, EmbedderPolicy::RequireCorp),
    (EmbedderPolicy::Credentialless, EmbedderPolicy::UnsafeNone),
    (EmbedderPolicy::RequireCorp, EmbedderPolicy::Credentialless),
];

const PAGES: usize = 3;
const PREFLIGHTS: usize = 13;
const ACTUALS: usize = 14;

/// What came before the request in the same scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Nothing,
    /// The same request, with good answers.
    Granted,
    /// One of another method, with other headers and other credentials, straight to where the way ends; two seconds ago.
    Other,
    /// The same request, with the same answers.
    Same,
}

const BEFORE: [Before; 4] = [Before::Nothing, Before::Granted, Before::Other, Before::Same];

/// What `Access-Control-Allow-Origin` and `Access-Control-Allow-Credentials` an answer has.
#[derive(Clone, Copy, Debug)]
enum Share {
    /// The origin asked from, and credentials.
    Echo,
    /// The origin asked from only.
    EchoWithout,
    /// Anybody, and credentials in vain.
    Star,
    /// The page, whatever redirects made of it, and credentials.
    Page,
    Null,
    Other,
    Nobody,
    Twice,
    /// As it is not to be written.
    Upper,
}

fn share(share: Share, message: &WireMessage) -> HeaderList {
    let asked = message.headers.iter().find(|(n, _)| n == b"Origin").map_or(&b"null"[..], |(_, v)| v);
    let allow = |value: &[u8]| (b"Access-Control-Allow-Origin".to_vec(), value.to_vec());
    let credentials = |value: &[u8]| (b"access-control-allow-credentials".to_vec(), value.to_vec());
    match share {
        Share::Echo => vec![allow(asked), credentials(b"true")],
        Share::EchoWithout => vec![allow(asked)],
        Share::Star => vec![allow(b"*"), credentials(b"true")],
        Share::Page => vec![allow(A.as_bytes()), credentials(b"true")],
        Share::Null => vec![allow(b"null"), credentials(b"true")],
        Share::Other => vec![allow(B.as_bytes()), credentials(b"true")],
        Share::Nobody => vec![],
        Share::Twice => vec![allow(asked), allow(asked), credentials(b"true")],
        Share::Upper => vec![allow(asked), credentials(b"TRUE")],
    }
}

fn pairs(headers: &[(&str, &str)]) -> HeaderList {
    headers.iter().map(|(n, v)| (n.as_bytes().to_vec(), v.as_bytes().to_vec())).collect()
}

fn answer(status: u16, sharing: Share, message: &WireMessage, headers: &[(&str, &str)]) -> WireAnswer {
    let mut list = share(sharing, message);
    list.extend(pairs(headers));
    WireAnswer { status, headers: list }
}

const METHOD: &str = "Access-Control-Allow-Methods";
const HEADER: &str = "Access-Control-Allow-Headers";
const AGE: &str = "Access-Control-Max-Age";
const EXPOSE: &str = "Access-Control-Expose-Headers";
const POLICY: &str = "Cross-Origin-Resource-Policy";
const TIMING: &str = "Timing-Allow-Origin";
const KIND: &str = "Content-Type";
const NOSNIFF: (&str, &str) = ("X-Content-Type-Options", "nosniff");

const ALL_METHODS: (&str, &str) = (METHOD, "PUT, patch");
const ALL_HEADERS: (&str, &str) = (HEADER, "content-type, authorization,X-A , x-b");

fn preflight_answer(kind: usize, message: &WireMessage) -> Option<WireAnswer> {
    let say = |status, sharing, headers: &[(&str, &str)]| Some(answer(status, sharing, message, headers));
    match kind {
        0 => say(204, Share::Echo, &[ALL_METHODS, ALL_HEADERS, (AGE, "600")]),
        1 => say(200, Share::Star, &[(METHOD, "*"), (HEADER, "*")]),
        2 => say(200, Share::Echo, &[(METHOD, "*"), (HEADER, "*,authorization"), (AGE, "0")]),
        3 => say(200, Share::Echo, &[(METHOD, "PUT"), (HEADER, "x-a"), (AGE, "3")]),
        4 => say(200, Share::Nobody, &[ALL_METHODS, ALL_HEADERS]),
        5 => say(407, Share::Echo, &[ALL_METHODS, ALL_HEADERS]),
        6 => say(302, Share::Echo, &[ALL_METHODS, ALL_HEADERS, ("Location", "/elsewhere")]),
        7 => say(200, Share::Echo, &[(METHOD, "PUT, pa tch"), ALL_HEADERS]),
        8 => say(200, Share::Echo, &[ALL_METHODS, (HEADER, "x-a;x-b")]),
        9 => say(299, Share::EchoWithout, &[]),
        10 => None,
        11 => say(
            200,
            Share::Echo,
            &[
                (METHOD, ""),
                (METHOD, ",PUT"),
                ("access-control-allow-methods", "patch,PUT"),
                (HEADER, "x-a,x-a,*"),
                (HEADER, "Content-Type,\t,x-b"),
                (AGE, "600, 600"),
            ],
        ),
        12 => say(200, Share::Page, &[(METHOD, "PATCH,put"), (HEADER, "X-B,X-A,AUTHORIZATION"), (AGE, "-1")]),
        kind => panic!("{kind}"),
    }
}

fn actual_answer(kind: usize, message: &WireMessage) -> Option<WireAnswer> {
    let own = [("X-One", "1"), ("Set-Cookie", "a=b"), ("x-two", "2"), ("X-one", "3"), ("Expires", "0")];
    let say = |status, sharing, headers: &[(&str, &str)]| {
        let mut answer = answer(status, sharing, message, headers);
        answer.headers.extend(pairs(&own));
        Some(answer)
    };
    match kind {
        0 => say(200, Share::Echo, &[(EXPOSE, "x-one,  set-cookie"), (KIND, "text/plain"), (TIMING, "x, *")]),
        1 => say(200, Share::Star, &[(EXPOSE, "*"), NOSNIFF, (KIND, "text/css"), (TIMING, A)]),
        2 => say(200, Share::Nobody, &[(EXPOSE, "x-one"), (POLICY, "same-origin")]),
        3 => say(200, Share::Other, &[(POLICY, "same-site"), (TIMING, "null")]),
        4 => say(407, Share::Null, &[(EXPOSE, "x-two"), ("access-control-expose-headers", "X-ONE")]),
        5 => say(200, Share::Twice, &[(POLICY, "cross-origin")]),
        6 => say(206, Share::EchoWithout, &[(EXPOSE, "*, x-two"), (KIND, "text/css, text/csv")]),
        7 => say(200, Share::Upper, &[(POLICY, "same-site"), ("cross-origin-resource-policy", "same-site")]),
        8 => say(204, Share::Echo, &[(EXPOSE, "x one"), (POLICY, "Same-Origin"), NOSNIFF]),
        9 => say(302, Share::Echo, &[]),
        10 => None,
        11 => say(401, Share::Page, &[(EXPOSE, "")]),
        12 => say(200, Share::Echo, &[(EXPOSE, "*"), (EXPOSE, "x-one;"), NOSNIFF, (KIND, "text/jscript")]),
        13 => say(302, Share::Echo, &[("Location", "/a"), ("Location", "/a")]),
        kind => panic!("{kind}"),
    }
}

/// The answers that say of what type they are, or that it matters.
const TYPED: [usize; 4] = [1, 6, 8, 12];

/// How many surroundings there are: what the client's host has said beside its origin. It has no divisor in common with the
/// size of any choice, so that each choice meets each of them.
const SURROUNDINGS: u64 = 11;

fn surroundings(kind: u64) -> (Environment, ReferrerPolicy, ReferrerInput) {
    use ReferrerPolicy as P;
    let document =
        |url: &str| Environment { url: ClientUrl::Document(url.to_owned()), ..Environment::default() };
    let may_read = |pairs: &[(&str, &str)]| {
        let exempt = pairs.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
        Some(Policy { exempt, ..Policy::default() })
    };
    let page = "https://u:p@page.test:9443/a?b#c";
    let own = ReferrerInput::Url(format!("{A}/own#f"));
    let (environment, policy, referrer) = match kind {
        0 => (Environment::default(), P::StrictOriginWhenCrossOrigin, ReferrerInput::Client),
        1 => (document(page), P::StrictOriginWhenCrossOrigin, ReferrerInput::Client),
        2 => (document(page), P::UnsafeUrl, ReferrerInput::Client),
        3 => (document("http://page.test:9443/a"), P::StrictOrigin, ReferrerInput::Client),
        4 => {
            let url = ClientUrl::Worker(page.to_owned());
            let worker = Environment { url, has_no_user: true, ..Environment::default() };
            (worker, P::NoReferrerWhenDowngrade, ReferrerInput::Client)
        }
        5 => (document(page), P::OriginWhenCrossOrigin, own),
        6 => (Environment { has_no_user: true, ..document(page) }, P::SameOrigin, ReferrerInput::NoReferrer),
        7 => {
            let policy = may_read(&[(A, B), ("null", B)]);
            (Environment { policy, ..document(page) }, P::SameOrigin, ReferrerInput::Client)
        }
        8 => {
            let policy = may_read(&[(A, C), (A, S), ("null", A)]);
            (Environment { policy, ..Environment::default() }, P::Origin, own)
        }
        9 => {
            let upgrades = Environment { upgrades_insecure_requests: true, ..document(page) };
            (upgrades, P::StrictOriginWhenCrossOrigin, ReferrerInput::Client)
        }
        _ => {
            let policy = Some(Policy { trustworthy: vec!["http".to_owned()], ..Policy::default() });
            let hsts = vec!["page.test".to_owned()];
            (Environment { policy, hsts, ..document(page) }, P::StrictOrigin, ReferrerInput::Client)
        }
    };
    (environment, policy, referrer)
}

/// One world: which of each choice.
#[derive(Clone, Copy, Debug)]
struct World {
    mode: Mode,
    credentials: Credentials,
    redirect: RedirectMode,
    method: usize,
    headers: usize,
    flags: usize,
    way: usize,
    redirects: usize,
    preflight: usize,
    actual: usize,
    before: Before,
    destination: usize,
    embedder: usize,
    page: usize,
    surroundings: u64,
}

/// How many there are, those included that are another one's double.
const PLACES: u64 = (4 * 3 * 3)
    * (METHODS.len() * HEADERS.len() * FLAGS.len()) as u64
    * (WAYS.len() * REDIRECTS.len()) as u64
    * (PREFLIGHTS * ACTUALS * BEFORE.len() * PAGES) as u64
    * (DESTINATIONS.len() * EMBEDDERS.len()) as u64;

impl World {
    /// The world at a place in the enumeration; `None` if a choice has no part in it and is not the first one.
    fn at(mut place: u64) -> Option<Self> {
        let surroundings = place % SURROUNDINGS;
        let mut digit = |base: usize| {
            let digit = place % base as u64;
            place /= base as u64;
            usize::try_from(digit).unwrap()
        };
        let world = World {
            actual: digit(ACTUALS),
            preflight: digit(PREFLIGHTS),
            way: digit(WAYS.len()),
            headers: digit(HEADERS.len()),
            method: digit(METHODS.len()),
            before: BEFORE[digit(BEFORE.len())],
            credentials: CREDENTIALS[digit(3)],
            flags: digit(FLAGS.len()),
            redirects: digit(REDIRECTS.len()),
            mode: MODES[digit(4)],
            redirect: REDIRECT_MODES[digit(3)],
            page: digit(PAGES),
            destination: digit(DESTINATIONS.len()),
            embedder: digit(EMBEDDERS.len()),
            surroundings,
        };
        let may_preflight = world.mode == Mode::Cors && world.flags != 1;
        let way = WAYS[world.way];
        let redirected = way.len() > 1;
        let followed = world.redirect == RedirectMode::Follow
            || (world.mode, world.redirect) == (Mode::Navigate, RedirectMode::Manual);
        let arrives = way[way.len() - 1] != BAD && (!redirected || followed);
        let double = !may_preflight && (world.preflight > 0 || world.before != Before::Nothing)
            || !redirected && world.redirects > 0
            || !arrives && (world.preflight > 0 || world.actual > 0)
            || world.flags == 4 && world.method == 0
            || world.embedder > 0 && (world.mode != Mode::NoCors || world.redirect != RedirectMode::Follow)
            || world.page > 1 && (world.mode != Mode::NoCors || world.redirect != RedirectMode::Follow)
            || world.destination > 0
                && (!TYPED.contains(&world.actual) || may_preflight && world.before != Before::Granted);
        (!double).then_some(world)
    }

    fn request(&self) -> RequestInput {
        let (unsafe_request, use_cors_preflight, stream) = FLAGS[self.flags];
        RequestInput {
            url: format!("{}/0", WAYS[self.way][0]),
            mode: self.mode,
            credentials: self.credentials,
            method: METHODS[self.method].to_owned(),
            headers: pairs(HEADERS[self.headers]),
            body: match (self.method, stream) {
                (0, _) => Body::None,
                (_, true) => Body::Stream,
                (_, false) => Body::Source,
            },
            redirect: self.redirect,
            unsafe_request,
            use_cors_preflight,
            destination: DESTINATIONS[self.destination].to_owned(),
            referrer: surroundings(self.surroundings).2,
            manual_redirects: 2,
            ..RequestInput::default()
        }
    }

    fn scenario(&self, request: RequestInput) -> Scenario {
        let (environment, client_referrer_policy, _) = surroundings(self.surroundings);
        Scenario {
            page: match self.page {
                0 => PageOrigin::Tuple(A.to_owned()),
                1 => PageOrigin::Opaque(1),
                _ => PageOrigin::Tuple(A_HTTP.to_owned()),
            },
            client_referrer_policy,
            embedder_policy: EMBEDDERS[self.embedder].0,
            report_only_embedder_policy: EMBEDDERS[self.embedder].1,
            partition_key: None,
            environment,
            options: Options::default(),
            requests: vec![request],
        }
    }

    /// The server: the last stop of the way gives the world's answers, those before it redirect.
    fn answer(&self, good: bool, message: &WireMessage) -> Option<WireAnswer> {
        let way = WAYS[self.way];
        let stop: usize = message.url.rsplit('/').next().unwrap().parse().unwrap();
        let last = stop + 1 == way.len();
        if message.is_preflight {
            return preflight_answer(if last && !good { self.preflight } else { 0 }, message);
        }
        if last {
            return actual_answer(if good { 0 } else { self.actual }, message);
        }
        let (status, sharing, others) = REDIRECTS[self.redirects];
        let location = format!("{}/{}", way[stop + 1], stop + 1);
        let sharing = if good { Share::Echo } else { sharing };
        Some(answer(status, sharing, message, &[&[("Location", location.as_str())], others].concat()))
    }

    /// Plays the world; how many requests that were.
    fn play(&self) -> Result<u64, String> {
        let mut both = Both::default();
        let mut run = |request: RequestInput, good: bool| {
            let mut responder = |message: &WireMessage| self.answer(good, message);
            both.run(&self.scenario(request), &mut responder)
                .map(|outputs| assert!(outputs.is_some(), "answers that the http crate can hold"))
        };
        let mut requests = 1;
        match self.before {
            Before::Nothing => {}
            Before::Granted => run(self.request(), true)?,
            Before::Same => run(self.request(), false)?,
            Before::Other => {
                let way = WAYS[self.way];
                let other = RequestInput {
                    url: format!("{}/{}", way[way.len() - 1], way.len() - 1),
                    method: METHODS[METHODS.len() - 1 - self.method].to_owned(),
                    headers: pairs(HEADERS[4 - self.headers]),
                    body: Body::None,
                    credentials: match self.credentials {
                        Credentials::Include => Credentials::Omit,
                        _ => Credentials::Include,
                    },
                    ..self.request()
                };
                run(other, true)?;
            }
        }
        let mut request = self.request();
        if self.before != Before::Nothing {
            requests += 1;
            request.wait_ms = 2_000;
        }
        run(request, false)?;
        Ok(requests)
    }
}

/// Plays the worlds at every `stride`-th place from `first` on.
fn play(first: u64, stride: u64) {
    let (mut worlds, mut requests) = (0u64, 0u64);
    let mut wrong = Vec::new();
    let mut place = first;
    while place < PLACES {
        if let Some(world) = World::at(place) {
            worlds += 1;
            match world.play() {
                Ok(played) => requests += played,
                Err(difference) => wrong.push(format!("place {place}, {world:?}: {difference}")),
            }
            assert!(wrong.len() < 20, "differences:\n{}", wrong.join("\n"));
        }
        place += stride;
    }
    println!("{worlds} small worlds, {requests} requests compared");
    assert!(wrong.is_empty(), "differences:\n{}", wrong.join("\n"));
    assert!(worlds > 0);
}

/// Prime, and no divisor of any choice's size: so the slice has every pair of choices.
const STRIDE: u64 = 2_129;

#[test]
fn a_slice_of_the_small_worlds_first_half() {
    play(0, 2 * STRIDE);
}

#[test]
fn a_slice_of_the_small_worlds_second_half() {
    play(STRIDE, 2 * STRIDE);
}

#[test]
#[ignore = "half an hour of a processor, in release"]
fn all_small_worlds_even() {
    play(0, 2);
}

#[test]
#[ignore = "half an hour of a processor, in release"]
fn all_small_worlds_odd() {
    play(1, 2);
}

/// A page's requests one by one, through both; how many that were.
fn compare_all(
    requests: impl Iterator<Item = RequestInput>,
    responder: fn(&WireMessage) -> Option<WireAnswer>,
) -> u64 {
    let (mut both, mut compared) = (Both::default(), 0);
    for request in requests {
        let scenario = Scenario {
            page: PageOrigin::Tuple(A.to_owned()),
            client_referrer_policy: ReferrerPolicy::StrictOriginWhenCrossOrigin,
            embedder_policy: EmbedderPolicy::UnsafeNone,
            report_only_embedder_policy: EmbedderPolicy::UnsafeNone,
            partition_key: None,
            environment: Environment::default(),
            options: Options::default(),
            requests: vec![request.clone()],
        };
        let mut responder = responder;
        let outputs = both.run(&scenario, &mut responder);
        assert!(outputs.is_ok_and(|outputs| outputs.is_some()), "{request:?}");
        compared += 1;
    }
    compared
}

#[test]
fn every_port() {
    let ports = (0..10_100u16).chain([19_999, 32_768, 65_535]);
    let requests = ports
        .map(|port| RequestInput { url: format!("http://other.test:{port}/"), ..RequestInput::default() });
    let compared = compare_all(requests, |_| None);
    println!("{compared} ports compared");
}

const KINDS: [&str; 35] = [
    "",
    "*/*",
    "text",
    "text/css",
    "text/csv",
    "text/html",
    "text/plain",
    "audio/ogg",
    "audios/ogg",
    "images/png",
    "videos/mp4",
    "image/png",
    "video/mp4",
    "application/json",
    "application/xml",
    "text/javascript1.6",
    "text/css,text/csv",
    "text/css, */*",
    "text/javascript,*/*;q=1",
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
];

/// A request with any destination, redirected to an answer of any type.
#[test]
fn every_destination() {
    let mut requests = Vec::new();
    for destination in fetch_cors::request::Destination::ALL {
        for kind in 0..KINDS.len() {
            for nosniff in ["", "nosniff"] {
                requests.push(RequestInput {
                    url: format!("{A}/from?{kind}#{nosniff}"),
                    destination: destination.to_string(),
                    ..RequestInput::default()
                });
            }
        }
    }
    let compared = compare_all(requests.into_iter(), |message| {
        let (url, nosniff) = message.url.split_once('#').unwrap();
        let (url, kind) = url.split_once('?').unwrap();
        if url.ends_with("/from") {
            let location = format!("{B}/to?{kind}");
            let headers = pairs(&[("Location", &location), (TIMING, "*, x")]);
            return Some(WireAnswer { status: 302, headers });
        }
        let kind = KINDS[kind.parse::<usize>().unwrap()];
        let headers = pairs(&[(KIND, kind), ("X-Content-Type-Options", nosniff)]);
        Some(WireAnswer { status: 200, headers })
    });
    println!("{compared} destinations with types compared");
}
