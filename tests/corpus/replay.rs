//! One scenario through the twin, and through the engine.

use fetch_cors::request::Switches;

use crate::browser::Ways;
use crate::course::Course;
use crate::host::Host;
use crate::scenario::Scenario;
use crate::server::Servers;
use crate::support::drive::{Engine, Seen, seen_by_twin};
use crate::twin::{
    self, EmbedderPolicy, Environment, Options, PageOrigin, ReferrerPolicy, RequestOutput, WireMessage,
};

/// The scenario through the twin, with the naive constructor; and what came of the requests that it let be.
pub fn through_twin(scenario: &Scenario) -> (Course, Vec<RequestOutput>) {
    let ways = Ways::standard();
    let mut servers = Servers::new(scenario);
    let mut page = page(scenario);
    let (mut cache, mut clock_ms) = (twin::Cache::new(), 0);
    let (mut course, mut outputs) = (Course::default(), vec![]);
    for request in &scenario.requests {
        clock_ms += request.wait_ms;
        let Some(input) = request.via.for_twin(request, &request.init) else {
            course.threw();
            continue;
        };
        let mut host = Host::new(scenario, request, &input, &ways);
        page.requests = vec![input];
        let mut respond = |message: &WireMessage| host.exchange(message, &mut servers);
        let output = twin::run_in(&page, &mut cache, &mut clock_ms, &mut respond).remove(0);
        course.fetched(host, &seen_by_twin(&output.outcome), scenario.timed);
        outputs.push(output);
    }
    (course, outputs)
}

/// The scenario through the engine, in a page with these switches.
pub fn through_engine(scenario: &Scenario, switches: Switches) -> (Course, Vec<Seen>) {
    let ways = Ways::standard();
    let mut servers = Servers::new(scenario);
    let mut engine = Engine::default();
    let client = engine.client(&page(scenario)).with_fetch_metadata(true).with_switches(switches);
    let (mut course, mut all) = (Course::default(), vec![]);
    for request in &scenario.requests {
        engine.clock_ms += request.wait_ms;
        let Some(built) = request.via.for_engine(request, &client) else {
            course.threw();
            continue;
        };
        // What the host adds depends on the mode and the destination, which the twin has by the names of its own.
        let input = request.via.for_twin(request, &request.init).unwrap_or_default();
        let mut host = Host::new(scenario, request, &input, &ways);
        let mut respond = |message: &WireMessage| host.exchange(message, &mut servers);
        let mut seen = engine.fetch(built, request.via.manual_redirects(), &mut respond).unwrap();
        course.fetched(host, &seen.end, scenario.timed);
        for message in &mut seen.wire {
            // The twin leaves these to its host; the course has them.
            message.headers.retain(|(n, _)| !n.starts_with(b"Sec-Fetch-"));
        }
        all.push(seen);
    }
    (course, all)
}

/// The page and its settings.
fn page(scenario: &Scenario) -> twin::Scenario {
    twin::Scenario {
        page: scenario
            .page
            .origin()
            .map_or(PageOrigin::Opaque(0), |origin| PageOrigin::Tuple(origin.to_owned())),
        client_referrer_policy: ReferrerPolicy::StrictOriginWhenCrossOrigin,
        embedder_policy: scenario.page.embedder_policy(),
        report_only_embedder_policy: EmbedderPolicy::UnsafeNone,
        partition_key: Some("https://page.test".to_owned()),
        environment: Environment::default(),
        options: Options::default(),
        requests: vec![],
    }
}
