use std::time::{Duration, Instant};

/// A clock that tests can replace.
pub trait Clock {
    /// Returns the time since a fixed moment in the past.
    fn now(&self) -> Duration;

    /// Waits for this duration.
    fn sleep(&self, duration: Duration);
}

/// The monotonic clock of the system.
#[derive(Debug)]
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// Creates a clock whose time starts at zero.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "it reads the time")]
    pub fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn sleep(&self, duration: Duration) {
        std::thread::sleep(duration);
    }
}
