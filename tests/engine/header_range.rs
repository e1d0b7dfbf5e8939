//! Single range header values, with numbers of any length.

use fetch_cors::header::range::{Number, parse_single_range};

/// Start and end in decimal, without leading zeros.
type Pair = Option<(Option<&'static str>, Option<&'static str>)>;

/// The number that these digits are.
fn number(digits: &str) -> String {
    format!("bytes={digits}-")
}

/// Compares both ends with what they should be, and finds failure where it should be.
fn check(value: &[u8], allow_whitespace: bool, expected: Pair) {
    let got = parse_single_range(value, allow_whitespace);
    let row = format!("{:?} with white space {allow_whitespace}", String::from_utf8_lossy(value));
    assert_eq!(got.is_some(), expected.is_some(), "{row}");
    let (Some(range), Some((start, end))) = (got, expected) else { return };
    for (got, expected) in [(range.start, start), (range.end, end)] {
        let bytes = expected.map(number);
        let expected_number: Option<Number<'_>> =
            bytes.as_ref().and_then(|bytes| parse_single_range(bytes.as_bytes(), false)?.start);
        assert_eq!(got, expected_number, "{row}");
        assert_eq!(got.and_then(Number::to_u64), expected.and_then(|e| e.parse().ok()), "{row}");
    }
}

const BIG: &str = "18446744073709551616"; // one more than u64::MAX
const BIGGER: &str = "18446744073709551617";

#[test]
fn without_white_space() {
    let rows: [(&[u8], Pair); 57] = [
        (b"bytes=100-200", Some((Some("100"), Some("200")))),
        (b"bytes=0-0", Some((Some("0"), Some("0")))),
        (b"bytes=0-", Some((Some("0"), None))),
        (b"bytes=100-", Some((Some("100"), None))),
        (b"bytes=200-200", Some((Some("200"), Some("200")))),
        (b"bytes=0-42", Some((Some("0"), Some("42")))),
        (b"bytes=9-10", Some((Some("9"), Some("10")))),
        // A suffix range parses; that it is not safelisted is another rule.
        (b"bytes=-200", Some((None, Some("200")))),
        (b"bytes=-0", Some((None, Some("0")))),
        // Leading zeros.
        (b"bytes=007-8", Some((Some("7"), Some("8")))),
        (b"bytes=00-000", Some((Some("0"), Some("0")))),
        (b"bytes=0009-10", Some((Some("9"), Some("10")))),
        (b"bytes=10-0009", None),
        (b"bytes=0-00000000000000000000000000000", Some((Some("0"), Some("0")))),
        // More than 64 bits.
        (b"bytes=18446744073709551615-18446744073709551616", Some((Some("18446744073709551615"), Some(BIG)))),
        (b"bytes=18446744073709551616-18446744073709551617", Some((Some(BIG), Some(BIGGER)))),
        (b"bytes=18446744073709551616-18446744073709551616", Some((Some(BIG), Some(BIG)))),
        (b"bytes=0018446744073709551616-", Some((Some(BIG), None))),
        (b"bytes=-18446744073709551616", Some((None, Some(BIG)))),
        (b"bytes=18446744073709551617-18446744073709551616", None),
        (b"bytes=18446744073709551616-1", None),
        (b"bytes=18446744073709551616-0", None),
        (
            b"bytes=99999999999999999999-100000000000000000000",
            Some((Some("99999999999999999999"), Some("100000000000000000000"))),
        ),
        // Backwards.
        (b"bytes=200-100", None),
        (b"bytes=201-200", None),
        (b"bytes=1-0", None),
        (b"bytes=10-9", None),
        // Nothing at all, or not enough.
        (b"", None),
        (b"500", None),
        (b"bytes", None),
        (b"bytes=", None),
        (b"bytes=-", None),
        (b"bytes=100", None),
        (b"byte=0-1", None),
        (b"=0-1", None),
        // Not this unit.
        (b"BYTES=100-200", None),
        (b"Bytes=0-1", None),
        (b"bytess=0-1", None),
        (b"items=0-1", None),
        // Several.
        (b"bytes=100-200,300-400", None),
        (b"bytes=100-200,400", None),
        (b"bytes=100-200,400-", None),
        (b"bytes=-50,100-", None),
        (b"bytes=100-200-400", None),
        (b"bytes=-200--100", None),
        (b"bytes=-50-50", None),
        (b"bytes=,100-200", None),
        (b",bytes=,100-200", None),
        // White space, where none may be.
        (b"bytes = 100-200", None),
        (b"bytes =100-200", None),
        (b"bytes= 200-", None),
        (b" bytes=0-1", None),
        (b"bytes=200-201 ", None),
        (b"bytes= 2-200", None),
        // No digits.
        (b"bytes=abc-def", None),
        (b"bytes=+1-2", None),
        (b"bytes=1.0-2", None),
    ];
    for (value, expected) in rows {
        check(value, false, expected);
    }
}

