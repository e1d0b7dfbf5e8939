//! The credentials of a user, which no output shows.

use std::convert::Infallible;
use std::fmt;
use std::fs;
use std::path::Path;

use http::{HeaderName, HeaderValue};

use crate::audit::usage::UsageError;

/// A secret of the command line, which no output shows, not even an error.
#[derive(Clone)]
pub(crate) struct Secret(String);

/// The headers with the credentials of a user.
#[derive(Clone, Default)]
pub(crate) struct Session {
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Secret {
    #[expect(clippy::unnecessary_wraps, reason = "the form that clap expects")]
    pub(crate) fn parse(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl Session {
    /// Reads the headers from the command line and from a file.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be read, or if a line is not a header. The error does not show the line.
    pub(crate) fn read(secrets: &[Secret], file: Option<&Path>) -> Result<Self, UsageError> {
        let text = file.map_or_else(|| Ok(String::new()), fs::read_to_string);
        let text = text.map_err(UsageError::SessionFile)?;
        let numbered = |what, lines: Vec<&str>| {
            let lines = lines.into_iter().enumerate().filter(|(_, line)| !line.is_empty());
            let headers =
                lines.map(move |(i, line)| header(line).ok_or(UsageError::Session { what, number: i + 1 }));
            headers.collect::<Result<Vec<_>, _>>()
        };
        let mut headers = numbered("--session", secrets.iter().map(|Secret(text)| text.as_str()).collect())?;
        let lines = text.lines().map(|line| if line.starts_with('#') { "" } else { line.trim() });
        headers.extend(numbered("--session-file, line", lines.collect())?);
        Ok(Self { headers })
    }

    /// Returns whether there are no credentials.
    pub(crate) fn is_empty(&self) -> bool {
        self.headers.is_empty()
    }

    /// Adds the credentials to a request.
    pub(crate) fn add_to(&self, request: &mut http::Request<Vec<u8>>) {
        for (name, value) in &self.headers {
            // A request has so few headers that this cannot fail.
            _ = request.headers_mut().try_append(name, value.clone());
        }
    }
}

fn header(line: &str) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = line.split_once(':')?;
    let mut value = HeaderValue::from_str(value.trim()).ok()?;
    value.set_sensitive(true);
    Some((name.trim().parse().ok()?, value))
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::{Secret, Session};

    #[test]
    fn an_error_shows_no_secret() {
        for line in ["hunter2secret", "hunter2 secret: a", "a: hunter2secret\u{1}"] {
            let secrets = [Secret("a: b".to_owned()), Secret(line.to_owned())];
            let error = Session::read(&secrets, None).err().unwrap().to_string();
            assert!(error.starts_with("--session 2 is not a header"), "{error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
