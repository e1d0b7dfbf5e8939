//! That more permission never yields less.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::naive::{self, Lines};
use crate::story::Story;
use crate::trace::{Answered, Sent, Trace, World};

/// What permits more, whatever else is said. It does so in the fetch itself, and in the next one; later it may not, as a
/// preflight that was saved renews nothing.
///
/// What does not permit more, although it looks like it, is in `not_more.rs`.
#[derive(Clone, Copy, Debug)]
pub enum More {
    /// More methods, `*` too; where none is listed, an upload's own method goes without saying and has to be said then.
    Methods(&'static str),
    /// More header names, `*` too.
    Headers(&'static str),
    /// More exposed names, `*` too.
    Exposed(&'static str),
    /// `true` where nothing was said of credentials.
    Credentials,
    /// A longer time in place of the one that was said.
    MaxAge(u64),
    /// Everybody may see how long it took.
    Timing,
    /// Everybody may embed it, where nothing was said of it.
    Embedding,
}

#[derive(Clone, Debug)]
pub struct Generous {
    story: Story,
    more: Vec<More>,
}

pub fn generous(stories: impl Strategy<Value = Story>) -> impl Strategy<Value = Generous> {
    let more = select(vec![
        More::Methods("*"),
        More::Methods("PUT, DELETE"),
        More::Methods("PATCH"),
        More::Headers("*"),
        More::Headers("x-token, X-A, Authorization"),
        More::Headers("content-type"),
        More::Exposed("*"),
        More::Exposed("X-Total, x-request-id"),
        More::Credentials,
        More::MaxAge(600),
        More::MaxAge(86_400),
        More::Timing,
        More::Embedding,
    ]);
    (stories, vec(more, 1..6)).prop_map(|(mut story, more)| {
        // While answers take their time, what a preflight grants could end in the middle of a fetch, and a preflight
        // that was saved would have renewed it.
        story.scenes.iter_mut().for_each(|asked| asked.setting.latency = Default::default());
        Generous { story, more }
    })
}

/// With more permission in its answers, a fetch gets as far as it did, with no message more and with all that it showed.
/// Counts fetches that passed.
pub fn more_permission_never_yields_less(case: &Generous) -> Result<usize, String> {
    let asked = &case.story.scenes[0];
    let then = World::default().run(asked, asked.scene.server());
    let more = add(&then, &case.more);
    let now = World::default().run(asked, then.server(|i| more[i].as_ref()));
    no_less(&then, &now)?;
    Ok(usize::from(then.response().is_some() && !then.sent.is_empty()))
}

/// With more permission in the answers to a fetch that passed, the next one gets as far as it did, too. Counts those that
/// saved a preflight by it.
pub fn nor_in_the_next_fetch(case: &Generous) -> Result<usize, String> {
    let [first, next, ..] = &case.story.scenes[..] else { return Ok(0) };
    let mut world = World::default();
    let first_then = world.run(first, first.scene.server());
    // One redirected to itself might have asked twice, and renewed.
    if first_then.response().is_none() || first_then.hops.len() > 1 {
        return Ok(0);
    }
    world.wait(next.scene.wait);
    let next_then = world.run(next, next.scene.server());

    let mut world = World::default();
    let more = add(&first_then, &case.more);
    world.run(first, first_then.server(|i| more[i].as_ref()));
    world.wait(next.scene.wait);
    let next_now = world.run(next, next_then.server(|_| None));
    no_less(&next_then, &next_now)?;
    Ok(usize::from(next_now.preflights().count() < next_then.preflights().count()))
}

fn add(then: &Trace, more: &[More]) -> Vec<Option<Answered>> {
    let add = |sent: &Sent| {
        let mut answer = sent.answer.clone()?;
        more.iter().for_each(|more| more.add_to(&mut answer.headers, sent.preflight, then.upload));
        Some(answer)
    };
    then.sent.iter().map(add).collect()
}

impl More {
    fn add_to(self, lines: &mut Lines, preflight: bool, upload: bool) {
        let is_there = |name: &str| lines.iter().any(|(n, _)| n == name);
        let (holds, name, value) = match self {
            Self::Methods(methods) => {
                let name = "access-control-allow-methods";
                (preflight && (is_there(name) || !upload), name, methods.to_owned())
            }
            Self::Headers(names) => (preflight, "access-control-allow-headers", names.to_owned()),
            Self::Exposed(names) => (!preflight, "access-control-expose-headers", names.to_owned()),
            Self::Credentials => {
                let name = "access-control-allow-credentials";
                (!is_there(name), name, "true".to_owned())
            }
            Self::MaxAge(seconds) => {
                let name = "access-control-max-age";
                let longer = preflight && seconds > naive::max_age(lines);
                lines.retain(|(n, _)| n != name || !longer);
                (longer, name, seconds.to_string())
            }
            Self::Timing => (true, "timing-allow-origin", "*".to_owned()),
            Self::Embedding => {
                let name = "cross-origin-resource-policy";
                (!is_there(name), name, "cross-origin".to_owned())
            }
        };
        if holds {
            lines.push((name.to_owned(), value.into_bytes()));
        }
    }
}

/// Whether a fetch has got as far as it did then, by the same messages but for preflights.
fn no_less(then: &Trace, now: &Trace) -> Result<(), String> {
    let less = |what: &str| Err(format!("{what}: {then:?}\nbecame {now:?}"));
    let wire = |sent: &Sent| (sent.preflight, sent.method.clone(), sent.url.clone(), sent.headers.clone());
    let mut before = then.sent.iter().map(wire);
    let goes_on = now.sent.len() > then.sent.len() || now.actuals().count() > then.actuals().count();
    for sent in now.sent.iter().map(wire) {
        // The next that went then, but for preflights.
        match before.find(|then| !then.0 || *then == sent) {
            Some(then) if then == sent => {}
            None if goes_on && then.error().is_some() => break,
            _ => return less("another message"),
        }
    }
    if before.any(|then| !then.0) {
        return less("a message less");
    }
    let Some(then_seen) = then.response() else { return Ok(()) };
    let Some(seen) = now.response() else { return less("refused") };
    let (seen_headers, then_seen_headers) = (seen.header_list(), then_seen.header_list());
    let shows = |line: (&[u8], &[u8])| seen_headers.iter().any(|other| other == line);
    let as_much = seen.response_type() == then_seen.response_type()
        && seen.status() == then_seen.status()
        && seen.hidden_from_script().url_list() == then_seen.hidden_from_script().url_list()
        && then_seen_headers.iter().all(shows)
        && (seen.hidden_from_script().timing_allow_passed()
            || !then_seen.hidden_from_script().timing_allow_passed());
    if as_much { Ok(()) } else { less("shows less") }
}
