//! The names of a response's headers, found by those that a list of it names.

use http::{HeaderMap, HeaderName};

use crate::header::names::is_cors_safelisted_response_header;
use crate::header::{ends, is_token_in_any_case};

/// So many names have a bit each.
pub(super) const FEW: usize = 64;

/// The names of a map that has few.
pub(super) struct FewNames<'a> {
    headers: &'a HeaderMap,
    /// The bits of the names in each bucket. Most names in a list are alone in theirs, or in an empty one.
    buckets: [u64; 64],
}

impl<'a> FewNames<'a> {
    /// Those of a map that has no more than [`FEW`].
    #[inline(always)] // or it is copied
    pub(super) fn new(headers: &'a HeaderMap) -> Self {
        Self { headers, buckets: [0; 64] }
    }

    /// Puts them into buckets, and gives the bits of those that are safelisted.
    #[inline]
    pub(super) fn fill_buckets(&mut self) -> u64 {
        let (mut bit, mut safelisted) = (1u64, 0);
        for name in self.headers.keys() {
            if let Some(bits) = self.buckets.get_mut(bucket(name.as_str().as_bytes())) {
                *bits |= bit;
            }
            if is_cors_safelisted_response_header(name) {
                safelisted |= bit;
            }
            bit <<= 1;
        }
        safelisted
    }

    /// The bits of names in lower case.
    #[inline(always)] // the compiler finds the buckets of names that it knows
    pub(super) fn bits_of(&self, names: &[&[u8]]) -> u64 {
        let mut bits = 0;
        for known in names {
            bits |= self.bit_among(self.bucket_of(known), |name| name.as_str().as_bytes() == *known);
        }
        bits
    }

    /// The bit of a name, in any case; none if the map has it not.
    #[inline]
    pub(super) fn bit_of(&self, listed: &[u8]) -> u64 {
        self.bit_among(self.bucket_of(listed), |name| is_listed(name.as_str().as_bytes(), listed))
    }

    /// The bit, of these, of the name that is meant.
    #[inline(always)]
    fn bit_among(&self, mut bits: u64, is_meant: impl Fn(&HeaderName) -> bool) -> u64 {
        while bits != 0 {
            let position = bits.trailing_zeros();
            if self.headers.keys().nth(position as usize).is_some_and(&is_meant) {
                return 1 << position;
            }
            bits &= bits - 1;
        }
        0
    }

    #[inline(always)]
    fn bucket_of(&self, name: &[u8]) -> u64 {
        self.buckets.get(bucket(name)).copied().unwrap_or_default()
    }
}

/// Which of the 64 buckets a name is in, in any case: by its ends, which differ between most names.
#[inline(always)]
fn bucket(name: &[u8]) -> usize {
    // The bit that small letters have more, in each byte: that others get it too does no harm.
    let any_case = ends(name) | 0x2020_2020_2020_2020;
    // The upper bits of a product depend on every bit of the factor, most on the lowest: the last byte of a name
    // differs more than its first.
    (any_case.to_be().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58) as usize
}

/// Whether a name of a map is what is listed, in any case.
#[inline(never)] // or the loop around it gets slow
fn is_listed(name: &[u8], listed: &[u8]) -> bool {
    is_token_in_any_case(listed, name)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::{FewNames, bucket};
    use crate::header::names::{is_cors_safelisted_response_header, is_cors_safelisted_response_header_name};

    #[test]
    fn each_of_64_names_has_its_bit() {
        // Of one length and with the same ends, so that all are in one bucket.
        let name = |i: usize| format!("x-name-{i:02}-suffix");
        let mut headers = HeaderMap::new();
        for i in 0..64 {
            headers.try_append(HeaderName::try_from(name(i)).unwrap(), HeaderValue::from_static("")).unwrap();
        }
        let mut few = FewNames::new(&headers);
        assert_eq!(few.fill_buckets(), 0);
        for i in 0..64 {
            assert_eq!(few.bit_of(name(i).to_ascii_uppercase().as_bytes()), 1 << i);
        }
        assert_eq!(few.bit_of(name(64).as_bytes()), 0);
        assert_eq!(few.bits_of(&[name(3).as_bytes(), b"a", name(63).as_bytes()]), 1 << 3 | 1 << 63);
    }

    #[test]
    fn most_names_are_alone() {
        let names = "age cache-control content-encoding content-length content-type date etag expires last-modified \
                     server set-cookie vary via x-api-version x-cache x-ratelimit-limit x-ratelimit-remaining \
                     x-ratelimit-reset x-request-id x-total-count";
        let buckets: HashSet<usize> = names.split_whitespace().map(|name| bucket(name.as_bytes())).collect();
        assert!(buckets.len() >= 15, "{}", buckets.len());
        assert_eq!(bucket(b"X-Total-Count"), bucket(b"x-total-count"));
    }

    #[test]
    fn safelisted_by_number_as_by_bytes() {
        let names = "cache-control content-language content-length content-type expires last-modified pragma \
                     content-encoding date etag x-cache-control";
        for name in names.split(' ').map(|name| HeaderName::try_from(name).unwrap()) {
            let by_bytes = is_cors_safelisted_response_header_name(name.as_str().as_bytes());
            assert_eq!(is_cors_safelisted_response_header(&name), by_bytes, "{name}");
        }
    }
}
