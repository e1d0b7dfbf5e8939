//! Explanations: why a fetch was refused, what would fix it, and what else about the fetch surprises people. An allowed
//! fetch can be explained, too.
//!
//! A [`Story`] describes a fetch: the request, and what came back for each message. [`explain`] replays the story on
//! the engine and returns an [`Explanation`]. Begin with these two. An explanation is data, and printing it gives
//! sentences for people. The engine records nothing for this, so a fetch that is never explained costs nothing extra.
//!
//! The explanation of an *allowed* fetch has no findings, but it can have surprises. For example, if a page gets a
//! response but cannot read one of its headers, the surprise [`HiddenHeaders`](SurpriseKind::HiddenHeaders) names the
//! header, and says how the server can expose it.
//!
//! An explanation holds:
//!
//! - **[findings](Finding)**: all reasons why the fetch was refused. If one finding is the cause of another, the cause
//!   comes first. Each finding has the step of the standard, the side that has to fix it, and the names that Chromium
//!   and MDN use.
//! - **[plans](Plan)**: what to change. The plans are alternatives. Each plan is a list of [fixes](Fix), and a fix is a
//!   [change](Change) that also says whether it is required. If a plan is marked as proved, the story was replayed on
//!   the engine with all its required fixes, and the fetch was allowed.
//! - **[surprises](Surprise)**: facts that do not refuse the fetch, but surprise people, such as headers that script
//!   cannot read, opaque responses, and the reasons for a preflight.
//! - **[gaps](Gap)**: what the story does not say, and what to record to close the gap.
//!
//! A finding, a plan or a gap is never a guess. A finding can have [hints](Hint) at what lies behind it. Only a hint
//! can say what is probable, and its text then says so.
//!
//! [`trace`] returns what happened in the fetch, in order. [`explain_cors_check`] and [`explain_preflight`] explain a
//! single response, for a host that uses the rules without the engine.
//!
//! # Advice is safe
//!
//! No plan tells a server to allow the origin `null`, because every sandboxed frame on the web has it. No plan tells a
//! server to copy the `Origin` header of each request into its response. A plan offers `*` only without credentials,
//! and only if the origin of the request is `null` or the server sent `*` before. The text then says that this is for
//! public data.
//!
//! The printed text never contains a user name, a password, a cookie, or the query of a URL. Be careful with the
//! fields: the URLs in [`Change::RequestUrl`], [`Change::RedirectTo`] and [`Change::Navigate`] are complete, so they
//! can contain a password or a query.
//!
//! Everything here is for the host, its developer tools and its tests. Script must not see any of it.
//!
//! # Example
//!
//! ```
//! use fetch_cors::explain::{Answer, Event, Story, explain};
//! use fetch_cors::{Client, Origin};
//! let page = Client::new(Origin::parse("https://app.example")?);
//! let request = page.fetch("https://api.example/items").build()?;
//! let response = http::Response::builder()
//!     .header("access-control-allow-origin", "https://app.example/")
//!     .body(())?;
//! let explanation = explain(&Story::new(request).with(Event::Actual(Answer::new(response))));
//! let expected = "\
//! Refused: the page gets a network error and no response.
//!
//! Why:
//! - GET https://api.example/items: Access-Control-Allow-Origin is https://app.example/, but the origin of the request is \
//! https://app.example (status 200).
//!   Where to fix it: the server. Rule: CORS check, step 4 (Fetch Standard).
//!   The value has a slash at the end. An origin has none.
//!
//! What to change:
//! - Set on the response: Access-Control-Allow-Origin: https://app.example
//! - Set on the response: Vary: Origin   (a safeguard, so that caches keep one response for each origin)";
//! assert_eq!(explanation.to_string(), expected);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod change;
mod explore;
mod finding;
mod findings;
mod fix;
mod foreign_names;
mod gap;
mod hint;
mod hints;
mod mend;
mod misspelt;
mod near_miss;
mod place;
mod plan;
mod plans;
mod redirect_change;
mod replay;
mod rules;
mod scene;
mod side;
mod story;
mod surprise;
mod surprise_words;
mod surprises;
mod trace;
mod words;

pub use change::Change;
pub use finding::{Cause, Finding};
pub use fix::{Fix, Need, On};
pub use gap::{Gap, GapKind};
pub use hint::Hint;
pub use near_miss::NearMiss;
pub use place::Place;
pub use plan::Plan;
pub use rules::{explain_cors_check, explain_preflight, explain_request_error};
pub use side::Side;
pub use story::{Answer, Event, Story};
pub use surprise::{CacheMiss, NoCredentials, PreflightReason, Surprise, SurpriseKind};
pub use trace::{SentMessage, TraceEntry, TraceKind, trace};

