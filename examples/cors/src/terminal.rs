use std::fmt;
use std::io::{Read, Write};

/// What the program reads and where it writes.
#[expect(clippy::exhaustive_structs, reason = "there are no other standard streams")]
pub struct Terminal<'t> {
    /// The standard input.
    pub input: &'t mut dyn Read,
    /// The standard output.
    pub out: &'t mut dyn Write,
    /// The standard error.
    pub err: &'t mut dyn Write,
    /// Whether the standard output is a terminal, which shows colours.
    pub out_is_terminal: bool,
    /// Whether the standard error is a terminal, on which a line can be rewritten.
    pub err_is_terminal: bool,
}

impl fmt::Debug for Terminal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Terminal")
            .field("out_is_terminal", &self.out_is_terminal)
            .field("err_is_terminal", &self.err_is_terminal)
            .finish_non_exhaustive()
    }
}
