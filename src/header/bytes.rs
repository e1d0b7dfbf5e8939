//! Byte classes of header names and values.

/// Whether `bytes` is an HTTP token: one byte or more, each a `tchar`.
///
/// Header names and methods are tokens: <https://fetch.spec.whatwg.org/#header-name>.
///
/// ```
/// use fetch_cors::header::bytes::is_token;
/// assert!(is_token(b"x-token"));
/// assert!(!is_token(b"") && !is_token(b"x token") && !is_token(b"\"x\""));
/// ```
#[must_use]
pub fn is_token(bytes: &[u8]) -> bool {
    !bytes.is_empty() && !any::<NOT_TOKEN>(bytes)
}

/// Whether `value` is a header value: no tab or space at either end, no NUL, CR or LF inside.
///
/// <https://fetch.spec.whatwg.org/#header-value>
///
/// ```
/// use fetch_cors::header::bytes::is_header_value;
/// assert!(is_header_value(b"") && is_header_value(b"a\x01b\xff"));
/// assert!(!is_header_value(b" a") && !is_header_value(b"a\nb"));
/// ```
#[must_use]
pub fn is_header_value(value: &[u8]) -> bool {
    !any::<NOT_VALUE>(value) && trim_tab_or_space(value).len() == value.len()
}

/// Whether `byte` is a CORS-unsafe request-header byte.
///
/// <https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte>
///
/// ```
/// use fetch_cors::header::bytes::is_cors_unsafe_request_header_byte as is_unsafe;
/// assert!(is_unsafe(b'"') && is_unsafe(0x1f) && is_unsafe(0x7f));
/// assert!(!is_unsafe(b'\t') && !is_unsafe(b',') && !is_unsafe(0x80));
/// ```
#[must_use]
pub fn is_cors_unsafe_request_header_byte(byte: u8) -> bool {
    class(byte) & UNSAFE != 0
}

/// Removes HTTP whitespace (tab, LF, CR, space) from both ends.
///
/// <https://fetch.spec.whatwg.org/#concept-header-value-normalize>
///
/// ```
/// assert_eq!(fetch_cors::header::bytes::normalize(b"\r\n a b\t"), b"a b");
/// ```
#[must_use]
pub fn normalize(potential_value: &[u8]) -> &[u8] {
    trim(potential_value, |b| matches!(b, b'\t' | b'\n' | b'\r' | b' '))
}

/// Removes HTTP tab or space bytes from both ends.
///
/// ```
/// assert_eq!(fetch_cors::header::bytes::trim_tab_or_space(b"\t a\r "), b"a\r");
/// ```
#[must_use]
#[inline]
pub fn trim_tab_or_space(bytes: &[u8]) -> &[u8] {
    match (bytes.first(), bytes.last()) {
        // As most are: what is to be removed is less than any of these.
        (Some(b'!'..), Some(b'!'..)) => bytes,
        _ => trim(bytes, |b| matches!(b, b'\t' | b' ')),
    }
}

/// A byte that `#cors-unsafe-request-header-byte` names.
pub(crate) const UNSAFE: u8 = 1;
/// A byte outside those an `Accept-Language` or `Content-Language` may hold.
pub(crate) const NOT_LANGUAGE: u8 = 1 << 1;
const NOT_TOKEN: u8 = 1 << 2;
const NOT_VALUE: u8 = 1 << 3;
const COMMA: u8 = 1 << 4;

/// Whether any byte is in one of these classes. Looks at all: values are short, so leaving early buys nothing.
pub(crate) fn any<const CLASSES: u8>(bytes: &[u8]) -> bool {
    let Some(last) = bytes.last_chunk() else { return classes(bytes) & CLASSES != 0 };
    // Sixteen bytes at once, by comparing, which takes no table.
    let mut seen = [0; 16];
    let mut see = |piece: &[u8; 16]| {
        seen.iter_mut().zip(piece).for_each(|(seen, byte)| *seen |= classify(*byte) & CLASSES);
    };
    let (pieces, rest) = bytes.as_chunks();
    pieces.iter().for_each(&mut see);
    if !rest.is_empty() {
        // With some of those before.
        see(last);
    }
    seen != [0; 16]
}

