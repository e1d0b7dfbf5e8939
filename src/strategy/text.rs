//! Bytes, to be read in a story.

use std::fmt::{self, Write};

use http::HeaderValue;

/// A header value in quotes, printed as [`Text`].
pub(super) struct Quoted<'a>(pub(super) &'a HeaderValue);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", Text(self.0.as_bytes()))
    }
}

/// Prints as it is, but for bytes that cannot be printed (`\x7f`) and for what stands more than eight times in a row
/// (`z{128}`).
pub(super) struct Text<'a>(pub(super) &'a [u8]);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for run in self.0.chunk_by(PartialEq::eq) {
            let Some(&byte) = run.first() else { continue };
            let times = if run.len() > 8 { 1 } else { run.len() };
            for _ in 0..times {
                match byte {
                    b' '..=b'~' => f.write_char(char::from(byte))?,
                    _ => write!(f, "\\x{byte:02x}")?,
                }
            }
            if times < run.len() {
                write!(f, "{{{}}}", run.len())?;
            }
        }
        Ok(())
    }
}
