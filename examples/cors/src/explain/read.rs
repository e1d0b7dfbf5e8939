//! Reading a source of any kind.

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

/// The distance from a message that the user chose, within which other messages may belong to the same fetch.
const NEAR: usize = 500;

/// The number of bytes at the start of a source by which its kind is recognized.
const HEAD: u64 = 8 << 10;

/// Reads a source of any kind. Returns its recording, and whether the source is a log of many fetches.
///
/// # Errors
///
/// Returns an error if the source cannot be read, or if it has nothing to explain.
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
            // The headers that the user gives belong to the requests that the text does not show.
            for message in recording.messages.iter_mut().filter(|_| !args.headers().is_empty()) {
                message.headers.get_or_insert_with(|| args.headers().to_vec());
            }
            Ok((recording, false))
        }
        Kind::Console => Ok((console::read(&decode(&bytes(whole)?)?)?, false)),
    }
}

/// Reads the bytes of a text. A text that is too long is read up to one byte too many, so that the caller sees that.
fn bytes(whole: impl Read) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    whole.take(MOST_TEXT as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

fn unreadable(error: std::io::Error) -> ReadError {
    ReadError { place: "the input".to_owned(), what: format!("cannot be read: {error}") }
}

/// The choice of the fetches to explain.
#[derive(Clone, Copy)]
pub(crate) struct Chosen<'a> {
    pub(crate) args: &'a Args,
    /// Whether the source is a log of many fetches.
    pub(crate) is_log: bool,
}

impl Chosen<'_> {
    /// Returns whether a message of a log may be part of a fetch to explain. The caller must check itself whether the
    /// message is the next hop after a redirect.
    fn includes(&self, message: &Message) -> bool {
        let Args { all, url, numbers, .. } = self.args;
        if *all || self.is_named(message) {
            return true;
        }
        // These messages may belong to the fetch of another message: a preflight, a redirect, or a request that was not
        // sent.
        let is_part = is_preflight(message) || redirect_target(message).is_some() || message.is_provisional;
        let is_near = numbers.iter().any(|number| message.number.abs_diff(*number) <= NEAR);
        if self.args.chooses() {
            return is_near || (is_part && url.is_some());
        }
        // In mode cors, a message to another origin has the header `Origin`.
        let headers = message.headers.as_deref().unwrap_or_default();
        is_part || matches!(message.ended, Ended::Failed(_)) || header(headers, "origin").is_some()
    }

    /// Returns whether the user chose a fetch. If the user chose none, returns true for each.
    pub(crate) fn includes_group(&self, group: &Group) -> bool {
        self.args.all || !self.args.chooses() || group.messages.iter().any(|message| self.is_named(message))
    }

    /// Returns whether the user chose this message with `--url` or `--number`.
    fn is_named(&self, message: &Message) -> bool {
        let Args { url, numbers, .. } = self.args;
        let has_url = url.as_ref().is_some_and(|url| message.url.as_str().contains(url.as_str()));
        has_url || numbers.contains(&message.number)
    }
}
