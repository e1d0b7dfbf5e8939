//! Time, passed in.

use std::time::Duration;

/// A moment: the time since some moment of the host's choice, which never runs backwards.
///
/// The engine reads no clock; whoever calls it says what time it is.
///
/// ```
/// use fetch_cors::Timestamp;
/// use std::time::{Duration, Instant};
/// let start = Instant::now(); // once
/// let now = Timestamp::new(start.elapsed()); // at each call
/// assert!(now < now.after(Duration::from_secs(5)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(Duration);

impl Timestamp {
    /// The moment that the host counts from.
    pub const ZERO: Self = Self(Duration::ZERO);

    /// So long after the moment that the host counts from.
    #[must_use]
    pub const fn new(since_start: Duration) -> Self {
        Self(since_start)
    }

    /// So much later; the last moment there is, if that is none.
    #[must_use]
    pub const fn after(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(duration))
    }

    /// How long after the moment that the host counts from.
    #[must_use]
    pub const fn since_start(self) -> Duration {
        self.0
    }
}
