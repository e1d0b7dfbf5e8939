//! stub
use crate::explain::recording::*;
/// x
pub fn read(text: &str) -> Result<Recording, ReadError> {
    Err(ReadError { place: String::new(), what: text.to_owned() })
}
/// x
#[must_use]
pub fn is_console(_: &str) -> bool {
    false
}
