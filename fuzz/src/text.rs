//! Functions and lists from which inputs are made.

use arbitrary::{Arbitrary, Result, Unstructured};

use super::twin::headers;

/// Creates a text from the input, up to the byte `end`.
///
/// Bytes below 0x80 stand for themselves. Bytes from 0x80 stand for more, so that few bytes can reach the limits of
/// lengths: for a word of the list, for repetitions of the last piece, or for any byte.
pub fn text(u: &mut Unstructured<'_>, end: u8, words: &[&str]) -> Vec<u8> {
    let mut text = Vec::new();
    // This is where the last piece begins.
    let mut last = 0;
    while let Ok(&[byte]) = u.bytes(1) {
        let few = usize::from(byte & 0x0f);
        match byte {
            byte if byte == end => break,
            0x80..=0xbf => {
                last = text.len();
                text.extend_from_slice(words[usize::from(byte & 0x3f) % words.len()].as_bytes());
            }
            // The text gets about as long as a safe value may be.
            0xc0..=0xcf => repeat(&mut text, last, 120 + few),
            0xd0..=0xdf => {
                let longer = text.len() + (text.len() - last) * (few + 1);
                repeat(&mut text, last, longer);
            }
            0xe0.. => {
                last = text.len();
                text.push(u.bytes(1).map_or(byte, |any| any[0]));
            }
            _ => {
                last = text.len();
                text.push(byte);
            }
        }
    }
    text
}

/// Repeats the piece that begins at `from` until the text has a length. The text never gets longer than 150 bytes.
fn repeat(text: &mut Vec<u8>, from: usize, length: usize) {
    let piece = text[from..].to_vec();
    let missing = length.min(150).saturating_sub(text.len());
    text.extend(piece.iter().cycle().take(missing));
}

/// Creates a header from a line: a name of the list or a name that ends with a colon, and a valid value.
pub fn header_line(u: &mut Unstructured<'_>, names: &[&str], words: &[&str]) -> (Vec<u8>, Vec<u8>) {
    let name = match u.peek_bytes(1) {
        Some(&[byte @ 0x80..=0xff]) => {
            let _ = u.bytes(1);
            names[usize::from(byte & 0x7f) % names.len()].as_bytes().to_vec()
        }
        _ => text(u, b':', names),
    };
    (name, value(&text(u, b'\n', words)))
}

/// Returns the bytes without what a header value must not contain.
pub fn value(bytes: &[u8]) -> Vec<u8> {
    let mut value = bytes.to_vec();
    value.retain(|byte| !matches!(byte, 0 | b'\n' | b'\r'));
    trim(value)
}

fn trim(mut value: Vec<u8>) -> Vec<u8> {
    let is_space = |byte: &u8| matches!(byte, b'\t' | b' ');
    let end = value.iter().rposition(|byte| !is_space(byte)).map_or(0, |last| last + 1);
    value.truncate(end);
    let start = value.iter().position(|byte| !is_space(byte)).unwrap_or(0);
    value.drain(..start);
    value
}

/// Returns the bytes without what the `http` crate does not accept in a value.
pub fn printable(bytes: &[u8]) -> Vec<u8> {
    let mut value = bytes.to_vec();
    value.retain(|byte| matches!(byte, b'\t' | 0x20..=0x7e | 0x80..));
    trim(value)
}

/// Chooses an element of a list.
pub fn one<'t, T>(u: &mut Unstructured<'_>, list: &'t [T]) -> Result<&'t T> {
    u.choose(list)
}

/// Returns true once in `times` times. At the end of the input, returns false.
pub fn rarely(u: &mut Unstructured<'_>, times: u8) -> Result<bool> {
    Ok(!u.ratio(times - 1, times)?)
}

/// Creates a few bytes, at most `most`.
pub fn bytes(u: &mut Unstructured<'_>, most: usize) -> Result<Vec<u8>> {
    let len = u.int_in_range(0..=most)?;
    Ok(u.bytes(len.min(u.len()))?.to_vec())
}

/// Creates a token. It is often one of the list.
pub fn token(u: &mut Unstructured<'_>, list: &[&str]) -> Result<Vec<u8>> {
    if u.ratio(7, 8)? {
        return Ok(one(u, list)?.as_bytes().to_vec());
    }
    let mut token = bytes(u, 6)?;
    token.retain(|byte| headers::is_token_byte(*byte));
    if token.is_empty() {
        token.push(b'x');
    }
    Ok(token)
}

/// Creates bytes. They are often one of the list.
pub fn word(u: &mut Unstructured<'_>, list: &[&str]) -> Result<Vec<u8>> {
    if u.ratio(7, 8)? { Ok(one(u, list)?.as_bytes().to_vec()) } else { bytes(u, 12) }
}

/// Creates several values, at most `most`.
pub fn several<'a, T>(
    u: &mut Unstructured<'a>,
    most: usize,
    mut each: impl FnMut(&mut Unstructured<'a>) -> Result<T>,
) -> Result<Vec<T>> {
    (0..u.int_in_range(0..=most)?).map(|_| each(u)).collect()
}

/// The names of request headers for inputs.
pub const NAMES: &[&str] = &[
    "accept",
    "Accept-Language",
    "content-language",
    "Content-Type",
    "range",
    "Authorization",
    "authorization",
    "x-a",
    "X-A",
    "x-b",
    "*",
    "x!#$%&'*+.^_`|~",
    "content-encoding",
];

/// The values of request headers for inputs. They are near the limits of what is safe.
pub const VALUES: &[&str] = &[
    "1",
    "",
    "*/*",
    "a\"b",
    "en-GB,*;q=0.5",
    "en_GB",
    "text/plain",
    "Text/Plain;charset=x",
    "text/plain;x=\"y\"",
    "application/json",
    "multipart/form-data;boundary=a",
    "application/x-www-form-urlencoded",
    "bytes=0-",
    "bytes=9-10",
    "bytes=10-9",
    "bytes=-5",
    "bytes=0-1,2-3",
    "Basic dTpw",
];

/// A header of a request. Its value is sometimes as long as the limits of the safelist.
#[derive(Clone, Debug)]
pub struct RequestHeader {
    /// The name, which is a token.
    pub name: Vec<u8>,
    /// The value, which is a valid header value.
    pub value: Vec<u8>,
}

impl<'a> Arbitrary<'a> for RequestHeader {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let name = token(u, NAMES)?;
        let value = match u.int_in_range(0u8..=7)? {
            0 => vec![*one(u, b"az ")?; u.int_in_range(125..=130)?],
            1 => bytes(u, 8)?,
            _ => one(u, VALUES)?.as_bytes().to_vec(),
        };
        Ok(Self { name, value: self::value(&value) })
    }
}
