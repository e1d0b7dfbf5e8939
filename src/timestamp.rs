//! The time, which the host passes to the engine.

use std::time::Duration;

/// A point in time: the time that has passed since a start that the host chooses.
///
/// The engine reads no clock, so the host passes the current time to each call that needs it. All timestamps for one
/// preflight cache must have the same start, and must come from a clock that never runs backwards. If the clock runs
/// backwards, entries of the cache live longer than the server allows.
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
    /// The start that the host has chosen.
    pub const ZERO: Self = Self(Duration::ZERO);

    /// Creates the timestamp of the moment that is this long after the start.
    #[must_use]
    pub const fn new(since_start: Duration) -> Self {
        Self(since_start)
    }

    /// Returns the timestamp that is `duration` later, or the last possible timestamp if the sum is too large.
    #[must_use]
    pub const fn after(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(duration))
    }

    /// Returns the time that has passed since the start.
    #[must_use]
    pub const fn since_start(self) -> Duration {
        self.0
    }
}
