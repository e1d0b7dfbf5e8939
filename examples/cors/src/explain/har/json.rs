//! The part of JSON that the reader needs, with a longest length for everything that is held.

use std::io::{Chain, Cursor, Error, ErrorKind, Read};

use struson::reader::{
    JsonReader, JsonReaderPosition, JsonStreamReader, JsonSyntaxError, ReaderError, ReaderSettings,
    SyntaxErrorKind, ValueType,
};

use super::super::recording::ReadError;

/// The longest text that is held: a URL, or the value of a header.
const LONGEST_TEXT: usize = 64 * 1024;
/// The most bytes that the texts of one entry may take together.
const MOST_OF_AN_ENTRY: usize = 1024 * 1024;
/// What a text takes besides its bytes.
const OF_A_TEXT: usize = 64;
/// How deep arrays and objects may be nested. The call stacks of Chromium are the deepest in practice, with less than 100.
const DEEPEST: u32 = 1000;

/// A JSON text that is read from its start to its end.
pub(super) struct Json<'r> {
    reader: JsonStreamReader<Source<'r>>,
    /// The index of the entry that is being read.
    entry: Option<usize>,
    /// How many bytes the texts of the entry take so far.
    taken: usize,
    /// Whether a text of the entry was left out because it is too long.
    is_too_long: bool,
}

/// Why reading stops.
#[derive(Debug)]
pub(super) enum Stop {
    /// The input ends too early, here.
    Truncated(String),
    /// The input is broken, or has too much.
    Failed(ReadError),
}

impl<'r> Json<'r> {
    /// Begins to read, after the byte order mark if there is one.
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
        // Without the path, which could be a long text of the file.
        let settings = ReaderSettings {
            track_path: false,
            max_nesting_depth: Some(DEEPEST),
            ..ReaderSettings::default()
        };
        let reader = JsonStreamReader::new_custom(source, settings);
        Ok(Self { reader, entry: None, taken: 0, is_too_long: false })
    }

    /// Says which entry is being read from now on.
    pub(super) fn begin_entry(&mut self, index: usize) {
        (self.entry, self.taken, self.is_too_long) = (Some(index), 0, false);
    }

    /// Says that the entry is complete. Returns whether all of its texts were short enough.
    pub(super) fn end_entry(&mut self) -> bool {
        (self.entry, self.taken) = (None, 0);
        !self.is_too_long
    }

    /// Reads an object: calls `each` with the name of each member, which must read or skip the value. Returns false, and skips
    /// the value, if it is not an object.
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

    /// Reads an array: calls `each` for each item, which must read or skip it. Returns false, and skips the value, if it is not
    /// an array.
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

    /// Reads a text. Returns `None`, and skips the value, if it is not a text or is too long.
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

    /// Counts some texts of this length. Returns false, and the entry is too long, if it may not have so many.
    pub(super) fn has_room_for(&mut self, texts: usize, length: usize) -> bool {
        let taken = length.saturating_add(OF_A_TEXT).saturating_mul(texts);
        self.taken = self.taken.saturating_add(taken);
        self.is_too_long |= self.taken > MOST_OF_AN_ENTRY;
        self.taken <= MOST_OF_AN_ENTRY
    }

    /// Reads a whole number. Returns `None`, and skips the value, if it is something else.
    pub(super) fn number(&mut self) -> Result<Option<i64>, Stop> {
        if !self.begins(ValueType::Number)? {
            return Ok(None);
        }
        let number = self.reader.next_number_as_string().map_err(|error| self.stop(error))?;
        let (whole, _) = number.split_once('.').unwrap_or((&number, ""));
        Ok(whole.parse().ok())
    }

    /// Reads a boolean. Everything else is false.
    pub(super) fn boolean(&mut self) -> Result<bool, Stop> {
        if !self.begins(ValueType::Boolean)? {
            return Ok(false);
        }
        self.reader.next_bool().map_err(|error| self.stop(error))
    }

    /// Returns whether the value is not null, and skips it.
    pub(super) fn is_something(&mut self) -> Result<bool, Stop> {
        let is_something = self.kind()? != ValueType::Null;
        self.skip()?;
        Ok(is_something)
    }

    /// Returns whether the value is null. Does not skip it.
    pub(super) fn is_null(&mut self) -> Result<bool, Stop> {
        Ok(self.kind()? == ValueType::Null)
    }

    /// Skips the value, without holding it.
    pub(super) fn skip(&mut self) -> Result<(), Stop> {
        self.reader.skip_value().map_err(|error| self.stop(error))
    }

    /// Returns where the reader is, for people.
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
                (location, format!("the JSON is nested more than {DEEPEST} deep"))
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

    /// As `stop`, for an error while a text is read: its type is hidden, but the reader knows where it is.
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
        // The source says that it is at its end only if the reader asked for more than it has.
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
                what: "the file ends here, before one entry of a HAR file is complete".to_owned(),
            },
            Stop::Failed(error) => error,
        }
    }
}

/// Returns the start of a text, and how many bytes follow.
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
            "this is not a number as JSON has it"
        }
        SyntaxErrorKind::MissingComma => "a comma is missing",
        SyntaxErrorKind::MissingColon => "a colon is missing",
        SyntaxErrorKind::TrailingCommaNotEnabled | SyntaxErrorKind::UnexpectedComma => {
            "there is a comma too many"
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

/// The input. It can refuse to go on, so that a name of any length is not held.
struct Source<'r> {
    input: Chain<Cursor<Vec<u8>>, &'r mut dyn Read>,
    /// How many bytes may still be read while a name is read.
    longest_name: Option<usize>,
    /// Whether somebody asked for more than there is.
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
