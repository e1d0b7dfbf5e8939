//! A reader for the parts of JSON that the HAR reader needs, with a limit for everything that is kept in memory.

use std::io::{Chain, Cursor, Error, ErrorKind, Read};

use struson::reader::{
    JsonReader, JsonReaderPosition, JsonStreamReader, JsonSyntaxError, ReaderError, ReaderSettings,
    SyntaxErrorKind, ValueType,
};

use super::super::recording::ReadError;

/// The maximum length of a text in bytes, such as a URL or the value of a header.
const LONGEST_TEXT: usize = 64 * 1024;
/// The maximum size of all texts of one entry together, in bytes.
const MOST_OF_AN_ENTRY: usize = 1024 * 1024;
/// The memory that a text needs in addition to its bytes.
const OF_A_TEXT: usize = 64;
/// The maximum depth of arrays and objects. In practice, the call stacks of Chromium are the deepest, with less than 100
/// levels.
const DEEPEST: u32 = 1000;

/// A JSON text that is read from its start to its end.
pub(super) struct Json<'r> {
    reader: JsonStreamReader<Source<'r>>,
    /// The index of the entry that is being read.
    entry: Option<usize>,
    /// The size of the texts of the entry so far, in bytes.
    taken: usize,
    /// Whether a text of the entry was left out, because it is too long or because all texts together are too long.
    is_too_long: bool,
}

/// The reason why reading stops.
#[derive(Debug)]
pub(super) enum Stop {
    /// The input ends too early, at this place.
    Truncated(String),
    /// The input is broken, or exceeds a limit.
    Failed(ReadError),
}

impl<'r> Json<'r> {
    /// Creates a reader, and skips the byte order mark if there is one.
    pub(super) fn new(input: &'r mut dyn Read) -> Result<Self, ReadError> {
        let mut start = Vec::new();
        input.take(3).read_to_end(&mut start).map_err(|error| ReadError {
            place: "line 1, column 1".to_owned(),
            what: format!("the file cannot be read: {}", error.kind()),
        })?;
        if start == *b"\xEF\xBB\xBF" {
            start.clear();
        }
        let source = Source { input: Cursor::new(start).chain(input), longest_name: None, is_at_end: false };
        // The path to the current value is not tracked, because it could be long.
        let settings = ReaderSettings {
            track_path: false,
            max_nesting_depth: Some(DEEPEST),
            ..ReaderSettings::default()
        };
        let reader = JsonStreamReader::new_custom(source, settings);
        Ok(Self { reader, entry: None, taken: 0, is_too_long: false })
    }

    /// Begins the entry with this index.
    pub(super) fn begin_entry(&mut self, index: usize) {
        (self.entry, self.taken, self.is_too_long) = (Some(index), 0, false);
    }

    /// Ends the current entry. Returns whether all its texts were short enough.
    pub(super) fn end_entry(&mut self) -> bool {
        (self.entry, self.taken) = (None, 0);
        !self.is_too_long
    }

    /// Reads the value as an object. Calls `each` with the name of each member; `each` must read or skip the value of the
    /// member. If the value is not an object, skips it and returns false.
    pub(super) fn object(
        &mut self,
        mut each: impl FnMut(&mut Self, &str) -> Result<(), Stop>,
    ) -> Result<bool, Stop> {
        if !self.begins(ValueType::Object)? {
            return Ok(false);
        }
        self.reader.begin_object().map_err(|error| self.stop(error))?;
        while self.has_next()? {
            let name = self.name()?;
            each(self, &name)?;
        }
        self.reader.end_object().map_err(|error| self.stop(error))?;
        Ok(true)
    }

    /// Reads the value as an array. Calls `each` for each item; `each` must read or skip the item. If the value is not an
    /// array, skips it and returns false.
    pub(super) fn array(
        &mut self,
        mut each: impl FnMut(&mut Self) -> Result<(), Stop>,
    ) -> Result<bool, Stop> {
        if !self.begins(ValueType::Array)? {
            return Ok(false);
        }
        self.reader.begin_array().map_err(|error| self.stop(error))?;
        while self.has_next()? {
            each(self)?;
        }
        self.reader.end_array().map_err(|error| self.stop(error))?;
        Ok(true)
    }

