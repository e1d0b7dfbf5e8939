//! Reads the members of a JSON object. No message quotes a value, because values may be secrets.

use std::str::FromStr;

use serde_json::{Map, Value};

use crate::status::{Status, Trouble};

/// A header list, as name and value.
pub(crate) type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// The members of an object.
pub(crate) struct Members(Map<String, Value>);

impl Members {
    pub(crate) fn parse(json: &[u8]) -> Result<Self, Trouble> {
        let text = str::from_utf8(json).map_err(|_| Status::InvalidUtf8)?;
        match serde_json::from_str(text) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            Ok(_) => Err(Trouble::new(Status::InvalidJson, "the JSON is not an object")),
            // The error says where, and quotes nothing: a `Value` expects nothing that could be missed.
            Err(error) => Err(Trouble::new(Status::InvalidJson, error.to_string())),
        }
    }

    /// Refuses members with other names than these.
    pub(crate) fn only(&self, names: &[&str]) -> Result<(), Trouble> {
        match self.0.keys().find(|name| !names.contains(&name.as_str())) {
            Some(unknown) => {
                let message = format!("unknown member {unknown:?}; the members are {}", names.join(", "));
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

    /// Returns a member that has one of the standard's keywords.
    pub(crate) fn keyword<K: FromStr>(&self, name: &str) -> Result<Option<K>, Trouble> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        text.parse().map(Some).map_err(|_| invalid(name, "is none of the standard's keywords for it"))
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
        return Err("must hold arrays of two strings");
    };
    let (name, value) = (to_bytes(name), to_bytes(value));
    name.zip(value).ok_or("has a character above U+00FF, which is no byte")
}

/// Returns the bytes that the characters of a string stand for, as a `ByteString` of script has it.
///
/// <https://infra.spec.whatwg.org/#isomorphic-encode>
fn to_bytes(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|character| u8::try_from(character).ok()).collect()
}

/// Returns a string whose characters stand for bytes.
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
