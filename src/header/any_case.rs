//! Comparing header names in any case.

/// Whether a name is this one, a token in lower case, in any case.
#[inline(always)] // of a token that the compiler knows, a few comparisons with numbers remain
pub(crate) fn is_token_in_any_case(name: &[u8], token: &[u8]) -> bool {
    if name.len() != token.len() {
        return false;
    }
    let number = |eight: &[u8; 8]| u64::from_ne_bytes(*eight);
    let Some((end, token_end)) = name.last_chunk().zip(token.last_chunk()) else {
        return are_same(ends(name), ends(token));
    };
    // Eight bytes at once, the ends first: the starts of names are often the same.
    if !are_same(number(end), number(token_end)) {
        return false;
    }
    // A loop, which is compiled into its caller; `all` is not.
    for (name, token) in name.as_chunks().0.iter().zip(token.as_chunks().0) {
        if !are_same(number(name), number(token)) {
            return false;
        }
    }
    true
}

/// Whether eight bytes are these of a token in lower case, so ASCII, in any case.
#[inline(always)]
fn are_same(eight: u64, of_token: u64) -> bool {
    // The sums reach the high bit of each byte that is `a` or more, and more than `z`.
    let from_a = of_token.wrapping_add(EACH * (0x80 - b'a' as u64));
    let beyond_z = of_token.wrapping_add(EACH * (0x7f - b'z' as u64));
    let small_letter = from_a & !beyond_z & HIGH_BITS;
    // They may differ where there is a letter, in the bit that small ones have more.
    (eight ^ of_token) & !(small_letter >> 2) == 0
}

/// Times a byte, eight of that byte.
const EACH: u64 = u64::MAX / 0xff;

const HIGH_BITS: u64 = 0x80 * EACH;

/// The first four bytes and the last four, which are all of a name of up to eight.
#[inline(always)]
fn ends(name: &[u8]) -> u64 {
    let four = |bytes: &[u8; 4]| u64::from(u32::from_ne_bytes(*bytes));
    match (name.first_chunk(), name.last_chunk()) {
        (Some(start), Some(end)) => four(end) << 32 | four(start),
        _ => u64::from_ne_bytes(first_eight(name)),
    }
}

/// The first eight bytes, zeros behind those of a shorter name.
#[inline]
pub(crate) fn first_eight(name: &[u8]) -> [u8; 8] {
    name.first_chunk().copied().unwrap_or_else(|| {
        let mut short = [0; 8];
        short.iter_mut().zip(name).for_each(|(to, from)| *to = *from);
        short
    })
}

/// Eight bytes in lower case, as a number that is ordered as they are.
#[inline]
pub(crate) fn lower(eight: &[u8; 8]) -> u64 {
    let bytes = u64::from_be_bytes(*eight);
    // The sums reach the high bit of each byte that is `A` or more, and more than `Z`.
    let low_bits = bytes & !HIGH_BITS;
    let from_a = low_bits + (0x80 - b'A' as u64) * EACH;
    let beyond_z = low_bits + (0x7f - b'Z' as u64) * EACH;
    let upper_case = from_a & !beyond_z & !bytes & HIGH_BITS;
    // The bit that small letters have more.
    bytes | upper_case >> 2
}

#[cfg(test)]
mod tests {
    use super::{is_token_in_any_case, lower};

    #[test]
    fn each_byte_in_lower_case() {
        for at in 0..8 {
            for byte in 0..=255 {
                for other in [0, b'A', b'Z', b'[', b'@', 0x7f, 0x80, 0xff] {
                    let mut eight = [other; 8];
                    eight[at] = byte;
                    let expected = eight.map(|byte| byte.to_ascii_lowercase());
                    assert_eq!(lower(&eight), u64::from_be_bytes(expected));
                }
            }
        }
    }

    #[test]
    fn any_byte_in_the_place_of_another() {
        let of_tokens = (b'!'..=b'~').filter(|byte| !byte.is_ascii_uppercase());
        for byte in of_tokens {
            for other in 0..=255 {
                for (len, at) in [(1, 0), (3, 2), (4, 1), (7, 4), (8, 3), (9, 8), (21, 9), (21, 18)] {
                    let (mut name, mut listed) = (vec![b'z'; len], vec![b'Z'; len]);
                    (name[at], listed[at]) = (byte, other);
                    assert_eq!(
                        is_token_in_any_case(&listed, &name),
                        name.eq_ignore_ascii_case(&listed),
                        "{name:?} {listed:?}"
                    );
                }
            }
        }
        assert!(
            !is_token_in_any_case(b"x-total", b"x-total-count")
                && !is_token_in_any_case(b"x-total-count", b"x-count")
        );
    }

    #[test]
    fn each_byte_of_a_known_name() {
        fn each<const N: usize>(lower_case: &[u8; N]) {
            for (at, byte) in (0..N).flat_map(|at| (0..=255).map(move |byte| (at, byte))) {
                for mut name in [*lower_case, lower_case.map(|byte| byte.to_ascii_uppercase())] {
                    name[at] = byte;
                    assert_eq!(
                        is_token_in_any_case(&name, lower_case),
                        name.eq_ignore_ascii_case(lower_case),
                        "{name:?}"
                    );
                }
            }
            assert!(!is_token_in_any_case(&lower_case[1..], lower_case));
            assert!(!is_token_in_any_case(&[&lower_case[..], b"x"].concat(), lower_case));
        }
        each(b"te");
        each(b"accept");
        each(b"a-[1^`~\x00");
        each(b"content-language");
        each(b"application/x-www-form-urlencoded");
    }

    #[test]
    fn names_of_every_length() {
        let name: Vec<u8> = (0..60).map(|i| b"X-Some-Token["[i % 13]).collect();
        for len in 0..name.len() {
            let (name, lower) = (&name[..len], name[..len].to_ascii_lowercase());
            assert!(is_token_in_any_case(name, &lower));
            assert!(!is_token_in_any_case(name, &[&lower[..], b"x"].concat()));
            for at in 0..len {
                let mut other = name.to_vec();
                other[at] ^= 0x40;
                assert!(!is_token_in_any_case(&other, &lower), "{len}, {at}");
            }
        }
    }
}
