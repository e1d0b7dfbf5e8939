//! Recognizing the kind of a source, and decoding its text.

use std::borrow::Cow;
use std::io::Read;

use encoding_rs::{Encoding, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;

use crate::explain::recording::ReadError;
use crate::explain::{console, curl};

/// The maximum length of a text in bytes. A text is held in memory as a whole; a HAR file is read as a stream and may be
/// longer.
pub const MOST_TEXT: usize = 16 << 20;

/// The kind of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the command has a reader for each")]
pub enum Kind {
    /// A HAR file of any program.
    Har,
    /// The output of curl.
    Curl,
    /// The text of a browser's console.
    Console,
}

/// Returns the kind of a source, by its first bytes. A few KiB are enough.
///
/// # Errors
///
/// Returns an error if there is no reader for such a source. The error says what the source is.
pub fn recognize(head: &[u8]) -> Result<Kind, ReadError> {
    if head.is_empty() {
        return Err(refused("The input is empty."));
    }
    if let Some((_, what)) = OTHERS.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(refused(what));
    }
    let text = text(head);
    let start = text.trim_start();
    if start.is_empty() {
        return Err(refused("The input has only white space."));
    }
    if start.contains('\0') {
        return Err(refused(
            "The input is not text. Give a HAR file, the output of curl -v, or the text of a console.",
        ));
    }
    let is_page = ["<!doctype", "<html", "<?xml"].iter().any(|tag| starts_with(start, tag));
    // In the output of curl, a body may stand before the other lines.
    if !is_page && curl::is_curl(&text) {
        return Ok(Kind::Curl);
    }
    if start.starts_with('{') || start.starts_with("[{") || start.starts_with("[\n") {
        return json(start);
    }
    if is_page {
        return Err(refused(
            "The input is an HTML or XML page. Save the requests as a HAR file instead: in the Network panel, choose “Save all as HAR”.",
        ));
    }
    if console::is_console(&text) {
        return Ok(Kind::Console);
    }
    Err(refused(
        "The input is neither a HAR file, nor the output of curl -v or curl -i, nor the text of a console with an \
         error about CORS.",
    ))
}

/// Returns a text from its bytes. They may be UTF-8, or UTF-16 with a byte order mark. Everything else is read as
/// Windows-1252.
///
/// # Errors
///
/// Returns an error if the text has more than [`MOST_TEXT`] bytes.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, ReadError> {
    if bytes.len() > MOST_TEXT {
        return Err(refused("The text has more than 16 MiB. Keep only the lines about the fetch."));
    }
    Ok(text(bytes))
}

/// Returns a reader that converts UTF-16 with a byte order mark to UTF-8, and drops the byte order mark. Other bytes pass
/// unchanged.
pub fn utf8_reader(input: impl Read) -> impl Read {
    DecodeReaderBytesBuilder::new().utf8_passthru(true).strip_bom(true).build(input)
}

/// The first bytes of files that people give by mistake, with the error for each.
const OTHERS: [(&[u8], &str); 9] = [
    (b"\x1f\x8b", "The input is compressed with gzip. Decompress it first with gunzip."),
    (b"PK\x03\x04", "The input is a ZIP archive. Unpack it first."),
    (b"%PDF", "The input is a PDF. Save the requests as a HAR file instead."),
    (b"\x89PNG", "The input is an image. Copy the text instead, or save the requests as a HAR file."),
    (b"\xff\xd8\xff", "The input is an image. Copy the text instead, or save the requests as a HAR file."),
    (b"\xd4\xc3\xb2\xa1", CAPTURE),
    (b"\xa1\xb2\xc3\xd4", CAPTURE),
    (b"\x0a\x0d\x0d\x0a", CAPTURE),
    (b"\x4d\x3c\xb2\xa1", CAPTURE),
];

const CAPTURE: &str = "The input is a capture of network packets, which are encrypted. Save the requests of the browser as a HAR file instead.";

fn json(text: &str) -> Result<Kind, ReadError> {
    let other = if text.contains("\"_postman_id\"") || text.contains("getpostman.com") {
        "The input is a Postman collection, which has no responses. Save the requests of the browser as a HAR file \
         instead."
    } else if text.contains("\"log\"") {
        return Ok(Kind::Har);
    } else if text.contains("\"constants\"") || text.contains("\"logEvents\"") {
        "The input is a net log of Chromium. Save the requests as a HAR file instead: in the Network panel, choose \
         “Save all as HAR”."
    } else {
        "The input is JSON, but not a HAR file, because it has no \"log\"."
    };
    Err(refused(other))
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0;
    }
    match str::from_utf8(bytes) {
        Ok(text) => text.into(),
        // The text ends in the middle of a character.
        Err(error) if error.error_len().is_none() => String::from_utf8_lossy(bytes),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

fn starts_with(text: &str, tag: &str) -> bool {
    text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag))
}

fn refused(what: &str) -> ReadError {
    ReadError { place: "at the start".to_owned(), what: what.to_owned() }
}
