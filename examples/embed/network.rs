//! A network without sockets: a table of what there is, and a log of what was asked.

use std::collections::BTreeMap;

use fetch_cors::Exchange;
use fetch_cors::header::HeaderList;

use crate::host::Response;

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug, Default)]
pub(crate) struct Network {
    /// By method and URL.
    answers: BTreeMap<String, Response>,
    /// Where the HTTP client of this network goes by itself, as none may.
    pub(crate) follows: BTreeMap<&'static str, &'static str>,
    log: Vec<String>,
}

impl Network {
    /// `to` is method and URL.
    pub(crate) fn teach(&mut self, to: &str, status: u16, headers: &[&str], body: &str) {
        self.teach_response(to, Response::new(status, headers, body));
    }

    pub(crate) fn teach_response(&mut self, to: &str, response: Response) {
        self.answers.insert(to.to_owned(), response);
    }

    /// What is there, with the URL that it came from, or why there is nothing.
    pub(crate) fn send(&mut self, message: &Exchange) -> Result<fetch_cors::Response<Vec<u8>>, Failure> {
        let url = message.url().as_str();
        let to = format!("{} {url}", message.method());
        self.log.push(format!("> {to}{}", told(message.headers())));
        let url = self.follows.get(url).copied().unwrap_or(url);
        let answer = self.answers.get(&format!("{} {url}", message.method())).ok_or("nobody answers")?;
        Ok(answer.clone().into_machine()?.with_url(url.parse()?))
    }

    pub(crate) fn take_log(&mut self) -> Vec<String> {
        std::mem::take(&mut self.log)
    }
}

/// What the log says of a message's headers: what servers decide by.
fn told(headers: &HeaderList) -> String {
    let telling = ["origin", "access-control-request-headers", "sec-fetch-site"];
    let told =
        headers.iter().filter(|(name, _)| telling.iter().any(|t| name.eq_ignore_ascii_case(t.as_bytes())));
    told.map(|(_, value)| format!(" [{}]", String::from_utf8_lossy(value))).collect()
}
