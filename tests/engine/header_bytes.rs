//! Byte classes: every byte, every border.

use fetch_cors::header::bytes::{
    is_cors_unsafe_request_header_byte, is_header_value, is_token, normalize, trim_tab_or_space,
};

/// RFC 9110's `tchar`, written out.
const TOKEN: &[u8] = b"!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// What `#cors-unsafe-request-header-byte` names one by one.
const UNSAFE: &[u8] = b"\"():<>?@[\\]{}\x7f";

#[test]
fn a_token_is_made_of_tchars() {
    for byte in 0..=u8::MAX {
        let is_tchar = TOKEN.contains(&byte);
        for token in [vec![byte], vec![b'a', byte], vec![byte, b'a'], vec![b'a', byte, b'b']] {
            assert_eq!(is_token(&token), is_tchar, "{byte:#04x} in {token:?}");
        }
    }
    assert_eq!(TOKEN.len(), 77);
}

#[test]
fn tokens() {
    let rows: [(&[u8], bool); 12] = [
        (b"", false),
        (b"a", true),
        (b"x-token", true),
        (b"X_TOKEN.1", true),
        (b"*", true),
        (b" a", false),
        (b"a ", false),
        (b"a b", false),
        (b"a,b", false),
        (b"\"a\"", false),
        (b"a:", false),
        ("n\u{e4}me".as_bytes(), false),
    ];
    for (bytes, expected) in rows {
        assert_eq!(is_token(bytes), expected, "{:?}", String::from_utf8_lossy(bytes));
    }
    let long = vec![b'a'; 1_000_000];
    assert!(is_token(&long));
    assert!(!is_token(&[&long[..], b" "].concat()));
}

#[test]
fn unsafe_bytes() {
    for byte in 0..=u8::MAX {
        let expected = (byte < 0x20 && byte != 0x09) || UNSAFE.contains(&byte);
        assert_eq!(is_cors_unsafe_request_header_byte(byte), expected, "{byte:#04x}");
    }
    let count = (0..=u8::MAX).filter(|&byte| is_cors_unsafe_request_header_byte(byte)).count();
    assert_eq!(count, 31 + 14);
}

#[test]
fn a_header_value_by_its_bytes() {
    for byte in 0..=u8::MAX {
        let never = matches!(byte, 0x00 | 0x0a | 0x0d);
        let not_at_an_end = matches!(byte, 0x09 | 0x20);
        let rows = [
            (vec![byte], !never && !not_at_an_end),
            (vec![byte, b'a'], !never && !not_at_an_end),
            (vec![b'a', byte], !never && !not_at_an_end),
            (vec![b'a', byte, b'a'], !never),
        ];
        for (value, expected) in rows {
            assert_eq!(is_header_value(&value), expected, "{value:?}");
        }
    }
    assert!(is_header_value(b""));
}

#[test]
fn normalizing() {
    let rows: [(&[u8], &[u8]); 18] = [
        (b"", b""),
        (b" ", b""),
        (b"\t\n\r ", b""),
        (b"a", b"a"),
        (b" a", b"a"),
        (b"a ", b"a"),
        (b"\ta\t", b"a"),
        (b"\na\n", b"a"),
        (b"\ra\r", b"a"),
        (b"\r\n a b\t", b"a b"),
        (b"a\r\nb", b"a\r\nb"),
        (b" a\t \tb ", b"a\t \tb"),
        // Form feed, vertical tab, NBSP and NUL are no HTTP whitespace.
        (b"\x0ca\x0c", b"\x0ca\x0c"),
        (b"\x0ba\x0b", b"\x0ba\x0b"),
        (b"\xa0a\xa0", b"\xa0a\xa0"),
        (b"\0a\0", b"\0a\0"),
        (b" \x0c a \x0c ", b"\x0c a \x0c"),
        (b" \xff ", b"\xff"),
    ];
    for (input, expected) in rows {
        assert_eq!(normalize(input), expected, "{input:?}");
    }
}

#[test]
fn normalizing_takes_four_bytes_off() {
    for byte in 0..=u8::MAX {
        let goes = matches!(byte, 0x09 | 0x0a | 0x0d | 0x20);
        assert_eq!(normalize(&[byte, b'-', byte]).len(), if goes { 1 } else { 3 }, "{byte:#04x}");
        assert_eq!(normalize(&[byte]).is_empty(), goes, "{byte:#04x} alone");
        assert_eq!(normalize(&[b'-', byte, b'-']), [b'-', byte, b'-'], "{byte:#04x} inside");
    }
}

#[test]
fn trimming_takes_two_bytes_off() {
    for byte in 0..=u8::MAX {
        let goes = matches!(byte, 0x09 | 0x20);
        let trimmed = trim_tab_or_space(&[byte, b'-', byte]).len();
        assert_eq!(trimmed, if goes { 1 } else { 3 }, "{byte:#04x}");
        assert_eq!(trim_tab_or_space(&[byte]).is_empty(), goes, "{byte:#04x} alone");
    }
    let rows: [(&[u8], &[u8]); 6] = [
        (b"", b""),
        (b" \t ", b""),
        (b" a \r", b"a \r"),
        (b"\n a ", b"\n a"),
        (b"\t\t a\tb \t", b"a\tb"),
        (b" \0 ", b"\0"),
    ];
    for (input, expected) in rows {
        assert_eq!(trim_tab_or_space(input), expected, "{input:?}");
    }
}

#[test]
fn a_megabyte_of_white_space() {
    let mut value = vec![b' '; 1_000_000];
    assert_eq!(normalize(&value), b"");
    assert_eq!(trim_tab_or_space(&value), b"");
    value[500_000] = b'x';
    assert_eq!(normalize(&value), b"x");
}

/// What holds for every input.
#[cfg(feature = "proptest")]
mod properties {
    use proptest::prelude::*;

    use super::*;

    /// Bytes of which many are white space.
    fn spacey() -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![prop::sample::select(b"\t\n\r \x0b\x0c\0\xa0a".to_vec()), any::<u8>()];
        prop::collection::vec(byte, 0..24)
    }

    proptest! {
        #[test]
        fn normalize_is_idempotent(value in spacey()) {
            let once = normalize(&value);
            prop_assert_eq!(normalize(once), once);
        }

        #[test]
        fn normalize_takes_from_the_ends_only(value in spacey()) {
            let is_space = |b: &u8| b"\t\n\r ".contains(b);
            let first = value.iter().position(|b| !is_space(b));
            let last = value.iter().rposition(|b| !is_space(b));
            let expected = match (first, last) {
                (Some(first), Some(last)) => &value[first..=last],
                _ => &[],
            };
            prop_assert_eq!(normalize(&value), expected);
        }

        #[test]
        fn a_normalized_value_is_one_unless_it_has_a_bad_byte_inside(value in spacey()) {
            let normalized = normalize(&value);
            let bad = normalized.iter().any(|b| matches!(b, 0 | b'\n' | b'\r'));
            prop_assert_eq!(is_header_value(normalized), !bad);
        }
    }
}