    /// Reads the value as a text. If the value is not a text or is too long, skips it and returns `None`.
    pub(super) fn text(&mut self) -> Result<Option<String>, Stop> {
        if !self.begins(ValueType::String)? {
            return Ok(None);
        }
        let most = LONGEST_TEXT.min(MOST_OF_AN_ENTRY.saturating_sub(self.taken));
        let read = read_text(&mut self.reader, most);
        let (bytes, rest) = read.map_err(|error| self.stop_in_text(&error))?;
        let has_room = self.has_room_for(1, bytes.len());
        self.is_too_long |= rest > 0;
        if rest > 0 || !has_room {
            return Ok(None);
        }
        Ok(String::from_utf8(bytes).ok())
    }

    /// Counts the memory for some texts of this length. Returns whether the entry is still within its limit.
    pub(super) fn has_room_for(&mut self, texts: usize, length: usize) -> bool {
        let taken = length.saturating_add(OF_A_TEXT).saturating_mul(texts);
        self.taken = self.taken.saturating_add(taken);
        self.is_too_long |= self.taken > MOST_OF_AN_ENTRY;
        self.taken <= MOST_OF_AN_ENTRY
    }

    /// Reads the value as a whole number. If the value is something else, skips it and returns `None`.
    pub(super) fn number(&mut self) -> Result<Option<i64>, Stop> {
        if !self.begins(ValueType::Number)? {
            return Ok(None);
        }
        let number = self.reader.next_number_as_string().map_err(|error| self.stop(error))?;
        let (whole, _) = number.split_once('.').unwrap_or((&number, ""));
        Ok(whole.parse().ok())
    }

    /// Reads the value as a boolean. If the value is something else, skips it and returns false.
    pub(super) fn boolean(&mut self) -> Result<bool, Stop> {
        if !self.begins(ValueType::Boolean)? {
            return Ok(false);
        }
        self.reader.next_bool().map_err(|error| self.stop(error))
    }

    /// Returns whether the value is not `null`, and skips it.
    pub(super) fn is_something(&mut self) -> Result<bool, Stop> {
        let is_something = self.kind()? != ValueType::Null;
        self.skip()?;
        Ok(is_something)
    }

    /// Returns whether the value is `null`, without skipping it.
    pub(super) fn is_null(&mut self) -> Result<bool, Stop> {
        Ok(self.kind()? == ValueType::Null)
    }

    /// Skips the value, without keeping it in memory.
    pub(super) fn skip(&mut self) -> Result<(), Stop> {
        self.reader.skip_value().map_err(|error| self.stop(error))
    }

    /// Returns the current place in the file, for people.
    pub(super) fn place(&self) -> String {
        self.place_of(&self.reader.current_position(false))
    }

    fn begins(&mut self, kind: ValueType) -> Result<bool, Stop> {
        let is_it = self.kind()? == kind;
        if !is_it {
            self.skip()?;
        }
        Ok(is_it)
    }

    fn kind(&mut self) -> Result<ValueType, Stop> {
        self.reader.peek().map_err(|error| self.stop(error))
    }

    fn has_next(&mut self) -> Result<bool, Stop> {
        self.reader.has_next().map_err(|error| self.stop(error))
    }

    fn name(&mut self) -> Result<String, Stop> {
        self.reader.reader_mut().longest_name = Some(LONGEST_TEXT);
        let name = self.reader.next_name_owned().map_err(|error| self.stop(error))?;
        self.reader.reader_mut().longest_name = None;
        Ok(name)
    }

    fn stop(&mut self, error: ReaderError) -> Stop {
        let (location, what) = match error {
            ReaderError::SyntaxError(error) => (error.location, syntax(error.kind).to_owned()),
            ReaderError::MaxNestingDepthExceeded { location, .. } => {
                (location, format!("the JSON is nested more than {DEEPEST} levels deep"))
            }
            ReaderError::UnsupportedNumberValue { location, .. } => {
                (location, "a number is too long".to_owned())
            }
            ReaderError::IoError { error, location } => (location, input_error(&error)),
            ReaderError::UnexpectedValueType { location, .. }
            | ReaderError::UnexpectedStructure { location, .. } => {
                (location, "the JSON has another structure than expected".to_owned())
            }
            _ => (self.reader.current_position(false), "the JSON cannot be read".to_owned()),
        };
        self.stop_at(&location, what)
    }

