use std::fmt;
use std::hash::{BuildHasher, RandomState};

use super::sip::Sip;
use super::{CacheKey, Kind};
use crate::request::NetworkPartitionKey;

/// Hashes of 32 bits, keyed at random: nobody can tell which things share one.
pub(super) struct Keyed {
    start: Sip,
}

impl Default for Keyed {
    fn default() -> Self {
        let random = RandomState::new();
        Self { start: Sip::new([random.hash_one(0), random.hash_one(1)]) }
    }
}

impl Keyed {
    #[inline(always)]
    pub(super) fn key(&self, key: &CacheKey<'_>) -> u32 {
        let (url, origin) = (key.url.as_str().as_bytes(), key.origin);
        let mut sip = self.start;
        sip.write(without_https(url));
        sip.write(without_https(origin));
        // Where one ends and the other begins, and which had that prefix.
        let ends = (url.len() as u64).rotate_left(32) ^ origin.len() as u64;
        tag(sip, ends ^ key.partition.map_or(0, NetworkPartitionKey::digest))
    }

    pub(super) fn partition(&self, partition: &NetworkPartitionKey) -> u32 {
        tag(self.start, partition.digest())
    }

    /// A header's name may have any case.
    pub(super) fn name(&self, kind: Kind, name: &[u8]) -> u32 {
        let mut sip = self.start;
        match kind {
            Kind::Method => sip.write(name),
            Kind::HeaderName => sip.write_lower_case(name),
        }
        tag(sip, name.len() as u64)
    }
}

/// Nearly all have this prefix: a word of each saved.
#[inline]
fn without_https(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"https://").unwrap_or(text)
}

#[inline]
fn tag(sip: Sip, ends: u64) -> u32 {
    u32::try_from(sip.finish(ends) >> 32).unwrap_or_default()
}

impl fmt::Debug for Keyed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyed")
    }
}
