//! The grouping of the messages of a recording by fetch.

use std::collections::HashMap;

use fetch_cors::redirect::is_redirect_status;
use fetch_cors::url::Url;
use http::Method;

use crate::explain::pairing::pair;
use crate::explain::recording::{Answer, Message, Said, header};
use crate::loopback::is_loopback;

/// The messages of one fetch, in the order in which a browser sends them: for each hop the preflight, if it is recorded, and
/// the actual request.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Group {
    /// The messages, in this order.
    pub messages: Vec<Message>,
}

/// The maximum number of hops of a fetch: the first URL and 20 redirects.
pub(crate) const MAX_HOPS: usize = 21;

/// The number of messages with the same URL among which the next hop is searched.
const NEAR: usize = 64;

/// Groups the messages of a recording by fetch, in the order of the first message of each.
///
/// # Cost
///
/// The time is linear in the number of messages.
#[must_use]
pub fn group(messages: Vec<Message>) -> Vec<Group> {
    let mut unused = Unused::new(messages);
    let mut groups = Vec::new();
    for at in 0..unused.messages.len() {
        if let Some(first) = unused.take(at, |message| !is_preflight(message)) {
            groups.push(unused.follow(at, first));
        }
    }
    // The rest are preflights whose actual request the source does not show.
    let rest = unused.messages.into_iter().flatten();
    groups.extend(rest.map(|message| Group { messages: vec![message] }));
    groups.iter_mut().flat_map(|group| &mut group.messages).for_each(mark_mixed_content);
    groups.sort_by_key(|group| group.messages.iter().map(|message| message.number).min());
    groups
}

/// Marks a message without a response as mixed content, if a browser blocks it as such.
fn mark_mixed_content(message: &mut Message) {
    let is_blocked =
        message.answer == Answer::NotRecorded && is_mixed_content(message.document.as_ref(), &message.url);
    if is_blocked && !message.said.contains(&Said::MixedContent) {
        message.said.push(Said::MixedContent);
    }
}

/// Returns whether a URL is mixed content: an `http:` URL that is not on this machine, for an `https:` page.
pub(crate) fn is_mixed_content(document: Option<&Url>, url: &Url) -> bool {
    let is_secure = document.is_some_and(|document| document.scheme() == "https");
    is_secure && url.scheme() == "http" && !is_loopback(url.host_str().unwrap_or_default())
}

/// Returns whether a message is a preflight.
#[must_use]
pub fn is_preflight(message: &Message) -> bool {
    let asks = |message: &Message| {
        let headers = message.headers.as_deref().unwrap_or_default();
        header(headers, "access-control-request-method").is_some()
    };
    message.is_preflight.unwrap_or_else(|| message.method == Method::OPTIONS && asks(message))
}

impl Group {
    /// Returns the actual request of the first hop, or its preflight if the actual request is not recorded.
    #[must_use]
    pub fn first(&self) -> Option<&Message> {
        self.messages.iter().find(|message| !is_preflight(message)).or_else(|| self.messages.first())
    }

    /// Returns the preflight of the first hop, if it is recorded.
    #[must_use]
    pub fn first_preflight(&self) -> Option<&Message> {
        self.messages.first().filter(|message| is_preflight(message))
    }

    /// Returns the last message of the fetch.
    #[must_use]
    pub fn last(&self) -> Option<&Message> {
        self.messages.last()
    }
}

/// The messages that do not belong to a fetch yet.
struct Unused {
    messages: Vec<Option<Message>>,
    /// The indices of the messages for each URL, in order.
    by_url: HashMap<Url, Vec<usize>>,
    /// The index of the preflight, for the index of each actual request that has one.
    preflights: HashMap<usize, usize>,
}

impl Unused {
    fn new(messages: Vec<Message>) -> Self {
        let mut by_url = HashMap::<Url, Vec<usize>>::new();
        for (at, message) in messages.iter().enumerate() {
            by_url.entry(message.url.clone()).or_default().push(at);
        }
        let preflights = pair(&messages);
        Self { messages: messages.into_iter().map(Some).collect(), by_url, preflights }
    }

    fn take(&mut self, at: usize, condition: impl FnOnce(&Message) -> bool) -> Option<Message> {
        self.messages.get_mut(at)?.take_if(|message| condition(message))
    }

    /// Collects the messages of a fetch, beginning with the actual request of its first hop.
    fn follow(&mut self, mut at: usize, first: Message) -> Group {
        let mut messages = Vec::new();
        let mut current = Some(first);
        while let Some(message) = current {
            let preflight = self.preflights.get(&at).copied();
            messages.extend(preflight.and_then(|preflight| self.take(preflight, |_| true)));
            let target = redirect_target(&message);
            messages.push(message);
            current = None;
            if messages.len() < 2 * MAX_HOPS
                && let Some(next) = target.and_then(|target| self.find_redirected(at, &target))
            {
                current = self.take(next, |_| true);
                at = next;
            }
        }
        Group { messages }
    }

    fn find_redirected(&self, at: usize, target: &Url) -> Option<usize> {
        let indices = self.by_url.get(target)?;
        let after = indices.get(indices.partition_point(|index| *index <= at)..)?;
        let is_actual = |index: &usize| self.get(*index).is_some_and(|message| !is_preflight(message));
        after.iter().copied().take(NEAR).find(is_actual)
    }

    fn get(&self, at: usize) -> Option<&Message> {
        self.messages.get(at)?.as_ref()
    }
}

/// Returns the URL to which a recorded response redirects, without its fragment.
pub(crate) fn redirect_target(message: &Message) -> Option<Url> {
    let Answer::Response { status, headers } = &message.answer else { return None };
    if !is_redirect_status(*status) {
        return None;
    }
    let mut target = message.url.join(header(headers, "location")?).ok()?;
    target.set_fragment(None);
    Some(target)
}
