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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use url::Url;

    use super::{CacheKey, Keyed, NetworkPartitionKey};
    use crate::origin::Origin;
    use crate::site::{Site, Sites};

    #[derive(Debug)]
    struct NoSites;

    impl Sites for NoSites {
        fn registrable_domain<'d>(&self, _: &'d str) -> Option<&'d str> {
            None
        }
    }

    const COUNT: usize = 2_000;

    fn partitions() -> Vec<NetworkPartitionKey> {
        let site = |i| Site::obtain(&Origin::parse(&format!("https://{i}.example")).unwrap(), &NoSites);
        (0..COUNT).map(|i| NetworkPartitionKey::new(site(i), None)).collect()
    }

    /// Of so few, next to none have a hash of 32 bits in common.
    fn check_distinct(hashes: impl Iterator<Item = u32>) {
        let distinct = hashes.collect::<HashSet<_>>().len();
        assert!(distinct >= COUNT - 10, "{distinct}");
    }

    #[test]
    fn keys_differ_by_each_part() {
        let (keyed, origin) = (Keyed::default(), "https://app.example");
        let url = |i: usize| Url::parse(&format!("https://api.example/items/{i}")).unwrap();
        let (urls, one_url): (Vec<_>, _) = ((0..COUNT).map(url).collect(), url(0));
        let hash =
            |partition, origin: &str, url| keyed.key(&CacheKey { partition, origin: origin.as_bytes(), url });
        check_distinct(urls.iter().map(|url| hash(None, origin, url)));
        check_distinct((0..COUNT).map(|i| hash(None, &format!("https://{i}.example"), &one_url)));
        let partitions = partitions();
        check_distinct(partitions.iter().map(|partition| hash(Some(partition), origin, &one_url)));
        assert_ne!(hash(None, origin, &one_url), hash(None, &origin["https://".len()..], &one_url));
    }

    #[test]
    fn partitions_differ() {
        let keyed = Keyed::default();
        check_distinct(partitions().iter().map(|partition| keyed.partition(partition)));
    }

    /// What has one hash in this cache has not in another.
    #[test]
    fn each_has_a_key_of_its_own() {
        let url = Url::parse("https://api.example/").unwrap();
        let key = CacheKey { partition: None, origin: b"https://app.example", url: &url };
        check_distinct((0..COUNT).map(|_| Keyed::default().key(&key)));
    }
}
