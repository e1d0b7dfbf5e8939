//! MIME types with their parameters, as the MIME Sniffing Standard parses and serialises them.
//!
//! If you need no parameters, use the functions of [`mime`](super::mime), which allocate less.

use std::collections::BTreeSet;

use super::bytes::{is_token, normalize};
use super::list::quoted_string_len;
use super::mime::{Essence, parse_essence};

/// A MIME type: a type, a subtype, and parameters.
///
/// <https://mimesniff.spec.whatwg.org/#mime-type>
///
/// ```
/// use fetch_cors::header::mime_type::MimeType;
/// let html = MimeType::parse(b"Text/HTML; Charset=\"utf-8\"; q").unwrap();
/// assert_eq!(html.parameter("charset"), Some(&b"utf-8"[..]));
/// assert_eq!(html.serialize(), b"text/html;charset=utf-8");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MimeType {
    /// The type, in lower case.
    kind: Vec<u8>,
    /// The subtype, in lower case.
    subtype: Vec<u8>,
    /// The names of the parameters, in lower case, and their values.
    parameters: Vec<(Vec<u8>, Vec<u8>)>,
}

impl MimeType {
    /// Parses a MIME type. Returns `None` if the input is not a MIME type.
    ///
    /// A parameter that is not well formed is left out. If several parameters have the same name, the first one is kept.
    ///
    /// Takes time linear in the input, plus the time to sort the names of the parameters.
    ///
    /// <https://mimesniff.spec.whatwg.org/#parse-a-mime-type-from-bytes>
    ///
    /// ```
    /// use fetch_cors::header::mime_type::MimeType;
    /// assert!(MimeType::parse(b"text/plain; charset").is_some());
    /// assert!(MimeType::parse(b"text").is_none());
    /// ```
    #[must_use]
    pub fn parse(input: &[u8]) -> Option<Self> {
        // parse-a-mime-type-from-bytes 1, 2: parses the bytes, each of which stands for one code point.
        // `parse_essence` takes steps 1 to 9 of parsing a MIME type.
        let Essence { kind, subtype } = parse_essence(input)?;
        // parse-a-mime-type 10: creates a MIME type with the type and the subtype in lower case.
        let (kind, subtype) = (kind.to_ascii_lowercase(), subtype.to_ascii_lowercase());
        let mut mime_type = Self { kind, subtype, parameters: Vec::new() };
        let mut rest = split(normalize(input), |byte| byte == b';').1;
        let mut names = BTreeSet::new();
        // parse-a-mime-type 11, 11.1: each parameter begins after a semicolon.
        while let [b';', parameter @ ..] = rest {
            // parse-a-mime-type 11.2: skips the white space in front of the name.
            let parameter = skip(parameter, is_whitespace);
            // parse-a-mime-type 11.3, 11.4: reads the name, and converts it to lower case.
            let (name, tail) = split(parameter, |byte| matches!(byte, b';' | b'='));
            let name = name.to_ascii_lowercase();
            // parse-a-mime-type 11.5, 11.5.1, 11.5.2, 11.6: leaves out a parameter without an equals sign.
            rest = tail;
            let [b'=', value @ ..] = tail else { continue };
            // parse-a-mime-type 11.7: reads the value, which is quoted or not.
            let value = if value.starts_with(b"\"") {
                // parse-a-mime-type 11.8, 11.8.1, 11.8.2: reads a quoted string, and skips to the next semicolon.
                let (quoted, behind) =
                    value.split_at_checked(quoted_string_len(value)).unwrap_or((value, b""));
                rest = split(behind, |byte| byte == b';').1;
                unquote(quoted)
            } else {
                // parse-a-mime-type 11.9, 11.9.1, 11.9.2, 11.9.3: reads up to the next semicolon. An empty value is left
                // out.
                let (value, tail) = split(value, |byte| byte == b';');
                rest = tail;
                let value = trim_end(value);
                if value.is_empty() {
                    continue;
                }
                value.to_vec()
            };
            // parse-a-mime-type 11.10: keeps the parameter if it is well formed and its name is new.
            if is_token(&name) && value.iter().all(is_quotable) && names.insert(name.clone()) {
                mime_type.parameters.push((name, value));
            }
        }
        // parse-a-mime-type 12: returns the MIME type.
        Some(mime_type)
    }

