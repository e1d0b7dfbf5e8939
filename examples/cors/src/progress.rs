use std::io::Write;
use std::time::Duration;

use crate::clock::Clock;

/// Shows how far a command is, if it takes longer than a second: on a terminal in one line that is written again and again,
/// elsewhere in a line now and then.
pub(crate) struct Progress<'a> {
    clock: &'a dyn Clock,
    err: &'a mut dyn Write,
    is_terminal: bool,
    start: Duration,
    /// When the next line is due.
    next: Duration,
    is_line_open: bool,
}

const ON_TERMINAL: Duration = Duration::from_millis(200);
const ELSEWHERE: Duration = Duration::from_secs(10);

impl<'a> Progress<'a> {
    /// Starts to measure the time.
    pub(crate) fn new(clock: &'a dyn Clock, err: &'a mut dyn Write, is_terminal: bool) -> Self {
        let start = clock.now();
        let next = start + Duration::from_secs(1);
        Self { clock, err, is_terminal, start, next, is_line_open: false }
    }

    /// Shows a line if one is due. `line` is given the seconds since the start.
    pub(crate) fn show(&mut self, line: impl FnOnce(u64) -> String) {
        let now = self.clock.now();
        if now < self.next {
            return;
        }
        let line = line(now.saturating_sub(self.start).as_secs());
        // A terminal that is gone is no reason to stop.
        if self.is_terminal {
            _ = write!(self.err, "\r{line}\x1b[K");
            _ = self.err.flush();
            self.is_line_open = true;
        } else {
            _ = writeln!(self.err, "{line}");
        }
        self.next = now + if self.is_terminal { ON_TERMINAL } else { ELSEWHERE };
    }

    /// Shows a line that stays.
    pub(crate) fn say(&mut self, line: &str) {
        self.clear();
        _ = writeln!(self.err, "{line}");
    }

    /// Removes the line from a terminal.
    pub(crate) fn clear(&mut self) {
        if self.is_line_open {
            _ = write!(self.err, "\r\x1b[K");
        }
        self.is_line_open = false;
    }
}
