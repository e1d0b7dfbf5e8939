//! Joining the errors of a console with the responses that curl recorded for the same requests.

use std::collections::HashMap;

use fetch_cors::url::Url;

use crate::explain::facts::is_about_preflight;
use crate::explain::group::is_preflight;
use crate::explain::pairing::is_of_browser;
use crate::explain::recording::{Answer, Message, header};

/// The maximum number of errors of a console to which the response of one request is added. A console may repeat an error.
const MOST_USES: usize = 8;

/// Adds to the errors of a console what curl recorded for the same URL and the same origin: the response to the actual
/// request, or the method for which the preflight asks. A response that was added is removed from the list.
///
/// # Cost
///
/// The time is linear in the number of messages, if few of them have the same URL.
pub(crate) fn join_console_with_curl(messages: Vec<Message>) -> Vec<Message> {
    let (mut of_console, of_curl): (Vec<_>, Vec<_>) =
        messages.into_iter().map(Some).partition(|message| message.as_ref().is_some_and(is_error));
    if of_console.is_empty() {
        return of_curl.into_iter().flatten().collect();
    }
    let mut recorded = Recorded::new(of_curl);
    for error in of_console.iter_mut().flatten() {
        recorded.add_to(error);
    }
    let mut messages: Vec<Message> = of_console.into_iter().flatten().chain(recorded.unused()).collect();
    messages.sort_by_key(|message| message.number);
    messages
}

/// Returns whether a message is an error of a console, which shows neither the headers of the request nor the response.
fn is_error(message: &Message) -> bool {
    message.headers.is_none()
        && !message.said.is_empty()
        && matches!(message.answer, Answer::NotRecorded | Answer::Status(_))
}

/// The messages that are not errors of a console.
struct Recorded {
    messages: Vec<Option<Message>>,
    /// The indices of the messages with a response that a person requested, for each URL.
    by_url: HashMap<Url, Vec<usize>>,
    /// The number of errors to which each of these messages was added.
    uses: HashMap<usize, usize>,
}

impl Recorded {
    fn new(messages: Vec<Option<Message>>) -> Self {
        let mut by_url = HashMap::<Url, Vec<usize>>::new();
        for (at, message) in messages.iter().enumerate() {
            let is_of_curl = |message: &&Message| {
                !is_of_browser(message) && matches!(message.answer, Answer::Response { .. })
            };
            if let Some(message) = message.as_ref().filter(is_of_curl) {
                by_url.entry(message.url.clone()).or_default().push(at);
            }
        }
        Self { messages, by_url, uses: HashMap::new() }
    }

    fn add_to(&mut self, error: &mut Message) {
        let is_of_preflight = error.said.iter().any(is_about_preflight);
        if is_of_preflight {
            let Some(preflight) = self.find(is_preflight, error) else { return };
            let asked = preflight.1.headers.as_deref().and_then(|headers| header(headers, ASKED_METHOD));
            if let Some(method) =
                asked.and_then(|method| method.parse().ok()).filter(|_| !error.method_is_known)
            {
                // The preflight and the error are now grouped like a preflight and its actual request.
                (error.method, error.method_is_known) = (method, true);
            }
        }
        let Some((at, actual)) = self.find(|message| !is_preflight(message), error) else { return };
        (error.method, error.method_is_known) = (actual.method.clone(), true);
        (error.headers, error.answer) = (actual.headers.clone(), actual.answer.clone());
        error.body_type = error.body_type.take().or_else(|| actual.body_type.clone());
        error.place = format!("{}, {}", error.place, actual.place);
        *self.uses.entry(at).or_default() += 1;
    }

    /// Finds a message of this kind with the URL, the origin and the method of an error, as far as the error shows them.
    fn find(&self, is_kind: fn(&Message) -> bool, error: &Message) -> Option<(usize, &Message)> {
        let has_origin = |message: &Message| {
            let sent = message.headers.as_deref().and_then(|headers| header(headers, "origin"));
            sent.is_some_and(|sent| error.origin.as_deref().is_none_or(|origin| origin == sent))
        };
        let has_method = |message: &Message| {
            let asked = message.headers.as_deref().and_then(|headers| header(headers, ASKED_METHOD));
            let method = asked.filter(|_| is_preflight(message)).unwrap_or(message.method.as_str());
            !error.method_is_known || method == error.method.as_str()
        };
        let is_free = |at: usize| self.uses.get(&at).is_none_or(|uses| *uses < MOST_USES);
        let candidates = self.by_url.get(&error.url)?.iter().copied();
        candidates
            .filter(|at| is_free(*at))
            .filter_map(|at| Some((at, self.messages.get(at)?.as_ref()?)))
            .find(|(_, message)| is_kind(message) && has_origin(message) && has_method(message))
    }

    /// Returns the messages that were not added to an error.
    fn unused(self) -> impl Iterator<Item = Message> {
        let Self { messages, uses, .. } = self;
        let messages = messages.into_iter().enumerate();
        messages.filter_map(move |(at, message)| message.filter(|_| !uses.contains_key(&at)))
    }
}

const ASKED_METHOD: &str = "access-control-request-method";
