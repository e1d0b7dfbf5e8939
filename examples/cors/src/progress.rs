use std::io::Write;
use std::time::Duration;

use crate::clock::Clock;

/// A progress display for a command that takes longer than a second. On a terminal, it rewrites one line. Elsewhere, it
/// prints a new line every ten seconds.
pub(crate) struct Progress<'a> {
    clock: &'a dyn Clock,
    err: &'a mut dyn Write,
    is_terminal: bool,
    start: Duration,
    /// The time at which the next line is due.
    next: Duration,
    is_line_open: bool,
}

const ON_TERMINAL: Duration = Duration::from_millis(200);
const ELSEWHERE: Duration = Duration::from_secs(10);

impl<'a> Progress<'a> {
    /// Creates a display, and starts to measure the time.
    pub(crate) fn new(clock: &'a dyn Clock, err: &'a mut dyn Write, is_terminal: bool) -> Self {
        let start = clock.now();
        let next = start + Duration::from_secs(1);
        Self { clock, err, is_terminal, start, next, is_line_open: false }
    }

    /// Shows a line if one is due. `line` gets the number of seconds since the start.
    pub(crate) fn show(&mut self, line: impl FnOnce(u64) -> String) {
        let now = self.clock.now();
        if now < self.next {
            return;
        }
        let line = line(now.saturating_sub(self.start).as_secs());
        // The command goes on even if the terminal is closed.
        if self.is_terminal {
            _ = write!(self.err, "\r{line}\x1b[K");
            _ = self.err.flush();
            self.is_line_open = true;
        } else {
            _ = writeln!(self.err, "{line}");
        }
        self.next = now + if self.is_terminal { ON_TERMINAL } else { ELSEWHERE };
    }

    /// Prints a line that is not rewritten later.
    pub(crate) fn say(&mut self, line: &str) {
        self.clear();
        _ = writeln!(self.err, "{line}");
    }

    /// Removes the progress line from a terminal.
    pub(crate) fn clear(&mut self) {
        if self.is_line_open {
            _ = write!(self.err, "\r\x1b[K");
        }
        self.is_line_open = false;
    }
}
