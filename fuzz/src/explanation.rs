//! A target for explanations of stories, also of stories that cannot happen. Every story has an explanation, which is the
//! same each time and contains no secret.

use arbitrary::{Arbitrary, Result, Unstructured};
use fetch_cors::error::Blocker;
use fetch_cors::explain::{
    Answer, Change, Event, Explanation, NearMiss, Outcome, Story, explain, explain_cors_check,
    explain_preflight,
};
use fetch_cors::fetch::ServiceWorkerResponse;
use fetch_cors::header::{HeaderList, cors_unsafe_request_header_names};
use fetch_cors::preflight::PreflightedRequest;
use fetch_cors::request_origin::RequestOrigin;
use fetch_cors::{PreflightCache, Response, Timestamp};

use super::drive::{self, Engine};
use super::fetch_input;
use super::servers::Servers;
use super::text::{bytes, several};
use super::twin::{RequestInput, Scenario, WireAnswer, WireMessage, headers};

/// The text that stands for every secret of a caller.
const SECRET: &str = "s3cr3t";

/// The input: pages with their requests and answers, and the events of a story.
#[derive(Clone, Debug)]
pub struct Input {
    fetches: fetch_input::Input,
    kinds: Vec<Kind>,
    /// A value that a host passes as an origin to a single rule.
    origin: Vec<u8>,
}

/// The kind of an event.
#[derive(Clone, Copy, Debug, Arbitrary)]
enum Kind {
    Preflight,
    Actual,
    Any,
    Local,
    Upgraded,
    Blocked,
    MixedContent,
    ServiceWorker,
    Status,
    Nothing,
    Unknown,
    FromCache,
}

impl<'a> Arbitrary<'a> for Input {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let kinds = several(u, 8, Kind::arbitrary)?;
        let origin = bytes(u, 24)?;
        Ok(Self { fetches: fetch_input::Input::arbitrary(u)?, kinds, origin })
    }
}

impl Input {
    /// Checks whether the text of the secret also occurs in a place that is not secret.
    fn knows_the_secret(&self) -> bool {
        let answers = self.fetches.preflights.iter().chain(&self.fetches.actuals);
        let of_answers = answers.flat_map(|answer| {
            let rest = answer.rest.iter().flat_map(|(name, value)| [name, value]);
            answer.shares.iter().flatten().chain(rest)
        });
        let requests = self.fetches.pages.iter().flat_map(|page| &page.requests);
        let of_requests =
            requests.flat_map(|asked| asked.headers.iter().flat_map(|(name, value)| [name, value]));
        let methods =
            self.fetches.pages.iter().flat_map(|page| &page.requests).map(|asked| asked.method.as_bytes());
        let texts = of_answers.chain(of_requests).chain([&self.origin]).map(Vec::as_slice).chain(methods);
        let contains = |text: &[u8]| text.windows(SECRET.len()).any(|part| part == SECRET.as_bytes());
        texts.into_iter().any(contains)
    }
}

/// Runs the target on an input. Returns true if a fetch is refused and a plan is proved.
pub fn run(input: &Input) -> bool {
    if input.knows_the_secret() {
        return false;
    }
    let mut servers = Servers::new(&input.fetches);
    let mut heart = false;
    let mut engine = Engine::default();
    for page in &input.fetches.pages {
        for asked in &page.requests {
            let story = story(input, page, asked, &mut engine, &mut servers);
            let explanation = explain(&story);
            assert_eq!(explanation, explain(&story), "pure");
            check(&explanation);
            heart |= explanation.plans.iter().any(|plan| plan.is_proved);
        }
    }
    rules_alone(input, &mut servers);
    heart
}

/// Creates a story of the events of the input. If there are none, the events are the answers of a server to each message.
fn story(
    input: &Input,
    page: &Scenario,
    asked: &RequestInput,
    engine: &mut Engine,
    servers: &mut Servers<'_>,
) -> Story {
    let client = engine.client(page);
    let mut secret = asked.clone();
    secret.url = with_secrets(&asked.url);
    for name in [&b"Authorization"[..], b"X-Api-Key"] {
        headers::append(&mut secret.headers, name, SECRET.as_bytes());
    }
    let request = drive::request(&client, &secret);
    let script_headers = HeaderList::try_from_pairs(drive::pairs(&secret.headers)).unwrap();
    let story = Story::new(request).with_script_headers(script_headers);
    let story = story.with_cache(PreflightCache::new(), Timestamp::ZERO);
    let kinds = if input.kinds.is_empty() { &[Kind::Any; 6][..] } else { &input.kinds };
    kinds.iter().fold(story, |story, kind| story.with(event(*kind, servers)))
}

