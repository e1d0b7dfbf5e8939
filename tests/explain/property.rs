//! What keeps advice honest: a plan that is proved works in one round, needs each of its required fixes, and lets no
//! stranger in.

use std::collections::VecDeque;

use fetch_cors::error::ErrorKind;
use fetch_cors::explain::{Change, Fix, On, Outcome, Plan, Story, explain};
use fetch_cors::header::HeaderList;
use fetch_cors::lab::{Browser, Call, Fetched, Scenario, probes};
use fetch_cors::request::{BodyKind, CredentialsMode};
use fetch_cors::response::ResponseType;
use fetch_cors::strategy::{Params, scenarios};
use fetch_cors::{Client, Exchange, Origin, PreflightCache, Response, Step, Timestamp, fetch};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use url::Url;

/// So many cases are tried where nothing else is said. `PROPTEST_CASES` overrides it.
const MANY: u32 = 1_500;

fn config() -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(MANY);
    Config { cases, failure_persistence: None, ..Config::default() }
}

/// A fetch, and what was remembered before it.
struct Course {
    before: Remembered,
    fetched: Fetched,
}

struct Remembered {
    cache: PreflightCache,
    now: Timestamp,
}

impl Course {
    /// Runs each scene of a scenario.
    fn all(scenario: &Scenario) -> Vec<Self> {
        let mut browser = Browser::new();
        scenario
            .scenes
            .iter()
            .map(|scene| {
                browser.now = browser.now.after(scene.wait);
                let before = Remembered { cache: browser.cache.clone(), now: browser.now };
                Self { before, fetched: browser.fetch(&scene.call, scene.server()).unwrap() }
            })
            .collect()
    }
}

/// What servers answered, in order: the URL, whether it was to a preflight, and the response.
#[derive(Clone, Debug, Default)]
struct World(VecDeque<(String, bool, Response<()>)>);

impl World {
    /// Reads what was sent and answered.
    fn of(fetched: &Fetched) -> Self {
        let answered = fetched.messages.iter().filter_map(|message| {
            let answer = Response::from(message.answer.clone()?);
            Some((sent(&message.url), message.is_preflight(), answer))
        });
        Self(answered.collect())
    }

    /// Returns the next answer to such a message, or one without any header for a message that was never sent. Answers
    /// before it belong to messages that are not sent this time.
    fn next(&mut self, exchange: &Exchange) -> Response<()> {
        let (url, preflight) = (exchange.to_url().to_string(), exchange.is_preflight());
        let find = |kind: bool| {
            self.0.iter().position(|(other, is_preflight, _)| *other == url && *is_preflight == kind)
        };
        match (find(preflight), find(false)) {
            // At this hop, the preflight was remembered. A later one to the same URL was for another hop.
            (Some(at), Some(actual)) if actual < at => Response::new(204, ()),
            (Some(at), _) => self.0.drain(..=at).next_back().unwrap().2,
            (None, _) => Response::new(if preflight { 204 } else { 200 }, ()),
        }
    }
}

/// Returns a URL as it is sent.
fn sent(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.to_string()
}

/// Returns whether the call is allowed after these fixes.
fn is_allowed(call: &Call, fixes: &[&Fix], fetched: &Course) -> bool {
    outcome(call, fixes, fetched).is_some()
}

/// Returns whether a page of another origin than the servers can read the response after these fixes.
fn is_shared(call: &Call, fixes: &[&Fix], fetched: &Course) -> bool {
    outcome(call, fixes, fetched) == Some(ResponseType::Cors)
}

fn outcome(call: &Call, fixes: &[&Fix], fetched: &Course) -> Option<ResponseType> {
    let Course { before, fetched } = fetched;
    let (mut call, mut world) = (call.clone(), World::of(fetched));
    fixes.iter().for_each(|fix| change_call(&mut call, &fix.change));
    let client = Client::new(call.page.clone());
    let request = call.request(&client).ok()?;
    let (mut cache, now) = (before.cache.clone(), before.now);
    let mut step = fetch(request, &mut cache, now);
    loop {
        step = match step {
            Step::Send(exchange) => {
                let answer = world.next(&exchange);
                let answer =
                    fixes.iter().fold(answer, |answer, fix| fix_answer(&exchange, answer, &fix.change));
                exchange.respond(answer, &mut cache, now)
            }
            Step::Redirect(hop) => hop.run(&mut cache, now),
            Step::Local(local) => local.respond(Response::new(200, ())),
            Step::Done(end) => return end.ok().map(|response| response.response_type()),
        };
    }
}

