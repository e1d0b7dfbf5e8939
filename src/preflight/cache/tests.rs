//! Tests of the hashes, which cannot be tested from outside.

use std::collections::HashSet;

use super::entries::Entries;
use super::names::Name;
use super::{CacheKey, Kind, PreflightCache};
use crate::origin::Origin;
use crate::request::{CredentialsMode, NetworkPartitionKey, Switches};
use crate::site::{Site, Sites};
use crate::timestamp::Timestamp;

#[derive(Debug)]
struct NoSites;

impl Sites for NoSites {
    fn registrable_domain<'d>(&self, _: &'d str) -> Option<&'d str> {
        None
    }
}

const COUNT: usize = 2_000;

fn url(i: usize) -> String {
    format!("https://api.example/items/{i}")
}

fn check_distinct(hashes: impl Iterator<Item = u64>) {
    assert_eq!(hashes.collect::<HashSet<_>>().len(), COUNT);
}

#[test]
fn keys_hash_by_each_part() {
    let (cache, one_url) = (PreflightCache::new(), url(0));
    let site = |i| Site::obtain(&Origin::parse(&format!("https://{i}.example")).unwrap(), &NoSites);
    let partition = |i| NetworkPartitionKey::new(site(i), None);
    let hash = |partition: Option<&NetworkPartitionKey>, origin: &str, url: &str| {
        cache.hash(&CacheKey { partition, origin: origin.as_bytes(), url })
    };
    check_distinct((0..COUNT).map(|i| hash(None, "null", &url(i))));
    check_distinct((0..COUNT).map(|i| hash(None, &format!("https://{i}.example"), &one_url)));
    check_distinct((0..COUNT).map(|i| hash(Some(&partition(i)), "null", &one_url)));
    let second = |i: usize| NetworkPartitionKey::new(site(0), Some(i.to_string().into()));
    check_distinct((0..COUNT).map(|i| hash(Some(&second(i)), "null", &one_url)));
    assert_eq!(hash(Some(&partition(7)), "null", &url(7)), hash(Some(&partition(7)), "null", &url(7)));
}

/// Checks that the same key has a different hash in each cache.
#[test]
fn each_cache_has_hashes_of_its_own() {
    let url = url(0);
    let key = CacheKey { partition: None, origin: b"null", url: &url };
    check_distinct((0..COUNT).map(|_| PreflightCache::new().hash(&key)));
    let mut cache = PreflightCache::new();
    let before = cache.hash(&key);
    cache.clear_all();
    assert_ne!(cache.hash(&key), before);
}

/// Checks that a lookup of one key does not return another key with the same hash. In practice, no such two keys are
/// found.
#[test]
fn keys_of_one_hash() {
    let urls = [url(0), url(1)];
    let [stored, other] = urls.each_ref().map(|url| CacheKey { partition: None, origin: b"null", url });
    let mut cache = PreflightCache::new();
    let mut entries = Entries::new(&stored);
    entries.names.push(Name { with_credentials: Timestamp::new(std::time::Duration::MAX), ..put() });
    let hash = cache.hash(&other);
    cache.put(hash, Box::new(entries));
    assert!(cache.matches(&other, CredentialsMode::Omit, Switches::default(), Timestamp::ZERO).is_none());
    assert_eq!(cache.iter(Timestamp::ZERO).count(), 1);
}

fn put() -> Name {
    Name::new((Kind::Method, b"PUT"))
}

/// Checks that a name is not taken for another name with the same hash.
#[test]
fn names_of_one_hash() {
    let url = url(0);
    let mut entries = Entries::new(&CacheKey { partition: None, origin: b"null", url: &url });
    for i in 0..100 {
        entries.names.push(Name::new((Kind::HeaderName, format!("x-{i}").as_bytes())));
    }
    let has = |entries: &Entries, kind, name: &str| entries.names.get((kind, name.as_bytes())).is_some();
    assert!((0..100).all(|i| has(&entries, Kind::HeaderName, &format!("X-{i}"))));
    // Now each place has another name than the one whose hash leads there.
    entries.names.list.rotate_left(1);
    assert!((0..100).all(|i| !has(&entries, Kind::HeaderName, &format!("X-{i}"))));
    assert!((0..100).all(|i| !has(&entries, Kind::Method, &format!("x-{i}"))));
}
