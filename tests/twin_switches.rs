//! A small world of the switches, enumerated: two requests of one page to one URL, with every setting of the switches,
//! each with every answer to its preflight that the switches look at, through the engine and through its twin.
//!
//! `cargo test` takes an even slice of them. All of them:
//! `cargo test --release --test twin_switches -- --ignored --nocapture`.

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
const B: &str = "https://other.test:9443/";

const SWITCHES: usize = 16;
const CREDENTIALS: [Credentials; 2] = [Credentials::SameOrigin, Credentials::Include];
const METHODS: [&str; 4] = ["POST", "PUT", "patch", "*"];
const HEADERS: [&[(&str, &str)]; 4] =
    [&[], &[("Authorization", "Basic dTpw")], &[("x-a", "1")], &[("X-A", "1"), ("authorization", "x")]];
/// Values of `Access-Control-Allow-Methods`.
const LISTED_METHODS: [Option<&str>; 5] = [None, Some(""), Some("*"), Some("PUT"), Some("*, PUT")];
/// Values of `Access-Control-Allow-Headers`.
const LISTED_NAMES: [Option<&str>; 5] =
    [None, Some("*"), Some("x-a"), Some("*,Authorization"), Some("x-a, *")];

/// A request, and the answer to its preflight.
#[derive(Clone, Copy, Debug)]
struct Round {
    credentials: Credentials,
    method: &'static str,
    headers: &'static [(&'static str, &'static str)],
    use_cors_preflight: bool,
    methods: Option<&'static str>,
    names: Option<&'static str>,
}

const ROUNDS: usize = 2 * 2 * METHODS.len() * HEADERS.len() * LISTED_METHODS.len() * LISTED_NAMES.len();
const WORLDS: usize = SWITCHES * ROUNDS * ROUNDS;

/// Takes choices off a number, one after another.
struct Digits(usize);

impl Digits {
    fn next(&mut self, base: usize) -> usize {
        let digit = self.0 % base;
        self.0 /= base;
        digit
    }

    fn round(&mut self) -> Round {
        Round {
            credentials: CREDENTIALS[self.next(2)],
            use_cors_preflight: self.next(2) == 1,
            method: METHODS[self.next(METHODS.len())],
            headers: HEADERS[self.next(HEADERS.len())],
            methods: LISTED_METHODS[self.next(LISTED_METHODS.len())],
            names: LISTED_NAMES[self.next(LISTED_NAMES.len())],
        }
    }
}

fn pairs(headers: &[(&str, &str)]) -> HeaderList {
    headers.iter().map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec())).collect()
}

impl Round {
    fn request(&self) -> RequestInput {
        RequestInput {
            url: B.to_owned(),
            mode: Mode::Cors,
            credentials: self.credentials,
            method: self.method.to_owned(),
            headers: pairs(self.headers),
            unsafe_request: true,
            use_cors_preflight: self.use_cors_preflight,
            wait_ms: 1_000,
            ..RequestInput::default()
        }
    }

    fn answer(&self, message: &WireMessage) -> WireAnswer {
        let mut headers =
            pairs(&[("Access-Control-Allow-Origin", A), ("Access-Control-Allow-Credentials", "true")]);
        if message.is_preflight {
            let lists = [
                ("Access-Control-Allow-Methods", self.methods),
                ("Access-Control-Allow-Headers", self.names),
            ];
            let lists = lists.into_iter().filter_map(|(name, value)| Some((name, value?)));
            headers.extend(pairs(&lists.collect::<Vec<_>>()));
        }
        WireAnswer { status: 200, headers }
    }
}

/// Plays the world at a place in the enumeration. Returns how many messages went out.
fn play(place: usize) -> usize {
    let mut digits = Digits(place);
    let bits = digits.next(SWITCHES);
    let switches = Switches {
        upload_needs_listed_method: bits & 1 != 0,
        authorization_under_wildcard: bits & 2 != 0,
        cached_wildcard_needs_no_credentials: bits & 4 != 0,
        upload_needs_no_method_entry: bits & 8 != 0,
        ..Switches::default()
    };
    let rounds = [digits.round(), digits.round()];
    let mut both = Both::default();
    let mut sent = 0;
    for round in rounds {
        let scenario = Scenario {
            page: PageOrigin::Tuple(A.to_owned()),
            client_referrer_policy: ReferrerPolicy::StrictOriginWhenCrossOrigin,
            embedder_policy: EmbedderPolicy::UnsafeNone,
            report_only_embedder_policy: EmbedderPolicy::UnsafeNone,
            partition_key: None,
            environment: Environment::default(),
            options: Options { switches, ..Options::default() },
            requests: vec![round.request()],
        };
        let mut responder = |message: &WireMessage| Some(round.answer(message));
        match both.run(&scenario, &mut responder) {
            Ok(outputs) => sent += outputs.unwrap()[0].wire.len(),
            Err(difference) => panic!("place {place}, {switches:?}, {rounds:#?}: {difference}"),
        }
    }
    sent
}

/// Prime, and no divisor of any choice's size: so the slice has every pair of choices.
const STRIDE: usize = 1_013;

#[test]
fn a_slice_of_the_worlds() {
    let sent: usize = (0..WORLDS).step_by(STRIDE).map(play).sum();
    println!("{} worlds, {sent} messages compared", WORLDS.div_ceil(STRIDE));
}

#[test]
#[ignore = "minutes, in release"]
fn all_worlds() {
    let sent: usize = (0..WORLDS).map(play).sum();
    println!("{WORLDS} worlds, {sent} messages compared");
}
