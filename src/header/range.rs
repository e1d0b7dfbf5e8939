//! The values of a `Range` header that ask for one range of bytes.

use std::cmp::Ordering;

/// A decimal number of any length, stored as its digits.
///
/// Numbers are compared by value, so leading zeros do not count.
///
/// ```
/// use fetch_cors::header::range::parse_single_range;
/// let range = parse_single_range(b"bytes=007-99999999999999999999999", false).unwrap();
/// assert_eq!(range.start.unwrap().to_u64(), Some(7));
/// assert_eq!(range.end.unwrap().to_u64(), None); // does not fit
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Number<'a>(&'a [u8]);

impl Number<'_> {
    /// Returns the number as an integer, or `None` if it does not fit into 64 bits.
    #[must_use]
    pub fn to_u64(self) -> Option<u64> {
        self.0.iter().try_fold(0u64, |n, digit| n.checked_mul(10)?.checked_add(u64::from(digit - b'0')))
    }
}

/// Compares numbers by value, in time linear in their digits.
impl Ord for Number<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let (a, b) = (strip_zeros(self.0), strip_zeros(other.0));
        a.len().cmp(&b.len()).then_with(|| a.cmp(b))
    }
}

impl PartialOrd for Number<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Number<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Number<'_> {}

fn strip_zeros(mut digits: &[u8]) -> &[u8] {
    while let [b'0', rest @ ..] = digits {
        digits = rest;
    }
    digits
}

/// A parsed single range header value. At least one of its two ends is given.
///
/// ```
/// use fetch_cors::header::range::parse_single_range;
/// let range = parse_single_range(b"bytes=-500", false).unwrap();
/// assert!(range.start.is_none() && range.end.is_some());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SingleRange<'a> {
    /// The position of the first byte. `None` for a suffix range, such as `bytes=-500`.
    pub start: Option<Number<'a>>,
    /// The position of the last byte, which belongs to the range. For a suffix range, the number of bytes. `None` for a
    /// range that extends to the end, such as `bytes=500-`.
    pub end: Option<Number<'a>>,
}

/// Parses a single range header value. Returns `None` if the value does not parse.
///
/// If `allow_whitespace` is true, there may be tabs and spaces around the equals sign and the hyphen.
///
/// <https://fetch.spec.whatwg.org/#simple-range-header-value>
///
/// ```
/// use fetch_cors::header::range::parse_single_range;
/// assert!(parse_single_range(b"bytes=0-0", false).is_some());
/// assert!(parse_single_range(b"bytes = 0-0", false).is_none());
/// assert!(parse_single_range(b"bytes = 0-0", true).is_some());
/// assert!(parse_single_range(b"bytes=2-1", false).is_none());
/// ```
#[must_use]
pub fn parse_single_range(value: &[u8], allow_whitespace: bool) -> Option<SingleRange<'_>> {
    // simple-range-header-value 1: parses the bytes, each of which stands for one code point.
    // simple-range-header-value 2, 3: the value begins with the unit, in lower case.
    let data = value.strip_prefix(b"bytes")?;
    // simple-range-header-value 4, 5, 6, 7: an equals sign follows.
    let data = skip_space(skip_space(data, allow_whitespace).strip_prefix(b"=")?, allow_whitespace);
    // simple-range-header-value 8, 9: reads the first number, which may be missing.
    let (start, data) = digits(data);
    // simple-range-header-value 10, 11, 12, 13: a hyphen follows.
    let data = skip_space(skip_space(data, allow_whitespace).strip_prefix(b"-")?, allow_whitespace);
    // simple-range-header-value 14, 15: reads the second number, which may be missing.
    let (end, data) = digits(data);
    // simple-range-header-value 16: fails if anything follows.
    if !data.is_empty() {
        return None;
    }
    match (start, end) {
        // simple-range-header-value 17: fails if both numbers are missing.
        (None, None) => None,
        // simple-range-header-value 18: fails if the range ends before it starts.
        (Some(start), Some(end)) if start > end => None,
        // simple-range-header-value 19: returns the two numbers.
        (start, end) => Some(SingleRange { start, end }),
    }
}

fn skip_space(data: &[u8], allowed: bool) -> &[u8] {
    if allowed {
        let leading = data.iter().take_while(|b| matches!(b, b'\t' | b' ')).count();
        data.get(leading..).unwrap_or_default()
    } else {
        data
    }
}

fn digits(data: &[u8]) -> (Option<Number<'_>>, &[u8]) {
    let len = data.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = data.split_at_checked(len).unwrap_or((data, &[]));
    ((len > 0).then_some(Number(number)), rest)
}