    /// Returns whether the essence is `kind/subtype`. Compares without regard to case.
    #[must_use]
    pub fn is(&self, kind: &str, subtype: &str) -> bool {
        self.kind.eq_ignore_ascii_case(kind.as_bytes())
            && self.subtype.eq_ignore_ascii_case(subtype.as_bytes())
    }

    /// Returns the value of a parameter. Returns `None` if there is no such parameter. `name` must be in lower case.
    ///
    /// Takes time linear in the number of parameters.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&[u8]> {
        let mut parameters = self.parameters.iter();
        parameters.find(|(other, _)| other == name.as_bytes()).map(|(_, value)| value.as_slice())
    }

    /// Sets the value of a parameter. Does nothing if the MIME type has no such parameter.
    pub(crate) fn set_parameter(&mut self, name: &str, value: &[u8]) {
        let mut parameters = self.parameters.iter_mut();
        if let Some((_, old)) = parameters.find(|(other, _)| other == name.as_bytes()) {
            *old = value.to_vec();
        }
    }

    /// Serializes the MIME type to bytes.
    ///
    /// <https://mimesniff.spec.whatwg.org/#serialize-a-mime-type-to-bytes>
    ///
    /// ```
    /// use fetch_cors::header::mime_type::MimeType;
    /// let odd = MimeType::parse(b"a/b; c=d e; f=\"\"").unwrap();
    /// assert_eq!(odd.serialize(), b"a/b;c=\"d e\";f=\"\"");
    /// ```
    #[must_use]
    pub fn serialize(&self) -> Vec<u8> {
        // serialize-a-mime-type-to-bytes 1, 2: writes bytes, each of which stands for one code point.
        // serialize-a-mime-type 1: writes the essence.
        let mut bytes = [&self.kind, &b"/"[..], &self.subtype].concat();
        // serialize-a-mime-type 2: writes each parameter.
        for (name, value) in &self.parameters {
            // serialize-a-mime-type 2.1, 2.2, 2.3: writes the name of the parameter after a semicolon.
            bytes.push(b';');
            bytes.extend_from_slice(name);
            bytes.push(b'=');
            // serialize-a-mime-type 2.4, 2.4.1, 2.4.2, 2.4.3: quotes a value that is not a token.
            // serialize-a-mime-type 2.5: writes the value.
            if is_token(value) {
                bytes.extend_from_slice(value);
            } else {
                quote(value, &mut bytes);
            }
        }
        // serialize-a-mime-type 3: returns the bytes.
        bytes
    }
}

/// Returns the value of a quoted string. The string begins with a quote. A backslash at the end of the string stands for
/// itself.
fn unquote(quoted: &[u8]) -> Vec<u8> {
    let mut bytes = quoted.iter().skip(1).copied();
    let mut value = Vec::new();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => break,
            b'\\' => value.push(bytes.next().unwrap_or(b'\\')),
            _ => value.push(byte),
        }
    }
    value
}

/// Appends a value to `to` as a quoted string. Each quote and each backslash in the value gets a backslash before it.
fn quote(value: &[u8], to: &mut Vec<u8>) {
    to.push(b'"');
    for &byte in value {
        if matches!(byte, b'"' | b'\\') {
            to.push(b'\\');
        }
        to.push(byte);
    }
    to.push(b'"');
}

/// Splits a slice before the first byte for which `is_end` returns true.
fn split(bytes: &[u8], is_end: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|&byte| is_end(byte)).unwrap_or(bytes.len());
    bytes.split_at_checked(end).unwrap_or((bytes, b""))
}

/// Skips the bytes at the start of a slice for which `is_skipped` returns true.
fn skip(bytes: &[u8], is_skipped: impl Fn(u8) -> bool) -> &[u8] {
    split(bytes, |byte| !is_skipped(byte)).1
}

fn trim_end(mut bytes: &[u8]) -> &[u8] {
    while let [rest @ .., last] = bytes
        && is_whitespace(*last)
    {
        bytes = rest;
    }
    bytes
}

fn is_whitespace(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | b' ')
}

/// Returns whether a byte stands for an HTTP quoted-string token code point.
///
/// <https://mimesniff.spec.whatwg.org/#http-quoted-string-token-code-point>
fn is_quotable(byte: &u8) -> bool {
    matches!(byte, b'\t' | b' '..=b'~' | 0x80..)
}
