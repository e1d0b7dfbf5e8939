//! What the reader passed over, with a bound.

/// How many notes are held.
const MOST: usize = 20;

/// Notes for people.
#[derive(Debug, Default)]
pub(super) struct Notes {
    lines: Vec<String>,
    more: usize,
}

impl Notes {
    /// Adds a note, or only counts it if there are many.
    pub(super) fn add(&mut self, note: String) {
        if self.lines.len() < MOST {
            self.lines.push(note);
        } else {
            self.more += 1;
        }
    }

    /// Returns the notes, and says how many more there were.
    pub(super) fn lines(mut self) -> Vec<String> {
        if self.more > 0 {
            self.lines.push(format!("… and {} more entries were passed over.", self.more));
        }
        self.lines
    }
}
