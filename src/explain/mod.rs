//! Explanations: why a fetch was refused, what would fix it, and what else about it puzzles people.
//!
//! A [`Story`] says what is known of a fetch. [`explain`] replays the machine over it and returns an [`Explanation`] as
//! data. Printing the explanation gives the same in sentences for people. The machine itself records nothing for this, so a
//! fetch that nobody asks about costs nothing more.
//!
//! An explanation holds:
//!
//! - **[findings](Finding)**: everything that the messages lack for this request, the cause before its symptoms, each with
//!   the step of the standard, the side whose fault it is, and the names that Chromium and MDN have for it;
//! - **[plans](Plan)**: alternatives of each other, each a list of [fixes](Fix). A plan that is marked as proved was tried
//!   out on the machine;
//! - **[surprises](Surprise)**: headers that script does not see, opaque responses, preflights and why they were
//!   necessary, and the like;
//! - **[gaps](Gap)**: what the story does not say, and what to record to close the gap. An explanation never guesses.
//!
//! # Advice is safe
//!
//! No plan allows the origin `null`, which every sandboxed frame on the web has, and none reflects any origin. A plan
//! offers `*` only without credentials, and only if the origin of the page is `null` to the server, or the server sent `*`
//! before; the text then says that this is for public data. No text holds a user name, a password, a cookie, or the query of a
//! URL. The URLs in [`Change::RequestUrl`], [`Change::RedirectTo`] and [`Change::Navigate`] are complete as data.
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
//! Refused: the page sees a network error and nothing else.
//!
//! Why:
//! - GET https://api.example/items: Access-Control-Allow-Origin is https://app.example/, not https://app.example \
//! (status 200).
//!   Step: CORS check 4. To be changed by: the server.
//!   There is a slash at the end of the value.
//!
//! What to change:
//! - On the response: Access-Control-Allow-Origin: https://app.example
//! - On the response, as a safeguard: Vary: Origin";
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

/// The explanation of a fetch. See the [module documentation](self).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// How the fetch ended.
    pub outcome: Outcome,
    /// Everything that is missing for this request, the cause before its symptoms. Empty if the fetch was allowed.
    pub findings: Vec<Finding>,
    /// What would make the fetch succeed, as alternatives.
    pub plans: Vec<Plan>,
    /// Whether servers could allow the fetch only by opening themselves to strangers, so that only the page can change
    /// something.
    pub no_safe_server_plan: bool,
    /// What puzzles people besides.
    pub surprises: Vec<Surprise>,
    /// What the story does not say.
    pub gaps: Vec<Gap>,
}

/// How a fetch ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The page has a response.
    Allowed,
    /// The page has a network error, or `fetch()` has thrown.
    Refused,
    /// The story does not say.
    NotKnown,
}

impl Outcome {
    /// Returns a short name, for logs and scripts.
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
    /// Returns the codes of all findings, their hints, all surprises and all gaps, sorted, each once.
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

/// Explains a story.
///
/// # Cost
///
/// Replays the fetch once, and once more for each response that lacks something. It does the same again for each plan that
/// it tries, of which there are fewer than twenty, and for each hop that expected credentials. A fetch has at most 21 hops.
/// Each replay takes time linear in the bytes of the request and of the responses.
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

/// Returns the story in which each answer says whether it was to a preflight, as the replay shows. Otherwise a plan without
/// a preflight would take the answer to the preflight for that to the actual request.
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
