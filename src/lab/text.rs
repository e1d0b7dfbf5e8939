//! Bytes and header values as text that people can read.

use std::fmt::{self, Write};

use http::HeaderValue;

use crate::redacted::RedactedValue;

/// Returns the value of a header as text that people can read.
///
/// A byte that is not printable ASCII is written in the form `\x7f`. A byte that occurs more than 32 times in a row is
/// written once, with the number of times, such as `z{128}`.
///
/// ```
/// use fetch_cors::lab::printable;
/// assert_eq!(printable("https://bücher.example".as_bytes()).to_string(), "https://b\\xc3\\xbccher.example");
/// assert_eq!(printable(&[b'a'; 8192]).to_string(), "a{8192}");
/// ```
#[must_use]
pub fn printable(value: &[u8]) -> impl fmt::Display {
    Text(value)
}

/// A header value in quotes, printed as [`Text`].
pub(super) struct Quoted<'a>(pub(super) &'a HeaderValue);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", Text(self.0.as_bytes()))
    }
}

/// The value of a header, printed as [`Text`]. Values of headers that are secret by their name are not printed, because a
/// test may use real passwords, cookies and URLs.
pub(super) struct Value<'a> {
    pub(super) name: &'a [u8],
    pub(super) value: &'a [u8],
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, value } = *self;
        let is_secret = SECRETS.iter().any(|secret| name.eq_ignore_ascii_case(secret));
        if is_secret { write!(f, "{:?}", RedactedValue { name, value }) } else { Text(value).fmt(f) }
    }
}

const SECRETS: [&[u8]; 7] = [
    b"authorization",
    b"cookie",
    b"location",
    b"proxy-authorization",
    b"referer",
    b"set-cookie",
    b"set-cookie2",
];

/// The maximum number of equal bytes in a row that are printed one by one.
const MAX_RUN: usize = 32;

/// The bytes of a text, printed in the form that [`printable`] describes.
pub(super) struct Text<'a>(pub(super) &'a [u8]);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for run in self.0.chunk_by(PartialEq::eq) {
            let Some(&byte) = run.first() else { continue };
            let times = if run.len() > MAX_RUN { 1 } else { run.len() };
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
