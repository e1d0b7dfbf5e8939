//! Text in words of eight bytes: what compares and hashes short text fastest.

pub(super) const WORD: usize = size_of::<u64>();

/// Whether a name in lower case is this one, which may have any.
#[inline]
pub(super) fn is_lower_case_of(lower: &[u8], name: &[u8]) -> bool {
    let is = |(own, word): (&[u8; WORD], &[u8; WORD])| {
        u64::from_le_bytes(*own) == lower_case(u64::from_le_bytes(*word))
    };
    if lower.len() != name.len() {
        return false;
    }
    match lower.first_chunk().zip(name.first_chunk()) {
        // The first word overlaps the one behind it.
        Some(first) => is(first) && lower.as_rchunks().1.iter().zip(name.as_rchunks().1).all(is),
        None => lower.eq_ignore_ascii_case(name),
    }
}

/// Eight bytes, in lower case.
#[inline]
pub(super) fn lower_case(word: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGHEST: u64 = 0x80 * EACH;
    let low = word & !HIGHEST;
    // These carry into the highest bit of a byte, and not out of it.
    let from_a = low + (0x80 - 0x41) * EACH;
    let beyond_z = low + (0x80 - 0x5b) * EACH;
    let is_upper = from_a & !beyond_z & !word & HIGHEST;
    word | is_upper >> 2
}

#[cfg(test)]
mod tests {
    use super::{is_lower_case_of, lower_case};

    #[test]
    fn each_byte_in_lower_case() {
        for at in 0..8 {
            for byte in 0..=255 {
                for other in [0, b'A', b'Z', b'[', b'@', 0x7f, 0x80, 0xff] {
                    let mut word = [other; 8];
                    word[at] = byte;
                    let expected = word.map(|byte| byte.to_ascii_lowercase());
                    assert_eq!(lower_case(u64::from_le_bytes(word)), u64::from_le_bytes(expected));
                }
            }
        }
    }

    #[test]
    fn names_of_every_length() {
        let name: Vec<u8> = (0..60).map(|i| b"X-Some-Token["[i % 13]).collect();
        for len in 0..name.len() {
            let (name, lower) = (&name[..len], name[..len].to_ascii_lowercase());
            assert!(is_lower_case_of(&lower, name) && is_lower_case_of(&lower, &lower));
            assert!(!is_lower_case_of(&lower, &[name, b"x"].concat()));
            for at in 0..len {
                let mut other = name.to_vec();
                other[at] ^= 0x40;
                assert!(!is_lower_case_of(&lower, &other), "{len}, {at}");
            }
        }
    }
}
