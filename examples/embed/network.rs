//! A network without sockets: a table of what there is, and a log of what was asked.

use std::collections::BTreeMap;

use fetch_cors::Exchange;
use fetch_cors::header::HeaderList;

use crate::host::Response;

#[derive(Debug, Default)]
pub(crate) struct Network {
    /// By method and URL.
    answers: BTreeMap<String, Response>,
    log: Vec<String>,
}

impl Network {
    /// `to` is method and URL.
    pub(crate) fn teach(&mut self, to: &str, status: u16, headers: &[&str], body: &str) {
        self.answers.insert(to.to_owned(), Response::new(status, headers, body));
    }

    /// What is there, or `None` if nobody answers.
    pub(crate) fn send(&mut self, message: &Exchange) -> Option<http::Response<Vec<u8>>> {
        let to = format!("{} {}", message.method(), message.url());
        self.log.push(format!("> {to}{}", told(message.headers())));
        self.answers.get(&to)?.clone().into_http().ok()
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