#[cfg(feature = "lab")]
pub(crate) use {findings::title_case, words::Cut};

use self::explore::explore;
use self::plans::plans;
use self::replay::{End, Replay, replay};
use self::scene::Scene;
use self::surprises::surprises;
use crate::error::Phase;

/// The explanation of a fetch: how it ended, why, and what to change.
///
/// [`explain`] returns it. See the [module documentation](self).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// How the fetch ended.
    pub outcome: Outcome,
    /// All reasons why the fetch was refused. If one finding is the cause of another, the cause comes first. Empty if
    /// the fetch was allowed.
    pub findings: Vec<Finding>,
    /// What would make the fetch succeed. The plans are alternatives; the first is the one to try first.
    pub plans: Vec<Plan>,
    /// True if no change of the servers alone is safe: the request has credentials, so `*` does not allow it, and the
    /// servers would have to allow the origin `null`. In this case, the page has to change something.
    pub no_safe_server_plan: bool,
    /// Facts about the fetch that do not refuse it, but surprise people. An allowed fetch can have some, too.
    pub surprises: Vec<Surprise>,
    /// The parts of the fetch that the story does not say.
    pub gaps: Vec<Gap>,
}

/// The outcome of a fetch.
///
/// `Refused` also stands for a call that throws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The page gets a response.
    Allowed,
    /// The page gets a network error, or the call to `fetch()` throws.
    Refused,
    /// The story does not say how the fetch ended.
    NotKnown,
}

impl Outcome {
    /// Returns a short name of the outcome, for logs and scripts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Refused => "refused",
            Self::NotKnown => "not-known",
        }
    }
}

impl Explanation {
    /// Returns the codes of all findings, hints, surprises and gaps. They are sorted, and none is repeated.
    #[must_use]
    pub fn codes(&self) -> Vec<&'static str> {
        let mut codes: Vec<&'static str> = self.findings.iter().map(Finding::code).collect();
        codes.extend(self.findings.iter().flat_map(|finding| finding.hints.iter().map(Hint::code)));
        codes.extend(self.surprises.iter().map(Surprise::code));
        codes.extend(self.gaps.iter().map(Gap::code));
        codes.sort_unstable();
        codes.dedup();
        codes
    }
}

/// Explains the fetch of a story: its end, the reasons, and what to change.
///
/// # Cost
///
/// Replays the fetch once, and once more for each response that lacks something. Does the same for each plan that it
/// replays (fewer than twenty), and for each hop whose server expected credentials that were not sent. A fetch has at
/// most 21 hops. Each replay takes time linear in the bytes of the request and of the responses.
///
/// ```
/// use fetch_cors::explain::{Answer, Event, Story, explain};
/// use fetch_cors::{Client, Origin};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("https://api.example/").build()?;
/// let explanation = explain(&Story::new(request).with(Event::Actual(Answer::new(http::Response::new(())))));
/// assert_eq!(explanation.codes(), ["missing-allow-origin"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn explain(story: &Story) -> Explanation {
    let replayed = replay(story);
    let story = &with_known_kinds(story, &replayed);
    let explanation = Explanation {
        outcome: Outcome::Allowed,
        findings: Vec::new(),
        plans: Vec::new(),
        no_safe_server_plan: false,
        surprises: surprises(story, &replayed),
        gaps: replayed.gaps.clone(),
    };
    match &replayed.end {
        End::Response(_) => explanation,
        End::Unknown => Explanation { outcome: Outcome::NotKnown, ..explanation },
        End::Refused(error) => {
            let servers = explore(story, &replayed);
            let is_at_turn = matches!(error.phase(), Phase::Preflight | Phase::Actual | Phase::Redirect);
            let scene = Scene { story, turns: &replayed.turns, is_at_turn };
            Explanation {
                outcome: Outcome::Refused,
                plans: plans(scene, error, &servers.findings, &servers),
                no_safe_server_plan: servers.is_allowed && !servers.is_safe,
                findings: servers.findings,
                ..explanation
            }
        }
    }
}

/// Returns a copy of the story in which each answer says whether it belongs to a preflight, as the replay shows. Without
/// this, a plan that avoids the preflight would use the preflight's answer as the answer to the actual request.
fn with_known_kinds(story: &Story, replayed: &Replay) -> Story {
    let mut story = story.clone();
    for turn in &replayed.turns {
        let event = turn.event.and_then(|event| story.events.get_mut(event));
        if let Some(event) = event
            && let Event::Answer(answer) = event
        {
            let answer = answer.clone();
            *event = if turn.is_preflight() { Event::Preflight(answer) } else { Event::Actual(answer) };
        }
    }
    story
}
