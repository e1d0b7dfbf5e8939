//! Again, and again but for something that was dropped.

use std::fmt::Debug;
use std::time::Duration;

use fetch_cors::PreflightCache;
use fetch_cors::preflight::CacheLimits;

use crate::Told;
use crate::story::{Asked, Story};
use crate::trace::{Entry, Trace, World};

/// The same asked and the same answered is the same to the last byte. Counts fetches that were not over at once.
pub fn same_input_same_output(story: &Story) -> Result<usize, String> {
    let tell = || {
        let mut world = World::default();
        let told = story.tell(&mut world);
        let cache: Vec<String> =
            world.cache.iter(Default::default()).map(|entry| format!("{entry:?}")).collect();
        let ends: Vec<String> = told.traces.iter().map(|trace| format!("{:?}", trace.outcome)).collect();
        (format!("{told:?}"), ends, cache, world.cache.len(), world.cache.bytes())
    };
    same("told again", &tell(), &tell())?;
    Ok(story.tell(&mut World::default()).traces.iter().filter(|trace| !trace.sent.is_empty()).count())
}

/// A call is made once more beforehand, and dropped after any number of steps. While no preflight was granted, the cache
/// is as it was, and all goes on as if the dropped fetch had never been; what was granted is under the URL that was asked
/// for, and all else is as it was. Counts fetches that were dropped with a message on the wire, beside a cache with
/// something in it.
pub fn a_dropped_step_was_never_there(story: &Story) -> Result<usize, String> {
    let mut waiting = 0;
    for (place, asked) in story.scenes.iter().enumerate() {
        for steps in 0.. {
            let mut world = World::default();
            let (before, after) = story.scenes.split_at(place);
            tell(before, &mut world);
            world.wait(asked.scene.wait);
            let (now, kept) = (world.now, world.entries());
            let dropped = world.run_for(steps, asked, asked.scene.server());
            if dropped.outcome.is_some() {
                break;
            }
            world.now = now;
            let granted = granted(&dropped);
            let elsewhere = |entries: Vec<Entry>| -> Vec<Entry> {
                entries.into_iter().filter(|entry| !granted.contains(&entry.key.url)).collect()
            };
            same("after a drop", &elsewhere(kept.clone()), &elsewhere(world.entries()))?;
            if granted.is_empty() {
                let mut undisturbed = World::default();
                tell(before, &mut undisturbed);
                undisturbed.wait(asked.scene.wait);
                world.now = now;
                same("with a drop", &tell_now(after, &mut undisturbed), &tell_now(after, &mut world))?;
                waiting += usize::from(!dropped.sent.is_empty() && !kept.is_empty());
            }
        }
    }
    Ok(waiting)
}

fn tell(scenes: &[Asked], world: &mut World) -> Told {
    Story { scenes: scenes.to_vec() }.tell(world)
}

/// The first without its wait.
fn tell_now(scenes: &[Asked], world: &mut World) -> Told {
    let mut scenes = scenes.to_vec();
    scenes[0].scene.wait = Duration::ZERO;
    tell(&scenes, world)
}

/// For which URLs preflights were answered. As the fetch is not over, they were granted.
fn granted(dropped: &Trace) -> Vec<String> {
    dropped.preflights().filter(|sent| sent.answer.is_some()).map(|sent| sent.url.to_string()).collect()
}

/// However little a cache may hold, it holds no more. Counts fetches that had to ask again because of it.
pub fn a_cache_keeps_to_its_limits(story: &Story) -> Result<usize, String> {
    let mut limits = CacheLimits::default();
    (limits.max_entries, limits.max_entries_per_key, limits.max_bytes) = (3, 2, 1_200);
    let mut world = World { cache: PreflightCache::with_limits(limits), ..World::default() };
    let mut asked_again = 0;
    let unlimited = story.tell(&mut World::default());
    for (asked, unlimited) in story.scenes.iter().zip(&unlimited.traces) {
        world.wait(asked.scene.wait);
        let trace = world.run(asked, asked.scene.server());
        let entries = world.entries();
        let most =
            entries.iter().map(|entry| entries.iter().filter(|other| other.key == entry.key).count()).max();
        let (len, bytes) = (world.cache.len(), world.cache.bytes());
        // With and without credentials, a name counts once.
        let of_one_key = limits.max_entries_per_key * 2;
        if len > limits.max_entries || bytes > limits.max_bytes || most > Some(of_one_key) {
            return Err(format!("{len} entries, {bytes} bytes, {most:?} of one key"));
        }
        asked_again += usize::from(trace.preflights().count() > unlimited.preflights().count());
    }
    Ok(asked_again)
}

fn same<T: Debug>(when: &str, a: &T, b: &T) -> Result<(), String> {
    let (a, b) = (format!("{a:#?}"), format!("{b:#?}"));
    if a == b { Ok(()) } else { Err(format!("{when}: {a}\nbecame {b}")) }
}
