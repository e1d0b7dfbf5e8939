use crate::header::{first_eight, lower};

/// SipHash-1-3, as the standard library's maps have it, over whole words: what is hashed here is of many
/// short parts, which that of the standard library puts together byte by byte.
///
/// The parts alone do not say where one ends and the next begins: the last word has to.
#[derive(Clone, Copy)]
pub(super) struct Sip {
    v: [u64; 4],
}

impl Sip {
    pub(super) fn new([k0, k1]: [u64; 2]) -> Self {
        // As in the paper: "somepseudorandomlygeneratedbytes".
        let v = [
            k0 ^ 0x736f_6d65_7073_6575,
            k1 ^ 0x646f_7261_6e64_6f6d,
            k0 ^ 0x6c79_6765_6e65_7261,
            k1 ^ 0x7465_6462_7974_6573,
        ];
        Self { v }
    }

    #[inline(always)]
    pub(super) fn write(&mut self, part: &[u8]) {
        self.write_words(part, |word| u64::from_le_bytes(*word));
    }

    /// As if it were in lower case.
    #[inline]
    pub(super) fn write_lower_case(&mut self, part: &[u8]) {
        self.write_words(part, |word| lower(word).swap_bytes());
    }

    #[inline]
    pub(super) fn finish(self, last: u64) -> u64 {
        let [v0, v1, v2, v3] = with_word(self.v, last);
        let [v0, v1, v2, v3] = round(round(round([v0, v1, v2 ^ 0xff, v3])));
        v0 ^ v1 ^ v2 ^ v3
    }

    #[inline(always)]
    fn write_words(&mut self, part: &[u8], word: impl Fn(&[u8; 8]) -> u64) {
        let (words, rest) = part.as_chunks();
        let mut v = self.v;
        let mut add = |eight: &[u8; 8]| v = with_word(v, word(eight));
        words.iter().for_each(&mut add);
        if !rest.is_empty() {
            // The last word of a longer part overlaps the one before.
            add(&part.last_chunk().copied().unwrap_or_else(|| first_eight(rest)));
        }
        self.v = v;
    }
}

#[inline]
fn with_word([v0, v1, v2, v3]: [u64; 4], word: u64) -> [u64; 4] {
    let [v0, v1, v2, v3] = round([v0, v1, v2, v3 ^ word]);
    [v0 ^ word, v1, v2, v3]
}

#[inline]
fn round([mut v0, mut v1, mut v2, mut v3]: [u64; 4]) -> [u64; 4] {
    v0 = v0.wrapping_add(v1);
    v2 = v2.wrapping_add(v3);
    v1 = v1.rotate_left(13) ^ v0;
    v3 = v3.rotate_left(16) ^ v2;
    v0 = v0.rotate_left(32);
    v2 = v2.wrapping_add(v1);
    v0 = v0.wrapping_add(v3);
    v1 = v1.rotate_left(17) ^ v2;
    v3 = v3.rotate_left(21) ^ v0;
    v2 = v2.rotate_left(32);
    [v0, v1, v2, v3]
}

#[cfg(test)]
mod tests {
    use std::hash::{DefaultHasher, Hasher};

    use super::Sip;

    /// Of whole words, with their number of bytes at the end, it is that of the standard library.
    #[test]
    fn is_that_of_the_standard_library() {
        let text: Vec<u8> = (0..=255).collect();
        for len in (0..=256).step_by(8) {
            let mut standard = DefaultHasher::new();
            standard.write(&text[..len]);
            let mut sip = Sip::new([0; 2]);
            sip.write(&text[..len]);
            assert_eq!(sip.finish((len as u64) << 56), standard.finish(), "{len}");
        }
    }

    #[test]
    fn every_byte_counts() {
        for len in 1..40 {
            let hash = |text: &[u8]| {
                let mut sip = Sip::new([1, 2]);
                sip.write(text);
                sip.finish(text.len() as u64)
            };
            let text: Vec<u8> = (0..len).collect();
            for at in 0..text.len() {
                let mut changed = text.clone();
                changed[at] ^= 1;
                assert_ne!(hash(&changed), hash(&text), "{len}, {at}");
            }
        }
    }

    #[test]
    fn lower_case() {
        let hash = |text: &[u8]| {
            let mut sip = Sip::new([1, 2]);
            sip.write_lower_case(text);
            sip.finish(0)
        };
        for (a, b) in [("X", "x"), ("X-Token", "x-tOKEN"), ("X-Some-Token", "x-some-token")] {
            assert_eq!(hash(a.as_bytes()), hash(b.as_bytes()));
        }
        assert_ne!(hash(b"x-a["), hash(b"x-a{"));
    }
}
