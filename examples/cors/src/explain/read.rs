//! Reads a source, whatever it is.

use std::collections::HashSet;
use std::io::Read;

use crate::explain::args::Args;
use crate::explain::console;
use crate::explain::curl::{self, About};
use crate::explain::group::{Group, is_preflight, redirect_target};
use crate::explain::har;
use crate::explain::recording::{Ended, Message, ReadError, Recording, header};
use crate::explain::source::{Kind, MOST_TEXT, decode, recognize, utf8_reader};
use crate::progress::Progress;

/// How far from a message that the user named others are looked at that may belong to it.
const NEAR: usize = 500;

/// How much of a source shows what it is, in bytes.
const HEAD: u64 = 8 << 10;

/// Reads a source. Returns whether it is a log of many fetches, too.
pub(crate) fn read(
    input: &mut dyn Read,
    args: &Args,
    progress: &mut Progress<'_>,
) -> Result<(Recording, bool), ReadError> {
    let mut head = Vec::new();
    Read::take(&mut *input, HEAD).read_to_end(&mut head).map_err(unreadable)?;
    let kind = recognize(&head)?;
    let whole = head.as_slice().chain(input);
    match kind {
        Kind::Har => {
            let chosen = Chosen { args, is_log: true };
            let mut targets = HashSet::new();
            let mut keep = |message: &Message| {
                progress.show(|seconds| format!("{} entries read, {seconds} s", message.number));
                let is_next_hop = targets.contains(&message.url);
                targets.extend(redirect_target(message));
                is_next_hop || chosen.includes(message)
            };
            Ok((har::read(&mut utf8_reader(whole), &mut keep)?, true))
        }
        Kind::Curl => {
            let about = About { url: args.whole_url(), method: args.method().cloned() };
            let mut recording = curl::read(&decode(&bytes(whole)?)?, &about)?;
            // Headers that the user says are those of requests that the text does not show.
            for message in recording.messages.iter_mut().filter(|_| !args.headers().is_empty()) {
                message.headers.get_or_insert_with(|| args.headers().to_vec());
            }
            Ok((recording, false))
        }
        Kind::Console => Ok((console::read(&decode(&bytes(whole)?)?)?, false)),
    }
}

/// Reads a text, or a byte more than it may have.
fn bytes(whole: impl Read) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    whole.take(MOST_TEXT as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

fn unreadable(error: std::io::Error) -> ReadError {
    ReadError { place: "the beginning".to_owned(), what: format!("cannot be read: {error}") }
}

/// What the user chose to be explained.
#[derive(Clone, Copy)]
pub(crate) struct Chosen<'a> {
    pub(crate) args: &'a Args,
    /// Whether the source is a log of many fetches.
    pub(crate) is_log: bool,
}

impl Chosen<'_> {
    /// Returns whether a message of a log may be part of a fetch to explain. That it is the next hop after a redirect is for the
    /// caller to see.
    fn includes(&self, message: &Message) -> bool {
        let Args { all, url, numbers, .. } = self.args;
        if *all || self.is_named(message) {
            return true;
        }
        // A preflight and its actual request belong together, and so do the hops of a fetch.
        let is_part = is_preflight(message) || redirect_target(message).is_some() || message.is_provisional;
        let is_near = numbers.iter().any(|number| message.number.abs_diff(*number) <= NEAR);
        if self.args.chooses() {
            return is_near || (is_part && url.is_some());
        }
        // In mode cors, a message has the header Origin, unless it goes to the page's own origin.
        let headers = message.headers.as_deref().unwrap_or_default();
        is_part || matches!(message.ended, Ended::Failed(_)) || header(headers, "origin").is_some()
    }

    /// Returns whether a fetch is among those that the user named, or may be if the user named none.
    pub(crate) fn includes_group(&self, group: &Group) -> bool {
        self.args.all || !self.args.chooses() || group.messages.iter().any(|message| self.is_named(message))
    }

    /// Returns whether the user named this message.
    fn is_named(&self, message: &Message) -> bool {
        let Args { url, numbers, .. } = self.args;
        let has_url = url.as_ref().is_some_and(|url| message.url.as_str().contains(url.as_str()));
        has_url || numbers.contains(&message.number)
    }
}
