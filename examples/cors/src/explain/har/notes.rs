//! The notes about what the reader skipped, up to a limit.

/// The maximum number of notes that are kept.
const MOST: usize = 20;

/// The notes for people.
#[derive(Debug, Default)]
pub(super) struct Notes {
    lines: Vec<String>,
    more: usize,
}

impl Notes {
    /// Adds a note for people. If there are many already, only counts it.
    pub(super) fn add(&mut self, note: String) {
        if self.lines.len() < MOST {
            self.lines.push(note);
        } else {
            self.more += 1;
        }
    }

    /// Returns the notes in order. If some were only counted, the last line says how many.
    pub(super) fn lines(mut self) -> Vec<String> {
        if self.more > 0 {
            self.lines.push(format!("… and {} more entries were skipped.", self.more));
        }
        self.lines
    }
}
