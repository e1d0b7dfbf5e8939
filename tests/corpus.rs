//! Exchanges that were observed in real browsers, replayed, where the corpus is at hand.

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

use support::corpus::{
    Course, Went, folder, lines, through_engine, through_twin, times_observed, times_of_engine,
};
use support::drive::compare;

/// The engine does what its twin does, and in nearly all scenarios what one of the browsers did. Where it does neither,
/// the browsers do not follow the standard. Times of responses may be seen where browsers show them.
#[test]
fn observed_exchanges() {
    let Some(folder) = folder() else { return };
    let read = |name: &str| lines(&folder, name);
    let (scenarios, chromium, firefox) =
        (read("scenarios.jsonl.gz"), read("chromium.jsonl.gz"), read("firefox.jsonl.gz"));
    let (mut replayed, mut as_chromium, mut as_firefox, mut as_either) = (0u32, 0u32, 0u32, 0u32);
    let mut wrong = Vec::new();
    let mut times = [0u32, 0u32];
    for ((scenario, chromium), firefox) in scenarios.iter().zip(&chromium).zip(&firefox) {
        let id = &scenario["id"];
        assert_eq!((id, id), (&chromium["id"], &firefox["id"]));
        let twin = through_twin(scenario);
        let Some(engine) = through_engine(scenario) else { continue };
        replayed += 1;
        for (twin, engine) in twin.iter().zip(&engine) {
            let compared = match (twin, engine) {
                (Went::Threw, Went::Threw) => Ok(()),
                (Went::Fetched(twin), Went::Fetched(engine)) => compare(twin, engine),
                (twin, engine) => Err(format!("twin {twin:?}, engine {engine:?}")),
            };
            if let Err(difference) = compared {
                wrong.push(format!("{id}: {difference}"));
            }
        }
        let course = Course::of_engine(scenario, &engine);
        let same = [chromium, firefox].map(|observation| course == Course::observed(observation));
        as_chromium += u32::from(same[0]);
        as_firefox += u32::from(same[1]);
        as_either += u32::from(same[0] || same[1]);
        for (times, observation) in times.iter_mut().zip([chromium, firefox]) {
            for (engine, observed) in times_of_engine(&engine).iter().zip(times_observed(observation)) {
                let (Some(engine), Some(observed)) = (*engine, observed) else { continue };
                *times += 1;
                assert_eq!(engine, observed, "whether times may be seen, {id}");
            }
        }
    }
    let percent = |part: u32| f64::from(part) * 100.0 / f64::from(replayed);
    println!(
        "{replayed} of {} scenarios replayed: as Chromium {:.2} %, as Firefox {:.2} %, as at least one {:.2} %",
        scenarios.len(),
        percent(as_chromium),
        percent(as_firefox),
        percent(as_either),
    );
    println!("times as in Chromium: all {}, as in Firefox: all {}", times[0], times[1]);
    assert!(times.iter().all(|seen| *seen > 0));
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
    assert!(percent(as_either) >= 97.5);
}
