//! A reader for HAR files, as browsers and proxies write them.
//!
//! A HAR file is JSON with one entry for each message. [`read`] reads it once, from the start to the end, and keeps only the
//! messages that the caller wants. Bodies are skipped, and the length of texts is limited, so that a file of any size needs
//! little memory.
//!
//! | program | marks preflights | has an entry for each redirect | has status and headers of a refused response | says that a fetch failed |
//! |---|---|---|---|---|
//! | Chromium | yes | yes | yes, unless the response came from the cache | yes, in `_error` |
//! | Firefox | no | yes | yes, if there was a response | no, but a fetch whose preflight failed has status 0 |
//! | Safari | no | no | no | yes, with a sentence in `_error` |
//! | Charles, mitmproxy and other proxies | no | yes | yes | no, because they see only the network and not the page |
//!
//! Chromium writes a request before its preflight. The other programs write it after its preflight.

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
/// If the file was cut off, the recording has the entries before the cut and a note. The reader uses at most about 48 MiB
/// for the messages that `keep` selects. If there are more, the recording has the first ones and a note.
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
