use http::header::{AUTHORIZATION, PROXY_AUTHORIZATION};
use http::{HeaderName, HeaderValue, Request, Response};

use super::finding::Finding;
use super::subject::Session;

/// The text that a report shows in place of a value of the session.
pub(super) const HIDDEN: &str = "[from the session]";

/// The values that a session has added to requests, which no report may show.
pub(super) struct Secrets {
    values: Vec<Vec<u8>>,
    /// The words that the lab itself sends and compares, in lower case. A value that is a part of this text is not a
    /// secret.
    words: Vec<u8>,
}

impl Secrets {
    /// Creates an empty list of secrets, for a lab that sends and compares these words.
    pub(super) fn new<'w>(words: impl IntoIterator<Item = &'w [u8]>) -> Self {
        let mut all = WORDS.as_bytes().to_vec();
        for word in words {
            all.push(b' ');
            all.extend(word.to_ascii_lowercase());
        }
        Self { values: Vec::new(), words: all }
    }

    /// Returns the request with the session, and remembers the values that the session has added.
    pub(super) fn add(&mut self, request: &Request<Vec<u8>>, session: &Session) -> Request<Vec<u8>> {
        let mut with_session = request.clone();
        session(&mut with_session);
        let mut values = Vec::new();
        for (name, value) in with_session.headers() {
            if !request.headers().get_all(name).iter().any(|other| other == value) {
                values.extend(secrets_of(name, value));
            }
        }
        if with_session.uri() != request.uri() {
            let (before, after) = (request.uri().to_string(), with_session.uri().to_string());
            let is_separator = |c| ['/', '?', '&', '#'].contains(&c);
            let parts =
                after.split(is_separator).filter(|part| !before.split(is_separator).any(|one| one == *part));
            values.extend(parts.map(|part| behind_equals(part.as_bytes()).to_vec()));
        }
        if with_session.body() != request.body() {
            values.extend(
                with_session
                    .body()
                    .split(|byte| !byte.is_ascii_graphic() || b"\"&=:,".contains(byte))
                    .map(<[u8]>::to_vec),
            );
        }
        for value in values {
            let value = value.to_ascii_lowercase();
            // Shorter values occur in many headers by chance.
            if value.len() >= 4 && !contains(&self.words, &value) && !self.values.contains(&value) {
                self.values.push(value);
            }
        }
        with_session
    }

    /// Removes the secrets from a finding, or what contains them.
    pub(super) fn hide_in_finding(&self, finding: &mut Finding) {
        for answer in finding.messages.iter_mut().filter_map(|message| message.answer.as_mut()) {
            self.hide_in(answer);
        }
        if self.are_in(finding.cause.as_bytes()) {
            finding.cause = finding.kind.title().to_owned();
        }
        let text = finding.explanation.as_ref().map(|explanation| format!("{explanation} {explanation:?}"));
        if text.is_some_and(|text| self.are_in(text.as_bytes())) {
            finding.explanation = None;
        }
    }

    /// Replaces the values of headers in which the server repeats a secret, and removes headers with a secret in their name.
    fn hide_in(&self, response: &mut Response<()>) {
        if self.values.is_empty() {
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

    /// Returns whether a text contains a secret, in upper or lower case.
    pub(super) fn are_in(&self, text: &[u8]) -> bool {
        let text = text.to_ascii_lowercase();
        self.values.iter().any(|secret| contains(&text, secret))
    }
}

/// The words of the CORS protocol, and values that occur in many headers.
const WORDS: &str = "true false null * origin vary cookie authorization accept accept-encoding accept-language content-type \
    content-length content-language user-agent access-control-request-method access-control-request-headers get head post put \
    patch delete options application/json text/plain text/html charset=utf-8 no-store no-cache private public max-age=0 keep-alive";

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len().max(1)).any(|window| window == part)
}

/// Returns the parts of a header value that may be secrets, such as the value of each cookie.
fn secrets_of(name: &HeaderName, value: &HeaderValue) -> Vec<Vec<u8>> {
    let value = value.as_bytes();
    let has_scheme = *name == AUTHORIZATION || *name == PROXY_AUTHORIZATION;
    let is_separator = |byte: &u8| matches!(byte, b';' | b' ' | b',');
    // The name of an authentication scheme, such as `Bearer`, is no secret.
    let parts = value.split(is_separator).skip(usize::from(has_scheme && value.contains(&b' ')));
    let mut secrets = vec![value.to_vec()];
    for part in parts.map(behind_equals) {
        secrets.push(part.to_vec());
        // A token may have parts that are secrets by themselves, such as a user and a signature.
        secrets
            .extend(part.split(|byte| matches!(byte, b':' | b'.' | b'&' | b'/' | b'%')).map(<[u8]>::to_vec));
    }
    secrets
}

/// Returns the value of a pair such as `name="value"`, without quotes.
fn behind_equals(pair: &[u8]) -> &[u8] {
    let behind = pair.iter().position(|byte| *byte == b'=').and_then(|at| pair.get(at + 1..));
    let behind = behind.filter(|behind| !behind.is_empty()).unwrap_or(pair);
    behind.strip_prefix(b"\"").and_then(|inner| inner.strip_suffix(b"\"")).unwrap_or(behind)
}
