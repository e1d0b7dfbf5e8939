use std::io::{self, Read, Write};
use std::path::Path;
use std::{fmt, fs};

/// The standard streams that the program reads and writes.
#[expect(clippy::exhaustive_structs, reason = "there are no other standard streams")]
pub struct Terminal<'t> {
    /// The standard input stream.
    pub input: &'t mut dyn Read,
    /// Whether the standard input is a terminal, so that a user has to type or paste.
    pub input_is_terminal: bool,
    /// The standard output stream.
    pub out: &'t mut dyn Write,
    /// The standard error stream.
    pub err: &'t mut dyn Write,
    /// Whether the standard output is a terminal, so that text may have colours.
    pub out_is_terminal: bool,
    /// Whether the standard error is a terminal, so that a line can be rewritten.
    pub err_is_terminal: bool,
}

impl Terminal<'_> {
    /// Writes a report to a file, or to the standard output if there is none.
    ///
    /// # Errors
    ///
    /// Returns an error if the file or the standard output cannot be written. If it is the file, the report goes to the
    /// standard output instead, so that it is not lost.
    pub(crate) fn write_report(&mut self, report: &str, file: Option<&Path>) -> io::Result<()> {
        let written = file.map_or_else(|| Ok(false), |file| fs::write(file, report).map(|()| true));
        if !matches!(written, Ok(true)) {
            self.out.write_all(report.as_bytes())?;
            self.out.flush()?;
        }
        written.map(drop)
    }
}

impl fmt::Debug for Terminal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Terminal")
            .field("input_is_terminal", &self.input_is_terminal)
            .field("out_is_terminal", &self.out_is_terminal)
            .field("err_is_terminal", &self.err_is_terminal)
            .finish_non_exhaustive()
    }
}
