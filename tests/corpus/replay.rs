//! One scenario through the twin, and through the engine.

use fetch_cors::request::{Body, Switches};

use crate::browser::Ways;
use crate::course::Course;
use crate::host::{Host, PAGE};
use crate::scenario::{Request, Scenario};
use crate::server::Servers;
use crate::support::constructor::new_request;
use crate::support::drive::{self, Engine, Seen, Unspeakable, seen_by_twin};
use crate::twin::{self, EmbedderPolicy, Options, PageOrigin, ReferrerPolicy, RequestOutput, WireMessage};

/// The scenario through the twin, with the naive constructor; and what came of the requests that it let be.
pub fn through_twin(scenario: &Scenario) -> (Course, Vec<RequestOutput>) {
    let ways = Ways::standard();
    let mut servers = Servers::new(scenario);
    let mut page = page(scenario);
    let (mut cache, mut clock_ms) = (twin::Cache::new(), 0);
    let (mut course, mut outputs) = (Course::default(), vec![]);
    for request in &scenario.requests {
        clock_ms += request.wait_ms;
        let Some(input) = new_request(&request.url, &request.init) else {
            course.threw();
            continue;
        };
        let mut host = Host::new(scenario, request, &ways);
        page.requests = vec![input];
        let mut respond = |message: &WireMessage| host.exchange(message, &mut servers);
        let output = twin::run_in(&page, &mut cache, &mut clock_ms, &mut respond).remove(0);
        course.fetched(host, &seen_by_twin(&output.outcome), scenario.timed);
        outputs.push(output);
    }
    (course, outputs)
}

/// The scenario through the engine, as `fetch()` in a page with these switches; an error if an answer is none that the
/// `http` crate can hold.
pub fn through_engine(scenario: &Scenario, switches: Switches) -> Result<(Course, Vec<Seen>), Unspeakable> {
    let ways = Ways::standard();
    let mut servers = Servers::new(scenario);
    let mut engine = Engine::default();
    let client = engine.client(&page(scenario)).with_fetch_metadata(true).with_switches(switches);
    let (mut course, mut all) = (Course::default(), vec![]);
    for request in &scenario.requests {
        engine.clock_ms += request.wait_ms;
        let Ok(built) = builder(&client, request).build() else {
            course.threw();
            continue;
        };
        let mut host = Host::new(scenario, request, &ways);
        let mut respond = |message: &WireMessage| host.exchange(message, &mut servers);
        let mut seen = engine.fetch(built, 0, &mut respond)?;
        course.fetched(host, &seen.end, scenario.timed);
        for message in &mut seen.wire {
            // The twin leaves these to its host; the course has them.
            message.headers.retain(|(n, _)| !n.starts_with(b"Sec-Fetch-"));
        }
        all.push(seen);
    }
    Ok((course, all))
}

/// The page and its settings.
fn page(scenario: &Scenario) -> twin::Scenario {
    twin::Scenario {
        page: if scenario.sandbox { PageOrigin::Opaque(0) } else { PageOrigin::Tuple(PAGE.to_owned()) },
        client_referrer_policy: ReferrerPolicy::StrictOriginWhenCrossOrigin,
        embedder_policy: EmbedderPolicy::UnsafeNone,
        report_only_embedder_policy: EmbedderPolicy::UnsafeNone,
        partition_key: Some("https://page.test".to_owned()),
        options: Options::default(),
        requests: vec![],
    }
}

fn builder(client: &fetch_cors::Client, request: &Request) -> fetch_cors::request::FetchBuilder {
    let init = &request.init;
    let mut builder = client.fetch(&request.url);
    if let Some(mode) = init.mode {
        builder = builder.mode(drive::mode(mode));
    }
    if let Some(credentials) = init.credentials {
        builder = builder.credentials(drive::credentials(credentials));
    }
    if let Some(method) = &init.method {
        builder = builder.method(method);
    }
    if let Some(redirect) = init.redirect {
        builder = builder.redirect(drive::redirect(redirect));
    }
    if let Some(policy) = init.referrer_policy {
        builder = builder.referrer_policy(drive::referrer_policy(policy));
    }
    builder = builder.headers(drive::pairs(&init.headers));
    match &init.body {
        None => builder,
        Some(None) => builder.body(Body::source()),
        Some(Some(content_type)) => builder.body(Body::source().with_type(content_type)),
    }
}
