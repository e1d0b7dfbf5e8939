use std::fmt;

use http::request::Parts;

use super::Server;

/// A message that a server has received.
#[derive(Clone, Debug)]
pub(crate) struct Arrived {
    pub(crate) server: Server,
    pub(crate) method: String,
    /// The path and the query.
    pub(crate) path: String,
    /// The headers in order, with their names in lower case.
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
}

impl Arrived {
    pub(super) fn of(server: Server, head: &Parts) -> Self {
        let headers = head.headers.iter().map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()));
        Self {
            server,
            method: head.method.to_string(),
            path: head.uri.path_and_query().map_or_else(String::new, ToString::to_string),
            headers: headers.collect(),
            body: Vec::new(),
        }
    }

    /// Returns the values of a header, joined by `, ` and without spaces around them. Returns `None` if there is no such
    /// header.
    pub(crate) fn header(&self, name: &str) -> Option<Vec<u8>> {
        let lines = self.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
        let lines: Vec<&[u8]> = lines.map(|(_, value)| value.trim_ascii()).collect();
        (!lines.is_empty()).then(|| lines.join(&b", "[..]))
    }

    /// Checks whether the message has a cookie of this name.
    pub(crate) fn has_cookie(&self, name: &str) -> bool {
        let cookies = self.headers.iter().filter(|(n, _)| n == "cookie");
        let mut pairs = cookies.flat_map(|(_, value)| value.split(|byte| *byte == b';'));
        pairs.any(|pair| pair.trim_ascii().split(|byte| *byte == b'=').next() == Some(name.as_bytes()))
    }
}

/// Prints the first line of the message.
impl fmt::Display for Arrived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.method, self.server.name(), self.path)
    }
}
