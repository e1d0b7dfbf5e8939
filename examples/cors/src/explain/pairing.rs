//! The pairing of preflights with their actual requests.

use std::collections::{HashMap, HashSet};

use fetch_cors::url::Url;

use crate::explain::group::is_preflight;
use crate::explain::recording::{Message, header};
use crate::explain::request::{asked_for, set_by_script};

/// The number of messages in a row that are compared at most.
const NEAR: usize = 64;

/// Returns the index of the preflight, for the index of each actual request that has one.
///
/// Most sources list the messages in the order in which they were sent, so that a preflight comes before its actual request.
/// Chromium lists an actual request where script made it, so that its preflight comes later, and marks the preflight.
/// Several fetches may run at the same time, so that preflights and actual requests come in groups.
///
/// # Cost
///
/// The time is linear in the number of messages.
pub(crate) fn pair(messages: &[Message]) -> HashMap<usize, usize> {
    let mut pairing =
        Pairing { messages, pairs: HashMap::new(), used: HashSet::new(), ignores_headers: false };
    let lists_actual_first = pairing.lists_actual_first();
    let mut by_url = HashMap::<&Url, Vec<usize>>::new();
    for (at, message) in messages.iter().enumerate() {
        by_url.entry(&message.url).or_default().push(at);
    }
    let mut pair_all = |lists_actual_first| {
        by_url.values().for_each(|indices| pairing.pair_runs(indices, lists_actual_first));
    };
    pair_all(lists_actual_first);
    // The messages that are left may be in the other order, for example in a text that a person has put together.
    pair_all(!lists_actual_first);
    if !messages.iter().any(is_of_browser) {
        // A person wrote these requests, for example with curl, and may have left out headers.
        pairing.ignores_headers = true;
        by_url.values().for_each(|indices| pairing.pair_runs(indices, false));
    }
    pairing.pairs
}

struct Pairing<'m> {
    messages: &'m [Message],
    /// The preflight of each actual request.
    pairs: HashMap<usize, usize>,
    /// The preflights that have an actual request already.
    used: HashSet<usize>,
    ignores_headers: bool,
}

impl Pairing<'_> {
    /// Returns whether the source lists an actual request before its preflight. Only the first marked preflight is checked.
    fn lists_actual_first(&self) -> bool {
        let Some(first) = self.messages.iter().position(|message| message.is_preflight == Some(true)) else {
            return false;
        };
        (0..first).any(|at| {
            let url = |at: usize| self.messages.get(at).map(|message| &message.url);
            url(at) == url(first) && !self.is_preflight(at) && self.fits(first, at)
        })
    }

    fn pair_runs(&mut self, indices: &[usize], lists_actual_first: bool) {
        let is_free = |at: &usize| !self.pairs.contains_key(at) && !self.used.contains(at);
        let free: Vec<usize> = indices.iter().copied().filter(is_free).collect();
        let runs: Vec<&[usize]> =
            free.chunk_by(|a, b| self.is_preflight(*a) == self.is_preflight(*b)).collect();
        for block in runs.windows(2) {
            let [first, second] = block else { continue };
            let begins_with_preflights = first.first().is_some_and(|at| self.is_preflight(*at));
            match (begins_with_preflights, lists_actual_first) {
                (true, false) => self.pair_block(last(first), second.get(..NEAR).unwrap_or(second), false),
                (false, true) => self.pair_block(second.get(..NEAR).unwrap_or(second), last(first), true),
                _ => {}
            }
        }
    }

    /// Pairs some preflights in a row with some actual requests in a row, both in order. If there are more actual requests
    /// than preflights, a remembered grant covered the others. These are the requests that stand farther away from the
    /// preflights. If there are more preflights, the ones that stand farther away are left.
    fn pair_block(&mut self, preflights: &[usize], actual: &[usize], is_actual_first: bool) {
        for (i, preflight) in preflights.iter().enumerate() {
            let is_candidate = |at: &&usize| !self.pairs.contains_key(*at) && self.fits(*preflight, **at);
            let candidates: Vec<usize> = actual.iter().filter(is_candidate).copied().collect();
            let is_alike = |other: &&usize| candidates.first().is_some_and(|at| self.fits(**other, *at));
            let to_come = preflights.iter().skip(i).filter(is_alike).count();
            let chosen = match is_actual_first {
                true => candidates.get(candidates.len().saturating_sub(to_come)),
                false => candidates.first().filter(|_| to_come <= candidates.len()),
            };
            if let Some(chosen) = chosen {
                self.pairs.insert(*chosen, *preflight);
                self.used.insert(*preflight);
            }
        }
    }

    fn is_preflight(&self, at: usize) -> bool {
        self.messages.get(at).is_some_and(is_preflight)
    }

    /// Returns whether a preflight may belong to an actual request, by its method and its headers.
    fn fits(&self, preflight: usize, actual: usize) -> bool {
        let (Some(preflight), Some(actual)) = (self.messages.get(preflight), self.messages.get(actual))
        else {
            return false;
        };
        let Some(asked) = preflight.headers.as_deref() else { return true };
        let method = header(asked, "access-control-request-method");
        method.is_none_or(|method| method == actual.method.as_str())
            && fits_headers(&asked_for(asked), actual)
    }
}

/// Returns whether a preflight that asks for these header names fits the headers of an actual request.
fn fits_headers(asked: &[String], actual: &Message) -> bool {
    let Some(sent) = actual.headers.as_deref() else { return true };
    // An export may leave out `Authorization`, because it is a secret.
    let may_be_left_out = |name: &str| name == "authorization";
    let is_sent = |name: &String| may_be_left_out(name) || header(sent, name).is_some();
    let is_asked = |name: String| may_be_left_out(&name) || asked.contains(&name);
    asked.iter().all(is_sent) && set_by_script(sent).into_iter().all(is_asked)
}

/// Returns whether the source shows that a browser sent a message.
pub(crate) fn is_of_browser(message: &Message) -> bool {
    message.api.is_some() || message.document.is_some()
}

fn last(indices: &[usize]) -> &[usize] {
    indices.get(indices.len().saturating_sub(NEAR)..).unwrap_or(indices)
}
