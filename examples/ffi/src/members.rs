//! A reader for the members of a JSON object. No message contains a value, because values may be secrets.

use std::str::FromStr;

use serde_json::{Map, Value};

use crate::status::{Status, Trouble};

/// A list of headers, each with its name and its value.
pub(crate) type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// The members of a JSON object.
pub(crate) struct Members(Map<String, Value>);

impl Members {
    pub(crate) fn parse(json: &[u8]) -> Result<Self, Trouble> {
        let text = str::from_utf8(json).map_err(|_| Status::InvalidUtf8)?;
        match serde_json::from_str(text) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            Ok(_) => Err(Trouble::new(Status::InvalidJson, "the JSON is not an object")),
            // The error gives the position and contains no value, because parsing into a `Value` has no type errors.
            Err(error) => Err(Trouble::new(Status::InvalidJson, error.to_string())),
        }
    }

    /// Refuses members whose names are not among these.
    pub(crate) fn only(&self, names: &[&str]) -> Result<(), Trouble> {
        match self.0.keys().find(|name| !names.contains(&name.as_str())) {
            Some(unknown) => {
                let message =
                    format!("the member {unknown:?} is unknown; the known members are {}", names.join(", "));
                Err(Trouble::new(Status::UnknownMember, message))
            }
            None => Ok(()),
        }
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, Trouble> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(invalid(name, "must be a string")),
        }
    }

    pub(crate) fn required_text(&self, name: &str) -> Result<&str, Trouble> {
        self.text(name)?.ok_or_else(|| invalid(name, "is missing"))
    }

    pub(crate) fn boolean(&self, name: &str) -> Result<Option<bool>, Trouble> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(*value)),
            Some(_) => Err(invalid(name, "must be true or false")),
        }
    }

    /// Returns a member whose value is a keyword of the standard.
    pub(crate) fn keyword<K: FromStr>(&self, name: &str) -> Result<Option<K>, Trouble> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        text.parse().map(Some).map_err(|_| invalid(name, "has a value that is not a keyword of the standard"))
    }

    /// Returns a member that is an array of pairs of byte strings.
    pub(crate) fn pairs(&self, name: &str) -> Result<Pairs, Trouble> {
        let pairs = match self.0.get(name) {
            None => return Ok(Pairs::new()),
            Some(Value::Array(pairs)) => pairs,
            Some(_) => return Err(invalid(name, "must be an array")),
        };
        pairs.iter().map(|pair| pair_of(pair).map_err(|why| invalid(name, why))).collect()
    }
}

pub(crate) fn invalid(name: &str, why: &str) -> Trouble {
    Trouble::new(Status::InvalidMember, format!("the member {name:?} {why}"))
}

fn pair_of(pair: &Value) -> Result<(Vec<u8>, Vec<u8>), &'static str> {
    let Some([Value::String(name), Value::String(value)]) = pair.as_array().map(Vec::as_slice) else {
        return Err("must contain only arrays of two strings");
    };
    let (name, value) = (to_bytes(name), to_bytes(value));
    name.zip(value).ok_or("has a character above U+00FF, which does not stand for a byte")
}

/// Returns the bytes that the characters of a string stand for, as in a `ByteString` of script. Returns `None` if a
/// character is above U+00FF.
///
/// <https://infra.spec.whatwg.org/#isomorphic-encode>
fn to_bytes(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|character| u8::try_from(character).ok()).collect()
}

/// Returns a string with one character for each byte.
///
/// <https://infra.spec.whatwg.org/#isomorphic-decode>
pub(crate) fn to_text(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::{to_bytes, to_text};

    #[test]
    fn every_byte_has_a_character() {
        let bytes: Vec<u8> = (0..=u8::MAX).collect();
        assert_eq!(to_bytes(&to_text(&bytes)), Some(bytes));
        assert_eq!(to_bytes("\u{100}"), None);
    }
}