/// The bytes up to a comma, without tabs and spaces in front; what is behind the comma, if there is one; and
/// whether the former are a token or nothing. One pass, which is most of the work of reading a list.
#[inline]
pub(crate) fn next_in_list(list: &[u8]) -> (&[u8], Option<&[u8]>, bool) {
    let mut rest = list;
    while let [b'\t' | b' ', after @ ..] = rest {
        rest = after;
    }
    let (len, classes) = up_to_comma(rest);
    let (element, tail) = rest.split_at_checked(len).unwrap_or((rest, &[]));
    (element, tail.split_first().map(|(_, after_comma)| after_comma), classes & NOT_TOKEN == 0)
}

/// How many bytes there are before a comma, or in all, and their classes together. Apart, so that all of it is in
/// registers.
#[inline(never)]
fn up_to_comma(bytes: &[u8]) -> (usize, u8) {
    let mut seen = 0;
    let mut ahead = bytes;
    // Eight bytes at once, up to those that have a comma among them.
    while let Some((eight, after)) = ahead.split_first_chunk::<8>() {
        let classes = classes(eight);
        if classes & COMMA != 0 {
            break;
        }
        seen |= classes;
        ahead = after;
    }
    while let [byte, after @ ..] = ahead
        && class(*byte) & COMMA == 0
    {
        seen |= class(*byte);
        ahead = after;
    }
    (bytes.len() - ahead.len(), seen)
}

/// The classes of all bytes together.
fn classes(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |seen, &byte| seen | class(byte))
}

fn class(byte: u8) -> u8 {
    // The table has an entry for every byte, so `get` always finds one.
    CLASSES.get(usize::from(byte)).copied().unwrap_or(u8::MAX)
}

static CLASSES: [u8; 256] = {
    let mut table = [0; 256];
    let mut rest: &mut [u8] = &mut table;
    let mut byte = 0u8;
    while let [first, tail @ ..] = rest {
        *first = classify(byte);
        byte = byte.wrapping_add(1);
        rest = tail;
    }
    table
};

/// The classes of a byte. Written without a branch, so that the compiler can compare sixteen bytes at once.
#[inline(always)]
const fn classify(byte: u8) -> u8 {
    let alphanumeric = is_within(byte | 0x20, b'a', b'z') | is_within(byte, b'0', b'9');
    let unsafe_byte = (byte < 0x20) & (byte != b'\t')
        | (byte | 1 == b')')
        | is_within(byte, b'>', b'@')
        | is_within(byte, b'[', b']')
        | is_one_of(byte, b"\":<{}\x7f");
    let language = alphanumeric | is_within(byte, b',', b'.') | is_one_of(byte, b" *;=");
    let token = alphanumeric
        | is_within(byte, b'#', b'\'')
        | is_within(byte, b'^', b'`')
        | is_one_of(byte, b"!*+-.|~");
    let not_value = is_one_of(byte, b"\0\n\r");
    class_if(unsafe_byte, UNSAFE)
        | class_if(!language, NOT_LANGUAGE)
        | class_if(!token, NOT_TOKEN)
        | class_if(not_value, NOT_VALUE)
        | class_if(byte == b',', COMMA)
}

#[inline(always)]
const fn class_if(is: bool, class: u8) -> u8 {
    if is { class } else { 0 }
}

#[inline(always)]
const fn is_within(byte: u8, first: u8, last: u8) -> bool {
    byte.wrapping_sub(first) <= last - first
}

#[inline(always)]
const fn is_one_of(byte: u8, mut set: &[u8]) -> bool {
    let mut is = false;
    while let [first, rest @ ..] = set {
        is |= byte == *first;
        set = rest;
    }
    is
}

fn trim(mut bytes: &[u8], remove: impl Fn(u8) -> bool) -> &[u8] {
    while let [first, rest @ ..] = bytes
        && remove(*first)
    {
        bytes = rest;
    }
    while let [rest @ .., last] = bytes
        && remove(*last)
    {
        bytes = rest;
    }
    bytes
}
