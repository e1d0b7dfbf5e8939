/// The result of a call, as `fetch_cors.h` numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub(crate) enum Status {
    Ok = 0,
    NullPointer = 1,
    InvalidArgument = 2,
    InvalidUtf8 = 3,
    InvalidJson = 4,
    UnknownMember = 5,
    InvalidMember = 6,
    InvalidRequest = 7,
    InvalidUrl = 8,
    InvalidHeader = 9,
    WrongStep = 10,
    StaleStep = 11,
    NotRecorded = 12,
    Busy = 13,
    Panic = 14,
}

impl Status {
    pub(crate) const ALL: [Self; 15] = [
        Self::Ok,
        Self::NullPointer,
        Self::InvalidArgument,
        Self::InvalidUtf8,
        Self::InvalidJson,
        Self::UnknownMember,
        Self::InvalidMember,
        Self::InvalidRequest,
        Self::InvalidUrl,
        Self::InvalidHeader,
        Self::WrongStep,
        Self::StaleStep,
        Self::NotRecorded,
        Self::Busy,
        Self::Panic,
    ];

    pub(crate) const fn number(self) -> i32 {
        self as i32
    }

    pub(crate) fn text(self) -> &'static std::ffi::CStr {
        match self {
            Self::Ok => c"no error",
            Self::NullPointer => c"a pointer is NULL, but must not be NULL",
            Self::InvalidArgument => c"an argument has a value that is not allowed",
            Self::InvalidUtf8 => c"the text is not UTF-8",
            Self::InvalidJson => c"the text is not a JSON object",
            Self::UnknownMember => c"the object has an unknown member",
            Self::InvalidMember => c"a member of the object is missing or invalid",
            Self::InvalidRequest => c"the standard does not allow the request",
            Self::InvalidUrl => c"the URL of the response cannot be parsed",
            Self::InvalidHeader => c"a header of the response is invalid",
            Self::WrongStep => c"the function is not allowed at the current step of the fetch",
            Self::StaleStep => c"the step was answered already",
            Self::NotRecorded => c"the fetch was not recorded",
            Self::Busy => c"another thread is using the handle",
            Self::Panic => c"the library has panicked",
        }
    }
}

/// The reason why a call failed, with a text for developers.
#[derive(Debug)]
pub(crate) struct Trouble {
    pub(crate) status: Status,
    pub(crate) message: String,
}

impl Trouble {
    pub(crate) fn new(status: Status, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }
}

impl From<Status> for Trouble {
    fn from(status: Status) -> Self {
        Self::new(status, status.text().to_string_lossy())
    }
}

#[cfg(test)]
mod tests {
    use super::Status;

    /// Returns the name of a status in the header. It is the name in Rust, in capitals and with underscores.
    fn name(status: Status) -> String {
        let mut name = "FETCH_CORS".to_owned();
        for character in format!("{status:?}").chars() {
            if character.is_ascii_uppercase() {
                name.push('_');
            }
            name.push(character.to_ascii_uppercase());
        }
        name
    }

    #[test]
    fn the_header_has_the_same_numbers() {
        let header = include_str!("../include/fetch_cors.h");
        for (number, status) in (0..).zip(Status::ALL) {
            assert_eq!(status.number(), number);
            let line = format!("\n#define {} {number}\n", name(status));
            assert!(header.contains(&line), "the header lacks {line:?}");
        }
    }
}
