use std::fmt;
use std::time::Duration;

use crate::clock::Clock;

/// A pace that delays requests, so that no more than a certain number are sent per second.
pub(crate) struct Pace<'c> {
    clock: &'c dyn Clock,
    interval: Duration,
    /// The earliest time for the next request.
    next: Duration,
}

impl<'c> Pace<'c> {
    /// Creates a pace with a number of requests per second. `None` means no limit.
    pub(crate) fn new(clock: &'c dyn Clock, rate: Option<f64>) -> Self {
        let interval = rate.map_or(Duration::ZERO, |rate| Duration::from_secs_f64(rate.recip()));
        Self { clock, interval, next: Duration::ZERO }
    }

    /// Waits until the next request may be sent.
    pub(crate) fn wait(&mut self) {
        let early = self.next.saturating_sub(self.clock.now());
        if !early.is_zero() {
            self.clock.sleep(early);
        }
        self.next = self.clock.now() + self.interval;
    }
}

impl fmt::Debug for Pace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pace").field("interval", &self.interval).finish_non_exhaustive()
    }
}
