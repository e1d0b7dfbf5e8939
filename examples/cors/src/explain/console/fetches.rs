//! Converting the facts of the entries into messages. Several entries may be about the same fetch.

use http::Method;

use super::facts::Facts;
use crate::explain::recording::{Answer, Ended, Message, ReadError, Recording, Said};
use crate::explain::shown;

/// The maximum number of messages that are read.
const MOST_MESSAGES: usize = 10_000;
/// The maximum number of notes that are kept.
const MOST_NOTES: usize = 100;
/// The number of last messages that an entry is compared with, to find one about the same fetch.
const NEAR: usize = 8;

/// The fetches of a console.
#[derive(Debug, Default)]
pub(super) struct Fetches {
    messages: Vec<Message>,
    notes: Vec<String>,
    /// The line and the facts of an entry without a URL. In Safari, the next entry has the URL.
    pending: Option<(usize, Facts)>,
    is_cut: bool,
}

impl Fetches {
    /// Adds the facts of an entry.
    pub(super) fn add(&mut self, line: usize, facts: Facts) {
        if !facts.is_refusal() {
            return;
        }
        if self.messages.len() >= MOST_MESSAGES {
            self.is_cut = true;
            return;
        }
        if facts.url.is_some() {
            let facts = self.with_pending(facts);
            if !self.belongs_to_another(&facts) {
                self.push(line, facts);
            }
        } else if let Some(name) = facts.failed.as_ref().filter(|_| facts.said.is_empty()) {
            // An entry with only the name of an error belongs to the fetch before.
            if let Some(last) = self.messages.last_mut().filter(|last| has_no_name(last)) {
                last.ended = Ended::Failed(name.clone());
            }
        } else if !facts.is_repeated || self.messages.is_empty() {
            self.drop_pending();
            self.pending = Some((line, facts));
        }
    }

    /// Returns the recording, or an error if there is no message.
    pub(super) fn finish(mut self, source: String) -> Result<Recording, ReadError> {
        let pending = self.pending.as_ref().map(|(line, _)| *line);
        if self.messages.is_empty() {
            return Err(match pending {
                Some(line) => ReadError {
                    place: format!("line {line}"),
                    what: "The error does not show the URL of the fetch. Copy the lines around it too."
                        .to_owned(),
                },
                None => ReadError {
                    place: "in the whole text".to_owned(),
                    what: "There is no error about CORS that shows a URL. Copy the whole message of the console."
                        .to_owned(),
                },
            });
        }
        self.drop_pending();
        if self.is_cut {
            self.notes.push(format!("only the first {MOST_MESSAGES} errors were read"));
        }
        Ok(Recording {
            source,
            total: self.messages.len(),
            messages: self.messages,
            may_lack_secrets: false,
            notes: self.notes,
        })
    }

    fn with_pending(&mut self, mut facts: Facts) -> Facts {
        if !facts.said.is_empty() || facts.failed.is_some() {
            return facts;
        }
        if let Some((_, before)) = self.pending.take() {
            facts.said = before.said;
            facts.status = before.status;
            facts.has_no_response = before.has_no_response;
            facts.origin = facts.origin.or(before.origin);
        }
        facts
    }

    /// Adds facts to an earlier message about the same fetch. Returns whether there is one.
    fn belongs_to_another(&mut self, facts: &Facts) -> bool {
        let near = self.messages.iter_mut().rev().take(NEAR);
        let same = |message: &Message| Some(&message.url) == facts.url.as_ref();
        for message in near.filter(|message| same(message)) {
            let names_it = facts.failed.is_some() && has_no_name(message) && !message.said.is_empty();
            let explains_it = facts.failed.is_none() && message.said.is_empty();
            // Firefox reports the same fetch a second time, as one without a response.
            let repeats_it = facts.said.iter().all(|said| *said == Said::NoResponse)
                && facts.failed.is_none()
                && !message.said.is_empty()
                && !message.said.contains(&Said::NoResponse);
            if repeats_it && !names_it {
                return true;
            }
            if names_it || explains_it {
                complete(message, facts);
                return true;
            }
        }
        false
    }

    fn push(&mut self, line: usize, facts: Facts) {
        let Some(url) = facts.url.clone() else { return };
        if let Some(from) = facts.redirected_from.as_ref().filter(|_| self.notes.len() < MOST_NOTES) {
            let from = shown::url(from, false);
            self.notes.push(format!("line {line}: the fetch was redirected from {from}"));
        }
        let mut message = Message {
            is_provisional: false,
            is_from_service_worker: false,
            number: self.messages.len() + 1,
            place: format!("line {line}"),
            method: Method::GET,
            method_is_known: false,
            url,
            headers: None,
            is_preflight: None,
            answer: Answer::NotRecorded,
            ended: Ended::Failed("blocked".to_owned()),
            api: None,
            document: None,
            origin: None,
            is_from_cache: false,
            body_type: None,
            said: Vec::new(),
        };
        complete(&mut message, &facts);
        self.messages.push(message);
    }

    fn drop_pending(&mut self) {
        if let Some((line, _)) = self.pending.take()
            && self.notes.len() < MOST_NOTES
        {
            self.notes.push(format!("line {line}: an error was skipped, because its URL is not shown"));
        }
    }
}

/// Adds the facts of an entry to a message.
fn complete(message: &mut Message, facts: &Facts) {
    if let Some(method) = method(facts) {
        message.method = method;
        message.method_is_known = true;
    }
    if let Some(name) = &facts.failed {
        message.ended = Ended::Failed(name.clone());
    }
    message.said.extend(facts.said.iter().cloned());
    if facts.has_no_response {
        let why = facts.failed.as_deref().unwrap_or("the console says that there was no response");
        message.answer = Answer::Nothing(why.to_owned());
    } else if let Some(status) = facts.status {
        message.answer = Answer::Status(status);
        message.said.push(Said::Status(status));
    }
    message.api = message.api.or(facts.api);
    message.origin = message.origin.take().or(facts.origin.clone());
    message.document = message.document.take().or(facts.document.clone());
}

/// Returns the method of the actual request, if the entry shows it. The method `OPTIONS` of a preflight does not count.
fn method(facts: &Facts) -> Option<Method> {
    let refused = facts.said.iter().find_map(|said| match said {
        Said::MethodNotAllowed(Some(method)) => Method::from_bytes(method.as_bytes()).ok(),
        _ => None,
    });
    let is_of_preflight = facts.method == Some(Method::OPTIONS) && facts.said.contains(&Said::AboutPreflight);
    refused.or_else(|| facts.method.clone().filter(|_| !is_of_preflight))
}

/// Returns whether the error of a message has no name yet.
fn has_no_name(message: &Message) -> bool {
    matches!(&message.ended, Ended::Failed(name) if !name.contains("::") && !name.starts_with("NS_"))
}
