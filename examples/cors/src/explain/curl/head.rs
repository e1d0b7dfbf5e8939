//! The head of a message: its first line and its headers.

use crate::explain::recording::Header;

/// A head of which the lines are being read.
#[derive(Debug)]
pub(super) struct Head {
    /// The number of its first line in the text.
    pub(super) line: usize,
    pub(super) first: First,
    pub(super) headers: Vec<Header>,
}

/// The first line of a message.
#[derive(Debug)]
pub(super) enum First {
    Request { method: String, target: String },
    Response(Status),
}

/// The status line of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Status {
    pub(super) code: u16,
    /// Whether it is the response of a proxy that opened a tunnel.
    pub(super) is_of_proxy: bool,
}

impl Head {
    pub(super) fn new(line: usize, first: First) -> Self {
        Self { line, first, headers: Vec::new() }
    }

    /// Adds a line, which is a header or continues the header before.
    pub(super) fn add(&mut self, line: &str) {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = self.headers.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
            return;
        }
        if let Some((name, value)) = line.split_once(':')
            && is_name(name)
        {
            self.headers.push((name.to_owned(), value.trim().to_owned()));
        }
    }

    /// Returns the value of the first header with this name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        get(&self.headers, name)
    }
}

/// Returns the value of the first header with this name.
pub(super) fn get<'h>(headers: &'h [Header], name: &str) -> Option<&'h str> {
    headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Returns the method and the target of a request line, or `None` if the line is not one.
pub(super) fn request_line(line: &str) -> Option<(&str, &str)> {
    let (method, rest) = line.split_once(' ')?;
    let (target, version) = rest.trim_end().rsplit_once(' ')?;
    let is_method =
        !method.is_empty() && method.len() < 40 && http::Method::from_bytes(method.as_bytes()).is_ok();
    (is_method && version.starts_with("HTTP/") && !target.is_empty()).then_some((method, target.trim()))
}

/// Reads a status line. Returns `None` if the line is not one.
pub(super) fn status(line: &str) -> Option<Status> {
    let (version, rest) = line.strip_prefix("HTTP/")?.split_once(' ')?;
    let is_version = matches!(version, "0.9" | "1.0" | "1.1" | "2" | "2.0" | "3");
    let (code, reason) = rest.split_at_checked(3)?;
    let is_code = code.bytes().all(|b| b.is_ascii_digit()) && (reason.is_empty() || reason.starts_with(' '));
    let code = code.parse().ok().filter(|code| (100..=999).contains(code))?;
    let is_of_proxy = code == 200 && reason.to_ascii_lowercase().contains("connection established");
    (is_version && is_code).then_some(Status { code, is_of_proxy })
}

fn is_name(name: &str) -> bool {
    http::HeaderName::from_bytes(name.as_bytes()).is_ok()
}