#[test]
fn with_white_space() {
    let rows: [(&[u8], Pair); 22] = [
        (b"bytes=0-42", Some((Some("0"), Some("42")))),
        (b"bytes= 2-200", Some((Some("2"), Some("200")))),
        (b"bytes \t= 2 - 200", Some((Some("2"), Some("200")))),
        (b"bytes\t=\t-200", Some((None, Some("200")))),
        (b"bytes=55-", Some((Some("55"), None))),
        (b"bytes = 55 - ", Some((Some("55"), None))),
        (b"bytes=55-\t\t", Some((Some("55"), None))),
        (b"bytes  =  55  -  60", Some((Some("55"), Some("60")))),
        (b"bytes= -5", Some((None, Some("5")))),
        (b"bytes= t-200", None),
        (b"bytes \r= 2 - 200", None),
        (b"bytes\n= 2 - 200", None),
        (b"bytes\t=\t-", None),
        (b"bytes = - ", None),
        // None behind the second number, none before the unit, none inside a number.
        (b"bytes=0-42 ", None),
        (b"bytes=42-0 ", None),
        (b" bytes=0-42", None),
        (b"bytes=4 2-50", None),
        (b"bytes=0-4 2", None),
        (b"by tes=0-42", None),
        (b"bytes=42 - 0", None),
        (b"BYTES = 0 - 42", None),
    ];
    for (value, expected) in rows {
        check(value, true, expected);
    }
}

/// The gaps of `bytes=100-200`.
const GAPS: [(&str, &str); 6] = [
    ("", "bytes=100-200"),
    ("bytes", "=100-200"),
    ("bytes=", "100-200"),
    ("bytes=100", "-200"),
    ("bytes=100-", "200"),
    ("bytes=100-200", ""),
];

#[test]
fn every_byte_in_every_gap() {
    for (gap, (before, behind)) in GAPS.into_iter().enumerate() {
        for byte in 0..=u8::MAX {
            let value = [before.as_bytes(), &[byte], behind.as_bytes()].concat();
            // A zero before the first number changes nothing; any digit in the second makes it larger,
            // or leaves it; any in front of or behind the first makes it larger than 200.
            let fits = match gap {
                2 => byte == b'0',
                4 | 5 => byte.is_ascii_digit(),
                _ => false,
            };
            let space = (1..=4).contains(&gap) && matches!(byte, b'\t' | b' ');
            assert_eq!(parse_single_range(&value, false).is_some(), fits, "{value:?}");
            assert_eq!(parse_single_range(&value, true).is_some(), fits || space, "{value:?} spaced");
        }
    }
}

#[test]
fn ten_thousand_digits() {
    let (nines, zeros) = ("9".repeat(10_000), "0".repeat(10_000));
    let rows = [
        (format!("bytes={nines}-{nines}"), true),
        (format!("bytes=1{zeros}-{nines}"), false),
        (format!("bytes={nines}-1{zeros}"), true),
        (format!("bytes={zeros}-0"), true),
        (format!("bytes={zeros}1-0"), false),
        (format!("bytes=1-{zeros}"), false),
    ];
    for (value, expected) in rows {
        assert_eq!(parse_single_range(value.as_bytes(), false).is_some(), expected, "{}", &value[..20]);
    }
}

#[test]
fn a_number_is_read_if_it_fits() {
    let rows = [
        ("0", Some(0)),
        ("00", Some(0)),
        ("5", Some(5)),
        ("007", Some(7)),
        ("18446744073709551614", Some(u64::MAX - 1)),
        ("18446744073709551615", Some(u64::MAX)),
        ("00000000000000000000018446744073709551615", Some(u64::MAX)),
        ("18446744073709551616", None),
        ("18446744073709551620", None),
        ("99999999999999999999", None),
        ("184467440737095516150", None),
    ];
    for (digits, expected) in rows {
        let value = number(digits);
        let start = parse_single_range(value.as_bytes(), false).unwrap().start.unwrap();
        assert_eq!(start.to_u64(), expected, "{digits}");
    }
}

/// What holds for every input.
#[cfg(feature = "proptest")]
mod properties {
    use std::cmp::Ordering;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ranges_compare_as_numbers(a: u128, b: u128, zeros in 0usize..40, shift in 0u32..128) {
            let (a, b) = (a >> shift, b >> shift);
            let pad = "0".repeat(zeros);
            let value = format!("bytes={pad}{a}-{b}");
            prop_assert_eq!(parse_single_range(value.as_bytes(), false).is_some(), a <= b);
            prop_assert_eq!(parse_single_range(value.as_bytes(), true).is_some(), a <= b);
            let padded_end = format!("bytes={a}-{pad}{b}");
            prop_assert_eq!(parse_single_range(padded_end.as_bytes(), false).is_some(), a <= b);
        }

        #[test]
        fn numbers_are_ordered(a: u128, b: u128, zeros in 0usize..40, shift in 0u32..128) {
            let (a, b) = (a >> shift, b >> shift);
            let (left, right) = (number(&format!("{}{a}", "0".repeat(zeros))), number(&b.to_string()));
            let left = parse_single_range(left.as_bytes(), false).unwrap().start.unwrap();
            let right = parse_single_range(right.as_bytes(), false).unwrap().start.unwrap();
            prop_assert_eq!(left.cmp(&right), a.cmp(&b));
            prop_assert_eq!(left.partial_cmp(&right), Some(a.cmp(&b)));
            prop_assert_eq!(left == right, a == b);
            prop_assert_eq!(left.cmp(&left), Ordering::Equal);
            prop_assert_eq!(left.to_u64(), u64::try_from(a).ok());
        }

        #[test]
        fn what_parses_without_white_space_parses_with_it(value in "bytes[ \t]?=[ \t]?[0-9]{0,3}[ \t]?-[ \t]?[0-9]{0,3}[ ,-]?") {
            if let Some(range) = parse_single_range(value.as_bytes(), false) {
                prop_assert_eq!(parse_single_range(value.as_bytes(), true), Some(range));
            }
        }
    }
}