    /// Returns the reason for an error while a text is read. The type of such an error is hidden, but the reader knows its
    /// place.
    fn stop_in_text(&mut self, error: &Error) -> Stop {
        let syntax_error = error.get_ref().and_then(|inner| inner.downcast_ref::<JsonSyntaxError>());
        let location = self.reader.current_position(false);
        match syntax_error {
            Some(inner) => self.stop_at(&inner.location, syntax(inner.kind).to_owned()),
            None => self.stop_at(&location, "a text is not UTF-8, or cannot be read".to_owned()),
        }
    }

    fn stop_at(&mut self, location: &JsonReaderPosition, what: String) -> Stop {
        let place = self.place_of(location);
        // `is_at_end` is set only if the reader asked for more bytes than the input has.
        if self.reader.reader_mut().is_at_end {
            return Stop::Truncated(place);
        }
        Stop::Failed(ReadError { place, what })
    }

    fn place_of(&self, location: &JsonReaderPosition) -> String {
        let (line, column) = location.line_pos.map_or((0, 0), |position| (position.line, position.column));
        let line_and_column = format!("line {}, column {}", line + 1, column + 1);
        match self.entry {
            Some(index) => format!("{line_and_column}, in log.entries[{index}]"),
            None => line_and_column,
        }
    }
}

impl From<Stop> for ReadError {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Truncated(place) => Self {
                place,
                what: "the file ends here, before the first entry of a HAR file is complete".to_owned(),
            },
            Stop::Failed(error) => error,
        }
    }
}

/// Reads the value of a text. Returns its first bytes, up to `most`, and the number of bytes that follow.
fn read_text(reader: &mut JsonStreamReader<Source<'_>>, most: usize) -> std::io::Result<(Vec<u8>, u64)> {
    let mut value = reader.next_string_reader().map_err(Error::other)?;
    let mut bytes = Vec::new();
    value.by_ref().take(u64::try_from(most).unwrap_or(u64::MAX)).read_to_end(&mut bytes)?;
    let rest = std::io::copy(&mut value, &mut std::io::sink())?;
    Ok((bytes, rest))
}

fn syntax(kind: SyntaxErrorKind) -> &'static str {
    match kind {
        SyntaxErrorKind::NotEscapedControlCharacter => "a text has a control character",
        SyntaxErrorKind::UnknownEscapeSequence | SyntaxErrorKind::MalformedEscapeSequence => {
            "a text has an escape sequence that JSON does not have"
        }
        SyntaxErrorKind::UnpairedSurrogatePairEscapeSequence => "a text has half of a surrogate pair",
        SyntaxErrorKind::MalformedNumber | SyntaxErrorKind::TrailingDataAfterNumber => {
            "this is not a number in JSON"
        }
        SyntaxErrorKind::MissingComma => "a comma is missing",
        SyntaxErrorKind::MissingColon => "a colon is missing",
        SyntaxErrorKind::TrailingCommaNotEnabled | SyntaxErrorKind::UnexpectedComma => {
            "there is an extra comma"
        }
        _ => "this is not JSON",
    }
}

fn input_error(error: &Error) -> String {
    match error.kind() {
        ErrorKind::InvalidData => "a text is not UTF-8".to_owned(),
        ErrorKind::FileTooLarge => format!("the name of a member has more than {LONGEST_TEXT} bytes"),
        kind => format!("the file cannot be read: {kind}"),
    }
}

/// The input of the reader. It can stop with an error, so that a very long name is not kept in memory.
struct Source<'r> {
    input: Chain<Cursor<Vec<u8>>, &'r mut dyn Read>,
    /// The number of bytes that may still be read, while a name is read.
    longest_name: Option<usize>,
    /// Whether the reader asked for more bytes than there are.
    is_at_end: bool,
}

impl Read for Source<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.longest_name == Some(0) {
            return Err(ErrorKind::FileTooLarge.into());
        }
        let count = self.input.read(buffer)?;
        self.is_at_end = count == 0;
        self.longest_name = self.longest_name.map(|left| left.saturating_sub(count));
        Ok(count)
    }
}
