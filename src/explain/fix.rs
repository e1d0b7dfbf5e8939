use super::change::Change;
use crate::error::Phase;

/// A change that is part of a [plan](super::Plan), with the facts whether it is required and whether it may already
/// have been made.
///
/// ```
/// use fetch_cors::explain::{Answer, Change, Event, Need, On, Story, explain};
/// use fetch_cors::{Client, Origin};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("https://api.example/").build()?;
/// let explanation = explain(&Story::new(request).with(Event::Actual(Answer::new(http::Response::new(())))));
/// let fix = &explanation.plans[0].fixes[0];
/// let Change::SetHeader { on, name, value } = &fix.change else { unreachable!() };
/// assert_eq!((*on, name.as_str(), value.as_str()), (
///     On::Actual { hop: 0 },
///     "access-control-allow-origin",
///     "https://app.example",
/// ));
/// assert_eq!(fix.need, Need::Required);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fix {
    /// The change to make.
    pub change: Change,
    /// Whether the fetch succeeds without this change.
    pub need: Need,
    /// Whether the fix is about a response that the story does not have. Such a change has to be made only if the response
    /// is not like that already.
    pub is_unseen: bool,
}

/// The need for a fix: whether the fetch succeeds without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Need {
    /// Without the fix, the fetch is still refused.
    Required,
    /// The fetch is allowed without the fix, but the fix prevents another problem. For example, `Vary: Origin` keeps a
    /// shared cache from sending the response to pages of other origins.
    Safeguard,
}

/// The response that a server has to change.
///
/// A hop is one URL of the fetch: hop 0 is the first URL, and each redirect leads to the next hop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum On {
    /// The response to the preflight of a hop.
    Preflight {
        /// The number of the hop.
        hop: usize,
    },
    /// The redirect at the end of a hop.
    Redirect {
        /// The number of the hop.
        hop: usize,
    },
    /// The response to the actual request of a hop, if it is not a redirect.
    Actual {
        /// The number of the hop.
        hop: usize,
    },
}

impl On {
    /// Creates the value for the response of a phase.
    pub(super) fn new(phase: Phase, hop: usize) -> Self {
        match phase {
            Phase::Preflight => Self::Preflight { hop },
            Phase::Redirect => Self::Redirect { hop },
            _ => Self::Actual { hop },
        }
    }

    /// Returns the number of the hop.
    #[must_use]
    pub const fn hop(self) -> usize {
        match self {
            Self::Preflight { hop } | Self::Redirect { hop } | Self::Actual { hop } => hop,
        }
    }
}

impl Fix {
    /// Creates a fix that is required.
    pub(super) fn required(change: Change) -> Self {
        Self { change, need: Need::Required, is_unseen: false }
    }

    /// Creates a fix that is a safeguard.
    pub(super) fn safeguard(change: Change) -> Self {
        Self { change, need: Need::Safeguard, is_unseen: false }
    }
}
