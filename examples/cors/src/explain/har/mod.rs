//! Reads HAR files, as browsers and proxies write them.
//!
//! A HAR file is JSON with one entry for each message. [`read`] goes through it once and holds only what is asked for: bodies are
//! skipped, texts have a longest length, and a file of any size is read with a few megabytes.
//!
//! | written by | marks preflights | has redirects as entries | status and headers of a refused response | says that a fetch failed |
//! |---|---|---|---|---|
//! | Chromium | yes | yes | yes, if the server answered now | `_error` |
//! | Firefox | no | yes | yes, if the server answered | no; a fetch whose preflight failed has status 0 |
//! | Safari | no | no | no | `_error`, a sentence |
//! | Charles, mitmproxy and other proxies | no | yes | yes | no: they see the network, not the page |
//!
//! Chromium puts a request before its preflight, and the others after it.

mod dialect;
mod entry;
mod json;
mod log;
mod message;
mod notes;
mod other_json;
mod outcome;

use std::io::Read;

use self::json::{Json, Stop};
use self::log::Log;
use self::other_json::OtherJson;
use super::recording::{Keep, ReadError, Recording};

/// Reads a HAR file. The input is UTF-8, with or without a byte order mark.
///
/// A file that was cut off gives the entries before the cut, and a note. So does one of which more is to be kept than fits into the
/// memory that the reader allows itself: about 48 MiB.
///
/// # Errors
///
/// Returns an error if the input is not a HAR file, or is broken before the first entry is complete.
pub fn read(input: &mut dyn Read, keep: &mut Keep<'_>) -> Result<Recording, ReadError> {
    let mut json = Json::new(input)?;
    let mut log = Log::new(keep);
    let mut other = OtherJson::default();
    let read = json.object(|json, name| {
        if name == "log" {
            return log.read(json);
        }
        other.member(name);
        json.skip()
    });
    match read {
        Ok(true) if log.has_entries() => Ok(log.recording(None)),
        Ok(is_object) => Err(ReadError {
            place: "the whole file".to_owned(),
            what: other.what_it_is(is_object, log.is_there()),
        }),
        Err(Stop::Truncated(place)) if log.has_messages() => Ok(log.recording(Some(&place))),
        Err(stop) => Err(stop.into()),
    }
}
