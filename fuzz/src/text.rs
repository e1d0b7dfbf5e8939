//! Words that inputs are made of.

use arbitrary::{Arbitrary, Result, Unstructured};

use super::twin::headers;

/// Headers from lines of text: a name, a colon, a value. Values are without the bytes that none may have.
pub fn header_lines(data: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    data.split(|&byte| byte == b'\n')
        .filter_map(|line| {
            let colon = line.iter().position(|&byte| byte == b':')?;
            Some((line[..colon].to_vec(), value(&line[colon + 1..])))
        })
        .collect()
}

/// As a header value may be.
pub fn value(bytes: &[u8]) -> Vec<u8> {
    let mut value = bytes.to_vec();
    value.retain(|byte| !matches!(byte, 0 | b'\n' | b'\r'));
    headers::trim(&value)
}

/// As the `http` crate lets a value be.
pub fn printable(bytes: &[u8]) -> Vec<u8> {
    let mut value = bytes.to_vec();
    value.retain(|byte| matches!(byte, b'\t' | 0x20..=0x7e | 0x80..));
    headers::trim(&value)
}

/// One of a list.
pub fn one<'t, T>(u: &mut Unstructured<'_>, list: &'t [T]) -> Result<&'t T> {
    u.choose(list)
}

/// A few bytes.
pub fn bytes(u: &mut Unstructured<'_>, most: usize) -> Result<Vec<u8>> {
    let len = u.int_in_range(0..=most)?;
    Ok(u.bytes(len.min(u.len()))?.to_vec())
}

/// A token: one of a list, or another.
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

/// One of a list, or anything.
pub fn word(u: &mut Unstructured<'_>, list: &[&str]) -> Result<Vec<u8>> {
    if u.ratio(7, 8)? { Ok(one(u, list)?.as_bytes().to_vec()) } else { bytes(u, 12) }
}

/// Up to so many.
pub fn several<'a, T>(
    u: &mut Unstructured<'a>,
    most: usize,
    mut each: impl FnMut(&mut Unstructured<'a>) -> Result<T>,
) -> Result<Vec<T>> {
    (0..u.int_in_range(0..=most)?).map(|_| each(u)).collect()
}

/// Names of request headers.
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

/// Values of request headers, near the borders of what is safe.
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

/// A header of a request. Values are as long as the limits of the safelist at times.
#[derive(Clone, Debug)]
pub struct RequestHeader {
    /// A token.
    pub name: Vec<u8>,
    /// A header value.
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