fn change_call(call: &mut Call, change: &Change) {
    match change {
        Change::RequestUrl { url } => call.url = url.to_string(),
        Change::SetMethod { method } => {
            call.method = method.clone();
            if *method == http::Method::GET {
                call.body = BodyKind::None;
            }
        }
        Change::DropRequestHeader { name } => call.headers.delete(name.as_bytes()),
        Change::SetRequestHeader { name, value } => {
            call.headers.set(name.as_bytes(), value.as_bytes()).unwrap();
        }
        Change::SetMode { mode } => call.mode = *mode,
        Change::SetCredentials { mode } => call.credentials = *mode,
        Change::SetRedirect { mode } => call.redirect = *mode,
        Change::SendRepeatableBody => call.body = BodyKind::Source,
        Change::SetCache { .. } => {}
        other => assert_eq!(other.side().as_str(), "server", "{other}"),
    }
}

fn fix_answer(exchange: &Exchange, answer: Response<()>, change: &Change) -> Response<()> {
    let hop = usize::from(exchange.request().redirect_count());
    let is_redirect = [301, 302, 303, 307, 308].contains(&answer.status());
    let this = match exchange.is_preflight() {
        true => On::Preflight { hop },
        false if is_redirect => On::Redirect { hop },
        false => On::Actual { hop },
    };
    let mut headers = HeaderList::clone(&answer.headers().to_list());
    let mut status = answer.status();
    match change {
        Change::SetHeader { on, name, value } if *on == this => {
            headers.set(name.as_str().as_bytes(), value.as_bytes()).unwrap();
        }
        Change::AnswerPreflight { hop: other } if this == On::Preflight { hop: *other } => {
            status = 204;
            headers.delete(b"location");
        }
        Change::AnswerWithStatus { hop: other, status: other_status }
            if this == On::Redirect { hop: *other } =>
        {
            status = *other_status;
            headers.delete(b"location");
        }
        Change::RedirectTo { hop: other, url } if this == On::Redirect { hop: *other } => {
            headers.set(b"location", url.as_str().as_bytes()).unwrap();
        }
        _ => return answer,
    }
    Response::new(status, ()).with_headers(headers)
}

/// Returns whether a fix opens a response to every origin.
fn opens_to_all(fix: &Fix) -> bool {
    matches!(&fix.change, Change::SetHeader { name, value, .. }
        if name == "access-control-allow-origin" && value == "*")
}

/// Returns whether a URL is on the same machine, which is no mixed content.
fn is_local(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_suffix('.').unwrap_or(host);
    matches!(host, "localhost" | "127.0.0.1" | "[::1]") || host.ends_with(".localhost")
}

/// Returns the number of hops before a URL was reached.
fn hops_before(fetched: &Fetched, url: &Url) -> usize {
    let before = fetched.messages.iter().take_while(|message| sent(&message.url) != sent(url));
    before.filter(|message| !message.is_preflight()).count()
}

/// Returns the fix for a response so many hops later.
fn later_by(hops: usize, mut fix: Fix) -> Fix {
    if let Change::SetHeader { on, .. } = &mut fix.change {
        *on = match on {
            On::Preflight { hop } => On::Preflight { hop: *hop + hops },
            On::Redirect { hop } => On::Redirect { hop: *hop + hops },
            On::Actual { hop } => On::Actual { hop: *hop + hops },
            other => panic!("{other}"),
        };
    }
    fix
}

fn check_plan(call: &Call, plan: &Plan, fetched: &Course, page: &Origin) -> Result<(), TestCaseError> {
    let required: Vec<&Fix> = plan.required().collect();
    prop_assert!(is_allowed(call, &required, fetched), "the plan does not work: {plan}");
    let all: Vec<&Fix> = plan.fixes.iter().collect();
    prop_assert!(is_allowed(call, &all, fetched), "a safeguard breaks the plan: {plan}");
    for left_out in &required {
        let others = required.iter().filter(|fix| fix != &left_out).map(|fix| Fix::clone(fix));
        // Without this one, the plan begins at the first URL, and its hops have other numbers.
        let others: Vec<Fix> = match &left_out.change {
            Change::RequestUrl { url } => {
                let before = hops_before(&fetched.fetched, url);
                others.map(|fix| later_by(before, fix)).collect()
            }
            _ => others.collect(),
        };
        let others: Vec<&Fix> = others.iter().collect();
        prop_assert!(!is_allowed(call, &others, fetched), "needless: {left_out}, of {plan}");
    }
    for fix in &plan.fixes {
        if let Change::RequestUrl { url } = &fix.change {
            prop_assert!(
                page.scheme() != Some("https") || url.scheme() == "https" || is_local(url),
                "{plan}"
            );
        }
        if let Change::SetHeader { name, value, .. } = &fix.change {
            prop_assert!(name != "access-control-allow-origin" || value != "null", "{fix}");
        }
        if opens_to_all(fix) {
            let sends_credentials = call.credentials == CredentialsMode::Include
                && !plan.fixes.iter().any(|fix| matches!(fix.change, Change::SetCredentials { .. }));
            prop_assert!(!sends_credentials, "`*` with credentials: {plan}");
        }
    }
    let names_origin = plan.fixes.iter().any(
        |fix| matches!(&fix.change, Change::SetHeader { name, .. } if name == "access-control-allow-origin"),
    );
    if names_origin && !plan.fixes.iter().any(opens_to_all) {
        let (by_servers, by_page): (Vec<&Fix>, Vec<&Fix>) =
            all.iter().partition(|fix| fix.change.side().as_str() == "server");
        // A stranger can write its request like the page does, before and after.
        for (before, after) in [(Vec::new(), by_servers), (by_page, all)] {
            for stranger in probes(page).iter().filter_map(|probe| probe.origin()) {
                let mut of_stranger = call.clone();
                of_stranger.page = stranger.clone();
                if !is_shared(&of_stranger, &before, fetched) {
                    let let_in = is_shared(&of_stranger, &after, fetched);
                    prop_assert!(!let_in, "{} gains access by {plan}", of_stranger.page);
                }
            }
        }
    }
    Ok(())
}

