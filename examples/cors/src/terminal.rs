use std::io::{self, Read, Write};
use std::path::Path;
use std::{fmt, fs};

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

impl Terminal<'_> {
    /// Writes a report to a file, or to the standard output. If the file cannot be written, the report is not lost.
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
            .field("out_is_terminal", &self.out_is_terminal)
            .field("err_is_terminal", &self.err_is_terminal)
            .finish_non_exhaustive()
    }
}
