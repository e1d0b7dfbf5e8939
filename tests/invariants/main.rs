//! What holds of the whole machine whatever is asked and answered: each is a property over random stories of fetches, and
//! each says how many of the cases are such that it could be broken at all.
//!
//! | property | |
//! |---|---|
//! | `at_most_42_messages` | 21 hops, each with a preflight at most; `wire.rs` has a fetch that takes all of them |
//! | `nothing_unsafe_leaves_unasked` | but behind a preflight that grants it, or by what one has granted; the cache holds that and nothing else; nothing is asked in vain |
//! | `preflights_carry_nothing` | no credentials, no body, of the author's headers the sorted names |
//! | `authorization_stays_behind` | where a redirect leads to another origin |
//! | `origin_is_told` | to whoever may refuse, and `null` if redirects taint it |
//! | `credentials_stay_home` | unless they are to be included |
//! | `what_is_read_was_shared` | by each response on the way |
//! | `what_is_embedded_may_be` | where CORS has no say |
//! | `a_page_sees_what_it_may` | and of opaque responses nothing |
//! | `urls_are_those_asked_for` | as the page and the network see them |
//! | `refusals_have_an_address` | in the standard, and name the message |
//! | `referrers_tell_what_they_may` | and nothing of user names, passwords and fragments |
//! | `what_is_exempt_says_so` | and nothing is exempt without a policy |
//! | `a_proxy_asks_somebody` | or the fetch is over |
//! | `nothing_else_changes` | for a page of which the host says more |
//! | `same_input_same_output` | to the last byte of what is printed |
//! | `a_dropped_step_was_never_there` | at any point |
//! | `a_cache_keeps_to_its_limits` | however small they are |
//! | `only_what_was_missing_helps` | against a refusal, of all lines that a response might have besides |
//! | `more_permission_never_yields_less` | `more.rs` says what that is, and `not_more.rs` what only looks like it |
//! | `nor_in_the_next_fetch` | which may go by what was granted |
//!
//! The properties read the messages (`trace.rs`) with rules of their own (`naive.rs`, `ledger.rs`), which share nothing
//! with the engine or its twin. `spoiled.rs` holds against them what a faulty engine would leave behind.
//!
//! More stories, other ones at each run:
//! `cargo test --release --features proptest --test invariants -- --ignored --nocapture`.

#![allow(clippy::disallowed_macros, reason = "prints how much there was of what a property is about")]
#![allow(unreachable_pub, reason = "one crate of several modules")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]

mod again;
mod ledger;
mod missing;
mod more;
mod naive;
mod not_more;
mod outcome;
mod spoiled;
mod story;
mod surroundings;
mod trace;
mod wire;

use std::cell::Cell;
use std::fmt::Debug;
use std::time::Duration;

use fetch_cors::Origin;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseError, TestRunner};
use story::{Story, stories};
use trace::{Entry, Trace, World};

/// A story, and what came of it.
#[derive(Clone, Debug)]
pub struct Told {
    traces: Vec<Trace>,
    after: Vec<After>,
}

/// What is left after a scene.
#[derive(Clone, Debug)]
struct After {
    now: Duration,
    entries: Vec<Entry>,
}

impl Story {
    fn tell(&self, world: &mut World) -> Told {
        let mut told = Told { traces: Vec::new(), after: Vec::new() };
        for asked in &self.scenes {
            world.wait(asked.scene.wait);
            told.traces.push(world.run(asked, asked.scene.server()));
            told.after.push(After { now: world.now, entries: world.entries() });
        }
        told
    }
}

/// Runs so many cases; how many of what the property is about there were among them.
fn run<T: Debug>(
    cases: u32,
    rng_seed: RngSeed,
    strategy: impl Strategy<Value = T>,
    check: impl Fn(&T) -> Result<usize, String>,
) -> usize {
    let hearty = Cell::new(0);
    let config = ProptestConfig { cases, rng_seed, failure_persistence: None, ..ProptestConfig::default() };
    let result = TestRunner::new(config).run(&strategy, |case| {
        hearty.set(hearty.get() + check(&case).map_err(TestCaseError::fail)?);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    hearty.get()
}

/// A property of each fetch of a story.
fn each(check: impl Fn(&Trace) -> Result<usize, String>) -> impl Fn(&Story) -> Result<usize, String> {
    move |story| {
        let told = story.tell(&mut World::default());
        told.traces.iter().map(|trace| check(trace).map_err(|error| format!("{error}\n{trace:?}"))).sum()
    }
}

fn origin(serialized: &str) -> Origin {
    Origin::parse(serialized).unwrap()
}

/// Each property as a test of its own, with the same cases at each run and the least number of those that it is about;
/// and, in `long`, with many others.
macro_rules! properties {
    ($($name:ident: $strategy:expr, $check:expr, $hearty:expr;)*) => {
        $(
            #[test]
            fn $name() {
                let hearty = run(256, RngSeed::Fixed(1), $strategy, $check);
                assert!(hearty >= $hearty, "{hearty}");
            }
        )*

        mod long {
            use super::*;

            $(
                #[test]
                #[ignore = "minutes, in release"]
                fn $name() {
                    let hearty = run(100_000, RngSeed::Random, $strategy, $check);
                    println!("{hearty} of what {} is about", stringify!($name));
                }
            )*
        }
    };
}

properties! {
    at_most_42_messages: stories(), each(wire::at_most_42_messages), 8;
    nothing_unsafe_leaves_unasked: stories(), |story: &Story| ledger::read(&story.tell(&mut World::default())), 30;
    preflights_carry_nothing: stories(), each(wire::preflights_carry_nothing), 130;
    authorization_stays_behind: stories(), each(wire::authorization_stays_behind), 4;
    origin_is_told: stories(), each(wire::origin_is_told), 100;
    credentials_stay_home: stories(), each(wire::credentials_stay_home), 150;
    what_is_read_was_shared: stories(), each(outcome::what_is_read_was_shared), 50;
    what_is_embedded_may_be: missing::refusables(), missing::what_is_embedded_may_be, 20;
    a_page_sees_what_it_may: stories(), each(outcome::a_page_sees_what_it_may), 20;
    urls_are_those_asked_for: stories(), each(outcome::urls_are_those_asked_for), 30;
    refusals_have_an_address: stories(), each(outcome::refusals_have_an_address), 70;
    referrers_tell_what_they_may: story::surrounded(), each(surroundings::referrers_tell_what_they_may), 100;
    what_is_exempt_says_so: story::surrounded(), each(surroundings::what_is_exempt_says_so), 20;
    a_proxy_asks_somebody: story::surrounded(), each(surroundings::a_proxy_asks_somebody), 10;
    nothing_else_changes: story::surrounded(), each(surroundings::nothing_else_changes), 20;
    same_input_same_output: stories(), again::same_input_same_output, 200;
    a_dropped_step_was_never_there: stories(), again::a_dropped_step_was_never_there, 30;
    a_cache_keeps_to_its_limits: stories(), again::a_cache_keeps_to_its_limits, 4;
    only_what_was_missing_helps: missing::refusables(), missing::only_what_was_missing_helps, 50;
    more_permission_never_yields_less: more::generous(stories()), more::more_permission_never_yields_less, 60;
    nor_in_the_next_fetch: more::generous(story::pairs()), more::nor_in_the_next_fetch, 3;
}
