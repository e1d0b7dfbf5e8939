use super::change::Change;
use crate::error::Phase;

/// A change that is part of a plan.
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
    /// What to change.
    pub change: Change,
    /// Whether the plan works without it.
    pub need: Need,
    /// Whether the fix is about a response that the story does not have. Such a fix is required only if the response
    /// is not like that already.
    pub is_unseen: bool,
}

/// Whether a plan works without a fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Need {
    /// Without the fix, the fetch is still refused.
    Required,
    /// The fetch is allowed without the fix. The fix keeps something else from going wrong, as `Vary: Origin` does with
    /// shared caches.
    Safeguard,
}

/// The response that a server has to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum On {
    /// The response to the preflight of a hop.
    Preflight {
        /// The hop.
        hop: usize,
    },
    /// The redirect that ends a hop.
    Redirect {
        /// The hop.
        hop: usize,
    },
    /// The response to the actual request of a hop, if it is not a redirect.
    Actual {
        /// The hop.
        hop: usize,
    },
}

impl On {
    pub(super) fn new(phase: Phase, hop: usize) -> Self {
        match phase {
            Phase::Preflight => Self::Preflight { hop },
            Phase::Redirect => Self::Redirect { hop },
            _ => Self::Actual { hop },
        }
    }

    /// Returns the hop.
    #[must_use]
    pub const fn hop(self) -> usize {
        match self {
            Self::Preflight { hop } | Self::Redirect { hop } | Self::Actual { hop } => hop,
        }
    }
}

impl Fix {
    /// Creates a required fix.
    pub(super) fn required(change: Change) -> Self {
        Self { change, need: Need::Required, is_unseen: false }
    }

    /// Creates a safeguard.
    pub(super) fn safeguard(change: Change) -> Self {
        Self { change, need: Need::Safeguard, is_unseen: false }
    }
}
