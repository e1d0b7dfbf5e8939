use http::header::{AUTHORIZATION, PROXY_AUTHORIZATION};
use http::{HeaderName, HeaderValue, Request, Response};

use super::subject::Session;

/// What a report shows in place of a value of the session.
pub(super) const HIDDEN: &str = "[from the session]";

/// The values that a session has set, which no report may show.
#[derive(Default)]
pub(super) struct Secrets(Vec<Vec<u8>>);

impl Secrets {
    /// Returns the request with the session, and keeps what that has set.
    pub(super) fn add(&mut self, request: &Request<Vec<u8>>, session: &Session) -> Request<Vec<u8>> {
        let mut with_session = request.clone();
        session(&mut with_session);
        for (name, value) in with_session.headers() {
            if !request.headers().get_all(name).iter().any(|other| other == value) {
                self.0.extend(secrets_of(name, value));
            }
        }
        if with_session.uri() != request.uri() {
            let queries = with_session.uri().query().into_iter().flat_map(|query| query.split('&'));
            self.0.extend(queries.map(|pair| behind_equals(pair.as_bytes()).to_ascii_lowercase()));
        }
        // Shorter values are in many headers by chance.
        self.0.retain(|secret| secret.len() >= 4);
        self.0.sort_unstable();
        self.0.dedup();
        with_session
    }

    /// Replaces the values of headers in which the server repeats a secret, and removes the headers that have one in their
    /// name.
    pub(super) fn hide_in(&self, response: &mut Response<()>) {
        if self.0.is_empty() {
            return;
        }
        let headers = response.headers_mut();
        let named: Vec<HeaderName> =
            headers.keys().filter(|name| self.are_in(name.as_str().as_bytes())).cloned().collect();
        named.iter().for_each(|name| drop(headers.remove(name)));
        for value in headers.values_mut() {
            if self.are_in(value.as_bytes()) {
                *value = HeaderValue::from_static(HIDDEN);
            }
        }
    }

    /// Returns whether a text holds a secret, in any case.
    pub(super) fn are_in(&self, text: &[u8]) -> bool {
        let text = text.to_ascii_lowercase();
        self.0.iter().any(|secret| text.windows(secret.len()).any(|window| window == secret))
    }
}

/// Returns the parts of a header value that may be secrets, such as the value of each cookie, in lower case.
fn secrets_of(name: &HeaderName, value: &HeaderValue) -> Vec<Vec<u8>> {
    let value = value.as_bytes().to_ascii_lowercase();
    let has_scheme = *name == AUTHORIZATION || *name == PROXY_AUTHORIZATION;
    let is_separator = |byte: &u8| matches!(byte, b';' | b' ' | b',');
    // The name of an authentication scheme is no secret.
    let parts = value.split(is_separator).skip(usize::from(has_scheme && value.contains(&b' ')));
    let mut secrets: Vec<Vec<u8>> = parts.map(|part| behind_equals(part).to_vec()).collect();
    secrets.push(value);
    secrets
}

/// Returns what stands behind the name of a pair, without quotes.
fn behind_equals(pair: &[u8]) -> &[u8] {
    let behind = pair.iter().position(|byte| *byte == b'=').and_then(|at| pair.get(at + 1..));
    let behind = behind.filter(|behind| !behind.is_empty()).unwrap_or(pair);
    behind.strip_prefix(b"\"").and_then(|inner| inner.strip_suffix(b"\"")).unwrap_or(behind)
}