/// Adds a user name, a password, a query and a fragment to a URL that has none.
fn with_secrets(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme @ ("http" | "https"), rest)) if !url.contains(['?', '#', '@']) => {
            format!("{scheme}://{SECRET}:{SECRET}@{rest}?{SECRET}#{SECRET}")
        }
        _ => url.to_owned(),
    }
}

fn event(kind: Kind, servers: &mut Servers<'_>) -> Event {
    let mut answer = |is_preflight| Answer::new(response(servers, is_preflight));
    match kind {
        Kind::Preflight => Event::Preflight(answer(true)),
        Kind::Actual => Event::Actual(answer(false)),
        Kind::Any => Event::Answer(answer(false)),
        Kind::Local => Event::Local(answer(false)),
        Kind::Upgraded => Event::UpgradedToHttps,
        Kind::Blocked => Event::Blocked(Blocker::Host("a filter".into())),
        Kind::MixedContent => Event::Blocked(Blocker::MixedContent),
        Kind::ServiceWorker => {
            Event::ServiceWorker(Box::new(ServiceWorkerResponse::Constructed(response(servers, false))))
        }
        Kind::Status => Event::Answer(Answer::status(response(servers, true).status())),
        Kind::Nothing => Event::Answer(Answer::nothing()),
        Kind::Unknown => Event::Answer(Answer::unknown()),
        Kind::FromCache => Event::Actual(answer(false).from_cache().with_credentials(false)),
    }
}

/// Returns the next response of a server, with secrets in its cookies and in its `Location`.
fn response(servers: &mut Servers<'_>, is_preflight: bool) -> Response<()> {
    let message = WireMessage {
        is_preflight,
        method: "GET".to_owned(),
        url: "https://a.test/".to_owned(),
        headers: vec![(b"Origin".to_vec(), b"https://a.test".to_vec())],
        include_credentials: false,
        send_body: false,
        is_exempt: false,
    };
    let mut answer = servers.answer(&message).unwrap_or(WireAnswer { status: 502, headers: vec![] });
    for (name, value) in &mut answer.headers {
        if name == b"Location" && !value.contains(&b'?') && !value.contains(&b'#') {
            value.extend_from_slice(format!("?{SECRET}").as_bytes());
        }
    }
    answer.headers.push((b"Set-Cookie".to_vec(), format!("a={SECRET}").into_bytes()));
    drive::received(&answer).unwrap()
}

fn check(explanation: &Explanation) {
    let text = format!("{explanation}\n{explanation:?}");
    assert!(!text.contains(SECRET), "{text}");
    assert_eq!(explanation.outcome == Outcome::Refused, !explanation.findings.is_empty(), "{text}");
    assert!(explanation.outcome == Outcome::Refused || explanation.plans.is_empty());
    assert!(explanation.outcome != Outcome::NotKnown || !explanation.gaps.is_empty());
    // A fetch has at most 42 messages, so there are not many gaps.
    assert!(explanation.plans.len() <= 20 && explanation.gaps.len() <= 64, "{text}");
    for plan in &explanation.plans {
        assert!(plan.required().next().is_some() && !plan.sides().is_empty(), "{plan}");
        for fix in &plan.fixes {
            if let Change::SetHeader { name, value, .. } = &fix.change {
                assert!(name != "access-control-allow-origin" || value != "null", "{plan}");
            }
        }
    }
    for finding in &explanation.findings {
        assert!(!finding.code().is_empty() && !finding.to_string().is_empty());
    }
}

/// Runs single rules with a value that cannot be the origin of a page.
fn rules_alone(input: &Input, servers: &mut Servers<'_>) {
    let origin = RequestOrigin::from_serialized(&input.origin);
    let asked = input.fetches.pages.first().and_then(|page| page.requests.first());
    let Some(asked) = asked else { return };
    let names = cors_unsafe_request_header_names(&asked.headers);
    let mode = drive::credentials(asked.credentials);
    let (preflight, actual) = (response(servers, true), response(servers, false));
    let request = PreflightedRequest::new(origin, mode, asked.method.as_bytes(), &names);
    check(&explain_preflight(&request, preflight.status(), preflight.headers()));
    check(&explain_cors_check(actual.status(), actual.headers(), origin, mode));
    let _ = NearMiss::of_origin(&input.origin, b"https://a.test");
    let _ = NearMiss::of_credentials(&input.origin);
}