fn check(call: &Call, course: &Course) -> Result<(), TestCaseError> {
    let (explanation, refused) = (explain(&course.fetched.story), course.fetched.outcome.is_err());
    prop_assert_eq!(explanation.outcome == Outcome::Refused, refused, "{}", explanation);
    prop_assert_eq!(explanation.findings.is_empty(), !refused);
    prop_assert!(refused || explanation.plans.is_empty());
    for plan in explanation.plans.iter().filter(|plan| plan.is_proved) {
        check_plan(call, plan, course, &call.page)?;
    }
    // Where servers can be mended, there is a plan.
    let can_be_mended = explanation.findings.iter().all(|finding| {
        finding.side.as_str() == "server" && finding.code().starts_with("allow")
            || finding.code().starts_with("missing")
    });
    let null_with_credentials = explanation.no_safe_server_plan;
    if refused && can_be_mended && !null_with_credentials {
        prop_assert!(explanation.plans.iter().any(|plan| plan.is_proved), "{}", explanation);
    }
    Ok(())
}

/// Every plan of every refused fetch of generated scenarios.
#[test]
fn plans_are_honest() {
    TestRunner::new(config())
        .run(&scenarios(&Params::new()), |scenario| {
            for (scene, course) in scenario.scenes.iter().zip(Course::all(&scenario)) {
                let outcome = &course.fetched.outcome;
                if !outcome.as_ref().is_err_and(|error| error.kind() == ErrorKind::NoResponse) {
                    check(&scene.call, &course)?;
                }
            }
            Ok(())
        })
        .unwrap();
}

/// The explanation is the one of the machine: it ends like the fetch, with the reason of the fetch among its findings.
#[test]
fn explanations_agree_with_the_machine() {
    TestRunner::new(config())
        .run(&scenarios(&Params::new()), |scenario| {
            for fetched in Browser::new().run(&scenario).unwrap() {
                let explanation = explain(&fetched.story);
                match &fetched.outcome {
                    Ok(_) => prop_assert_eq!(explanation.outcome, Outcome::Allowed),
                    Err(error) => {
                        prop_assert_eq!(explanation.outcome, Outcome::Refused);
                        let codes: Vec<_> =
                            explanation.findings.iter().map(|finding| finding.code()).collect();
                        prop_assert!(codes.contains(&error.reason().code()), "{error}: {codes:?}");
                        let step = error.step();
                        let same = |found: Option<_>| found == Some(step);
                        prop_assert!(explanation.findings.iter().any(|finding| same(finding.step())));
                    }
                }
                prop_assert!(!explanation.to_string().is_empty());
                let again = explain(&fetched.story);
                prop_assert_eq!(again, explanation, "pure");
            }
            Ok(())
        })
        .unwrap();
}

/// A story without its last answers has an end that is not known, and the gap says which message.
#[test]
fn a_story_that_breaks_off_is_not_guessed_at() {
    TestRunner::new(config())
        .run(&(scenarios(&Params::new()), any::<prop::sample::Index>()), |(scenario, index)| {
            let fetched = Browser::new().run(&scenario).unwrap();
            for fetched in fetched.iter().filter(|fetched| !fetched.messages.is_empty()) {
                let kept = index.index(fetched.messages.len());
                let mut story = Story::new(fetched.story.request().clone());
                for event in fetched.story.events().iter().take(kept) {
                    story = story.with(event.clone());
                }
                let explanation = explain(&story);
                prop_assert_eq!(explanation.outcome, Outcome::NotKnown, "{}", explanation);
                prop_assert!(explanation.findings.is_empty() && explanation.plans.is_empty());
                prop_assert_eq!(explanation.gaps.last().map(|gap| gap.code()), Some("answer-not-known"));
            }
            Ok(())
        })
        .unwrap();
}
