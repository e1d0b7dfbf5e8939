//! A target for whole fetches with scripted answers. It compares the engine with its twin, a second implementation, or
//! runs a host that does more than send messages.

use fetch_cors::Origin;
use fetch_cors::header::{HeaderList, cors_unsafe_request_header_names};
use url::Url;

use super::drive::{self, End, Engine, Entry, Grants, Seen};
use super::host;
use super::servers::Servers;
pub use super::surroundings::Input;
use super::surroundings::check_referrer;
use super::twin::{
    self, Credentials, Mode, PageOrigin, RequestInput, Scenario, WireAnswer, WireMessage, headers,
};

/// Runs the target on an input. Returns true if a page may read a response of another origin.
pub fn run(input: &Input) -> bool {
    let input = &input.fetches;
    if !input.acts.is_empty() {
        return host::run(input);
    }
    // The twin gives the same results each time, so the engine must do so too.
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
        let seen = engine.ask(&client, page, asked, &mut respond).unwrap();
        Course { page, asked, remembered, seen: &seen, answers: &answers }.check();
        all.push(seen);
    }
    all
}

/// A fetch that has ended, with its messages and answers.
struct Course<'a> {
    page: &'a Scenario,
    asked: &'a RequestInput,
    /// The entries of the cache when the fetch began.
    remembered: Vec<Entry>,
    seen: &'a Seen,
    answers: &'a [Option<WireAnswer>],
}

impl Course<'_> {
    fn check(&self) {
        let wire = &self.seen.wire;
        assert!(wire.len() <= 42 && wire.len() == self.answers.len());
        assert!(wire.iter().filter(|message| !message.is_preflight).count() <= 21);
        for message in wire {
            check_referrer(&message.headers);
        }
        assert!(self.page.environment.policy.is_some() || !self.seen.was_exempt);
        assert!(self.seen.was_exempt || !wire.iter().any(|message| message.is_exempt));
        // The other properties hold for the standard. With exceptions from CORS, only the comparison with the twin applies.
        if self.page.environment.policy.is_some() {
            return;
        }
        let home = match &self.page.page {
            PageOrigin::Tuple(origin) => Some(Origin::parse(origin).unwrap()),
            PageOrigin::Opaque(_) => None,
        };
        let is_home = |url: &Url| home.as_ref().is_some_and(|home| home.same_origin(&Origin::of(url)));
        // An upgrade may change the first URL before the first message is sent.
        let first = wire.first().map_or(&self.asked.url, |message| &message.url);
        let start = Origin::of(&Url::parse(first).unwrap());
        // Whether this message or an earlier one went to an origin other than the page's, or other than the first one.
        let (mut left_home, mut left_start) = (false, false);
        for (i, message) in wire.iter().enumerate() {
            let url = Url::parse(&message.url).unwrap();
            left_home |= !is_home(&url);
            left_start |= !start.same_origin(&Origin::of(&url));
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
            let known: [&[u8]; 5] = [
                b"accept",
                b"access-control-request-method",
                b"access-control-request-headers",
                b"origin",
                b"referer",
            ];
            assert!(known.contains(&&name[..]), "{}", String::from_utf8_lossy(&name));
        }
        // After the preflight comes the message for which it asked, or no message.
        if let Some(next) = self.seen.wire.get(i + 1) {
            assert!(!next.is_preflight && next.url == message.url);
        }
    }

    /// Checks that a preflight or the cache allows everything that a form could not send.
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
        // Otherwise, the cache or an earlier preflight of this fetch must allow it.
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

    /// Checks whether an answer shares its response. This is a second implementation of the CORS check.
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
