//! Comparing header names in any case.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

/// A header name that is equal to itself in any other case: a key of ordered and of hashed collections.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AnyCase<'a>(pub(crate) &'a [u8]);

impl PartialEq for AnyCase<'_> {
    #[inline(always)] // for `is`, which knows the length
    fn eq(&self, other: &Self) -> bool {
        let (Self(a), Self(b)) = (self, other);
        if a.len() != b.len() {
            return false;
        }
        let (Some(a_end), Some(b_end)) = (a.last_chunk(), b.last_chunk()) else {
            return a.eq_ignore_ascii_case(b);
        };
        // Eight bytes at once, the ends first: the starts of names are often the same.
        lower(a_end) == lower(b_end)
            && a.as_chunks().0.iter().zip(b.as_chunks().0).all(|(a, b)| lower(a) == lower(b))
    }
}

/// Whether a name is this one, in any case.
#[inline]
pub(super) fn is<const N: usize>(name: &[u8], other: &[u8; N]) -> bool {
    // As the length is known, the compiler makes a comparison of a few words of it.
    <&[u8; N]>::try_from(name).is_ok_and(|name| match N {
        0..8 => lower(&first_eight(name)) == lower(&first_eight(other)),
        _ => AnyCase(name) == AnyCase(other),
    })
}

/// The first eight bytes, zeros behind those of a shorter name.
#[inline]
pub(super) fn first_eight(name: &[u8]) -> [u8; 8] {
    name.first_chunk().copied().unwrap_or_else(|| {
        let mut short = [0; 8];
        short.iter_mut().zip(name).for_each(|(to, from)| *to = *from);
        short
    })
}

/// Eight bytes in lower case, as a number that is ordered as they are.
pub(super) fn lower(eight: &[u8; 8]) -> u64 {
    const EACH: u64 = u64::MAX / 0xff;
    const HIGH_BITS: u64 = 0x80 * EACH;
    let bytes = u64::from_be_bytes(*eight);
    // The sums reach the high bit of each byte that is `A` or more, and more than `Z`.
    let low_bits = bytes & !HIGH_BITS;
    let from_a = low_bits + (0x80 - b'A' as u64) * EACH;
    let beyond_z = low_bits + (0x7f - b'Z' as u64) * EACH;
    let upper_case = from_a & !beyond_z & !bytes & HIGH_BITS;
    // The bit that small letters have more.
    bytes | upper_case >> 2
}

impl Eq for AnyCase<'_> {}

/// By the bytes of the name in lower case.
impl Ord for AnyCase<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let different =
            self.0.iter().zip(other.0).map(|(a, b)| (a.to_ascii_lowercase(), b.to_ascii_lowercase()));
        match different.into_iter().find(|(a, b)| a != b) {
            Some((a, b)) => a.cmp(&b),
            None => self.0.len().cmp(&other.0.len()),
        }
    }
}

impl PartialOrd for AnyCase<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for AnyCase<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // In pieces, as a hasher that takes byte after byte is slow.
        let (pieces, rest) = self.0.as_chunks::<32>();
        for piece in pieces {
            let mut piece = *piece;
            piece.make_ascii_lowercase();
            state.write(&piece);
        }
        let mut last = [0; 32];
        if let Some(last) = last.get_mut(..rest.len()) {
            last.copy_from_slice(rest);
            last.make_ascii_lowercase();
            state.write(last);
        }
        // So that what follows in a key is told from the name.
        state.write_usize(self.0.len());
    }
}
