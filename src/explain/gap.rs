use std::fmt;

use super::place::Place;

/// A part of the fetch that the story does not say. Printing a gap says what to record.
///
/// ```
/// use fetch_cors::explain::{GapKind, Outcome, Story, explain};
/// use fetch_cors::{Client, Origin};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let explanation = explain(&Story::new(page.fetch("https://api.example/").build()?));
/// assert_eq!(explanation.outcome, Outcome::NotKnown);
/// assert_eq!(explanation.gaps[0].kind, GapKind::Answer);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gap {
    /// What the story does not say.
    pub kind: GapKind,
    /// The message that the gap is about.
    pub place: Place,
}

/// The kind of a [`Gap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GapKind {
    /// The answer to the message is not known.
    Answer,
    /// Only the status of the answer is known, but the outcome depends on its headers.
    Headers {
        /// The status of the answer.
        status: u16,
    },
    /// The story has the actual request, but not the preflight that it needs. Either the browser remembered an earlier
    /// preflight, or the source of the story does not record preflights.
    PreflightNotSeen,
    /// The story has a preflight that its request does not need, so the browser sent a different request.
    UnneededPreflight,
}

impl Gap {
    pub(super) fn new(kind: GapKind, place: Place) -> Self {
        Self { kind, place }
    }

    /// Returns a stable name for the kind, for scripts and statistics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self.kind {
            GapKind::Answer => "answer-not-known",
            GapKind::Headers { .. } => "headers-not-known",
            GapKind::PreflightNotSeen => "preflight-not-seen",
            GapKind::UnneededPreflight => "unneeded-preflight",
        }
    }
}

/// Prints what is not known, and what to record.
impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = &self.place;
        match self.kind {
            GapKind::Answer => {
                write!(f, "The response to {place} is not known. Record its status and all of its headers.")
            }
            GapKind::Headers { status } => write!(
                f,
                "The response to {place} had status {status}, but its headers are not known. Record all of its headers."
            ),
            GapKind::PreflightNotSeen => write!(
                f,
                "The preflight {place} is not recorded: the browser remembered an earlier one, or the log leaves preflights out."
            ),
            GapKind::UnneededPreflight => write!(
                f,
                "A preflight is recorded for {place}, which needs none. Check that the method and the headers are the \
                 ones that the page sent."
            ),
        }
    }
}
